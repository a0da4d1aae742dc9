from datetime import UTC, date, datetime

import polars as pl
import pytest

from etl_project import pages
from etl_project.keys import stable_key
from etl_project.pages.model import ArticleBlock, Page
from etl_project.pages.published import CONFIDENCE
from etl_project.registry import Publisher, Registry
from etl_project.tables import raw, staging
from etl_project.tables.frames import frame_schema
from etl_project.transforms.normalise import normalise
from etl_project_tests.pages.articles import TITLE, URL, document, json_ld, paragraphs


def parse(head: str = "", above: str = "", below: str = "", url: str | None = None) -> ArticleBlock:
    page = Page(document(f"<h1>{TITLE}</h1>{above}{paragraphs()}{below}", head=head), "html", url)
    return pages.parse(page, frozenset()).blocks[0]


@pytest.mark.parametrize(
    ("head", "above", "below", "published"),
    [
        ("", "<p>Do 12.11.26 | 07:30 Uhr</p>", "", "12.11.26 | 07:30"),
        ("", "<p>Version 12.11.26.4 of the timetable</p>", "", None),
        ("", "", "<p>Published on 12 November 2026</p>", "12 November 2026"),
        ("", "", paragraphs() * 3 + "<p>The pier was closed on 12 November 2026 after the storm.</p>", None),
        (json_ld(**{"@type": "WebPage"}, datePublished="2026-11-12"), "", "", "2026-11-12"),
        ('<meta name="published" content="November 12, 2026">', "", "", "November 12, 2026"),
    ],
    ids=["two-digit year", "no date", "below the text", "in a sentence", "of the web page", "meta"],
)  # fmt: skip
def test_where_dates_are_found(head: str, above: str, below: str, published: str | None) -> None:
    assert parse(head, above, below).published_raw == published


def test_confidence() -> None:
    declared = parse('<meta property="article:published_time" content="2026-11-12">')
    shown, nothing = parse(above="<p>12 November 2026</p>"), parse()

    assert (declared.published_confidence, shown.published_confidence) == (CONFIDENCE["structured"], CONFIDENCE["text"])
    assert nothing.published_confidence is None


# --- From the page to the interval ----------------------------------------------------------------------------------

BERLIN = Registry((Publisher(name="Ellery Observer", domains=("elleryobserver.example",), time_zone="Europe/Berlin"),))
NOBODY = Registry(())


def interval(published_time: str, registry: Registry) -> tuple[datetime, datetime, date]:
    """Bounds and day that a load gives an article whose page declares this time."""
    block = parse(f'<meta property="article:published_time" content="{published_time}">', url=URL)
    key = stable_key("a")
    capture = {"capture_key": key, "host": "elleryobserver.example", "captured_at": datetime(2026, 12, 1, tzinfo=UTC)}
    appearance = {
        "appearance_key": key, "capture_key": key, "role": "main", "position": 0, "title": block.title, "body": block.body,
        "categories": [], "hashtags": [], "is_truncated": False, "is_paywalled": False, "layout": "generic/1",
        "published_raw": block.published_raw, "published_source": block.published_source, "article_url": URL,
        "load_date": date(2026, 12, 1), "parser_version": "1",
    }  # fmt: skip
    row = normalise(
        pl.DataFrame([appearance], schema=frame_schema(staging.APPEARANCES)),
        pl.DataFrame([capture], schema=frame_schema(raw.CAPTURES)),
        registry,
    ).row(0, named=True)
    return row["published_lo"], row["published_hi"], row["published_on"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("registry", [BERLIN, NOBODY], ids=["zone known", "zone unknown"])
def test_an_offset_on_the_page_is_kept(registry: Registry) -> None:
    instant = utc("2026-11-12 12:30")
    assert interval("2026-11-12T07:30:00-05:00", registry) == (instant, instant, date(2026, 11, 12))


def test_the_day_is_the_one_in_the_offset_given() -> None:
    instant = utc("2026-11-13 04:30")
    assert interval("2026-11-12T23:30:00-05:00", BERLIN) == (instant, instant, date(2026, 11, 12))


@pytest.mark.parametrize(
    ("published_time", "lo", "hi"),
    [
        ("2026-11-12T07:30:00", "2026-11-12 06:30", "2026-11-12 06:30"),
        ("2026-07-12T07:30:00", "2026-07-12 05:30", "2026-07-12 05:30"),
        ("2026-10-25T02:30:00", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("2026-10-25T03:00:00", "2026-10-25 02:00", "2026-10-25 02:00"),
        ("2026-03-29T01:59:59", "2026-03-29 00:59:59", "2026-03-29 00:59:59"),
        ("2026-03-29T03:00:00", "2026-03-29 01:00", "2026-03-29 01:00"),
    ],
    ids=["winter", "summer", "hour that comes twice", "after it", "before the skipped hour", "after it"],
)
def test_without_an_offset_the_publishers_zone_counts(published_time: str, lo: str, hi: str) -> None:
    assert interval(published_time, BERLIN)[:2] == (utc(lo), utc(hi))


def test_without_a_zone_the_interval_widens_to_all_zones() -> None:
    assert interval("2026-11-12T07:30:00", NOBODY) == (
        utc("2026-11-11 17:30"),  # at UTC+14
        utc("2026-11-12 19:30"),  # at UTC-12
        date(2026, 11, 12),
    )


def test_an_hour_that_the_zone_skips_is_of_another_zone() -> None:
    assert interval("2026-03-29T02:30:00", BERLIN)[:2] == (utc("2026-03-28 12:30"), utc("2026-03-29 14:30"))
