"""Work in other processes on this machine, which may crash or hang without harm to the others.

Every worker has its own socket and one item at a time. So when a worker dies or takes too long, the item that did it is
known, nobody else waits for a lock that it held, and half a message spoils nobody's. That is why this is neither
`concurrent.futures` (a dead worker breaks the whole pool) nor `pebble` (its workers share one pipe and one lock: when
one is killed while it pickles a large result, where a lack of memory strikes, the others wait for minutes and are lost).

Workers are started as fresh interpreters, not forked, for Dagster and Polars run threads whose locks a fork would copy.
Nor are they started by `multiprocessing`, whose ``spawn`` and ``forkserver`` make every worker import the main module
first: Dagster's costs seconds and tens of megabytes, and a script without a guard would run twice.
"""

import contextlib
import logging
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from multiprocessing import Pipe
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from etl_project.execution.model import ExecutionError, Item, Lost, Result
from etl_project.execution.worker import OUT_OF_MEMORY, Answer, Task

logger = logging.getLogger(__name__)

_START_SECONDS = 60.0
"""Time that a worker may take to import what the function needs, in seconds."""
_WORKER = "import sys; from etl_project.execution.worker import main; main(*map(int, sys.argv[1:]))"
_NOTHING_LEFT = object()
_LOOK_SECONDS = 0.05
"""How often it is looked how much memory the workers hold."""
_MUCH = 1 / 3
"""Share of its memory that a process was seen to hold from which on, if it ends by a signal, it is taken to have run out of it.

A buffer that is moved while it doubles asks for three times what it has. Libraries that are refused may well abort, or
write where they were given nothing; and so may the system kill a process, where it has less to give than was allowed.
"""


class ProcessPool:
    """An `Executor` of `workers` processes, started when they are needed and kept until the end of the ``with``."""

    def __init__(self, workers: int, seconds: float = 60.0, megabytes: int = 1_000) -> None:
        """
        Args:
            workers: number of processes.
            seconds: wall-clock time for each result of an item (for each page of a file, say); a worker that takes
                longer is killed.
            megabytes: memory that a worker may take for its items, besides what Python and the function itself take; a
                worker that wants more is ended. It holds on Linux; on macOS memory is not bounded. A library that ends the
                process when it is refused much at once, before it has taken much, is told as ``worker_died``.
        """
        self._size = workers
        self._seconds = seconds
        self._megabytes = megabytes
        self._idle: list[_Worker] = []

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`."""
        pickled = pickle.dumps(function)
        waiting = iter(items)
        busy: list[_Worker] = []
        try:
            while True:
                while len(busy) < self._size and (item := next(waiting, _NOTHING_LEFT)) is not _NOTHING_LEFT:
                    worker = self._idle.pop() if self._idle else _Worker(self._megabytes)
                    busy.append(worker)
                    worker.begin(pickled, item, self._seconds)
                if not busy:
                    return
                timeout = min(_LOOK_SECONDS, *(worker.seconds_left for worker in busy))
                wait([worker.socket for worker in busy], timeout)
                for worker in list(busy):
                    try:
                        answer, value = worker.hear()
                    except _Gone as gone:
                        busy.remove(worker)
                        if gone.had_begun:
                            yield Lost(worker.item, gone.code, gone.reason)
                        elif worker.has_served:
                            waiting = chain([worker.item], waiting)  # it died idle: the item has nothing to do with it
                        else:
                            raise ExecutionError(f"A worker could not be started. {gone.reason}") from None
                        continue
                    if answer is Answer.RESULT:
                        yield value
                    elif answer is Answer.RAISED:
                        trace, error = value
                        raise ExecutionError(f"The work failed in a worker:\n{trace}") from error
                    elif answer is Answer.DONE:
                        busy.remove(worker)
                        self._idle.append(worker)
        finally:
            for worker in busy:
                worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._idle:
            self._idle.pop().kill()


class _Gone(Exception):
    """The worker has ended, of itself or for taking too long."""

    def __init__(self, code: str, reason: str, had_begun: bool) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.had_begun = had_begun
        """Whether it was at work on the item."""


class _Worker:
    """A process that works on one item at a time, as the pool sees it."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self.socket, its_socket = Pipe()
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        with its_socket:
            self._process = subprocess.Popen(  # noqa: S603 - itself, with these arguments
                [sys.executable, "-P", "-c", _WORKER, str(its_socket.fileno()), str(megabytes)],
                stdin=subprocess.DEVNULL,
                pass_fds=[its_socket.fileno()],
                env=os.environ | {"PYTHONPATH": path},
            )
        self.item: Any = None
        self.has_served = False
        """Whether it has ever finished an item."""
        self._has_begun = False
        self._base = self._peak = 0
        """Memory that it held when it began its first item, and at most, as far as was seen; in MB."""
        self._function = b""
        self._seconds = self._deadline = 0.0

    @property
    def seconds_left(self) -> float:
        """Time until the worker is to be ended."""
        return max(0.0, self._deadline - time.monotonic())

    def begin(self, function: bytes, item: object, seconds: float) -> None:
        """Hand it an item. Should it have died meanwhile, `hear` will tell."""
        self.item, self._has_begun, self._seconds, self._peak = item, False, seconds, 0
        self._deadline = time.monotonic() + _START_SECONDS
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.send(Task(None if function == self._function else function, item, seconds))
        self._function = function

    def hear(self) -> tuple[Answer | None, Any]:
        """What it says next, and the value of that; None while it says nothing.

        What has been said is heard however late, so a pool that was itself busy does not take it for silence.

        Raises:
            _Gone: it has ended, or was ended because its time was over.
        """
        if self.socket.poll():
            try:
                answer, value = self.socket.recv()
            except (EOFError, OSError):
                raise self._gone() from None
            self._deadline = time.monotonic() + self._seconds
            self._has_begun = True
            self._base = self._base or self._used()
            self.has_served |= answer is Answer.DONE
            return answer, value
        if not self.seconds_left:
            self.kill()
            reason = f"Work on it took longer than {self._seconds:g} seconds and was ended."
            raise _Gone("timed_out", reason, self._has_begun)
        self._peak = max(self._peak, self._used())
        return None, None

    def kill(self) -> None:
        """End the process at once, and wait until it has."""
        self._process.kill()
        self._process.wait()
        self.socket.close()

    def _gone(self) -> _Gone:
        """How the process ended, which has hung up."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        self.kill()
        code = self._process.returncode
        how = (
            f"was killed by signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"ended with exit code {code}"
        )
        if code == OUT_OF_MEMORY or (code < 0 and self._peak - self._base > _MUCH * self._megabytes):
            logger.warning("A worker %s; it had used %d MB or more", how, self._peak)
            reason = f"Work on it took more than the {self._megabytes:,} MB of memory that it may take, and was ended."
            return _Gone("out_of_memory", reason, self._has_begun)
        return _Gone("worker_died", f"The process that worked on it {how}.", self._has_begun)

    def _used(self) -> int:
        """The memory that it holds, in MB; 0 where there is no /proc.

        What the system reports at its end (ru_maxrss) is no help: it begins with the memory of the process that started it.
        """
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8").splitlines():
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) // 1_000
        return 0
