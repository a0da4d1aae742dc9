"""Annotated pages: files of one JSON object a line, a page each, with the pages beside them.

A row holds `id`, `file` (a gzipped HTML page beside it), `url`, and, as far as they are known, `captured_at` and what
`benchmarks.extraction.scoring.Row` says.
"""

import gzip
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from etl_project.pages.model import Page

_PROJECT = Path(__file__).parents[2]


def annotated_pages() -> Path:
    """The folder of annotated pages, whether or not it is there."""
    return Path(os.environ.get("ETL_ANNOTATED_PAGES") or _PROJECT.parent / "shared" / "pages")


def gold_files(named: Sequence[Path]) -> list[Path]:
    """The files that were named, or all in the folder of annotated pages; ends the program where there are none."""
    files = list(named) or sorted(annotated_pages().glob("*/gold.jsonl"))
    if not files:
        sys.exit(
            f"There is no annotated page in {annotated_pages()}: name GOLD.jsonl files, or set ETL_ANNOTATED_PAGES."
        )
    return files


def read_rows(gold: Path) -> list[dict[str, Any]]:
    """The rows of a file."""
    with gold.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_page(folder: Path, row: dict[str, Any]) -> Page:
    """The page of a row of a file in `folder`."""
    text = gzip.decompress((folder / row["file"]).read_bytes()).decode("utf-8", "replace")
    return Page(text=text, media="html", url=row.get("url"), captured_on=(row.get("captured_at") or "")[:10] or None)
