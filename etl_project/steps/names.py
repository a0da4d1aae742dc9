"""Find who and what the articles name.

What an article tells by itself, and what all of them together tell, is decided in `etl_project.transforms.names`. Of history a
fold reads the names that stand in articles that changed, on narrow columns: what was learnt of these may be otherwise, and then
every sighting of them is decided anew; and bare surnames that the people in these articles have.
"""

import duckdb
import polars as pl

from etl_project.steps.writing import Writing
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.names.corpus import decide, display_names, learn
from etl_project.transforms.names.sightings import full_names, name_sightings
from etl_project.warehouse import handed_over

_ARTICLES_AT_ONCE = 5_000
"""Whose texts are in memory together."""


def read_names(writing: Writing, scope: str) -> None:
    """Bring core.name_sightings, core.mentions and core.entities up to date with core.articles.

    Args:
        scope: articles whose rows may have changed, a condition over article_key.
    """
    connection = writing.connection
    articles = connection.sql(
        f"SELECT article_key, title, body, language, load_date FROM core.articles WHERE {scope}"
    ).to_arrow_reader(_ARTICLES_AT_ONCE)
    found = [name_sightings(pl.DataFrame(batch)) for batch in articles]
    sightings = pl.concat([pl.DataFrame(schema=frame_schema(core.NAME_SIGHTINGS)), *found])
    people = f"SELECT DISTINCT split_part(name_key, ' ', -1) AS surname FROM core.name_sightings WHERE {scope} AND type = 'person'"
    with handed_over(connection, sightings.select("name_key").unique()) as path:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE touched AS
            SELECT name_key FROM core.name_sightings WHERE {scope} UNION SELECT name_key FROM read_parquet($path)
            """,
            {"path": path},
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE surnames AS {people}")
    before = _learn(connection)
    writing.put(core.NAME_SIGHTINGS, sightings, scope)
    connection.execute(f"INSERT INTO temp.surnames {people}")
    after = _learn(connection)
    changed = pl.concat([before, after]).group_by("name_key", "learnt").len().filter(pl.col("len") == 1)
    with handed_over(connection, changed.select("name_key").unique()) as path:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE undecided AS
            SELECT sighting_key FROM core.name_sightings
            WHERE {scope} OR name_key IN (SELECT name_key FROM read_parquet($path))
               OR (is_bare AND name_key IN (SELECT surname FROM temp.surnames))
            """,
            {"path": path},
        )
    decided = _decide(connection)
    bounds = f"({scope} OR mention_key IN (SELECT sighting_key FROM temp.undecided))"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE named AS SELECT DISTINCT entity_key FROM core.mentions WHERE {bounds}"
    )
    with handed_over(connection, decided) as path:
        mentions = connection.sql(
            "SELECT *, sighting_key AS mention_key, md5(type || chr(31) || name_key) AS entity_key FROM read_parquet($path)",
            params={"path": path},
        ).pl()
    writing.put(core.MENTIONS, mentions, bounds)
    _write_entities(writing, mentions, everything=scope == "true")


def _learn(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """What all sightings teach of the names in temp.touched; see `evidence`, which says the same of a frame."""
    found = connection.sql(
        """
        SELECT name_key, type, sum(best)::BIGINT AS support, max(best) AS best
        FROM (
            SELECT name_key, type, article_key, round(100 * max(confidence))::BIGINT AS best
            FROM core.name_sightings SEMI JOIN temp.touched USING (name_key) WHERE type IS NOT NULL GROUP BY ALL
        )
        GROUP BY ALL
        """
    ).pl()
    return learn(found)


def _decide(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The sightings in temp.undecided that name something."""
    undecided = connection.sql(
        """
        SELECT name_sightings.*, first_load_date AS day
        FROM core.name_sightings SEMI JOIN temp.undecided USING (sighting_key) JOIN core.articles USING (article_key)
        ORDER BY sighting_key
        """
    ).pl()
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT DISTINCT name_key FROM core.name_sightings SEMI JOIN temp.undecided USING (sighting_key)
        """
    )
    people = connection.sql(
        """
        SELECT DISTINCT type, name_key, name, confidence, first_load_date AS day
        FROM core.name_sightings JOIN core.articles USING (article_key)
        WHERE type = 'person' AND split_part(name_key, ' ', -1) IN (SELECT name_key FROM temp.touched)
        """
    ).pl()
    return decide(undecided, _learn(connection), full_names(people))


def _write_entities(writing: Writing, mentions: pl.DataFrame, everything: bool) -> None:
    """Write the entities that a mention was added to, or taken from; or all, and none besides."""
    connection = writing.connection
    types = mentions.select("entity_key", "type").unique()
    with handed_over(connection, types) as path:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE named AS
            SELECT entity_key, type FROM read_parquet($path)
            UNION ALL
            SELECT entity_key, type
            FROM core.entities SEMI JOIN temp.named USING (entity_key) ANTI JOIN read_parquet($path) USING (entity_key)
            """,
            {"path": path},
        )
    forms = connection.sql(
        """
        SELECT mentions.entity_key, type, name_key, surface AS form, count(DISTINCT article_key) AS article_count
        FROM core.mentions JOIN temp.named USING (entity_key)
        JOIN (
            SELECT entity_key, any_value(name_key) AS name_key
            FROM temp.named JOIN core.mentions USING (entity_key) JOIN core.name_sightings ON sighting_key = mention_key
            WHERE md5(named.type || chr(31) || name_key) = entity_key GROUP BY entity_key
        ) USING (entity_key)
        GROUP BY ALL
        """
    ).pl()
    # The most frequent of counted values, and of several the first in order.
    connection.execute(
        """
        CREATE OR REPLACE TEMP MACRO most(counts) AS
        list_sort(list_transform(map_entries(counts), lambda entry: (-(entry.value::BIGINT), entry.key)))[1][2]
        """
    )
    with handed_over(connection, display_names(forms)) as path:
        entities = connection.sql(
            """
            WITH seen AS (
                SELECT mentions.entity_key, named.type, mentions.article_key, mentions.surface, mentions.load_date,
                       name_sightings.ticker, name_sightings.country
                FROM core.mentions JOIN temp.named USING (entity_key)
                JOIN core.name_sightings ON sighting_key = mention_key
            ),
            counted AS (
                SELECT entity_key, histogram(ticker) AS tickers, histogram(country) AS countries,
                       list(DISTINCT surface ORDER BY surface) AS surfaces, any_value(type) AS type,
                       count(DISTINCT article_key) AS article_count, max(load_date) AS load_date
                FROM seen GROUP BY entity_key
            )
            SELECT entity_key, shown.name, type, if(type = 'company', most(tickers), NULL) AS ticker,
                   if(type = 'place', most(countries), NULL) AS country,
                   list_filter(surfaces, lambda surface: surface <> shown.name) AS aliases, article_count, load_date
            FROM counted JOIN read_parquet($path) AS shown USING (entity_key)
            """,
            params={"path": path},
        ).pl()
    writing.put(core.ENTITIES, entities, "true" if everything else "entity_key IN (SELECT entity_key FROM temp.named)")
