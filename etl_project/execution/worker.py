"""The other end of `process_pool`: what runs in a worker.

It receives tasks, answers each with BEGUN, its results one by one, and DONE, and ends when the pool hangs up, which a
pool that is killed does too.
"""

import contextlib
import faulthandler
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

OUT_OF_MEMORY = 77
"""Exit code of a worker that was refused memory. It ends at once, for it may have too little left even to say so."""


class Answer(IntEnum):
    """What a message from a worker says; the second part of the message is its value."""

    BEGUN = 0
    """The task has arrived whole and is being worked on; no value."""
    RESULT = 1
    """One result of the task; the result."""
    DONE = 2
    """The task has no more results; no value."""
    RAISED = 3
    """The task cannot be received, run or answered; the traceback, and the exception where it can be sent."""


@dataclass(frozen=True, slots=True)
class Task:
    """One item to be worked on."""

    function: bytes | None
    """What to apply to it, pickled; None for the same as last time."""
    item: Any
    seconds: float
    """Time that the pool gives each result, in seconds."""


def main(descriptor: int, megabytes: int) -> None:
    """Serve the pool at the other end of the socket `descriptor`: the whole life of a worker.

    Args:
        megabytes: memory for the work, besides what Python and the function itself take.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool, which then hangs up
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        try:
            serve(Connection(descriptor), megabytes)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)


def serve(pool: Connection, megabytes: int) -> None:
    """Answer tasks until the pool hangs up.

    Raises:
        MemoryError: there is none left.
    """
    function: Callable[[Any], Iterable[Any]] = tuple
    is_bounded = False
    while True:
        try:
            message = pool.recv_bytes()
        except EOFError:
            return
        try:
            task: Task = pickle.loads(message)  # noqa: S301 - from the pool that started this process, by a socket of theirs
            if task.function is not None:
                function = pickle.loads(task.function)  # noqa: S301 - likewise
            if not is_bounded:
                bound_memory(megabytes)
                is_bounded = True
            pool.send((Answer.BEGUN, None))
            _answer(pool, function, task)
        except MemoryError:
            raise
        except Exception as error:
            pool.send((Answer.RAISED, (traceback.format_exc(), _sendable(error))))


def _sendable(error: Exception) -> Exception | None:
    """The exception, or None where it does not come out of a pickle as it went in."""
    try:
        arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        return None
    return error if type(arrived) is type(error) else None


def _answer(pool: Connection, function: Callable[[Any], Iterable[Any]], task: Task) -> None:
    results = chain.from_iterable(
        map(function, [task.item])
    )  # calls the function no sooner than it is asked for a result
    while True:
        # The pool ends a worker that takes too long. Should the pool itself be gone, this does, and says where it hung.
        try:
            faulthandler.dump_traceback_later(2 * task.seconds, exit=True)
        except RuntimeError:  # it cannot start its thread
            raise MemoryError from None
        try:
            result = next(results)
        except StopIteration:
            break
        finally:
            faulthandler.cancel_dump_traceback_later()
        pool.send((Answer.RESULT, result))
    pool.send((Answer.DONE, None))


def bound_memory(megabytes: int) -> None:
    """Let this process have so many megabytes more, and refuse what goes beyond. Linux only: macOS has no such limit.

    RLIMIT_DATA counts what can be written to and is this process's own, be it used yet or not. RLIMIT_AS would count as
    well the address space that threads and libraries reserve and never use, which is many times as much.
    """
    if sys.platform != "linux":
        return
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    limit = pages * resource.getpagesize() + megabytes * 1_000_000
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
