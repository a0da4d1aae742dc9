import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.transforms.language import SAMPLE_LENGTH, language, language_code

ENGLISH = "Ferry crews called off a strike after the company agreed to reopen talks over rosters and rest periods."
GERMAN = "Die Fährleute sagten einen Streik ab, nachdem die Reederei neuen Gesprächen zugestimmt hatte."


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en", "en"), ("en-GB", "en"), ("en_US", "en"), (" EN ", "en"), ("eng", "en"), ("ger", "de"), ("deu", "de"),
        ("zh-Hant-TW", "zh"), ("cmn", "zh"), ("iw", "he"), ("in", "id"), ("nb-NO", "no"), ("nob", "no"), ("nn", "nn"),
        ("fil", "tl"), ("ar,en", "ar"), ("English", None), ("x-default", None), ("", None), ("xx", None), (None, None),
    ],
)  # fmt: skip
def test_declared_language_becomes_a_code(declared: str | None, code: str | None) -> None:
    assert language_code(declared) == code


@pytest.mark.parametrize(
    ("text", "declared", "code"),
    [
        (ENGLISH, None, "en"),
        (GERMAN, None, "de"),
        ("دشّن مرفأ الزهراء صباح الثلاثاء رصيفين جديدين", None, "ar"),
        ("Паром снова вышел в море после трёх недель ремонта", None, "ru"),
        ("フェリーは三週間の修理を終えて再び海に出た", None, "ja"),
        (GERMAN, "en-GB", "de"),  # the words are sure
        ("OK", "pt_BR", "pt"),  # too little to be sure
        ("OK", None, None),
        ("12:30", None, None),
        ("", "fr", "fr"),
        ("", None, None),
        ("", "nonsense", None),
        (ENGLISH, "nonsense", "en"),
        ("Brod je isplovio nakon tri tjedna popravka, rekao je u utorak ravnatelj luke.", "bs", "bs"),  # close kin
        (ENGLISH, "mi", "mi"),  # a language that the detector does not know
    ],
)
def test_language(text: str, declared: str | None, code: str | None) -> None:
    assert language(text, declared) == code


def test_only_the_start_of_a_text_counts() -> None:
    start = (ENGLISH * 3)[:SAMPLE_LENGTH]
    assert language(start + GERMAN * 10) == "en"


@given(st.text(), st.none() | st.sampled_from(["de", "en-US", "??"]))
def test_any_text_has_a_code_or_none(text: str, declared: str | None) -> None:
    code = language(text, declared)
    assert code == language(text, declared)
    assert code is None or (len(code) == 2 and language_code(code) == code)
