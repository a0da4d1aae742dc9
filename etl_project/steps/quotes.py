"""Read who said what in the articles of a fold: core.quotes.

A quotation's speaker depends on its article's text and on whom that names. So quotations are read anew where either
changed: also in an old article in which a new one has taught who a name is.
"""

import duckdb
import polars as pl

from etl_project.keys import stable_key
from etl_project.steps.writing import Writing
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.quotes import Mention, find_quotes

_ARTICLES_AT_ONCE = 5_000
"""Whose texts are in memory together."""


def read_quotes(writing: Writing, scope: str) -> None:
    """Make core.quotes hold the quotations of the articles in `scope`, and of those whose mentions this fold changed.

    Args:
        scope: SQL condition over article_key, true of articles whose text may have changed, also of those that are gone.
    """
    connection = writing.connection
    connection.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE quoting AS
        SELECT article_key FROM core.articles WHERE {scope}
        UNION SELECT article_key FROM core.quotes WHERE {scope}
        UNION SELECT article_key FROM ({writing.touched_articles(core.MENTIONS)})
        """
    )
    mentions = _mentions(connection)
    texts = connection.sql(
        """
        SELECT article_key, body, language, load_date FROM core.articles SEMI JOIN temp.quoting USING (article_key)
        WHERE body IS NOT NULL
        """
    ).to_arrow_reader(_ARTICLES_AT_ONCE)
    found = [_quotes(pl.DataFrame(batch), mentions) for batch in texts]
    writing.put(
        core.QUOTES,
        pl.concat([pl.DataFrame(schema=frame_schema(core.QUOTES)), *found]),
        "true" if scope == "true" else "article_key IN (SELECT article_key FROM temp.quoting)",
    )


def _quotes(texts: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.quotes, without run_id: the quotations in some texts."""
    named: dict[str, list[Mention]] = {}
    for article_key, *mention in mentions.join(texts, on="article_key", how="semi", maintain_order="left").iter_rows():
        named.setdefault(article_key, []).append(Mention(*mention))
    rows = [
        {
            "quote_key": stable_key(article_key, quote.start),
            "article_key": article_key,
            "text": quote.text,
            "speaker": quote.speaker,
            "speaker_entity_key": quote.entity,
            "verb": quote.verb,
            "char_start": quote.start,
            "char_end": quote.end,
            "is_partial": quote.is_partial,
            "fingerprint": quote.fingerprint,
            "method": quote.method,
            "confidence": quote.confidence,
            "load_date": load_date,
        }
        for article_key, body, language, load_date in texts.iter_rows()
        for quote in find_quotes(body, named.get(article_key, []), language)
    ]
    return pl.DataFrame(rows, schema=frame_schema(core.QUOTES))


def _mentions(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Whom and what the bodies name: article_key, and a `Mention`, in the order in which they stand there."""
    mentions: pl.DataFrame = connection.sql(
        """
        SELECT article_key, char_start, char_end, type, entity_key
        FROM (FROM core.mentions SEMI JOIN temp.quoting USING (article_key)) JOIN core.entities USING (entity_key)
        WHERE field = 'body' ORDER BY ALL
        """
    ).pl()
    return mentions
