"""The running text of an article's page: which of its blocks are the article.

Rules in four steps:

1. Each block gets a value from its tag, length, punctuation, share of links, and what the class names around it say.
2. The container is the element whose blocks' values, weighted by length, have the largest sum.
3. Inside it, blocks fall into families that stand in like-named elements. The family with most words is the article's;
   what stands apart from it is kept only as a standfirst before it, or as a heading or quotation within it.
4. Headings without text and lines that repeat others, name the author or the date, or send the reader elsewhere go.

The third step does most of the work: furniture is written by other templates than the text. No rule knows a site.
The weights are round numbers in whose neighbourhood the benchmark (`benchmarks/extraction`) hardly changes.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from etl_project.pages.blocks import HEADINGS, Block, BlockTree, Box
from etl_project.pages.vocabulary import (
    BODY,
    CHROME,
    CREDIT,
    DATE,
    DOUBT,
    FURNITURE,
    HIDDEN,
    LEAD,
    PICTURE,
    PROMOTION,
    QUOTE,
    TEASER,
    word_set,
)
from etl_project.text import fold

_Number = TypeVar("_Number", int, float)

_SENTENCE_END = re.compile(r"[.!?…。！？؟।:][\'\"”’»)\]]*$")
_DIGITS = re.compile(r"\d+")
_TRANSPARENT = word_set("blockquote center dd dl dt h1 h2 h3 h4 h5 h6 li ol p pre table tbody td tfoot th thead tr ul")
"""Elements that take part in the running text of the element around them."""
_FURNITURE_TAGS = frozenset({"aside", "footer", "nav"})

_HINTED_MAJORITY = 0.5
"""Share of a page's prose above which a class name cannot make it furniture: `sidebar` on the body means the layout."""
_HIDDEN_MAJORITY = 0.4
"""The same for hidden text: a script shows it to subscribers."""
_FAMILY_SHARE = 0.5
"""Words of a family that belongs to the article, in terms of the largest."""
_MIN_STANDFIRST_WORDS = 15
_MIN_REPEATED_WORDS = 15
_MAX_PROMOTION_WORDS = 40
_MAX_TITLE_HEADINGS = 200
_MIN_TITLE_CHARACTERS = 8
_MAX_BYLINE_WORDS = 12
_MAX_CREDIT_WORDS = 20
_MAX_COMPARED_CHARACTERS = 100_000


@dataclass(frozen=True, slots=True)
class MainText:
    """Where the article stands among a page's blocks."""

    shown: list[Block]
    """The blocks that a reader sees."""
    chosen: list[int]
    """Indices in `shown` of the running text; empty where there is none."""
    title_at: int | None
    """Index in `shown` of the headline."""


@dataclass(frozen=True, slots=True)
class _Scored:
    """The page, with what the steps need of it; lists by block or by box."""

    boxes: list[Box]
    blocks: list[Block]
    hints: list[int]
    """By box: its hints and those it inherits."""
    values: list[float | None]
    """By block: how much it looks like running text, above 0 if it does; None where it cannot be."""
    link_lists: frozenset[int]
    """Outermost lists that consist of links."""
    text_lists: frozenset[int]
    """The others, unless a list holds most of the page."""

    def is_text(self, index: int) -> bool:
        """Whether a block looks like running text by itself."""
        value = self.values[index]
        return value is not None and value > 0

    def is_item(self, index: int) -> bool:
        """Whether a block is an item of a list, or a row of a table, as texts have them."""
        block = self.blocks[index]
        return self.values[index] is not None and (block.tag == "tr" or self.boxes[block.box].list in self.text_lists)


def find_main_text(
    found: BlockTree, titles: Collection[str] = (), authors: Sequence[str] = (), has_posts: bool = False
) -> MainText:
    """The running text among the blocks of a page.

    Args:
        found: the page.
        titles: what its metadata call the article; the text begins below the heading that says the same.
        authors: names that its metadata give; short lines with them are bylines.
        has_posts: the article consists of several `<article>` elements (a live blog); else only the first counts.
    """
    if not found.blocks:
        return MainText([], [], None)
    page = _score(found)
    title_at = _find_title(page, {fold(title) for title in titles})
    below = 0 if title_at is None else title_at + 1
    chosen = _select(page, below, _container(page, below), has_posts)
    chosen = _drop_idle_headings(page, chosen)
    chosen = _drop_lines(page, chosen, [fold(name) for name in authors])

    shown = [index for index, block in enumerate(page.blocks) if not page.hints[block.box] & HIDDEN]
    position = {index: at for at, index in enumerate(shown)}
    return MainText(
        shown=[page.blocks[index] for index in shown],
        chosen=[position[index] for index in chosen],
        title_at=None if title_at is None else position[title_at],
    )


def _score(found: BlockTree) -> _Scored:
    boxes, blocks = found.boxes, found.blocks
    prose = [0] * len(boxes)
    list_characters: Counter[int] = Counter()
    linked_characters: Counter[int] = Counter()
    for block in blocks:
        if block.words >= 10 and block.link_share < 0.5:
            prose[block.box] += block.words
        outermost = boxes[block.box].list
        if outermost >= 0:
            list_characters[outermost] += len(block.text)
            linked_characters[outermost] += round(len(block.text) * block.link_share)
    _sum_upwards(boxes, prose)
    hints = _inherit(boxes, prose)
    minor = {outermost for outermost in list_characters if prose[outermost] < _HINTED_MAJORITY * prose[0]}
    link_lists = {outermost for outermost in minor if linked_characters[outermost] > 0.4 * list_characters[outermost]}
    return _Scored(
        boxes=boxes,
        blocks=blocks,
        hints=hints,
        values=[_value(block, hints[block.box]) for block in blocks],
        link_lists=frozenset(link_lists),
        text_lists=frozenset(minor - link_lists),
    )


def _sum_upwards(boxes: Sequence[Box], sums: list[_Number]) -> None:
    """Add each box's sum to those of all boxes around it."""
    for index in range(len(boxes) - 1, 0, -1):
        sums[boxes[index].parent] += sums[index]


def _inherit(boxes: Sequence[Box], prose: Sequence[int]) -> list[int]:
    """Hints of each box and those around it, less those that are refuted by most of the page's prose lying inside."""
    inherited: list[int] = []
    for box, words in zip(boxes, prose, strict=True):
        hints = box.hints
        above = inherited[box.parent] if box.parent >= 0 else 0
        if hints:
            if words > _HINTED_MAJORITY * prose[0]:
                hints &= HIDDEN | CHROME | BODY | (FURNITURE if box.tag in _FURNITURE_TAGS else 0)
                if words > 0.9 * prose[0]:
                    hints &= HIDDEN | BODY
            if words > _HIDDEN_MAJORITY * prose[0]:
                hints &= ~HIDDEN
            if hints & BODY:
                above &= HIDDEN | CHROME
        inherited.append(hints | above)
    return inherited


def _value(block: Block, hints: int) -> float | None:
    if hints & (FURNITURE | HIDDEN | CHROME) or block.furniture_share > 0.5:
        return None
    value = min(block.words, 50) / 25 - 1 - 5 * max(0.0, block.link_share - 0.25)
    if block.tag in ("p", "blockquote"):
        value += 1.5
    elif block.tag == "li" or block.tag in HEADINGS:
        value -= 0.5
    if _SENTENCE_END.search(block.text[-8:]):
        value += 0.7
    if block.words < 4:
        value -= 1
    if hints & DOUBT:
        value -= 0.5
    return value


def _find_title(page: _Scored, titles: Collection[str]) -> int | None:
    """The heading that is the article's title, else the first h1, unless most of the prose stands above it."""
    headings = [
        index
        for index, block in enumerate(page.blocks)
        if block.tag in HEADINGS and not page.hints[block.box] & (HIDDEN | CHROME)
    ]
    title_at = next((index for index in headings[:_MAX_TITLE_HEADINGS] if _says(page.blocks[index].text, titles)), None)
    if title_at is None:
        title_at = next((index for index in headings if page.blocks[index].tag == "h1"), None)
    if title_at is None:
        return None
    words = [block.words if page.is_text(index) else 0 for index, block in enumerate(page.blocks)]
    return title_at if sum(words[:title_at]) <= 0.5 * sum(words[title_at:]) else None


def _says(heading: str, titles: Collection[str]) -> bool:
    """Whether a heading says what one of the titles, which are folded, says: all of it, or more, or less."""
    text = fold(heading)
    return len(text) >= _MIN_TITLE_CHARACTERS and any(text in title or title in text for title in titles)


def _container(page: _Scored, below: int) -> int:
    """The box with the largest sum of values; of equals, the innermost."""
    sums = [0.0] * len(page.boxes)
    for block, value in zip(page.blocks[below:], page.values[below:], strict=True):
        if value is None:
            continue
        hints = page.hints[block.box]
        if hints & TEASER and not hints & LEAD:
            value -= 1
        if value > 0 or block.link_share > 0.25 or hints & (DOUBT | TEASER | PICTURE):
            sums[block.box] += min(block.words, 100) * max(value, -2.0)
    _sum_upwards(page.boxes, sums)
    candidates = (index for index, box in enumerate(page.boxes) if box.tag not in _TRANSPARENT)
    return max(candidates, key=lambda index: (sums[index], index))


def _select(page: _Scored, below: int, container: int, has_posts: bool) -> list[int]:
    """Blocks of the article's families in the container, and what belongs to them."""
    boxes, blocks = page.boxes, page.blocks
    inside, articles, families = _frame(boxes, container)
    sizes: Counter[tuple[str, str]] = Counter()
    candidates = [index for index in range(below, len(blocks)) if inside[blocks[index].box]]
    for index in candidates:
        if page.is_text(index):
            sizes[families[blocks[index].box]] += blocks[index].words
    smallest = _FAMILY_SHARE * max(sizes.values(), default=0)
    in_family = [inside and sizes[family] >= smallest > 0 for inside, family in zip(inside, families, strict=True)]
    core = [
        index for index in candidates if in_family[blocks[index].box] and (page.is_text(index) or page.is_item(index))
    ]
    if not core:
        return []
    if not has_posts:
        first_article = articles[blocks[core[0]].box]
        core = [index for index in core if articles[blocks[index].box] == first_article]
    core += _credits_after(page, core[-1])

    chosen = []
    for index in range(below, core[-1] + 1):
        block, value, hints = blocks[index], page.values[index], page.hints[blocks[index].box]
        if value is None or block.link_share > 0.8 or boxes[block.box].list in page.link_lists:
            continue
        could_be_text = value > -0.8
        if index < core[0]:
            is_standfirst = bool(hints & LEAD) and block.words >= 4
            is_paragraph = could_be_text and inside[block.box] and block.words >= _MIN_STANDFIRST_WORDS
            keep = (is_standfirst or is_paragraph) and block.tag != "h1" and not hints & PICTURE
        elif hints & TEASER and index > core[0]:
            keep = False
        elif in_family[block.box]:
            keep = could_be_text or block.tag in HEADINGS or page.is_item(index)
        else:
            keep = inside[block.box] and (block.tag in HEADINGS or bool(hints & QUOTE))
        if keep and any(map(str.isalnum, block.text)):
            chosen.append(index)
    return chosen


def _credits_after(page: _Scored, last: int) -> list[int]:
    """Lines right under the text that name its sources: "With Meridian Wire"."""
    parent = page.boxes[page.blocks[last].box].parent
    credited = []
    for index in range(last + 1, len(page.blocks)):
        block = page.blocks[index]
        if page.boxes[block.box].parent != parent or block.words > _MAX_CREDIT_WORDS or not CREDIT.match(block.text):
            break
        credited.append(index)
    return credited


def _frame(boxes: Sequence[Box], container: int) -> tuple[list[bool], list[int], list[tuple[str, str]]]:
    """By box: whether it lies in the container, the `<article>` in it that it lies in (or -1), and its family.

    A family are the boxes of one tag and class; text elements, and boxes without a name, belong to the one around them.
    """
    inside = [index == container for index in range(len(boxes))]
    articles = [-1] * len(boxes)
    families: list[tuple[str, str]] = []
    for index, box in enumerate(boxes):
        family = (box.tag, _DIGITS.sub("", box.names))
        if box.parent >= 0 and inside[box.parent]:
            inside[index] = True
            articles[index] = index if box.tag == "article" else articles[box.parent]
            if box.tag in _TRANSPARENT or (box.tag in ("div", "section") and not box.names):
                family = families[box.parent]
        families.append(family)
    return inside, articles, families


def _drop_idle_headings(page: _Scored, chosen: Sequence[int]) -> list[int]:
    """Without headings at the end, and those of link lists that were left out."""
    kept: list[int] = []
    left_out = set(range(len(page.blocks))).difference(chosen)
    for index in reversed(chosen):
        if page.blocks[index].tag in HEADINGS:
            if not kept:
                continue
            between = (page.blocks[at] for at in range(index + 1, kept[-1]) if at in left_out)
            if sum(block.words for block in between if block.link_share > 0.5) >= 8:
                continue
        kept.append(index)
    kept.reverse()
    return kept


def _drop_lines(page: _Scored, chosen: Sequence[int], authors: Sequence[str]) -> list[int]:
    """Without lines that promote, name the author or the date, or repeat another."""
    texts = [page.blocks[index].text for index in chosen]
    whole = "\n".join(texts)
    seen: set[str] = set()
    kept = []
    for index, text in zip(chosen, texts, strict=True):
        words = page.blocks[index].words
        if (
            (words <= _MAX_PROMOTION_WORDS and PROMOTION.match(text))
            or (words <= _MAX_BYLINE_WORDS and _is_byline_or_date(text, authors))
            or (words >= _MIN_REPEATED_WORDS and text in seen)
            or (len(whole) <= _MAX_COMPARED_CHARACTERS and _is_pull_quote(text, texts, whole))
        ):
            continue
        seen.add(text)
        kept.append(index)
    return kept


def _is_pull_quote(text: str, texts: Sequence[str], whole: str) -> bool:
    """Whether a line says nothing that another, longer one does not say too."""
    quoted = text.strip("\"'“”„‟«»‘’ ")
    if len(quoted) <= 20 or whole.count(quoted) == 1:
        return False
    return any(quoted in longer and len(longer) > len(text) + 5 for longer in texts)


def _is_byline_or_date(text: str, authors: Sequence[str]) -> bool:
    if not _SENTENCE_END.search(text[-8:]) and any(name in fold(text) for name in authors):
        return True
    if not _DIGITS.search(text):
        return False
    without_date = DATE.sub("", text)
    return without_date != text and len(without_date.split()) <= 3
