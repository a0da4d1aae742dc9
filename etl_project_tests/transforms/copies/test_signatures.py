"""Signatures: texts that are alike share a key, whatever else is signed with them."""

from datetime import date
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.transforms.copies.shingles import MIN_WORDS, SHINGLE_WORDS, Words, batches, folded, shingle_sets
from etl_project.transforms.copies.signatures import signatures

DAY = date(2026, 11, 2)
WORDS = [f"word{number}" for number in range(2000)]


def text(seed: int, length: int = 300) -> list[str]:
    """Words of a text that has hardly anything in common with that of another seed."""
    return Random(seed).choices(WORDS, k=length)


def signed(*bodies: str) -> pl.DataFrame:
    """Signatures of texts under the keys 0, 1, ….."""
    return signatures(
        pl.DataFrame(
            {
                "article_key": [str(number) for number in range(len(bodies))],
                "body": bodies,
                "first_load_date": [DAY] * len(bodies),
                "load_date": [DAY] * len(bodies),
            },
            schema={"article_key": pl.String, "body": pl.String, "first_load_date": pl.Date, "load_date": pl.Date},
        )
    )


def shared_keys(one: str, other: str) -> int:
    """How many keys two texts share."""
    first, second = (set(keys) for keys in signed(one, other)["band_keys"])
    return len(first & second)


def test_punctuation_case_and_paragraphs_make_no_difference() -> None:
    one = "“The ferry sails at dawn,” Ana Petrov said. “It will be back by noon, wind and tide permitting, as it was yesterday and the day before.”"
    other = "the ferry sails at dawn Ana PETROV said\n\nit will be back by noon wind and tide permitting as it was yesterday and the day before"
    first, second = signed(one, other).rows()
    assert first[1:] == second[1:]


def test_a_short_text_has_no_signature() -> None:
    words = text(1)
    assert signed(" ".join(words[: MIN_WORDS - 1])).is_empty()
    assert signed("", " ".join(words[:MIN_WORDS]))["article_key"].to_list() == ["1"]


def test_no_articles_have_no_signatures() -> None:
    assert signed().is_empty()


@pytest.mark.parametrize(
    "body",
    [
        "市议会以一票之差通过防潮闸门的修建计划，市长表示工程将于明年春天开始。",
        "สภาเมืองลงมติด้วยคะแนนเสียงเดียวให้สร้างประตูกั้นน้ำขึ้นน้ำลง",
    ],
    ids=["Chinese", "Thai"],
)
def test_scripts_without_spaces_are_read_by_the_character(body: str) -> None:
    assert len(signed(body)) == 1
    assert shared_keys(body, body[:-4]) > 0
    assert shared_keys(body, body[::-1]) == 0


def test_unrelated_texts_share_no_key() -> None:
    keys = signed(*(" ".join(text(seed)) for seed in range(200)))["band_keys"].explode()
    assert keys.n_unique() == len(keys)


def test_a_copy_that_is_cut_to_a_tenth_shares_a_key() -> None:
    for seed in range(50):
        words = text(seed, 600)
        assert shared_keys(" ".join(words), " ".join(words[:60])) > 0


def test_twenty_words_in_a_row_at_the_beginning_are_found_wherever_they_stand() -> None:
    for seed in range(50):
        common, one, other = text(seed, 20), text(1000 + seed), text(2000 + seed)
        assert shared_keys(" ".join(one[:40] + common + one), " ".join(other[:seed] + common + other)) > 0


def test_edits_throughout_are_found() -> None:
    """One word in 35 is another: a similarity of about .75, and no signature that misses it in a hundred texts."""
    for seed in range(100):
        words = text(seed, 420)
        edited = [f"edit{n}" if n % 35 == 17 else word for n, word in enumerate(words)]
        assert shared_keys(" ".join(words), " ".join(edited)) > 0


def test_signatures_are_what_they_were() -> None:
    """They are kept and compared with those of later versions: a change is one of core.signatures, and needs a new schema version."""
    (row,) = signed(" ".join(WORDS[:40])).rows(named=True)
    assert row["shingle_count"] == 36
    assert row["body_hash"] == 6873865184170262
    assert row["band_keys"][:3] == [-9216314679095896744, -8348551019789858434, -7656067863989396634]


@settings(max_examples=25)
@given(st.lists(st.text(), max_size=5), st.randoms(use_true_random=False))
def test_a_signature_depends_on_its_own_text_alone(bodies: list[str], random: Random) -> None:
    bodies = [f"{body} {' '.join(WORDS[:25])}" for body in bodies]
    order = list(range(len(bodies)))
    random.shuffle(order)
    alone = [signed(body).drop("article_key").rows() for body in bodies]
    together = signed(*(bodies[number] for number in order)).drop("article_key").rows()
    assert [[row] for row in together] == [alone[number] for number in order]


@given(st.lists(st.text(alphabet="ab Ä漢\n."), min_size=1))
def test_shingles_are_the_runs_of_words(bodies: list[str]) -> None:
    words = pl.DataFrame({"words": folded(pl.Series("body", bodies))})
    runs = [
        {tuple(text.split(" ")[n : n + SHINGLE_WORDS]) for n in range(text.count(" ") - SHINGLE_WORDS + 1)}
        for text in words["words"]
    ]
    counts = []
    for batch in batches(words):
        _, bounds = shingle_sets(Words(batch["words"]).runs(SHINGLE_WORDS), batch.height)
        counts += (bounds[1:] - bounds[:-1]).tolist()
    assert counts == [len(found) for found in runs]
