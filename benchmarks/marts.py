"""Time the marts of attention on generated articles: how long each SELECT takes, and a build after which nothing changed.

    python -m benchmarks.marts [ARTICLES]

200,000 articles over 200 days, 15 mentions each of 150,000 entities, popular ones often (log-uniform), and a thousand lists of
100 names. CPU seconds of all threads: the machine may be busy.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

from etl_project.steps.marts import TABLES, build_marts, mart_sql
from etl_project.warehouse import Warehouse

ENTITY = "md5('e' || floor(exp(random() * ln(150000)))::INTEGER)"
ROWS = f"""
SELECT setseed(0.5);
INSERT INTO raw.captures BY NAME
SELECT 'c' || n AS capture_key, DATE '2026-01-01' + n::INTEGER AS load_date, 'ok' AS status FROM range(200) AS days(n);
INSERT INTO core.publishers BY NAME SELECT 'p' || n AS publisher_key, 'Publisher ' || n AS name FROM range(500) AS publishers(n);
INSERT INTO core.entities BY NAME
SELECT md5('e' || n) AS entity_key, 'Entity ' || n AS name, 'person' AS type FROM range(150001) AS entities(n);
INSERT INTO core.articles BY NAME
SELECT md5(n::VARCHAR) AS article_key, 'p' || floor(500 * random() * random())::INTEGER AS publisher_key, 100 AS word_count,
       DATE '2026-01-01' + (n % 200)::INTEGER AS first_load_date, if(random() < 0.3, 'copy', 'unique') AS copy_role
FROM range($articles) AS articles(n);
INSERT INTO core.mentions BY NAME
SELECT md5('m' || n) AS mention_key, md5((n // 15)::VARCHAR) AS article_key, {ENTITY} AS entity_key
FROM range(15 * $articles) AS mentions(n);
INSERT INTO core.mentions BY NAME
SELECT md5('l' || n) AS mention_key, md5((n // 100)::VARCHAR) AS article_key, {ENTITY} AS entity_key FROM range(100000) AS lists(n);
INSERT INTO core.article_appearances BY NAME
SELECT md5('a' || n) AS appearance_key, md5((n // 2)::VARCHAR) AS article_key FROM range(2 * $articles) AS appearances(n);
INSERT INTO staging.appearances BY NAME
SELECT md5('a' || n) AS appearance_key, ['Category ' || n % 50, 'Section ' || n % 700] AS categories, ['tag' || n % 3000] AS hashtags
FROM range(2 * $articles) AS appearances(n)
"""


def main() -> None:
    """Generate, build, and print a table."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with (
        tempfile.TemporaryDirectory() as folder,
        Warehouse(Path(folder) / "warehouse.duckdb").connect() as connection,
    ):
        for statement in ROWS.split(";\n"):
            connection.execute(statement.replace("$articles", str(articles))).fetchall()
        print(f"{articles:,} articles")
        for name in ("first build", "build of nothing new"):
            with timed(name):
                build_marts(connection, run_id=name, now=datetime.now(UTC))
        for table in TABLES:
            ((rows,),) = connection.execute(f"SELECT count(*) FROM {table.name}").fetchall()
            with timed(f"{table.name}, {rows:,} rows"):
                connection.execute(f"CREATE OR REPLACE TEMP TABLE built AS {mart_sql(table)}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print the CPU time that the context takes."""
    started = process_time()
    yield
    print(f"{what:50} {process_time() - started:6.1f} s CPU", flush=True)


if __name__ == "__main__":
    main()
