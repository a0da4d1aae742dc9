"""The seam between what is to be done for every item and where that is done."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lost(Generic[Item]):
    """Takes the place of the results that an item still owed when its process ended."""

    item: Item
    code: str
    """``worker_died``, ``timed_out`` or ``out_of_memory``."""
    reason: str
    """One sentence for the person who reads the quarantine."""


class ExecutionError(Exception):
    """The work cannot be done at all: a worker does not start, or the function raised in it.

    In that case its cause is what the function raised, where that can be sent from there.
    """

    def __reduce__(self) -> "tuple[Callable[..., ExecutionError], tuple[Any, ...]]":
        return _caused, (type(self), self.args, self.__cause__)


class ClusterError(ExecutionError):
    """A cluster cannot be used, or is not set up as this machine is; the message says why in one sentence."""


def _caused(kind: type[ExecutionError], arguments: tuple[Any, ...], cause: BaseException | None) -> ExecutionError:
    """An exception with its cause, which pickles leave out."""
    error = kind(*arguments)
    error.__cause__ = cause
    return error


class Executor(Protocol):
    """Applies a function to many items, somewhere. Used in a ``with`` statement, which lets go of what it holds."""

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """Every result of ``function(item)``, for every item.

        The results of one item come in their order; items come as they finish. `items` is read as fast as results are
        taken and no faster, so memory does not grow with the number of items, nor with that of an item's results.

        Args:
            function: yields the results of one item, each small enough to hold. Where it runs in another process,
                it, the items and the results are pickled. It turns what it expects to go wrong into results.

        Raises:
            ExecutionError: the function raised in a worker, or none could be started.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
