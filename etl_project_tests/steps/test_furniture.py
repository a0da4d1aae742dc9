"""What is learnt from a warehouse's lines, and what a fold does with it, however the pages arrived."""

import itertools
import json
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.steps.furniture import find_taken_lines, learn_furniture
from etl_project.tables import TABLES
from etl_project.tables.ddl import create_statements
from etl_project.transforms.furniture import body_lines
from etl_project_tests.steps.world import DAY, NEXT_DAY, World
from etl_project_tests.transforms.appearances import appearance, frame

NEWSLETTER = "Sign up to the morning newsletter and never miss a ship that comes into the harbour."
LEGAL = "The Gazette is a member of the Inland Press Council and corrects its mistakes."
STANDING = "Our reporters went from door to door in every street and wrote down what they were told there."
"""Furniture that no parser can tell from the article around it."""
SYLLABLES = ("ba", "ko", "ri", "mu", "sel", "tan", "vor", "lin")


def name(number: int) -> str:
    """A long word for each number, no two alike."""
    digits = [SYLLABLES[number // 8**place % 8] for place in range(7)]
    return "".join(digits)


def story(number: int, paragraphs: int = 8) -> list[str]:
    """Paragraphs of an article on something that no other is about, of about equal length."""
    return [
        f"On {name(100 * number + n)} the people of the town had much to say, and most of it was said twice or more."
        for n in range(paragraphs)
    ]


class Lines:
    """A warehouse that holds the lines of some articles, each seen on one page."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"temp_directory": tempfile.gettempdir()})
        for statement in create_statements(TABLES):
            self.connection.execute(statement)

    def learn(
        self,
        bodies: Sequence[Sequence[str]],
        *,
        per_day: int = 10,
        sites: Sequence[str] = ("gazette.example",),
        shuffled_by: int | None = None,
    ) -> list[str]:
        """Texts of the lines that are furniture after `bodies` were seen, so many a day, on the sites in turn.

        Rows are in the order given, or shuffled by a seed.
        """
        texts = frame(
            *(
                appearance(
                    str(date(2026, 11, 2) + timedelta(number // per_day)), uri=f"{number}.html", body="\n".join(body)
                )
                for number, body in enumerate(bodies)
            )
        )
        resolved = texts.select("appearance_key", "publisher_key", "load_date").with_columns(
            article_key=pl.col("appearance_key"),
            site=pl.Series([site for site, _ in zip(itertools.cycle(sites), bodies, strict=False)], dtype=pl.String),
        )
        if shuffled_by is not None:
            resolved = resolved.sample(fraction=1, shuffle=True, seed=shuffled_by)
            texts = texts.sample(fraction=1, shuffle=True, seed=shuffled_by)
        for table, rows in (("staging.normalised", texts), ("staging.body_lines", body_lines(texts))):
            self.connection.execute(f"DELETE FROM {table}")
            given = [name for name in rows.columns if name in self._columns(table)]
            self.connection.register("rows", rows.select(given).to_arrow())
            self.connection.execute(f"INSERT INTO {table} BY NAME FROM rows")
        self.connection.register("rows", resolved.to_arrow())
        self.connection.execute("CREATE OR REPLACE TEMP TABLE resolved AS FROM rows")
        found = learn_furniture(self.connection, resolved)
        self.connection.register("rows", found.to_arrow())
        self.connection.execute("DELETE FROM core.furniture")
        self.connection.execute("INSERT INTO core.furniture BY NAME FROM rows")
        find_taken_lines(self.connection)
        return sorted(found["text"])

    def _columns(self, table: str) -> set[str]:
        return {name for name, *_ in self.connection.execute(f"DESCRIBE {table}").fetchall()}

    @property
    def texts_changed(self) -> int:
        return int(self.connection.execute("SELECT count(*) FROM temp.taken").fetchall()[0][0])


@pytest.fixture(scope="module")
def lines() -> Lines:
    return Lines()


def test_lines_below_unrelated_articles_are_learnt(lines: Lines) -> None:
    assert lines.learn([[*story(number), NEWSLETTER, LEGAL] for number in range(4)]) == [NEWSLETTER, LEGAL]
    assert lines.texts_changed == 4


def test_three_articles_are_too_few(lines: Lines) -> None:
    assert lines.learn([[*story(number), NEWSLETTER] for number in range(3)]) == []


def test_a_site_does_not_learn_from_another(lines: Lines) -> None:
    bodies = [[*story(number), NEWSLETTER] for number in range(6)]
    assert lines.learn(bodies, sites=("gazette.example", "courier.example")) == []


def test_furniture_that_is_more_than_a_third_of_a_text_stays(lines: Lines) -> None:
    assert lines.learn([*([*story(n), NEWSLETTER] for n in range(8)), [story(9)[0], NEWSLETTER]]) == [NEWSLETTER]
    assert lines.texts_changed == 8


def test_a_heading_that_recurs_is_no_furniture(lines: Lines) -> None:
    assert lines.learn([[*story(n)[:4], "What happens next", *story(n)[4:]] for n in range(20)]) == []


def test_the_standfirst_of_a_series_is_no_furniture(lines: Lines) -> None:
    assert lines.learn([[NEWSLETTER, *story(number)] for number in range(20)]) == []


def test_a_background_paragraph_of_a_few_articles_is_no_furniture(lines: Lines) -> None:
    assert lines.learn([[*story(number), *([LEGAL] if number % 6 == 0 else [])] for number in range(60)]) == []


def test_a_quotation_in_many_reports_of_one_event_is_no_furniture(lines: Lines) -> None:
    """Each report is written anew; what they share is the quotation, and the names."""
    names = [name(9000 + n) for n in range(3)]
    reports = [
        [*(f"Desk {n} heard of {place} before noon, when the others slept." for place in names), LEGAL, *story(n, 6)]
        for n in range(30)
    ]
    assert lines.learn(reports) == []


def test_furniture_is_learnt_where_a_story_is_copied_as_well(lines: Lines) -> None:
    bodies = [[*story(number), NEWSLETTER] for number in range(6)] + [[*story(99), NEWSLETTER]] * 20
    assert lines.learn(bodies) == [NEWSLETTER]


@settings(max_examples=20, deadline=None)
@given(
    standing=st.lists(st.sets(st.integers(0, 3)), min_size=4, max_size=24),
    seed=st.integers(0, 99),
    per_day=st.integers(1, 9),
)
def test_the_order_of_rows_does_not_matter(lines: Lines, standing: list[set[int]], seed: int, per_day: int) -> None:
    candidates = [NEWSLETTER, LEGAL, STANDING, "Share"]
    bodies = [[*story(n), *(candidates[line] for line in sorted(below))] for n, below in enumerate(standing)]
    learnt = lines.learn(bodies, per_day=per_day)
    rows = lines.connection.execute("FROM core.furniture ORDER BY ALL").fetchall()
    taken = lines.connection.execute("FROM temp.taken ORDER BY ALL").fetchall()
    assert lines.learn(bodies, per_day=per_day, shuffled_by=seed) == learnt
    assert lines.connection.execute("FROM core.furniture ORDER BY ALL").fetchall() == rows
    assert lines.connection.execute("FROM temp.taken ORDER BY ALL").fetchall() == taken


edits = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 100)), max_size=3)


@settings(max_examples=40, deadline=None)
@given(
    stories=st.integers(1, 3),
    copies=st.integers(1, 40),
    cut=st.lists(st.integers(1, 8), min_size=40, max_size=40),
    edited=st.lists(edits, min_size=40, max_size=40),
    per_day=st.integers(1, 50),
)
def test_syndicated_texts_survive_however_many_copies_there_are(
    lines: Lines, stories: int, copies: int, cut: list[int], edited: list[list[tuple[int, int]]], per_day: int
) -> None:
    """Up to three stories, each in up to forty copies: whole, cut, or with three of eight lines changed anyhow."""
    bodies = []
    for number in range(stories):
        for copy in range(copies):
            body = story(number) if edited[copy] else story(number)[: cut[copy]]
            for line, word in edited[copy]:
                words = body[line].split(" ")
                words[word % len(words)] = f"x{copy}"
                body[line] = " ".join(words)
            bodies.append(body)
    assert lines.learn(bodies, per_day=per_day) == []
    assert lines.texts_changed == 0


@settings(max_examples=40, deadline=None)
@given(
    copies=st.integers(4, 40),
    dropped=st.lists(st.lists(st.integers(2, 18), min_size=8, max_size=8), min_size=40, max_size=40),
)
def test_copies_that_are_edited_in_every_line_survive(lines: Lines, copies: int, dropped: list[list[int]]) -> None:
    """As long as a line keeps its longest word."""
    bodies = []
    for copy in range(copies):
        body = []
        for line, word in zip(story(1), dropped[copy], strict=True):
            words = line.split(" ")
            del words[word]
            body.append(" ".join(words))
        bodies.append([*body[:4], LEGAL, *body[4:]])
    assert lines.learn(bodies) == []


def put_story(world: World, day: date, number: int, *standing: str, media: str = "html") -> None:
    """A page of the Gazette, with lines amid the article."""
    url = f"https://gazette.example/{number}"
    title = f"The day of {name(5000 + number)}"
    paragraphs = [*story(number)[:4], *standing, *story(number)[4:]]
    if media == "txt":
        content = "\n".join([title, *paragraphs])
    else:
        text = "".join(f"<p>{escape(line)}</p>" for line in paragraphs)
        content = (
            f'<html lang="en"><head><meta property="og:title" content="{title}"><meta property="og:type" content="article">'
            f'<link rel="canonical" href="{url}"></head><body><article><h1>{title}</h1>{text}</article></body></html>'
        )
    world.put(day, f"{number}.{media}", content)
    world.put(day, f"{number}.{media}.meta.json", json.dumps({"url": url, "captured_at": f"{day}T12:00:00Z"}))


def core_of(world: World) -> dict[str, list[tuple[object, ...]]]:
    """What core holds, without the names of runs."""
    return {
        table.name: world.ask(f"SELECT * EXCLUDE (run_id) FROM {table.name} ORDER BY ALL")
        for table in TABLES
        if table.schema_name == "core"
    }


DAYS = [DAY + timedelta(n) for n in range(3)]


def put_three_days(world: World) -> None:
    """Two articles a day, as HTML and as text, all with one line of furniture."""
    for number in range(6):
        media = "txt" if number % 2 else "html"
        put_story(world, DAYS[number // 2], number, STANDING, media=media)


def test_both_html_and_text_lose_the_furniture_and_say_so(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(*DAYS)
    assert world.ask_published(
        "SELECT site, publisher_key IS NULL, text, article_count, site_article_count, share, first_load_date, load_date "
        "FROM core.furniture"
    ) == [("gazette.example", True, STANDING, 6, 6, 1.0, DAYS[0], DAYS[2])]
    assert sorted(world.ask_published("SELECT body FROM core.articles")) == sorted(
        ("\n".join(story(number)),) for number in range(6)
    )
    assert world.ask_published(
        "SELECT DISTINCT list_contains(quality_flags, 'furniture_removed') FROM core.articles"
    ) == [(True,)]
    assert world.ask_published("SELECT DISTINCT len(furniture), furniture_words FROM core.article_appearances") == [
        (1, 18)
    ]
    assert world.ask_published("SELECT count(*) FROM staging.normalised WHERE contains(body, 'from door to door')") == [
        (6,)
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_loads_does_not_matter(tmp_path: Path, order: tuple[int, ...]) -> None:
    together, apart = World(tmp_path / "together"), World(tmp_path / "apart")
    for world in (together, apart):
        put_three_days(world)
    together.run(*DAYS, publishing=False)
    for day in order:
        apart.run(DAYS[day], publishing=False)
    apart.run(DAYS[1], publishing=False)
    hide_runs = "UPDATE core.article_appearances SET staged_by = ''"
    for world in (together, apart):
        with world.connect() as connection:
            connection.execute(hide_runs)
    assert core_of(apart) == core_of(together)


def test_only_articles_whose_lines_changed_their_standing_are_folded_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    for number in range(3):
        put_story(world, DAY, number, STANDING)
    put_story(world, DAY, 10)
    world.run(DAY)
    assert world.ask("SELECT count(*) FROM core.furniture") == [(0,)]
    put_story(world, NEXT_DAY, 3, STANDING)
    world.run(NEXT_DAY)
    assert world.ask("SELECT text, article_count FROM core.furniture") == [(STANDING, 4)]
    assert world.ask("SELECT article_url[-2:], run_id FROM core.articles ORDER BY ALL") == [
        ("/0", "run-2"),
        ("/1", "run-2"),
        ("/2", "run-2"),
        ("/3", "run-2"),
        ("10", "run-1"),
    ]
    world.run(NEXT_DAY)
    assert world.ask("SELECT DISTINCT run_id FROM core.articles ORDER BY ALL") == [("run-1",), ("run-2",)]
    assert world.ask("SELECT DISTINCT run_id FROM core.furniture") == [("run-2",)]


def test_what_is_no_longer_furniture_comes_back(tmp_path: Path) -> None:
    world = World(tmp_path)
    for number in range(4):
        put_story(world, DAY, number, STANDING)
    world.run(DAY)
    assert world.ask("SELECT count(*) FROM core.articles WHERE contains(body, 'from door to door')") == [(0,)]
    (world.raw_root / str(DAY) / "3.html").unlink()
    world.run(DAY)
    assert world.ask("SELECT count(*) FROM core.furniture") == [(0,)]
    assert world.ask("SELECT count(*) FROM core.articles WHERE contains(body, 'from door to door')") == [(3,)]
    assert world.ask("SELECT DISTINCT furniture, furniture_words FROM core.article_appearances") == [([], 0)]


def test_pages_without_an_address_learn_by_their_layout(tmp_path: Path) -> None:
    world = World(tmp_path)
    for number in range(4):
        put_story(world, DAY, number, STANDING, media="txt")
        (world.raw_root / str(DAY) / f"{number}.txt.meta.json").unlink()
    put_story(world, NEXT_DAY, 5, STANDING, media="txt")
    world.run(DAY, NEXT_DAY, publishing=False)
    assert world.ask("SELECT site, article_count FROM core.furniture") == [("text", 4)]
    assert world.ask("SELECT count(*) FROM core.articles WHERE contains(body, 'from door to door')") == [(1,)]
