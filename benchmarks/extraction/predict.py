"""Write what `pages.parse` finds on annotated pages, in the form that an extraction scorer reads.

    python -m benchmarks.extraction.predict GOLD.jsonl PREDICTED.jsonl

Each line of GOLD holds `id`, `file` (a gzipped HTML page beside it), `url` and, if known, `captured_at`; each line of
PREDICTED holds `id`, `title`, `authors` (all whom the byline names, agencies too), `published` (the calendar day that the
page writes), `published_minute` (that minute in UTC, where the page and the registry tell it) and `body`, and `evidence`, source and
confidence by field. Pages without an article are left out. The CPU time a page, of parsing alone, goes to standard error.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.extraction.annotated import read_page, read_rows
from etl_project.pages import parse
from etl_project.pages.bylines import without_by
from etl_project.pages.model import Page, PageRejected
from etl_project.pages.urls import host_of
from etl_project.registry import load_registry
from etl_project.transforms.dates import resolve_dates

_REGISTRY = Path(__file__).parents[2] / "etl_project" / "registry" / "publishers.toml"
_NEVER = date(2099, 12, 31)
"""Load date of a page of which nothing tells when it was captured."""
_BETWEEN_NAMES = re.compile(r";|,|\s(?:and|und|et|y|e|en|og|och|&)\s")


def main() -> None:
    """Read the arguments, predict, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    arguments = parser.parse_args()
    rows = read_rows(arguments.gold)
    pages = [read_page(arguments.gold.parent, row) for row in rows]
    start = time.process_time()
    predicted = [predict(page) for page in pages]
    seconds = time.process_time() - start
    with arguments.predicted.open("w", encoding="utf-8") as lines:
        for row, prediction in zip(rows, with_dates(predicted, pages), strict=True):
            if prediction is not None:
                lines.write(json.dumps({"id": row["id"], **prediction}, ensure_ascii=False) + "\n")
    print(f"{len(rows)} pages, {1000 * seconds / max(1, len(rows)):.1f} ms CPU a page", file=sys.stderr)


def predict(page: Page) -> dict[str, Any] | None:
    """Fields of the page's main article as they are written; None where there is none. Authors are split lightly."""
    try:
        article = parse(page, frozenset()).blocks[0]
    except PageRejected:
        return None
    names = (without_by(name.strip()).strip() for name in _BETWEEN_NAMES.split(article.byline or ""))
    return {
        "title": article.title,
        "authors": [name for name in names if name],
        "published": article.published_raw,
        "published_source": article.published_source,
        "body": article.body,
        "evidence": {
            "title": (article.title_source, article.title_confidence),
            "authors": (article.byline_source, article.byline_confidence),
            "published": (article.published_source, article.published_confidence),
            "body": (article.body_source, article.body_confidence),
        },
    }


def with_dates(predicted: Sequence[dict[str, Any] | None], pages: Sequence[Page]) -> list[dict[str, Any] | None]:
    """The predictions with the day and the minute of publication, read from `published` as a load reads them."""
    registry = load_registry(_REGISTRY)
    rows = []
    for place, (prediction, page) in enumerate(zip(predicted, pages, strict=True)):
        host = host_of(page.url)
        owner = registry.owner(host)
        rows.append(
            {
                "capture_key": str(place),
                "load_date": date.fromisoformat(page.captured_on) if page.captured_on else _NEVER,
                "host": host,
                "published_raw": prediction and prediction["published"],
                "published_source": prediction and prediction["published_source"],
                "date_order": None,
                "publisher_date_order": owner and owner.date_order,
                "time_zone": owner and owner.time_zone,
                "captured_at": None,
                "text": prediction and f"{prediction['title']}\n{prediction['body']}"[:1000],
                "article_url": page.url,
            }
        )
    dates = resolve_dates(pl.DataFrame(rows, infer_schema_length=None)).select(
        "published_on",
        minute=pl.when(pl.col("published_hi") - pl.col("published_lo") < pl.duration(minutes=1)).then(
            pl.col("published_lo").dt.truncate("1m")
        ),
    )
    return [
        prediction and {**prediction, "published": day and day.isoformat(), "published_minute": at and at.isoformat()}
        for prediction, (day, at) in zip(predicted, dates.iter_rows(), strict=True)
    ]


if __name__ == "__main__":
    main()
