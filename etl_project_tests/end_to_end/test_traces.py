"""What looks for traces has to find them: else its silence about a load proves nothing."""

import re
import sqlite3
import zlib
from base64 import b64encode
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from etl_project_tests.end_to_end.traces import ABSOLUTE_PATH, spellings, traces

SECRET = "Swordfish-of-the-harbour"


def test_a_text_is_found_in_files_and_in_the_values_of_databases(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "run.err").write_bytes(b"\xff told " + SECRET.encode())
    with closing(sqlite3.connect(tmp_path / "runs.db")) as runs:
        runs.execute("CREATE TABLE snapshots (body BLOB)")
        runs.execute("INSERT INTO snapshots VALUES (?)", [zlib.compress(f"config: {SECRET}".encode())])
        runs.commit()
    with duckdb.connect(str(tmp_path / "a.duckdb")) as marts:
        marts.execute("CREATE SCHEMA audit")
        marts.execute(
            "CREATE TABLE audit.checks AS SELECT [i::VARCHAR, $1 || i] AS keys FROM range(9) AS t (i)", [SECRET]
        )
        marts.execute(f"CREATE VIEW audit.named AS SELECT '{SECRET}' AS name WHERE false")
        marts.execute(f"COMMENT ON COLUMN audit.checks.keys IS 'as in {SECRET}'")
    (tmp_path / "none.txt").write_text("Swordfish of the harbour")

    found = {trace.removesuffix(f": {SECRET}") for trace in traces(tmp_path, [SECRET])}
    assert (
        {
            "logs/run.err",
            "runs.db (snapshots)",
            "a.duckdb (audit.checks.keys)",
            "a.duckdb (views)",
            "a.duckdb (columns)",
        }
        <= found
        <= {
            "logs/run.err",
            "runs.db (snapshots)",
            "a.duckdb",
            "a.duckdb (audit.checks.keys)",
            "a.duckdb (views)",
            "a.duckdb (columns)",
        }
    )


@pytest.mark.parametrize("before", ["", "\0", "\0user\0", "to\0warehouse\0"])
def test_a_password_is_found_as_it_is_sent(before: str) -> None:
    sent = b64encode(f"{before}{SECRET} and more".encode()).decode()
    assert any(spelling in sent for spelling in spellings(SECRET))


@pytest.mark.parametrize(
    "text",
    [
        "/srv/raw/page.html",
        "'/srv/raw' is gone",
        "[Errno 2] (/tmp)",
        "~/news",
        "file:///srv",
        "at C:\\news\\raw",
        "a=/x",
    ],
)
def test_a_path_of_some_machine_is_told(text: str) -> None:
    assert re.search(ABSOLUTE_PATH, text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-02/sub/page.html",
        "https://news.example/a/b",
        "../page.html",
        "his/her",
        "60 km / h",
        "a file: page.html",
    ],
)
def test_what_is_relative_is_left_alone(text: str) -> None:
    assert not re.search(ABSOLUTE_PATH, text)
