"""Dagster on PostgreSQL: the UI, its queue and the command line share one history in a real server."""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from etl_project_tests.conftest import CommandLine, leave_out
from etl_project_tests.end_to_end.postgres import PASSWORD, find_binaries, running_postgres
from etl_project_tests.end_to_end.server import serving

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgres")]


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    binaries = find_binaries()
    if binaries is None:
        leave_out("There is no PostgreSQL to keep Dagster's history in: apt-get install postgresql")
    with running_postgres(binaries) as url:
        yield url


def test_runs_of_the_ui_and_of_the_command_line_are_in_one_database(postgres: str, tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "data")
    with serving(line, ETL_DAGSTER_POSTGRES_URL=postgres) as server:
        server.launch("2026-11-02", "2026-11-02")
        (launched,) = server.finished_runs(1)
        assert launched.status == "SUCCESS"
        done = line.run("load", "--from", "2026-11-03", "--to", "2026-11-03", ETL_DAGSTER_POSTGRES_URL=postgres)
        assert done.returncode == 0, done.stdout + done.stderr
        assert [run.status for run in server.runs()] == ["SUCCESS", "SUCCESS"]
    connection = psycopg2.connect(postgres)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT status, count(*) FROM runs GROUP BY status")
        assert cursor.fetchall() == [("SUCCESS", 2)]
        cursor.execute('SELECT count(DISTINCT partition) FROM event_logs WHERE asset_key = \'["raw", "captures"]\'')
        assert cursor.fetchall() == [(2,)]
    connection.close()

    home = line.data_root / "dagster"
    assert not list(home.rglob("*.db")), "Something of the history is still in SQLite."
    written = [file for file in line.data_root.rglob("*") if file.is_file()]
    assert len(written) > 10
    assert not [file for file in written if PASSWORD.encode() in file.read_bytes()]


def test_a_wrong_password_is_one_sentence_without_it(postgres: str, tmp_path: Path) -> None:
    wrong = postgres.replace(PASSWORD, "a-wrong-one")
    done = CommandLine(tmp_path).run("load", ETL_DAGSTER_POSTGRES_URL=wrong)
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("ETL_DAGSTER_POSTGRES_URL: PostgreSQL cannot be used:")
    assert 'password authentication failed for user "etl"' in sentence
    assert "a-wrong-one" not in sentence


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    done = CommandLine(tmp_path).run("ui", ETL_DAGSTER_POSTGRES_URL="postgresql://etl@127.0.0.1:1/none")
    assert done.returncode == 2
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("ETL_DAGSTER_POSTGRES_URL: PostgreSQL cannot be used:") and "refused" in sentence
