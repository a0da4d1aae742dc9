"""Names are found as well as they were."""

import pytest

from benchmarks.reading.floors import fallen_below, floors_of, measure, present_sets
from etl_project_tests.annotations import read_rows


@pytest.mark.slow
@pytest.mark.parametrize("name", present_sets())
def test_no_figure_is_below_its_floor(name: str) -> None:
    assert fallen_below({name: measure(read_rows(name))}) == []


def test_a_figure_below_its_floor_is_named() -> None:
    figures = {kind: {"precision": 0.0, "recall": 1.0} for kind in ("people", "organisations", "companies", "places")}
    fallen = fallen_below({"samples": figures})
    assert len(fallen) == 4
    assert fallen[0].startswith("samples: precision of people is 0.000, its floor 0.")


def test_floors_are_a_little_below_what_is_measured() -> None:
    assert floors_of({"people": {"precision": 0.9, "recall": 1.0}}) == {"people": {"precision": 0.895, "recall": 0.995}}
