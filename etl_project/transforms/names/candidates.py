"""Where names may stand: the words of a line, and the runs of capitalised words among them."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from etl_project.transforms.names.vocabulary import ACTORS, CALENDAR, FUNCTION_WORDS, JOINERS, PARTICLES

_LETTERS = [chr(code) for code in (*range(0x41, 0x590), *range(0x1E00, 0x2000)) if chr(code).isalpha()]
_UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
_STATES = (
    "Texas|Ohio|Iowa|Maine|Utah|Idaho|Alaska|Hawaii|Florida|California|Kentucky|Louisiana|Arizona|Georgia|New York"
)
"""Of the USA, as newspapers write them in full behind a politician's party: ``R-Texas``."""
_TOKEN = re.compile(
    rf"""
    (?P<plain>[a-z]+(?=[\s,;]|\.\s))
    |(?P<party>\b[DRI]-(?=(?!Day)[A-Z][a-z]{{1,4}}\.|[A-Z]\.[A-Z]\.|W\.\s?Va|[A-Z]{{2}}\b|(?:{_STATES})\b))
    |(?P<abbreviation>W\.\s?Va\.|(?:[{_UPPER}]\.){{2,}}(?:-\w+)*|[{_UPPER}]\.(?=[\s-]?[{_UPPER}])
        |(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Adm|St|Rev|Hon|Jr|Sr|Inc|Corp|Ltd|Co|Mt|Ft|No|Bros|Sr|Sra|Sig|Mme
        |Ala|Ariz|Ark|Calif|Colo|Conn|Del|Fla|Ill|Ind|Kan|Ky|Md|Mass|Mich|Minn|Miss|Mont|Neb|Nev|Okla|Ore|Pa|Tenn|Vt|Va|W\.Va|Wis|Wyo
        |Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec)\.(?=\W))
    |(?P<elision>\b(?:[LDldnsNS]|[Qq]u|[Dd]ell|[Aa]ll|[Dd]all|[Nn]ell|[Ss]ull|[Uu]n)['’](?=[{_UPPER}]\w{{2}}))
    |(?P<word>[@\#]?[^\W\d_][\w\u0300-\u036f]*(?:['’&.\-‑/+][^\W_][\w\u0300-\u036f]*)*(?:\+|(?<=s)['’](?=\s[{_UPPER}]))?)
    |(?P<number>\d+(?:[.,:]\d+)*\w*)
    |(?P<mark>\S)
    """,
    re.VERBOSE,
)
_ARTICLE = re.compile(rf"(?:al|el|ad|ar|as|ash|at|an|ul)-[{_UPPER}]")
"""The Arabic article, which is part of a name: ``al-Sharaa``."""
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_COMPOUND = re.compile(r"[-‑/]")
SENTENCE_ENDS = frozenset(".!?:;•…\"“”„«»‘’'|([*")
_CONNECTORS = PARTICLES | JOINERS
_BOUNDARIES = FUNCTION_WORDS["en"] | CALENDAR


class Token(NamedTuple):
    """A word, a number or a mark."""

    start: int
    end: int
    text: str
    """Without a possessive ’s."""
    folded: str
    is_capital: bool
    is_word: bool
    is_possessive: bool = False


def tokens(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch of a text; names joined by a hyphen (``US-EU``) or stroke apart, ``Moscow-backed`` without its end."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, end):
        kind = match.lastgroup
        at, stop, word = match.start(), match.end(), match[0]
        if kind == "plain":
            found.append(Token(at, stop, word, word, False, True))
        elif kind == "word" or kind == "abbreviation":
            if not word[0].isupper() and not _ARTICLE.match(word):
                found.append(Token(at, stop, word, word.casefold(), False, word[0].isalpha()))
                continue
            if possessive := _POSSESSIVE.search(word):
                bare = word[: possessive.start()]
                found.append(Token(at, at + len(bare), bare, bare.casefold(), True, True, True))
            elif _COMPOUND.search(word):
                found += _parts(at, word)
            else:
                found.append(Token(at, stop, word, word.casefold(), True, True))
        elif kind == "elision":
            found.append(Token(at, stop, word, word.casefold(), False, False))
        else:
            found.append(Token(at, stop, word, word, False, False))
    return found


def _parts(at: int, word: str) -> list[Token]:
    """A hyphenated word, in one piece or several."""
    parts = _COMPOUND.split(word)
    if all(part[:1].isupper() for part in parts) and (
        "/" in word or all(part.isupper() and len(part) > 1 for part in parts) or all(part in ACTORS for part in parts)
    ):
        found = []
        for part in parts:
            found.append(Token(at, at + len(part), part, part.casefold(), True, True))
            found.append(Token(at + len(part), at + len(part) + 1, "-", "-", False, False))
            at += len(part) + 1
        return found[:-1]
    if len(parts) > 1 and parts[-1][:1].islower() and len(parts[0]) > 1 and _is_tail(parts[-1]):
        head = word[: word.rindex(parts[-1]) - 1]
        return [
            Token(at, at + len(head), head, head.casefold(), True, True),
            Token(at + len(head), at + len(head) + 1, "-", "-", False, False),
            Token(at + len(head) + 1, at + len(word), parts[-1], parts[-1], False, True),
        ]
    return [Token(at, at + len(word), word, word.casefold(), True, True)]


def _is_tail(part: str) -> bool:
    return len(part) > 2 and part not in ("sur", "les", "aux", "upon", "under", "the", "sous", "den", "der")


def is_sentence_start(line: Sequence[Token], at: int) -> bool:
    """Whether a capital at this token says nothing, as every word has one there."""
    return at == 0 or line[at - 1].text in SENTENCE_ENDS or line[at - 1].text in ("-", "–", "—", "●")


def is_boundary(token: Token) -> bool:
    """Whether a capitalised word is a function word or a date, and so no part of a name unless a known one has it."""
    return token.folded in _BOUNDARIES


def run_end(line: Sequence[Token], at: int) -> int:
    """End of the run of capitalised words, and of small words that may join them."""
    end = at + 1
    while end < len(line) and _is_adjacent(line[end - 1], line[end]):
        if line[end].is_capital:
            end += 1
            continue
        then = end
        while (
            then < len(line)
            and then < end + 3
            and line[then].folded in _CONNECTORS
            and _is_adjacent(line[then - 1], line[then])
        ):
            then += 1
        if (
            then == end
            or then >= len(line)
            or not line[then].is_capital
            or not _is_adjacent(line[then - 1], line[then])
        ):
            break
        end = then + 1
    return end


def _is_adjacent(one: Token, other: Token) -> bool:
    gap = other.start - one.end
    return gap <= (3 if one.is_possessive else 1)


def is_headline(line: Sequence[Token]) -> bool:
    """Whether a line has capitals throughout, so that they say nothing."""
    plain = [token for token in line if token.is_word and len(token.text) > 3]
    if len(plain) < 3 or line[-1].text in (".", ":", ","):
        return False
    return sum(token.is_capital for token in plain) >= 0.75 * len(plain) and len(line) < 40
