"""Which appearances are one article, and whether the key by which it is known stays."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.keys import stable_key
from etl_project.transforms.identity import resolve_articles
from etl_project_tests.transforms.appearances import appearance, at, dated, frame, utc


def keys(*rows: Mapping[str, Any]) -> list[str]:
    """The article key of every row, in the order of the arguments."""
    resolved = dict(resolve_articles(frame(*rows)).iter_rows())
    assert len(resolved) == len(rows)
    return [resolved[row["appearance_key"]] for row in rows]


def groups(*rows: Mapping[str, Any]) -> list[int]:
    """The article of every row as a number, from 0 in the order of the arguments."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys(*rows)]


def day_label(day: str) -> dict[str, Any]:
    """A calendar day in a zone that is not known, as normalisation widens it: from UTC+14 to UTC-12."""
    midnight = utc(day)
    return dated(
        (midnight - timedelta(hours=14)).replace(tzinfo=None).isoformat(),
        (midnight + timedelta(hours=36)).replace(tzinfo=None).isoformat(),
    )


def cut(date_columns: dict[str, Any], end: str) -> dict[str, Any]:
    """A publication time whose interval ends at the capture."""
    return date_columns | {
        "published_hi": min(date_columns["published_hi"], max(date_columns["published_lo"], utc(end)))
    }


def test_nothing_comes_of_nothing() -> None:
    resolved = resolve_articles(frame())
    assert resolved.schema == {"appearance_key": pl.String, "article_key": pl.String}
    assert resolved.is_empty()


def test_one_address_is_one_article_whatever_its_headline() -> None:
    assert groups(
        appearance(uri="1", url_identity="u", title="Bridge opens"),
        appearance("2027-11-02", uri="2", url_identity="u", title="Bridge is open"),
    ) == [0, 0]


def test_two_addresses_are_two_articles_whatever_their_headline() -> None:
    assert groups(appearance(uri="1", url_identity="u"), appearance(uri="2", url_identity="v")) == [0, 1]


def test_one_headline_of_two_publishers_is_two_articles() -> None:
    assert groups(appearance(uri="1"), appearance(uri="2", publisher_key="hill-gazette")) == [0, 1]


def test_without_publisher_and_address_the_headline_tells() -> None:
    assert groups(appearance(uri="1", publisher_key=None), appearance(uri="2", publisher_key=None)) == [0, 0]


def test_the_key_is_the_address_or_else_the_headline_and_its_first_day() -> None:
    first = appearance("2026-11-02", title_identity="t")
    assert keys(first) == [stable_key("title", "t", "2026-11-02", 0)]
    assert keys(first | {"url_identity": "u"}) == [stable_key("url", "u")]


def test_a_block_without_address_joins_the_article_that_has_one() -> None:
    page = appearance("2026-11-02", uri="1", url_identity="u")
    block = appearance("2026-11-03", uri="2")
    assert keys(page, block) == [stable_key("url", "u")] * 2


def test_the_key_stays_when_the_address_comes_later() -> None:
    block = appearance("2026-11-02", uri="1", title_identity="t")
    page = appearance("2026-11-03", uri="2", title_identity="t", url_identity="u")
    assert keys(block) == [stable_key("title", "t", "2026-11-02", 0)]
    assert keys(block, page) == keys(block) * 2


def test_a_block_joins_the_first_of_two_addresses_and_later_ones_do_not_draw_it_away() -> None:
    block = appearance("2026-11-03", uri="1")
    first = appearance("2026-11-04", uri="2", url_identity="v", **at("2026-11-02 09:00"))
    second = appearance("2026-11-05", uri="3", url_identity="u", **at("2026-11-02 08:00"))
    assert groups(block, first, second) == [0, 0, 1]


def test_a_known_address_found_under_a_headline_known_without_one_makes_two_articles_one() -> None:
    page = appearance("2026-11-02", uri="1", url_identity="u", title="Bridge to open")
    block = appearance("2026-11-03", uri="2")
    changed_page = appearance("2026-11-04", uri="3", url_identity="u")
    assert groups(page, block) == [0, 1]
    assert keys(page, block, changed_page) == [stable_key("url", "u")] * 3


def test_a_daily_column_is_an_article_a_day_though_its_days_overlap() -> None:
    days = [f"2026-11-{day:02}" for day in range(2, 9)]
    assert groups(*(appearance(day, **day_label(day)) for day in days)) == list(range(7))
    assert groups(*(appearance("2026-11-09", uri=day, **day_label(day)) for day in days)) == list(range(7))


def test_a_daily_column_captured_early_in_its_day_is_an_article_a_day() -> None:
    days = [("2026-11-02", "02:00"), ("2026-11-03", "01:55"), ("2026-11-04", "02:05")]
    rows = [appearance(day, **cut(day_label(day), f"{day} {time}")) for day, time in days]
    late = appearance("2026-11-05", **day_label("2026-11-03"))
    assert groups(*rows, late) == [0, 1, 2, 1]


def test_times_half_a_day_apart_are_of_one_article() -> None:
    def of(time: str) -> dict[str, Any]:
        return appearance("2026-11-05", uri=time, **at(time))

    assert groups(of("2026-11-02 06:00"), of("2026-11-02 18:00")) == [0, 0]
    assert groups(of("2026-11-02 06:00"), of("2026-11-02 18:01")) == [0, 1]


def test_a_block_seen_up_to_a_week_before_the_issue_may_be_of_it() -> None:
    issue = appearance("2026-11-10", **at("2026-11-09 10:00"))
    block = appearance("2026-11-11", seen_at=utc("2026-11-02 12:00"))
    other_issue = appearance("2026-12-01", **at("2026-12-01 10:00"))
    assert groups(issue, block, other_issue) == [0, 0, 1]


def test_a_daily_column_dated_to_the_second_is_an_article_a_day() -> None:
    times = ["2026-11-02 06:03", "2026-11-03 06:01", "2026-11-04 05:58"]
    assert groups(*(appearance("2026-11-05", uri=time, **at(time)) for time in times)) == [0, 1, 2]


def test_a_block_labelled_with_the_day_joins_the_nearest_issue() -> None:
    assert groups(
        appearance("2026-11-02", url_identity="u", **at("2026-11-02 20:00")),
        appearance("2026-11-03", url_identity="v", **at("2026-11-03 20:00")),
        appearance("2026-11-04", uri="1", **day_label("2026-11-02")),
        appearance("2026-11-04", uri="2", **day_label("2026-11-03")),
    ) == [0, 1, 0, 1]


def test_an_undated_block_joins_the_issue_nearest_to_when_it_was_seen() -> None:
    issues = [appearance(day, **day_label(day)) for day in ("2026-11-02", "2026-11-03", "2026-11-04")]
    block = appearance("2026-11-05", uri="b", seen_at=utc("2026-11-05 07:00"))
    assert groups(*issues, block) == [0, 1, 2, 2]


def test_an_undated_block_seen_first_belongs_to_one_issue_only() -> None:
    block = appearance("2026-11-02", uri="b")
    issues = [appearance(day, **day_label(day)) for day in ("2026-11-03", "2026-11-04", "2026-11-05")]
    assert groups(block, *issues) == [0, 0, 1, 2]


def test_undated_blocks_seen_over_a_week_apart_are_two_articles() -> None:
    def seen(time: str) -> dict[str, Any]:
        return appearance(time[:10], uri=time, seen_at=utc(time))

    assert groups(seen("2026-11-02 07:00"), seen("2026-11-09 07:00"), seen("2026-11-09 07:01")) == [0, 0, 1]


def test_an_interval_too_wide_to_date_an_article_still_excludes_others() -> None:
    either_order = dated("2026-07-11", "2026-11-08", "unknown")
    may_be = appearance("2026-11-10", uri="1", **at("2026-11-05 09:00"))
    cannot_be = appearance("2026-11-10", uri="2", **at("2026-11-09 09:00"))
    block = appearance("2026-11-10", uri="0", **either_order)
    assert groups(block, may_be) == [0, 0]
    assert groups(block, cannot_be) == [0, 1]


def test_an_interval_of_up_to_three_days_dates_an_article_and_a_wider_one_does_not() -> None:
    exact = appearance("2026-11-06", uri="1", **at("2026-11-02 09:00"))
    three_days = appearance("2026-11-06", uri="2", **dated("2026-11-02", "2026-11-05", "hour", "relative"))
    wider = appearance("2026-11-06", uri="2", **dated("2026-11-02", "2026-11-05 01:00", "hour", "relative"))
    assert groups(exact, three_days) == [0, 1]
    assert groups(exact, wider) == [0, 0]


def test_a_session_lies_where_its_first_date_lies() -> None:
    founder = appearance("2026-11-02", seen_at=utc("2026-11-02 12:00"))
    dates_it = appearance("2026-11-07", **day_label("2026-11-07"))
    other_issue = appearance("2026-11-08", uri="1", **day_label("2026-11-04"))
    block = appearance("2026-11-09", uri="2", seen_at=utc("2026-11-08 12:00"))
    assert groups(founder, dates_it, other_issue, block) == [0, 0, 1, 0]


def test_a_label_seen_again_a_year_later_is_the_same_article() -> None:
    assert groups(
        appearance("2026-11-02", **day_label("2026-11-02")), appearance("2027-11-02", **day_label("2026-11-02"))
    ) == [0, 0]


def test_two_issues_first_seen_on_one_day_have_different_keys() -> None:
    monday = appearance("2026-11-09", position=0, title_identity="t", **day_label("2026-11-02"))
    friday = appearance("2026-11-09", position=1, title_identity="t", **day_label("2026-11-06"))
    later = appearance("2026-11-20", position=0, title_identity="t", **day_label("2026-11-20"))
    assert keys(monday, friday, later) == [
        stable_key("title", "t", "2026-11-09", 0),
        stable_key("title", "t", "2026-11-09", 1),
        stable_key("title", "t", "2026-11-20", 0),
    ]


def test_first_sight_is_by_day_then_capture_time_then_place() -> None:
    def is_first(first: dict[str, Any], second: dict[str, Any]) -> bool:
        pair = (first | {"url_identity": "u"}, second)
        return set(keys(*pair)) == {stable_key("url", "u")}

    early, late = utc("2026-11-02 06:00"), utc("2026-11-02 07:00")
    assert is_first(appearance("2026-11-02", "b", seen_at=late), appearance("2026-11-03", "a", seen_at=early))
    assert is_first(appearance(uri="b", seen_at=early), appearance(uri="a", seen_at=late))
    assert is_first(appearance(uri="b", seen_at=late), appearance(uri="a"))
    assert is_first(appearance(uri="a", position=1), appearance(uri="b", position=0))
    assert is_first(appearance(byte_offset=9, position=1), appearance(byte_offset=10, position=0))
    assert is_first(appearance(position=2), appearance(position=10))


_START = datetime.fromisoformat("2026-11-02")
_hours = st.integers(0, 14 * 24)


def _shift(hours: int) -> str:
    return (_START + timedelta(hours=hours)).isoformat()


_dates = st.one_of(
    st.just({}),
    _hours.map(lambda hour: at(_shift(hour))),
    st.integers(0, 14).map(lambda day: day_label(_shift(24 * day))),
    st.tuples(st.integers(0, 14), _hours).map(lambda pair: cut(day_label(_shift(24 * pair[0])), _shift(pair[1]))),
    st.tuples(_hours, _hours).map(lambda pair: dated(_shift(min(pair)), _shift(max(pair)), "hour")),
    _hours.map(lambda hour: {"published_hi": utc(_shift(hour))}),
)


@st.composite
def _appearances(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to a dozen appearances under two headlines and three addresses, over two weeks."""
    rows = []
    for number in range(draw(st.integers(1, 12))):
        day = draw(st.integers(0, 14))
        hour = draw(st.none() | st.integers(0, 23))
        rows.append(
            appearance(
                _shift(24 * day)[:10],
                uri=str(number),
                title=draw(st.sampled_from(["Morning briefing", "Letters"])),
                url_identity=draw(st.sampled_from([None, None, None, "u", "v", "w"])),
                seen_at=None if hour is None else utc(_shift(24 * day + hour)),
                **draw(_dates),
            )
        )
    return rows


@settings(deadline=None, max_examples=50)
@given(_appearances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    assert resolve_articles(frame(*rows)).equals(resolve_articles(frame(*shuffled)))


@settings(deadline=None, max_examples=50)
@given(_appearances(), st.integers(0, 14))
def test_later_days_change_no_key_unless_they_make_two_articles_one(rows: list[dict[str, Any]], days: int) -> None:
    last = date.fromisoformat(_shift(24 * days)[:10])
    earlier = [row for row in rows if row["load_date"] <= last]
    before = dict(resolve_articles(frame(*earlier)).iter_rows())
    after = dict(resolve_articles(frame(*rows)).iter_rows())
    became: dict[str, set[str]] = {}
    for appearance_key, key in before.items():
        became.setdefault(key, set()).add(after[appearance_key])
    assert all(len(new) == 1 for new in became.values()), "an article was split"
    merged = {old: min(new) for old, new in became.items() if new != {old}}
    assert all(became.get(new) == {new} for new in merged.values()), "a key changed though nothing was merged"
    for new in set(merged.values()):
        addresses = {row["url_identity"] for row in rows if after[row["appearance_key"]] == new and row["url_identity"]}
        assert len(addresses) == 1, "articles were merged without an address that they share"


@settings(deadline=None, max_examples=50)
@given(_appearances())
def test_addresses_are_never_split_nor_merged(rows: list[dict[str, Any]]) -> None:
    pairs = {
        (row["url_identity"], key)
        for row, key in zip(rows, keys(*rows), strict=True)
        if row["url_identity"] is not None
    }
    assert len({address for address, _ in pairs}) == len({key for _, key in pairs}) == len(pairs)


@settings(deadline=None, max_examples=50)
@given(_appearances())
def test_sessions_are_those_of_the_rule_as_it_is_told(rows: list[dict[str, Any]]) -> None:
    """The rule in plain words, one appearance after the other, against the shortcuts that make it quick."""
    blocks = [row | {"url_identity": None} for row in rows]
    assert groups(*blocks) == _groups_as_told(blocks)


def _groups_as_told(rows: Sequence[Mapping[str, Any]]) -> list[int]:
    hour, far = timedelta(hours=1), timedelta(days=9999)

    def is_dated(row: Mapping[str, Any]) -> bool:
        return row["published_at"] is not None and row["published_hi"] - row["published_lo"] <= 72 * hour

    def time(row: Mapping[str, Any]) -> datetime:
        if is_dated(row) and row["published_precision"] == "day":
            return utc(f"{row['published_on']} 12:00")
        lo, hi, seen = row["published_lo"], row["published_hi"], row["seen_at"]
        known: datetime | None = lo + (hi - lo) / 2 if is_dated(row) else seen
        return known or utc(f"{row['load_date']} 12:00")

    def may_be_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        apart = abs(time(one) - time(other))
        near = apart < 24 * hour if is_dated(one) and is_dated(other) else apart <= 168 * hour
        return near and all(
            a["published_lo"] is None or b["published_hi"] is None or a["published_lo"] - b["published_hi"] <= 12 * hour
            for a, b in ((one, other), (other, one))
        )

    unknown = utc("2026-11-02") + far
    order = sorted(rows, key=lambda row: (row["load_date"], row["seen_at"] or unknown, row["input_uri"]))
    sessions: list[list[Mapping[str, Any]]] = []
    session_of: dict[str, int] = {}
    for row in order:
        best: tuple[timedelta, int] | None = None
        for number, session in enumerate(sessions):
            witnesses = [session[0], *[member for member in session if is_dated(member)][:1]]
            if session[0]["title"] == row["title"] and all(may_be_one(row, witness) for witness in witnesses):
                best = min(best or (far, 0), (abs(time(row) - time(witnesses[-1])), number))
        if best is None:
            sessions.append([])
        number = len(sessions) - 1 if best is None else best[1]
        sessions[number].append(row)
        session_of[row["appearance_key"]] = number
    numbers: dict[int, int] = {}
    return [numbers.setdefault(session_of[row["appearance_key"]], len(numbers)) for row in rows]
