"""A worker that dies or hangs costs its own item, and nobody waits for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl_project.execution import ExecutionError, Lost, ProcessPool
from etl_project.execution import process_pool as module
from etl_project_tests.execution.work import failing, greedy, hostile, large, letters, megabytes, process_id

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the memory of a process")


@pytest.fixture
def pool() -> Iterator[ProcessPool]:
    with ProcessPool(2, seconds=20) as made:
        yield made


def import_path() -> str:
    return os.pathsep.join(entry or os.curdir for entry in sys.path)


def is_running(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize(
    ("killer", "how"),
    [
        ("!", "killed by signal 9"),
        ("0", "killed by signal 11"),
        ("x", "ended with exit code 3"),
        ("~", "killed by signal 9"),
    ],
)
def test_dead_worker_costs_the_rest_of_its_item_only(pool: ProcessPool, killer: str, how: str) -> None:
    outcomes = list(pool.flat_map(hostile, ["ab", f"c{killer}d", "ef", "gh"]))
    assert sorted(str(outcome) for outcome in outcomes if not isinstance(outcome, Lost)) == list("abcefgh")
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Lost)]
    assert (lost.item, lost.code) == (f"c{killer}d", "worker_died")
    assert how in lost.reason


@pytest.mark.parametrize("sleeper", ["z", "8"])
def test_item_that_takes_too_long_is_ended(sleeper: str) -> None:
    with ProcessPool(2, seconds=1) as pool:
        began = time.monotonic()
        outcomes = list(pool.flat_map(hostile, ["a", f"b{sleeper}c", "d", "e", "f"]))
        assert time.monotonic() - began < 15
    assert sorted(str(outcome) for outcome in outcomes if not isinstance(outcome, Lost)) == list("abdef")
    (lost,) = [outcome for outcome in outcomes if isinstance(outcome, Lost)]
    assert lost == Lost(f"b{sleeper}c", "timed_out", "Work on it took longer than 1 seconds and was ended.")


@linux_only
@pytest.mark.parametrize("greed", ["python", "numpy", "at once", "aborts", "writes to nothing"])
def test_item_that_takes_too_much_memory_is_ended(greed: str) -> None:
    with ProcessPool(1, seconds=30, megabytes=200) as pool:
        ((_, pid),) = pool.flat_map(process_id, [0])  # type: ignore[misc]
        outcomes = list(pool.flat_map(greedy, [greed]))
        assert outcomes == [
            "began",
            Lost(
                greed,
                "out_of_memory",
                "Work on it took more than the 200 MB of memory that it may take, and was ended.",
            ),
        ]
        assert not is_running(pid)
        assert list(pool.flat_map(letters, ["ab"])) == ["a", "b"], "another worker has taken its place"


@linux_only
def test_memory_is_that_of_one_item() -> None:
    with ProcessPool(1, megabytes=200) as pool:
        assert list(pool.flat_map(megabytes, [150] * 5)) == [150_000_000] * 5
        assert [type(outcome) for outcome in pool.flat_map(megabytes, [150, 250, 150])] == [int, Lost, int]


@linux_only
def test_result_too_large_to_be_sent_costs_its_item_only() -> None:
    with ProcessPool(1, megabytes=5) as pool:
        (lost,) = pool.flat_map(large, [1])
        assert isinstance(lost, Lost) and lost.code == "out_of_memory"


def test_crash_of_a_modest_item_is_not_put_down_to_memory() -> None:
    ours = bytearray(b"x") * 200_000_000  # which the system counts as the worker's, too
    with ProcessPool(1, megabytes=300) as pool:
        (lost,) = pool.flat_map(hostile, ["0"])
        assert isinstance(lost, Lost) and lost.code == "worker_died"
    assert len(ours) == 200_000_000


def test_time_does_not_run_while_nobody_listens() -> None:
    with ProcessPool(1, seconds=0.5) as pool:
        heard = []
        for letter in pool.flat_map(letters, ["abc", "def"]):
            heard.append(letter)
            if letter in ("a", "d"):
                time.sleep(0.7)
    assert heard == list("abcdef")


def test_every_item_may_be_hostile(pool: ProcessPool) -> None:
    outcomes = list(pool.flat_map(hostile, ["!", "x", "~", "!"]))
    assert [type(outcome) for outcome in outcomes] == [Lost] * 4


def test_workers_are_kept_between_calls(pool: ProcessPool) -> None:
    pids = {
        outcome[1] for _ in range(3) for outcome in pool.flat_map(process_id, range(20)) if isinstance(outcome, tuple)
    }
    assert len(pids) <= 2
    assert os.getpid() not in pids


def test_worker_that_died_idle_is_replaced(pool: ProcessPool) -> None:
    ((_, pid),) = pool.flat_map(process_id, [1])  # type: ignore[misc]
    os.kill(pid, 9)
    assert list(pool.flat_map(letters, ["ab"])) == ["a", "b"]


def test_workers_end_with_the_pool() -> None:
    with ProcessPool(2) as pool:
        pids = {outcome[1] for outcome in pool.flat_map(process_id, range(20)) if isinstance(outcome, tuple)}
        assert all(is_running(pid) for pid in pids)
    assert not any(is_running(pid) for pid in pids)


@pytest.mark.parametrize("last_item", ["a", "8"], ids=["idle", "hanging"])
def test_workers_end_when_the_pool_is_killed(last_item: str) -> None:
    program = (
        "import time; from etl_project.execution import ProcessPool\n"
        "from etl_project_tests.execution.work import hostile, process_id\n"
        "pool = ProcessPool(1, seconds=1)\n"
        "print(*[pid for _, pid in pool.flat_map(process_id, [0])], flush=True)\n"
        f"list(pool.flat_map(hostile, ['{last_item}']))\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": import_path()},
    ) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        time.sleep(0.3)
        assert is_running(pid)
        process.kill()
    deadline = time.monotonic() + 10
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_running(pid)


@pytest.mark.parametrize(("item", "complaint"), [("?", "a mistake in the function"), ("λ", "ickle")])
def test_mistake_in_the_function_is_raised_with_its_traceback(pool: ProcessPool, item: str, complaint: str) -> None:
    with pytest.raises(ExecutionError, match=f"(?s)Traceback.*{complaint}"):
        list(pool.flat_map(hostile, ["a", item, "b"]))
    assert list(pool.flat_map(letters, ["ab"])) == ["a", "b"]


def test_worker_that_cannot_start_is_no_reason_to_lose_items(
    pool: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_WORKER", "raise SystemExit(7)")
    with pytest.raises(ExecutionError, match=r"could not be started.* exit code 7"):
        list(pool.flat_map(letters, ["a"]))


def test_abandoned_work_is_ended(pool: ProcessPool) -> None:
    results = pool.flat_map(process_id, range(1000))
    _, pid = next(results)  # type: ignore[misc]
    results.close()  # type: ignore[attr-defined]
    assert not is_running(pid)


def test_large_results_do_not_pile_up(pool: ProcessPool) -> None:
    sizes = {len(outcome) for outcome in pool.flat_map(large, range(30)) if isinstance(outcome, bytes)}
    assert sizes == {3_000_000}


def test_main_module_is_not_imported_by_workers(tmp_path: Path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(
        "from etl_project.execution import ProcessPool\n"
        "from etl_project_tests.execution.work import letters\n"
        "print('main')\n"
        "with ProcessPool(2) as pool:\n"
        "    print(*sorted(pool.flat_map(letters, ['ab', 'c'])))\n"
    )
    environment = os.environ | {"PYTHONPATH": import_path()}
    output = subprocess.check_output([sys.executable, script], text=True, env=environment)
    assert output == "main\na b c\n"


def test_what_a_function_raises_is_the_cause_where_it_can_be_sent(pool: ProcessPool) -> None:
    for item, cause in (("a key", "KeyError('a key')"), ("unsendable", "None")):
        with pytest.raises(ExecutionError, match=rf"(?s)Traceback.*: .*{item}") as raised:
            list(pool.flat_map(failing, [item]))
        assert repr(raised.value.__cause__) == cause
