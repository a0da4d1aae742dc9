"""The publication time of a publisher's page, as written."""

import re

from etl_project.pages.blocks import BlockTree
from etl_project.pages.headline import NEAR_TITLE, lines_near_title
from etl_project.pages.maintext import MainText
from etl_project.pages.model import Found, Page
from etl_project.pages.structured import StructuredData
from etl_project.pages.urls import split_url
from etl_project.pages.vocabulary import DATE, SHORT_DATE

CONFIDENCE = {"structured": 0.93, "time": 0.8, "text": 0.87, "url": 0.87}
"""Share of publication times whose day is right, by what tells them; for an address, which is rarely asked, that of a line.
Measured on 1,300 annotated pages of news and other sites by `benchmarks.extraction.confidence`."""

_MAX_DATE_WORDS = 6
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?!\d)",
)


def choose_published(page: Page, data: StructuredData, found: BlockTree, main: MainText, top: int) -> Found | None:
    """The publication time as written: of the structured data, else of the page's time elements, else of a line.

    A date in the address goes before a line further from the headline, which may be another article's.
    """
    if data.published:
        return Found(data.published, "structured", CONFIDENCE["structured"])
    times = [(place, time) for place, time in found.times if _YEAR.search(time)]
    if times:
        nearest = min(times, key=lambda time: (time[0] < top - NEAR_TITLE, time[0]))[1]
        return Found(nearest, "structured", CONFIDENCE["time"])
    near = lines_near_title(main)
    if date := next((date for line in near if (date := DATE.search(line) or SHORT_DATE.search(line))), None):
        return Found(date[0].strip(), "text", CONFIDENCE["text"])
    if match := _URL_DATE.search(split_url(page.url).path):
        return Found(f"{match[1]}/{match[3]:0>2}/{match[4]:0>2}", "url", CONFIDENCE["url"])
    if date := next(filter(None, map(DATE.search, _lines_about_text(main))), None):
        return Found(date[0].strip(), "text", CONFIDENCE["text"])
    return None


def _lines_about_text(main: MainText) -> list[str]:
    """Short lines from the headline to a little below the text."""
    if not main.chosen:
        return []
    top = main.title_at if main.title_at is not None else main.chosen[0]
    about = main.shown[top : main.chosen[-1] + NEAR_TITLE]
    return [block.text for block in about if block.words <= _MAX_DATE_WORDS]
