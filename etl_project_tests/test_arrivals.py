"""Which days wait to be loaded."""

import os
import time
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from etl_project.arrivals import fingerprint, newest_change, spans, waiting_days
from etl_project.publication import Publication, PublicationFolder
from etl_project.readers import list_load_dates
from etl_project.tables import raw
from etl_project.tables.ddl import create_statements
from etl_project_tests.conftest import CommandLine

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))


@pytest.fixture
def raw_root(tmp_path: Path) -> Path:
    """Two days of pages, and what is no page."""
    arrive(tmp_path / "raw", "2026-11-02/harbour.html", "2026-11-02/tribune/ferry.txt", "2026-11-03/harbour.html")
    arrive(tmp_path / "raw", "2026-11-03/harbour.html.meta.json", "2026-11-03/.half-copied", "notes/harbour.html")
    (tmp_path / "raw" / "2026-11-04").mkdir()
    return tmp_path / "raw"


@pytest.fixture
def folder(tmp_path: Path) -> PublicationFolder:
    return PublicationFolder(tmp_path / "published")


def arrive(raw_root: Path, *names: str) -> None:
    for name in names:
        (raw_root / name).parent.mkdir(parents=True, exist_ok=True)
        (raw_root / name).write_text("<p>A ferry left on time.")


def publish(folder: PublicationFolder, build_id: str, *input_uris: str) -> None:
    """Publish a file that lists these pages."""
    now = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)
    with folder.locked():
        number = len(folder.history()) + 1
        entry = Publication(number, now, "publish", build_id, folder.current_build_id, "a-run", ())
        with folder.new_build(entry) as file, duckdb.connect(str(file)) as marts:
            for statement in create_statements([raw.CAPTURES]):
                marts.execute(statement)
            marts.executemany(
                """
                INSERT INTO raw.captures BY NAME
                SELECT $1 || '#' || $2 AS capture_key, $1 AS input_uri, $2 AS byte_offset, 10 AS byte_length, '' AS sha256,
                       'html' AS format, 'unknown' AS captured_at_source, 1 AS article_count, 'ok' AS status,
                       CAST(left($1, 10) AS DATE) AS load_date, 'a-run' AS run_id, '1' AS parser_version
                """,
                # Two pages of each file, as a JSONL file has them.
                [(uri, offset) for uri in input_uris for offset in (0, 10)],
            )
        folder.publish(entry)


def test_before_the_first_publication_every_day_with_files_waits(raw_root: Path, folder: PublicationFolder) -> None:
    assert waiting_days(raw_root, folder) == {
        MONDAY: ["2026-11-02/harbour.html", "2026-11-02/tribune/ferry.txt"],
        TUESDAY: ["2026-11-03/harbour.html"],
    }


def test_what_is_published_does_not_wait(raw_root: Path, folder: PublicationFolder) -> None:
    publish(folder, "one", "2026-11-02/harbour.html", "2026-11-02/tribune/ferry.txt")
    assert list(waiting_days(raw_root, folder)) == [TUESDAY]
    publish(folder, "two", "2026-11-02/harbour.html", "2026-11-02/tribune/ferry.txt", "2026-11-03/harbour.html")
    assert waiting_days(raw_root, folder) == {}


def test_a_day_waits_again_when_files_are_added_or_removed(raw_root: Path, folder: PublicationFolder) -> None:
    publish(folder, "one", "2026-11-02/harbour.html", "2026-11-02/gone.html", "2026-11-03/harbour.html")
    (raw_root / "2026-11-02" / "tribune" / "ferry.txt").unlink()
    arrive(raw_root, "2026-11-03/late.html")
    assert waiting_days(raw_root, folder) == {
        MONDAY: ["2026-11-02/harbour.html"],
        TUESDAY: ["2026-11-03/harbour.html", "2026-11-03/late.html"],
    }


def test_a_rollback_is_not_undone_by_the_next_night(raw_root: Path, folder: PublicationFolder) -> None:
    monday = ("2026-11-02/harbour.html", "2026-11-02/tribune/ferry.txt")
    publish(folder, "one", *monday)
    publish(folder, "two", *monday, "2026-11-03/harbour.html")
    with folder.locked():
        folder.roll_back(None, datetime(2026, 11, 4, 9, 0, tzinfo=UTC))
    assert folder.current_build_id == "one"
    assert waiting_days(raw_root, folder) == {}
    arrive(raw_root, "2026-11-04/harbour.html")
    assert list(waiting_days(raw_root, folder)) == [WEDNESDAY]


def test_after_a_load_nothing_of_the_samples_waits(samples_loaded: tuple[CommandLine, str]) -> None:
    line, _ = samples_loaded
    assert list_load_dates(line.raw_root)
    assert waiting_days(line.raw_root, PublicationFolder(line.data_root / "published")) == {}


def test_no_raw_folder_is_no_arrival(tmp_path: Path, folder: PublicationFolder) -> None:
    assert waiting_days(tmp_path / "nowhere", folder) == {}


def test_spans_join_consecutive_days_in_any_order() -> None:
    assert spans([]) == []
    assert spans([WEDNESDAY]) == [(WEDNESDAY, WEDNESDAY)]
    assert spans([FRIDAY, TUESDAY, MONDAY]) == [(MONDAY, TUESDAY), (FRIDAY, FRIDAY)]
    assert spans([date(2026, 12, 1), date(2026, 11, 30)]) == [(date(2026, 11, 30), date(2026, 12, 1))]


def test_newest_change_is_that_of_the_files_that_are_there(raw_root: Path) -> None:
    assert newest_change(raw_root, []) == 0
    assert newest_change(raw_root, ["2026-11-02/gone.html"]) == 0
    found = newest_change(raw_root, ["2026-11-02/harbour.html", "2026-11-02/gone.html", "2026-11-02/caf\\xe9.html"])
    assert found == (raw_root / "2026-11-02" / "harbour.html").stat().st_ctime


@pytest.mark.parametrize("modified", [0, 4_000_000_000], ids=["long ago", "in the future"])
def test_newest_change_is_when_the_file_came_whatever_time_it_brought(raw_root: Path, modified: int) -> None:
    os.utime(raw_root / "2026-11-02" / "harbour.html", (modified, modified))
    assert abs(newest_change(raw_root, ["2026-11-02/harbour.html"]) - time.time()) < 60


def test_a_fingerprint_is_of_the_set_of_files() -> None:
    assert fingerprint(["b", "a"]) == fingerprint(["a", "b"])
    assert fingerprint(["a"]) != fingerprint(["a", "b"])
    assert fingerprint(["2026-11-02/caf\udce9.html"])
