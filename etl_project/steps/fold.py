"""Fold all days that passed their audit into core: publishers, furniture, articles, their versions, and the way back;
then what the articles say: whom they name and quote, which are copies, and which are of one story.

Which appearances are one article, and which lines are a site's furniture, is decided over all of them, on a few narrow
columns; texts are read only of articles that changed, or that have lines whose standing as furniture did, and of those that
these are compared with or tell something of. So core is a function of the set of admitted days, in whatever order they were
loaded, and a nightly fold costs what the night brought.
"""

from datetime import datetime

import duckdb
import polars as pl

from etl_project import tables
from etl_project.checks import Outcome
from etl_project.registry import Registry
from etl_project.steps.audit import broken_expectations, check_whole_table, check_written, record_checks
from etl_project.steps.copies import find_copies
from etl_project.steps.furniture import find_taken_lines, learn_furniture
from etl_project.steps.names import read_names
from etl_project.steps.quotes import read_quotes
from etl_project.steps.stories import group_stories
from etl_project.steps.writing import Writing
from etl_project.tables import core, staging
from etl_project.transforms.articles import fold_articles, resolve_articles
from etl_project.transforms.copies.pairs import WINDOW_DAYS as COPY_WINDOW_DAYS
from etl_project.transforms.furniture import without_furniture
from etl_project.transforms.publishers import publishers
from etl_project.warehouse import Change, handed_over, transaction

TABLES = tuple(table for table in tables.TABLES if table.schema_name == "core")
"""The tables that a fold writes."""

_ADMITTED = """
    FROM staging.normalised
    JOIN staging.appearances USING (appearance_key)
    JOIN raw.captures USING (capture_key)
    WHERE normalised.load_date IN (SELECT load_date FROM audit.admitted_days)
"""


def fold(
    connection: duckdb.DuckDBPyConnection,
    *,
    registry: Registry,
    run_id: str,
    now: datetime,
    copy_window_days: int = COPY_WINDOW_DAYS,
) -> tuple[dict[str, Change], list[Outcome]]:
    """Bring core up to date with staging; changes by table name, of rows all that a table has, and the outcomes of the checks.

    Args:
        copy_window_days: of history, what new articles are compared with to find copies.
    """
    identities = connection.sql(
        f"""
        SELECT appearance_key, normalised.load_date, input_uri, byte_offset, position, seen_at, publisher_key,
               url_identity, title_identity, published_on, published_lo, published_hi, published_precision,
               coalesce(host, split_part(appearances.layout, '/', 1)) AS site,
               normalised.run_id || '/' || appearances.run_id AS staged_by
        {_ADMITTED}
        """
    ).pl()
    resolved = identities.select("appearance_key", "site", "publisher_key", "load_date", "staged_by").join(
        resolve_articles(identities), on="appearance_key", maintain_order="left"
    )
    seen = connection.sql(
        f"SELECT DISTINCT publisher_key, publisher_name, publisher_label, host, normalised.load_date {_ADMITTED}"
    ).pl()

    with transaction(connection):
        with handed_over(connection, resolved) as path:
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE resolved AS SELECT * FROM read_parquet($path)", {"path": path}
            )
        writing = Writing(connection, run_id)
        writing.put(core.PUBLISHERS, publishers(registry, seen))
        writing.put(core.FURNITURE, learn_furniture(connection, resolved))
        find_taken_lines(connection)
        everything = bool(broken_expectations(connection, "core", "published:core"))
        _find_affected(connection, everything)
        texts = without_furniture(_affected_texts(connection), _affected_lines(connection))
        folded = fold_articles(texts)
        scope = "true" if everything else "article_key IN (SELECT article_key FROM temp.affected)"
        writing.put(core.ARTICLES, folded.articles.join(_related(connection), on="article_key", how="left"), scope)
        writing.put(core.ARTICLE_VERSIONS, folded.article_versions, scope)
        stamps = texts.select("appearance_key", "staged_by", "furniture", "furniture_words")
        writing.put(
            core.ARTICLE_APPEARANCES,
            folded.article_appearances.join(stamps, on="appearance_key", maintain_order="left"),
            scope,
        )
        read_names(writing, scope)
        read_quotes(writing, scope)
        find_copies(writing, scope, copy_window_days)
        group_stories(writing, scope, everything)
        changes = writing.changes(TABLES)
        # What held before goes on to hold where it holds of what was written. A fold that writes nothing looks at everything.
        is_whole = everything or not any(change.written or change.removed for change in changes.values())
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE changed AS
            SELECT article_key FROM core.articles WHERE run_id = $run_id
            UNION ({writing.touched_articles(core.ARTICLES)}) UNION ({writing.touched_articles(core.ARTICLE_VERSIONS)})
            """,
            {"run_id": run_id},
        )
        outcomes = [
            outcome
            for table in TABLES
            for outcome in (
                check_whole_table(connection, table)
                if is_whole
                else check_written(connection, table, run_id, "FROM temp.changed")
            )
        ]
        record_checks(connection, outcomes, run_id, now)
    return changes, outcomes


def _find_affected(connection: duckdb.DuckDBPyConnection, everything: bool) -> None:
    """Make temp.affected hold the articles, by old and new key, of every appearance that core shows otherwise.

    `staged_by` names the runs that last changed an appearance's rows in staging: one that was folded before and has the
    same stamp has the same content. `furniture` names what is taken out of its text.

    Args:
        everything: rely on none of that, because core did not hold together when it was last checked.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected AS
        WITH now AS (
                 SELECT appearance_key, article_key, staged_by, coalesce(furniture, []) AS furniture
                 FROM temp.resolved LEFT JOIN temp.taken USING (appearance_key)
             ),
             before AS (SELECT appearance_key, article_key, staged_by, furniture FROM core.article_appearances)
        SELECT article_key FROM (FROM now EXCEPT FROM before)
        UNION
        SELECT article_key FROM (FROM before EXCEPT FROM now)
        UNION
        SELECT article_key FROM now WHERE $everything
        """,
        {"everything": everything},
    )


def _related(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What is known of the affected articles from their neighbours, until these are looked at anew."""
    known: pl.DataFrame = connection.sql(
        f"""
        SELECT DISTINCT ON (article_key)  -- an article that got into core twice must not stay there twice
               article_key, {", ".join(core.RELATED)}
        FROM core.articles SEMI JOIN temp.affected USING (article_key)
        """
    ).pl()
    return known


def _affected_lines(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """appearance_key and line_key of what is taken out of the texts of the affected articles."""
    lines: pl.DataFrame = connection.sql(
        """
        SELECT appearance_key, line_key
        FROM (SELECT appearance_key, unnest(furniture) AS furniture_key FROM temp.taken)
        JOIN core.furniture USING (furniture_key)
        JOIN temp.resolved USING (appearance_key)
        WHERE article_key IN (SELECT article_key FROM temp.affected)
        """
    ).pl()
    return lines


def _affected_texts(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """All appearances of the affected articles, with their texts, and the furniture that is to be taken out of these."""
    texts: pl.DataFrame = connection.sql(
        f"""
        SELECT normalised.* EXCLUDE (run_id), {", ".join(staging.EVIDENCE)}, article_key, article_url, input_uri, byte_offset, position, staged_by,
               coalesce(furniture, []) AS furniture
        FROM staging.normalised
        JOIN temp.resolved USING (appearance_key)
        LEFT JOIN temp.taken USING (appearance_key)
        JOIN staging.appearances USING (appearance_key)
        JOIN raw.captures USING (capture_key)
        WHERE article_key IN (SELECT article_key FROM temp.affected)
        """
    ).pl()
    return texts
