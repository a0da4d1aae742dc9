"""Read annotated articles as a load does, and write what was found in the form of the annotations.

    python -m benchmarks.reading.predict GOLD.jsonl PREDICTED.jsonl [--part odd|even]

The articles of GOLD count as all there are: names that one of them explains are known in the others. Of the annotations
only the ids and the languages are read. The texts of real pages are those under `ETL_ANNOTATED_PAGES`, or `../shared/pages`
beside the project.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.extraction.annotated import annotated_pages
from etl_project.transforms.names.corpus import decide, evidence, learn
from etl_project.transforms.names.sightings import full_names, name_sightings
from etl_project.transforms.quotes import Mention, find_quotes
from etl_project_tests.annotations import Text, sample_texts, seed_texts

LISTS = {"person": "people", "organisation": "organisations", "company": "companies", "place": "places"}
DAY = pl.date(2026, 1, 1)
"""On which all of them count as loaded: which day it is does not matter."""


def texts(rows: Sequence[Mapping[str, Any]]) -> dict[str, Text]:
    """The texts of annotated articles by their ids.

    Raises:
        KeyError: a text is not there.
    """
    found: dict[str, Text] = {}
    sets = {row["id"].split("/")[0] for row in rows}
    for name in ("fundus", "aeb"):
        if name in sets:
            with (annotated_pages() / name / "gold.jsonl").open(encoding="utf-8") as lines:
                for page in map(json.loads, lines):
                    found[f"{name}/{page['id']}"] = Text(page.get("title") or "", page["body"])
    if "seed" in sets:
        (page_file,) = (annotated_pages() / "seed").glob("*.txt")
        found |= seed_texts(page_file)
    found |= sample_texts()
    return {row["id"]: found[row["id"]] for row in rows}


def predict(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is found in the articles of `rows`."""
    articles = texts(rows)
    frame = name_sightings(
        pl.DataFrame(
            {
                "article_key": [row["id"] for row in rows],
                "title": [articles[row["id"]].title for row in rows],
                "body": [articles[row["id"]].body for row in rows],
                "language": [row["language"] for row in rows],
            }
        ).with_columns(first_load_date=DAY, load_date=DAY)
    )
    mentions = decide(frame, learn(evidence(frame)), full_names(frame))
    by_article = {key[0]: part for key, part in mentions.group_by("article_key")}
    return [_row(row, articles[row["id"]].body, by_article.get(row["id"])) for row in rows]


def _row(row: Mapping[str, Any], body: str, mentions: pl.DataFrame | None) -> dict[str, Any]:
    found: dict[str, Any] = {"id": row["id"], "language": row["language"], "story": None}
    found |= {name: [] for name in LISTS.values()} | {"quotes": _quotes(body, row["language"], mentions)}
    if mentions is None:
        return found
    for _, part in mentions.group_by("type", "name_key", maintain_order=True):
        (kind, name) = part.select("type", "name").row(0)
        entity = {"name": name, "also": sorted(set(part["surface"]) - {name})}
        if kind == "company":
            entity["ticker"] = part["ticker"].drop_nulls().first() if part["ticker"].count() else None
        if kind == "place":
            entity["country"] = part["country"].drop_nulls().first() if part["country"].count() else None
        found[LISTS[kind]].append(entity)
    return found


def _quotes(body: str, language: str, mentions: pl.DataFrame | None) -> list[dict[str, Any]]:
    """The quotations in a body; the speaker is the name of an entity."""
    named = []
    if mentions is not None:
        named = mentions.filter(field="body").select("char_start", "char_end", "type", "name").rows()
    found = find_quotes(body, [Mention(*name) for name in named], language)
    return [
        {
            "start": quote.start,
            "length": quote.end - quote.start,
            "speaker": quote.entity,
        }
        for quote in found
    ]


def main() -> None:
    """Read the arguments, predict, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    parser.add_argument("--part", choices=("odd", "even"), help="only the articles on lines of that parity, from 1")
    arguments = parser.parse_args()
    with arguments.gold.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if arguments.part:
        rows = rows[0 if arguments.part == "odd" else 1 :: 2]
    with arguments.predicted.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in predict(rows))


if __name__ == "__main__":
    main()
