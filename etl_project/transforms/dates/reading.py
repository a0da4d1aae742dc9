"""What a date string says, before anything around it is considered: its numbers, clock time, offset or age."""

import re

import polars as pl

from etl_project.transforms.dates import vocabulary

SECOND = 1_000_000
"""Microseconds; all spans of time here are counted in them."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

READING = pl.Schema(
    {
        "raw": pl.String,
        "form": pl.String,  # none, epoch, dated (its order is certain), numeric (it may not be), relative
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
        "is_update": pl.Boolean,  # the string tells only when the article was changed
    }
)
"""Columns of `read_dates`; times of day, offsets and elapsed times in microseconds."""

_LONGEST = 200  # characters of a date string that are looked at
_NULL_DATES = ["1900-01-01", "1969-12-31", "1970-01-01"]  # what systems write where they have no date
_LONGEST_ELAPSED_SINCE = {"yesterday": 49 * HOUR, "today": 25 * HOUR, "now": MINUTE}  # a day has up to 25 hours
_UNITS = {  # shortest and longest; libraries count a month as 30 days or more, a calendar as up to 31
    "second": (SECOND, SECOND),
    "minute": (MINUTE, MINUTE),
    "hour": (HOUR, HOUR),
    "day": (DAY, DAY),
    "week": (7 * DAY, 7 * DAY),
    "month": (30 * DAY, 31 * DAY),
    "year": (365 * DAY, 366 * DAY),
}
_UNIT_ABOVE = {"second": "minute", "minute": "hour", "hour": "day", "day": "month", "week": "year", "month": "year", "year": "century"}

_MONTHS = vocabulary.months()
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = "(?:19|20)[0-9]{2}"
_AFTER_YEAR, _AFTER_MONTH = (rf"\s?(?:[-/.]|{'|'.join(map(vocabulary.fold, marks))})\s?" for marks in ("年년", "月월"))
_OF = r"(?:(?:de|del|of|da|do|di)\s)?"
_HALF = rf"(?P<half>{vocabulary.AM}|{vocabulary.PM})\.?"
_ZONE = (
    rf"(?:\s?(?:uhr|hrs?|h)\b)?(?:,?\s?[(\[]?(?P<zone>{'|'.join(sorted(vocabulary.ZONES, key=len, reverse=True))})\b[)\]]?)?"
    r"(?P<offset>\s?[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]|[+-](?:1[0-4]|0?[0-9])(?:[^0-9/.\-]|$))?"
)

_WHOLE_FORMS = {
    "epoch": r"^[^\p{L}0-9]*(?P<epoch>[0-9]{10}|[0-9]{13})(?:\.[0-9]+)?[^\p{L}0-9]*$",
    "compact": rf"(?:^|[^0-9])(?P<year>{_YEAR})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?:\s?t?\s?(?P<hour>[0-2][0-9]):?"
    rf"(?P<minute>[0-9]{{2}})(?::?(?P<second>[0-9]{{2}}))?(?:[.,](?P<fraction>[0-9]+))?{_ZONE})?(?:[^0-9]|$)",
}
"""Dates without a mark between the numbers, with their times."""
_TIME_FORMS = {
    "colon": r"(?:^|[^0-9:])(?P<hour>[0-9]{1,2})\s?[:h]\s?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    rf"(?:\s?{_HALF})?{_ZONE}",
    "half": rf"(?:^|[^0-9:.,/-])(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))?\s?{_HALF}{_ZONE}",
    "word_before": rf"\b(?:kl|klo|at|um|ore|alle)\.?\s?(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})(?:[^0-9.]|$){_ZONE}",
    "word_after": r"(?:^|[^0-9.])(?P<hour>[0-9]{1,2})(?:\.(?P<minute>[0-9]{2}))?\s?uhr\b",
}
"""Clock times, wherever they stand in the string."""
_DATE_FORMS = {
    "year_first": rf"(?:^|[^0-9])(?P<year>{_YEAR}){_AFTER_YEAR}(?P<month>[0-9]{{1,2}}){_AFTER_MONTH}(?P<day>[0-9]{{1,2}})(?:[^0-9]|$)",
    "day_name": r"(?:^|[^0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|re|e|o|a|-?(?:го|е))?[\s,./-]*"
    rf"{_OF}(?P<name>{_MONTH})\.?(?:\s?/\s?\p{{L}}+(?:\s\p{{L}}+)?)?[\s,./'-]*{_OF}(?P<year>{_YEAR}|[0-9]{{2}})(?:[^0-9]|$)",
    "name_day": rf"(?P<name>{_MONTH})\.?\s?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,.]*(?P<year>{_YEAR})(?:[^0-9]|$)",
    "year_name": rf"(?P<year>{_YEAR})[\s,./-]+(?P<name>{_MONTH})\.?[\s,./-]*(?P<day>[0-9]{{1,2}})(?:[^0-9]|$)",
    "numeric": r"(?:^|[^0-9])(?P<number_1>[0-9]{1,2})\s?[-/.]\s?(?P<number_2>[0-9]{1,2})\s?[-/.]\s?"
    rf"(?P<number_3>{_YEAR}|[0-9]{{2}})(?:[^0-9]|$)",
}
_TIMES_AFTER_DATE = {
    "point": rf"^[^\p{{L}}0-9]*(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})(?:\.(?P<second>[0-9]{{2}}))?{_ZONE}[^\p{{L}}0-9]*$",
}
"""A time that only its place beside a date tells from a date."""
_GROUPS = (
    "epoch", "year", "month", "name", "day", "number_1", "number_2", "number_3",
    "hour", "minute", "second", "fraction", "half", "zone", "offset",
)  # fmt: skip

_PUBLISHED = "|".join(map(vocabulary.fold, vocabulary.PUBLISHED))
_UPDATED = "|".join([*map(vocabulary.fold, vocabulary.UPDATED), "maj (?:le|:|a )", r"\bstand\b:?"])


def read_dates(raws: pl.Series) -> pl.DataFrame:
    """Read date strings, each by itself.

    Args:
        raws: distinct strings.

    Returns:
        One row a string, in any order, with the columns of `READING`. A string that names no day that exists and no
        age has the form ``none``.
    """
    texts = _publication_part(pl.DataFrame({"raw": raws.cast(pl.String)}))
    whole, rest = _take(texts, _WHOLE_FORMS)
    timed, untimed = _take(rest, _TIME_FORMS)
    dated, undated = _take(pl.concat([timed, untimed]), _DATE_FORMS)
    has_clock = pl.col("hour").is_not_null()
    late, day_only = _take(dated.filter(~has_clock), _TIMES_AFTER_DATE)
    return pl.concat(
        [
            _read_absolute(pl.concat([whole, dated.filter(has_clock), late, day_only])),
            _read_relative(undated.select("raw", "is_update", text="sentence")),
        ]
    )


def fold_text(text: pl.Expr) -> pl.Expr:
    """`vocabulary.fold` for a column; invisible characters are dropped too, and runs of white space made one space."""
    return (
        text.str.normalize("NFKD")
        .str.replace_all(r"\p{Mn}|\p{Cf}", "")
        .str.to_lowercase()
        .str.replace_many(vocabulary.LETTERS)
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def _publication_part(raws: pl.DataFrame) -> pl.DataFrame:
    """The folded string, cut to the part that tells the publication where it tells a later change as well."""
    folded = raws.with_columns(
        folded=fold_text(pl.col("raw").str.slice(0, _LONGEST)).str.replace_all(
            rf"({_YEAR})([0-9]{{1,2}}:[0-9]{{2}})", "$1 $2"  # the texts of two elements, run together
        )
    ).with_columns(
        before_update=pl.col("folded").str.replace(f"(?:{_UPDATED}).*", ""),
        published=pl.col("folded").str.extract(f"(?:{_PUBLISHED})(.*)").str.replace(f"(?:{_UPDATED}).*", ""),
    )
    tells_update = pl.col("folded").str.len_bytes() > pl.col("before_update").str.len_bytes()
    has_published, has_before = (pl.col(part).str.contains("[0-9]").fill_null(False) for part in ("published", "before_update"))
    sentence = (
        pl.when(~tells_update).then("folded").when(has_published).then("published").when(has_before).then("before_update").otherwise("folded")
    )
    return folded.select(
        "raw",
        is_update=tells_update & ~has_published & ~has_before,
        form=pl.lit("none"),
        sentence=sentence,
        text=sentence,
        *(pl.lit(None, pl.String).alias(group) for group in _GROUPS),
    )


def _take(frame: pl.DataFrame, forms: dict[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose text has one of the forms, and the others.

    The first form that fits fills the columns named as its groups and is cut out of the text.
    """
    taken = []
    for form, pattern in forms.items():
        groups = re.findall(r"\?P<(\w+)>", pattern)
        tried = frame.with_columns(found=pl.col("text").str.extract_groups(pattern))
        found = [pl.col("found").struct.field(group).alias(group) for group in groups]
        fits = pl.any_horizontal(group.is_not_null() for group in found)
        taken.append(
            tried.filter(fits).with_columns(*found, form=pl.lit(form), text=pl.col("text").str.replace(pattern, " ")).drop("found")
        )
        frame = tried.filter(~fits).drop("found")
    return pl.concat(taken), frame


def _read_absolute(forms: pl.DataFrame) -> pl.DataFrame:
    """The columns of `READING` for strings in which `_take` found a date."""
    numbers = ("year", "month", "day", "number_1", "number_2", "number_3", "hour", "minute", "second")
    year, month, day, number_1, number_2, number_3, hour, minute, second = (pl.col(name) for name in numbers)
    is_numeric = number_3.is_not_null()
    has_short_year = number_3 < 100
    instant = pl.from_epoch(
        pl.col("epoch").cast(pl.Int64) * pl.when(pl.col("epoch").str.len_bytes() == 10).then(SECOND).otherwise(SECOND // 1000), "us"
    )
    is_pm, is_am = (pl.col("half").str.contains(f"^(?:{half})").fill_null(False) for half in (vocabulary.PM, vocabulary.AM))
    clock = pl.when(is_pm & (hour < 12)).then(hour + 12).when(is_am & (hour == 12)).then(0).otherwise(hour)
    fraction = pl.col("fraction").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0)
    offset = pl.col("offset").str.extract_groups(r"(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")
    offset_minutes = offset.struct["hours"].cast(pl.Int64) * 60 + offset.struct["minutes"].cast(pl.Int64).fill_null(0)
    signed_offset = pl.when(offset.struct["sign"] == "-").then(-offset_minutes).otherwise(offset_minutes)
    zone_min, zone_max = (
        pl.col("zone").replace_strict({zone: offsets[bound] for zone, offsets in vocabulary.ZONES.items()}, default=None, return_dtype=pl.Int64)
        for bound in (0, 1)
    )

    read = (
        forms.with_columns(pl.col(numbers).cast(pl.Int32))
        .with_columns(
            month=month.fill_null(pl.col("name").replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)),
            # Epoch times become the date and time that they are in UTC.
            instant=instant,
            has_clock=(clock < 24) & (minute.fill_null(0) < 60) & (second.fill_null(0) <= 60),
        )
        .with_columns(
            dmy=_day(number_3, number_2, number_1),
            mdy=_day(number_3, number_1, number_2),
            ymd=pl.when(has_short_year)
            .then(_day(number_1, number_2, number_3))
            .when(pl.col("instant").is_not_null())
            .then(_day(pl.col("instant").dt.year(), pl.col("instant").dt.month(), pl.col("instant").dt.day()))
            .otherwise(_day(year, month, day)),
        )
    )
    has_clock = pl.col("has_clock").fill_null(False)
    is_epoch = pl.col("instant").is_not_null()
    seconds = clock.cast(pl.Int64) * 3600 + minute.fill_null(0) * 60 + second.clip(0, 59).fill_null(0)
    return read.select(
        "raw",
        form=pl.when(pl.all_horizontal(pl.col("dmy", "mdy", "ymd").is_null()))
        .then(pl.lit("none"))
        .when(is_epoch)
        .then(pl.lit("epoch"))
        .when(is_numeric)
        .then(pl.lit("numeric"))
        .otherwise(pl.lit("dated")),
        is_named=pl.col("name").is_not_null(),
        dmy="dmy",
        mdy="mdy",
        ymd="ymd",
        short_year=pl.when(has_short_year).then(number_1),
        time_of_day=pl.when(is_epoch)
        .then((pl.col("instant") - pl.col("instant").dt.truncate("1d")).dt.total_microseconds())
        .when(has_clock)
        .then(seconds * SECOND + fraction)
        .otherwise(0),
        precision=pl.when(is_epoch | (has_clock & second.is_not_null()))
        .then(pl.lit("second"))
        .when(has_clock & minute.is_not_null())
        .then(pl.lit("minute"))
        .when(has_clock)
        .then(pl.lit("hour"))
        .otherwise(pl.lit("day")),
        offset_min=pl.when(is_epoch).then(0).when(has_clock).then(pl.coalesce(signed_offset, zone_min) * MINUTE),
        offset_max=pl.when(is_epoch).then(0).when(has_clock).then(pl.coalesce(signed_offset, zone_max) * MINUTE),
        elapsed_min=pl.lit(None, pl.Int64),
        elapsed_max=pl.lit(None, pl.Int64),
        is_update="is_update",
    ).cast(READING)  # type: ignore[arg-type]


def _day(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three numbers, or null where there is no such day or it stands for "none".

    Two-digit years are of 1969 to 2068, as POSIX reads them (strptime, ``%y``).
    """
    full_year = pl.when(year < 69).then(year + 2000).when(year < 100).then(year + 1900).otherwise(year)
    is_month = full_year.is_between(1900, 2099) & month.is_between(1, 12)
    date = pl.date(pl.when(is_month).then(full_year), pl.when(is_month).then(month), 1) + pl.duration(days=day - 1)
    is_day = (date.dt.month() == month) & (day >= 1) & ~date.is_in(pl.Series(_NULL_DATES).str.to_date().implode())
    return pl.when(is_day).then(date)


def _read_relative(texts: pl.DataFrame) -> pl.DataFrame:
    """The columns of `READING` for strings without a date: "3 hours ago", "yesterday".

    The time elapsed is bounded for every way of counting in use. Libraries round to the nearest unit (moment.js:
    "an hour" is 44.5 to 89.5 minutes, "a day" 21.5 to 35.5 hours, "2 hours" 89.5 to 149.5 minutes; Rails and date-fns
    likewise) or cut down to whole units (Django, timeago.js: "2 hours" is 120 to 179 minutes). So n units are n - ½
    to n + 1 of them; of two units ("1 day, 3 hours") the first is taken, which the bounds cover.
    """
    aged, ageless = [], texts
    for pattern, counts in _AGE_FORMS:
        tried = ageless.with_columns(pl.col("text").str.extract_groups(pattern).alias("found")).unnest("found")
        ...
    return texts
