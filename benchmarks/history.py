"""What a night costs, by how many days there are before it: CPU and wall seconds of every step, and memory.

    python -m benchmarks.history [--articles 200] [--days 30 300 3000] [--steps load fold marts publish] [--keep FOLDER]

Thirty days of invented articles are loaded and folded as they would be, with stories by several writers, syndicated copies,
names that come back and names that do not, quotations, new headlines, furniture. Longer histories are made of
copies of these days, further and further back, written straight into the tables: keys, addresses, lines, half of the names
and what follows from them are others in each copy. A first fold must find next to nothing to change in such a history, or
it would not be one; that is printed. (With few articles a day, lines that many share are furniture for thirty days, and no longer for more.) Then one and the same night is loaded on top of each, in a process of its own.

`--keep` leaves the warehouses where they were made, and uses those that are there: `base.duckdb` holds the thirty days,
`<days>.duckdb` a history before its night, for whoever wants to look at a step with a profiler:

    with night_of(Path("FOLDER"), 300) as (connection, found): …

Seconds depend on the machine, and wall seconds on what else it does: look at the ratios of CPU seconds in one run.
"""

import argparse
import importlib
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import duckdb
import polars as pl

from benchmarks.stories.invented import articles as told_articles
from etl_project.keys import stable_key
from etl_project.publication import PublicationFolder
from etl_project.registry import load_registry
from etl_project.settings import PROJECT_ROOT
from etl_project.steps.audit import begin_step
from etl_project.steps.fold import fold
from etl_project.steps.load import QUARANTINE_SCHEMA, Findings, write_day
from etl_project.steps.marts import build_marts
from etl_project.steps.publish import publish
from etl_project.tables import TABLES, Table, core, raw, staging
from etl_project.tables.ddl import literal, quote
from etl_project.tables.frames import frame_schema
from etl_project.transforms.names.reading import read_names as read_a_name
from etl_project.transforms.stories import WINDOW as STORY_WINDOW
from etl_project.warehouse import Warehouse, transaction

FIRST_DAY = date(2026, 9, 1)
BLOCK = 30
"""Days that are loaded and folded; what is compared with the night, by any step, lies in them."""
NIGHT = FIRST_DAY + timedelta(BLOCK)
SITES = 40
STEPS = ("load", "fold", "marts", "publish")
NOW = datetime(2026, 10, 2, tzinfo=UTC)
RUN = "history"

_MARK = "Qzzz"
"""In names: what is another in each copy of the days, of the same length, and at the same place among words in order."""
_GIVEN = ("Anna", "Bruno", "Clara", "David", "Elena", "Greta", "Jonas", "Lena", "Marek", "Nadia", "Petra", "Thomas")
_SPEECH = (
    "We have waited eleven years for this day, and number {n} will not stop us",
    "Nobody was told what the {n} pages of the report would say",
    "It will take time and some {n} million, and it will be worth it",
    "I have counted the lorries at the gate, and there were {n} of them",
)
_REGISTRY = load_registry(PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml")


def main() -> None:
    """Make the histories, measure a night on each, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200, help="a day")
    parser.add_argument(
        "--days", type=int, nargs="+", default=[30, 300, 3000], help=f"of history, multiples of {BLOCK}"
    )
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=STEPS)
    parser.add_argument("--keep", type=Path, help="folder for the warehouses")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:  # a process of its own, whose memory is that of the night alone
        print(json.dumps(measure(arguments.keep, arguments.measure, arguments.steps)))
        return
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        figures = {}
        for days in arguments.days:
            make_history(folder, days, arguments.articles)
            command = [sys.executable, "-m", "benchmarks.history", "--keep", str(folder), "--measure", str(days)]
            done = subprocess.run(
                [*command, "--steps", *arguments.steps], check=True, stdout=subprocess.PIPE, text=True
            )
            figures[days] = json.loads(done.stdout[done.stdout.index('{"facts"') :])
        report(figures)
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


def report(figures: dict[int, dict[str, Any]]) -> None:
    """Print CPU (and wall) seconds by step and history, and how many times those of the shortest history they are."""
    print("days before" + "".join(f"{days:>24,}" for days in figures))
    for fact in ("articles before", "rows written by a fold without a night", "articles of the night", "peak MB"):
        print(f"{fact:50}" + "".join(f"{figure['facts'][fact]:>24,}" for figure in figures.values()))
    first = next(iter(figures.values()))["steps"]
    print("CPU (wall) seconds, and ratio of CPU to the first")
    for step, (least, _) in first.items():
        line = f"{step:50}"
        for figure in figures.values():
            cpu, wall = figure["steps"].get(step, (0, 0))
            line += f"{cpu:10.2f} ({wall:6.2f}) {cpu / max(least, 0.01):4.1f}"
        print(line)


def measure(folder: Path, days: int, steps: Sequence[str]) -> dict[str, Any]:
    """Load the night on top of a history; the figures that `report` prints."""
    clock = Clock()
    with night_of(folder, days) as (connection, found):
        ((before,),) = connection.execute("SELECT count(*) FROM core.articles").fetchall()
        # Also imports what is imported late, and fills caches, as the processes of a running service have done.
        changes, _ = fold(connection, registry=_REGISTRY, run_id="idle", now=NOW)
        read_a_name("Anna Marbadan of Pfizer spoke in Lisbon.", "", "en")  # loads the lists of names
        idle = {name: (c.written, c.removed) for name, c in changes.items() if c.written or c.removed}
        if "marts" in steps or "publish" in steps:
            build_marts(connection, run_id="idle", now=NOW)
        connection.execute("CHECKPOINT")
        clock.watch("etl_project.steps.load", ("normalise", "body_lines", "stage", "replace", "evaluate"))
        clock.watch("etl_project.steps.fold", _PARTS_OF_FOLD)
        clock.watch(
            "etl_project.steps.marts", ("find_touched", "find_affected", "replace", "_check_affected", "record_checks")
        )
        clock.watch("etl_project.steps.publish", ("marts_are_stale", "_build", "_audit"))
        done: dict[str, Callable[[], object]] = {
            "load": lambda: write_day(
                connection, NIGHT, _files(found), found, registry=_REGISTRY, run_id="night", now=NOW
            ),
            "fold": lambda: fold(connection, registry=_REGISTRY, run_id="night", now=NOW),
            "marts": lambda: build_marts(connection, run_id="night", now=NOW),
            "publish": lambda: publish(
                connection,
                PublicationFolder(folder / f"published-{days}"),
                load_dates=[NIGHT],
                arrived=[NIGHT],
                run_id="night",
                now=NOW,
            ),
        }
        begin_step(connection, "night", [NIGHT], NOW)
        for step in steps:
            with clock.step(step):
                done[step]()
        ((after,),) = connection.execute("SELECT count(*) FROM core.articles").fetchall()
    shutil.rmtree(folder / f"published-{days}", ignore_errors=True)
    if idle:
        print(f"{days} days: a fold without a night would change {idle}", file=sys.stderr)
    return {
        "facts": {
            "articles before": before,
            "rows written by a fold without a night": sum(written for written, _ in idle.values()),
            "articles of the night": after - before,
            "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        },
        "steps": {name: tuple(seconds) for name, seconds in clock.seconds.items()},
    }


_PARTS_OF_FOLD = (
    *("resolve_articles", "publishers", "learn_furniture", "find_taken_lines", "_find_affected", "_affected_texts"),
    *(
        "fold_articles",
        "read_names",
        "read_quotes",
        "find_copies",
        "group_stories",
        "check_whole_table",
        "record_checks",
    ),
)


@contextmanager
def night_of(folder: Path, days: int) -> Iterator[tuple[duckdb.DuckDBPyConnection, Findings]]:
    """A copy of the warehouse with so many days of history, open, and what the pages of the night after it hold."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        shutil.copy(folder / f"{days}.duckdb", Path(scratch) / "warehouse.duckdb")
        night = Pages(pl.read_parquet(folder / "night.parquet").to_dicts()).found(NIGHT)
        with Warehouse(Path(scratch) / "warehouse.duckdb").connect() as connection:
            yield connection, night


Result = TypeVar("Result")


class Clock:
    """CPU and wall seconds by step, and by the functions that a step calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self._step: str | None = None

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Add what the context takes."""
        entry = self.seconds.setdefault(name, [0, 0])
        outermost, self._step = self._step, self._step or name
        at_work, started = time.process_time(), time.perf_counter()
        yield
        entry[0] += time.process_time() - at_work
        entry[1] += time.perf_counter() - started
        self._step = outermost

    def watch(self, module: str, names: Sequence[str]) -> None:
        """Measure functions that a module calls by these names, those that it has."""
        loaded = importlib.import_module(module)
        for name in names:
            if hasattr(loaded, name):
                setattr(loaded, name, self._measured(name, getattr(loaded, name)))

    def _measured(self, name: str, function: Callable[..., Result]) -> Callable[..., Result]:
        def measured(*args: Any, **kwargs: Any) -> Result:
            if self._step is None:
                return function(*args, **kwargs)
            with self.step(f"  {self._step}: {name}"):
                return function(*args, **kwargs)

        return measured


def make_history(folder: Path, days: int, articles_a_day: int) -> Path:
    """Make `<days>.duckdb` in a folder, with as many days of history; one that is there is kept.

    Args:
        days: a multiple of `BLOCK`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{days}.duckdb"
    if file.exists():
        return file
    base = folder / "base.duckdb"
    if not base.exists():
        _load_block(folder, base, articles_a_day)
    if days % BLOCK or days < BLOCK:
        raise SystemExit(f"A history is a multiple of {BLOCK} days: {days} is none.")
    being_made = file.with_suffix(".making")
    with Warehouse(being_made).connect() as connection:
        connection.execute(f"ATTACH {literal(str(base))} AS base (READ_ONLY)")
        with transaction(connection):
            _copy_block(connection, days // BLOCK)
        connection.execute("DETACH base")
        connection.execute("CHECKPOINT")
    being_made.rename(file)
    return file


def _load_block(folder: Path, file: Path, articles_a_day: int) -> None:
    """Load and fold the days of a block, and put the night's articles aside."""
    rows = invented(articles_a_day)
    pl.DataFrame([row for row in rows if row["day"] == NIGHT]).write_parquet(folder / "night.parquet")
    being_made = file.with_suffix(".making")
    with Warehouse(being_made).connect() as connection:
        for number in range(BLOCK):
            day = FIRST_DAY + timedelta(number)
            found = Pages([row for row in rows if row["day"] == day]).found(day)
            begin_step(connection, f"{RUN} {day}", [day], NOW)
            write_day(connection, day, _files(found), found, registry=_REGISTRY, run_id=RUN, now=NOW)
        fold(connection, registry=_REGISTRY, run_id=RUN, now=NOW)
        connection.execute("CHECKPOINT")
    being_made.rename(file)


def _files(found: Findings) -> pl.DataFrame:
    return found.captures.group_by("input_uri").agg(page_count=pl.len().cast(pl.Int32)).sort("input_uri")


def invented(articles_a_day: int) -> list[dict[str, Any]]:
    """What is seen on pages on the days of a block and on the night after it: about so many articles a day, and their copies.

    Of each: day, site, title, body, path (None for an article without an address), hour and tags.
    """
    lots = Random(11)
    told = told_articles(seed=11, events=articles_a_day * (BLOCK + 1) // 5, days=BLOCK + 1)
    furniture = [
        f"Subscribe to the {_paper(site)} newsletter and read what {_paper(site)} knows first." for site in range(SITES)
    ]
    seen: list[dict[str, Any]] = []
    for number, article in enumerate(told):
        site = min(int(lots.expovariate(0.12)), SITES - 1)
        # News is told at length; half of whom it names comes back.
        speaker, other = (_person(lots, number) for _ in range(2))
        speech = lots.choice(_SPEECH).format(n=number)
        lines = article.body.split("\n")
        lines.insert(1, f"“{speech},” said {speaker}, who met {other} of Pfizer in {lots.choice(_CITIES)} on Monday.")
        lines.append(
            f"{speaker.split()[-1]} had told the {number} guests so before. File {number} was put on the table at noon."
        )
        shown: dict[str, Any] = {
            "day": FIRST_DAY + (article.day - told[0].day.replace(day=1)),
            "site": site,
            "title": f"{article.title} ({number})" if number % 5 == 0 else article.title,
            "body": "\n".join([*lines, furniture[site]]),
            "path": None if number % 5 == 0 else f"news/{number}",
            "hour": lots.randrange(20),
            "tags": [f"tag{lots.randrange(300)}", f"tag {_MARK} {lots.randrange(20)}"],
        }
        seen.append(shown)
        day = shown["day"]
        if number % 4 == 1:  # others carry it, too
            for copier in lots.sample([*range(site), *range(site + 1, SITES)], lots.choice((1, 1, 2, 3))):
                kept = lines if lots.random() < 0.5 else lines[:-1]
                later = day + timedelta(lots.choice((0, 0, 1)))
                seen.append(
                    shown
                    | {"day": later, "site": copier, "body": "\n".join([*kept, furniture[copier]])}
                    | {"path": f"wire/{number}", "hour": min(shown["hour"] + 3, 23)}
                )
        if number % 10 == 2:  # seen again a day later, now and then under another headline
            title = shown["title"] if lots.random() < 0.6 else f"{shown['title']} – what we know"
            seen.append(shown | {"day": day + timedelta(1), "title": title})
    return [row for row in seen if row["day"] <= NIGHT]


_CITIES = ("Lisbon", "Berlin", "Paris", "Rotterdam", "Madrid", "Vienna", "Warsaw", "Oslo")
_ENDINGS = ("badan", "kolor", "menar", "tovel", "rusin", "daler", "goran", "velik")


def _person(lots: Random, number: int) -> str:
    """A name: one of some hundred that come back for ever, or one of its time."""
    given = lots.choice(_GIVEN)
    if lots.random() < 0.5:
        return f"{given} Mar{lots.choice(_ENDINGS)}"
    return f"{given} {_MARK}{lots.choice(_ENDINGS)}{chr(97 + number % 23)}{chr(97 + number // 23 % 23)}"


def _paper(site: int) -> str:
    return f"Paper {chr(65 + site % 20)}{chr(97 + site // 20)}"


class Pages:
    """Pages of one article each, as if they had been read and taken apart."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def found(self, day: date) -> Findings:
        """What the pages of a day hold."""
        captures, appearances = [], []
        for number, row in enumerate(self._rows):
            host = f"paper{row['site']:02}.example"
            published = datetime(day.year, day.month, day.day, row["hour"], tzinfo=UTC)
            capture: dict[str, Any] = {
                "capture_key": stable_key(f"{day}/{number:05}.html", 0),
                "input_uri": f"{day}/{number:05}.html",
                "byte_offset": 0,
                "byte_length": 100_000,
                "sha256": stable_key(str(day), number) * 2,
                "format": "html",
                "page_url": f"https://{host}/{row['path'] or 'feed'}",
                "host": host,
                "captured_at": published + timedelta(hours=3),
                "captured_at_source": "sidecar",
                "encoding": "utf-8",
                "layout": "generic/1",
                "article_count": 1,
                "status": "ok",
                "load_date": day,
                "parser_version": "1",
            }
            captures.append(capture)
            appearances.append(
                {
                    "appearance_key": stable_key(capture["capture_key"], 0),
                    "capture_key": capture["capture_key"],
                    "role": "main",
                    "position": 0,
                    "title": row["title"],
                    "title_source": "heading",
                    "title_confidence": 0.9,
                    "publisher_label": _paper(row["site"]),
                    "published_raw": published.isoformat(),
                    "published_source": "structured",
                    "published_confidence": 0.9,
                    "article_url": row["path"] and capture["page_url"],
                    "language_declared": "en",
                    "categories": ["News", row["tags"][0]],
                    "hashtags": row["tags"],
                    "body": row["body"],
                    "body_source": "blocks",
                    "body_confidence": 0.9,
                    "char_start": 0,
                    "char_end": len(row["body"]),
                    "is_truncated": False,
                    "is_paywalled": False,
                    "layout": "generic/1",
                    "load_date": day,
                    "parser_version": "1",
                }
            )
        return Findings(
            pl.DataFrame(captures, schema=frame_schema(raw.CAPTURES)),
            pl.DataFrame(appearances, schema=frame_schema(staging.APPEARANCES)),
            pl.DataFrame(schema=QUARANTINE_SCHEMA),
        )


@dataclass(frozen=True)
class _Back:
    """A copy of the block, further back."""

    number: int

    @property
    def days(self) -> int:
        return self.number * BLOCK

    @property
    def mark(self) -> str:
        """What stands in names in place of `_MARK`; the mark itself in the block that is none."""
        if not self.number:
            return _MARK
        return f"Qz{chr(97 + self.number // 25)}{chr(97 + self.number % 25)}"


_KEYED = {
    *(
        "capture_key",
        "appearance_key",
        "version_key",
        "sighting_key",
        "mention_key",
        "quote_key",
        "story_key",
        "fingerprint",
    ),
    *(
        "sha256",
        "body_sha256",
        "url_identity",
        "title_identity",
        "check_key",
        "copy_group_key",
        "old_story_key",
        "merged_into",
    ),
}
"""Columns with hashes that stand for what is another in each copy."""
_ARTICLES = {"article_key", "other_article_key", "source_article_key", "first_article_key"}
_NAMED = {
    *(
        "title",
        "body",
        "lead",
        "surface",
        "name",
        "name_key",
        "text",
        "speaker",
        "label",
        "term",
        "keyword",
        "published_raw",
    ),
    *("hashtags", "categories", "terms", "aliases", "sentences_added", "sentences_removed"),
}
"""Columns in which `_MARK` may stand."""


def _copy_block(connection: duckdb.DuckDBPyConnection, blocks: int) -> None:
    """Copy the block into empty tables, as often, the earliest first; once, what is one for all days, with sums."""
    once = (core.ENTITIES, core.ENTITY_FORMS, core.NAME_EVIDENCE, core.FURNITURE, core.PUBLISHERS)
    connection.execute(
        f"""
        CREATE TEMP TABLE identities AS
        SELECT article_key, min(url_identity) AS url, min(title_identity) AS title, min(normalised.load_date) AS day
        FROM base.core.article_appearances JOIN base.staging.normalised USING (appearance_key) GROUP BY ALL;
        CREATE TEMP TABLE furniture_lines AS SELECT DISTINCT line_key FROM base.core.furniture;
        CREATE TEMP MACRO marked(text, mark) AS replace(replace(text, '{_MARK}', mark), lower('{_MARK}'), lower(mark));
        CREATE TEMP MACRO keyed(key, block) AS if(block = 0, key, md5(key || block))
        """
    )
    copied = [table for table in TABLES if table.schema_name in ("raw", "staging", "core") and table not in once]
    for number in reversed(range(blocks)):
        back = _Back(number)
        connection.execute(
            f"""
            CREATE OR REPLACE TEMP TABLE keys AS
            SELECT article_key AS old, CASE
                WHEN url IS NOT NULL THEN md5('url' || chr(31) || keyed(url, {number}))
                ELSE md5(concat_ws(chr(31), 'title', keyed(title, {number}), day - {back.days}, 0)) END AS new
            FROM temp.identities;
            CREATE OR REPLACE TEMP TABLE entity_keys AS
            SELECT entity_key AS old, md5(type || chr(31) || marked(name_key, '{back.mark}')) AS new FROM base.core.entities;
            CREATE OR REPLACE TEMP TABLE twins AS
            WITH pairs AS (
                SELECT k0.new AS article_key, one.first_load_date AS day, k1.new AS other_key, other.first_load_date AS other_day
                FROM base.core.duplicates
                JOIN base.core.articles AS one ON one.article_key = duplicates.article_key
                JOIN base.core.articles AS other ON other.article_key = duplicates.other_article_key
                JOIN temp.keys AS k0 ON k0.old = one.article_key JOIN temp.keys AS k1 ON k1.old = other.article_key
                WHERE method IN ('identical', 'near')
            )
            SELECT article_key, list(other_key ORDER BY other_day, other_key) AS twins
            FROM (FROM pairs UNION ALL SELECT other_key, other_day, article_key, day FROM pairs)
            WHERE (other_day, other_key) < (day, article_key) AND day - other_day <= {STORY_WINDOW.days} GROUP BY ALL
            """
        )
        if not number:
            ((others,),) = connection.execute("SELECT count(*) FROM temp.keys WHERE old <> new").fetchall()
            if others:
                raise SystemExit(f"{others} articles have other keys than this benchmark gives them.")
        for table in copied:
            _copy_rows(connection, table, back)
        _copy_audit(connection, back)
    connection.execute(
        f"""
        INSERT INTO core.publishers SELECT * FROM base.core.publishers;
        INSERT INTO core.furniture
        SELECT * REPLACE (article_count * {blocks} AS article_count, site_article_count * {blocks} AS site_article_count,
                          first_load_date - {(blocks - 1) * BLOCK} AS first_load_date)
        FROM base.core.furniture
        """
    )
    for back in map(_Back, range(blocks)):
        key = f"md5(entities.type || chr(31) || marked(name_key, '{back.mark}'))"
        is_marked = f"contains(name_key, lower('{_MARK}'))"
        connection.execute(
            f"""
            INSERT INTO core.entities
            SELECT * REPLACE (
                {key} AS entity_key, marked(name_key, '{back.mark}') AS name_key, marked(name, '{back.mark}') AS name,
                [marked(alias, '{back.mark}') FOR alias IN aliases] AS aliases,
                if({is_marked}, article_count, article_count * {blocks}) AS article_count,
                if({is_marked}, load_date - {back.days}, load_date) AS load_date
            )
            FROM base.core.entities WHERE {back.number} = 0 OR {is_marked};
            INSERT INTO core.entity_forms
            SELECT forms.* REPLACE (
                {key} AS entity_key, marked(form, '{back.mark}') AS form, if({is_marked}, count, count * {blocks}) AS count
            )
            FROM base.core.entity_forms AS forms JOIN base.core.entities USING (entity_key)
            WHERE {back.number} = 0 OR {is_marked};
            INSERT INTO core.name_evidence
            SELECT * REPLACE (
                marked(name_key, '{back.mark}') AS name_key, if({is_marked}, articles, articles * {blocks}) AS articles,
                if({is_marked}, support, support * {blocks}) AS support,
                if({is_marked}, sure_articles, sure_articles * {blocks}) AS sure_articles
            )
            FROM base.core.name_evidence WHERE {back.number} = 0 OR {is_marked}
            """
        )


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: Table, back: _Back) -> None:
    """Insert the rows of the block, of a table that has one row for each, further back."""
    values = {}
    if table == core.DUPLICATES:
        values = {"article_key": "least(k0.new, k1.new)", "other_article_key": "greatest(k0.new, k1.new)"}
    joins = ""
    articles = [column.name for column in table.columns if column.name in _ARTICLES]
    for number, name in enumerate(articles):
        values.setdefault(name, f"k{number}.new")
        joins += f" LEFT JOIN temp.keys AS k{number} ON k{number}.old = rows.{name}"
    for number, name in enumerate(name for name in ("entity_key", "speaker_entity_key") if name in table.column_names):
        values[name] = f"e{number}.new"
        joins += f" LEFT JOIN temp.entity_keys AS e{number} ON e{number}.old = rows.{name}"
    n, mark = back.number, back.mark
    for column in table.columns:
        name = f"rows.{column.name}"
        if column.name in values:
            continue
        if column.name in _KEYED:
            value = f"keyed({name}, {n})"
        elif column.name in _NAMED and column.type == "VARCHAR":
            value = f"marked({name}, '{mark}')"
        elif column.name in _NAMED:
            value = f"[marked(part, '{mark}') FOR part IN {name}]"
        elif column.type == "DATE":
            value = f"{name} - {back.days}"
        elif column.type == "TIMESTAMPTZ":
            value = f"{name} - INTERVAL {back.days} DAY"
        elif column.name == "input_uri":
            value = f"if({n} = 0, {name}, '{n}/' || {name})"
        elif column.name == "page_url" or column.name == "article_url":
            value = f"{name} || '{f'?{n}' if n else ''}'"
        elif column.name == "line_key" and table == staging.BODY_LINES:
            value = f"if({n} = 0 OR line_key IN (FROM temp.furniture_lines), line_key, xor(line_key, (hash({n}) >> 1)::BIGINT))"
        elif column.name in ("band_keys", "body_hash"):
            value = (
                name
                if not n
                else (
                    f"[xor(key, {n}::BIGINT << 40) FOR key IN {name}]"
                    if column.name == "band_keys"
                    else f"xor({name}, {n})"
                )
            )
        elif column.name == "twins":
            value = "coalesce(twins.twins, [])"
            joins += " LEFT JOIN temp.twins ON twins.article_key = k0.new"
        else:
            value = name
        values[column.name] = value
    selected = ", ".join(f"{values[column.name]} AS {quote(column.name)}" for column in table.columns)
    connection.execute(
        f"INSERT INTO {table.name} BY NAME SELECT {selected} FROM base.{table.name} AS rows {joins} ORDER BY rows.rowid"
    )


def _copy_audit(connection: duckdb.DuckDBPyConnection, back: _Back) -> None:
    """The checks and runs of as many nights: of each day its own, and all those of whole tables, in force of the last night only."""
    n, days = back.number, back.days
    connection.execute(
        f"""
        INSERT INTO audit.checks
        SELECT * REPLACE (keyed(check_key, {n}) AS check_key, load_date - {days} AS load_date)
        FROM base.audit.checks WHERE load_date IS NOT NULL;
        INSERT INTO audit.checks
        SELECT checks.* REPLACE (if({n} = 0 AND night = 0, check_key, md5(check_key || {n} || '/' || night)) AS check_key,
                          {n} = 0 AND night = 0 AS is_in_force)
        FROM base.audit.checks AS checks, range({BLOCK}) AS nights(night) WHERE load_date IS NULL;
        INSERT INTO audit.runs
        SELECT * REPLACE (run_id || {n} AS run_id, [day - {days} FOR day IN load_dates] AS load_dates) FROM base.audit.runs
        """
    )


if __name__ == "__main__":
    main()
