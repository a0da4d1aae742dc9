"""Dagster runs in this process: one day, a range, everything, and single assets."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest

from etl_project.definitions import build_defs
from etl_project.jobs import LOAD_JOB, REPLAY_JOB, run_tags
from etl_project.publication import PublicationFolder
from etl_project.settings import Settings
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.put_good_day(DAY)
    return world


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def launch(
    world: World,
    instance: dg.DagsterInstance,
    *,
    tags: dict[str, str],
    assets: list[str] | None = None,
    job_name: str = LOAD_JOB,
    max_page_bytes: int = 20_000_000,
) -> dg.ExecuteInProcessResult:
    settings = Settings(
        raw_root=world.raw_root, data_root=world.root, executor="in_process", max_page_bytes=max_page_bytes
    )
    job = build_defs(settings).resolve_job_def(job_name)
    selection = [dg.AssetKey(name.split("/")) for name in assets] if assets else None
    return job.execute_in_process(instance=instance, tags=tags, asset_selection=selection, raise_on_error=False)


def check(result: dg.ExecuteInProcessResult, asset: str, name: str) -> dg.AssetCheckEvaluation:
    (evaluation,) = [
        evaluation
        for evaluation in result.get_asset_check_evaluations()
        if evaluation.asset_key == dg.AssetKey(asset.split("/")) and evaluation.check_name == name
    ]
    return evaluation


def test_a_range_of_days_is_one_run_with_counts_previews_and_lineage(
    world: World, instance: dg.DagsterInstance
) -> None:
    world.put_good_day(NEXT_DAY)
    result = launch(world, instance, tags=run_tags(DAY, NEXT_DAY))
    assert result.success
    event = instance.get_latest_materialization_event(dg.AssetKey(["staging", "normalised"]))
    assert event is not None and event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert metadata["dagster/row_count"].value == 6
    preview = metadata["preview"]
    assert isinstance(preview, dg.TableMetadataValue)
    assert len(preview.records) == 5
    assert "dagster/column_lineage" in metadata
    assert instance.get_materialized_partitions(dg.AssetKey(["published", "marts"])) == {str(DAY), str(NEXT_DAY)}
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(6,)]


def test_a_run_that_changes_nothing_still_shows_how_many_rows_there_are(
    world: World, instance: dg.DagsterInstance
) -> None:
    for written in (3, 0):
        assert launch(world, instance, tags=run_tags(DAY, DAY)).success
        event = instance.get_latest_materialization_event(dg.AssetKey(["core", "articles"]))
        assert event is not None and event.asset_materialization is not None
        metadata = event.asset_materialization.metadata
        assert (metadata["dagster/row_count"].value, metadata["rows_written"].value) == (3, written)


def test_a_mart_alone_changes_nothing_that_is_published_and_brings_the_others_along(
    world: World, instance: dg.DagsterInstance
) -> None:
    assert launch(world, instance, tags=run_tags(DAY, DAY)).success
    build = world.folder.current_build_id
    with world.connect() as connection:
        connection.execute("DELETE FROM marts.publisher_day")
    result = launch(world, instance, tags={"dagster/partition": str(DAY)}, assets=["marts/coverage_day"])
    assert result.success
    assert {event.asset_key.path[-1] for event in result.get_asset_check_evaluations()} == {"coverage_day"}
    assert world.ask("SELECT count(*) FROM marts.publisher_day") == [(1,)], "no two marts are of different nights"
    assert world.folder.current_build_id == build


def test_the_publication_alone_publishes_what_passed_its_audit(world: World, instance: dg.DagsterInstance) -> None:
    assert launch(world, instance, tags=run_tags(DAY, DAY)).success
    build = world.folder.current_build_id
    assert launch(world, instance, tags={"dagster/partition": str(DAY)}, assets=["published/marts"]).success
    assert world.folder.current_build_id != build
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]


def test_a_bad_day_fails_its_run_and_says_why(world: World, instance: dg.DagsterInstance) -> None:
    assert launch(world, instance, tags=run_tags(DAY, DAY)).success
    before = world.folder.current_file.read_bytes()
    world.put_bad_day(NEXT_DAY)
    result = launch(world, instance, tags=run_tags(NEXT_DAY, NEXT_DAY))
    assert not result.success
    failed = check(result, "raw/captures", "most_pages_are_readable")
    assert (failed.passed, failed.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert failed.metadata["days"].value == [str(NEXT_DAY)]
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert failure.step_failure_data.user_failure_data.description == (
        "Nothing is published. Withheld: 2026-11-03: raw.captures: most_pages_are_readable. "
        "The published file is as it was."
    )
    assert world.folder.current_file.read_bytes() == before
    assert world.ask("SELECT status FROM audit.runs ORDER BY started_at") == [("published",), ("refused",)]
    assert "most_pages_are_readable" in (world.root / "reports" / f"{result.run_id}.html").read_text()

    alone = launch(world, instance, tags={"dagster/partition": str(NEXT_DAY)}, assets=["published/marts"])
    assert not alone.success, "publishing it by itself does not go round the audit"
    assert world.folder.current_file.read_bytes() == before


def test_a_run_that_had_to_withhold_a_day_publishes_the_others_and_ends_as_failed(
    world: World, instance: dg.DagsterInstance
) -> None:
    world.put_bad_day(NEXT_DAY)
    result = launch(world, instance, tags=run_tags(DAY, NEXT_DAY))
    assert not result.success
    withheld = check(result, "published/marts", "every_day_was_published")
    assert not withheld.passed
    assert withheld.description == "2026-11-03 is withheld: raw.captures: most_pages_are_readable"
    assert world.ask_published("SELECT DISTINCT load_date FROM core.articles") == [(DAY,)]
    report = world.folder.current_report.read_text(encoding="utf-8")
    assert "1 day</a> withheld" in report, "it is then that the report is wanted most"
    assert sentences(result) == [
        "2026-11-03 is withheld: raw.captures: most_pages_are_readable. Every other day that passed its audit is published."
    ]


def test_the_report_says_what_is_published_and_can_be_made_anew_alone(
    world: World, instance: dg.DagsterInstance
) -> None:
    assert launch(world, instance, tags=run_tags(DAY, DAY)).success
    build, report = world.folder.current_build_id, world.folder.current_report
    page = report.read_bytes()
    event = instance.get_latest_materialization_event(dg.AssetKey(["published", "report"]))
    assert event is not None and event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    assert (metadata["build"].value, metadata["file"].value) == (build, str(report))
    assert metadata["bytes"].value == len(page)
    rows = metadata["rows"].value
    assert isinstance(rows, dict) and rows["What did the latest day bring?"] == 1

    report.unlink()
    alone = launch(world, instance, tags={"dagster/partition": str(DAY)}, assets=["published/report"])
    assert alone.success and not alone.get_asset_check_evaluations()
    assert world.folder.current_build_id == build, "nothing is published by it"
    assert report.read_bytes() == page


def test_a_publication_whose_report_failed_stays_published_and_the_run_says_so(
    world: World, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(PublicationFolder, "add_report", fail)
    result = launch(world, instance, tags=run_tags(DAY, DAY))
    assert sentences(result) == [
        "The report could not be made: no space left on device. What is published stays; "
        "materialize published.report to try again."
    ]
    assert instance.get_latest_materialization_event(dg.AssetKey(["published", "marts"])) is not None
    assert instance.get_latest_materialization_event(dg.AssetKey(["published", "report"])) is None
    assert check(result, "published/marts", "every_day_was_published").passed
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(3,)]
    assert not world.folder.current_report.exists()


def test_everything_is_shown_even_when_nothing_has_arrived(tmp_path: Path, instance: dg.DagsterInstance) -> None:
    world = World(tmp_path)
    (world.raw_root / str(DAY)).mkdir(parents=True)
    result = launch(world, instance, tags=run_tags(DAY, DAY))
    assert not result.success
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert failure.step_failure_data.user_failure_data is not None
    assert "no day has been loaded" in (failure.step_failure_data.user_failure_data.description or "")


def test_where_a_run_writes_is_not_for_its_config_to_say(
    world: World, instance: dg.DagsterInstance, tmp_path: Path
) -> None:
    """Whoever can launch a run, a web page in the operator's browser included, could else write wherever he may."""
    elsewhere = tmp_path / "elsewhere"
    settings = Settings(raw_root=world.raw_root, data_root=world.root, executor="in_process")
    job = build_defs(settings).resolve_job_def(LOAD_JOB)
    path = {"path": str(elsewhere / "warehouse.duckdb"), "wait_seconds": 1.0, "memory_limit_mb": 800}
    config = {"resources": {"warehouse": {"config": path}}}
    job.execute_in_process(run_config=config, instance=instance, tags=run_tags(DAY, DAY), raise_on_error=False)
    assert not elsewhere.exists()
    assert world.ask_published("SELECT count(*) FROM raw.captures") == [(3,)]


def test_a_replay_answers_only_for_the_days_on_which_something_was_tried(
    world: World, instance: dg.DagsterInstance
) -> None:
    world.put_bad_day(NEXT_DAY)
    last_day = NEXT_DAY + timedelta(days=1)
    world.put_good_day(last_day)
    for day in (DAY, last_day):
        world.put(day, "long.html", article_page("A long story", words=400, path=f"long/{day}"))
    range_ = run_tags(DAY, last_day)
    assert not launch(world, instance, tags=range_, max_page_bytes=4000).success
    with world.connect() as connection:  # of the day between nothing may be tried again
        connection.execute("UPDATE audit.quarantine SET attempts = 99 WHERE load_date = $1", [NEXT_DAY])
    assert launch(world, instance, tags=range_, job_name=REPLAY_JOB).success
    assert world.ask_published("SELECT count(*) FROM core.articles WHERE title = 'A long story'") == [(2,)]

    again = launch(world, instance, tags=range_, job_name=REPLAY_JOB)
    assert sentences(again) == ["Nothing of these days is held back that may be tried again."]


def test_a_run_without_days_is_told_to_choose_some(world: World, instance: dg.DagsterInstance) -> None:
    assert sentences(launch(world, instance, tags={}, assets=["marts/coverage_day"])) == [
        "Choose the days that the run is about."
    ]


def sentences(result: dg.ExecuteInProcessResult) -> list[str | None]:
    """What the failed steps of a run said."""
    data = [event.step_failure_data.user_failure_data for event in result.all_events if event.is_step_failure]
    return [failure.description if failure else None for failure in data]
