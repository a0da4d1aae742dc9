from datetime import UTC, date, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.tables import raw, staging
from etl_project.tables.frames import frame_schema
from etl_project.transforms.captures import settle

DAY, NEXT_DAY = date(2026, 11, 2), date(2026, 11, 3)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def capture(key: str, **given: Any) -> dict[str, Any]:
    return {
        "capture_key": key,
        "input_uri": f"2026-11-02/{key}.html",
        "byte_offset": 0,
        "sha256": "same",
        "page_url": "https://news.example/a",
        "captured_at": NOON,
        "status": "ok",
        "article_count": 1,
        "load_date": DAY,
    } | given


def settled(*captures: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Status by capture_key, and the pages whose articles are left."""
    appearances = [
        {"appearance_key": f"{row['capture_key']}-{n}", "capture_key": row["capture_key"]}
        for row in captures
        for n in range(row["article_count"])
    ]
    pages, articles = settle(
        pl.DataFrame(captures, schema=frame_schema(raw.CAPTURES)),
        pl.DataFrame(appearances, schema=frame_schema(staging.APPEARANCES)),
    )
    assert pages.schema == frame_schema(raw.CAPTURES)
    assert articles.schema == frame_schema(staging.APPEARANCES)
    assert pages["capture_key"].to_list() == [row["capture_key"] for row in captures]
    counts = dict(pages.select("capture_key", "article_count").iter_rows())
    assert articles["capture_key"].to_list() == [key for key, count in counts.items() for _ in range(count)]
    return dict(pages.select("capture_key", "status").iter_rows()), articles["capture_key"].unique().sort().to_list()


def test_the_first_of_equal_pages_stays() -> None:
    status, left = settled(capture("c"), capture("a", article_count=3), capture("b", article_count=2))
    assert status == {"c": "duplicate", "a": "ok", "b": "duplicate"}
    assert left == ["a"]


def test_order_in_one_file_is_that_of_bytes() -> None:
    uri = "2026-11-02/feed.jsonl"
    status, _ = settled(capture("a", input_uri=uri, byte_offset=100), capture("b", input_uri=uri, byte_offset=9))
    assert status == {"a": "duplicate", "b": "ok"}


def test_unknown_addresses_and_times_are_equal() -> None:
    status, _ = settled(capture("a", page_url=None, captured_at=None), capture("b", page_url=None, captured_at=None))
    assert status == {"a": "ok", "b": "duplicate"}


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "other"},
        {"page_url": "https://news.example/b"},
        {"page_url": None},
        {"captured_at": datetime(2026, 11, 2, 13, tzinfo=UTC)},
        {"captured_at": None},
        {"load_date": NEXT_DAY},
    ],
)
def test_pages_that_differ_are_no_duplicates(other: dict[str, Any]) -> None:
    assert settled(capture("a"), capture("b", **other)) == ({"a": "ok", "b": "ok"}, ["a", "b"])


def test_quarantined_pages_neither_are_nor_have_duplicates() -> None:
    status, _ = settled(
        capture("a", status="quarantined", article_count=0),
        capture("b", status="partial"),
        capture("c"),
        capture("d", status="quarantined", article_count=0),
    )
    assert status == {"a": "quarantined", "b": "partial", "c": "duplicate", "d": "quarantined"}


def test_no_pages() -> None:
    assert settled() == ({}, [])


PAGES = st.lists(
    st.tuples(st.sampled_from("xy"), st.sampled_from([None, NOON]), st.sampled_from([DAY, NEXT_DAY])), max_size=6
)


@given(PAGES, st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(pages: list[tuple[str, datetime | None, date]], random: Any) -> None:
    rows = [
        capture(str(number), sha256=sha256, captured_at=captured_at, load_date=load_date)
        for number, (sha256, captured_at, load_date) in enumerate(pages)
    ]
    shuffled = random.sample(rows, len(rows))
    assert settled(*rows) == settled(*shuffled)
    assert len(settled(*rows)[1]) == len(set(pages))
