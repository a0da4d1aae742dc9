"""What a fold does with quotations: read once, kept, decided anew where names are, and the same in whatever order."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from html import escape
from pathlib import Path

import duckdb
import polars as pl
import pytest

from etl_project.steps.marts import mart_sql
from etl_project.steps.quotes import read_quotes
from etl_project.steps.writing import Writing
from etl_project.tables import core, marts
from etl_project_tests.rows import sound_warehouse
from etl_project_tests.steps.world import DAY, World

DAYS = [DAY + timedelta(n) for n in range(3)]
FILLER = (
    "The harbour has forty boats, and most of them went out before the sun was up on that day in the week of storms."
)


def put(world: World, day: date, name: str, *paragraphs: str, host: str = "gazette.example") -> None:
    """A publisher's page with these paragraphs and others."""
    url = f"https://{host}/{name}"
    title = f"What was said about {name}"
    body = "".join(
        f"<p>{escape(line)}</p>" for line in (*paragraphs, FILLER, f"It was the day of {name}, and it rained.")
    )
    world.put(
        day,
        f"{host}-{name}.html",
        f'<html lang="en"><head><meta property="og:title" content="{title}"><meta property="og:type" content="article">'
        f'<link rel="canonical" href="{url}"></head><body><article><h1>{title}</h1>{body}</article></body></html>',
    )
    world.put(day, f"{host}-{name}.html.meta.json", json.dumps({"url": url, "captured_at": f"{day}T12:00:00Z"}))


def quotes(world: World) -> list[tuple[object, ...]]:
    return world.ask(
        "SELECT text, speaker, name, verb FROM core.quotes LEFT JOIN core.entities ON entity_key = speaker_entity_key ORDER BY ALL"
    )


def put_three_days(world: World) -> None:
    put(world, DAYS[0], "bridges", "“We are not going to build another bridge,” Minister Jane Ferguson said on Monday.")
    put(
        world,
        DAYS[1],
        "ferries",
        "Robert Hale said: “Nobody asked the people who live here.”",
        "“It is late,” he said.",
    )
    put(
        world,
        DAYS[2],
        "tolls",
        "‘We are not going to build another bridge,’ said Jane Ferguson, the minister.",
        host="courier.example",
    )
    put(world, DAYS[2], "roads", "A film called “The Long Road Home” was shown in the hall.")


def test_a_fold_reads_who_said_what(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(*DAYS)
    assert quotes(world) == [
        ("It is late,", "he", "Robert Hale", "said"),
        ("Nobody asked the people who live here.", "Robert Hale", "Robert Hale", "said"),
        ("We are not going to build another bridge,", "Jane Ferguson", "Jane Ferguson", "said"),
        ("We are not going to build another bridge,", "Jane Ferguson", "Jane Ferguson", "said"),
    ]
    assert world.ask(
        "SELECT DISTINCT substr(body, char_start + 1, char_end - char_start) = text FROM core.quotes JOIN core.articles USING (article_key)"
    ) == [(True,)]
    assert world.ask_published("SELECT speaker, text, articles, outlets FROM marts.quotes_by_speaker ORDER BY ALL") == [
        ("Jane Ferguson", "We are not going to build another bridge,", 2, 2),
        ("Robert Hale", "It is late,", 1, 1),
        ("Robert Hale", "Nobody asked the people who live here.", 1, 1),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("order", [(2, 1, 0), (1, 2, 0)])
def test_the_order_of_loads_does_not_matter(tmp_path: Path, order: Sequence[int]) -> None:
    together, apart = World(tmp_path / "together"), World(tmp_path / "apart")
    for world in (together, apart):
        put_three_days(world)
    together.run(*DAYS, publishing=False)
    for day in order:
        apart.run(DAYS[day], publishing=False)
    whole = "SELECT * EXCLUDE (run_id) FROM {} ORDER BY ALL"
    for table in ("core.quotes", "marts.quotes_by_speaker"):
        assert apart.ask(whole.format(table)) == together.ask(whole.format(table)) != []


def test_a_night_touches_only_what_it_brought(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(DAYS[0], DAYS[1], publishing=False)
    world.run(DAYS[2], publishing=False)
    world.run(DAYS[2], publishing=False)
    assert world.ask("SELECT run_id, count(*) FROM core.quotes GROUP BY ALL ORDER BY ALL") == [
        ("run-1", 3),
        ("run-2", 1),
    ]


def test_quotations_of_an_article_that_is_gone_go_with_it(tmp_path: Path) -> None:
    world = World(tmp_path)
    put_three_days(world)
    world.run(*DAYS, publishing=False)
    for page in world.raw_root.glob("*/gazette.example-ferries*"):
        page.unlink()
    put(world, DAYS[1], "trains", "Nobody said anything.")
    world.run(DAYS[1], publishing=False)
    assert [text for text, *_ in quotes(world)] == ["We are not going to build another bridge,"] * 2


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse whose rows hold together."""
    with sound_warehouse() as connection:
        connection.execute("SET temp_directory = $folder", {"folder": str(tmp_path)})
        yield connection


def _speakers(connection: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    return connection.execute(
        "SELECT article_key, speaker, speaker_entity_key, run_id FROM core.quotes ORDER BY ALL"
    ).fetchall()


def test_a_speaker_is_decided_anew_where_only_the_names_changed(connection: duckdb.DuckDBPyConnection) -> None:
    """As when another night's article teaches who a name is, or that it is none."""
    read_quotes(Writing(connection, "run-2"), "true")
    assert [row[:3] for row in _speakers(connection)] == [("k1", "Ana Ruiz", "e1"), ("k2", "Ana Ruiz", "e1")]
    written_by = _speakers(connection)[1][3]
    mentions = connection.sql("SELECT * EXCLUDE (run_id) FROM core.mentions").pl()

    writing = Writing(connection, "run-3")
    writing.put(core.MENTIONS, mentions.filter(pl.col("article_key") != "k1"))
    read_quotes(writing, "article_key = 'none'")
    assert [row[:3] for row in _speakers(connection)] == [("k1", "Ana Ruiz of Acme", None), ("k2", "Ana Ruiz", "e1")]
    assert [row[3] for row in _speakers(connection)] == ["run-3", written_by]

    writing = Writing(connection, "run-4")
    writing.put(core.MENTIONS, mentions)
    read_quotes(writing, "article_key = 'none'")
    assert [row[2] for row in _speakers(connection)] == ["e1", "e1"]


def test_nothing_is_read_where_neither_text_nor_names_changed(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("UPDATE core.quotes SET text = 'as it was'")
    read_quotes(Writing(connection, "run-2"), "article_key = 'none'")
    assert connection.execute("SELECT DISTINCT text FROM core.quotes").fetchall() == [("as it was",)]


def test_a_quotation_is_listed_once_as_it_was_first_carried(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "UPDATE core.articles SET published_lo = TIMESTAMPTZ '2026-11-02 09:00:00Z', published_hi = published_lo WHERE article_key = 'k2';"
        "UPDATE core.articles SET published_lo = TIMESTAMPTZ '2026-11-02 10:00:00Z' WHERE article_key = 'k1';"
        "UPDATE core.quotes SET text = 'WE SAIL AT NOON' WHERE article_key = 'k2'"
    )
    found = f"SELECT speaker, text, first_at = TIMESTAMPTZ '2026-11-02 09:00:00Z', articles, outlets FROM ({mart_sql(marts.QUOTES_BY_SPEAKER)})"
    assert connection.execute(found).fetchall() == [("Ana Ruiz", "WE SAIL AT NOON", True, 2, 2)]
    connection.execute("UPDATE core.quotes SET speaker_entity_key = NULL")
    assert connection.execute(found).fetchall() == []
