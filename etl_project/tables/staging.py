"""Tables of the schema `staging`: what stands on the pages, first as written, then normalised."""

from etl_project.tables.model import LOAD_DATE, PARSER_VERSION, RUN_ID, Column, RowRule, Table, TableRule

APPEARANCES = Table(
    name="staging.appearances",
    grain="article seen on a page",
    description="Every article block that a page was taken apart into, as the page writes it.",
    key=("appearance_key",),
    is_loaded_by_day=True,
    divert_stage="parse",
    columns=(
        Column("appearance_key", "VARCHAR", "Hash of capture_key and position"),
        Column("capture_key", "VARCHAR", "The page", references="raw.captures.capture_key"),
        Column("role", "VARCHAR", "What the article is to the page", values=("main", "related", "listed")),
        Column("position", "INTEGER", "Order on the page, from 0"),
        Column("title", "VARCHAR", "Headline as written", nullable=True),
        Column(
            "title_source",
            "VARCHAR",
            "Where that was found: JSON-LD or microdata, a heading, another meta element, the title of the document, the first "
            "line of rendered text, or the place where the site's layout has it",
            nullable=True,
            values=("structured", "heading", "meta", "document", "text", "layout"),
        ),
        Column(
            "title_confidence", "DOUBLE", "Share of headlines found like this that are right, 0 to 1", nullable=True
        ),
        Column("publisher_label", "VARCHAR", "Publisher as the page names it", nullable=True),
        Column("byline", "VARCHAR", "Authors as written, agencies and the site itself among them", nullable=True),
        Column(
            "byline_source",
            "VARCHAR",
            "Where that was found: JSON-LD or microdata, another meta element, an element marked as byline, a line near the "
            "headline, or the place where the site's layout has it",
            nullable=True,
            values=("structured", "meta", "markup", "text", "layout"),
        ),
        Column("byline_confidence", "DOUBLE", "Share of bylines found like this that are right, 0 to 1", nullable=True),
        Column("published_raw", "VARCHAR", "Publication time as written", nullable=True),
        Column(
            "published_source",
            "VARCHAR",
            "Where that was found: structured data, a visible label, the address, or the running text",
            nullable=True,
            values=("structured", "label", "url", "text"),
        ),
        Column(
            "published_confidence",
            "DOUBLE",
            "Share of publication times found like this whose day is right, 0 to 1",
            nullable=True,
        ),
        Column(
            "date_order",
            "VARCHAR",
            "Order of day and month that the layout is known to write",
            nullable=True,
            values=("DMY", "MDY", "YMD"),
        ),
        Column("article_url", "VARCHAR", "The article's own address, where the page tells it", nullable=True),
        Column("language_declared", "VARCHAR", "Language that the page declares, as written", nullable=True),
        Column("categories", "VARCHAR[]", "Sections and topics that the page files the article under"),
        Column("hashtags", "VARCHAR[]", "Hashtags beside the article, without #"),
        Column(
            "body", "VARCHAR", "Running text, paragraphs separated by line feeds; empty where only the headline stands"
        ),
        Column(
            "body_source",
            "VARCHAR",
            "Where that was found: the page's visible blocks, JSON-LD, data of a script, rendered text, or the place where the "
            "site's layout has it",
            values=("blocks", "structured", "state", "text", "layout"),
        ),
        Column(
            "body_confidence",
            "DOUBLE",
            "Expected agreement with the text that a person would choose (F1), 0 to 1",
        ),
        Column(
            "char_start",
            "INTEGER",
            "First character of the body (of the headline where it is empty) in the page's text",
        ),
        Column(
            "char_end",
            "INTEGER",
            "One past its last character. The page's text is the decoded file for text, the rendered text for HTML",
        ),
        Column("is_truncated", "BOOLEAN", "The page ends, or says that more follows, inside this article"),
        Column("is_paywalled", "BOOLEAN", "The page says that the full text is for subscribers"),
        Column("layout", "VARCHAR", "Layout, and its version, that took the page apart"),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    row_rules=(
        RowRule("title_missing", "title IS NOT NULL AND trim(title) <> ''", "The article has no headline."),
        RowRule(
            "title_too_long",
            "title IS NULL OR length(title) <= 1000",
            "The headline is longer than 1,000 characters: the page was misread.",
        ),
        RowRule(
            "span_invalid",
            "char_start >= 0 AND char_end >= char_start",
            "The character span does not lie inside the page.",
        ),
        RowRule(
            "evidence_missing",
            " AND ".join(
                f"({field} IS NULL) = ({name}_source IS NULL) AND ({field} IS NULL) = ({name}_confidence IS NULL)"
                for field, name in (("title", "title"), ("byline", "byline"), ("published_raw", "published"))
            ),
            "A field does not tell where it was found and how sure it is.",
        ),
        RowRule(
            "confidence_out_of_range",
            " AND ".join(
                f"coalesce({name}_confidence, 0) BETWEEN 0 AND 1" for name in ("title", "byline", "published", "body")
            ),
            "A confidence is not between 0 and 1.",
        ),
    ),
    table_rules=(
        TableRule(
            "articles_were_found",
            """
            SELECT load_date, count(*) AS pages
            FROM raw.captures
            WHERE load_date IN (FROM checked_days) AND status IN ('ok', 'partial')
              AND NOT EXISTS (SELECT 1 FROM batch AS found WHERE found.capture_key = captures.capture_key)
              AND NOT EXISTS (
                  SELECT 1 FROM audit.quarantine AS held WHERE held.capture_key = captures.capture_key AND held.status = 'held')
            GROUP BY load_date
            """,
            "Every page with status ok or partial brought at least one article, or one that is held back",
        ),
        TableRule(
            "appearances_balance",
            """
            SELECT captures.capture_key, any_value(captures.article_count) AS found,
                   count(DISTINCT seen.appearance_key) AS kept, count(DISTINCT held.payload_key) AS held
            FROM raw.captures
            LEFT JOIN batch AS seen USING (capture_key)
            LEFT JOIN audit.quarantine AS held
              ON held.capture_key = captures.capture_key AND held.stage = 'parse'
             AND held.grain = 'appearance' AND held.status = 'held'
            WHERE captures.load_date IN (FROM checked_days)
            GROUP BY captures.capture_key
            HAVING found <> kept + held
            """,
            "Articles found on a page = its appearances + those held back",
        ),
    ),
)

EVIDENCE = tuple(
    f"{field}_{kind}" for field in ("title", "byline", "published", "body") for kind in ("source", "confidence")
)
"""Columns of staging.appearances that tell where a field comes from and how sure it is."""

NORMALISED = Table(
    name="staging.normalised",
    grain="article seen on a page",
    description="The same articles in comparable form: publisher, date interval, authors, language, and the identities "
    "that tell whether two appearances are one article.",
    key=("appearance_key",),
    is_loaded_by_day=True,
    divert_stage="normalise",
    columns=(
        Column("appearance_key", "VARCHAR", "The article on the page", references="staging.appearances.appearance_key"),
        Column(
            "publisher_key",
            "VARCHAR",
            "Hash of the publisher's folded name",
            nullable=True,
            lineage=(
                "staging.appearances.publisher_label",
                "raw.captures.host",
            ),
        ),
        Column(
            "publisher_name",
            "VARCHAR",
            "Publisher's name: the registry's, else as first seen",
            nullable=True,
            lineage=(
                "staging.appearances.publisher_label",
                "raw.captures.host",
            ),
        ),
        Column(
            "title",
            "VARCHAR",
            "Headline, white space and Unicode forms normalised",
            lineage=("staging.appearances.title",),
        ),
        Column(
            "body",
            "VARCHAR",
            "Running text, white space and Unicode forms normalised, one paragraph a line",
            lineage=("staging.appearances.body",),
        ),
        Column(
            "body_sha256",
            "VARCHAR",
            "SHA-256 of the body's words, case and punctuation folded",
            lineage=("staging.appearances.body",),
        ),
        Column(
            "lead",
            "VARCHAR",
            "First paragraph, cut at 400 characters",
            nullable=True,
            lineage=("staging.appearances.body",),
        ),
        Column(
            "authors", "VARCHAR[]", "Names of persons; empty rather than junk", lineage=("staging.appearances.byline",)
        ),
        Column(
            "language",
            "VARCHAR",
            "ISO 639-1 code of the text's language",
            nullable=True,
            lineage=(
                "staging.appearances.language_declared",
                "staging.appearances.title",
                "staging.appearances.body",
            ),
        ),
        Column("word_count", "INTEGER", "Words in the body", lineage=("staging.appearances.body",)),
        Column(
            "seen_at", "TIMESTAMPTZ", "When the page was fetched", nullable=True, lineage=("raw.captures.captured_at",)
        ),
        Column(
            "published_at",
            "TIMESTAMPTZ",
            "Middle of the interval; null where precision is unknown",
            nullable=True,
            lineage=(
                "staging.appearances.published_raw",
                "raw.captures.captured_at",
            ),
        ),
        Column(
            "published_on",
            "DATE",
            "Calendar day as the publisher writes it; null where it is not certain",
            nullable=True,
            lineage=(
                "staging.appearances.published_raw",
                "raw.captures.captured_at",
            ),
        ),
        Column(
            "published_lo",
            "TIMESTAMPTZ",
            "Earliest time that the page allows; null where nothing bounds it",
            nullable=True,
            lineage=(
                "staging.appearances.published_raw",
                "raw.captures.captured_at",
            ),
        ),
        Column(
            "published_hi",
            "TIMESTAMPTZ",
            "Latest time that the page allows; null where nothing bounds it",
            nullable=True,
            lineage=(
                "staging.appearances.published_raw",
                "raw.captures.captured_at",
            ),
        ),
        Column(
            "published_precision",
            "VARCHAR",
            "Unit that the page gives the time in; unknown where day and month could be swapped or the capture time is missing",
            values=("second", "minute", "hour", "day", "unknown"),
            lineage=(
                "staging.appearances.published_raw",
                "raw.captures.captured_at",
            ),
        ),
        Column(
            "published_method",
            "VARCHAR",
            "How the time was read",
            values=("structured", "absolute", "relative", "url", "text", "none"),
            lineage=(
                "staging.appearances.published_raw",
                "staging.appearances.published_source",
            ),
        ),
        Column(
            "date_order_basis",
            "VARCHAR",
            "What decided the order of day and month: the numbers alone, the site, other dates of the host, a weekday in the text",
            nullable=True,
            values=("unambiguous", "site", "host", "weekday"),
            lineage=(
                "staging.appearances.published_raw",
                "staging.appearances.date_order",
            ),
        ),
        Column("published_raw", "VARCHAR", "Publication time as written", nullable=True),
        Column(
            "credited_agency",
            "VARCHAR",
            "News agency credited in the text",
            nullable=True,
            lineage=(
                "staging.appearances.body",
                "staging.appearances.byline",
            ),
        ),
        Column(
            "url_identity",
            "VARCHAR",
            "Hash of the article's canonical address",
            nullable=True,
            lineage=("staging.appearances.article_url",),
        ),
        Column(
            "title_identity",
            "VARCHAR",
            "Hash of publisher_key and the folded headline",
            lineage=(
                "staging.appearances.title",
                "staging.appearances.publisher_label",
            ),
        ),
        Column("is_truncated", "BOOLEAN", "The text is cut off"),
        Column("is_paywalled", "BOOLEAN", "The page says that the full text is for subscribers"),
        Column(
            "quality_flags",
            "VARCHAR[]",
            "What a careful reader should know: ambiguous_date, undated, empty_body, future_date, …",
        ),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    row_rules=(
        RowRule(
            "interval_reversed",
            "published_lo IS NULL OR published_hi IS NULL OR published_lo <= published_hi",
            "The publication interval ends before it begins.",
        ),
        RowRule(
            "published_before_1995",
            "published_hi IS NULL OR published_hi >= TIMESTAMPTZ '1995-01-01 00:00:00Z'",
            "The publication time lies before the web's newspapers: the page was misread.",
        ),
    ),
    table_rules=(
        TableRule(
            "every_appearance_normalised",
            """
            SELECT appearance_key FROM staging.appearances
            WHERE load_date IN (FROM checked_days)
              AND appearance_key NOT IN (SELECT appearance_key FROM batch)
              AND appearance_key NOT IN (SELECT payload_key FROM audit.quarantine WHERE status = 'held')
            """,
            "Every appearance was normalised or is held back",
        ),
        TableRule(
            "most_articles_are_dated",
            """
            SELECT load_date, count(*) AS articles,
                   count(*) FILTER (published_lo IS NULL AND published_hi IS NULL) AS undated
            FROM batch GROUP BY load_date HAVING undated > 0.5 * articles AND articles >= 5
            """,
            "At most half of a day's articles are without any date",
        ),
        TableRule(
            "nothing_published_after_capture",
            "SELECT * FROM batch WHERE published_lo > seen_at",
            "No article's publication interval begins after its page was fetched",
        ),
    ),
)

BODY_LINES = Table(
    name="staging.body_lines",
    grain="distinct line of an article's text on a page",
    description="What it takes to learn which lines are a site's furniture, without the texts themselves.",
    key=("appearance_key", "line_key"),
    is_loaded_by_day=True,
    divert_stage="normalise",
    columns=(
        Column("appearance_key", "VARCHAR", "The article on the page", references="staging.normalised.appearance_key"),
        Column(
            "line_key",
            "BIGINT",
            "64-bit hash of the line's words, case and punctuation folded; of a short line with those of the next one or two",
            lineage=("staging.normalised.body",),
        ),
        Column(
            "keyword", "VARCHAR", "Its longest word, cut where it is very long", lineage=("staging.normalised.body",)
        ),
        Column(
            "characters",
            "INTEGER",
            "Characters of the folded words, where the line is repeated all of them",
            lineage=("staging.normalised.body",),
        ),
        Column(
            "may_be_furniture",
            "BOOLEAN",
            "Whether it is neither the first line of the text nor too long for furniture",
            lineage=("staging.normalised.body",),
        ),
        LOAD_DATE,
        RUN_ID,
        PARSER_VERSION,
    ),
    row_rules=(RowRule("line_empty", "characters > 0 AND keyword <> ''", "The line has no words."),),
    table_rules=(
        TableRule(
            "every_text_has_lines",
            """
            SELECT appearance_key FROM staging.normalised
            WHERE load_date IN (FROM checked_days) AND word_count > 0
              AND appearance_key NOT IN (SELECT appearance_key FROM batch)
            """,
            "Every text with a word has lines",
        ),
    ),
)
