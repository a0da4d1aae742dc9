"""Load one day: its pages → raw.inputs, raw.captures, staging.appearances, staging.normalised, staging.body_lines and audit.quarantine.

The day's rows, the verdict on them and what was held back are one transaction. So a day is at every moment either as
its last load left it or as this one does, and its audit is always that of the rows that are there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

import duckdb
import polars as pl

from etl_project.checks import Outcome, evaluate
from etl_project.execution import Executor
from etl_project.extraction import Extract, extract_all
from etl_project.readers import Limits, list_inputs, stretches_left_out
from etl_project.registry import Registry
from etl_project.steps.audit import record_checks
from etl_project.storage import Remote, Root
from etl_project.tables import Table, audit, raw, staging
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.tables.frames import frame_schema
from etl_project.transforms.captures import settle
from etl_project.transforms.furniture import body_lines
from etl_project.transforms.normalise import normalise
from etl_project.warehouse import Change, replace, stage, transaction

TABLES: tuple[Table, ...] = (raw.INPUTS, raw.CAPTURES, staging.APPEARANCES, staging.NORMALISED, staging.BODY_LINES)
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
    raw_root: Root,
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
    inputs = arrived_inputs(connection, raw_root, day)
    if not inputs:
        return None
    found = Findings.collect(
        extract_all(inputs, executor, raw_root=raw_root, limits=limits, publisher_labels=registry.labels)
    )
    files = count_pages(inputs, found.captures, raw_root=raw_root, limits=limits)
    return write_day(connection, day, files, found, registry=registry, run_id=run_id, now=now)


def arrived_inputs(connection: duckdb.DuckDBPyConnection, raw_root: Root, day: date) -> list[str]:
    """The files of a day; none where nothing has ever arrived.

    Raises:
        RawPagesMissingError: as in `load_day`.
    """
    if not isinstance(raw_root, Remote) and not raw_root.is_dir():
        raise RawPagesMissingError(f"There is no folder {raw_root}: point ETL_RAW_ROOT to the raw pages.")
    inputs = list_inputs(raw_root, day)
    (known,) = connection.execute("SELECT count(*) FROM raw.captures WHERE load_date = $1", [day]).fetchall()[0]
    if known and not inputs:
        raise RawPagesMissingError(
            f"{raw_root}/{day} is empty or gone, yet {known} pages were loaded from it before: put them back. "
            "To forget a day for good, build the warehouse anew from the others: python -m etl_project rebuild"
        )
    return inputs


@dataclass(frozen=True)
class Findings:
    """What is known of a day's pages before it is normalised and checked: frames of rows, in any order."""

    captures: pl.DataFrame
    """raw.captures, without run_id."""
    appearances: pl.DataFrame
    """staging.appearances, without run_id."""
    held: pl.DataFrame
    """audit.quarantine, without the columns that the writer sets."""

    @classmethod
    def collect(cls, extracts: Iterable[Extract]) -> Self:
        """The rows of all pages."""
        captures: list[dict[str, Any]] = []
        appearances: list[dict[str, Any]] = []
        held: list[dict[str, Any]] = []
        for found in extracts:
            captures += found.captures
            appearances += found.appearances
            held += found.quarantine
        return cls(
            pl.DataFrame(captures, schema=frame_schema(raw.CAPTURES)),
            pl.DataFrame(appearances, schema=frame_schema(staging.APPEARANCES)),
            pl.DataFrame(held, schema=QUARANTINE_SCHEMA),
        )

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            pl.concat([self.captures, other.captures]),
            pl.concat([self.appearances, other.appearances]),
            pl.concat([self.held, other.held]),
        )


def count_pages(inputs: list[str], captures: pl.DataFrame, *, raw_root: Root, limits: Limits) -> pl.DataFrame:
    """input_uri and page_count of raw.inputs: the pages that there should be, also where they got lost on the way.

    Args:
        captures: all pages that were read from them.
    """
    spans: dict[str, list[tuple[int, int]]] = {uri: [] for uri in inputs}
    for uri, offset, length in captures.select("input_uri", "byte_offset", "byte_length").iter_rows():
        if uri in spans:
            spans[uri].append((offset, length))
    counts = [len(pages) + stretches_left_out(raw_root, uri, pages, limits) for uri, pages in spans.items()]
    return pl.DataFrame(
        {"input_uri": list(spans), "page_count": counts}, schema={"input_uri": pl.String, "page_count": pl.Int32}
    )


def write_day(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    files: pl.DataFrame,
    found: Findings,
    *,
    registry: Registry,
    run_id: str,
    now: datetime,
    replayed: Sequence[str] = (),
) -> Loaded:
    """Normalise and check what was found on a day's pages, and make the tables hold it, in one transaction.

    Args:
        files: those of the day, from `count_pages`.
        replayed: quarantine keys of what was tried again on demand.
    """
    captures, appearances = settle(found.captures, found.appearances)
    normalised = normalise(appearances, captures, registry)

    with transaction(connection):
        frames = (files.with_columns(load_date=pl.lit(day)), captures, appearances, normalised, body_lines(normalised))
        incoming = {table.name: stage(connection, frame, table) for table, frame in zip(TABLES, frames, strict=True)}
        _stage_quarantine(connection, found.held, incoming)
        outcomes = [outcome for table in TABLES for outcome in _divert(connection, table, incoming[table.name], day)]
        _take_out(connection, incoming[staging.NORMALISED.name])  # also what was diverted for one of its lines
        changes = {
            table.name: replace(
                connection, table, incoming[table.name], run_id, f"load_date = DATE '{day.isoformat()}'"
            )
            for table in TABLES
        }
        held_count = _settle_quarantine(connection, day, run_id, replayed)
        for table in TABLES:
            relation = f"(SELECT * FROM {quote(table.name)} WHERE load_date = DATE '{day.isoformat()}')"
            outcomes += evaluate(connection, table, table_expectations(table), relation, day)
        record_checks(connection, outcomes, run_id, now)
    return Loaded(day, changes, outcomes, held_count)


_SET_BY_WRITER = {"attempts", "status", "released_by"}
QUARANTINE_SCHEMA = {name: kind for name, kind in frame_schema(audit.QUARANTINE).items() if name not in _SET_BY_WRITER}


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
        _take_out(connection, rows)
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
        _take_out(connection, rows)
    return outcomes


def _take_out(connection: duckdb.DuckDBPyConnection, rows: str) -> None:
    """Take the articles that are held back out of the relation `rows`."""
    connection.execute(f"DELETE FROM {rows} WHERE appearance_key IN (SELECT payload_key FROM temp.incoming_quarantine)")


def _settle_quarantine(connection: duckdb.DuckDBPyConnection, day: date, run_id: str, replayed: Sequence[str]) -> int:
    """Make audit.quarantine agree with what this load held back; the number of pages and articles held for the day.

    What is no longer held back is released, with the run that did it; superseded where it is held back for another reason
    now; gone where its page is no longer there. An attempt is counted where a new version of the parsing code, or a
    replay, has tried it, and what is held back for another reason goes on counting.
    """
    names = ", ".join(name for name in audit.QUARANTINE.column_names if name not in ("run_id", "attempts"))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE tried AS SELECT unnest($1::VARCHAR[]) AS quarantine_key", [replayed]
    )
    connection.execute(
        """
        UPDATE audit.quarantine AS old
        SET run_id = $run_id, status = now.status, attempts = attempts + CAST(now.status <> 'gone' AS INTEGER),
            released_by = if(now.status = 'released', $run_id, NULL)
        FROM (
            SELECT quarantine_key, CASE
                WHEN capture_key NOT IN (SELECT capture_key FROM raw.captures WHERE load_date = $day) THEN 'gone'
                WHEN payload_key IN (SELECT payload_key FROM temp.incoming_quarantine)
                  OR capture_key IN (SELECT payload_key FROM temp.incoming_quarantine) THEN 'superseded'
                ELSE 'released' END AS status
            FROM audit.quarantine
            WHERE load_date = $day AND status = 'held'
              AND quarantine_key NOT IN (SELECT quarantine_key FROM temp.incoming_quarantine)
        ) AS now
        WHERE old.quarantine_key = now.quarantine_key
        """,
        {"day": day, "run_id": run_id},
    )
    connection.execute(
        """
        UPDATE audit.quarantine AS old
        SET status = 'held', released_by = NULL, run_id = $run_id, parser_version = new.parser_version,
            reason = new.reason, byte_length = new.byte_length, char_start = new.char_start, char_end = new.char_end,
            attempts = old.attempts + CAST(
                old.parser_version <> new.parser_version OR old.quarantine_key IN (FROM temp.tried) AS INTEGER
            )
        FROM temp.incoming_quarantine AS new
        WHERE old.quarantine_key = new.quarantine_key
          AND ((old.status, old.parser_version, old.reason, old.byte_length, old.char_start, old.char_end)
               IS DISTINCT FROM ('held', new.parser_version, new.reason, new.byte_length, new.char_start, new.char_end)
               OR old.quarantine_key IN (FROM temp.tried))
        """,
        {"run_id": run_id},
    )
    connection.execute(
        f"""
        INSERT INTO audit.quarantine BY NAME
        WITH before AS (
            SELECT capture_key, max(attempts) AS attempts FROM audit.quarantine
            WHERE status IN ('released', 'superseded') AND run_id = $run_id GROUP BY capture_key
        )
        SELECT {names}, coalesce(before.attempts, incoming.attempts) AS attempts, $run_id AS run_id
        FROM temp.incoming_quarantine AS incoming LEFT JOIN before USING (capture_key)
        WHERE quarantine_key NOT IN (SELECT quarantine_key FROM audit.quarantine)
        ORDER BY quarantine_key
        """,
        {"run_id": run_id},
    )
    ((count,),) = connection.execute(
        "SELECT count(DISTINCT payload_key) FROM audit.quarantine WHERE load_date = $1 AND status = 'held'", [day]
    ).fetchall()
    return int(count)
