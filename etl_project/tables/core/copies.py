"""Which articles are near-identical, which of them is a copy, and of whose."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, RowRule, Table, TableRule

SIGNATURES = Table(
    name="core.signatures",
    grain="article whose text is long enough to be compared",
    description="Hashes of its text, by which articles that may be near-identical are found without comparing all pairs. A text of fewer than 20 words has none.",
    key=("article_key",),
    columns=(
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("body_hash", "BIGINT", "Hash of all of its words in order", lineage=("core.articles.body",)),
        Column(
            "shingle_count",
            "INTEGER",
            "Distinct shingles (runs of five words) of its text",
            lineage=("core.articles.body",),
        ),
        Column(
            "band_keys",
            "BIGINT[]",
            "Hashes of the bands of its MinHash, and of runs of words at its beginning; articles that share one are compared",
            lineage=("core.articles.body",),
        ),
        Column("day", "DATE", "Day on which it was first seen", lineage=("core.articles.first_load_date",)),
        LOAD_DATE,
        RUN_ID,
    ),
    is_published=False,
)

DUPLICATES = Table(
    name="core.duplicates",
    grain="pair of near-identical articles",
    description="Pairs of articles, first seen within `ETL_COPY_WINDOW_DAYS` (30) of one another, whose texts were compared and found alike.",
    key=("article_key", "other_article_key"),
    columns=(
        Column("article_key", "VARCHAR", "The one with the lesser key", references="core.articles.article_key"),
        Column("other_article_key", "VARCHAR", "The other", references="core.articles.article_key"),
        Column(
            "jaccard",
            "DOUBLE",
            "Shingles (runs of five words) that both have, by those that either has; 1 for the same words in the same order",
            lineage=("core.articles.body",),
        ),
        Column(
            "containment",
            "DOUBLE",
            "Shingles that both have, by those of the shorter text",
            lineage=("core.articles.body",),
        ),
        Column(
            "method",
            "VARCHAR",
            "identical: the same words; near: a jaccard of .7 or more; contained: the shorter, of 50 shingles or more, stands in the longer by .9 or more",
            values=("identical", "near", "contained"),
            lineage=("core.articles.body",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "similarity_impossible",
            "jaccard > 0 AND jaccard <= containment AND containment <= 1",
            "Two texts cannot share more of both than of the shorter, nor more than all.",
        ),
        RowRule("pair_not_ordered", "article_key < other_article_key", "A pair is written once, the lesser key first."),
    ),
)

COPIES = Table(
    name="core.copies",
    grain="copy whose source is known",
    description="Source → copier edges. The source is the agency that the copy credits; else the group's original, where that is known.",
    key=("article_key",),
    columns=(
        Column("article_key", "VARCHAR", "The copy", references="core.articles.article_key"),
        Column(
            "source_publisher_key",
            "VARCHAR",
            "Publisher that it was copied from",
            references="core.publishers.publisher_key",
            lineage=("core.articles.publisher_key", "core.articles.credited_agency"),
        ),
        Column(
            "source_article_key",
            "VARCHAR",
            "Article that it was copied from; null where none of the agency's own is like it",
            nullable=True,
            references="core.articles.article_key",
        ),
        Column(
            "evidence",
            "VARCHAR",
            "text: the source is the original of the copy's group; credit: the copy credits the agency; both: and is like an article of the agency",
            values=("text", "credit", "both"),
            lineage=("core.duplicates.method", "core.articles.credited_agency"),
        ),
        Column("order_is_certain", "BOOLEAN", "The source's publication interval ends before the copy's begins"),
        Column(
            "lag_minutes",
            "DOUBLE",
            "Minutes from the source's publication to the copy's, between the middles of their intervals; null where either is unknown",
            nullable=True,
            lineage=("core.articles.published_at",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "copied_from_itself",
            "source_article_key IS NULL OR source_article_key <> article_key",
            "An article cannot be a copy of itself.",
        ),
    ),
    table_rules=(
        TableRule(
            "copies_have_the_role",
            """
            SELECT article_key FROM batch JOIN core.articles USING (article_key)
            WHERE copy_role IS NULL OR copy_role NOT IN ('copy', 'edited_copy')
            """,
            "Every article with a source is called a copy in core.articles",
            is_of_rows=True,
        ),
    ),
)
