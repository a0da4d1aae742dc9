"""What the executor on a cluster does by itself; with a real cluster it is tested in `etl_project_tests.cluster`."""

import json
import pickle
import re
import shlex
import socket
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from ray.exceptions import RayError, RayTaskError

from etl_project.execution import ClusterError, ExecutionError, Lost, RayCluster, ray_cluster
from etl_project.execution.ray_cluster import _failed, _Job, _Nodes, _pool, _work, code_version
from etl_project_tests.cluster.nodes import KEEP_WORKERS
from etl_project_tests.conftest import ROOT, CommandLine
from etl_project_tests.execution.work import failing, hostile


def results(word: str, skip: int) -> list[object]:
    """What a node answers."""
    answers = _work(pickle.dumps(hostile), pickle.dumps(word), skip, 20.0, 500, code_version())
    with _pool(20.0, 500):
        return [answer.code if isinstance(answer, Lost) else pickle.loads(answer) for answer in answers]  # noqa: S301 - our own


def test_results_that_are_known_are_passed_over() -> None:
    assert results("abcd", 0) == list("abcd")
    assert results("abcd", 3) == ["d"]
    assert results("abcd", 4) == []


def test_loss_is_told_though_it_comes_sooner_than_before() -> None:
    assert results("a!cd", 3) == ["worker_died"]


def test_what_a_function_raises_arrives_as_the_cause() -> None:
    """As from a pool; by it a storage that failed is told from a mistake in the code."""
    with pytest.raises(ExecutionError) as raised, _pool(20.0, 500):
        list(_work(pickle.dumps(failing), pickle.dumps("a key"), 0, 20.0, 500, code_version()))
    sent = RayTaskError("_work", "a traceback", raised.value, "ray::_work", 1, "10.0.0.2").to_bytes()
    failed = _failed(RayError.from_bytes(sent).as_instanceof_cause())
    assert type(failed) is ExecutionError and str(failed) == str(raised.value)
    assert repr(failed.__cause__) == "KeyError('a key')"


@dataclass
class Head:
    """Tells of nodes as Ray does."""

    cpus: dict[str, float]
    dead: frozenset[str] = frozenset()

    def nodes(self) -> list[dict[str, object]]:
        return [
            {"NodeID": name, "Alive": name not in self.dead, "Resources": {"CPU": cpus} if cpus else {}}
            for name, cpus in self.cpus.items()
        ]


def test_items_go_to_the_node_with_the_least_to_do() -> None:
    nodes = _Nodes(Head({"head": 0, "small": 1.0, "large": 3.0, "gone": 8.0}, frozenset({"gone"})))
    nodes.look()
    jobs: list[_Job[str]] = []
    while node := nodes.free(jobs):
        jobs.append(_Job("item", node=node))
    assert Counter(job.node for job in jobs) == {"small": 2, "large": 6}
    assert nodes.has("small") and not nodes.has("gone")
    nodes.distrust("large")
    assert nodes.free([]) == "small"
    nodes.distrust("small")
    assert nodes.free([]) is None


def test_no_node_is_one_sentence_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_cluster, "_NODES_SECONDS", 0.1)
    monkeypatch.setattr(ray_cluster, "_LOOK_SECONDS", 0.05)
    with pytest.raises(ClusterError) as raised:
        _Nodes(Head({"head": 0})).look()
    assert str(raised.value) == (
        "The Ray cluster has had no node with a CPU for 0.1 seconds; start one as docs/cluster.md tells."
    )


def test_an_item_is_given_up_after_so_many_deaths() -> None:
    job = _Job("item")
    assert job.crash("worker_died", "It died.") is None
    assert job.crash("worker_died", "It died.") == Lost("item", "worker_died", "It died.")
    assert _Job("item").crash("timed_out", "It hung.") == Lost("item", "timed_out", "It hung.")
    assert [job.loss("A node is dead.") for _ in range(5)] == [
        *[None] * 4,
        Lost("item", "worker_died", "The nodes that worked on it were lost 5 times."),
    ]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # importing Ray's command line has many
@pytest.mark.parametrize("page", ["README.md", "docs/cluster.md"])
def test_commands_that_start_a_cluster_are_understood(page: str) -> None:
    """What the same options do is tested with a real cluster."""
    from ray.scripts.scripts import start

    text = (ROOT / page).read_text(encoding="utf-8").replace("\\\n", "")
    commands = [
        shlex.split(line, comments=True) for line in re.findall(r"^\.venv/bin/ray start .*$", text, re.MULTILINE)
    ]
    heads = [start.make_context("start", command[2:]).params["head"] for command in commands]
    assert heads == [True, False]
    kept = [option for option in commands[0] if option.startswith("--system-config=")]
    assert [json.loads(option.partition("=")[2]) for option in kept] == [json.loads(KEEP_WORKERS.partition("=")[2])]


def test_ray_is_not_imported_before_it_is_needed() -> None:
    program = "import sys, etl_project.definitions; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ClusterError) as raised, RayCluster("127.0.0.1:1"):
        pass
    assert str(raised.value) == (
        'ETL_EXECUTOR=cluster needs Ray, which is not installed; install it with pip install -e ".[cluster]".'
    )


def test_address_where_nothing_answers_is_one_sentence() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # but it does not listen
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ClusterError) as raised, RayCluster(address):
            pass
    assert str(raised.value) == (
        f"ETL_CLUSTER_ADDRESS: no Ray cluster answers at {address} ([Errno 111] Connection refused); "
        "start its head, or correct the address."
    )


@pytest.mark.parametrize("host", ["a..b", "x" * 70])
def test_host_that_cannot_be_is_one_sentence(host: str) -> None:
    with (
        pytest.raises(ClusterError, match=r"^ETL_CLUSTER_ADDRESS: no Ray cluster answers at .*correct the address\.$"),
        RayCluster(f"{host}:1"),
    ):
        pass


@pytest.mark.slow
def test_load_without_a_cluster_fails_with_its_sentence(tmp_path: Path) -> None:
    done = CommandLine(tmp_path).run("load", ETL_EXECUTOR="cluster", ETL_CLUSTER_ADDRESS="127.0.0.1:1")
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "failed:" in line]
    assert line.startswith("  failed: ETL_CLUSTER_ADDRESS: no Ray cluster answers at 127.0.0.1:1 (")
    assert "Traceback" not in done.stdout + done.stderr
