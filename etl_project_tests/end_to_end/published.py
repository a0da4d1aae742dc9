"""What a published file says of its articles, in the form of the annotations, to be scored against what a careful reader finds."""

from collections.abc import Mapping
from typing import Any

import duckdb

from benchmarks.reading.predict import LISTS
from etl_project_tests.annotations import Row


def published_rows(marts: duckdb.DuckDBPyConnection, ids: Mapping[str, str]) -> list[Row]:
    """A row an article: whom and what it names, who says what in it, and its story.

    Args:
        ids: the annotations' ids by article_key; articles that are not among them are left out.
    """
    rows: dict[str, dict[str, Any]] = {
        article_key: {"id": ids[article_key], "language": language, "story": story, "quotes": []}
        | {name: [] for name in LISTS.values()}
        for article_key, language, story in marts.execute(
            "SELECT article_key, language, story_key FROM core.articles"
        ).fetchall()
        if article_key in ids
    }
    for article_key, kind, name, forms, ticker, country in marts.execute(
        """
        SELECT article_key, type, name, list(DISTINCT surface ORDER BY surface), ticker, country
        FROM core.mentions JOIN core.entities USING (entity_key) GROUP BY ALL ORDER BY ALL
        """
    ).fetchall():
        if article_key in rows:
            entity = {"name": name, "also": [form for form in forms if form != name]}
            rows[article_key][LISTS[kind]].append(entity | {"ticker": ticker, "country": country})
    for article_key, start, end, speaker in marts.execute(
        """
        SELECT quotes.article_key, char_start, char_end, entities.name
        FROM core.quotes LEFT JOIN core.entities ON entity_key = speaker_entity_key ORDER BY ALL
        """
    ).fetchall():
        if article_key in rows:
            rows[article_key]["quotes"].append({"start": start, "length": end - start, "speaker": speaker})
    return list(rows.values())
