"""How much there is, how complete it is, and what publishers changed."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, Table, TableRule

PUBLISHER_DAY = Table(
    name="marts.publisher_day",
    grain="publisher × day",
    description="How much each publisher brought on each loaded day, and how complete and well dated it was.",
    key=("publisher_key", "day"),
    partition=("day",),
    columns=(
        Column("publisher_key", "VARCHAR", "Publisher", references="core.publishers.publisher_key"),
        Column("publisher", "VARCHAR", "Its name", lineage=("core.publishers.name",)),
        Column(
            "day",
            "DATE",
            "Loaded day on which the articles were first seen",
            lineage=("core.articles.first_load_date",),
        ),
        Column("articles", "INTEGER", "Articles first seen that day", lineage=("core.articles.article_key",)),
        Column(
            "originals",
            "INTEGER",
            "Articles among them that are not known to be copies: unique ones, originals, and those of which the times do not tell",
            lineage=("core.articles.copy_role",),
        ),
        Column(
            "copies",
            "INTEGER",
            "Articles among them that are copies, edited or not, of another publisher's or an agency's",
            lineage=("core.articles.copy_role",),
        ),
        Column("words", "BIGINT", "Words in them", lineage=("core.articles.word_count",)),
        Column(
            "credited_to_agency",
            "INTEGER",
            "Articles among them that credit a news agency",
            lineage=("core.articles.credited_agency",),
        ),
        Column(
            "median_delay_minutes",
            "DOUBLE",
            "Median time from publication to first capture, in minutes, where both are known to the hour",
            nullable=True,
            lineage=(
                "core.articles.published_at",
                "core.articles.first_seen_at",
            ),
        ),
        Column(
            "share_truncated",
            "DOUBLE",
            "Share of them whose text is cut off, 0 to 1",
            nullable=True,
            lineage=("core.articles.is_truncated",),
        ),
        Column(
            "share_undated",
            "DOUBLE",
            "Share of them without a known publication day, 0 to 1",
            nullable=True,
            lineage=(
                "core.articles.published_on",
                "core.articles.published_at",
            ),
        ),
        Column(
            "expected_articles",
            "DOUBLE",
            "Mean articles a loaded day over the trailing 28 days since the publisher was first met; null where these are fewer than seven loaded days",
            nullable=True,
        ),
        Column("is_gap", "BOOLEAN", "Two or more articles were expected and none came"),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "articles_balance",
            """
            SELECT * FROM (SELECT (SELECT coalesce(sum(articles), 0) FROM batch) AS counted,
                                  (SELECT count(*) FROM core.articles WHERE publisher_key IS NOT NULL) AS articles)
            WHERE counted <> articles
            """,
            "Every article with a known publisher is counted on exactly one day",
        ),
    ),
)

COVERAGE_DAY = Table(
    name="marts.coverage_day",
    grain="host × layout × day",
    description="What arrived, from where, what was made of it, and what is missing: read it before trusting a number.",
    key=("host", "layout", "day"),
    partition=("day",),
    columns=(
        Column("host", "VARCHAR", "Host of the pages; 'unknown' where nothing tells it"),
        Column("layout", "VARCHAR", "Layout that took the pages apart; 'none' for pages that none did"),
        Column("day", "DATE", "Loaded day", lineage=("raw.captures.load_date",)),
        Column("pages", "INTEGER", "Pages that arrived", lineage=("raw.captures.capture_key",)),
        Column("ok", "INTEGER", "Pages used whole", lineage=("raw.captures.status",)),
        Column(
            "partial", "INTEGER", "Pages cut off, of which the whole blocks were used", lineage=("raw.captures.status",)
        ),
        Column("duplicate", "INTEGER", "Pages that repeat another page of the day", lineage=("raw.captures.status",)),
        Column("quarantined", "INTEGER", "Pages held back", lineage=("raw.captures.status",)),
        Column(
            "articles", "INTEGER", "Appearances of articles on them", lineage=("staging.normalised.appearance_key",)
        ),
        Column(
            "undated",
            "INTEGER",
            "Appearances without any publication time",
            lineage=("staging.normalised.quality_flags",),
        ),
        Column(
            "ambiguous_dates",
            "INTEGER",
            "Appearances whose day and month could be swapped",
            lineage=("staging.normalised.quality_flags",),
        ),
        Column(
            "low_confidence_articles",
            "INTEGER",
            "Appearances whose text may well not be the article's",
            lineage=("staging.normalised.quality_flags",),
        ),
        Column("is_withheld", "BOOLEAN", "The day failed its audit: its articles are in no other mart"),
        Column("withheld_reason", "VARCHAR", "Expectations that failed", nullable=True),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "pages_add_up",
            "SELECT * FROM batch WHERE NOT is_withheld AND pages <> ok + partial + duplicate + quarantined",
            "pages = ok + partial + duplicate + quarantined, on days that passed their audit",
        ),
        TableRule(
            "every_page_is_counted",
            """
            SELECT * FROM (SELECT (SELECT coalesce(sum(pages), 0) FROM batch) AS counted,
                                  (SELECT count(*) FROM raw.captures) AS pages)
            WHERE counted <> pages
            """,
            "Every page in raw.captures is counted once",
        ),
    ),
)

HEADLINE_CHANGES = Table(
    name="marts.headline_changes",
    grain="version of an article with a new title",
    description="Headlines that were changed after publication.",
    key=("version_key",),
    partition=("article_key",),
    columns=(
        Column("version_key", "VARCHAR", "Version with the new title", references="core.article_versions.version_key"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("publisher", "VARCHAR", "Publisher's name", nullable=True, lineage=("core.publishers.name",)),
        Column("old_title", "VARCHAR", "Headline before", lineage=("core.article_versions.title",)),
        Column("new_title", "VARCHAR", "Headline after", lineage=("core.article_versions.title",)),
        Column(
            "seen_at",
            "TIMESTAMPTZ",
            "Earliest known capture with the new title",
            nullable=True,
            lineage=("core.article_versions.first_seen_at",),
        ),
        Column(
            "minutes_after_first",
            "DOUBLE",
            "Minutes from the first capture of the article to that; null where a capture time is unknown",
            nullable=True,
            lineage=("core.article_versions.first_seen_at",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule("titles_differ", "SELECT * FROM batch WHERE old_title = new_title", "The two headlines differ"),
        TableRule(
            "every_change_is_listed",
            """
            SELECT version_key FROM core.article_versions
            WHERE change_kind = 'headline' AND version_key NOT IN (SELECT version_key FROM batch)
            """,
            "Every version with a new title is listed",
        ),
    ),
)

PUBLISHER_SILENCES = Table(
    name="marts.publisher_silences",
    grain="publisher × run of days without an article",
    description="When a publisher that was expected to write went silent: the runs of loaded days without an article that have a gap in "
    "publisher_day.",
    key=("publisher_key", "from_day"),
    columns=(
        Column("publisher_key", "VARCHAR", "Publisher", references="core.publishers.publisher_key"),
        Column("from_day", "DATE", "First loaded day without an article", lineage=("marts.publisher_day.day",)),
        Column("to_day", "DATE", "Last loaded day without one", lineage=("marts.publisher_day.day",)),
        Column("publisher", "VARCHAR", "Its name", lineage=("core.publishers.name",)),
        Column(
            "loaded_days", "INTEGER", "Loaded days from from_day to to_day", lineage=("marts.publisher_day.articles",)
        ),
        Column(
            "missed_articles",
            "DOUBLE",
            "Articles that were expected on them",
            lineage=("marts.publisher_day.expected_articles",),
        ),
        Column("is_over", "BOOLEAN", "The publisher has brought articles since"),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "every_gap_is_in_a_silence",
            """
            SELECT publisher_key, day FROM marts.publisher_day AS missed
            WHERE is_gap AND NOT EXISTS (
                SELECT 1 FROM batch AS silence
                WHERE silence.publisher_key = missed.publisher_key AND missed.day BETWEEN from_day AND to_day)
            """,
            "Every day on which articles were missed is in a silence",
        ),
    ),
)
