"""marts.story_timeline and marts.term_day, by rows whose outcome is worked out by hand."""

from math import log

import duckdb
import pytest

from etl_project.steps.marts import mart_sql
from etl_project.tables import marts
from etl_project_tests.rows import empty_warehouse, insert


def timeline(*articles: tuple[str, str | None, str | None]) -> list[tuple[str, int, float | None, bool]]:
    """Articles of one story with the hours between which each was published → key, sequence, lag and certainty."""
    with empty_warehouse() as connection:
        insert(connection, "core.stories", story_key="s", label="Label", article_count=len(articles))
        for key, begins, ends in articles:
            lo, hi = (hour and f"2026-11-02 {hour}:00Z" for hour in (begins, ends))
            insert(
                connection,
                "core.articles",
                article_key=key,
                story_key="s",
                published_lo=lo,
                published_hi=hi,
                published_at=lo,
            )
        return connection.execute(
            f"SELECT article_key, sequence, lag_from_first_minutes, order_is_certain FROM ({mart_sql(marts.STORY_TIMELINE)}) "
            "ORDER BY sequence"
        ).fetchall()


def test_the_place_is_certain_of_an_interval_that_overlaps_none() -> None:
    assert timeline(("b", "12:00", "12:30"), ("a", "10:00", "11:00"), ("c", "12:15", "13:00")) == [
        ("a", 1, 0.0, True),
        ("b", 2, 120.0, False),
        ("c", 3, 135.0, False),
    ]


def test_the_first_is_who_was_certainly_out_first_and_what_may_have_been_before_has_no_lag() -> None:
    assert timeline(
        ("a", "10:00", "15:00"), ("b", "11:00", "11:05"), ("c", "12:00", "12:05"), ("d", "15:01", "16:00")
    ) == [("b", 1, 0.0, False), ("c", 2, 60.0, False), ("a", 3, None, False), ("d", 4, 241.0, True)]


def test_an_article_without_a_time_comes_last_and_may_have_been_before_all() -> None:
    assert timeline(("a", None, None), ("b", "10:00", "11:00")) == [("b", 1, 0.0, False), ("a", 2, None, False)]
    assert [certain for *_, certain in timeline(("a", None, None), ("b", None, None))] == [False, False]


def test_a_story_of_one_article_has_no_timeline() -> None:
    assert timeline(("a", "10:00", "11:00")) == []


def counted(connection: duckdb.DuckDBPyConnection, day: str, articles: int, **terms: int) -> None:
    """A day with so many articles, and so many of them with each term."""
    for number in range(articles):
        insert(connection, "core.article_terms", article_key=f"{day} {number}", day=day)
    for term, count in terms.items():
        insert(connection, "core.term_days", term=term, day=day, articles=count)


def term_day(connection: duckdb.DuckDBPyConnection, columns: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT {columns} FROM ({mart_sql(marts.TERM_DAY)}) ORDER BY day, rank").fetchall()


def test_the_score_is_the_log_likelihood_ratio() -> None:
    with empty_warehouse() as connection:
        counted(connection, "2026-11-01", 50, flood=2, vote=10)
        counted(connection, "2026-11-02", 30, flood=12, vote=6, comet=1, quoll=8)
        found = term_day(connection, "term, rank, articles, expected_articles, score")

    def likelihood(rate: float, hits: int, articles: int) -> float:
        return (hits * log(rate) if hits else 0) + (articles - hits) * log(1 - rate)

    flood = 2 * (
        likelihood(12 / 30, 12, 30)
        + likelihood(2 / 50, 2, 50)
        - likelihood(14 / 80, 12, 30)
        - likelihood(14 / 80, 2, 50)
    )
    quoll = 2 * (likelihood(8 / 30, 8, 30) - likelihood(8 / 80, 8, 30) - likelihood(8 / 80, 0, 50))
    # As many votes as before are nothing new, and one comet is too few.
    assert found == [
        ("quoll", 1, 8, 0, pytest.approx(quoll)),
        ("flood", 2, 12, pytest.approx(1.2), pytest.approx(flood)),
    ]


def test_a_term_is_compared_with_the_28_days_before() -> None:
    for day, expected in (("2026-11-29", [("flood",)]), ("2026-11-30", [])):
        with empty_warehouse() as connection:
            counted(connection, "2026-11-01", 100, other=1)
            counted(connection, day, 20, flood=10)
            assert term_day(connection, "term") == expected


def test_a_day_has_at_most_50_terms() -> None:
    with empty_warehouse() as connection:
        counted(connection, "2026-11-01", 100)
        counted(connection, "2026-11-02", 20, **{f"t{number:02}": 10 for number in range(60)})
        assert term_day(connection, "term, rank") == [(f"t{number:02}", number + 1) for number in range(50)]
