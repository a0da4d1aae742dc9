"""Which names of one article are one: surnames and short forms with the fullest form, abbreviations with what they stand for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from etl_project.text import fold
from etl_project.transforms.names import gazetteers
from etl_project.transforms.names.evidence import COMPANY, ORGANISATION, PERSON, PLACE, Found, is_first_name
from etl_project.transforms.names.gazetteers import company_core
from etl_project.transforms.names.model import Sighting
from etl_project.transforms.names.vocabulary import EXCHANGES, SUFFIXES_OF_PERSONS

LOCATED = 0.82
"""Confidence that a preposition gives a town that a gazetteer has."""
CERTAIN = 0.5
"""From this confidence an article alone gives a name a type."""


@dataclass(slots=True)
class _Name:
    """All places of an article where one name stands."""

    text: str
    words: tuple[str, ...]
    found: list[Found] = field(default_factory=list)
    type: str | None = None
    method: str | None = None
    confidence: float = 0.0
    full: "_Name | None" = None

    @property
    def root(self) -> "_Name":
        return self.full.root if self.full else self


def resolve(found: Iterable[Found], aliases: Mapping[str, str], teams: frozenset[str]) -> list[Sighting]:
    """Sightings of what was found, ordered by field (the title first) and place.

    Args:
        aliases: abbreviations that the text explains.
        teams: towns that here mean their team, but where the text says where something is.
    """
    names: dict[str, _Name] = {}
    for item in found:
        if (
            teams
            and (item.text in teams or item.is_fixture)
            and not any(
                method in ("preposition", "locality", "dateline", "role") or (method == "city" and score == LOCATED)
                for (_, method), score in item.votes.items()
            )
        ):
            item.known = None
            item.votes = {(ORGANISATION, "team"): 0.7}
        key = fold(item.known.name) + "|" + item.known.type if item.known else fold(item.text)
        name = names.setdefault(key, _Name(item.known.name if item.known else item.text, item.words))
        name.found.append(item)
    for name in names.values():
        _decide(name)
    _join(names, aliases)
    countries = Counter(
        item.known.country
        for name in names.values()
        if name.type == PLACE
        for item in name.found
        if item.known and item.known.country and not item.known.needs_context
    )
    # A town abroad tells nothing of where an unknown place is; the country's own name does.
    is_named = any(item.known and item.known.method == "country" for name in names.values() for item in name.found)
    only = next(iter(countries)) if len(countries) == 1 and countries.total() > 1 and is_named else None
    tickers: dict[str, str] = {}
    """By the text of the fullest form: ``Kestrel (KSTM)`` is the ticker of Kestrel Mobility."""
    for name in names.values():
        for item in name.found:
            if item.ticker:
                tickers.setdefault(name.root.text, item.ticker)
    sightings = []
    for name in names.values():
        root = name.root
        shown = name.found[0].text
        if (
            root.type == gazetteers.NOTHING
            or (root.type is None and shown in tickers.values())
            or (shown.isupper() and fold(shown) in EXCHANGES)
        ):
            continue
        for item in name.found:
            if name.type is None and (item.is_start or item.is_headline) and root is name:
                continue
            country = next((one.known.country for one in root.found if one.known and one.known.country), None)
            if country is None:
                country = _country_in_doubt(root, countries, only)
            sightings.append(
                Sighting(
                    item.field, item.start, item.end, item.text,
                    _shown(root), root.type, name.method if root is name else "short form",
                    round(root.confidence if root is name else min(root.confidence, 0.9), 2),
                    tickers.get(root.text) if root.type == COMPANY else None,
                    country if root.type == PLACE else None,
                )
            )  # fmt: skip
    return sorted(sightings, key=lambda one: (one.field != "title", one.start))


def _country_in_doubt(name: _Name, countries: Mapping[str, int], only: str | None) -> str | None:
    """The country of a place that several have, if the article is about one of them; and of one that no gazetteer has,
    if it names no other country."""
    known = next((item.known for item in name.found if item.known), None)
    if known is None:
        return only
    mentioned = [country for country in known.countries if country in countries]
    return mentioned[0] if len(mentioned) == 1 else None


def _shown(name: _Name) -> str:
    return company_core(name.text) if name.type == COMPANY else name.text


def _decide(name: _Name) -> None:
    """The type that all evidence for a name makes most likely: methods are independent witnesses."""
    best: dict[str, dict[str, float]] = defaultdict(dict)
    for item in name.found:
        for (kind, method), confidence in item.votes.items():
            # Several prepositions are several witnesses, as each is a weak one.
            before = best[kind].get(method, 0.0)
            again = method == "preposition" and 0 < before < 0.75
            best[kind][method] = 1 - (1 - before) * (1 - confidence) if again else max(before, confidence)
    scores = {}
    for kind, methods in best.items():
        doubt = 1.0
        for confidence in methods.values():
            doubt *= 1 - confidence
        scores[kind] = 1 - doubt
    if not scores:
        return
    sure = next((item.known for item in name.found if item.known and not item.known.needs_context), None)
    if sure and scores.get(PERSON, 0.0) < 0.88 and sure.type in scores:
        name.type, name.method, name.confidence = sure.type, sure.method, min(0.99, scores[sure.type])
        return
    kind = max(scores, key=lambda one: (scores[one], one))
    rival = max((score for other, score in scores.items() if other != kind), default=0.0)
    confidence = min(0.99, scores[kind]) * (1 - rival / 2 if rival > 0.5 else 1)
    if confidence >= CERTAIN:
        name.type, name.confidence = kind, confidence
        name.method = max(best[kind], key=lambda method: (best[kind][method], method))


def _join(names: Mapping[str, _Name], aliases: Mapping[str, str]) -> None:
    """Sets `full` of the names that are short for others of the article."""
    index = _Index(names.values())
    for name in names.values():
        name.full = _expansion(name, names, aliases, index) or index.person(name) or index.namesake(name)
        if name.full or len(name.words) > 1:
            continue
        if name.type is None or (name.type == PERSON and name.confidence <= CERTAIN):
            # A part of the name of something else is no person: Granny in Granny Smith, Ell in River Ell.
            around = index.others_with[name.words[0]]
            places = [other for other in around if other.type == PLACE and other.words[-1] == name.words[0]]
            if len(places) == 1:
                name.full = places[0]
            elif around and name.type == PERSON:
                name.type, name.method, name.confidence = None, None, 0.0
        if not name.full and all(item.known is None for item in name.found):
            name.full = index.body(name)


class _Index:
    """Names of more than one word, by those of their words that they may be called by."""

    def __init__(self, names: Iterable[_Name]) -> None:
        self.surnames: dict[str, list[_Name]] = defaultdict(list)
        """Persons by the words that their names end in, and by the first where that is no given name (``Kim Jong Un``)."""
        self.given: dict[str, list[_Name]] = defaultdict(list)
        self.beginnings: dict[str, list[_Name]] = defaultdict(list)
        """Bodies and firms by their first word."""
        self.initials: dict[str, list[_Name]] = defaultdict(list)
        """Bodies and firms by their initials."""
        self.others_with: dict[str, list[_Name]] = defaultdict(list)
        """Whatever is no person, by each of its words."""
        for name in names:
            if len(name.words) == 1:
                continue
            if name.type == PERSON:
                self._add_person(name)
            elif name.type is not None:
                for word in set(name.words):
                    self.others_with[word].append(name)
                if name.type != PLACE:
                    self.beginnings[name.words[0]].append(name)
                    self.initials["".join(word[0] for word in name.words if word[0].isupper())].append(name)

    def _add_person(self, name: _Name) -> None:
        words = [fold(word) for word in name.words]
        while len(words) > 2 and words[-1] in SUFFIXES_OF_PERSONS:
            words.pop()
        for size in range(1, len(words)):
            self.surnames[" ".join(words[-size:])].append(name)
        if not is_first_name(name.words[0]):
            self.surnames[words[0]].append(name)
        self.given[words[0]].append(name)

    def person(self, name: _Name) -> _Name | None:
        """The person whose surname or given name it is: of several the one who is introduced first."""
        if name.type not in (None, PERSON) and not (name.type == PLACE and _may_be_surname(name)):
            return None
        key = fold(" ".join(name.words))
        fitting = [person for person in self.surnames.get(key, ()) if person is not name]
        if not fitting and len(name.words) == 1 and not _is_located(name):
            fitting = [person for person in self.given.get(key, ()) if person is not name]
        if not fitting and name.type == PERSON and len(name.words) > 1:
            # Nelson Mandela, where the article also says Nelson Rolihlahla Mandela.
            fitting = [
                person
                for person in self.surnames.get(fold(name.words[-1]), ())
                if len(person.words) > len(name.words) and person.words[0] == name.words[0]
            ]
        return min(fitting, key=_first, default=None)

    def namesake(self, name: _Name) -> _Name | None:
        """The firm that has a place's name and a legal form, where nothing but the name tells of a place: Sierra Nevada
        Corporation."""
        if name.type != PLACE or any(
            method not in ("city", "known name", "region") or score == LOCATED
            for item in name.found
            for (_, method), score in item.votes.items()
        ):
            return None
        return next(
            (
                firm
                for firm in self.beginnings.get(name.words[0], ())
                if firm.type == COMPANY and company_core(firm.text) == name.text
            ),
            None,
        )

    def body(self, name: _Name) -> _Name | None:
        """The one body or firm that begins with it."""
        if name.type not in (None, COMPANY, ORGANISATION) or name.words[0].casefold() in gazetteers.common_words("en"):
            return None
        begun = [
            body
            for body in self.beginnings.get(name.words[0], ())
            if len(body.words) <= 3 and name.type in (None, body.type)
        ]
        return begun[0] if len(begun) == 1 else None


def _first(name: _Name) -> tuple[bool, int]:
    return min((item.field == "title", item.start) for item in name.found)


def _is_located(name: _Name) -> bool:
    """Whether a preposition says that it is a place which a gazetteer has: *in* Paris, with Paris Hilton."""
    return any(score == LOCATED for item in name.found for (kind, _), score in item.votes.items() if kind == PLACE)


def _may_be_surname(name: _Name) -> bool:
    """Whether a place is one only as far as its name goes: it is no country, and nothing but a list says so, or, where no
    gazetteer has it, a preposition."""
    weak = {"city", "known name", "list"} if any(item.known for item in name.found) else {"preposition"}
    if any(kind == PLACE and method not in weak for item in name.found for kind, method in item.votes):
        return False
    if weak == {"preposition"}:
        return len(name.words) == 1
    return (all(item.known is None or item.known.needs_context for item in name.found) and name.confidence < 0.85) or (
        len(name.words) == 1
        and all(item.known and item.known.method != "country" for item in name.found)
        and name.confidence < 0.9
    )


def _expansion(name: _Name, names: Mapping[str, _Name], aliases: Mapping[str, str], index: _Index) -> _Name | None:
    """What an abbreviation stands for."""
    if len(name.words) > 1 or not (name.text.isupper() or name.text in aliases):
        return None
    if (explained := aliases.get(name.text)) and (full := names.get(fold(explained))) and full is not name:
        return full
    fitting = index.initials.get(name.text.replace(".", ""), ()) if name.type is None else ()
    return fitting[0] if len(fitting) == 1 else None
