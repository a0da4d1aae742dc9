"""A day full of hostile files: every file is accounted for, none leads out of the raw root, nothing that is shown acts."""

import os
import sys
from typing import Any

import pytest

from etl_project.assets.specs import check_results, preview
from etl_project.checks import Outcome
from etl_project.reports import check_page
from etl_project.tables import TABLES, Severity, raw
from etl_project_tests.hostile_day import LINES, SECRET, assert_shown_safely, page, put_harmful, put_usable
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

OPENED: list[str] | None = None
"""Paths that this process opens, while it is not None. An audit hook cannot be taken back."""


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if OPENED is not None and event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str | bytes):
        OPENED.append(os.fsdecode(arguments[0]))


sys.addaudithook(_note)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A day whose pages can be used, beside as many that must be refused; and one with nothing but the latter."""
    root = tmp_path_factory.mktemp("hostile")
    world = World(root / "world")
    put_usable(world.raw_root / str(DAY))
    for number in range(30):
        world.put(DAY, f"plain/{number}.html", page(f"Story {number} of the harbour", 1_000 + number))
    put_harmful(world.raw_root / str(DAY), root / "outside")
    world.put(NEXT_DAY, "lines.jsonl", "\n".join(LINES))
    return world


@pytest.fixture(scope="module")
def opened(world: World) -> list[str]:
    """The load of both days; the paths that it opened."""
    global OPENED
    OPENED = []
    try:
        published = world.run(DAY, NEXT_DAY)
    finally:
        found, OPENED = OPENED, None
    assert published is not None
    assert published.withheld == {NEXT_DAY: "raw.captures: most_pages_are_readable"}
    return found


def test_every_file_is_accounted_for(world: World, opened: list[str]) -> None:
    expected = sum(len(files) for _, _, files in os.walk(world.raw_root / str(DAY)))
    assert world.ask(f"SELECT count(*), count(DISTINCT input_uri) FROM raw.inputs WHERE load_date = '{DAY}'") == [
        (expected, expected)
    ]
    assert world.ask("SELECT count(*) FROM raw.inputs WHERE page_count = 0") == [(0,)]
    assert world.ask(
        "SELECT count(*) FROM raw.captures LEFT JOIN audit.quarantine USING (capture_key) "
        "WHERE (captures.status = 'quarantined') <> (coalesce(grain, '') = 'page')"
    ) == [(0,)]


def test_each_is_held_back_for_its_own_reason(world: World, opened: list[str]) -> None:
    held = dict(
        world.ask(
            f"SELECT replace(input_uri, '{DAY}/', ''), reason_code FROM audit.quarantine WHERE load_date = '{DAY}'"
        )
    )
    assert held.pop("zeros.html", "unreadable") == "unreadable"  # where it could be made
    assert held == {
        "caf\\xe9 <script>.html": "empty",
        "caf\\xe9 <script>.html\ufffd": "unreadable",
        "zero.html": "empty",
        "zero.jsonl": "empty",
        "one-line.txt": "too_large",
        "one-line.jsonl": "too_large",
        "bomb.html.gz": "decompression_bomb",
        "bomb.jsonl.gz": "decompression_bomb",
        "members.html.gz": "empty",
        "inside.html.gz": "binary",
        "twice.html.gz.gz": "unknown_format",
        "cut.html.gz": "corrupt_gzip",
        "lengths.warc": "corrupt_warc",
        "lengths.warc.gz": "corrupt_warc",
        "bomb.html.zst": "decompression_bomb",
        "bomb.warc.gz": "decompression_bomb",
        "bomb-in-record.warc": "decompression_bomb",
        "header.warc": "corrupt_warc",
        "address.warc": "invalid_field",
        "footer.parquet": "corrupt_parquet",
        "open-tags.html": "nested_too_deep",
        "program.html": "binary",
        "sidecar.html": "invalid_sidecar",
        "orphan \x1b[31m.meta.json": "orphan_sidecar",
        "link.html": "outside_raw_root",
        "climbing.html": "outside_raw_root",
        "linked-folder": "outside_raw_root",
        "linked-folder.html": "outside_raw_root",
        "loop.html": "unreadable",
        "borrowed.html": "invalid_sidecar",
        "pipe.html": "unreadable",
        "socket.html": "unreadable",
    }


def test_hostile_lines_are_held_back_one_by_one(world: World, opened: list[str]) -> None:
    codes = world.ask(f"SELECT reason_code FROM audit.quarantine WHERE load_date = '{NEXT_DAY}' ORDER BY byte_offset")
    assert [code for (code,) in codes] == list(LINES.values())


def test_nothing_outside_of_the_raw_root_was_read(world: World, opened: list[str]) -> None:
    outside = str(world.root.parent / "outside")
    assert any(path.startswith(str(world.raw_root)) for path in opened), "the watch works"
    assert not [path for path in opened if os.path.realpath(path).startswith(outside)]
    for file in (world.root / "warehouse.duckdb", world.folder.current_file):
        assert SECRET.encode() not in file.read_bytes()


def test_pages_that_can_be_used_keep_what_they_say(world: World, opened: list[str]) -> None:
    usable = world.raw_root / str(DAY)
    names = {(uri,) for uri in (f"{DAY}/{path.name}" for path in usable.glob("*.html") if "DROP TABLE" in path.name)}
    assert names and names <= set(world.ask_published("SELECT input_uri FROM raw.captures WHERE status = 'ok'"))
    titles = {title for (title,) in world.ask_published("SELECT title FROM core.articles")}
    assert {
        "<script>alert(1)</script>",
        "'; DROP TABLE raw.captures; --",
        '=HYPERLINK("http://evil.example","x")',
    } <= titles


def test_the_check_page_shows_it_all_and_acts_on_nothing(world: World, opened: list[str]) -> None:
    with world.connect() as connection:
        html = check_page(connection, "run-1")
    assert_shown_safely(html)
    assert "<script" not in html.lower() and "<img" not in html.lower()
    assert "orphan \\x1b[31m.meta.json" in html and "caf\\xe9 &lt;script&gt;.html" in html


def test_previews_and_checks_in_the_ui_have_no_controls(world: World, opened: list[str]) -> None:
    name = f"{DAY}/orphan \x1b[31m\u202e.html"
    outcome = Outcome(raw.INPUTS.name, "key_is_unique", "No two.", Severity.ERROR, False, 1, (name,), DAY)
    with world.connect() as connection:
        previews = [preview(connection, table) for table in TABLES if "load_date" in table.column_names]
    shown = [str(value) for made in previews for record in made.records for value in record.data.values()]
    shown += [repr(result.metadata) for result in check_results(raw.INPUTS, [outcome])]
    assert len(shown) > 100
    for text in shown:
        assert "\n" not in text
        assert_shown_safely(text)
