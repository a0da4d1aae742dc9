"""Generate articles of which it is known who copied whom; print how many copies are found, how fast, and what a night costs.

    python -m benchmarks.syndication [--articles 100000]

Two articles in five are of families: a text, and what others made of it (as it is, under another headline, edited here and
there, cut off, with lines around it, with paragraphs dropped or moved), and negatives (word for word in another
language; a report of its own that shares a quotation). Which pairs are alike is told by plain Python
sets within the families, and for every pair that is found across them.

Timings depend on the machine, and on what else it does: compare the processor's seconds with those of the reference in the
same run, which only folds the words of every text.
"""

import argparse
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

import polars as pl

from etl_project.steps.copies import find_copies
from etl_project.steps.writing import Writing
from etl_project.transforms.texts import folded_words
from etl_project.warehouse import Warehouse, transaction

FIRST_DAY = date(2026, 9, 1)
DAYS = 31
"""Thirty of history, and a night."""
PUBLISHERS = 60
WORDS = 350
"""In a text on average: about 3 KB."""

Result = TypeVar("Result")

_SHINGLE = 5
_SYLLABLES = (
    "ba",
    "ce",
    "dor",
    "el",
    "fin",
    "gra",
    "ho",
    "is",
    "jun",
    "kal",
    "lo",
    "mer",
    "nis",
    "or",
    "pel",
    "ra",
    "st",
    "tu",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--history", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.folder:  # a process of its own, whose memory is that of the step alone
        measure(arguments.folder, arguments.history)
        return
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        generate(arguments.articles).write_parquet(folder / "articles.parquet")
        _in_process("--folder", str(folder))
        score(folder)
        for history in (1, 10, 30):
            _in_process("--folder", str(folder), "--history", str(history))
    finally:
        shutil.rmtree(folder)


def _in_process(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.syndication", *arguments], check=True)


def measure(folder: Path, history: int | None) -> None:
    """Load all articles at once, and print time and memory; or so many days of history, and print what the next night costs."""
    last = FIRST_DAY + timedelta(DAYS - 1)
    if history is None:
        count, size, reference = _apart(_read_and_fold, folder)
        print(f"{count} articles of {size // count} bytes; reference: {reference:.1f} s of a processor")
        seconds, at_work, _ = night(folder, "all.duckdb", FIRST_DAY, last)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"all at once: {seconds:.1f} s, {at_work:.1f} s of a processor ({at_work / reference:.2f} × reference), "
            f"peak memory of the process {memory:.0f} MB"
        )
        return
    file = f"{history}.duckdb"
    _, _, before = night(folder, file, last - timedelta(history), last - timedelta(1))
    seconds, at_work, articles = night(folder, file, last, last)
    print(
        f"{history:3} days of history, {before:6} articles, and a night of {articles}: "
        f"{seconds:.2f} s, {at_work:.2f} s of a processor"
    )


def _apart(function: Callable[..., Result], *arguments: object) -> Result:
    """What a function returns, in a process of its own: what it takes of memory is not the step's."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(function, *arguments).result()


def _read_and_fold(folder: Path) -> tuple[int, int, float]:
    """Number of articles, their bytes, and the seconds of a processor that folding their words takes."""
    began = time.process_time()
    texts = pl.read_parquet(folder / "articles.parquet", columns=["body"])
    texts.select(folded_words(pl.col("body")))
    at_work = time.process_time() - began
    return texts.height, int(texts["body"].str.len_bytes().sum()), at_work


def _add(folder: Path, file: str, first: date, last: date) -> None:
    """Add the articles of some days to a warehouse."""
    with Warehouse(folder / file).connect() as connection:
        connection.execute(
            "INSERT INTO core.articles BY NAME SELECT * EXCLUDE (family) FROM read_parquet($1) WHERE first_load_date BETWEEN $2 AND $3",
            [str(folder / "articles.parquet"), first, last],
        )


def night(folder: Path, file: str, first: date, last: date) -> tuple[float, float, int]:
    """Add the articles of some days, and find the copies; the seconds that the latter took, those of a processor, and how many articles they are."""
    _apart(_add, folder, file, first, last)
    with Warehouse(folder / file).connect() as connection:
        ((articles,),) = connection.execute(
            "CREATE TEMP TABLE affected AS SELECT article_key FROM core.articles WHERE first_load_date BETWEEN $1 AND $2",
            [first, last],
        ).fetchall()
        started, at_work = time.perf_counter(), time.process_time()
        with transaction(connection):
            find_copies(Writing(connection, "benchmark"), "article_key IN (SELECT article_key FROM temp.affected)")
        return time.perf_counter() - started, time.process_time() - at_work, int(articles)


def score(folder: Path) -> None:
    """Print recall and precision of what was found against plain sets."""
    articles = pl.read_parquet(folder / "articles.parquet", columns=["article_key", "family", "body"])
    with Warehouse(folder / "all.duckdb").connect() as connection:
        found = {
            (one, other): method
            for one, other, method in connection.execute(
                "SELECT article_key, other_article_key, method FROM core.duplicates"
            ).fetchall()
        }
        roles = connection.execute("SELECT copy_role, count(*) FROM core.articles GROUP BY ALL ORDER BY ALL").fetchall()
    bodies = dict(articles.select("article_key", "body").iter_rows())
    families = defaultdict(list)
    for key, family in articles.select("article_key", "family").iter_rows():
        families[family].append(key)
    near, contained, right = set(), set(), 0
    for keys in families.values():
        if len(keys) > 1:
            sets = {key: _shingles(bodies[key]) for key in keys}
            for pair in combinations(sorted(keys), 2):
                jaccard, containment, shorter = _compare(*(sets[key] for key in pair))
                if jaccard >= 0.7:
                    near.add(pair)
                elif containment >= 0.9 and shorter >= 50:
                    contained.add(pair)
    for pair in found:
        jaccard, containment, shorter = _compare(*(_shingles(bodies[key]) for key in pair))
        right += jaccard >= 0.7 or (containment >= 0.9 and shorter >= 50)
    print(f"pairs found: {len(found)}; precision {right / len(found):.5f}")
    print(f"Jaccard ≥ .7: {len(near)} pairs, recall {len(near & found.keys()) / len(near):.5f}")
    print(f"contained: {len(contained)} pairs, recall {len(contained & found.keys()) / len(contained):.5f}")
    print("roles:", ", ".join(f"{role or 'not known'} {count}" for role, count in roles))


def _shingles(body: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", body.lower())
    return set(zip(*(words[n:] for n in range(_SHINGLE)), strict=False))


def _compare(one: set[tuple[str, ...]], other: set[tuple[str, ...]]) -> tuple[float, float, int]:
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared / len(one | other), shared / shorter, shorter


def generate(count: int) -> pl.DataFrame:
    """Rows of core.articles, with the columns that matter and `family`."""
    random = Random(5)
    writer = _Writer(random)
    rows: list[tuple[str, int, str, date, str, datetime]] = []
    family = 0
    while len(rows) < count:
        family += 1
        text = writer.text()
        texts = [text]
        if random.random() < 0.16:
            texts += [writer.derived(text) for _ in range(random.randint(1, 7))]
        day = random.randrange(DAYS)
        for number, body in enumerate(texts[: count - len(rows)]):
            seen = min(day + random.choice((0, 0, 0, 1, 2)) * bool(number), DAYS - 1)
            published = datetime(2026, 9, 1, tzinfo=UTC) + timedelta(days=seen, minutes=random.randrange(1440))
            rows.append(
                (
                    f"{random.getrandbits(128):032x}",
                    family,
                    body,
                    FIRST_DAY + timedelta(seen),
                    f"publisher {random.randrange(PUBLISHERS)}",
                    published,
                )
            )
    random.shuffle(rows)
    frame = pl.DataFrame(
        rows, ["article_key", "family", "body", "first_load_date", "publisher_key", "published_at"], orient="row"
    )
    return frame.with_columns(
        load_date="first_load_date", published_lo="published_at", published_hi="published_at", title=pl.lit("Title")
    )


class _Writer:
    """Writes texts of invented words, as frequent as words are, with turns of phrase that recur."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._words = list(
            dict.fromkeys("".join(random.choices(_SYLLABLES, k=random.randint(1, 4))) for _ in range(80_000))
        )
        self._weights = list(_accumulated(1 / (rank + 5) for rank in range(len(self._words))))
        self._phrases = [self._run(random.randint(3, 9)) for _ in range(400)]
        self._furniture = [self._run(random.randint(8, 30)) for _ in range(PUBLISHERS)]

    def text(self) -> str:
        """A text in paragraphs."""
        length = max(60, round(self._random.gauss(WORDS, 150)))
        paragraphs: list[str] = []
        while length > 0:
            words = self._run(self._random.randint(30, 70))
            for _ in range(2):
                place = self._random.randrange(len(words))
                words[place:place] = self._phrases[min(int(self._random.expovariate(0.02)), len(self._phrases) - 1)]
            length -= len(words)
            paragraphs.append(self._sentences(words))
        return "\n".join(paragraphs)

    def derived(self, text: str) -> str:
        """What another made of a text."""
        kind = self._random.random()
        if kind < 0.06:
            return "\n".join(
                self._sentences([f"{word.lower()}eth" for word in line.split()]) for line in text.split("\n")
            )
        if kind < 0.14:
            lines = self.text().split("\n")
            lines.insert(len(lines) // 2, self._random.choice(text.split("\n")))
            return "\n".join(lines)
        if kind < 0.3:
            return text
        if self._random.random() < 0.5:
            text = self._edited(text, self._random.choice((0.002, 0.01, 0.02, 0.04)))
        if self._random.random() < 0.35:
            words = text.split(" ")
            text = " ".join(words[: max(60, int(len(words) * self._random.uniform(0.15, 0.95)))])
        if self._random.random() < 0.25:
            lines = text.split("\n")
            if len(lines) > 3:
                lines.pop(self._random.randrange(len(lines)))
            if self._random.random() < 0.5:
                self._random.shuffle(lines)
            text = "\n".join(lines)
        if self._random.random() < 0.3:
            text = f"{self._sentences(self._random.choice(self._furniture))}\n{text}"
        if self._random.random() < 0.3:
            text = f"{text}\n{self._sentences(self._random.choice(self._furniture))}"
        if self._random.random() < 0.3:
            text = f"{self._sentences(self._run(8))}\n{text}"
        return text

    def _edited(self, text: str, rate: float) -> str:
        words = text.split(" ")
        for _ in range(round(rate * len(words))):
            place = self._random.randrange(len(words))
            words[place : place + self._random.randint(0, 2)] = self._run(self._random.randint(0, 2))
        return " ".join(words)

    def _run(self, length: int) -> list[str]:
        return self._random.choices(self._words, cum_weights=self._weights, k=length)

    def _sentences(self, words: list[str]) -> str:
        parts = [" ".join(words[n : n + 17]) for n in range(0, len(words), 17)]
        return " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)


def _accumulated(values: Iterator[float]) -> Iterator[float]:
    total = 0.0
    for value in values:
        total += value
        yield total


if __name__ == "__main__":
    main()
