"""Floors below which what is read in the annotated articles must not fall.

    python -m benchmarks.reading.floors [--write]

Without `--write`, checks: ends with 1 where a figure is below its floor. With it, sets the floors anew, a margin below what
is measured now: to be done on purpose, when quality rose. Sets whose texts are not there are left out: those of the real
pages and of the seed page are under `ETL_ANNOTATED_PAGES`, or in `../shared/pages` beside the project.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.extraction.annotated import annotated_pages
from benchmarks.reading.predict import predict
from benchmarks.reading.score import TYPES, Scores, score
from etl_project_tests.annotations import read_rows

FLOORS_FILE = Path(__file__).with_name("floors.json")
MARGIN = 0.005
"""How far a figure may fall: less than one name of a set."""
SETS = ("samples", "seed", "real")

Figures = dict[str, dict[str, float]]
"""By type: precision and recall."""


def main() -> None:
    """Read the arguments; check, or write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    measured = {name: measure(read_rows(name)) for name in present_sets()}
    if arguments.write:
        floors = {name: floors_of(found) for name, found in measured.items()}
        FLOORS_FILE.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
        return
    fallen = fallen_below(measured)
    print("\n".join(fallen) or "No figure is below its floor.")
    sys.exit(bool(fallen))


def present_sets() -> list[str]:
    """The annotated sets whose texts are there."""
    return [name for name in SETS if name == "samples" or annotated_pages().is_dir()]


def measure(rows: Sequence[Mapping[str, Any]]) -> Figures:
    """Precision and recall of each type in the articles of `rows`, taken together."""
    total = sum(score(rows, predict(rows)).values(), Scores())
    return {
        kind: {"precision": total.entities[kind].precision, "recall": total.entities[kind].recall} for kind in TYPES
    }


def floors_of(figures: Figures) -> Figures:
    """What they may not fall below from now on."""
    return {
        kind: {name: round(value - MARGIN, 3) for name, value in values.items()} for kind, values in figures.items()
    }


def fallen_below(measured: Mapping[str, Figures]) -> list[str]:
    """One line for each figure below its floor."""
    floors = json.loads(FLOORS_FILE.read_text(encoding="utf-8"))
    return [
        f"{name}: {figure} of {kind} is {measured[name][kind][figure]:.3f}, its floor {floor:.3f}"
        for name in measured
        for kind, values in floors[name].items()
        for figure, floor in values.items()
        if not measured[name][kind][figure] >= floor
    ]


if __name__ == "__main__":
    main()
