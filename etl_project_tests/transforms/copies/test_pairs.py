"""Which pairs are compared, what is found of them, and which groups they make."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.transforms.copies.pairs import (
    MIN_CONTAINED,
    NEIGHBOURS,
    WINDOW_DAYS,
    alike,
    candidates,
    groups,
    moved,
)

DAY = date(2026, 11, 2)


def compared(one: str, other: str) -> tuple[Any, ...] | None:
    """Similarity, containment and method of two texts; None where they are not alike."""
    pairs = pl.DataFrame({"article_key": ["a"], "other_article_key": ["b"]})
    texts = pl.DataFrame({"article_key": ["b", "a"], "body": [other, one], "load_date": [DAY, DAY + timedelta(1)]})
    found = alike(pairs, texts)
    if found.is_empty():
        return None
    ((*_, jaccard, containment, method, load_date),) = found.rows()
    assert load_date == DAY + timedelta(1)
    return jaccard, containment, method


def words(first: int, last: int) -> str:
    return " ".join(f"w{number}" for number in range(first, last))


def test_the_same_words_are_identical() -> None:
    assert compared(words(0, 30), words(0, 30).replace(" ", ",\n").upper()) == (1, 1, "identical")


def test_most_of_both_texts_is_near() -> None:
    """96 shingles each, of which the 91 of words 5 to 99 are common, and 101 in all."""
    assert compared(words(0, 100), words(5, 105)) == (pytest.approx(91 / 101), pytest.approx(91 / 96), "near")


def test_a_text_that_is_cut_off_is_contained() -> None:
    assert compared(words(0, 400), words(0, 100)) == (pytest.approx(96 / 396), 1, "contained")


def test_a_quotation_is_no_copy() -> None:
    length = MIN_CONTAINED + 3  # words, of a text with one shingle less than it takes
    assert compared(words(0, 400), words(0, length)) is None
    assert compared(words(0, 400), words(0, length + 1)) is not None


def test_an_article_that_shares_a_paragraph_is_no_copy() -> None:
    assert compared(words(0, 400), words(1000, 1300) + " " + words(0, 100)) is None


def test_the_same_words_in_another_order_are_not_alike() -> None:
    shuffled = words(0, 100).split()
    Random(1).shuffle(shuffled)
    assert compared(words(0, 100), " ".join(shuffled)) is None


texts = st.lists(st.sampled_from("abcd"), min_size=5, max_size=60).map(" ".join)


@given(texts, texts)
def test_similarity_is_that_of_the_sets(one: str, other: str) -> None:
    sets = [{tuple(text.split()[n : n + 5]) for n in range(len(text.split()) - 4)} for text in (one, other)]
    jaccard = len(sets[0] & sets[1]) / len(sets[0] | sets[1])
    containment = len(sets[0] & sets[1]) / min(map(len, sets))
    found = compared(one, other)
    if jaccard >= 0.7:
        assert found is not None
        assert found[:2] == pytest.approx((jaccard, containment))
        assert (found[2] == "identical") == (one == other)
    else:
        assert found is None or (found[2] == "contained" and containment >= 0.9)


Held = dict[str, tuple[int, frozenset[int]]]
"""By article_key: day and keys."""


def frames(before: Held, now: Held, affected: set[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What `moved` takes."""
    standing = [(key, *held, key in affected, key not in affected, True) for key, held in now.items()]
    standing += [(key, *before[key], True, True, False) for key in affected if key in before]
    rows = [
        (number, key, DAY + timedelta(day), is_affected, was, is_now, sorted(keys))
        for number, (key, day, keys, is_affected, was, is_now) in enumerate(standing)
    ]
    schema: dict[str, Any] = {
        "id": pl.Int64,
        "article_key": pl.String,
        "day": pl.Date,
        "is_affected": pl.Boolean,
        "was": pl.Boolean,
        "is_now": pl.Boolean,
        "key": pl.List(pl.Int64),
    }
    frame = pl.DataFrame(rows, schema, orient="row")
    return (
        frame.select("id", "article_key", "day", "is_affected").sort("day", "article_key", "id"),
        frame.select("id", "key", "was", "is_now").explode("key", empty_as_null=False),
    )


def decided(before: Held, now: Held, affected: set[str], known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The candidates after a load, given those before it."""
    articles, keyed = frames(before, now, affected)
    moved_keys = set(moved(articles, keyed)["article_key"])
    found = candidates(articles.with_columns(has_moved=pl.col("article_key").is_in(moved_keys)), keyed.filter("is_now"))
    kept = {(one, other) for one, other in known if not ({one, other} & affected or {one, other} <= moved_keys)}
    return kept | set(found.rows())


def test_articles_that_share_a_key_are_compared_within_the_window() -> None:
    now: Held = {
        "b": (0, frozenset({1})),
        "a": (WINDOW_DAYS, frozenset({1, 2})),
        "c": (WINDOW_DAYS + 1, frozenset({1, 2})),
        "d": (0, frozenset({3})),
    }
    assert decided({}, now, set(now), set()) == {("a", "b"), ("a", "c")}


def test_of_pairs_only_those_with_an_affected_article_are_compared() -> None:
    now: Held = {key: (0, frozenset({1})) for key in "abc"}
    articles, keyed = frames({}, now, {"b"})
    found = candidates(articles.with_columns(has_moved=pl.lit(False)), keyed)
    assert found.rows() == [("a", "b"), ("b", "c")]


def test_a_crowd_is_compared_with_its_neighbours_only() -> None:
    now: Held = {f"{number:04}": (0, frozenset({1, 2})) for number in range(NEIGHBOURS * 3)}
    found = decided({}, now, set(now), set())
    assert found == {(f"{n:04}", f"{m:04}") for n, m in combinations(range(NEIGHBOURS * 3), 2) if m - n <= NEIGHBOURS}


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4))
def test_candidates_are_the_same_in_whatever_order_articles_come_and_go(random: Random, loads: int) -> None:
    """Crowds under two keys, into which articles come, change their keys or days, and are withdrawn, in several loads."""

    def some(count: int) -> Held:
        return {
            f"{random.randrange(400):04}": (
                random.randrange(3),
                frozenset(key for key in (1, 2, 3) if random.random() < 0.6),
            )
            for _ in range(count)
        }

    before: Held = {}
    known: set[tuple[str, str]] = set()
    for _ in range(loads):
        gone = set(random.sample(sorted(before), k=len(before) // 10))
        come = some(random.choice((1, 5, 150)))
        now = {key: held for key, held in (before | come).items() if key not in gone}
        known = decided(before, now, gone | set(come), known)
        before = now
    assert known == decided({}, before, set(before), set())


pairs_of_letters = st.lists(st.tuples(st.sampled_from("abcdefghij"), st.sampled_from("abcdefghij")))


@given(pairs_of_letters)
def test_groups_are_what_pairs_connect(edges: list[tuple[str, str]]) -> None:
    edges = sorted({(min(edge), max(edge)) for edge in edges if edge[0] != edge[1]})
    found = groups(pl.DataFrame(edges, {"article_key": pl.String, "other_article_key": pl.String}, orient="row"))
    reached: dict[str, set[str]] = defaultdict(set)
    for one, other in edges:
        together = {one, other} | reached[one] | reached[other]
        for member in together:
            reached[member] = together
    assert dict(found.rows()) == {member: min(together) for member, together in reached.items()}


def test_a_long_chain_is_one_group() -> None:
    edges = [(f"{number:04}", f"{number + 1:04}") for number in range(3000)]
    Random(1).shuffle(edges)
    found = groups(pl.DataFrame(edges, {"article_key": pl.String, "other_article_key": pl.String}, orient="row"))
    assert found["copy_group_key"].unique().to_list() == ["0000"]
