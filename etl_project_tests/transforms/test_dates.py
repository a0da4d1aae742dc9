"""What surrounds a date string: the order of its numbers, its page, host, zone and capture."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from etl_project.tables import staging
from etl_project.transforms.dates import resolve_dates
from etl_project_tests.transforms.dated_articles import SCHEMA, articles, at

MICROSECOND = timedelta(microseconds=1)
EARLY, LATE = date(2025, 7, 12), date(2025, 12, 7)  # the readings of 12-07-2025
BOTH_POSSIBLE = at("2025-12-31 12:00")


def resolve(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    return resolve_dates(articles(*rows)).to_dicts()


def outcome(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["published_on"], row["date_order_basis"], row["date_flags"]


# --- The order of day and month ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("22-07-2025", date(2025, 7, 22)),
        ("7/22/2025", date(2025, 7, 22)),
        ("22.7.25", date(2025, 7, 22)),
        ("٢٢-٠٧-٢٠٢٥", date(2025, 7, 22)),
        ("07/07/2025", date(2025, 7, 7)),
        ("2025-07-12", EARLY),
        ("99/07/12", date(1999, 7, 12)),
    ],
)
def test_numbers_decide_alone(raw: str, day: date) -> None:
    (row,) = resolve({"published_raw": raw})
    assert outcome(row) == (day, "unambiguous", [])


@pytest.mark.parametrize(
    ("orders", "day"),
    [
        ({"date_order": "DMY"}, EARLY),
        ({"date_order": "MDY"}, LATE),
        ({"publisher_date_order": "MDY"}, LATE),
        ({"date_order": "DMY", "publisher_date_order": "MDY"}, EARLY),
    ],
)
@pytest.mark.parametrize(
    "raw", ["12-07-2025", "12/7/2025", "12.07.25", "12 . 07 . 2025", "١٢/٠٧/٢٠٢٥", "14:30 - 12/07/2025"]
)
def test_the_site_knows_the_order(raw: str, orders: dict[str, str], day: date) -> None:
    (row,) = resolve({"published_raw": raw} | orders)
    assert outcome(row) == (day, "site", [])


def test_a_year_of_two_digits_is_in_front_where_the_site_writes_so() -> None:
    first, last = resolve(
        {"published_raw": "12.07.09", "date_order": "YMD"}, {"published_raw": "12.07.09", "date_order": "DMY"}
    )
    assert outcome(first) == (date(2012, 7, 9), "site", [])
    assert outcome(last) == (date(2009, 7, 12), "site", [])


def test_a_year_of_two_digits_that_may_be_the_current_one_is_ambiguous() -> None:
    (row,) = resolve({"published_raw": "25.07.12"})
    assert outcome(row) == (None, None, ["ambiguous_date"])
    assert (row["published_lo"], row["published_hi"]) == (at("2012-07-24 10:00"), at("2025-07-13 12:00") - MICROSECOND)


def test_numbers_overrule_the_site() -> None:
    (row,) = resolve({"published_raw": "07/22/2025", "date_order": "DMY"})
    assert outcome(row) == (date(2025, 7, 22), "unambiguous", ["date_order_contradicted"])


@pytest.mark.parametrize("bound", [{"captured_at": at("2025-08-01 12:00")}, {"load_date": date(2025, 8, 1)}])
def test_a_reading_after_the_capture_is_ruled_out(bound: dict[str, Any]) -> None:
    plain, against_site = resolve(
        {"published_raw": "12-07-2025"} | bound, {"published_raw": "12-07-2025", "date_order": "MDY"} | bound
    )
    assert outcome(plain) == (EARLY, "unambiguous", [])
    assert outcome(against_site) == (EARLY, "unambiguous", ["date_order_contradicted"])


def test_a_reading_that_begins_before_the_capture_somewhere_on_earth_is_possible() -> None:
    first_moment = at("2025-12-06 10:00")  # of 7 December, in UTC+14
    for captured_at, day in ((first_moment, None), (first_moment - MICROSECOND, EARLY)):
        (row,) = resolve({"published_raw": "12-07-2025", "captured_at": captured_at})
        assert row["published_on"] == day


def test_dates_of_the_host_decide_where_they_agree() -> None:
    host = {"host": "valley.example"}
    evidence, undecided, elsewhere, another_day = resolve(
        {"published_raw": "22/07/2025"} | host,
        {"published_raw": "12/07/2025"} | host,
        {"published_raw": "12/07/2025", "host": "hill.example"},
        {"published_raw": "12/07/2025", "load_date": date(2025, 12, 30)} | host,
    )
    assert outcome(evidence) == (date(2025, 7, 22), "unambiguous", [])
    assert outcome(undecided) == (EARLY, "host", [])
    assert outcome(elsewhere) == outcome(another_day) == (None, None, ["ambiguous_date"])


def test_dates_of_the_host_that_disagree_decide_nothing() -> None:
    rows = resolve(
        *({"published_raw": raw, "host": "valley.example"} for raw in ("22/07/2025", "07/22/2025", "12/07/2025"))
    )
    assert outcome(rows[2]) == (None, None, ["ambiguous_date"])


@pytest.mark.parametrize("evidence", ["07/07/2025", "2025-07-22", "22 July 2025", "3 hours ago"])
def test_dates_that_tell_no_order_are_no_evidence(evidence: str) -> None:
    rows = resolve(*({"published_raw": raw, "host": "valley.example"} for raw in (evidence, "12/07/2025")))
    assert outcome(rows[1]) == (None, None, ["ambiguous_date"])


def test_pages_without_a_host_are_no_evidence_for_each_other() -> None:
    rows = resolve(*({"published_raw": raw, "host": None} for raw in ("22/07/2025", "12/07/2025")))
    assert outcome(rows[1]) == (None, None, ["ambiguous_date"])


# 12 July 2025 is a Saturday, 7 December 2025 a Sunday.
WEEKDAYS = {
    "The mayor said on Saturday that the bridge will close.": EARLY,
    "The mayor said Sunday that the bridge will close.": LATE,
    "Talks began on Friday and ended on Saturday.": EARLY,
    "El alcalde habló el sábado.": EARLY,
    "Le maire a parlé dimanche.": LATE,
    "Der Bürgermeister sprach am Samstag.": EARLY,
    "Der Bürgermeister sprach am Sonnabend.": EARLY,
    "O prefeito falou no domingo.": LATE,
    "Il sindaco ha parlato sabato.": EARLY,
    "Belediye başkanı pazar günü konuştu.": LATE,
    "Мэр выступил в субботу.": EARLY,
    "Burmistrz mówił w sobotę.": EARLY,
    "قال رئيس البلدية يوم السبت إن الجسر سيغلق.": EARLY,
    "महापौर ने रविवार को कहा।": LATE,
    "Talks began on Saturday and ended on Sunday.": None,
    "Talks began on Monday.": None,
    "The bridge will close.": None,
    "He reads the Sunday Times.": None,
    "Pazar yeri yenilendi.": None,  # the market place
}


def test_a_weekday_in_the_text_decides_where_one_reading_falls_on_it() -> None:
    rows = resolve(*({"published_raw": "12-07-2025", "text": text} for text in WEEKDAYS))
    for row in rows:
        day = WEEKDAYS[row["text"]]
        assert outcome(row) == ((day, "weekday", []) if day else (None, None, ["ambiguous_date"])), row["text"]


@pytest.mark.parametrize("raw", ["Saturday 12-07-2025", "Sat, 12-07-2025", "12-07-2025 (Sat)", "السبت 12-07-2025"])
def test_a_weekday_beside_the_date_comes_before_those_in_the_text(raw: str) -> None:
    (row,) = resolve({"published_raw": raw, "text": "It was said on Sunday."})
    assert outcome(row) == (EARLY, "weekday", [])


def test_a_newspaper_is_no_weekday() -> None:
    (row,) = resolve({"published_raw": "The Sun 12-07-2025"})
    assert outcome(row) == (None, None, ["ambiguous_date"])


def test_evidence_ranks_numbers_then_site_then_host_then_weekday() -> None:
    host, text = {"host": "valley.example"}, {"text": "It was said on Sunday."}
    rows = resolve(
        {"published_raw": "22/07/2025"} | host,
        {"published_raw": "12/07/2025", "date_order": "MDY"} | host,
        {"published_raw": "12/07/2025"} | host | text,
        {"published_raw": "12/07/2025"} | text,
    )
    assert [(row["published_on"], row["date_order_basis"]) for row in rows] == [
        (date(2025, 7, 22), "unambiguous"),
        (LATE, "site"),
        (EARLY, "host"),
        (LATE, "weekday"),
    ]


def test_an_undecided_date_keeps_both_readings() -> None:
    for raw in ("12-07-2025", "07-12-2025"):
        (row,) = resolve({"published_raw": raw, "time_zone": "Europe/Berlin", "captured_at": BOTH_POSSIBLE})
        assert outcome(row) == (None, None, ["ambiguous_date"])
        assert (row["published_at"], row["published_precision"], row["published_method"]) == (
            None,
            "unknown",
            "absolute",
        )
        assert (row["published_lo"], row["published_hi"]) == (
            at("2025-07-11 22:00"),
            at("2025-12-07 23:00") - MICROSECOND,
        )


def test_an_undecided_date_with_a_time_keeps_the_time_of_both_readings() -> None:
    (row,) = resolve({"published_raw": "12/07/2025 14:30 UTC"})
    assert (row["published_lo"], row["published_hi"]) == (at("2025-07-12 14:30"), at("2025-12-07 14:31") - MICROSECOND)


# --- Time zones ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "raw", "first", "last"),
    [
        ("America/New_York", "2025-07-12 14:30", "2025-07-12 18:30", "2025-07-12 18:31"),
        ("Asia/Kolkata", "12 July 2025, 14:30:00", "2025-07-12 09:00", None),
        ("Australia/Sydney", "2025-07-12", "2025-07-11 14:00", "2025-07-12 14:00"),
        (None, "2025-07-12 14:30", "2025-07-12 00:30", "2025-07-13 02:31"),
        # Days on which clocks change: 23 and 25 hours; at midnight; half an hour.
        ("Europe/Berlin", "2025-03-30", "2025-03-29 23:00", "2025-03-30 22:00"),
        ("Europe/Berlin", "2025-10-26", "2025-10-25 22:00", "2025-10-26 23:00"),
        ("Africa/Cairo", "2025-04-25", "2025-04-24 22:00", "2025-04-25 21:00"),  # begins at 01:00
        ("Africa/Cairo", "2025-10-30", "2025-10-29 21:00", "2025-10-30 22:00"),  # its last hour comes twice
        ("America/Havana", "2025-11-02", "2025-11-02 04:00", "2025-11-03 05:00"),  # its first hour comes twice
        ("Australia/Lord_Howe", "2025-10-05", "2025-10-04 13:30", "2025-10-05 13:00"),
        # A time that comes twice, one that is skipped (so the zone is wrong), and a day that never was.
        ("Europe/Berlin", "2025-10-26 02:30", "2025-10-26 00:30", "2025-10-26 01:31"),
        ("Europe/Berlin", "2025-03-30 02:30", "2025-03-29 12:30", "2025-03-30 14:31"),
        ("Pacific/Apia", "2011-12-30", "2011-12-29 10:00", "2011-12-31 12:00"),
        # What stands beside the time decides; the zone only narrows a name with several meanings.
        ("Europe/Berlin", "2025-07-12 14:30 EDT", "2025-07-12 18:30", "2025-07-12 18:31"),
        ("Asia/Shanghai", "2025-07-12 14:30 CST", "2025-07-12 06:30", "2025-07-12 06:31"),
        ("America/New_York", "2025-07-12 2:30 p.m. ET", "2025-07-12 18:30", "2025-07-12 18:31"),
        ("Europe/Berlin", "2025-07-12 2:30 p.m. ET", "2025-07-12 18:30", "2025-07-12 19:31"),
    ],
)
def test_zones(zone: str | None, raw: str, first: str, last: str | None) -> None:
    (row,) = resolve({"published_raw": raw, "time_zone": zone})
    assert row["published_lo"] == at(first)
    assert row["published_hi"] == (at(last) - MICROSECOND if last else at(first))


def test_the_day_is_the_one_written_not_the_one_in_utc() -> None:
    rows = resolve(
        {"published_raw": "2025-07-12T23:30:00-04:00"},
        {"published_raw": "2025-07-12 23:30", "time_zone": "America/New_York"},
        {"published_raw": "2025-07-12T23:30:00Z", "time_zone": "Asia/Tokyo"},
    )
    assert {row["published_on"] for row in rows} == {EARLY}


def test_the_day_of_an_age_is_told_where_it_is_certain() -> None:
    captured_at = at("2025-07-12 02:00")
    zones = {None: EARLY, "Asia/Tokyo": EARLY, "America/New_York": date(2025, 7, 11)}
    rows = resolve(
        *({"published_raw": "10 minutes ago", "captured_at": captured_at, "time_zone": zone} for zone in zones)
    )
    assert [row["published_on"] for row in rows] == list(zones.values())
    (over_midnight,) = resolve({"published_raw": "2 hours ago", "captured_at": captured_at})
    assert (over_midnight["published_on"], over_midnight["published_precision"]) == (None, "hour")


# --- The capture ---------------------------------------------------------------------------------------------------


def test_a_day_ends_at_the_capture() -> None:
    captured_at = at("2025-07-12 09:00")
    (row,) = resolve({"published_raw": "2025-07-12", "time_zone": "UTC", "captured_at": captured_at})
    assert (row["published_lo"], row["published_hi"]) == (at("2025-07-12"), captured_at)
    assert row["published_at"] == captured_at  # the day's middle lies after it
    assert (row["published_precision"], row["date_flags"]) == ("day", [])


@pytest.mark.parametrize(
    ("bound", "hi"),
    [
        ({"captured_at": at("2025-07-01 09:00")}, at("2025-07-01 09:00")),
        ({"load_date": date(2025, 7, 1)}, at("2025-07-02 12:00") - MICROSECOND),
    ],
)
@pytest.mark.parametrize(
    "raw", ["2025-07-12", "2025-07-12T14:30:00Z", "12 July 2025", "12/12/2025", "Updated 12 July 2025"]
)
def test_a_date_after_the_capture_leaves_only_the_capture(raw: str, bound: dict[str, Any], hi: datetime) -> None:
    (row,) = resolve({"published_raw": raw} | bound)
    assert (row["published_lo"], row["published_hi"]) == (None, hi)
    assert (row["published_at"], row["published_on"], row["published_precision"]) == (None, None, "unknown")
    assert "future_date" in row["date_flags"]


def test_a_zone_that_puts_a_time_after_the_capture_is_not_believed() -> None:
    captured_at = at("2025-07-12 16:00")
    (row,) = resolve({"published_raw": "2025-07-12 14:30", "time_zone": "America/New_York", "captured_at": captured_at})
    assert (row["published_lo"], row["published_hi"]) == (at("2025-07-12 00:30"), captured_at)
    assert (row["published_on"], row["published_precision"], row["date_flags"]) == (EARLY, "minute", [])


def test_an_age_without_a_capture_time_is_bounded_by_its_page() -> None:
    main, related, older = resolve(
        {"capture_key": "page", "published_raw": "12-07-2025", "date_order": "DMY", "time_zone": "UTC"},
        {"capture_key": "page", "published_raw": "11 minutes ago"},
        {"capture_key": "page", "published_raw": "3 July 2025"},
    )
    assert outcome(main) == (EARLY, "site", [])
    assert outcome(older) == (date(2025, 7, 3), None, [])
    assert outcome(related) == (None, None, ["capture_time_unknown"])
    assert related["published_lo"] == at("2025-07-12") - timedelta(minutes=12)
    # 31 December 2025 ends at noon of the next day in UTC-12.
    assert related["published_hi"] == at("2026-01-01 12:00") - MICROSECOND - timedelta(minutes=10, seconds=30)
    assert (related["published_at"], related["published_precision"], related["published_method"]) == (
        None,
        "unknown",
        "relative",
    )


def test_an_age_without_a_capture_time_or_a_dated_neighbour_has_no_beginning() -> None:
    alone, beside_a_future_date, _ = resolve(
        {"published_raw": "11 minutes ago"},
        {"capture_key": "page", "published_raw": "11 minutes ago"},
        {"capture_key": "page", "published_raw": "12 July 2030"},
    )
    for row in (alone, beside_a_future_date):
        assert row["published_lo"] is None
        assert row["published_hi"] == at("2026-01-01 12:00") - MICROSECOND - timedelta(minutes=10, seconds=30)


def test_a_later_change_shown_on_the_page_bounds_its_capture() -> None:
    changed, aged = resolve(
        {"capture_key": "page", "published_raw": "Updated 12 July 2025 14:30 UTC"},
        {"capture_key": "page", "published_raw": "an hour ago"},
    )
    assert (changed["published_lo"], changed["published_hi"]) == (None, at("2025-07-12 14:31") - MICROSECOND)
    assert aged["published_lo"] == at("2025-07-12 12:30")


# --- Addresses -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://valley.example/2025/07/12/harbour",
        "https://valley.example/news/2025-07-12-harbour",
        "https://valley.example/a/2025/7/12",
    ],
)
def test_the_address_dates_an_article_without_a_date(url: str) -> None:
    undated, unreadable, dated = resolve(
        {"article_url": url, "time_zone": "UTC"},
        {"article_url": url, "time_zone": "UTC", "published_raw": "By Ann Lee"},
        {"article_url": url, "time_zone": "UTC", "published_raw": "11 July 2025"},
    )
    for row, flags in ((undated, []), (unreadable, ["unreadable_date"])):
        assert outcome(row) == (EARLY, "unambiguous", flags)
        assert (row["published_lo"], row["published_hi"]) == (at("2025-07-12"), at("2025-07-13") - MICROSECOND)
        assert (row["published_method"], row["published_precision"]) == ("url", "day")
    assert (dated["published_on"], dated["published_method"]) == (date(2025, 7, 11), "absolute")


@pytest.mark.parametrize(
    "url",
    ["https://valley.example/2025/13/40/x", "https://valley.example/id/20250712", "https://valley.example/", None],
)
def test_an_address_without_a_day_dates_nothing(url: str | None) -> None:
    (row,) = resolve({"article_url": url})
    assert (row["published_method"], row["published_lo"], row["published_hi"], row["date_flags"]) == (
        "none",
        None,
        None,
        [],
    )


# --- Frames --------------------------------------------------------------------------------------------------------

ADDED = {
    "published_at": pl.Datetime("us", "UTC"),
    "published_on": pl.Date(),
    "published_lo": pl.Datetime("us", "UTC"),
    "published_hi": pl.Datetime("us", "UTC"),
    "published_precision": pl.String(),
    "published_method": pl.String(),
    "date_order_basis": pl.String(),
    "date_flags": pl.List(pl.String),
}


def test_an_empty_frame_gets_the_columns() -> None:
    result = resolve_dates(pl.DataFrame(schema=SCHEMA))
    assert dict(result.schema) == SCHEMA | ADDED
    assert result.is_empty()


def test_a_frame_of_nulls_without_types_is_undated() -> None:
    given = articles({}, {}).select(pl.lit(None).alias(name) if name != "appearance_key" else name for name in SCHEMA)
    result = resolve_dates(given)
    assert {name: result.schema[name] for name in ADDED} == ADDED
    assert result["published_method"].to_list() == ["none", "none"]
    assert result["date_flags"].to_list() == [[], []]


def test_other_columns_are_kept_and_a_missing_one_is_named() -> None:
    given = articles({"published_raw": "2025-07-12"}).with_columns(row=pl.lit("mine"), raw=pl.lit(1), lo=pl.lit(True))
    assert resolve_dates(given).select(given.columns).equals(given)
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="captured_at"):
        resolve_dates(given.drop("captured_at"))


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(pl.exceptions.ComputeError, match="Mars"):
        resolve_dates(articles({"published_raw": "2025-07-12", "time_zone": "Mars/Olympus"}))


def test_values_are_those_that_the_table_allows() -> None:
    rows = resolve(
        *(
            {"published_raw": raw, "published_source": source}
            for raw in ("12-07-2025", "2 hours ago", "?", None)
            for source in ("label", "text")
        )
    )
    columns = {column.name: column for column in staging.NORMALISED.columns}
    for name in ("published_precision", "published_method", "date_order_basis"):
        allowed = {*columns[name].values, *([None] if columns[name].nullable else [])}
        assert {row[name] for row in rows} <= allowed


def test_every_zone_reckons_its_days_as_the_standard_library_does() -> None:
    zones = [
        "Europe/London",
        "America/St_Johns",
        "America/Santiago",
        "Asia/Beirut",
        "America/Nuuk",
        "Africa/Casablanca",
        "Asia/Tehran",
    ]
    days = [date(2021, 1, 1) + timedelta(days=offset) for offset in range(366)]
    rows = resolve(*({"published_raw": day.isoformat(), "time_zone": zone} for zone in zones for day in days))
    for row in rows:
        zone, day = ZoneInfo(row["time_zone"]), row["published_on"]
        for instant, inside in ((row["published_lo"], -MICROSECOND), (row["published_hi"], MICROSECOND)):
            assert instant.astimezone(zone).date() == day, (zone, day)
            assert (instant.astimezone(UTC) + inside).astimezone(zone).date() != day, (zone, day)
