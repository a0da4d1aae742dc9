"""How well articles are grouped, against groups that are known."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from benchmarks.stories.invented import Article


class Score(NamedTuple):
    """B-cubed (Bagga and Baldwin 1998): means over the articles."""

    precision: float
    """Of the articles that an article is grouped with, itself among them, those that belong with it."""
    recall: float
    """Of those that belong with it, those that it is grouped with."""

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall)

    def __str__(self) -> str:
        return f"{self.precision:.3f} {self.recall:.3f} {self.f1:.3f}"


def b_cubed(found: Mapping[str, str], known: Mapping[str, str]) -> Score:
    """Score of a grouping: group by article, as found and as known; every known article has to be found."""
    both = Counter((found[key], group) for key, group in known.items())
    found_sizes, known_sizes = Counter(found[key] for key in known), Counter(known.values())
    return Score(
        sum(count * count / found_sizes[group] for (group, _), count in both.items()) / len(known),
        sum(count * count / known_sizes[group] for (_, group), count in both.items()) / len(known),
    )


def by_headlines(articles: Sequence[Article], same: float, window_days: int = 7) -> dict[str, str]:
    """The baseline: an article goes with the article of the week before whose headline shares most of its words.

    Args:
        same: least share (Jaccard); one that shares less with all others begins a group.
    """
    groups: dict[str, str] = {}
    words = {article.key: set(re.findall(r"\w+", article.title.lower())) for article in articles}
    with_word: dict[str, list[Article]] = {}
    for article in sorted(articles, key=lambda article: (article.day, article.key)):
        shared = Counter(
            other.key
            for word in words[article.key]
            for other in with_word.get(word, ())
            if (article.day - other.day).days <= window_days
        )
        most, nearest = max(
            ((count / len(words[article.key] | words[key]), key) for key, count in shared.items()), default=(0.0, "")
        )
        groups[article.key] = groups[nearest] if most >= same else article.key
        for word in words[article.key]:
            with_word.setdefault(word, []).append(article)
    return groups
