"""The pipeline's own DuckDB file: who may open it, and how rows get into its tables.

One process at a time may write: DuckDB locks its file, and `Warehouse.connect` queues for it behind a lock of our
own, which the operating system releases when a process is killed. Analysts never open this file; they read
publications.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from etl_project.tables import TABLES, Table
from etl_project.tables.ddl import create_statements, quote
from etl_project.tables.views import VIEWS

DUCKDB_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # No statement may fetch code from the network.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class WarehouseBusyError(Exception):
    """Another run holds the warehouse, and did not let go of it in time."""


class WarehouseVersionError(Exception):
    """The warehouse was written by a version of this project whose tables differ."""


@dataclass(frozen=True)
class Warehouse:
    """The DuckDB file at `path`."""

    path: Path
    wait_seconds: float = 600
    memory_limit_mb: int = 800

    @contextmanager
    def connect(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The only connection to the warehouse, with all schemas and tables in place.

        Raises:
            WarehouseBusyError: another process held it for longer than `wait_seconds`.
            WarehouseVersionError: it was written by another version of this project.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.path.with_suffix(".lock"), timeout=self.wait_seconds)
        try:
            lock.acquire()
        except Timeout:
            raise WarehouseBusyError(
                f"{self.path.name} has been in use by another run for {self.wait_seconds:g} seconds: "
                "wait for that run to end, or raise ETL_WAREHOUSE_WAIT_SECONDS."
            ) from None
        try:
            config = DUCKDB_CONFIG | {
                "memory_limit": f"{self.memory_limit_mb}MB",
                "temp_directory": str(self.path.with_suffix(".spill")),
            }
            with duckdb.connect(str(self.path), config=config) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                _create_tables(connection, self.path)
                yield connection
        finally:
            lock.release()


def _create_tables(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Create what is missing.

    Raises:
        WarehouseVersionError: a table is there, but not as it is declared.
    """
    existing: dict[str, list[tuple[str, str]]] = {}
    for name, column, kind in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY column_index"
    ).fetchall():
        existing.setdefault(name, []).append((column, kind))
    aliases = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}
    for table in TABLES:
        found = [(column, aliases.get(kind, kind)) for column, kind in existing.get(table.name, [])]
        if found and found != [(column.name, column.type) for column in table.columns]:
            raise WarehouseVersionError(
                f"{path} was written by another version of this project, in which {table.name} has other columns: "
                "move the file away and load all days again."
            )
    with transaction(connection):
        for statement in create_statements(TABLES) + VIEWS:
            connection.execute(statement)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All or nothing: commits at the end, rolls back on any exception."""
    connection.begin()
    try:
        yield
    except BaseException:
        connection.rollback()
        raise
    connection.commit()


@contextmanager
def handed_over(frame: pl.DataFrame) -> Iterator[str]:
    """Path of a Parquet file with the frame's rows, for as long as the context lasts.

    At a million rows this takes half the time and memory of letting DuckDB scan the frame.
    """
    with tempfile.TemporaryDirectory(prefix="etl-") as folder:
        path = Path(folder) / "frame.parquet"
        frame.write_parquet(path)
        yield str(path)


def stage(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame, table: Table) -> str:
    """Put a frame into a temporary table with the columns of `table`, except run_id, and return its name.

    Raises:
        duckdb.Error: a column is missing, or of a type that does not convert.
    """
    name = f"incoming_{table.table_name}"
    columns = [column for column in table.columns if column.name != "run_id"]
    connection.execute(f"DROP TABLE IF EXISTS temp.{quote(name)}")
    connection.execute(f"CREATE TEMP TABLE {quote(name)} ({', '.join(f'{quote(c.name)} {c.type}' for c in columns)})")
    with handed_over(frame.select(table.content_columns)) as path:
        connection.execute(f"INSERT INTO temp.{quote(name)} BY NAME SELECT * FROM read_parquet($path)", {"path": path})
    return f"temp.{quote(name)}"


@dataclass(frozen=True)
class Change:
    """What a replacement did, in rows."""

    rows: int
    """Rows that the scope holds now."""
    written: int
    removed: int


def replace(
    connection: duckdb.DuckDBPyConnection, table: Table, incoming: str, run_id: str, scope: str = "true"
) -> Change:
    """Make the rows of `table` within `scope` equal to those of the relation `incoming`.

    Only rows that differ are touched. So a re-run of the same input changes nothing, `run_id` names the run that
    really wrote a row, and the file does not grow by rewriting (DuckDB frees space only when a file is rewritten).

    Args:
        incoming: relation with the table's columns except run_id.
        scope: SQL condition over the table's columns that bounds what is replaced.
    """
    name = quote(table.name)
    columns = ", ".join(quote(column) for column in table.content_columns)
    key = ", ".join(quote(column) for column in table.key)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE stale AS
        SELECT {columns} FROM {name} WHERE {scope} EXCEPT ALL SELECT {columns} FROM {incoming}
        """
    )
    # After the deletion: it also takes rows that are not stale where a key is there twice.
    connection.execute(f"DELETE FROM {name} WHERE ({scope}) AND ({key}) IN (SELECT {key} FROM temp.stale)")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT {columns} FROM {incoming} EXCEPT ALL SELECT {columns} FROM {name} WHERE {scope}
        """
    )
    connection.execute(
        f"INSERT INTO {name} BY NAME SELECT {columns}, $run_id AS run_id FROM temp.fresh ORDER BY {key}",
        {"run_id": run_id},
    )
    return Change(
        rows=_count(connection, f"{name} WHERE {scope}"),
        written=_count(connection, "temp.fresh"),
        removed=_count(connection, "temp.stale"),
    )


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {source}").fetchone()
    assert row is not None
    return int(row[0])
