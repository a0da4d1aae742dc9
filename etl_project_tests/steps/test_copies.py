"""Copies in core: the same however articles came, changed and went; and what it takes to find them."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.steps import copies
from etl_project.steps.copies import find_copies
from etl_project.steps.writing import Writing
from etl_project.tables import TABLES, core
from etl_project.tables.ddl import create_statements
from etl_project.transforms.copies import pairs
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

Row = tuple[Any, ...]


def story(number: int, words: int = 120) -> list[str]:
    """Words of a text that has nothing in common with another's."""
    return [f"{word}{number}" for word in Random(number).choices(("ba", "ko", "ri", "mu", "sel", "tan"), k=words)]


@dataclass(frozen=True)
class Article:
    """A row of core.articles."""

    body: str
    publisher: str | None = "Gazette"
    day: int = 0
    minutes: tuple[int, int] | None = (0, 0)
    """Since the beginning of the day on which it was first seen."""
    agency: str | None = None

    def row(self, key: str) -> dict[str, Any]:
        midnight = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(self.day)
        lo, hi = (midnight + timedelta(minutes=end) for end in self.minutes) if self.minutes else (None, None)
        day = DAY + timedelta(self.day)
        return {
            "article_key": key,
            "publisher_key": self.publisher,
            "body": self.body,
            "credited_agency": self.agency,
            "published_at": lo and hi and lo + (hi - lo) / 2,
            "published_lo": lo,
            "published_hi": hi,
            "first_load_date": day,
            "load_date": day,
        }


@dataclass
class Core:
    """A warehouse into which articles are folded as the step before this one would."""

    connection: duckdb.DuckDBPyConnection = field(
        default_factory=lambda: duckdb.connect(config={"temp_directory": tempfile.gettempdir()})
    )
    articles: dict[str, Article] = field(default_factory=dict)
    loads: int = 0

    def __post_init__(self) -> None:
        for statement in create_statements(TABLES):
            self.connection.execute(statement)
        self.connection.execute(
            "INSERT INTO core.publishers (publisher_key, name) "
            "SELECT unnest(['Gazette', 'Courier', 'Tribune', 'wire-key']), unnest(['Gazette', 'Courier', 'Tribune', 'Wire'])"
        )

    def load(self, changes: dict[str, Article | None], window_days: int = 30) -> None:
        """Articles come, change, or (None) go."""
        self.loads += 1
        self.connection.execute("CREATE OR REPLACE TEMP TABLE affected (article_key VARCHAR)")
        writing = Writing(self.connection, f"run-{self.loads}")
        known = {
            key: row for key, *row in self.ask(f"SELECT article_key, {', '.join(core.RELATED)} FROM core.articles")
        }
        for key, article in changes.items():
            self.connection.execute("INSERT INTO temp.affected VALUES ($1)", [key])
            self.connection.execute("DELETE FROM core.articles WHERE article_key = $1", [key])
            self.articles.pop(key, None)
            if article:
                self.articles[key] = article
                related = dict(zip(core.RELATED, known.get(key, (None, None, None)), strict=True))
                row = article.row(key) | related | {"run_id": writing.run_id}
                marks = ", ".join(f"${name}" for name in row)
                self.connection.execute(f"INSERT INTO core.articles ({', '.join(row)}) VALUES ({marks})", row)
        find_copies(writing, "article_key IN (SELECT article_key FROM temp.affected)", window_days)

    def ask(self, query: str) -> list[Row]:
        return self.connection.execute(query).fetchall()

    def contents(self) -> list[list[Row]]:
        """All that this step writes, without the names of runs."""
        return [
            self.ask(f"SELECT * EXCLUDE (run_id) FROM {table} ORDER BY ALL")
            for table in ("core.signatures", "core.duplicates", "core.copies")
        ] + [self.ask(f"SELECT article_key, {', '.join(core.RELATED)} FROM core.articles ORDER BY ALL")]


def loaded(*loads: dict[str, Article | None]) -> Core:
    """A core after some loads."""
    found = Core()
    for load in loads:
        found.load(load)
    return found


def drawn(random: Random, count: int) -> dict[str, Article | None]:
    """Articles from few stories, some as they are, cut, edited or with another's beginning; now and then one goes."""

    def body() -> str:
        words = story(random.randrange(6))
        kind = random.randrange(6)
        if kind == 0:
            words = words[: random.choice((15, 60, 110))]
        if kind == 1:
            words = [*story(99)[:30], *words]
        if kind == 2:
            words = [*words[:50], *story(random.randrange(50, 60), 8), *words[50:]]
        return " ".join(words)

    def article() -> Article | None:
        start = random.randrange(600)
        if random.random() <= 0.15:
            return None
        return Article(
            body(),
            random.choice(("Gazette", "Courier", "Tribune", "wire-key", None)),
            random.choice((0, 1, 2, 20, 40, 65, 90, 200)),
            random.choice(((start, start), (start, start + 300), None)),
            random.choice((None, None, None, "Wire")),
        )

    return {f"{random.randrange(60):02}": article() for _ in range(count)}


@settings(max_examples=12, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 5), st.sampled_from([2, 5, 64]))
def test_core_is_the_same_however_articles_came_changed_and_went(random: Random, loads: int, neighbours: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pairs, "NEIGHBOURS", neighbours)
        bit_by_bit = loaded(*(drawn(random, random.choice((1, 3, 30))) for _ in range(loads)))
        at_once = loaded(dict(bit_by_bit.articles))
        assert bit_by_bit.contents() == at_once.contents()
        at_once.load(dict(bit_by_bit.articles))
        assert bit_by_bit.contents() == at_once.contents()


TEXT = " ".join(story(1))


def test_copies_are_found_a_month_later_and_no_longer() -> None:
    core_ = loaded({"a": Article(TEXT)}, {"b": Article(TEXT, "Courier", 30)}, {"c": Article(TEXT, "Tribune", 61)})
    assert core_.ask("SELECT article_key, copy_role, copy_group_key FROM core.articles ORDER BY ALL") == [
        ("a", "original", "a"),
        ("b", "copy", "a"),
        ("c", "unique", None),
    ]


def test_how_long_copies_are_looked_for_can_be_chosen() -> None:
    text = " ".join(story(1))
    core = Core()
    core.load({"a": Article(text), "b": Article(text, "Courier", day=8)}, window_days=7)
    assert core.ask("FROM core.duplicates") == []
    core.load({"c": Article(text, "Tribune", day=15)}, window_days=7)
    assert core.ask("SELECT article_key, other_article_key FROM core.duplicates") == [("b", "c")]


def test_a_load_touches_its_own_groups_only() -> None:
    core_ = loaded(
        {"a": Article(TEXT), "b": Article(TEXT, "Courier", 1), "x": Article(" ".join(story(2)))},
        {"y": Article(" ".join(story(2)), "Tribune", 2)},
    )
    assert core_.ask("SELECT article_key, run_id FROM core.signatures ORDER BY ALL") == [
        ("a", "run-1"),
        ("b", "run-1"),
        ("x", "run-1"),
        ("y", "run-2"),
    ]
    assert core_.ask("SELECT article_key, run_id FROM core.copies ORDER BY ALL") == [("b", "run-1"), ("y", "run-2")]
    assert core_.ask("SELECT article_key FROM core.articles WHERE run_id = 'run-2' ORDER BY ALL") == [("x",), ("y",)]


def test_only_the_texts_of_candidates_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def reading(candidates: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
        read.extend(texts["article_key"])
        return pairs.alike(candidates, texts)

    core_ = loaded({f"{n:02}": Article(" ".join(story(n)), day=n) for n in range(10)})
    monkeypatch.setattr(copies, "alike", reading)
    core_.load({"x": Article(" ".join(story(3)), "Courier", 9), "y": Article(" ".join(story(50)))})
    assert sorted(read) == ["03", "x"]


def test_of_what_lies_between_an_old_article_and_a_new_one_nothing_is_looked_at() -> None:
    core_ = loaded({"old": Article(TEXT), **{f"b{day}": Article(TEXT, "Courier", day) for day in (100, 200, 300)}})
    core_.load({"old": Article(TEXT, "Tribune"), "new": Article(TEXT, "Tribune", 310)})
    seen = "SELECT article_key FROM temp.standing WHERE id IN (SELECT id FROM temp.colliding) AND is_now ORDER BY ALL"
    assert core_.ask(seen) == [("b300",), ("new",), ("old",)]


def test_nothing_is_left_of_articles_that_are_gone() -> None:
    core_ = loaded({"a": Article(TEXT), "b": Article(TEXT, "Courier", 1)}, {"a": None})
    signatures, duplicates, copies_, roles = core_.contents()
    assert len(signatures) == 1
    assert duplicates == copies_ == []
    assert roles == [("b", "unique", None, None)]


def test_a_group_falls_apart_when_what_connected_it_goes() -> None:
    both = " ".join([*story(1), *story(2)])
    core_ = loaded(
        {"a": Article(TEXT), "b": Article(both, "Courier", 1), "c": Article(" ".join(story(2)), "Tribune", 2)}
    )
    groups = "SELECT article_key, copy_group_key FROM core.articles ORDER BY ALL"
    assert core_.ask(groups) == [("a", "a"), ("b", "a"), ("c", "a")]
    core_.load({"b": replace(core_.articles["b"], body=TEXT)})
    assert core_.ask(groups) == [("a", "a"), ("b", "a"), ("c", None)]
    core_.load({"b": None})
    assert core_.ask(groups) == [("a", None), ("c", None)]


def test_an_agency_that_is_named_otherwise_is_another_source() -> None:
    core_ = loaded({"a": Article(TEXT, agency="Wire")})
    assert core_.ask("SELECT source_publisher_key FROM core.copies") == [("wire-key",)]
    core_.connection.execute("UPDATE core.publishers SET publisher_key = 'wire-2' WHERE name = 'Wire'")
    core_.load({})
    assert core_.ask("SELECT source_publisher_key FROM core.copies") == [("wire-2",)]
    core_.connection.execute("UPDATE core.publishers SET name = 'Newswire' WHERE name = 'Wire'")
    core_.load({})
    assert core_.ask("SELECT source_publisher_key FROM core.copies") == []
    assert core_.ask("SELECT copy_role FROM core.articles") == [("copy",)]


def test_what_credits_an_agency_is_a_copy_also_where_neither_publisher_is_known() -> None:
    core_ = loaded(
        {"a": Article(TEXT, None, agency="Wire"), "b": Article(" ".join(story(2)), None, agency="Unheard Of")}
    )
    roles = (
        "SELECT article_key, copy_role, source_publisher_key "
        "FROM core.articles LEFT JOIN core.copies USING (article_key) ORDER BY 1"
    )
    assert core_.ask(roles) == [("a", "copy", "wire-key"), ("b", "copy", None)]
    core_.connection.execute("UPDATE core.publishers SET name = 'Newswire' WHERE name = 'Wire'")
    core_.load({})
    assert core_.ask(roles) == [("a", "copy", None), ("b", "copy", None)]


def test_who_comes_between_two_under_one_key_does_not_part_them_under_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """All three begin alike; with one neighbour each, the first and the last are no longer compared for that, but for the rest of their texts."""
    monkeypatch.setattr(pairs, "NEIGHBOURS", 1)
    opening, one, other = story(1, 40), story(2, 200), story(3, 200)
    edited = [*one[:100], "edited", *one[101:]]
    core_ = loaded(
        {"a": Article(" ".join(opening + one)), "c": Article(" ".join(opening + edited), "Courier")},
        {"b": Article(" ".join(opening + other), "Tribune")},
    )
    assert core_.ask("SELECT article_key, other_article_key, run_id FROM core.duplicates") == [("a", "c", "run-1")]


def test_a_thousand_articles_with_one_text_are_one_group_of_bounded_pairs() -> None:
    core_ = loaded({f"{n:04}": Article(TEXT, day=n % 3) for n in range(1000)})
    assert core_.ask("SELECT count(DISTINCT copy_group_key), count(*) FROM core.articles") == [(1, 1000)]
    ((count,),) = core_.ask("SELECT count(*) FROM core.duplicates")
    assert count < 1000 * pairs.NEIGHBOURS


def put(world: World, day: date, outlet: str, number: int, paragraphs: Iterable[str], hour: int) -> None:
    """An outlet's page with an article of that hour."""
    url = f"https://{outlet.lower().replace(' ', '')}.example/{number}"
    text = "".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    title = f"Story {number} of the {outlet}"
    world.put(
        day,
        f"{outlet}-{number}.html",
        f'<html lang="en"><head><meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<meta property="og:site_name" content="{outlet}"><link rel="canonical" href="{url}">'
        f'<meta property="article:published_time" content="{day}T{hour:02}:00:00Z"></head>'
        f"<body><article><h1>{title}</h1>{text}</article></body></html>",
    )
    world.put(day, f"{outlet}-{number}.html.meta.json", json.dumps({"url": url, "captured_at": f"{day}T23:00:00Z"}))


def paragraphs(number: int) -> list[str]:
    words = story(number, 240)
    return [f"{' '.join(words[n : n + 40]).capitalize()}." for n in range(0, 240, 40)]


DAYS = (DAY, NEXT_DAY, NEXT_DAY + timedelta(1))


def put_three_days(world: World) -> None:
    """Copies within a day and over days; a copy that is cut, one that is edited, and one that credits an agency that is not there."""
    for day in DAYS:
        for number in range(3):
            put(world, day, "Valley Courier", 100 * day.day + number, paragraphs(100 * day.day + number), 6)
    put(world, DAYS[0], "Hill Tribune", 1, paragraphs(200), 9)
    put(world, DAYS[1], "Hill Tribune", 2, paragraphs(300)[:3], 8)
    put(
        world,
        DAYS[1],
        "Lake Post",
        3,
        [*paragraphs(201)[:5], "Another end than that was written for this outlet's own readers."],
        8,
    )
    put(world, DAYS[2], "Lake Post", 4, paragraphs(200), 9)
    put(world, DAYS[2], "Lake Post", 5, ["LONDON (Reuters) - " + paragraphs(900)[0], *paragraphs(900)[1:]], 9)


COPIES = """
    SELECT copiers.name, articles.title, copy_role, sources.name, evidence, lag_minutes
    FROM core.copies JOIN core.articles USING (article_key)
    JOIN core.publishers AS copiers USING (publisher_key)
    JOIN core.publishers AS sources ON sources.publisher_key = source_publisher_key
    ORDER BY ALL
"""


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_order_of_loads_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    together, apart = World(tmp_path / "together"), World(tmp_path / "apart")
    for world in (together, apart):
        put_three_days(world)
    together.run(*DAYS, publishing=False)
    for number in order:
        apart.run(DAYS[number], publishing=False)
    assert together.ask(COPIES) == [
        ("Hill Tribune", "Story 1 of the Hill Tribune", "copy", "Valley Courier", "text", 180),
        ("Hill Tribune", "Story 2 of the Hill Tribune", "copy", "Valley Courier", "text", 120),
        ("Lake Post", "Story 3 of the Lake Post", "edited_copy", "Valley Courier", "text", 26 * 60),
        ("Lake Post", "Story 4 of the Lake Post", "copy", "Valley Courier", "text", 51 * 60),
        ("Lake Post", "Story 5 of the Lake Post", "copy", "Reuters", "credit", None),
    ]
    for query in (
        COPIES,
        "SELECT * EXCLUDE (run_id) FROM core.signatures ORDER BY ALL",
        "SELECT * EXCLUDE (run_id) FROM core.duplicates ORDER BY ALL",
        "SELECT * EXCLUDE (run_id) FROM core.copies ORDER BY ALL",
        "SELECT * EXCLUDE (run_id) FROM core.articles ORDER BY ALL",
        "SELECT * EXCLUDE (run_id) FROM marts.syndication ORDER BY ALL",
        "SELECT * EXCLUDE (run_id) FROM marts.publisher_day ORDER BY ALL",
    ):
        assert apart.ask(query) == together.ask(query)


def test_a_day_that_is_withheld_takes_its_copies_with_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(*DAYS, publishing=False)
    world.put_bad_day(DAYS[0])
    for number in range(20):
        world.put(DAYS[0], f"broken-{number}.html", "")
    world.run(DAYS[0], publishing=False)
    assert world.ask("SELECT title, copy_role FROM core.articles WHERE copy_group_key IS NOT NULL ORDER BY ALL") == [
        ("Story 2 of the Hill Tribune", "copy"),
        ("Story 300 of the Valley Courier", "original"),
    ]
    assert world.ask(COPIES) == [
        ("Hill Tribune", "Story 2 of the Hill Tribune", "copy", "Valley Courier", "text", 120),
        ("Lake Post", "Story 5 of the Lake Post", "copy", "Reuters", "credit", None),
    ]


def test_who_copies_whom_in_the_published_file(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(*DAYS)
    assert world.ask_published(
        "SELECT source, copier, week, copies, copies_by_text, median_lag_minutes FROM marts.syndication ORDER BY ALL"
    ) == [
        ("Reuters", "Lake Post", DAY, 1, 0, None),
        ("Valley Courier", "Hill Tribune", DAY, 2, 2, 150),
        ("Valley Courier", "Lake Post", DAY, 2, 2, (26 + 51) * 30),
    ]
    assert world.ask_published(
        "SELECT publisher, sum(originals), sum(copies) FROM marts.publisher_day GROUP BY ALL HAVING sum(articles) > 0 ORDER BY ALL"
    ) == [("Hill Tribune", 0, 2), ("Lake Post", 0, 3), ("Valley Courier", 9, 0)]
