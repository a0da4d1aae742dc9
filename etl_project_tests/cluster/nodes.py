"""A real Ray cluster on this machine: a head and worker nodes, each in its own network where root and the machine allow."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from etl_project_tests.conftest import ROOT

OBJECT_STORE_BYTES = 80_000_000
KEEP_WORKERS = '--system-config={"idle_worker_killing_time_threshold_ms":600000}'
"""As the README and docs/cluster.md have it."""
START_SECONDS = 120.0
MARK = "CLUSTER_TEST_NODE"
"""Variable in the environment of all of a node's processes, by which they are found."""


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds:g} seconds"
        time.sleep(0.05)


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


class Networks:
    """A bridge on this machine, and networks of other machines behind it."""

    def __init__(self) -> None:
        number = os.getpid() % 250
        self._bridge = f"etl{number}"
        self._prefix = f"10.213.{number}"
        self._made: list[str] = []
        ip("link", "add", self._bridge, "type", "bridge")
        try:
            ip("address", "add", f"{self.head}/24", "dev", self._bridge)
            ip("link", "set", self._bridge, "up")
            self.add(200)  # whether it can be done at all
        except BaseException:
            self.remove()
            raise

    @property
    def head(self) -> str:
        """Address of this machine."""
        return f"{self._prefix}.1"

    def add(self, number: int) -> tuple[str, str]:
        """A machine's network: its name and address."""
        name, address = f"{self._bridge}n{number}", f"{self._prefix}.{number}"
        ip("netns", "add", name)
        self._made.append(name)
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("link", "set", name, "master", self._bridge, "up")
        ip("-n", name, "address", "add", f"{address}/24", "dev", "eth0")
        ip("-n", name, "link", "set", "eth0", "up")
        ip("-n", name, "link", "set", "lo", "up")
        return name, address

    @staticmethod
    def cut(name: str) -> None:
        """Pull the machine's cable out."""
        ip("link", "set", name, "down")

    @staticmethod
    def mend(name: str) -> None:
        ip("link", "set", name, "up")

    def remove(self) -> None:
        for name in self._made:
            with contextlib.suppress(subprocess.CalledProcessError):
                ip("netns", "delete", name)
        ip("link", "delete", self._bridge)


class Node:
    """A machine of the cluster, head or worker: all processes that `ray start` brings up."""

    def __init__(self, arguments: list[str], network: str | None = None) -> None:
        self.network = network
        self._mark = os.urandom(8).hex()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the node
        self._process = subprocess.Popen(
            [
                *(["ip", "netns", "exec", network] if network else []),
                *(sys.executable, "-P", "-m", "ray.scripts.scripts", "start", "--block", "--disable-usage-stats"),
                "--include-log-monitor=false",
                *("--min-worker-port=0", "--max-worker-port=0", f"--object-store-memory={OBJECT_STORE_BYTES}"),
                *arguments,
            ],
            cwd=ROOT,
            env=os.environ | {MARK: self._mark},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode()

    @property
    def is_up(self) -> bool:
        assert self._process.poll() is None, self.log
        return "Ray runtime started" in self.log

    def processes(self, *words: str) -> list[int]:
        """Processes of this node whose command line has all the words."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if f"{MARK}={self._mark}".encode() in (folder / "environ").read_bytes():
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                    if command and all(word in command for word in words):
                        found.append(int(folder.name))
        return found

    def kill(self, *words: str) -> int:
        """SIGKILL to all its processes, as a power cut does, or to those with the words in their command line; how many."""
        pids = self.processes(*words)
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not words:
            self._process.wait(timeout=30)
            until(lambda: not self.processes())
        return len(pids)


class Cluster:
    """A head without a CPU of its own, and worker nodes of one CPU each."""

    def __init__(self, networks: Networks | None = None) -> None:
        self.networks = networks
        self._host = networks.head if networks else "127.0.0.1"
        self._folder = tempfile.mkdtemp(prefix="ray", dir="/tmp")
        port = 20_000 + os.getpid() % 10_000
        self.address = f"{self._host}:{port}"
        self._nodes: list[Node] = []
        self._number = 1
        self.head = Node(
            [
                *("--head", f"--node-ip-address={self._host}", f"--port={port}", "--num-cpus=0"),
                *("--include-dashboard=false", f"--temp-dir={self._folder}/1", KEEP_WORKERS),
            ]
        )
        self._nodes.append(self.head)
        self._wait_for([self.head])

    def add(self, count: int) -> list[Node]:
        """Worker nodes, up once they are returned."""
        added = []
        for _ in range(count):
            self._number += 1
            network, host = self.networks.add(self._number) if self.networks else (None, self._host)
            folder = f"{self._folder}/{self._number}"
            arguments = [
                f"--address={self.address}",
                f"--node-ip-address={host}",
                "--num-cpus=1",
                f"--temp-dir={folder}",
            ]
            added.append(Node(arguments, network))
            self._nodes.append(added[-1])
        self._wait_for(added)
        return added

    def _wait_for(self, nodes: list[Node]) -> None:
        try:
            until(lambda: all(node.is_up for node in nodes), START_SECONDS)
        except BaseException:
            self.stop()  # nobody else would, where it is the head that does not come up
            raise

    def stop(self) -> None:
        for node in reversed(self._nodes):
            node.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """With networks of its own where they can be made."""
    with contextlib.ExitStack() as stack:
        made = None
        with contextlib.suppress(subprocess.CalledProcessError, FileNotFoundError):
            made = Networks()
            stack.callback(made.remove)
        started = Cluster(made)
        stack.callback(started.stop)
        yield started
