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
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Literal

from filelock import FileLock, Timeout

from benchmarks.reliability import processes
from benchmarks.reliability.night import DAYS, Places, run
from etl_project_tests.end_to_end.contents import contents

Contents = dict[str, tuple[int, str]]
Kind = Literal["boundary of a step", "file operation", "random moment"]

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
    """Kill runs at every boundary of a step and at every file operation, and at random moments until `count` were killed.

    Args:
        folder: an empty one, for everything that is written.
        at_once: runs side by side.
    """
    random = Random(seed)
    rules, plan = _prepare(folder)
    figures, lock, numbers = Figures(), threading.Lock(), itertools.count()

    def attempt(kill: Kill) -> None:
        _try(kill, rules, folder / f"kill-{next(numbers)}", figures, lock)

    with ThreadPoolExecutor(at_once) as threads:
        list(threads.map(attempt, plan))
        while (missing := count - figures.kills) > 0:
            moments = [Kill("random moment", random.randrange(1000), n % 4 == 0) for n in range(missing)]
            list(threads.map(attempt, moments))
    return figures


@dataclass(frozen=True)
class _Rules:
    """What undisturbed runs make, which every other is measured by."""

    second_night: Path
    """Data folder with the first day loaded and published."""
    old: Contents
    """What that folder publishes."""
    new: Contents
    """What is published once both days are."""
    warehouse: Contents
    seconds: float
    """Usual time of a run."""


def _prepare(folder: Path) -> tuple[_Rules, list[Kill]]:
    """Undisturbed runs, and a kill for every point that they came by."""
    base, whole = Places(folder / "base"), Places(folder / "whole")
    _must_end_well(partial(run, base, DAYS[:1], run_id="first"), folder)
    shutil.copytree(base.root, whole.root, symlinks=True)
    points = folder / "points"
    _must_end_well(partial(_count_points, whole, points), folder)
    began = time.monotonic()
    _must_end_well(partial(run, Places(folder / "timed"), run_id="timed"), folder)
    rules = _Rules(
        base.root,
        contents(base.publications.current_file),
        contents(whole.publications.current_file),
        contents(whole.warehouse.path),
        time.monotonic() - began,
    )
    boundaries, operations = map(int, points.read_text(encoding="utf-8").split())
    plan = [
        *(Kill("boundary of a step", n, is_first) for n in range(boundaries) for is_first in (True, False)),
        *(Kill("file operation", n, False) for n in range(operations)),
    ]
    return rules, plan


def _must_end_well(work: Callable[[], None], folder: Path) -> None:
    process = processes.start(work, log=folder / "log.txt", temporary=folder / "tmp")
    process.join()
    if process.exitcode != 0:
        raise RuntimeError((folder / "log.txt").read_text(encoding="utf-8"))


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
    run(places, run_id="killed", reached=_Points(places.root, kill).boundary)


def _try(kill: Kill, rules: _Rules, folder: Path, figures: Figures, lock: threading.Lock) -> None:
    """Kill one run, look at what it left, run again, and look at everything."""
    folder.mkdir()
    places = Places(folder / "data")
    if not kill.is_first_night:
        shutil.copytree(rules.second_night, places.root, symlinks=True)
    log, temporary = folder / "log.txt", folder / "tmp"
    process = processes.start(partial(_run_to_the_point, places, kill), log=log, temporary=temporary)
    if kill.kind == "random moment":
        process.join(rules.seconds * kill.number / 1000)
        process.kill()
    process.join()
    was_killed = process.exitcode == -signal.SIGKILL
    has_log = (places.root / "warehouse.duckdb.wal").exists()
    wrong: list[str] = []
    if not was_killed and process.exitcode != 0:
        wrong.append(f"ended by itself: {log.read_text(encoding='utf-8')}")
    published = _published(places, rules, wrong)
    wrong += [f"{path} is locked" for path in _locked(places.root)]

    again = processes.start(partial(run, places, run_id="again"), log=log, temporary=folder / "tmp-again")
    again.join()
    if again.exitcode != 0:
        wrong.append(f"the run after it failed: {log.read_text(encoding='utf-8')}")
    else:
        for file, expected in (
            (places.publications.current_file, rules.new),
            (places.warehouse.path, rules.warehouse),
        ):
            wrong += [f"{file.name}: {name}" for name in _differing(contents(file), expected)]
    wrong += [f"{path} is left" for path in leftovers(places)]
    wrong += [f"{path} is left" for path in (folder / "tmp-again").rglob("*")]
    wrong += [f"{path} is locked" for path in _locked(places.root)]
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


def _published(places: Places, rules: _Rules, wrong: list[str]) -> str:
    """What a reader finds who opens the published file now."""
    file = places.publications.current_file
    if not file.exists():
        return "nothing"
    found = contents(file)
    if found == rules.new:
        return "the new"
    if found != rules.old:
        wrong += [f"published neither the old nor the new: {name}" for name in _differing(found, rules.old)]
    return "the old"


def _differing(found: Contents, expected: Contents) -> list[str]:
    return [name for name in expected if found.get(name) != expected[name]]


def leftovers(places: Places) -> list[Path]:
    """Files of a data folder that are neither the warehouse, a build of the history, a report nor a lock."""
    folder = places.publications
    kept = {
        places.warehouse.path,
        places.root / "warehouse.lock",
        folder.root / ".lock",
        folder.root / "history.jsonl",
        folder.root / "current",
    }
    builds = {folder.build_folder(entry.build_id) for entry in folder.history()}
    return [
        path
        for path in sorted(places.root.rglob("*"))
        if path not in kept
        and not (path.parent in builds and path.name in ("marts.duckdb", "publication.json"))
        and not (path.parent == places.reports and path.suffix == ".html")
        and path not in (places.reports, folder.root, folder.root / "builds", *builds)
    ]


def _locked(root: Path) -> Iterable[Path]:
    """Lock files that somebody still holds."""
    for path in (root / "warehouse.lock", root / "published" / ".lock"):
        if path.exists():
            try:
                with FileLock(path, timeout=0):
                    pass
            except Timeout:
                yield path


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    figures = kill_runs(arguments.kills, arguments.seed, folder=folder)
    print(figures)
    if figures.wrong:
        sys.exit(f"What is wrong can be looked at in {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
