"""Which appearances are one article, and under which key the article is known.

An address identifies an article. A block without one, as aggregators print them, is known by its publisher and
headline alone, and a headline such as "Morning briefing" comes back. So appearances under one headline are cut into
*sessions*, each of them one use of the headline, by the time at which each may have been published.

Sessions are found as a reader would who opens the pages in order of first sight: an appearance joins the session
nearest in time of those that it may belong to, and founds a session where there is none. (In the literature this is
leader clustering: J. A. Hartigan, Clustering Algorithms, 1975, chapter 3.) The order is one of the data and not of
the loads, and an appearance is judged by what comes before it only. Two things follow, which no rule that looks at
neighbours on the time line can have together: the result does not depend on the order of rows or loads, and what comes
later never regroups what came before. Nor do sessions chain: a daily column does not become one endless article.

Where evidence is thin the rule would rather keep two appearances apart than call them one: near-duplicates can be
paired later, but two articles that were folded into one cannot be told apart again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from etl_project.keys import stable_key

FIRST_SIGHT = ("load_date", "seen_at", "input_uri", "byte_offset", "position")
"""The columns by which appearances are put in order of first sight; unknown capture times come last in their day."""

_HOUR = 3_600_000_000
"""In microseconds, as are all times and spans below."""
_DAY = 24 * _HOUR
_TOLERANCE = 12 * _HOUR
"""How far two publication intervals may lie apart and still be of one article: labels are rounded, zones mistaken."""
_DATED_SPAN = _DAY - 1
"""How far two known publication times (the middle of the interval; of a day noon) may lie apart: under a day, which
parts the issues of a daily column though their days, widened by the possible time zones, overlap."""
_UNDATED_SPAN = 7 * _DAY
"""How far the times of two appearances may lie apart where one of them is only known by when it was seen."""
_WIDEST_DATE = 3 * _DAY
"""Widest interval that tells when an article was published; a wider one ("2 weeks ago") only bounds it."""
_UNBOUNDED = 2**60
"""Stands for a bound that is not known: 36,000 years off."""


def by_first_sight(appearances: pl.DataFrame) -> pl.DataFrame:
    """Appearances in order of first sight, numbered from 0 in the column `sight`."""
    return appearances.sort(FIRST_SIGHT, nulls_last=True).with_row_index("sight")


def resolve_articles(appearances: pl.DataFrame) -> pl.DataFrame:
    """Give every appearance the key of its article.

    Appearances with the same `url_identity` are one article. One without an address belongs to the article whose
    address is the first that was seen in its session; two addresses are never one article by their headline. A session
    without an address is an article of its own.

    The key is the hash of the identity that the article's first appearance has: its address, or else its headline, the
    load date on which the session was founded and, where a headline founded several that day, which of them it is.
    Keys are a function of the set of appearances: the order of rows and of loads has no part in them. Loading later
    days keeps every key, with one exception: where an address appears under a headline that was known without one, and
    the article at that address was known too, by another page or headline, the two are one from then on, under the key
    of the one that was seen first. Keys may also change where an earlier day is loaded afterwards, where a day
    receives more pages, and where the identities themselves change (a publisher that the registry learns to name).

    Args:
        appearances: one row per appearance, all of them, with the columns `FIRST_SIGHT` (load_date Date; seen_at
            Datetime[us, UTC] or null), url_identity (or null), title_identity, published_lo, published_hi
            (Datetime[us, UTC] or null), published_on (Date or null) and published_precision.

    Returns:
        appearance_key and article_key, one row per appearance, in order of first sight.
    """
    rows = by_first_sight(appearances)
    rows = rows.select(
        "sight", "appearance_key", "load_date", "url_identity", "title_identity", session=_sessions(rows)
    )
    founders = rows.filter(pl.col("session") == pl.col("sight")).select(
        "sight", founded_before=pl.int_range(pl.len()).over("title_identity", "load_date")
    )
    # Articles, too, are numbered by the sight of a row: the first with the address, or the founder of the session. An
    # article that has an address never goes by its founder, so no number is given twice.
    has_address = pl.col("url_identity").is_not_null()
    first_with_address_in_session = pl.when(has_address).then("sight").min().over("session")
    rows = rows.with_columns(address=pl.when(has_address).then(pl.col("sight").min().over("url_identity")))
    rows = rows.with_columns(
        article=pl.coalesce("address", pl.col("address").gather(first_with_address_in_session), "session")
    )
    firsts = rows.filter(pl.col("sight") == pl.col("sight").min().over("article")).join(
        founders, on="sight", how="left", maintain_order="left"
    )
    identities = firsts.select("url_identity", "title_identity", pl.col("load_date").dt.to_string(), "founded_before")
    keys = [
        stable_key("url", url) if url else stable_key("title", title, day, founded_before)
        for url, title, day, founded_before in zip(*identities.to_dict(as_series=False).values(), strict=True)
    ]
    article_keys = firsts.select("article", article_key=pl.Series(keys, dtype=pl.String))
    return rows.join(article_keys, on="article", maintain_order="left").select("appearance_key", "article_key")


class _Sight(NamedTuple):
    """One appearance under a headline, as far as sessions go."""

    sight: int
    title_identity: str
    is_dated: bool
    time: int
    lo: int
    hi: int

    def may_be_one_with(self, other: "_Sight") -> bool:
        """Whether the two may be of one article: published and seen close enough together."""
        span = _DATED_SPAN if self.is_dated and other.is_dated else _UNDATED_SPAN
        apart = max(self.lo - other.hi, other.lo - self.hi)
        return abs(self.time - other.time) <= span and apart <= _TOLERANCE


def _sessions(rows: pl.DataFrame) -> pl.Series:
    """The session of every row, named by the sight of its founder; `rows` are in order of first sight."""
    lo, hi = pl.col("published_lo"), pl.col("published_hi")
    width = (hi - lo).dt.total_microseconds()
    is_dated = (pl.col("published_precision") != "unknown") & (width <= _WIDEST_DATE).fill_null(False)
    middle = lo.dt.epoch("us") + width // 2
    # Of a day the interval may be cut short by the capture; its name is not.
    time_on_day = pl.when(pl.col("published_precision") == "day").then(_noon("published_on"))
    sights = rows.select(
        "sight",
        "title_identity",
        is_dated=is_dated,
        time=pl.when(is_dated)
        .then(pl.coalesce(time_on_day, middle))
        .otherwise(pl.coalesce(pl.col("seen_at").dt.epoch("us"), _noon("load_date"))),
        lo=lo.dt.epoch("us").fill_null(-_UNBOUNDED),
        hi=hi.dt.epoch("us").fill_null(_UNBOUNDED),
    )
    # Nearly every headline has one session only. It has where any two of its appearances may be one article.
    time, dated_time = pl.col("time"), pl.col("time").filter("is_dated")
    titles = sights.group_by("title_identity").agg(
        session=pl.col("sight").min(),
        is_one=(time.max() - time.min() <= _UNDATED_SPAN)
        & (dated_time.max() - dated_time.min() <= _DATED_SPAN).fill_null(True)
        & (pl.col("lo").max() - pl.col("hi").min() <= _TOLERANCE),
    )
    sights = sights.join(titles, on="title_identity", maintain_order="left")
    contested = sights.filter(~pl.col("is_one")).select(_Sight._fields)
    founders = pl.Series("founder", list(_founders(map(_Sight._make, contested.iter_rows()))), dtype=pl.UInt32)
    sessions = sights.join(contested.select("sight", founders), on="sight", how="left", maintain_order="left").select(
        session=pl.coalesce("founder", "session")
    )
    return sessions["session"]


def _noon(day: str) -> pl.Expr:
    return pl.col(day).cast(pl.Datetime("us")).dt.epoch("us") + _DAY // 2


def _founders(sights: Iterable[_Sight]) -> Iterator[int]:
    """The founder of each appearance's session; `sights` are in order of first sight."""
    # What a session was judged by so far: its founder and, where that is undated, the first dated one that joined it.
    # Under the headline and the day of the founder, so that few need to be looked at.
    sessions: dict[tuple[str, int], list[list[_Sight]]] = defaultdict(list)
    reach = _UNDATED_SPAN // _DAY
    for sight in sights:
        day = sight.time // _DAY
        open_to_it = [
            session
            for near in range(day - reach, day + reach + 1)
            for session in sessions.get((sight.title_identity, near), ())
            if all(sight.may_be_one_with(member) for member in session)
        ]
        if open_to_it:
            session = min(open_to_it, key=lambda members: (abs(members[-1].time - sight.time), members[0].sight))
            if sight.is_dated and not session[-1].is_dated:
                session.append(sight)
        else:
            session = [sight]
            sessions[sight.title_identity, day].append(session)
        yield session[0].sight
