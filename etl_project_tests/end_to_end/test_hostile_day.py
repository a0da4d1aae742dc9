"""A day full of hostile files, loaded as people load: what the terminal, the check page and the UI are given to show."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from etl_project_tests.conftest import CommandLine
from etl_project_tests.hostile_day import (
    BIDI,
    CONTROLS,
    LINES,
    SECRET,
    assert_shown_safely,
    page,
    put_harmful,
    put_usable,
)

pytestmark = pytest.mark.slow

DAY, BAD_DAY = "2026-11-02", "2026-11-03"
SITE = f"The {CONTROLS} Gazette {BIDI}"
"""A publisher whose name comes first in the account of the load."""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[CommandLine, str]:
    """The command line, and what the load printed."""
    root = tmp_path_factory.mktemp("hostile")
    day = root / "raw" / DAY
    put_usable(day)
    for number in range(30):
        (day / f"{number}.html").write_text(page(f"Story {number} of the harbour", 1_000 + number, SITE))
    put_harmful(day, root / "outside")
    (root / "raw" / BAD_DAY).mkdir()
    (root / "raw" / BAD_DAY / "lines.jsonl").write_text("\n".join(LINES))
    line = CommandLine(root / "data", root / "raw")
    done = line.run("load")
    assert done.returncode == 1, "a day was withheld"
    return line, done.stdout + done.stderr


def test_the_terminal_is_shown_an_account(loaded: tuple[CommandLine, str]) -> None:
    _, printed = loaded
    assert_shown_safely(printed)
    assert "Traceback" not in printed
    assert (
        f"{BAD_DAY}: 13 pages, 0 articles on them, 13 held back; the day is withheld: most_pages_are_readable"
        in printed
    )
    assert "Gazette" in printed, "publishers are shown by the name that they give themselves"


def test_the_check_page_shows_it_all_and_acts_on_nothing(loaded: tuple[CommandLine, str]) -> None:
    line, _ = loaded
    (report,) = (line.data_root / "reports").glob("*.html")
    html = report.read_text(encoding="utf-8")
    assert_shown_safely(html)
    assert "<script" not in html.lower() and "<img" not in html.lower()
    assert "caf\\xe9 &lt;script&gt;.html" in html


def test_the_report_acts_on_nothing(loaded: tuple[CommandLine, str]) -> None:
    line, _ = loaded
    report = line.published_file.with_name("report.html").read_text(encoding="utf-8")
    assert_shown_safely(report)
    assert "<script" not in report.lower() and "<img" not in report.lower()
    assert "1 day</a> withheld" in report


def shown(value: object) -> Iterator[str]:
    """Every text in a metadata value."""
    match value:
        case dg.TableMetadataValue():
            for record in value.records:
                yield from map(str, record.data.values())
        case dg.MetadataValue():
            yield str(value.value)
        case _:
            yield str(value)


def test_the_ui_is_given_nothing_that_acts(loaded: tuple[CommandLine, str]) -> None:
    line, _ = loaded
    texts: list[str] = []
    with dg.DagsterInstance.from_config(str(line.data_root / "dagster")) as instance:
        (run,) = instance.get_runs()
        for event in instance.all_logs(run.run_id):
            texts.append(event.message)
            happened = event.dagster_event
            if happened is None:
                continue
            if happened.is_step_materialization:
                made = happened.step_materialization_data.materialization
                texts += [text for value in made.metadata.values() for text in shown(value)]
            elif happened.event_type_value == "ASSET_CHECK_EVALUATION":
                evaluated = happened.asset_check_evaluation_data
                texts.append(evaluated.description or "")
                texts += [text for value in evaluated.metadata.values() for text in shown(value)]
    assert f"{DAY}/\\x1b[31m comes first \\u202e.html" in texts, "previews are among them"
    for text in texts:
        assert_shown_safely(text)


def test_the_quarantine_can_be_looked_at(loaded: tuple[CommandLine, str]) -> None:
    line, _ = loaded
    listed = line.run("quarantine", "list")
    assert listed.returncode == 0 and " 5  decompression_bomb  " in listed.stdout
    for reason in ("outside_raw_root", "orphan_sidecar", "invalid_json", "unreadable", "decompression_bomb"):
        listed = line.run("quarantine", "list", "--reason", reason)
        assert listed.returncode == 0
        assert_shown_safely(listed.stdout + listed.stderr)
        item = line.run("quarantine", "show", listed.stdout.split()[0])
        assert_shown_safely(item.stdout + item.stderr)
        assert "Traceback" not in item.stderr


def test_what_lies_outside_was_not_read_and_formulas_are_not_written_to_a_spreadsheet(
    loaded: tuple[CommandLine, str],
) -> None:
    line, _ = loaded
    made = [path for path in line.data_root.rglob("*") if path.is_file()]
    assert not [path for path in made if SECRET.encode() in path.read_bytes()]
    assert not [path for path in made if path.suffix.lower() in (".csv", ".tsv", ".xls", ".xlsx")]
    with duckdb.connect(str(line.published_file), read_only=True) as marts:
        names = marts.execute("SELECT input_uri FROM raw.captures WHERE input_uri LIKE '%DROP TABLE%'").fetchall()
    assert names == [(f"{DAY}/'; DROP TABLE raw.captures; --.html",)]


def test_a_file_that_is_gone_is_named_safely(loaded: tuple[CommandLine, str], tmp_path: Path) -> None:
    line, _ = loaded
    (orphan,) = (line.raw_root / DAY).glob("orphan*")
    orphan.rename(tmp_path / "kept")
    try:
        done = line.run("quarantine", "replay", "--reason", "orphan_sidecar")
    finally:
        (tmp_path / "kept").rename(orphan)
    assert done.returncode == 1
    assert "failed: 2026-11-02/orphan \\x1b[31m.meta.json is gone from" in done.stderr
    assert_shown_safely(done.stdout + done.stderr)
