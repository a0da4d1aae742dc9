"""Times, spans and numbers as the report writes them."""

from datetime import date, datetime, timedelta

_MINUTE = timedelta(minutes=1)


def moment(time: datetime) -> str:
    """A time, in UTC.

    >>> moment(datetime(2026, 11, 5, 6, 30))
    '5 Nov 2026, 06:30'
    """
    return f"{time.day} {time:%b %Y, %H:%M}"


def day(value: date) -> str:
    """A day.

    >>> day(date(2026, 11, 5))
    'Thursday, 5 November 2026'
    """
    return f"{value:%A}, {value.day} {value:%B %Y}"


def days(first: datetime, last: datetime) -> str:
    """The days of two times, once where they are the same.

    >>> days(datetime(2026, 11, 5, 6), datetime(2026, 11, 5, 9)), days(datetime(2026, 11, 5, 6), datetime(2026, 11, 7, 9))
    ('5 Nov 2026', '5 Nov 2026 to 7 Nov 2026')
    """
    begin, end = (f"{time.day} {time:%b %Y}" for time in (first, last))
    return begin if begin == end else f"{begin} to {end}"


def interval(lo: datetime | None, hi: datetime | None) -> str:
    """When something was published, no more exactly than is known.

    >>> interval(datetime(2026, 11, 5, 6, 30), datetime(2026, 11, 5, 6, 30, 59))
    '5 Nov 2026, 06:30'
    >>> interval(datetime(2026, 11, 5), datetime(2026, 11, 5, 23, 59, 59))
    '5 Nov 2026, between 00:00 and 23:59'
    >>> interval(datetime(2026, 11, 4, 22), datetime(2026, 11, 5, 22))
    'between 4 Nov 2026, 22:00 and 5 Nov 2026, 22:00'
    >>> interval(None, datetime(2026, 11, 5, 22)), interval(None, None)
    ('before 5 Nov 2026, 22:00', 'unknown')
    """
    if lo and hi:
        if hi - lo < _MINUTE:
            return moment(lo)
        if lo.date() == hi.date():
            return f"{lo.day} {lo:%b %Y}, between {lo:%H:%M} and {hi:%H:%M}"
        return f"between {moment(lo)} and {moment(hi)}"
    if lo:
        return f"after {moment(lo)}"
    return f"before {moment(hi)}" if hi else "unknown"


def lag(minutes: float) -> str:
    """A span of time, to its two greatest units.

    >>> [lag(minutes) for minutes in (0.4, 59, 200, 3000, 20160)]
    ['less than a minute', '59 minutes', '3 h 20 min', '2 d 2 h', '14 d']
    """
    whole = round(minutes)
    days, rest = divmod(whole, 24 * 60)
    hours, minute = divmod(rest, 60)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minute} min" if minute else f"{hours} h"
    return count(minute, "minute") if minute else "less than a minute"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number of things.

    >>> count(1, "story", "stories"), count(1200, "page")
    ('1 story', '1,200 pages')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float | None) -> str:
    """A share of 0 to 1.

    >>> percent(0.0123), percent(1.0), percent(None)
    ('1.2 %', '100 %', 'none')
    """
    if share is None:
        return "none"
    return f"{100 * share:.0f} %" if share in (0, 1) or share >= 0.1 else f"{100 * share:.1f} %"


def cell(value: object) -> str:
    """A value of a table, as its rows hold it.

    >>> [cell(value) for value in (None, True, 0.123456, 3.0, 1234, "text")]
    ['–', 'yes', '0.1235', '3', '1234', 'text']
    """
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case _:
            return str(value)
