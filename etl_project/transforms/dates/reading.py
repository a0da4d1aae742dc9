"""What a date string says, before anything around it is considered: its numbers, clock time, offset or age."""

import polars as pl

from etl_project.transforms.dates import forms, vocabulary
from etl_project.transforms.dates.vocabulary import FEW, ZONES

SECOND = 1_000_000
"""Microseconds; all spans of time here are counted in them."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

PRECISION_LENGTHS = {"second": 1, "minute": MINUTE, "hour": HOUR, "day": DAY}
"""Microseconds in the closed interval that a time of each precision names. A time written to the second, or finer, is
taken as that instant."""

READING: dict[str, type[pl.DataType]] = {
    "raw": pl.String,
    "form": pl.String,  # none, epoch, dated (its order is certain), numeric (it may not be), relative
    "is_update": pl.Boolean,  # the string tells only when the article was changed
    "is_named": pl.Boolean,  # the month is written as a word
    "dmy": pl.Date,  # the day, when the numbers are read in that order; null where there is no such day
    "mdy": pl.Date,
    "ymd": pl.Date,
    "short_year": pl.Int32,  # first number of a date whose year has two digits: perhaps the year
    "time_of_day": pl.Int64,
    "precision": pl.String,
    "offset_min": pl.Int64,  # least offset from UTC that a zone beside the time may mean; null where none is written
    "offset_max": pl.Int64,
    "elapsed_min": pl.Int64,  # least time between publication and the rendering of the page
    "elapsed_max": pl.Int64,
}
"""Columns of `read_dates`; times of day, offsets and elapsed times in microseconds."""

_LONGEST = 200  # characters; a longer string is not a date
_NULL_DATES = ["1900-01-01", "1969-12-31", "1970-01-01"]  # what systems write where they have no date

_UNITS = {  # shortest and longest; libraries count a month as 30 days or more, a calendar as up to 31
    "second": (SECOND, SECOND),
    "minute": (MINUTE, MINUTE),
    "hour": (HOUR, HOUR),
    "day": (DAY, DAY),
    "week": (7 * DAY, 7 * DAY),
    "month": (30 * DAY, 31 * DAY),
    "year": (365 * DAY, 366 * DAY),
    "decade": (3652 * DAY, 3653 * DAY),
}
_UNIT_ABOVE = dict(zip(_UNITS, list(_UNITS)[1:], strict=False))
_DAY_WORDS = {  # longest time elapsed (a day has up to 25 hours), and the precision of the word
    "yesterday": (49 * HOUR, "day"),
    "today": (25 * HOUR, "day"),
    "now": (MINUTE, "minute"),
}


def read_dates(raws: pl.Series) -> pl.DataFrame:
    """Read date strings, each by itself.

    Args:
        raws: distinct strings.

    Returns:
        One row a string, in any order, with the columns of `READING`. A string that names no day that exists and no
        age has the form ``none``.
    """
    texts = _publication_part(pl.DataFrame({"raw": raws.cast(pl.String)})).with_columns(
        pl.lit(None, pl.String).alias(group) for group in ("form", *forms.DATE_GROUPS, *forms.AGE_GROUPS)
    )
    whole, rest = _take(texts, forms.WHOLE_FORMS)
    timed, untimed = _take(rest, forms.TIME_FORMS)
    dated, undated = _take(pl.concat([timed, untimed]), forms.DATE_FORMS)
    has_clock = pl.col("hour").is_not_null()
    timed_late, day_only = _take(dated.filter(~has_clock), forms.TIMES_AFTER_DATE)
    aged, unread = _take(undated.with_columns(text="sentence"), forms.AGE_FORMS)
    readings = (
        _dates(pl.concat([whole, dated.filter(has_clock), timed_late, day_only])),
        _ages(aged),
        unread.select("raw", "is_update", form=pl.lit("none")),
    )
    return pl.concat(readings, how="diagonal_relaxed").select(
        pl.col(name).cast(dtype) for name, dtype in READING.items()
    )


def fold_text(text: pl.Expr) -> pl.Expr:
    """`vocabulary.fold` for a column; invisible characters are dropped too, and runs of white space made one space."""
    return (
        text.str.normalize("NFKD")
        .str.replace_all(rf"[\p{{Mn}}&&[^{vocabulary.VOWELS}]]|\p{{Cf}}", "")
        .str.to_lowercase()
        .str.replace_many(vocabulary.LETTERS)
        .str.replace_all(r"\s{2,}|[^\S ]", " ")
        .str.strip_chars()
    )


def _publication_part(raws: pl.DataFrame) -> pl.DataFrame:
    """The folded string, cut to the part that tells the publication where it tells a later change as well."""
    short = pl.when(pl.col("raw").str.len_chars() <= _LONGEST).then("raw").otherwise(pl.lit(""))
    # "Apr 28, 20232:23 PM": the texts of two elements, run together.
    run_together = rf"({forms.YEAR})([0-9]{{1,2}}(?::[0-9]{{2}}|\s?[ap]\.?m|\.\s?\p{{L}}))"
    from_update = rf"(?:{forms.UPDATED}).*"
    parts = raws.with_columns(whole=fold_text(short).str.replace_all(run_together, "$1 $2")).with_columns(
        before_update=pl.col("whole").str.replace(from_update, ""),
        published=pl.col("whole").str.extract(rf"(?:{forms.PUBLISHED})(.*)").str.replace(from_update, ""),
    )
    tells_update = pl.col("whole") != pl.col("before_update")
    is_published_told = pl.col("published").str.contains("[0-9]").fill_null(False)
    is_told_before = pl.col("before_update").str.contains("[0-9]")
    sentence = (
        pl.when(tells_update & is_published_told)
        .then("published")
        .when(tells_update & is_told_before)
        .then("before_update")
        .otherwise("whole")
    )
    is_update = tells_update & ~is_published_told & ~is_told_before
    return parts.select("raw", is_update=is_update, sentence=sentence, text=sentence)


def _take(frame: pl.DataFrame, patterns: forms.Forms) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose text has one of the forms, and the others.

    The first form that fits gives its name, fills the columns named as its groups, and is cut out of the text.
    """
    taken = [frame.clear()]
    for form, pattern in patterns:
        if frame.is_empty():
            break
        fits = frame["text"].str.contains(pattern)
        if fits.any():
            groups = pl.col("text").str.extract_groups(pattern).struct.unnest()
            rest = pl.col("text").str.replace(pattern, " ")
            taken.append(frame.filter(fits).with_columns(groups, form=pl.lit(form), text=rest))
            frame = frame.filter(~fits)
    return pl.concat(taken), frame


def _dates(found: pl.DataFrame) -> pl.DataFrame:
    """Columns of `READING` for strings in which a date was found."""
    numbers = ("year", "month", "day", "number_1", "number_2", "number_3", "hour", "minute", "second")
    year, month, day, number_1, number_2, number_3 = (pl.col(name) for name in numbers[:6])
    name, instant = pl.col("name"), pl.col("instant")
    is_milliseconds = pl.col("epoch").str.len_bytes() == 13
    epoch = pl.col("epoch").cast(pl.Int64) * pl.when(is_milliseconds).then(SECOND // 1000).otherwise(SECOND)
    has_short_year = number_3 < 100
    days = (
        found.with_columns(pl.col(numbers).cast(pl.Int64), instant=pl.from_epoch(epoch, "us"))
        .with_columns(month=month.fill_null(name.replace_strict(forms.MONTHS, default=None, return_dtype=pl.Int64)))
        .with_columns(
            dmy=_day(number_3, number_2, number_1),
            mdy=_day(number_3, number_1, number_2),
            ymd=pl.when(has_short_year)
            .then(_day(number_1, number_2, number_3))
            .when(instant.is_not_null())
            .then(_day(instant.dt.year(), instant.dt.month(), instant.dt.day()))
            .otherwise(_day(year, month, day)),
        )
    )
    form = (
        pl.when(pl.all_horizontal(pl.col("dmy", "mdy", "ymd").is_null()))
        .then(pl.lit("none"))
        .when(instant.is_not_null())
        .then(pl.lit("epoch"))
        .when(number_3.is_not_null())
        .then(pl.lit("numeric"))
        .otherwise(pl.lit("dated"))
    )
    return _with_clock(days).with_columns(
        form=form, is_named=name.is_not_null(), short_year=pl.when(has_short_year).then(number_1)
    )


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three numbers, or null where there is no such day or it stands for "none".

    Two-digit years are of 1969 to 2068, as POSIX reads them (strptime, ``%y``).
    """
    full_year = pl.when(year < 69).then(year + 2000).when(year < 100).then(year + 1900).otherwise(year)
    is_month = full_year.is_between(1900, 2099) & month.is_between(1, 12)
    first = pl.date(pl.when(is_month).then(full_year), pl.when(is_month).then(month), pl.when(is_month).then(1))
    date = first + pl.duration(days=day - 1)
    is_day = (date.dt.month() == month) & (day >= 1) & ~date.is_in(pl.Series(_NULL_DATES).str.to_date().implode())
    return pl.when(is_day).then(date)


def _with_clock(days: pl.DataFrame) -> pl.DataFrame:
    """Add the time of day, its precision and the offset beside it; an epoch time is one in UTC."""
    instant, hour, minute, second, zone = (pl.col(name) for name in ("instant", "hour", "minute", "second", "zone"))
    is_epoch = instant.is_not_null()
    half_is_pm, half_is_am = (
        pl.col("half").str.contains(f"^(?:{half})").fill_null(False) for half in (forms.PM, forms.AM)
    )
    hour = pl.when(half_is_pm & (hour < 12)).then(hour + 12).when(half_is_am & (hour == 12)).then(0).otherwise(hour)
    is_clock = (hour < 24) & (minute.fill_null(0) < 60) & (second.fill_null(0) <= 60)
    seconds = hour * 3600 + minute.fill_null(0) * 60 + second.fill_null(0).clip(0, 59)
    fraction = pl.col("fraction").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0)

    written = pl.col("offset").str.extract_groups(r"(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")
    hours, minutes = (written.struct[part].cast(pl.Int64) for part in ("hours", "minutes"))
    offset = pl.when(written.struct["sign"] == "-").then(-1).otherwise(1) * (hours * 60 + minutes.fill_null(0))
    # "13h30 et" is French for "and": names of zones are in capitals.
    is_zone = zone.is_in(["z", "utc", "gmt"]) | pl.col("raw").str.contains(zone.str.to_uppercase(), literal=True)
    least, most = (
        pl.when(is_zone).then(
            zone.replace_strict(
                {word: bounds[end] for word, bounds in ZONES.items()}, default=None, return_dtype=pl.Int64
            )
        )
        for end in (0, 1)
    )
    clocked = days.with_columns(
        is_clock=is_clock.fill_null(False),
        clock=seconds * SECOND + fraction,
        least=pl.coalesce(offset, least),
        most=pl.coalesce(offset, most),
    )
    since_midnight = (instant - instant.dt.truncate("1d")).dt.total_microseconds()
    finest = pl.coalesce(
        pl.when(second.is_not_null()).then(pl.lit("second")),
        pl.when(minute.is_not_null()).then(pl.lit("minute")),
        pl.lit("hour"),
    )
    return clocked.with_columns(
        time_of_day=pl.when(is_epoch).then(since_midnight).when("is_clock").then("clock").otherwise(0),
        precision=pl.when(is_epoch).then(pl.lit("second")).when("is_clock").then(finest).otherwise(pl.lit("day")),
        offset_min=pl.when(is_epoch).then(0).when("is_clock").then(pl.col("least") * MINUTE),
        offset_max=pl.when(is_epoch).then(0).when("is_clock").then(pl.col("most") * MINUTE),
    )


def _ages(found: pl.DataFrame) -> pl.DataFrame:
    """Columns of `READING` for strings in which an age was found.

    The time elapsed is bounded for every way of counting in use. Libraries round to the nearest unit (moment.js: "an
    hour" is 44.5 to 90 minutes, "2 hours" 90 to 150, "a day" 21.5 to 36 hours; Rails and date-fns likewise) or cut
    down to whole units (Django, timeago.js: "2 hours" is 120 to 180 minutes). So n units are n - ½ to n + 1 of them;
    of two units ("1 day, 3 hours") the first is taken, whose bounds hold the sum.
    """
    key = {word: pl.concat_str("form", pl.lit(":"), word) for word in ("count_word", "unit", "whole")}
    whole_count = {word: count for word, (count, _) in forms.WHOLES.items()}
    whole_unit = {word: unit for word, (_, unit) in forms.WHOLES.items()}
    count, unit = pl.col("count"), pl.col("unit")
    counted = found.with_columns(
        count=pl.coalesce(
            pl.col("number").cast(pl.Int64),
            key["count_word"].replace_strict(forms.COUNTS, default=None, return_dtype=pl.Int64),
            key["whole"].replace_strict(whole_count, default=None, return_dtype=pl.Int64),
        ),
        unit=pl.coalesce(
            key["unit"].replace_strict(forms.UNIT_WORDS, default=None, return_dtype=pl.String),
            key["whole"].replace_strict(whole_unit, default=None, return_dtype=pl.String),
        ),
    ).with_columns(  # a few of a unit are less than one of the next larger
        count=pl.when(count == FEW).then(0).otherwise(count),
        unit=pl.when(count == FEW).then(unit.replace_strict(_UNIT_ABOVE, default=None)).otherwise(unit),
    )
    shortest, longest = (
        unit.replace_strict(
            {name: lengths[end] for name, lengths in _UNITS.items()}, default=None, return_dtype=pl.Int64
        )
        for end in (0, 1)
    )
    since_day_word = pl.col("form").replace_strict(
        {word: longest for word, (longest, _) in _DAY_WORDS.items()}, default=None, return_dtype=pl.Int64
    )
    day_word_precision = pl.col("form").replace_strict(
        {word: precision for word, (_, precision) in _DAY_WORDS.items()}, default=None, return_dtype=pl.String
    )
    unit_precision = pl.when(unit.is_in(list(PRECISION_LENGTHS))).then(unit).otherwise(pl.lit("unknown"))
    return counted.select(
        "raw",
        "is_update",
        form=pl.lit("relative"),
        precision=pl.coalesce(day_word_precision, unit_precision),
        elapsed_min=((2 * count - 1) * shortest // 2).clip(0).fill_null(0),
        elapsed_max=pl.coalesce(since_day_word, (count + 1) * longest),
    )
