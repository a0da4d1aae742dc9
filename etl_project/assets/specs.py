"""Table declarations as Dagster shows them: asset specs, check specs, results and previews."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import dagster as dg
import duckdb

from etl_project.checks import SAMPLE_SIZE, Outcome
from etl_project.tables import Table
from etl_project.tables.ddl import quote
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.text import printable
from etl_project.warehouse import Change

OWNERS = ["team:news-warehouse"]
PREVIEW_ROWS = 5
PREVIEW_CHARACTERS = 80


def asset_key(table_name: str) -> dg.AssetKey:
    """`schema.table` as an asset key, so that the graph and the SQL catalogue read alike."""
    return dg.AssetKey(table_name.split("."))


def asset_spec(
    table: Table, deps: Sequence[str], kinds: set[str], partitions_def: dg.PartitionsDefinition[str]
) -> dg.AssetSpec:
    """The asset that a table is, with its columns as the declaration describes them."""
    columns = [
        dg.TableColumn(
            column.name,
            column.type,
            column.description,
            constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=table.key == (column.name,)),
        )
        for column in table.columns
    ]
    return dg.AssetSpec(
        asset_key(table.name),
        deps=[asset_key(dep) for dep in deps],
        description=f"One row per {table.grain}. {table.description}",
        group_name=table.schema_name,
        kinds=kinds,
        owners=OWNERS,
        partitions_def=partitions_def,
        metadata={
            "dagster/column_schema": dg.TableSchema(columns),
            "dagster/table_name": table.name,
            "grain": table.grain,
            "key": ", ".join(table.key),
        },
    )


def check_specs(table: Table) -> list[dg.AssetCheckSpec]:
    """One asset check for each expectation of the table."""
    return [
        dg.AssetCheckSpec(
            expectation.name,
            asset=asset_key(table.name),
            description=expectation.description,
            metadata={
                "severity": expectation.severity.value,
                "unexpected": dg.MetadataValue.md(f"```sql\n{expectation.unexpected.strip()}\n```"),
            },
        )
        for expectation in row_expectations(table) + table_expectations(table)
    ]


def check_results(table: Table, outcomes: Iterable[Outcome]) -> list[dg.AssetCheckResult]:
    """The results of the table's checks, over all days that were checked; a check of no rows at all passes."""
    by_name: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.table == table.name:
            by_name[outcome.expectation].append(outcome)
    results = []
    for expectation in row_expectations(table) + table_expectations(table):
        evaluated = by_name[expectation.name]
        failed = [outcome for outcome in evaluated if not outcome.success]
        results.append(
            dg.AssetCheckResult(
                passed=not failed,
                asset_key=asset_key(table.name),
                check_name=expectation.name,
                severity=dg.AssetCheckSeverity(expectation.severity.name),
                description=expectation.description,
                metadata={
                    "unexpected_rows": sum(outcome.unexpected for outcome in failed),
                    "allowed_rows": 0,
                    "days": [str(outcome.load_date) for outcome in failed if outcome.load_date],
                    "sample_keys": [printable(key) for outcome in failed for key in outcome.sample_keys][:SAMPLE_SIZE],
                },
            )
        )
    return results


def materialization(
    connection: duckdb.DuckDBPyConnection, table: Table, changes: Sequence[Change], outcomes: Iterable[Outcome]
) -> dg.MaterializeResult[None]:
    """What a step made of a table: counts, a preview, and the results of its checks."""
    return dg.MaterializeResult(
        asset_key=asset_key(table.name),
        metadata={
            "dagster/row_count": sum(change.rows for change in changes),
            "rows_written": sum(change.written for change in changes),
            "rows_removed": sum(change.removed for change in changes),
            "preview": preview(connection, table),
            **_lineage(table),
        },
        check_results=check_results(table, outcomes),
    )


def selected(
    context: dg.AssetExecutionContext, made: dg.MaterializeResult[None]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """What of a table's result is to be told, where a run selects but some of the assets and checks of its step."""
    assert made.asset_key is not None
    checked = [
        result
        for result in made.check_results
        if dg.AssetCheckKey(made.asset_key, str(result.check_name)) in context.selected_asset_check_keys
    ]
    if made.asset_key in context.selected_asset_keys:
        yield made._replace(check_results=checked)
    else:
        yield from checked


def preview(connection: duckdb.DuckDBPyConnection, table: Table) -> dg.TableMetadataValue:
    """A few rows, of the latest day where they are of days, as plain text without controls: the UI escapes HTML in table metadata, and nothing else."""
    order = [*["load_date DESC NULLS LAST"] * ("load_date" in table.column_names), *map(quote, table.key)]
    cursor = connection.execute(f"SELECT * FROM {quote(table.name)} ORDER BY {', '.join(order)} LIMIT {PREVIEW_ROWS}")
    records = [
        dg.TableRecord({name: _brief(value) for name, value in zip(table.column_names, row, strict=True)})
        for row in cursor.fetchall()
    ]
    columns = [dg.TableColumn(column.name, "string", column.description) for column in table.columns]
    return dg.MetadataValue.table(records, dg.TableSchema(columns))


def _brief(value: object) -> str:
    text = "" if value is None else printable(str(value))
    return text if len(text) <= PREVIEW_CHARACTERS else text[: PREVIEW_CHARACTERS - 1] + "…"


def _lineage(table: Table) -> dict[str, dg.TableColumnLineage]:
    sources = {column.name: column.lineage for column in table.columns if column.lineage}
    if not sources:
        return {}
    deps = {
        column: [
            dg.TableColumnDep(asset_key(source.rpartition(".")[0]), source.rpartition(".")[2]) for source in lineage
        ]
        for column, lineage in sources.items()
    }
    return {"dagster/column_lineage": dg.TableColumnLineage(deps)}
