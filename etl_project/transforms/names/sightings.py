"""Sightings of many articles as a frame."""

import polars as pl

from etl_project.transforms.names.corpus import name_key
from etl_project.transforms.names.gazetteers import common_words
from etl_project.keys import stable_key


def with_keys(sightings: pl.DataFrame) -> pl.DataFrame:
    """Sightings with sighting_key, name_key and is_bare."""
    names = sightings["name"].unique()
    keys = dict(zip(names, map(name_key, names), strict=True))
    common = common_words("en")
    return sightings.with_columns(
        sighting_key=pl.Series(
            [stable_key(*row) for row in sightings.select("article_key", "field", "start").iter_rows()], dtype=pl.String
        ),
        name_key=pl.col("name").replace_strict(keys, return_dtype=pl.String),
    ).with_columns(
        is_bare=~pl.col("name_key").str.contains(" ")
        & ((pl.col("type") == "person").fill_null(False) | ~pl.col("name_key").is_in(list(common)))
    )


def full_names(sightings: pl.DataFrame) -> pl.DataFrame:
    """surname, name_key, name, day of the persons who are named in full."""
    return (
        sightings.filter((pl.col("type") == "person") & pl.col("name_key").str.contains(" "))
        .select(pl.col("name_key").str.split(" ").list.last().alias("surname"), "name_key", "name", "day")
        .unique()
    )
