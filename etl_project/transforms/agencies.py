"""The news agency that a text is credited to.

A credit is told from a mention by where it stands. Credited are agencies

- in the dateline: ``SEOUL, Jan. 1 (Reuters) -``, ``(AP) —``, ``دبي - رويترز:``, ``新华社北京1月1日电``;
- in a line of its own before or after the text: ``© 2026 AFP``, ``Source: dpa``, ``With files from …``, ``Associated Press
  writer Jane Doe contributed to this report.``, ``This article was published by …``;
- in brackets, or behind a dash, at the end of the text: ``(AFP)``;
- in the byline.

Elsewhere (``he told Reuters``, ``the state news agency Tass``) they are sources, and no credit.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from etl_project.registry import Registry
from etl_project.text import fold

HEAD_LENGTH = 600
TAIL_LENGTH = 1500
"""Characters at both ends of a text in which credits are looked for."""
_HEAD_PARAGRAPHS = 2
_TAIL_PARAGRAPHS = 6
_LONGEST_CREDIT = 250
"""Characters; a longer paragraph is running text."""
_PLACE_WORDS = 8
"""Words that may stand before the agency in a dateline."""
_SHORT_WORD = 4
"""Letters; a longer word in small letters is not part of a dateline, as ``de`` and ``juil.`` are."""

_A = "\ue000"
"""Stands for an agency, with its article, in the patterns below: a character for private use, which no text has."""
_DASH = "[-–—−]"
_NAME = r"(?-i:[A-Z])[\w-]*(?:\s(?-i:[A-Z])[\w-]*){0,2}"
_MORE = rf"(?:\s*/\s*[^\s.()]{{1,20}}|(?:\s*[,&+]\s*|\s(?:and|und|et|y|e|و)\s)(?:{_A}|{_NAME}))*"
"""Others that share the credit: ``AFP/Reuters``, ``dpa/lbn``, ``AP and The Gazette``."""
_ROLE = r"(?:writers?|journalists?|reporters?|correspondents?)\b"

_DATELINES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<place>[^()（）【】]{{0,80}})[(（]{_A}[^()（）]{{0,40}}[)）]\s*(?:{_DASH}|[:.]|$)",
        rf"(?P<place>[^/]{{0,80}})/{_A}/",
        rf"(?P<place>){_A}{_MORE}\s*(?:{_DASH}{{1,2}}|\|)\s",
        rf"(?P<place>[^-–—:]{{1,40}}){_DASH}\s*{_A}\s*(?:{_DASH}|[:.])",
        rf"[(（]?(?P<place>[^=()（）]{{1,20}})={_A}",
        rf"(?P<place>[【（(]?){_A}[^。，、]{{1,20}}?\d{{1,2}}日[^。，、]{{0,6}}?[电電]",
        rf"【(?P<place>[^】]{{0,15}}?){_A}】",
    )
)
_SOURCE = r"(?:sources?|quellen?|fuentes?|fonte|bron|källa|kilde|lähde|źródło|источник|kaynak|المصدر|出典|来源|來源)\s*[:：]?\s*"
_RIGHTS = r"(?:©|\(c\)|copyright)[\s©]*(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s,]*(?:by\s+)?"
_THIS = r"\b(?:this|dieser?|este|esta|questo|cet)\s(?:\w+\s){0,2}?"
_PIECE = (
    r"(?:story|report|article|content|material|copy|item|piece|text|artikel|beitrag|meldung|artículo|artigo|articolo)\b"
)
_LINES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[\s(–—-]*(?:{_SOURCE}|by\s+)?{_A}{_MORE}[\s).]*",
        rf"[\s(]*{_RIGHTS}{_A}.*",
        rf".*{_A}.*\bcontributed\s(?:to\s(?:this|the)\s{_PIECE}|reporting\b|from\b).*",
        rf"{_A}(?:['’]s?)?\s(?:\w+\s){{0,3}}?{_ROLE}.*\b(?:contributed|reported from)\b.*",
        r"(?:.*[.;,(–—-])?\s*(?:with|additional)\s(?:additional\s)?(?:files|inputs?|reporting|information|material|contributions?)"
        rf"\s(?:from|by|of)\s.{{0,80}}?{_A}.*",
        rf"[\s(]*(?:mit|avec|con|com|with|met|med|från)\s(?:[\w'’]+\s){{0,4}}?{_A}{_MORE}[\s).]*",
        rf".*{_THIS}{_PIECE}[^.]{{0,80}}?\b(?:by|from|of|to|with|von|der|por|par|da)\s{_A}.*",
    )
)
_END = re.compile(rf"(?<!{_A})(?<!{_A}\s)(?:[(（]{_A}{_MORE}[)）]|\s{_DASH}{{1,2}}\s?{_A}|\s/{_A}/)[\s.]*$")
_ARTICLE = re.compile(rf"\b(?:[Tt]he|THE)\s+{_A}")
_BYLINE_PARTS = re.compile(r"[;|/,&+()\n]|\s(?:and|with|und|mit|et|avec|con|y|e|via|for|of)\s|\s[-–—]\s")
_BYLINE = re.compile(
    rf"\s*(?:(?:by|von|par|por|di|da)\s+)?{_A}(?:['’]s?)?(?:\s+(?:staff|news\sagency|{_ROLE}).*)?\s*", re.IGNORECASE
)


class AgencyCredits:
    """Finds the credits that name an agency of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._names = {
            spelling: agency.name
            for agency in registry.agencies
            for label in (agency.name, *agency.aliases)
            for spelling in (label, label.upper())
        }
        self._mention = _any_of(self._names)

    def find(self, head: str, tail: str, byline: str | None, publisher: str | None) -> str | None:
        """Name of the agency that a text is credited to; None where it is credited to none but its publisher.

        Args:
            head: start of the clean text, `HEAD_LENGTH` characters of it.
            tail: its end, `TAIL_LENGTH` characters of it.
            byline: as written.
            publisher: name of the publisher.
        """
        own = fold(publisher or "")
        return next((name for name in self._credits(head, tail, byline or "") if fold(name) != own), None)

    def _credits(self, head: str, tail: str, byline: str) -> Iterator[str]:
        """The agencies credited, the plainest evidence first."""
        top, bottom = _first_paragraphs(head), _last_paragraphs(tail)
        for text in top:
            masked, names = self._mask(text)
            for dateline in _DATELINES if names else ():
                match = dateline.match(masked)
                if match and _is_place(match["place"]):
                    yield names[masked.count(_A, 0, match.end("place"))]
        for text in (*reversed(bottom), *top):
            if len(text) <= _LONGEST_CREDIT:
                masked, names = self._mask(text)
                if names and any(line.fullmatch(masked) for line in _LINES):
                    yield names[0]
        if bottom:
            masked, names = self._mask(bottom[-1])
            match = _END.search(masked) if names else None
            if match:
                yield names[masked.count(_A, 0, match.start())]
        masked, names = self._mask(byline)
        for part in _BYLINE_PARTS.split(masked) if names else ():
            if _BYLINE.fullmatch(part):
                yield names[0]
            names = names[part.count(_A) :]

    def _mask(self, text: str) -> tuple[str, list[str]]:
        """A text with `_A` for every agency in it, and the agencies' names in order."""
        names: list[str] = []

        def note(match: re.Match[str]) -> str:
            names.append(self._names[match.group()])
            return _A

        masked = self._mention.sub(note, text.replace(_A, ""))
        return _ARTICLE.sub(_A, masked) if names else masked, names


def _any_of(spellings: Iterable[str]) -> re.Pattern[str]:
    """Pattern of any of the spellings, as whole words where the script has spaces; grouped by first letter for speed."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for spelling in sorted(spellings, key=lambda name: (-len(name), name)):
        by_letter[spelling[0]].append(re.escape(spelling[1:]) + (r"\b" if _has_spaces(spelling) else ""))
    branches = [
        re.escape(letter) + (r"(?<!\w.)" if _has_spaces(letter) else "") + f"(?:{'|'.join(rests)})"
        for letter, rests in by_letter.items()
    ]
    return re.compile("|".join(branches) or "(?!)")


def _has_spaces(text: str) -> bool:
    """Whether words of the text's script are parted by spaces; Han, kana and Hangul, with its particles, are not."""
    return text[0] < "\u3000"


def _first_paragraphs(head: str) -> list[str]:
    return head.split("\n", _HEAD_PARAGRAPHS)[:_HEAD_PARAGRAPHS]


def _last_paragraphs(tail: str) -> list[str]:
    return tail.rsplit("\n", _TAIL_PARAGRAPHS)[-_TAIL_PARAGRAPHS:] if tail else []


def _is_place(text: str) -> bool:
    """Whether the start of a paragraph is built as the place and day of a dateline, and not as a sentence."""
    tokens = text.replace("/", " ").split()
    return len(tokens) <= _PLACE_WORDS and not any(
        token[0].islower() and sum(map(str.isalpha, token)) > _SHORT_WORD for token in tokens
    )
