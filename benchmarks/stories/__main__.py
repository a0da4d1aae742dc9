"""Group articles whose stories are known, and say how well; then many, and say how fast.

    python -m benchmarks.stories [LABELLED.jsonl …] [--speed]

Without arguments: articles on invented events, told by several writers each. The threshold is chosen on one half of them
and the score is of the other. With labelled articles (one object a line: key, day, title, body, story): the score of these,
at the threshold that ships. With --speed: 100,000 articles over 30 days, and what a night costs after histories of several lengths.

Scores are B-cubed: precision, recall, F1.
"""

import argparse
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import duckdb
import polars as pl

from benchmarks.stories.invented import Article, articles
from benchmarks.stories.scoring import b_cubed, by_headlines
from etl_project.steps.stories import group_stories
from etl_project.steps.writing import Writing
from etl_project.transforms.stories import SAME_EVENT
from etl_project.warehouse import Warehouse, transaction

EVENTS = 600
THRESHOLDS = (0.10, 0.12, 0.15, 0.18, 0.20, 0.22, 0.25, 0.30, 0.35)
HEADLINE_THRESHOLDS = (0.20, 0.30, 0.40, 0.50, 0.60, 0.70)


def main() -> None:
    """Read the arguments, group, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("labelled", type=Path, nargs="*")
    parser.add_argument("--speed", action="store_true")
    arguments = parser.parse_args()
    if arguments.speed:
        report_speed()
    elif arguments.labelled:
        for path in arguments.labelled:
            report(path.name, read_labelled(path))
    else:
        report("invented, for choosing", articles(seed=1, events=EVENTS))
        report("invented, unseen", articles(seed=2, events=EVENTS))


def read_labelled(path: Path) -> list[Article]:
    """Articles from a file with one JSON object a line."""
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [Article(**row | {"day": date.fromisoformat(row["day"])}) for row in rows]


def report(name: str, labelled: Sequence[Article]) -> None:
    """Print the scores of the stories and of the baseline by threshold; that which ships is marked."""
    known = {article.key: article.story for article in labelled}
    print(f"{name}: {len(known)} articles, {len(set(known.values()))} stories")
    for same in sorted({*THRESHOLDS, SAME_EVENT}):
        with warehouse() as connection:
            bring(connection, labelled)
            fold(connection, same)
            found = dict(connection.execute("SELECT article_key, story_key FROM core.articles").fetchall())
        print(f"  stories    {same:.2f}  {b_cubed(found, known)}{'  <- ships' if same == SAME_EVENT else ''}")
    for same in HEADLINE_THRESHOLDS:
        print(f"  headlines  {same:.2f}  {b_cubed(by_headlines(labelled, same), known)}")


def report_speed() -> None:
    """Print articles a second and memory, and the cost of a night by length of history, in CPU seconds."""
    print("days before  articles before  their fold   a night  and with 20 articles of the night before changed")
    for days, articles_a_day in ((10, 1000), (40, 1000), (80, 1000), (30, 3333)):
        there = many(articles_a_day, days + 1)
        last = max(article.day for article in there)
        before = [article for article in there if article.day < last]
        with warehouse() as connection:
            bring(connection, before)
            whole = fold(connection)
            bring(connection, [article for article in there if article.day == last])
            night = fold(connection)
            connection.execute(
                "CREATE OR REPLACE TEMP TABLE affected AS SELECT article_key FROM core.articles WHERE first_load_date = $1 "
                "ORDER BY article_key LIMIT 20",
                [last - timedelta(days=1)],
            )
            connection.execute(
                "UPDATE core.articles SET title = title || ' updated' WHERE article_key IN (FROM temp.affected)"
            )
            changed = fold(connection)
        print(f"{days:11}  {len(before):15,}  {whole:8.1f} s  {night:6.1f} s  {changed:7.1f} s", flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"most memory: {peak:,.0f} MB")


def many(articles_a_day: int, days: int) -> list[Article]:
    """Invented articles, as many a day, with words of no meaning added so that they are as long as news and as varied."""
    lots = Random(3)
    told = articles(seed=3, events=articles_a_day * days // 5, days=days)
    words = [f"w{number}" for number in range(60_000)]
    weights = [1 / (rank + 20) for rank in range(len(words))]
    drawn = iter(lots.choices(words, weights, k=40 * len(told)))
    return [
        Article(a.key, a.day, a.title, f"{a.body}\n{' '.join(next(drawn) for _ in range(40))}", a.story) for a in told
    ]


@contextmanager
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty warehouse in a temporary folder."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        with Warehouse(folder / "warehouse.duckdb").connect() as connection:
            yield connection
    finally:
        shutil.rmtree(folder)


def bring(connection: duckdb.DuckDBPyConnection, some: Sequence[Article]) -> None:
    """Put articles into core.articles, and into temp.affected."""
    frame = pl.DataFrame(list(map(asdict, some)))
    connection.register("brought", frame)
    connection.execute(
        """
        CREATE OR REPLACE TEMP TABLE affected AS SELECT key AS article_key FROM brought;
        INSERT INTO core.articles BY NAME
        SELECT key AS article_key, title, body, day AS first_load_date, day AS load_date, 'benchmark' AS run_id FROM brought
        """
    )
    connection.unregister("brought")


def fold(connection: duckdb.DuckDBPyConnection, same_event: float = SAME_EVENT) -> float:
    """Group what is affected; CPU seconds that it took."""
    started = time.process_time()
    with transaction(connection):
        group_stories(
            Writing(connection, f"fold-{started}"),
            "article_key IN (SELECT article_key FROM temp.affected)",
            everything=False,
            same_event=same_event,
        )
    return time.process_time() - started


if __name__ == "__main__":
    main()
