"""Invented appearances of articles, in the shape in which the transforms take them."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from etl_project.keys import stable_key
from etl_project.tables import staging
from etl_project.tables.frames import frame_schema

SCHEMA: dict[str, pl.DataType] = frame_schema(staging.NORMALISED) | {
    **{name: pl.String() if name.endswith("source") else pl.Float64() for name in staging.EVIDENCE},
    "article_key": pl.String(),
    "article_url": pl.String(),
    "input_uri": pl.String(),
    "byte_offset": pl.Int64(),
    "position": pl.Int32(),
}
"""What `fold_articles` takes; `resolve_articles` takes some of it."""

NO_DATE: dict[str, Any] = {
    "published_at": None,
    "published_on": None,
    "published_lo": None,
    "published_hi": None,
    "published_precision": "unknown",
    "published_method": "none",
    "published_raw": None,
}


def utc(text: str) -> datetime:
    """``2026-11-02`` or ``2026-11-02 06:30`` as a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def dated(lo: str, hi: str, precision: str = "day", method: str = "absolute", raw: str = "a date") -> dict[str, Any]:
    """The columns of a publication time between `lo` and `hi`."""
    start, end = utc(lo), utc(hi)
    middle = start + (end - start) / 2
    return {
        "published_at": None if precision == "unknown" else middle,
        "published_on": None if precision == "unknown" else middle.date(),
        "published_lo": start,
        "published_hi": end,
        "published_precision": precision,
        "published_method": method,
        "published_raw": raw,
    }


def at(time: str) -> dict[str, Any]:
    """The columns of a publication time known to the second."""
    return dated(time, time, "second", "structured", time)


def appearance(day: str = "2026-11-02", uri: str = "page.html", **given: Any) -> dict[str, Any]:
    """One appearance: on the first place of a page, complete, undated and without an address unless given otherwise."""
    body = given.get("body", "The bridge opens on Monday. Tolls stay as they are.")
    words = re.findall(r"\w+", body.casefold())
    row: dict[str, Any] = {
        "publisher_key": "harbour-post",
        "publisher_name": "Harbour Post",
        "title": "Bridge opens",
        "body": body,
        "body_sha256": hashlib.sha256(" ".join(words).encode()).hexdigest(),
        "lead": body.split("\n")[0] or None,
        "authors": [],
        "title_source": "heading",
        "title_confidence": 0.9,
        "byline_source": None,
        "byline_confidence": None,
        "published_source": None,
        "published_confidence": None,
        "body_source": "blocks",
        "body_confidence": 0.97,
        "language": "en",
        "word_count": len(words),
        "seen_at": None,
        "date_order_basis": None,
        "credited_agency": None,
        "url_identity": None,
        "is_truncated": False,
        "is_paywalled": False,
        "quality_flags": [],
        "load_date": date.fromisoformat(day),
        "parser_version": "1",
        "article_key": "a1",
        "article_url": None,
        "input_uri": f"{day}/{uri}",
        "byte_offset": 0,
        "position": 0,
        **NO_DATE,
        **given,
    }
    row.setdefault("title_identity", stable_key(row["publisher_key"], row["title"].casefold()))
    row.setdefault("appearance_key", stable_key(row["input_uri"], row["byte_offset"], row["position"]))
    return row


def frame(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Appearances as a frame; a misspelt column is an error."""
    assert all(row.keys() == SCHEMA.keys() for row in rows)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
