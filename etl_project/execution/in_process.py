"""Work in this process, item after item: for tests, debuggers and small loads."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from etl_project.execution.model import Item, Lost, Result


class InProcess:
    """An `Executor` without processes: nothing is bounded.

    It cannot end an item that takes too long, nor survive one that crashes Python, and takes as much memory as the system
    gives. An item costs only itself where Python finds that there is no more; more often the system ends the process.
    """

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`; what the function raises is raised, but for a lack of memory."""
        for item in items:
            try:
                yield from function(item)
            except MemoryError:
                yield Lost(item, "out_of_memory", "There was not enough memory to work on it.")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
