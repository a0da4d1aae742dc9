"""Writing the tables of a layer in one transaction, and counting what changed."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import polars as pl

from etl_project.steps.queue import queue_articles, queue_replaced
from etl_project.tables import Table, core
from etl_project.tables.ddl import quote
from etl_project.warehouse import Change, handed_over, replace, stage


@dataclass
class Writing:
    """The tables that one run of a step writes."""

    connection: duckdb.DuckDBPyConnection
    run_id: str
    _counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By table name: rows written and removed."""
    _touched: set[str] = field(default_factory=set)
    """Tables whose touched articles are kept."""

    def put(self, table: Table, frame: pl.DataFrame, scope: str = "true") -> bool:
        """Make the rows of `table` within `scope`, a condition over its columns, equal to those of `frame`.

        Returns:
            Whether any were different.
        """
        change = replace(self.connection, table, stage(self.connection, frame, table), self.run_id, scope)
        self._count(table, change.written, change.removed)
        queue_replaced(self.connection, table)
        if "article_key" in table.column_names:
            self._remember(table)
        return change.written + change.removed > 0

    def touched_articles(self, table: Table) -> str:
        """SELECT of the article_key, and the other_article_key, of every row of `table` that was written or removed so far."""
        if table.name not in self._touched:
            return "SELECT NULL::VARCHAR AS article_key WHERE false"
        return f"SELECT DISTINCT article_key FROM temp.{quote(f'touched_{table.table_name}')}"

    def _remember(self, table: Table) -> None:
        """Keep the articles of the rows that `replace` has just touched."""
        name = quote(f"touched_{table.table_name}")
        keys = [name for name in ("article_key", "other_article_key") if name in table.column_names]
        rows = " UNION ".join(
            f"SELECT {key} AS article_key FROM temp.{touched}" for key in keys for touched in ("stale", "fresh")
        )
        if table.name in self._touched:
            self.connection.execute(f"INSERT INTO temp.{name} {rows}")
        else:
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {rows}")
            self._touched.add(table.name)

    def relate(self, frame: pl.DataFrame) -> None:
        """Set columns of core.articles that an article's neighbours tell.

        Args:
            frame: article_key, and some of `core.RELATED`; articles that are not in it keep theirs.
        """
        if frame.is_empty():
            return
        columns = [name for name in frame.columns if name in core.RELATED]
        differs = " OR ".join(f"articles.{quote(name)} IS DISTINCT FROM found.{quote(name)}" for name in columns)
        matches = f"articles.article_key = found.article_key AND ({differs})"
        with handed_over(self.connection, frame) as path:
            # A row that this run has written already is not written twice.
            ((rewritten,),) = self.connection.execute(
                f"SELECT count(*) FROM core.articles, read_parquet($path) AS found WHERE {matches} AND run_id <> $run_id",
                {"path": path, "run_id": self.run_id},
            ).fetchall()
            queue_articles(self.connection, f", read_parquet($path) AS found WHERE {matches}", {"path": path})
            self.connection.execute(
                f"""
                UPDATE core.articles SET {", ".join(f"{quote(name)} = found.{quote(name)}" for name in columns)}, run_id = $run_id
                FROM read_parquet($path) AS found WHERE {matches}
                """,
                {"path": path, "run_id": self.run_id},
            )
        self._count(core.ARTICLES, int(rewritten), int(rewritten))

    def changes(self, tables: Iterable[Table]) -> dict[str, Change]:
        """By table name: all rows that each of `tables` has, and those that were written and removed."""
        found = {}
        for table in tables:
            ((rows,),) = self.connection.execute(f"SELECT count(*) FROM {quote(table.name)}").fetchall()
            found[table.name] = Change(int(rows), *self._counts.get(table.name, (0, 0)))
        return found

    def _count(self, table: Table, written: int, removed: int) -> None:
        before = self._counts.get(table.name, (0, 0))
        self._counts[table.name] = (before[0] + written, before[1] + removed)
