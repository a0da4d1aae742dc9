"""Which days have arrived and are not published yet."""

import hashlib
from contextlib import suppress
from datetime import date

import duckdb

from etl_project.publication import MARTS_FILE, PublicationFolder
from etl_project.readers import list_inputs, list_load_dates
from etl_project.storage import Remote, Root
from etl_project.warehouse import DUCKDB_CONFIG


def waiting_days(raw_root: Root, folder: PublicationFolder) -> dict[date, list[str]]:
    """Days whose files are not those that the latest publication lists in raw.captures, with their files.

    The latest and not the current one: a rollback is not undone by the next night. It lists the pages of days that were
    withheld from it too, so they wait for somebody to repair them. A day whose run published nothing waits on, and is
    tried, and told of, every night. Files are immutable, so comparing their names is enough.
    """
    published: dict[date, set[str]] = {}
    builds = [entry.build_id for entry in folder.history() if entry.action == "publish"]
    if builds and (file := folder.build_folder(builds[-1]) / MARTS_FILE).exists():
        with duckdb.connect(str(file), read_only=True, config=DUCKDB_CONFIG) as marts:
            rows = marts.execute("SELECT load_date, list(DISTINCT input_uri) FROM raw.captures GROUP BY ALL").fetchall()
        published = {day: set(uris) for day, uris in rows}
    arrived = {day: list_inputs(raw_root, day) for day in list_load_dates(raw_root)}
    return {day: uris for day, uris in arrived.items() if uris and set(uris) != published.get(day, set())}


def spans(days: list[date]) -> list[tuple[date, date]]:
    """Consecutive days as (first, last): a run loads one span.

    >>> spans([date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 5)])
    [(datetime.date(2026, 11, 2), datetime.date(2026, 11, 3)), (datetime.date(2026, 11, 5), datetime.date(2026, 11, 5))]
    """
    found: list[tuple[date, date]] = []
    for day in sorted(days):
        if found and (day - found[-1][1]).days == 1:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def newest_change(raw_root: Root, uris: list[str]) -> float:
    """Time of the latest change of any of the files that are there, in seconds since the epoch; 0 for none.

    By the inode's own time (``ctime``): copying with ``cp -p``, ``rsync -a`` or ``tar`` sets the modification time back.
    Of an object, by when it was written whole.
    """
    times = [0.0]
    if isinstance(raw_root, Remote):
        for day in {uri.partition("/")[0] for uri in uris}:
            entries = raw_root.entries(day)
            times += [entries[uri].changed_at for uri in uris if uri in entries]
        return max(times)
    for uri in uris:
        with suppress(OSError):  # it may be gone, or have a name that is not text
            times.append((raw_root / uri).lstat().st_ctime)
    return max(times)


def fingerprint(uris: list[str]) -> str:
    """Short name for a set of files: the same arrival is launched once."""
    return hashlib.sha256("\n".join(sorted(uris)).encode("utf-8", "surrogateescape")).hexdigest()[:16]
