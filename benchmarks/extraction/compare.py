"""Compare what `pages.parse` finds with other extractors, on the same annotated pages in the same run.

    python -m benchmarks.extraction.compare [GOLD.jsonl …]

Printed are the figures of each, with the 95% interval of ours less theirs. CPU time a page and peak memory are those of a
process that does nothing but run the extractor over the pages: the extractors take turns, and the least of three
turns counts, so that a slow moment of the machine hits nobody. `make compare` sets up what it needs. Without arguments the pages are those under `ETL_ANNOTATED_PAGES`, or `../shared/pages` beside the project.
"""

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.extraction.annotated import gold_files, read_page, read_rows
from benchmarks.extraction.extractors import OTHERS, OURS
from benchmarks.extraction.predict import predict, with_dates
from benchmarks.extraction.scoring import Values, bootstrap_difference, figures, score_pages

_PROJECT = Path(__file__).parents[2]
_TURNS = 3


def main() -> None:
    """Read the arguments, run all extractors over each set of pages, and print a table a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="*")
    files = gold_files(parser.parse_args().gold)
    for file in files:
        gold = read_rows(file)
        pages = [read_page(file.parent, row) for row in gold]
        found = {name: [extract(page) for page in pages] for name, extract in {OURS: predict, **OTHERS}.items()}
        found[OURS] = with_dates(found[OURS], pages)
        parts = {name: score_pages(gold, rows) for name, rows in found.items()}
        print(f"\n{file.parent.name}: {len(pages)} pages\n\n{render(parts, costs(list(found), file))}")


def costs(names: Sequence[str], gold: Path) -> dict[str, tuple[float, float]]:
    """By extractor: milliseconds of CPU time a page, and megabytes at most."""
    turns = [{name: _cost(name, gold) for name in names} for _ in range(_TURNS)]
    return {name: (min(turn[name][0] for turn in turns), min(turn[name][1] for turn in turns)) for name in names}


def _cost(name: str, gold: Path) -> tuple[float, float]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.extraction.cost", name, str(gold)]
    done = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=True)
    milliseconds, megabytes = done.stdout.split()[-2:]
    return float(milliseconds), float(megabytes)


def render(parts: Mapping[str, Mapping[str, Values]], costs: Mapping[str, tuple[float, float]]) -> str:
    """A table in Markdown: a row an extractor."""
    ours = parts[OURS]
    names = list(figures(ours))
    lines = [
        "| | " + " | ".join(names) + " | CPU ms a page | CPU / ours | MB |",
        "| --- |" + " --- |" * (len(names) + 3),
    ]
    for extractor, theirs in parts.items():
        values = figures(theirs)
        intervals = {} if extractor == OURS else bootstrap_difference(ours, theirs)
        cells = [f"{values.get(name, 0.0):.3f}{_interval(intervals.get(name))}" for name in names]
        milliseconds, megabytes = costs[extractor]
        cost = f"{milliseconds:.1f} | {milliseconds / costs[OURS][0]:.1f} | {megabytes:.0f}"
        lines.append(f"| {extractor} | " + " | ".join(cells) + f" | {cost} |")
    return "\n".join([*lines, "", "In brackets: ours less theirs, 95% interval of the paired bootstrap."])


def _interval(interval: tuple[float, float] | None) -> str:
    return f" ({interval[0]:+.3f} … {interval[1]:+.3f})" if interval else ""


if __name__ == "__main__":
    main()
