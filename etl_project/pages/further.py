"""Further full articles on a page that has several, as a blog's front page or an endless scroll has.

An `<article>` holds one if it stands beside and below the `<article>` around the main text *and its headline*, and has a
headline and running text of its own. Teasers are told by their few words below many headings, by their names, and by what
invites to read on. Posts of a live blog are no articles: their headline stands above them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl_project.pages.blocks import HEADINGS, Box
from etl_project.pages.proposal import Proposal, drop_idle_headings, drop_lines, without_digits
from etl_project.pages.vocabulary import CHROME, HIDDEN, PROMOTION, TEASER, TRUNCATION

MIN_WORDS = 60
"""Words of running text that make an article."""
_MIN_PARAGRAPHS = 2
_LAST_LINES = 3
"""Lines of an element among which an invitation to read on stands."""


@dataclass(frozen=True, slots=True)
class FurtherArticle:
    """An article below the main one; indices of blocks."""

    first: int
    end: int
    """Its element's blocks are those from `first` to before `end`."""
    heading: int
    chosen: list[int]
    """Its running text."""


def further_articles(proposal: Proposal, chosen: Sequence[int], authors: Sequence[str]) -> list[FurtherArticle]:
    """The full articles below the main one, whose running text is `chosen`."""
    boxes = proposal.measures.found.boxes
    if not chosen or proposal.title_at is None:
        return []
    top = min(proposal.title_at, chosen[0])
    box = boxes[proposal.measures.found.blocks[chosen[0]].box]
    while box.parent >= 0:
        if box.tag == "article" and box.first <= top and chosen[-1] < box.end:
            beside = [
                index
                for index, other in enumerate(boxes)
                if other.tag == "article" and other.first >= box.end and _stands_beside(boxes, other, box)
            ]
            return list(_articles(proposal, beside, authors))
        box = boxes[box.parent]
    return []


def _stands_beside(boxes: Sequence[Box], other: Box, box: Box) -> bool:
    """Whether two boxes lie in one, or each in one of its like."""
    if other.parent == box.parent:
        return True
    around, its = boxes[other.parent], boxes[box.parent]
    return (around.parent, around.tag, without_digits(around.names)) == (its.parent, its.tag, without_digits(its.names))


def _articles(proposal: Proposal, elements: Sequence[int], authors: Sequence[str]) -> Iterator[FurtherArticle]:
    page = proposal.measures
    boxes, blocks = page.found.boxes, page.found.blocks
    could_be_text = (page.is_text | page.is_item) & ~page.in_link_list & (page.hints & TEASER == 0)
    for element in elements:
        first, end = boxes[element].first, boxes[element].end
        for index in range(element + 1, len(boxes)):
            if boxes[index].parent < element:
                break
            if boxes[index].tag == "article":
                could_be_text[boxes[index].first : boxes[index].end] = False
        headings = [
            at for at in range(first, end) if blocks[at].tag in HEADINGS and not page.hints[at] & (CHROME | HIDDEN)
        ]
        if not headings:
            continue
        heading = headings[0]
        text = [at for at in range(heading + 1, end) if could_be_text[at]]
        text = drop_lines(page, drop_idle_headings(page, text), authors)
        last_lines = [blocks[at].text for at in range(max(heading + 1, end - _LAST_LINES), end)]
        if any(PROMOTION.match(line) or TRUNCATION.search(line[:500]) for line in last_lines):
            continue
        if len(text) >= _MIN_PARAGRAPHS and page.words[text].sum() >= max(1, len(headings) - 1) * MIN_WORDS:
            yield FurtherArticle(first, end, heading, text)
