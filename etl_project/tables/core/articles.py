"""Publishers, articles and their versions, folded from all days that passed their audit."""

from etl_project.tables.model import LOAD_DATE, PARSER_VERSION, RUN_ID, Column, RowRule, Table, TableRule


def _evidence(field: str, what: str) -> tuple[Column, Column]:
    """The columns of staging.appearances that tell where a field comes from and how sure it is."""
    source = f"{field}_source"
    lineage = (f"staging.appearances.{source}",)
    return (
        Column(source, "VARCHAR", f"Where the page has {what}; null without it", nullable=True, lineage=lineage),
        _confidence(field, what),
    )


def _confidence(field: str, what: str) -> Column:
    name = f"{field}_confidence"
    comment = f"How sure {what} is, 0 to 1; null without it"
    return Column(name, "DOUBLE", comment, nullable=True, lineage=(f"staging.appearances.{name}",))


PUBLISHERS = Table(
    name="core.publishers",
    grain="publisher",
    description="The curated registry, and every publisher that has been seen besides.",
    key=("publisher_key",),
    columns=(
        Column("publisher_key", "VARCHAR", "Hash of the folded name"),
        Column("name", "VARCHAR", "Name"),
        Column("aliases", "VARCHAR[]", "Other names and labels that pages use for it"),
        Column("domain", "VARCHAR", "Its host, without www.", nullable=True),
        Column("country", "VARCHAR", "ISO 3166-1 alpha-2 code of its seat", nullable=True),
        Column(
            "date_order",
            "VARCHAR",
            "Order in which it writes day and month",
            nullable=True,
            values=("DMY", "MDY", "YMD"),
        ),
        Column("time_zone", "VARCHAR", "IANA zone that its zone-less times are in", nullable=True),
        Column("is_wire", "BOOLEAN", "Whether it is a news agency"),
        Column(
            "registry_status",
            "VARCHAR",
            "curated: in the shipped registry; seen: met on pages only",
            values=("curated", "seen"),
        ),
        Column("load_date", "DATE", "Latest day that brought an article of it; null for one never met", nullable=True),
        RUN_ID,
    ),
)

FURNITURE = Table(
    name="core.furniture",
    grain="line that a site prints below article after article",
    description="Lines that were learnt to be a site's and no article's own: newsletter boxes, legal notes, calls to subscribe. "
    "They are taken out of the texts in core; staging holds the texts with them.",
    key=("furniture_key",),
    columns=(
        Column("furniture_key", "VARCHAR", "Hash of site, publisher_key and line_key"),
        Column(
            "site",
            "VARCHAR",
            "Host of the pages; for pages without an address the layout that read them",
            lineage=("raw.captures.host", "staging.appearances.layout"),
        ),
        Column(
            "publisher_key",
            "VARCHAR",
            "Publisher whose articles on the site have the line; null where the whole site has it",
            nullable=True,
            references="core.publishers.publisher_key",
        ),
        Column(
            "line_key",
            "BIGINT",
            "The line, as in staging.body_lines",
            lineage=("staging.body_lines.line_key",),
        ),
        Column("text", "VARCHAR", "The line, as one of the articles writes it", lineage=("staging.normalised.body",)),
        Column("article_count", "INTEGER", "Articles with the line", lineage=("staging.body_lines.appearance_key",)),
        Column(
            "site_article_count",
            "INTEGER",
            "Articles that the site (the publisher on it) brought between first_load_date and load_date",
            lineage=("staging.body_lines.appearance_key",),
        ),
        Column(
            "share", "DOUBLE", "article_count by site_article_count", lineage=("staging.body_lines.appearance_key",)
        ),
        Column(
            "first_load_date",
            "DATE",
            "Day on which the first article with the line arrived",
            lineage=("staging.body_lines.load_date",),
        ),
        Column(
            "load_date",
            "DATE",
            "Day on which the latest new article with the line arrived",
            lineage=("staging.body_lines.load_date",),
        ),
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "support_impossible",
            "article_count BETWEEN 2 AND site_article_count AND first_load_date <= load_date",
            "The line stands in one article only, or in more than there are, or its days are reversed.",
        ),
    ),
)

ARTICLES = Table(
    name="core.articles",
    grain="publisher's article, current version",
    description="An article is what one publisher publishes under one address or headline; appearances on several pages are one article.",
    key=("article_key",),
    columns=(
        Column(
            "article_key",
            "VARCHAR",
            "Hash of the identity under which it was first loaded; stable across later loads",
            lineage=(
                "staging.normalised.url_identity",
                "staging.normalised.title_identity",
            ),
        ),
        Column("publisher_key", "VARCHAR", "Publisher", nullable=True, references="core.publishers.publisher_key"),
        Column(
            "article_url",
            "VARCHAR",
            "Canonical address, where a page tells it",
            nullable=True,
            lineage=("staging.appearances.article_url",),
        ),
        Column("title", "VARCHAR", "Headline of the current version"),
        *_evidence("title", "the headline"),
        Column("body", "VARCHAR", "Running text of the current version, one paragraph a line, without core.furniture"),
        *_evidence("body", "the text"),
        Column("lead", "VARCHAR", "First paragraph, cut at 400 characters", nullable=True),
        Column("authors", "VARCHAR[]", "Names of persons; empty rather than junk"),
        *_evidence("byline", "the byline with the authors"),
        Column("language", "VARCHAR", "ISO 639-1 code", nullable=True),
        Column("word_count", "INTEGER", "Words in the body"),
        Column("published_at", "TIMESTAMPTZ", "Middle of the interval; null where precision is unknown", nullable=True),
        Column(
            "published_on",
            "DATE",
            "Calendar day as the publisher writes it; null where it is not certain",
            nullable=True,
        ),
        Column(
            "published_lo",
            "TIMESTAMPTZ",
            "Earliest time of first publication that the evidence allows",
            nullable=True,
            lineage=("staging.normalised.published_lo",),
        ),
        Column(
            "published_hi",
            "TIMESTAMPTZ",
            "Latest time that the evidence allows",
            nullable=True,
            lineage=("staging.normalised.published_hi",),
        ),
        Column(
            "published_precision",
            "VARCHAR",
            "Unit of the best evidence",
            values=("second", "minute", "hour", "day", "unknown"),
        ),
        Column(
            "published_method",
            "VARCHAR",
            "How the best evidence was read",
            values=("structured", "absolute", "relative", "url", "text", "none"),
        ),
        Column("published_raw", "VARCHAR", "The best evidence as written", nullable=True),
        _confidence("published", "the best evidence"),
        Column(
            "first_seen_at",
            "TIMESTAMPTZ",
            "Earliest known capture of a page with it",
            nullable=True,
            lineage=("staging.normalised.seen_at",),
        ),
        Column(
            "last_seen_at",
            "TIMESTAMPTZ",
            "Latest known capture of a page with it",
            nullable=True,
            lineage=("staging.normalised.seen_at",),
        ),
        Column("first_load_date", "DATE", "First day folder with it", lineage=("staging.normalised.load_date",)),
        Column(
            "appearance_count", "INTEGER", "Times it was seen on a page", lineage=("staging.normalised.appearance_key",)
        ),
        Column(
            "version_count",
            "INTEGER",
            "Distinct contents of it",
            lineage=(
                "staging.normalised.title",
                "staging.normalised.body_sha256",
            ),
        ),
        Column(
            "is_truncated",
            "BOOLEAN",
            "No complete text of it has been seen",
            lineage=("staging.normalised.is_truncated",),
        ),
        Column("is_paywalled", "BOOLEAN", "The page of the current version says that the full text is for subscribers"),
        Column("credited_agency", "VARCHAR", "News agency credited in the text", nullable=True),
        Column(
            "copy_role",
            "VARCHAR",
            "unique: no other publisher has one like it; original: certainly before those of all other publishers, or the agency's that they credit; "
            "copy: certainly later than another publisher's, or credited to an agency; edited_copy: a copy with changes; null where the times do not tell",
            nullable=True,
            values=("original", "copy", "edited_copy", "unique"),
            lineage=("core.duplicates.jaccard", "core.articles.published_lo", "core.articles.published_hi"),
        ),
        Column(
            "copy_group_key",
            "VARCHAR",
            "Group of articles that near-identical pairs connect: the article_key of its least; null for one that is like no other",
            nullable=True,
            lineage=("core.duplicates.article_key",),
        ),
        Column("story_key", "VARCHAR", "Story", nullable=True, references="core.stories.story_key"),
        Column("quality_flags", "VARCHAR[]", "What a careful reader should know"),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    table_rules=(
        TableRule(
            "every_article_has_a_version",
            "SELECT article_key FROM batch ANTI JOIN core.article_versions USING (article_key)",
            "Every article has at least one version",
            is_of_rows=True,
        ),
        TableRule(
            "interval_not_reversed",
            "SELECT article_key FROM batch WHERE published_lo > published_hi",
            "No publication interval ends before it begins",
            is_of_rows=True,
        ),
        TableRule(
            "one_article_per_address",
            "SELECT article_url FROM core.articles SEMI JOIN batch USING (article_url) GROUP BY article_url HAVING count(*) > 1",
            "No two articles have the same address",
            is_of_rows=True,
        ),
    ),
)

RELATED = ("copy_role", "copy_group_key", "story_key")
"""Columns of core.articles that only its neighbours tell: they are filled in when all articles are folded."""

ARTICLE_VERSIONS = Table(
    name="core.article_versions",
    grain="distinct content of an article",
    description="Each different headline or text under which an article was seen, in order.",
    key=("version_key",),
    columns=(
        Column("version_key", "VARCHAR", "Hash of article_key, the folded headline and body_sha256"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("version_no", "INTEGER", "Order in which the versions were seen, from 1"),
        Column("title", "VARCHAR", "Headline"),
        Column("body_sha256", "VARCHAR", "SHA-256 of the body's words, case and punctuation folded"),
        Column("words_added", "INTEGER", "Words that the version before lacks", lineage=("staging.normalised.body",)),
        Column(
            "words_removed",
            "INTEGER",
            "Words of the version before that are gone",
            lineage=("staging.normalised.body",),
        ),
        Column(
            "sentences_added",
            "VARCHAR[]",
            "Of a revision: its sentences that the revision before lacks, in order",
            lineage=("staging.normalised.body",),
        ),
        Column(
            "sentences_removed",
            "VARCHAR[]",
            "Of a revision: sentences of the revision before that are gone, or were rewritten",
            lineage=("staging.normalised.body",),
        ),
        Column(
            "change_kind",
            "VARCHAR",
            "first; headline: another title; update: another text; truncation: only part of a text seen before, not a revision",
            values=("first", "headline", "update", "truncation"),
            lineage=(
                "staging.normalised.title",
                "staging.normalised.body",
                "staging.normalised.is_truncated",
            ),
        ),
        Column(
            "first_seen_at",
            "TIMESTAMPTZ",
            "Earliest known capture of this version",
            nullable=True,
            lineage=("staging.normalised.seen_at",),
        ),
        Column("is_current", "BOOLEAN", "Whether core.articles shows this version"),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    table_rules=(
        TableRule(
            "one_current_version",
            "SELECT article_key FROM batch GROUP BY article_key HAVING count(*) FILTER (is_current) <> 1",
            "Exactly one version of an article is current",
            is_of_rows=True,
        ),
    ),
)

ARTICLE_APPEARANCES = Table(
    name="core.article_appearances",
    grain="article seen on a page",
    description="Which article, and which version of it, an appearance shows: the way from a number back to its bytes.",
    key=("appearance_key",),
    columns=(
        Column("appearance_key", "VARCHAR", "Appearance", references="staging.appearances.appearance_key"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("version_key", "VARCHAR", "Version", references="core.article_versions.version_key"),
        Column(
            "staged_by",
            "VARCHAR",
            "Runs that wrote the rows of staging.normalised and staging.appearances that were folded, joined by /",
        ),
        Column(
            "furniture",
            "VARCHAR[]",
            "Rows of core.furniture, by furniture_key, whose lines were taken out of the text",
            lineage=("core.furniture.furniture_key",),
        ),
        Column(
            "furniture_words",
            "INTEGER",
            "Words that were taken out of the text with them",
            lineage=("staging.normalised.body",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "every_admitted_appearance_is_folded",
            """
            SELECT appearance_key FROM staging.normalised JOIN staging.appearances USING (appearance_key)
            WHERE normalised.load_date IN (SELECT load_date FROM audit.admitted_days)
              AND (appearance_key, normalised.run_id || '/' || appearances.run_id)
                  NOT IN (SELECT appearance_key, staged_by FROM batch)
            """,
            "Every appearance of a day that passed its audit is folded as staging shows it now",
        ),
        TableRule(
            "nothing_else_is_folded",
            """
            SELECT appearance_key FROM batch WHERE appearance_key NOT IN (
                SELECT appearance_key FROM staging.normalised
                WHERE load_date IN (SELECT load_date FROM audit.admitted_days))
            """,
            "No appearance of a day that failed its audit is folded",
        ),
        TableRule(
            "furniture_is_known",
            """
            SELECT appearance_key FROM (SELECT appearance_key, unnest(furniture) AS furniture_key FROM batch)
            WHERE furniture_key NOT IN (SELECT furniture_key FROM core.furniture)
            """,
            "Nothing was taken out of a text but what core.furniture holds",
            is_of_rows=True,
        ),
    ),
)
