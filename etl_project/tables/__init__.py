"""One declaration a table. Everything that is said of a table anywhere is derived from here."""

from etl_project.tables import audit, core, marts, raw, staging
from etl_project.tables.model import Column, RowRule, Severity, Table, TableRule

TABLES: tuple[Table, ...] = (
    raw.INPUTS,
    raw.CAPTURES,
    staging.APPEARANCES,
    staging.NORMALISED,
    staging.BODY_LINES,
    core.PUBLISHERS,
    core.FURNITURE,
    core.ARTICLES,
    core.ARTICLE_VERSIONS,
    core.ARTICLE_APPEARANCES,
    audit.RUNS,
    audit.CHECKS,
    audit.QUARANTINE,
    audit.PUBLICATIONS,
    audit.SCHEMA_VERSIONS,
    marts.PUBLISHER_DAY,
    marts.COVERAGE_DAY,
    marts.HEADLINE_CHANGES,
)
"""Every table, in the order of the flow."""

__all__ = ["TABLES", "Column", "RowRule", "Severity", "Table", "TableRule", "audit", "core", "marts", "raw", "staging"]
