"""HTML to text blocks: one walk over the tree, without recursion.

A block is a run of text between two block-level borders: a paragraph, a heading, a list item, a table row, or the text
between two blocks or `<br><br>`. A box is an element with such borders; boxes form the tree in which blocks hang.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from etl_project.pages.model import PageRejected
from etl_project.pages.nesting import MAX_DEPTH
from etl_project.pages.vocabulary import BODY, BYLINE, FURNITURE, HIDDEN, TAG_HINTS, class_hints, word_set

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SKIPPED = word_set(
    """
    audio button canvas datalist embed head iframe input map math noscript object option script select style svg
    template textarea video
    """
)
_BLOCK_LEVEL = word_set(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hgroup hr html li main menu nav ol p pre section summary table tbody tfoot
    thead tr ul
    """
)
_LISTS = frozenset({"ul", "ol", "dl", "menu"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INVISIBLE = re.compile("[\xad\u200b\u2060\ufeff]")
"""Soft hyphen, zero width space, word joiner, byte order mark: marks for the typesetter."""


@dataclass(slots=True)
class Box:
    """A block-level element."""

    parent: int
    """Index of the box around it; -1 for the outermost."""
    tag: str
    names: str
    """Its class and id."""
    hints: int
    """What its own tag, class and attributes say: constants of `vocabulary`."""
    heading: str | None
    """The heading that it is or lies in."""
    list: int
    """Index of the outermost list that it is or lies in; -1 outside of lists."""


@dataclass(slots=True)
class Block:
    """A run of text."""

    text: str
    box: int
    tag: str
    """Its heading's tag, else its box's."""
    words: int
    link_share: float
    """Share of its characters in links, 0 to 1."""
    furniture_share: float
    """Share of its characters in inline elements whose class says that they are no running text."""


@dataclass(slots=True)
class BlockTree:
    """The text of a page."""

    boxes: list[Box] = field(default_factory=list)
    """In document order: a box comes after the one around it."""
    blocks: list[Block] = field(default_factory=list)
    times: list[tuple[int, str]] = field(default_factory=list)
    """The `datetime` of time elements, each with the number of blocks before it."""
    bylines: list[tuple[int, LexborNode]] = field(default_factory=list)
    """Elements that name an author, each with the number of blocks before it."""


def parse_html(html: str) -> LexborHTMLParser:
    """The tree of a page."""
    try:
        return LexborHTMLParser(html)
    except UnicodeEncodeError:
        return LexborHTMLParser(without_surrogates(html))


def without_surrogates(text: str) -> str:
    """A text that can be encoded: lone surrogates, which JSON can bring, replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces, two characters count as one.

    >>> count_words("In the beginning"), count_words("逮捕容疑では同大の新校舎の建設工事を巡り警視庁が")
    (3, 12)
    """
    words = text.count(" ") + 1
    return len(text) // 2 if len(text) > 12 * words and len(text) > 20 and not text.isascii() else words


def read_blocks(tree: LexborHTMLParser) -> BlockTree:
    """The text blocks of a page in document order, hidden ones included.

    Raises:
        PageRejected: `nested_too_deep`.
    """
    walk = _Walk()
    if tree.body is not None:
        walk.run(tree.body)
    return walk.found


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return bool(style and ("none" in style or "hidden" in style) and _HIDDEN_STYLE.search(style))


class _Walk:
    """State of the walk: the block being gathered, and what it lies in."""

    def __init__(self) -> None:
        self.found = BlockTree()
        self.box = -1
        self.links = self.furniture = 0
        self.parts: list[str] = []
        self.link_characters = self.furniture_characters = 0

    def run(self, root: LexborNode) -> None:
        """Walk all below `root`; the stack holds, for each element around, its siblings to come and how to leave it."""
        self.enter("body", root)
        stack: list[tuple[Iterator[LexborNode], str | int]] = []
        siblings = root.iter(include_text=True)
        after_break = False
        while True:
            for node in siblings:
                tag = node.tag
                if tag == "-text":
                    text = node.text_content
                    if text and not text.isspace():
                        self.parts.append(text)
                        after_break = False
                        if self.links or self.furniture:
                            self.count(len(text.strip()))
                    elif self.parts:
                        self.parts.append(" ")
                elif tag == "br":
                    if after_break:
                        self.end_block()
                    self.parts.append(" ")
                    after_break = True
                elif tag is not None and tag not in _SKIPPED:
                    leaving = self.enter(tag, node)
                    if leaving is not None:
                        stack.append((siblings, leaving))
                        siblings = node.iter(include_text=True)
                        break
            else:
                if not stack:
                    break
                siblings, leaving = stack.pop()
                if leaving.__class__ is int:
                    after_break = False
                self.leave(leaving)
            if len(stack) > MAX_DEPTH:
                raise PageRejected("nested_too_deep", f"More than {MAX_DEPTH} elements are open at one place.")
        self.end_block()

    def enter(self, tag: str, node: LexborNode) -> str | int | None:
        """Enter an element; returns what `leave` needs, or None to pass it over."""
        names = ""
        hints = TAG_HINTS.get(tag, 0)
        if attributes := node.attributes:
            names = attributes.get("class") or ""
            if "id" in attributes:
                names = f"{names} {attributes['id'] or ''}"
            if names:
                hints |= class_hints(names)
            if _is_hidden(attributes) and "paywall" not in names:  # a script shows that text to subscribers
                hints |= HIDDEN
            if "itemprop" in attributes or "rel" in attributes or "datetime" in attributes or hints & BYLINE:
                hints |= self.note(tag, attributes, hints, node)
        if tag in _BLOCK_LEVEL or "-" in tag:
            if self.parts:
                self.end_block()
            outer = self.box
            self.enter_box(tag, names, hints)
            return outer
        if hints & HIDDEN:
            return None
        if tag == "a":
            self.links += 1
            return "link"
        if tag in ("td", "th"):
            self.parts.append(" ")
        if hints & FURNITURE:
            self.furniture += 1
            return "furniture"
        return "inline"

    def note(self, tag: str, attributes: dict[str, str | None], hints: int, node: LexborNode) -> int:
        """Note an element that names the author or gives a time; returns what else it hints at."""
        itemprop = attributes.get("itemprop")
        if hints & BYLINE or itemprop == "author" or attributes.get("rel") == "author":
            self.found.bylines.append((len(self.found.blocks), node))
        if tag == "time" and attributes.get("datetime"):
            self.found.times.append((len(self.found.blocks), attributes["datetime"] or ""))
        return BODY if itemprop == "articleBody" else 0

    def enter_box(self, tag: str, names: str, hints: int) -> None:
        boxes, index = self.found.boxes, len(self.found.boxes)
        parent = boxes[self.box] if self.box >= 0 else None
        heading = tag if tag in HEADINGS else parent.heading if parent else None
        outermost_list = parent.list if parent and parent.list >= 0 else index if tag in _LISTS else -1
        boxes.append(Box(self.box, tag, names, hints, heading, outermost_list))
        self.box = index

    def leave(self, leaving: str | int) -> None:
        if isinstance(leaving, int):
            if self.parts:
                self.end_block()
            self.box = leaving
        elif leaving == "link":
            self.links -= 1
        elif leaving == "furniture":
            self.furniture -= 1

    def count(self, characters: int) -> None:
        """Count characters of text under the inline elements around it."""
        if self.links:
            self.link_characters += characters
        if self.furniture:
            self.furniture_characters += characters

    def end_block(self) -> None:
        """Close the block being gathered, if there is text in it."""
        text = " ".join("".join(self.parts).split())
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if text:
            box = self.found.boxes[self.box]
            self.found.blocks.append(
                Block(
                    text=text,
                    box=self.box,
                    tag=box.heading or box.tag,
                    words=count_words(text),
                    link_share=min(1.0, self.link_characters / len(text)),
                    furniture_share=min(1.0, self.furniture_characters / len(text)),
                )
            )
        self.parts = []
        self.link_characters = self.furniture_characters = 0
