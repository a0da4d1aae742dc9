"""Declarations → Great Expectations → outcomes: what is evaluated, and how the result reads.

Great Expectations runs through SQL on the connection, and so inside the transaction, that writes the rows: rows, the
verdict on them and what was held back are committed together or not at all. Its import costs seconds, so it happens
inside `evaluate`.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from etl_project.tables import Severity, Table
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import Expectation, row_expectations, table_expectations

SAMPLE_SIZE = 20
"""Keys kept of the rows that broke an expectation."""


@dataclass(frozen=True)
class Outcome:
    """An expectation, evaluated."""

    table: str
    expectation: str
    description: str
    severity: Severity
    success: bool
    unexpected: int
    """Rows that broke it."""
    sample_keys: tuple[str, ...]
    load_date: date | None = None

    @property
    def withholds(self) -> bool:
        """Whether it keeps the day, or the build, from being published."""
        return not self.success and self.severity is Severity.ERROR

    @property
    def observed(self) -> str:
        return (
            "no unexpected rows" if self.success else f"{self.unexpected} unexpected row{'s' * (self.unexpected != 1)}"
        )


class CheckError(Exception):
    """An expectation could not be evaluated."""


def evaluate(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    expectations: Sequence[Expectation],
    relation: str,
    load_date: date | None = None,
) -> list[Outcome]:
    """Outcomes of `expectations` on the rows of `relation`, in their order.

    Args:
        relation: a table or view of the connection with the table's columns.
        load_date: the day that the rows are of, where they are of one day.

    Raises:
        CheckError: an expectation is not valid SQL for this relation; nothing can be said of the rows then.
    """
    days = (
        "SELECT load_date FROM audit.admitted_days" if load_date is None else f"SELECT DATE '{load_date.isoformat()}'"
    )
    connection.execute(f"CREATE OR REPLACE TEMP VIEW checked_days (load_date) AS {days}")
    batches = _Batches(connection)
    results = (
        batches.definition(table.name, relation)
        .get_batch()
        .validate(_suite(table, expectations), result_format="COMPLETE")
        .results
    )
    by_name = {result.expectation_config.meta["name"]: result for result in results}
    return [_outcome(table, expectation, by_name[expectation.name], load_date) for expectation in expectations]


def write_data_docs(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], folder: Path) -> Path:
    """Great Expectations' own pages about all expectations of `tables`; the path of their index.

    Their pages load scripts and styles from the network, which is why nothing here depends on them.
    """
    import great_expectations as gx

    batches = _Batches(connection)
    batches.context.add_data_docs_site(
        site_name="local",
        site_config={
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)},
        },
    )
    for table in tables:
        suite = batches.context.suites.add(_suite(table, row_expectations(table) + table_expectations(table)))
        definition = gx.ValidationDefinition(
            name=table.name, data=batches.definition(table.name, quote(table.name)), suite=suite
        )
        batches.context.validation_definitions.add(definition).run()
    batches.context.build_data_docs()
    return folder / "index.html"


class _Batches:
    """Great Expectations' context over an open connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        import great_expectations as gx
        from great_expectations.data_context.types.base import (
            DataContextConfig,
            InMemoryStoreBackendDefaults,
            ProgressBarsConfig,
        )
        from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
        from sqlalchemy.pool import StaticPool

        logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
        self.connection = connection
        self.context = gx.get_context(
            mode="ephemeral",
            project_config=DataContextConfig(
                # By default it makes a temporary folder for its pages, which a killed process would leave behind.
                store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
                progress_bars=ProgressBarsConfig(globally=False),
            ),
        )
        self.source = SQLDatasource(
            name="warehouse",
            connection_string="duckdb://",
            kwargs={"creator": lambda: _shared(connection), "poolclass": StaticPool},
        )
        self.context.add_datasource(datasource=self.source)

    def definition(self, name: str, relation: str) -> Any:
        """Batch definition of all rows of `relation`, seen through a view."""
        view = f"rows_of_{name.replace('.', '_')}"
        self.connection.execute(f"CREATE OR REPLACE TEMP VIEW {quote(view)} AS SELECT * FROM {relation}")
        return self.source.add_table_asset(name, table_name=view).add_batch_definition_whole_table(name)


def _suite(table: Table, expectations: Sequence[Expectation]) -> Any:
    import great_expectations as gx
    from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
    from great_expectations.expectations.metadata_types import FailureSeverity

    return gx.ExpectationSuite(
        table.name,
        expectations=[
            UnexpectedRowsExpectation(
                unexpected_rows_query=f"WITH batch AS (SELECT * FROM {{batch}}) SELECT * FROM ({expectation.unexpected})",
                severity=FailureSeverity.CRITICAL
                if expectation.severity is Severity.ERROR
                else FailureSeverity.WARNING,
                meta={"name": expectation.name},
            )
            for expectation in expectations
        ],
    )


def _outcome(table: Table, expectation: Expectation, result: Any, load_date: date | None) -> Outcome:
    if "observed_value" not in result.result:
        message = next(iter(result.exception_info.values()))["exception_message"].splitlines()[0]
        raise CheckError(f"{table.name}: the expectation {expectation.name} cannot be evaluated: {message}")
    rows: list[dict[str, Any]] = result.result["details"]["unexpected_rows"]
    return Outcome(
        table=table.name,
        expectation=expectation.name,
        description=expectation.description,
        severity=expectation.severity,
        success=bool(result.success),
        unexpected=int(result.result["observed_value"]),
        sample_keys=tuple(_sample(table, row) for row in rows[:SAMPLE_SIZE]),
        load_date=load_date,
    )


def _sample(table: Table, row: dict[str, Any]) -> str:
    """The key of a row; the whole row where a rule selects figures instead."""
    if all(column in row for column in table.key):
        return " ".join(str(row[column]) for column in table.key)
    return json.dumps(row, default=str, ensure_ascii=False)


def _shared(connection: duckdb.DuckDBPyConnection) -> Any:
    """The connection as SQLAlchemy wants it, which may neither end our transaction nor close it."""
    from duckdb_sqlalchemy import ConnectionWrapper

    class SharedConnection(ConnectionWrapper):
        def begin(self) -> None: ...

        def commit(self) -> None: ...

        def rollback(self) -> None: ...

        def close(self) -> None: ...

    return SharedConnection(connection)
