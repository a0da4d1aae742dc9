"""An executor that measures the work of another. It is a module of its own for workers to import."""

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import Self

from benchmarks.extraction.cost import peak_megabytes
from etl_project.execution import Executor, Lost
from etl_project.execution.model import Item, Result


class Measuring:
    """An `Executor` that notes how long the results of another take, and what their process had used by then."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.slowest = (0.0, "")
        """CPU seconds, from one result of an item to the next, and the item."""
        self.peak_megabytes = 0.0
        """Of the process that used most, those that ended at work left out."""

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`."""
        for outcome in self._executor.flat_map(partial(measured, function), items):
            if isinstance(outcome, Lost):
                yield outcome
            else:
                result, seconds, name, megabytes = outcome
                self.slowest = max(self.slowest, (seconds, name))
                self.peak_megabytes = max(self.peak_megabytes, megabytes)
                yield result

    def __enter__(self) -> Self:
        self._executor.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._executor.__exit__(kind, error, trace)


def measured(function: Callable[[Item], Iterable[Result]], item: Item) -> Iterator[tuple[Result, float, str, float]]:
    """Results of ``function(item)``, each with the CPU seconds it took, the item, and the peak memory of this process in MB."""
    started = time.process_time()
    for result in function(item):
        yield result, time.process_time() - started, str(item), peak_megabytes()
        started = time.process_time()
