"""Build the marts: each is the result of one SELECT in `etl_project/marts/`, and is computed where what it reads has changed.

Lines of such a SELECT that begin with SEMI JOIN and name `asked` or `needed` restrict it to the partitions that are to be
computed: `asked` holds these, by the columns that the mart's declaration names, and `needed` their days and the four weeks before.
Without these lines it is the SELECT of the whole mart, which says what the mart is.
"""

import re
from dataclasses import replace as altered
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

import duckdb

from etl_project import tables
from etl_project.checks import Outcome, evaluate
from etl_project.steps.affected import find_affected, find_touched
from etl_project.steps.audit import broken_expectations, check_whole_table, record_checks
from etl_project.tables import Table
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import implied_expectations, row_expectations, stated_expectations
from etl_project.tables.views import VIEWS
from etl_project.warehouse import Change, replace, transaction

TABLES = tuple(table for table in tables.TABLES if table.schema_name == "marts")
"""The marts, in the order in which they are built: one that reads another comes after it."""

_RESTRICTION = re.compile(r"^ *SEMI JOIN .*\b(asked|needed)\b.*\n", re.MULTILINE)


def mart_sql(table: Table) -> str:
    """The SELECT that a mart is the result of."""
    return _RESTRICTION.sub("", _partitions_sql(table))


def _partitions_sql(table: Table) -> str:
    """The SELECT of the partitions in temp.asked."""
    return files("etl_project").joinpath("marts", f"{table.table_name}.sql").read_text(encoding="utf-8")


def _typed(table: Table, select: str) -> str:
    """A SELECT with its columns in the declared order and types."""
    columns = ", ".join(
        f"CAST({quote(column.name)} AS {column.type}) AS {quote(column.name)}"
        for column in table.columns
        if column.name != "run_id"
    )
    return f"SELECT {columns} FROM ({select})"


def marts_are_stale(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether something has changed that the marts are not yet built of, or a mart's SELECT has."""
    ((is_queue_full,),) = connection.execute("SELECT count(*) > 0 FROM audit.mart_queue").fetchall()
    return is_queue_full or bool(_redefined(connection))


def build_marts(
    connection: duckdb.DuckDBPyConnection, *, run_id: str, now: datetime
) -> tuple[dict[str, Change], list[Outcome]]:
    """Make every mart equal to its SELECT; changes by table name, of rows all that it has, and the outcomes of the checks.

    Computed as a whole are marts without partitions, those that were built by another SELECT than now, and all of them where
    they, or core, did not hold together when they were last checked, or when they were last built.
    """
    changes: dict[str, Change] = {}
    outcomes: list[Outcome] = []
    with transaction(connection):
        core_is_broken = bool(broken_expectations(connection, "core"))
        is_broken = core_is_broken or bool(
            broken_expectations(connection, "marts", "published:core", "published:marts")
        )
        redefined = _redefined(connection)
        find_touched(connection)
        for table in TABLES:
            if is_broken or table in redefined or not table.partition:
                connection.execute(f"CREATE OR REPLACE TEMP TABLE built AS {_typed(table, mart_sql(table))}")
                changes[table.name] = replace(connection, table, "temp.built", run_id)
                outcomes += check_whole_table(connection, table)
            else:
                find_affected(connection, table)
                connection.execute(f"CREATE OR REPLACE TEMP TABLE built AS {_typed(table, _partitions_sql(table))}")
                affected = f"({', '.join(map(quote, table.partition))}) IN (FROM temp.asked)"
                change = replace(connection, table, "temp.built", run_id, affected)
                ((rows,),) = connection.execute(f"SELECT count(*) FROM {quote(table.name)}").fetchall()
                changes[table.name] = altered(change, rows=int(rows))
                outcomes += _check_affected(connection, table, affected)
        if core_is_broken:  # how it is mended does not tell all that is to be mended here
            connection.execute("DELETE FROM audit.mart_builds")
        else:
            _note_definitions(connection, redefined)
        connection.execute("DELETE FROM audit.mart_queue")
        record_checks(connection, outcomes, run_id, now)
    return changes, outcomes


def _check_affected(connection: duckdb.DuckDBPyConnection, table: Table, affected: str) -> list[Outcome]:
    """Outcomes of all expectations: those of single rows, keys and references on the rows of the partitions that were computed,
    since the others were met by theirs before; those that compare the mart with core on the whole of both."""
    rows = f"(SELECT * FROM {quote(table.name)} WHERE {affected})"
    return [
        *evaluate(connection, table, row_expectations(table) + implied_expectations(table), rows),
        *evaluate(connection, table, stated_expectations(table), quote(table.name)),
    ]


def _redefined(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """The marts that were last built by another SELECT than they are declared by now, or never."""
    built = dict(connection.execute("FROM audit.mart_builds").fetchall())
    return [table for table in TABLES if built.get(table.name) != _digest(table)]


def _note_definitions(connection: duckdb.DuckDBPyConnection, redefined: list[Table]) -> None:
    for table in redefined:
        connection.execute("DELETE FROM audit.mart_builds WHERE table_name = $1", [table.name])
        connection.execute("INSERT INTO audit.mart_builds VALUES ($1, $2)", [table.name, _digest(table)])


def _digest(table: Table) -> str:
    """Of the SELECT, and of the views that it may read."""
    return sha256("\n".join((_typed(table, mart_sql(table)), *VIEWS)).encode()).hexdigest()
