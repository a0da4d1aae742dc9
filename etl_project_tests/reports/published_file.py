"""Published files with invented rows, made from the declarations: the report reads nothing else."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from etl_project.steps.publish import STORAGE_VERSION, as_published
from etl_project.tables import PUBLISHED_TABLES
from etl_project.tables.ddl import create_statements, quote
from etl_project.tables.frames import frame_schema
from etl_project.tables.views import VIEWS
from etl_project_tests.rows import insert

LATEST = date(2026, 11, 27)
PUBLISHED_AT = datetime(2026, 11, 28, 2, 14, 9, tzinfo=UTC)
BUILD = "20261128T021409Z-0a1b2c3d"
HOSTILE = "</svg></style></script><script>document.title='broken'</script><img src=x onerror=alert(1)> \"'& {{ 7*7 }}"
LONG = "An extraordinarily long headline that goes on about the harbour, " * 6
TITLES = (
    "Harbour bridge reopens after a winter of repairs",
    "Ministers agree on fishing quotas in a night session",
    "ميناء مارفا يستأنف استقبال السفن بعد العاصفة",
    "渡轮谈判在港口破裂，船员周一起罢工",
    "漁獲枠をめぐる協議が未明に合意",
    "Chip maker lifts its outlook on orders from abroad",
    "Storm warning for the northern coast",
    "Opposition asks for an inquiry into the tidal barrier",
    "Ça va mal: l’usine ferme ses portes à Kestrel",
    "Vaccine trial enters its last phase",
)
PUBLISHERS = (
    "Harbour Gazette", "Daily Tribune", "Associated Wire", "الجزيرة الساحلية", "港口日报", "Channel 9", "Lowland Post",
    "Tidewater Times", "The Extremely Long Named Provincial Advertiser and Intelligencer", "Marfa Courier",
    *(f"Outlet {number:02}" for number in range(1, 21)),
)  # fmt: skip
Rows = Iterable[Mapping[str, Any]]


def create(path: Path) -> duckdb.DuckDBPyConnection:
    """An empty published file, in which the marts lie as they are published."""
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{path}' AS marts (STORAGE_VERSION '{STORAGE_VERSION}')")
    connection.execute("USE marts")
    connection.execute("SET TimeZone = 'UTC'")
    for statement in create_statements(map(as_published, PUBLISHED_TABLES)) + VIEWS:
        connection.execute(statement)
    return connection


def fill(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    """Insert rows into the table that is declared as `name`; columns that are not given are null."""
    (table,) = [table for table in PUBLISHED_TABLES if table.name == name]
    schema = frame_schema(table)
    frame = pl.DataFrame([{column: row.get(column) for column in schema} for row in rows], schema=schema)
    frame = frame.with_columns(run_id=pl.lit("run"))
    connection.register("incoming", frame.to_arrow())
    connection.execute(f"INSERT INTO {quote(as_published(table).name)} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def publication(connection: duckdb.DuckDBPyConnection, days: list[date]) -> None:
    insert(
        connection,
        "audit.publications",
        publication_no=3,
        published_at=PUBLISHED_AT,
        action="publish",
        build_id=BUILD,
        previous_build_id="20261127T021409Z-99999999",
        run_id="run",
        load_dates=days,
    )


def pages(day: date, status: str, number: int) -> Rows:
    for no in range(number):
        yield {
            "capture_key": f"{day}-{status}-{no}",
            "input_uri": f"{day}/{status}-{no}.html",
            "byte_offset": 0,
            "byte_length": 100,
            "sha256": "0",
            "format": "html",
            "captured_at_source": "sidecar",
            "article_count": 0 if status == "quarantined" else 1,
            "status": status,
            "host": "news.example",
            "layout": "generic/1",
            "load_date": day,
            "parser_version": "1",
        }


def coverage(day: date, counts: Mapping[str, int], *, undated: int = 0, withheld: str | None = None) -> dict[str, Any]:
    return {
        "host": "news.example",
        "layout": "generic/1",
        "day": day,
        "pages": sum(counts.values()),
        **{status: counts.get(status, 0) for status in ("ok", "partial", "duplicate", "quarantined")},
        "articles": counts.get("ok", 0) + counts.get("partial", 0),
        "undated": undated,
        "ambiguous_dates": 0,
        "low_confidence_articles": 0,
        "is_withheld": withheld is not None,
        "withheld_reason": withheld,
        "load_date": day,
    }


def article(key: str, title: str, day: date, **values: Any) -> dict[str, Any]:
    return {
        "article_key": key,
        "title": title,
        "body": title,
        "authors": [],
        "word_count": 300,
        "published_precision": "unknown",
        "published_method": "none",
        "first_load_date": day,
        "load_date": day,
        "appearance_count": 1,
        "version_count": 1,
        "is_truncated": False,
        "is_paywalled": False,
        "quality_flags": [],
        "parser_version": "1",
    } | values


def quiet_file(path: Path) -> Path:
    """One day with one page and its one article: no stories, no copies, no entities, nothing held back."""
    connection = create(path)
    publication(connection, [LATEST])
    fill(connection, "raw.captures", pages(LATEST, "ok", 1))
    fill(connection, "marts.coverage_day", [coverage(LATEST, {"ok": 1})])
    fill(connection, "core.publishers", [publisher("p0", "Harbour Gazette")])
    time = {"published_lo": PUBLISHED_AT, "published_hi": PUBLISHED_AT, "published_precision": "second"}
    fill(connection, "core.articles", [article("a0", TITLES[0], LATEST, publisher_key="p0", story_key="s0", **time)])
    fill(connection, "core.stories", [story("s0", TITLES[0], 1, 1, 1)])
    connection.close()
    return path


def publisher(key: str, name: str) -> dict[str, Any]:
    return {
        "publisher_key": key,
        "name": name,
        "aliases": [],
        "is_wire": "Wire" in name,
        "registry_status": "seen",
        "load_date": LATEST,
    }


def story(key: str, label: str, articles: int, publishers: int, originals: int) -> dict[str, Any]:
    return {
        "story_key": key,
        "label": label,
        "terms": [],
        "article_count": articles,
        "publisher_count": publishers,
        "original_count": originals,
        "first_load_date": LATEST,
        "load_date": LATEST,
    }


def busy_file(path: Path) -> Path:
    """Four weeks of thirty publishers: sixty stories, copies, times of every kind, titles in several scripts, hostile ones."""
    draw = random.Random(7)
    connection = create(path)
    days = [LATEST - timedelta(days=back) for back in range(27, -1, -1)]
    days.remove(LATEST - timedelta(days=9))  # nothing was loaded
    withheld = LATEST - timedelta(days=4)
    publication(connection, [day for day in days if day != withheld])
    fill(connection, "core.publishers", [publisher(f"p{no:02}", name) for no, name in enumerate(PUBLISHERS)])

    cover: list[dict[str, Any]] = []
    captures: list[Mapping[str, Any]] = []
    held: list[dict[str, Any]] = []
    for number, day in enumerate(days):
        counts = {
            "ok": draw.randint(90, 150) if day.weekday() < 5 else draw.randint(40, 70),
            "partial": draw.randint(0, 9),
            "duplicate": draw.randint(2, 14),
            "quarantined": 130 if day == withheld else draw.randint(0, 6),
        }
        reason = "raw.captures: most_pages_are_readable" if day == withheld else None
        cover.append(coverage(day, counts, undated=number % 7, withheld=reason))
        for status, count in counts.items():
            captures += pages(day, status, count)
        for no in range(counts["quarantined"]):
            code = draw.choice(("empty", "no_article", "too_large"))
            held.append(
                {
                    "quarantine_key": f"q-{day}-{no}",
                    "grain": "page",
                    "payload_key": f"{day}-quarantined-{no}",
                    "capture_key": f"{day}-quarantined-{no}",
                    "stage": "read",
                    "reason_code": code,
                    "reason": f"The page cannot be used: {code}.",
                    "input_uri": f"{day}/quarantined-{no}.html",
                    "byte_offset": 0,
                    "byte_length": 100,
                    "attempts": 1,
                    "status": "held",
                    "load_date": day,
                    "parser_version": "1",
                }
            )
    fill(connection, "raw.captures", captures)
    fill(connection, "marts.coverage_day", cover)
    fill(connection, "audit.quarantine", held)
    _checks(connection, withheld)
    _stories(connection, draw)
    _attention(connection, draw)
    connection.close()
    return path


def _checks(connection: duckdb.DuckDBPyConnection, withheld: date) -> None:
    for number in range(120):
        failed, warned = number == 0, number in (1, 2)
        insert(
            connection,
            "audit.checks",
            check_key=f"h{number}",
            table_name="raw.captures",
            load_date=withheld if failed else LATEST,
            expectation="most_pages_are_readable" if failed else f"check_{number}",
            description="At most half of a day's pages are quarantined",
            severity="error" if failed else "warn",
            success=not (failed or warned),
            observed="130 unexpected rows" if failed else "0",
            threshold="no unexpected rows",
            sample_keys=[],
            evaluated_at=PUBLISHED_AT,
            is_in_force=True,
            run_id="run",
        )


def _stories(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> None:
    articles, stories, timeline, copies, changes = [], [], [], [], []
    for number in range(60):
        label = {0: HOSTILE, 3: LONG}.get(number) or f"{TITLES[number % len(TITLES)]} ({number})"
        size = 34 if number == 1 else 1 if number % 6 == 5 else draw.randint(2, 14)
        start = datetime(2026, 11, 27, 4, tzinfo=UTC) - timedelta(
            hours=draw.randint(0, 60), minutes=draw.randint(0, 59)
        )
        members = []
        for no in range(size):
            who = draw.randrange(len(PUBLISHERS))
            at = start + timedelta(minutes=int(draw.expovariate(1 / 140)) * (no > 0))
            kind = draw.choice(("second", "second", "minute", "hour", "day", "unknown", "zero", "open"))
            lo: datetime | None
            hi: datetime | None
            lo, hi = {
                "second": (at, at + timedelta(seconds=1)),
                "minute": (at, at + timedelta(minutes=1)),
                "hour": (at, at + timedelta(hours=1)),
                "day": (at.replace(hour=0, minute=0), at.replace(hour=0, minute=0) + timedelta(hours=24)),
                "unknown": (None, None),
                "zero": (at, at),
                "open": (at - timedelta(days=20), at + timedelta(hours=2)),
            }[kind]
            if number == 8:  # nothing is known of a whole story
                lo = hi = None
            members.append(
                article(
                    f"a{number:02}-{no:02}",
                    label if no == 0 else f"{draw.choice(TITLES)}: part {no}",
                    LATEST if no % 2 == 0 else LATEST - timedelta(days=1),
                    publisher_key=f"p{who:02}" if draw.random() > 0.04 else None,
                    article_url="javascript:alert(1)" if no == 1 else f"https://news.example/{number}/{no}",
                    published_lo=lo,
                    published_hi=hi,
                    published_precision="unknown" if lo is None else "minute",
                    published_method="none" if lo is None else "structured",
                    copy_role=draw.choice(("original", "copy", "copy", "edited_copy", "unique", None)),
                    story_key=f"s{number:02}",
                )
            )
        members.sort(key=lambda row: (row["published_lo"] is None, row["published_lo"] or start, row["article_key"]))
        roles = Counter(row["copy_role"] for row in members)
        originals = len(members) - roles["copy"] - roles["edited_copy"]
        publishers = len({row["publisher_key"] for row in members} - {None})
        stories.append(
            story(f"s{number:02}", label, size, publishers, originals)
            | ({"first_publisher_key": members[0]["publisher_key"]} if number % 3 == 0 else {})
        )
        for sequence, row in enumerate(members, 1):
            key = row["publisher_key"]
            timeline.append(
                {
                    "story_key": row["story_key"],
                    "article_key": row["article_key"],
                    "story": label,
                    "sequence": sequence,
                    "publisher": PUBLISHERS[int(key[1:])] if key else None,
                    "title": row["title"],
                    "published_lo": row["published_lo"],
                    "published_hi": row["published_hi"],
                    "order_is_certain": sequence > 1 and draw.random() < 0.5,
                    "copy_role": row["copy_role"],
                    "load_date": row["load_date"],
                }
                if size > 1
                else {}
            )
            if key and row["copy_role"] in ("copy", "edited_copy"):
                source = "p02" if draw.random() < 0.5 else f"p{draw.randrange(9):02}"
                copies.append(
                    {
                        "article_key": row["article_key"],
                        "source_publisher_key": source,
                        "evidence": draw.choice(("text", "credit", "both")),
                        "order_is_certain": draw.random() < 0.7,
                        "lag_minutes": draw.expovariate(1 / 200),
                        "load_date": row["load_date"],
                    }
                )
            if draw.random() < 0.06:
                seen = PUBLISHED_AT - timedelta(minutes=draw.randint(1, 5000))
                changes.append(
                    {
                        "version_key": f"v-{row['article_key']}",
                        "article_key": row["article_key"],
                        "publisher": PUBLISHERS[int(key[1:])] if key else None,
                        "old_title": f"Earlier: {row['title']}",
                        "new_title": row["title"],
                        "seen_at": seen if draw.random() < 0.8 else None,
                        "minutes_after_first": draw.expovariate(1 / 300) if draw.random() < 0.8 else None,
                        "load_date": LATEST - timedelta(days=draw.randint(0, 9)),
                    }
                )
        articles += members
    fill(connection, "core.articles", articles)
    fill(connection, "core.stories", stories)
    fill(connection, "marts.story_timeline", [row for row in timeline if row])
    fill(connection, "core.copies", copies)
    fill(connection, "marts.headline_changes", changes)


def _attention(connection: duckdb.DuckDBPyConnection, draw: random.Random) -> None:
    names = (
        "Ada Marlow",
        "Pfizer",
        "Veldania",
        HOSTILE,
        "مارفا",
        "国际海事组织",
        "Harbour Board",
        "Kestrel Plant",
        LONG,
    )
    fill(
        connection,
        "marts.entity_day",
        [
            {
                "entity_key": f"e{number:02}",
                "day": LATEST,
                "entity": names[number] if number < len(names) else f"Person {number}",
                "type": ("person", "company", "place", "organisation")[number % 4],
                "articles": 40 - number,
                "originals": 20,
                "mentions": 90,
                "publishers": 9,
                "share_of_voice": (40 - number) / 220,
                "expected_share": draw.random() * 0.08,
                "change": 9.5 - number * 0.4,
                "load_date": LATEST,
            }
            for number in range(20)
        ],
    )
    fill(
        connection,
        "marts.term_day",
        [
            {
                "term": ("tidal barrier", "罢工", "العاصفة", "<b>quota</b>")[number]
                if number < 4
                else f"term {number}",
                "day": LATEST,
                "rank": number + 1,
                "articles": 30 - number,
                "expected_articles": 3 + number / 3,
                "score": 90.0 - number,
                "load_date": LATEST,
            }
            for number in range(25)
        ],
    )
    fill(
        connection,
        "marts.quotes_by_speaker",
        [
            {
                "entity_key": f"e{number:02}",
                "fingerprint": f"f{number}",
                "speaker": names[number],
                "text": ("We will not leave the harbour.\nNot this year.", "لن نغادر الميناء.", HOSTILE, LONG)[
                    number % 4
                ],
                "first_at": PUBLISHED_AT - timedelta(hours=number) if number % 2 else None,
                "articles": 12 - number,
                "outlets": 9 - number,
                "load_date": LATEST,
            }
            for number in range(9)
        ],
    )
    fill(
        connection,
        "core.quotes",
        [
            {"quote_key": f"q{number}", "article_key": f"a{number:02}-00", "speaker_entity_key": f"e{number:02}"}
            | {"fingerprint": f"f{number}", "load_date": LATEST}
            for number in range(9)
        ],
    )
    fill(
        connection,
        "marts.publisher_silences",
        [
            {
                "publisher_key": f"p{number:02}",
                "from_day": LATEST - timedelta(days=number),
                "to_day": LATEST,
                "publisher": PUBLISHERS[number],
                "loaded_days": number + 1,
                "missed_articles": 4.25 * (number + 1),
                "is_over": number == 3,
                "load_date": LATEST,
            }
            for number in range(5)
        ],
    )
