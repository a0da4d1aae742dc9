"""Who was first with a story, and who copied it from whom."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, Table, TableRule

STORY_TIMELINE = Table(
    name="marts.story_timeline",
    grain="story × article",
    description="The articles of every story that has several, in the order in which they were published.",
    key=("story_key", "article_key"),
    partition=("story_key",),
    columns=(
        Column("story_key", "VARCHAR", "Story", references="core.stories.story_key"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("story", "VARCHAR", "Label of the story", lineage=("core.stories.label",)),
        Column(
            "sequence",
            "INTEGER",
            "Place in the order of published_hi, by which time an article was certainly out, then published_lo and first capture, from 1",
        ),
        Column("publisher", "VARCHAR", "Publisher's name", nullable=True, lineage=("core.publishers.name",)),
        Column("title", "VARCHAR", "Headline", lineage=("core.articles.title",)),
        Column(
            "published_lo",
            "TIMESTAMPTZ",
            "Earliest time of publication",
            nullable=True,
            lineage=("core.articles.published_lo",),
        ),
        Column(
            "published_hi",
            "TIMESTAMPTZ",
            "Latest time of publication",
            nullable=True,
            lineage=("core.articles.published_hi",),
        ),
        Column(
            "lag_from_first_minutes",
            "DOUBLE",
            "Minutes behind the first of the sequence, between the middles of the intervals; null where it may have been published before that",
            nullable=True,
            lineage=("core.articles.published_at",),
        ),
        Column(
            "order_is_certain",
            "BOOLEAN",
            "Its interval overlaps no other of the story's, so that its place in the sequence is certain",
            lineage=("core.articles.published_lo", "core.articles.published_hi"),
        ),
        Column("copy_role", "VARCHAR", "As in core.articles", nullable=True, lineage=("core.articles.copy_role",)),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "sequence_has_no_gaps",
            "SELECT story_key FROM batch GROUP BY story_key HAVING count(*) < 2 OR max(sequence) <> count(*) OR min(sequence) <> 1",
            "The articles of a story are numbered from 1, and there are several",
        ),
        TableRule(
            "every_article_is_listed",
            """
            SELECT article_key FROM core.articles JOIN core.stories USING (story_key)
            WHERE article_count > 1 AND article_key NOT IN (SELECT article_key FROM batch)
            """,
            "Every article of a story with several is listed",
        ),
    ),
)

SYNDICATION = Table(
    name="marts.syndication",
    grain="source × copier × week",
    description="Who copies whom, how much, and how fast.",
    key=("source_publisher_key", "copier_publisher_key", "week"),
    partition=("week",),
    columns=(
        Column("source_publisher_key", "VARCHAR", "Publisher copied from", references="core.publishers.publisher_key"),
        Column("copier_publisher_key", "VARCHAR", "Publisher copying", references="core.publishers.publisher_key"),
        Column("week", "DATE", "Monday of the week in which the copies were first seen"),
        Column("source", "VARCHAR", "Name of the source", lineage=("core.publishers.name",)),
        Column("copier", "VARCHAR", "Name of the copier", lineage=("core.publishers.name",)),
        Column("copies", "INTEGER", "Articles copied", lineage=("core.copies.article_key",)),
        Column(
            "copies_by_text",
            "INTEGER",
            "Copies among them that the text proves, and not the credit alone",
            lineage=("core.copies.evidence",),
        ),
        Column(
            "median_lag_minutes",
            "DOUBLE",
            "Median minutes from source to copy where the order is certain",
            nullable=True,
            lineage=("core.copies.lag_minutes",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "copies_balance",
            """
            SELECT * FROM (
                SELECT (SELECT coalesce(sum(copies), 0) FROM batch) AS counted,
                       (SELECT count(*) FROM core.copies JOIN core.articles USING (article_key)
                        WHERE publisher_key IS NOT NULL) AS copies)
            WHERE counted <> copies
            """,
            "Every copy by a known publisher is counted once",
        ),
    ),
)
