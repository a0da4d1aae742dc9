"""Whether the process of a run is still there: seen by a mark that vanishes with it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.launcher import WorkerStatus

from etl_project import launcher
from etl_project.launcher import LocalRunLauncher, is_at_work, mark_at_work

SECONDS_TO_START = 60


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test(
        overrides={"run_launcher": {"module": "etl_project.launcher", "class": "LocalRunLauncher"}}
    ) as instance:
        yield instance


def started_run(instance: dg.DagsterInstance) -> dg.DagsterRun:
    """A run whose process has said that it has started, and no more."""

    @dg.job
    def nothing() -> None:
        pass

    run = instance.create_run_for_job(nothing)
    instance.report_dagster_event(
        dg.DagsterEvent(dg.DagsterEventType.RUN_START.value, job_name="nothing"), run_id=run.run_id
    )
    started = instance.get_run_by_id(run.run_id)
    assert started is not None and started.status == dg.DagsterRunStatus.STARTED
    return started


def at_work_elsewhere(instance: dg.DagsterInstance, run: dg.DagsterRun) -> subprocess.Popen[str]:
    """Another process that is at work on a run."""
    code = (
        "import sys, time, types; from etl_project.launcher import mark_at_work;"
        f"mark_at_work(types.SimpleNamespace(root_directory={instance.root_directory!r}), {run.run_id!r});"
        "print('ready', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    return process


def health(instance: dg.DagsterInstance, run: dg.DagsterRun) -> WorkerStatus:
    assert isinstance(instance.run_launcher, LocalRunLauncher)
    return instance.run_launcher.check_run_worker_health(run).status


def test_a_killed_process_is_noticed_and_one_at_work_is_left_alone(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launcher, "SECONDS_TO_BEGIN", 0.0)
    run = started_run(instance)
    process = at_work_elsewhere(instance, run)
    try:
        assert health(instance, run) == WorkerStatus.RUNNING
    finally:
        process.kill()
        process.wait()
    assert health(instance, run) == WorkerStatus.FAILED


def test_a_run_that_has_just_started_is_given_time_to_say_so(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started_run(instance)
    assert health(instance, run) == WorkerStatus.RUNNING
    late = time.time() + launcher.SECONDS_TO_BEGIN + 1
    monkeypatch.setattr(time, "time", lambda: late)
    assert health(instance, run) == WorkerStatus.FAILED


def test_marks_of_dead_processes_are_swept_and_no_others(instance: dg.DagsterInstance) -> None:
    dead, alive, own = started_run(instance), started_run(instance), started_run(instance)
    killed, process = at_work_elsewhere(instance, dead), at_work_elsewhere(instance, alive)
    killed.kill()
    killed.wait()
    try:
        mark_at_work(instance, own.run_id)
        marks = {path.name for path in (Path(instance.root_directory) / "at_work").iterdir()}
        assert marks == {alive.run_id, own.run_id}
        assert is_at_work(instance, alive.run_id) and is_at_work(instance, own.run_id)
        assert not is_at_work(instance, dead.run_id)
    finally:
        process.kill()
        process.wait()
