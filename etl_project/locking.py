"""Locks between processes: whoever waits says for whom, and whoever waits too long is told.

The operating system lets go of a lock when the process that holds it ends, however it ends. So nothing is left to be
cleaned up after a kill.
"""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_NOTES = 60.0
"""Whoever waits says so at once, and again after so long."""


class BusyError(Exception):
    """Somebody else holds what is needed, and did not let go of it in time; the message says who, and what to do."""


@contextmanager
def held(path: Path, what: str, purpose: str, wait_seconds: float) -> Iterator[None]:
    """Hold the lock in the file `path`, which may exist already. A process that holds it may take it again.

    Args:
        what: what the lock guards, for the one who waits.
        purpose: what it is taken for, for others who will have to wait.
        wait_seconds: how long to wait for others.

    Raises:
        BusyError: another process held it for longer.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, is_singleton=True)
    if lock.is_locked:
        with lock:
            yield
        return
    deadline = time.monotonic() + wait_seconds
    patience = 0.0
    while True:
        try:
            lock.acquire(timeout=patience)
            break
        except Timeout:
            left = deadline - time.monotonic()
            holder = path.read_text(encoding="utf-8") or "another process"
            if left <= 0:
                raise BusyError(
                    f"{what} is in use by {holder}, and did not become free in {wait_seconds:g} seconds: "
                    "wait for that to end, or raise ETL_WAREHOUSE_WAIT_SECONDS."
                ) from None
            logger.warning("Waiting up to %.0f more seconds for %s, which is in use by %s.", left, what, holder)
            patience = min(left, SECONDS_BETWEEN_NOTES)
    try:
        _note(path, f"{purpose} (process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC)")
        yield
    finally:
        _note(path, "")
        lock.release()


def _note(path: Path, text: str) -> None:
    """Write into the lock's file; on a full disk, the lock has to do without."""
    with suppress(OSError):
        path.write_text(text, encoding="utf-8")
