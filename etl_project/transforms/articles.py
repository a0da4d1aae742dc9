"""Fold appearances into articles: the current text, and what all appearances together tell of it."""

from typing import NamedTuple

import polars as pl

from etl_project.tables import core
from etl_project.text import fold
from etl_project.transforms.identity import by_first_sight, resolve_articles
from etl_project.transforms.texts import without_joiners
from etl_project.transforms.versions import CONTENT, article_versions

__all__ = ["Folded", "fold_articles", "resolve_articles"]

DATE_FLAGS = (
    "ambiguous_date",
    "capture_time_unknown",
    "date_order_contradicted",
    "future_date",
    "undated",
    "unreadable_date",
    "updated_time",
)
"""Quality flags that speak of the date of an appearance, and not of its text."""

_PRECISIONS = pl.Enum(["second", "minute", "hour", "day", "unknown"])
"""Finest first."""
_METHODS = pl.Enum(["structured", "absolute", "url", "relative", "text", "none"])
"""Most trusted first."""


class Folded(NamedTuple):
    """Rows of three tables, without `run_id`, ordered by their keys."""

    articles: pl.DataFrame
    """Without `core.RELATED`, too."""
    article_versions: pl.DataFrame
    article_appearances: pl.DataFrame
    """Without `staged_by` and what is told of furniture, too."""


def fold_articles(appearances: pl.DataFrame) -> Folded:
    """Fold all appearances of some articles.

    - The current version is the last that is not a truncation. Title, text, word count and paywall are those of its
      first appearance, as is the evidence for them; what that lacks of authors, language and credited agency comes from the version's other
      appearances, then from the article's.
    - Of the evidence for the time of publication the best is the finest, then the most trusted method, then the
      narrowest interval, then the first seen. `published_lo` and `published_hi` bound the times that every appearance
      allows; where there is none, they are those of the best evidence, and `dates_disagree` is flagged.
    - Quality flags that speak of the date are those of the best evidence, all others those of the current version's
      first appearance, save `publisher_unknown` where another appearance names the publisher.
    - An article is truncated where no appearance shows a text that is neither empty, nor cut off, nor part of a
      fuller one.
    - Its publisher is the first that an appearance names; its address as first loaded, the least where that day
      wrote it in several ways.

    Args:
        appearances: all appearances of whole articles: the columns of staging.normalised but run_id, with those of
            `staging.EVIDENCE`, article_key, article_url, input_uri, byte_offset and position.
    """
    rows = by_first_sight(appearances).with_columns(
        folded_title=without_joiners(pl.col("title")).map_elements(fold, return_dtype=pl.String)
    )
    versions = article_versions(rows)
    rows = rows.join(
        versions.select(*CONTENT, "version_key", "change_kind", "is_current"), on=CONTENT, maintain_order="left"
    )
    articles = _texts(rows)
    for more in (_publication_times(rows), _sightings(rows), _addresses(rows)):
        articles = articles.join(more, on="article_key", how="left")
    flags = pl.concat_list("text_flags", "date_flags")
    settled = (
        pl.when(pl.col("publisher_key").is_null())
        .then(pl.lit([], pl.List(pl.String)))
        .otherwise(pl.lit(["publisher_unknown"]))
    )
    flags = flags.list.set_difference(settled).list.sort()
    return Folded(
        articles.with_columns(quality_flags=flags)
        .select(name for name in core.ARTICLES.content_columns if name not in core.RELATED)
        .sort("article_key"),
        versions.select(core.ARTICLE_VERSIONS.content_columns),
        rows.select("appearance_key", "article_key", "version_key", "load_date").sort("appearance_key"),
    )


def _texts(rows: pl.DataFrame) -> pl.DataFrame:
    """What the current version says, one row per article; `rows` are in order of first sight."""
    found = {name: pl.col(name).drop_nulls().first() for name in ("language", "credited_agency")}
    return (
        rows.sort("article_key", ~pl.col("is_current"), "sight")
        .group_by("article_key")
        .agg(
            pl.col("title", "title_source", "title_confidence", "is_paywalled").first(),
            pl.col("body", "body_source", "body_confidence", "lead", "word_count").first(),
            pl.col("authors", "byline_source", "byline_confidence").filter(pl.col("authors").list.len() > 0).first(),
            text_flags=pl.col("quality_flags").first(),
            **found,
        )
        .with_columns(pl.col("authors").fill_null([]), _flags("text_flags", of_dates=False))
    )


def _flags(name: str, *, of_dates: bool) -> pl.Expr:
    """The flags in a list that speak of dates, or those that do not."""
    return pl.col(name).list.eval(pl.element().filter(pl.element().is_in(DATE_FLAGS) == of_dates))


def _publication_times(rows: pl.DataFrame) -> pl.DataFrame:
    """When each article was published, by the evidence of all its appearances; `rows` are in order of first sight."""
    width = pl.col("published_hi") - pl.col("published_lo")
    precision, method = pl.col("published_precision").cast(_PRECISIONS), pl.col("published_method").cast(_METHODS)
    shared_lo, shared_hi = pl.col("published_lo").max(), pl.col("published_hi").min()
    shared = rows.group_by("article_key").agg(
        shared_lo=shared_lo, shared_hi=shared_hi, is_agreed=(shared_lo <= shared_hi).fill_null(True)
    )
    lo, hi = (pl.when("is_agreed").then(f"shared_{end}").otherwise(f"published_{end}") for end in ("lo", "hi"))
    within = pl.min_horizontal(pl.max_horizontal("published_at", "published_lo"), "published_hi")
    return (
        rows.sort("article_key", precision, method, width, "sight", nulls_last=True)
        .group_by("article_key")
        .agg(pl.col("^published_.*$").first(), date_flags=pl.col("quality_flags").first())
        .join(shared, on="article_key")
        .with_columns(published_lo=lo, published_hi=hi)
        .with_columns(
            published_at=pl.when(pl.col("published_at").is_not_null()).then(within),
            date_flags=pl.concat_list(
                _flags("date_flags", of_dates=True),
                pl.when("is_agreed").then(pl.lit([], pl.List(pl.String))).otherwise(pl.lit(["dates_disagree"])),
            ),
        )
        .drop("shared_lo", "shared_hi", "is_agreed")
    )


def _sightings(rows: pl.DataFrame) -> pl.DataFrame:
    """Where and how often each article was seen; `rows` are in order of first sight."""
    is_whole = ~pl.col("is_truncated") & (pl.col("word_count") > 0) & (pl.col("change_kind") != "truncation")
    return rows.group_by("article_key").agg(
        publisher_key=pl.col("publisher_key").drop_nulls().first(),
        first_seen_at=pl.col("seen_at").min(),
        last_seen_at=pl.col("seen_at").max(),
        first_load_date=pl.col("load_date").min(),
        load_date=pl.col("load_date").max(),
        appearance_count=pl.len().cast(pl.Int32),
        version_count=pl.col("version_key").n_unique().cast(pl.Int32),
        is_truncated=~is_whole.any(),
        parser_version=pl.col("parser_version").max(),
    )


def _addresses(rows: pl.DataFrame) -> pl.DataFrame:
    """article_url of the articles whose address is known."""
    return (
        rows.filter(pl.col("url_identity").is_not_null())
        .sort("article_key", "load_date", "article_url", nulls_last=True)
        .group_by("article_key")
        .agg(pl.col("article_url").first())
    )
