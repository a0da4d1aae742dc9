import unicodedata
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.transforms.texts import (
    LEAD_LENGTH,
    folded_words,
    lead,
    one_line,
    paragraphs,
    without_joiners,
    word_count,
)

TEXT = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("\u200b\u200c\u200d\u200f\u00ad\r\n\t \u00a0e\u0301")
)


def apply(function: Callable[[pl.Expr], pl.Expr], *texts: str | None) -> list[object]:
    return pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(function(pl.col("text")))["text"].to_list()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  One.\r\n\r\n\r\nTwo\u00a0 three.\t\rFour. ", "One.\nTwo three.\nFour."),
        ("One\u2028two\u2029three\x85four", "One\ntwo\nthree\nfour"),
        ("cafe\u0301", "café"),
        ("e\u200b\u0301", "é"),
        ("\u200fمرفأ\u200e \u202bالزهراء\u202c\u2069", "مرفأ الزهراء"),
        ("har\u00adbour\ufeff\u2060", "harbour"),
        ("\u200c \u200d\u200c\n\u200cText\u200d", "Text"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\x00a\x07b\x1fc\x7f", "abc"),
        (" \n\u3000\n ", ""),
        ("", ""),
        (None, None),
    ],
)
def test_paragraphs(text: str | None, clean: str | None) -> None:
    assert apply(paragraphs, text) == [clean]


@given(TEXT)
def test_clean_text_is_clean(text: str) -> None:
    (clean,) = apply(paragraphs, text)
    assert isinstance(clean, str)
    assert apply(paragraphs, clean) == [clean]
    assert unicodedata.is_normalized("NFC", clean)
    assert all(line and line == line.strip() for line in clean.split("\n")) or clean == ""


def test_one_line() -> None:
    assert apply(one_line, " Bridge\nopens \u200b", "\u200b \n", None) == ["Bridge opens", None, None]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“It’s open,” she said – at last…", '"It\'s open" she said -- at last'),
        ("One.\nTwo.", "one two"),
        ("ﬁnal ½", "FINAL 1⁄2"),
        ("___ می\u200cخواهم", "میخواهم"),
    ],
)
def test_folded_words_do_not_depend_on_typography(one: str, other: str) -> None:
    first, second = apply(folded_words, one, other)
    assert first == second


def test_folded_words_tell_words_apart() -> None:
    assert apply(folded_words, "The 3 ferries", "The 4 ferries", "...") == ["the 3 ferries", "the 4 ferries", ""]


def test_without_joiners() -> None:
    assert apply(without_joiners, "می\u200cخواهم") == ["میخواهم"]


def test_lead_is_the_first_paragraph() -> None:
    assert apply(lead, "One two.\nThree.", "Only one.", "", None) == ["One two.", "Only one.", None, None]


def test_lead_is_cut_behind_a_word() -> None:
    exact, longer = "word " * 79 + "final", "word " * 79 + "final words follow"
    torn = "word " * 79 + "longer words follow"
    assert len(exact) == LEAD_LENGTH
    assert apply(lead, exact, longer, torn) == [exact, exact, ("word " * 79).strip()]


def test_lead_without_spaces_is_cut_at_its_length() -> None:
    assert apply(lead, "海" * 500) == ["海" * LEAD_LENGTH]


@given(st.lists(st.text("ab \n", max_size=300), max_size=4).map(" ".join))
def test_lead_begins_the_body(text: str) -> None:
    (body,) = apply(paragraphs, text)
    (start,) = apply(lead, str(body))
    if start is None:
        assert body == ""
    else:
        assert isinstance(start, str)
        assert str(body).startswith(start)
        assert 0 < len(start) <= LEAD_LENGTH


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The ferry's well-known crew — all 1,900 of them — voted.", 9),
        ("", 0),
        ("___ … — !", 0),
        ("دشّن مرفأ الزهراء رصيفين", 4),
        ("フェリーは出た。", 7),
        ("港口 opened 2 berths", 5),
        ("เรือเฟอร์รี่", 3),
        ("배가 떠났다", 2),
    ],
)
def test_word_count(text: str, count: int) -> None:
    assert apply(word_count, text) == [count]
