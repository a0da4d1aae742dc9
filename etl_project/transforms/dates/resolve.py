"""From the date strings of pages to the intervals in which their articles were first published."""

import polars as pl

from etl_project.transforms.dates.order import decide_order
from etl_project.transforms.dates.reading import PRECISION_LENGTHS, read_dates
from etl_project.transforms.dates.vocabulary import ANY_ZONE
from etl_project.transforms.dates.zones import add_intervals, by_zone

_INSTANT = pl.Datetime("us", "UTC")
_MICROSECOND = pl.duration(microseconds=1)
_INPUT: dict[str, pl.DataType | type[pl.DataType]] = {
    "capture_key": pl.String,
    "load_date": pl.Date,
    "host": pl.String,
    "published_raw": pl.String,
    "published_source": pl.String,
    "date_order": pl.String,
    "publisher_date_order": pl.String,
    "time_zone": pl.String,
    "captured_at": _INSTANT,
    "text": pl.String,
    "article_url": pl.String,
}
_DAY_IN_URL = r"/((?:19|20)[0-9]{2}(?:/[0-9]{1,2}/|-[0-9]{1,2}-)[0-9]{1,2})(?:[^0-9]|$)"


def resolve_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """Resolve each article's date string to the closed interval in which it was first published.

    **A date** is the whole day, or minute, that it names; written to the second it is an instant. Without an offset it
    is in the publisher's zone, and where that is not registered the interval is widened by every zone in use.
    Which number is the day is decided as `dates.order` tells; an undecided date keeps all its readings. Without a
    string that can be read, the day in the article's address is taken.

    **An age** ("3 hours ago") is counted back from `captured_at` alone, as wide as `dates.reading` tells. Where that
    is unknown, the interval reaches from what the page's latest date allows to the end of the load date in the last zone
    on earth: a page is not captured before what it shows, nor after it was filed.

    **Nothing lies after the capture**: intervals end there, and one that lies after it altogether loses its beginning.
    A string that tells only of a later change ("Updated 3 hours ago") gives no beginning either.

    Args:
        frame: articles of whole load dates, with the columns

            - ``capture_key``, ``load_date`` (Date), ``host``: page, day folder, and host of the page;
            - ``published_raw``, ``published_source``: date string, and where it stood (``structured``, ``label``, ``url``, ``text``);
            - ``date_order``, ``publisher_date_order``: ``DMY``, ``MDY``, ``YMD`` or null: what the layout writes, and what
              the publisher writes; the latter, as ``time_zone`` (IANA name), to be given only where the page is the
              publisher's own;
            - ``captured_at`` (UTC), ``text`` (headline and first paragraphs), ``article_url``; any other is kept.

    Returns:
        The same rows in the same order, and

        - ``published_lo``, ``published_hi``: the interval, in UTC; null where nothing bounds it;
        - ``published_at``: its middle before the capture cut it, and not after the capture; null where precision is unknown;
        - ``published_on``: the calendar day as written (in the offset beside it; epoch times in UTC). For an age the day
          that both ends fall on, in the publisher's zone or else UTC. Null where precision is unknown, or the ends differ;
        - ``published_precision``, ``published_method``, ``date_order_basis``: see staging.normalised;
        - ``date_flags``, sorted: ``ambiguous_date``, ``capture_time_unknown``, ``date_order_contradicted`` (the numbers rule
          out the order that the site is known to write), ``future_date``, ``unreadable_date``, ``updated_time``.

    Raises:
        polars.exceptions.ColumnNotFoundError: a column is missing.
        polars.exceptions.ComputeError: a time zone is not in the IANA database.
    """
    given = frame.select(pl.col(name).cast(dtype) for name, dtype in _INPUT.items()).with_row_index("row")
    # Nothing is filed before it is captured: the load date bounds an unknown capture, in the last zone on earth.
    end_of_load_date = (
        (pl.col("load_date") + pl.duration(days=1)).cast(_INSTANT) - pl.duration(minutes=ANY_ZONE[0]) - _MICROSECOND
    )
    bounded = _with_readings(given).with_columns(
        bound=pl.coalesce("captured_at", end_of_load_date),
        site_order=pl.coalesce("date_order", "publisher_date_order"),
    )
    intervals = _with_ages(add_intervals(decide_order(bounded)))
    return frame.with_columns(_published(intervals).get_columns())


def _with_readings(given: pl.DataFrame) -> pl.DataFrame:
    """Add what the date string says, or the day in the address where it says nothing; columns of `reading.READING`."""
    texts = given.with_columns(
        raw=pl.when(pl.col("published_raw").str.contains(r"\S")).then("published_raw"),
        url_day=pl.col("article_url").str.extract(_DAY_IN_URL),
    )
    readings = read_dates(pl.concat([texts["raw"], texts["url_day"]]).drop_nulls().unique())
    forms = readings.select("raw", "form")
    is_read = (pl.col("form") != "none") & ((pl.col("form") != "epoch") | (pl.col("published_source") == "structured"))
    return (
        texts.join(forms, on="raw", how="left", maintain_order="left")
        .with_columns(is_read=is_read.fill_null(False))
        .with_columns(
            is_unreadable=pl.col("raw").is_not_null() & ~pl.col("is_read"),
            is_in_url=~pl.col("is_read") & pl.col("url_day").is_not_null(),
            raw=pl.when("is_read").then("raw").otherwise("url_day"),
        )
        .drop("form", "is_read")
        .join(readings, on="raw", how="left", maintain_order="left")
        .with_columns(pl.col("form").fill_null("none"), pl.col("is_update").fill_null(False))
    )


def _with_ages(dated: pl.DataFrame) -> pl.DataFrame:
    """Add the intervals of ages, and what is wrong with those of dates."""
    is_age = pl.col("form") == "relative"
    is_future = (pl.col("lo") > pl.col("bound")).fill_null(False)
    latest_on_page = pl.when(~is_future).then("lo").max().over("capture_key")
    return dated.with_columns(
        is_age=is_age,
        is_future=is_future,
        is_ambiguous=(pl.col("first_day") < pl.col("last_day")).fill_null(False) & ~is_future,
        is_capture_unknown=is_age & pl.col("captured_at").is_null(),
        lo=pl.when(is_age)
        .then(pl.coalesce("captured_at", latest_on_page) - pl.duration(microseconds="elapsed_max"))
        .otherwise("lo"),
        hi=pl.when(is_age).then(pl.col("bound") - pl.duration(microseconds="elapsed_min")).otherwise("hi"),
    )


def _published(intervals: pl.DataFrame) -> pl.DataFrame:
    """The columns that `resolve_dates` adds."""
    flags = {
        "ambiguous_date": "is_ambiguous",
        "capture_time_unknown": "is_capture_unknown",
        "date_order_contradicted": "is_contradicted",
        "future_date": "is_future",
        "unreadable_date": "is_unreadable",
        "updated_time": "is_update",
    }
    is_certain = pl.col("precision").is_in(list(PRECISION_LENGTHS)) & ~pl.any_horizontal(
        "is_ambiguous", "is_capture_unknown", "is_future", "is_update"
    )
    length = (pl.col("hi") - pl.col("lo")).dt.total_microseconds() + 1
    middle = pl.col("lo") + pl.duration(microseconds=length // 2)
    days = by_zone(
        intervals.with_columns(is_certain=is_certain.fill_null(False)),
        lambda zone: {f"{end}_day": pl.col(end).dt.convert_time_zone(zone or "UTC").dt.date() for end in ("lo", "hi")},
    )
    is_one_day = pl.col("lo_day") == pl.col("hi_day")
    day = pl.when("is_age").then(pl.when(is_one_day).then("lo_day")).otherwise("first_day")
    is_read = pl.col("form") != "none"
    return days.select(
        published_at=pl.when("is_certain").then(pl.min_horizontal(middle, "bound")),
        published_on=pl.when("is_certain").then(day),
        published_lo=pl.when(~pl.col("is_future") & ~pl.col("is_update")).then("lo"),
        published_hi=pl.min_horizontal("hi", pl.when(pl.col("hi").is_not_null()).then("bound")),
        published_precision=pl.when("is_certain").then("precision").otherwise(pl.lit("unknown")),
        published_method=pl.when(~is_read)
        .then(pl.lit("none"))
        .when("is_in_url")
        .then(pl.lit("url"))
        .when(pl.col("published_source").is_in(["structured", "url", "text"]))
        .then("published_source")
        .when("is_age")
        .then(pl.lit("relative"))
        .otherwise(pl.lit("absolute")),
        date_order_basis=pl.when(is_read).then("basis"),
        date_flags=pl.concat_list(
            pl.when(column).then(pl.lit(flag)) for flag, column in flags.items()
        ).list.drop_nulls(),
    )
