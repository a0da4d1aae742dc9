"""Try every kind of fault, and print what was survived: what docs/reliability.md shows.

    python -m benchmarks.reliability [--kills 200] [--disks 16] [--publications 20] [--rounds 1] [--files 10000]

Ends with 1 if anything was lost, half-made, blocked or left behind. Each part can also be run by itself, and says how.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Protocol

from benchmarks.reliability.full_disk import CannotMountError, fill_disks
from benchmarks.reliability.hostile import try_pages
from benchmarks.reliability.kills import kill_runs
from benchmarks.reliability.launches import launch_at_once
from benchmarks.reliability.readers import read_under_load


class Figures(Protocol):
    """What came of a part."""

    @property
    def is_clean(self) -> bool:
        """Whether all was survived."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="runs to kill")
    parser.add_argument("--disks", type=int, default=16, help="small disks to fill")
    parser.add_argument("--publications", type=int, default=20, help="publications to read during")
    parser.add_argument("--rounds", type=int, default=1, help="rounds of launches at once")
    parser.add_argument("--files", type=int, default=10_000, help="damaged files to load")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reliability-") as name:
        parts: dict[str, Callable[[], Figures]] = {
            "Runs killed": partial(kill_runs, arguments.kills, folder=_made(name, "kills")),
            "Disks full": partial(fill_disks, arguments.disks),
            "Readers": partial(read_under_load, arguments.publications, folder=_made(name, "readers")),
            "Launches at once": partial(launch_at_once, arguments.rounds, _made(name, "launches")),
            "Damaged files": partial(try_pages, arguments.files, 1),
        }
        clean = [_tried(title, part) for title, part in parts.items()]  # all of them, also after one that is not
    sys.stdout.flush()
    os._exit(not all(clean))  # DuckDB's bindings print pages of harmless notes when the interpreter shuts down


def _made(parent: str, name: str) -> Path:
    folder = Path(parent, name)
    folder.mkdir()
    return folder


def _tried(title: str, part: Callable[[], Figures]) -> bool:
    began = time.monotonic()
    try:
        figures = part()
    except CannotMountError as error:
        print(f"\n{title}: left out. {error}", flush=True)
        return True
    except Exception:  # the other parts are to be tried all the same
        print(f"\n{title}: failed\n{traceback.format_exc()}", flush=True)
        return False
    print(f"\n{title}, in {time.monotonic() - began:.0f} seconds\n{figures}", flush=True)
    return figures.is_clean


if __name__ == "__main__":
    main()
