"""What is under the root of the raw pages."""

import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path, PurePosixPath

from etl_project.readers.sidecar import sidecar_of
from etl_project.storage import Remote, Root

logger = logging.getLogger(__name__)

FIRST_PLAUSIBLE_DAY = date(1991, 8, 6)
"""The first web page went public: T. Berners-Lee on alt.hypertext, 6 August 1991."""
LAST_PLAUSIBLE_DAY = date(2099, 12, 31)


def list_load_dates(raw_root: Root) -> list[date]:
    """The days that have a folder ``YYYY-MM-DD`` in `raw_root`, in order; none where there is no such folder.

    A day that no page can have been captured on is a slip of the hand: it is passed over, with a warning.
    """
    names = _folders(raw_root)
    days = sorted(day for name in names if (day := _day(name)))
    for day in days:
        if not FIRST_PLAUSIBLE_DAY <= day <= LAST_PLAUSIBLE_DAY:
            logger.warning("The day folder %s is passed over: is its name right?", day)
    return [day for day in days if FIRST_PLAUSIBLE_DAY <= day <= LAST_PLAUSIBLE_DAY]


def _folders(raw_root: Root) -> list[str]:
    if isinstance(raw_root, Remote):
        return raw_root.folders()
    return [path.name for path in raw_root.iterdir() if path.is_dir()] if raw_root.is_dir() else []


def _day(name: str) -> date | None:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", name, re.ASCII):
        return None
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def list_inputs(raw_root: Root, load_date: date) -> list[str]:
    """Everything in a day's folder that is to be read or accounted for, as sorted ``<load date>/<path>``.

    Hidden files and folders are left out, and sidecars, but for those that belong to no page. Links are listed and not
    followed, so a link to a folder is one entry; and so is a folder that cannot be listed.
    """
    if isinstance(raw_root, Remote):
        return _objects(raw_root, load_date.isoformat())
    day = raw_root / load_date.isoformat()
    if day.is_symlink():
        return [day.name]
    found: list[Path] = []
    folders = [day] if day.is_dir() else []
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(folder) as entries:
                visible = {entry.name: entry for entry in entries if not entry.name.startswith(".")}
        except OSError:
            found.append(folder)
            continue
        names = {name for name, entry in visible.items() if not entry.is_dir(follow_symlinks=False)}
        folders += [folder / name for name in visible.keys() - names]
        names -= {sidecar for name in names if (sidecar := sidecar_of(name, names.__contains__))}
        found += [folder / name for name in names]
    return sorted(_uris(raw_root, found))


def _objects(raw_root: Remote, day: str) -> list[str]:
    folders: dict[str, set[str]] = defaultdict(set)
    for uri in raw_root.names(day):
        folder, _, name = uri.rpartition("/")
        if not any(part.startswith(".") for part in PurePosixPath(uri).parts):
            folders[folder].add(name)
    for names in folders.values():
        names -= {sidecar for name in names if (sidecar := sidecar_of(name, names.__contains__))}
    return sorted(f"{folder}/{name}" for folder, names in folders.items() for name in names)


def _uris(raw_root: Path, paths: Iterable[Path]) -> set[str]:
    """A name for each path: the path relative to the root, where that is UTF-8.

    Else nothing could store it: its other bytes are written ``\\xff``. Such a name leads to no file; should it be that of one
    that is there, it is lengthened.
    """
    uris: set[str] = set()
    cannot_be_stored = []
    for path in paths:
        name = os.fsencode(path.relative_to(raw_root).as_posix())
        try:
            uris.add(name.decode())
        except UnicodeDecodeError:
            cannot_be_stored.append(name)
    for name in sorted(cannot_be_stored):
        uri = name.decode("utf-8", "backslashreplace")
        while uri in uris or os.path.lexists(raw_root / uri):
            uri += "\ufffd"
        uris.add(uri)
    return uris
