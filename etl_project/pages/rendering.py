"""HTML rendered to plain text, so that a page's HTML and its rendered text go through one grammar.

The form is that of Resiliparse's `extract_plain_text`, in which rendered pages of aggregators arrive: a line for each
block element, blank lines around paragraphs, headings and lists, ``  • `` before list items, the alternative text of
images inline, and neither form fields nor anything hidden.
"""

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from etl_project.pages.model import PageRejected

DEEPEST_NESTING = 250
"""Elements inside one another. libxml2 before 2.14 silently drops what lies deeper than 256, and no page that people
read comes near it."""

# fmt: off
_DROPPED = frozenset((
    "head", "script", "style", "noscript", "template", "button", "select", "textarea", "label", "datalist",
    "iframe", "object", "canvas", "audio", "video",
))
_PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"])
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "menu", "nav", "pre", "search", "section", "summary", "table", "tbody", "tfoot",
    "thead", "tr",
))
# fmt: on
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class _Writer:
    """Text under construction. Breaks and spaces are owed until text follows, so that none is written twice."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._owed_breaks = 0
        self._owed_space = ""
        self._owed_bullet = ""

    def line(self, breaks: int = 1) -> None:
        """The next text begins a line (`breaks` 1), or a line after a blank one (2)."""
        self._owed_breaks = max(self._owed_breaks, breaks)
        self._owed_space = ""

    def line_break(self) -> None:
        """A `<br>`: a second one makes a blank line."""
        self.line(min(self._owed_breaks + 1, 2))

    def bullet(self, depth: int) -> None:
        """The next text is a list item's, in that many lists."""
        self._owed_bullet = "  " * max(depth, 1) + "• "

    def no_bullet(self) -> None:
        """The list item ended; where it was empty, it leaves no bullet behind."""
        self._owed_bullet = ""

    def tab(self) -> None:
        """The next text is another cell's."""
        self._owed_space = "\t"

    def inline(self, text: str) -> None:
        """Running text: its white space is collapsed, across elements too."""
        words = _SPACE.sub(" ", text)
        if words.startswith(" "):
            self._owed_space = self._owed_space or " "
            words = words[1:]
        if words:
            ends_in_space = words.endswith(" ")
            self._write(words[:-1] if ends_in_space else words)
            self._owed_space = " " if ends_in_space else ""

    def verbatim(self, text: str) -> None:
        """Preformatted text."""
        if text:
            self._write(text)

    def text(self) -> str:
        """All that was written."""
        return "".join(self._pieces)

    def _write(self, text: str) -> None:
        if self._owed_breaks or not self._pieces:
            if self._pieces:
                self._pieces.append("\n" * self._owed_breaks)
            self._pieces.append(self._owed_bullet)
            self._owed_bullet = ""
        else:
            self._pieces.append(self._owed_space)
        self._pieces.append(text)
        self._owed_breaks, self._owed_space = 0, ""


def render(html: str) -> str:
    """Render a page to text. `etl_project.pages.nesting` bounds beforehand what its tree can cost.

    >>> render("<h1>Title</h1><div><img alt='time'>4 hours ago</div><ul><li>Yahoo</li></ul>")
    'Title\\n\\ntime4 hours ago\\n\\n  • Yahoo'

    Raises:
        PageRejected: ``nested_too_deep``, where elements lie more than `DEEPEST_NESTING` deep.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(_NOT_TEXT.sub("\ufffd", html), "lxml")
    writer = _Writer()
    open_elements: list[tuple[Tag, Iterator[PageElement]]] = [(soup, iter(soup.contents))]
    list_depth = pre_depth = 0
    while open_elements:
        element, children = open_elements[-1]
        node = next(children, None)
        if node is None:
            open_elements.pop()
            _break_at(element, writer)
            if element.name in _LISTS:
                list_depth -= 1
            elif element.name == "pre":
                pre_depth -= 1
            elif element.name == "li":
                writer.no_bullet()
        elif isinstance(node, Tag):
            if _is_dropped(node):
                continue
            if len(open_elements) > DEEPEST_NESTING:
                raise PageRejected("nested_too_deep", f"The page's elements lie more than {DEEPEST_NESTING} deep.")
            open_elements.append((node, iter(node.contents)))
            _break_at(node, writer)
            if node.name in _LISTS:
                list_depth += 1
            elif node.name == "pre":
                pre_depth += 1
            elif node.name == "li":
                writer.bullet(list_depth)
            elif node.name in _CELLS:
                writer.tab()
            elif node.name == "br":
                writer.line_break()
            elif node.name == "img":
                writer.inline(str(node.get("alt") or ""))
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            (writer.verbatim if pre_depth else writer.inline)(str(node))
    return writer.text()


def _break_at(element: Tag, writer: _Writer) -> None:
    """Begin a line where a block element begins or ends."""
    if element.name in _PARAGRAPHS:
        writer.line(2)
    elif element.name in _BLOCKS:
        writer.line()


def _is_dropped(element: Tag) -> bool:
    """Whether nobody sees the element's text."""
    if element.name in _DROPPED:
        return True
    if not element.attrs:
        return False
    return "hidden" in element.attrs or _HIDING_STYLE.search(str(element.get("style") or "")) is not None
