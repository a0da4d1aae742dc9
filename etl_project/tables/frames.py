"""Polars schemas derived from the declarations."""

import polars as pl

from etl_project.tables.model import Table

_POLARS_TYPES: dict[str, pl.DataType] = {
    "VARCHAR": pl.String(),
    "VARCHAR[]": pl.List(pl.String()),
    "BIGINT[]": pl.List(pl.Int64()),
    "INTEGER": pl.Int32(),
    "INTEGER[]": pl.List(pl.Int32()),
    "BIGINT": pl.Int64(),
    "DOUBLE": pl.Float64(),
    "BOOLEAN": pl.Boolean(),
    "DATE": pl.Date(),
    "TIMESTAMPTZ": pl.Datetime("us", "UTC"),
}


def frame_schema(table: Table) -> dict[str, pl.DataType]:
    """Polars schema of a table's content: every column except run_id, which the writer sets."""
    return {column.name: _POLARS_TYPES[column.type] for column in table.columns if column.name != "run_id"}
