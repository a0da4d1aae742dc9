"""Report: read the published file as any analyst does, and put the page on it beside it."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl_project.publication import MARTS_FILE, PublicationError, PublicationFolder
from etl_project.reports import Report, make_report
from etl_project.warehouse import DUCKDB_CONFIG


@dataclass(frozen=True)
class Written:
    """A report that was made."""

    build_id: str
    path: Path
    report: Report


def write_report(folder: PublicationFolder) -> Written:
    """Make the report on the current publication, in place of an earlier one of it.

    Raises:
        PublicationError: nothing is published.
        BusyError: another publication or rollback was at work for longer than `folder.wait_seconds`.
    """
    with folder.locked("a report"):
        build_id = folder.current_build_id
        if build_id is None:
            raise PublicationError("Nothing is published yet: load some pages first.")
        with duckdb.connect(
            str(folder.build_folder(build_id) / MARTS_FILE), read_only=True, config=DUCKDB_CONFIG
        ) as marts:
            marts.execute("SET TimeZone = 'UTC'")
            report = make_report(marts)
        return Written(build_id, folder.add_report(build_id, report.html), report)
