"""The real UI in a real browser: what a data engineer clicks, sees, and finds in the published file."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb
import pytest
from playwright.sync_api import Page, expect

from etl_project.readers import list_inputs
from etl_project.tables import core, raw
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project_tests.conftest import CommandLine, leave_out
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.end_to_end.server import (
    Run,
    Server,
    add_bad_day,
    add_sample_days,
    browsing,
    find_chromium,
    serving,
)

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.xdist_group("ui")]

GOOD_DAYS = ("2026-11-02", "2026-11-03")
BAD_DAY = "2026-11-04"
FAILED = "raw.captures: most_pages_are_readable"
JOB = "/locations/etl_project/jobs/load"

expect.set_options(timeout=60_000)


@dataclass(frozen=True)
class State:
    """What is published."""

    build: str
    sha256: str
    contents: dict[str, tuple[int, str]]


def published(line: CommandLine) -> State:
    file = line.published_file
    return State(file.resolve().parent.name, hashlib.sha256(file.read_bytes()).hexdigest(), contents(file))


def coverage(line: CommandLine) -> list[tuple[date, int, bool, str | None]]:
    """Pages of each day, and whether and why it is withheld, as an analyst would ask."""
    with duckdb.connect(str(line.published_file), read_only=True) as marts:
        return marts.execute(
            "SELECT day, CAST(sum(pages) AS INTEGER), bool_or(is_withheld), any_value(withheld_reason) "
            "FROM marts.coverage_day GROUP BY day ORDER BY day"
        ).fetchall()


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    chromium = find_chromium()
    if chromium is None:
        leave_out("There is no Chromium to try the UI with: apt-get install chromium")
    with browsing(chromium) as page:
        yield page


@pytest.fixture(scope="module")
def server(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("ui")
    add_sample_days(folder / "raw", *GOOD_DAYS)
    add_bad_day(folder / "raw", BAD_DAY)
    with serving(CommandLine(folder / "data", folder / "raw")) as server:
        yield server


def materialize(server: Server, page: Page, where: str, days: str) -> Run:
    """Click *Materialize*, choose the days, and launch; the one run that comes of it, once it has ended."""
    before = server.runs()
    page.goto(server.url + where)
    page.get_by_role("button", name="Materialize").first.click()
    dialog = page.locator(".bp5-dialog")
    chosen = dialog.locator("input[type=text]").first
    chosen.fill(days)
    chosen.press("Enter")
    expect(dialog).to_contain_text("2 partitions" if "..." in days else "1 partition")
    dialog.get_by_role("button", name="Launch").click()
    expect(page.get_by_text(re.compile("Created backfill|Launched run"))).to_be_visible()
    (run,) = server.finished_runs(1, besides=before)
    return run


@pytest.fixture(scope="module")
def good_run(server: Server, page: Page) -> Run:
    """Two days, loaded from the job's page."""
    return materialize(server, page, JOB, f"[{GOOD_DAYS[0]}...{GOOD_DAYS[1]}]")


@dataclass(frozen=True)
class Failure:
    """A run that failed, and what was published before and after it."""

    run: Run
    before: State
    after: State


@pytest.fixture(scope="module")
def bad_run(server: Server, page: Page, good_run: Run) -> Failure:
    """A further day, most of whose pages are empty, loaded from the job's page."""
    before = published(server.line)
    run = materialize(server, page, JOB, BAD_DAY)
    return Failure(run, before, published(server.line))


def test_the_lineage_shows_the_layers(server: Server, page: Page) -> None:
    page.goto(f"{server.url}/asset-groups")
    for group in ("raw", "staging", "core", "marts", "published"):
        expect(page.locator("svg").get_by_text(group, exact=True)).to_be_visible()


def test_a_range_of_days_is_one_run_that_publishes_them(server: Server, good_run: Run) -> None:
    assert (good_run.status, good_run.days) == ("SUCCESS", GOOD_DAYS)
    days = [date.fromisoformat(day) for day in GOOD_DAYS]
    assert coverage(server.line)[:2] == [
        (day, len(list_inputs(server.line.raw_root, day)), False, None) for day in days
    ]
    with duckdb.connect(str(server.line.published_file), read_only=True) as marts:
        assert marts.execute("FROM marts.coverage_day").description, "it answers without any set-up"
        assert marts.execute("SELECT count(*) > 10 FROM core.articles").fetchall() == [(True,)]
        assert marts.execute(
            "SELECT action, load_dates FROM audit.publications ORDER BY publication_no LIMIT 1"
        ).fetchall() == [("publish", days)]


def test_checks_columns_and_counts_are_on_the_assets(server: Server, page: Page, good_run: Run) -> None:
    page.goto(f"{server.url}/assets/raw/captures?view=checks")
    checks = row_expectations(raw.CAPTURES) + table_expectations(raw.CAPTURES)
    expect(page.get_by_text(f"Checks ({len(checks)})")).to_be_visible()
    for check in checks:
        expect(page.get_by_text(check.name, exact=True).first).to_be_visible()
    expect(page.get_by_text("Succeeded", exact=True)).to_have_count(len(checks))

    page.goto(f"{server.url}/assets/core/articles")
    with duckdb.connect(str(server.line.published_file), read_only=True) as marts:
        ((count,),) = marts.execute("SELECT count(*) FROM core.articles").fetchall()
    expect(page.locator("body")).to_contain_text(re.compile(rf"Row count\s*{count}(?!\d)"))
    expect(page.get_by_text(core.ARTICLES.columns[-1].description)).to_be_visible()
    shown = page.locator("body").inner_text()
    assert not [column.name for column in core.ARTICLES.columns if column.name not in shown]
    assert not [column.name for column in core.ARTICLES.columns if column.description not in shown]


def test_a_bad_day_leaves_the_published_file_as_it_was(bad_run: Failure) -> None:
    assert (bad_run.run.status, bad_run.run.days) == ("FAILURE", (BAD_DAY, BAD_DAY))
    assert bad_run.after == bad_run.before


def test_the_ui_says_why_the_bad_day_failed(server: Server, page: Page, bad_run: Failure) -> None:
    page.goto(f"{server.url}/assets/raw/captures?view=checks&checkDetail=most_pages_are_readable")
    expect(page.get_by_text("Evaluation result")).to_be_visible()
    expect(page.locator("body")).to_contain_text(re.compile(r"Evaluation result\s*Failed"))

    page.goto(f"{server.url}/assets/published/marts")
    expect(page.locator("body")).to_contain_text(re.compile(rf"Failed in\s*{bad_run.run.run_id[:8]}"))

    page.goto(f"{server.url}/runs/{bad_run.run.run_id}")
    page.get_by_text("publish", exact=True).first.click()
    reason = f"Nothing is published. Withheld: {BAD_DAY}: {FAILED}. The published file is as it was."
    expect(page.get_by_text(reason).first).to_be_visible()


def test_publishing_alone_is_safe(server: Server, page: Page, bad_run: Failure) -> None:
    asset = "/assets/published/marts"
    assert materialize(server, page, asset, BAD_DAY).status == "FAILURE"
    assert published(server.line) == bad_run.before, "the audit forbids the day, however its publication is launched"

    assert materialize(server, page, asset, GOOD_DAYS[1]).status == "SUCCESS"
    after = published(server.line)
    assert after.build != bad_run.before.build
    changed = {name for name, held in after.contents.items() if held != bad_run.before.contents[name]}
    evidence = {"raw.inputs", "raw.captures", "audit.quarantine", "marts.coverage_day"}
    assert changed == evidence, "the evidence, and nothing else"
    bad = date.fromisoformat(BAD_DAY)
    assert coverage(server.line)[2:] == [(bad, len(list_inputs(server.line.raw_root, bad)), True, FAILED)]
