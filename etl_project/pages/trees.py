"""Boosted oblivious trees: a small model, read from a file of numbers and evaluated with NumPy alone.

All nodes of one level of an oblivious tree ask the same question, so that a tree of depth d is d questions and 2^d values
(Kohavi and Li, "Oblivious decision trees, graphs, and top-down pruning", 1995; the trees of CatBoost, Prokhorenkova et
al., 2018). Values are whole numbers: their sum, and with it the output, does not depend on the order of summation.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEAF_UNIT = 1e-6
"""Log-odds of one unit of a leaf."""
_BATCH = 2_000
"""Rows at once: each takes 3 kB while 200 trees are asked."""


@dataclass(frozen=True, slots=True)
class Trees:
    """A model for two classes."""

    features: npt.NDArray[np.int64]
    """Depth × trees: the column that a question is about."""
    borders: npt.NDArray[np.float32]
    """Depth × trees: the question is whether the column's value is above."""
    leaves: npt.NDArray[np.int64]
    """Trees × 2^depth: log-odds in `LEAF_UNIT`; the answer to the question of level d is bit d of the index."""
    bias: int
    """Log-odds of all, in `LEAF_UNIT`."""

    def probabilities(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The probability of each row of features."""
        batches = (rows[start : start + _BATCH] for start in range(0, max(1, len(rows)), _BATCH))
        log_odds = np.concatenate([self._log_odds(batch) for batch in batches])
        return np.asarray(1 / (1 + np.exp(-log_odds * LEAF_UNIT)))

    def _log_odds(self, rows: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
        columns = np.ascontiguousarray(rows.T)
        reached = np.arange(self.leaves.shape[0])[:, None] * self.leaves.shape[1] + np.zeros(len(rows), dtype=np.int64)
        for level, (features, borders) in enumerate(zip(self.features, self.borders, strict=True)):
            reached += (columns[features] > borders[:, None]) * np.int64(1 << level)
        return np.asarray(self.leaves.ravel()[reached].sum(axis=0) + self.bias)
