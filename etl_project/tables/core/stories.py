"""Which articles are about one event."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, RowRule, Table, TableRule

TERM_DAYS = Table(
    name="core.term_days",
    grain="term × day",
    description="In how many articles first seen on a day a term stands: what tells rare terms from common ones.",
    key=("term", "day"),
    columns=(
        Column("term", "VARCHAR", "Folded word or name", lineage=("core.article_terms.terms",)),
        Column("day", "DATE", "Day on which the articles were first seen", lineage=("core.article_terms.day",)),
        Column("articles", "INTEGER", "Articles with the term", lineage=("core.article_terms.article_key",)),
        LOAD_DATE,
        RUN_ID,
    ),
    is_published=False,
)

ARTICLE_TERMS = Table(
    name="core.article_terms",
    grain="article",
    description="What an article is about, as terms that can be counted: those of its headline and of the beginning of its text.",
    key=("article_key",),
    columns=(
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("day", "DATE", "Day on which it was first seen", lineage=("core.articles.first_load_date",)),
        Column(
            "terms",
            "VARCHAR[]",
            "Folded words, in alphabetical order",
            lineage=("core.articles.title", "core.articles.body"),
        ),
        Column(
            "counts",
            "INTEGER[]",
            "How often each stands there; in the headline, and of a name, each time counts as two",
            lineage=("core.articles.title", "core.articles.body"),
        ),
        Column(
            "twins",
            "VARCHAR[]",
            "Articles before it, in order of day and key, that are near-identical and so belong to its story",
            lineage=("core.duplicates.article_key", "core.duplicates.other_article_key"),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(RowRule("terms_not_counted", "len(terms) = len(counts)", "Every term of an article is counted."),),
)

STORY_ENTRIES = Table(
    name="core.story_entries",
    grain="article",
    description="Which story an article was put into at the end of its day, and by which weights: the state from which the days after it go on.",
    key=("article_key",),
    columns=(
        Column("article_key", "VARCHAR", "Article", references="core.article_terms.article_key"),
        Column("day", "DATE", "Day on which it was first seen", lineage=("core.article_terms.day",)),
        Column(
            "weights",
            "INTEGER[]",
            "Weight of each of its terms (TF-IDF) in a vector of length 10,000, by how rare the terms were in the 28 days up to its day",
            lineage=("core.article_terms.counts", "core.term_days.articles"),
        ),
        Column("story_key", "VARCHAR", "Story at the end of its day; core.story_merges leads on"),
        Column("began_on", "DATE", "Day on which that story began", lineage=("core.article_terms.day",)),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "every_term_is_weighed",
            "SELECT article_key FROM batch JOIN core.article_terms USING (article_key) WHERE len(weights) <> len(terms)",
            "Every term of an article has a weight",
            is_of_rows=True,
        ),
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
            "Its most distinctive terms, at most ten, the strongest first",
            lineage=("core.article_terms.terms", "core.story_entries.weights"),
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
            "Earliest time at which the first of its dated articles can have been published",
            nullable=True,
            lineage=("core.articles.published_lo",),
        ),
        Column(
            "published_hi",
            "TIMESTAMPTZ",
            "Latest time at which the last of its dated articles can have been published",
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
            "every_article_has_a_story",
            "SELECT article_key FROM core.articles WHERE story_key IS NULL",
            "Every article is in a story",
        ),
        TableRule(
            "articles_are_counted",
            """
            SELECT story_key FROM batch
            LEFT JOIN (
                SELECT story_key, count(*) AS found FROM core.articles SEMI JOIN batch USING (story_key) GROUP BY ALL
            ) USING (story_key)
            WHERE article_count IS DISTINCT FROM found
            """,
            "Every story has as many articles as core.articles gives it",
            is_of_rows=True,
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
        Column("merged_into", "VARCHAR", "Story that it became part of on that day, which may itself be gone since"),
        Column("merged_on", "DATE", "Day whose articles brought them together"),
        Column("began_on", "DATE", "Day on which the story that it became part of began"),
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
