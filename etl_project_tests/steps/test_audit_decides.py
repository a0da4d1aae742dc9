"""Every expectation on a day's rows, tripped in a whole run: what becomes of the day, and what is told of it.

Each expectation has a day of its own, on which the rows get wrong in the moment before it looks at them, within the
load's transaction. All days are loaded and published in one run, together with one on which nothing is wrong.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import duckdb
import pytest

from etl_project.checks import Outcome, evaluate
from etl_project.tables import Severity, Table
from etl_project.tables.expectations import Expectation, row_expectations
from etl_project_tests.faults import EXPECTATIONS, fault
from etl_project_tests.steps.world import DAY, World

Case = tuple[Table, Expectation]

CASES: dict[date, Case] = {
    DAY + timedelta(30 * number): case
    for number, case in enumerate((case for case in EXPECTATIONS if case[0].is_loaded_by_day), start=1)
}
"""The day on which each expectation is tripped: far enough apart, so that none is among the trailing weeks of another."""


def diverts(table: Table, expectation: Expectation) -> bool:
    return table.divert_stage is not None and expectation in row_expectations(table)


def withholds(table: Table, expectation: Expectation) -> bool:
    return expectation.severity is Severity.ERROR


def each(kind: Callable[[Table, Expectation], bool]) -> pytest.MarkDecorator:
    """Parametrise by the cases of a kind."""
    return pytest.mark.parametrize(
        ("day", "table", "expectation"),
        [pytest.param(day, *case, id=f"{case[0].name}:{case[1].name}") for day, case in CASES.items() if kind(*case)],
    )


def evaluate_after_fault(
    connection: duckdb.DuckDBPyConnection, table: Table, expectations: list[Expectation], relation: str, day: date
) -> list[Outcome]:
    if day in CASES and CASES[day][0] is table and CASES[day][1] in expectations:
        expectation = CASES[day][1]
        rows = relation if expectation in row_expectations(table) else table.name
        connection.execute(fault(table, expectation, day, rows))
    return evaluate(connection, table, expectations, relation, day)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, after all days were loaded."""
    world = World(tmp_path_factory.mktemp("world"))
    for day, case in {DAY: None, **CASES}.items():
        world.put_dated_day(day)
        if case and case[1].name == "few_pages_are_held_back":
            world.put(day, "empty.html", "")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl_project.steps.load.evaluate", evaluate_after_fault)
        world.run(DAY, *CASES)
    with duckdb.connect(str(world.folder.current_file), read_only=True) as connection:
        yield connection


def test_every_expectation_on_a_day_has_its_day() -> None:
    kinds = [(diverts(*case), withholds(*case)) for case in CASES.values()]
    assert kinds.count((True, True)) == 0
    assert kinds.count((True, False)) >= 13 and kinds.count((False, True)) >= 22 and kinds.count((False, False)) >= 1


@each(lambda *_: True)
def test_what_was_tripped_is_in_the_published_checks(
    published: duckdb.DuckDBPyConnection, day: date, table: Table, expectation: Expectation
) -> None:
    assert published.execute(
        "SELECT success, severity, observed LIKE '% unexpected row%', len(sample_keys) > 0, description, is_in_force, run_id "
        "FROM audit.checks WHERE load_date = $1 AND table_name = $2 AND expectation = $3",
        [day, table.name, expectation.name],
    ).fetchall() == [(False, expectation.severity.value, True, True, expectation.description, True, "run-1")]


@each(withholds)
def test_an_error_withholds_its_day_and_says_why(
    published: duckdb.DuckDBPyConnection, day: date, table: Table, expectation: Expectation
) -> None:
    ((reason,),) = published.execute("SELECT reason FROM audit.withheld_days WHERE load_date = $1", [day]).fetchall()
    assert f"{table.name}: {expectation.name}" in reason.split(", ")
    assert published.execute(
        "SELECT DISTINCT is_withheld, withheld_reason FROM marts.coverage_day WHERE day = $1", [day]
    ).fetchall() == [(True, reason)]
    for rows in (
        "staging.appearances WHERE load_date = $1",
        "staging.normalised WHERE load_date = $1",
        "staging.body_lines WHERE load_date = $1",
        "core.articles WHERE first_load_date = $1 OR load_date = $1",
        "core.article_appearances WHERE load_date = $1",
        "marts.publisher_day WHERE day = $1",
        "audit.publications WHERE list_contains(load_dates, $1)",
    ):
        assert published.execute(f"SELECT count(*) FROM {rows}", [day]).fetchall() == [(0,)], rows


@each(diverts)
def test_an_article_that_breaks_a_rule_is_diverted_and_its_day_published_without_it(
    published: duckdb.DuckDBPyConnection, day: date, table: Table, expectation: Expectation
) -> None:
    held = published.execute(
        "SELECT grain, stage, reason_code, reason, status, attempts FROM audit.quarantine WHERE load_date = $1", [day]
    ).fetchall()
    assert held == [("appearance", table.divert_stage, expectation.name, expectation.description, "held", 1)]
    assert published.execute(
        "SELECT sum(pages), bool_or(is_withheld), any_value(withheld_reason) FROM marts.coverage_day WHERE day = $1",
        [day],
    ).fetchall() == [(3, False, None)]
    assert published.execute("SELECT count(*) FROM core.articles WHERE first_load_date = $1", [day]).fetchall() == [
        (2,)
    ]
    for rows in ("staging.normalised", "staging.body_lines", "core.article_appearances"):
        published_all_the_same = f"{rows} WHERE appearance_key IN (SELECT payload_key FROM audit.quarantine)"
        assert published.execute(f"FROM {published_all_the_same}").fetchall() == [], rows


@each(lambda *case: not diverts(*case) and not withholds(*case))
def test_a_warning_withholds_nothing(
    published: duckdb.DuckDBPyConnection, day: date, table: Table, expectation: Expectation
) -> None:
    assert published.execute("SELECT count(*) FROM core.articles WHERE first_load_date = $1", [day]).fetchall() == [
        (3,)
    ]
    assert published.execute(
        "SELECT bool_or(is_withheld) FROM marts.coverage_day WHERE day = $1", [day]
    ).fetchall() == [(False,)]


def test_the_other_days_are_published(published: duckdb.DuckDBPyConnection) -> None:
    admitted = {DAY, *(day for day, case in CASES.items() if not withholds(*case))}
    ((days,),) = published.execute("SELECT load_dates FROM audit.publications").fetchall()
    assert set(days) & {DAY, *CASES} == admitted
    assert {day for (day,) in published.execute("SELECT DISTINCT load_date FROM core.articles").fetchall()} == admitted
    assert published.execute("SELECT load_dates, status FROM audit.runs").fetchall() == [([DAY, *CASES], "published")]
