"""Where the headline stands among a page's blocks, and the lines near it, where date and byline stand."""

from etl_project.pages.blocks import BlockTree
from etl_project.pages.maintext import MainText

MAX_HEAD_WORDS = 15
"""Words of a line that is only date or byline."""
NEAR_TITLE = 8
"""Blocks around the headline among which its date and byline stand."""


def place_of_title(found: BlockTree, main: MainText) -> int:
    """Number of blocks, hidden ones included, above the headline (above the body, where none was found)."""
    if main.title_at is None and not main.chosen:
        return 0
    first = main.shown[main.chosen[0] if main.title_at is None else main.title_at]
    return next(place for place, block in enumerate(found.blocks) if block is first)


def lines_near_title(main: MainText) -> list[str]:
    """Short lines around the headline (around the beginning of the body, where none was found)."""
    top = main.title_at if main.title_at is not None else main.chosen[0] if main.chosen else 0
    near = main.shown[max(0, top - NEAR_TITLE) : top + NEAR_TITLE]
    return [block.text for block in near if block.words <= MAX_HEAD_WORDS]
