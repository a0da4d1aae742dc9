"""Which days are being loaded already, and how the schedule and the sensor leave them alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import dagster as dg
import pytest

from etl_project.definitions import build_defs
from etl_project.jobs import LOAD_JOB, REPLAY_JOB, days_under_way, run_tags
from etl_project.settings import Settings
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

WHOLE = {dg.AssetKey(["raw", "captures"]), dg.AssetKey(["core", "articles"]), dg.AssetKey(["published", "marts"])}
PART = {dg.AssetKey(["published", "marts"])}


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as instance:
        yield instance


def add_run(
    instance: dg.DagsterInstance,
    status: dg.DagsterRunStatus,
    tags: dict[str, str],
    *,
    job: str = LOAD_JOB,
    assets: set[dg.AssetKey] | None = None,
) -> None:
    instance.add_run(
        dg.DagsterRun(
            job_name=job, status=status, tags=tags, asset_selection=None if assets is None else frozenset(assets)
        )
    )


@pytest.mark.parametrize(
    "status", [dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED]
)
def test_days_of_runs_that_are_under_way(instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> None:
    add_run(instance, status, run_tags(date(2026, 11, 2), date(2026, 11, 4)))
    add_run(instance, status, {"dagster/partition": "2026-11-09"}, job="__ASSET_JOB", assets=WHOLE)
    assert days_under_way(instance) == {date(2026, 11, day) for day in (2, 3, 4, 9)}


def test_runs_that_have_ended_or_do_not_load_and_publish_the_day_do_not_count(instance: dg.DagsterInstance) -> None:
    tags = {"dagster/partition": str(DAY)}
    for status in (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED):
        add_run(instance, status, tags)
    add_run(instance, dg.DagsterRunStatus.STARTED, tags, assets=PART)
    add_run(instance, dg.DagsterRunStatus.STARTED, tags, job=REPLAY_JOB)
    add_run(instance, dg.DagsterRunStatus.STARTED, {})
    assert days_under_way(instance) == set()


def test_schedule_and_sensor_launch_only_what_nobody_has_launched(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    defs = build_defs(Settings(raw_root=world.raw_root, data_root=tmp_path, arrival_settle_seconds=0))

    def launched() -> list[dict[str, str] | str | None]:
        """Tags of what each of the two would launch, or why it launches nothing."""
        night = dg.build_schedule_context(instance, scheduled_execution_time=datetime(2026, 11, 7, 2, tzinfo=UTC))
        ticks = (
            defs.resolve_schedule_def("nightly_load").evaluate_tick(night),
            defs.resolve_sensor_def("load_on_arrival").evaluate_tick(dg.build_sensor_context(instance)),
        )
        return [
            {key: value for key, value in tick.run_requests[0].tags.items() if "range" in key}
            if tick.run_requests
            else tick.skip_message
            for tick in ticks
        ]

    assert launched() == [run_tags(DAY, NEXT_DAY)] * 2
    add_run(instance, dg.DagsterRunStatus.STARTING, {"dagster/partition": str(DAY)})
    assert launched() == [run_tags(NEXT_DAY, NEXT_DAY)] * 2
    add_run(instance, dg.DagsterRunStatus.STARTED, {"dagster/partition": str(NEXT_DAY)})
    assert launched() == [
        f"What has arrived in {world.raw_root} is being loaded already.",
        "What has arrived is being loaded already.",
    ]
