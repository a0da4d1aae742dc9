"""Texts as hashed shingles: runs of `SHINGLE_WORDS` words.

The hash of a run is a polynomial over the bytes of its folded words, modulo 2^64, mixed: so those of all runs of a batch
of texts come from one running sum. Hashes are kept in core.signatures and compared with those of later
nights, so they rest on nothing that another version of a library might compute otherwise.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl_project.transforms.texts import folded_words, spaced_characters

Hashes: TypeAlias = NDArray[np.uint64]
Numbers: TypeAlias = NDArray[np.int64]

SHINGLE_WORDS = 5
MIN_WORDS = 20
"""Of a shorter text nothing tells whether it is a copy."""
MAX_CHARACTERS = 250_000
"""Of a longer text the beginning is compared."""

HASH_BITS = 53
"""Of a run's hash. Above it there is room for the number of a text in its batch: what sorts numbers sorts hashes by text."""
_BATCH_BYTES = 1 << 20
_MIN_BYTES = 1 << 10
"""What a text counts at least, so that a batch has no more texts than 64-bit integers have room for."""

_BASE = 0x9E3779B97F4A7C15
"""Odd, so that it has an inverse."""
_SPACE = ord(" ")


def mixed(values: Hashes) -> Hashes:
    """A permutation of the 64-bit numbers in which every bit depends on all others (the finaliser of splitmix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


_BYTES = mixed(np.arange(1, 257, dtype=np.uint64))
"""What each byte counts."""


def folded(texts: pl.Series) -> pl.Series:
    """The words of texts, case and compatibility forms folded, with a space after each.

    Punctuation goes first: what then is ASCII, as most texts in English are, needs no normalisation, which costs most.
    Each character of a script that is written without spaces is a word.
    """
    text = pl.col(texts.name)
    plain = text.str.slice(0, MAX_CHARACTERS).str.replace_all(r"[\W_]+", " ").str.to_lowercase().str.strip_chars(" ")
    found = pl.LazyFrame([texts]).select(plain).collect().to_series()
    is_ascii = found.str.len_bytes() == found.str.len_chars()
    if not is_ascii.all():
        others = pl.LazyFrame([found.filter(~is_ascii)]).select(spaced_characters(folded_words(text))).collect()
        found = found.scatter((~is_ascii).arg_true(), others.to_series())
    return found + " "


class Runs(NamedTuple):
    """Hashed runs of words of some texts, in the order in which they stand there."""

    text: Numbers
    """Number of the text that each stands in, ascending."""
    place: Numbers
    """Number of its first word in that text, ascending."""
    hash: Hashes


class Words:
    """The words of some texts, which are hashed in runs of any length."""

    def __init__(self, texts: pl.Series) -> None:
        """Find the words.

        Args:
            texts: as `folded` returns them, a batch at most.
        """
        array = texts.to_arrow()
        _, offsets, content = array.buffers()
        ends_of_texts = np.frombuffer(offsets, dtype=np.int64)[array.offset :][: len(array) + 1]
        letters = np.frombuffer(content, dtype=np.uint8)[ends_of_texts[0] : ends_of_texts[-1]]
        self._ends = np.flatnonzero(letters == _SPACE)
        self._starts = np.concatenate([np.zeros(1, np.int64), self._ends[:-1] + 1])
        first_words = np.searchsorted(self._ends, ends_of_texts - ends_of_texts[0])
        self._text = np.repeat(np.arange(len(array)), np.diff(first_words))
        self._place = np.arange(len(self._text)) - first_words[self._text]
        self._sums = np.zeros(len(letters) + 1, dtype=np.uint64)
        np.cumsum(_BYTES[letters] * _powers(_BASE, len(letters)), out=self._sums[1:])

    def runs(self, length: int, first: int | None = None) -> Runs:
        """Every run of `length` words within one text, or within its `first` words."""
        last = length - 1
        count = max(len(self._text) - last, 0)
        is_wanted = self._text[:count] == self._text[last:]
        if first is not None:
            is_wanted &= self._place[last:] < first
        begins = np.flatnonzero(is_wanted)
        return Runs(
            self._text[begins], self._place[begins], self._hashes(self._starts[begins], self._ends[begins + last])
        )

    def wholes(self) -> Hashes:
        """One hash for each text that has words, of all of them."""
        firsts = np.flatnonzero(self._place == 0)
        lasts = np.concatenate([firsts[1:], [len(self._text)]]) - 1
        return self._hashes(self._starts[firsts], self._ends[lasts])

    def _hashes(self, starts: Numbers, ends: Numbers) -> Hashes:
        # The difference of the sums counts the bytes as they would at their place; divided by that, as at the beginning.
        shifted_back = _powers(pow(_BASE, -1, 1 << 64), len(self._sums))[starts]
        return mixed((self._sums[ends] - self._sums[starts]) * shifted_back) >> np.uint64(64 - HASH_BITS)


def _powers(base: int, count: int) -> Hashes:
    return _powers_up_to(base, 1 << max(count - 1, _BATCH_BYTES).bit_length())[:count]


@cache
def _powers_up_to(base: int, count: int) -> Hashes:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def batches(texts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Frames with a column `words`, as `folded` returns it, in parts that `Words` can take."""
    weights = texts["words"].str.len_bytes().clip(lower_bound=_MIN_BYTES).cum_sum()
    for _, part in texts.group_by(weights // _BATCH_BYTES, maintain_order=True):
        yield part


def shingle_sets(shingles: Runs, texts: int) -> tuple[Hashes, Numbers]:
    """The distinct shingles of each text, ascending, one text after the other; and where each begins, and the last ends."""
    keyed = np.sort((shingles.text.astype(np.uint64) << np.uint64(HASH_BITS)) | shingles.hash)
    keyed = keyed[np.diff(keyed, prepend=~keyed[:1]) != 0]  # several times faster than np.unique
    bounds = np.searchsorted(keyed, np.arange(texts + 1, dtype=np.uint64) << np.uint64(HASH_BITS))
    return keyed & np.uint64((1 << HASH_BITS) - 1), bounds
