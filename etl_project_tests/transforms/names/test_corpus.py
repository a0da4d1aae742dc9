"""What the names of many articles teach."""

from datetime import date, timedelta

import polars as pl
import pytest

from etl_project.transforms.names.corpus import decide, display_names, evidence, learn, name_key
from etl_project.transforms.names.sightings import full_names, name_sightings

DAY = date(2026, 11, 2)


def sightings(*bodies: str, days: int = 1) -> pl.DataFrame:
    """Names in articles 0, 1, …, each first seen `days` after the one before."""
    numbers = range(len(bodies))
    frame = pl.DataFrame(
        {
            "article_key": [str(number) for number in numbers],
            "title": [""] * len(bodies),
            "body": bodies,
            "language": ["en"] * len(bodies),
            "load_date": [DAY + number * timedelta(days=days) for number in numbers],
        }
    )
    return name_sightings(frame.with_columns(first_load_date="load_date"))


def decided(frame: pl.DataFrame) -> list[tuple[str, ...]]:
    """Article, surface, type, key and method of what is named."""
    mentions = decide(frame, learn(evidence(frame)), full_names(frame))
    return sorted(mentions.select("article_key", "surface", "type", "name_key", "method").iter_rows())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Donald J. Trump", "donald trump"),
        ("Nicolás Maduro", "nicolas maduro"),
        ("J. K. Rowling", "j. k. rowling"),
        ("U.S.", "u.s."),
    ],
)
def test_spellings_of_one_name_have_one_key(name: str, key: str) -> None:
    assert name_key(name) == key


def test_a_type_is_learnt_from_one_sure_article() -> None:
    frame = sightings("The yard belongs to Quelvane Ltd.", "Nobody had heard of Quelvane before.")
    assert decided(frame) == [
        ("0", "Quelvane Ltd", "company", "quelvane", "legal form"),
        ("1", "Quelvane", "company", "quelvane", "corpus"),
    ]


def test_nothing_is_learnt_from_articles_that_disagree() -> None:
    frame = pl.DataFrame(
        {
            "article_key": ["0", "1", "2"],
            "name_key": ["quelvane"] * 3,
            "type": ["company", "place", "place"],
            "confidence": [0.9, 0.9, 0.5],
        }
    )
    assert learn(evidence(frame)).is_empty()


def test_a_bare_surname_means_the_only_person_with_it() -> None:
    frame = sightings("Dr Olga Varrisk spoke.", "The crowd waited until Varrisk had gone.")
    assert ("1", "Varrisk", "person", "olga varrisk", "surname") in decided(frame)


def test_a_bare_surname_of_two_persons_means_nobody() -> None:
    frame = sightings("Dr Olga Varrisk spoke.", "The crowd waited until Varrisk had gone.", "Dr Petro Varrisk sang.")
    assert [row for row in decided(frame) if row[0] == "1"] == []


def test_a_bare_surname_means_nobody_of_another_month() -> None:
    frame = sightings("Dr Olga Varrisk spoke.", "The crowd waited until Varrisk had gone.", days=15)
    assert [row for row in decided(frame) if row[0] == "1"] == []


@pytest.mark.parametrize(
    ("kind", "key", "forms", "name"),
    [
        ("place", "genf", {"GENEVA": 3, "Geneva": 1, "Genf": 1}, "Geneva"),
        ("place", "lowmere", {"LOWMERE": 2, "Lowmere": 1}, "Lowmere"),
        ("place", "united states", {"US": 9, "United States": 1}, "United States"),
        ("place", "united states", {"US": 2, "U.S.": 3}, "U.S."),
        ("place", "port sandrine", {"PORT SANDRINE": 1}, "Port Sandrine"),
        ("person", "donald trump", {"Trump": 9, "Donald Trump": 3, "Donald J. Trump": 1}, "Donald Trump"),
        ("organisation", "nato", {"NATO": 5, "Nato": 1}, "NATO"),
        ("company", "harvon", {"Harvon Ltd": 2, "HARVON LTD": 1}, "Harvon"),
        ("place", "port st. john's", {"PORT ST. JOHN'S": 2}, "Port St. John's"),
        ("place", "ddr", {"DDR": 2}, "DDR"),
        ("place", "united arab emirates", {"UAE": 2}, "UAE"),
        ("organisation", "unesco", {"UNESCO": 2}, "UNESCO"),
    ],
)
def test_an_entity_is_called_as_most_articles_write_it_in_full(
    kind: str, key: str, forms: dict[str, int], name: str
) -> None:
    frame = pl.DataFrame(
        [("1", kind, key, form, count) for form, count in forms.items()],
        schema=["entity_key", "type", "name_key", "form", "article_count"],
        orient="row",
    )
    assert display_names(frame).rows() == [("1", name)]
