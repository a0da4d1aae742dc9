"""Kill -9 at every boundary of a step, at every file operation, and at random moments; then run again.

    python -m benchmarks.reliability.kills [--kills 200] [--seed 1]

After every kill the published file has to be the old publication or the new one, and whole; and a plain run after it has
to leave the tables of a load that was never disturbed, row for row, with no lock held and nothing half-made left over.
"""

import argparse
import itertools
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from benchmarks.reliability import processes
from benchmarks.reliability.night import Places, run
from benchmarks.reliability.undisturbed import Undisturbed, locked, must_end_well
from etl_project.execution import InProcess, ProcessPool

Kind = Literal["boundary of a step", "file operation", "random moment", "random moment of a run with a pool"]

_FILE_OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.chmod"}
"""Audit events of Python's; what DuckDB does to its files is met by the random moments."""


@dataclass(frozen=True)
class Kill:
    """When a run is killed: at the `number`-th point of its kind, or after so many thousandths of its usual time."""

    kind: Kind
    number: int
    is_first_night: bool
    """Whether nothing was loaded and published before."""


@dataclass
class Figures:
    """What became of the runs that were to be killed."""

    by_kind: Counter[Kind] = field(default_factory=Counter)
    survived_kill: int = 0
    """Ended before their moment came."""
    with_log: int = 0
    """Left DuckDB's write-ahead log beside the warehouse."""
    published: Counter[str] = field(default_factory=Counter)
    """What was published after the kill: nothing, the old or the new."""
    wrong: list[str] = field(default_factory=list)
    """What should not be, a line each."""

    @property
    def kills(self) -> int:
        return self.by_kind.total()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} at a {kind}" for kind, count in self.by_kind.items())
        left = ", ".join(f"{count} times {name}" for name, count in sorted(self.published.items()))
        return "\n".join(
            [
                f"Runs killed             {self.kills} ({kinds}); {self.survived_kill} ended before their moment",
                f"Published then          {left}; never anything else",
                f"DuckDB's log left       {self.with_log} times",
                f"Other tables after it   {len(self.wrong)}",
                *self.wrong,
            ]
        )


def kill_runs(count: int, seed: int = 1, *, folder: Path, at_once: int = 2) -> Figures:
    """Kill runs at the boundaries of steps and at file operations, and at random moments until `count` were killed.

    Every boundary and operation has its turn where they make up less than two thirds of `count`.

    Args:
        folder: an empty one, for everything that is written.
        at_once: runs side by side.
    """
    random = Random(seed)
    undisturbed = Undisturbed.prepare(folder)
    points, seconds = _points(folder, undisturbed)
    plan = random.sample(points, min(len(points), count * 2 // 3))
    figures, lock, numbers = Figures(), threading.Lock(), itertools.count()

    def attempt(kill: Kill) -> None:
        _try(kill, undisturbed, seconds, folder / f"kill-{next(numbers)}", figures, lock)

    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(attempt, plan))
        while (missing := count - figures.kills) > 0:
            moments = [
                Kill(
                    "random moment of a run with a pool" if n % 4 == 1 else "random moment",
                    random.randrange(1000),
                    n % 4 == 0,
                )
                for n in range(missing)
            ]
            list(threads.map(attempt, moments))
    return figures


def _points(folder: Path, undisturbed: Undisturbed) -> tuple[list[Kill], float]:
    """A kill for every point that a run comes by, and the seconds that a run takes."""
    places, counted = Places(folder / "counted"), folder / "points"
    shutil.copytree(undisturbed.second_night, places.root, symlinks=True)
    began = time.monotonic()
    must_end_well(partial(_count_points, places, counted), folder)
    seconds = time.monotonic() - began
    boundaries, operations = map(int, counted.read_text(encoding="utf-8").split())
    return [
        *(Kill("boundary of a step", n, is_first) for n in range(boundaries) for is_first in (True, False)),
        *(Kill("file operation", n, False) for n in range(operations)),
    ], seconds


class _Points:
    """Counts the points that a run comes by, and may kill the run at one of them."""

    def __init__(self, folder: Path, kill: Kill | None) -> None:
        self.boundaries = self.operations = 0
        self._folder = str(folder)
        self._kill = kill
        sys.addaudithook(self._operation)

    def boundary(self, name: str) -> None:
        self._perhaps("boundary of a step", self.boundaries)
        self.boundaries += 1

    def _operation(self, event: str, arguments: tuple[object, ...]) -> None:
        path = str(arguments[0])
        if event in _FILE_OPERATIONS and path.startswith(self._folder) and ".spill/" not in path:
            self._perhaps("file operation", self.operations)
            self.operations += 1

    def _perhaps(self, kind: Kind, number: int) -> None:
        if self._kill and (self._kill.kind, self._kill.number) == (kind, number):
            os.kill(os.getpid(), signal.SIGKILL)


def _count_points(places: Places, result: Path) -> None:
    points = _Points(places.root, None)
    run(places, run_id="whole", reached=points.boundary)
    result.write_text(f"{points.boundaries} {points.operations}", encoding="utf-8")


def _run_to_the_point(places: Places, kill: Kill) -> None:
    executor = ProcessPool(2) if kill.kind == "random moment of a run with a pool" else InProcess()
    run(places, run_id="killed", reached=_Points(places.root, kill).boundary, executor=executor)


def _try(
    kill: Kill, undisturbed: Undisturbed, seconds: float, folder: Path, figures: Figures, lock: threading.Lock
) -> None:
    """Kill one run, look at what it left, run again, and look at everything."""
    folder.mkdir()
    places, log = Places(folder / "data"), folder / "log.txt"
    if not kill.is_first_night:
        shutil.copytree(undisturbed.second_night, places.root, symlinks=True)
    process = processes.start(partial(_run_to_the_point, places, kill), log=log, temporary=folder / "tmp")
    if kill.kind.startswith("random moment"):
        process.join(seconds * kill.number / 1000)
        process.kill()
    process.join()
    was_killed = process.exitcode == -signal.SIGKILL
    has_log = (places.root / "warehouse.duckdb.wal").exists()
    workers = processes.left_by(process)
    published, wrong = undisturbed.published(places, is_first_night=kill.is_first_night)
    wrong += [*locked(places), *(f"a worker is left: {worker}" for worker in workers)]
    if not was_killed and process.exitcode != 0:
        wrong.append(f"it ended by itself: {log.read_text(encoding='utf-8')}")
    try:
        must_end_well(partial(run, places, run_id="again"), folder)
        wrong += undisturbed.wrong_after_run(places, folder / "tmp")
    except RuntimeError as error:
        wrong.append(f"the run after it failed: {error}")
    with lock:
        if was_killed:
            figures.by_kind[kill.kind] += 1
            figures.with_log += has_log
            figures.published[published] += 1
        else:
            figures.survived_kill += 1
        figures.wrong += [f"{kill}: {line}" for line in wrong]
    if not wrong:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    figures = kill_runs(arguments.kills, arguments.seed, folder=folder)
    print(figures)
    if not figures.is_clean:
        sys.exit(f"What is wrong can be looked at in {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
