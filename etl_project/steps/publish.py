"""Publish: copy what passed its audit into a fresh file, audit that file while it is closed to writers, swap the link.

Whether something is published is decided here, from the schema `audit` and the data themselves, and so in the same
way however the step was launched.
"""

from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime
from pathlib import Path

import duckdb

from etl_project.checks import Outcome, evaluate
from etl_project.publication import Publication, PublicationFolder
from etl_project.steps.audit import admitted_days, broken_expectations, end_step, record_checks, withheld_days
from etl_project.steps.marts import marts_are_stale
from etl_project.tables import PUBLISHED_TABLES, Table
from etl_project.tables.ddl import create_statements, literal, quote
from etl_project.tables.expectations import implied_expectations, row_expectations, stated_expectations
from etl_project.tables.views import VIEWS
from etl_project.warehouse import DUCKDB_CONFIG, transaction

STORAGE_VERSION = "v1.5.0"
"""Format of the published file: the oldest DuckDB that the clients people have can read."""


@dataclass(frozen=True)
class Published:
    """A publication that was made."""

    publication: Publication
    rows: dict[str, int]
    """By table name."""
    withheld: dict[date, str]
    """Days that are not in it, with the expectations that they failed."""


class RefusedError(Exception):
    """The audit forbids publication; the message says why and what to do. What was published stays."""


def publish(
    connection: duckdb.DuckDBPyConnection,
    folder: PublicationFolder,
    *,
    load_dates: Sequence[date],
    arrived: Collection[date],
    run_id: str,
    now: datetime,
) -> Published:
    """Publish everything that passed its audit.

    Args:
        load_dates: the days that this run is about; where none of them may be published, nothing is.
        arrived: the days that there are raw pages of.

    Raises:
        RefusedError: nothing new may be published, or what would be does not hold together.
    """
    withheld = withheld_days(connection)
    admitted = admitted_days(connection)
    asked = {day: withheld[day] for day in load_dates if day in withheld}
    if not admitted or (asked and not set(load_dates) & set(admitted)):
        reasons = "; ".join(f"{day}: {reason}" for day, reason in asked.items()) or "no day has been loaded"
        raise RefusedError(f"Nothing is published. Withheld: {reasons}. The published file is as it was.")

    if missing := _vanished_days(connection, folder, arrived):
        raise RefusedError(
            f"Nothing is published: {', '.join(map(str, missing))} would vanish from what is published, for the warehouse does "
            "not know them, as after a rebuild that broke off: load them, too. The published file is as it was."
        )
    if broken := broken_expectations(connection, "core", "marts"):
        raise _refusal(broken)
    if marts_are_stale(connection):
        raise RefusedError(
            "Nothing is published: core has changed since the marts were built. Materialize the marts, then publish again. "
            "The published file is as it was."
        )

    with folder.locked(f"the publication of run {run_id[:8]}"):
        history = folder.history()
        entry = Publication(
            publication_no=len(history) + 1,
            published_at=now,
            action="publish",
            build_id=f"{now:%Y%m%dT%H%M%SZ}-{run_id[:8]}",
            previous_build_id=folder.current_build_id,
            run_id=run_id,
            load_dates=tuple(admitted),
        )
        outcomes: list[Outcome] = []
        try:
            with folder.new_build(entry) as file:
                rows = _build(connection, file, [*history, entry])
                outcomes = _audit(file)
                if broken := [f"{o.table}: {o.expectation} ({o.observed})" for o in outcomes if o.withholds]:
                    raise _refusal(broken)
            folder.publish(entry)
        finally:
            with transaction(connection):
                record_checks(connection, outcomes, run_id, now)
        with transaction(connection):
            _write_publications(connection, folder.history())
            _mark_published(connection, entry)
    return Published(entry, rows, withheld)


def _vanished_days(
    connection: duckdb.DuckDBPyConnection, folder: PublicationFolder, arrived: Collection[date]
) -> list[date]:
    """Days of the latest publication that were never loaded into this warehouse, though there are raw pages of them."""
    published = [entry.load_dates for entry in folder.history() if entry.action == "publish"][-1:]
    loaded = {day for (day,) in connection.execute("SELECT DISTINCT load_date FROM raw.inputs").fetchall()}
    return sorted({day for days in published for day in days} & set(arrived) - loaded)


def _refusal(broken: list[str]) -> RefusedError:
    return RefusedError(
        f"Nothing is published: the tables do not hold together. {'; '.join(broken)}. "
        "Materialize core and the marts, then publish again. The published file is as it was."
    )


def _build(connection: duckdb.DuckDBPyConnection, file: Path, history: list[Publication]) -> dict[str, int]:
    """Copy what may be published into the new file `file`; rows by table name."""
    (warehouse,) = connection.execute("SELECT current_database()").fetchall()[0]
    connection.execute(f"ATTACH {literal(str(file))} AS build (STORAGE_VERSION {literal(STORAGE_VERSION)})")
    try:
        connection.execute("USE build")
        for statement in create_statements(map(as_published, PUBLISHED_TABLES)) + VIEWS:
            connection.execute(statement)
        for table in PUBLISHED_TABLES:
            connection.execute(
                f"INSERT INTO {quote(as_published(table).name)} SELECT * FROM {quote(warehouse)}.{quote(table.name)} "
                f"WHERE {_publishable(table, quote(warehouse))} ORDER BY {', '.join(map(quote, table.key))}"
            )
        _write_publications(connection, history)
        _mark_published(connection, history[-1])
        rows = {
            table.name: int(
                connection.execute(f"SELECT count(*) FROM {quote(as_published(table).name)}").fetchall()[0][0]
            )
            for table in PUBLISHED_TABLES
        }
        connection.execute("CHECKPOINT build")
    finally:
        connection.execute(f"USE {quote(warehouse)}")
        connection.execute("DETACH build")
    return rows


def as_published(table: Table) -> Table:
    """The table as it is declared in the published file, where the marts lie in the schema `main`.

    DuckDB names the catalogue after the file: `marts`. With a schema of the same name in it, ``marts.publisher_day``
    would be ambiguous and refused; without one, it is that table, and so is ``publisher_day`` alone.
    """
    return replace(table, name=f"main.{table.table_name}") if table.schema_name == "marts" else table


def _publishable(table: Table, warehouse: str) -> str:
    """Which rows may leave the warehouse: of what was parsed from pages, only that of days which passed their audit.

    What arrived (raw.captures) and the evidence (audit) are published whole: they tell what is missing and why.
    """
    return _is_admitted(table, f"{warehouse}.") if table.schema_name == "staging" else "true"


def _is_admitted(table: Table, catalogue: str = "") -> str:
    """Condition on the rows of a table: of what is loaded by day, those of days which passed their audit."""
    admitted = f"load_date IN (SELECT load_date FROM {catalogue}audit.admitted_days)"
    return admitted if table.is_loaded_by_day else "true"


def _audit(file: Path) -> list[Outcome]:
    """Outcomes of the expectations on the closed file, as a reader will open it.

    Rows of a withheld day are in it as evidence, as they are: the verdict on them is in audit.checks, and they keep no
    other day from being published.
    """
    with duckdb.connect(str(file), read_only=True, config=DUCKDB_CONFIG) as build:
        build.execute("SET TimeZone = 'UTC'")
        outcomes = []
        for table in PUBLISHED_TABLES:
            stated = [] if table.is_loaded_by_day else stated_expectations(table)
            expectations = row_expectations(table) + implied_expectations(table) + stated
            rows = f"(SELECT * FROM {quote(table.name)} WHERE {_is_admitted(table)})"
            outcomes += evaluate(build, table, expectations, rows)
    return [replace(outcome, table=f"published:{outcome.table}") for outcome in outcomes]


def _write_publications(connection: duckdb.DuckDBPyConnection, history: list[Publication]) -> None:
    """Make audit.publications hold the history, and audit.runs agree with it."""
    connection.execute("DELETE FROM audit.publications")
    connection.executemany(
        "INSERT INTO audit.publications VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [(*astuple(entry)[:-1], list(entry.load_dates)) for entry in history],
    )
    # A run that was killed right after the swap could not say so itself.
    connection.execute(
        """
        UPDATE audit.runs SET status = 'published', publication = made.build_id
        FROM audit.publications AS made
        WHERE made.action = 'publish' AND made.run_id = runs.run_id AND runs.publication IS NULL
        """
    )


def _mark_published(connection: duckdb.DuckDBPyConnection, entry: Publication) -> None:
    counts = {"days": len(entry.load_dates)}
    assert entry.run_id is not None
    end_step(connection, entry.run_id, "publication", counts, "published", entry.published_at, entry.build_id)
