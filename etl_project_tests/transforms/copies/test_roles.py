"""Who copied whom: small groups, with the roles that a careful reader would give."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import polars as pl
import pytest

from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.copies.roles import roles

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
SCHEMA: dict[str, Any] = {
    "article_key": pl.String,
    "publisher_key": pl.String,
    "agency_key": pl.String,
    "credits_agency": pl.Boolean,
    "published_at": pl.Datetime("us", "UTC"),
    "published_lo": pl.Datetime("us", "UTC"),
    "published_hi": pl.Datetime("us", "UTC"),
    "shingle_count": pl.Int32,
    "load_date": pl.Date,
}


class Article(NamedTuple):
    """An article of `by`, published between so many minutes after noon and so many."""

    key: str
    by: str | None
    minutes: float | tuple[float, float] | None
    credits: str | None = None
    shingles: int = 300

    def row(self) -> dict[str, Any]:
        span = self.minutes if isinstance(self.minutes, tuple | None) else (self.minutes, self.minutes)
        lo, hi = (NOON + timedelta(minutes=end) for end in span) if span else (None, None)
        return {
            "article_key": self.key,
            "publisher_key": self.by,
            "agency_key": None if self.credits == "not in core.publishers" else self.credits,
            "credits_agency": self.credits is not None,
            "published_at": lo + (hi - lo) / 2 if lo and hi else None,
            "published_lo": lo,
            "published_hi": hi,
            "shingle_count": self.shingles,
            "load_date": date(2026, 11, 2),
        }


class Found(NamedTuple):
    """What `roles` says."""

    roles: dict[str, str | None]
    sources: dict[str, tuple[str, str | None, str, bool, float | None]]
    """By copy: source's publisher and article, evidence, whether the order is certain, and lag."""
    groups: dict[str, str | None]


def found(articles: Sequence[Article], *pairs: tuple[str, str, float, float], seed: int = 1) -> Found:
    """Roles of articles of which pairs are alike, by Jaccard similarity and containment. All orders of rows must agree."""
    frame = pl.DataFrame([article.row() for article in articles], SCHEMA)
    alike = pl.DataFrame(
        [
            {
                "article_key": min(one, other),
                "other_article_key": max(one, other),
                "jaccard": float(jaccard),
                "containment": float(containment),
                "method": "near",
                "load_date": date(2026, 11, 2),
            }
            for one, other, jaccard, containment in pairs
        ],
        frame_schema(core.DUPLICATES),
    )
    result = roles(frame, alike)
    shuffled = roles(
        frame.sample(fraction=1, shuffle=True, seed=seed), alike.sample(fraction=1, shuffle=True, seed=seed)
    )
    assert shuffled.articles.equals(result.articles)
    assert shuffled.copies.equals(result.copies)
    return Found(
        dict(result.articles.select("article_key", "copy_role").iter_rows()),
        {
            key: (publisher, article, evidence, is_certain, lag)
            for key, publisher, article, evidence, is_certain, lag in result.copies.select(
                "article_key",
                "source_publisher_key",
                "source_article_key",
                "evidence",
                "order_is_certain",
                "lag_minutes",
            ).iter_rows()
        },
        dict(result.articles.select("article_key", "copy_group_key").iter_rows()),
    )


def same(*keys: str) -> list[tuple[str, str, float, float]]:
    """Pairs of articles that all have the same text."""
    return [(one, other, 1, 1) for number, one in enumerate(keys) for other in keys[number + 1 :]]


def test_an_article_like_no_other_is_unique() -> None:
    result = found([Article("a", "Gazette", 0), Article("b", "Courier", None)])
    assert result == ({"a": "unique", "b": "unique"}, {}, {"a": None, "b": None})


def test_the_first_is_the_original_and_the_others_are_copies() -> None:
    result = found(
        [Article("b", "Gazette", 0), Article("a", "Courier", 60), Article("c", "Tribune", (90, 120))],
        *same("a", "b", "c"),
    )
    assert result.roles == {"b": "original", "a": "copy", "c": "copy"}
    assert result.sources == {
        "a": ("Gazette", "b", "text", True, 60),
        "c": ("Gazette", "b", "text", True, 105),
    }
    assert set(result.groups.values()) == {"a"}


@pytest.mark.parametrize("other", [(0, 90), (60, 60), None, (60, 61)])
def test_where_intervals_meet_the_order_is_not_known(other: tuple[float, float] | None) -> None:
    result = found([Article("a", "Gazette", (0, 60)), Article("b", "Courier", other)], *same("a", "b"))
    assert result.roles == {"a": None, "b": None}
    assert result.sources == {}


def test_a_copy_may_be_certain_where_the_original_is_not() -> None:
    result = found(
        [Article("a", "Gazette", (0, 60)), Article("b", "Courier", (0, 60)), Article("c", "Tribune", 120)],
        *same("a", "b", "c"),
    )
    assert result.roles == {"a": None, "b": None, "c": "copy"}
    assert result.sources == {}


@pytest.mark.parametrize(
    ("jaccard", "containment", "shingles", "role"),
    [
        (0.97, 0.99, 300, "copy"),
        (0.8, 0.85, 300, "edited_copy"),
        (0.3, 1.0, 90, "copy"),  # cut off
        (0.3, 0.92, 90, "edited_copy"),  # cut off, and edited
        (0.75, 1.0, 400, "edited_copy"),  # with something added
    ],
)
def test_a_copy_with_changes_is_edited(jaccard: float, containment: float, shingles: int, role: str) -> None:
    articles = [Article("a", "Gazette", 0), Article("b", "Courier", 60, shingles=shingles)]
    assert found(articles, ("a", "b", jaccard, containment)).roles["b"] == role


def test_a_copy_of_a_copy_comes_from_the_original() -> None:
    articles = [Article("a", "Gazette", 0), Article("b", "Courier", 60), Article("c", "Tribune", 120)]
    result = found(articles, ("a", "b", 0.75, 0.9), ("b", "c", 0.75, 0.9))
    assert result.roles == {"a": "original", "b": "edited_copy", "c": "edited_copy"}
    assert result.sources["c"] == ("Gazette", "a", "text", True, 120)


def test_what_credits_an_agency_is_a_copy_of_its_article() -> None:
    result = found([Article("a", "Gazette", (0, 90), credits="Wire"), Article("w", "Wire", 30)], *same("a", "w"))
    assert result.roles == {"a": "copy", "w": "original"}
    assert result.sources == {"a": ("Wire", "w", "both", False, 15)}


def test_what_credits_an_agency_that_is_not_there_is_a_copy() -> None:
    articles = [Article("a", "Gazette", 0, credits="Wire"), Article("b", "Courier", 60, credits="Wire")]
    expected = {"a": ("Wire", None, "credit", False, None), "b": ("Wire", None, "credit", False, None)}
    for pairs in ([], same("a", "b"), [("a", "b", 0.8, 0.9)]):
        result = found(articles, *pairs)
        assert result.roles == {"a": "copy", "b": "copy"}
        assert result.sources == expected


def test_a_credit_that_no_publisher_bears_is_a_copy_without_source() -> None:
    result = found([Article("a", "Gazette", 0, credits="not in core.publishers")])
    assert (result.roles, result.sources) == ({"a": "copy"}, {})


def test_who_does_not_credit_the_agency_is_a_copy_where_the_times_tell() -> None:
    articles = [
        Article("w", "Wire", (0, 30)),
        Article("a", "Gazette", (0, 90), credits="Wire"),
        Article("b", "Courier", 60),
        Article("c", "Tribune", 20),
    ]
    result = found(articles, *same("a", "b", "c", "w"))
    assert result.roles == {"w": "original", "a": "copy", "b": "copy", "c": None}
    assert result.sources["b"] == ("Wire", "w", "text", True, 45)


def test_an_agency_that_certainly_took_a_text_over_is_not_its_origin() -> None:
    articles = [
        Article("b", "Courier", 0),
        Article("w", "Wire", 60),
        Article("a", "Gazette", 90, credits="Wire"),
    ]
    result = found(articles, *same("a", "b", "w"))
    assert result.roles == {"b": "original", "w": "copy", "a": "copy"}
    assert result.sources == {"w": ("Courier", "b", "text", True, 60), "a": ("Wire", "w", "both", True, 30)}


def test_an_agency_is_no_copy_of_itself() -> None:
    assert found([Article("w", "Wire", 0)]).roles == {"w": "unique"}


def test_a_publishers_own_repetitions_are_no_copies() -> None:
    result = found([Article("a", "Gazette", 0), Article("b", "Gazette", 60)], *same("a", "b"))
    assert result.roles == {"a": "unique", "b": "unique"}
    assert result.groups == {"a": "a", "b": "a"}


def test_what_a_publisher_repeats_after_it_was_copied_is_still_its_own() -> None:
    articles = [Article("a", "Gazette", 0), Article("b", "Courier", 60), Article("c", "Gazette", 120)]
    result = found(articles, *same("a", "b", "c"))
    assert result.roles == {"a": "original", "b": "copy", "c": "original"}
    assert result.sources == {"b": ("Gazette", "a", "text", True, 60)}


def test_an_unknown_publisher_may_be_anybody() -> None:
    later = found([Article("a", "Gazette", 0), Article("b", None, 60)], *same("a", "b"))
    assert later.roles == {"a": "original", "b": None}
    earlier = found([Article("a", "Gazette", 60), Article("b", None, 0)], *same("a", "b"))
    assert earlier.roles == {"a": None, "b": None}


def test_groups_do_not_meddle_with_one_another() -> None:
    articles = [Article(f"{name}{n}", name, 10 * n) for n in range(30) for name in ("Gazette", "Courier")]
    Random(1).shuffle(articles)
    articles.append(Article("x", "Tribune", 900))
    result = found(articles, *(pair for n in range(30) for pair in same(f"Gazette{n}", f"Courier{n}")))
    assert [role for role in result.roles.values() if role] == ["unique"]


def test_nothing_has_no_roles() -> None:
    assert found([]) == ({}, {}, {})
