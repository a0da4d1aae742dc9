"""The pipeline's own DuckDB file: who may open it, and how rows get into its tables.

One process at a time may write: DuckDB locks its file, and `Warehouse.turn` queues for it behind a lock of our own,
which the operating system releases when a process is killed. A run keeps its turn from its first step to its last, so
that no other changes the tables between them. Analysts never open this file; they read publications.
"""

import logging
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from etl_project import __version__
from etl_project.locking import BusyError, held
from etl_project.migrations import SchemaError, migrate
from etl_project.tables import Table
from etl_project.tables.ddl import quote

logger = logging.getLogger(__name__)

Config = dict[str, str | bool | int | float | list[str]]

DUCKDB_CONFIG: Config = {
    # No statement may fetch code from the network.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
STORAGE_FAILURES = (OSError, duckdb.IOException, duckdb.TransactionException, duckdb.FatalException)
"""What is raised where a disk is full or fails: it may be better soon. With one writer, no transaction meets another."""
_POLL_SECONDS = 0.2


class WarehouseVersionError(Exception):
    """The tables of the warehouse are of a version that this one cannot work with."""


@dataclass(frozen=True)
class Warehouse:
    """The DuckDB file at `path`."""

    path: Path
    wait_seconds: float = 600
    memory_limit_mb: int = 800

    @contextmanager
    def turn(self, purpose: str) -> Iterator[None]:
        """Keep other processes of this project out of the warehouse. What is done within a turn is in it, too.

        Args:
            purpose: what it is taken for, as those are told who have to wait.

        Raises:
            BusyError: another process held it for longer than `wait_seconds`.
        """
        with held(self.path.with_suffix(".lock"), self.path.name, purpose, self.wait_seconds):
            yield

    @contextmanager
    def connect(self, purpose: str = "another command") -> Iterator[duckdb.DuckDBPyConnection]:
        """The only connection to the warehouse, with all schemas and tables in place, migrated where they were older.

        Raises:
            BusyError: another process held it for longer than `wait_seconds`.
            WarehouseVersionError: its tables are of a version that cannot be migrated.
        """
        deadline = time.monotonic() + self.wait_seconds
        with self.turn(purpose), self._spill_folder() as spill:
            config = DUCKDB_CONFIG | {"memory_limit": f"{self.memory_limit_mb}MB", "temp_directory": str(spill)}
            with self._open(config, deadline) as connection:
                connection.execute("SET TimeZone = 'UTC'")
                try:
                    with transaction(connection):
                        migrate(connection, __version__)
                except SchemaError as error:
                    raise WarehouseVersionError(
                        f"{self.path} cannot be used: {error}. "
                        "Build it anew from the raw pages with: python -m etl_project rebuild"
                    ) from None
                yield connection

    def set_aside(self, suffix: str) -> Path | None:
        """Rename the file, so that the next connection begins an empty one; its new path, None where there is none.

        Raises:
            BusyError: as in `connect`.
        """
        with self.turn("another command"):
            if not self.path.exists():
                return None
            aside = self.path.with_name(f"{self.path.name}.{suffix}")
            with suppress(duckdb.Error), duckdb.connect(str(self.path), config=DUCKDB_CONFIG) as connection:
                connection.execute("CHECKPOINT")  # then there is but one file to rename
            # Of a file that cannot be opened the log first: left beside a new file, it would be replayed into that.
            log = self.path.with_name(f"{self.path.name}.wal")
            if log.exists():
                log.rename(aside.with_name(f"{aside.name}.wal"))
            return self.path.rename(aside)

    @contextmanager
    def _spill_folder(self) -> Iterator[Path]:
        """Folder for temporary files, emptied of what a killed process left in it."""
        folder = self.path.with_suffix(".spill")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _open(self, config: Config, deadline: float) -> duckdb.DuckDBPyConnection:
        """Open the file, as soon as no other program has it open.

        Raises:
            BusyError: one still has it at the `deadline`.
        """
        has_told = False
        while True:
            try:
                return duckdb.connect(str(self.path), config=config)
            except duckdb.IOException as error:
                if "Could not set lock" not in str(error):
                    raise
                found = re.search(r"held in (.+?\(PID \d+\))", str(error))
                holder = found[1] if found else "another program"
                if time.monotonic() > deadline:
                    raise BusyError(
                        f"{self.path.name} is held open by {holder}: close it there. "
                        "The file to query is published/current/marts.duckdb, which can be open at any time."
                    ) from None
                if not has_told:
                    logger.warning("Waiting for %s, which is held open by %s.", self.path.name, holder)
                    has_told = True
            time.sleep(_POLL_SECONDS)


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
def handed_over(connection: duckdb.DuckDBPyConnection, frame: pl.DataFrame) -> Iterator[str]:
    """Path of a Parquet file with the frame's rows, for as long as the context lasts.

    At a million rows this takes half the time and memory of letting DuckDB scan the frame. The file lies where the
    connection spills, which the next process clears should this one be killed.
    """
    ((spill,),) = connection.execute("SELECT current_setting('temp_directory')").fetchall()
    with tempfile.TemporaryDirectory(dir=spill) as folder:
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
    with handed_over(connection, frame.select(table.content_columns)) as path:
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
    # The table is read once, and its rows are then known by their place: it may hold years, and the scope a night.
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE scoped AS SELECT rowid AS place, {columns} FROM {name} WHERE {scope}"
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE stale AS
        SELECT {columns} FROM temp.scoped EXCEPT ALL SELECT {columns} FROM {incoming}
        """
    )
    # Also rows that are not stale where a key is there twice, or is missing.
    without_key = " OR ".join(f"{quote(column)} IS NULL" for column in table.key)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE gone AS
        SELECT place FROM temp.scoped WHERE ({key}) IN (SELECT {key} FROM temp.stale) OR {without_key}
        """
    )
    gone = _count(connection, "temp.gone")
    if gone:
        connection.execute(f"DELETE FROM {name} WHERE rowid IN (SELECT place FROM temp.gone)")
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE fresh AS
        SELECT {columns} FROM {incoming}
        EXCEPT ALL SELECT {columns} FROM temp.scoped ANTI JOIN temp.gone USING (place)
        """
    )
    connection.execute(
        f"INSERT INTO {name} BY NAME SELECT {columns}, $run_id AS run_id FROM temp.fresh ORDER BY {key}",
        {"run_id": run_id},
    )
    written = _count(connection, "temp.fresh")
    return Change(
        rows=_count(connection, "temp.scoped") - gone + written,
        written=written,
        removed=_count(connection, "temp.stale"),
    )


def _count(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    ((count,),) = connection.execute(f"SELECT count(*) FROM {source}").fetchall()
    return int(count)
