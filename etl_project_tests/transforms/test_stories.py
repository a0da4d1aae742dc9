"""Terms, vectors, gathering and what is told of a story, by cases small enough to be worked out by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import polars as pl
import pytest

from etl_project.keys import stable_key
from etl_project.transforms.stories import Batch, Vocabulary, article_terms, gather, rarities, story_rows, weigh

DAY = date(2026, 11, 2)


def terms(title: str, body: str = "") -> dict[str, int]:
    frame = pl.DataFrame(
        {"article_key": ["a"], "title": [title], "body": [body], "first_load_date": [DAY], "load_date": [DAY]}
    )
    (row,) = article_terms(frame).to_dicts()
    return dict(zip(row["terms"], row["counts"], strict=True))


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("The ferry", "A ferry, the FERRY", {"ferry": 4}),
        # A word that the text always writes with a capital counts twice each time; headlines tell nothing of that.
        ("", "Talks in Karsava; talks again", {"again": 1, "karsava": 2, "talks": 2}),
        ("Big Talks", "talks", {"big": 2, "talks": 3}),
        ("Karsava", "In Karsava", {"karsava": 6}),
        ("Quake of 6.4, 1,200 hurt", "", {"1,200": 2, "6.4": 2, "hurt": 2, "quake": 2}),
        ("地震发生", "", {"发生": 2, "地震": 2, "震发": 2}),
        ("الميناء وميناء", "", {"ميناء": 2, "وميناء": 2}),
        ("— !", "a I 7", {}),
        ("x" * 41, "", {}),
    ],
)
def test_terms(title: str, body: str, expected: dict[str, int]) -> None:
    assert terms(title, body) == expected


def test_only_the_beginning_of_a_text_is_read() -> None:
    assert terms("", "sea ferries, " * 200)["sea"] == 77  # which 1,000 characters hold


def test_a_rare_term_weighs_more_and_a_vector_has_length_10_000() -> None:
    # Of 9 articles, one with the first term, nine with the second: ln(10 / 1.5) and ln(10 / 9.5), in thousandths.
    assert rarities(np.array([1, 9]), 9).tolist() == [1897, 51]
    counts = Vocabulary().rows(pl.Series([["a", "b"], []]), pl.Series([[1, 1], []], dtype=pl.List(pl.Int32)))
    weights = weigh(counts, np.array([300, 400])).toarray()
    assert sorted(weights[0].tolist()) == [6000, 8000]
    assert weights[1].tolist() == [0, 0]


def batch(vectors: Mapping[str, tuple[int, ...]]) -> Batch:
    """Articles with vectors of these weights."""
    names = pl.Series([["x", "y", "z"]] * len(vectors), dtype=pl.List(pl.String))
    values = pl.Series([list(vector) for vector in vectors.values()], dtype=pl.List(pl.Int32))
    return Batch(list(vectors), VOCABULARY.rows(names, values))


VOCABULARY = Vocabulary({"x": 0, "y": 1, "z": 2})
X, Y, XY = (10_000, 0, 0), (0, 10_000, 0), (6000, 8000, 0)


def gathered(
    new: Mapping[str, tuple[int, ...]],
    old: Mapping[str, tuple[str, tuple[int, ...]]] | None = None,
    *,
    twins: tuple[tuple[str, str], ...] = (),
    began_on: Mapping[str, date] | None = None,
    same_event: float = 0.5,
) -> tuple[dict[str, str], dict[str, str]]:
    old = old or {}
    window = batch({key: vector for key, (_, vector) in old.items()})
    story_of = {key: story for key, (story, _) in old.items()}
    began = dict.fromkeys(story_of.values(), DAY) | dict(began_on or {})
    found = gather(batch(new), window, story_of, began, twins, same_event)
    return found.stories, found.merges


def test_alike_articles_are_a_story_of_the_one_with_the_least_key() -> None:
    assert gathered({"a": X, "b": X, "c": Y}) == (
        {"a": stable_key("a"), "b": stable_key("a"), "c": stable_key("c")},
        {},
    )


def test_the_most_similar_are_gathered_first_and_the_mean_decides() -> None:
    # XY is nearer to Y (.8) than to X (.6). With Y gathered, X has a mean similarity to both of .3.
    stories, _ = gathered({"a": X, "b": XY, "c": Y})
    assert stories == {"a": stable_key("a"), "b": stable_key("b"), "c": stable_key("b")}
    stories, _ = gathered({"a": X, "b": XY, "c": Y}, same_event=0.3)
    assert set(stories.values()) == {stable_key("a")}


def test_of_equals_those_with_the_least_keys_are_gathered() -> None:
    middle = (7071, 7071, 0)
    stories, _ = gathered({"a": X, "b": middle, "c": Y}, same_event=0.7)
    assert stories == {"a": stable_key("a"), "b": stable_key("a"), "c": stable_key("c")}


def test_an_article_joins_an_old_story() -> None:
    assert gathered({"b": X}, {"a": ("s1", X), "c": ("s2", Y)}) == ({"b": "s1"}, {})


def test_old_stories_become_one_only_through_something_new() -> None:
    old = {"a": ("s2", X), "b": ("s1", X)}
    assert gathered({"c": Y}, old) == ({"c": stable_key("c")}, {})
    assert gathered({"c": X}, old) == ({"c": "s1"}, {"s2": "s1"})
    assert gathered({"c": X}, old, began_on={"s2": date(2026, 11, 1)}) == ({"c": "s2"}, {"s1": "s2"})


def test_twins_go_together_whatever_their_vectors_say() -> None:
    assert gathered({"a": X, "b": Y}, twins=(("b", "a"),))[0] == {"a": stable_key("a"), "b": stable_key("a")}
    assert gathered({"c": Y}, {"a": ("s1", X)}, twins=(("c", "a"),)) == ({"c": "s1"}, {})


def test_an_article_without_terms_is_a_story_of_its_own() -> None:
    nothing = (0, 0, 0)
    assert gathered({"a": nothing, "b": nothing})[0] == {"a": stable_key("a"), "b": stable_key("b")}


def test_a_day_without_articles_changes_nothing() -> None:
    assert gathered({}, {"a": ("s1", X), "b": ("s2", X)}) == ({}, {})


def at(hour: int) -> datetime:
    return datetime(2026, 11, 2, hour, tzinfo=UTC)


def told(*articles: dict[str, Any]) -> dict[str, Any]:
    """The row of the story that some articles are."""
    plain: dict[str, Any] = {
        "story_key": "s",
        "publisher_key": "p",
        "copy_role": None,
        "first_load_date": DAY,
        "load_date": DAY,
    }
    plain |= {"published_lo": None, "published_hi": None, "terms": ["x"], "weights": [10_000]}
    rows = [
        plain | {"article_key": key, "title": key.upper()} | facts for key, facts in zip("abcd", articles, strict=False)
    ]
    time = pl.Datetime("us", "UTC")
    (row,) = story_rows(
        pl.DataFrame(rows, schema_overrides={"published_lo": time, "published_hi": time, "copy_role": pl.String})
    ).to_dicts()
    return row


def test_the_first_is_the_one_that_ends_before_all_others_begin() -> None:
    later = {"published_lo": at(12), "published_hi": at(13)}
    assert told(later, {"published_lo": at(10), "published_hi": at(11)})["first_article_key"] == "b"
    assert told(later, {"published_lo": at(10), "published_hi": at(12)})["first_article_key"] is None
    assert told(later, {"published_lo": at(12), "published_hi": at(12)})["first_article_key"] is None
    assert told(later, {"published_lo": at(10), "published_hi": at(11)}, {})["first_article_key"] is None
    assert told({})["first_article_key"] == "a"


def test_the_label_is_the_headline_of_the_most_central_article() -> None:
    two, one = {"terms": ["x", "y"], "weights": [7071, 7071]}, {"terms": ["x"], "weights": [10_000]}
    assert told({"terms": ["y"], "weights": [10_000]}, two, one)["label"] == "B"
    # Of equals the first: by time, then by key; one without a time comes last.
    assert told(one, one)["label"] == "A"
    assert told(one, one | {"published_lo": at(9), "published_hi": at(9)})["label"] == "B"


def test_articles_publishers_and_originals_are_counted_and_terms_ranked() -> None:
    row = told(
        {"copy_role": "original", "terms": ["x", "y"], "weights": [6000, 8000]},
        {"copy_role": "copy", "publisher_key": "q"},
        {"copy_role": None, "publisher_key": None, "published_lo": at(9), "published_hi": at(10)},
    )
    assert (row["article_count"], row["publisher_count"], row["original_count"]) == (3, 2, 2)
    assert row["terms"] == ["x", "y"]
    assert (row["published_lo"], row["published_hi"]) == (at(9), at(10))
