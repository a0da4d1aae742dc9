"""The figures that extraction is judged by."""

import gzip
import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.extraction.annotated import annotated_pages
from benchmarks.extraction.compare import costs, render
from benchmarks.extraction.extractors import OURS
from benchmarks.extraction.scoring import Row, body_f1, bootstrap_difference, figures, score_pages

GOLD: list[Row] = [
    {
        "title": "Ferry “back”",
        "authors": ["Odile Marrant", "Bram Tasker"],
        "published": "2026-11-12",
        "body": "a b c d e",
    },
    {"title": "Lamps", "authors": [], "published": "2026-11-13T01:00:00+02:00", "body": "f g h i"},
]


def test_what_is_right_half_right_and_missing() -> None:
    found: list[Row | None] = [
        {"title": 'ferry "Back"', "authors": ["Bram Tasker"], "published": "2026-11-12T23:00:00Z", "body": "a b c d x"},
        None,
    ]

    parts = score_pages(GOLD, found)

    assert parts["body_precision"][0] == parts["body_recall"][0] == 0.5  # abcd of abcd, bcde
    assert np.isnan(parts["body_precision"][1])
    assert parts["body_recall"][1] == 0
    assert parts["title"].tolist() == [1, 0]
    assert parts["authors"].tolist() == [pytest.approx(2 / 3), 1]  # one of two; none where there is none
    assert parts["published"].tolist() == [1, 0]
    assert body_f1(parts).tolist() == [0.5, 0]
    # Precision is a mean over the pages on which something was found, recall over all: .5 and .25.
    assert figures(parts)["body_f1"] == pytest.approx(2 * 0.5 * 0.25 / 0.75)


@pytest.mark.parametrize(
    ("found", "score"),
    [
        ({"published_minute": "2026-11-12T23:00:00+00:00", "published": "2026-11-13"}, 1),
        ({"published": "2026-11-12T18:00:59-05:00"}, 1),
        ({"published": "2026-11-13T01:01:00+02:00"}, 0),
        ({"published": "2026-11-13T01:00:00"}, 0),
        ({"published": "2026-11-13"}, 0),
        (None, 0),
    ],
)
def test_the_minute_counts_where_the_offset_is_annotated(found: Row | None, score: float) -> None:
    parts = score_pages(GOLD, [None, found])

    assert np.isnan(parts["published_minute"][0])
    assert parts["published_minute"][1] == score


def test_a_field_that_nobody_annotated_has_no_figure() -> None:
    parts = score_pages([{"body": "a b c d"}], [{"title": "T", "body": "a b c d"}])

    assert figures(parts) == {"body_f1": 1.0}


def test_an_interval_of_a_difference_holds_what_it_is_about_and_is_the_same_every_time() -> None:
    whole = score_pages(GOLD * 20, GOLD * 20)
    halved = score_pages(
        GOLD * 20, [{**row, "body": row["body"][:7]} if row["title"] == "Lamps" else None for row in GOLD * 20]
    )

    interval = bootstrap_difference(whole, halved)

    low, high = interval["body_f1"]
    assert 0 < low < figures(whole)["body_f1"] - figures(halved)["body_f1"] < high
    assert bootstrap_difference(whole, whole)["body_f1"] == (0, 0)
    assert interval == bootstrap_difference(whole, halved)


def test_a_table_has_a_row_an_extractor_and_the_difference_to_ours() -> None:
    gold = [{"body": row["body"]} for row in GOLD]
    parts = {OURS: score_pages(gold, gold), "silent": score_pages(gold, [None for _ in gold])}

    table = render(parts, {OURS: (2.5, 60.0), "silent": (5.0, 90.4)}).splitlines()

    assert table[0] == "| | body_f1 | CPU ms a page | CPU / ours | MB |"
    assert table[2] == "| etl_project | 1.000 | 2.5 | 1.0 | 60 |"
    assert table[3] == "| silent | 0.000 (+1.000 … +1.000) | 5.0 | 2.0 | 90 |"


def test_figures_are_those_of_the_published_scorer(tmp_path: Path) -> None:
    script = annotated_pages().parent / "eval" / "score.py"
    if not script.exists():
        pytest.skip(f"The scorer {script} is not on this machine.")
    spec = importlib.util.spec_from_file_location("score", script)
    assert spec and spec.loader
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    with (annotated_pages() / "fundus" / "gold.jsonl").open(encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    found = [
        None
        if at % 7 == 0
        else {**row, "title": row["title"].upper()[at % 3 :], "body": row["body"][at::-1] + row["body"][: 50 * at]}
        for at, row in enumerate(gold)
    ]

    theirs, pages = scorer.score(
        {row["id"]: row for row in gold}, {row["id"]: other for row, other in zip(gold, found, strict=True) if other}
    )

    ours = score_pages(gold, found)
    ours_too = {name: value for name, value in figures(ours).items() if name != "published_minute"}
    assert ours_too == pytest.approx({name: theirs[name] for name in ours_too})
    assert body_f1(ours).tolist() == pytest.approx(list(pages.values()))


def test_a_parser_takes_less_than_120_megabytes(tmp_path: Path) -> None:
    (tmp_path / "page.html.gz").write_bytes(gzip.compress(b"<p>The east quay will be closed." * 1_000))
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"id": "one", "file": "page.html.gz"}\n', encoding="utf-8")

    milliseconds, megabytes = costs([OURS], gold)[OURS]

    assert milliseconds > 0
    assert 10 < megabytes < 120
