"""Score what was read in articles against what a careful reader finds in them.

    python -m benchmarks.reading.score GOLD.jsonl PREDICTED.jsonl [--errors]

Both files hold one JSON object a line, an article each, in the form that `etl_project_tests/annotations/README.md` tells.
An article of GOLD that PREDICTED lacks counts as one in which nothing was found; one that only PREDICTED has is left out.
Figures are printed for all articles and for each language. `--errors` adds what was missed and what was found wrongly,
article by article: names and offsets, never text.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl_project.text import fold, printable

Row = Mapping[str, Any]
"""An article; a list or form that it lacks counts as empty."""
Item = Mapping[str, Any]
"""An entity or a quotation."""

TYPES = ("people", "organisations", "companies", "places")
BODIES = "organisations and companies"
"""A lenient figure: whether a body is a firm does not matter."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Things found, and how many of them are right."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; NaN where nothing was predicted."""
        return self.right / self.predicted if self.predicted else float("nan")

    @property
    def recall(self) -> float:
        """Share of the gold that was found; NaN where there is none."""
        return self.right / self.gold if self.gold else float("nan")

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; NaN where there is neither gold nor prediction."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else float("nan")


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.part + other.part, self.whole + other.whole)


@dataclass(slots=True)
class Scores:
    """Figures of one article, or of many together."""

    articles: int = 0
    entities: dict[str, Counts] = field(default_factory=lambda: dict.fromkeys((*TYPES, BODIES), Counts()))
    """By type, and of `BODIES`."""
    tickers: Share = Share()
    """Right, of the companies found for which gold or prediction gives one."""
    countries: Share = Share()
    """Right, of the places found for which gold or prediction gives one."""
    quotes: Counts = Counts()
    speakers: Counts = Counts()
    """Of the quotations found whose gold has a speaker."""
    claimed: Share = Share()
    """Given a speaker, of the quotations found whose gold has none."""
    errors: list[str] = field(default_factory=list)
    """Lines that say what was missed and what is wrong."""

    def __add__(self, other: "Scores") -> "Scores":
        return Scores(
            self.articles + other.articles,
            {name: counts + other.entities[name] for name, counts in self.entities.items()},
            self.tickers + other.tickers,
            self.countries + other.countries,
            self.quotes + other.quotes,
            self.speakers + other.speakers,
            self.claimed + other.claimed,
            self.errors + other.errors,
        )


def score_article(gold: Row, predicted: Row) -> Scores:
    """Compare what was found in one article with what is in it."""
    scores = Scores(articles=1)
    for kind in TYPES:
        pairs = _match(_list(gold, kind), _list(predicted, kind), _is_same_entity)
        scores.entities[kind] = _counts(pairs, gold, predicted, kind)
        scores.errors += _describe(kind, pairs, gold, predicted, lambda entity: printable(entity["name"]))
        if kind == "companies":
            scores.tickers = _share_right(pairs, "ticker", scores.errors)
        if kind == "places":
            scores.countries = _share_right(pairs, "country", scores.errors)
    bodies = {BODIES: [*_list(gold, "organisations"), *_list(gold, "companies")]}
    found = {BODIES: [*_list(predicted, "organisations"), *_list(predicted, "companies")]}
    scores.entities[BODIES] = _counts(_match(bodies[BODIES], found[BODIES], _is_same_entity), bodies, found, BODIES)

    pairs = _match(_list(gold, "quotes"), _list(predicted, "quotes"), _is_same_span)
    scores.quotes = _counts(pairs, gold, predicted, "quotes")
    scores.errors += _describe("quotes", pairs, gold, predicted, lambda quote: f"{quote['start']}+{quote['length']}")
    for wanted, got in pairs:
        speaker, claim = wanted.get("speaker"), got.get("speaker")
        is_right = bool(claim and speaker and _forms_of(speaker, gold) & _forms_of(claim, predicted))
        if speaker:
            scores.speakers += Counts(right=is_right, predicted=bool(claim), gold=1)
        else:
            scores.claimed += Share(part=bool(claim), whole=1)
        if (speaker or claim) and not is_right:
            scores.errors.append(f"speaker at {wanted['start']}: {_shown(claim)} instead of {_shown(speaker)}")
    return scores


def score(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, Scores]:
    """The scores of each article of `gold`, by its id.

    Raises:
        ValueError: two articles of one side have the same id.
    """
    found = _by_id(predicted)
    return {name: score_article(row, found.get(name, {})) for name, row in _by_id(gold).items()}


def score_stories(gold: Sequence[Row], predicted: Sequence[Row]) -> tuple[float, float, float]:
    """B-cubed precision, recall and F1 of the stories of the articles of `gold` (Bagga and Baldwin 1998).

    An article without a story is alone in its own.

    Raises:
        ValueError: two articles of one side have the same id.
    """
    wanted, got = stories_of(gold, gold), stories_of(gold, predicted)
    if not wanted:
        return float("nan"), float("nan"), float("nan")
    precision = sum(len(wanted[name] & got[name]) / len(got[name]) for name in wanted) / len(wanted)
    recall = sum(len(wanted[name] & got[name]) / len(wanted[name]) for name in wanted) / len(wanted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def stories_of(articles: Sequence[Row], rows: Sequence[Row]) -> dict[str, frozenset[str]]:
    """For the id of each of the articles, the ids of those that are in its story according to `rows`, itself included."""
    labels = {name: row.get("story") for name, row in _by_id(rows).items()}
    stories = defaultdict(set)
    for name in _by_id(articles):
        if label := labels.get(name):
            stories[label].add(name)
    return {name: frozenset(stories.get(labels.get(name)) or {name}) for name in _by_id(articles)}


def table(gold: Sequence[Row], predicted: Sequence[Row]) -> str:
    """The figures of all articles and of each language, to be printed."""
    by_article = score(gold, predicted)
    languages = sorted({row["language"] for row in gold})
    lines: list[str] = []
    for language in (None, *languages) if len(languages) > 1 else (None,):
        rows = [row for row in gold if language in (None, row["language"])]
        scores = sum((by_article[row["id"]] for row in rows), Scores())
        lines += [
            f"{language or 'all'}, articles: {scores.articles}",
            f"  {'':28}{'precision':>10}{'recall':>10}{'F1':>10}{'gold':>8}{'found':>8}{'right':>8}",
            *(_line(name, counts) for name, counts in scores.entities.items()),
            _line("quotes", scores.quotes),
            _line("speakers", scores.speakers),
            "  {:28}{:10.3f}{:10.3f}{:10.3f}".format("stories (B-cubed)", *score_stories(rows, predicted)),
            f"  tickers right: {_of(scores.tickers)}; countries right: {_of(scores.countries)}; "
            f"speakers claimed where there is none: {_of(scores.claimed)}",
            "",
        ]
    return "\n".join(lines)


def errors(gold: Sequence[Row], predicted: Sequence[Row]) -> str:
    """What was missed and what is wrong, by article, to be printed."""
    wanted, got = stories_of(gold, gold), stories_of(gold, predicted)
    lines: list[str] = []
    for name, scores in score(gold, predicted).items():
        stories = [f"story without {_shown(other)}" for other in sorted(wanted[name] - got[name])]
        stories += [f"story with {_shown(other)}" for other in sorted(got[name] - wanted[name])]
        if scores.errors or stories:
            lines += [printable(name), *(f"  {line}" for line in scores.errors + stories)]
    return "\n".join(lines)


def _list(row: Row, kind: str) -> Sequence[Item]:
    return row.get(kind) or ()


def _forms(entity: Item) -> set[str]:
    return {fold(name) for name in (entity["name"], *(entity.get("also") or ()))}


def _forms_of(name: str, row: Row) -> set[str]:
    """All forms in which the article names the one who is called `name`."""
    forms = {fold(name)}
    for kind in TYPES:
        forms |= {form for entity in _list(row, kind) if fold(name) in _forms(entity) for form in _forms(entity)}
    return forms


def _is_same_entity(one: Item, other: Item) -> bool:
    return bool(_forms(one) & _forms(other))


def _is_same_span(one: Item, other: Item) -> bool:
    """Whether they share half or more of the longer."""
    start: int = max(one["start"], other["start"])
    end: int = min(one["start"] + one["length"], other["start"] + other["length"])
    longer: int = max(one["length"], other["length"])
    return end > start and 2 * (end - start) >= longer


def _match(
    gold: Sequence[Item], predicted: Sequence[Item], is_same: Callable[[Item, Item], bool]
) -> list[tuple[Item, Item]]:
    """As many pairs as can be made of which each item is in one at most: Kuhn's augmenting paths."""
    candidates = [[at for at, item in enumerate(predicted) if is_same(wanted, item)] for wanted in gold]
    taken: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for at in candidates[wanted]:
            if at not in tried:
                tried.add(at)
                if at not in taken or place(taken[at], tried):
                    taken[at] = wanted
                    return True
        return False

    for wanted in range(len(gold)):
        place(wanted, set())
    return [(gold[wanted], predicted[at]) for at, wanted in sorted(taken.items(), key=lambda pair: pair[1])]


def _counts(pairs: Sequence[tuple[Item, Item]], gold: Row, predicted: Row, kind: str) -> Counts:
    return Counts(right=len(pairs), predicted=len(_list(predicted, kind)), gold=len(_list(gold, kind)))


def _share_right(pairs: Sequence[tuple[Item, Item]], key: str, said: list[str]) -> Share:
    """How often the two agree where either says something; adds to `said` where they do not."""
    values = [(one["name"], one.get(key), other.get(key)) for one, other in pairs if one.get(key) or other.get(key)]
    said += [
        f"{key} of {_shown(name)}: {_shown(got)} instead of {_shown(want)}" for name, want, got in values if want != got
    ]
    return Share(part=sum(want == got for _, want, got in values), whole=len(values))


def _describe(
    kind: str, pairs: Sequence[tuple[Item, Item]], gold: Row, predicted: Row, show: Callable[[Item], str]
) -> list[str]:
    """Lines that name the missed and the wrongly found."""
    matched = {id(item) for pair in pairs for item in pair}
    lines = []
    for what, row in (("missed", gold), ("wrong", predicted)):
        if left := [show(item) for item in _list(row, kind) if id(item) not in matched]:
            lines.append(f"{kind} {what}: {', '.join(left)}")
    return lines


def _shown(value: str | None) -> str:
    return printable(value) if value else "none"


def _of(share: Share) -> str:
    return f"{share.part} of {share.whole}"


def _line(name: str, counts: Counts) -> str:
    return (
        f"  {name:28}{counts.precision:10.3f}{counts.recall:10.3f}{counts.f1:10.3f}"
        f"{counts.gold:8}{counts.predicted:8}{counts.right:8}"
    )


def _by_id(rows: Sequence[Row]) -> dict[str, Row]:
    by_id = {row["id"]: row for row in rows}
    if len(by_id) < len(rows):
        names = [row["id"] for row in rows]
        raise ValueError(f"Two articles have the id {next(name for name in names if names.count(name) > 1)!r}.")
    return by_id


def _read(file: Path) -> list[Row]:
    rows = []
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise ValueError(f"{file}, line {number} is not JSON: {error}") from error
    return rows


def main() -> None:
    """Read the arguments, score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    parser.add_argument("--errors", action="store_true", help="also what was missed and what is wrong, by article")
    arguments = parser.parse_args()
    try:
        gold, predicted = _read(arguments.gold), _read(arguments.predicted)
        print(table(gold, predicted))
    except (OSError, ValueError) as error:
        parser.error(str(error))
    if arguments.errors:
        print(errors(gold, predicted))


if __name__ == "__main__":
    main()
