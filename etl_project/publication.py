"""The folder of publications: immutable builds, one link to the build in force, and the history of that link.

    published/
        builds/<build id>/marts.duckdb     read-only, with publication.json beside it: what it is, and report.html: what
                                           it says; made when the build is current, so that none waits for it
        current -> builds/<build id>       swapped in one rename
        history.jsonl                      what was published or rolled back when, and by which run

The link is to a directory: a link to the file would make DuckDB name the catalogue after each night's target, and a
hard link would serve stale data to a second connection in one process. Readers that hold an old build open keep it
until they close it, also when retention removes its name.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from etl_project.locking import held

MARTS_FILE = "marts.duckdb"
MANIFEST_FILE = "publication.json"
REPORT_FILE = "report.html"
_UNFINISHED = ".new"


class PublicationError(Exception):
    """A publication or rollback that cannot be done; the message says what to do instead."""


@dataclass(frozen=True)
class Publication:
    """One entry of the history: `build_id` became current."""

    publication_no: int
    published_at: datetime
    action: str
    """``publish`` or ``rollback``."""
    build_id: str
    previous_build_id: str | None
    run_id: str | None
    load_dates: tuple[date, ...]


@dataclass(frozen=True)
class PublicationFolder:
    """The folder `root` of publications."""

    root: Path
    keep: int = 5
    """Publications kept for rollback."""
    wait_seconds: float = 600
    """How long to wait for another publication or rollback to end."""

    @property
    def current_file(self) -> Path:
        """The published file, as analysts open it."""
        return self.root / "current" / MARTS_FILE

    @property
    def current_report(self) -> Path:
        """The report on the published file; there may be none."""
        return self.root / "current" / REPORT_FILE

    @property
    def current_build_id(self) -> str | None:
        """The build in force; None before the first publication."""
        link = self.root / "current"
        return link.readlink().name if link.is_symlink() else None

    def build_folder(self, build_id: str) -> Path:
        return self.root / "builds" / build_id

    def history(self) -> list[Publication]:
        """All publications and rollbacks, oldest first."""
        path = self.root / "history.jsonl"
        if not path.exists():
            return []
        return [_from_json(line) for line in path.read_text(encoding="utf-8").splitlines()]

    def restorable(self) -> list[str]:
        """Builds that a rollback may name, most recently published first."""
        order = dict.fromkeys(entry.build_id for entry in reversed(self.history()))
        return [build_id for build_id in order if (self.build_folder(build_id) / MARTS_FILE).exists()]

    @contextmanager
    def locked(self, purpose: str = "another publication or rollback") -> Iterator[None]:
        """Keep other publications and rollbacks out; a killed process lets go of it.

        Raises:
            BusyError: another one was at work for longer than `wait_seconds`.
        """
        (self.root / "builds").mkdir(parents=True, exist_ok=True)
        with held(self.root / ".lock", "The folder of publications", purpose, self.wait_seconds):
            self._sweep()
            self._reconcile()
            yield

    @contextmanager
    def new_build(self, entry: Publication) -> Iterator[Path]:
        """Path of the file to write; when the context ends well, the build is sealed under its final name.

        Raises:
            PublicationError: the file was left with a write-ahead log beside it, so that it is not whole.
        """
        folder = self.root / "builds" / f"{entry.build_id}.building"
        folder.mkdir()
        file = folder / MARTS_FILE
        try:
            yield file
            if (leftovers := [path.name for path in folder.iterdir() if path != file]) or not file.exists():
                raise PublicationError(f"The build was not closed: {', '.join(leftovers) or 'there is no file'}.")
            manifest = folder / MANIFEST_FILE
            manifest.write_text(_to_json(entry) + "\n", encoding="utf-8")
            for path in (file, manifest):
                path.chmod(0o444)
                _fsync(path)
            _fsync(folder)
            folder.rename(self.build_folder(entry.build_id))
            _fsync(folder.parent)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    def publish(self, entry: Publication) -> None:
        """Make a sealed build current, note it in the history, and remove what retention no longer keeps."""
        self._swap(entry)
        self._retain()

    def add_report(self, build_id: str, html: str) -> Path:
        """Put the report beside the file of a sealed build, in place of an earlier one, and return its path."""
        report = self.build_folder(build_id) / REPORT_FILE
        new = report.with_suffix(_UNFINISHED)
        new.write_text(html, encoding="utf-8")
        new.chmod(0o444)
        _fsync(new)
        new.replace(report)
        _fsync(report.parent)
        return report

    def roll_back(self, build_id: str | None, now: datetime) -> Publication:
        """Make an earlier build current again; where none is named, the one made before the current one.

        Raises:
            PublicationError: there is no such build to go back to.
        """
        builds = self.restorable()
        current = self.current_build_id
        if build_id is None:
            made = [entry.build_id for entry in self.history() if entry.action == "publish"]
            earlier = [build for build in made[: made.index(current) if current in made else 0] if build in builds]
            if not earlier:
                raise PublicationError("There is no earlier publication to go back to.")
            build_id = earlier[-1]
        if build_id not in builds:
            raise PublicationError(
                f"There is no build {build_id!r} to go back to; there are: {', '.join(builds) or 'none'}."
            )
        if build_id == current:
            raise PublicationError(f"The build {build_id} is already current.")
        history = self.history()
        load_dates = next(entry.load_dates for entry in history if entry.build_id == build_id)
        entry = Publication(len(history) + 1, now, "rollback", build_id, current, None, load_dates)
        self._swap(entry)
        return entry

    def _swap(self, entry: Publication) -> None:
        swap = self.root / ".current.new"
        swap.unlink(missing_ok=True)
        swap.symlink_to(Path("builds") / entry.build_id, target_is_directory=True)
        swap.replace(self.root / "current")
        _fsync(self.root)
        self._note(entry)

    def _note(self, entry: Publication) -> None:
        path = self.root / "history.jsonl"
        whole = "".join(_to_json(known) + "\n" for known in [*self.history(), entry])
        new = path.with_suffix(".new")
        new.write_text(whole, encoding="utf-8")
        _fsync(new)
        new.replace(path)
        _fsync(self.root)

    def _reconcile(self) -> None:
        """Note a swap whose process was killed before it could."""
        history = self.history()
        current = self.current_build_id
        if current is None or (history and history[-1].build_id == current):
            return
        made = _from_json((self.build_folder(current) / MANIFEST_FILE).read_text(encoding="utf-8"))
        if any(entry.build_id == current for entry in history):
            swapped_at = datetime.fromtimestamp((self.root / "current").lstat().st_mtime, UTC)
            made = Publication(
                len(history) + 1, swapped_at, "rollback", current, history[-1].build_id, None, made.load_dates
            )
        self._note(made)

    def _sweep(self) -> None:
        """Remove what a killed process left half-made."""
        for leftover in (self.root / "builds").glob("*.building"):
            shutil.rmtree(leftover)
        for unfinished in (self.root / "builds").glob(f"*/*{_UNFINISHED}"):
            unfinished.unlink()
        (self.root / ".current.new").unlink(missing_ok=True)
        (self.root / "history.new").unlink(missing_ok=True)

    def _retain(self) -> None:
        kept = {*self.restorable()[: self.keep], self.current_build_id}
        for folder in (self.root / "builds").iterdir():
            if folder.is_dir() and folder.name not in kept:
                # What is published is published: a build that cannot be removed now is removed next time.
                shutil.rmtree(folder, ignore_errors=True)


def _to_json(entry: Publication) -> str:
    return json.dumps(asdict(entry), default=lambda value: value.isoformat())


def _from_json(line: str) -> Publication:
    fields = json.loads(line)
    return Publication(
        **fields
        | {
            "published_at": datetime.fromisoformat(fields["published_at"]),
            "load_dates": tuple(map(date.fromisoformat, fields["load_dates"])),
        }
    )


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
