"""What a run leaves behind: tables, quarantine, audit and publication, without Dagster."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl_project.reports import check_page
from etl_project.steps.audit import begin_step
from etl_project.steps.load import RawPagesMissingError
from etl_project.steps.marts import build_marts
from etl_project.steps.publish import RefusedError, publish
from etl_project.tables import PUBLISHED_TABLES
from etl_project.transforms.normalise import normalise
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_good_day_is_published_with_its_evidence(world: World) -> None:
    world.put_good_day(DAY)
    published = world.run(DAY)
    assert published is not None and published.withheld == {}
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]
    assert world.ask_published("SELECT status, publication IS NOT NULL FROM audit.runs") == [("published", True)]
    assert world.ask_published("SELECT action, run_id FROM audit.publications") == [("publish", "run-1")]
    assert world.ask_published("SELECT count(*) > 40, bool_and(success) FROM audit.checks") == [(True, True)]


def test_marts_are_found_under_the_names_of_their_contract(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    assert world.ask_published("SELECT pages FROM marts.coverage_day") == [(3,)]
    assert world.ask_published("SELECT pages FROM coverage_day") == [(3,)]


def test_every_table_and_column_of_the_published_file_has_a_comment(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    assert world.ask_published("SELECT count(*), count(comment) FROM duckdb_tables()") == [(len(PUBLISHED_TABLES),) * 2]
    tables = "SELECT table_name FROM duckdb_tables()"
    assert (
        world.ask_published(
            f"SELECT column_name FROM duckdb_columns() WHERE comment IS NULL AND table_name IN ({tables})"
        )
        == []
    )


def test_the_published_file_names_no_path_of_this_machine(world: World) -> None:
    world.put_good_day(DAY)
    world.put(DAY, "empty.html", "")
    world.run(DAY)
    assert str(world.root).encode() not in world.folder.current_file.read_bytes()
    assert world.ask_published("SELECT DISTINCT input_uri LIKE '2026-11-02/%' FROM raw.captures") == [(True,)]


def test_an_article_that_breaks_a_rule_is_diverted_and_the_day_goes_on(world: World) -> None:
    world.put_good_day(DAY)
    world.put(DAY, "long.html", article_page("word " * 300, path="long"))
    world.run(DAY)
    assert world.ask("SELECT reason_code, grain, stage, input_uri, attempts, status FROM audit.quarantine") == [
        ("title_too_long", "appearance", "parse", "2026-11-02/long.html", 1, "held")
    ]
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]
    assert world.ask(
        "SELECT table_name, success, severity, len(sample_keys) FROM audit.checks WHERE expectation = 'title_too_long'"
    ) == [("staging.appearances", False, "warn", 1), ("published:staging.appearances", True, "warn", 0)]


def test_what_is_held_back_is_released_by_the_load_that_can_use_it(world: World) -> None:
    world.put_good_day(DAY)
    world.put(DAY, "late.html", "")
    world.run(DAY)
    assert world.ask("SELECT reason_code, status, released_by FROM audit.quarantine") == [("empty", "held", None)]
    world.put(DAY, "late.html", article_page("A late story", path="late"))
    world.run(DAY)
    assert world.ask("SELECT reason_code, status, released_by FROM audit.quarantine") == [
        ("empty", "released", "run-2")
    ]
    assert world.ask_published("SELECT count(*) FROM core.articles WHERE title = 'A late story'") == [(1,)]
    world.put(DAY, "late.html", "")
    world.run(DAY)
    assert world.ask("SELECT reason_code, status, released_by FROM audit.quarantine") == [("empty", "held", None)]


def test_a_page_that_is_gone_leaves_every_table(world: World) -> None:
    world.put_good_day(DAY)
    extra = world.put(DAY, "extra.html", article_page("An extra story", path="extra"))
    world.run(DAY)
    extra.unlink()
    world.run(DAY)
    for table in ("raw.captures", "staging.appearances", "core.articles", "core.article_versions"):
        assert world.ask_published(f"SELECT count(*) FROM {table}") == [(3,)], table


def test_a_day_that_fails_its_audit_is_withheld_and_nothing_is_published(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    before = world.folder.current_file.read_bytes()
    world.put_bad_day(NEXT_DAY)
    with pytest.raises(RefusedError, match=r"2026-11-03: raw\.captures: most_pages_are_readable"):
        world.run(NEXT_DAY)
    assert world.folder.current_file.read_bytes() == before
    assert len(world.folder.history()) == 1


def test_other_days_go_on_being_published_without_a_withheld_one(world: World) -> None:
    world.put_good_day(DAY)
    world.put_bad_day(NEXT_DAY)
    published = world.run(DAY, NEXT_DAY)
    assert published is not None
    assert published.withheld == {NEXT_DAY: "raw.captures: most_pages_are_readable"}
    assert published.publication.load_dates == (DAY,)
    assert world.ask_published("SELECT DISTINCT load_date FROM core.articles") == [(DAY,)]
    assert world.ask_published("SELECT DISTINCT load_date FROM staging.appearances") == [(DAY,)]
    assert world.ask_published(
        "SELECT DISTINCT day, is_withheld, withheld_reason FROM marts.coverage_day ORDER BY day"
    ) == [(DAY, False, None), (NEXT_DAY, True, "raw.captures: most_pages_are_readable")]


def test_a_published_day_that_goes_bad_leaves_later_publications_until_it_is_repaired(world: World) -> None:
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    world.run(DAY, NEXT_DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(6,)]
    world.put_bad_day(NEXT_DAY)
    for number in (1, 2):
        (world.raw_root / str(NEXT_DAY) / f"{number}.html").unlink()
    with pytest.raises(RefusedError):
        world.run(NEXT_DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(6,)], "what was published stays"
    world.run(DAY)
    assert world.ask_published("SELECT DISTINCT load_date FROM core.articles") == [(DAY,)]
    for number in range(3):
        (world.raw_root / str(NEXT_DAY) / f"empty{number}.html").unlink()
    world.put_good_day(NEXT_DAY)
    world.run(NEXT_DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(6,)]
    assert world.ask_published("SELECT bool_or(is_withheld) FROM marts.coverage_day") == [(False,)]


def test_publishing_alone_is_refused_while_core_is_behind(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    before = world.folder.current_file.read_bytes()
    world.put(DAY, "more.html", article_page("One more story", path="more"))
    with world.connect() as connection:
        begin_step(connection, "behind", [DAY], NOW)
        world.load(connection, DAY, "behind", NOW)
        with pytest.raises(RefusedError, match=r"core has changed since the marts were built"):
            publish(connection, world.folder, load_dates=[DAY], arrived=[DAY], run_id="behind", now=NOW)
        build_marts(connection, run_id="behind", now=NOW)
        with pytest.raises(RefusedError, match="every_admitted_appearance_is_folded"):
            publish(connection, world.folder, load_dates=[DAY], arrived=[DAY], run_id="behind", now=NOW)
    assert world.folder.current_file.read_bytes() == before
    assert world.ask("SELECT count(*) > 0 FROM audit.checks WHERE table_name LIKE 'published:%' AND NOT success") == [
        (True,)
    ]
    world.run(DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(4,)]


def test_publishing_before_anything_was_loaded_is_refused(world: World) -> None:
    with world.connect() as connection:
        begin_step(connection, "early", [DAY], NOW)
        with pytest.raises(RefusedError, match="no day has been loaded"):
            publish(connection, world.folder, load_dates=[DAY], arrived=[DAY], run_id="early", now=NOW)
    assert not world.folder.root.exists() or world.folder.current_build_id is None


def test_a_day_without_pages_is_passed_over(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY, NEXT_DAY)
    assert world.ask("SELECT DISTINCT load_date FROM audit.checks WHERE load_date IS NOT NULL") == [(DAY,)]


def test_a_changed_headline_is_a_version_across_loads(world: World) -> None:
    world.put_good_day(DAY)
    world.put(DAY, "story.html", article_page("Vote too close to call", path="vote"))
    world.put(DAY, "story.html.meta.json", '{"captured_at": "2026-11-02T12:00:00Z"}')
    world.put_good_day(NEXT_DAY)
    world.put(NEXT_DAY, "story.html", article_page("Vote is won", path="vote"))
    world.put(NEXT_DAY, "story.html.meta.json", '{"captured_at": "2026-11-03T12:30:00Z"}')
    world.run(DAY)
    ((key,),) = world.ask_published("SELECT article_key FROM core.articles WHERE title = 'Vote too close to call'")
    world.run(NEXT_DAY)
    assert world.ask_published(
        "SELECT article_key, title, version_count FROM core.articles WHERE version_count > 1"
    ) == [(key, "Vote is won", 2)]
    assert world.ask_published("SELECT old_title, new_title, minutes_after_first FROM marts.headline_changes") == [
        ("Vote too close to call", "Vote is won", 24.5 * 60)
    ]


def test_names_that_are_html_or_sql_do_no_harm(world: World) -> None:
    world.put_good_day(DAY, pages=12)
    hostile = "<script>alert(1)<／script>'; DROP TABLE raw.captures; --"
    world.put(DAY, f"{hostile}.html", "")
    world.put(DAY, "title.html", article_page("<img src=x onerror=alert(1)>", path="x"))
    world.run(DAY)
    with world.connect() as connection:
        page = check_page(connection, "run-1")
    assert "<script" not in page and "&lt;script&gt;alert(1)" in page
    assert world.ask("SELECT count(*) FROM raw.captures") == [(14,)]


def test_an_expectation_that_raises_leaves_the_day_as_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    before = world.ask("FROM raw.captures ORDER BY capture_key")
    world.put(DAY, "more.html", article_page("One more story", path="more"))

    def broken(*_: object) -> None:
        raise RuntimeError("in the middle of a load")

    monkeypatch.setattr("etl_project.steps.load.record_checks", broken)
    with pytest.raises(RuntimeError):
        world.run(DAY)
    assert world.ask("FROM raw.captures ORDER BY capture_key") == before


def test_an_article_that_is_diverted_once_normalised_leaves_its_day_admitted(world: World) -> None:
    world.put_good_day(DAY)
    old = article_page("An old story", path="old").replace("2026-11-02T10:00:00Z", "1993-06-01T10:00:00Z")
    world.put(DAY, "old.html", old)
    assert world.run(DAY) is not None
    assert world.ask("SELECT stage, reason_code FROM audit.quarantine") == [("normalise", "published_before_1995")]
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]


def test_articles_that_get_lost_on_the_way_withhold_the_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An injected loss: normalisation forgets everything, so that there is not one row left to look at."""
    world.put_good_day(DAY)
    monkeypatch.setattr("etl_project.steps.load.normalise", lambda *given: normalise(*given).clear())
    with pytest.raises(RefusedError, match=r"staging\.normalised: every_appearance_normalised"):
        world.run(DAY)


def test_pages_that_vanish_are_a_mistake_and_change_nothing(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    world.raw_root.rename(world.root / "elsewhere")
    with pytest.raises(RawPagesMissingError, match="There is no folder"):
        world.run(DAY)
    world.raw_root.mkdir()
    with pytest.raises(RawPagesMissingError, match="3 pages were loaded from it before"):
        world.run(DAY)
    assert world.ask("SELECT count(*) FROM core.articles") == [(3,)]


def test_what_is_in_force_does_not_depend_on_the_clock(world: World) -> None:
    world.put_good_day(DAY)
    world.run(DAY)
    for number in (1, 2):
        (world.raw_root / str(DAY) / f"{number}.html").unlink()
    world.put_bad_day(DAY)
    with world.connect() as connection:
        world.load(connection, DAY, "yesterday", datetime(2026, 1, 1, tzinfo=UTC))
    assert world.ask("SELECT reason FROM audit.withheld_days") == [("raw.captures: most_pages_are_readable",)]


def test_each_article_of_a_page_with_several_is_an_article_in_the_marts(world: World) -> None:
    articles = "".join(
        f"<article><h2>{title}</h2><p>By Ada Lund</p><p>1 November 2026</p>"
        + "".join(
            f"<p>{title}, said the harbour board on day {day} of its meeting on the old lamps of the mole.</p>"
            for day in range(6)
        )
        + "</article>"
        for title in (
            "East quay to close for the winter",
            "Lamps burn all night again",
            "Market moves to the customs square",
        )
    )
    world.put(DAY, "blog.html", f"<html><body><main>{articles}</main></body></html>")
    world.run(DAY)

    assert world.ask_published(
        "SELECT role, title, body_source, byline FROM staging.appearances ORDER BY position"
    ) == [
        ("main", "East quay to close for the winter", "blocks", "By Ada Lund"),
        ("listed", "Lamps burn all night again", "blocks", "By Ada Lund"),
        ("listed", "Market moves to the customs square", "blocks", "By Ada Lund"),
    ]
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]
    assert world.ask_published("SELECT pages, ok FROM marts.coverage_day") == [(1, 1)]


def test_days_do_not_vanish_from_what_is_published_because_the_warehouse_was_lost(world: World) -> None:
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    world.run(DAY, NEXT_DAY)
    before = world.folder.current_file.read_bytes()
    (world.root / "warehouse.duckdb").unlink()
    with pytest.raises(RefusedError, match="2026-11-02 would vanish from what is published"):
        world.run(NEXT_DAY)
    assert world.folder.current_file.read_bytes() == before
    world.run(DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(6,)]


def test_a_day_whose_pages_were_taken_away_may_be_forgotten(world: World) -> None:
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    world.run(DAY, NEXT_DAY)
    (world.root / "warehouse.duckdb").unlink()
    shutil.rmtree(world.raw_root / str(DAY))
    world.run(NEXT_DAY)
    assert world.ask_published("SELECT DISTINCT load_date FROM raw.captures") == [(NEXT_DAY,)]
