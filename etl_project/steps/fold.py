"""Fold all days that passed their audit into core: publishers, articles, their versions, and the way back.

Which appearances are one article is decided over all of them, on a few narrow columns; texts are read only for
articles that changed. So core is a function of the set of admitted days, in whatever order they were loaded, and a
nightly fold costs what the night brought.
"""

from datetime import datetime

import duckdb
import polars as pl

from etl_project.checks import Outcome
from etl_project.registry import Registry
from etl_project.steps.audit import check_whole_table, record_checks
from etl_project.tables import Table, core
from etl_project.transforms.articles import fold_articles, resolve_articles
from etl_project.transforms.publishers import publishers
from etl_project.warehouse import Change, handed_over, replace, stage, transaction

TABLES: tuple[Table, ...] = (core.PUBLISHERS, core.ARTICLES, core.ARTICLE_VERSIONS, core.ARTICLE_APPEARANCES)
"""The tables that a fold writes."""

_ADMITTED = """
    FROM staging.normalised
    JOIN staging.appearances USING (appearance_key)
    JOIN raw.captures USING (capture_key)
    WHERE normalised.load_date IN (SELECT load_date FROM audit.admitted_days)
"""


def fold(
    connection: duckdb.DuckDBPyConnection, *, registry: Registry, run_id: str, now: datetime
) -> tuple[dict[str, Change], list[Outcome]]:
    """Bring core up to date with staging; changes by table name, and the outcomes of the checks."""
    identities = connection.sql(
        f"""
        SELECT appearance_key, normalised.load_date, input_uri, byte_offset, position, seen_at, publisher_key,
               url_identity, title_identity, published_on, published_lo, published_hi, published_precision,
               normalised.run_id || '/' || appearances.run_id AS staged_by
        {_ADMITTED}
        """
    ).pl()
    resolved = identities.select("appearance_key", "staged_by").join(
        resolve_articles(identities), on="appearance_key", maintain_order="left"
    )
    seen = connection.sql(
        f"SELECT DISTINCT publisher_key, publisher_name, publisher_label, host, normalised.load_date {_ADMITTED}"
    ).pl()

    with transaction(connection):
        _find_affected(connection, resolved)
        folded = fold_articles(_affected_texts(connection))
        scope = "article_key IN (SELECT article_key FROM temp.affected)"
        frames: list[tuple[Table, pl.DataFrame, str]] = [
            (core.PUBLISHERS, publishers(registry, seen), "true"),
            (core.ARTICLES, folded.articles, scope),
            (core.ARTICLE_VERSIONS, folded.article_versions, scope),
            (
                core.ARTICLE_APPEARANCES,
                folded.article_appearances.join(
                    resolved.select("appearance_key", "staged_by"), on="appearance_key", maintain_order="left"
                ),
                scope,
            ),
        ]
        changes = {
            table.name: replace(connection, table, stage(connection, frame, table), run_id, scope)
            for table, frame, scope in frames
        }
        outcomes = [outcome for table in TABLES for outcome in check_whole_table(connection, table)]
        record_checks(connection, outcomes, run_id, now)
    return changes, outcomes


def _find_affected(connection: duckdb.DuckDBPyConnection, resolved: pl.DataFrame) -> None:
    """Make temp.affected hold the articles, by old and new key, of every appearance that core shows otherwise.

    `staged_by` names the runs that last changed an appearance's rows in staging: one that was folded before and has the
    same stamp has the same content.
    """
    with handed_over(resolved) as path:
        connection.execute("CREATE OR REPLACE TEMP TABLE resolved AS SELECT * FROM read_parquet($path)", {"path": path})
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected AS
        WITH now AS (SELECT appearance_key, article_key, staged_by FROM temp.resolved),
             before AS (SELECT appearance_key, article_key, staged_by FROM core.article_appearances)
        SELECT article_key FROM (FROM now EXCEPT FROM before)
        UNION
        SELECT article_key FROM (FROM before EXCEPT FROM now)
        """
    )


def _affected_texts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """All appearances of the affected articles, with their texts."""
    texts: pl.DataFrame = connection.sql(
        """
        SELECT normalised.* EXCLUDE (run_id), article_key, article_url, input_uri, byte_offset, position
        FROM staging.normalised
        JOIN temp.resolved USING (appearance_key)
        JOIN staging.appearances USING (appearance_key)
        JOIN raw.captures USING (capture_key)
        WHERE article_key IN (SELECT article_key FROM temp.affected)
        """
    ).pl()
    return texts
