"""What a table's declaration is made of.

A `Table` is the one place where a table is described: its grain, key, columns (type, unit, meaning) and
expectations. The DDL with its comments, the Great Expectations suite, the metadata in the Dagster UI and the pages in
`docs/` are all derived from it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """What a failed expectation does: ERROR withholds the day (or the build) from publication, WARN reports."""

    ERROR = "error"
    WARN = "warn"


@dataclass(frozen=True)
class Column:
    """A column: DuckDB type, meaning, and what its values must be."""

    name: str
    type: str
    description: str
    nullable: bool = False
    values: tuple[str, ...] = ()
    """The values that it may take; empty where it is open."""
    references: str | None = None
    """``schema.table.column`` that every non-null value must exist in."""
    lineage: tuple[str, ...] = ()
    """``schema.table.column`` that it is computed from, where the name does not tell."""


@dataclass(frozen=True)
class RowRule:
    """A row-level expectation: `predicate` must be true for every row."""

    name: str
    """Name of the check; also the reason code of the rows that it diverts."""
    predicate: str
    """SQL expression over the table's columns that must hold for every row."""
    reason: str
    """One sentence for the person who reads the quarantine."""


@dataclass(frozen=True)
class TableRule:
    """A table-level expectation: rows that `unexpected` returns are violations.

    `unexpected` is a SELECT over ``batch``: the rows just written for one load date, or the whole table where the
    table is not loaded by day. It may read any other table, and ``checked_days`` (load_date): the days that are checked,
    which are known also where the batch is empty.
    """

    name: str
    unexpected: str
    description: str
    severity: Severity = Severity.ERROR
    is_of_rows: bool = False
    """Whether it goes on to hold of a table where it held, if it holds of the rows that were written since: those with one of
    their article_keys or, in a table without, one of their keys."""


@dataclass(frozen=True)
class Table:
    """A table's whole declaration."""

    name: str
    """``schema.table``; the Dagster asset key has the same two parts."""
    grain: str
    """One row per …"""
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    row_rules: tuple[RowRule, ...] = ()
    table_rules: tuple[TableRule, ...] = ()
    is_loaded_by_day: bool = False
    """Whether a load replaces the rows of its load dates, and checks are made a day at a time."""
    partition: tuple[str, ...] = ()
    """Of a mart: columns by which it is computed, so that only what is affected is computed anew; none where all of it is."""
    is_published: bool = True
    """Whether it is copied into the published file; what only the next load needs stays in the warehouse."""
    divert_stage: str | None = None
    """Stage of `audit.quarantine` that rows which break a row-level expectation are diverted to; None where such a
    row is an error of ours, which withholds the day or the build."""

    @property
    def schema_name(self) -> str:
        return self.name.split(".")[0]

    @property
    def table_name(self) -> str:
        return self.name.split(".")[1]

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    @property
    def content_columns(self) -> list[str]:
        """The columns that say something of the data, without the name of the run that wrote the row."""
        return [name for name in self.column_names if name != "run_id"]


LOAD_DATE = Column(
    "load_date", "DATE", "Day folder of data/raw that the row was loaded from; the latest where several were"
)
RUN_ID = Column("run_id", "VARCHAR", "Dagster run that wrote the row; a re-run that finds the same content leaves it")
PARSER_VERSION = Column("parser_version", "VARCHAR", "Version of the parsing code that read the text")
