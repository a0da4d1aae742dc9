"""Work on the machines of a Ray cluster, any of which may go at any moment.

Ray carries the items to the nodes and the results back, and tells when a node or the network between has gone. On the node
each of its workers runs a `ProcessPool` of one process, which does the work. So what an item may take, in time and memory,
and what is said of one that kills its process, is the same as on one machine, by the same code; and Ray's own worker, which
must not die for that, neither loads a library that could crash nor looks into what it carries.

`ray` is an optional extra, and importing it costs a second: it is imported when work begins.
"""

import logging
import pickle
import signal
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Self

import etl_project
from etl_project.execution.model import ClusterError, ExecutionError, Item, Lost, Result
from etl_project.execution.process_pool import ProcessPool

logger = logging.getLogger(__name__)

_MAX_CRASHES = 2
"""Times that an item's process may die before the item is to blame; once may be somebody else's doing."""
_MAX_LOSSES = 5
"""Times that an item may lose its node, or Ray's worker on it. So many are no accident: a page that takes its machine down must not take them all."""
_NODE_LOST = (
    "NodeDiedError",
    "LocalRayletDiedError",
    "ObjectLostError",
    "WorkerCrashedError",
    "OutOfMemoryError",
    "TaskUnschedulableError",
)
"""What Ray raises where a node has died or was cut off, or somebody has ended Ray's worker on it: never the item itself."""
_RESULTS_AHEAD = 4
"""Results of an item that may wait to be taken; then its worker waits."""
_ITEMS_A_CPU = 2
"""Items under way for each CPU: one at work and one that is already there when it is done."""
_LOOK_SECONDS = 1.0
"""How often it is looked how many CPUs the cluster has."""
_DISTRUST_SECONDS = 60.0
"""Time that a node which lost an item is given no other: longer than the head takes to find it dead."""
_CONNECT_SECONDS = 10.0
"""Time that the head may take to answer."""
_NODES_SECONDS = 300.0
"""Time to wait for a node with a CPU, where the cluster has none; in Kubernetes one may have to be started."""


class RayCluster:
    """An `Executor` on the Ray cluster at `address`; this machine has to be one of its nodes.

    An item whose process dies is tried again once. One whose node dies or is cut off is done again on another, and has
    nothing to do with it. What an item yielded before is passed over then, so the function must be deterministic.
    """

    def __init__(self, address: str, seconds: float = 60.0, megabytes: int = 1_000) -> None:
        """
        Args:
            address: ``host:port`` of the head.
            seconds: as in `ProcessPool`.
            megabytes: as in `ProcessPool`.
        """
        self._address = address
        self._bounds = (seconds, megabytes)
        self._ray: Any = None

    def flat_map(
        self, function: Callable[[Item], Iterable[Result]], items: Iterable[Item]
    ) -> Iterator[Result | Lost[Item]]:
        """See `Executor.flat_map`.

        Raises:
            ClusterError: a node has another version of this project, there is no node, or Ray fails.
            ExecutionError: see `Executor.flat_map`.
        """
        ray = self._ray
        lost = tuple(getattr(ray.exceptions, name) for name in _NODE_LOST)
        at_node = ray.util.scheduling_strategies.NodeAffinitySchedulingStrategy
        begin = ray.remote(
            num_cpus=1, max_retries=0, num_returns="streaming", _generator_backpressure_num_objects=_RESULTS_AHEAD
        )(_work)
        pickled = ray.put(pickle.dumps(function))
        waiting = (_Job(item) for item in items)
        again: deque[_Job[Item]] = deque()
        running: dict[Any, _Job[Item]] = {}
        nodes = _Nodes(ray)
        is_all_out = False
        try:
            while True:
                nodes.look()
                while node := nodes.free(running.values()):
                    job = again.popleft() if again else next(waiting, None)
                    if job is None:
                        is_all_out = True
                        break
                    job.node = node
                    there = begin.options(scheduling_strategy=at_node(node, soft=False))
                    running[there.remote(pickled, job.pickled, job.given, *self._bounds, code_version())] = job
                if not running:
                    if is_all_out and not again:
                        return
                    time.sleep(_LOOK_SECONDS)  # no node can be trusted with it
                    continue
                ray.wait(list(running), num_returns=1, timeout=_LOOK_SECONDS)
                ready, silent = ray.wait(list(running), num_returns=len(running), timeout=0)
                for stream in silent:
                    if not nodes.has(running[stream].node):
                        job = running.pop(stream)
                        ray.cancel(stream, force=True)
                        if outcome := job.loss("The node that it was given to is dead."):
                            yield outcome
                        else:
                            again.append(job)
                for stream in ready:
                    job = running.pop(stream)
                    try:
                        answer = ray.get(next(stream))
                    except StopIteration:
                        continue
                    except ray.exceptions.RayTaskError as error:
                        failed = _failed(error)
                        raise failed from failed.__cause__
                    except lost as error:
                        if not isinstance(error, ray.exceptions.WorkerCrashedError):
                            nodes.distrust(job.node)
                        outcome = job.loss(str(error).split(", node ID")[0])
                    except ray.exceptions.RayError as error:
                        raise ClusterError(f"The Ray cluster failed: {' '.join(str(error).split())}") from None
                    else:
                        if not isinstance(answer, Lost):
                            running[stream] = job
                            job.given += 1
                            yield pickle.loads(answer)  # noqa: S301 - from a worker that runs our function
                            continue
                        outcome = job.crash(answer.code, answer.reason)
                    if outcome:
                        yield outcome
                    else:
                        again.append(job)
        finally:
            for stream in running:
                ray.cancel(stream)

    def __enter__(self) -> Self:
        try:
            import ray
            import ray.util.scheduling_strategies
        except ImportError:
            raise ClusterError(
                'ETL_EXECUTOR=cluster needs Ray, which is not installed; install it with pip install -e ".[cluster]".'
            ) from None
        host, _, port = self._address.rpartition(":")
        try:
            # Ray itself would try for a minute, and then end the process.
            socket.create_connection((host, int(port)), timeout=_CONNECT_SECONDS).close()
        except (OSError, UnicodeError) as error:  # the latter for what cannot be a host's name
            raise ClusterError(
                f"ETL_CLUSTER_ADDRESS: no Ray cluster answers at {self._address} ({error}); start its head, or correct the address."
            ) from None
        try:
            with _signals_untouched():
                ray.init(address=self._address, logging_level=logging.WARNING)
        except Exception as error:
            raise ClusterError(
                f"The Ray cluster at {self._address} cannot be joined: {' '.join(str(error).split())} docs/cluster.md tells what this machine needs."
            ) from None
        self._ray = ray
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ray.shutdown()


@cache
def code_version() -> str:
    """The version of this project, with a digest of its code: pages are to be taken apart alike on every node."""
    root = Path(etl_project.__file__).parent
    digest = sha256()
    for path in sorted(path for pattern in ("*.py", "*.json") for path in root.rglob(pattern)):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{etl_project.__version__}, code {digest.hexdigest()[:12]}"


@dataclass(slots=True)
class _Job(Generic[Item]):
    """An item, and what became of it so far."""

    item: Item
    given: int = 0
    """Results that were handed on."""
    crashes: int = 0
    losses: int = 0
    node: str = ""
    """Ray's name of the node that it was given to."""

    @property
    def pickled(self) -> bytes:
        return pickle.dumps(self.item)

    def crash(self, code: str, reason: str) -> Lost[Item] | None:
        """Its process has ended, or was ended; None where it is to be tried again."""
        self.crashes += 1
        if code == "worker_died" and self.crashes < _MAX_CRASHES:
            logger.warning("%s It is tried again.", reason)
            return None
        return Lost(self.item, code, reason)

    def loss(self, why: str) -> Lost[Item] | None:
        """It has lost its node; None where it is to be done again on another."""
        self.losses += 1
        if self.losses < _MAX_LOSSES:
            logger.warning("%s The item is done again.", why)
            return None
        return Lost(self.item, "worker_died", f"The nodes that worked on it were lost {self.losses} times.")


class _Nodes:
    """The nodes that are alive, looked up now and then, for they come and go."""

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self._cpus: dict[str, int] = {}
        self._distrusted: dict[str, float] = {}
        self._looked = -float("inf")
        self._seen = time.monotonic()

    def look(self) -> None:
        """Look if it is time, and wait for a first node with a CPU.

        Raises:
            ExecutionError: none came.
        """
        while time.monotonic() - self._looked > _LOOK_SECONDS:
            self._cpus = {
                node["NodeID"]: cpus
                for node in self._ray.nodes()
                if node["Alive"] and (cpus := int(node["Resources"].get("CPU", 0)))
            }
            self._looked = time.monotonic()
            if self._cpus:
                self._seen = self._looked
            elif self._looked - self._seen > _NODES_SECONDS:
                raise ClusterError(
                    f"The Ray cluster has had no node with a CPU for {_NODES_SECONDS:g} seconds; start one as docs/cluster.md tells."
                )
            else:
                time.sleep(_LOOK_SECONDS)

    def free(self, jobs: "Iterable[_Job[Any]]") -> str | None:
        """The node that has the least to do, if it can take one more.

        Items are given to nodes here and not by Ray, which hands them out by asking nodes in turn: one that was cut off does
        not answer, and Ray 2.60 was seen to wait for it, and have all others idle, even after it had declared it dead.
        """
        busy = Counter(job.node for job in jobs)
        trusted = [node for node in self._cpus if self._distrusted.get(node, 0) < time.monotonic()]
        node = min(trusted, key=lambda node: busy[node] / self._cpus[node], default=None)
        return node if node and busy[node] < _ITEMS_A_CPU * self._cpus[node] else None

    def distrust(self, node: str) -> None:
        """It has lost an item; whether it is dead the head will know only later."""
        self._distrusted[node] = time.monotonic() + _DISTRUST_SECONDS

    def has(self, node: str) -> bool:
        """Whether it is alive."""
        return node in self._cpus


@contextmanager
def _signals_untouched() -> Iterator[None]:
    """Whoever ends this process by SIGTERM is heard by whom it was before; Ray would have it exit."""
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _failed(error: Any) -> ExecutionError:
    """What a worker raised, as one sentence where we know it."""
    if isinstance(error.cause, ExecutionError):
        return error.cause
    if "No module named 'etl_project'" in str(error):
        return ClusterError(
            "A node of the Ray cluster cannot import etl_project; install it there as docs/cluster.md tells."
        )
    return ExecutionError(f"The work failed in a worker:\n{error}")


# What follows runs on the nodes.


def _work(
    function: bytes, item: bytes, skip: int, seconds: float, megabytes: int, version: str
) -> Iterator[bytes | Lost[bytes]]:
    """The results of an item, pickled, but for the first `skip`, which are known."""
    if code_version() != version:
        import ray

        node = ray.util.get_node_ip_address()
        raise ClusterError(
            f"Node {node} of the Ray cluster has another version of this project ({code_version()}) than this machine ({version}); install the same one on both."
        )
    with closing(_pool(seconds, megabytes).flat_map(_Packed(function), [item])) as results:  # type: ignore[type-var, arg-type]  # it gives a generator, of bytes: neither is told by its type
        for number, result in enumerate(results):
            if number >= skip or isinstance(result, Lost):
                yield result


@cache
def _pool(seconds: float, megabytes: int) -> ProcessPool:
    """The process that works for this worker of Ray; it ends with it."""
    return ProcessPool(1, seconds, megabytes)


@dataclass(frozen=True)
class _Packed:
    """A function that is pickled, and becomes one of pickled items and results in the process that works on them.

    So neither is known to what carries them; and importing what the function needs is not counted as work on an item.
    """

    function: bytes

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[bytes]]:
        return _unpack, (self.function,)


def _unpack(function: bytes) -> Callable[[bytes], Iterator[bytes]]:
    return partial(_results, pickle.loads(function))  # noqa: S301 - from the driver


def _results(function: Callable[[Any], Iterable[Any]], item: bytes) -> Iterator[bytes]:
    yield from map(pickle.dumps, function(pickle.loads(item)))  # noqa: S301 - likewise
