"""Find near-identical articles, and who copied whom.

What is compared, and what follows from it, is decided in `etl_project.transforms.copies`; here is what that is fed with. Of
history a fold reads the keys and days of articles first seen around those that changed, the texts of candidates, and the
groups that changed pairs are of.
"""

import duckdb
import polars as pl

from etl_project.steps.writing import Writing
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.copies.pairs import WINDOW_DAYS, alike, candidates, groups, moved
from etl_project.transforms.copies.roles import roles
from etl_project.transforms.copies.signatures import signatures
from etl_project.warehouse import handed_over

_ARTICLES_AT_ONCE = 10_000
"""Articles whose texts are in memory together."""


def find_copies(writing: Writing, scope: str, window_days: int = WINDOW_DAYS) -> None:
    """Bring core.signatures, core.duplicates, core.copies and the roles in core.articles up to date.

    Args:
        writing: with temp.affected, the article_key of every article that may have changed.
        scope: condition on article_key that bounds what may have: these, or everything.
        window_days: articles first seen so many days apart at most are compared.
    """
    connection = writing.connection
    _sign(writing, scope, window_days)
    pairs, moved_keys = _find_candidates(connection, window_days)
    with handed_over(connection, moved_keys) as path:
        connection.execute("CREATE OR REPLACE TEMP TABLE moved AS SELECT * FROM read_parquet($path)", {"path": path})
    decided = f"""
        ({scope} OR other_article_key IN (FROM temp.affected)
         OR (article_key IN (FROM temp.moved) AND other_article_key IN (FROM temp.moved)))
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE seeds AS {_ENDS} WHERE {decided} UNION FROM temp.affected UNION FROM temp.moved"
    )
    writing.put(core.DUPLICATES, _compare(connection, pairs), decided)
    connection.execute(f"INSERT INTO temp.seeds {_ENDS} WHERE {decided}")
    _assign_roles(writing, scope)


_ENDS = "SELECT unnest([article_key, other_article_key]) AS article_key FROM core.duplicates"


def _sign(writing: Writing, scope: str, window_days: int) -> None:
    """Write core.signatures; temp.standing is what they are, and of affected articles also what they were; a row that lost its key stood for none."""
    connection = writing.connection
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE signed_before AS FROM core.signatures WHERE {scope} AND article_key IS NOT NULL"
    )
    articles = connection.sql(
        f"SELECT article_key, body, first_load_date, load_date FROM core.articles WHERE {scope}"
    ).to_arrow_reader(_ARTICLES_AT_ONCE)
    signed = [signatures(pl.DataFrame(batch)) for batch in articles]
    writing.put(core.SIGNATURES, pl.concat([pl.DataFrame(schema=frame_schema(core.SIGNATURES)), *signed]), scope)
    # By their days, whole stretches of history are passed over.
    ((first, last),) = connection.execute(
        f"""
        SELECT min(day) - $reach, max(day) + $reach
        FROM (SELECT day FROM temp.signed_before UNION ALL SELECT day FROM core.signatures WHERE {scope})
        """,
        {"reach": 2 * window_days},
    ).fetchall()
    within = f"day BETWEEN DATE '{first}' AND DATE '{last}'" if first else "false"
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP VIEW standing AS
        SELECT rowid AS id, article_key, day, load_date, band_keys, is_affected, NOT is_affected AS was, true AS is_now
        FROM (SELECT rowid, *, article_key IN (FROM temp.affected) AS is_affected FROM core.signatures WHERE {within})
        UNION ALL BY NAME
        SELECT -1 - rowid AS id, article_key, day, load_date, band_keys, true AS is_affected, true AS was, false AS is_now
        FROM temp.signed_before
        """
    )


def _find_candidates(connection: duckdb.DuckDBPyConnection, window_days: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs to compare, and the article_key of the articles that have moved (see `candidates` and `moved`)."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE keys AS SELECT DISTINCT unnest(band_keys) AS key FROM temp.standing WHERE is_affected"
    )
    articles, keyed = _colliding(connection, window_days)
    moved_keys = moved(articles, keyed, window_days)
    if not moved_keys.is_empty():
        # Whether they still share a key, or do again, is told by all of their keys.
        with handed_over(connection, moved_keys) as path:
            connection.execute(
                """
                INSERT INTO temp.keys
                SELECT DISTINCT unnest(band_keys) AS key FROM core.signatures SEMI JOIN read_parquet($path) USING (article_key)
                """,
                {"path": path},
            )
        articles, keyed = _colliding(connection, window_days)
    articles = articles.with_columns(has_moved=pl.col("article_key").is_in(moved_keys["article_key"].implode()))
    return candidates(articles, keyed.filter("is_now"), window_days), moved_keys


def _colliding(connection: duckdb.DuckDBPyConnection, window_days: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The articles with one of temp.keys, in order, that may be a candidate with an affected one; and their keys.

    And those that may stand between two that have moved: each within a window of an affected one, and both within one window.
    """
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE colliding AS
        WITH days AS (
            SELECT DISTINCT day + unnest(range(-$reach, $reach + 1))::INTEGER AS day
            FROM (SELECT DISTINCT day FROM temp.standing WHERE is_affected)
        )
        SELECT id, key, was, is_now
        FROM (SELECT id, unnest(band_keys) AS key, was, is_now FROM temp.standing SEMI JOIN days USING (day))
        SEMI JOIN temp.keys USING (key)
        """,
        {"reach": 2 * window_days},
    )
    articles = connection.sql(
        """
        SELECT id, article_key, day, is_affected FROM temp.standing
        WHERE id IN (SELECT id FROM temp.colliding) ORDER BY day, article_key, id
        """
    ).pl()
    return articles, connection.sql("FROM temp.colliding").pl()


def _compare(connection: duckdb.DuckDBPyConnection, pairs: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.duplicates, without run_id: those of the pairs that are alike."""
    # In parts that bring so many articles each. What is compared with one another comes together, so that most texts are read once.
    grouped = pairs.join(groups(pairs), on="article_key").sort("copy_group_key", *pairs.columns).select(pairs.columns)
    brought = pl.sum_horizontal(pl.col(pairs.columns).is_first_distinct().cast(pl.Int64))
    part_number = grouped.select(part=brought.cum_sum() // _ARTICLES_AT_ONCE)["part"]
    found = [pl.DataFrame(schema=frame_schema(core.DUPLICATES))]
    for _, part in grouped.group_by(part_number, maintain_order=True):
        with handed_over(connection, part) as path:
            texts = connection.sql(
                """
                SELECT article_key, body, load_date FROM core.articles
                WHERE article_key IN (SELECT unnest([article_key, other_article_key]) FROM read_parquet($path))
                """,
                params={"path": path},
            ).pl()
        found.append(alike(part, texts))
    return pl.concat(found)


def _assign_roles(writing: Writing, scope: str) -> None:
    """Decide anew who copied whom, in the groups that had or have one of temp.seeds."""
    connection = writing.connection
    # An agency may be named otherwise in the registry than it was: then what credits it has another source, or none.
    connection.execute(
        """
        INSERT INTO temp.seeds
        SELECT articles.article_key FROM core.articles
        LEFT JOIN core.publishers AS agencies ON agencies.name = credited_agency
        LEFT JOIN core.copies USING (article_key)
        WHERE credited_agency IS NOT NULL AND (agencies.publisher_key = articles.publisher_key) IS NOT true
          AND agencies.publisher_key IS DISTINCT FROM source_publisher_key
        """
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE touched AS
        WITH found AS (SELECT article_key, copy_group_key FROM core.articles WHERE {scope} OR article_key IN (FROM temp.seeds))
        SELECT article_key FROM found
        UNION
        SELECT article_key FROM core.articles WHERE copy_group_key IN (SELECT copy_group_key FROM found)
        """
    )
    articles = connection.sql(
        """
        SELECT articles.article_key, articles.publisher_key,
               -- Neither may be known: two unknown publishers are not one.
               credited_agency IS NOT NULL AND (agencies.publisher_key = articles.publisher_key) IS NOT true AS credits_agency,
               CASE WHEN credits_agency THEN agencies.publisher_key END AS agency_key,
               published_at, published_lo, published_hi, shingle_count, articles.load_date
        FROM core.articles
        SEMI JOIN temp.touched USING (article_key)
        LEFT JOIN core.signatures USING (article_key)
        LEFT JOIN core.publishers AS agencies ON agencies.name = credited_agency
        """
    ).pl()
    pairs = connection.sql("FROM core.duplicates SEMI JOIN temp.touched USING (article_key)").pl()
    found = roles(articles, pairs)
    within = f"({scope} OR article_key IN (FROM temp.touched))"
    writing.put(core.COPIES, found.copies, within)
    writing.relate(found.articles)
