"""Further full articles on a page that has several, as a blog's front page or an endless scroll has.

An element holds one if it is of the same kind as the element around the main article *and its headline*, stands beside and
below it, and has a headline and running text of its own. Teasers are told by their few words below many headings, by their names, and by what
invites to read on. Posts of a live blog are no articles: their headline stands above them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl_project.pages.blocks import HEADINGS
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
        if box.first <= top and chosen[-1] < box.end and (box.tag == "article" or box.names):
            names = without_digits(box.names)
            beside = (
                other
                for other in boxes
                if other.parent == box.parent
                and other.first >= box.end
                and other.tag == box.tag
                and (box.tag == "article" or without_digits(other.names) == names)
            )
            if further := list(_articles(proposal, ((other.first, other.end) for other in beside), authors)):
                return further
        box = boxes[box.parent]
    return []


def _articles(
    proposal: Proposal, ranges: Iterator[tuple[int, int]], authors: Sequence[str]
) -> Iterator[FurtherArticle]:
    page = proposal.measures
    blocks = page.found.blocks
    unwanted = page.barred | page.in_link_list | (page.hints & TEASER != 0)
    for first, end in ranges:
        headings = [
            at for at in range(first, end) if blocks[at].tag in HEADINGS and not page.hints[at] & (CHROME | HIDDEN)
        ]
        if not headings:
            continue
        heading = headings[0]
        text = [at for at in range(heading + 1, end) if not unwanted[at] and (page.value[at] > 0 or page.is_item[at])]
        text = drop_lines(page, drop_idle_headings(page, text), authors)
        last_lines = [blocks[at].text for at in range(max(heading + 1, end - _LAST_LINES), end)]
        if any(PROMOTION.match(line) or TRUNCATION.search(line[:500]) for line in last_lines):
            continue
        if len(text) >= _MIN_PARAGRAPHS and page.words[text].sum() >= max(1, len(headings) - 1) * MIN_WORDS:
            yield FurtherArticle(first, end, heading, text)
