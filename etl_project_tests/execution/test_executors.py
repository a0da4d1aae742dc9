"""What holds for every executor."""

from collections.abc import Iterator

import pytest

from etl_project.execution import Executor, InProcess, Lost, ProcessPool
from etl_project_tests.execution.work import letters, short_of_memory, squares


@pytest.fixture(scope="module", params=["in_process", "process_pool"])
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    made: Executor = InProcess() if request.param == "in_process" else ProcessPool(2)
    with made:
        yield made


def test_results_of_an_item_come_in_their_order(executor: Executor) -> None:
    words = ["alpha", "", "beta", "c"]
    results = "".join(str(letter) for letter in executor.flat_map(letters, words))
    assert sorted(results) == sorted("alphabetac")
    assert [letter for letter in results if letter in "bet"] == list("bet")


def test_function_may_return_a_list(executor: Executor) -> None:
    assert list(executor.flat_map(squares, [4])) == [0, 1, 4, 9]


def test_nothing_to_do(executor: Executor) -> None:
    assert list(executor.flat_map(letters, [])) == []


def test_items_are_taken_as_results_are(executor: Executor) -> None:
    numbers = iter(range(100_000))
    results = executor.flat_map(letters, ("x" for _ in numbers))
    for _ in range(10):
        next(results)
    assert next(numbers) <= 13
    results.close()  # type: ignore[attr-defined]
    assert list(executor.flat_map(letters, ["a"])) == ["a"]


def test_item_that_python_finds_no_memory_for_costs_itself_only(executor: Executor) -> None:
    outcomes = list(executor.flat_map(short_of_memory, ["ab", "cd"]))
    assert sorted(str(outcome) for outcome in outcomes if not isinstance(outcome, Lost)) == ["a", "c"]
    lost = sorted((outcome.item, outcome.code) for outcome in outcomes if isinstance(outcome, Lost))
    assert lost == [("ab", "out_of_memory"), ("cd", "out_of_memory")]
