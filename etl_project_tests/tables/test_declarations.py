"""The declarations: what is derived from them, and that they hold together."""

import duckdb
import pytest

from etl_project.tables import TABLES, Table
from etl_project.tables.ddl import create_statements
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.tables.frames import frame_schema
from etl_project.tables.views import VIEWS


@pytest.fixture(scope="module")
def database() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for statement in create_statements(TABLES) + VIEWS:
        connection.execute(statement)
    connection.execute("CREATE TEMP VIEW checked_days AS SELECT DATE '2026-11-02' AS load_date")
    return connection


def test_the_contract_names_these_tables() -> None:
    assert [table.name for table in TABLES] == [
        "raw.inputs",
        "raw.captures",
        "staging.appearances",
        "staging.normalised",
        "staging.body_lines",
        "core.publishers",
        "core.furniture",
        "core.articles",
        "core.article_versions",
        "core.article_appearances",
        "core.signatures",
        "core.duplicates",
        "core.copies",
        "core.name_sightings",
        "core.name_evidence",
        "core.mentions",
        "core.entity_forms",
        "core.entities",
        "core.quotes",
        "core.article_terms",
        "core.term_days",
        "core.story_entries",
        "core.stories",
        "core.story_merges",
        "audit.runs",
        "audit.checks",
        "audit.quarantine",
        "audit.publications",
        "audit.mart_queue",
        "audit.mart_builds",
        "audit.schema_versions",
        "marts.publisher_day",
        "marts.coverage_day",
        "marts.publisher_silences",
        "marts.headline_changes",
        "marts.story_timeline",
        "marts.syndication",
        "marts.entity_day",
        "marts.entity_pairs_week",
        "marts.term_day",
        "marts.topic_day",
        "marts.quotes_by_speaker",
    ]


def test_every_table_and_column_has_a_comment(database: duckdb.DuckDBPyConnection) -> None:
    bare = database.execute(
        """
        SELECT table_name FROM duckdb_tables() WHERE comment IS NULL
        UNION ALL SELECT table_name || '.' || column_name FROM duckdb_columns()
        WHERE comment IS NULL AND table_name IN (SELECT table_name FROM duckdb_tables()) AND NOT internal
        """
    ).fetchall()
    assert bare == []


def test_creating_twice_changes_nothing(database: duckdb.DuckDBPyConnection) -> None:
    for statement in create_statements(TABLES) + VIEWS:
        database.execute(statement)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_declaration_is_whole(table: Table) -> None:
    assert set(table.key) <= set(table.column_names)
    assert len(set(table.column_names)) == len(table.columns)
    known = {f"{other.name}.{column}" for other in TABLES for column in other.column_names}
    for column in table.columns:
        assert column.description
        assert column.references is None or column.references in known
        assert set(column.lineage) <= known
    names = [expectation.name for expectation in row_expectations(table) + table_expectations(table)]
    assert len(set(names)) == len(names), "names of expectations are unique within a table"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_expectation_is_valid_sql(database: duckdb.DuckDBPyConnection, table: Table) -> None:
    for expectation in row_expectations(table) + table_expectations(table):
        found = database.execute(f"WITH batch AS (FROM {table.name}) SELECT * FROM ({expectation.unexpected})")
        assert found.fetchall() == [], f"{expectation.name} finds fault with an empty table"


@pytest.mark.parametrize(
    "table", [t for t in TABLES if t.schema_name in ("raw", "staging", "core")], ids=lambda t: t.name
)
def test_frames_have_every_column_but_the_run(table: Table) -> None:
    assert list(frame_schema(table)) == [name for name in table.column_names if name != "run_id"]
