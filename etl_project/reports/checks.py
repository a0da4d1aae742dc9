"""The page people read to see what was checked: one a run, made from `audit`."""

from pathlib import Path

import duckdb
import polars as pl

from etl_project.reports.page import template


def write_check_page(connection: duckdb.DuckDBPyConnection, run_id: str, folder: Path) -> Path:
    """Write the check page of a run, as far as the run has come, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob("*.new"):  # of a process that was killed: only who holds the warehouse writes here
        leftover.unlink()
    page = folder / f"{run_id}.html"
    new = page.with_suffix(".new")
    new.write_text(check_page(connection, run_id), encoding="utf-8")
    new.replace(page)
    return page


def check_page(connection: duckdb.DuckDBPyConnection, run_id: str) -> str:
    """HTML of what a run read, wrote, checked and held back."""
    (run,) = _rows(
        connection,
        """
        SELECT run_id, code_version, list_min(load_dates) AS first_day, list_max(load_dates) AS last_day, status,
               publication, started_at::VARCHAR AS started_at, counts::VARCHAR AS counts
        FROM audit.runs WHERE run_id = $run_id
        """,
        run_id,
    )
    checks = _rows(
        connection,
        """
        SELECT table_name, expectation, description, severity, success, load_date, observed, threshold, sample_keys
        FROM audit.checks WHERE run_id = $run_id
        ORDER BY success, severity, table_name, expectation, load_date
        """,
        run_id,
    )
    held = _rows(
        connection,
        """
        SELECT reason_code, reason, input_uri, byte_offset, byte_length, load_date, attempts
        FROM audit.quarantine
        WHERE status = 'held' AND load_date IN (SELECT unnest(load_dates) FROM audit.runs WHERE run_id = $run_id)
        ORDER BY ALL
        """,
        run_id,
    )
    return template("checks.html.jinja").render(run=run, checks=checks, held=held)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, run_id: str) -> list[dict[str, object]]:
    frame: pl.DataFrame = connection.sql(query, params={"run_id": run_id}).pl()
    return frame.to_dicts()
