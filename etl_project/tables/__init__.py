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
    core.SIGNATURES,
    core.DUPLICATES,
    core.COPIES,
    core.NAME_SIGHTINGS,
    core.NAME_EVIDENCE,
    core.MENTIONS,
    core.ENTITY_FORMS,
    core.ENTITIES,
    core.QUOTES,
    core.ARTICLE_TERMS,
    core.TERM_DAYS,
    core.STORY_ENTRIES,
    core.STORIES,
    core.STORY_MERGES,
    audit.RUNS,
    audit.CHECKS,
    audit.QUARANTINE,
    audit.PUBLICATIONS,
    audit.MART_QUEUE,
    audit.MART_BUILDS,
    audit.SCHEMA_VERSIONS,
    marts.PUBLISHER_DAY,
    marts.COVERAGE_DAY,
    marts.PUBLISHER_SILENCES,
    marts.HEADLINE_CHANGES,
    marts.STORY_TIMELINE,
    marts.SYNDICATION,
    marts.ENTITY_DAY,
    marts.ENTITY_PAIRS_WEEK,
    marts.TERM_DAY,
    marts.TOPIC_DAY,
    marts.QUOTES_BY_SPEAKER,
)
"""Every table, in the order of the flow: one that is made from another comes after it."""
PUBLISHED_TABLES = tuple(table for table in TABLES if table.is_published)
"""Those that the published file has."""

__all__ = [
    "PUBLISHED_TABLES",
    "TABLES",
    "Column",
    "RowRule",
    "Severity",
    "Table",
    "TableRule",
    "audit",
    "core",
    "marts",
    "raw",
    "staging",
]
