"""From local dates and times to instants."""

from collections.abc import Callable
from typing import Literal

import polars as pl

from etl_project.transforms.dates.reading import DAY, MINUTE, PRECISION_LENGTHS
from etl_project.transforms.dates.vocabulary import ANY_ZONE

_MICROSECOND = pl.duration(microseconds=1)


def add_intervals(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the instants between which a local date, or time, can lie.

    A zone written beside the time decides. Otherwise the publisher's zone does, in which a day lasts from its first
    instant to its last, also where clocks change, and a time that occurs twice has both its instants. Where there is no
    zone, or the zone contradicts what is written (no such local time, another offset beside it) or puts it after
    the capture, every zone is possible.

    Args:
        rows: ``first_day`` and ``last_day`` (Date), ``time_of_day``, ``offset_min``, ``offset_max`` (microseconds),
            ``precision``, ``time_zone``, ``bound`` (latest possible capture).

    Returns:
        The same rows in the same order, and ``lo`` and ``hi``, a closed interval; null where there is no day.

    Raises:
        polars.exceptions.ComputeError: a time zone that is not in the IANA database.
    """
    time = pl.duration(microseconds="time_of_day")
    length = pl.col("precision").replace_strict(PRECISION_LENGTHS, default=None, return_dtype=pl.Int64)
    local = rows.with_columns(
        first_local=pl.col("first_day").cast(pl.Datetime("us")) + time,
        last_local=pl.col("last_day").cast(pl.Datetime("us")) + time,
        length=pl.duration(microseconds=length),
    )
    zoned = by_zone(local, _zone_bounds).with_columns(
        widest_lo=_as_utc("first_local", pl.col("offset_max").fill_null(ANY_ZONE[1] * MINUTE)),
        widest_hi=_as_utc("last_local", pl.col("offset_min").fill_null(ANY_ZONE[0] * MINUTE))
        + pl.col("length")
        - _MICROSECOND,
    )
    is_zone_possible = (
        (pl.col("zone_lo") >= pl.col("widest_lo"))
        & (pl.col("zone_lo") <= pl.col("zone_hi"))
        & (pl.col("zone_hi") <= pl.col("widest_hi"))
        & (pl.col("zone_lo") <= pl.col("bound"))
    )
    return zoned.select(
        *rows.columns,
        lo=pl.when(is_zone_possible).then("zone_lo").otherwise("widest_lo"),
        hi=pl.when(is_zone_possible).then("zone_hi").otherwise("widest_hi"),
    )


def by_zone(rows: pl.DataFrame, expressions: Callable[[str | None], dict[str, pl.Expr]]) -> pl.DataFrame:
    """Add columns whose expressions depend on each row's ``time_zone``; the rows keep their order."""
    parts = rows.with_row_index("position").partition_by("time_zone", as_dict=True)
    if not parts:
        return rows.with_columns(**expressions(None))
    return (
        pl.concat(part.with_columns(**expressions(zone)) for (zone,), part in parts.items())
        .sort("position")
        .drop("position")
    )


def _zone_bounds(zone: str | None) -> dict[str, pl.Expr]:
    if zone is None:
        return dict.fromkeys(("zone_lo", "zone_hi"), pl.lit(None, pl.Datetime("us", "UTC")))
    is_day = pl.col("precision") == "day"
    first, last = pl.col("first_local"), pl.col("last_local")
    day_after = last + pl.duration(microseconds=DAY)
    earliest = _instant(first, zone, "earliest")
    latest = _instant(last, zone, "latest")
    return {
        "zone_lo": pl.when(is_day).then(_start_of_day(first, zone)).otherwise(earliest),
        "zone_hi": pl.when(is_day).then(_start_of_day(day_after, zone)).otherwise(latest + pl.col("length"))
        - _MICROSECOND,
    }


def _instant(local: pl.Expr, zone: str, ambiguous: Literal["earliest", "latest"]) -> pl.Expr:
    return local.dt.replace_time_zone(zone, ambiguous=ambiguous, non_existent="null").dt.convert_time_zone("UTC")


def _start_of_day(midnight: pl.Expr, zone: str) -> pl.Expr:
    """First instant of a day; where clocks skip midnight that is the change itself, midnight by the offset before."""
    day = pl.duration(microseconds=DAY)
    return _instant(midnight, zone, "earliest").fill_null(_instant(midnight - day, zone, "latest") + day)


def _as_utc(local: str, offset: pl.Expr) -> pl.Expr:
    return (pl.col(local) - pl.duration(microseconds=offset)).dt.replace_time_zone("UTC")
