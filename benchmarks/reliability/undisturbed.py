"""What runs make that nothing disturbs, and how far a data folder is from it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from benchmarks.reliability import processes
from benchmarks.reliability.night import DAYS, Places, run
from etl_project_tests.end_to_end.contents import contents

Contents = dict[str, tuple[int, str]]


@dataclass(frozen=True)
class Undisturbed:
    """The measure of all other runs."""

    second_night: Path
    """Data folder with the first day loaded and published."""
    old: Contents
    """What that folder publishes."""
    new: Contents
    """What is published once both days are loaded."""
    warehouse: Contents
    """What the warehouse holds then."""

    @classmethod
    def prepare(cls, folder: Path) -> "Undisturbed":
        """Run the nights, in `folder`."""
        folder.mkdir(exist_ok=True)
        base, whole = Places(folder / "base"), Places(folder / "whole")
        must_end_well(partial(run, base, DAYS[:1], run_id="first"), folder)
        shutil.copytree(base.root, whole.root, symlinks=True)
        must_end_well(partial(run, whole, run_id="whole"), folder)
        return cls(
            base.root,
            contents(base.publications.current_file),
            contents(whole.publications.current_file),
            contents(whole.warehouse.path),
        )

    def published(self, places: Places, *, is_first_night: bool) -> tuple[str, list[str]]:
        """What a reader finds who opens the published file now, and what is wrong with it.

        Args:
            is_first_night: whether nothing was published before.
        """
        file = places.publications.current_file
        if not file.exists():
            return "nothing", [] if is_first_night else ["what was published has vanished"]
        found = contents(file)
        if found == self.new:
            return "the new", []
        if is_first_night:
            return "something", [f"not the new is published: {name}" for name in _differing(found, self.new)]
        return "the old", [f"neither the old nor the new is published: {name}" for name in _differing(found, self.old)]

    def wrong_after_run(self, places: Places, temporary: Path) -> list[str]:
        """What a plain run of both days, which had the folder `temporary`, should not have left like this."""
        return [
            *(f"published: {name}" for name in _differing(contents(places.publications.current_file), self.new)),
            *(f"warehouse: {name}" for name in _differing(contents(places.warehouse.path), self.warehouse)),
            *(f"{path} is left" for path in [*_leftovers(places), *temporary.rglob("*")]),
            *locked(places),
        ]


def must_end_well(work: Callable[[], None], folder: Path) -> None:
    """Do `work` in a process of its own.

    Raises:
        RuntimeError: it ended with an exception.
    """
    process = processes.start(work, log=folder / "log.txt", temporary=folder / "tmp")
    process.join()
    if process.exitcode != 0:
        raise RuntimeError((folder / "log.txt").read_text(encoding="utf-8"))


def locked(places: Places) -> list[str]:
    """Locks that somebody still holds, a line each."""
    found = []
    for path in (places.root / "warehouse.lock", places.publications.root / ".lock"):
        if path.exists():
            try:
                with FileLock(path, timeout=0):
                    pass
            except Timeout:
                found.append(f"{path} is held")
    return found


def _differing(found: Contents, expected: Contents) -> list[str]:
    return [name for name in expected if found.get(name) != expected[name]]


def _leftovers(places: Places) -> list[Path]:
    """Files of a data folder that are neither the warehouse, a build of the history, a report nor a lock."""
    folder = places.publications
    builds = {folder.build_folder(entry.build_id) for entry in folder.history()}
    kept = {
        places.warehouse.path,
        places.root / "warehouse.lock",
        places.reports,
        folder.root,
        folder.root / ".lock",
        folder.root / "history.jsonl",
        folder.root / "current",
        folder.root / "builds",
        *builds,
    }
    return [
        path
        for path in sorted(places.root.rglob("*"))
        if path not in kept
        and not (path.parent in builds and path.name in ("marts.duckdb", "publication.json", "report.html"))
        and not (path.parent == places.reports and path.suffix == ".html")
    ]
