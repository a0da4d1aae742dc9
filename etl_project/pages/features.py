"""What the model of the main text sees of a block, in numbers.

Every feature is a count, a share, or the rules' verdict on the block, its neighbours, its like and the boxes around it; none
knows a site or a language.
"""

from collections import Counter

import numpy as np
import numpy.typing as npt

from etl_project.pages.proposal import (
    MAX_LINK_SHARE,
    Floats,
    Integers,
    Measures,
    Proposal,
    has_letters,
    run,
    without_digits,
)
from etl_project.pages.vocabulary import CHROME, FURNITURE, HIDDEN, TEASER

_FAR = 50
"""Blocks; what is farther away is no farther."""

FEATURES = (
    "verdict", "value", "inside", "is_item", "family_of_largest", "family_of_page", "after_first", "after_last", "chosen_before",
    "chosen_words", "words", "characters", "link_share", "ends_sentence", "tag", "repeated", "is_furniture", "blocks", "prose",
    "prose_before", "after_title", "like_blocks", "like_words", "like_prose", "parent_words", "parent_blocks",
    "grandparent_blocks", "grandparent_links", "grandparent_prose", "third_blocks", "third_links", "third_prose",
    "value_before", "value_after", "verdict_before", "verdict_after",
)  # fmt: skip
"""Columns of `features`: see there."""


def candidates(proposal: Proposal) -> Integers:
    """Indices of the blocks that the model decides on.

    The others are never text: they are hidden, belong to readers' comments or another article, tease one below the
    text's beginning, are links elsewhere, say nothing that the text does not, or have neither letters nor digits.
    """
    page = proposal.measures
    possible = (page.hints & (CHROME | HIDDEN) == 0) & ~proposal.in_other_article
    begins = int((proposal.in_family & page.is_text).argmax())
    possible[begins:] &= proposal.in_family[begins:] | (page.hints[begins:] & TEASER == 0)
    possible[proposal.dropped] = False
    possible &= proposal.inside | (page.link_share <= MAX_LINK_SHARE)
    blocks = page.found.blocks
    return np.array([at for at in np.flatnonzero(possible).tolist() if has_letters(blocks[at].text)], dtype=np.int64)


def features(proposal: Proposal, which: Integers) -> npt.NDArray[np.float32]:
    """One row of `FEATURES` for each block in `which`."""
    page = proposal.measures
    count = len(page.words)
    verdict = np.zeros(count)
    verdict[proposal.selected] = 1
    verdict[proposal.proposed] = 2
    chosen_words = np.where(verdict == 2, page.words, 0)
    words_chosen = max(1, int(chosen_words.sum()))
    prose_before, prose = run(page.prose), max(1.0, float(page.prose.sum()))
    first, last = (proposal.proposed[0], proposal.proposed[-1]) if proposal.proposed else (count + _FAR, -_FAR)
    title_at = -_FAR if proposal.title_at is None else proposal.title_at
    family_words = proposal.family_words[which]
    of_text = np.where(page.is_text & proposal.inside, page.words, 0).sum()
    words = page.words[which]
    columns = [
        verdict[which],
        page.value[which],
        proposal.inside[which],
        page.is_item[which],
        family_words / max(1.0, float(family_words.max(initial=0))),
        family_words / max(1, int(of_text)),
        np.clip(which - first, -_FAR, _FAR),
        np.clip(which - last, -_FAR, _FAR),
        np.cumsum(chosen_words)[which] / words_chosen,
        np.full(len(which), words_chosen),
        words,
        page.characters[which],
        page.link_share[which],
        page.ends_sentence[which],
        page.tag[which],
        _repetitions(page, which),
        page.hints[which] & FURNITURE != 0,
        np.full(len(which), count),
        np.full(len(which), prose),
        prose_before[which] / prose,
        np.clip(which - title_at, -_FAR, _FAR),
        *_likes(page, which, prose),
        *_ancestors(page, which, prose),
        _shifted(page.value, which, -1, -9),
        _shifted(page.value, which, 1, -9),
        _shifted(verdict, which, -1, 0),
        _shifted(verdict, which, 1, 0),
    ]
    return np.column_stack(columns).astype(np.float32)


def _repetitions(page: Measures, which: Integers) -> list[int]:
    """How often the page has the block's text."""
    texts = [block.text for block in page.found.blocks]
    counts = Counter(texts)
    return [counts[texts[index]] for index in which.tolist()]


def _likes(page: Measures, which: Integers, prose: float) -> tuple[Floats, Floats, Floats]:
    """Number, mean words and share of the page's prose of the blocks in `which` in boxes of the same tag and names."""
    boxes = page.found.boxes
    numbers: dict[tuple[str, str, str], int] = {}
    of_box: dict[int, int] = {}
    kinds = []
    for index in page.box[which].tolist():
        kind = of_box.get(index)
        if kind is None:
            box = boxes[index]
            names = (box.tag, without_digits(box.names), boxes[max(box.parent, 0)].names)
            kind = of_box[index] = numbers.setdefault(names, len(numbers))
        kinds.append(kind)
    like = np.array(kinds, dtype=np.int64)
    many = np.bincount(like)
    mean = np.bincount(like, weights=page.words[which]) / many
    return many[like].astype(np.float64), mean[like], np.bincount(like, weights=page.prose[which])[like] / prose


def _ancestors(page: Measures, which: Integers, prose: float) -> list[Floats]:
    """Blocks, words and links of the boxes around the block's own: its parent's, grandparent's and the next one's."""
    parent = np.array([max(box.parent, 0) for box in page.found.boxes])
    blocks = (page.end - page.first).astype(np.float64)
    words, box_prose = page.sum_boxes(page.words), page.sum_boxes(page.prose)
    characters, linked = page.sum_boxes(page.characters), page.sum_boxes(page.characters * page.link_share)
    around = parent[page.box[which]]
    columns = [words[around] / blocks[around], blocks[around]]
    for _ in range(2):
        around = parent[around]
        columns += [blocks[around], linked[around] / characters[around], box_prose[around] / prose]
    return columns


def _shifted(values: Floats, which: Integers, by: int, outside: float) -> Floats:
    """The value of the block `by` places after each in `which`."""
    padded = np.concatenate(([outside], values, [outside]))
    return padded[which + 1 + by]
