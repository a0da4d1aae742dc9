"""What is told of a clean body: its hash, lead and length, and the quality flags that follow from them."""

from hashlib import sha256

import polars as pl

from etl_project.transforms.distinct import over_distinct
from etl_project.transforms.texts import folded_words, lead, word_count

SHORT_BODY = 20
"""Words; a shorter text is a teaser, or what was left of one."""

BODY_FLAGS = ("empty_body", "short_body", "title_is_body")


def with_body_facts(frame: pl.DataFrame) -> pl.DataFrame:
    """Add body_sha256, lead, word_count and `body_flags` to rows with a clean title and body."""
    body = pl.col("body")
    frame = frame.with_columns(words=folded_words(body), lead=lead(body), word_count=word_count(body))
    is_empty = body == ""
    conditions = {
        "empty_body": is_empty,
        "short_body": ~is_empty & (pl.col("word_count") < SHORT_BODY),
        "title_is_body": ~is_empty & (pl.col("words") == folded_words(pl.col("title"))),
    }
    flags = [pl.when(condition).then(pl.lit(flag)) for flag, condition in conditions.items()]
    return frame.with_columns(
        body_sha256=over_distinct(frame, ["words"], lambda words: sha256(words.encode()).hexdigest(), pl.String()),
        body_flags=pl.concat_list(flags).list.drop_nulls(),
    ).drop("words")
