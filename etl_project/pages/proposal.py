"""What a page's structure proposes as the running text: rules that know no site.

1. Each block gets a value from its tag, length, punctuation, share of links, and what the class names around it say.
2. The container is the element whose blocks' values, weighted by length, have the largest sum.
3. Inside it, blocks fall into families that stand in like-named elements. The family with most words is the article's;
   what stands apart from it is kept only as a standfirst before it, or as a heading or quotation within it.
4. Headings without text and lines that repeat others, name the author or the date, or send the reader elsewhere go.

The third step does most of the work: furniture is written by other templates than the text. The weights are round
numbers in whose neighbourhood the benchmark (`benchmarks/extraction`) hardly changes. Sums over boxes are differences of
running sums over blocks, since the blocks of a box follow one another.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl_project.pages.blocks import HEADINGS, BlockTree, Box
from etl_project.pages.vocabulary import (
    BODY,
    CHROME,
    CREDIT,
    DATE,
    DOUBT,
    FURNITURE,
    HIDDEN,
    LEAD,
    MAX_TITLE_CHARACTERS,
    PICTURE,
    PROMOTION,
    QUOTE,
    SENTENCE_END,
    TEASER,
    names_author,
    word_set,
)
from etl_project.text import fold

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

TAGS = {
    tag: number
    for number, tags in enumerate(
        ("p", "blockquote", "li", "h1", "h2", "h3", "h4 h5 h6", "tr table tbody", "dt dd", "pre", "figcaption"), 1
    )
    for tag in tags.split()
}
"""Kinds of blocks; others are 0."""
_VALUE_OF_TAG = np.zeros(max(TAGS.values()) + 1)
_VALUE_OF_TAG[[TAGS["p"], TAGS["blockquote"]]] = 1.5
_VALUE_OF_TAG[[TAGS["li"], TAGS["h1"], TAGS["h2"], TAGS["h3"], TAGS["h4"]]] = -0.5

_MAYBE_ENDS = frozenset(
    ".!?…。！？؟।۔។။:'\"”’»)]\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_DIGITS = re.compile(r"\d+")
_TRANSPARENT = word_set("blockquote center dd dl dt h1 h2 h3 h4 h5 h6 li ol p pre table tbody td tfoot th thead tr ul")
"""Elements that take part in the running text of the element around them."""
_FURNITURE_TAGS = frozenset({"aside", "footer", "nav"})

_HINTED_MAJORITY = 0.5
"""Share of a page's prose above which a class name cannot make it furniture: `sidebar` on the body means the layout."""
_HIDDEN_MAJORITY = 0.4
"""The same for hidden text: a script shows it to subscribers."""
MAX_LINK_SHARE = 0.8
"""Share of links above which a block is no text but leads elsewhere."""
_FAMILY_SHARE = 0.5
"""Words of a family that belongs to the article, in terms of the largest."""
_MIN_POSTS = 3
_MIN_POST_WORDS = 25
_MIN_STANDFIRST_WORDS = 15
_MIN_REPEATED_WORDS = 15
_MAX_PROMOTION_WORDS = 40
_MAX_TITLE_HEADINGS = 200
_MIN_TITLE_CHARACTERS = 8
_MAX_BYLINE_WORDS = 12
_MAX_CREDIT_WORDS = 20
_MAX_COMPARED_CHARACTERS = 100_000


@dataclass(slots=True)
class Measures:
    """A page in numbers: arrays by block, but for those of boxes."""

    found: BlockTree
    words: Integers
    characters: Integers
    link_share: Floats
    box: Integers
    tag: Integers
    """Of `TAGS`."""
    ends_sentence: Flags
    prose: Floats
    """Words of the block, if it has 10 or more that are not mostly links."""
    first: Integers
    end: Integers
    """By box: its blocks are those from `first` to before `end`."""
    box_hints: list[int]
    """By box: its hints and those it inherits."""
    hints: Integers
    barred: Flags
    """Hidden, or furniture by its names: no running text."""
    value: Floats
    """How much a block looks like running text, above 0 if it does; -9 where it is barred."""
    in_link_list: Flags
    """In a list that consists of links."""
    in_text_list: Flags
    """In another list, unless that holds most of the page."""

    @property
    def is_text(self) -> Flags:
        """Whether a block looks like running text by itself."""
        return self.value > 0

    @property
    def is_item(self) -> Flags:
        """Whether a block is an item of a list, or a row of a table, as texts have them."""
        is_item: Flags = ~self.barred & ((self.tag == TAGS["tr"]) | self.in_text_list)
        return is_item

    def sum_boxes(self, values: npt.NDArray[np.float64 | np.int64]) -> Floats:
        """By box: the sum of its blocks' values."""
        running = run(values)
        return running[self.end] - running[self.first]


@dataclass(slots=True)
class Proposal:
    """Where the rules see the article."""

    measures: Measures
    title_at: int | None
    """Index of the headline's block."""
    has_posts: bool
    """The article consists of several `<article>` elements: a live blog."""
    inside: Flags
    """By block: whether it lies in the container."""
    in_other_article: Flags
    """By block: whether it lies in another `<article>` of the container than the text."""
    family_words: Floats
    """By block: words of running text in its family; 0 outside of the container."""
    in_family: Flags
    """By block: whether its family is one of the article's."""
    selected: list[int]
    """Blocks of the article's families and what belongs to them."""
    proposed: list[int]
    """Those among them that no rule for headings and lines drops: the running text."""
    dropped: list[int]
    """Those among them that promote, name the author or the date, or repeat another."""


def run(values: npt.NDArray[np.float64 | np.int64]) -> Floats:
    """Running sums: the sum of `values[a:b]` is the difference of those at b and a."""
    return np.concatenate(([0.0], np.cumsum(values)))


def propose(found: BlockTree, titles: Collection[str], authors: Sequence[str], has_posts: bool) -> Proposal:
    """Find the running text by rules, on a page that has a block at least.

    Args:
        found: the page.
        titles: what its metadata call the article; the text begins below the heading that says the same.
        authors: names that its metadata give; short lines with them are bylines.
        has_posts: the article consists of several `<article>` elements (a live blog), by what its metadata say; else
            only the first counts, unless they look like posts.
    """
    page = _measure(found)
    title_at = _find_title(page, {fold(title) for title in titles if len(title) <= MAX_TITLE_CHARACTERS})
    below = 0 if title_at is None else title_at + 1
    container = _container(page, below)
    proposal = _select(page, title_at, below, container, has_posts or _has_posts(page, title_at))
    headed = drop_idle_headings(page, proposal.selected)
    proposal.proposed = drop_lines(page, headed, authors)
    proposal.dropped = sorted(set(headed).difference(proposal.proposed))
    if title_at is None and proposal.proposed:
        proposal.title_at = _heading_of_article(page, proposal.proposed[0])
    return proposal


def _measure(found: BlockTree) -> Measures:
    boxes, blocks = found.boxes, found.blocks
    words, characters, box, lists, tag = np.array(
        [(block.words, len(block.text), block.box, boxes[block.box].list, TAGS.get(block.tag, 0)) for block in blocks]
    ).T
    link_share, furniture_share = np.array([(block.link_share, block.furniture_share) for block in blocks]).T
    ends = np.array([block.text[-1] in _MAYBE_ENDS and _ends_sentence(block.text) for block in blocks])
    prose = np.where((words >= 10) & (link_share < 0.5), words, 0.0)
    first, end = np.array([(box.first, box.end) for box in boxes]).T
    running = run(prose)
    box_prose: list[float] = (running[end] - running[first]).tolist()
    box_hints = _inherit(boxes, box_prose)
    hints = np.array(box_hints)[box]
    barred = (hints & (FURNITURE | HIDDEN | CHROME) != 0) | (furniture_share > 0.5)
    value = (
        np.minimum(words, 50) / 25
        - 1
        - 5 * np.maximum(0.0, link_share - 0.25)
        + _VALUE_OF_TAG[tag]
        + 0.7 * ends
        - 1.0 * (words < 4)
        - 0.5 * (hints & DOUBT != 0)
    )
    value[barred] = -9
    is_link_list, is_text_list = _lists(boxes, box_prose, characters, link_share)
    return Measures(
        found=found,
        words=words,
        characters=characters,
        link_share=link_share,
        box=box,
        tag=tag,
        ends_sentence=ends,
        prose=prose,
        first=first,
        end=end,
        box_hints=box_hints,
        hints=hints,
        barred=barred,
        value=value,
        in_link_list=is_link_list[lists],
        in_text_list=is_text_list[lists],
    )


def _ends_sentence(text: str) -> bool:
    return SENTENCE_END.search(text[-8:]) is not None


def _lists(
    boxes: Sequence[Box], box_prose: Sequence[float], characters: Integers, link_share: Floats
) -> tuple[Flags, Flags]:
    """By box, and False at the end: whether it is an outermost list that consists of links, or another that does not
    hold most of the page's prose."""
    running, linked = run(characters), run(np.round(characters * link_share))
    is_link_list, is_text_list = np.zeros((2, len(boxes) + 1), dtype=bool)
    for index, box in enumerate(boxes):
        if box.list == index and box_prose[index] < _HINTED_MAJORITY * box_prose[0] and box.first < box.end:
            in_links = linked[box.end] - linked[box.first]
            consists_of_links = in_links > 0.4 * (running[box.end] - running[box.first])
            (is_link_list if consists_of_links else is_text_list)[index] = True
    return is_link_list, is_text_list


def _inherit(boxes: Sequence[Box], prose: Sequence[float]) -> list[int]:
    """Hints of each box and those around it, less those that are refuted by most of the page's prose lying inside."""
    inherited: list[int] = []
    hinted_majority, hidden_majority = _HINTED_MAJORITY * prose[0], _HIDDEN_MAJORITY * prose[0]
    for box, words in zip(boxes, prose, strict=True):
        if box.first == box.end:
            inherited.append(0)  # nobody asks
            continue
        hints = box.hints
        above = inherited[box.parent] if box.parent >= 0 else 0
        if hints:
            if words > hinted_majority:
                hints &= HIDDEN | CHROME | BODY | (FURNITURE if box.tag in _FURNITURE_TAGS else 0)
                if words > 0.9 * prose[0]:
                    hints &= HIDDEN | BODY
            if words > hidden_majority:
                hints &= ~HIDDEN
            if hints & BODY:
                above &= HIDDEN | CHROME
        inherited.append(hints | above)
    return inherited


def _find_title(page: Measures, titles: Collection[str]) -> int | None:
    """The heading that is the article's title, else the first h1, unless most of the prose stands above it."""
    blocks = page.found.blocks
    headings = [
        index
        for index, block in enumerate(blocks)
        if block.tag in HEADINGS and not page.box_hints[block.box] & (HIDDEN | CHROME)
    ]
    title_at = next((index for index in headings[:_MAX_TITLE_HEADINGS] if _says(blocks[index].text, titles)), None)
    if title_at is None:
        title_at = next((index for index in headings if blocks[index].tag == "h1"), None)
    if title_at is None:
        return None
    words = np.where(page.is_text, page.words, 0)
    return title_at if words[:title_at].sum() <= 0.5 * words[title_at:].sum() else None


def _heading_of_article(page: Measures, begins: int) -> int | None:
    """The heading of the `<article>` in which the text begins: the last above it."""
    boxes, blocks = page.found.boxes, page.found.blocks
    box = boxes[blocks[begins].box]
    while box.parent >= 0 and box.tag != "article":
        box = boxes[box.parent]
    if box.tag != "article":
        return None
    shown = (at for at in range(begins, box.first - 1, -1) if not page.hints[at] & (HIDDEN | CHROME))
    return next((at for at in shown if blocks[at].tag in HEADINGS), None)


def _says(heading: str, titles: Collection[str]) -> bool:
    """Whether a heading says what one of the titles, which are folded, says: all of it, or more, or less."""
    text = fold(heading)
    return len(text) >= _MIN_TITLE_CHARACTERS and any(text in title or title in text for title in titles)


def _has_posts(page: Measures, title_at: int | None) -> bool:
    """Whether several like `<article>` elements below the headline have text and a time each, as posts of a live blog."""
    if title_at is None or len(page.found.times) < _MIN_POSTS:
        return False
    text_words = page.sum_boxes(np.where(page.is_text, page.words, 0)).tolist()
    timed = [place for place, _ in page.found.times]
    posts: Counter[tuple[int, str]] = Counter()
    for box, words in zip(page.found.boxes, text_words, strict=True):
        if box.tag != "article" or box.first <= title_at:
            continue
        has_text = words >= _MIN_POST_WORDS
        next_time = bisect_left(timed, box.first)
        has_time = next_time < len(timed) and timed[next_time] <= box.end
        posts[box.parent, without_digits(box.names)] += has_text and has_time
    return max(posts.values(), default=0) >= _MIN_POSTS


def _container(page: Measures, below: int) -> int:
    """The box with the largest sum of values; of equals, the innermost."""
    is_teaser = (page.hints & TEASER != 0) & (page.hints & LEAD == 0)
    value = page.value - is_teaser
    counts = ~page.barred & ((value > 0) | (page.link_share > 0.25) | (page.hints & (DOUBT | TEASER | PICTURE) != 0))
    counts[:below] = False
    sums = page.sum_boxes(np.where(counts, np.minimum(page.words, 100) * np.maximum(value, -2.0), 0.0))
    sums[[box.tag in _TRANSPARENT for box in page.found.boxes]] = -np.inf
    return len(sums) - 1 - int(sums[::-1].argmax())


def _select(page: Measures, title_at: int | None, below: int, container: int, has_posts: bool) -> Proposal:
    """Blocks of the article's families in the container, and what belongs to them."""
    boxes, blocks = page.found.boxes, page.found.blocks
    start, stop = boxes[container].first, boxes[container].end
    articles, families = _frame(boxes, container)
    is_text, is_item, values = page.is_text.tolist(), page.is_item.tolist(), page.value.tolist()
    sizes: Counter[tuple[str, str]] = Counter()
    for index in range(max(below, start), stop):
        if is_text[index]:
            sizes[families[blocks[index].box]] += blocks[index].words
    family_words = np.zeros(len(blocks))
    family_words[start:stop] = [sizes[families[block.box]] for block in blocks[start:stop]]
    smallest = _FAMILY_SHARE * max(sizes.values(), default=0)
    in_family = (family_words >= smallest) & (family_words > 0)
    core = [
        index for index in range(max(below, start), stop) if in_family[index] and (is_text[index] or is_item[index])
    ]
    proposal = Proposal(
        measures=page,
        title_at=title_at,
        has_posts=has_posts,
        inside=(np.arange(len(blocks)) >= start) & (np.arange(len(blocks)) < stop),
        in_other_article=np.zeros(len(blocks), dtype=bool),
        family_words=family_words,
        in_family=in_family,
        selected=[],
        proposed=[],
        dropped=[],
    )
    if not core:
        return proposal
    if not has_posts:
        own = articles[blocks[core[0]].box]
        core = [index for index in core if articles[blocks[index].box] == own]
        proposal.in_other_article[start:stop] = [articles[block.box] not in (own, -1) for block in blocks[start:stop]]
    core += _credits_after(page, core[-1])

    for index in range(below, core[-1] + 1):
        block, value, hints = blocks[index], values[index], page.box_hints[blocks[index].box]
        if page.barred[index] or block.link_share > MAX_LINK_SHARE or page.in_link_list[index]:
            continue
        could_be_text = value > -0.8
        inside = start <= index < stop
        if index < core[0]:
            is_standfirst = bool(hints & LEAD) and block.words >= 4
            is_paragraph = could_be_text and inside and block.words >= _MIN_STANDFIRST_WORDS
            keep = (is_standfirst or is_paragraph) and block.tag != "h1" and not hints & PICTURE
        elif hints & TEASER and index > core[0]:
            keep = False
        elif in_family[index]:
            keep = could_be_text or block.tag in HEADINGS or is_item[index]
        else:
            keep = inside and (block.tag in HEADINGS or bool(hints & QUOTE))
        if keep and has_letters(block.text):
            proposal.selected.append(index)
    return proposal


def _credits_after(page: Measures, last: int) -> list[int]:
    """Lines right under the text that name its sources: "With Meridian Wire"."""
    boxes, blocks = page.found.boxes, page.found.blocks
    parent = boxes[blocks[last].box].parent
    credited = []
    for index in range(last + 1, len(blocks)):
        block = blocks[index]
        if boxes[block.box].parent != parent or block.words > _MAX_CREDIT_WORDS or not CREDIT.match(block.text):
            break
        credited.append(index)
    return credited


def _frame(boxes: Sequence[Box], container: int) -> tuple[dict[int, int], dict[int, tuple[str, str]]]:
    """By box of the container: the `<article>` in it that it lies in (or -1), and its family.

    A family are the boxes of one tag and class; text elements, and boxes without a name, belong to the one around them.
    """
    articles = {container: -1}
    families = {container: (boxes[container].tag, without_digits(boxes[container].names))}
    for index in range(container + 1, len(boxes)):
        box = boxes[index]
        if box.parent < container:
            break
        articles[index] = index if box.tag == "article" else articles[box.parent]
        if box.tag in _TRANSPARENT or (box.tag in ("div", "section") and not box.names):
            families[index] = families[box.parent]
        else:
            families[index] = (box.tag, without_digits(box.names))
    return articles, families


def has_letters(text: str) -> bool:
    """Whether a text says anything: it has a letter or a digit."""
    return any(map(str.isalnum, text))


def without_digits(names: str) -> str:
    """Class and id of an element without numbers, which tell one paragraph from the next of its kind."""
    return _DIGITS.sub("", names) if names else names


def drop_idle_headings(page: Measures, chosen: Sequence[int]) -> list[int]:
    """Without headings at the end, and those of link lists that were left out."""
    blocks = page.found.blocks
    kept: list[int] = []
    taken = set(chosen)
    for index in reversed(chosen):
        if blocks[index].tag in HEADINGS:
            if not kept:
                continue
            between = (blocks[at] for at in range(index + 1, kept[-1]) if at not in taken)
            if sum(block.words for block in between if block.link_share > 0.5) >= 8:
                continue
        kept.append(index)
    kept.reverse()
    return kept


def drop_lines(
    page: Measures, chosen: Sequence[int], authors: Iterable[str], known: frozenset[int] = frozenset()
) -> list[int]:
    """Without lines that promote, name the author or the date, or repeat another; those that are `known` do not."""
    blocks = page.found.blocks
    names = [fold(name) for name in authors]
    texts = [blocks[index].text for index in chosen]
    whole = "\n".join(texts)
    seen: set[str] = set()
    kept = []
    for index, text in zip(chosen, texts, strict=True):
        words = blocks[index].words
        if index not in known and (
            (words <= _MAX_PROMOTION_WORDS and PROMOTION.match(text))
            or (words <= _MAX_BYLINE_WORDS and _is_byline_or_date(text, names))
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
    if not _ends_sentence(text) and (names_author(text) or any(name in fold(text) for name in authors)):
        return True
    if not _DIGITS.search(text):
        return False
    without_date = DATE.sub("", text)
    return without_date != text and len(without_date.split()) <= 3
