"""Learn the sites' furniture from the lines in staging.body_lines, and find the texts that have some of it.

The rules are in `etl_project.transforms.furniture`; here is what they are fed with: of the lines of all texts only those
that recur, and of the articles only those in the samples. So a fold reads a few narrow columns of all days, and no texts
but one for each line that was learnt.
"""

import duckdb
import polars as pl

from etl_project.transforms.furniture import (
    MAX_TAKEN_SHARE,
    MIN_ARTICLES,
    furniture,
    widespread_lines,
    written_lines,
)
from etl_project.warehouse import handed_over


def learn_furniture(connection: duckdb.DuckDBPyConnection, resolved: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.furniture, without run_id: a function of the admitted days.

    Args:
        resolved: the relation temp.resolved: appearance_key, article_key, site, publisher_key and load_date of every
            appearance that counts.
    """
    articles = resolved.group_by("site", "article_key").agg(pl.col("load_date", "publisher_key").min())
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE recurring AS
        SELECT site, line_key FROM staging.body_lines JOIN temp.resolved USING (appearance_key)
        WHERE may_be_furniture GROUP BY ALL HAVING count(*) >= $articles
        """,
        {"articles": MIN_ARTICLES},
    )
    sightings = connection.sql(
        """
        SELECT DISTINCT article_key, site, line_key
        FROM staging.body_lines JOIN temp.resolved USING (appearance_key) JOIN temp.recurring USING (site, line_key)
        WHERE may_be_furniture
        """
    ).pl()
    widespread = widespread_lines(sightings, articles)
    samples = widespread.select("site", article_key="sample").explode("article_key").unique()
    with handed_over(connection, samples) as path:
        connection.execute(
            """
            CREATE OR REPLACE TEMP TABLE sampled AS
            SELECT DISTINCT article_key, site, line_key, keyword, characters
            FROM staging.body_lines JOIN temp.resolved USING (appearance_key)
            JOIN read_parquet($path) USING (site, article_key)
            """,
            {"path": path},
        )
    lines = connection.sql(
        """
        WITH spread AS (
            SELECT site, line_key, count(DISTINCT article_key) AS articles
            FROM staging.body_lines JOIN temp.resolved USING (appearance_key)
            SEMI JOIN temp.sampled USING (site, line_key)
            GROUP BY ALL
        )
        SELECT sampled.*, articles = 1 AS is_own FROM temp.sampled JOIN spread USING (site, line_key)
        """
    ).pl()
    return _with_text(connection, furniture(widespread, lines))


def _with_text(connection: duckdb.DuckDBPyConnection, found: pl.DataFrame) -> pl.DataFrame:
    """Add the text of each line, as the first appearance by key writes it."""
    with handed_over(connection, found.select("site", "line_key").unique()) as path:
        texts = connection.sql(
            """
            WITH writers AS (
                SELECT site, line_key, min(appearance_key) AS appearance_key
                FROM staging.body_lines JOIN temp.resolved USING (appearance_key)
                JOIN read_parquet($path) USING (site, line_key)
                WHERE may_be_furniture
                GROUP BY ALL
            )
            SELECT site, line_key, appearance_key, body FROM writers JOIN staging.normalised USING (appearance_key)
            """,
            params={"path": path},
        ).pl()
    written = written_lines(texts.select("appearance_key", "body").unique())
    lines = texts.join(written, on=["appearance_key", "line_key"]).select("site", "line_key", text="line")
    return found.join(lines, on=["site", "line_key"], how="left", maintain_order="left")


def find_taken_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Make temp.taken hold which rows of core.furniture are taken out of which text: of each appearance with some."""
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE taken AS
        WITH found AS (
            SELECT appearance_key, list(furniture_key ORDER BY furniture_key) AS furniture, sum(characters) AS characters
            FROM staging.body_lines
            JOIN temp.resolved USING (appearance_key)
            JOIN core.furniture ON furniture.site = resolved.site AND furniture.line_key = body_lines.line_key
             AND (furniture.publisher_key IS NULL OR furniture.publisher_key = resolved.publisher_key)
            WHERE may_be_furniture
            GROUP BY ALL
        ),
        texts AS (
            SELECT appearance_key, sum(characters) AS characters
            FROM staging.body_lines SEMI JOIN found USING (appearance_key)
            GROUP BY ALL
        )
        SELECT appearance_key, furniture
        FROM found JOIN texts USING (appearance_key)
        WHERE found.characters <= $most * texts.characters
        """,
        {"most": MAX_TAKEN_SHARE},
    )
