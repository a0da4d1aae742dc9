"""What the executor on a cluster does by itself; with a real cluster it is tested in `etl_project_tests.cluster`."""

import pickle
import socket
import subprocess
import sys

import pytest

from etl_project.execution import ExecutionError, Lost, RayCluster
from etl_project.execution.ray_cluster import _pool, _work, code_version
from etl_project_tests.conftest import ROOT
from etl_project_tests.execution.work import hostile


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


def test_ray_is_not_imported_before_it_is_needed() -> None:
    program = "import sys, etl_project.definitions; sys.exit('ray' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(ExecutionError) as raised, RayCluster("127.0.0.1:1"):
        pass
    assert str(raised.value) == (
        "ETL_EXECUTOR=cluster needs Ray, which is not installed: install the extra, pip install 'etl-project[cluster]'."
    )


def test_address_where_nothing_answers_is_one_sentence() -> None:
    pytest.importorskip("ray", reason="the extra `cluster` is not installed")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # but it does not listen
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(ExecutionError) as raised, RayCluster(address):
            pass
    assert str(raised.value) == (
        f"ETL_CLUSTER_ADDRESS: no Ray cluster answers at {address} ([Errno 111] Connection refused); "
        "start its head, or correct the address."
    )
