"""Time the questions of docs/sql.md on a large published file.

    python -m benchmarks.queries [--articles 1000000] [--keep FOLDER]

The file is made of the publication of the shipped samples (`make load` first), whose 67 articles are repeated: every repetition has
keys and texts of its own; fifty of them, under publishers and names of their own, share a fortnight, and the next fifty are in the next.
So a million articles cover eleven years. What is said of whole days is repeated once a fortnight. It is made by SQL
alone and not by a load, and no question's answer means anything.

Printed are rows and bytes, and for each question the wall-clock seconds of the first time in a new connection, with the file in the
system's cache or not as it comes, and the best of three times after it.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from etl_project.settings import load_settings
from etl_project.steps.publish import as_published
from etl_project.tables import PUBLISHED_TABLES, Table
from etl_project.tables.ddl import create_statements, literal, quote
from etl_project_tests.end_to_end.test_sql_docs import QUERIES

SITES = 50
"""Repetitions that share a fortnight."""
DAYS = 14
REPEATED_BY_SITE = {"core.publishers", "core.entities"}
REPEATED_BY_FORTNIGHT = {"marts.term_day", "marts.topic_day", "audit.checks"}
NOT_REPEATED = {"audit.runs", "audit.publications", "audit.schema_versions", "core.furniture"}
OF_A_SITE = {
    *("publisher_key", "first_publisher_key", "source_publisher_key", "copier_publisher_key"),
    *("entity_key", "other_entity_key", "speaker_entity_key"),
}
NAMES_OF_A_SITE = {"publisher", "source", "copier", "entity", "other_entity", "speaker", "host", "name"}
OF_A_REPETITION = {"input_uri", "fingerprint", "body_sha256"}


def main() -> None:
    """Read the arguments, make the file, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="where to make marts.duckdb, or to find it")
    arguments = parser.parse_args()
    samples = load_settings().published / "current" / "marts.duckdb"
    if not samples.exists():
        sys.exit("There is no publication to make a large one of: run make load first.")
    with tempfile.TemporaryDirectory() as folder:
        file = (arguments.keep or Path(folder)) / "marts.duckdb"
        if not file.exists():
            began = time.perf_counter()
            make(file, samples, arguments.articles)
            print(f"made in {time.perf_counter() - began:.0f} s")
        ask(file)


def make(file: Path, samples: Path, articles: int) -> None:
    """Write a published file of about so many articles."""
    with duckdb.connect(str(file)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET memory_limit = '4GB'")
        connection.execute(f"ATTACH {literal(str(samples))} AS samples (READ_ONLY)")
        ((count,),) = connection.execute("SELECT count(*) FROM samples.core.articles").fetchall()
        repetitions = max(1, round(articles / count))
        for statement in create_statements(map(as_published, PUBLISHED_TABLES)):
            connection.execute(statement)
        for table in PUBLISHED_TABLES:
            connection.execute(_repeated(table, repetitions))
        connection.execute("CHECKPOINT")


def _repeated(table: Table, repetitions: int) -> str:
    """INSERT of a table's rows, over and over, in the order in which a publication has them."""
    step = 1
    if table.name in REPEATED_BY_SITE:
        repetitions = min(repetitions, SITES)
    elif table.name in REPEATED_BY_FORTNIGHT:
        step = SITES
    elif table.name in NOT_REPEATED:
        repetitions = 1
    columns = ", ".join(
        f"{_changed(table, column.name, column.type)} AS {quote(column.name)}" for column in table.columns
    )
    name = as_published(table).name
    return (
        f"INSERT INTO {quote(name)} SELECT {columns} FROM samples.{quote(name)}, range(0, {repetitions}, {step}) AS times(n) "
        f"ORDER BY {', '.join(map(quote, table.key))}"
    )


def _changed(table: Table, column: str, kind: str) -> str:
    """A column's value in the n-th repetition."""
    name = quote(column)
    if kind in ("DATE", "TIMESTAMPTZ"):
        return f"({name} + INTERVAL (n // {SITES} * {DAYS}) DAY)::{kind}"
    if column in OF_A_SITE:
        return f"md5({name} || n % {SITES})"
    if column in NAMES_OF_A_SITE:
        return f"{name} || ' ' || n % {SITES}"
    if column in OF_A_REPETITION or (column.endswith("_key") and kind == "VARCHAR" and column != "check_key"):
        return f"md5({name} || '~' || n)"
    if column == "check_key":
        return f"{name} || n"
    if (table.name, column) == ("core.articles", "body"):
        return f"n || ' ' || {name}"
    return name


def ask(file: Path) -> None:
    """Print how large the file is, and how long each question takes."""
    with duckdb.connect(str(file), read_only=True) as connection:
        for table in ("core.articles", "core.mentions", "core.quotes", "core.stories", "marts.entity_day"):
            name = table.removeprefix("marts.")
            print(f"{connection.execute(f'SELECT count(*) FROM {name}').fetchall()[0][0]:14,} rows  {table}")
    print(f"{file.stat().st_size / 1e6:14,.0f} MB")
    print(f"{'first':>8} {'again':>8}  question")
    for question, query in QUERIES:
        with duckdb.connect(str(file), read_only=True) as connection:
            first, *again = (_seconds(connection, query) for _ in range(4))
        print(f"{first:8.3f} {min(again):8.3f}  {question}", flush=True)


def _seconds(connection: duckdb.DuckDBPyConnection, query: str) -> float:
    began = time.perf_counter()
    connection.execute(query).fetchmany(1000)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
