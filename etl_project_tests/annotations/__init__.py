"""What a careful reader finds in articles: who and what they name, who says what, and which event they are about.

`README.md` says by what rules; `benchmarks.reading.score` scores predictions against these files. The texts of the
samples are the invented stories of `etl_project_tests.sample_corpus`; those of real pages are not in the project.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.extraction import annotated
from etl_project.pages.layouts.daily8 import LAYOUT
from etl_project.pages.model import Page
from etl_project.text import fold
from etl_project_tests.sample_corpus.stories import OUTLETS, read_stories

FOLDER = Path(__file__).parent
ENTITIES = ("people", "organisations", "companies", "places")
OPENING = "'\"‘‚“„«‹’”»›"
"""Of any language: Swedish opens with the mark with which English closes."""

Row = Mapping[str, Any]
"""An annotated article: a line of a file."""


@dataclass(frozen=True)
class Text:
    """An article as it was annotated."""

    title: str
    body: str
    """Quotations are placed by their offset in it."""


def read_rows(name: str) -> list[Row]:
    """The rows of a set: ``samples``, say."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample_texts() -> dict[str, Text]:
    """The current version of every sample article by its id.

    A load may have read an article from a page that writes other quotation marks, or sets it in one paragraph: offsets
    are the same there.
    """
    return {
        f"{story.outlet.name} | {story.title}": Text(
            story.title,
            # On the aggregator, Ledger Street's texts begin with what is left of a byline and a button.
            "\n".join(story.paragraphs).removeprefix(f"By and {' and '.join(story.authors)} Save "),
        )
        for story in {(story.outlet.name, story.slug): story for story in read_stories().values()}.values()
    }


def sample_id(publisher: str, title: str) -> str | None:
    """The id of a sample article that was loaded, by its publisher's name (or host, where a load knows no other name)
    and its title, in any style of quotation marks; None where it is not among the samples."""
    names = {outlet.host: outlet.name for outlet in OUTLETS.values()}
    wanted = fold(f"{names.get(publisher) or names.get(f'www.{publisher}') or publisher} | {title}")
    return next((known for known in sample_texts() if fold(known) == wanted), None)


def seed_texts(page: Path) -> dict[str, Text]:
    """The articles of the seed page by their id: ``seed/`` and their position on it, from 1."""
    parsed = LAYOUT.parse(Page(text=page.read_text(encoding="utf-8"), media="text"), frozenset())
    return {f"seed/{at}": Text(block.title or "", block.body) for at, block in enumerate(parsed.blocks, 1)}


def real_texts(pages: Path) -> dict[str, Text]:
    """The articles of the folder of annotated pages by their id: set and id in it."""
    return {
        f"{gold.parent.name}/{row['id']}": Text(row.get("title") or "", row["body"])
        for gold in sorted(pages.glob("*/gold.jsonl"))
        for row in annotated.read_rows(gold)
        if row.get("body")
    }


def faults(row: Row, text: Text) -> list[str]:
    """What is wrong with an annotation, judged by the text: empty where nothing is.

    Says names and offsets, but no more of the text.
    """
    whole = fold(f"{text.title}\n{text.body}")
    found = [
        f"{name!r} is not in the text"
        for kind in ENTITIES
        for entity in row[kind]
        for name in (entity["name"], *entity["also"])
        if fold(name) not in whole
    ]
    found += [f"{name!r} is listed twice" for name in _twice(row)]
    speakers = {kind: {entity["name"] for entity in row[kind]} for kind in ENTITIES}
    named = {
        "person": speakers["people"],
        "organisation": speakers["organisations"] | speakers["companies"],
        "unnamed": {None},
    }
    end = -1
    for quote in row["quotes"]:
        start, stop = quote["start"], quote["start"] + quote["length"]
        if not end < start < stop < len(text.body):
            found.append(f"the quotation at {start} is out of range or out of order")
        elif text.body[:start].rstrip()[-1:] not in OPENING or text.body[start].isspace():
            found.append(f"the quotation at {start} does not begin behind a quotation mark")
        if quote["speaker"] not in named[quote["who"]]:
            found.append(f"the speaker at {start} is not listed: {quote['speaker']!r}, {quote['who']}")
        end = stop
    return found


def _twice(row: Row) -> Iterable[str]:
    """Names that two entities of one type have."""
    for kind in ENTITIES:
        names = [name for entity in row[kind] for name in {fold(form) for form in (entity["name"], *entity["also"])}]
        yield from sorted({name for name in names if names.count(name) > 1})
