"""Launches runs as Dagster does by default, and can tell whether the process of a run is still there.

Dagster's own launcher leaves that to the server which started the process. Nobody then notices the end of a run that
was started from the command line, or whose server was killed along with it, and every run that is queued behind it
waits until the run's timeout.
"""

import time
from contextlib import suppress
from pathlib import Path

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, WorkerStatus
from filelock import FileLock, Timeout

SECONDS_TO_BEGIN = 60.0
"""Time from the start of a run until its first step marks it as at work, at most."""

_marks: dict[Path, FileLock] = {}
"""Held until this process ends, and not only to the end of a run: after that, a run has still to report what came of it."""


def mark_at_work(instance: dg.DagsterInstance, run_id: str) -> None:
    """Let others see that this process is at work on a run. The mark vanishes with the process, however that ends."""
    mark = _mark(instance, run_id)
    if mark not in _marks:
        mark.parent.mkdir(exist_ok=True)
        for left in set(mark.parent.iterdir()) - set(_marks):
            # Unlinked while it is locked: its owner may be about to lock it, and then notices.
            with suppress(Timeout), FileLock(left, timeout=0):
                left.unlink(missing_ok=True)
        _marks[mark] = FileLock(mark, thread_local=False)
        _marks[mark].acquire()


def is_at_work(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether a process is at work on a run."""
    mark = _mark(instance, run_id)
    return mark.exists() and _is_held(mark)


class LocalRunLauncher(DefaultRunLauncher):
    """Starts a process for each run on this machine, and notices when one is gone."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Whether the process of a run that has started is there, or may not have got so far as to say so."""
        if is_at_work(self._instance, run.run_id):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        record = self._instance.get_run_record_by_id(run.run_id)
        if record is None or record.start_time is None or time.time() - record.start_time < SECONDS_TO_BEGIN:
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        return CheckRunHealthResult(WorkerStatus.FAILED, "Its process was killed, or this machine was restarted.")


def _mark(instance: dg.DagsterInstance, run_id: str) -> Path:
    return Path(instance.root_directory) / "at_work" / run_id


def _is_held(mark: Path) -> bool:
    """Whether another process, or this one, holds a mark."""
    if mark in _marks:
        return True
    try:
        with FileLock(mark, timeout=0):
            return False
    except Timeout:
        return True
