"""Expectations derived from the declarations: what is implied by the columns, and what is stated."""

from dataclasses import dataclass

from etl_project.tables.ddl import literal, quote
from etl_project.tables.model import Severity, Table


@dataclass(frozen=True)
class Expectation:
    """One thing that is expected of a table's rows. `unexpected` selects the rows, out of ``batch``, that break it."""

    name: str
    description: str
    severity: Severity
    unexpected: str
    is_of_rows: bool = True
    """Whether it is enough to look at what was written since it held: see `TableRule`."""


KEY_IS_UNIQUE = "key_is_unique"


def row_expectations(table: Table) -> list[Expectation]:
    """Expectations of single rows: required values, allowed values, and the declared rules."""
    required = [column.name for column in table.columns if not column.nullable and column.name != "run_id"]
    rules = [
        (
            "required_value_missing",
            " AND ".join(f"{quote(name)} IS NOT NULL" for name in required),
            f"Every row has {', '.join(required)}.",
        )
    ]
    if limited := [column for column in table.columns if column.values]:
        allowed = " AND ".join(
            f"({quote(column.name)} IS NULL OR {quote(column.name)} IN ({', '.join(map(literal, column.values))}))"
            for column in limited
        )
        rules.append(
            ("value_not_allowed", allowed, f"{', '.join(c.name for c in limited)} have one of their declared values.")
        )
    rules += [(rule.name, rule.predicate, rule.reason) for rule in table.row_rules]
    return [
        Expectation(
            name=name,
            description=description,
            severity=Severity.WARN if table.divert_stage else Severity.ERROR,
            unexpected=f"SELECT * FROM batch WHERE ({predicate}) IS NOT TRUE",
        )
        for name, predicate, description in rules
    ]


def implied_expectations(table: Table) -> list[Expectation]:
    """Expectations of the table as a whole that its columns imply: a key of its own for each row, and references that exist."""
    key = ", ".join(quote(name) for name in table.key)
    without_key = " OR ".join(f"{quote(name)} IS NULL" for name in table.key)
    implied = [
        Expectation(
            KEY_IS_UNIQUE,
            f"Every row has its own {', '.join(table.key)}.",
            Severity.ERROR,
            f"SELECT {key} FROM batch GROUP BY ALL HAVING count(*) > 1 OR {without_key}",
        )
    ]
    for column in table.columns:
        if column.references:
            target, _, target_column = column.references.rpartition(".")
            implied.append(
                Expectation(
                    f"{column.name}_exists",
                    f"Every {column.name} exists in {target}.",
                    Severity.ERROR,
                    f"SELECT {key} FROM batch ANTI JOIN {quote(target)} AS target "
                    f"ON target.{quote(target_column)} = batch.{quote(column.name)} WHERE {quote(column.name)} IS NOT NULL",
                )
            )
    return implied


def stated_expectations(table: Table) -> list[Expectation]:
    """Expectations of the table as a whole that its declaration states."""
    return [
        Expectation(rule.name, rule.description, rule.severity, rule.unexpected, rule.is_of_rows)
        for rule in table.table_rules
    ]


def table_expectations(table: Table) -> list[Expectation]:
    """All expectations of the table as a whole."""
    return implied_expectations(table) + stated_expectations(table)
