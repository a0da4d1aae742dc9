"""Vectors of articles: the weight of each term, by how often it stands there and how rare it is.

Weights are whole numbers, so that every sum of products is exact, and the same in whatever order it is added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import csr_array, vstack

RARITY_WINDOW = timedelta(days=28)
"""Days up to an article's own from whose articles it is known how rare its terms are."""
UNIT = 10_000
"""Length of an article's vector."""

_STEPS = 1000
"""Rarity and frequency are rounded to so many parts of one."""

Numbers = npt.NDArray[np.int64]


@dataclass
class Vocabulary:
    """A column number for each term that was met."""

    numbers: dict[str, int] = field(default_factory=dict)

    def columns(self, terms: pl.Series) -> Numbers:
        """Column numbers of terms; new ones get the next."""
        known = self.numbers
        distinct = terms.unique()
        numbers = pl.Series("number", [known.setdefault(term, len(known)) for term in distinct], dtype=pl.Int64)
        table = pl.DataFrame({"term": distinct, "number": numbers})
        found = terms.to_frame("term").join(table, on="term", how="left", maintain_order="left")
        return found["number"].to_numpy()

    def rows(self, terms: pl.Series, values: pl.Series) -> csr_array:
        """One row an article.

        Args:
            terms: of each article, a list of terms.
            values: of each article, the values of these.
        """
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(terms.list.len().to_numpy(), dtype=np.int64)))
        columns = self.columns(terms.explode().drop_nulls())
        data = values.explode().drop_nulls().to_numpy().astype(np.int64)
        return csr_array((data, columns, ends), shape=(len(terms), len(self.numbers)))


def rarities(articles_with: Numbers, articles: int) -> Numbers:
    """Inverse document frequencies of terms, in thousandths; 0 for one of every article.

    Args:
        articles_with: of each term, the articles with it.
        articles: all articles.
    """
    found: Numbers = np.rint(_STEPS * np.maximum(0, np.log((articles + 1) / (articles_with + 0.5)))).astype(np.int64)
    return found


def weigh(counts: csr_array, rarity: Numbers) -> csr_array:
    """TF-IDF vectors of length `UNIT`: counts, times the rarity of each column.

    A term that stands there n times weighs 1 + ln n times as much as one that stands there once.
    """
    frequencies = np.rint(_STEPS * (1 + np.log(counts.data))).astype(np.int64)
    raw = frequencies * rarity[counts.indices]
    # Sums of squares of whole numbers, as floats: exact up to 2^53, and some 10^3 terms have 10^8 each at most.
    squares = csr_array((raw.astype(np.float64) ** 2, counts.indices, counts.indptr), shape=counts.shape).sum(axis=1)
    lengths = np.repeat(np.sqrt(squares), np.diff(counts.indptr))
    lengths[lengths == 0] = 1
    weights = np.rint(raw * UNIT / lengths).astype(np.int64)
    return csr_array((weights, counts.indices, counts.indptr), shape=counts.shape)


def joined(parts: Sequence[csr_array]) -> csr_array:
    """Rows of all parts, one below another; columns that a part lacks are zero in it."""
    width = max((part.shape[1] for part in parts), default=0)
    wide = [csr_array((part.data, part.indices, part.indptr), shape=(part.shape[0], width)) for part in parts]
    return csr_array(vstack(wide, dtype=np.int64)) if wide else csr_array((0, width), dtype=np.int64)
