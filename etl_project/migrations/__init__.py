"""Bring a warehouse that an earlier version of this project wrote forward, in place.

What a table must become follows from its declaration: what is new is created or added, what is gone is dropped, columns
are put in order. Core and marts are computed from the other layers: where one of their tables differs the whole layer is
emptied, and the next run fills it. What rows lack that were there before is said in ``<schema version>.sql``, for the
versions that need it.
"""

from importlib.resources import files

import duckdb

from etl_project.tables import TABLES, Table, audit
from etl_project.tables.ddl import create_statements, quote
from etl_project.tables.views import VIEWS

SCHEMA_VERSION = 4
"""Raised with every change of a table's columns: `etl_project_tests/migrations` notices where that was forgotten."""
OLDEST_VERSION = 2
"""Older tables lack what only the pages can tell."""

_DERIVED_SCHEMAS = ("core", "marts")
_DECLARED_NAMES = {"TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}

Structure = dict[str, list[tuple[str, str]]]
"""Table → its columns and their types, in order."""


class SchemaError(Exception):
    """The tables are not such as this version can work with; the message says why."""


def migrate(connection: duckdb.DuckDBPyConnection, code_version: str) -> None:
    """Make the tables what they are declared to be, whatever version they are of. To be called in a transaction.

    Raises:
        SchemaError: they are of a version that is newer than this, too old, or not what they say that they are.
    """
    structure = _structure(connection)
    version = _version(connection, structure)
    if version > SCHEMA_VERSION:
        raise SchemaError(f"its tables are of version {version}, and this project knows them up to {SCHEMA_VERSION}")
    if version < OLDEST_VERSION:
        raise SchemaError(f"its tables are older than version {OLDEST_VERSION} and lack what only the pages can tell")
    if version < SCHEMA_VERSION:
        _restructure(connection, structure)
    found = _structure(connection)
    if differing := [table.name for table in TABLES if found.get(table.name, _declared(table)) != _declared(table)]:
        raise SchemaError(f"{', '.join(differing)} have other columns than version {SCHEMA_VERSION} of the tables")
    for statement in create_statements(TABLES) + VIEWS:
        connection.execute(statement)
    for later in range(version + 1, SCHEMA_VERSION + 1):
        fill = files(__package__).joinpath(f"{later}.sql")
        if fill.is_file():
            connection.execute(fill.read_text(encoding="utf-8"))
    connection.execute(
        "INSERT INTO audit.schema_versions SELECT $1, $2 WHERE $1 NOT IN (SELECT schema_version FROM audit.schema_versions)",
        [SCHEMA_VERSION, code_version],
    )


def _version(connection: duckdb.DuckDBPyConnection, structure: Structure) -> int:
    """The version that the tables are of; the current one where there are none."""
    if not structure:
        return SCHEMA_VERSION
    if "audit.schema_versions" in structure:
        ((version,),) = connection.execute("SELECT max(schema_version) FROM audit.schema_versions").fetchall()
        return int(version)
    # Version 2 was the last that was not noted, and the first to say where the fields of an article come from.
    return 2 if "title_source" in dict(structure.get("staging.appearances", [])) else 1


def _structure(connection: duckdb.DuckDBPyConnection) -> Structure:
    structure: Structure = {}
    for table, column, kind in connection.execute(
        "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal ORDER BY column_index"
    ).fetchall():
        structure.setdefault(table, []).append((column, _DECLARED_NAMES.get(kind, kind)))
    return structure


def _declared(table: Table) -> list[tuple[str, str]]:
    return [(column.name, column.type) for column in table.columns]


def _restructure(connection: duckdb.DuckDBPyConnection, structure: Structure) -> None:
    """Bring the tables that are there into the form that is declared, and drop those that no longer are."""
    declared = {table.name: table for table in TABLES}
    views = connection.execute(
        "SELECT schema_name || '.' || view_name FROM duckdb_views() "
        "WHERE database_name = current_database() AND NOT internal AND NOT temporary"
    ).fetchall()
    for (view,) in views:
        connection.execute(f"DROP VIEW {quote(view)}")
        del structure[view]
    differing = [
        name for name, columns in structure.items() if name not in declared or columns != _declared(declared[name])
    ]
    emptied = {name.split(".")[0] for name in differing} & set(_DERIVED_SCHEMAS)
    for name, columns in structure.items():
        if name.split(".")[0] in emptied or name not in declared:
            connection.execute(f"DROP TABLE {quote(name)}")
        elif name in differing:
            _reorder(connection, declared[name], {column for column, _ in columns})
    if emptied and audit.MART_BUILDS.name in structure:
        # What was emptied is to be built as a whole; and what was built of it, since no queue tells which of its rows are gone.
        connection.execute("DELETE FROM audit.mart_builds")


def _reorder(connection: duckdb.DuckDBPyConnection, table: Table, known: set[str]) -> None:
    """Give a table its declared columns; of the rows, what they held in columns that are still declared."""
    before = f"{table.table_name}_before"
    connection.execute(f"ALTER TABLE {quote(table.name)} RENAME TO {quote(before)}")
    for statement in create_statements([table]):
        connection.execute(statement)
    values = ", ".join(
        f"CAST({quote(column.name)} AS {column.type}) AS {quote(column.name)}"
        for column in table.columns
        if column.name in known
    )
    old = quote(f"{table.schema_name}.{before}")
    connection.execute(f"INSERT INTO {quote(table.name)} BY NAME SELECT {values} FROM {old}")
    connection.execute(f"DROP TABLE {old}")
