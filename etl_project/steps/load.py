"""Load one day: its pages → raw.captures, staging.appearances, staging.normalised, staging.body_lines and audit.quarantine.

The day's rows, the verdict on them and what was held back are one transaction. So a day is at every moment either as
its last load left it or as this one does, and its audit is always that of the rows that are there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl_project.checks import Outcome, evaluate
from etl_project.execution import Executor
from etl_project.extraction import Extract, extract_all
from etl_project.readers import Limits, list_inputs
from etl_project.registry import Registry
from etl_project.steps.audit import record_checks
from etl_project.tables import Table, audit, raw, staging
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.tables.frames import frame_schema
from etl_project.transforms.captures import settle
from etl_project.transforms.furniture import body_lines
from etl_project.transforms.normalise import normalise
from etl_project.warehouse import Change, replace, stage, transaction

TABLES: tuple[Table, ...] = (raw.CAPTURES, staging.APPEARANCES, staging.NORMALISED, staging.BODY_LINES)
"""The tables that a load of a day replaces, in the order of the flow."""


class RawPagesMissingError(Exception):
    """Raw pages that have to be there are not; the message says which, and what to do."""


@dataclass(frozen=True)
class Loaded:
    """What a load of a day brought."""

    day: date
    changes: dict[str, Change]
    """By table name."""
    outcomes: list[Outcome]
    held: int
    """Pages and articles held back."""

    @property
    def summary(self) -> str:
        """One line for the log."""
        rows = {name: change.rows for name, change in self.changes.items()}
        withheld = [outcome.expectation for outcome in self.outcomes if outcome.withholds]
        return (
            f"{self.day}: {rows[raw.CAPTURES.name]} pages, {rows[staging.NORMALISED.name]} articles on them, "
            f"{self.held} held back" + (f"; the day is withheld: {', '.join(withheld)}" if withheld else "")
        )


def load_day(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    *,
    raw_root: Path,
    registry: Registry,
    executor: Executor,
    limits: Limits,
    run_id: str,
    now: datetime,
) -> Loaded | None:
    """Make the tables hold what `raw_root` holds for `day`; None where nothing has arrived.

    Raises:
        RawPagesMissingError: the folder of raw pages, or all pages of a day that was loaded before, are gone. They are
            immutable, so that is taken for a mistake, and nothing is changed.
    """
    if not raw_root.is_dir():
        raise RawPagesMissingError(f"There is no folder {raw_root}: point ETL_RAW_ROOT to the raw pages.")
    inputs = list_inputs(raw_root, day)
    if not inputs:
        (known,) = connection.execute("SELECT count(*) FROM raw.captures WHERE load_date = $1", [day]).fetchall()[0]
        if known:
            raise RawPagesMissingError(
                f"{raw_root / day.isoformat()} is empty or gone, yet {known} pages were loaded from it before: put them back. "
                "To forget a day for good, remove the warehouse file and load the others again."
            )
        return None

    captures, appearances, held = _frames(
        extract_all(inputs, executor, raw_root=raw_root, limits=limits, publisher_labels=registry.labels)
    )
    captures, appearances = settle(captures, appearances)
    normalised = normalise(appearances, captures, registry)

    with transaction(connection):
        incoming = {
            table.name: stage(connection, frame, table)
            for table, frame in zip(TABLES, (captures, appearances, normalised, body_lines(normalised)), strict=True)
        }
        _stage_quarantine(connection, held, incoming)
        outcomes = [outcome for table in TABLES for outcome in _divert(connection, table, incoming[table.name], day)]
        changes = {
            table.name: replace(
                connection, table, incoming[table.name], run_id, f"load_date = DATE '{day.isoformat()}'"
            )
            for table in TABLES
        }
        held_count = _settle_quarantine(connection, day, run_id)
        for table in TABLES:
            relation = f"(SELECT * FROM {quote(table.name)} WHERE load_date = DATE '{day.isoformat()}')"
            outcomes += evaluate(connection, table, table_expectations(table), relation, day)
        record_checks(connection, outcomes, run_id, now)
    return Loaded(day, changes, outcomes, held_count)


def _frames(extracts: Iterator[Extract]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The rows of all pages as frames of captures, appearances and what is held back, in whatever order they came."""
    captures: list[dict[str, Any]] = []
    appearances: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    for found in extracts:
        captures += found.captures
        appearances += found.appearances
        held += found.quarantine
    return (
        pl.DataFrame(captures, schema=frame_schema(raw.CAPTURES)),
        pl.DataFrame(appearances, schema=frame_schema(staging.APPEARANCES)),
        pl.DataFrame(held, schema=_QUARANTINE_SCHEMA),
    )


_SET_BY_WRITER = {"attempts", "status", "released_by"}
_QUARANTINE_SCHEMA = {name: kind for name, kind in frame_schema(audit.QUARANTINE).items() if name not in _SET_BY_WRITER}


def _stage_quarantine(connection: duckdb.DuckDBPyConnection, held: pl.DataFrame, incoming: dict[str, str]) -> None:
    """Stage what reading and parsing held back, and where each article lies, should it be held back too."""
    stage(
        connection,
        held.with_columns(attempts=pl.lit(1, pl.Int32), status=pl.lit("held"), released_by=pl.lit(None, pl.String)),
        audit.QUARANTINE,
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE pointers AS
        SELECT appearance_key, capture_key, input_uri, byte_offset, byte_length, char_start, char_end,
               captures.load_date, captures.parser_version
        FROM {incoming[staging.APPEARANCES.name]} JOIN {incoming[raw.CAPTURES.name]} AS captures USING (capture_key)
        """
    )


def _divert(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, day: date) -> list[Outcome]:
    """Evaluate the row-level expectations on the relation `rows`; move those that break one to the quarantine.

    An article that was held back as it stands on the page is not looked at again in its normalised form.
    """
    if table.divert_stage:
        connection.execute(
            f"DELETE FROM {rows} WHERE appearance_key IN (SELECT payload_key FROM temp.incoming_quarantine)"
        )
    expectations = row_expectations(table)
    outcomes = evaluate(connection, table, expectations, rows, day)
    for expectation, outcome in zip(expectations, outcomes, strict=True):
        if outcome.success or not table.divert_stage:
            continue
        connection.execute(
            f"""
            INSERT INTO temp.incoming_quarantine BY NAME
            WITH batch AS (SELECT * FROM {rows})
            SELECT md5(concat_ws(chr(31), $stage, appearance_key, $code)) AS quarantine_key, 'appearance' AS grain,
                   appearance_key AS payload_key, capture_key, $stage AS stage, $code AS reason_code, $reason AS reason,
                   input_uri, byte_offset, byte_length, char_start, char_end, 1 AS attempts, 'held' AS status,
                   load_date, parser_version
            FROM temp.pointers WHERE appearance_key IN (SELECT appearance_key FROM ({expectation.unexpected}))
            """,
            {"stage": table.divert_stage, "code": expectation.name, "reason": expectation.description},
        )
    if table.divert_stage:
        connection.execute(
            f"DELETE FROM {rows} WHERE appearance_key IN (SELECT payload_key FROM temp.incoming_quarantine)"
        )
    return outcomes


def _settle_quarantine(connection: duckdb.DuckDBPyConnection, day: date, run_id: str) -> int:
    """Make audit.quarantine agree with what this load held back; the number of pages and articles held for the day.

    What is no longer held back is released, with the run that did it; what still is counts another attempt when a
    new version of the parsing code has tried it.
    """
    names = ", ".join(name for name in audit.QUARANTINE.column_names if name != "run_id")
    parameters = {"day": day, "run_id": run_id}
    connection.execute(
        """
        UPDATE audit.quarantine SET status = 'released', released_by = $run_id, run_id = $run_id
        WHERE load_date = $day AND status = 'held'
          AND quarantine_key NOT IN (SELECT quarantine_key FROM temp.incoming_quarantine)
        """,
        parameters,
    )
    connection.execute(
        """
        UPDATE audit.quarantine AS old
        SET status = 'held', released_by = NULL, run_id = $run_id, parser_version = new.parser_version,
            reason = new.reason, byte_length = new.byte_length, char_start = new.char_start, char_end = new.char_end,
            attempts = old.attempts + CAST(old.parser_version <> new.parser_version AS INTEGER)
        FROM temp.incoming_quarantine AS new
        WHERE old.quarantine_key = new.quarantine_key
          AND (old.status, old.parser_version, old.reason, old.byte_length, old.char_start, old.char_end)
              IS DISTINCT FROM ('held', new.parser_version, new.reason, new.byte_length, new.char_start, new.char_end)
        """,
        {"run_id": run_id},
    )
    connection.execute(
        f"""
        INSERT INTO audit.quarantine BY NAME
        SELECT {names}, $run_id AS run_id FROM temp.incoming_quarantine
        WHERE quarantine_key NOT IN (SELECT quarantine_key FROM audit.quarantine)
        ORDER BY quarantine_key
        """,
        {"run_id": run_id},
    )
    row = connection.execute(
        "SELECT count(DISTINCT payload_key) FROM audit.quarantine WHERE load_date = $1 AND status = 'held'", [day]
    ).fetchone()
    assert row is not None
    return int(row[0])
