"""What a database says, apart from which runs made it: two loads of the same pages must agree on it."""

from pathlib import Path

import duckdb

from etl_project.tables import TABLES, Table
from etl_project.tables.ddl import quote

HISTORY = {"audit.runs", "audit.checks", "audit.publications", "audit.mart_builds", "audit.schema_versions"}
"""Tables whose rows are about runs, and so differ from run to run."""
ABOUT_RUNS = {"run_id", "staged_by", "released_by", "entry_key"}
"""Columns that name a run, or something that a run did."""


def contents(file: Path) -> dict[str, tuple[int, str]]:
    """Row count and content hash of every table of the file that is not about runs; some are never published."""
    with duckdb.connect(str(file), read_only=True) as connection:
        there = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        tables = [table for table in TABLES if table.name not in HISTORY and table.table_name in there]
        return {table.name: _digest(connection, table) for table in tables}


def _digest(connection: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, str]:
    columns = ", ".join(quote(name) for name in table.column_names if name not in ABOUT_RUNS)
    ((count, digest),) = connection.execute(
        f"SELECT count(*), md5(string_agg(line, chr(10) ORDER BY line)) "
        f"FROM (SELECT CAST(row({columns}) AS VARCHAR) AS line FROM {quote(table.name)})"
    ).fetchall()
    return count, digest or ""
