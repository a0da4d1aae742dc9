"""Who and what core says that articles name: by themselves, by one another, and however the days arrived."""

import itertools
from datetime import date, timedelta
from html import escape
from pathlib import Path

import pytest

from etl_project.steps.names import read_names
from etl_project.steps.writing import Writing
from etl_project_tests.steps.world import DAY, NEXT_DAY, World

THIRD_DAY = DAY + timedelta(days=2)
LATER = DAY + timedelta(days=30)

FULL = "Foreign Minister Olena Marchuk told reporters in Seoul that the talks with Harvon Ltd had gone well."
SHORT = "The treaty was signed at noon. Reporters saw Marchuk leave the hall, and nobody from Harvon was there."
OTHER = "The choir sang for an hour, and its leader Petro Marchuk thanked all who had come to hear it."
BARE = "At the gates Zelvane waited for an hour, and the crowd grew until the doors were opened at last."
NAMED = "The mayor, a lawyer by training, spoke after Dr Zelvane had opened the new ward of the clinic."
FILLER = "The harbour was quiet that day, and the boats lay at their moorings until the tide had turned again."


def article(title: str, text: str) -> str:
    paragraphs = "".join(
        f"<p>{escape(paragraph)}</p>" for paragraph in (text, FILLER, f"So it was written of {title.lower()}.")
    )
    return (
        f'<html lang="en"><head><meta property="og:title" content="{escape(title)}"><meta property="og:type" content="article">'
        f'<link rel="canonical" href="https://news.example/{title.replace(" ", "-").lower()}"></head>'
        f"<body><article><h1>{escape(title)}</h1>{paragraphs}</article></body></html>"
    )


def mentioned(world: World) -> set[tuple[str, str, str, str]]:
    """Title of the article, the mention as written, type and name of the entity."""
    return set(
        world.ask(
            """
            SELECT title, surface, type, entities.name FROM core.mentions
            JOIN core.entities USING (entity_key) JOIN core.articles USING (article_key)
            """
        )
    )


def test_an_article_names_persons_places_and_firms(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(DAY, "a.html", article("talks end", FULL))
    world.run(DAY)

    assert mentioned(world) == {
        ("talks end", "Olena Marchuk", "person", "Olena Marchuk"),
        ("talks end", "Seoul", "place", "Seoul"),
        ("talks end", "Harvon Ltd", "company", "Harvon"),
    }
    assert world.ask("SELECT country, article_count, aliases FROM core.entities WHERE name = 'Seoul'") == [
        ("KR", 1, [])
    ]


def test_what_one_article_explains_is_known_in_another(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(DAY, "a.html", article("talks end", FULL))
    world.put(NEXT_DAY, "b.html", article("treaty signed", SHORT))
    world.run(NEXT_DAY)
    assert mentioned(world) == set()

    world.run(DAY)
    assert ("treaty signed", "Marchuk", "person", "Olena Marchuk") in mentioned(world)
    assert ("treaty signed", "Harvon", "company", "Harvon") in mentioned(world)
    assert world.ask("SELECT aliases, article_count FROM core.entities WHERE name = 'Harvon'") == [(["Harvon Ltd"], 2)]


def test_a_surname_that_two_people_have_is_nobodys(tmp_path: Path) -> None:
    world = World(tmp_path)
    for name, text in (("talks end", FULL), ("treaty signed", SHORT), ("choir sings", OTHER)):
        world.put(DAY, f"{name}.html", article(name, text))
    world.run(DAY)

    assert not [row for row in mentioned(world) if row[:2] == ("treaty signed", "Marchuk")]


def test_a_surname_means_nobody_who_was_named_a_month_ago(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(DAY, "a.html", article("talks end", FULL))
    world.put(LATER, "b.html", article("treaty signed", SHORT))
    world.run(DAY, LATER)

    assert not [row for row in mentioned(world) if row[:2] == ("treaty signed", "Marchuk")]


def test_an_entity_that_is_named_no_more_is_gone(tmp_path: Path) -> None:
    world = World(tmp_path)
    page = world.put(DAY, "a.html", article("talks end", FULL))
    world.put(DAY, "b.html", article("treaty signed", SHORT))
    world.run(DAY)
    page.write_text(article("talks end", FILLER))
    world.run(DAY)

    assert mentioned(world) == set()
    assert world.ask("SELECT count(*) FROM core.entities") == [(0,)]


def test_whatever_was_lost_is_made_anew_where_everything_is(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(DAY, "a.html", article("talks end", FULL))
    world.run(DAY, publishing=False)
    rows = [f"SELECT * EXCLUDE (run_id) FROM core.{name} ORDER BY ALL" for name in ("mentions", "entities")]
    sound = [world.ask(query) for query in rows]
    with world.connect() as connection:
        for broken in (
            "INSERT INTO core.entities BY NAME SELECT * REPLACE ('nobody''s' AS entity_key) FROM core.entities LIMIT 1",
            "UPDATE core.entities SET entity_key = NULL",
            "UPDATE core.entities SET type = 'organisation'",
            "UPDATE core.mentions SET entity_key = NULL",
            "UPDATE core.mentions SET mention_key = NULL",
            "UPDATE core.name_sightings SET name_key = NULL",
        ):
            connection.execute(broken)
            read_names(Writing(connection, "again"), "true")
            assert [connection.execute(query).fetchall() for query in rows] == sound, broken


@pytest.mark.slow
def test_core_is_the_same_in_whatever_order_the_days_were_loaded(tmp_path: Path) -> None:
    days: dict[date, list[tuple[str, str]]] = {
        DAY: [("talks end", FULL), ("gates open", BARE)],
        NEXT_DAY: [("treaty signed", SHORT), ("clinic opens", NAMED)],
        THIRD_DAY: [("choir sings", OTHER)],
    }
    plans = [[tuple(order)] for order in (days,)]
    plans += [[(day,) for day in order] for order in itertools.permutations(days)]
    plans.append([(NEXT_DAY, THIRD_DAY), (DAY,), (NEXT_DAY,)])
    contents = []
    for number, plan in enumerate(plans):
        world = World(tmp_path / str(number))
        for day, pages in days.items():
            for title, text in pages:
                world.put(day, f"{title}.html", article(title, text))
        for loaded in plan:
            world.run(*loaded, publishing=False)
        contents.append(
            [
                world.ask(f"SELECT * EXCLUDE (run_id) FROM core.{table} ORDER BY ALL")
                for table in ("name_sightings", "name_evidence", "mentions", "entities", "entity_forms")
            ]
        )
    assert all(content == contents[0] for content in contents[1:])
    assert contents[0][1]
