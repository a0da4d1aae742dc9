"""Build the marts from core: each is the result of one SELECT in `etl_project/marts/`."""

from datetime import datetime
from importlib.resources import files

import duckdb

from etl_project import tables
from etl_project.checks import Outcome
from etl_project.steps.audit import check_whole_table, record_checks
from etl_project.tables import Table
from etl_project.tables.ddl import quote
from etl_project.warehouse import Change, replace, transaction

TABLES = tuple(table for table in tables.TABLES if table.schema_name == "marts")
"""The marts, in the order in which they are built: one that reads another comes after it."""


def mart_sql(table: Table) -> str:
    """The SELECT that a mart is the result of."""
    return files("etl_project").joinpath("marts", f"{table.table_name}.sql").read_text(encoding="utf-8")


def _typed_sql(table: Table) -> str:
    """The SELECT with its columns in the declared order and types."""
    columns = ", ".join(
        f"CAST({quote(column.name)} AS {column.type}) AS {quote(column.name)}"
        for column in table.columns
        if column.name != "run_id"
    )
    return f"SELECT {columns} FROM ({mart_sql(table)})"


def stale_marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the marts that are not what their SELECT gives now: core has changed since they were built."""
    stale = []
    for table in TABLES:
        columns = ", ".join(map(quote, table.content_columns))
        stored = f"SELECT {columns} FROM {quote(table.name)}"
        # As many rows, and none that is only on one side: the same rows.
        ((differs,),) = connection.execute(
            f"""
            WITH fresh AS MATERIALIZED ({_typed_sql(table)})
            SELECT (SELECT count(*) FROM ({stored})) <> (SELECT count(*) FROM fresh)
                OR EXISTS (({stored}) EXCEPT ALL (SELECT {columns} FROM fresh))
            """
        ).fetchall()
        if differs:
            stale.append(table.name)
    return stale


def build_marts(
    connection: duckdb.DuckDBPyConnection, *, run_id: str, now: datetime
) -> tuple[dict[str, Change], list[Outcome]]:
    """Make every mart equal to its SELECT; changes by table name, and the outcomes of the checks."""
    changes: dict[str, Change] = {}
    outcomes: list[Outcome] = []
    with transaction(connection):
        for table in TABLES:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE built AS {_typed_sql(table)}")
            changes[table.name] = replace(connection, table, "temp.built", run_id)
            outcomes += check_whole_table(connection, table)
        record_checks(connection, outcomes, run_id, now)
    return changes, outcomes
