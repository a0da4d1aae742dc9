"""Names of persons, taken from bylines.

A byline is cut at whatever parts names: punctuation, and *and* in a dozen languages. A piece is kept only if, without
openers (*By*, *Von*, *بقلم*), titles, roles and what follows a name (*in Berlin*, *for The Gazette*), it is built as a
person's name is. Agencies, outlets, desks, places, addresses and times are left out, and so is what may be either: in
scripts with spaces a name has at least two words, for a single one is a place, an outlet or a pen name more often than
not, and in scripts with capitals it has them.

A name keeps its spelling, but for words in capitals only: ``JANE O'NEIL`` becomes ``Jane O'Neil``, and ``Jean DUPONT``
``Jean Dupont``. Initials stay.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set

from etl_project.text import fold
from etl_project.transforms.authors import vocabulary as words

_LONGEST_BYLINE = 1000
_LONGEST_NAME = 60
"""Characters."""
_MOST_WORDS = 6


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


_OTHER_WORK = re.compile(rf"(?:^|(?<=[;|•\n/,.(]))\s*{_either(words.OTHER_WORK)}\b[^;|•\n]*", re.IGNORECASE)
_NO_TEXT = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|(?<!\w)@\w+|[(\[（【][^()\[\]（）【】]*[)\]）】]")
"""Addresses, handles, and whatever stands in brackets."""
_OPENER = re.compile(rf"^\W*{_either(words.OPENERS)}(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
_SUFFIX_COMMA = re.compile(r",(?=\s+(?:Jr|Sr|II|III|IV)\b)")
_DEGREE = re.compile(rf",?\s+{_either(words.DEGREES)}\b\.?(?=\s*(?:$|[,;&|]))")
_BETWEEN = re.compile(
    rf"[;|/&+•\n،؛、，；／｜:：,]|(?<!\S)(?:[-–—·]|{_either((*words.AND, *words.AND_CAPITALISED))}|(?i:by))(?!\S)"
)
_BETWEEN_OR_INSIDE = re.compile(rf"(?<!\S){_either(words.AND_INSIDE_NAMES)}(?!\S)")
_AFTER_A_NAME = re.compile(rf"(?<!\S){_either(words.AFTER_A_NAME)}(?!\S).*")
_BUTTONS = re.compile(rf"(?:(?<!\S){_either(words.BUTTONS)}\s*)+$")
_EDGES = " \t,'\"“”‘’«»*_-–—"

_LOWER_PREFIX = re.compile(r"[^\W\d_]{1,4}['’‘ʼ-](?=[^\W\d_])")
_LETTERS = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]?")

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff"
_KANA = "\u3041-\u309f\u30a1-\u30fa\u30fc"
_EAST_ASIAN = re.compile(f"[{_HAN}{_KANA}\uac00-\ud7a3]")
_EAST_ASIAN_ROLE = re.compile(words.EAST_ASIAN_ROLES)
_EAST_ASIAN_NAME = re.compile(
    f"[{_HAN}]{{2,5}}|[{_HAN}]{{1,3}}[{_KANA}]{{1,4}}|[{_HAN}]+(?:·[{_HAN}]+)+|[{_KANA}]+(?:[・＝=][{_KANA}]+)+|[\uac00-\ud7a3]{{2,4}}"
)


def persons(byline: str, not_persons: Set[str] = frozenset()) -> list[str]:
    """Names of the persons in a byline, in its order, each once; empty where it names none for certain.

    Args:
        byline: as written, on one or more lines.
        not_persons: names, folded with `etl_project.text.fold`, that are no persons': those of publishers.

    >>> persons("By JANE DOE and Max Ramsay-O'Neil, Associated Press", frozenset({"associated press"}))
    ['Jane Doe', "Max Ramsay-O'Neil"]
    """
    found: dict[str, str] = {}
    for piece in _pieces(byline[:_LONGEST_BYLINE]):
        names = _east_asian_names(piece, not_persons) if _EAST_ASIAN.search(piece) else _spaced_name(piece, not_persons)
        for name in names:
            if fold(name) not in not_persons:
                found.setdefault(fold(name), name)
    return list(found.values())


def _pieces(byline: str) -> Iterator[str]:
    """The parts of a byline that may each be a person."""
    text = _NO_TEXT.sub(" ; ", _OTHER_WORK.sub(" ", byline))
    text = _DEGREE.sub("", _SUFFIX_COMMA.sub("", _OPENER.sub("", text)))
    for part in _BETWEEN.split(text):
        sides = _BETWEEN_OR_INSIDE.split(part)
        halves = sides if all(len(side.split()) >= 2 for side in sides) else [part]
        for half in halves:
            yield from _at_attached_and(half)


def _at_attached_and(text: str) -> list[str]:
    """Cut Arabic names where *and* is written as a letter before the second name's first word."""
    tokens = text.split()
    for place in range(2, len(tokens) - 1):
        token = tokens[place]
        if token.startswith("و") and len(token) > 3 and token not in words.ARABIC_NAMES_WITH_WAW:
            return [" ".join(tokens[:place]), *_at_attached_and(" ".join([token[1:], *tokens[place + 1 :]]))]
    return [text]


def _spaced_name(piece: str, not_persons: Set[str]) -> list[str]:
    """The name in a piece of a script with spaces: one or none."""
    text = _AFTER_A_NAME.sub("", piece.strip(_EDGES))
    tokens = _without_role(_BUTTONS.sub("", text).strip(_EDGES).split())
    while tokens and tokens[0].casefold().rstrip(".") in words.TITLES:
        tokens.pop(0)
    if not "".join(tokens).isupper():
        tokens = _without_outlet(tokens, not_persons)
    elif any(map(_is_abbreviation, tokens)):
        tokens = []
    tokens = _cased(tokens)
    if tokens and not _INITIALS.fullmatch(tokens[-1]):
        tokens[-1] = tokens[-1].rstrip(".") + ("." if tokens[-1].lower() in ("jr", "sr", "jr.", "sr.") else "")
    name = " ".join(tokens)
    return [name] if len(name) <= _LONGEST_NAME and _is_name(tokens) else []


def _without_role(tokens: list[str]) -> list[str]:
    """A name without the role before it (Staff Writer Jane Doe) or behind it (Jane Doe Political Editor)."""
    roles = [place for place, token in enumerate(tokens) if token.casefold() in words.ROLES]
    if not roles:
        return tokens
    if len(tokens) - roles[-1] > 2:
        return tokens[roles[-1] + 1 :]
    end = roles[0]
    while end and tokens[end - 1].casefold() in words.ROLE_QUALIFIERS:
        end -= 1
    return tokens[:end]


def _without_outlet(tokens: list[str], not_persons: Set[str]) -> list[str]:
    """A name without an outlet's abbreviation before or behind it: BBC's Jane Doe, Jane Doe AFP."""
    tokens = list(tokens)
    for place in (0, -1):
        if len(tokens) > 2:
            outlet = re.sub(r"['’]s$", "", tokens[place])
            if outlet.isupper() and fold(outlet) in not_persons:
                tokens.pop(place)
    return tokens


def _is_name(tokens: list[str]) -> bool:
    parts = [token for token in tokens if token not in words.PARTICLES and token.lower() not in words.SUFFIXES]
    return (
        2 <= len(parts) <= _MOST_WORDS
        and all(map(_is_name_word, parts))
        and not all(map(_INITIALS.fullmatch, parts))
        and not any(token.casefold().strip(".") in words.NO_NAMES for token in tokens)
        and fold("-".join(tokens)) not in words.PLACES
    )


def _is_name_word(word: str) -> bool:
    """Whether a word is spelt as a part of a name: letters, and a capital first where the script has capitals."""
    if not all(char.isalpha() or char in "'’‘ʼʻ`.-‐‑" or unicodedata.category(char)[0] == "M" for char in word):
        return False
    if "." in word.rstrip(".") and not _INITIALS.fullmatch(word):
        return False
    start = _LOWER_PREFIX.sub("", word, count=1) if word[:1].islower() else word
    first = next((char for char in start if char.isalpha()), "")
    return bool(first) and not first.islower()


def _is_abbreviation(word: str) -> bool:
    """Whether a word of three Latin letters or more in capitals cannot be spoken, as MDR."""
    return len(word) > 2 and word.isalpha() and _has_no_vowel(word)


def _has_no_vowel(capitals: str) -> bool:
    return capitals.isascii() and not set(capitals) & set("AEIOUY")


def _cased(tokens: list[str]) -> list[str]:
    """A name with one capital for each part of a word that is in capitals only."""
    is_all_capitals = "".join(tokens).isupper()
    cased = []
    for place, token in enumerate(tokens):
        letters = "".join(_LETTERS.findall(token))
        is_short = (
            len(letters) < 2
            or (len(letters) < 4 and not is_all_capitals)
            or (len(letters) == 2 and _has_no_vowel(token))
        )
        if not token.isupper() or is_short or _INITIALS.fullmatch(token) or token in ("II", "III", "IV"):
            cased.append(token)
        elif place and token.lower() in words.PARTICLES:
            cased.append(token.lower())
        else:
            cased.append(_LETTERS.sub(lambda part: part.group().capitalize(), token))
            if re.match("Mc[a-z]{2}", cased[-1]):
                cased[-1] = "Mc" + cased[-1][2:].capitalize()
    return cased


def _east_asian_names(piece: str, not_persons: Set[str]) -> list[str]:
    """The names in a piece in Chinese, Japanese or Korean."""
    tokens = [
        token
        for word in _EAST_ASIAN_ROLE.sub(" ", piece).split()
        for token in re.split(f"(?<=[{_HAN}])・(?=[{_HAN}])", word.strip(_EDGES))
        if token and token not in words.EAST_ASIAN_LABELS
        if fold(token) not in not_persons and not words.EAST_ASIAN_OUTLETS.search(token)
    ]
    is_one_name = (
        len(tokens) == 2
        and all(re.fullmatch(f"[{_HAN}{_KANA}]{{1,3}}", token) for token in tokens)
        and not all(token[0] in words.CHINESE_SURNAMES and len(token) > 1 for token in tokens)
    )
    if is_one_name:
        return [" ".join(tokens)]
    return [token for token in tokens if _EAST_ASIAN_NAME.fullmatch(token)]
