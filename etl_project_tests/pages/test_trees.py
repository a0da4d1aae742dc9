"""Oblivious trees, against sums by hand."""

import numpy as np
import pytest

from etl_project.pages.trees import Trees

# Two trees of depth 2 over three columns: "is column 0 above 1? is column 2 above 5?", and the same question twice.
TREES = Trees(
    features=np.array([[0, 1], [2, 1]]),
    borders=np.array([[1.0, 0.5], [5.0, 0.5]], dtype=np.float32),
    leaves=np.array([[-1_000_000, 2_000_000, 500_000, 3_000_000], [0, 0, 0, -2_000_000]]),
    bias=1_000_000,
)


@pytest.mark.parametrize(
    ("row", "log_odds"),
    [
        ((0, 0, 0), 1 - 1 + 0),
        ((2, 0, 0), 1 + 2 + 0),
        ((0, 0, 6), 1 + 0.5 + 0),
        ((2, 1, 6), 1 + 3 - 2),
        ((1, 0.5, 5), 1 - 1 + 0),  # a border is not above itself
    ],
)
def test_the_values_that_a_row_reaches_are_added(row: tuple[float, ...], log_odds: float) -> None:
    (probability,) = TREES.probabilities(np.array([row], dtype=np.float32))

    assert probability == pytest.approx(1 / (1 + np.exp(-log_odds)))


def test_no_rows_have_no_probabilities() -> None:
    assert TREES.probabilities(np.zeros((0, 3), dtype=np.float32)).shape == (0,)
