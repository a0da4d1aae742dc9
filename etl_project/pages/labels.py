"""Labels of aggregator pages: a publisher and a time, glued together as ``Washington Post12-07-2025``.

English and Arabic, with European, Arabic-Indic and extended Arabic-Indic digits. The wording of relative times is
that of moment.js, which such sites use (https://momentjs.com/docs/#/displaying/fromnow/), with a little room.
"""

import re
from dataclasses import dataclass

from etl_project.text import fold

LONGEST_LABEL = 80
"""Characters; a longer line is prose."""

_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_SEPARATORS = " \t\u00a0·•|,-–—"
_DASH = "[-/.‐‑‒–−]"
_MARKS = "[\u064b-\u0652]*"

_ENGLISH_UNIT = "second|minute|hour|day|week|month|year|sec|min|hr"
_LONGEST_COUNT = {"sec": 59, "min": 59, "hou": 24, "hr": 24, "day": 31, "wee": 5, "mon": 12, "yea": 99}
_INVARIABLE = ("sec", "min", "hr")
_ARABIC_PART = "|".join(
    (
        r"\d{1,3}",
        f"أقل{_MARKS}|من|بضع|حوالي|نصف|واحدة?|قليلة|عدة",
        "ثانية|ثانيتين|ثانيتان|ثوان[يٍ]?|لحظة|لحظات|دقيقة|دقيقتين|دقيقتان|دقائق|ساعة|ساعتين|ساعتان|ساعات",
        f"يوم{_MARKS}ا?{_MARKS}|يومين|يومان|أيام|[أا]سبوع{_MARKS}ا?{_MARKS}|[أا]سبوعين|[أا]سبوعان|[أا]سابيع",
        f"شهر{_MARKS}ا?{_MARKS}|شهرين|شهران|أشهر|شهور|عام{_MARKS}ا?{_MARKS}|عامين|عامان|أعوام|سنة|سنتين|سنتان|سنوات",
    )
)
_ARABIC = rf"(?:{_ARABIC_PART})(?:\s+(?:{_ARABIC_PART})){{0,3}}"
_WORDED = rf"(?:(?:an?|a\s+few)\s+(?:{_ENGLISH_UNIT})s?\s+ago|just\s+now|yesterday|(?:منذ|قبل)\s+{_ARABIC}|الآن|أمس)"
_COUNTED = rf"\s?(?P<unit>{_ENGLISH_UNIT})(?P<plural>s?)\s+ago"
_DAY_FIRST = rf"(?P<dash>{_DASH})(?P<second>\d{{1,2}})(?P=dash)\d{{4}}"
_YEAR_FIRST = r"-\d{2}-\d{2}"

_TAIL = re.compile(
    rf"(?:(?P<worded>{_WORDED})|(?P<digits>\d+)(?:(?P<counted>{_COUNTED})|(?P<day_first>{_DAY_FIRST})|(?P<year_first>{_YEAR_FIRST})))$"
)
_ALONE = re.compile(
    rf"{_WORDED}|\d{{1,3}}{_COUNTED}|\d{{1,2}}{_DAY_FIRST}|\d{{4}}{_YEAR_FIRST}"
    rf"|in\s+(?:\d{{1,3}}|an?|a\s+few)\s+(?:{_ENGLISH_UNIT})s?|بعد\s+{_ARABIC}"
)
_DATE = re.compile(rf"(?P<first>\d{{1,4}}){_DASH}(?P<second>\d{{1,2}}){_DASH}\d{{1,4}}")


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart; strings as written, but for invisible characters, which are removed."""

    publisher: str | None
    published: str
    is_glued: bool
    """No space stands between them, as it would in running text."""


def visible(text: str) -> str:
    """Text without bidirectional controls and other characters that nobody sees, nor white space around."""
    return (text if text.isascii() else _INVISIBLE.sub("", text)).strip()


def is_time(text: str) -> bool:
    """Whether the whole text is a time as such sites write it: ``12-07-2025``, ``11 minutes ago``, ``منذ ساعتين``."""
    return len(text) <= LONGEST_LABEL and _ALONE.fullmatch(visible(text)) is not None


def split_label(text: str, publisher_labels: frozenset[str]) -> Label | None:
    """Cut a label into publisher and time; None where the text does not end in a time.

    Where the publisher's name may end in a digit (``Channel 43 hours ago``), every cut is weighed, and the first of
    these that tells two cuts apart decides:

    1. the name before the cut is known (`publisher_labels`, folded names and aliases of the registry);
    2. the time is one that such a site writes: two digits for a day; at most 59 seconds or minutes, 24 hours, 31 days,
       5 weeks, 12 months;
    3. the name does not end in a space: the site glues the time to the name;
    4. the number is the longest.

    A count never begins with a zero, and only the count 1 stands before a singular.

    >>> split_label("France 2411 minutes ago", frozenset())
    Label(publisher='France 24', published='11 minutes ago', is_glued=True)
    """
    label = visible(text)
    if len(label) > LONGEST_LABEL:
        return None
    match = _TAIL.search(label)
    if match is None:
        return None
    if match["worded"]:
        cuts = [(match.start(), 0)]
    else:
        cuts = [(match.end("digits") - taken, plausibility) for taken, plausibility in _readings(match)]
    if not cuts:
        return None

    def weight(cut: tuple[int, int]) -> tuple[bool, int, bool, int]:
        start, plausibility = cut
        name = label[:start]
        return fold(name.rstrip(_SEPARATORS)) in publisher_labels, plausibility, name == name.rstrip(), -start

    start = max(cuts, key=weight)[0]
    publisher = label[:start].rstrip(_SEPARATORS) or None
    return Label(publisher, label[start:], is_glued=publisher is not None and len(publisher) == start)


def _readings(match: re.Match[str]) -> list[tuple[int, int]]:
    """How many of the digits may belong to the time, and how plausible each is (more is better)."""
    digits = match["digits"]
    if match["year_first"]:
        return [(4, 1)] if len(digits) >= 4 else []
    if match["day_first"]:
        if not 1 <= int(match["second"]) <= 31:
            return []
        return [(n, n if 1 <= int(digits[-n:]) <= 31 else 0) for n in (1, 2) if n <= len(digits)]
    greatest = _LONGEST_COUNT[match["unit"][:3]]
    readings = []
    for n in range(1, min(len(digits), 3) + 1):
        count = int(digits[-n:])
        agrees = match["unit"] in _INVARIABLE or (count == 1) == (not match["plural"])
        if agrees and count > 0 and len(str(count)) == n:
            readings.append((n, int(count <= greatest)))
    return readings


def date_order(published: str, site_order: str) -> str | None:
    """Order of day, month and year in a time that the site writes; None where the numbers contradict the site.

    `site_order` (``DMY`` or ``MDY``) stands for relative times, too: it says how the site writes dates.
    """
    date = _DATE.fullmatch(published)
    if date is None:
        return site_order
    if len(date["first"]) == 4:
        return "YMD"
    month = int(date["second" if site_order == "DMY" else "first"])
    return site_order if 1 <= month <= 12 else None


_WORD = re.compile(r"\S+")
_NAME = re.compile(r"[^\W\d_](?:[\w'’‐‑-]|\.(?=\w))*(?<!_)")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+|Jr\.|Sr\.|St\.|Dr\.")
# fmt: off
_CONNECTIVES = frozenset((
    "and", "&", "with", "de", "del", "della", "da", "di", "do", "dos", "du", "van", "von", "der", "den", "ten",
    "ter", "bin", "bint", "ibn", "al", "el", "la", "le", "y", "e",
))
_DAYS_AND_MONTHS = frozenset((
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
))
# fmt: on
_LONGEST_BYLINE = 200


def split_byline(text: str, openers: frozenset[str], buttons: frozenset[str]) -> tuple[int, int] | None:
    """Find the names of authors that were left before a text, as ``By Jane Doe Save The minister said…``.

    Returns where the byline ends and where the text begins, or None unless all of this holds: the first word is one of
    `openers`, only capitalised words (no days or months) and connectives follow, at least one, and then one of `buttons`
    and a word that can begin a sentence, if any, or the end after at least two capitalised words.

    >>> split_byline("By and Ilse Verran Save Ferry crews said", frozenset({"By"}), frozenset({"Save"}))
    (18, 24)
    """
    words = list(_WORD.finditer(text, 0, _LONGEST_BYLINE))
    if not words or words[0].group() not in openers:
        return None
    names = 0
    for before, word, after in zip(words, words[1:], [*words[2:], None], strict=False):
        if word.group() in buttons and before is not words[0]:
            if after is None:
                return (before.end(), len(text)) if len(text) <= _LONGEST_BYLINE else None
            return None if after.group()[0].islower() else (before.end(), after.start())
        part = word.group().rstrip(",;")
        if part in _CONNECTIVES:
            continue
        if not part[:1].isupper() or part.casefold() in _DAYS_AND_MONTHS:
            return None
        if not _NAME.fullmatch(part) and not _INITIALS.fullmatch(part):
            return None
        names += 1
    return (len(text), len(text)) if names >= 2 and len(text) <= _LONGEST_BYLINE else None
