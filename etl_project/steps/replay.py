"""Try again what is held back, and nothing else of its day: after a layout, a registry entry or a limit was changed.

The other pages of the day keep the rows that they have; what is decided over a whole day (repeated pages, the order of day
and month on a site) is decided anew over all of them, in the same transaction as a load of the day would.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import duckdb
import polars as pl

from etl_project.execution import Executor
from etl_project.extraction import extract_all
from etl_project.readers import Limits
from etl_project.registry import Registry
from etl_project.steps.load import (
    QUARANTINE_SCHEMA,
    Findings,
    Loaded,
    RawPagesMissingError,
    arrived_inputs,
    count_pages,
    write_day,
)
from etl_project.storage import Root
from etl_project.tables import Table, audit, raw, staging
from etl_project.tables.ddl import quote


class ReplayError(Exception):
    """What is held back cannot be tried again by itself; nothing was changed. The message says what to do instead."""


@dataclass(frozen=True)
class Selection:
    """Which of the things that are held back are meant; all of them where nothing is named."""

    reason_codes: tuple[str, ...] = ()
    quarantine_keys: tuple[str, ...] = ()
    max_attempts: int = 10
    """What was tried as often is left alone, so that nothing is tried forever."""


def replay_day(
    connection: duckdb.DuckDBPyConnection,
    day: date,
    selection: Selection,
    *,
    raw_root: Root,
    registry: Registry,
    executor: Executor,
    limits: Limits,
    run_id: str,
    now: datetime,
) -> Loaded | None:
    """Try again what is selected of a day; None where that is nothing.

    Raises:
        RawPagesMissingError: a file of the day is gone.
        ReplayError: a file could not be read again as far as it was before.
    """
    chosen = held_items(connection, selection, day, day).filter("NOT is_exhausted")
    keys = [key for (key,) in chosen.project("quarantine_key").fetchall()]
    if not keys:
        return None
    loaded = connection.execute("SELECT input_uri FROM raw.inputs WHERE load_date = $1 ORDER BY 1", [day]).fetchall()
    inputs = [uri for (uri,) in loaded]  # what has arrived since waits for the next load
    if gone := sorted(set(inputs) - set(arrived_inputs(connection, raw_root, day))):
        raise RawPagesMissingError(f"{gone[0]} is gone from {raw_root}: put it back, or load {day} anew without it.")
    _choose_pages(connection, day, keys)
    again = connection.execute("SELECT DISTINCT input_uri FROM temp.again ORDER BY input_uri").fetchall()
    uris = [uri for (uri,) in again]
    known: dict[str, set[int]] = defaultdict(set)
    for uri, offset in connection.execute("SELECT input_uri, byte_offset FROM temp.kept").fetchall():
        known[uri].add(offset)
    fresh = Findings.collect(
        extract_all(
            uris,
            executor,
            raw_root=raw_root,
            limits=limits,
            publisher_labels=registry.labels,
            known={uri: frozenset(known[uri]) for uri in uris},
        )
    )
    refuse_if_broken_off(fresh.captures, known, day)
    found = _kept(connection) + fresh
    files = count_pages(inputs, found.captures, raw_root=raw_root, limits=limits)
    return write_day(connection, day, files, found, registry=registry, run_id=run_id, now=now, replayed=keys)


def refuse_if_broken_off(fresh: pl.DataFrame, known: Mapping[str, set[int]], day: date) -> None:
    """What stands for the rest of a file may not stand for pages whose rows are kept.

    Raises:
        ReplayError: it does.
    """
    for uri, offset, length in fresh.select("input_uri", "byte_offset", "byte_length").iter_rows():
        if any(kept >= offset and (length == 0 or kept < offset + length) for kept in known.get(uri, ())):
            raise ReplayError(
                f"{uri} could not be read again as far as it was before: raise ETL_PAGE_SECONDS, or load {day} anew."
            )


def held_items(
    connection: duckdb.DuckDBPyConnection, selection: Selection, first: date | None = None, last: date | None = None
) -> duckdb.DuckDBPyRelation:
    """Rows of audit.quarantine that are held back and selected, with `is_exhausted`: whether they were tried too often."""
    return connection.sql(
        """
        SELECT *, attempts >= $max_attempts AS is_exhausted
        FROM audit.quarantine
        WHERE status = 'held'
          AND (len($codes) = 0 OR list_contains($codes, reason_code))
          AND (len($keys) = 0 OR list_contains($keys, quarantine_key))
          AND load_date BETWEEN coalesce($first, load_date) AND coalesce($last, load_date)
        ORDER BY load_date, input_uri, byte_offset, reason_code, quarantine_key
        """,
        params={
            "max_attempts": selection.max_attempts,
            "codes": list(selection.reason_codes),
            "keys": list(selection.quarantine_keys),
            "first": first,
            "last": last,
        },
    )


def _choose_pages(connection: duckdb.DuckDBPyConnection, day: date, keys: Sequence[str]) -> None:
    """Make temp.again hold the pages to be taken apart anew, and temp.kept those whose rows stay as they are.

    Anew also go pages of which an article is held back, and repeated pages: what they hold is not in the tables.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE again AS
        SELECT capture_key, input_uri, byte_offset FROM raw.captures
        WHERE load_date = $day AND (
            status = 'duplicate'
            OR capture_key IN (
                SELECT capture_key FROM audit.quarantine
                WHERE status = 'held' AND (grain = 'appearance' OR list_contains($keys, quarantine_key))
            )
        )
        """,
        {"day": day, "keys": list(keys)},
    )
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE kept AS
        SELECT capture_key, input_uri, byte_offset FROM raw.captures
        WHERE load_date = $day AND capture_key NOT IN (SELECT capture_key FROM temp.again)
        """,
        {"day": day},
    )


def _kept(connection: duckdb.DuckDBPyConnection) -> Findings:
    """The rows of the pages in temp.kept."""

    def rows(table: Table, columns: Sequence[str], condition: str = "true") -> duckdb.DuckDBPyRelation:
        return connection.sql(
            f"SELECT {', '.join(map(quote, columns))} FROM {quote(table.name)} SEMI JOIN temp.kept USING (capture_key) "
            f"WHERE {condition}"
        )

    return Findings(
        rows(raw.CAPTURES, raw.CAPTURES.content_columns).pl(),
        rows(staging.APPEARANCES, staging.APPEARANCES.content_columns).pl(),
        rows(audit.QUARANTINE, list(QUARANTINE_SCHEMA), "status = 'held'").pl(),
    )
