"""The other end of `process_pool`: what runs in a worker.

It receives tasks, answers each with BEGUN, its results one by one, and DONE, and ends when the pool hangs up, which a
pool that is killed does too.
"""

import contextlib
import faulthandler
import pickle
import signal
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any


class Answer(IntEnum):
    """What a message from a worker says; the second part of the message is its value."""

    BEGUN = 0
    """The task has arrived whole and is being worked on; no value."""
    RESULT = 1
    """One result of the task; the result."""
    DONE = 2
    """The task has no more results; no value."""
    RAISED = 3
    """The task cannot be received, run or answered; the traceback."""


@dataclass(frozen=True, slots=True)
class Task:
    """One item to be worked on."""

    function: bytes | None
    """What to apply to it, pickled; None for the same as last time."""
    item: Any
    seconds: float
    """Time that the pool gives each result, in seconds."""


def main(descriptor: int) -> None:
    """Serve the pool at the other end of the socket `descriptor`: the whole life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool, which then hangs up
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve(Connection(descriptor))


def serve(pool: Connection) -> None:
    """Answer tasks until the pool hangs up."""
    function: Callable[[Any], Iterable[Any]] = tuple
    while True:
        try:
            message = pool.recv_bytes()
        except EOFError:
            return
        try:
            task: Task = pickle.loads(message)  # noqa: S301 - from the pool that started this process, by a socket of theirs
            if task.function is not None:
                function = pickle.loads(task.function)  # noqa: S301 - likewise
            pool.send((Answer.BEGUN, None))
            _answer(pool, function, task)
        except Exception:
            pool.send((Answer.RAISED, traceback.format_exc()))


def _answer(pool: Connection, function: Callable[[Any], Iterable[Any]], task: Task) -> None:
    results = chain.from_iterable(
        map(function, [task.item])
    )  # calls the function no sooner than it is asked for a result
    while True:
        # The pool ends a worker that takes too long. Should the pool itself be gone, this does, and says where it hung.
        faulthandler.dump_traceback_later(2 * task.seconds, exit=True)
        try:
            result = next(results)
        except StopIteration:
            break
        finally:
            faulthandler.cancel_dump_traceback_later()
        pool.send((Answer.RESULT, result))
    pool.send((Answer.DONE, None))
