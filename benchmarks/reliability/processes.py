"""Processes that begin within milliseconds, with everything imported, and may die in any way."""

import multiprocessing
import os
import tempfile
import traceback
from collections.abc import Callable
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


def _work(work: Callable[..., None], arguments: tuple[object, ...], log: Path, temporary: Path) -> None:
    temporary.mkdir(parents=True, exist_ok=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    try:
        work(*arguments)
    except BaseException:
        log.write_text(traceback.format_exc(), encoding="utf-8")
        os._exit(1)
    os._exit(0)  # DuckDB's bindings print pages of harmless notes when the interpreter shuts down
