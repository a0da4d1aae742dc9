"""What all articles together tell of names: a name that one of them gives a type has it where it stands bare in others.

Evidence for a name is summed over articles, in hundredths of confidence, so that sums do not depend on the order of
addition. `learn` turns it into what a name is; `decide` gives each sighting its type and the entity that it names,
and `display_names` says what to call that.
"""

import re
import unicodedata
from datetime import timedelta

import polars as pl

from etl_project.text import fold
from etl_project.transforms.names.gazetteers import company_core

SURE = 80
"""Hundredths of confidence that one article must have for a name's type to be believed in others."""
TOGETHER = 180
"""Or that several must have together."""
SHARE = 0.8
"""Part of all evidence that must be for it."""
OVERRULED = 0.75
"""An article's own evidence yields to that of others below this confidence."""
WINDOW = timedelta(days=14)
"""A bare surname means the one person with it who is named in full within so many days."""
LEARNT_CONFIDENCE = 0.7
SURNAME_CONFIDENCE = 0.7

_LETTERS = re.compile(r"[^\W\d_]+(?:['’]S\b)?")
_SHORTEST_WORD = 5
"""Shorter names in capitals may be abbreviations: DDR."""
_INITIALS = re.compile(r"(?<=\w )(?:[a-z]\.? )+(?=\w)")


def name_key(name: str) -> str:
    """The form in which two spellings of a name are one: folded, without accents, stops and middle initials.

    >>> name_key("Donald J. Trump"), name_key("Nicolás Maduro")
    ('donald trump', 'nicolas maduro')
    """
    plain = "".join(mark for mark in unicodedata.normalize("NFD", fold(name)) if not unicodedata.combining(mark))
    return _INITIALS.sub("", plain)


def evidence(sightings: pl.DataFrame) -> pl.DataFrame:
    """By name_key and type: `articles`; `support`, the sum over these of the best confidence, in hundredths; and
    `sure_articles`, those in which that is `SURE`: sums, which can be added to and taken from."""
    return (
        sightings.filter(pl.col("type").is_not_null())
        .group_by("name_key", "type", "article_key")
        .agg(best=(pl.col("confidence").max() * 100).round().cast(pl.Int64))
        .group_by("name_key", "type")
        .agg(
            articles=pl.len().cast(pl.Int32),
            support=pl.col("best").sum(),
            sure_articles=(pl.col("best") >= SURE).sum().cast(pl.Int32),
        )
    )


def learn(found: pl.DataFrame) -> pl.DataFrame:
    """What the names are: name_key, learnt, for those that `evidence` leaves no doubt of."""
    return (
        found.with_columns(share=pl.col("support") / pl.col("support").sum().over("name_key"))
        .filter(pl.col("share") >= SHARE, (pl.col("sure_articles") > 0) | (pl.col("support") >= TOGETHER))
        .select("name_key", learnt="type")
    )


def decide(sightings: pl.DataFrame, learnt: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """The sightings that name something, with type, method, confidence, and the name and name_key of what they name.

    Args:
        sightings: as in core.name_sightings.
        learnt: of `learn`.
        persons: surname, name_key, name, day: where persons are named in full.
    """
    typed = sightings.join(learnt, on="name_key", how="left", maintain_order="left").with_columns(
        is_learnt=pl.col("learnt").is_not_null()
        & (pl.col("type").is_null() | ((pl.col("confidence") < OVERRULED) & (pl.col("type") != pl.col("learnt"))))
    )
    typed = typed.with_columns(
        type=pl.when("is_learnt").then("learnt").otherwise("type"),
        method=pl.when("is_learnt").then(pl.lit("corpus")).otherwise("method"),
        confidence=pl.when("is_learnt").then(pl.lit(LEARNT_CONFIDENCE)).otherwise("confidence"),
    ).drop("learnt", "is_learnt")
    return _with_full_names(typed, persons).filter(pl.col("type").is_not_null())


def _with_full_names(sightings: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Bare surnames, as sightings of the one person that they can mean."""
    bare = sightings.filter(pl.col("is_bare") & (pl.col("type").is_null() | (pl.col("type") == "person")))
    fitting = (
        bare.select("sighting_key", "name_key", "day")
        .join(
            persons.rename({"name_key": "full_key", "name": "full_name", "day": "seen"}),
            left_on="name_key",
            right_on="surname",
        )
        .filter((pl.col("day") - pl.col("seen")).abs() <= WINDOW)
        .group_by("sighting_key")
        .agg(pl.col("full_key").n_unique().alias("people"), pl.col("full_key").min(), pl.col("full_name").min())
        .filter(pl.col("people") == 1)
        .drop("people")
    )
    return (
        sightings.join(fitting, on="sighting_key", how="left", maintain_order="left")
        .with_columns(
            type=pl.when(pl.col("full_key").is_not_null()).then(pl.lit("person")).otherwise("type"),
            method=pl.when(pl.col("full_key").is_not_null()).then(pl.lit("surname")).otherwise("method"),
            confidence=pl.when(pl.col("full_key").is_not_null())
            .then(pl.lit(SURNAME_CONFIDENCE))
            .otherwise("confidence"),
            name=pl.coalesce("full_name", "name"),
            name_key=pl.coalesce("full_key", "name_key"),
        )
        .drop("full_key", "full_name")
    )


def display_names(forms: pl.DataFrame) -> pl.DataFrame:
    """What to call entities: entity_key, name.

    The name is a form that articles write, as full as the name that the entity's key is made of, and of several such the
    one that most articles write. So a gazetteer's own name for what articles call otherwise is none, and where texts of
    several languages share an entity, most of them decide. Capitals throughout, as in headlines and datelines, yield to
    any other spelling of the same words; those of a body (``NATO``) only to a more frequent one. Where nobody spells a
    place or a person otherwise, the words of its name are lowered.

    Args:
        forms: entity_key, type, name_key (of the entity), form, article_count.
    """
    texts = forms["form"].unique().to_list()
    spelt = pl.DataFrame(
        {
            "form": texts,
            "core": [company_core(text) for text in texts],
            "is_shouted": [text.isupper() for text in texts],
        },
        schema={"form": pl.String, "core": pl.String, "is_shouted": pl.Boolean},
    )
    named = (
        forms.join(spelt, on="form")
        .with_columns(form=pl.when(pl.col("type") == "company").then("core").otherwise("form"))
        .with_columns(form_key=pl.col("form").map_elements(name_key, return_dtype=pl.String))
        .group_by("entity_key", "type", "name_key", "form_key", "form", "is_shouted")
        .agg(pl.col("article_count").sum())
    )
    words = pl.col("form_key").str.count_matches(" ")
    is_body = pl.col("type").is_in(("organisation", "company"))
    return (
        named.with_columns(
            is_full=words >= pl.col("name_key").str.count_matches(" "),
            written=pl.col("article_count").sum().over("entity_key", "form_key"),
            yields=pl.col("is_shouted") & ~is_body,
        )
        .sort(
            "entity_key", ~pl.col("is_full"), -pl.col("written"), "form_key", "yields", -pl.col("article_count"),
            "is_shouted", "form",
        )
        .group_by("entity_key", maintain_order=True)
        .agg(
            pl.col("form").first(),
            is_loud=(pl.col("yields") & (pl.col("form_key") == pl.col("name_key"))
                     & (pl.col("form").str.len_chars() >= _SHORTEST_WORD)).first(),
        )
        .select(
            "entity_key",
            name=pl.when("is_loud")
            .then(pl.col("form").map_elements(_lowered, return_dtype=pl.String))
            .otherwise("form"),
        )
    )  # fmt: skip


def _lowered(name: str) -> str:
    """A name that stands in capitals, as it is written elsewhere.

    >>> _lowered("PORT ST. JOHN'S"), _lowered("WONSAN-KALMA")
    ("Port St. John's", 'Wonsan-Kalma')
    """
    return _LETTERS.sub(lambda word: word[0].capitalize(), name)
