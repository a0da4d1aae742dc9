"""Who and what is talked about, and how that changes."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, RowRule, Table, TableRule

ENTITY_DAY = Table(
    name="marts.entity_day",
    grain="entity × day",
    description="How much each entity was written about on each loaded day that brought an article that names it.",
    key=("entity_key", "day"),
    partition=("entity_key", "day"),
    columns=(
        Column("entity_key", "VARCHAR", "Entity", references="core.entities.entity_key"),
        Column("day", "DATE", "Loaded day on which the articles were first seen"),
        Column("entity", "VARCHAR", "Its name", lineage=("core.entities.name",)),
        Column("type", "VARCHAR", "Its type", lineage=("core.entities.type",)),
        Column("articles", "INTEGER", "Articles that name it", lineage=("core.mentions.article_key",)),
        Column(
            "originals",
            "INTEGER",
            "Articles among them that are not known to be copies",
            lineage=("core.articles.copy_role",),
        ),
        Column("mentions", "INTEGER", "Mentions in them", lineage=("core.mentions.mention_key",)),
        Column("publishers", "INTEGER", "Publishers of them", lineage=("core.articles.publisher_key",)),
        Column(
            "share_of_voice",
            "DOUBLE",
            "Its articles by all articles first seen that day, 0 to 1",
            lineage=("core.mentions.article_key",),
        ),
        Column(
            "expected_share",
            "DOUBLE",
            "Its articles by all articles of the trailing 28 days; null where these hold fewer than seven loaded days",
            nullable=True,
        ),
        Column(
            "change",
            "DOUBLE",
            "How little chance explains that share_of_voice is above (below: negative) expected_share: signed root of the "
            "log-likelihood ratio of the day against the trailing 28 days (Dunning 1993), by chance alone rarely beyond 3; "
            "null with expected_share",
            nullable=True,
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "share_impossible",
            "share_of_voice > 0 AND share_of_voice <= 1 AND articles >= originals AND mentions >= articles",
            "An entity is named in more articles than there are, or less often than in articles.",
        ),
    ),
    table_rules=(
        TableRule(
            "mentions_balance",
            """
            SELECT * FROM (SELECT (SELECT coalesce(sum(mentions), 0) FROM batch) AS counted,
                                  (SELECT count(*) FROM core.mentions) AS mentions)
            WHERE counted <> mentions
            """,
            "Every mention is counted on exactly one day",
        ),
    ),
)

ENTITY_PAIRS_WEEK = Table(
    name="marts.entity_pairs_week",
    grain="pair of entities × week",
    description="Which entities stand together in articles more often than chance: pairs with at least two articles in the week. "
    "Articles that name more than 50 entities are lists, and left out of all its counts.",
    key=("entity_key", "other_entity_key", "week"),
    partition=("week",),
    columns=(
        Column("entity_key", "VARCHAR", "The one with the lesser key", references="core.entities.entity_key"),
        Column("other_entity_key", "VARCHAR", "The other", references="core.entities.entity_key"),
        Column("week", "DATE", "Monday of the week in which the articles were first seen"),
        Column("entity", "VARCHAR", "Name of the one", lineage=("core.entities.name",)),
        Column("other_entity", "VARCHAR", "Name of the other", lineage=("core.entities.name",)),
        Column("articles", "INTEGER", "Articles that name both", lineage=("core.mentions.article_key",)),
        Column(
            "originals",
            "INTEGER",
            "Articles among them that are not known to be copies",
            lineage=("core.articles.copy_role",),
        ),
        Column(
            "npmi",
            "DOUBLE",
            "Normalised pointwise mutual information over the week's articles that name any entity: 1 always together, "
            "0 as by chance, below 0 less (Bouma 2009)",
            lineage=("core.mentions.article_key",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule("npmi_impossible", "npmi BETWEEN -1 AND 1", "NPMI lies between -1 and 1."),
        RowRule("pair_not_ordered", "entity_key < other_entity_key", "A pair is written once, the lesser key first."),
    ),
)

TERM_DAY = Table(
    name="marts.term_day",
    grain="distinctive term × day",
    description="The terms that set a day apart from the weeks before it, at most 50 a day.",
    key=("term", "day"),
    partition=("day",),
    columns=(
        Column("term", "VARCHAR", "Folded word or name", lineage=("core.term_days.term",)),
        Column("day", "DATE", "Loaded day", lineage=("core.term_days.day",)),
        Column("rank", "INTEGER", "Place among the day's terms, from 1"),
        Column("articles", "INTEGER", "Articles of the day with it", lineage=("core.term_days.articles",)),
        Column("expected_articles", "DOUBLE", "As many as its share of the trailing 28 days would give"),
        Column(
            "score",
            "DOUBLE",
            "Log-likelihood ratio of the day against the trailing 28 days (Dunning 1993)",
            lineage=("core.term_days.articles",),
        ),
        LOAD_DATE,
        RUN_ID,
    ),
)

TOPIC_DAY = Table(
    name="marts.topic_day",
    grain="topic × kind × day",
    description="What publishers file their articles under.",
    key=("topic", "kind", "day"),
    partition=("day",),
    columns=(
        Column(
            "topic",
            "VARCHAR",
            "Category or hashtag, case, white space and # folded",
            lineage=("staging.appearances.categories", "staging.appearances.hashtags"),
        ),
        Column("kind", "VARCHAR", "Which of the two", values=("category", "hashtag")),
        Column("day", "DATE", "Loaded day on which the articles were first seen"),
        Column("articles", "INTEGER", "Articles", lineage=("core.article_appearances.article_key",)),
        Column("publishers", "INTEGER", "Publishers of them", lineage=("core.articles.publisher_key",)),
        LOAD_DATE,
        RUN_ID,
    ),
)

QUOTES_BY_SPEAKER = Table(
    name="marts.quotes_by_speaker",
    grain="speaker × quotation",
    description="Who said what, once for all outlets that carry the words.",
    key=("entity_key", "fingerprint"),
    partition=("entity_key", "fingerprint"),
    columns=(
        Column("entity_key", "VARCHAR", "Speaker", references="core.entities.entity_key"),
        Column("fingerprint", "VARCHAR", "Hash of the folded words", lineage=("core.quotes.fingerprint",)),
        Column("speaker", "VARCHAR", "Speaker's name", lineage=("core.entities.name",)),
        Column("text", "VARCHAR", "The words, as first carried", lineage=("core.quotes.text",)),
        Column(
            "first_at",
            "TIMESTAMPTZ",
            "Earliest time at which an article with them can have been published",
            nullable=True,
            lineage=("core.articles.published_lo",),
        ),
        Column("articles", "INTEGER", "Articles that carry them", lineage=("core.quotes.article_key",)),
        Column("outlets", "INTEGER", "Publishers of these", lineage=("core.articles.publisher_key",)),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "every_attributed_quote_is_listed",
            """
            SELECT quote_key FROM core.quotes
            WHERE speaker_entity_key IS NOT NULL
              AND (speaker_entity_key, fingerprint) NOT IN (SELECT entity_key, fingerprint FROM batch)
            """,
            "Every quotation with a known speaker is listed",
        ),
    ),
)
