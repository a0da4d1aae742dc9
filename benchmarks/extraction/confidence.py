"""How often fields are right that say that they are so sure: the calibration of the confidences that parsing states.

    python -m benchmarks.extraction.confidence GOLD.jsonl …

A line a field, source and stated confidence: on how many pages of all the files, and the mean score there (share of titles
and days that are right, F1 of the authors and of the body).
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

import numpy as np

from benchmarks.extraction.annotated import read_page, read_rows
from benchmarks.extraction.predict import predict, with_dates
from benchmarks.extraction.scoring import body_f1, score_pages

Finding = tuple[str, str, float]
"""Field, source and stated confidence."""


def main() -> None:
    """Read the arguments, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    print("| field | source | says | pages | is |\n| --- | --- | --- | --- | --- |")
    for (field, source, confidence), scores in sorted(calibration(parser.parse_args().gold).items()):
        print(f"| {field} | {source} | {confidence:.2f} | {len(scores)} | {mean(scores):.2f} |")


def calibration(files: Iterable[Path]) -> dict[Finding, list[float]]:
    """The scores of all fields that were found, where the page is annotated with them."""
    scores: dict[Finding, list[float]] = defaultdict(list)
    for file in files:
        gold = read_rows(file)
        pages = [read_page(file.parent, row) for row in gold]
        predicted = with_dates([predict(page) for page in pages], pages)
        parts = score_pages(gold, predicted)
        by_field = {"body": body_f1(parts)} | {field: parts[field] for field in ("title", "authors", "published")}
        for field, values in by_field.items():
            for row, prediction, score in zip(gold, predicted, values, strict=True):
                if prediction and row.get(field) and not np.isnan(score):
                    source, confidence = prediction["evidence"][field]
                    if source:
                        scores[field, source, round(confidence, 2 if field != "body" else 1)].append(float(score))
    return scores


if __name__ == "__main__":
    main()
