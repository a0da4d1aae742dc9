"""What is told of a story, from its articles."""

import polars as pl

from etl_project.tables import core

MAX_TERMS = 10


def story_rows(articles: pl.DataFrame) -> pl.DataFrame:
    """Rows of core.stories, without run_id.

    Args:
        articles: all articles of some stories: article_key, story_key, title, publisher_key, published_lo, published_hi,
            copy_role, first_load_date, load_date, and their vectors as terms and weights.
    """
    weights = articles.select("story_key", "article_key", "terms", "weights").explode("terms", "weights").drop_nulls()
    sums = weights.group_by("story_key", "terms").agg(weight=pl.col("weights").cast(pl.Int64).sum())
    terms = (
        sums.filter(pl.col("weight") > 0)
        .sort("story_key", "weight", "terms", descending=[False, True, False])
        .group_by("story_key", maintain_order=True)
        .agg(pl.col("terms").head(MAX_TERMS))
    )
    # Of the articles of a story, that with the greatest sum of similarities to the others has the greatest mean.
    own = pl.col("weights").cast(pl.Int64)
    centrality = (
        weights.join(sums, on=["story_key", "terms"])
        .group_by("article_key")
        .agg(centrality=(own * (pl.col("weight") - own)).sum())
    )
    labels = (
        articles.join(centrality, on="article_key", how="left")
        .sort(
            "story_key",
            pl.col("centrality").fill_null(0),
            "published_lo",
            "article_key",
            descending=[False, True, False, False],
            nulls_last=True,
        )
        .group_by("story_key", maintain_order=True)
        .agg(label=pl.col("title").first())
    )
    counts = articles.group_by("story_key").agg(
        article_count=pl.len(),
        publisher_count=pl.col("publisher_key").drop_nulls().n_unique(),
        original_count=(pl.col("copy_role").is_null() | pl.col("copy_role").is_in(["unique", "original"])).sum(),
        published_lo=pl.col("published_lo").min(),
        published_hi=pl.col("published_hi").max(),
        first_load_date=pl.col("first_load_date").min(),
        load_date=pl.col("load_date").max(),
    )
    return (
        counts.join(labels, on="story_key")
        .join(terms, on="story_key", how="left")
        .join(_firsts(articles), on="story_key", how="left")
        .with_columns(pl.col("terms").fill_null([]))
        .sort("story_key")
        .select(core.STORIES.content_columns)
    )


def _firsts(articles: pl.DataFrame) -> pl.DataFrame:
    """first_article_key and first_publisher_key of the stories one of whose articles was certainly published first.

    Its interval ends before those of all others begin. A story's only article is its first.
    """
    return (
        articles.sort("story_key", "published_lo", nulls_last=True)
        .group_by("story_key", maintain_order=True)
        .agg(
            pl.len().alias("articles"),
            pl.col("published_lo").is_not_null().all().alias("is_dated"),
            pl.col("published_hi").first().alias("ends"),
            pl.col("published_lo").get(1, null_on_oob=True).alias("next_begins"),
            first_article_key=pl.col("article_key").first(),
            first_publisher_key=pl.col("publisher_key").first(),
        )
        .filter((pl.col("articles") == 1) | (pl.col("is_dated") & (pl.col("ends") < pl.col("next_begins"))))
        .select("story_key", "first_article_key", "first_publisher_key")
    )
