"""HTML rendered to plain text, so that a page's HTML and its rendered text go through one grammar.

The form is that of Resiliparse's `extract_plain_text`, in which rendered pages of aggregators arrive: a line for each
block element, blank lines around paragraphs, headings and lists, ``  • `` before list items, the alternative text of
images inline, and neither form fields nor anything hidden.
"""

import re
import warnings

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import NavigableString, PageElement, PreformattedString

from etl_project.pages.model import PageRejected

DEEPEST_NESTING = 250
"""Elements inside one another. libxml2 before 2.14 silently drops what lies deeper than 256, and no page that people
read comes near it."""

_DROPPED = frozenset(
    "head script style noscript template button select textarea label datalist iframe object canvas audio video".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol".split())
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form header hgroup hr html legend li main menu nav pre search section summary table tbody tfoot thead tr".split()
)
_CELLS = frozenset(("td", "th"))
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_NOT_TEXT = re.compile("[\x00\ud800-\udfff]")


class _Writer:
    """Text under construction. Breaks and spaces are owed until text follows, so that none is written twice."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
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

    def _write(self, text: str) -> None:
        if self._owed_breaks or not self.pieces:
            if self.pieces:
                self.pieces.append("\n" * self._owed_breaks)
            self.pieces.append(self._owed_bullet)
            self._owed_bullet = ""
        else:
            self.pieces.append(self._owed_space)
        self.pieces.append(text)
        self._owed_breaks, self._owed_space = 0, ""


def render(html: str) -> str:
    """Render a page to text, in time linear in its length.

    >>> render("<h1>Title</h1><div><img alt='time'>4 hours ago</div><ul><li>Yahoo</li></ul>")
    'Title\\n\\ntime4 hours ago\\n\\n  • Yahoo'

    Raises:
        PageRejected: ``nested_too_deep``, where elements lie more than `DEEPEST_NESTING` deep.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(_NOT_TEXT.sub("\ufffd", html), "lxml")
    writer = _Writer()
    path: list[Tag] = []
    list_depth = pre_depth = 0
    node: PageElement | None = soup
    # Walks the tree by its own links, without recursion and without a copy of it.
    while node is not None:
        descend = False
        if isinstance(node, Tag):
            if len(path) > DEEPEST_NESTING:
                raise PageRejected("nested_too_deep", f"Elements of the page lie more than {DEEPEST_NESTING} deep.")
            name = node.name
            if not _is_dropped(node):
                if name in _PARAGRAPHS or name in _BLOCKS:
                    writer.line(2 if name in _PARAGRAPHS else 1)
                if name in _LISTS:
                    list_depth += 1
                elif name == "pre":
                    pre_depth += 1
                elif name == "li":
                    writer.bullet(list_depth)
                elif name in _CELLS:
                    writer.tab()
                elif name == "br":
                    writer.line_break()
                elif name == "img":
                    writer.inline(str(node.get("alt") or ""))
                if node.contents:
                    path.append(node)
                    node, descend = node.contents[0], True
        elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
            (writer.verbatim if pre_depth else writer.inline)(str(node))
        if descend:
            continue
        while node is not None and node.next_sibling is None:
            node = path.pop() if path else None
