"""The audit from day to day: what it learns from the weeks before, and what a withheld day does to the others."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from etl_project.checks import Outcome, evaluate
from etl_project.steps.audit import withheld_days
from etl_project.steps.publish import RefusedError
from etl_project.tables import Table, raw
from etl_project.tables.expectations import Expectation, table_expectations
from etl_project_tests.steps.world import DAY, World, article_page

VOLUME = "raw.captures: volume_within_trailing_weeks"


def days(count: int, first: date = DAY) -> list[date]:
    return [first + timedelta(number) for number in range(count)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


@pytest.fixture
def _volume_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a day's expectations evaluate only the one on volume, which takes most of the time away."""
    (volume,) = [e for e in table_expectations(raw.CAPTURES) if VOLUME.endswith(e.name)]

    def evaluate_volume(
        connection: duckdb.DuckDBPyConnection, table: Table, expectations: list[Expectation], relation: str, day: date
    ) -> list[Outcome]:
        return evaluate(connection, table, [volume], relation, day) if volume in expectations else []

    monkeypatch.setattr("etl_project.steps.load.evaluate", evaluate_volume)
    monkeypatch.setattr("etl_project.steps.load.row_expectations", lambda table: [])


def load(world: World, *loaded: date) -> dict[date, str]:
    """Load days in turn, and nothing else; those that are withheld, with the reason."""
    with world.connect() as connection:
        for day in loaded:
            world.load(connection, day, f"run-{day}", datetime(day.year, day.month, day.day, 23, tzinfo=UTC))
        return withheld_days(connection)


@pytest.mark.usefixtures("_volume_alone")
class TestVolume:
    """A day's pages against the median of the admitted days among the 28 before it, from the eighth day on."""

    def test_it_says_nothing_on_the_first_days_and_then_knows_what_is_normal(self, world: World) -> None:
        first_week = days(7)
        for day, pages in zip(first_week, (10, 1, 40, 10, 10, 10, 10), strict=True):
            world.put_good_day(day, pages)
        assert load(world, *first_week) == {}, "there is nothing yet to compare with"
        eighth, ninth, tenth, eleventh = days(4, DAY + timedelta(7))
        world.put_good_day(eighth, 1)
        assert load(world, eighth) == {eighth: VOLUME}, "a tenth of what is normal"
        world.put_good_day(ninth, 2)
        world.put_good_day(tenth, 50)
        assert load(world, ninth, tenth) == {eighth: VOLUME}, "a fifth and five times are still let pass"
        world.put_good_day(eleventh, 51)
        assert load(world, eleventh) == {eighth: VOLUME, eleventh: VOLUME}, "more than five times"

    def test_a_day_that_was_withheld_does_not_become_what_is_normal(self, world: World) -> None:
        """A feed that is down stays told of, however long it is."""
        before, down = days(8), days(9, DAY + timedelta(8))
        for day in before:
            world.put_good_day(day, 10)
        for day in down:
            world.put_good_day(day, 1)
        assert load(world, *before, *down) == dict.fromkeys(down, VOLUME)

    def test_a_day_that_is_loaded_again_is_compared_with_the_days_before_it_only(self, world: World) -> None:
        loaded = days(9)
        for number, day in enumerate(loaded):
            world.put_good_day(day, 2 if number == 0 else 12)
        assert load(world, *loaded) == {}
        assert load(world, *reversed(loaded)) == {}, "also the first, from which all others differ"

    def test_weeks_without_pages_leave_nothing_to_compare_with(self, world: World) -> None:
        before, after = days(8), days(1, DAY + timedelta(60))
        for day in before:
            world.put_good_day(day, 10)
        world.put_good_day(after[0], 1)
        assert load(world, *before, *after) == {}


@pytest.mark.slow
def test_a_withheld_day_stays_out_of_every_later_publication_until_it_is_repaired(world: World) -> None:
    good, bad, later, latest = days(4)
    for day in (good, later, latest):
        world.put_good_day(day)
    world.put_bad_day(bad)
    reason = "raw.captures: most_pages_are_readable"
    published = world.run(good, bad)
    assert published is not None and published.withheld == {bad: reason}

    for day, admitted in ((later, [good, later]), (latest, [good, later, latest])):
        published = world.run(day)
        assert published is not None and published.publication.load_dates == tuple(admitted)
        assert published.withheld == {bad: reason}
        assert world.ask_published("SELECT DISTINCT load_date FROM core.articles ORDER BY ALL") == [
            (d,) for d in admitted
        ]
        assert world.ask_published(
            f"SELECT is_withheld, withheld_reason, pages FROM marts.coverage_day WHERE day = '{bad}'"
        ) == [
            (True, reason, 1),
            (True, reason, 3),
        ]
        assert world.ask_published("SELECT load_date, reason FROM audit.withheld_days") == [(bad, reason)]
        assert world.ask_published(
            f"SELECT observed, sample_keys FROM audit.checks WHERE is_in_force AND load_date = '{bad}' AND NOT success AND severity = 'error'"
        ) == [("1 unexpected row", [f'{{"load_date": "{bad}", "pages": 4, "quarantined": 3}}'])]
        assert world.ask_published(
            f"SELECT reason_code, count(*) FROM audit.quarantine WHERE load_date = '{bad}' GROUP BY ALL"
        ) == [("empty", 3)]

    with pytest.raises(RefusedError, match=f"{bad}: {reason}"):
        world.run(bad)
    for number in range(3):
        world.put(bad, f"empty{number}.html", article_page(f"Found again, number {number}", path=f"again/{number}"))
    published = world.run(bad)
    assert published is not None and published.withheld == {}
    assert published.publication.load_dates == (good, bad, later, latest)
    assert world.ask_published(f"SELECT count(*) FROM core.articles WHERE load_date = '{bad}'") == [(4,)]
    assert world.ask_published(f"SELECT bool_or(is_withheld), sum(ok) FROM marts.coverage_day WHERE day = '{bad}'") == [
        (False, 4)
    ]
    assert world.ask_published("FROM audit.withheld_days") == []
    assert world.ask_published(
        f"SELECT count(*) > 0, bool_and(NOT is_in_force) FROM audit.checks WHERE load_date = '{bad}' AND NOT success AND severity = 'error'"
    ) == [(True, True)], "the history of the checks tells that it was missing"
