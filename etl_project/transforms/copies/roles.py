"""Who was first with a text, and who took it over from whom.

Publication times are intervals, so one order is certain only where an interval ends before the other begins. In a
group of near-identical articles, all articles of one publisher stand together: what it re-posts or updates is no copy
of its own, and it had the text by the earliest time by which one of them was certainly published. An article of an unknown
publisher may be anybody's: it stands alone, may be the first of all, and nothing is a copy of it.
"""

from typing import NamedTuple

import polars as pl

from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.copies.pairs import groups

MIN_UNEDITED = 0.95
"""Jaccard similarity to its source from which on a copy is unedited; and containment, where it is the shorter: cut off, but not edited."""

_PARTY = ("copy_group_key", "party")
_BEFORE_ALL, _AFTER_ALL = -(1 << 62), 1 << 62


class Roles(NamedTuple):
    """Who copied whom."""

    articles: pl.DataFrame
    """article_key, copy_role and copy_group_key of every article."""
    copies: pl.DataFrame
    """Rows of core.copies without run_id."""


def roles(articles: pl.DataFrame, pairs: pl.DataFrame) -> Roles:
    """Roles of the articles of whole groups, and of articles in none.

    - An article that credits an agency other than its publisher is a copy, and the agency its source; of the agency's
      own articles, if any is in its group, the one that is most certainly earlier, then directly alike, then the earliest.
    - The original of a group is the publisher that certainly had the text before all others and credits no agency; or an
      agency that others of the group credit, unless it certainly had the text after one that does not credit it.
    - Who certainly had it later than some other publisher has copied it; the source is the group's original, where that is known.
    - Of all others the times do not tell, and the role is null.
    - Where a group is of one publisher, its articles are unique, like those in no group.

    Args:
        articles: article_key, publisher_key, agency_key (the agency that it credits, other than its publisher; null where
            that is not in core.publishers), credits_agency, published_at, published_lo, published_hi, shingle_count (null
            for a text that is too short) and load_date.
        pairs: rows of core.duplicates between them.
    """
    members = _members(articles, pairs)
    parties = _parties(members)
    copies = members.join(
        parties.select(*_PARTY, "is_original", "is_later", "is_alone"), on=_PARTY, how="left", maintain_order="left"
    )
    is_original, is_later = pl.col("is_original").fill_null(False), pl.col("is_later").fill_null(False)
    is_alone = pl.col("is_alone").fill_null(True)
    copies = copies.with_columns(
        is_copy=pl.col("credits_agency") | (is_later & ~is_original & ~is_alone),
        other_role=pl.when(is_alone).then(pl.lit("unique")).when(is_original).then(pl.lit("original")),
    )
    sources = _sources(copies.filter("is_copy"), members, parties, pairs)
    role = pl.when("is_copy").then(pl.when("is_edited").then(pl.lit("edited_copy")).otherwise(pl.lit("copy")))
    return Roles(
        copies.join(sources.select("article_key", "is_edited"), on="article_key", how="left")
        .select("article_key", "copy_group_key", copy_role=role.otherwise("other_role"))
        .sort("article_key"),
        sources.filter(pl.col("source_publisher_key").is_not_null())
        .select(frame_schema(core.COPIES).keys())
        .sort("article_key"),
    )


def _members(articles: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """The articles with their groups, their parties, and the ends of their intervals as numbers."""
    return articles.join(groups(pairs), on="article_key", how="left", maintain_order="left").with_columns(
        party=pl.coalesce("publisher_key", "article_key"),
        lo=pl.col("published_lo").to_physical().fill_null(_BEFORE_ALL),
        hi=pl.col("published_hi").to_physical().fill_null(_AFTER_ALL),
    )


def _parties(members: pl.DataFrame) -> pl.DataFrame:
    """Publisher × group: whether it is the group's original, had the text later than another, or is alone."""
    parties = (
        members.filter(pl.col("copy_group_key").is_not_null())
        .group_by(_PARTY)
        .agg(
            pl.col("publisher_key").first(),
            pl.col("lo", "hi").min(),
            pl.col("credits_agency").any(),
            credited=pl.col("agency_key").drop_nulls().unique(),
        )
        .with_columns(
            known_hi=pl.when(pl.col("publisher_key").is_not_null()).then("hi").otherwise(_AFTER_ALL),
            is_known=pl.col("publisher_key").is_not_null(),
            is_alone=pl.len().over("copy_group_key") == 1,
        )
        .with_columns(
            is_first=pl.col("hi") < _least_of_others("lo"),
            is_later=_least_of_others("known_hi") < pl.col("lo"),
        )
    )
    is_credited = pl.col("is_credited").fill_null(False)
    return (
        parties.join(_credited_parties(parties), on=_PARTY, how="left")
        .with_columns(is_original=pl.col("is_known") & ~pl.col("credits_agency") & (pl.col("is_first") | is_credited))
        .with_columns(is_later=pl.col("is_known") & pl.col("is_later"))
    )


def _least_of_others(column: str) -> pl.Expr:
    """The least value among the other rows of a group; of a row that is alone, its own."""
    value = pl.col(column)
    least = value.min().over("copy_group_key")
    second = value.bottom_k(2).max().over("copy_group_key")
    return pl.when(value == least).then(second).otherwise(least)


def _credited_parties(parties: pl.DataFrame) -> pl.DataFrame:
    """The agencies that others of their group credit, and that nobody who does not credit them certainly precedes."""
    credits = parties.select("copy_group_key", "party", agency="credited").explode("agency").drop_nulls("agency")
    agencies = parties.select("copy_group_key", pl.col("party").alias("agency"), agency_lo="lo").join(
        credits.select("copy_group_key", "agency").unique(), on=("copy_group_key", "agency")
    )
    preceded = (
        agencies.join(parties.select("copy_group_key", "party", "hi"), on="copy_group_key")
        .filter((pl.col("party") != pl.col("agency")) & (pl.col("hi") < pl.col("agency_lo")))
        .join(credits, on=("copy_group_key", "party", "agency"), how="anti")
    )
    return agencies.join(preceded, on=("copy_group_key", "agency"), how="anti").select(
        "copy_group_key", party="agency", is_credited=pl.lit(True)
    )


def _compared(pairs: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Each pair from either side: article_key, source_article_key, jaccard, and whether the one is_unedited, if it is a copy of the other."""
    there = pairs.select("article_key", "jaccard", "containment", source_article_key="other_article_key")
    back = pairs.select("jaccard", "containment", article_key="other_article_key", source_article_key="article_key")
    one = members.select("article_key", "party", "shingle_count")
    other = one.select(pl.all().name.prefix("source_"))
    is_cut = pl.col("shingle_count") <= pl.col("source_shingle_count")
    return (
        pl.concat([there, back.select(there.columns)])
        .join(one, on="article_key")
        .join(other, on="source_article_key")
        .filter(pl.col("party") != pl.col("source_party"))
        .select(
            "article_key",
            "source_article_key",
            "jaccard",
            is_unedited=(pl.col("jaccard") >= MIN_UNEDITED) | ((pl.col("containment") >= MIN_UNEDITED) & is_cut),
        )
    )


def _sources(copies: pl.DataFrame, members: pl.DataFrame, parties: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """What each copy was copied from: rows of core.copies with `is_edited`; the publisher is null where it is not known."""
    origins = (
        parties.filter("is_original")
        .filter(pl.len().over("copy_group_key") == 1)
        .select("copy_group_key", origin="publisher_key")
    )
    possible = members.filter(pl.col("copy_group_key").is_not_null()).select(
        "copy_group_key",
        source_publisher_key="publisher_key",
        source_article_key="article_key",
        source_hi="hi",
        source_at="published_at",
        source_load_date="load_date",
    )
    compared = _compared(pairs, members)
    is_credit, is_found = pl.col("credits_agency"), pl.col("source_article_key").is_not_null()
    is_unedited = (
        pl.when(is_found)
        .then(pl.col("is_unedited").fill_null(False))
        # Nothing tells how much of the agency's text was changed, where that is not there.
        .otherwise(is_credit | pl.col("article_key").is_in(compared.filter("is_unedited")["article_key"].implode()))
    )
    return (
        copies.join(origins, on="copy_group_key", how="left")
        .with_columns(source_publisher_key=pl.when(is_credit).then("agency_key").otherwise("origin"))
        .join(possible, on=("copy_group_key", "source_publisher_key"), how="left")
        .join(compared, on=("article_key", "source_article_key"), how="left")
        .with_columns(order_is_certain=(pl.col("source_hi") < pl.col("lo")).fill_null(False))
        .sort(
            "article_key",
            ~pl.col("order_is_certain"),
            pl.col("jaccard").is_null(),
            "source_hi",
            "source_article_key",
        )
        .unique("article_key", keep="first", maintain_order=True)
        .with_columns(
            evidence=pl.when(is_credit & is_found)
            .then(pl.lit("both"))
            .when(is_credit)
            .then(pl.lit("credit"))
            .otherwise(pl.lit("text")),
            lag_minutes=(pl.col("published_at") - pl.col("source_at")).dt.total_seconds() / 60,
            load_date=pl.max_horizontal("load_date", "source_load_date"),
            is_edited=~is_unedited,
        )
    )
