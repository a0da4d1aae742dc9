"""HTML to text blocks: one walk over the tree, without recursion.

A block is a run of text between two block-level borders: a paragraph, a heading, a list item, a table row, or the text
between two blocks or `<br><br>`. A box is an element with such borders; boxes form the tree in which blocks hang.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from etl_project.pages.model import PageRejected
from etl_project.pages.nesting import MAX_DEPTH
from etl_project.pages.vocabulary import BODY, BYLINE, FURNITURE, HIDDEN, TAG_HINTS, class_hints, word_set

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

_SKIPPED = word_set(
    """
    -comment audio button canvas datalist embed head iframe input map math noscript object option script select style svg
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
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
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
    first: int
    end: int
    """Its blocks are those from the index `first` to before `end`."""


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
    heading_links: list[tuple[int, str]] = field(default_factory=list)
    """Addresses of links in headings, each with the number of blocks before its heading."""
    bylines: list[tuple[int, LexborNode]] = field(default_factory=list)
    """Elements that name an author, each with the number of blocks before it."""


MAX_PARTS = 60_000
"""Boxes and blocks of a page: ten times those of the longest live blogs, and about a second's work."""


def parse_html(html: str) -> LexborHTMLParser:
    """The tree of a page.

    Raises:
        MemoryError: there is not enough for the tree; lexbor reads anything, and fails for no other reason.
    """
    try:
        return LexborHTMLParser(html)
    except UnicodeEncodeError:
        return parse_html(without_surrogates(html))
    except SelectolaxError:
        raise MemoryError from None


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

    The stack holds, for each element around, its siblings to come and how to leave it. Much of the time of parsing is
    spent here, about a microsecond an element, hence one loop with few calls.

    Raises:
        PageRejected: `nested_too_deep`, `too_many_blocks`.
    """
    found = BlockTree()
    if tree.body is None:
        return found
    boxes, blocks = found.boxes, found.blocks
    box = -1
    parts: list[str] = []
    links = furniture = linked_characters = furniture_characters = 0
    after_break = False

    def end_block() -> None:
        """Close the block being gathered, if there is text in it."""
        nonlocal linked_characters, furniture_characters
        text = " ".join("".join(parts).split())
        if not text.isascii():
            text = _INVISIBLE.sub("", text)
        if text:
            around = boxes[box]
            blocks.append(
                Block(
                    text,
                    box,
                    around.heading or around.tag,
                    count_words(text),
                    min(1.0, linked_characters / len(text)),
                    min(1.0, furniture_characters / len(text)),
                )
            )
        parts.clear()
        linked_characters = furniture_characters = 0

    stack: list[tuple[Iterator[LexborNode], int]] = []
    siblings = iter((tree.body,))
    while True:
        for node in siblings:
            tag = node.tag
            if tag == "-text":
                text = node.text_content
                if text and not text.isspace():
                    parts.append(text)
                    after_break = False
                    if links or furniture:
                        characters = len(text.strip())
                        linked_characters += characters if links else 0
                        furniture_characters += characters if furniture else 0
                elif parts:
                    parts.append(" ")
                continue
            if tag is None or tag in _SKIPPED:
                continue
            if tag == "br":
                if after_break:
                    end_block()
                parts.append(" ")
                after_break = True
                continue
            names = ""
            hints = TAG_HINTS.get(tag, 0)
            if attributes := node.attributes:
                names = attributes.get("class") or ""
                if "id" in attributes:
                    names = f"{names} {attributes['id'] or ''}"
                if names:
                    hints |= class_hints(names)
                may_hide = "style" in attributes or "hidden" in attributes or "aria-hidden" in attributes
                if may_hide and _is_hidden(attributes) and "paywall" not in names:  # a script shows that to subscribers
                    hints |= HIDDEN
                if hints & BYLINE or "itemprop" in attributes or "rel" in attributes or "datetime" in attributes:
                    hints |= _note(found, node, attributes, hints)
            if tag in _BLOCK_LEVEL or "-" in tag:
                if parts:
                    end_block()
                heading, outermost_list = (boxes[box].heading, boxes[box].list) if box >= 0 else (None, -1)
                if outermost_list < 0 and tag in _LISTS:
                    outermost_list = len(boxes)
                if tag in HEADINGS:
                    heading = tag
                leaving, box = box, len(boxes)
                boxes.append(Box(leaving, tag, names, hints, heading, outermost_list, len(blocks), 0))
            elif hints & HIDDEN:
                continue
            elif tag == "a":
                links += 1
                leaving = _LINK
                if boxes[box].heading and (address := attributes.get("href")):
                    found.heading_links.append((len(blocks), address))
            elif hints & FURNITURE:
                furniture += 1
                leaving = _FURNITURE
            else:
                leaving = _INLINE
            if tag == "td" or tag == "th":
                parts.append(" ")
            stack.append((siblings, leaving))
            siblings = node.iter(include_text=True)
            break
        else:
            if not stack:
                return found
            siblings, leaving = stack.pop()
            if leaving >= -1:
                after_break = False
                if parts:
                    end_block()
                boxes[box].end = len(blocks)
                box = leaving
            elif leaving == _LINK:
                links -= 1
            elif leaving == _FURNITURE:
                furniture -= 1
        if len(stack) > MAX_DEPTH:
            raise PageRejected("nested_too_deep", f"More than {MAX_DEPTH} elements are open at one place.")
        if len(boxes) + len(blocks) > MAX_PARTS:
            raise PageRejected("too_many_blocks", f"It has more than {MAX_PARTS:,} elements and pieces of text.")


_LINK, _FURNITURE, _INLINE = -2, -3, -4
"""How to leave an inline element; a box is left for the one around it, whose index is -1 or more."""


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = (attributes.get("style") or "").lower()
    return ("none" in style or "hidden" in style) and _HIDDEN_STYLE.search(style) is not None


def _note(found: BlockTree, node: LexborNode, attributes: dict[str, str | None], hints: int) -> int:
    """Note an element that names the author or gives a time; returns what else it hints at."""
    itemprop = attributes.get("itemprop")
    if hints & BYLINE or itemprop == "author" or attributes.get("rel") == "author":
        found.bylines.append((len(found.blocks), node))
    if node.tag == "time" and attributes.get("datetime"):
        found.times.append((len(found.blocks), attributes["datetime"] or ""))
    return BODY if itemprop == "articleBody" else 0
