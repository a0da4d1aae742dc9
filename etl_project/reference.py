"""The reference pages of `docs/`, derived from the declarations."""

from etl_project.settings import PROJECT_ROOT, Settings
from etl_project.tables import TABLES
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.tables.model import Table
from etl_project.transforms.normalise import QUALITY_FLAGS

NOTE = "<!-- Made by `make docs` from the declarations in the code: change those. -->"


def tables_page() -> str:
    """`docs/tables.md`: every table with its columns and expectations."""
    parts = [
        NOTE,
        "# Tables",
        "Times are UTC. Keys are 32 hex digits: MD5 of the named natural key's parts, joined by the unit separator (`chr(31)`).",
    ]
    parts += [part for table in TABLES for part in _table(table)]
    parts += ["## Quality flags", "\n".join(f"- `{flag}`: {meaning}" for flag, meaning in QUALITY_FLAGS.items())]
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> list[str]:
    columns = [
        f"| {column.name} | {column.type} | {'yes' if column.nullable else ''} | {_cell(column.description)} "
        f"| {', '.join(column.values)} |"
        for column in table.columns
    ]
    expectations = [
        f"| {expectation.name} | {expectation.severity.value} | {_cell(expectation.description)} |"
        for expectation in row_expectations(table) + table_expectations(table)
    ]
    return [
        f"## {table.name}",
        f"One row per {table.grain}. {table.description} Key: {', '.join(table.key)}.",
        "\n".join(["| column | type | nullable | meaning | values |", "| --- | --- | --- | --- | --- |", *columns]),
        "\n".join(["| expectation | severity | meaning |", "| --- | --- | --- |", *expectations]),
    ]


def settings_page() -> str:
    """`docs/settings.md`: every setting with its default."""
    rows = [
        f"| `ETL_{name.upper()}` | {_default(name)} | {_cell(field.description or '')} |"
        for name, field in Settings.model_fields.items()
    ]
    return (
        "\n\n".join(
            [
                NOTE,
                "# Settings",
                "Each is an environment variable. A mistake is reported at start, in one sentence that names the variable.",
                "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows]),
            ]
        )
        + "\n"
    )


def _default(name: str) -> str:
    """A setting's default, with paths as seen from the project's root."""
    value = Settings.model_fields[name].default
    text = str(value).removeprefix(f"{PROJECT_ROOT}/")
    return "" if value is None else f"`{text}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
