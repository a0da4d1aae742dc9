"""The names in many articles, as a frame, and what single texts cannot tell of them."""

import polars as pl

from etl_project.keys import stable_key
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.names.corpus import OVERRULED, name_key
from etl_project.transforms.names.gazetteers import common_words
from etl_project.transforms.names.model import Sighting
from etl_project.transforms.names.reading import read_names


def name_sightings(articles: pl.DataFrame) -> pl.DataFrame:
    """core.articles (article_key, title, body, language, first_load_date, load_date) → core.name_sightings."""
    known: dict[tuple[str | None, ...], list[Sighting]] = {}
    keys: dict[str, str] = {}
    common = common_words("en")
    rows = []
    for article_key, day, load_date, *text in articles.select(
        "article_key", "first_load_date", "load_date", "title", "body", "language"
    ).iter_rows():
        found = known.get(tuple(text))
        if found is None:
            found = known[tuple(text)] = read_names(*text)
        for one in found:
            key = keys.get(one.name)
            if key is None:
                key = keys[one.name] = name_key(one.name)
            is_bare = " " not in key and (one.type == "person" or (one.type is None and key not in common))
            rows.append(
                (
                    stable_key(article_key, one.field, one.start), article_key, one.field, one.start, one.end, one.surface,
                    one.name, key, one.type, one.method, one.confidence, is_bare, one.ticker, one.country, day, load_date,
                )
            )  # fmt: skip
    return pl.DataFrame(rows, schema=frame_schema(core.NAME_SIGHTINGS), orient="row")


def full_names(sightings: pl.DataFrame) -> pl.DataFrame:
    """surname, name_key, name, day of the persons who are named in full."""
    return (
        sightings.filter(
            pl.col("type") == "person", pl.col("name_key").str.contains(" "), pl.col("confidence") >= OVERRULED
        )
        .select(pl.col("name_key").str.split(" ").list.last().alias("surname"), "name_key", "name", "day")
        .unique()
    )
