"""What the executor on a cluster does by itself; with a real cluster it is tested in `etl_project_tests.cluster`."""

import pickle
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from ray.exceptions import RayError, RayTaskError

from etl_project.execution import ClusterError, ExecutionError, Lost, RayCluster
from etl_project.execution.ray_cluster import _failed, _pool, _work, code_version
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
