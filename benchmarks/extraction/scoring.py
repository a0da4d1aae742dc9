"""Figures of an extraction against annotated pages: body, title, authors, calendar day and, where it is annotated, minute.

The body's are those of the article-extraction-benchmark (https://github.com/scrapinghub/article-extraction-benchmark):
precision and recall over 4-word shingles, whose counts are normalised by page, and F1 of their means over pages.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

Row = Mapping[str, Any]
"""`title`, `authors`, `published` (ISO 8601), `published_minute` (the same in UTC, where `published` has no offset) and `body`
of a page, as far as they are known."""
Values = npt.NDArray[np.float64]
"""One number a page; NaN where it is not defined."""

PARTS = ("body_precision", "body_recall", "title", "authors", "published", "published_minute")

SHINGLE_WORDS = 4
_WORD = re.compile(r"\w+")
_FOLDED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‐": "-", "\xa0": " "})


def score_pages(gold: Sequence[Row], found: Sequence[Row | None]) -> dict[str, Values]:
    """The `PARTS` of each page. A page of which nothing was found counts as empty."""
    pages = [_score_page(row, predicted or {}) for row, predicted in zip(gold, found, strict=True)]
    return {part: np.array([page[part] for page in pages], dtype=np.float64) for part in PARTS}


def figures(parts: Mapping[str, Values]) -> dict[str, float]:
    """The figures of a set of pages, from the parts of each: body_f1, title, authors and published, if annotated."""
    means = {part: float(np.nanmean(values)) for part, values in parts.items() if not np.isnan(values).all()}
    precision, recall = means.pop("body_precision", 0.0), means.pop("body_recall", 0.0)
    return {"body_f1": _harmonic(precision, recall), **means}


def body_f1(parts: Mapping[str, Values]) -> Values:
    """F1 of each page's body."""
    return np.array([_harmonic(*pair) for pair in zip(parts["body_precision"], parts["body_recall"], strict=True)])


def bootstrap_difference(
    one: Mapping[str, Values], other: Mapping[str, Values], *, samples: int = 2_000, seed: int = 1
) -> dict[str, tuple[float, float]]:
    """95% intervals of the figures of `one` less those of `other` on the same pages, by the paired bootstrap
    (Efron and Tibshirani 1993, chapter 13: percentiles over pages drawn with replacement)."""
    random = np.random.default_rng(seed)
    pages = len(one["body_recall"])
    draws = []
    for _ in range(samples):
        drawn = random.integers(0, pages, pages)
        ours = figures({part: values[drawn] for part, values in one.items()})
        theirs = figures({part: values[drawn] for part, values in other.items()})
        draws.append({name: value - theirs.get(name, 0.0) for name, value in ours.items()})
    names = figures(one)
    intervals = {name: np.percentile([draw[name] for draw in draws if name in draw], [2.5, 97.5]) for name in names}
    return {name: (float(low), float(high)) for name, (low, high) in intervals.items()}


def _score_page(gold: Row, found: Row) -> dict[str, float]:
    nan = float("nan")
    precision = recall = nan
    if gold.get("body"):
        want, got = shingles(gold["body"]), shingles(found.get("body") or "")
        hits = (want & got).total()
        precision = hits / got.total() if got else nan
        recall = hits / want.total() if want else nan
    title, day = gold.get("title"), gold.get("published")
    return {
        "body_precision": precision,
        "body_recall": recall,
        "title": float(fold(title) == fold(found.get("title") or "")) if title else nan,
        "authors": _set_f1(gold["authors"], found.get("authors") or []) if "authors" in gold else nan,
        "published": float(str(day)[:10] == str(found.get("published") or "")[:10]) if day else nan,
        "published_minute": float(_minute(found) == minute) if (minute := _minute(gold)) else nan,
    }


def _minute(row: Row) -> datetime | None:
    """The minute of publication, if the row tells it with its offset."""
    try:
        instant = datetime.fromisoformat(str(row.get("published_minute") or row.get("published")))
    except ValueError:
        return None
    return instant.astimezone(UTC).replace(second=0, microsecond=0) if instant.tzinfo else None


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The text's runs of 4 words, with their counts; of a shorter text, all its words as one run."""
    words = _WORD.findall(text)
    count = max(1, len(words) - SHINGLE_WORDS + 1)
    return Counter(shingle for at in range(count) if (shingle := tuple(words[at : at + SHINGLE_WORDS])))


def fold(text: str) -> str:
    """A text with compatibility forms, quotes, dashes, case and white space folded."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_FOLDED).casefold().split())


def _set_f1(gold: Sequence[str], found: Sequence[str]) -> float:
    want, got = {fold(name) for name in gold} - {""}, {fold(name) for name in found} - {""}
    if not want or not got:
        return float(want == got)
    return _harmonic(len(want & got) / len(got), len(want & got) / len(want))


def _harmonic(precision: float, recall: float) -> float:
    """F1; 0 where one of the two is 0 or not defined."""
    return 2 * precision * recall / (precision + recall) if precision > 0 and recall > 0 else 0.0
