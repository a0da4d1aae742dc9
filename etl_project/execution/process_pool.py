"""Work in other processes on this machine, which may crash or hang without harm to the others.

Every worker has its own socket and one item at a time. So when a worker dies or takes too long, the item that did it is
known, nobody else waits for a lock that it held, and half a message spoils nobody's. That is why this is neither
`concurrent.futures` (a dead worker breaks the whole pool) nor `pebble` (its workers share one pipe and one lock: when
one is killed while it pickles a large result, where a lack of memory strikes, the others wait for minutes and are lost).

Workers are started as fresh interpreters, not forked, for Dagster and Polars run threads whose locks a fork would copy.
Nor are they started by `multiprocessing`, whose ``spawn`` and ``forkserver`` make every worker import the main module
first: Dagster's costs seconds and tens of megabytes, and a script without a guard would run twice.
"""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import wait
from types import TracebackType
from typing import Any, Self

from etl_project.execution.model import ExecutionError, Item, Lost, Result
from etl_project.execution.worker import Answer, Task

_NOTHING_LEFT = object()


class ProcessPool:
    """An `Executor` of `workers` processes, started when they are needed and kept until the end of the ``with``."""

    def __init__(self, workers: int, seconds: float = 60.0) -> None:
        """
        Args:
            workers: number of processes.
            seconds: wall-clock time for each result of an item (for each page of a file, say); a worker that takes
                longer is killed.
        """
        self._size = workers
        self._seconds = seconds
        self._workers: list[_Worker] = []

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`. One call at a time: the iterator is to be used up or closed before the next."""
        pickled = pickle.dumps(function)
        waiting = iter(items)
        busy: list[_Worker] = []
        try:
            while True:
                while len(busy) < self._size and (item := next(waiting, _NOTHING_LEFT)) is not _NOTHING_LEFT:
                    busy.append(self._begin(Task(pickled, item, self._seconds), busy))
                if not busy:
                    return
                for worker in _ready(busy):
                    for outcome in worker.collect():
                        yield outcome
                    if worker.task is None:
                        busy.remove(worker)
        finally:
            for worker in busy:
                worker.kill()
            self._workers = [worker for worker in self._workers if worker.is_usable]
