"""The SELECTs of the marts, on rows whose results are calculated by hand."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

import duckdb
import pytest

from etl_project.assets.marts import SOURCES
from etl_project.steps.marts import TABLES, mart_sql
from etl_project.tables import Table, marts
from etl_project_tests.rows import empty_warehouse, insert, sound_warehouse

DAY = date(2026, 11, 2)
"""A Monday."""


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with empty_warehouse() as connection:
        yield connection


def day(number: int) -> date:
    return DAY + timedelta(number)


def load(connection: duckdb.DuckDBPyConnection, *days: int) -> None:
    """Days are loaded, whether or not they bring anything."""
    for number in days:
        insert(connection, "raw.captures", capture_key=f"c{number}", load_date=day(number))


_keys = count()


def put(
    connection: duckdb.DuckDBPyConnection,
    number: int,
    *entities: str,
    publisher: str | None = "p1",
    role: str | None = None,
    copies: int = 1,
) -> None:
    """Articles of a day, each with mentions of entities."""
    for _ in range(copies):
        key = f"k{next(_keys)}"
        insert(
            connection,
            "core.articles",
            article_key=key,
            publisher_key=publisher,
            copy_role=role,
            first_load_date=day(number),
        )
        for place, entity in enumerate(entities):
            insert(connection, "core.mentions", mention_key=f"{key} {place}", article_key=key, entity_key=entity)


def know(connection: duckdb.DuckDBPyConnection, *entities: str) -> None:
    for entity in entities:
        insert(connection, "core.entities", entity_key=entity, name=entity.upper(), type="person")


def rows(connection: duckdb.DuckDBPyConnection, table: Table, columns: str) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT {columns} FROM ({mart_sql(table)}) ORDER BY ALL").fetchall()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_nothing_loaded_is_nothing_to_tell(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    assert rows(connection, table, "*") == []


def test_a_mart_is_built_after_those_that_it_reads() -> None:
    built: set[str] = set()
    for table in TABLES:
        assert {source for source in SOURCES[table.name] if source.startswith("marts.")} <= built
        built.add(table.name)


def test_coverage_counts_the_texts_that_are_not_sure() -> None:
    with sound_warehouse() as connection:
        counted = f"SELECT sum(articles), sum(low_confidence_articles) FROM ({mart_sql(marts.COVERAGE_DAY)})"
        assert connection.execute(counted).fetchall() == [(3, 0)]

        connection.execute(
            "UPDATE staging.normalised SET quality_flags = ['low_confidence', 'undated'] WHERE appearance_key = 'a1'"
        )

        assert connection.execute(counted).fetchall() == [(3, 1)]


class TestEntityDay:
    COUNTS = "entity_key, day, entity, type, articles, originals, mentions, publishers, share_of_voice"
    CHANGE = "entity_key, share_of_voice, expected_share, round(change, 4)"

    def test_a_day_is_counted(self, connection: duckdb.DuckDBPyConnection) -> None:
        load(connection, 0)
        know(connection, "e1", "e2")
        put(connection, 0, "e1", "e1", role="unique")
        put(connection, 0, "e1", publisher=None, role="copy")
        put(connection, 0, "e1", "e2", role=None)
        put(connection, 0, "e1", publisher="p2", role="edited_copy")
        put(connection, 0, publisher=None)
        assert rows(connection, marts.ENTITY_DAY, self.COUNTS) == [
            ("e1", day(0), "E1", "person", 4, 2, 5, 2, 4 / 5),
            ("e2", day(0), "E2", "person", 1, 1, 1, 1, 1 / 5),
        ]
        assert rows(connection, marts.ENTITY_DAY, self.CHANGE) == [("e1", 0.8, None, None), ("e2", 0.2, None, None)]

    def test_a_day_is_compared_with_the_weeks_before(self, connection: duckdb.DuckDBPyConnection) -> None:
        load(connection, *range(8))
        know(connection, "rises", "falls", "new", "always", "same")
        for number in range(7):
            put(connection, number, "rises", "falls", "always", "same")
            put(connection, number, "falls", "always", copies=4)
            put(connection, number, "always", copies=5)
        put(connection, 7, "rises", "always", "falls", "same")
        put(connection, 7, "rises", "always", "new")
        put(connection, 7, "rises", "always")
        put(connection, 7, "always", copies=7)
        last = f"(SELECT * FROM ({mart_sql(marts.ENTITY_DAY)}) WHERE day = DATE '{day(7)}')"
        assert connection.execute(f"SELECT {self.CHANGE} FROM {last} ORDER BY ALL").fetchall() == [
            ("always", 1.0, 1.0, 0.0),
            # 1 of 10 after 35 of 70: √(2 (1 ln(1/4.5) + 9 ln(9/5.5) + 35 ln(35/31.5) + 35 ln(35/38.5))) = √6.5599
            ("falls", 0.1, 0.5, -2.5612),
            # 1 of 10 after 0 of 70: √(2 (1 ln(1/0.125) + 9 ln(9/9.875) + 0 + 70 ln(70/69.125))) = √4.2498
            ("new", 0.1, 0.0, 2.0615),
            # 3 of 10 after 7 of 70: √(2 (3 ln(3/1.25) + 7 ln(7/8.75) + 7 ln(7/8.75) + 63 ln(63/61.25))) = √2.5543
            ("rises", 0.3, 0.1, 1.5982),
            ("same", 0.1, 0.1, 0.0),
        ]

    @pytest.mark.parametrize(
        ("loaded", "expected"),
        [
            pytest.param([*range(7)], 0.5, id="seven days"),
            pytest.param([*range(1, 7)], None, id="six days"),
            pytest.param([-21, *range(1, 7)], 0.5, id="a day of four weeks ago is among them"),
            pytest.param([-22, *range(1, 7)], None, id="an older one is not"),
        ],
    )
    def test_seven_loaded_days_make_an_expectation(
        self, connection: duckdb.DuckDBPyConnection, loaded: list[int], expected: float | None
    ) -> None:
        load(connection, *loaded, 7)
        know(connection, "e1")
        put(connection, 2, "e1")
        put(connection, 3)
        put(connection, 7, "e1")
        found = rows(connection, marts.ENTITY_DAY, "day, expected_share")
        assert found[-1] == (day(7), expected)


class TestEntityPairsWeek:
    COLUMNS = "entity_key, other_entity_key, week, articles, originals, round(npmi, 4), load_date"

    def test_togetherness_is_set_against_chance(self, connection: duckdb.DuckDBPyConnection) -> None:
        know(connection, "a", "b", "c", "d", "e")
        put(connection, 0, "a", "b", "a", "b", "e", role="original")
        put(connection, 2, "b", "a", "c", role="copy")
        put(connection, 3, "a", "c", "d")
        put(connection, 4, "c", "d")
        put(connection, 5, "a")
        put(connection, 6, "a")
        put(connection, 6)
        assert rows(connection, marts.ENTITY_PAIRS_WEEK, self.COLUMNS) == [
            # Of 6 articles that name any: a in 5, b in 2, both in 2: ln(2·6 / (5·2)) / -ln(2/6)
            ("a", "b", day(0), 2, 1, 0.166, day(2)),
            # a in 5, c in 3, both in 2: ln(2·6 / (5·3)) / -ln(2/6)
            ("a", "c", day(0), 2, 1, -0.2031, day(3)),
            # c in 3, d in 2, both in 2: ln(2·6 / (3·2)) / -ln(2/6)
            ("c", "d", day(0), 2, 2, 0.6309, day(4)),
        ]

    def test_together_in_all_articles_and_in_all_that_name_them(self, connection: duckdb.DuckDBPyConnection) -> None:
        know(connection, "a", "b")
        put(connection, 0, "a", "b", copies=2)
        for week in range(1, 40):
            put(connection, 7 * week, "a", "b", copies=2)
            put(connection, 7 * week, "c", copies=week)
        found = rows(connection, marts.ENTITY_PAIRS_WEEK, "npmi BETWEEN -1 AND 1, round(npmi, 12)")
        assert found == [(True, 1.0)] * 40

    def test_a_week_begins_on_monday(self, connection: duckdb.DuckDBPyConnection) -> None:
        know(connection, "a", "b")
        put(connection, -1, "a", "b")
        put(connection, 0, "a", "b")
        assert rows(connection, marts.ENTITY_PAIRS_WEEK, "*") == []

    def test_a_list_of_names_says_nothing(self, connection: duckdb.DuckDBPyConnection) -> None:
        names = [f"n{number:02}" for number in range(51)]
        know(connection, *names)
        put(connection, 0, *names, copies=2)
        assert rows(connection, marts.ENTITY_PAIRS_WEEK, "*") == []
        put(connection, 0, *names[:50], copies=2)
        assert rows(connection, marts.ENTITY_PAIRS_WEEK, "count(*), max(articles), min(npmi)") == [(1225, 2, 1.0)]


class TestTopicDay:
    def test_an_article_counts_once_for_a_topic(self, connection: duckdb.DuckDBPyConnection) -> None:
        for article, publisher, number in (("k1", "p1", 0), ("k2", None, 0), ("k3", "p1", 1)):
            insert(
                connection,
                "core.articles",
                article_key=article,
                publisher_key=publisher,
                first_load_date=day(number),
            )
        for place, (article, categories, hashtags) in enumerate(
            [
                ("k1", ["World News", "Politics"], ["COP31"]),
                ("k1", ["world\u00a0 news ", " "], ["#cop31", "#"]),
                ("k2", ["WORLD NEWS", "Caf\u0065\u0301"], []),
                ("k3", ["World News", "Caf\u00e9"], ["World News"]),
            ]
        ):
            insert(connection, "core.article_appearances", appearance_key=f"a{place}", article_key=article)
            insert(
                connection,
                "staging.appearances",
                appearance_key=f"a{place}",
                categories=categories,
                hashtags=hashtags,
            )
        # Of a day that was withheld: it is in staging, and not in core.
        insert(connection, "staging.appearances", appearance_key="withheld", categories=["Secret"], hashtags=[])
        assert rows(connection, marts.TOPIC_DAY, "day, kind, topic, articles, publishers, load_date") == [
            (day(0), "category", "caf\u00e9", 1, 0, day(0)),
            (day(0), "category", "politics", 1, 1, day(0)),
            (day(0), "category", "world news", 2, 1, day(0)),
            (day(0), "hashtag", "cop31", 1, 1, day(0)),
            (day(1), "category", "caf\u00e9", 1, 1, day(1)),
            (day(1), "category", "world news", 1, 1, day(1)),
            (day(1), "hashtag", "world news", 1, 1, day(1)),
        ]


class TestPublisherSilences:
    COLUMNS = "publisher_key, from_day, to_day, loaded_days, missed_articles, is_over, load_date"

    def build(self, connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
        connection.execute(f"INSERT INTO marts.publisher_day BY NAME {mart_sql(marts.PUBLISHER_DAY)}")
        return rows(connection, marts.PUBLISHER_SILENCES, self.COLUMNS)

    def test_a_silence_ends_when_articles_come_again(self, connection: duckdb.DuckDBPyConnection) -> None:
        insert(connection, "core.publishers", publisher_key="p1", name="News")
        # The days 8 and 10 are not loaded: of them nothing is known.
        load(connection, *range(8), 9, 11, 12, 13)
        for number in range(7):
            put(connection, number, copies=4)
        put(connection, 12)
        assert self.build(connection) == [
            # Expected: 28 articles on 7 loaded days before, then 8, then 9.
            ("p1", day(7), day(11), 3, pytest.approx(28 / 7 + 28 / 8 + 28 / 9), True, day(11)),
            # And 29 on 11: another one.
            ("p1", day(13), day(13), 1, pytest.approx(29 / 11), False, day(13)),
        ]

    def test_a_silence_that_goes_on_is_one_and_lasts(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Two a day were expected; after a few days without, fewer are, and publisher_day calls no day a gap any more."""
        insert(connection, "core.publishers", publisher_key="p1", name="News")
        load(connection, *range(60))
        for number in range(10):
            put(connection, number, copies=3)
        ((key, from_day, to_day, loaded_days, missed, is_over, _),) = self.build(connection)
        assert (key, from_day, to_day, loaded_days, is_over) == ("p1", day(10), day(59), 50, False)
        gaps = connection.execute("SELECT max(day) FROM marts.publisher_day WHERE is_gap").fetchall()
        assert gaps == [(day(15),)]  # 30 articles on 15 days are two a day, on 16 fewer
        assert missed > 0

    def test_where_nothing_was_missed_there_is_no_silence(self, connection: duckdb.DuckDBPyConnection) -> None:
        for key in ("rare", "new"):
            insert(connection, "core.publishers", publisher_key=key, name=key)
        load(connection, *range(10))
        for number in range(0, 10, 2):
            put(connection, number, publisher="rare")
        put(connection, 5, publisher="new", copies=9)
        assert self.build(connection) == []
