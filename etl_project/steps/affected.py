"""Which partitions of the marts are no longer what their SELECT gives, told by audit.mart_queue.

What is named here may be more than what has changed, and must not be less: rows of other partitions stay as they are.
"""

import duckdb

from etl_project.tables import Table, marts

TRAILING_DAYS = 28
"""Days before a day that the rows of a day are compared with in some marts; so a day tells of as many days after it, too."""

_RENAMED_PUBLISHERS = "SELECT publisher_key FROM audit.mart_queue WHERE table_name = 'core.publishers'"
_RENAMED_ENTITIES = "SELECT entity_key FROM audit.mart_queue WHERE table_name = 'core.entities'"
_DAYS_AFTER = f"(SELECT range::INTEGER AS days FROM range({TRAILING_DAYS + 1}))"

_TOUCHED = f"""
    WITH found AS (
        SELECT DISTINCT table_name, article_key FROM audit.mart_queue WHERE article_key IS NOT NULL
        UNION
        SELECT 'core.publishers', article_key
        FROM core.articles LEFT JOIN core.copies USING (article_key)
        WHERE publisher_key IN ({_RENAMED_PUBLISHERS}) OR source_publisher_key IN ({_RENAMED_PUBLISHERS})
    ),
    days AS (
        SELECT article_key, first_load_date AS day FROM core.articles SEMI JOIN found USING (article_key)
        UNION
        SELECT article_key, day FROM audit.mart_queue WHERE table_name = 'core.articles'
    )
    SELECT table_name, article_key, day FROM found JOIN days USING (article_key)
"""

_AFFECTED = {
    marts.PUBLISHER_DAY: f"""
        SELECT day + days AS day
        FROM (
            SELECT day FROM temp.touched WHERE table_name = 'core.articles'
            UNION SELECT day FROM audit.mart_queue WHERE table_name = 'raw.captures'
        ), {_DAYS_AFTER}
        UNION
        SELECT day FROM marts.publisher_day WHERE publisher_key IN ({_RENAMED_PUBLISHERS})
        UNION
        -- Of a publisher whose calendar begins on another day than before, the days between and what these tell of; of one that is
        -- new, or gone, all of it.
        SELECT loaded.day
        FROM (SELECT publisher_key, min(day) AS before FROM marts.publisher_day GROUP BY ALL)
        FULL JOIN (
            SELECT publisher_key, min(first_load_date) AS now FROM core.articles WHERE publisher_key IS NOT NULL GROUP BY ALL
        ) USING (publisher_key)
        JOIN (SELECT load_date AS day FROM audit.admitted_days UNION SELECT day FROM marts.publisher_day) AS loaded
            ON loaded.day >= least(before, now)
            AND (before IS NULL OR now IS NULL OR loaded.day <= greatest(before, now) + {TRAILING_DAYS})
        WHERE before IS DISTINCT FROM now
    """,
    marts.COVERAGE_DAY: "SELECT DISTINCT day FROM audit.mart_queue WHERE table_name = 'raw.captures'",
    marts.HEADLINE_CHANGES: """
        SELECT DISTINCT article_key FROM temp.touched
        WHERE table_name IN ('core.articles', 'core.article_versions', 'core.publishers')
    """,
    marts.STORY_TIMELINE: """
        SELECT story_key FROM audit.mart_queue WHERE story_key IS NOT NULL
        UNION
        SELECT story_key
        FROM core.articles SEMI JOIN (
            SELECT article_key FROM temp.touched WHERE table_name IN ('core.articles', 'core.publishers')
        ) USING (article_key)
        WHERE story_key IS NOT NULL
    """,
    marts.SYNDICATION: """
        SELECT DISTINCT date_trunc('week', day)::DATE AS week FROM temp.touched
        WHERE table_name IN ('core.articles', 'core.copies', 'core.publishers')
    """,
    marts.ENTITY_DAY: f"""
        WITH changed AS (
            SELECT entity_key, day
            FROM (
                SELECT article_key, day FROM temp.touched WHERE table_name = 'core.articles'
                UNION
                -- A day that is admitted again may have no rows, though its articles are as they were.
                SELECT article_key, first_load_date FROM core.articles
                WHERE first_load_date IN (SELECT day FROM audit.mart_queue WHERE table_name = 'raw.captures')
            ) JOIN core.mentions USING (article_key)
            UNION
            SELECT entity_key, touched.day
            FROM audit.mart_queue JOIN temp.touched USING (table_name, article_key) WHERE table_name = 'core.mentions'
        ),
        -- Days with another number of articles than before: every share of theirs is another, and of the days after.
        resized AS (
            SELECT day FROM audit.mart_queue WHERE table_name = 'core.articles' GROUP BY day HAVING sum(rows_added) <> 0
            UNION
            SELECT day FROM audit.mart_queue WHERE table_name = 'raw.captures'
        )
        FROM changed
        UNION
        -- Of the days after it those that have a row: without one, they change by themselves or stay without.
        SELECT entity_key, day
        FROM marts.entity_day SEMI JOIN changed
            ON changed.entity_key = entity_day.entity_key AND entity_day.day BETWEEN changed.day AND changed.day + {TRAILING_DAYS}
        UNION
        SELECT entity_key, day
        FROM marts.entity_day SEMI JOIN (SELECT day + days AS day FROM resized, {_DAYS_AFTER}) USING (day)
        UNION
        SELECT entity_key, day FROM marts.entity_day WHERE entity_key IN ({_RENAMED_ENTITIES})
    """,
    marts.ENTITY_PAIRS_WEEK: f"""
        SELECT DISTINCT date_trunc('week', day)::DATE AS week FROM temp.touched
        WHERE table_name IN ('core.articles', 'core.mentions')
        UNION
        SELECT week FROM marts.entity_pairs_week
        WHERE entity_key IN ({_RENAMED_ENTITIES}) OR other_entity_key IN ({_RENAMED_ENTITIES})
    """,
    marts.TERM_DAY: f"""
        SELECT DISTINCT day + days AS day FROM audit.mart_queue, {_DAYS_AFTER}
        WHERE table_name IN ('core.article_terms', 'core.term_days')
    """,
    marts.TOPIC_DAY: """
        SELECT DISTINCT day FROM temp.touched WHERE table_name IN ('core.articles', 'core.article_appearances')
    """,
    marts.QUOTES_BY_SPEAKER: f"""
        SELECT entity_key, fingerprint FROM audit.mart_queue
        WHERE table_name = 'core.quotes' AND entity_key IS NOT NULL
        UNION
        SELECT speaker_entity_key, fingerprint FROM core.quotes
        WHERE speaker_entity_key IS NOT NULL
          AND (article_key IN (SELECT article_key FROM temp.touched WHERE table_name = 'core.articles')
               OR speaker_entity_key IN ({_RENAMED_ENTITIES}))
    """,
}
"""By mart: SELECT of the partitions, by the columns that its declaration names, that what is queued may have changed."""


def find_touched(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp.touched hold the articles that queued rows are of, by the table of these, with the days on which each was or is
    first seen. A publisher that is named otherwise touches its articles, and those that were copied from it."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE touched AS {_TOUCHED}")


def find_affected(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Make temp.asked hold the partitions of a mart that are to be computed, and temp.needed, where these are of days, their days
    and those before them that they are compared with."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE asked AS {_AFFECTED[table]}")
    assert [name for name, *_ in connection.execute("DESCRIBE temp.asked").fetchall()] == list(table.partition)
    if "day" in table.partition:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE needed AS
            SELECT DISTINCT day - days AS day FROM (SELECT DISTINCT day FROM temp.asked), {_DAYS_AFTER}
            """
        )
