"""Python functions over columns, called once for each distinct value."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl


def over_distinct(
    frame: pl.DataFrame, columns: Sequence[str], function: Callable[..., Any], dtype: pl.DataType
) -> pl.Series:
    """What `function` makes of the values of `columns`, row by row, called once for each distinct combination.

    >>> frame = pl.DataFrame({"word": ["a", "b", "a", None]})
    >>> over_distinct(frame, ["word"], lambda word: word and word.upper(), pl.String()).to_list()
    ['A', 'B', 'A', None]
    """
    keys = frame.select(columns).unique()
    results = pl.Series("result", [function(*values) for values in keys.iter_rows()], dtype=dtype)
    return frame.select(columns).join(
        keys.with_columns(results), on=list(columns), how="left", nulls_equal=True, maintain_order="left"
    )["result"]
