"""What the words of a name, and those beside it, tell of its type."""

import dataclasses
from collections.abc import Sequence

from etl_project.transforms.names import gazetteers
from etl_project.transforms.names import vocabulary as words
from etl_project.transforms.names.candidates import Token, is_sentence_start
from etl_project.transforms.names.gazetteers import Known

PERSON, ORGANISATION, COMPANY, PLACE = "person", "organisation", "company", "place"


@dataclasses.dataclass(slots=True)
class Found:
    """A name where it stands, with the evidence for what it is."""

    field: str
    start: int
    end: int
    text: str
    words: tuple[str, ...]
    known: Known | None = None
    votes: dict[tuple[str, str], float] = dataclasses.field(default_factory=dict)
    """By type and method: how sure it makes the type, 0 to 1."""
    ticker: str | None = None
    is_headline: bool = False
    is_fixture: bool = False
    """Whether it is a town of which something is told that teams do, or is done to them."""
    is_start: bool = False
    """Whether it is one word at a sentence's beginning, so that its capital says nothing."""

    def vote(self, kind: str, method: str, confidence: float) -> None:
        if kind == PERSON and not self._may_be_person(method):
            return
        if confidence > self.votes.get((kind, method), 0.0):
            self.votes[kind, method] = confidence

    def _may_be_person(self, method: str) -> bool:
        if self.known and not self.known.needs_context and method not in ("title", "honorific", "age"):
            return False
        shouted = [word.isupper() and len(word) > 2 and "." not in word for word in self.words]
        if any(shouted) and not all(shouted) and not self.is_headline and method != "first name":
            return False
        return all(
            word.replace("’", "'").replace("-", "'").replace(".", "").replace("'", "").isalpha() for word in self.words
        ) and (
            self.is_headline
            or len(self.words) > 1
            or not (self.text.isupper() or self.text[1:].upper() == self.text[1:] or self.text[:-1].isupper())
        )


def is_first_name(word: str) -> bool:
    """Whether a word is a given name, or several joined by hyphens (``Anne-Marie``)."""
    names = gazetteers.first_names()
    return word in names or (word.count("-") == 1 and word.split("-")[0] in names)


def is_title(word: str) -> bool:
    """Whether a folded word is an office, rank or calling."""
    if word in words.TITLES:
        return True
    return (len(word) > 6 and word.endswith(words.TITLE_ENDS)) or (
        "-" in word and word.rsplit("-", 1)[1] in words.TITLES
    )


def is_common(token: Token, language: str) -> bool:
    """Whether it is one of the frequent words of the language of the text, or of English."""
    return token.folded in gazetteers.common_words(language)


def looks_like_person(name: Sequence[Token], language: str) -> tuple[str, float] | None:
    """Method and confidence if the words by themselves are a person's name."""
    plain = [token for token in name if token.is_capital]
    if not 2 <= len(plain) <= 5 or len(name) > 6:
        return None
    while len(plain) > 2 and plain[-1].folded in words.SUFFIXES_OF_PERSONS:
        plain.pop()
    first, last = plain[0], plain[-1]
    if any(token.text.isupper() and len(token.text) > 3 and "." not in token.text for token in plain):
        first_text, last_text = first.text.title(), last.text.title()
    else:
        first_text, last_text = first.text, last.text
    if any(token.folded in _BODY_WORDS for token in plain[1:]):
        return None
    if last.folded in words.STREETS:
        return None
    surname = last_text in gazetteers.last_names()
    if last.folded in words.DIRECTIONS:
        return None
    if first.folded in words.THINGS_FIRST or (
        last.folded in words.THINGS and not (surname and is_first_name(first_text))
    ):
        return None
    place = gazetteers.known_names().get(last_text)
    if place and place.method in ("country", "region") and last_text not in words.SURNAMES:
        return None
    ordinary = is_common(last, language) and not surname
    if is_first_name(first_text):
        if last.folded in words.PLACE_HEADS and (len(plain) > 2 or not surname):
            return None
        if ordinary:
            return ("first name", 0.45) if first.folded not in gazetteers.common_words("en") else None
        return "first name", 0.92 if surname or first.folded not in gazetteers.common_words("en") else 0.8
    if first.text.endswith(".") and len(first.text) == 2 and not ordinary:
        return "initials", 0.85
    if first.text.isupper() and "." in first.text and not ordinary:
        return "initials", 0.8
    return None


def judge_context(found: Found, line: Sequence[Token], at: int, end: int, language: str) -> None:
    """Adds what the words before (`at` is the name's first token) and behind it (from `end`) tell."""
    size = len(found.words)
    before = line[at - 1] if at and not (is_sentence_start(line, at)) else None
    after = line[end] if end < len(line) else None
    last = line[end - 1]
    found.is_fixture = (
        found.known is not None
        and found.known.type == PLACE
        and (
            (before is not None and before.folded in words.OPPOSED)
            or (after is not None and after.folded in words.SPORT_VERBS)
        )
    )
    if before is not None and (
        not before.is_capital or before.folded in locatives(language) or before.folded in words.PREPOSITIONS
    ):
        _judge_before(found, line, at, before, size, language)
    if after is None:
        return
    if last.is_possessive:
        if after.folded in words.EMPLOYERS:
            found.vote(COMPANY, "employer", 0.65)
        if after.folded in words.FAMILY:
            found.vote(PERSON, "family", 0.7)
        if after.folded in words.OWNED_BY_FIRMS:
            found.vote(COMPANY, "business", 0.7)
        return
    following = after.folded
    if following == "," and end + 1 < len(line):
        _judge_apposition(found, line, end + 1, size)
    elif following == "(" and end + 2 < len(line):
        inside = line[end + 1]
        if inside.text.isdigit() and 10 <= int(inside.text) <= 110 and line[end + 2].text == ")":
            found.vote(PERSON, "age", 0.88)
    elif following == "-" and end + 1 < len(line) and line[end + 1].folded in ("based", "headquartered", "area"):
        _judge_seat(found)
    elif not after.is_capital:
        if language == "de" and size == 1:
            return
        if following in words.EMPLOYERS:
            found.vote(COMPANY, "employer", 0.6)
        elif following in words.SPEECH_VERBS:
            found.vote(PERSON, "speech", 0.62 if size > 1 else 0.45)
        elif following in words.PERSON_VERBS:
            found.vote(PERSON, "deed", 0.6)
        elif _is_area(found, following):
            found.vote(PLACE, "place word", 0.7)
        elif following in ("shares", "stock", "stocks"):
            found.vote(COMPANY, "business", 0.75)


_BODY_WORDS = words.ORGANISATION_HEADS | words.COMPANY_SUFFIXES


def _is_area(found: Found, following: str) -> bool:
    """Whether the small word behind a name says that it is a place's: Logar *province*, and Hoa Lo *prison* if known."""
    if following in words.SITES:
        return is_place(found.known)
    is_name = not found.text.isupper() and found.text.casefold() not in words.DEMONYMS
    return following in words.AREAS and is_name and len(found.words) <= 3


def locatives(language: str) -> frozenset[str]:
    """The words of a language that stand before where something is; none are known of most."""
    return words.LOCATIVE.get(language, frozenset())


def is_place(known: Known | None) -> bool:
    """Whether a gazetteer has it as a place, if only where the context says so."""
    return known is not None and known.type == PLACE


def _judge_seat(found: Found) -> None:
    """A name before ``-based``: where a firm or a body is, if not what a program runs on (``Android-based``)."""
    if is_place(found.known):
        found.vote(PLACE, "locality", 0.9)
    elif not found.text.isupper() and all(word.casefold() not in words.NOT_NAMES for word in found.words):
        found.vote(PLACE, "locality", 0.6)


def _judge_before(found: Found, line: Sequence[Token], at: int, before: Token, size: int, language: str) -> None:
    word = before.folded
    if word in words.OF_PLACES and at > 1:
        what = line[at - 2].folded
        if what in words.SETTLEMENTS:
            found.votes = {vote: score for vote, score in found.votes.items() if vote[0] != PERSON}
            found.vote(PLACE, "role", 0.85)
        elif what in words.PLACES_OF or what in words.PLURAL_PLACES or what in words.DIRECTIONS:
            found.vote(PLACE, "role", 0.8)
        elif _is_age(line, at - 2):
            found.vote(PLACE, "role", 0.85)  # Jane Roe, 32, of Franklin
        elif what in words.EMPLOYERS:
            found.vote(COMPANY, "employer", 0.6)
        elif what in ("shares", "stock", "maker", "owner", "unit", "subsidiary", "parent"):
            found.vote(COMPANY, "business", 0.65)
        return
    if word in ("shares", "stock") or (word == "in" and at > 1 and line[at - 2].folded in ("shares", "stake")):
        found.vote(COMPANY, "business", 0.7)
        return
    if word in locatives(language):
        strength = 0.6 if word in ("in", "near", "nearby", "outside", "inside") else 0.45
        if is_place(found.known):
            if not _is_noun(found, word, language):
                found.vote(PLACE, "city", 0.82)
        elif _may_be_place(found, size, language):
            # In Epstein's crimes: what has something need not be a place.
            found.vote(PLACE, "preposition", min(strength, 0.5) if line[at + size - 1].is_possessive else strength)
        return
    if word in words.TOWARDS:
        if is_place(found.known):
            found.vote(PLACE, "city", 0.75)
        return
    if word in ("like", "as", "including") and at > 1:
        told = line[at - 3 if word == "as" else at - 2].folded if at > 2 else line[at - 2].folded
        if told in words.PLURAL_PLACES:
            found.vote(PLACE, "role", 0.8)  # cities like Ulm; counties such as Durham
        return
    if word in words.VESSELS:
        found.vote(gazetteers.NOTHING, "vessel", 0.95)
        return
    if before.is_word and word in words.DIRECTIONS and not (found.text.isupper() and not is_place(found.known)):
        found.vote(PLACE, "direction", 0.85)
    if size <= 5:
        if word in words.ROLES and not (word in words.COMPANY_ROLES or word in words.ORGANISATION_ROLES):
            found.vote(PERSON, "role", 0.85 if size > 1 else 0.7)
        elif word in words.PLACE_ROLES:
            found.vote(PLACE, "role", 0.65)
        elif word in words.COMPANY_ROLES:
            found.vote(COMPANY, "role", 0.75)
        elif word in words.ORGANISATION_ROLES:
            found.vote(ORGANISATION, "role", 0.7)
        elif word in words.SPEECH_VERBS and word not in words.SPEECH_BEHIND:
            found.vote(PERSON, "speech", 0.6 if size > 1 else 0.42)


def _is_age(line: Sequence[Token], at: int) -> bool:
    """Whether what ends with this token is the age behind a person's name: ``, 32,``."""
    if at < 1 or line[at].text != ",":
        return False
    age = line[at - 1].text
    return age.isdigit() and 1 <= int(age) <= 110


def _is_noun(found: Found, word: str, language: str) -> bool:
    """Whether a German noun that also is a town is no more than the noun: ``aus Eisen``, ``bei Olympia``; but ``in Essen``."""
    if language != "de" or word == "in" or len(found.words) > 1 or not (found.known and found.known.needs_context):
        return False
    folded = found.text.casefold()
    return folded in words.NOT_PLACES or folded in gazetteers.common_words("de")


def _may_be_place(found: Found, size: int, language: str) -> bool:
    """Whether a preposition says something: not of titles, acronyms, and words that are common, nor where nouns have
    capitals, or names cases."""
    if (
        size > 2
        or language in ("de", "ru")
        or found.text.isupper()
        or (size == 1 and found.text in gazetteers.last_names())
    ):
        return False
    last = found.words[-1].casefold()
    if found.words[-1][1:] != last[1:] and not found.words[-1].startswith(("Mc", "De", "La")):
        return False  # WeWork, MacBook
    return (
        last.isalpha()
        and len(last) > 2
        and last not in words.THINGS
        and last not in gazetteers.common_words("en")
        and last not in gazetteers.common_words(language)
    )


def _judge_apposition(found: Found, line: Sequence[Token], at: int, size: int) -> None:
    """What stands behind the comma after a name."""
    first = line[at]
    if first.text.isdigit() and 1 <= int(first.text) <= 110:
        if (at + 1 < len(line) and line[at + 1].text in (",", ".", ";", ")")) or at + 1 == len(line):
            found.vote(PERSON, "age", 0.9)
        return
    if first.folded in ("who", "whose", "aged"):
        found.vote(PERSON, "apposition", 0.75)
        return
    if first.folded in words.LEGAL_FORMS and first.is_capital:
        found.vote(COMPANY, "legal form", 0.92)
        return
    if first.is_capital or first.folded in words.NO_APPOSITION:
        return
    if first.folded not in ("a", "an", "the", "his", "her", "their", "its") and first.folded not in words.ROLES:
        return
    for token in line[at : at + 7]:
        if token.text in (",", ".", ";", ":") or (token.is_capital and token is not first):
            break
        if token.folded in words.ROLES:
            if token.folded in words.COMPANY_ROLES:
                found.vote(COMPANY, "apposition", 0.55)
            else:
                found.vote(PERSON, "apposition", 0.82 if size > 1 else 0.6)
            break
        if token.folded in words.COMPANY_ROLES and size < 4:
            found.vote(COMPANY, "apposition", 0.65)
            break
        if token.folded in words.ORGANISATION_ROLES:
            found.vote(ORGANISATION, "apposition", 0.6)
            break
        if token.folded in words.PLACE_ROLES:
            found.vote(PLACE, "apposition", 0.6)
            break
