"""Launch the same and overlapping days many times at once, kill some of the launches, and count what came of it.

    python -m benchmarks.reliability.launches [--rounds 3]

Every round begins with an empty data folder. Two launches are killed while they have the warehouse, one may not wait
for it, and the publications are listed and rolled back meanwhile.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from random import Random
from typing import Self

import dagster as dg
from filelock import FileLock, Timeout

from etl_project.publication import PublicationFolder
from etl_project_tests.conftest import ROOT, CommandLine
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

LAUNCHES: tuple[list[str], ...] = ([], [], [], ["--from", str(NEXT_DAY)], ["--to", str(DAY)])
"""Arguments of the loads of a round; two of them are killed, so that at least one of all days is left."""
KILLED = 2
END_SECONDS = 280
"""Time in which everything that was launched at once has to have ended, on a machine that is busy with other work."""
LEFTOVERS = ("*.building", "*.new", "*.spill", "*.wal", "*.duckdb.*")


@dataclass
class Figures:
    """What came of the launches."""

    rounds: int = 0
    launched: int = 0
    killed: int = 0
    refused: int = 0
    """Ended with one sentence that says who has the warehouse."""
    ended_well: int = 0
    failed: list[str] = field(default_factory=list)
    """What was said by those that ended in any other way, or not in time."""
    different: list[str] = field(default_factory=list)
    """Tables that differ from those of a load that nothing disturbed."""
    left: list[str] = field(default_factory=list)
    """Locks, slots and temporary files that were left behind."""

    @property
    def is_clean(self) -> bool:
        """Whether launches were killed and refused, and nothing failed, differs or was left."""
        return bool(self.killed) and not (self.failed or self.different or self.left)

    def __str__(self) -> str:
        width = max(len(item.name) for item in fields(self))
        lines = []
        for item in fields(self):
            value = getattr(self, item.name)
            named = isinstance(value, list)
            lines.append(f"{item.name.replace('_', ' '):{width}}  {len(value) if named else value}")
            lines += [f"    {name}" for name in value] if named else []
        return "\n".join(lines)


def launch_at_once(rounds: int, folder: Path, seed: int = 0) -> Figures:
    """Launch, kill and compare, `rounds` times, in the empty `folder`."""
    random = Random(seed)
    world = World(folder)
    world.put_good_day(DAY)
    world.put_good_day(NEXT_DAY)
    undisturbed = CommandLine(folder / "undisturbed", world.raw_root)
    done = undisturbed.run("load")
    assert done.returncode == 0, done.stdout + done.stderr
    expected = contents(undisturbed.published_file)

    figures = Figures()
    for number in range(rounds):
        line = CommandLine(folder / f"round-{number}", world.raw_root)
        line.data_root.mkdir()
        _launch(line, figures, random)
        publications = PublicationFolder(line.data_root / "published")
        # The latest and not the current one, which a rollback may have changed.
        made = [entry.build_id for entry in publications.history() if entry.action == "publish"]
        found = contents(publications.build_folder(made[-1]) / "marts.duckdb") if made else {}
        figures.different += sorted(name for name in expected if found.get(name) != expected[name])
        figures.left += left_behind(line.data_root)
        figures.rounds += 1
    return figures


def left_behind(data_root: Path) -> list[str]:
    """Locks that are held, slots that are taken, and temporary files, with nobody at work."""
    left = [str(path.relative_to(data_root)) for pattern in LEFTOVERS for path in data_root.rglob(pattern)]
    for lock in (data_root / "warehouse.lock", data_root / "dagster.lock", data_root / "published" / ".lock"):
        try:
            with FileLock(lock, timeout=0):
                pass
        except Timeout:
            left.append(f"{lock.name} is held")
    with dg.DagsterInstance.from_config(str(data_root / "dagster")) as instance:
        storage = instance.event_log_storage
        for key in storage.get_concurrency_keys():
            info = storage.get_concurrency_info(key)
            if info.claimed_slots or info.pending_steps:
                left.append(f"a slot of {key}")
    return left


def _launch(line: CommandLine, figures: Figures, random: Random) -> None:
    """One round."""
    deadline = time.monotonic() + END_SECONDS
    victims: set[int] = set()
    others = [["publications"], ["rollback"]]
    loads = [_Load.begin(line, f"load-{number}", arguments) for number, arguments in enumerate(LAUNCHES)]
    try:
        while any(load.process.poll() is None for load in loads) and time.monotonic() < deadline:
            at_work = holder(line.data_root)
            known = {load.process.pid for load in loads if load.process.poll() is None}
            if at_work in known - victims and len(victims) < KILLED:
                if not victims:  # somebody has the warehouse, and others wait for it
                    loads.append(_Load.begin(line, "impatient", [], ETL_WAREHOUSE_WAIT_SECONDS="0"))
                victims.add(at_work)
                time.sleep(random.uniform(0, 5))
                with suppress(ProcessLookupError):
                    os.kill(at_work, signal.SIGKILL)
            elif others and line.published_file.exists():
                done = line.run(*others.pop())
                if done.returncode not in (0, 2) or "Traceback" in done.stderr:
                    figures.failed.append(done.stderr)
            time.sleep(0.05)
        for load in loads:
            figures.launched += 1
            status = load.process.poll()
            if status == -signal.SIGKILL:
                figures.killed += 1
            elif status == 0:
                figures.ended_well += 1
            elif status == 2 and re.fullmatch(r"warehouse\.duckdb is in use by .+ \(process .+: wait .+\n", load.erred):
                figures.refused += 1
            else:
                figures.failed.append(f"{'did not end' if status is None else status}: {load.said}")
    finally:
        for load in loads:
            load.process.kill()
            load.process.wait()


def holder(data_root: Path) -> int | None:
    """Id of the process that says that it has the warehouse."""
    with suppress(OSError):
        if found := re.search(r"\(process (\d+),", (data_root / "warehouse.lock").read_text()):
            return int(found[1])
    return None


@dataclass
class _Load:
    """A load in a process of its own."""

    process: subprocess.Popen[bytes]
    out: Path
    err: Path

    @classmethod
    def begin(cls, line: CommandLine, name: str, arguments: list[str], **environment: str) -> Self:
        """Start it."""
        out, err = line.data_root / f"{name}.out", line.data_root / f"{name}.err"
        with out.open("wb") as output, err.open("wb") as errors:
            process = subprocess.Popen(
                [sys.executable, "-u", "-m", "etl_project", "load", *arguments],
                cwd=ROOT,
                env=line.environment | environment,
                stdout=output,
                stderr=errors,
            )
        return cls(process, out, err)

    @property
    def said(self) -> str:
        """The end of what it printed."""
        return (self.out.read_text() + self.err.read_text())[-2000:]

    @property
    def erred(self) -> str:
        """What it printed as errors, but for the notes that it waits."""
        return "".join(
            line for line in self.err.read_text().splitlines(keepends=True) if not line.startswith("Waiting ")
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = launch_at_once(arguments.rounds, Path(folder))
    print(figures)
    sys.exit(not figures.is_clean)


if __name__ == "__main__":
    main()
