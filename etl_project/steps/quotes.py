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
        WHERE body IS NOT NULL ORDER BY article_key
        """
    ).pl()
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
        for quote in find_quotes(body, mentions.get(article_key, []), language)
    ]
    writing.put(
        core.QUOTES,
        pl.DataFrame(rows, schema=frame_schema(core.QUOTES)),
        "true" if scope == "true" else "article_key IN (SELECT article_key FROM temp.quoting)",
    )


def _mentions(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Mention]]:
    """Whom and what the bodies name, by article."""
    found: dict[str, list[Mention]] = {}
    for article_key, start, end, kind, entity_key in connection.sql(
        """
        SELECT article_key, char_start, char_end, type, entity_key
        FROM core.mentions JOIN core.entities USING (entity_key)
        WHERE field = 'body' AND article_key IN (SELECT article_key FROM temp.quoting)
        ORDER BY ALL
        """
    ).fetchall():
        found.setdefault(article_key, []).append(Mention(start, end, kind, entity_key))
    return found
