"""A text as its quotations see it: words, names and punctuation around them, sentence by sentence.

A quotation is one token, whatever it says, and so is a name. What stands in brackets is passed over.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from etl_project.transforms.quotes.marks import Marked
from etl_project.transforms.quotes.vocabulary import ABBREVIATIONS


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names somebody or something."""

    start: int
    end: int
    type: str
    """person, organisation, company or place"""
    entity: str
    """Key or name: the same for all mentions of one."""


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    NAME = "name"
    POSSESSIVE = "possessive"
    QUOTE = "quote"
    COMMA = "comma"
    COLON = "colon"
    DASH = "dash"
    STOP = "stop"
    """End of a sentence, semicolons included."""


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the text."""

    kind: Kind
    start: int
    end: int
    lower: str = ""
    """Of a word."""
    is_capital: bool = False
    mention: Mention | None = None
    quote: int = -1
    """Of a quotation, its number."""


_TOKEN = re.compile(
    r"(?P<word>[^\W_]+(?:[-‐'’][^\W_]+)*)|(?P<stop>[.!?…;。؟！？]+)|(?P<comma>[,،、])|(?P<colon>[:：])|(?P<dash>[–—―]+|(?<=\s)-+(?=\s))"
    r"|(?P<bracket>[(\[][^()\[\]\n]{0,80}[)\]])|(?P<line>\n)"
)
_POSSESSIVE = re.compile(r"['’]s?(?![^\W_])", re.IGNORECASE)
_ELIDED = re.compile(r"(?:l|d|qu|j|n|s|c|m|dell|nell|all|sull|un|dall)['’](?=[^\W_])", re.IGNORECASE)


def tokenise(text: str, quotes: Sequence[Marked], mentions: Sequence[Mention]) -> list[list[Token]]:
    """The tokens of each paragraph that has any. Names within quotations are part of these."""
    inside = [mention for mention in _apart(mentions) if mention.end <= len(text) and not _overlaps(quotes, mention)]
    opaque: list[tuple[int, int, Mention | int]] = sorted(
        [(quote.outer_start, quote.outer_end, number) for number, quote in enumerate(quotes)]
        + [(mention.start, mention.end, mention) for mention in inside],
        key=lambda item: item[:2],
    )
    paragraphs: list[list[Token]] = [[]]
    at = 0
    for start, end, item in [*opaque, (len(text), len(text), -1)]:
        _plain(text, at, start, paragraphs)
        if isinstance(item, Mention):
            paragraphs[-1].append(Token(Kind.NAME, start, end, text[start:end].casefold(), True, mention=item))
        elif item >= 0:
            paragraphs[-1].append(Token(Kind.QUOTE, start, end, quote=item))
        at = max(at, end)
    return [paragraph for paragraph in paragraphs if paragraph]


def _apart(mentions: Sequence[Mention]) -> list[Mention]:
    """Mentions that do not overlap, the longer of those that do."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.start, -mention.end)):
        if mention.start < mention.end and (not kept or mention.start >= kept[-1].end):
            kept.append(mention)
    return kept


def _overlaps(quotes: Sequence[Marked], mention: Mention) -> bool:
    number = bisect_right(quotes, mention.start, key=lambda quote: quote.outer_start) - 1
    if number >= 0 and quotes[number].outer_end > mention.start:
        return True
    following = bisect_left(quotes, mention.start, key=lambda quote: quote.outer_start)
    return following < len(quotes) and quotes[following].outer_start < mention.end


def _plain(text: str, start: int, end: int, paragraphs: list[list[Token]]) -> None:
    """Add the tokens of a stretch without names and quotations."""
    at = start
    while at < end:
        tokens = paragraphs[-1]
        if (
            tokens
            and tokens[-1].kind is Kind.NAME
            and tokens[-1].end == at
            and (found := _POSSESSIVE.match(text, at, end))
        ):
            tokens.append(Token(Kind.POSSESSIVE, at, found.end()))
            at = found.end()
            continue
        match = _TOKEN.search(text, at, end)
        if match is None:
            return
        kind, at = match.lastgroup, match.end()
        if kind == "word":
            if elided := _ELIDED.match(text, match.start(), match.end()):
                tokens.append(_word(text, match.start(), elided.end() - 1))
                tokens.append(_word(text, elided.end(), match.end()))
            else:
                tokens.append(_word(text, match.start(), match.end()))
        elif kind == "line":
            paragraphs.append([])
        elif kind == "stop":
            if _ends_sentence(text, match.start(), match.end(), tokens):
                tokens.append(Token(Kind.STOP, match.start(), match.end()))
        elif kind in ("comma", "colon", "dash"):
            tokens.append(Token(Kind(kind), match.start(), match.end()))


def _word(text: str, start: int, end: int) -> Token:
    word = text[start:end]
    return Token(Kind.WORD, start, end, word.casefold(), word[:1].isupper())


def _ends_sentence(text: str, start: int, end: int, tokens: list[Token]) -> bool:
    if text[start:end] != ".":
        return True
    last = tokens[-1] if tokens else None
    if last and last.kind is Kind.WORD and last.end == start:
        if last.lower in ABBREVIATIONS or len(last.lower) == 1:
            return False
        if last.lower.isdigit() and end < len(text) and text[end].isspace() and text[end + 1 : end + 2].isupper():
            return not len(last.lower) <= 2  # "am 13. Oktober"
    following = text[end : end + 1]
    if following.isalnum():
        return following.isupper() and text[start - 1 : start].islower()
    return True
