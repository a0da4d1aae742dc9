"""Work in this process, item after item: for tests, debuggers and small loads."""

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Self

from etl_project.execution.model import Item, Lost, Result


class InProcess:
    """An `Executor` without processes. It cannot end an item that takes too long, nor survive one that crashes Python."""

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`; what the function raises is raised."""
        for item in items:
            yield from function(item)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
