"""What holds of every date, whoever wrote it: the truth lies in the interval, and the interval before the capture."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.transforms.dates import resolve_dates
from etl_project_tests.transforms.dated_articles import SCHEMA, articles

ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo",
    "America/Havana", "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia",
]  # fmt: skip
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ARABIC = ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"]
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ORDERS = {"DMY": "{d}{m}{y}", "MDY": "{m}{d}{y}", "YMD": "{y}{m}{d}"}
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400}


@dataclass(frozen=True)
class Truth:
    """An article whose publication time is known, as a page writes it."""

    published: datetime
    local: datetime
    captured: datetime
    row: dict[str, Any]


def _with_offset(draw: st.DrawFn, local: datetime) -> str:
    utc = local.astimezone(UTC)
    return draw(
        st.sampled_from(
            [
                local.isoformat(),
                f"{local:%Y-%m-%dT%H:%M:%S%z}",
                f"{local:%Y-%m-%d %H:%M %z}",
                f"{utc:%Y%m%dT%H%M%SZ}",
                f"{utc:%Y-%m-%dT%H:%M:%S.000Z}",
                f"{utc:%B %d, %Y %I:%M %p} UTC",
                format_datetime(local),
            ]
        )
    )


def _without_offset(draw: st.DrawFn, local: datetime) -> str:
    return draw(
        st.sampled_from(
            [
                f"{local:%Y-%m-%dT%H:%M:%S}",
                f"{local:%Y-%m-%d %H:%M}",
                f"{local.day} {ENGLISH[local.month - 1]} {local.year}, {local:%H:%M}",
                f"{local:%I:%M %p}, {ENGLISH[local.month - 1]} {local.day}, {local.year}",
                f"{local.day} {ARABIC[local.month - 1]} {local.year}".translate(ARABIC_DIGITS),
                f"Published: {local:%d} {ENGLISH[local.month - 1][:3].upper()} {local.year}",
                f"{local.year}年{local.month}月{local.day}日",
            ]
        )
    )


def _numeric(draw: st.DrawFn, local: datetime) -> dict[str, Any]:
    order = draw(st.sampled_from(list(ORDERS)))
    is_known = draw(st.booleans())
    has_short_year = (order != "YMD" or is_known) and draw(st.booleans())
    pad = "02d" if order == "YMD" and has_short_year else draw(st.sampled_from(["", "02d"]))
    numbers = {
        "d": format(local.day, pad),
        "m": format(local.month, pad),
        "y": f"{local:%y}" if has_short_year else f"{local:%Y}",
    }
    mark = draw(st.sampled_from(["-", "/", ".", ". "]))
    raw = ORDERS[order].replace("}{", "}" + mark + "{").format(**numbers)
    if draw(st.booleans()):
        raw = raw.translate(ARABIC_DIGITS)
    return {"published_raw": raw, "date_order": order if is_known else None}


def _age(draw: st.DrawFn, published: datetime, captured: datetime) -> str:
    elapsed = (captured - published).total_seconds()
    unit = draw(st.sampled_from([unit for unit, seconds in UNITS.items() if elapsed / seconds < 999]))
    count = int(elapsed / UNITS[unit] + draw(st.sampled_from([0, 0.5])))  # cut down, or rounded
    return draw(st.sampled_from([f"{count} {unit}s ago", f"Yahoo{count} {unit} ago"]))


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    published = draw(st.datetimes(datetime(2000, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))).replace(
        microsecond=0
    )
    zone = draw(st.sampled_from(ZONES))
    local = published.astimezone(ZoneInfo(zone))
    captured = published + timedelta(seconds=draw(st.one_of(st.integers(0, 90_000), st.integers(0, 400 * 86400))))
    # Filed on the day of the capture somewhere on earth, or later.
    filed = (captured - timedelta(hours=12)).date() + timedelta(days=draw(st.integers(0, 3)))
    row: dict[str, Any] = {
        "captured_at": captured if draw(st.booleans()) else None,
        "load_date": filed,
        "time_zone": zone if draw(st.booleans()) else None,
    }
    match draw(st.sampled_from(["offset", "no offset", "numeric", "epoch", "age", "url"])):
        case "offset":
            row["published_raw"] = _with_offset(draw, local)
        case "no offset":
            row["published_raw"] = _without_offset(draw, local)
        case "numeric":
            row |= _numeric(draw, local)
        case "epoch":
            seconds = int(published.timestamp())
            row |= {
                "published_raw": str(seconds if seconds >= 10**9 else seconds * 1000).zfill(
                    13 if seconds < 10**9 else 10
                )
            }
            row["published_source"] = "structured"
        case "age":
            row["published_raw"] = _age(draw, published, captured)
        case "url":
            row["article_url"] = f"https://valley.example/{local:%Y/%m/%d}/harbour-lights"
    return Truth(published, local, captured, row)


@settings(max_examples=15, deadline=None)
@given(st.lists(truths(), min_size=1, max_size=20))
def test_the_true_time_lies_in_the_interval(stories: list[Truth]) -> None:
    result = resolve_dates(articles(*(story.row for story in stories))).to_dicts()
    for story, row in zip(stories, result, strict=True):
        lo, hi = row["published_lo"], row["published_hi"]
        assert (lo is None and "capture_time_unknown" in row["date_flags"]) or lo <= story.published
        assert hi >= story.published
        assert set(row["date_flags"]) <= {"ambiguous_date", "capture_time_unknown"}
        if row["captured_at"] is not None:
            assert hi <= story.captured
        if row["published_method"] in ("absolute", "url"):
            assert row["published_on"] in ((None,) if "ambiguous_date" in row["date_flags"] else (_written_day(story),))


def _written_day(story: Truth) -> date:
    raw = story.row.get("published_raw") or ""
    is_in_utc = raw.endswith(("Z", "UTC"))
    return (story.published if is_in_utc else story.local).date()


WORDS = st.sampled_from(
    [
        "12",
        "07",
        "7",
        "31",
        "99",
        "2025",
        "1999",
        ":",
        "-",
        "/",
        ".",
        ",",
        "T",
        "Z",
        "AM",
        "pm",
        "GMT",
        "+02:00",
        "EST",
        "July",
        "juillet",
        "يوليو",
        "ago",
        "hours",
        "منذ",
        "ساعتين",
        "vor",
        "Stunden",
        "updated",
        "published",
        "今天",
        "kl",
    ]
)
RAWS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.lists(WORDS, max_size=9).map("".join),
    st.lists(WORDS, max_size=9).map(" ".join),
    st.tuples(*[st.integers(0, 40)] * 3).map(lambda numbers: "{}/{}/{}".format(*numbers)),
)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(RAWS, st.booleans(), st.sampled_from([None, "Asia/Kathmandu"])), min_size=1, max_size=30))
def test_any_string_gives_an_interval_in_order_that_ends_at_the_capture(
    cases: list[tuple[str | None, bool, str | None]],
) -> None:
    captured = datetime(2025, 8, 1, 9, 30, tzinfo=UTC)
    frame = articles(
        *(
            {
                "published_raw": raw,
                "time_zone": zone,
                "load_date": captured.date(),
                "captured_at": captured if is_known else None,
            }
            for raw, is_known, zone in cases
        )
    )
    result = resolve_dates(frame)
    assert result.select(list(SCHEMA)).equals(frame)
    for row in result.to_dicts():
        lo, hi, middle = row["published_lo"], row["published_hi"], row["published_at"]
        bound = row["captured_at"] or datetime(2025, 8, 2, 12, tzinfo=UTC)
        assert lo is None or lo <= hi
        assert hi is None or hi <= bound
        if row["published_precision"] == "unknown":
            assert middle is None
            assert row["published_on"] is None
        else:
            assert lo <= middle <= hi
        if row["published_method"] == "none":
            assert (lo, hi) == (None, None)


NEIGHBOURS = st.fixed_dictionaries(
    {
        "host": st.sampled_from(["valley.example", "hill.example", None]),
        "capture_key": st.sampled_from(["page 1", "page 2", "page 3"]),
        "load_date": st.sampled_from([date(2025, 12, 30), date(2025, 12, 31)]),
        "published_raw": st.sampled_from(
            [
                "12/07/2025",
                "22/07/2025",
                "07/22/2025",
                "05/06/2025",
                "3 hours ago",
                "2025-07-12",
                "Updated 1 May 2025",
                "?",
                None,
            ]
        ),
        "text": st.sampled_from(["It was said on Saturday.", "It was said."]),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(NEIGHBOURS, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_result_depends_on_the_row_its_page_and_its_host_that_day_alone(
    rows: list[dict[str, Any]], random: Any
) -> None:
    frame = articles(*rows)
    result = resolve_dates(frame)
    order = random.sample(range(len(frame)), len(frame))
    assert resolve_dates(frame[order]).equals(result[order])
    index = random.randrange(len(frame))
    row = frame.row(index, named=True)
    same_page = pl.col("capture_key") == row["capture_key"]
    hosts = frame.filter(same_page).select("host", "load_date").unique()
    # The page's other dates bound its capture, and were themselves decided with their hosts.
    related = frame.filter(same_page | pl.struct("host", "load_date").is_in(hosts.to_struct().implode()))
    alone = resolve_dates(related).filter(appearance_key=row["appearance_key"])
    assert alone.equals(result[index])
