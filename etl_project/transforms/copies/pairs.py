"""Pairs of articles: which are to be compared, and how much alike they are."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np
import polars as pl

from etl_project.tables import core
from etl_project.transforms.copies.shingles import (
    SHINGLE_WORDS,
    THREADS,
    Hashes,
    Numbers,
    Words,
    batches,
    folded,
    shingle_sets,
)

WINDOW_DAYS = 30
"""Articles whose days lie further apart are not compared, unless another number is asked for."""
NEIGHBOURS = 64
"""Of the articles that share a key, each is compared with so many before it: one line above a thousand articles, or one
text under a thousand addresses, would make half a million pairs."""

MIN_JACCARD = 0.7
MIN_CONTAINMENT = 0.9
MIN_CONTAINED = 50
"""Shingles of a text that is contained in another: a shorter one may be a quotation, which several reports have."""


def moved(articles: pl.DataFrame, keyed: pl.DataFrame, window_days: int = WINDOW_DAYS) -> pl.DataFrame:
    """`article_key` of articles whose pairs with one another may be candidates no longer, or again.

    These are not affected themselves, but affected ones stand, or stood, between them, and so no more than `window_days` from
    either, under a key that more than `NEIGHBOURS` share.

    Args:
        articles: those that share a key with an affected one, in order of day and article_key: id, article_key, day, and
            is_affected. One that is affected is there twice: as it was, and as it is.
        keyed: id, key, `was` and `is_now`: whether that stood there before, and stands there now.
    """
    crowded = keyed.filter(pl.len().over("key") > NEIGHBOURS)
    day = articles["day"].to_physical().to_numpy()
    is_affected = articles["is_affected"].to_numpy()
    has_moved = np.zeros(articles.height, dtype=np.bool_)
    for state in ("was", "is_now"):
        for earlier, later in _adjacent(articles, crowded.filter(state)):
            is_near = day[later] - day[earlier] <= window_days
            has_moved[earlier[is_affected[later] & is_near]] = True
            has_moved[later[is_affected[earlier] & is_near]] = True
    return articles.filter(pl.Series(has_moved & ~is_affected)).select("article_key")


def candidates(articles: pl.DataFrame, keyed: pl.DataFrame, window_days: int = WINDOW_DAYS) -> pl.DataFrame:
    """Pairs to compare: article_key, the lesser, and other_article_key.

    Among the articles with one key, in order of day and article_key, each is paired with the `NEIGHBOURS` before it that
    are `window_days` apart at most. So whether a pair is a candidate is told by the articles that there are, and not by the
    order in which they came. Of these pairs, those are returned of which one is affected, or both have moved.

    Args:
        articles: as for `moved`, with has_moved.
        keyed: id and key, as they are now, of all articles that share a key with one that is affected or has moved.
    """
    day = articles["day"].to_physical().to_numpy()
    is_affected, has_moved = articles["is_affected"].to_numpy(), articles["has_moved"].to_numpy()
    found: list[Numbers] = [np.zeros(0, np.int64)]
    for earlier, later in _adjacent(articles, keyed):
        is_wanted = (is_affected[earlier] | is_affected[later] | (has_moved[earlier] & has_moved[later])) & (
            day[later] - day[earlier] <= window_days
        )
        found.append(earlier[is_wanted] * articles.height + later[is_wanted])
    pairs = _distinct(np.concatenate(found))
    key = articles["article_key"]
    one, other = pl.col("one"), pl.col("other")
    return (
        pl.DataFrame({"one": key[pairs // max(articles.height, 1)], "other": key[pairs % max(articles.height, 1)]})
        .select(article_key=pl.min_horizontal(one, other), other_article_key=pl.max_horizontal(one, other))
        .sort("article_key", "other_article_key")
    )


def _adjacent(articles: pl.DataFrame, keyed: pl.DataFrame) -> Iterator[tuple[Numbers, Numbers]]:
    """Places in `articles` of every two that share a key and are `NEIGHBOURS` apart at most, the earlier first."""
    places = articles.select("id").with_row_index("place")
    rows = keyed.select("id", "key").join(places, on="id").sort("key", "place")
    key, place = rows["key"].to_numpy(), rows["place"].cast(pl.Int64).to_numpy()
    later = np.arange(len(key))
    for distance in range(1, NEIGHBOURS + 1):
        later = later[later >= distance]
        later = later[key[later] == key[later - distance]]
        if not len(later):
            return
        yield place[later - distance], place[later]


def _distinct(numbers: Numbers) -> Numbers:
    ordered: Numbers = np.sort(numbers)
    return ordered[np.flatnonzero(np.diff(ordered, prepend=-1))]


def alike(pairs: pl.DataFrame, texts: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.duplicates without run_id: those of some pairs whose texts are near-identical, in the order given.

    `jaccard` and `containment` are exact: by the whole sets of shingles. Contained is a text with at least `MIN_CONTAINED`
    shingles, `MIN_CONTAINMENT` of which the other has, too.

    Args:
        pairs: article_key and other_article_key.
        texts: article_key, body and load_date of the articles in them.
    """
    texts = texts.select("article_key", "load_date", words=folded(texts["body"])).with_row_index("number")
    sides = {"one": "article_key", "other": "other_article_key"}
    found = pairs
    for side, column in sides.items():
        text = texts.select(pl.all().name.prefix(f"{side}_"))
        found = found.join(text, left_on=column, right_on=f"{side}_article_key", maintain_order="left")
    found = found.with_columns(is_identical=pl.col("one_words") == pl.col("other_words")).drop(
        "one_words", "other_words"
    )
    sets = _sets(texts)
    one, other = (found[f"{side}_number"].to_list() for side in sides)
    shared = np.array(
        [
            len(sets[a]) if is_identical else _shared(sets[a], sets[b])
            for a, b, is_identical in zip(one, other, found["is_identical"], strict=True)
        ],
        dtype=np.int64,
    )
    sizes = np.array([len(shingles) for shingles in sets], dtype=np.int64)
    shorter = np.minimum(sizes[one], sizes[other])
    jaccard, containment = pl.col("jaccard"), pl.col("containment")
    method = (
        pl.when("is_identical")
        .then(pl.lit("identical"))
        .when(jaccard >= MIN_JACCARD)
        .then(pl.lit("near"))
        .when((containment >= MIN_CONTAINMENT) & (pl.col("shorter") >= MIN_CONTAINED))
        .then(pl.lit("contained"))
    )
    return (
        found.with_columns(
            shorter=pl.Series(shorter),
            jaccard=pl.Series(shared / (sizes[one] + sizes[other] - shared)),
            containment=pl.Series(shared / shorter),
            load_date=pl.max_horizontal("one_load_date", "other_load_date"),
        )
        .with_columns(method=method)
        .filter(pl.col("method").is_not_null())
        .select(core.DUPLICATES.content_columns)
    )


def _sets(texts: pl.DataFrame) -> list[Hashes]:
    """The distinct shingles of each text, ascending."""
    with ThreadPoolExecutor(THREADS) as threads:
        return list(chain.from_iterable(threads.map(_batch_sets, batches(texts))))


def _batch_sets(batch: pl.DataFrame) -> list[Hashes]:
    shingles, bounds = shingle_sets(Words(batch["words"]).runs(SHINGLE_WORDS), batch.height)
    return np.split(shingles, bounds[1:-1])


def _shared(one: Hashes, other: Hashes) -> int:
    """How many members two sets have in common. Sorting is faster than any other way, for sets of a text's size."""
    both = np.concatenate([one, other])
    both.sort()
    return int(np.count_nonzero(both[1:] == both[:-1]))


def groups(pairs: pl.DataFrame) -> pl.DataFrame:
    """The groups that pairs connect: `article_key`, and `copy_group_key`, the least article_key of its group."""
    keys = pl.concat([pairs["article_key"], pairs["other_article_key"].alias("article_key")]).unique().sort()
    one, other = (
        keys.search_sorted(pairs[name]).cast(pl.Int64).to_numpy() for name in ("article_key", "other_article_key")
    )
    return pl.DataFrame({"article_key": keys, "copy_group_key": keys[_least_connected(one, other, len(keys))]})


def _least_connected(one: Numbers, other: Numbers, count: int) -> Numbers:
    """For each of so many nodes the least that edges lead to."""
    least = np.arange(count)
    while (least[one] != least[other]).any():
        lower = np.minimum(least[one], least[other])
        np.minimum.at(least, least[one], lower)
        np.minimum.at(least, least[other], lower)
        while (least != least[least]).any():
            least = least[least]
    return least
