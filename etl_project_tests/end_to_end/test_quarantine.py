"""The quarantine by command: list, show, repair, replay; and what it says where there is nothing to do."""

import shutil
from pathlib import Path

import duckdb
import pytest

from etl_project_tests.conftest import SAMPLES, CommandLine
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.steps.world import article_page

DAY = "2026-11-02"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loaded day with a page that is too large, an empty one, and one that would command a terminal."""
    folder = tmp_path_factory.mktemp("loaded")
    raw = folder / "raw"
    shutil.copytree(SAMPLES / DAY, raw / DAY)
    (raw / DAY / "long.html").write_text(article_page("A long story", words=60_000))
    (raw / DAY / "empty.html").write_text("")
    (raw / DAY / "title.html").write_text(article_page("word " * 300, path="title"))
    (raw / DAY / "odd.jsonl").write_text('{"html": 7, "title": "\x1b[31mred\u202e"}\n', encoding="utf-8")
    done = CommandLine(folder / "data", raw).run("load", ETL_MAX_PAGE_BYTES="100000")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def line(loaded: Path, tmp_path: Path) -> CommandLine:
    """A copy of it, to be changed."""
    shutil.copytree(loaded, tmp_path, symlinks=True, dirs_exist_ok=True)
    return CommandLine(tmp_path / "data", tmp_path / "raw")


@pytest.mark.slow
def test_list_show_repair_and_replay(line: CommandLine) -> None:
    by_reason = line.run("quarantine", "list").stdout.splitlines()
    assert [row.split()[:2] for row in by_reason] == [
        ["1", "empty"],
        ["1", "invalid_json"],
        ["1", "title_too_long"],
        ["1", "too_large"],
    ]
    item, reason = line.run("quarantine", "list", "--reason", "too_large").stdout.splitlines()
    key, uri = item.split()[:2]
    assert uri == f"{DAY}/long.html" and "tried 1 times" in item
    assert "more than 100,000 bytes" in reason

    shown = line.run("quarantine", "show", key).stdout
    assert "too_large" in shown and '<html lang="en"><head><meta property="og:title" content="A long story">' in shown
    odd_key = line.run("quarantine", "list", "--reason", "invalid_json").stdout.split()[0]
    odd = line.run("quarantine", "show", odd_key).stdout
    assert "\\x1b[31mred\\u202e" in odd and "\x1b" not in odd and "\u202e" not in odd
    article_key = line.run("quarantine", "list", "--reason", "title_too_long").stdout.split()[0]
    article = line.run("quarantine", "show", article_key).stdout
    assert "title: word word word" in article and "published_raw: 2026-11-02T10:00:00Z" in article
    assert "tells of the harbour and its boats" in article and "<html" not in article
    whole = line.run("quarantine", "show", "--raw", key).stdout
    assert whole == (line.raw_root / DAY / "long.html").read_text()

    replayed = line.run("quarantine", "replay", "--reason", "too_large")
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert f"Trying 1 again, of {DAY} to {DAY}" in replayed.stdout
    with duckdb.connect(str(line.published_file), read_only=True) as marts:
        ((status, attempts, by_run),) = marts.execute(
            "SELECT status, attempts, released_by FROM audit.quarantine WHERE reason_code = 'too_large'"
        ).fetchall()
        assert (status, attempts) == ("released", 2)
        ((newest,),) = marts.execute("SELECT arg_max(run_id, started_at) FROM audit.runs").fetchall()
        assert by_run == newest
        assert marts.execute("SELECT count(*) FROM core.articles WHERE title = 'A long story'").fetchall() == [(1,)]

    again = line.run("quarantine", "replay", "--reason", "too_large")
    assert (again.returncode, again.stderr) == (2, "There is nothing to try again.\n")
    assert line.run("quarantine", "list", "--reason", "too_large").stdout == "Nothing is held back for too_large.\n"
    released = line.run("quarantine", "replay", key)
    assert released.returncode == 2 and released.stderr.startswith(f"{key} is not held back: ")
    unknown = line.run("quarantine", "show", "no-such-key")
    assert unknown.returncode == 2 and unknown.stderr.startswith("There is no item 'no-such-key'")


@pytest.mark.slow
def test_what_was_tried_too_often_is_left_alone_and_said(line: CommandLine) -> None:
    tired = line.run("quarantine", "replay", ETL_MAX_ATTEMPTS="1")
    assert tired.returncode == 2
    assert "Left alone: 4 tried 1 times or more (ETL_MAX_ATTEMPTS)." in tired.stdout
    listed = line.run("quarantine", "list", ETL_MAX_ATTEMPTS="1").stdout
    assert listed.count("1 of them tried too often to be tried again") == 4


@pytest.mark.slow
def test_a_rebuild_from_the_raw_pages_gives_the_same_tables_and_keeps_the_old_file(line: CommandLine) -> None:
    before = contents(line.published_file)
    done = line.run("rebuild", ETL_MAX_PAGE_BYTES="100000")
    assert done.returncode == 0, done.stdout + done.stderr
    assert contents(line.published_file) == before
    (aside,) = line.data_root.glob("warehouse.duckdb.*")
    assert str(aside) in done.stdout
    with duckdb.connect(str(aside), read_only=True) as old:
        assert old.execute("SELECT count(*) FROM raw.captures").fetchall() == [(before["raw.captures"][0],)]
