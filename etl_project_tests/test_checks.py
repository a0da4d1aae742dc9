"""Every expectation that ships, both ways: sound rows meet it, and rows with one thing wrong break it."""

from datetime import date

import pytest

from etl_project.checks import CheckError, evaluate
from etl_project.steps.audit import check_written
from etl_project.tables import TABLES, Severity, Table, core
from etl_project.tables.expectations import KEY_IS_UNIQUE, Expectation, row_expectations, table_expectations
from etl_project_tests.faults import EXPECTATIONS, fault
from etl_project_tests.rows import DAY, sound_warehouse

TABLE = {table.name: table for table in TABLES}

CASES = [pytest.param(table, expectation, id=f"{table.name}:{expectation.name}") for table, expectation in EXPECTATIONS]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_sound_rows_meet_every_expectation(table: Table) -> None:
    outcomes = evaluate(sound_warehouse(), table, row_expectations(table) + table_expectations(table), table.name)
    assert [o.expectation for o in outcomes if not o.success] == (
        ["few_pages_are_held_back"] if table.name == "raw.captures" else []
    )


@pytest.mark.parametrize(("table", "expectation"), CASES)
def test_a_fault_breaks_its_expectation(table: Table, expectation: Expectation) -> None:
    connection = sound_warehouse()
    connection.execute(fault(table, expectation, date.fromisoformat(DAY)))
    (outcome,) = evaluate(connection, table, [expectation], table.name)
    assert not outcome.success
    assert outcome.unexpected > 0
    assert outcome.sample_keys
    assert outcome.withholds == (expectation.severity is Severity.ERROR)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_without_a_key_is_not_passed_over(table: Table) -> None:
    connection = sound_warehouse()
    connection.execute(f"UPDATE {table.name} SET {table.key[-1]} = NULL")
    (unique,) = [e for e in table_expectations(table) if e.name == KEY_IS_UNIQUE]
    assert not evaluate(connection, table, [unique], table.name)[0].success


def test_a_row_without_a_key_hides_no_reference_to_nowhere() -> None:
    connection = sound_warehouse()
    connection.execute(
        "UPDATE staging.normalised SET appearance_key = NULL WHERE appearance_key = 'a3';"
        "UPDATE staging.body_lines SET appearance_key = 'nowhere' WHERE appearance_key = 'a1'"
    )
    table = TABLE["staging.body_lines"]
    (exists,) = [e for e in table_expectations(table) if e.name == "appearance_key_exists"]
    (outcome,) = evaluate(connection, table, [exists], table.name)
    assert outcome.sample_keys == ("a3 1", "nowhere 1") or outcome.sample_keys == ("nowhere 1", "a3 1")


def test_few_pages_held_back_is_met_when_they_are_few() -> None:
    connection = sound_warehouse()
    connection.execute("DELETE FROM raw.captures WHERE status = 'quarantined'")
    expectations = [e for e in table_expectations(TABLE["raw.captures"]) if e.name == "few_pages_are_held_back"]
    (outcome,) = evaluate(connection, TABLE["raw.captures"], expectations, "raw.captures")
    assert outcome.success


@pytest.mark.parametrize("days", [1, 6])
def test_volume_says_nothing_on_the_first_days(days: int) -> None:
    connection = sound_warehouse()
    connection.execute(
        f"INSERT INTO raw.captures BY NAME SELECT * EXCLUDE (n) REPLACE (capture_key || n AS capture_key, "
        f"load_date - (n % {days} + 1)::INTEGER AS load_date) FROM (SELECT *, unnest(range(400)) AS n FROM raw.captures) WHERE capture_key = 'c1'"
    )
    (volume,) = [e for e in table_expectations(TABLE["raw.captures"]) if e.name == "volume_within_trailing_weeks"]
    (outcome,) = evaluate(
        connection, TABLE["raw.captures"], [volume], f"(FROM raw.captures WHERE load_date = DATE '{DAY}')"
    )
    assert outcome.success


def test_an_expectation_that_cannot_be_evaluated_is_an_error_not_a_pass() -> None:
    broken = Expectation("broken", "", Severity.ERROR, "SELECT no_such_column FROM batch")
    with pytest.raises(CheckError, match=r"raw\.captures: the expectation broken cannot be evaluated"):
        evaluate(sound_warehouse(), TABLE["raw.captures"], [broken], "raw.captures")


def test_checks_see_rows_of_the_open_transaction_and_do_not_end_it() -> None:
    connection = sound_warehouse()
    connection.begin()
    connection.execute("UPDATE staging.appearances SET title = ' '")
    table = TABLE["staging.appearances"]
    outcomes = evaluate(connection, table, row_expectations(table), table.name)
    assert [o.expectation for o in outcomes if not o.success] == ["title_missing"]
    connection.rollback()
    assert evaluate(connection, table, row_expectations(table), table.name)[0].success


CORE = [
    pytest.param(table, expectation, id=f"{table.name}:{expectation.name}")
    for table, expectation in EXPECTATIONS
    if table.schema_name == "core"
]


@pytest.mark.parametrize(("table", "expectation"), CORE)
def test_a_fault_in_what_a_run_has_written_is_found(table: Table, expectation: Expectation) -> None:
    connection = sound_warehouse()
    connection.execute(fault(table, expectation, date.fromisoformat(DAY)))
    outcomes = {outcome.expectation: outcome for outcome in check_written(connection, table, "run-1")}
    assert list(outcomes) and not outcomes[expectation.name].success


def test_a_row_that_a_run_has_written_without_a_key_is_found() -> None:
    connection = sound_warehouse()
    for table in TABLE.values():
        if table.schema_name == "core":
            key = "article_key" if "article_key" in table.column_names else table.key[0]
            connection.execute(f"UPDATE {table.name} SET {key} = NULL, run_id = 'run-2'")
            broken = {
                outcome.expectation for outcome in check_written(connection, table, "run-2") if not outcome.success
            }
            assert "required_value_missing" in broken, table.name


def test_what_refers_to_an_article_that_is_gone_is_found() -> None:
    connection = sound_warehouse()
    connection.execute("DELETE FROM core.articles")
    changed = f"SELECT article_key FROM {core.MENTIONS.name}"
    broken = [o.expectation for o in check_written(connection, core.MENTIONS, "run-2", changed) if not o.success]
    assert broken == ["article_key_exists"]


def test_what_others_have_written_is_not_looked_at_again() -> None:
    connection = sound_warehouse()
    connection.execute("UPDATE core.mentions SET char_end = char_end + 1")
    assert [outcome.success for outcome in check_written(connection, core.MENTIONS, "run-2")] == [True] * 7
    assert not all(outcome.success for outcome in check_written(connection, core.MENTIONS, "run-1"))
