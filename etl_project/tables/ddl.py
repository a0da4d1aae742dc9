"""DDL derived from the declarations."""

from collections.abc import Iterable

from etl_project.tables.model import Table


def quote(identifier: str) -> str:
    """A schema, table or column name as a quoted SQL identifier."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in identifier.split("."))


def literal(text: str) -> str:
    """A string as a SQL literal; COMMENT takes no parameters."""
    return "'" + text.replace("'", "''") + "'"


def create_statements(tables: Iterable[Table]) -> list[str]:
    """Statements that create the tables with their comments where they are missing.

    Keys, references and required values are expectations, not constraints: a row that breaks one is to be audited and
    shown rather than to abort a load.
    """
    tables = list(tables)
    statements = [f"CREATE SCHEMA IF NOT EXISTS {quote(name)}" for name in dict.fromkeys(t.schema_name for t in tables)]
    for table in tables:
        name = quote(table.name)
        columns = ", ".join(f"{quote(column.name)} {column.type}" for column in table.columns)
        statements.append(f"CREATE TABLE IF NOT EXISTS {name} ({columns})")
        statements.append(f"COMMENT ON TABLE {name} IS {literal(f'One row per {table.grain}. {table.description}')}")
        statements += [
            f"COMMENT ON COLUMN {name}.{quote(column.name)} IS {literal(column.description)}"
            for column in table.columns
        ]
    return statements
