"""Signatures: a few keys for each text, of which two texts that are alike share one.

Two kinds. The *bands* are of a MinHash of the shingles (one permutation, empty bins filled by optimal densification:
Shrivastava 2017): a pair shares a band with a probability that rises steeply with its Jaccard similarity, wherever the
texts differ. The *openings* are for what has little in common with a text because it is a small part of it: of the
text's beginning, every run of `_OPENING_WINDOW` runs of words gives its least (winnowing: Schleimer, Wilkerson and Aiken
2003), so that two beginnings that share any `MIN_WORDS` words in a row share a key for certain, wherever these stand.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import polars as pl

from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.copies.shingles import (
    MIN_WORDS,
    SHINGLE_WORDS,
    Hashes,
    Numbers,
    Words,
    batches,
    folded,
    mixed,
    shingle_sets,
)

BANDS = 20
_BAND_BINS = 3
"""Bins that have to be alike for a band to be: at a similarity of .7 one band in three is, of unrelated texts none."""
_BINS = BANDS * _BAND_BINS

OPENING_WORDS = 80
"""Of the text's beginning: room for a line before a text that was taken over, such as a dateline or a call to subscribe."""
_OPENING_RUN = 10
"""Words: many enough that texts on different things do not share them by chance, as they do a turn of phrase."""
_OPENING_WINDOW = MIN_WORDS - _OPENING_RUN + 1

_THREADS = 2
"""NumPy lets go of the interpreter while it counts."""

_NOTHING = np.uint64(0xFFFFFFFFFFFFFFFF)
"""Above any hash."""


def signatures(articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.signatures without run_id, of the articles whose text has `MIN_WORDS` words, in the order given.

    Args:
        articles: article_key, body, first_load_date and load_date.
    """
    texts = articles.select("article_key", "load_date", day="first_load_date", words=folded(articles["body"]))
    texts = texts.filter(pl.col("words").str.count_matches(" ", literal=True) >= MIN_WORDS)
    columns = frame_schema(core.SIGNATURES)
    with ThreadPoolExecutor(_THREADS) as threads:
        parts = threads.map(_signed, batches(texts))
        return pl.concat([pl.DataFrame(schema=columns), *(part.select(*columns) for part in parts)])


def _signed(batch: pl.DataFrame) -> pl.DataFrame:
    words = Words(batch["words"])
    shingles, bounds = shingle_sets(words.runs(SHINGLE_WORDS), batch.height)
    bands = _band_keys(_minhash(shingles, bounds)).view(np.int64)
    keys = pl.DataFrame({"text": np.repeat(np.arange(batch.height), BANDS), "key": bands.ravel()})
    opening_texts, openings = _opening_keys(words, batch.height)
    keys = pl.concat([keys, pl.DataFrame({"text": opening_texts, "key": openings.view(np.int64)})])
    return batch.with_columns(
        pl.Series("body_hash", words.wholes().view(np.int64)),
        pl.Series("shingle_count", np.diff(bounds), dtype=pl.Int32),
        keys.group_by("text").agg(pl.col("key").unique().sort()).sort("text")["key"].alias("band_keys"),
    )


def _minhash(shingles: Hashes, bounds: Numbers) -> Hashes:
    """The least shingle of each text in each bin; an empty bin is lent that of another, the same for all texts."""
    texts = len(bounds) - 1
    text = np.repeat(np.arange(texts), np.diff(bounds))
    # A shingle's bin is told by its upper bits, so that the bins of a text lie one after the other, each ascending.
    place = text * _BINS + ((shingles >> np.uint64(21)) * np.uint64(_BINS) >> np.uint64(32)).astype(np.int64)
    first = np.flatnonzero(np.diff(place, prepend=-1))
    least = np.full((texts, _BINS), _NOTHING)
    least.ravel()[place[first]] = shingles[first]
    text, bin_ = np.nonzero(least == _NOTHING)
    lent = least.copy()
    attempt = 0
    while len(text):
        lender = mixed((bin_ + _BINS * attempt).astype(np.uint64)) % np.uint64(_BINS)
        lent[text, bin_] = least[text, lender.astype(np.int64)]
        is_empty = lent[text, bin_] == _NOTHING
        text, bin_ = text[is_empty], bin_[is_empty]
        attempt += 1
    return lent


def _band_keys(minhash: Hashes) -> Hashes:
    """A key for each band of each text."""
    keys = np.broadcast_to(mixed(np.arange(BANDS, dtype=np.uint64)), (len(minhash), BANDS))
    for bins in np.moveaxis(minhash.reshape(-1, BANDS, _BAND_BINS), 2, 0):
        keys = mixed(keys + bins)
    return keys


def _opening_keys(words: Words, texts: int) -> tuple[Numbers, Hashes]:
    """Keys of the texts' beginnings: number of the text, and key."""
    runs = words.runs(_OPENING_RUN, first=OPENING_WORDS)
    opening = np.full((texts, OPENING_WORDS - _OPENING_RUN + 1), _NOTHING)
    opening[runs.text, runs.place] = mixed(runs.hash)
    least = np.lib.stride_tricks.sliding_window_view(opening, _OPENING_WINDOW, axis=1).min(axis=2)
    is_new = np.diff(least, axis=1, prepend=_NOTHING) != 0
    text, window = np.nonzero(is_new & (least != _NOTHING))
    return text, least[text, window]
