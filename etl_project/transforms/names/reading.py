"""From a text to the names in it: find, judge, resolve within the article."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from etl_project.transforms.names import gazetteers
from etl_project.transforms.names import vocabulary as words
from etl_project.transforms.names.arabic import arabic_names
from etl_project.transforms.names.candidates import Token, is_boundary, is_headline, is_sentence_start, run_end, tokens
from etl_project.transforms.names.evidence import (
    COMPANY,
    ORGANISATION,
    PERSON,
    PLACE,
    Found,
    is_common,
    is_first_name,
    is_place,
    is_title,
    judge_context,
    locatives,
    looks_like_person,
)
from etl_project.transforms.names.gazetteers import Known, known_names, longest_known
from etl_project.transforms.names.model import Sighting
from etl_project.transforms.names.resolution import resolve

_ANOTHER_SCRIPT = re.compile(r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_DATELINE = re.compile(
    r"(?P<place>[^()\n.;:!?—–]{2,50}?(?:\.,?[^()\n;:!?—–]{0,20}?)?)\s*(?:\((?P<agency>[^()\n]{2,40})\)\s*)?(?:[—–]|--? )"
)
_HOUSE_NUMBER = re.compile(r"\d{1,5}[A-Z]?")
_LINE = re.compile(r"[^\n]+")
_BODY_WORDS = words.ORGANISATION_HEADS | words.COMPANY_SUFFIXES
_NAME_WORDS = words.ORGANISATION_HEADS | words.COMPANY_SUFFIXES | words.OF_HEADS | words.TITLE_PARTS | words.PLACE_HEADS
_OWNED_HEADS = words.ORGANISATION_HEADS | words.OF_HEADS
_TITLE_WORDS = words.TITLES | words.HONORIFICS
_HEADS = words.ORGANISATION_HEADS | words.PLACE_HEADS
_ROMANCE_HEADS = words.ORGANISATION_HEADS | words.PLACE_FIRST
_STRONG_HEADS = words.ORGANISATION_HEADS - words.WEAK_HEADS
_PLACE_WORDS = words.PLACE_HEADS | words.SITE_HEADS
_THINGS_OR_PLACES = words.THINGS | words.PLACE_HEADS
_THINGS_OR_PEOPLES = words.THINGS | words.DEMONYMS
_NO_PERSONS = words.ROLES | words.DIRECTIONS | words.PLACE_HEADS | words.THINGS | words.DEMONYMS
_MAX_PERSON = 5
_GENITIVE = frozenset(("de", "sv", "no", "da", "nl"))
"""Languages whose names take an ``s`` without an apostrophe."""
_SPORT_WORDS = 5
"""Different words of sport that make an article a report about it."""


def read_names(title: str | None, body: str | None, language: str | None) -> list[Sighting]:
    """The names in an article, in the order of the text, the title's first; they never overlap.

    Args:
        language: ISO 639-1 code; None where it is not known.
    """
    reader = _Reader(language or "en")
    for text, field in ((body or "", "body"), (title or "", "title")):
        reader.read(text, field)
    is_sport = len(reader.small & words.SPORT) >= _SPORT_WORDS
    return resolve(reader.found, reader.aliases, teams=gazetteers.teams() if is_sport else frozenset())


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.functions = words.FUNCTION_WORDS["en"] | words.FUNCTION_WORDS.get(language, frozenset())
        self.found: list[Found] = []
        self.aliases: dict[str, str] = {}
        """Abbreviations that the text explains, by themselves."""
        self.small: set[str] = set()
        """Words that the text has in small letters."""
        self.capital: set[str] = set()
        """Words that it has with a capital."""
        self.text = ""
        self.field = ""
        self.is_headline = False

    def read(self, text: str, field: str) -> None:
        self.text, self.field = text, field
        lines = [tokens(text, match.start(), match.end()) for match in _LINE.finditer(text)]
        for line in lines:
            self.small.update(token.folded for token in line if token.is_word and not token.is_capital)
            self.capital.update(token.text for token in line if token.is_capital)
        if self.language in _GENITIVE:
            lines = [[self._without_genitive(token) for token in line] for line in lines]
        for line in lines:
            self.is_headline = is_headline(line)
            before = len(self.found)
            self._read_line(line)
            self._judge_lists(before)
        if field == "body":
            self._judge_dateline()
        if _ANOTHER_SCRIPT.search(text):
            self._read_without_case(text)

    def _judge_lists(self, begin: int) -> None:
        """Places that stand beside places: ``Liverpool, Hull and Bristol``; in a longer list also those that no gazetteer has."""
        for one, other in pairwise(self.found[begin:]):
            if self.text[one.end : other.start] not in _LISTED:
                continue
            for found, beside in ((one, other), (other, one)):
                if found.known and is_place(found.known) and found.known.needs_context and _is_surely_place(beside):
                    found.vote(PLACE, "list", 0.75)
        for listed in self._lists(begin):
            if _is_surely_place(listed[0]) and all(_is_surely_place(one) or _is_unknown(one) for one in listed):
                for found in listed:
                    found.vote(PLACE, "list", 0.55)

    def _lists(self, begin: int) -> Iterator[list[Found]]:
        """Three names and more of a line that only commas and ``and`` part."""
        listed: list[Found] = []
        for found in self.found[begin:]:
            if listed and self.text[listed[-1].end : found.start] in _LISTED:
                listed.append(found)
                continue
            if len(listed) > 2:
                yield listed
            listed = [found]
        if len(listed) > 2:
            yield listed

    def _without_genitive(self, token: Token) -> Token:
        """A name without the ``s`` that it has as an owner, where the article or a gazetteer has it without."""
        if not token.is_capital or not token.text.endswith("s") or len(token.text) < 5:
            return token
        known = known_names().get(token.text)
        bare = token.text[:-1]
        owner = known_names().get(bare)
        if token.folded in words.ORGANISATION_HEADS or token.folded in self.functions:
            return token
        if known and not (known.needs_context and owner and not owner.needs_context):
            return token  # Paris; but Perus is Peru's
        if bare not in self.capital and not owner:
            return token
        return token._replace(end=token.end - 1, text=bare, folded=bare.casefold(), is_possessive=True)

    def _judge_dateline(self) -> None:
        """Names before the dash with which a report begins, and in brackets before it: ``SEOUL, Jan. 1 (Reuters) —``."""
        head = _DATELINE.match(self.text)
        if (
            not head
            or not head["place"][:1].isupper()
            or (not head["agency"] and not head["place"].split(",")[0].isupper())
        ):
            return
        for found in self.found:
            if found.field == "body" and found.end <= head.end("place"):
                found.vote(PLACE, "dateline", 0.88)
            elif found.field == "body" and head["agency"] and head.start("agency") <= found.start < head.end("agency"):
                found.votes = {(ORGANISATION, "credit"): 0.9}

    def _read_without_case(self, text: str) -> None:
        for start, form in gazetteers.names_without_case(text):
            known = known_names()[form]
            found = Found(self.field, start, start + len(form), form, (form,), known)
            found.vote(known.type, known.method, known.confidence)
            self.found.append(found)

        taken = {at for found in self.found if found.field == self.field for at in range(found.start, found.end)}
        for part in arabic_names(text):
            if part.start not in taken and part.end - 1 not in taken:
                form = text[part.start : part.end]
                found = Found(self.field, part.start, part.end, form, tuple(form.split()))
                found.vote(part.type, part.method, part.confidence)
                self.found.append(found)

    def _read_line(self, line: Sequence[Token]) -> None:
        at = 0
        while at < len(line):
            if not line[at].is_capital:
                if line[at].is_word and line[at].text in _LOWER:
                    self._known(line, at, at + 1, known_names()[line[at].text])
                elif line[at].text.isdigit() and at + 1 < len(line) and line[at + 1].is_capital:
                    end, known = self._longest(line, at, min(at + 4, len(line)))
                    if known and end > at + 1:
                        self._known(line, at, end, known)
                        at = end
                        continue
                at += 1
                continue
            end = run_end(line, at)
            at = self._read_run(line, at, end)

    def _read_run(self, line: Sequence[Token], at: int, end: int) -> int:
        """Takes apart a run of capitalised words, with the small words between them; returns where it ended."""
        while at < end:
            token = line[at]
            if not token.is_capital:
                at += 1
                continue
            if token.folded in words.ROADS and at + 1 < len(line) and line[at + 1].text.isdigit():
                found = self._make(line, at, at + 2)
                found.vote(PLACE, "place word", 0.85)
                self.found.append(found)
                at += 2
                continue
            stop, known = self._longest(line, at, end)
            if known and stop == at + 1 and self._is_word_here(line, at, known):
                at += 1
                continue
            if known and self._stands_alone(line, at, stop, end, known):
                self._known(line, at, stop, known)
                at = stop
                continue
            if self._is_boundary(line, at):
                at += 1
                continue
            stop = self._piece_end(line, at, end)
            self._read_piece(line, at, stop)
            at = stop
        return at

    def _is_word_here(self, line: Sequence[Token], at: int, known: Known) -> bool:
        """Whether what a gazetteer has as a city is a word of this language: ``Dabei``; the moon ``Europa``."""
        token = line[at]
        if known.type != PLACE or (token.text.isupper() and len(token.text) > 1):
            return False
        if token.folded in words.FUNCTION_WORDS.get(self.language, ()):
            return True
        if self.language == "en" and token.folded in words.DEMONYMS:
            return known.method == "country"  # for Swahili Pakistani is Pakistan
        if known.method != "city":
            return False
        if known.name != token.text and is_common(token, self.language):
            return True  # Lima is Limo somewhere
        return is_sentence_start(line, at) and token.folded in self.small

    def _longest(self, line: Sequence[Token], at: int, end: int) -> tuple[int, Known | None]:
        """End of the longest known name from here."""
        if len(line[at].text) == 2 and self.language == "en" and (state := self._state(line, at)):
            return at + 1, state
        names = known_names()
        for form in gazetteers.bridged_names().get(line[at].text, ()):
            if self.text.startswith(form, line[at].start):
                stop = next((i for i in range(at, len(line)) if line[i].end == line[at].start + len(form)), at)
                if stop > at:
                    return stop + 1, names[form]
        limit = min(at + longest_known(), end)
        if limit < len(line) and (line[limit].text[:1].isdigit() or line[limit].text == "&") and limit == end:
            limit += 1
        for stop in range(limit, at, -1):
            last = line[stop - 1]
            form = self.text[line[at].start : last.end]
            if last.is_possessive and (known := names.get(self.text[line[at].start : last.end + 2].replace("’", "'"))):
                return stop, known
            if known := names.get(form.replace("’", "'") if "’" in form else form):
                return stop, known
            if form.isupper() and len(form) > 3 and "." not in form and (known := names.get(form.title())):
                return stop, known
            if any(token.is_possessive for token in line[at : stop - 1]):
                continue
        if self.language == "de" and (known := self._quarter(line[at].text)):
            return at + 1, known
        if self.language == "pl" and (known := gazetteers.nominative(line[at].text)):
            return at + 1, known
        return at, None

    @staticmethod
    def _quarter(word: str) -> Known | None:
        """A part of a city behind the city's name: ``Berlin-Neukölln``."""
        city, hyphen, part = word.partition("-")
        known = known_names().get(city) if hyphen else None
        if not known or known.type != PLACE or known.needs_context or known.method == "country":
            return None
        return known._replace(name=word) if is_place(known_names().get(part)) else None

    def _state(self, line: Sequence[Token], at: int) -> Known | None:
        """The state of the USA that two letters behind a town's name stand for: ``Tampa, FL``; ``Monroe, La.``."""
        if at < 2:
            return None
        town, comma, code = line[at - 2 : at + 1]
        if comma.text in ("R-", "D-"):  # Sen. Roe (R-TX)
            return gazetteers.postal_states().get(code.text)
        if comma.text != "," or not town.is_capital:
            return None
        if code.text == "La":
            code = code._replace(text="LA" if at + 1 < len(line) and line[at + 1].text == "." else "")
        abroad = (known := known_names().get(town.text)) and known.country not in (None, "US")
        if abroad or (town.text.isupper() and code.folded in self.functions):
            return None
        return gazetteers.postal_states().get(code.text)

    def _stands_alone(self, line: Sequence[Token], at: int, stop: int, end: int, known: Known) -> bool:
        """Whether a known name is not just the beginning of a longer one."""
        if stop >= end or line[stop - 1].is_possessive:
            return True
        rest = line[stop]
        if self.is_headline and (is_common(rest, self.language) or self._is_boundary(line, stop)):
            return True
        if not rest.is_capital:
            after = next((token for token in line[stop:end] if token.is_capital), None)
            joins = (
                rest.folded == "&"
                or (rest.folded == "of" and line[stop - 1].folded in words.OF_HEADS)
                or (rest.folded in words.ROMANCE and line[at].folded in words.PLACE_FIRST)
            )
            return not joins or after is None
        if self._is_boundary(line, stop) or rest.folded in words.DEMONYMS:
            return True
        ahead = line[stop : self._piece_end(line, stop, end)]
        if any(token.folded in _BODY_WORDS for token in ahead):
            return is_title(rest.folded) and not rest.is_possessive and ahead[-1].folded not in _BODY_WORDS
        if is_title(rest.folded) or (
            rest.folded in words.TITLE_PARTS and any(is_title(token.folded) for token in ahead)
        ):
            return True
        if known.type == PLACE and known.needs_context:
            return False
        if stop - at > 3:
            return True  # the Rock and Roll Hall of Fame Induction
        if known.type == PLACE and self.language == "de":
            return True  # the next noun has a capital in any case
        return (
            known.type in (PLACE, ORGANISATION, COMPANY)
            and " " in self.text[line[at].start : line[stop - 1].end]
            and (is_first_name(rest.text) or rest.text.isupper())
        )

    def _is_boundary(self, line: Sequence[Token], at: int) -> bool:
        token = line[at]
        if token.folded == "police" and at and line[at - 1].is_capital and not self.is_headline:
            return False
        if token.folded in self.functions or is_boundary(token):
            if at and token.folded in words.ALSO_NAMES:
                before = line[at - 1]
                if before.is_capital and (is_first_name(before.text) or before.folded in _TITLE_WORDS):
                    return False
            return not (token.text.isupper() and len(token.text) > 1 and token.folded in ("it", "us", "am", "who"))
        if self.is_headline and is_common(token, "en"):
            after = line[at + 1] if at + 1 < len(line) else None
            if (
                at
                and line[at - 1].is_capital
                and is_first_name(line[at - 1].text)
                and not is_common(line[at - 1], "en")
            ):
                return False
            if token.folded in words.TITLES and after and after.is_capital:
                return False
            if token.folded in _NAME_WORDS:
                return False
            return not is_first_name(token.text)
        return False

    def _piece_end(self, line: Sequence[Token], at: int, end: int) -> int:
        """End of what may be one name from here."""
        stop = at + 1
        while stop < end and not self._break_at_possessive(line, stop):
            if line[stop].is_capital:
                if self._is_boundary(line, stop) or self._begins_another(line, at, stop):
                    break
                stop += 1
                continue
            then = next(index for index in range(stop, end + 1) if index == end or line[index].is_capital)
            if then == end or self._is_boundary(line, then) or not self._joins(line, at, stop, then):
                break
            stop = then + 1
        return stop

    def _begins_another(self, line: Sequence[Token], at: int, stop: int) -> bool:
        """Whether a body within another begins here: ``Department of Commerce`` ``Bureau of Industry``."""
        return (
            line[stop].folded in words.OF_HEADS
            and line[stop - 1].is_capital
            and stop + 1 < len(line)
            and line[stop + 1].folded == "of"
            and any(token.folded == "of" for token in line[at:stop])
        )

    def _joins(self, line: Sequence[Token], at: int, stop: int, then: int) -> bool:
        """Whether the small words before `then` join what stands before them to what follows."""
        small = [token.folded for token in line[stop:then]]
        before = line[stop - 1]
        if small[0] == "&":
            return True
        if all(word in words.PERSON_PARTICLES for word in small):
            if self.language == "de":
                if before.folded in ("bucht", "golf", "straße", "kap", "meerenge"):
                    return True  # Bucht von Manila
                return is_first_name(before.text) or is_title(line[at].folded)
            return not is_title(before.folded)
        if small[0] in ("of", "for"):
            return before.folded in words.OF_HEADS or any(
                token.folded in ("secretary", "minister", "department", "ministry", "university")
                for token in line[at:stop]
            )
        if small in (["on"], ["in"]) and any(not token.is_capital for token in line[at:stop]):
            return any(token.folded in words.ORGANISATION_HEADS for token in line[at:stop])
        if small == ["and"]:
            return line[then].folded in words.OF_NOUNS and any(token.folded in _OWNED_HEADS for token in line[at:stop])
        if small[0] in words.ROMANCE:
            pieces = line[at:stop]
            if any(token.folded in _ROMANCE_HEADS for token in pieces):
                return True
            if self.language == "en":
                return True
            if self.language == "de":
                return small[0] in ("de", "del", "da", "dos", "di", "la") and is_first_name(before.text)
            return (
                is_first_name(pieces[0].text) and len(pieces) < 4 and self.language not in ("fr", "it", "es", "pt")
            ) or (small[0] in ("de", "del", "da", "dos", "di") and is_first_name(pieces[0].text) and len(pieces) <= 2)
        if small[0] in ("y", "e", "und", "et"):
            return any(token.folded in words.ORGANISATION_HEADS for token in line[at:stop]) and any(
                not token.is_capital for token in line[at:stop]
            )
        return False

    def _read_piece(self, line: Sequence[Token], at: int, end: int) -> None:
        """Judges words that may be a name, with what stands before it."""
        start = is_sentence_start(line, at)
        if start and end - at == 1 and self._is_no_name(line[at]):
            return
        at = self._skip_title(line, at, end)
        if at < 0:
            return
        while (
            at < end
            and line[at].folded in words.DEMONYMS
            and (end - at == 1 or not any(token.folded in _HEADS for token in line[at + 1 : end]))
        ):
            if end - at == 2 and is_first_name(line[at].text):
                break
            if end - at == 2 and (known := known_names().get(line[at + 1].text)) and known.type == PLACE:
                break
            at += 1
        while at < end and not line[at].is_capital:
            at += 1
        if at < end:
            self._judge_piece(line, at, end)

    def _is_no_name(self, token: Token) -> bool:
        """Whether a word at a sentence's beginning has its capital from there."""
        if token.text.isupper() and len(token.text) > 1:
            return False
        if token.folded in self.small:
            return True
        return (is_common(token, self.language) or is_common(token, "en")) and not is_first_name(token.text)

    def _break_at_possessive(self, line: Sequence[Token], stop: int) -> bool:
        """Whether a possessive ends the name: not in ``Attorney’s Office`` and ``Children’s Hospital``."""
        before = line[stop - 1]
        if not before.is_possessive:
            return False
        if (
            stop < len(line)
            and line[stop].folded in words.ORGANISATION_HEADS
            and self.text[before.end : before.end + 2] in ("' ", "’ ")
        ):
            return False
        owned = stop < len(line) and line[stop].folded in _OWNED_HEADS
        return not (
            owned and (is_title(before.folded) or (is_common(before, "en") and before.text not in known_names()))
        )

    def _skip_title(self, line: Sequence[Token], at: int, end: int) -> int:
        """First token behind titles of office, where these lead the words; -1 if nothing else is there."""
        titled = next(
            (
                index
                for index in range(at, end)
                if is_title(line[index].folded) or line[index].folded in words.HONORIFICS
            ),
            None,
        )
        if titled is None or line[titled].is_possessive:
            return at
        if any(token.folded in _OWNED_HEADS for token in line[at:titled]) and not line[titled - 1].is_capital:
            return at
        if titled > at and is_first_name(line[titled - 1].text) and line[titled - 1].folded not in words.TITLE_PARTS:
            return at
        if (
            any(token.folded in words.ORGANISATION_HEADS for token in line[titled + 1 : end])
            and line[end - 1].folded in words.ORGANISATION_HEADS
        ):
            return at
        stop = titled + 1
        while stop < end and (
            is_title(line[stop].folded)
            or line[stop].folded in words.HONORIFICS
            or line[stop].folded in words.TITLE_PARTS
            or not line[stop].is_capital
        ):
            stop += 1
        lead = titled
        while lead > at and (line[lead - 1].folded in words.TITLE_PARTS or line[lead - 1].folded in words.DEMONYMS):
            lead -= 1
        honorific = line[titled].folded in words.HONORIFICS
        if stop == end:
            if lead > at and line[titled].folded not in ("star", "king", "prince", "queen", "judge", "major", "player"):
                self._judge_piece(line, at, lead)
                return -1
            return -1 if lead == at and end - at <= 4 and not (end - at == 2 and is_first_name(line[at].text)) else at
        rest = line[stop:end]
        if (
            not honorific
            and len(rest) == 1
            and (rest[0].folded in self.small or (self.is_headline and is_common(rest[0], "en")))
        ):
            return at
        if rest[0].folded in words.ORGANISATION_HEADS and not is_first_name(rest[0].text):
            return at
        if not line[stop - 1].is_capital and line[stop - 1].folded in words.OF:
            return stop
        if lead > at:
            self._judge_piece(line, at, lead)
            if (
                any(token.folded in words.EMPLOYERS for token in line[lead:stop])
                and self.found
                and self.found[-1].start == line[at].start
            ):
                self.found[-1].vote(COMPANY, "employer", 0.65)
        if sum(token.is_capital for token in rest) <= _MAX_PERSON:
            found = self._make(line, stop, end)
            found.vote(PERSON, "honorific" if honorific else "title", 0.95 if honorific or len(rest) > 1 else 0.9)
            judge_context(found, line, stop, end, self.language)
            self.found.append(found)
            return -1
        return stop

    def _judge_piece(self, line: Sequence[Token], at: int, end: int) -> None:
        """Adds a name, judged by its own words and those around it."""
        while at < end and not line[end - 1].is_capital:
            end -= 1
        if at >= end:
            return
        name = line[at:end]
        stop, known = self._longest(line, at, end)
        if known and stop == end:
            self._known(line, at, end, known)
            return
        is_site = self.language == "de" and self._is_german_site(name)
        if len(name) > 1 and not is_site and (described := self._described(line, at, end)):
            self._known(line, end - 1, end, described)
            return
        if self.language == "de" and self._is_german_place(name):
            self._judge_german_place(line, at, end)
            return
        found = self._make(line, at, end)
        first, last = name[0], name[-1]
        capitals = [token for token in name if token.is_capital]
        if len(name) == 1:
            if first.folded in words.NOT_NAMES or len(first.text) == 1 or first.folded in _HEADS:
                return
            if first.folded in words.TITLES or first.folded in words.DEMONYMS or first.folded in words.TITLE_PARTS:
                return
            if (
                first.text.endswith(words.PLACE_SUFFIXES)
                and not first.folded.endswith(words.NO_SQUARES)
                and len(first.text) > 8
            ):
                found.vote(PLACE, "place word", 0.8)
            elif (
                first.folded.endswith(words.ORGANISATION_SUFFIXES)
                and len(first.text) > 12
                and self.language in ("de", "no", "sv", "da")
            ):
                found.vote(ORGANISATION, "body word", 0.6)
            elif first.text[0] in "@#":
                return
            elif (
                self.language != "de"
                and is_first_name(first.text)
                and not is_common(first, "en")
                and not is_sentence_start(line, at)
                and not self.is_headline
            ):
                found.vote(PERSON, "first name", 0.5)
        elif any(token.text[0] in "@#" for token in name):
            return
        elif len(capitals) > 2 and (cut := self._hidden_person(name)):
            self._judge_piece(line, at, at + cut)
            self._judge_piece(line, at + cut, end)
            return
        else:
            self._judge_words(found, name, capitals, first, last)
        if self.language == "de" and len(name) == 1 and not found.votes and not first.text.isupper():
            found.is_start = True
        found.is_start = found.is_start or (
            len(name) == 1 and is_sentence_start(line, at) and is_common(first, self.language)
        )
        if at and last.folded in words.ADDRESSES and _HOUSE_NUMBER.fullmatch(line[at - 1].text) and len(name) > 1:
            found.vote(PLACE, "place word", 0.85)  # of 2134 Caldwell Place
        judge_context(found, line, at, end, self.language)
        self._judge_brackets(found, line, end)
        self._judge_locality(found, line, at, end)
        self.found.append(found)

    def _judge_locality(self, found: Found, line: Sequence[Token], at: int, end: int) -> None:
        """A name that no gazetteer has, between a preposition and what it lies in: ``of Mafeteng, Lesotho``."""
        if not at or end + 1 >= len(line) or line[end].text != "," or len(found.words) > 3:
            return
        before = line[at - 1].folded
        around = locatives(self.language) | {"of"}
        if before not in around and before not in ("from", "to", "at"):
            return
        stop, behind = self._longest(line, end + 1, len(line))
        is_around = behind is not None and (
            behind.method in ("country", "region")
            or (behind.type == PLACE and not behind.needs_context and before in around)
        )
        if is_around and not line[stop - 1].is_possessive:
            found.vote(PLACE, "locality", 0.75)

    def _described(self, line: Sequence[Token], at: int, end: int) -> Known | None:
        """The place that stands behind words that are none of its name: ``Hauptstadt Nuuk``, ``Mountainous Nepal``."""
        name = line[at:end]
        first = name[0]
        place = known_names().get(name[-1].text) or (
            gazetteers.nominative(name[-1].text) if self.language == "pl" else None
        )
        if not place or place.type != PLACE or place.needs_context or is_first_name(first.text):
            return None
        if first.folded in words.DEMONYMS:
            return None
        if self.language == "de":
            is_description = not any(token.folded in _BODY_WORDS or is_title(token.folded) for token in name)
        elif self.language == "pl":
            is_description = len(name) == 2 and is_sentence_start(line, at) and first.folded not in _NAME_WORDS
        else:
            is_description = len(name) == 2 and is_common(first, "en") and first.folded not in words.DIRECTIONS
        return place if is_description else None

    def _is_german_place(self, name: Sequence[Token]) -> bool:
        """Whether a word for places stands before a name: ``Gemeinde Crans-Montana``, ``Ortsteil Solln``."""
        return (
            1 < len(name) <= 3
            and name[0].folded in words.GERMAN_PLACES
            and all(token.is_capital and not is_common(token, "de") for token in name[1:])
            and not any(token.folded in _BODY_WORDS or is_title(token.folded) for token in name)
            and not looks_like_person(name[1:], "de")
        )

    def _judge_german_place(self, line: Sequence[Token], at: int, end: int) -> None:
        found = self._make(line, at + 1, end)
        _, found.known = self._longest(line, at + 1, end)
        if found.known and found.known.type != PLACE:
            found.known = None
        found.vote(PLACE, "role", 0.8)
        self.found.append(found)

    def _hidden_person(self, name: Sequence[Token]) -> int:
        """Where a person's name begins behind words that are none of it; 0 if it does nowhere."""
        for cut in range(1, len(name) - 1):
            first = name[cut]
            if (
                is_first_name(name[cut - 1].text)
                or not first.is_capital
                or not is_first_name(first.text)
                or is_common(first, "en")
            ):
                continue
            if (
                all(token.is_capital or token.folded in words.PARTICLES for token in name[cut:])
                and (
                    self.language == "de"
                    or (cut == len(name) - 2 and any(is_common(token, "en") for token in name[:cut]))
                )
                and name[cut - 1].is_capital
                and looks_like_person(name[cut:], self.language)
            ):
                return cut
        return 0

    def _judge_words(
        self, found: Found, name: Sequence[Token], capitals: Sequence[Token], first: Token, last: Token
    ) -> None:
        person = looks_like_person(name, self.language)
        if last.folded in words.LEGAL_FORMS:
            found.vote(COMPANY, "legal form", 0.92)
        elif last.folded in words.COMPANY_SUFFIXES:
            found.vote(COMPANY, "company word", 0.72)
        elif last.folded in ("bank", "airlines", "airways"):
            central = any(
                token.folded in ("central", "national", "food", "world", "reserve", "people's") for token in name
            )
            found.vote(ORGANISATION if central else COMPANY, "company word", 0.8)
        elif sure := self._place_word(name, capitals, is_person=bool(person and person[1] > 0.9)):
            found.vote(PLACE, "place word", sure)
        elif any(token.folded in words.ORGANISATION_HEADS for token in capitals) and not (
            person and person[1] > 0.9 and last.folded not in words.ORGANISATION_HEADS
        ):
            heads = [token.folded for token in capitals if token.folded in words.ORGANISATION_HEADS]
            found.vote(ORGANISATION, "body word", 0.72 if set(heads) <= words.WEAK_HEADS else 0.88)
        elif last.folded in words.NEWSPAPERS and self._is_town(name[:-1]):
            found.vote(ORGANISATION, "body word", 0.75)
        elif (team := self._is_team(name)) and not (person and person[1] > 0.9):
            found.vote(ORGANISATION, "team", team)
        elif (
            first.folded in words.PLACE_FIRST
            and last.folded not in words.THINGS
            and len(capitals) <= 3
            and not (person and len(capitals) == 2 and first.folded in ("lake", "port", "river", "via", "san"))
        ):
            found.vote(PLACE, "place word", 0.82)
        elif "&" in (token.text for token in name):
            found.vote(COMPANY, "ampersand", 0.6)
        elif (
            first.folded in words.DIRECTIONS | {"new", "san", "santa", "st.", "los", "las", "el", "old"}
            and len(capitals) == 2
            and last.folded not in _THINGS_OR_PEOPLES
        ):
            rest = known_names().get(last.text)
            if rest and rest.type == PLACE:
                found.vote(PLACE, "direction", 0.8)
            elif not is_common(last, "en"):
                found.vote(PLACE, "direction", 0.4)
        elif (
            self.language == "en"
            and len(name) == len(capitals)
            and (last.folded == "islands" or (last.folded in ("city", "state") and not is_common(name[-2], "en")))
        ):
            found.vote(PLACE, "place word", 0.75)  # but not the Granite State
        if person and not any(kind != PERSON and score > 0.8 for (kind, _), score in found.votes.items()):
            found.vote(PERSON, *person)
        if first.folded in words.DEMONYMS and (behind := known_names().get(last.text)) and behind.type == PLACE:
            found.vote(PLACE, "place word", 0.8)  # French Alps
        if first.folded in words.THINGS_FIRST or (
            last.folded in words.THINGS and found.votes.keys() <= {(PLACE, "place word")}
        ):
            found.votes.clear()
            return
        if not found.votes and 2 <= len(capitals) <= 3 and len(name) == len(capitals) and self._is_uncommon(capitals):
            found.vote(PERSON, "shape", 0.5)
        if (
            self.language != "de"
            and any(token.folded in words.PERSON_PARTICLES for token in name if not token.is_capital)
            and not found.votes
        ):
            found.vote(PERSON, "particle", 0.7)

    def _place_word(self, name: Sequence[Token], capitals: Sequence[Token], *, is_person: bool) -> float:
        """How sure the last words of a name make it a place: ``Kent Street``, ``Ramstein Air Base``, ``Starnberger See``."""
        last = name[-1].folded
        if last in ("center", "centre") and name[-2].folded in words.CENTERS:
            return 0.85
        if self.language == "de" and self._is_german_site(name):
            return 0.8
        if is_person or len(name) > len(capitals) or last not in _PLACE_WORDS:
            return 0.0
        if any(token.folded in _STRONG_HEADS for token in capitals):
            return 0.0
        if last in words.PLACE_HEADS:
            return 0.85
        return 0.8 if last in words.SITE_HEADS and self._is_site(name) else 0.0

    def _is_site(self, name: Sequence[Token]) -> bool:
        """Whether what stands before the word for a site is a name: ``Ramstein Air Base``, but no ``Customer Base``."""
        is_name = any(not is_common(token, "en") or token.text in known_names() for token in name[:-1])
        return is_name and name[0].folded not in words.DEMONYMS

    def _is_german_site(self, name: Sequence[Token]) -> bool:
        """Whether a German name is a site's: ``Starnberger See``, ``Schloss Bellevue``, ``Bucht von Manila``."""
        first, last = name[0], name[-1]
        if first.folded in words.GERMAN_SITES:
            return len(name) <= 3 and not is_common(last, "de") and first is not last
        return (
            len(name) == 2
            and last.folded in words.GERMAN_HEADS
            and first.folded.endswith(("er", "ische", "ischer", "ischen"))
            and not is_common(first, "de")
        )

    def _is_team(self, name: Sequence[Token]) -> float:
        """How sure a town and a plural make a team: ``San Francisco Giants``."""
        last = name[-1]
        if not last.folded.endswith(("s", "sox")) or last.folded in _THINGS_OR_PLACES or len(name) > 4:
            return 0.0
        return 0.65 if any(self._is_town(name[:-size]) for size in (1, 2)) else 0.0

    def _is_town(self, name: Sequence[Token]) -> bool:
        known = known_names().get(" ".join(token.text for token in name))
        return known is not None and known.type == PLACE and known.method != "country"

    def _is_uncommon(self, capitals: Sequence[Token]) -> bool:
        """Whether no word of a name is known as anything else, as those of most persons' names are."""
        names = known_names()
        return (
            self.language != "de"
            and all(
                not is_common(token, "en")
                and not is_common(token, self.language)
                and token.folded not in self.small
                and not token.text.isupper()
                and token.folded not in _NO_PERSONS
                and token.text.replace("-", "").isalpha()
                for token in capitals
            )
            and capitals[0].text not in names
            and self.language in ("en",)
        )

    def _judge_brackets(self, found: Found, line: Sequence[Token], end: int) -> None:
        """Reads ``(PFE)``, ``(NYSE: PFE)`` and ``(NATO)`` behind a name."""
        if not (end + 2 < len(line) and line[end].text == "("):
            return
        inside = []
        for token in line[end + 1 : end + 5]:
            if token.text == ")":
                break
            inside.append(token)
        else:
            return
        if not inside:
            return
        short = inside[-1].text
        if len(inside) == 3 and inside[1].text == ":" and inside[0].folded in words.EXCHANGES:
            found.vote(COMPANY, "ticker", 0.97)
            found.ticker = short
        elif len(inside) == 1 and ":" in short and short.split(":")[0].casefold() in words.EXCHANGES:
            found.vote(COMPANY, "ticker", 0.97)
            found.ticker = short.split(":")[1]
        elif len(inside) == 1 and (reuters := _REUTERS.fullmatch(short)):
            found.vote(COMPANY, "ticker", 0.97)
            found.ticker = reuters[1]
        elif len(inside) == 1 and short.istitle() and 3 <= len(short) <= 8 and _abbreviates(short.upper(), found.words):
            self.aliases[short] = found.text  # South African Revenue Service (Sars)
            found.vote(ORGANISATION, "abbreviation", 0.7)
        elif len(inside) == 1 and short.isupper() and 2 <= len(short) <= 8 and short.isalpha():
            if _abbreviates(short, found.words):
                self.aliases[short] = found.text
                if not found.votes or all(kind != PERSON for kind, _ in found.votes):
                    found.vote(ORGANISATION, "abbreviation", 0.7)
            elif len(short) <= 5 and (
                any(kind == COMPANY for kind, _ in found.votes)
                or (
                    len(found.words) <= 4
                    and short[0] == found.text[0].upper()
                    and not found.known
                    and not any(score > 0.6 for score in found.votes.values())
                )
            ):
                found.vote(COMPANY, "ticker", 0.9)
                found.ticker = short

    def _known(self, line: Sequence[Token], at: int, end: int, known: Known) -> None:
        if known.type == gazetteers.NOTHING:
            return
        found = self._make(line, at, end)
        found.known = known
        is_home = known.home == self.language and not self.is_headline and not is_common(line[at], self.language)
        if is_home or not known.needs_context:
            found.vote(known.type, known.method, known.confidence)
        judge_context(found, line, at, end, self.language)
        self._judge_brackets(found, line, end)
        if known.type == PLACE and end + 1 < len(line) and line[end].text == "," and line[end + 1].is_capital:
            _, behind = self._longest(line, end + 1, len(line))
            if behind and behind.type == PLACE and not behind.needs_context and behind.country:
                found.vote(PLACE, "locality", 0.9)
                if behind.country in known.countries or known.country is None:
                    found.known = known._replace(country=behind.country)
        self.found.append(found)

    def _make(self, line: Sequence[Token], at: int, end: int) -> Found:
        start, stop = line[at].start, line[end - 1].end
        return Found(
            self.field,
            start,
            stop,
            self.text[start:stop],
            tuple(token.text for token in line[at:end]),
            is_headline=self.is_headline,
        )


_REUTERS = re.compile(r"\.?([A-Z]{1,5})\.(?:N|O|OQ|L|PA|DE|T|HK|SS|SZ|MI|AS|MC|ST|TO|AX|NS|BO|KS|S)")
_LISTED = frozenset((", ", " and ", ", and ", " or ", " und ", " et ", " y ", " e ", " och ", " og ", " i "))


def _is_unknown(found: Found) -> bool:
    """Whether nothing tells what a name is, which is no abbreviation."""
    is_told = found.known or any(confidence > 0.5 for confidence in found.votes.values())
    return not is_told and not found.text.isupper() and not found.is_headline


def _is_surely_place(found: Found) -> bool:
    return any(kind == PLACE and confidence >= 0.7 for (kind, _), confidence in found.votes.items())


_LOWER = frozenset(("al-Qaeda", "al-Qaida", "adidas", "dpa", "eBay", "easyJet", "sub-Saharan", "taz", "rbb"))


def _abbreviates(short: str, name: Sequence[str]) -> bool:
    """Whether letters are the initials of a name, small words left out or not."""
    capitals = "".join(word[0] for word in name if word[0].isupper()).upper()
    everything = "".join(part[0] for word in name for part in re.split(r"[-‑]", word) if part).upper()
    return len(name) > 1 and (short in (capitals, everything) or (len(short) > 2 and capitals.startswith(short)))
