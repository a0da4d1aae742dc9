"""The harness of faults works, and would notice what should not be."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from benchmarks.reliability import processes, readers
from benchmarks.reliability.full_disk import CannotMountError, fill_disks
from benchmarks.reliability.kills import kill_runs
from benchmarks.reliability.night import Places
from benchmarks.reliability.readers import holds_together, read_under_load
from benchmarks.reliability.undisturbed import Undisturbed, locked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return Undisturbed.prepare(tmp_path_factory.mktemp("undisturbed"))


@pytest.fixture
def whole(undisturbed: Undisturbed, tmp_path: Path) -> Places:
    """A data folder with nothing wrong in it."""
    shutil.copytree(undisturbed.second_night.with_name("whole"), tmp_path / "data", symlinks=True)
    return Places(tmp_path / "data")


def test_killed_runs_leave_no_trace(tmp_path: Path) -> None:
    figures = kill_runs(12, seed=7, folder=tmp_path)
    assert figures.wrong == []
    assert figures.kills >= 12 and figures.published.total() == figures.kills
    assert set(figures.published) <= {"nothing", "the old", "the new"}


def test_full_disks_leave_no_trace() -> None:
    try:
        figures = fill_disks(5)
    except CannotMountError as error:
        pytest.skip(str(error))
    assert figures.wrong == []
    assert figures.full >= 2 and figures.full + figures.large_enough == 5
    assert set(figures.published) == {"the old"}


def test_readers_are_told_whole_states(tmp_path: Path) -> None:
    figures = read_under_load(4, folder=tmp_path)
    assert figures.wrong == []
    assert set(figures.questions) == set(readers.KINDS), "in Python and by the command line, afresh and for long"
    assert (figures.publications, figures.rollbacks) == (5, 1)
    assert figures.builds_seen >= 3 and figures.builds_removed >= 2


def test_a_worker_that_outlives_its_pool_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_MOMENT_SECONDS", 0.5)
    process = processes.start(_leave_one_behind, tmp_path / "id", log=tmp_path / "log", temporary=tmp_path / "tmp")
    process.join()
    left = int((tmp_path / "id").read_text())
    try:
        assert processes.left_by(process) == [left]
    finally:
        os.kill(left, signal.SIGKILL)
    time.sleep(0.1)
    assert processes.left_by(process) == []


def _leave_one_behind(noted: Path) -> None:
    noted.write_text(str(subprocess.Popen(["sleep", "60"]).pid))


def test_nothing_is_wrong_with_an_undisturbed_run(undisturbed: Undisturbed, whole: Places, tmp_path: Path) -> None:
    assert undisturbed.published(whole, is_first_night=False) == ("the new", [])
    assert undisturbed.wrong_after_run(whole, tmp_path / "tmp") == []
    assert undisturbed.published(Places(undisturbed.second_night), is_first_night=False) == ("the old", [])
    assert undisturbed.published(Places(tmp_path / "empty"), is_first_night=True) == ("nothing", [])


def test_a_publication_that_vanished_is_noticed(undisturbed: Undisturbed, whole: Places) -> None:
    (whole.publications.root / "current").unlink()
    assert undisturbed.published(whole, is_first_night=False) == ("nothing", ["what was published has vanished"])


def test_a_changed_row_a_stray_file_and_a_held_lock_are_noticed(
    undisturbed: Undisturbed, whole: Places, tmp_path: Path
) -> None:
    file = whole.publications.current_file
    file.chmod(0o644)
    with duckdb.connect(str(file)) as marts:
        marts.execute(
            "UPDATE core.articles SET title = title || '!' WHERE article_key = (SELECT min(article_key) FROM core.articles)"
        )
    with duckdb.connect(str(whole.warehouse.path)) as warehouse:
        warehouse.execute("DELETE FROM raw.captures WHERE capture_key = (SELECT min(capture_key) FROM raw.captures)")
    assert (
        "neither the old nor the new is published: core.articles"
        in undisturbed.published(whole, is_first_night=False)[1]
    )

    (whole.root / "warehouse.spill").mkdir()
    (tmp_path / "tmp" / "gx").mkdir(parents=True)
    with FileLock(whole.root / "warehouse.lock"):
        wrong = undisturbed.wrong_after_run(whole, tmp_path / "tmp")
        assert locked(whole) == [f"{whole.root / 'warehouse.lock'} is held"]
    assert wrong == [
        "published: core.articles",
        "warehouse: raw.captures",
        f"{whole.root / 'warehouse.spill'} is left",
        f"{tmp_path / 'tmp' / 'gx'} is left",
        f"{whole.root / 'warehouse.lock'} is held",
    ]


@pytest.mark.parametrize("half", ["articles_by_publisher", "articles_that_appear", "pages_by_host", "days", "runs"])
def test_half_a_state_is_noticed(half: str) -> None:
    answer: readers.Answer = {
        "build": "b",
        "days": 2,
        "articles": 9,
        "articles_by_publisher": 9,
        "articles_that_appear": 9,
        "pages": 7,
        "pages_by_host": 7,
        "days_loaded": 2,
        "runs": 1,
    }
    assert holds_together(answer)
    assert not holds_together(answer | {half: 0})
