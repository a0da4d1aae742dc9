"""Launches that meet: queued, or refused in one sentence; nothing corrupt, nobody stuck, also when one of them is killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.reliability.launches import holder, launch_at_once, left_behind
from etl_project_tests.conftest import ROOT, CommandLine
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.end_to_end.server import LOCATION, RUN_SECONDS, Run, Server, serving, wait_for
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("launches")]

BOTH = {"dagster/asset_partition_range_start": str(DAY), "dagster/asset_partition_range_end": str(NEXT_DAY)}
PUBLICATION = ["published", "marts"]
NOTICED_SECONDS = 120
"""Time in which a run whose process has died is to be noticed."""

Contents = dict[str, tuple[int, str]]


def test_loads_at_once_two_of_them_killed_end_in_the_same_tables(tmp_path: Path) -> None:
    figures = launch_at_once(1, tmp_path)
    assert not figures.failed, figures
    assert not figures.different, figures
    assert not figures.left, figures
    assert figures.killed >= 1, "else this shows nothing"
    assert figures.launched == figures.killed + figures.refused + figures.ended_well


def launch(server: Server, tags: dict[str, str], assets: list[list[str]] | None = None) -> str:
    """Launch the job as the UI does, of some assets only where they are named; the run's id."""
    selector = LOCATION | {"jobName": "load"}
    data = server.ask(
        """
        mutation ($parameters: ExecutionParams!) {launchPipelineExecution(executionParams: $parameters) {
            __typename ... on LaunchRunSuccess {run {runId}} ... on PythonError {message}
        }}
        """,
        parameters={
            "selector": selector | ({"assetSelection": [{"path": asset} for asset in assets]} if assets else {}),
            "runConfigData": "{}",
            "executionMetadata": {"tags": [{"key": key, "value": value} for key, value in tags.items()]},
        },
    )
    launched = data["launchPipelineExecution"]
    assert launched["__typename"] == "LaunchRunSuccess", launched
    return str(launched["run"]["runId"])


def backfill(server: Server, first: date, last: date) -> None:
    """Launch a backfill of every asset over the days from `first` to `last`, as the page of the asset graph does."""
    assets = server.ask("{assetNodes {assetKey {path} isMaterializable}}")["assetNodes"]
    data = server.ask(
        """
        mutation ($parameters: LaunchBackfillParams!) {launchPartitionBackfill(backfillParams: $parameters) {
            __typename ... on LaunchBackfillSuccess {backfillId} ... on PythonError {message}
        }}
        """,
        parameters={
            "assetSelection": [{"path": node["assetKey"]["path"]} for node in assets if node["isMaterializable"]],
            "partitionNames": [str(first + timedelta(days=number)) for number in range((last - first).days + 1)],
            "tags": [],
        },
    )
    assert data["launchPartitionBackfill"]["__typename"] == "LaunchBackfillSuccess", data


def tick_of_schedule(server: Server) -> dict[str, Any]:
    """What the schedule would launch now."""
    data = server.ask(
        """
        mutation ($named: ScheduleSelector!, $now: Float) {scheduleDryRun(selectorData: $named, timestamp: $now) {
            ... on DryRunInstigationTick {evaluationResult {
                runRequests {tags {key value}} skipReason error {message}
            }}
        }}
        """,
        named=LOCATION | {"scheduleName": "nightly_load"},
        now=time.time(),
    )
    result: dict[str, Any] = data["scheduleDryRun"]["evaluationResult"]
    return result


def tick_of_sensor(server: Server) -> dict[str, Any]:
    """What the sensor would launch now."""
    data = server.ask(
        """
        mutation ($named: SensorSelector!) {sensorDryRun(selectorData: $named, cursor: null) {
            ... on DryRunInstigationTick {evaluationResult {
                runRequests {tags {key value}} skipReason error {message}
            }}
        }}
        """,
        named=LOCATION | {"sensorName": "load_on_arrival"},
    )
    result: dict[str, Any] = data["sensorDryRun"]["evaluationResult"]
    return result


def load_by_command(line: CommandLine) -> subprocess.Popen[bytes]:
    """A load from the command line, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "etl_project", "load"],
        cwd=ROOT,
        env=line.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@dataclass(frozen=True)
class Beginning:
    """A server whose data folder a killed load has left behind, and what the tables are to be."""

    server: Server
    killed_run: Run
    expected: Contents


@pytest.fixture(scope="module")
def beginning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Beginning]:
    folder = tmp_path_factory.mktemp("launches")
    world = World(folder)
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    undisturbed = CommandLine(folder / "undisturbed", world.raw_root)
    done = undisturbed.run("load")
    assert done.returncode == 0, done.stdout + done.stderr

    line = CommandLine(folder / "data", world.raw_root)
    process = load_by_command(line)
    try:
        # Its first step has begun, its last has not.
        wait_for("a step", lambda: (line.data_root / "warehouse.duckdb").exists(), RUN_SECONDS)
    finally:
        process.kill()
        process.wait()
    assert not line.published_file.exists()
    with serving(line, ETL_ARRIVAL_SETTLE_SECONDS="0") as server:
        (killed_run,) = server.runs()
        yield Beginning(server, killed_run, contents(undisturbed.published_file))


@dataclass(frozen=True)
class Crowd:
    """What came of launches that were made at once."""

    runs: dict[str, Run]
    by_hand: list[str]
    waited_for_killed: bool
    skipped: list[str]
    command_exit: int


@pytest.fixture(scope="module")
def crowd(beginning: Beginning) -> Crowd:
    server = beginning.server
    killed = beginning.killed_run.run_id
    waited = beginning.killed_run.status == "STARTED"
    wait_for("the killed load to be noticed", lambda: status(server, killed) == "FAILURE", NOTICED_SECONDS)
    (request,) = tick_of_schedule(server)["runRequests"]
    scheduled = {tag["key"]: tag["value"] for tag in request["tags"]}
    assert scheduled.items() >= BOTH.items()

    by_hand = [launch(server, {"dagster/partition": str(DAY)}), launch(server, scheduled)]
    server.start_sensor("load_on_arrival")
    skipped = [tick_of_schedule(server)["skipReason"], tick_of_sensor(server)["skipReason"]]
    backfill(server, DAY, NEXT_DAY)
    backfill(server, NEXT_DAY, NEXT_DAY)
    command = load_by_command(server.line)
    by_hand.append(launch(server, {"dagster/partition": str(DAY)}, [PUBLICATION]))
    try:
        runs = server.finished_runs(6, besides=[beginning.killed_run], seconds=2 * RUN_SECONDS)
        exit_code = command.wait(RUN_SECONDS)
    finally:
        command.kill()
        command.wait()
    return Crowd({run.run_id: run for run in runs}, by_hand, waited, skipped, exit_code)


def status(server: Server, run_id: str) -> str:
    return next(run.status for run in server.runs() if run.run_id == run_id)


def test_a_load_that_was_killed_before_the_server_started_does_not_hold_up_the_queue(crowd: Crowd) -> None:
    assert crowd.waited_for_killed, "its process could not say that it was killed"


def test_what_is_being_loaded_is_not_launched_again(crowd: Crowd) -> None:
    assert [re.sub(r" in /.*? is", " is", reason) for reason in crowd.skipped] == [
        "What has arrived is being loaded already."
    ] * 2
    assert not [run for run in crowd.runs.values() if "dagster/sensor_name" in run.tags]


def test_launches_at_once_end_well_one_after_the_other(beginning: Beginning, crowd: Crowd) -> None:
    assert {run.status for run in crowd.runs.values()} == {"SUCCESS"}
    assert set(crowd.by_hand) < set(crowd.runs)
    backfills = [run.days for run in crowd.runs.values() if "dagster/backfill" in run.tags]
    assert sorted(backfills) == [(str(DAY), str(NEXT_DAY)), (str(NEXT_DAY), str(NEXT_DAY))]
    assert crowd.command_exit == 0
    line = beginning.server.line
    assert contents(line.published_file) == beginning.expected
    assert left_behind(line.data_root) == []


def test_a_run_whose_process_is_killed_is_noticed_and_launched_again(beginning: Beginning, crowd: Crowd) -> None:
    server = beginning.server
    before = server.runs()
    victim = launch(server, BOTH)
    queued = launch(server, {"dagster/partition": str(DAY)})

    def at_work() -> int | None:
        try:
            said = (server.line.data_root / "warehouse.lock").read_text()
        except OSError:
            return None
        return holder(server.line.data_root) if said.startswith(f"run {victim[:8]} ") else None

    deadline = time.monotonic() + RUN_SECONDS
    while not (process := at_work()):  # a step takes a second: half of one is too long to wait
        assert time.monotonic() < deadline and status(server, victim) not in {"SUCCESS", "FAILURE"}
        time.sleep(0.02)
    os.kill(process, signal.SIGKILL)
    wait_for("the death to be noticed", lambda: status(server, victim) == "FAILURE", NOTICED_SECONDS)

    runs = {run.run_id: run for run in server.finished_runs(3, besides=before, seconds=2 * RUN_SECONDS)}
    assert runs.pop(victim).status == "FAILURE"
    assert runs.pop(queued).status == "SUCCESS"
    (again,) = runs.values()
    assert (again.status, again.days) == ("SUCCESS", (str(DAY), str(NEXT_DAY)))
    assert again.tags["dagster/parent_run_id"] == victim
    assert contents(server.line.published_file) == beginning.expected
    assert left_behind(server.line.data_root) == []
