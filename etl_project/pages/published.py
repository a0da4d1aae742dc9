"""The publication time of a publisher's page, as written."""

import re

from etl_project.pages.blocks import BlockTree
from etl_project.pages.headline import NEAR_TITLE, lines_near_title
from etl_project.pages.maintext import MainText
from etl_project.pages.model import Page
from etl_project.pages.structured import StructuredData
from etl_project.pages.urls import split_url
from etl_project.pages.vocabulary import DATE

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?!\d)",
)


def choose_published(
    page: Page, data: StructuredData, found: BlockTree, main: MainText, top: int
) -> tuple[str, str] | tuple[None, None]:
    """The publication time as written, and where it was found."""
    if data.published:
        return data.published, "structured"
    times = [(place, time) for place, time in found.times if _YEAR.search(time)]
    if times:
        return min(times, key=lambda time: (time[0] < top - NEAR_TITLE, time[0]))[1], "structured"
    if date := next(filter(None, map(DATE.search, lines_near_title(main))), None):
        return date[0].strip(), "text"
    if match := _URL_DATE.search(split_url(page.url).path):
        return f"{match[1]}/{match[3]:0>2}/{match[4]:0>2}", "url"
    return None, None
