"""Stories are a function of the articles that are there, whatever was there before, and a fold costs what changed."""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.keys import stable_key
from etl_project.steps import stories as step
from etl_project.steps.stories import group_stories
from etl_project.steps.writing import Writing
from etl_project.tables import audit, core
from etl_project.tables.ddl import create_statements
from etl_project.tables.frames import frame_schema
from etl_project_tests.rows import insert

FIRST_DAY = date(2026, 9, 1)
WRITTEN = (core.ARTICLE_TERMS, core.TERM_DAYS, core.STORY_ENTRIES, core.STORIES, core.STORY_MERGES)


@dataclass(frozen=True)
class Article:
    day: int
    text: str
    hour: int | None = 10
    """Of publication, exactly; None where it is not known."""
    publisher: str = "p1"
    copy_role: str = "unique"


class Newsroom:
    """A warehouse whose articles are changed from night to night."""

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"temp_directory": tempfile.gettempdir()})
        self.connection.execute("SET TimeZone = 'UTC'")
        for statement in create_statements(
            (core.ARTICLES, core.DUPLICATES, *WRITTEN, audit.MART_QUEUE, audit.MART_BUILDS)
        ):
            self.connection.execute(statement)
        self.articles: dict[str, Article] = {}
        self.nights = 0

    def fold(self, articles: Mapping[str, Article], twins: Iterable[tuple[str, str]] = ()) -> None:
        """Let there be these articles, and group them."""
        keys = self.articles.keys() | articles.keys()
        affected = [key for key in keys if self.articles.get(key) != articles.get(key)]
        self.nights += 1
        run_id = f"run-{self.nights}"
        known = dict(self.ask("SELECT article_key, story_key FROM core.articles"))
        for key in affected:
            self.connection.execute("DELETE FROM core.articles WHERE article_key = $1", [key])
            if key in articles:
                self._insert(key, articles[key], known.get(key), run_id)
        writing = Writing(self.connection, run_id)
        pairs = [
            {"article_key": one, "other_article_key": other, "method": "near", "jaccard": 0.8, "containment": 0.9}
            for one, other in twins
        ]
        writing.put(core.DUPLICATES, pl.DataFrame(pairs, schema=frame_schema(core.DUPLICATES)))
        self.connection.register("keys", pl.DataFrame({"article_key": affected}, schema={"article_key": pl.String}))
        self.connection.execute("CREATE OR REPLACE TEMP TABLE affected AS FROM keys")
        self.connection.unregister("keys")
        group_stories(
            writing,
            "article_key IN (SELECT article_key FROM temp.affected)",
            everything=False,
        )
        self.articles = dict(articles)

    def _insert(self, key: str, article: Article, story_key: str | None, run_id: str) -> None:
        day = FIRST_DAY + timedelta(article.day)
        published = article.hour is not None and f"{day} {article.hour}:00:00Z"
        insert(
            self.connection,
            "core.articles",
            article_key=key,
            publisher_key=article.publisher,
            title=article.text.split(".")[0],
            body=article.text,
            published_lo=published or None,
            published_hi=published or None,
            first_load_date=day,
            load_date=day,
            copy_role=article.copy_role,
            story_key=story_key,
            run_id=run_id,
        )

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of every table that is written, and of the column of core.articles."""
        found = {
            table.name: self.ask(f"SELECT {', '.join(table.content_columns)} FROM {table.name} ORDER BY ALL")
            for table in WRITTEN
        }
        return found | {"story_key": self.ask("SELECT article_key, story_key FROM core.articles ORDER BY ALL")}

    def groups(self) -> list[list[str]]:
        """Keys of the articles of each story."""
        return [
            keys
            for (keys,) in self.ask(
                "SELECT list(article_key ORDER BY article_key) FROM core.articles GROUP BY story_key ORDER BY 1"
            )
        ]


def on(day: int, text: str, **facts: Any) -> Article:
    return Article(day, text, **facts)


FERRY = "Ferry strike halts Karsava crossings"
COMET = "Brandt comet brightens before April"
FILLER = {
    f"f{n}": on(0, f"{word} notes") for n, word in enumerate(("Oyster", "Chess", "Rail", "Quoll", "Levy", "Museum"))
}
"""Articles on other things, so that some terms are rarer than others."""


def test_reports_of_one_event_are_one_story() -> None:
    room = Newsroom()
    room.fold(FILLER | {"a": on(0, FERRY), "b": on(1, "Karsava ferry strike ends"), "c": on(1, COMET)})
    assert ["a", "b"] in room.groups()
    assert ["c"] in room.groups()
    assert room.ask("SELECT label, article_count FROM core.stories WHERE article_count > 1") == [(FERRY, 2)]


@pytest.mark.parametrize(("day", "together"), [(7, True), (8, False)])
def test_a_story_ends_after_a_week_without_an_article(day: int, together: bool) -> None:
    room = Newsroom()
    room.fold(FILLER | {"a": on(0, FERRY), "b": on(day, FERRY)})
    assert (["a", "b"] in room.groups()) == together


def test_of_two_stories_that_become_one_the_older_keeps_its_key_and_the_other_leads_to_it() -> None:
    articles = FILLER | {"a": on(0, FERRY), "b": on(1, COMET)}
    room = Newsroom()
    room.fold(articles)
    first, second = stable_key("a"), stable_key("b")
    assert room.ask(f"SELECT count(*) FROM core.stories WHERE story_key IN ('{first}', '{second}')") == [(2,)]

    # Near-identical to both, so that all three belong together.
    room.fold(articles | {"c": on(2, f"{FERRY}. {COMET}")}, twins=[("a", "c"), ("b", "c")])

    assert ["a", "b", "c"] in room.groups()
    assert room.ask("SELECT story_key FROM core.articles WHERE article_key = 'b'") == [(first,)]
    merges = "SELECT old_story_key, story_key, merged_into, merged_on FROM core.story_merges"
    assert room.ask(merges) == [(second, first, first, date(2026, 9, 3))]

    # An older one still: the key of old leads to where its articles are now, though it was merged into another.
    older = articles | {
        "c": on(2, f"{FERRY}. {COMET}"),
        "d": on(0, "Regatta prize", hour=1),
        "e": on(3, "Regatta prize"),
    }
    room.fold(older, twins=[("a", "c"), ("b", "c"), ("a", "e"), ("d", "e")])
    survivor = min(first, stable_key("d"))
    assert {row[1] for row in room.ask(merges)} == {survivor}
    assert ["a", "b", "c", "d", "e"] in room.groups()

    # Without what brought them together they come apart again.
    room.fold(articles)
    assert room.ask(merges) == []
    assert ["a"] in room.groups() and ["b"] in room.groups()


@pytest.mark.parametrize(
    "broken",
    [
        *(f"UPDATE {table.name} SET {table.key[0]} = NULL" for table in WRITTEN),
        "UPDATE core.article_terms SET day = NULL WHERE article_key = 'a'",
        "UPDATE core.term_days SET day = NULL WHERE term = 'ferry'",
        "UPDATE core.story_entries SET day = NULL WHERE article_key = 'a'",
        "UPDATE core.story_entries SET story_key = NULL WHERE article_key = 'a'",
        "UPDATE core.story_merges SET merged_on = NULL",
        "UPDATE core.story_merges SET story_key = NULL",
        # Each is merged into the other: followed, they would lead round and round.
        "INSERT INTO core.story_merges BY NAME SELECT * REPLACE (merged_into AS old_story_key, old_story_key AS merged_into) "
        "FROM core.story_merges",
        "INSERT INTO core.stories BY NAME SELECT * REPLACE ('nobody''s' AS story_key) FROM core.stories LIMIT 1",
    ],
)
def test_whatever_was_lost_is_made_anew_where_everything_is(broken: str) -> None:
    room = Newsroom()
    articles = FILLER | {"a": on(0, FERRY), "b": on(1, COMET), "c": on(2, f"{FERRY}. {COMET}")}
    room.fold(articles, twins=[("a", "c"), ("b", "c")])
    sound = room.contents()
    assert all(sound.values())
    room.connection.execute(broken)
    assert room.contents() != sound
    group_stories(Writing(room.connection, "again"), "true", everything=True)
    assert room.contents() == sound


def test_a_copy_goes_with_its_source_also_under_another_headline() -> None:
    room = Newsroom()
    articles = FILLER | {"a": on(0, FERRY), "b": on(0, COMET)}
    room.fold(articles, twins=[("a", "b")])
    assert ["a", "b"] in room.groups()
    room.fold(articles)
    assert ["a", "b"] not in room.groups()


def test_a_text_that_stands_in_another_does_not_bind_the_two() -> None:
    room = Newsroom()
    articles = FILLER | {"a": on(0, FERRY), "b": on(0, COMET)}
    room.fold(articles)
    insert(room.connection, "core.duplicates", article_key="a", other_article_key="b", method="contained")
    group_stories(Writing(room.connection, "again"), "true", everything=True)
    assert ["a", "b"] not in room.groups()


def test_what_is_told_of_a_story_follows_its_articles() -> None:
    room = Newsroom()
    articles = FILLER | {"a": on(0, FERRY), "b": on(0, FERRY, hour=12, publisher="p2")}
    facts = "SELECT first_article_key, publisher_count, original_count FROM core.stories WHERE article_count = 2"
    room.fold(articles)
    assert room.ask(facts) == [("a", 2, 2)]
    room.fold(articles | {"b": replace(articles["b"], hour=9, copy_role="copy")})
    assert room.ask(facts) == [("b", 2, 1)]


def test_a_night_gathers_its_own_day_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    days: list[date] = []
    gather = step.Replay._gather

    def noting(replay: step.Replay, day: date) -> bool:
        days.append(day)
        return gather(replay, day)

    monkeypatch.setattr(step.Replay, "_gather", noting)
    room = Newsroom()
    articles = {f"{day}-{n}": on(day, f"{FERRY} number {day}") for day in range(60) for n in range(2)}
    room.fold(articles)
    assert len(days) == 60

    days.clear()
    room.fold(articles | {"60-0": on(60, FERRY)})
    assert days == [FIRST_DAY + timedelta(60)]

    # A day of old can touch those whose weeks it is counted in, and the windows of those that come out otherwise.
    days.clear()
    room.fold(articles | {"60-0": on(60, FERRY), "10-9": on(10, COMET)})
    assert days[:28] == [FIRST_DAY + timedelta(day) for day in range(10, 38)]
    assert days[-1] < FIRST_DAY + timedelta(60)


def test_everything_can_be_made_anew_from_the_articles() -> None:
    room = Newsroom()
    room.fold(FILLER | {"a": on(0, FERRY), "b": on(1, FERRY), "c": on(9, COMET)})
    expected = room.contents()
    room.connection.execute(
        "UPDATE core.story_entries SET story_key = 'x'; UPDATE core.term_days SET articles = 9;"
        "DELETE FROM core.stories; UPDATE core.articles SET story_key = NULL;"
        "INSERT INTO core.term_days VALUES ('x', '2020-01-01', 1, '2020-01-01', 'r'), ('x', NULL, 1, '2020-01-01', 'r');"
        "INSERT INTO core.story_entries (day) VALUES (NULL); INSERT INTO core.stories (label) VALUES ('x');"
        "INSERT INTO core.story_merges (old_story_key, merged_into, merged_on) VALUES ('x', 'x', '2026-09-01'), (NULL, 'x', NULL)"
    )
    group_stories(Writing(room.connection, "again"), "true", everything=True)
    assert room.contents() == expected


WORDS = ("ferry", "strike", "comet", "vote", "flood", "karsava", "brandt", "levy", "port", "bay")
ARTICLES = st.dictionaries(
    st.sampled_from([f"k{number}" for number in range(14)]),
    st.builds(
        Article,
        day=st.integers(0, 12) | st.integers(0, 70),
        text=st.lists(st.sampled_from(WORDS), min_size=0, max_size=5).map(" ".join),
        hour=st.none() | st.integers(0, 23),
    ),
    max_size=14,
)


def pairs(articles: Mapping[str, Article]) -> list[tuple[str, str]]:
    """Articles with a text of the same length and beginning, as if they were found near-identical."""
    keys = sorted(key for key, article in articles.items() if len(article.text) > 20)
    return [
        (one, other)
        for one in keys
        for other in keys
        if one < other and articles[one].text[:4] == articles[other].text[:4]
    ]


@pytest.mark.slow
@given(nights=st.lists(ARTICLES, min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_what_was_there_before_does_not_matter(nights: list[dict[str, Article]]) -> None:
    room, fresh = Newsroom(), Newsroom()
    for articles in nights:
        room.fold(articles, pairs(articles))
    fresh.fold(nights[-1], pairs(nights[-1]))
    assert room.contents() == fresh.contents()


@pytest.mark.slow
@given(ARTICLES, st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_days_may_come_in_any_order(articles: dict[str, Article], lots: Any) -> None:
    days = sorted({article.day for article in articles.values()})
    lots.shuffle(days)
    room, fresh = Newsroom(), Newsroom()
    there: set[int] = set()
    for day in days:
        there.add(day)
        some = {key: article for key, article in articles.items() if article.day in there}
        room.fold(some, pairs(some))
    fresh.fold(articles, pairs(articles))
    assert room.contents() == fresh.contents()
