"""What the marts are yet to be built of: every change of a table that they read leaves its keys in audit.mart_queue.

It does so in the transaction of the change, and `build_marts` empties the queue in the transaction of the build. So a run that
is killed between the two leaves the queue full, and the next one builds what it would have built. Where no mart was built yet, all
will be built as a whole, and nothing is queued: a first load would leave a row for each of its mentions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import duckdb

from etl_project.tables import Table, audit
from etl_project.tables.ddl import quote

_QUEUE = quote(audit.MART_QUEUE.name)


@dataclass(frozen=True)
class _Source:
    """A table that marts read."""

    keys: dict[str, str]
    """Column of audit.mart_queue → column of the table."""
    read: tuple[str, ...] = ()
    """Columns besides the keys that marts read, where many rows change in others only; all where none are named."""


_SOURCES = {
    "core.publishers": _Source({"publisher_key": "publisher_key"}, ("name",)),
    "core.articles": _Source({"article_key": "article_key", "story_key": "story_key", "day": "first_load_date"}),
    "core.article_versions": _Source({"article_key": "article_key"}),
    "core.article_appearances": _Source({"article_key": "article_key"}),
    "core.copies": _Source({"article_key": "article_key"}),
    "core.entities": _Source({"entity_key": "entity_key"}, ("name", "type")),
    "core.mentions": _Source({"article_key": "article_key", "entity_key": "entity_key"}),
    "core.quotes": _Source(
        {"article_key": "article_key", "entity_key": "speaker_entity_key", "fingerprint": "fingerprint"}
    ),
    "core.article_terms": _Source({"day": "day"}),
    "core.term_days": _Source({"day": "day"}),
    "core.stories": _Source({"story_key": "story_key"}, ("label", "article_count")),
}


def _are_built(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any mart holds what it did when it was last built, so that it is enough to follow what has changed since."""
    ((are_built,),) = connection.execute(f"SELECT count(*) > 0 FROM {quote(audit.MART_BUILDS.name)}").fetchall()
    return bool(are_built)


def queue_replaced(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Queue what `warehouse.replace` has just done to a table: its temp.stale is gone, and its temp.fresh is there."""
    if (source := _SOURCES.get(table.name)) is None or not _are_built(connection):
        return
    kept = ", ".join(map(quote, dict.fromkeys((*source.keys.values(), *source.read))))
    # A row that differs in nothing that is read was removed and written, which comes to nothing.
    differs = "HAVING sum(rows) <> 0" if source.read else ""
    connection.execute(
        f"""
        INSERT INTO {_QUEUE} BY NAME
        SELECT uuid()::VARCHAR AS entry_key, $name AS table_name, {", ".join(f"{quote(column)} AS {name}" for name, column in source.keys.items())},
               sum(rows) AS rows_added
        FROM (
            SELECT {kept}, sum(rows) AS rows
            FROM (SELECT {kept}, -1 AS rows FROM temp.stale UNION ALL SELECT {kept}, 1 AS rows FROM temp.fresh)
            GROUP BY ALL {differs}
        )
        GROUP BY ALL
        """,
        {"name": table.name},
    )


def queue_articles(connection: duckdb.DuckDBPyConnection, selected: str, parameters: dict[str, object]) -> None:
    """Queue rows of core.articles that are about to be changed in place.

    Args:
        selected: what stands behind SELECT … FROM core.articles and selects them.
    """
    if not _are_built(connection):
        return
    connection.execute(
        f"""
        INSERT INTO {_QUEUE} BY NAME
        SELECT uuid()::VARCHAR AS entry_key, 'core.articles' AS table_name, articles.article_key, articles.story_key,
               articles.first_load_date AS day, 0 AS rows_added
        FROM core.articles {selected}
        """,
        parameters,
    )


def queue_days(connection: duckdb.DuckDBPyConnection, days: Iterable[date]) -> None:
    """Queue days that were loaded, or judged anew, whatever came of it."""
    connection.execute(
        f"""
        INSERT INTO {_QUEUE} BY NAME
        SELECT uuid()::VARCHAR AS entry_key, 'raw.captures' AS table_name, unnest($days::DATE[]) AS day, 0 AS rows_added
        """,
        {"days": sorted(days)},
    )
