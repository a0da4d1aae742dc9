"""The README's commands, as a newcomer types them."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine
from etl_project_tests.end_to_end.contents import contents


@pytest.fixture
def small(tmp_path: Path) -> CommandLine:
    """Two days of the samples."""
    raw = tmp_path / "raw"
    for day in ("2026-11-02", "2026-11-03"):
        shutil.copytree(SAMPLES / day, raw / day)
    return CommandLine(tmp_path / "data", raw)


def test_load_gives_an_account(samples_loaded: tuple[CommandLine, str]) -> None:
    _, printed = samples_loaded
    for day in range(2, 14):
        assert f"2026-11-{day:02}: " in printed, "progress, a line a day"
    assert re.search(r"Pages read +118 \(", printed)
    assert re.search(r"Articles found +\d+", printed)
    assert re.search(r"Held back +\d+\n +1 binary\n +1 corrupt_gzip\n +1 empty\n", printed)
    assert re.search(r"Checks +\d+ passed, \d+ warned, 0 failed", printed)
    assert re.search(r"Published +\d{8}T\d{6}Z-", printed)
    assert re.search(r"Report +\S+/published/current/report\.html\n", printed)
    assert printed.count("SELECT ") == 3


def test_loading_twice_changes_nothing_but_the_history(small: CommandLine) -> None:
    assert small.run("load").returncode == 0
    first = contents(small.published_file)
    with duckdb.connect(str(small.published_file), read_only=True) as marts:
        runs = marts.execute("SELECT DISTINCT run_id FROM core.articles").fetchall()
    assert small.run("load").returncode == 0
    assert contents(small.published_file) == first
    with duckdb.connect(str(small.published_file), read_only=True) as marts:
        assert marts.execute("SELECT DISTINCT run_id FROM core.articles").fetchall() == runs, "no row was rewritten"
        assert marts.execute("SELECT count(*) FROM audit.runs").fetchall() == [(2,)]


def test_the_order_of_loading_does_not_matter(small: CommandLine, tmp_path: Path) -> None:
    assert small.run("load", "--from", "2026-11-03").returncode == 0
    assert small.run("load", "--to", "2026-11-02").returncode == 0
    together = CommandLine(tmp_path / "together", small.raw_root)
    assert together.run("load").returncode == 0
    assert contents(small.published_file) == contents(together.published_file)


def test_rollback_and_forward(small: CommandLine) -> None:
    assert small.run("load", "--to", "2026-11-02").returncode == 0
    one_day = contents(small.published_file)
    assert small.run("load").returncode == 0
    two_days = contents(small.published_file)
    assert one_day != two_days

    listed = small.run("publications").stdout.splitlines()
    assert [line.split()[-1] for line in listed] == ["kept", "current"]
    done = small.run("rollback")
    assert done.returncode == 0 and "is current again" in done.stdout
    assert contents(small.published_file) == one_day

    newest = listed[1].split()[4]
    assert small.run("rollback", newest).returncode == 0
    assert contents(small.published_file) == two_days
    assert [line.split()[3] for line in small.run("publications").stdout.splitlines()] == [
        "publish",
        "publish",
        "rollback",
        "rollback",
    ]
    assert small.run("load").returncode == 0
    with duckdb.connect(str(small.published_file), read_only=True) as marts:
        actions = marts.execute("SELECT action FROM audit.publications ORDER BY publication_no").fetchall()
    assert [action for (action,) in actions] == ["publish", "publish", "rollback", "rollback", "publish"]


@pytest.mark.parametrize(
    ("arguments", "environment", "sentence"),
    [
        (["load"], {"ETL_SCHEDULE_HOUR": "24"}, "ETL_SCHEDULE_HOUR: input should be less than or equal to 23."),
        (["load", "--from", "2030-01-01"], {}, "There are no pages to load"),
        (["load"], {"ETL_RAW_ROOT": "/nowhere"}, "There are no pages to load: put them into /nowhere/<YYYY-MM-DD>/"),
        (["load"], {"ETL_REGISTRY": str(ROOT / "README.md")}, "README.md cannot be read as TOML"),
        (["rollback"], {}, "There is no earlier publication to go back to."),
        (["data-docs"], {}, "Nothing is published yet: load some pages first."),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    tmp_path: Path, arguments: list[str], environment: dict[str, str], sentence: str
) -> None:
    done = CommandLine(tmp_path).run(*arguments, **environment)
    assert done.returncode == 2
    assert sentence in done.stderr.splitlines()[0]
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_great_expectations_own_pages_can_be_had(samples_loaded: tuple[CommandLine, str], tmp_path: Path) -> None:
    line, _ = samples_loaded
    elsewhere = CommandLine(tmp_path)
    shutil.copytree(line.data_root / "published", tmp_path / "published", symlinks=True)
    done = elsewhere.run("data-docs")
    assert done.returncode == 0, done.stderr
    assert "expectation" in (tmp_path / "data_docs" / "index.html").read_text().lower()


def test_reference_pages_are_up_to_date() -> None:
    from etl_project.reference import model_page, settings_page, tables_page

    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == tables_page(), "run `make docs`"
    assert (ROOT / "docs" / "settings.md").read_text(encoding="utf-8") == settings_page(), "run `make docs`"
    assert (ROOT / "docs" / "main-text-model.md").read_text(encoding="utf-8") == model_page(), "run `make docs`"
