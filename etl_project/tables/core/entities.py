"""Who and what the articles name, and who said what."""

from etl_project.tables.model import LOAD_DATE, RUN_ID, Column, RowRule, Table, TableRule

NAME_SIGHTINGS = Table(
    name="core.name_sightings",
    grain="name where an article has it",
    description="Names as each article by itself tells them, with or without a type; what all articles together say of them is in core.mentions.",
    key=("sighting_key",),
    columns=(
        Column("sighting_key", "VARCHAR", "Hash of article_key, field and char_start"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column("field", "VARCHAR", "Which text of the article", values=("title", "body")),
        Column("char_start", "INTEGER", "First character of the name in that text, from 0"),
        Column("char_end", "INTEGER", "Character behind its last"),
        Column("surface", "VARCHAR", "The name as written", lineage=("core.articles.title", "core.articles.body")),
        Column(
            "name",
            "VARCHAR",
            "Its fullest form in the article, or its usual one where it is well known",
            lineage=("core.articles.body",),
        ),
        Column("name_key", "VARCHAR", "That form, folded", lineage=("core.articles.body",)),
        Column(
            "type",
            "VARCHAR",
            "What it is as far as the article tells; null where it does not",
            nullable=True,
            values=("person", "organisation", "company", "place"),
            lineage=("core.articles.body",),
        ),
        Column("method", "VARCHAR", "What tells the type; see docs/entities.md", nullable=True),
        Column("confidence", "DOUBLE", "How sure that is, 0 to 1"),
        Column("is_bare", "BOOLEAN", "Whether it is one word that may be a surname"),
        Column("ticker", "VARCHAR", "Symbol beside it, of a company's shares", nullable=True),
        Column("country", "VARCHAR", "ISO 3166-1 alpha-2 code of a place's country", nullable=True),
        Column("day", "DATE", "Day on which the article was first seen", lineage=("core.articles.first_load_date",)),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "type_without_method",
            "(type IS NULL) = (method IS NULL) AND confidence BETWEEN 0 AND 1",
            "A type is only given where something tells it.",
        ),
    ),
    is_published=False,
)

NAME_EVIDENCE = Table(
    name="core.name_evidence",
    grain="name × type",
    description="What all articles together tell of a name, counted, so that a night adds to it what it brought.",
    key=("name_key", "type"),
    columns=(
        Column("name_key", "VARCHAR", "Name, folded", lineage=("core.name_sightings.name_key",)),
        Column(
            "type",
            "VARCHAR",
            "What articles say that it is",
            values=("person", "organisation", "company", "place"),
            lineage=("core.name_sightings.type",),
        ),
        Column("articles", "INTEGER", "Articles that say so", lineage=("core.name_sightings.article_key",)),
        Column(
            "support",
            "BIGINT",
            "Sum over these articles of the best confidence in each, in hundredths",
            lineage=("core.name_sightings.confidence",),
        ),
        Column(
            "sure_articles",
            "INTEGER",
            "Those among them that are sure enough to be believed alone",
            lineage=("core.name_sightings.confidence",),
        ),
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "articles_miscounted", "articles > 0 AND sure_articles BETWEEN 0 AND articles", "A name is of an article."
        ),
    ),
    is_published=False,
)

ENTITIES = Table(
    name="core.entities",
    grain="entity",
    description="Persons, organisations, companies and places that articles name.",
    key=("entity_key",),
    columns=(
        Column("entity_key", "VARCHAR", "Hash of type and name, folded and without accents and middle initials"),
        Column(
            "name_key",
            "VARCHAR",
            "Its name, folded and without accents and middle initials: with the type, what entity_key is made of",
            lineage=("core.name_sightings.name_key",),
        ),
        Column(
            "name",
            "VARCHAR",
            "Of its full forms in the articles the most frequent; not in the capitals of datelines",
            lineage=("core.mentions.surface",),
        ),
        Column(
            "type",
            "VARCHAR",
            "What it is",
            values=("person", "organisation", "company", "place"),
            lineage=("core.name_sightings.type",),
        ),
        Column(
            "ticker",
            "VARCHAR",
            "Symbol under which a company's shares trade, as articles give it",
            nullable=True,
            lineage=("core.name_sightings.ticker",),
        ),
        Column(
            "country",
            "VARCHAR",
            "ISO 3166-1 alpha-2 code of the country that a place is, or lies in, where that is not in doubt",
            nullable=True,
            lineage=("core.name_sightings.country",),
        ),
        Column("aliases", "VARCHAR[]", "Other forms of the name in the articles", lineage=("core.mentions.surface",)),
        Column("article_count", "INTEGER", "Articles that name it", lineage=("core.mentions.article_key",)),
        LOAD_DATE,
        RUN_ID,
    ),
    table_rules=(
        TableRule(
            "entities_are_mentioned",
            """
            SELECT entity_key FROM batch
            LEFT JOIN (
                SELECT entity_key, count(DISTINCT article_key) AS found
                FROM core.mentions SEMI JOIN batch USING (entity_key) GROUP BY ALL
            ) USING (entity_key)
            WHERE article_count IS DISTINCT FROM found
            """,
            "Every entity is named in as many articles as it says",
            is_of_rows=True,
        ),
    ),
)

ENTITY_FORMS = Table(
    name="core.entity_forms",
    grain="entity × what articles give with it",
    description="How often articles write an entity in which form, and give it which ticker and country, counted, so that a night "
    "adds to it what it brought.",
    key=("entity_key", "kind", "form"),
    columns=(
        Column("entity_key", "VARCHAR", "Entity", references="core.entities.entity_key"),
        Column(
            "kind",
            "VARCHAR",
            "surface: the name as written; ticker; country",
            values=("surface", "ticker", "country"),
        ),
        Column(
            "form",
            "VARCHAR",
            "That form, ticker or country",
            lineage=("core.mentions.surface", "core.name_sightings.ticker", "core.name_sightings.country"),
        ),
        Column(
            "count",
            "INTEGER",
            "Of a surface the articles with it, of the others the mentions",
            lineage=("core.mentions.article_key", "core.mentions.mention_key"),
        ),
        RUN_ID,
    ),
    row_rules=(RowRule("form_not_found", "count > 0", "A form is written somewhere."),),
    is_published=False,
)

MENTIONS = Table(
    name="core.mentions",
    grain="mention of an entity in an article",
    description="Where the current version of an article names an entity.",
    key=("mention_key",),
    columns=(
        Column("mention_key", "VARCHAR", "Hash of article_key, field and char_start"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column(
            "entity_key",
            "VARCHAR",
            "Entity",
            references="core.entities.entity_key",
            lineage=("core.name_sightings.name_key", "core.name_sightings.type"),
        ),
        Column("field", "VARCHAR", "Which text of the article", values=("title", "body")),
        Column("char_start", "INTEGER", "First character of the mention in that text, from 0"),
        Column("char_end", "INTEGER", "Character behind its last"),
        Column("surface", "VARCHAR", "The mention as written", lineage=("core.articles.title", "core.articles.body")),
        Column(
            "method", "VARCHAR", "What tells its type; see docs/entities.md", lineage=("core.name_sightings.method",)
        ),
        Column(
            "confidence", "DOUBLE", "How sure type and entity are, 0 to 1", lineage=("core.name_sightings.confidence",)
        ),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule(
            "span_impossible",
            "char_start >= 0 AND char_end - char_start = length(surface) AND confidence BETWEEN 0 AND 1",
            "A mention's span is as long as what is written there.",
        ),
    ),
    table_rules=(
        TableRule(
            "mentions_stand_in_their_text",
            """
            SELECT mention_key FROM batch JOIN core.articles USING (article_key)
            WHERE substr(if(field = 'title', title, body), char_start + 1, char_end - char_start) <> surface
            """,
            "Every mention stands in its article where it says",
            is_of_rows=True,
        ),
    ),
)

QUOTES = Table(
    name="core.quotes",
    grain="quotation in an article",
    description="Words in quotation marks that somebody said, and who.",
    key=("quote_key",),
    columns=(
        Column("quote_key", "VARCHAR", "Hash of article_key and char_start"),
        Column("article_key", "VARCHAR", "Article", references="core.articles.article_key"),
        Column(
            "text", "VARCHAR", "The words, without the marks; paragraphs by line ends", lineage=("core.articles.body",)
        ),
        Column(
            "speaker",
            "VARCHAR",
            "Who said it, as the article writes it: a name, a pronoun or a description; null where nothing tells",
            nullable=True,
            lineage=("core.articles.body",),
        ),
        Column(
            "speaker_entity_key",
            "VARCHAR",
            "The person, or body, that this is; null where it is not certain",
            nullable=True,
            references="core.entities.entity_key",
            lineage=("core.mentions.entity_key",),
        ),
        Column(
            "verb", "VARCHAR", "Verb that attributes it, as written", nullable=True, lineage=("core.articles.body",)
        ),
        Column("char_start", "INTEGER", "First character behind the opening mark in the body, from 0"),
        Column("char_end", "INTEGER", "Character behind its last"),
        Column("is_partial", "BOOLEAN", "Part of a sentence of the article, not a sentence of its own"),
        Column(
            "fingerprint",
            "VARCHAR",
            "Hash of the folded words: the same words in another outlet have the same",
            lineage=("core.articles.body",),
        ),
        Column(
            "method",
            "VARCHAR",
            "How the speaker was found; see docs/quotes.md",
            nullable=True,
            values=("after", "before", "between", "according", "label", "continued", "carried"),
        ),
        Column("confidence", "DOUBLE", "How sure the speaker is, 0 to 1; null without one", nullable=True),
        LOAD_DATE,
        RUN_ID,
    ),
    row_rules=(
        RowRule("span_impossible", "char_start >= 0 AND char_end > char_start", "A quotation has words."),
        RowRule(
            "speaker_without_words",
            "speaker_entity_key IS NULL OR speaker IS NOT NULL",
            "A speaker is only known from what the article writes.",
        ),
    ),
)
