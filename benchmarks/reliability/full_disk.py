"""Let the disk be full at one point of a run after another; then make room, and run again.

    python -m benchmarks.reliability.full_disk [--disks 24]

The disk is a small file system in memory, mounted in a name space of its own, where the system allows that (Linux, as root
or with user name spaces). It is made so small that the run fails early, then a little larger every time until it ends well.
"""

import argparse
import errno
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks.reliability import processes
from benchmarks.reliability.night import Places, run
from benchmarks.reliability.undisturbed import Undisturbed, locked, must_end_well
from etl_project.warehouse import STORAGE_FAILURES

_NAME_SPACE = ["unshare", "--map-root-user", "--mount"]
_AMPLE_KILOBYTES = 1_000_000


class CannotMountError(Exception):
    """The system does not let us mount a file system of our own."""


@dataclass
class Figures:
    """What became of the runs whose disk was too small."""

    by_step: Counter[str] = field(default_factory=Counter)
    """Where the disk was full: the last boundary that the run came by."""
    large_enough: int = 0
    published: Counter[str] = field(default_factory=Counter)
    """What was published when the disk was full."""
    wrong: list[str] = field(default_factory=list)

    @property
    def full(self) -> int:
        return self.by_step.total()

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def __str__(self) -> str:
        steps = ", ".join(f"{count} {step}" for step, count in self.by_step.items())
        left = ", ".join(f"{count} times {name}" for name, count in sorted(self.published.items()))
        return "\n".join(
            [
                f"Disks full              {self.full} ({steps}); {self.large_enough} were large enough",
                f"Published then          {left}; never anything else",
                f"Other tables after it   {len(self.wrong)}",
                *self.wrong,
            ]
        )


def fill_disks(count: int) -> Figures:
    """Run on `count` disks, two or more, from one without room to one with enough.

    Raises:
        CannotMountError: see above.
    """
    if sys.platform != "linux" or subprocess.run([*_NAME_SPACE, "true"], capture_output=True, check=False).returncode:
        raise CannotMountError("Mounting a file system in a name space of one's own is not permitted here.")
    with tempfile.TemporaryDirectory() as folder:
        mount = f"mount -t tmpfs -o size={_AMPLE_KILOBYTES}k tmpfs {folder} && exec "
        inside = f'"{sys.executable}" -m benchmarks.reliability.full_disk --disks {count} --inside {folder}'
        done = subprocess.run([*_NAME_SPACE, "sh", "-c", mount + inside], stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    return Figures(**found | {name: Counter(found[name]) for name in ("by_step", "published")})


def _fill_disks_inside(count: int, disk: Path, outside: Path) -> Figures:
    """The same, on the file system that is mounted at `disk`; what is noted of it goes `outside`."""
    undisturbed = Undisturbed.prepare(disk / "measure")
    ample = Places(disk / "ample")
    shutil.copytree(undisturbed.second_night, ample.root, symlinks=True)
    before = _used_kilobytes(disk)
    must_end_well(partial(run, ample, run_id="ample"), outside)
    needed = 2 * (_used_kilobytes(disk) - before)  # for DuckDB's log and the build, which come on top for a while

    figures = Figures()
    for number in range(count):
        places = Places(disk / f"data-{number}")
        shutil.copytree(undisturbed.second_night, places.root, symlinks=True)
        _resize(disk, _used_kilobytes(disk) + number * needed // (count - 1))
        last, log = outside / "last.txt", outside / "log.txt"
        process = processes.start(partial(_run_noting, places, last), log=log, temporary=outside / "tmp")
        process.join()
        _resize(disk, _AMPLE_KILOBYTES)
        published, wrong = undisturbed.published(places, is_first_night=False)
        wrong += locked(places)
        if process.exitcode == errno.ENOSPC:
            figures.by_step[last.read_text(encoding="utf-8")] += 1
            figures.published[published] += 1
        elif process.exitcode == 0:
            figures.large_enough += 1
        else:
            wrong.append(f"it ended otherwise: {log.read_text(encoding='utf-8')}")
        try:
            must_end_well(partial(run, places, run_id="again"), outside)
            wrong += undisturbed.wrong_after_run(places, outside / "tmp")
        except RuntimeError as error:
            wrong.append(f"the run after it failed: {error}")
        figures.wrong += [f"disk {number}: {line}" for line in wrong]
        shutil.rmtree(places.root)
    return figures


def _run_noting(places: Places, last: Path) -> None:
    """A run that notes the last boundary it came by, and ends with ENOSPC where its asset would try the step again."""
    try:
        run(places, run_id="full", reached=partial(_note, last))
    except STORAGE_FAILURES:
        os._exit(errno.ENOSPC)


def _note(file: Path, boundary: str) -> None:
    file.write_text(boundary, encoding="utf-8")


def _used_kilobytes(disk: Path) -> int:
    state = os.statvfs(disk)
    return (state.f_blocks - state.f_bfree) * state.f_frsize // 1024


def _resize(disk: Path, kilobytes: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", str(disk)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--disks", type=int, default=24)
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        with tempfile.TemporaryDirectory() as outside:
            print(json.dumps(vars(_fill_disks_inside(arguments.disks, arguments.inside, Path(outside)))), flush=True)
        os._exit(0)
    try:
        figures = fill_disks(arguments.disks)
    except CannotMountError as error:
        sys.exit(str(error))
    print(figures)
    sys.exit(not figures.is_clean)


if __name__ == "__main__":
    main()
