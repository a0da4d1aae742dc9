"""Processes that begin within milliseconds, with everything imported, and may die in any way."""

import multiprocessing
import os
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_IMPORTED = [
    "__main__",
    "benchmarks.reliability.night",
    "duckdb_sqlalchemy",
    "great_expectations.datasource.fluent.sql_datasource",
    "great_expectations.expectations.core.unexpected_rows_expectation",
]
"""What a run needs, and what takes seconds to import."""
_MOMENT_SECONDS = 5.0
"""Time that a worker may take to notice that its pool is gone."""


def start(work: Callable[..., None], *arguments: object, log: Path, temporary: Path) -> ForkServerProcess:
    """A process that does `work`; its exit code is 0 where that ended well, 1 where an exception is in the file `log`.

    Args:
        temporary: its folder for temporary files.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_IMPORTED)
    process = context.Process(target=_work, args=(work, arguments, log, temporary))
    process.start()
    return process


def left_by(process: ForkServerProcess) -> list[int]:
    """Ids of the processes that one which has ended started, and that are still there after a moment. Linux only."""
    until = time.monotonic() + _MOMENT_SECONDS
    while (left := _in_session(process.pid)) and time.monotonic() < until:
        time.sleep(0.05)
    return left


def _in_session(session: int | None) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return found


def _work(work: Callable[..., None], arguments: tuple[object, ...], log: Path, temporary: Path) -> None:
    os.setsid()  # by which its own processes are known, also when it is gone
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    try:
        work(*arguments)
    except BaseException:
        log.write_text(traceback.format_exc(), encoding="utf-8")
        os._exit(1)
    os._exit(0)  # DuckDB's bindings print pages of harmless notes when the interpreter shuts down
