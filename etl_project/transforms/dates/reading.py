"""What a date string says, before anything around it is considered: its numbers, clock time, offset or age."""

import re

import polars as pl

from etl_project.transforms.dates import vocabulary
from etl_project.transforms.dates.vocabulary import FEW, RELATIVE, ZONES, RelativeLanguage, fold, phrases

SECOND = 1_000_000
"""Microseconds; all spans of time here are counted in them."""
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

PRECISION_LENGTHS = {"second": 1, "minute": MINUTE, "hour": HOUR, "day": DAY}
"""Microseconds in the closed interval that a time of each precision names. A time written to the second, or finer, is
taken as that instant."""

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

_LONGEST = 200  # characters; a longer string is not a date
_NULL_DATES = ["1900-01-01", "1969-12-31", "1970-01-01"]  # what systems write where they have no date

_YEAR = "(?:19|20)[0-9]{2}"
_Forms = tuple[tuple[str, str], ...]  # names and patterns, tried in this order


def _any_of(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True))


def _year_first(after_year: str, after_month: str) -> str:
    return (
        rf"(?:^|[^0-9])(?P<year>{_YEAR})\s?{after_year}\s?(?P<month>[0-9]{{1,2}})\s?{after_month}\s?"
        r"(?P<day>[0-9]{1,2})(?:[^0-9]|$)"
    )


def _year_last(mark: str) -> str:
    return (
        rf"(?:^|[^0-9])(?P<number_1>[0-9]{{1,2}})\s?{mark}\s?(?P<number_2>[0-9]{{1,2}})\s?{mark}\s?"
        rf"(?P<number_3>{_YEAR}|[0-9]{{2}})(?:[^0-9]|$)"
    )


_PUBLISHED = _any_of([fold(word) for word in vocabulary.PUBLISHED])
_UPDATED = rf"{_any_of([fold(word) for word in vocabulary.UPDATED])}|maj (?:le|:|a )|\bstand\b:?"

# --- Dates and times -----------------------------------------------------------------------------------------------

_MONTHS = vocabulary.months()
_MARKS = ("-", "/", r"\.")
_NAME = rf"(?P<name>{_any_of(list(_MONTHS))})\.?"
_OF = r"(?:(?:de|del|of|da|do|di)\s)?"
_CLOCK = r"(?P<hour>[0-9]{1,2})\s?[:h]\s?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
_CLOCK_WITH_POINT = r"(?P<hour>[0-9]{1,2})\.(?P<minute>[0-9]{2})"
_AM, _PM = (
    f"{after}|{fold(before)}"
    for after, before in ((vocabulary.AM, vocabulary.AM_BEFORE), (vocabulary.PM, vocabulary.PM_BEFORE))
)
_HALF = rf"\s?(?P<half>{vocabulary.AM}|{vocabulary.PM})\.?"
_ZONE = (
    rf"(?:\s?(?:uhr|hrs?|h)\b)?(?:,?\s?(?:بتوقيت\s)?[(\[]?(?P<zone>{_any_of(list(ZONES))})\b[)\]]?)?"
    r"(?P<offset>\s?[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]|[+-](?:1[0-4]|0?[0-9])(?:[^0-9/.\-]|$))?"
)

_WHOLE_FORMS: _Forms = (
    ("epoch", r"^[^\p{L}0-9]*(?P<epoch>[0-9]{10}|[0-9]{13})(?:\.[0-9]+)?[^\p{L}0-9]*$"),
    (
        "compact",
        rf"(?:^|[^0-9])(?P<year>{_YEAR})(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])(?:\s?t?\s?(?P<hour>[0-2][0-9]):?"
        rf"(?P<minute>[0-9]{{2}})(?::?(?P<second>[0-9]{{2}}))?(?:[.,](?P<fraction>[0-9]+))?{_ZONE})?(?:[^0-9]|$)",
    ),
)
"""Dates without a mark between the numbers, with their times."""

_TIME_FORMS: _Forms = (
    ("half_before", rf"(?P<half>{fold(vocabulary.AM_BEFORE)}|{fold(vocabulary.PM_BEFORE)}|\b[ap]m)\s?{_CLOCK}{_ZONE}"),
    ("colon", rf"(?:^|[^0-9:]){_CLOCK}(?:{_HALF})?{_ZONE}"),
    ("half", rf"(?:^|[^0-9:.,/-])(?P<hour>[0-9]{{1,2}})(?:\.(?P<minute>[0-9]{{2}}))?{_HALF}{_ZONE}"),
    ("word_before", rf"\b(?:kl|klo|at|um|ore|alle)\.?\s?{_CLOCK_WITH_POINT}(?:[^0-9.]|$){_ZONE}"),
    ("word_after", r"(?:^|[^0-9.])(?P<hour>[0-9]{1,2})(?:\.(?P<minute>[0-9]{2}))?\s?uhr" + _ZONE),
)
"""Clock times, wherever they stand in the string."""

_DAY_NAME = (
    r"(?:^|[^0-9])(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|re|ero|e|o|a|-?(?:го|е))?[\s,./-]*"
    rf"{_OF}{_NAME}(?:\s?/\s?\p{{L}}+(?:\s\p{{L}}+)?)?[\s,./'-]*{_OF}"
)

_DATE_FORMS: _Forms = (
    *(("year_first", _year_first(mark, mark)) for mark in _MARKS),
    ("year_first", _year_first(f"(?:年|{fold('년')})", f"(?:月|{fold('월')})")),
    ("day_name", rf"{_DAY_NAME}(?P<year>{_YEAR})(?:[^0-9]|$)"),
    ("name_day", rf"{_NAME}\s?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[\s,.]*(?P<year>{_YEAR})(?:[^0-9]|$)"),
    ("year_name", rf"(?P<year>{_YEAR})[\s,./-]+{_NAME}[\s,./-]*(?P<day>[0-9]{{1,2}})(?:[^0-9]|$)"),
    ("day_name_short", rf"{_DAY_NAME}(?P<year>[0-9]{{2}})(?:[^0-9]|$)"),
    *(("numeric", _year_last(mark)) for mark in _MARKS),
)

_TIMES_AFTER_DATE: _Forms = (
    ("point", rf"(?:^|[^0-9.]){_CLOCK_WITH_POINT}(?:\.(?P<second>[0-9]{{2}}))?{_ZONE}[^\p{{L}}0-9]*$"),
)
"""A time that only its place at the end, beside a date, tells from other numbers."""

_DATE_GROUPS = (
    "epoch", "year", "month", "name", "day", "number_1", "number_2", "number_3",
    "hour", "minute", "second", "fraction", "half", "zone", "offset",
)  # fmt: skip

# --- Ages ----------------------------------------------------------------------------------------------------------

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
_DAY_WORDS = {  # longest time elapsed (a day has up to 25 hours), and the precision of the words
    "yesterday": (49 * HOUR, "day"),
    "today": (25 * HOUR, "day"),
    "now": (MINUTE, "minute"),
}


def _age_forms(language: str, words: RelativeLanguage) -> _Forms:
    """Patterns of a count and a unit, and of words that hold both, beside the phrase that means "ago"."""
    unit = rf"\s*(?P<unit>{_any_of([fold(form) for forms in words.units.values() for form in forms.split()])})"
    counts = _any_of([count for forms in words.counts.values() for count in phrases(forms)])
    whole = _any_of([fold(form) for forms in words.counted.values() for form in forms.split()])
    forms = []
    if words.before:
        before = f"(?:{_any_of(phrases(words.before))})"
        about = r"(?:\s(?:\p{L}+\s){0,2})?"  # "vor etwa 3 Stunden"
        forms.append(rf"{before}(?:{about}(?P<number>[0-9]{{1,3}})|\s(?P<count_word>{counts})){unit}(?:[^\p{{L}}]|$)")
        if whole:
            forms.append(rf"{before}\s(?P<whole>{whole})(?:[^\p{{L}}]|$)")
    if words.after:
        second_unit = r"[^\p{L}0-9]*(?:(?:and\s)?[0-9]{1,2}\s*\p{L}+[^\p{L}0-9]*)?"
        after = rf"{second_unit}(?:{_any_of(phrases(words.after))})(?:[^\p{{L}}]|$)"
        number = rf"(?:(?:^|[^0-9.,])(?P<number>[0-9]{{1,3}})|(?:^|[^\p{{L}}0-9])(?P<count_word>{counts}))"
        forms.append(rf"{number}{unit}{after}")
        if whole:
            forms.append(rf"(?:^|[^\p{{L}}0-9])(?P<whole>{whole}){after}")
    return tuple((language, form) for form in forms)


def _day_word_form(name: str) -> str:
    words = [word for language in RELATIVE.values() for word in phrases(getattr(language, name))]
    return rf"^[^\p{{L}}]*(?:(?:{_PUBLISHED}|{_UPDATED})[^\p{{L}}]*)?(?P<day_word>{_any_of(words)})(?:[^\p{{L}}]|$)"


_AGE_FORMS: _Forms = (
    *(form for language, words in RELATIVE.items() for form in _age_forms(language, words)),
    *((name, _day_word_form(name)) for name in _DAY_WORDS),
)
_AGE_GROUPS = ("number", "count_word", "unit", "whole", "day_word")

# What a word means in a language: the keys are "<language>:<word>".
_COUNTS = {
    f"{language}:{form}": count
    for language, words in RELATIVE.items()
    for count, forms in words.counts.items()
    for form in phrases(forms)
}
_UNIT_WORDS = {
    f"{language}:{fold(form)}": unit
    for language, words in RELATIVE.items()
    for unit, forms in words.units.items()
    for form in forms.split()
}
_WHOLES = {
    f"{language}:{fold(form)}": whole
    for language, words in RELATIVE.items()
    for whole, forms in words.counted.items()
    for form in forms.split()
}

# --- Reading -------------------------------------------------------------------------------------------------------


def read_dates(raws: pl.Series) -> pl.DataFrame:
    """Read date strings, each by itself.

    Args:
        raws: distinct strings.

    Returns:
        One row a string, in any order, with the columns of `READING`. A string that names no day that exists and no
        age has the form ``none``.
    """
    texts = _publication_part(pl.DataFrame({"raw": raws.cast(pl.String)})).with_columns(
        pl.lit(None, pl.String).alias(group) for group in ("form", *_DATE_GROUPS, *_AGE_GROUPS)
    )
    whole, rest = _take(texts, _WHOLE_FORMS)
    timed, untimed = _take(rest, _TIME_FORMS)
    dated, undated = _take(pl.concat([timed, untimed]), _DATE_FORMS)
    has_clock = pl.col("hour").is_not_null()
    late, day_only = _take(dated.filter(~has_clock), _TIMES_AFTER_DATE)
    aged, unread = _take(undated.with_columns(text="sentence"), _AGE_FORMS)
    absolute = pl.concat([whole, dated.filter(has_clock), late, day_only])
    nothing = unread.select("raw", "is_update", form=pl.lit("none"))
    return pl.concat([_dates(absolute), _ages(aged), nothing], how="diagonal_relaxed").match_to_schema(
        READING, missing_columns="insert", extra_columns="ignore"
    )


def fold_text(text: pl.Expr) -> pl.Expr:
    """`vocabulary.fold` for a column; invisible characters are dropped too, and runs of white space made one space."""
    return (
        text.str.normalize("NFKD")
        .str.replace_all(rf"[\p{{Mn}}&&[^{vocabulary.VOWELS}]]|\p{{Cf}}", "")
        .str.to_lowercase()
        .str.replace_many(vocabulary.LETTERS)
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )


def _publication_part(raws: pl.DataFrame) -> pl.DataFrame:
    """The folded string, cut to the part that tells the publication where it tells a later change as well."""
    folded = raws.with_columns(
        folded=fold_text(
            pl.when(pl.col("raw").str.len_chars() <= _LONGEST).then("raw").otherwise(pl.lit(""))
        ).str.replace_all(
            rf"({_YEAR})([0-9]{{1,2}}(?::[0-9]{{2}}|\s?[ap]\.?m|\.\s?\p{{L}}))",  # the texts of two elements, run together
            "$1 $2",
        )
    ).with_columns(
        before_update=pl.col("folded").str.replace(f"(?:{_UPDATED}).*", ""),
        published=pl.col("folded").str.extract(f"(?:{_PUBLISHED})(.*)").str.replace(f"(?:{_UPDATED}).*", ""),
    )
    tells_update = pl.col("folded").str.len_bytes() > pl.col("before_update").str.len_bytes()
    has_published = pl.col("published").str.contains("[0-9]").fill_null(False)
    has_before = pl.col("before_update").str.contains("[0-9]")
    sentence = (
        pl.when(~tells_update)
        .then("folded")
        .when(has_published)
        .then("published")
        .when(has_before)
        .then("before_update")
        .otherwise("folded")
    )
    return folded.select("raw", is_update=tells_update & ~has_published & ~has_before, sentence=sentence, text=sentence)


def _take(frame: pl.DataFrame, forms: _Forms) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose text has one of the forms, and the others.

    The first form that fits gives its name, fills the columns named as its groups, and is cut out of the text.
    """
    taken = [frame.clear()]
    for form, pattern in forms:
        if frame.is_empty():
            break
        fits = frame["text"].str.contains(pattern)
        if fits.any():
            groups = pl.col("text").str.extract_groups(pattern).struct.unnest()
            rest = pl.col("text").str.replace(pattern, " ")
            taken.append(frame.filter(fits).with_columns(groups, form=pl.lit(form), text=rest))
            frame = frame.filter(~fits)
    return pl.concat(taken), frame


def _dates(forms: pl.DataFrame) -> pl.DataFrame:
    """Columns of `READING` for strings in which a date was found."""
    numbers = ("year", "month", "day", "number_1", "number_2", "number_3", "hour", "minute", "second")
    year, month, day, number_1, number_2, number_3, hour, minute, second = (pl.col(number) for number in numbers)
    name, instant = pl.col("name"), pl.col("instant")
    is_milliseconds = pl.col("epoch").str.len_bytes() == 13
    epoch = pl.col("epoch").cast(pl.Int64) * pl.when(is_milliseconds).then(SECOND // 1000).otherwise(SECOND)
    offset = pl.col("offset").str.extract_groups(r"(?P<sign>[+-])(?P<hours>[0-9]{1,2}):?(?P<minutes>[0-9]{2})?")
    # "13h30 et" is French for "and": names of zones are in capitals.
    is_zone = pl.col("zone").is_in(["z", "utc", "gmt"]) | pl.col("raw").str.contains(
        pl.col("zone").str.to_uppercase(), literal=True
    )
    zone = pl.when(is_zone).then("zone")
    numbered = forms.with_columns(
        pl.col(numbers).cast(pl.Int32),
        instant=pl.from_epoch(epoch, "us"),
        is_pm=pl.col("half").str.contains(f"^(?:{_PM})").fill_null(False),
        is_am=pl.col("half").str.contains(f"^(?:{_AM})").fill_null(False),
        fraction=pl.col("fraction").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64).fill_null(0),
        zone_min=zone.replace_strict(
            {word: least for word, (least, _) in ZONES.items()}, default=None, return_dtype=pl.Int64
        ),
        zone_max=zone.replace_strict(
            {word: most for word, (_, most) in ZONES.items()}, default=None, return_dtype=pl.Int64
        ),
        offset=pl.when(offset.struct["sign"] == "-").then(-1).otherwise(1)
        * (offset.struct["hours"].cast(pl.Int64) * 60 + offset.struct["minutes"].cast(pl.Int64).fill_null(0)),
    ).with_columns(
        month=month.fill_null(name.replace_strict(_MONTHS, default=None, return_dtype=pl.Int32)),
        hour=pl.when(pl.col("is_pm") & (hour < 12))
        .then(hour + 12)
        .when(pl.col("is_am") & (hour == 12))
        .then(0)
        .otherwise(hour),
    )
    has_short_year = number_3 < 100
    days = numbered.with_columns(
        dmy=_day(number_3, number_2, number_1),
        mdy=_day(number_3, number_1, number_2),
        ymd=pl.when(has_short_year)
        .then(_day(number_1, number_2, number_3))
        .when(instant.is_not_null())
        .then(_day(instant.dt.year(), instant.dt.month(), instant.dt.day()))
        .otherwise(_day(year, month, day)),
        has_clock=((hour < 24) & (minute.fill_null(0) < 60) & (second.fill_null(0) <= 60)).fill_null(False),
    )
    seconds = hour.cast(pl.Int64) * 3600 + minute.fill_null(0) * 60 + second.clip(0, 59).fill_null(0)
    return days.select(
        "raw",
        "is_update",
        "dmy",
        "mdy",
        "ymd",
        form=pl.when(pl.all_horizontal(pl.col("dmy", "mdy", "ymd").is_null()))
        .then(pl.lit("none"))
        .when(instant.is_not_null())
        .then(pl.lit("epoch"))
        .when(number_3.is_not_null())
        .then(pl.lit("numeric"))
        .otherwise(pl.lit("dated")),
        is_named=name.is_not_null(),
        short_year=pl.when(has_short_year).then(number_1),
        time_of_day=pl.when(instant.is_not_null())
        .then((instant - instant.dt.truncate("1d")).dt.total_microseconds())
        .when("has_clock")
        .then(seconds * SECOND + pl.col("fraction"))
        .otherwise(0),
        precision=pl.when(instant.is_not_null() | (pl.col("has_clock") & second.is_not_null()))
        .then(pl.lit("second"))
        .when(pl.col("has_clock") & minute.is_not_null())
        .then(pl.lit("minute"))
        .when("has_clock")
        .then(pl.lit("hour"))
        .otherwise(pl.lit("day")),
        offset_min=pl.when(instant.is_not_null())
        .then(0)
        .when("has_clock")
        .then(pl.coalesce("offset", "zone_min") * MINUTE),
        offset_max=pl.when(instant.is_not_null())
        .then(0)
        .when("has_clock")
        .then(pl.coalesce("offset", "zone_max") * MINUTE),
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


def _ages(forms: pl.DataFrame) -> pl.DataFrame:
    """Columns of `READING` for strings in which an age was found.

    The time elapsed is bounded for every way of counting in use. Libraries round to the nearest unit (moment.js: "an
    hour" is 44.5 to 90 minutes, "2 hours" 90 to 150, "a day" 21.5 to 36 hours; Rails and date-fns likewise) or cut
    down to whole units (Django, timeago.js: "2 hours" is 120 to 180 minutes). So n units are n - ½ to n + 1 of them;
    of two units ("1 day, 3 hours") the first is taken, whose bounds hold the sum.
    """
    key = {word: pl.concat_str("form", pl.lit(":"), word) for word in ("count_word", "unit", "whole")}
    count, unit, day_word = pl.col("count"), pl.col("unit"), pl.col("day_word")
    whole_counts = {word: count for word, (count, _) in _WHOLES.items()}
    whole_units = {word: unit for word, (_, unit) in _WHOLES.items()}
    counted = forms.with_columns(
        count=pl.coalesce(
            pl.col("number").cast(pl.Int64),
            key["count_word"].replace_strict(_COUNTS, default=None, return_dtype=pl.Int64),
            key["whole"].replace_strict(whole_counts, default=None, return_dtype=pl.Int64),
        ),
        unit=pl.coalesce(
            key["unit"].replace_strict(_UNIT_WORDS, default=None, return_dtype=pl.String),
            key["whole"].replace_strict(whole_units, default=None, return_dtype=pl.String),
        ),
    ).with_columns(
        count=pl.when(count != FEW).then(count).otherwise(0),  # a few of a unit are less than one of the next larger
        unit=pl.when(count == FEW).then(unit.replace_strict(_UNIT_ABOVE, default=None)).otherwise("unit"),
    )
    shortest, longest = (
        unit.replace_strict(
            {name: bounds[index] for name, bounds in _UNITS.items()}, default=None, return_dtype=pl.Int64
        )
        for index in (0, 1)
    )
    longest_since, day_word_precision = (
        pl.col("form").replace_strict(
            {word: row[index] for word, row in _DAY_WORDS.items()}, default=None, return_dtype=dtype
        )
        for index, dtype in ((0, pl.Int64), (1, pl.String))
    )
    unit_precision = pl.when(unit.is_in(list(PRECISION_LENGTHS))).then(unit).otherwise(pl.lit("unknown"))
    return counted.select(
        "raw",
        "is_update",
        form=pl.lit("relative"),
        precision=pl.coalesce(day_word_precision, unit_precision),
        elapsed_min=pl.when(day_word.is_not_null()).then(0).otherwise(((2 * count - 1) * shortest // 2).clip(0)),
        elapsed_max=pl.coalesce(longest_since, (count + 1) * longest),
    )
