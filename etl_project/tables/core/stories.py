"""Which articles are about one event."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, Table, TableRule

TERM_DAYS = Table(
    name="core.term_days",
    grain="term × day",
    description="In how many articles first seen on a day a term stands: what tells rare terms from common ones.",
    key=("term", "day"),
    columns=(
        Column("term", "VARCHAR", "Folded word or name", lineage=("core.articles.title", "core.articles.lead")),
        Column("day", "DATE", "Day on which the articles were first seen", lineage=("core.articles.first_load_date",)),
        Column("articles", "INTEGER", "Articles with the term", lineage=("core.articles.article_key",)),
        LOAD_DATE,
        RUN_ID,
    ),
    is_published=False,
)

STORIES = Table(
    name="core.stories",
    grain="cluster of articles on one event",
    description="Articles on one event, by whomever; an article that nobody else writes about is a story of its own.",
    key=("story_key",),
    columns=(
        Column("story_key", "VARCHAR", "Hash of its founding article; core.story_merges resolves keys of old"),
        Column("label", "VARCHAR", "Headline of its most central article", lineage=("core.articles.title",)),
        Column(
            "terms",
            "VARCHAR[]",
            "Its most distinctive terms, the strongest first",
            lineage=("core.articles.title", "core.articles.lead"),
        ),
        Column(
            "first_article_key",
            "VARCHAR",
            "Article that was certainly published before all others of it; null where that is not certain",
            nullable=True,
            references="core.articles.article_key",
        ),
        Column(
            "first_publisher_key",
            "VARCHAR",
            "Its publisher",
            nullable=True,
            references="core.publishers.publisher_key",
            lineage=("core.articles.publisher_key",),
        ),
        Column("article_count", "INTEGER", "Articles", lineage=("core.articles.article_key",)),
        Column("publisher_count", "INTEGER", "Publishers of them", lineage=("core.articles.publisher_key",)),
        Column(
            "original_count",
            "INTEGER",
            "Articles among them that are not known to be copies",
            lineage=("core.articles.copy_role",),
        ),
        Column(
            "published_lo",
            "TIMESTAMPTZ",
            "Earliest time at which the first of them can have been published",
            nullable=True,
            lineage=("core.articles.published_lo",),
        ),
        Column(
            "published_hi",
            "TIMESTAMPTZ",
            "Latest time at which the last of them can have been published",
            nullable=True,
            lineage=("core.articles.published_hi",),
        ),
        Column(
            "first_load_date", "DATE", "Day that brought its first article", lineage=("core.articles.first_load_date",)
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "articles_are_counted",
            """
            SELECT story_key FROM batch
            LEFT JOIN (SELECT story_key, count(*) AS found FROM core.articles GROUP BY ALL) USING (story_key)
            WHERE article_count IS DISTINCT FROM found
            """,
            "Every story has as many articles as core.articles gives it",
        ),
    ),
)

STORY_MERGES = Table(
    name="core.story_merges",
    grain="story key of old",
    description="Stories that turned out to be one: what a key that was once published leads to now.",
    key=("old_story_key",),
    columns=(
        Column("old_story_key", "VARCHAR", "Key that is no longer in core.stories"),
        Column("story_key", "VARCHAR", "Story that holds its articles now", references="core.stories.story_key"),
        Column("merged_on", "DATE", "Day whose articles brought them together"),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "merged_keys_are_gone",
            "SELECT old_story_key FROM batch WHERE old_story_key IN (SELECT story_key FROM core.stories)",
            "No key is both a story and merged into another",
        ),
    ),
)
