"""A real head and real nodes on this machine, which are killed, cut off and used by several at once."""

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from etl_project.execution import ExecutionError, Executor, Lost, ProcessPool, RayCluster, ray_cluster
from etl_project.execution.ray_cluster import code_version
from etl_project.extraction import Extract, extract_all
from etl_project.readers import Limits, list_inputs, list_load_dates
from etl_project_tests.cluster.load import load
from etl_project_tests.cluster.nodes import Cluster, Node, cluster, until
from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine, leave_out
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.end_to_end.server import add_sample_days
from etl_project_tests.execution.work import (
    hostile,
    large,
    letters,
    megabytes,
    process_id,
    process_id_and_no_more,
    slow,
)
from etl_project_tests.test_extraction import extract_with_misbehaving_parsers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the processes of a node"),
]

INNER = "etl_project.execution.worker"
"""In the command line of the process that works on items."""
AT_WORK = "ray::_work"
"""Title of Ray's worker meanwhile."""


@pytest.fixture(scope="module")
def machines() -> Iterator[tuple[Cluster, list[Node]]]:
    with cluster() as started:
        yield started, started.add(3)


@pytest.fixture(scope="module")
def address(machines: tuple[Cluster, list[Node]]) -> str:
    return machines[0].address


@pytest.fixture(scope="module")
def nodes(machines: tuple[Cluster, list[Node]]) -> list[Node]:
    """Three at first; some tests kill one and say so."""
    return machines[1]


@pytest.fixture(scope="module")
def executor(address: str) -> Iterator[RayCluster]:
    with RayCluster(address, seconds=15, megabytes=600) as made:
        yield made


def rows(executor: Executor) -> list[Extract]:
    """All sample pages, taken apart."""
    uris = [uri for day in list_load_dates(SAMPLES) for uri in list_inputs(SAMPLES, day)]
    found = extract_all(uris, executor, raw_root=SAMPLES, limits=Limits(), publisher_labels=frozenset({"the dispatch"}))
    return sorted(found, key=lambda extract: (extract.input_uri, extract.byte_end))


@pytest.fixture(scope="module")
def local() -> list[Extract]:
    with ProcessPool(2) as pool:
        found = rows(pool)
    assert len(found) > 100
    return found


def words(outcomes: list[Any]) -> list[str]:
    return sorted(str(outcome) for outcome in outcomes if not isinstance(outcome, Lost))


def lost(outcomes: list[Any]) -> list[tuple[object, str]]:
    return [(outcome.item, outcome.code) for outcome in outcomes if isinstance(outcome, Lost)]


def at_work(nodes: list[Node]) -> list[int]:
    return [pid for node in nodes for pid in node.processes(INNER)]


def test_it_is_an_executor(executor: RayCluster) -> None:
    results = "".join(executor.flat_map(letters, ["alpha", "", "beta", "c"]))  # type: ignore[arg-type]
    assert sorted(results) == sorted("alphabetac")
    assert [letter for letter in results if letter in "bet"] == list("bet"), "those of an item in their order"
    assert list(executor.flat_map(letters, [])) == []
    assert {len(outcome) for outcome in executor.flat_map(large, range(30)) if isinstance(outcome, bytes)} == {
        3_000_000
    }


def test_every_node_works_in_a_process_that_it_keeps(executor: RayCluster) -> None:
    pids: set[int] = set()

    def all_three() -> bool:
        pids.update(outcome[1] for outcome in executor.flat_map(process_id, range(30)) if isinstance(outcome, tuple))
        return len(pids) >= 3

    until(all_three)
    assert len(pids) == 3


def test_items_and_results_are_taken_as_they_are_needed(executor: RayCluster, nodes: list[Node]) -> None:
    numbers = iter(range(100_000))
    results = executor.flat_map(letters, ("x" * 100_000 for _ in numbers))
    for _ in range(10):
        next(results)
    assert next(numbers) <= 2 * 3, "two for each CPU"
    results.close()  # type: ignore[attr-defined]
    assert list(executor.flat_map(letters, ["ab"])) == ["a", "b"]


def test_abandoned_work_is_ended(executor: RayCluster, nodes: list[Node]) -> None:
    results = executor.flat_map(process_id_and_no_more, range(6))
    pid = next(results)
    assert pid in at_work(nodes)
    results.close()  # type: ignore[attr-defined]
    until(lambda: pid not in at_work(nodes))


def test_hostile_items_cost_themselves_only(executor: RayCluster) -> None:
    outcomes = list(executor.flat_map(hostile, ["ab", "c!d", "e0f", "gxh", "i~j", "k8l", "mn"]))
    assert words(outcomes) == list("abcegikmn"), "what an item yielded is not yielded again when it is tried again"
    killers = [(item, "worker_died") for item in ("c!d", "e0f", "gxh", "i~j")]
    assert sorted(lost(outcomes)) == [*killers, ("k8l", "timed_out")]


def test_memory_of_an_item_is_bounded(executor: RayCluster) -> None:
    outcomes = list(executor.flat_map(megabytes, [300, 700]))
    assert (words(outcomes), lost(outcomes)) == (["300000000"], [(700, "out_of_memory")])


def test_mistake_in_the_function_is_raised_with_its_traceback(executor: RayCluster) -> None:
    with pytest.raises(
        ExecutionError, match=r"(?s)^The work failed in a worker:\nTraceback.*a mistake in the function"
    ):
        list(executor.flat_map(hostile, ["a", "?", "b"]))
    assert list(executor.flat_map(letters, ["ab"])) == ["a", "b"]


@pytest.mark.parametrize("process", [INNER, AT_WORK], ids=["the process", "Ray's worker"])
def test_process_killed_in_mid_item_costs_nothing(executor: RayCluster, nodes: list[Node], process: str) -> None:
    outcomes = []
    for outcome in executor.flat_map(slow, ["abcde", "fghij", "klmno"]):
        outcomes.append(outcome)
        if len(outcomes) == 4:
            assert sum(node.kill(process) for node in nodes) >= 1
    assert words(outcomes) == list("abcdefghijklmno")


def test_poisoned_page_ends_in_quarantine_and_all_others_are_loaded(
    executor: RayCluster, nodes: list[Node], tmp_path: Path
) -> None:
    day = tmp_path / "2026-11-02"
    day.mkdir()
    (day / "p.jsonl").write_text("\n".join(json.dumps({"text": text}) for text in ["one", "die", "two", "three"]))
    for number in range(4):
        (day / f"{number}.txt").write_text("a page")
    uris = [f"{day.name}/{path.name}" for path in day.iterdir()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl_project.extraction.extract", extract_with_misbehaving_parsers)
        found = list(extract_all(uris, executor, raw_root=tmp_path, limits=Limits(), publisher_labels=frozenset()))
    assert [extract.captures[0]["status"] for extract in found].count("ok") == 7
    assert [extract.quarantine[0]["reason_code"] for extract in found if extract.quarantine] == ["worker_died"]
    for node in nodes:
        node.kill(INNER)  # their parsers would go on misbehaving


def test_pages_are_taken_apart_as_on_this_machine(executor: RayCluster, local: list[Extract]) -> None:
    found = rows(executor)
    assert [held["reason"] for extract in found for held in extract.quarantine] == [
        held["reason"] for extract in local for held in extract.quarantine
    ]
    assert found == local


def test_two_loads_at_once_make_the_tables_of_the_local_load(address: str, tmp_path: Path) -> None:
    raw_root = tmp_path / "raw"
    add_sample_days(raw_root, "2026-11-02")
    command = [sys.executable, "-m", "etl_project_tests.cluster.load", address, str(raw_root)]
    loads = [subprocess.Popen([*command, str(tmp_path / name)], cwd=ROOT) for name in ("a", "b")]
    try:
        with ProcessPool(2) as pool:
            expected = contents(load(pool, raw_root, tmp_path / "local"))
        assert [process.wait(timeout=300) for process in loads] == [0, 0]
    finally:
        for process in loads:
            process.kill()
    assert [contents(tmp_path / name / "warehouse.duckdb") for name in ("a", "b")] == [expected, expected]


def test_cluster_is_free_when_its_driver_is_killed(
    address: str, executor: RayCluster, nodes: list[Node], local: list[Extract]
) -> None:
    program = (
        "import sys; from etl_project.execution import RayCluster\n"
        "from etl_project_tests.execution.work import slow\n"
        "with RayCluster(sys.argv[1]) as executor: list(executor.flat_map(slow, ['s' * 600] * 6))\n"
    )
    before = set(at_work(nodes))
    driver = subprocess.Popen([sys.executable, "-c", program, address], cwd=ROOT)
    try:
        until(lambda: len(set(at_work(nodes)) - before) == 3)
    finally:
        driver.kill()
        driver.wait()
    began = time.monotonic()
    until(lambda: not set(at_work(nodes)) - before, 30)
    print(f"free {time.monotonic() - began:.1f} s after")
    assert rows(executor) == local


def test_a_whole_load_by_its_command(address: str, tmp_path: Path) -> None:
    line = CommandLine(tmp_path / "data", tmp_path / "raw")
    add_sample_days(line.raw_root, "2026-11-02")
    done = line.run("load", ETL_EXECUTOR="cluster", ETL_CLUSTER_ADDRESS=address)
    assert done.returncode == 0, done.stdout + done.stderr
    assert line.published_file.exists()


def test_node_with_other_code_is_refused(executor: RayCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = code_version()
    monkeypatch.setattr(ray_cluster, "code_version", lambda: "0.0.9, code 0123")
    with pytest.raises(ExecutionError) as raised:
        list(executor.flat_map(letters, ["a"]))
    assert re.fullmatch(
        rf"Node [0-9.]+ of the Ray cluster has another version of this project \({theirs}\) "
        r"than this machine \(0\.0\.9, code 0123\); install the same one on both\.",
        str(raised.value),
    )


def test_network_cut_for_20_seconds_costs_nothing(
    machines: tuple[Cluster, list[Node]], executor: RayCluster, tmp_path: Path
) -> None:
    started, nodes = machines
    if not started.networks:
        if not shutil.which("ip"):
            leave_out("There is no program to make networks with: apt-get install iproute2")
        pytest.skip("Networks of their own need root, and a machine that lets it make them.")
    network = nodes[1].network
    assert network
    outcomes = []
    cut = longest = 0.0
    before = time.monotonic()
    for outcome in executor.flat_map(slow, ["abcdefgh"] * 15):
        outcomes.append(outcome)
        if len(outcomes) == 7:
            until(lambda: nodes[1].processes(AT_WORK))
            started.networks.cut(network)
            cut = time.monotonic()
            Timer(20, started.networks.mend, [network]).start()
        longest = max(longest, time.monotonic() - before)
        before = time.monotonic()
    print(f"done {time.monotonic() - cut:.1f} s after the cut began; longest wait {longest:.1f} s")
    assert cut
    assert words(outcomes) == sorted("abcdefgh" * 15)


def test_node_killed_in_mid_item_costs_nothing(executor: RayCluster, nodes: list[Node]) -> None:
    """The third node is no more after it."""
    outcomes: list[object] = []
    killed = 0.0
    for outcome in executor.flat_map(slow, ["abcdef"] * 6):
        outcomes.append(outcome)
        if len(outcomes) == 4:
            until(lambda: nodes[2].processes(AT_WORK))
            nodes[2].kill()
            killed = time.monotonic()
    print(f"done {time.monotonic() - killed:.1f} s after")
    assert words(outcomes) == sorted("abcdef" * 6)
