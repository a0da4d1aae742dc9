"""Find who and what the articles name.

What an article tells by itself, and what all of them together tell, is decided in `etl_project.transforms.names`. What all of
them tell is kept as sums: `core.name_evidence` of names, `core.entity_forms` of entities. A fold takes from these what
the articles that changed said before, and adds what they say now. Of history it reads, besides, the sightings of names of which
something else is learnt now, and bare surnames near the days on which somebody with that name was named in full.
"""

import duckdb
import polars as pl

from etl_project.steps.writing import Writing
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.names.corpus import SURE, WINDOW, decide, display_names, learn
from etl_project.transforms.names.sightings import full_names, name_sightings
from etl_project.warehouse import handed_over

_ARTICLES_AT_ONCE = 5_000
"""Whose texts are in memory together."""


def read_names(writing: Writing, scope: str) -> None:
    """Bring core.name_sightings, core.mentions, core.entities, and the sums of both, up to date with core.articles.

    Args:
        scope: articles whose rows may have changed, a condition over article_key; "true" to rely on nothing that is stored.
    """
    connection = writing.connection
    articles = connection.sql(
        f"SELECT article_key, title, body, language, first_load_date, load_date FROM core.articles WHERE {scope}"
    ).to_arrow_reader(_ARTICLES_AT_ONCE)
    found = [name_sightings(pl.DataFrame(batch)) for batch in articles]
    sightings = pl.concat([pl.DataFrame(schema=frame_schema(core.NAME_SIGHTINGS)), *found])
    connection.execute(f"CREATE OR REPLACE TEMP TABLE seen_before AS FROM core.name_sightings WHERE {scope}")
    with handed_over(connection, sightings) as path:
        connection.execute("CREATE OR REPLACE TEMP TABLE seen_now AS FROM read_parquet($path)", {"path": path})
    everything = scope == "true"
    relearnt = _write_evidence(writing, everything)
    _find_elsewhere(connection, relearnt, everything)
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE renamed AS
        SELECT article_key FROM temp.seen_before UNION SELECT article_key FROM temp.seen_now
        UNION SELECT article_key FROM temp.elsewhere UNION SELECT article_key FROM core.mentions WHERE {scope}
        """
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE named_before AS {_named('temp.seen_before')}")
    writing.put(core.NAME_SIGHTINGS, sightings, scope)
    decided = _decide(connection)
    with handed_over(connection, decided) as path:
        mentions = connection.sql(
            "SELECT *, sighting_key AS mention_key, md5(type || chr(31) || name_key) AS entity_key FROM read_parquet($path)",
            params={"path": path},
        ).pl()
    writing.put(core.MENTIONS, mentions, f"({scope} OR mention_key IN (SELECT sighting_key FROM temp.elsewhere))")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE named_now AS {_named('temp.seen_now')}")
    _write_entities(writing, mentions.select("entity_key", "type", "name_key").unique(), everything)


_EVIDENCE = f"""
    SELECT name_key, type, count(*)::INTEGER AS articles, sum(best)::BIGINT AS support,
           count(*) FILTER (best >= {SURE})::INTEGER AS sure_articles
    FROM (
        SELECT name_key, type, article_key, round(100 * max(confidence))::BIGINT AS best
        FROM {{sightings}} WHERE type IS NOT NULL GROUP BY ALL
    )
    GROUP BY ALL
"""
"""What sightings tell of names; see `evidence`, which says the same of a frame."""


def _write_evidence(writing: Writing, everything: bool) -> pl.DataFrame:
    """Write core.name_evidence; the name_key of names of which something else is learnt than before."""
    connection = writing.connection
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE touched AS
        SELECT name_key FROM temp.seen_before UNION SELECT name_key FROM temp.seen_now
        """
    )
    before = connection.sql(
        "SELECT * EXCLUDE (run_id) FROM core.name_evidence SEMI JOIN temp.touched USING (name_key) WHERE NOT $everything",
        params={"everything": everything},
    ).pl()
    lost, gained = (
        connection.sql(_EVIDENCE.format(sightings=sightings)).pl()
        for sightings in ("temp.seen_before", "temp.seen_now")
    )
    sums = pl.col("articles", "support", "sure_articles")
    parts = [before, gained] if everything else [before, lost.with_columns(-sums), gained]
    after = pl.concat(parts).group_by("name_key", "type").agg(sums.sum()).filter(pl.col("articles") > 0)
    writing.put(core.NAME_EVIDENCE, after, "true" if everything else "name_key IN (SELECT name_key FROM temp.touched)")
    learnt = pl.concat([learn(before), learn(after)])
    changed = learnt.group_by("name_key", "learnt").len().filter(pl.col("len") == 1)
    return changed.select("name_key").unique()


def _find_elsewhere(connection: duckdb.DuckDBPyConnection, relearnt: pl.DataFrame, everything: bool) -> None:
    """Make temp.elsewhere hold the sightings, in articles that did not change, which may name something else now.

    Those of the names that are `relearnt`; and bare surnames within `WINDOW` of a day on which a person with that surname is
    named in an article that changed.
    """
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE near AS
        SELECT DISTINCT surname, day + unnest(range({-WINDOW.days}, {WINDOW.days + 1}))::INTEGER AS day
        FROM (
            SELECT DISTINCT split_part(name_key, ' ', -1) AS surname, day
            FROM (SELECT name_key, type, day FROM temp.seen_before UNION ALL SELECT name_key, type, day FROM temp.seen_now)
            WHERE type = 'person' AND day IS NOT NULL
        )
        """
    )
    with handed_over(connection, relearnt) as path:
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE elsewhere AS
            WITH found AS (
                SELECT sighting_key, article_key FROM core.name_sightings SEMI JOIN read_parquet($path) USING (name_key)
                UNION
                SELECT sighting_key, article_key FROM core.name_sightings
                SEMI JOIN temp.near ON near.surname = name_sightings.name_key AND near.day = name_sightings.day
                WHERE is_bare AND {_days(connection, "SELECT day FROM temp.near")}
            )
            FROM found ANTI JOIN temp.seen_before USING (sighting_key) WHERE NOT $everything
            """,
            {"path": path, "everything": everything},
        )


def _days(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """Condition on `day` that holds for all days that a query gives: by it, whole stretches of a table are passed over."""
    ((first, last),) = connection.execute(f"SELECT min(day), max(day) FROM ({query})").fetchall()
    return f"day BETWEEN DATE '{first}' AND DATE '{last}'" if first else "false"


def _decide(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """The sightings in temp.seen_now and temp.elsewhere that name something."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE undecided AS
        FROM temp.seen_now
        UNION ALL BY NAME
        SELECT * EXCLUDE (run_id) FROM core.name_sightings SEMI JOIN temp.elsewhere USING (sighting_key)
        """
    )
    undecided = connection.sql("FROM temp.undecided ORDER BY sighting_key").pl()
    known = connection.sql("FROM core.name_evidence SEMI JOIN temp.undecided USING (name_key)").pl()
    reach = f"SELECT day + unnest([{-WINDOW.days}, {WINDOW.days}]) AS day FROM temp.undecided WHERE is_bare"
    people = connection.sql(
        f"""
        SELECT DISTINCT type, name_key, name, confidence, day FROM core.name_sightings
        WHERE type = 'person' AND {_days(connection, reach)}
          AND split_part(name_key, ' ', -1) IN (SELECT name_key FROM temp.undecided WHERE is_bare)
        """
    ).pl()
    return decide(undecided, learn(known), full_names(people))


def _named(seen: str) -> str:
    """SELECT of the mentions in the articles of temp.renamed, with what their sightings give: those of articles that changed in `seen`."""
    return f"""
        SELECT entity_key, mentions.article_key, mentions.surface, mentions.load_date,
               coalesce(changed.ticker, sightings.ticker) AS ticker, coalesce(changed.country, sightings.country) AS country
        FROM (FROM core.mentions SEMI JOIN temp.renamed USING (article_key)) AS mentions
        LEFT JOIN {seen} AS changed ON changed.sighting_key = mention_key
        LEFT JOIN (
            SELECT sighting_key, ticker, country FROM core.name_sightings
            SEMI JOIN (SELECT article_key FROM temp.elsewhere) USING (article_key)
        ) AS sightings ON sightings.sighting_key = mention_key
    """


def _forms(named: str) -> str:
    """SELECT of the rows of core.entity_forms that a relation of mentions makes."""
    return f"""
        SELECT entity_key, 'surface' AS kind, surface AS form, count(DISTINCT article_key)::INTEGER AS count FROM {named} GROUP BY ALL
        UNION ALL
        SELECT entity_key, 'ticker' AS kind, ticker AS form, count(*)::INTEGER AS count FROM {named} WHERE ticker IS NOT NULL GROUP BY ALL
        UNION ALL
        SELECT entity_key, 'country' AS kind, country AS form, count(*)::INTEGER AS count FROM {named} WHERE country IS NOT NULL GROUP BY ALL
    """


def _latest(named: str) -> str:
    """SELECT of the number of articles, and the latest day, of the entities in a relation of mentions."""
    return f"""
        SELECT entity_key, count(DISTINCT article_key) AS article_count, max(load_date) AS load_date
        FROM {named} WHERE entity_key IS NOT NULL GROUP BY ALL
    """


def _write_entities(writing: Writing, decided: pl.DataFrame, everything: bool) -> None:
    """Write the entities that the articles in temp.renamed named before, or name now; or all, and none besides.

    Args:
        decided: entity_key, type and name_key of what was mentioned just now.
        everything: nothing was counted before that could be relied on.
    """
    connection = writing.connection
    if everything:
        connection.execute("DELETE FROM temp.named_before")
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE named AS
        SELECT entity_key FROM temp.named_before UNION SELECT entity_key FROM temp.named_now
        """
    )
    known = "FROM {} SEMI JOIN temp.named USING (entity_key)" + " WHERE false" * everything
    stored = connection.sql(
        f"SELECT entity_key, type, name_key, article_count, load_date {known.format(core.ENTITIES.name)}"
    ).pl()
    count = pl.col("count")
    forms = (
        pl.concat(
            [
                connection.sql(f"SELECT entity_key, kind, form, count {known.format(core.ENTITY_FORMS.name)}").pl(),
                connection.sql(_forms("temp.named_before")).pl().with_columns(-count),
                connection.sql(_forms("temp.named_now")).pl(),
            ]
        )
        .group_by("entity_key", "kind", "form")
        .agg(count.sum())
        .filter(count > 0)
    )
    counts = _counted(connection, stored)
    entities = _entity_rows(
        counts.join(pl.concat([decided, stored.select(decided.columns)]).unique("entity_key"), on="entity_key"),
        forms,
    )
    within = "true" if everything else "entity_key IN (SELECT entity_key FROM temp.named)"
    writing.put(core.ENTITY_FORMS, forms, within)
    writing.put(core.ENTITIES, entities, within)


def _counted(connection: duckdb.DuckDBPyConnection, stored: pl.DataFrame) -> pl.DataFrame:
    """entity_key, article_count and load_date of what is still mentioned.

    Args:
        stored: the same of the entities as they were.
    """
    counts = stored.select("entity_key", "article_count", "load_date")
    for name in ("before", "now"):
        counts = counts.join(
            connection.sql(_latest(f"temp.named_{name}")).pl(),
            on="entity_key",
            how="full",
            coalesce=True,
            suffix=f"_{name}",
        )
    latest, before, now = pl.col("load_date"), pl.col("load_date_before"), pl.col("load_date_now")
    counts = counts.with_columns(
        pl.col("article_count").fill_null(0)
        - pl.col("article_count_before").fill_null(0)
        + pl.col("article_count_now").fill_null(0),
        # The latest day is no sum: where the article that it was taken from is gone, it has to be looked for.
        is_lost=(before >= latest) & (now.is_null() | (now < before)),
        load_date=pl.max_horizontal(latest, now),
    ).filter(pl.col("article_count") > 0)
    lost = counts.filter("is_lost").select("entity_key")
    if lost.is_empty():
        return counts.select("entity_key", "article_count", "load_date")
    with handed_over(connection, lost) as path:
        found = connection.sql(
            """
            SELECT entity_key, max(load_date) AS found FROM core.mentions SEMI JOIN read_parquet($path) USING (entity_key)
            GROUP BY ALL
            """,
            params={"path": path},
        ).pl()
    return counts.join(found, on="entity_key", how="left").select(
        "entity_key", "article_count", load_date=pl.coalesce("found", "load_date")
    )


def _entity_rows(entities: pl.DataFrame, forms: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.entities, without run_id.

    Args:
        entities: entity_key, type, name_key, article_count, load_date.
        forms: all that core.entity_forms has of them.
    """
    surfaces = forms.filter(pl.col("kind") == "surface").select("entity_key", "form", article_count="count")
    rows = entities.join(
        display_names(entities.select("entity_key", "type", "name_key").join(surfaces, on="entity_key")),
        on="entity_key",
    )
    for kind, of_type in (("ticker", "company"), ("country", "place")):
        # The most frequent, and of several the first in order.
        most = (
            forms.filter(pl.col("kind") == kind)
            .sort("entity_key", -pl.col("count"), "form")
            .group_by("entity_key")
            .agg(pl.col("form").first().alias(kind))
        )
        rows = rows.join(most, on="entity_key", how="left").with_columns(
            pl.when(pl.col("type") == of_type).then(kind).alias(kind)
        )
    aliases = (
        surfaces.join(rows.select("entity_key", "name"), on="entity_key")
        .filter(pl.col("form") != pl.col("name"))
        .sort("entity_key", "form")
        .group_by("entity_key", maintain_order=True)
        .agg(aliases="form")
    )
    return rows.join(aliases, on="entity_key", how="left").with_columns(pl.col("aliases").fill_null([]))
