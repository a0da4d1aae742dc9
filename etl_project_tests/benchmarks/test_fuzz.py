"""No page, however damaged or hostile, takes the parser down, long, or much memory."""

import pytest

from benchmarks.extraction import fuzz
from benchmarks.extraction.annotated import annotated_pages, read_page, read_rows
from benchmarks.extraction.fuzz import HOSTILE, in_own_process, mutate, parse_timed, samples
from etl_project import pages

SAMPLES = samples()


def test_damaged_samples_are_survived() -> None:
    outcomes = [parse_timed(f"seed {seed}", mutate(SAMPLES, seed)) for seed in range(400)]

    assert [outcome for outcome in outcomes if outcome.failure] == []


@pytest.mark.parametrize("name", ["aeb", "fundus"])
def test_damaged_real_pages_are_survived(name: str) -> None:
    gold = annotated_pages() / name / "gold.jsonl"
    if not gold.exists():
        pytest.skip(f"The annotated pages are not at {gold.parent}: set ETL_ANNOTATED_PAGES to try them.")
    originals = [read_page(gold.parent, row).text for row in read_rows(gold)]
    outcomes = [parse_timed(f"seed {seed}", mutate(originals, seed)) for seed in range(150)]

    assert [outcome for outcome in outcomes if outcome.failure] == []


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_of_five_million_characters_are_survived(name: str) -> None:
    assert in_own_process(name).failure is None


def test_a_seed_makes_the_same_mutant_again() -> None:
    assert mutate(SAMPLES, 7) == mutate(SAMPLES, 7)
    assert len({mutate(SAMPLES, seed) for seed in range(20)}) == 20


def test_what_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr(pages, "parse", broken)

    assert parse_timed("seed 3", "<p>").failure == "RecursionError: too deep"


def test_what_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "MAX_SECONDS", -1.0)

    assert parse_timed("seed 3", "<p>").failure == "0.0 s"
