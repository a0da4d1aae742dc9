"""A mart that is computed where what it reads has changed is the mart that its SELECT gives."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.steps.marts import TABLES, build_marts, mart_sql, marts_are_stale
from etl_project.steps.queue import queue_days
from etl_project.steps.writing import Writing
from etl_project.tables import Table, core
from etl_project.tables.frames import frame_schema
from etl_project.tables.views import VIEWS
from etl_project.warehouse import transaction
from etl_project_tests.rows import empty_warehouse, insert
from etl_project_tests.steps.world import World, article_page

NOW = datetime(2026, 11, 20, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
DAYS = [MONDAY + timedelta(number) for number in (0, 1, 2, 3, 4, 5, 6, 7, 10, 29, 30, 33, 60)]
"""Such that windows of four weeks begin and end among them."""


def differing(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Marts that are not what their SELECT gives."""
    found = []
    for table in TABLES:
        columns = ", ".join(
            f"{column.name}::{column.type} AS {column.name}" for column in table.columns if column.name != "run_id"
        )
        stored, whole = f"SELECT {columns} FROM {table.name}", f"SELECT {columns} FROM ({mart_sql(table)})"
        ((differs,),) = connection.execute(
            f"SELECT EXISTS ({stored} EXCEPT ALL {whole}) OR EXISTS ({whole} EXCEPT ALL {stored})"
        ).fetchall()
        found += [table.name] * differs
    return found


@pytest.fixture(scope="module", autouse=True)
def _unchecked() -> Iterator[None]:
    """What the expectations say is tested elsewhere, and takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("audit", "marts"):
            patch.setattr(f"etl_project.steps.{module}.evaluate", lambda *_: [])
        yield


Row = dict[str, Any]


class Warehouse:
    """Articles, three of a kind, and what is told of them; `write` brings the tables to what the attributes say."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.kinds: dict[int, Row] = {}
        self.publishers = {f"p{n}": f"Publisher {n}" for n in range(3)}
        self.entities = {f"e{n}": f"Entity {n}" for n in range(4)}
        self.labels = {f"s{n}": f"Story {n}" for n in range(3)}
        self.terms: dict[tuple[str, date], int] = {}
        self._runs = count(1)
        for number, day in enumerate(DAYS):
            insert(connection, "raw.captures", capture_key=f"c{number}", load_date=day, status="ok", host="h")

    def bring(self, kind: int, day: int) -> None:
        """Articles that are new, or turn out to be of another day."""
        fresh = {
            "publisher": f"p{kind % 3}",
            "role": "unique",
            "story": f"s{kind % 3}",
            "words": 100,
            "titles": ["First"],
            "named": [f"e{kind % 4}", f"e{(kind + 1) % 4}"],
            "quoted": [f"e{kind % 4} f{kind % 2}"],
            "category": "News",
        }
        self.kinds.setdefault(kind, fresh)["day"] = DAYS[day]

    def drop(self, kind: int, _: int) -> None:
        self.kinds.pop(kind, None)

    def say(self, name: str, value: Callable[[int], Any]) -> Callable[[int, int], None]:
        def change(kind: int, number: int) -> None:
            if kind in self.kinds:
                self.kinds[kind][name] = value(number)

        return change

    def toggle(self, name: str, value: Callable[[int], str]) -> Callable[[int, int], None]:
        def change(kind: int, number: int) -> None:
            if kind in self.kinds:
                there, one = self.kinds[kind][name], value(number)
                self.kinds[kind][name] = (
                    [*there, one] if one not in there else [other for other in there if other != one]
                )

        return change

    def rename(self, names: dict[str, str], key: str) -> Callable[[int, int], None]:
        def change(kind: int, number: int) -> None:
            names[f"{key}{kind % len(names)}"] = f"Name {number}"

        return change

    def count_term(self, kind: int, day: int) -> None:
        self.terms[f"t{kind % 2}", DAYS[day]] = kind * 2

    def judge(self, _: int, day: int) -> None:
        """A day is withheld, or admitted again."""
        failed = "table_name = 'raw.captures' AND load_date = $1 AND is_in_force"
        if not self.connection.execute(f"DELETE FROM audit.checks WHERE {failed} RETURNING 1", [DAYS[day]]).fetchall():
            insert(
                self.connection,
                "audit.checks",
                table_name="raw.captures",
                load_date=DAYS[day],
                expectation="good",
                severity="error",
                success=False,
                is_in_force=True,
            )
        queue_days(self.connection, [DAYS[day]])

    @property
    def events(self) -> dict[str, Callable[[int, int], None]]:
        return {
            "bring": self.bring,
            "drop": self.drop,
            "publisher": self.say("publisher", lambda number: [None, "p0", "p1", "p2"][number % 4]),
            "role": self.say("role", lambda number: [None, "copy", "original", "unique"][number % 4]),
            "story": self.say("story", lambda number: f"s{number % 3}"),
            "words": self.say("words", lambda number: number),
            "category": self.say("category", lambda number: f"Category {number % 2}"),
            "title": self.say("titles", lambda number: ["First", "Second", "Third"][: 1 + number % 3]),
            "name": self.toggle("named", lambda number: f"e{number % 4}"),
            "quote": self.toggle("quoted", lambda number: f"e{number % 2} f{number % 3}"),
            "rename a publisher": self.rename(self.publishers, "p"),
            "rename an entity": self.rename(self.entities, "e"),
            "rename a story": self.rename(self.labels, "s"),
            "term": self.count_term,
            "judge": self.judge,
        }

    def write(self) -> None:
        """Bring core to what is said, as a fold does: what neighbours tell of an article is set in place."""
        admitted = {day for (day,) in self.connection.execute("FROM audit.admitted_days").fetchall()}
        rows: dict[Table, list[Row]] = {
            table: []
            for table in (
                core.PUBLISHERS, core.ARTICLES, core.ARTICLE_VERSIONS, core.ARTICLE_APPEARANCES, core.COPIES,
                core.ENTITIES, core.MENTIONS, core.QUOTES, core.ARTICLE_TERMS, core.TERM_DAYS, core.STORIES,
            )
        }  # fmt: skip
        rows[core.PUBLISHERS] = [{"publisher_key": key, "name": name} for key, name in self.publishers.items()]
        rows[core.ENTITIES] = [
            {"entity_key": key, "name": name, "type": "person"} for key, name in self.entities.items()
        ]
        told: list[Row] = []
        self.connection.execute("DELETE FROM staging.appearances")
        for kind, said in self.kinds.items():
            for number in range(3) if said["day"] in admitted else ():
                self._article(rows, told, f"k{kind}{number}", said)
        for day in DAYS:
            rows[core.ARTICLE_TERMS] += [{"article_key": f"{day} {n}", "day": day, "load_date": day} for n in range(30)]
        rows[core.TERM_DAYS] = [
            {"term": term, "day": day, "articles": found, "load_date": day}
            for (term, day), found in self.terms.items()
            if found
        ]
        for key, label in self.labels.items():
            number = sum(row["story_key"] == key for row in told)
            rows[core.STORIES] += [{"story_key": key, "label": label, "article_count": number}] * (number > 0)
        with transaction(self.connection):
            writing = Writing(self.connection, f"run-{next(self._runs)}")
            for table, content in rows.items():
                frame = pl.DataFrame(content, schema=frame_schema(table))
                if table is core.ARTICLES:
                    known = self.connection.sql(
                        f"SELECT article_key, {', '.join(core.RELATED)} FROM core.articles"
                    ).pl()
                    frame = frame.drop(core.RELATED).join(known, on="article_key", how="left")
                writing.put(table, frame)
            related = dict.fromkeys(("article_key", *core.RELATED), pl.String)
            writing.relate(pl.DataFrame(told, schema=related))

    def _article(self, rows: dict[Table, list[Row]], told: list[Row], key: str, said: Row) -> None:
        day, article = said["day"], {"article_key": key, "load_date": said["day"]}
        hours = [datetime(day.year, day.month, day.day, 6 + 3 * int(key[-1]) + more, tzinfo=UTC) for more in range(2)]
        rows[core.ARTICLES].append(
            article
            | {
                "publisher_key": said["publisher"],
                "title": said["titles"][-1],
                "word_count": said["words"],
                "is_truncated": said["words"] % 2 == 0,
                "first_load_date": day,
                "published_lo": hours[0],
                "published_hi": hours[1],
                "published_precision": "hour",
            }
        )
        told.append({"article_key": key, "copy_role": said["role"], "copy_group_key": None, "story_key": said["story"]})
        rows[core.ARTICLE_VERSIONS] += [
            article
            | {
                "version_key": f"{key} {no}",
                "version_no": no,
                "title": title,
                "change_kind": "headline" if no else "first",
            }
            for no, title in enumerate(said["titles"])
        ]
        rows[core.ARTICLE_APPEARANCES].append(article | {"appearance_key": key, "staged_by": said["category"]})
        insert(self.connection, "staging.appearances", appearance_key=key, categories=[said["category"]], hashtags=[])
        if said["role"] == "copy":
            rows[core.COPIES].append(article | {"source_publisher_key": "p0", "evidence": "text", "lag_minutes": 5.0})
        rows[core.MENTIONS] += [
            article | {"mention_key": f"{key} {place}", "entity_key": entity}
            for place, entity in enumerate(said["named"])
        ]
        for place, quoted in enumerate(said["quoted"]):
            speaker, fingerprint = quoted.split()
            rows[core.QUOTES].append(
                article
                | {"quote_key": f"{key} {place}", "text": quoted, "char_start": place}
                | {"speaker_entity_key": speaker, "fingerprint": fingerprint}
            )

    def build(self) -> set[str]:
        """Build the marts; those in which a row was written or removed."""
        changes, _ = build_marts(self.connection, run_id=f"run-{next(self._runs)}", now=NOW)
        return {name for name, change in changes.items() if change.written or change.removed}


@contextmanager
def two_months() -> Iterator[Warehouse]:
    """Eight kinds of articles on the first eight days, and all marts built."""
    with empty_warehouse() as connection, TemporaryDirectory() as folder:
        connection.execute(f"SET temp_directory = '{folder}'")
        warehouse = Warehouse(connection)
        for kind in range(8):
            warehouse.bring(kind, kind)
            warehouse.count_term(kind, kind)
        warehouse.write()
        warehouse.build()
        yield warehouse


with empty_warehouse() as _nothing:
    EVENTS = sorted(Warehouse(_nothing).events)


@pytest.mark.slow
@settings(max_examples=20)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(0, 7), st.integers(0, 12)), min_size=1), max_size=4
    )
)
def test_whatever_happens_a_mart_is_what_its_select_gives(nights: list[list[tuple[str, int, int]]]) -> None:
    with two_months() as warehouse:
        for night in nights:
            for event, kind, number in night:
                warehouse.events[event](kind, number)
            warehouse.write()
            warehouse.build()
            assert differing(warehouse.connection) == []


@pytest.mark.parametrize("event", EVENTS)
def test_every_single_event_is_followed_wherever_it_happens(event: str) -> None:
    with two_months() as warehouse:
        for kind, number in ((0, 4), (3, 12)):
            warehouse.events[event](kind, number)
            warehouse.write()
            warehouse.build()
            assert differing(warehouse.connection) == [], (kind, number)


def test_every_mart_that_is_computed_in_parts_has_rows_to_compare() -> None:
    with two_months() as warehouse:
        warehouse.events["role"](1, 1)
        warehouse.events["title"](2, 1)
        warehouse.write()
        assert differing(warehouse.connection) != []
        warehouse.build()
        in_parts = [table.name for table in TABLES if table.partition]
        empty = [name for name in in_parts if warehouse.connection.execute(f"FROM {name}").fetchone() is None]
        assert empty == []


def test_marts_are_stale_from_the_change_to_the_build() -> None:
    with two_months() as warehouse:
        assert not marts_are_stale(warehouse.connection)
        assert warehouse.build() == set()
        warehouse.write()
        assert not marts_are_stale(warehouse.connection), "what is written as it was is no change"
        warehouse.events["name"](0, 3)
        warehouse.write()
        assert marts_are_stale(warehouse.connection)
        assert warehouse.build() == {"marts.entity_day", "marts.entity_pairs_week"}
        assert not marts_are_stale(warehouse.connection)


def test_nothing_is_queued_before_the_first_build_which_is_of_all() -> None:
    with empty_warehouse() as connection, TemporaryDirectory() as folder:
        connection.execute(f"SET temp_directory = '{folder}'")
        warehouse = Warehouse(connection)
        warehouse.bring(0, 0)
        warehouse.write()
        assert connection.execute("SELECT count(*) FROM audit.mart_queue").fetchall() == [(0,)]
        assert marts_are_stale(connection)
        warehouse.build()
        assert differing(connection) == [] and not marts_are_stale(connection)


def test_a_build_that_breaks_off_leaves_all_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with two_months() as warehouse:
        warehouse.bring(2, 9)
        warehouse.write()
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr("etl_project.steps.marts.record_checks", killed)
            warehouse.build()
        assert marts_are_stale(warehouse.connection) and differing(warehouse.connection) != []
        warehouse.build()
        assert differing(warehouse.connection) == []


def test_a_mart_whose_select_was_changed_is_built_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with two_months() as warehouse:
        sql = mart_sql
        monkeypatch.setattr(
            "etl_project.steps.marts.mart_sql",
            lambda table: sql(table).replace("'person'", "'nobody'").replace("count(*) AS articles", "9 AS articles"),
        )
        assert marts_are_stale(warehouse.connection)
        assert "marts.topic_day" in warehouse.build()
        assert warehouse.connection.execute("SELECT DISTINCT articles FROM marts.topic_day").fetchall() == [(9,)]


def test_marts_are_built_as_a_whole_where_a_view_that_they_may_read_was_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with two_months() as warehouse:
        (days,) = (view for view in VIEWS if "VIEW audit.admitted_days" in view)
        fewer = f"{days} EXCEPT SELECT DATE '{MONDAY}'"
        monkeypatch.setattr("etl_project.steps.marts.VIEWS", [fewer])
        warehouse.connection.execute(fewer)
        assert marts_are_stale(warehouse.connection)
        assert "marts.publisher_day" in warehouse.build()
        assert differing(warehouse.connection) == []


def test_a_day_that_is_withheld_and_admitted_again_while_core_stays_as_it_is_has_its_rows_again() -> None:
    with two_months() as warehouse:
        for _ in range(2):
            warehouse.judge(0, 3)
            warehouse.build()
            assert differing(warehouse.connection) == []


def test_marts_that_did_not_hold_together_are_built_as_a_whole() -> None:
    with two_months() as warehouse:
        warehouse.connection.execute("DELETE FROM marts.topic_day")
        insert(
            warehouse.connection, "audit.checks",
            table_name="published:marts.topic_day", expectation="good", severity="error", success=False, is_in_force=True,
        )  # fmt: skip
        assert warehouse.build() == {"marts.topic_day"}
        assert differing(warehouse.connection) == []


def test_what_was_built_of_a_broken_core_is_built_again_as_a_whole() -> None:
    """A row that is there twice is removed twice and written once, which no queue tells."""
    with two_months() as warehouse:
        warehouse.connection.execute(
            "DELETE FROM audit.mart_builds; INSERT INTO core.articles FROM core.articles WHERE article_key = 'k70'"
        )
        insert(
            warehouse.connection, "audit.checks",
            table_name="core.articles", expectation="key_is_unique", severity="error", success=False, is_in_force=True,
        )  # fmt: skip
        assert "marts.entity_day" in warehouse.build()
        assert marts_are_stale(warehouse.connection)
        warehouse.connection.execute("DELETE FROM audit.checks")
        warehouse.write()
        warehouse.build()
        assert differing(warehouse.connection) == []


@pytest.mark.slow
def test_marts_follow_real_days_in_any_order_a_changed_one_and_a_withheld_one(tmp_path: Path) -> None:
    world = World(tmp_path)
    first, second, third, *_ = world.put_silent_week()

    def run(day: date) -> list[str]:
        world.run(day, publishing=False)
        with world.connect() as connection:
            return differing(connection)

    assert run(third) == []
    assert run(first) == []
    assert run(second) == []
    (world.raw_root / str(first) / "mirror.example-strike-0.html").unlink()
    world.put(first, "more.html", article_page("One more story of that day", path="more"))
    assert run(first) == []
    world.put_bad_day(second)
    for page in (world.raw_root / str(second)).glob("*.example-*"):
        page.unlink()
    assert run(second) == []
    assert world.ask("SELECT load_date FROM audit.withheld_days") == [(second,)]
