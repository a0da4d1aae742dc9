"""Invented events, each told by several writers in their own words, over a month: articles whose stories are known."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

FIRST_DAY = date(2026, 9, 1)
_TEMPLATES = tomllib.loads(Path(__file__).with_name("templates.toml").read_text("utf-8"))
_SYLLABLES = [
    "ba",
    "be",
    "bor",
    "dan",
    "del",
    "dor",
    "el",
    "fen",
    "gar",
    "hal",
    "il",
    "jor",
    "kal",
    "kor",
    "lan",
    "lem",
    "lor",
    "mar",
    "mel",
    "mon",
    "nar",
    "nel",
    "or",
    "pel",
    "quin",
    "ral",
    "ren",
    "ros",
    "sal",
    "sel",
    "sor",
    "tal",
    "ten",
    "tor",
    "ul",
    "val",
    "ver",
    "vin",
    "wes",
    "yor",
    "zan",
]
_GIVEN = [
    "Anna",
    "Bruno",
    "Clara",
    "David",
    "Elena",
    "Farid",
    "Greta",
    "Henrik",
    "Ines",
    "Jonas",
    "Karim",
    "Lena",
    "Marek",
    "Nadia",
    "Oskar",
    "Petra",
    "Rafael",
    "Samira",
    "Tomas",
    "Ulla",
    "Viktor",
    "Wanda",
    "Yusuf",
    "Zoe",
]
_PRODUCTS = [
    "heaters",
    "scooters",
    "phones",
    "tractors",
    "turbines",
    "kettles",
    "trucks",
    "printers",
    "pumps",
    "cameras",
    "drills",
    "strollers",
]
_JOBS = ("pilots", "baggage handlers", "controllers", "security guards", "cabin crews")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NOUNS = [
    "actor",
    "archive",
    "artist",
    "auditor",
    "bakery",
    "balcony",
    "barge",
    "barn",
    "beach",
    "beekeeper",
    "bell",
    "bicycle",
    "bishop",
    "boat",
    "bookshop",
    "brewery",
    "bridge",
    "builder",
    "bus",
    "butcher",
    "cable",
    "campsite",
    "canal",
    "carpenter",
    "castle",
    "cathedral",
    "cellar",
    "cemetery",
    "ceramics",
    "chapel",
    "chimney",
    "choir",
    "cinema",
    "circus",
    "clerk",
    "cliff",
    "clinic",
    "coach",
    "colony",
    "convoy",
    "cook",
    "council",
    "courier",
    "cow",
    "crane",
    "crew",
    "customs",
    "dairy",
    "dam",
    "dancer",
    "dentist",
    "depot",
    "diary",
    "diver",
    "docks",
    "doctor",
    "drone",
    "electrician",
    "embassy",
    "engineer",
    "farmer",
    "fence",
    "festival",
    "ferry",
    "fisherman",
    "flag",
    "florist",
    "forest",
    "fountain",
    "freighter",
    "fridge",
    "garage",
    "garden",
    "gardener",
    "gate",
    "ghost",
    "glacier",
    "glasshouse",
    "goat",
    "greenhouse",
    "guard",
    "guide",
    "hangar",
    "herd",
    "hostel",
    "hotel",
    "hunter",
    "invoice",
    "island",
    "jeweller",
    "judge",
    "jury",
    "kindergarten",
    "kitchen",
    "laboratory",
    "ladder",
    "lake",
    "lantern",
    "laptop",
    "ledger",
    "letter",
    "library",
    "lift",
    "lighthouse",
    "locksmith",
    "lorry",
    "map",
    "market",
    "mayor",
    "meadow",
    "mechanic",
    "medal",
    "mill",
    "mine",
    "miner",
    "monastery",
    "monument",
    "mosque",
    "museum",
    "nurse",
    "nursery",
    "observatory",
    "orchard",
    "orchestra",
    "painter",
    "painting",
    "pastry",
    "pharmacy",
    "photograph",
    "pianist",
    "pier",
    "pigeon",
    "pilot",
    "pipeline",
    "plumber",
    "poet",
    "porter",
    "postman",
    "prison",
    "puppet",
    "quarry",
    "queue",
    "radar",
    "railway",
    "ranger",
    "refinery",
    "reservoir",
    "restaurant",
    "river",
    "roof",
    "sailor",
    "satellite",
    "sawmill",
    "school",
    "sculptor",
    "servant",
    "shepherd",
    "shipyard",
    "shop",
    "signal",
    "singer",
    "sketch",
    "stable",
    "stadium",
    "staircase",
    "statue",
    "student",
    "submarine",
    "suitcase",
    "sunflower",
    "swimmer",
    "tailor",
    "tanker",
    "tavern",
    "taxi",
    "teacher",
    "telescope",
    "tenant",
    "theatre",
    "timetable",
    "tower",
    "toll",
    "tram",
    "translator",
    "tunnel",
    "turbine",
    "umbrella",
    "valley",
    "vineyard",
    "violin",
    "waiter",
    "warehouse",
    "watchman",
    "waterfall",
    "well",
    "whale",
    "windmill",
    "wolf",
    "workshop",
]
_VERBS = [
    verbs.split("/")
    for verbs in [
        "blocked/barred/obstructed",
        "built/erected/put_up",
        "bought/acquired/purchased",
        "broke/smashed/shattered",
        "burned/scorched/charred",
        "carried/hauled/transported",
        "checked/examined/inspected",
        "cleared/emptied/vacated",
        "closed/shut/sealed",
        "copied/duplicated/reproduced",
        "covered/concealed/hid",
        "damaged/harmed/wrecked",
        "discovered/found/uncovered",
        "drew/sketched/traced",
        "emptied/drained/pumped_out",
        "flooded/inundated/swamped",
        "followed/pursued/tracked",
        "guarded/protected/watched_over",
        "hit/struck/rammed",
        "lifted/raised/hoisted",
        "lost/mislaid/misplaced",
        "moved/relocated/shifted",
        "named/identified/singled_out",
        "opened/unlocked/unsealed",
        "painted/coated/daubed",
        "praised/lauded/commended",
        "refused/rejected/turned_down",
        "removed/dismantled/took_away",
        "rented/hired/leased",
        "repaired/fixed/mended",
        "rescued/saved/freed",
        "sold/auctioned/traded",
        "searched/combed/scoured",
        "stole/robbed/looted",
        "tested/tried_out/measured",
        "threatened/menaced/endangered",
        "visited/toured/inspected",
        "warned/alerted/cautioned",
        "washed/cleaned/scrubbed",
        "weighed/assessed/valued",
    ]
]
_PLANS = (
    "The {one} {verb} the {two} next to the {three}.",
    "Near the {three}, the {one} had {verb} a {two}, witnesses said.",
    "It was the {one} that {verb} the {two}, according to people at the {three}.",
    "At the {three}, as officials confirmed, the {two} was {verb} with the help of the {one}.",
)
_KINDS = {
    "company": ("Group", "Foods", "Motors", "Energy", "Labs", "Holdings", "Steel"),
    "party": ("Party", "Alliance", "Union"),
}


@dataclass(frozen=True)
class Article:
    """What a writer made of an event."""

    key: str
    day: date
    title: str
    body: str
    story: str


def articles(seed: int, events: int, days: int = 30) -> list[Article]:
    """Articles on so many events; of each, as many as it is worth, at first and on some of the days after.

    Names come back: a third of the companies, countries, persons and places of an event are those of an earlier one, so that
    the same company has other news, and the same place another earthquake.
    """
    lots = Random(seed)
    known: dict[str, list[str]] = {}
    made: list[Article] = []
    for number in range(events):
        event = lots.choice(_TEMPLATES["event"])
        facts = _facts(lots, known)
        began = lots.randrange(days)
        # Most events are told once or twice; a few fill the papers.
        writers = min(40, max(1, round(lots.paretovariate(0.9))))
        for writer in range(writers):
            ago = 0 if writer == 0 else min(int(lots.expovariate(0.9)), 5)
            if began + ago < days:
                key = f"{number:05}-{writer:02}"
                title, body = _told(lots, event, facts, is_later=ago > 0)
                made.append(Article(key, FIRST_DAY + timedelta(began + ago), title, body, f"{number:05}"))
    return made


def _facts(lots: Random, known: dict[str, list[str]]) -> dict[str, Any]:
    def name(kind: str) -> str:
        names = known.setdefault(kind, [])
        if names and lots.random() < 1 / 3:
            return lots.choice(names)
        new = "".join(lots.sample(_SYLLABLES, lots.choice((2, 2, 3)))).capitalize()
        if kind == "person":
            new = f"{lots.choice(_GIVEN)} {new}"
        elif kind in _KINDS:
            new = f"{new} {lots.choice(_KINDS[kind])}"
        names.append(new)
        return new

    plain = ("place", "region", "village", "country", "city", "team", "storm", "disease", "company", "party", "person")
    facts: dict[str, Any] = {kind: name(kind) for kind in plain}
    facts |= {f"{kind}2": name(kind) for kind in ("person", "company", "team")}
    facts |= {"product": lots.choice(_PRODUCTS), "job": lots.choice(_JOBS), "weekday": lots.choice(_WEEKDAYS)}
    facts |= {"mag": f"{lots.randint(5, 7)}.{lots.randint(0, 9)}", "n": lots.randint(11, 99), "m": lots.randint(40, 90)}
    # What happened at one event and at no other of its kind, as far as chance allows.
    details = [(*lots.sample(_NOUNS, 1), lots.choice(_VERBS), *lots.sample(_NOUNS, 2)) for _ in range(6)]
    return facts | {"k": lots.randint(6, 48), "d": lots.randint(2, 9), "details": details}


def _told(lots: Random, event: dict[str, Any], facts: dict[str, Any], *, is_later: bool) -> tuple[str, str]:
    """Headline and text: some of the statements in some order, and what is said of any event."""
    titles, *later = event["later"]
    follow_up = is_later and lots.random() < 0.8
    statements = lots.sample(later, 2) if follow_up else []
    # A later report also tells what it is about.
    background = lots.sample(event["sentences"], lots.randint(1, 3) if follow_up else lots.randint(3, 5))
    sentences = [lots.choice(wordings).format(**facts) for wordings in statements + background]
    for detail in lots.sample(facts["details"], lots.randint(2, 4)):
        one, verbs, two, three = detail
        verb = lots.choice(verbs).replace("_", " ")
        sentences.insert(
            lots.randint(1, len(sentences)), lots.choice(_PLANS).format(one=one, verb=verb, two=two, three=three)
        )
    for pool in ("quote", "colour"):
        sentences.insert(lots.randint(1, len(sentences)), lots.choice(_TEMPLATES[pool]))
    title = lots.choice(titles if follow_up else event["titles"]).format(**facts)
    return title, "\n".join(_paragraphs(lots, sentences))


def _paragraphs(lots: Random, sentences: list[str]) -> Iterator[str]:
    while sentences:
        size = lots.randint(1, 2)
        yield " ".join(sentences[:size])
        sentences = sentences[size:]
