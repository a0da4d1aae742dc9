"""The evidence: runs, checks and what was held back, written in the transaction of the rows that they speak of."""

import json
from collections.abc import Collection, Iterable
from datetime import date, datetime

import duckdb

from etl_project import __version__
from etl_project.checks import Outcome, evaluate
from etl_project.keys import stable_key
from etl_project.steps.queue import queue_days
from etl_project.tables import Table
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import row_expectations, table_expectations

_NO_ARTICLE = "SELECT NULL::VARCHAR AS article_key WHERE false"


def begin_step(connection: duckdb.DuckDBPyConnection, run_id: str, load_dates: Iterable[date], now: datetime) -> None:
    """Note that a run is at work; its first step makes its row in audit.runs."""
    connection.execute(
        """
        INSERT INTO audit.runs (run_id, code_version, load_dates, started_at, counts, status)
        SELECT $run_id, $version, $load_dates, $now, '{}', 'started'
        WHERE $run_id NOT IN (SELECT run_id FROM audit.runs)
        """,
        {"run_id": run_id, "version": __version__, "load_dates": sorted(load_dates), "now": now},
    )


def end_step(
    connection: duckdb.DuckDBPyConnection,
    run_id: str,
    step: str,
    counts: dict[str, int],
    status: str,
    now: datetime,
    publication: str | None = None,
) -> None:
    """Note what went into and came out of a step, and how far the run has come."""
    connection.execute(
        """
        UPDATE audit.runs SET finished_at = $now, status = $status,
               counts = json_merge_patch(counts, $counts), publication = coalesce($publication, publication)
        WHERE run_id = $run_id
        """,
        {
            "now": now,
            "status": status,
            "counts": json.dumps({step: counts}),
            "publication": publication,
            "run_id": run_id,
        },
    )


def record_checks(
    connection: duckdb.DuckDBPyConnection, outcomes: Collection[Outcome], run_id: str, now: datetime
) -> None:
    """Append outcomes to audit.checks, in force in place of earlier ones on the same rows.

    A step that is tried again in the same run replaces the outcomes of its first try. Outcomes of a day are recorded with every
    change of its rows, so that here is where the marts learn of it.
    """
    rows = [
        (
            stable_key(run_id, outcome.table, outcome.expectation, str(outcome.load_date)),
            outcome.table,
            outcome.load_date,
            outcome.expectation,
            outcome.description,
            outcome.severity.value,
            outcome.success,
            outcome.observed,
            "no unexpected rows",
            list(outcome.sample_keys),
            now,
            True,
            run_id,
        )
        for outcome in outcomes
    ]
    if rows:
        queue_days(connection, {outcome.load_date for outcome in outcomes if outcome.load_date})
        connection.executemany("DELETE FROM audit.checks WHERE check_key = $1", [row[:1] for row in rows])
        connection.executemany(
            "UPDATE audit.checks SET is_in_force = false "
            "WHERE is_in_force AND table_name = $1 AND load_date IS NOT DISTINCT FROM $2",
            sorted({row[1:3] for row in rows}, key=str),
        )
        marks = ", ".join(f"${number}" for number in range(1, len(rows[0]) + 1))
        connection.executemany(f"INSERT INTO audit.checks VALUES ({marks})", rows)


def check_whole_table(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Outcome]:
    """Outcomes of all of a table's expectations on all of its rows."""
    return evaluate(connection, table, row_expectations(table) + table_expectations(table), quote(table.name))


def check_written(
    connection: duckdb.DuckDBPyConnection, table: Table, run_id: str, changed: str = _NO_ARTICLE
) -> list[Outcome]:
    """The same, where all expectations held before a run: it looks at what that has written, wherever this is enough.

    Args:
        changed: SELECT of the article_key of articles of which it has written or removed something: what refers to one that is
            gone was not written.
    """
    name = quote(table.name)
    is_of_articles = "article_key" in table.column_names
    key = ("article_key",) if is_of_articles else table.key
    parts, without_key = ", ".join(map(quote, key)), " OR ".join(f"{quote(column)} IS NULL" for column in key)
    written = f"SELECT {parts} FROM {name} WHERE run_id = $run_id" + f" UNION {changed}" * is_of_articles
    if "other_article_key" in table.column_names:
        written += f" UNION SELECT article_key FROM {name} WHERE other_article_key IN ({changed})"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE written AS
        SELECT * FROM {name} WHERE ({parts}) IN ({written})
        UNION ALL
        SELECT * FROM {name} WHERE run_id = $run_id AND ({without_key})
        """,
        {"run_id": run_id},
    )
    expectations = row_expectations(table) + table_expectations(table)
    of_rows = [expectation for expectation in expectations if expectation.is_of_rows]
    of_table = [expectation for expectation in expectations if not expectation.is_of_rows]
    outcomes = evaluate(connection, table, of_rows, "temp.written")
    return outcomes + (evaluate(connection, table, of_table, quote(table.name)) if of_table else [])


def broken_expectations(connection: duckdb.DuckDBPyConnection, *schemas: str) -> list[str]:
    """What the tables of `schemas` broke when they were last checked as a whole, as `table: expectation (observed)`.

    Args:
        schemas: beginnings of table names; ``published:…`` for the tables of the latest build.
    """
    broken = connection.execute(
        """
        SELECT format('{}: {} ({})', table_name, expectation, observed) FROM audit.checks
        WHERE is_in_force AND load_date IS NULL AND NOT success AND severity = 'error'
          AND list_contains($schemas, split_part(table_name, '.', 1))
        ORDER BY evaluated_at, table_name, expectation
        """,
        {"schemas": schemas},
    ).fetchall()
    return [line for (line,) in broken]


def days_loaded_by(connection: duckdb.DuckDBPyConnection, run_id: str) -> list[date]:
    """Days that a run has loaded, or of which it has tried again what was held back, in order."""
    return [
        day
        for (day,) in connection.execute(
            "SELECT DISTINCT load_date FROM audit.checks WHERE run_id = $1 AND load_date IS NOT NULL ORDER BY load_date",
            [run_id],
        ).fetchall()
    ]


def withheld_days(connection: duckdb.DuckDBPyConnection) -> dict[date, str]:
    """Days whose latest load failed its audit, with the expectations that failed."""
    return dict(connection.execute("SELECT load_date, reason FROM audit.withheld_days ORDER BY load_date").fetchall())


def admitted_days(connection: duckdb.DuckDBPyConnection) -> list[date]:
    """Days whose latest load passed its audit, in order."""
    return [
        day for (day,) in connection.execute("SELECT load_date FROM audit.admitted_days ORDER BY load_date").fetchall()
    ]
