"""Frames of articles for the tests of `resolve_dates`."""

from datetime import UTC, date, datetime
from typing import Any

import polars as pl

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "appearance_key": pl.String,
    "capture_key": pl.String,
    "load_date": pl.Date,
    "host": pl.String,
    "published_raw": pl.String,
    "published_source": pl.String,
    "date_order": pl.String,
    "publisher_date_order": pl.String,
    "time_zone": pl.String,
    "captured_at": pl.Datetime("us", "UTC"),
    "text": pl.String,
    "article_url": pl.String,
}
LOAD_DATE = date(2025, 12, 31)
"""Late in the year, so that both readings of a date earlier in it are possible."""


def at(text: str) -> datetime:
    """A time in UTC: ``2025-07-12 14:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def articles(*rows: dict[str, Any]) -> pl.DataFrame:
    """Articles, each on a page and a host of its own where it names none; other columns have plain defaults."""
    defaults = {"load_date": LOAD_DATE, "published_source": "label", "text": "A quiet headline"}
    return pl.DataFrame(
        [
            {"appearance_key": str(index), "capture_key": f"page {index}", "host": f"host{index}.example"}
            | defaults
            | row
            for index, row in enumerate(rows)
        ],
        schema=SCHEMA,
    )
