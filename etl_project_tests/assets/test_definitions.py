"""What the Dagster UI shows: assets, groups, descriptions, columns, checks, jobs, schedules and sensors."""

import re
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from etl_project.definitions import build_defs
from etl_project.settings import Settings
from etl_project.tables import TABLES
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project_tests.conftest import ROOT

FLOW = {
    "data/raw": set(),
    "raw/inputs": {"data/raw"},
    "raw/captures": {"raw/inputs"},
    "staging/appearances": {"raw/captures"},
    "staging/normalised": {"staging/appearances"},
    "staging/body_lines": {"staging/normalised"},
    "core/publishers": {"staging/normalised"},
    "core/furniture": {"staging/body_lines"},
    "core/articles": {"core/furniture", "staging/normalised"},
    "core/article_versions": {"core/furniture", "staging/normalised"},
    "core/article_appearances": {"core/furniture", "staging/normalised"},
    "core/signatures": {"core/articles"},
    "core/duplicates": {"core/articles", "core/signatures"},
    "core/copies": {"core/articles", "core/duplicates", "core/publishers"},
    "core/name_sightings": {"core/articles"},
    "core/name_evidence": {"core/name_sightings"},
    "core/entities": {"core/mentions", "core/entity_forms"},
    "core/entity_forms": {"core/mentions", "core/name_sightings"},
    "core/mentions": {"core/name_sightings", "core/name_evidence"},
    "core/quotes": {"core/articles", "core/mentions", "core/entities"},
    "core/article_terms": {"core/articles", "core/duplicates"},
    "core/term_days": {"core/article_terms"},
    "core/story_entries": {"core/article_terms", "core/term_days"},
    "core/stories": {"core/story_entries", "core/articles"},
    "core/story_merges": {"core/story_entries"},
    "marts/publisher_day": {"core/articles", "core/publishers"},
    "marts/coverage_day": {"raw/captures", "staging/normalised"},
    "marts/publisher_silences": {"marts/publisher_day"},
    "marts/headline_changes": {"core/article_versions", "core/articles", "core/publishers"},
    "marts/entity_day": {"core/articles", "core/entities", "core/mentions"},
    "marts/entity_pairs_week": {"core/articles", "core/entities", "core/mentions"},
    "marts/topic_day": {"staging/appearances", "core/article_appearances", "core/articles"},
    "marts/syndication": {"core/articles", "core/copies", "core/publishers"},
    "marts/story_timeline": {"core/articles", "core/stories", "core/publishers"},
    "marts/term_day": {"core/term_days", "core/article_terms"},
    "marts/quotes_by_speaker": {"core/quotes", "core/articles", "core/entities"},
    "published/marts": {
        "core/publishers",
        "core/furniture",
        "core/articles",
        "core/article_versions",
        "core/article_appearances",
        "core/article_terms",
        "core/duplicates",
        "core/copies",
        "core/entities",
        "core/mentions",
        "core/quotes",
        "core/stories",
        "core/story_merges",
        "marts/publisher_day",
        "marts/coverage_day",
        "marts/publisher_silences",
        "marts/headline_changes",
        "marts/entity_day",
        "marts/entity_pairs_week",
        "marts/topic_day",
        "marts/syndication",
        "marts/story_timeline",
        "marts/term_day",
        "marts/quotes_by_speaker",
    },
    "published/report": {"published/marts"},
}


@pytest.fixture(scope="module")
def defs(tmp_path_factory: pytest.TempPathFactory) -> dg.Definitions:
    folder = tmp_path_factory.mktemp("definitions")
    for day in ("2026-11-02", "2099-01-01"):
        (folder / "raw" / day).mkdir(parents=True)
    return build_defs(Settings(raw_root=folder / "raw", data_root=folder / "data"))


def test_the_graph_reads_like_the_flow(defs: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(defs)
    graph = defs.resolve_asset_graph()
    assert {
        key.to_user_string(): {parent.to_user_string() for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    } == FLOW


def test_tables_are_declared_after_those_that_they_are_made_from() -> None:
    """A step tells of its tables in the order of their declarations, and Dagster refuses one before its source."""
    position = {table.name.replace(".", "/"): number for number, table in enumerate(TABLES)}
    late = [
        (name, source)
        for name, sources in FLOW.items()
        for source in sources
        if name in position and source in position and position[source] > position[name]
    ]
    assert late == []


def test_the_readme_draws_every_asset(defs: dg.Definitions) -> None:
    drawing = (ROOT / "README.md").read_text(encoding="utf-8").split("```mermaid")[1].split("```")[0]
    drawn = set(re.findall(r"\w+", drawing.replace("<br/>", " ")))
    assert [key.path[-1] for key in defs.resolve_asset_graph().get_all_asset_keys() if key.path[-1] not in drawn] == []


def test_every_asset_is_described(defs: dg.Definitions) -> None:
    for spec in defs.resolve_all_asset_specs():
        assert spec.description and spec.kinds and spec.owners == ["team:news-warehouse"]
        assert spec.group_name == ("raw" if spec.key.path[0] == "data" else spec.key.path[0])


def test_columns_are_those_of_the_declarations(defs: dg.Definitions) -> None:
    specs = {".".join(spec.key.path): spec for spec in defs.resolve_all_asset_specs()}
    for table in TABLES:
        if table.schema_name == "audit":
            continue
        schema = specs[table.name].metadata["dagster/column_schema"]
        assert isinstance(schema, dg.TableSchema)
        assert [(c.name, c.type, c.description) for c in schema.columns] == [
            (c.name, c.type, c.description) for c in table.columns
        ]


def test_every_expectation_is_a_check_on_its_asset(defs: dg.Definitions) -> None:
    checks = {(key.asset_key.to_user_string(), key.name) for key in defs.resolve_asset_graph().asset_check_keys}
    expected = {
        (table.name.replace(".", "/"), expectation.name)
        for table in TABLES
        if table.schema_name != "audit"
        for expectation in row_expectations(table) + table_expectations(table)
    }
    assert checks == expected | {("published/marts", "every_day_was_published")}


def test_partitions_reach_from_the_first_folder_to_the_last(defs: dg.Definitions) -> None:
    partitions = defs.resolve_job_def("load").partitions_def
    assert partitions is not None
    keys = partitions.get_partition_keys()
    assert (keys[0], keys[-1]) == ("2026-11-02", "2099-01-01")


def test_jobs_schedules_and_sensors(defs: dg.Definitions) -> None:
    schedule = defs.resolve_schedule_def("nightly_load")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("0 2 * * *", "UTC")
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING
    assert defs.resolve_sensor_def("load_on_arrival").default_status == dg.DefaultSensorStatus.STOPPED
    assert defs.resolve_sensor_def("failure_notice").default_status == dg.DefaultSensorStatus.RUNNING


def test_days_that_do_not_follow_one_another_are_runs_of_their_own(tmp_path: Path) -> None:
    for day in ("2026-11-02", "2026-11-03", "2026-11-06"):
        (tmp_path / "raw" / day).mkdir(parents=True)
        (tmp_path / "raw" / day / "page.txt").write_text("A page.")
    settings = Settings(raw_root=tmp_path / "raw", data_root=tmp_path / "data")
    schedule = build_defs(settings).resolve_schedule_def("nightly_load")
    night = datetime(2026, 11, 7, 2, tzinfo=UTC)
    with dg.instance_for_test() as instance:
        tick = schedule.evaluate_tick(dg.build_schedule_context(instance, scheduled_execution_time=night))
    assert tick.run_requests is not None
    assert [
        (request.tags["dagster/asset_partition_range_start"], request.tags["dagster/asset_partition_range_end"])
        for request in tick.run_requests
    ] == [("2026-11-02", "2026-11-03"), ("2026-11-06", "2026-11-06")]


def test_hour_and_zone_of_the_schedule_are_settings(tmp_path: Path) -> None:
    settings = Settings(
        raw_root=tmp_path,
        data_root=tmp_path,
        schedule_hour=23,
        schedule_minute=30,
        schedule_time_zone="Europe/Berlin",
    )
    schedule = build_defs(settings).resolve_schedule_def("nightly_load")
    assert (schedule.cron_schedule, schedule.execution_timezone) == ("30 23 * * *", "Europe/Berlin")
