"""Dagster's home: made once and whole, however many processes start at once."""

import multiprocessing
from pathlib import Path

import dagster as dg
import pytest

from etl_project.dagster_home import prepare_dagster_home
from etl_project.launcher import LocalRunLauncher
from etl_project.settings import Settings


def _start(data_root: Path) -> None:
    """What a load and the server do first."""
    prepare_dagster_home(Settings(data_root=data_root))
    with dg.DagsterInstance.get() as instance:
        instance.get_runs(limit=1)


@pytest.mark.slow
def test_processes_that_start_at_once_share_one_home(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_start, args=(tmp_path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [0] * 4


def test_a_home_that_was_left_half_made_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_HOME", "")  # restored afterwards
    (tmp_path / "dagster.new" / "history").mkdir(parents=True)
    (tmp_path / "dagster.new" / "history" / "runs.db").write_bytes(b"half")
    prepare_dagster_home(Settings(data_root=tmp_path))
    with dg.DagsterInstance.get() as instance:
        assert instance.get_runs() == []
        assert isinstance(instance.run_launcher, LocalRunLauncher)
    assert not (tmp_path / "dagster.new").exists()
