"""Pages that arrived twice."""

import polars as pl

_SAME_PAGE = ("load_date", "sha256", "page_url", "captured_at")


def settle(captures: pl.DataFrame, appearances: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Mark the pages of a load date that repeat another page of it, and drop their articles.

    Of pages with the same bytes, address and capture time that could be read (status ok or partial), the first by
    input_uri and byte_offset stays; the others get the status ``duplicate`` and no articles. Equal pages of different
    load dates all stay, so that a day's rows do not depend on which days were loaded before it.

    Args:
        captures: rows of raw.captures.
        appearances: rows of staging.appearances on those pages.

    Returns:
        Both frames, rows in the order given.
    """
    is_usable = pl.col("status").is_in(["ok", "partial"])
    place = pl.int_range(pl.len()).over(
        [*_SAME_PAGE, is_usable.alias("is_usable")], order_by=["input_uri", "byte_offset"]
    )
    is_duplicate = is_usable & (place > 0)
    settled = captures.with_columns(
        status=pl.when(is_duplicate).then(pl.lit("duplicate")).otherwise("status"),
        article_count=pl.when(is_duplicate).then(pl.lit(0, pl.Int32)).otherwise("article_count"),
    )
    duplicates = settled.filter(pl.col("status") == "duplicate")
    kept = appearances.join(duplicates.select("capture_key"), on="capture_key", how="anti", maintain_order="left")
    return settled, kept
