"""Which of the numbers is the day and which the month.

In this order of precedence:

1. the numbers alone (``unambiguous``): a number above 12, both numbers equal, the year in front; and by elimination a
   reading that lies after the capture of the page, which cannot be;
2. the order that the layout, or the publisher on its own pages, is known to write (``site``);
3. the order of the dates of rank 1 on the same host and load date, where they all agree (``host``);
4. a weekday that the date string or else the text names, where only one of the readings falls on it (``weekday``).
   Where several are named, one of the readings must fall on one of them, and the others on none.

What none of them decides keeps all its readings.
"""

import polars as pl

from etl_project.transforms.dates import vocabulary
from etl_project.transforms.dates.reading import MINUTE, fold_text
from etl_project.transforms.dates.vocabulary import ANY_ZONE

_READINGS = {"DMY": "dmy", "MDY": "mdy", "YMD": "ymd"}

_NOT_A_DAY = "|".join(vocabulary.NOT_A_DAY)
_IN_TEXT = {number: rf"\b(?:{'|'.join(names)})\b" for number, names in vocabulary.weekdays().items()}
_IN_RAW = {  # "Sat, 12/07" and "12/07 (Sat)", but no abbreviation further off: "The Sun"
    number: rf"{_IN_TEXT[number]}|\b(?:{'|'.join(names)})[.,]{{1,2}}\s?[0-9]|[0-9]\s?\((?:{'|'.join(names)})\b"
    for number, names in vocabulary.weekday_abbreviations().items()
}


def decide_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Decide the day of every row.

    Args:
        rows: the columns of `reading.READING`, and ``row`` (unique), ``site_order``, ``host``, ``load_date``, ``text``
            and ``bound`` (latest time at which the page can have been captured).

    Returns:
        The same rows in the same order, and ``first_day`` and ``last_day`` (the earliest and latest reading, equal
        where the order is certain), ``basis`` (a value of staging.normalised.date_order_basis), ``is_contradicted``
        (the numbers rule out the order that the site is known to write).
    """
    rows = _possible_readings(rows)
    first, last = pl.min_horizontal("dmy", "mdy", "ymd"), pl.max_horizontal("dmy", "mdy", "ymd")
    numbers, site = pl.when(first == last).then(first), _reading("site_order")
    decided = rows.join(_host_orders(rows), on=["host", "load_date"], how="left", maintain_order="left").with_columns(
        day=pl.coalesce(numbers, site, _reading("host_order")),
        basis=pl.when(numbers.is_not_null())
        .then(pl.lit("unambiguous"))
        .when(site.is_not_null())
        .then(pl.lit("site"))
        .when(_reading("host_order").is_not_null())
        .then(pl.lit("host")),
    )
    undecided = decided.filter((pl.col("form") == "numeric") & pl.col("day").is_null())
    by_weekday = decided.join(_days_by_weekday(undecided), on="row", how="left", maintain_order="left")
    day = pl.coalesce("day", "weekday_day")
    has_order = ~pl.col("is_named") & (pl.col("form") != "epoch")
    return by_weekday.with_columns(
        first_day=pl.coalesce(day, first),
        last_day=pl.coalesce(day, last),
        basis=pl.when(has_order).then(
            pl.coalesce("basis", pl.when(pl.col("weekday_day").is_not_null()).then(pl.lit("weekday")))
        ),
        is_contradicted=(
            (pl.col("form") == "numeric")
            & pl.col("site_order").is_not_null()
            & site.ne_missing(numbers)
            & numbers.is_not_null()
        ),
    ).drop("day", "weekday_day", "host_order")


def _possible_readings(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without the readings that lie after the capture; where all do, with all.

    Numbers of which the year may be the first or the last ("25.07.12") are read with the year in front only where the
    site writes so, where no other reading is a day, or where the first is the year of loading or the one before: of
    CLDR's short date formats with a two-digit year nearly all have it last.
    """
    recent = [(pl.col("load_date").dt.year() - ago) % 100 for ago in (0, 1)]
    is_short_year_first = (
        pl.col("short_year").is_null()
        | (pl.col("site_order") == "YMD")
        | (pl.col("dmy").is_null() & pl.col("mdy").is_null())
        | (pl.col("short_year") == recent[0])
        | (pl.col("short_year") == recent[1])
    )
    rows = rows.with_columns(ymd=pl.when(is_short_year_first.fill_null(False)).then("ymd"))
    latest_offset = pl.col("offset_max").fill_null(ANY_ZONE[1] * MINUTE)
    in_time = {
        reading: pl.col(reading).cast(pl.Datetime("us", "UTC"))
        + pl.duration(microseconds=pl.col("time_of_day") - latest_offset)
        <= pl.col("bound")
        for reading in _READINGS.values()
    }
    is_any_in_time = pl.any_horizontal(is_in_time.fill_null(False) for is_in_time in in_time.values())
    return rows.with_columns(
        pl.when(is_in_time | ~is_any_in_time).then(reading).alias(reading) for reading, is_in_time in in_time.items()
    )


def _reading(order: str) -> pl.Expr:
    """The reading in the order that a column names; null where it names none, or the reading is not possible."""
    return pl.coalesce(pl.when(pl.col(order) == name).then(reading) for name, reading in _READINGS.items())


def _host_orders(rows: pl.DataFrame) -> pl.DataFrame:
    """``host_order`` of every host and load date whose dates that only one order fits all agree on it."""
    is_possible = {name: pl.col(reading).is_not_null() for name, reading in _READINGS.items()}
    orders = (
        rows.filter(pl.col("host").is_not_null() & (pl.col("form") == "numeric"))
        .filter(pl.sum_horizontal(is_possible.values()) == 1)
        .with_columns(host_order=pl.coalesce(pl.when(found).then(pl.lit(name)) for name, found in is_possible.items()))
    )
    return (
        orders.group_by("host", "load_date")
        .agg(pl.col("host_order").unique())
        .filter(pl.col("host_order").list.len() == 1)
        .with_columns(pl.col("host_order").list.first())
    )


def _days_by_weekday(rows: pl.DataFrame) -> pl.DataFrame:
    """``row`` and ``weekday_day``: the one reading on a weekday that the date string, or else the text, names."""
    named = rows.with_columns(
        in_raw=_numbers_found(fold_text(pl.col("raw")), _IN_RAW),
        in_text=_numbers_found(pl.col("text").str.to_lowercase().str.replace_all(_NOT_A_DAY, " "), _IN_TEXT),
    ).with_columns(weekdays=pl.when(pl.col("in_raw").list.len() > 0).then("in_raw").otherwise("in_text"))
    on_named = [
        pl.when(pl.col(reading).dt.weekday().is_in(pl.col("weekdays"))).then(reading) for reading in _READINGS.values()
    ]
    first, last = pl.min_horizontal(on_named), pl.max_horizontal(on_named)
    return named.select("row", weekday_day=pl.when(first == last).then(first))


def _numbers_found(text: pl.Expr, patterns: dict[int, str]) -> pl.Expr:
    """List of the numbers whose pattern the text has."""
    found = (pl.when(text.str.contains(pattern)).then(pl.lit(number, pl.Int8)) for number, pattern in patterns.items())
    return pl.concat_list(found).list.drop_nulls()
