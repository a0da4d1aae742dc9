from datetime import date

import pytest

from benchmarks.stories.invented import Article, articles
from benchmarks.stories.scoring import b_cubed, by_headlines


def test_b_cubed_by_hand() -> None:
    # Found {a, b, c}, {d}; known {a, b}, {c, d}. Precision: 2/3, 2/3, 1/3, 1. Recall: 1, 1, 1/2, 1/2.
    score = b_cubed({"a": "1", "b": "1", "c": "1", "d": "2"}, {"a": "x", "b": "x", "c": "y", "d": "y"})
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == pytest.approx(3 / 4)
    assert score.f1 == pytest.approx(12 / 17)


def test_headlines_that_share_enough_words_go_together() -> None:
    def told(key: str, day: int, title: str) -> Article:
        return Article(key, date(2026, 9, day), title, "", "")

    some = [told("a", 1, "Ferry strike ends"), told("b", 2, "Ferry strike begins"), told("c", 20, "Ferry strike ends")]
    assert by_headlines(some, same=0.5) == {"a": "a", "b": "a", "c": "c"}
    assert by_headlines(some, same=0.6) == {"a": "a", "b": "b", "c": "c"}


def test_a_seed_always_tells_the_same_and_every_writer_otherwise() -> None:
    told = articles(seed=1, events=30)
    assert told == articles(seed=1, events=30)
    assert len({article.body for article in told}) == len(told) == len({article.key for article in told})
