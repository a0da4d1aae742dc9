"""The forms that dates, times and ages are written in: regular expressions over folded strings (`vocabulary.fold`).

Each form is a name and a pattern. Forms are tried in order; the named groups of the first that fits are what `reading`
goes on with.
"""

import re

from etl_project.transforms.dates import vocabulary
from etl_project.transforms.dates.vocabulary import RELATIVE, ZONES, RelativeLanguage, fold, phrases

Forms = tuple[tuple[str, str], ...]

YEAR = "(?:19|20)[0-9]{2}"


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _year_first(after_year: str, after_month: str) -> str:
    return (
        rf"(?:^|[^0-9])(?P<year>{YEAR})\s?{after_year}\s?(?P<month>[0-9]{{1,2}})\s?{after_month}\s?"
        r"(?P<day>[0-9]{1,2})(?:[^0-9]|$)"
    )


def _year_last(mark: str) -> str:
    return (
        rf"(?:^|[^0-9])(?P<number_1>[0-9]{{1,2}})\s?{mark}\s?(?P<number_2>[0-9]{{1,2}})\s?{mark}\s?"
        rf"(?P<number_3>{YEAR}|[0-9]{{2}})(?:[^0-9]|$)"
    )


PUBLISHED = _any_of([fold(word) for word in vocabulary.PUBLISHED])
UPDATED = rf"{_any_of([fold(word) for word in vocabulary.UPDATED])}|maj (?:le|:|a )|\bstand\b:?"

MONTHS = vocabulary.months()
_MARKS = ("-", "/", r"\.")
_NAME = rf"(?P<name>{_any_of(list(MONTHS))})\.?"
_OF = r"(?:(?:de|del|of|da|do|di)\s)?"
_CLOCK = r"(?P<hour>[0-9]{1,2})\s?[:h]\s?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
_CLOCK_WITH_POINT = r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})"
AM, PM = (
    f"{after}|{fold(before)}"
    for after, before in ((vocabulary.AM, vocabulary.AM_BEFORE), (vocabulary.PM, vocabulary.PM_BEFORE))
)
_HALF = rf"\s?(?P<half>{vocabulary.AM}|{vocabulary.PM})\.?"
_ZONE = (
    rf"(?:\s?(?:uhr|hrs?|h)\b)?(?:,?\s?(?:بتوقيت\s)?[(\[]?(?P<zone>{_any_of(list(ZONES))})\b[)\]]?)?"
    r"(?P<offset>\s?[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]|[+-](?:1[0-4]|0?[0-9])(?:[^0-9/.\-]|$))?"
)

WHOLE_FORMS: Forms = (
    ("epoch", r"^[^\p{L}0-9]*(?P<epoch>[0-9]{10}|[0-9]{13})(?:\.[0-9]+)?[^\p{L}0-9]*$"),
    (
        "compact",
        rf"(?:^|[^0-9])(?P<year>{YEAR})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?:\s?t?\s?(?P<hour>[0-2][0-9]):?"
        rf"(?P<minute>[0-9]{{2}})(?::?(?P<second>[0-9]{{2}}))?(?:[.,](?P<fraction>[0-9]+))?{_ZONE})?(?:[^0-9]|$)",
    ),
)
"""Dates without a mark between the numbers, with their times."""

TIME_FORMS: Forms = (
    ("half_before", rf"(?P<half>{fold(vocabulary.AM_BEFORE)}|{fold(vocabulary.PM_BEFORE)}|\b[ap]m)\s?{_CLOCK}{_ZONE}"),
    ("colon", rf"(?:^|[^0-9:]){_CLOCK}(?:{_HALF})?{_ZONE}"),
    ("half", rf"(?:^|[^0-9:.,/-])(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))?{_HALF}{_ZONE}"),
    ("word_before", rf"\b(?:kl|klo|at|um|ore|alle)\.?\s?{_CLOCK_WITH_POINT}(?:[^0-9.]|$){_ZONE}"),
    ("word_after", r"(?:^|[^0-9.])(?P<hour>[0-9]{1,2})(?:\.(?P<minute>[0-9]{2}))?\s?uhr" + _ZONE),
)
"""Clock times, wherever they stand in the string."""

_DAY_NAME = (
    r"(?:^|[^0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|re|ero|e|o|a|-?(?:го|е))?[\s,./-]*"
    rf"{_OF}{_NAME}(?:\s?/\s?\p{{L}}+(?:\s\p{{L}}+)?)?[\s,./'-]*{_OF}"
)

DATE_FORMS: Forms = (
    *(("year_first", _year_first(mark, mark)) for mark in _MARKS),
    ("year_first", _year_first(f"(?:年|{fold('년')})", f"(?:月|{fold('월')})")),
    ("day_name", rf"{_DAY_NAME}(?P<year>{YEAR})(?:[^0-9]|$)"),
    ("name_day", rf"{_NAME}\s?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,.]*(?P<year>{YEAR})(?:[^0-9]|$)"),
    ("year_name", rf"(?P<year>{YEAR})[\s,./-]+{_NAME}[\s,./-]*(?P<day>[0-9]{{1,2}})(?:[^0-9]|$)"),
    ("day_name_short", rf"{_DAY_NAME}(?P<year>[0-9]{{2}})(?:[^0-9]|$)"),
    *(("numeric", _year_last(mark)) for mark in _MARKS),
)

TIMES_AFTER_DATE: Forms = (
    ("point", rf"(?:^|[^0-9.]){_CLOCK_WITH_POINT}(?:\.(?P<second>[0-9]{{2}}))?{_ZONE}[^\p{{L}}0-9]*$"),
)
"""A time that only its place at the end, beside a date, tells from other numbers."""

DATE_GROUPS = (
    "epoch", "year", "month", "name", "day", "number_1", "number_2", "number_3",
    "hour", "minute", "second", "fraction", "half", "zone", "offset",
)  # fmt: skip


def _age_forms(language: str, words: RelativeLanguage) -> Forms:
    """Patterns of a count and a unit, and of words that hold both, beside the phrase that means "ago"."""
    unit = rf"\s*(?P<unit>{_any_of([fold(form) for forms in words.units.values() for form in forms.split()])})"
    counts = _any_of([count for forms in words.counts.values() for count in phrases(forms)])
    whole = _any_of([fold(form) for forms in words.counted.values() for form in forms.split()])
    forms = []
    if words.before:
        before = f"(?:{_any_of(phrases(words.before))})"
        about = r"(?:\s(?:\p{L}+\s){0,2})?"  # "vor etwa 3 Stunden"
        forms.append(rf"{before}(?:{about}(?P<number>[0-9]{{1,3}})|\s(?P<count_word>{counts})){unit}(?:[^\p{{L}}]|$)")
        if whole:
            forms.append(rf"{before}\s(?P<whole>{whole})(?:[^\p{{L}}]|$)")
    if words.after:
        second_unit = r"[^\p{L}0-9]*(?:(?:and\s)?[0-9]{1,2}\s*\p{L}+[^\p{L}0-9]*)?"
        after = rf"{second_unit}(?:{_any_of(phrases(words.after))})(?:[^\p{{L}}]|$)"
        number = rf"(?:(?:^|[^0-9.,])(?P<number>[0-9]{{1,3}})|(?:^|[^\p{{L}}0-9])(?P<count_word>{counts}))"
        forms.append(rf"{number}{unit}{after}")
        if whole:
            forms.append(rf"(?:^|[^\p{{L}}0-9])(?P<whole>{whole}){after}")
    return tuple((language, form) for form in forms)


def _day_word_form(name: str) -> str:
    words = [word for language in RELATIVE.values() for word in phrases(getattr(language, name))]
    return rf"^[^\p{{L}}]*(?:(?:{PUBLISHED}|{UPDATED})[^\p{{L}}]*)?(?P<day_word>{_any_of(words)})(?:[^\p{{L}}]|$)"


# Forms of an age are named for their language, which tells what their words mean; those of a word alone for the word.
AGE_FORMS: Forms = (
    *(form for language, words in RELATIVE.items() for form in _age_forms(language, words)),
    *((name, _day_word_form(name)) for name in ("yesterday", "today", "now")),
)
AGE_GROUPS = ("number", "count_word", "unit", "whole", "day_word")

# What a word means in a language; the keys are "<language>:<word>".
COUNTS = {
    f"{language}:{form}": count
    for language, words in RELATIVE.items()
    for count, forms in words.counts.items()
    for form in phrases(forms)
}
UNIT_WORDS = {
    f"{language}:{fold(form)}": unit
    for language, words in RELATIVE.items()
    for unit, forms in words.units.items()
    for form in forms.split()
}
WHOLES = {
    f"{language}:{fold(form)}": whole
    for language, words in RELATIVE.items()
    for whole, forms in words.counted.items()
    for form in forms.split()
}
