"""What is held back is tried again by itself, and the tables are then what a load of the whole day would make them."""

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from etl_project import pages
from etl_project.pages.model import Page, PageRejected, ParsedPage
from etl_project.readers import Limits
from etl_project.steps.load import RawPagesMissingError
from etl_project.steps.replay import ReplayError, Selection, refuse_if_broken_off
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page

ALL = Selection()
SMALL = Limits(max_page_bytes=4200)
PLENTY = Limits()
HELD = "SELECT reason_code, status, attempts, released_by FROM audit.quarantine ORDER BY input_uri, byte_offset, reason_code"


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, limits=SMALL)


def put_long_page(world: World, name: str = "long.html") -> None:
    world.put(DAY, name, article_page("A long story", words=400, path="long"))


def test_a_raised_limit_releases_the_page_and_leaves_the_others_alone(world: World) -> None:
    world.put_good_day(DAY, pages=8)
    put_long_page(world)
    world.put(DAY, "empty.html", "")
    world.run(DAY)
    world.limits = PLENTY
    world.run(DAY, replaying=Selection(reason_codes=("too_large",)))
    assert world.ask(HELD) == [("empty", "held", 1, None), ("too_large", "released", 2, "run-2")]
    assert world.ask("SELECT run_id, count(*) FROM raw.captures GROUP BY ALL ORDER BY ALL") == [
        ("run-1", 9),
        ("run-2", 1),
    ]
    assert world.ask_published("SELECT count(*) FROM core.articles WHERE title = 'A long story'") == [(1,)]


def test_a_replay_gives_the_tables_of_a_whole_load(world: World, tmp_path: Path) -> None:
    """Repeated pages, a file of many pages, an article held back by itself, and a date whose order others of its host tell."""
    whole = World(tmp_path / "whole", limits=PLENTY)
    for place in (world, whole):
        place.put_good_day(DAY, pages=8)
        place.put(DAY, "again.html", article_page(f"Story 1 of {DAY}", path=f"{DAY}/1"))
        place.put(DAY, "title.html", article_page("word " * 300, path="title"))
        put_long_page(place)
        put_long_page(place, "repeated.html")
        lines = [
            {"url": f"https://news.example/{n}", "html": article_page(f"Line {n}", words=60 * n, path=f"line/{n}")}
            for n in (1, 6, 2, 7)
        ]
        place.put(DAY, "many.jsonl", "\n".join([*map(json.dumps, lines), "no page"]))
        place.put_good_day(NEXT_DAY)
    world.run(DAY, NEXT_DAY)
    assert world.ask("SELECT count(*) FROM audit.quarantine WHERE reason_code = 'too_large'") == [(4,)]
    world.limits = PLENTY
    world.run(DAY, replaying=ALL)
    whole.run(DAY, NEXT_DAY)

    replayed, loaded = contents(world.folder.current_file), contents(whole.folder.current_file)
    differing = {name for name in loaded if loaded[name] != replayed[name]}
    assert differing == {"audit.quarantine"}, "the history of what was held back is kept"
    held = "SELECT reason_code, input_uri FROM audit.quarantine WHERE status = 'held' ORDER BY ALL"
    assert world.ask(held) == whole.ask(held)
    assert world.ask("SELECT status, count(*) FROM raw.captures WHERE load_date = DATE '2026-11-02' GROUP BY ALL ORDER BY ALL") == [
        ("duplicate", 2),
        ("ok", 14),
        ("quarantined", 1),
    ]  # fmt: skip


def test_what_fails_again_counts_an_attempt_and_is_given_up_in_the_end(world: World) -> None:
    world.put_good_day(DAY)
    put_long_page(world)
    world.run(DAY)
    patient = replace(ALL, max_attempts=3)
    for attempts in (2, 3, 3, 3):
        world.run(DAY, replaying=patient)
        assert world.ask(HELD) == [("too_large", "held", attempts, None)]
    world.run(DAY)
    assert world.ask(HELD) == [("too_large", "held", 3, None)], "a load that finds the same is no attempt"


def test_one_item_is_tried_by_its_key(world: World) -> None:
    world.put_good_day(DAY)
    put_long_page(world)
    put_long_page(world, "other.html")
    world.run(DAY)
    ((key,),) = world.ask("SELECT quarantine_key FROM audit.quarantine WHERE input_uri LIKE '%/other.html'")
    world.limits = PLENTY
    world.run(DAY, replaying=Selection(quarantine_keys=(key,)))
    assert world.ask("SELECT input_uri FROM audit.quarantine WHERE status = 'held'") == [("2026-11-02/long.html",)]


def test_an_item_that_is_held_for_another_reason_now_is_superseded(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put_good_day(DAY, pages=4)
    put_long_page(world)
    world.run(DAY)

    def rejecting(page: Page, labels: frozenset[str]) -> ParsedPage:
        raise PageRejected("no_article", "There is none.")

    monkeypatch.setattr(pages, "parse", rejecting)
    world.limits = PLENTY
    world.run(DAY, replaying=ALL)
    assert world.ask(HELD) == [("no_article", "held", 2, None), ("too_large", "superseded", 2, None)]


def test_a_new_layout_releases_what_no_layout_could_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put_good_day(DAY, pages=4)
    world.put(DAY, "odd.html", "<html><body><p>Quay closed.</p></body></html>")
    world.run(DAY)
    assert world.ask(HELD) == [("no_article", "held", 1, None)]
    parse = pages.parse

    def with_layout(page: Page, labels: frozenset[str]) -> ParsedPage:
        return parse(replace(page, text=article_page("Quay closed", path="quay")), labels)

    monkeypatch.setattr(pages, "parse", with_layout)
    world.run(DAY, replaying=ALL)
    assert world.ask(HELD) == [("no_article", "released", 2, "run-2")]
    assert world.ask_published("SELECT run_id FROM core.articles WHERE title = 'Quay closed'") == [("run-2",)]


def test_a_day_with_nothing_to_try_is_passed_over(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    world.run(DAY, replaying=ALL)
    assert world.ask("SELECT DISTINCT run_id FROM audit.checks WHERE load_date IS NOT NULL") == [("run-1",)]


def test_a_file_that_is_gone_is_a_mistake_and_changes_nothing(world: World) -> None:
    world.put_good_day(DAY)
    put_long_page(world)
    world.run(DAY)
    (world.raw_root / str(DAY) / "long.html").unlink()
    with pytest.raises(RawPagesMissingError, match=r"2026-11-02/long\.html is gone"):
        world.run(DAY, replaying=ALL)
    assert world.ask(HELD) == [("too_large", "held", 1, None)]


def test_any_file_of_the_day_that_is_gone_is_a_mistake(world: World) -> None:
    world.put_good_day(DAY, pages=4)
    put_long_page(world)
    world.run(DAY)
    (world.raw_root / str(DAY) / "3.html").unlink()
    with pytest.raises(RawPagesMissingError, match=r"2026-11-02/3\.html is gone .* or load 2026-11-02 anew without it"):
        world.run(DAY, replaying=ALL)


def test_what_is_no_longer_in_the_folder_is_gone_and_not_released(world: World) -> None:
    world.put_good_day(DAY, pages=4)
    put_long_page(world)
    world.run(DAY)
    (world.raw_root / str(DAY) / "long.html").unlink()
    world.run(DAY)
    assert world.ask(HELD) == [("too_large", "gone", 1, None)]


def test_attempts_go_on_counting_where_of_a_page_only_an_article_is_held_back_now(world: World) -> None:
    world.put_good_day(DAY, pages=8)
    world.put(DAY, "title.html", article_page("word " * 500, path="title"))
    world.run(DAY)
    world.run(DAY, replaying=ALL)
    assert world.ask(HELD) == [("too_large", "held", 2, None)]
    world.limits = PLENTY
    world.run(DAY, replaying=ALL)
    assert world.ask(HELD) == [("title_too_long", "held", 3, None), ("too_large", "released", 3, "run-3")]


def test_a_file_that_cannot_be_read_as_far_as_before_is_left_alone() -> None:
    """Its rest would stand for pages whose rows are kept."""
    schema = {"input_uri": str, "byte_offset": int, "byte_length": int}
    rest, whole = [("a.jsonl", 500, 0)], [("a.jsonl", 0, 900)]
    for lost in (rest, whole):
        with pytest.raises(ReplayError, match=r"a\.jsonl could not be read again .* or load 2026-11-02 anew"):
            refuse_if_broken_off(pl.DataFrame(lost, schema, orient="row"), {"a.jsonl": {700}}, DAY)
    sound = [("a.jsonl", 0, 300), ("a.jsonl", 300, 400), ("a.jsonl", 800, 0), ("b.jsonl", 0, 900)]
    refuse_if_broken_off(pl.DataFrame(sound, schema, orient="row"), {"a.jsonl": {700}}, DAY)


def test_a_withheld_day_is_repaired_by_a_replay(world: World) -> None:
    world.put_good_day(NEXT_DAY)
    world.put_good_day(DAY, pages=1)
    for number in range(3):
        put_long_page(world, f"long{number}.html")
    published = world.run(NEXT_DAY, DAY)
    assert published is not None and DAY in published.withheld
    world.limits = PLENTY
    published = world.run(DAY, replaying=ALL)
    assert published is not None and published.withheld == {}


def test_a_file_that_has_arrived_since_the_load_waits_for_the_next_load_and_withholds_nothing(world: World) -> None:
    world.put_good_day(DAY, pages=8)
    put_long_page(world)
    world.run(DAY)
    world.limits = PLENTY
    world.put(DAY, "since.html", article_page("Come in since", path="since"))
    published = world.run(DAY, replaying=ALL)
    assert published is not None and published.withheld == {}
    assert world.ask("SELECT count(*) FROM raw.inputs") == [(9,)]
    world.run(DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles WHERE title = 'Come in since'") == [(1,)]
