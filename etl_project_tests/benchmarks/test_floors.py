"""Quality of extraction from real pages does not fall unseen."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.extraction.annotated import annotated_pages
from benchmarks.extraction.floors import FLOORS_FILE, check, floors_of, measure
from benchmarks.extraction.scoring import Values, score_pages

GOLD = [
    {"id": "first", "title": "Ferry returns", "body": "The ferry returned to the bay on Thursday evening."},
    {"id": "second", "title": "Quay closes", "body": "The east quay will be closed for the winter, the board said."},
]


def parts_of(titles: list[str], bodies: list[str]) -> dict[str, Values]:
    found = [{"title": title, "body": body} for title, body in zip(titles, bodies, strict=True)]
    return score_pages(GOLD, found)


GOOD = parts_of([row["title"] for row in GOLD], [row["body"] for row in GOLD])


def test_the_same_reading_is_not_below_its_floors() -> None:
    assert check(GOLD, GOOD, floors_of(GOLD, GOOD)) == []


def test_a_worse_reading_is_and_its_pages_are_named() -> None:
    worse = parts_of(["Ferry returns", "Harbour news"], [GOLD[0]["body"], "The east quay will be sold."])

    lines = check(GOLD, worse, floors_of(GOLD, GOOD))

    assert [line.split(" ")[0] for line in lines[:2]] == ["body_f1", "title"]
    assert lines[1] == "title is 0.5000, its floor 0.9980"
    assert len(lines) == 3
    assert lines[2].startswith("  second: body 1.000 → ")
    assert lines[2].endswith("title 1.000 → 0.000")


def test_a_better_reading_has_nothing_to_say() -> None:
    worse = parts_of(["", ""], ["", ""])

    assert check(GOLD, GOOD, floors_of(GOLD, worse)) == []


def test_floors_hold_nothing_of_the_pages() -> None:
    text = FLOORS_FILE.read_text(encoding="utf-8")

    floors = json.loads(text)
    assert all(len(key) == 12 and int(key, 16) >= 0 for of_set in floors.values() for key in of_set["pages"])
    assert all(
        set(page) <= {"body", "title", "authors", "published", "published_minute"}
        for of in floors.values()
        for page in of["pages"].values()
    )


@pytest.mark.parametrize("name", json.loads(FLOORS_FILE.read_text(encoding="utf-8")))
def test_real_pages_are_read_as_well_as_ever(name: str) -> None:
    gold: Path = annotated_pages() / name / "gold.jsonl"
    if not gold.exists():
        pytest.skip(f"The annotated pages are not at {gold.parent}: set ETL_ANNOTATED_PAGES to try them.")
    rows, parts = measure(gold)

    fallen = check(rows, parts, json.loads(FLOORS_FILE.read_text(encoding="utf-8"))[name])

    assert not fallen, "\n".join(fallen)
    assert not np.isnan(parts["body_recall"]).all()
