"""Which names of one article are one: surnames and short forms with the fullest form, abbreviations with what they stand for."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from etl_project.text import fold
from etl_project.transforms.names import gazetteers
from etl_project.transforms.names.evidence import COMPANY, ORGANISATION, PERSON, PLACE, Found, is_first_name
from etl_project.transforms.names.gazetteers import company_core
from etl_project.transforms.names.model import Sighting

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
        if item.text in teams and not any(
            method in ("preposition", "locality", "dateline", "role") or method == "city" and score == 0.82
            for (_, method), score in item.votes.items()
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
    only = next(iter(countries)) if len(countries) == 1 and countries.total() > 1 else None
    sightings = []
    for name in names.values():
        root = name.root
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
                    next((one.ticker for one in root.found if one.ticker), None) if root.type == COMPANY else None,
                    country if root.type == PLACE else None,
                )
            )  # fmt: skip
    return sorted(sightings, key=lambda one: (one.field != "title", one.start))


def _country_in_doubt(name: _Name, countries: Mapping[str | None, int], only: str | None) -> str | None:
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
    persons = [name for name in names.values() if name.type == PERSON and len(name.words) > 1]
    bodies = [name for name in names.values() if name.type in (ORGANISATION, COMPANY) and len(name.words) > 1]
    surnames: dict[str, list[_Name]] = defaultdict(list)
    given: dict[str, list[_Name]] = defaultdict(list)
    for person in persons:
        words = [word for word in person.words if word.casefold() not in ("jr", "jr.", "sr", "sr.", "ii", "iii")]
        surnames[fold(words[-1])].append(person)
        if not is_first_name(words[0]):
            surnames[fold(words[0])].append(person)
        given[fold(words[0])].append(person)
        for size in range(2, len(words)):
            surnames[fold(" ".join(words[-size:]))].append(person)
    for name in names.values():
        if full := _expansion(name, names, aliases, bodies):
            name.full = full
            continue
        if name.type == PERSON and len(name.words) > 1:
            longer = [
                other for other in persons
                if other is not name and len(other.words) > len(name.words) and other.words[-1] == name.words[-1] and (other.words[0] == name.words[0])
            ]  # fmt: skip
            if len(longer) == 1:
                name.full = longer[0]
                continue
        if name.type in (None, PERSON) or (name.type == PLACE and _is_doubtful(name)):
            key = fold(" ".join(name.words))
            fitting = [person for person in surnames.get(key, ()) if person is not name] or (
                [person for person in given.get(key, ()) if person is not name] if len(name.words) == 1 else []
            )
            fitting = [person for person in fitting if person.full is None] or fitting
            if fitting and not (
                name.type == PLACE and any(("place" == kind) for item in name.found for kind, _ in item.votes)
            ):
                name.full = min(fitting, key=lambda person: _first(person))
            elif fitting and name.type == PLACE:
                name.full = min(fitting, key=lambda person: _first(person)) if name.confidence < 0.7 else None
        if (
            len(name.words) == 1
            and not name.full
            and (name.type is None or (name.type == PERSON and name.confidence <= CERTAIN))
        ):
            around = [
                other
                for other in names.values()
                if len(other.words) > 1 and other.type not in (None, PERSON) and name.words[0] in other.words
            ]
            places = [other for other in around if other.type == PLACE and other.words[-1] == name.words[0]]
            if len(places) == 1:
                name.full = places[0]
                continue
            if around and name.type == PERSON:
                name.type = name.method = None
                name.confidence = 0.0
        if (
            name.type in (None, COMPANY, ORGANISATION)
            and len(name.words) == 1
            and not name.full
            and all(item.known is None for item in name.found)
        ):
            begun = [
                body
                for body in bodies
                if body.words[0] == name.words[0] and len(body.words) <= 3 and name.type in (None, body.type)
            ]
            if len(begun) == 1 and name.words[0].casefold() not in gazetteers.common_words("en"):
                name.full = begun[0]


def _first(name: _Name) -> tuple[bool, int]:
    return min((item.field == "title", item.start) for item in name.found)


def _is_doubtful(name: _Name) -> bool:
    return all(
        item.known is None or item.known.needs_context or len(name.words) == 1 and item.known.method != "country"
        for item in name.found
    )


def _expansion(
    name: _Name, names: Mapping[str, _Name], aliases: Mapping[str, str], bodies: Sequence[_Name]
) -> _Name | None:
    """What an abbreviation stands for."""
    if not name.text.isupper() or len(name.words) > 1:
        return None
    if (explained := aliases.get(name.text)) and (full := names.get(fold(explained))) and full is not name:
        return full
    if name.type is not None:
        return None
    short = name.text.replace(".", "")
    fitting = [body for body in bodies if "".join(word[0] for word in body.words if word[0].isupper()) == short]
    return fitting[0] if len(fitting) == 1 and len(short) > 1 else None
