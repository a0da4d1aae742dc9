"""Floors below which extraction from the annotated pages must not fall, and how each page was read when they were set.

    python -m benchmarks.extraction.floors [--write] [GOLD.jsonl …]

Without `--write`, checks: ends with 1 where a figure is below its floor, and names the pages that got worse. With it,
sets the floors anew, a margin below what is measured now: to be done on purpose, when quality rose. `floors.json` holds
figures and hashes of page ids, nothing of the pages. Without arguments the pages are those under `ETL_ANNOTATED_PAGES`,
or `../shared/pages` beside the project.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.extraction.annotated import gold_files, read_page, read_rows
from benchmarks.extraction.predict import predict, with_dates
from benchmarks.extraction.scoring import Row, Values, body_f1, figures, score_pages

FLOORS_FILE = Path(__file__).with_name("floors.json")
MARGIN = 0.002
"""How far a figure may fall: less than a page's worth of any field but the body's."""
_WORSE = 0.02
"""How far a page's score may fall without being named."""


def main() -> None:
    """Read the arguments; check, or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("gold", type=Path, nargs="*")
    arguments = parser.parse_args()
    files = gold_files(arguments.gold)
    measured = {file.parent.name: measure(file) for file in files}
    if arguments.write:
        sets = [f'"{name}":{json.dumps(floors_of(rows, parts))}' for name, (rows, parts) in measured.items()]
        FLOORS_FILE.write_text("{" + ",\n".join(sets) + "}\n", encoding="utf-8")
        return
    floors = json.loads(FLOORS_FILE.read_text(encoding="utf-8"))
    fallen = [line for name, (rows, parts) in measured.items() for line in check(rows, parts, floors[name])]
    print("\n".join(fallen) or "No figure is below its floor.")
    sys.exit(bool(fallen))


def measure(gold: Path) -> tuple[list[dict[str, Any]], dict[str, Values]]:
    """The annotated pages of a file, and the parts of the score of each."""
    rows = read_rows(gold)
    pages = [read_page(gold.parent, row) for row in rows]
    return rows, score_pages(rows, with_dates([predict(page) for page in pages], pages))


def floors_of(rows: Sequence[Row], parts: Mapping[str, Values]) -> dict[str, Any]:
    """Floors of the figures, and the scores of each page, as they are now."""
    return {
        "figures": {name: round(value - MARGIN, 4) for name, value in figures(parts).items()},
        "pages": {
            _key(row): {name: round(value, 3) for name, value in scores.items()}
            for row, scores in zip(rows, _page_scores(parts), strict=True)
        },
    }


def check(rows: Sequence[Row], parts: Mapping[str, Values], floors: Mapping[str, Any]) -> list[str]:
    """One line for each figure below its floor, and then for each page that reads worse than it did; none if all is well."""
    now = figures(parts)
    lines = [
        f"{name} is {now.get(name, 0.0):.4f}, its floor {floor:.4f}"
        for name, floor in floors["figures"].items()
        if now.get(name, 0.0) < floor
    ]
    if not lines:
        return []
    for row, scores in zip(rows, _page_scores(parts), strict=True):
        before = floors["pages"].get(_key(row), {})
        worse = [
            f"{name} {before[name]:.3f} → {value:.3f}"
            for name, value in scores.items()
            if value < before.get(name, 0.0) - _WORSE
        ]
        if worse:
            lines.append(f"  {row['id']}: {', '.join(worse)}")
    return lines


def _page_scores(parts: Mapping[str, Values]) -> list[dict[str, float]]:
    """By page: the score of each field that is annotated."""
    fields = {
        "body": body_f1(parts),
        **{name: parts[name] for name in ("title", "authors", "published", "published_minute")},
    }
    return [
        {name: float(values[at]) for name, values in fields.items() if not np.isnan(values[at])}
        for at in range(len(fields["body"]))
    ]


def _key(row: Row) -> str:
    return hashlib.sha256(row["id"].encode()).hexdigest()[:12]


if __name__ == "__main__":
    main()
