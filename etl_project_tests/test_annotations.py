"""The annotations fit the texts, and what does not fit is found."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from benchmarks.extraction.annotated import annotated_pages
from etl_project.text import fold
from etl_project_tests.annotations import Row, Text, faults, read_rows, sample_id, sample_texts, seed_texts
from etl_project_tests.conftest import CommandLine


def seed_page() -> Path:
    folder = annotated_pages() / "seed"
    if not folder.is_dir():
        pytest.skip(f"The seed page is not in {folder}: set ETL_ANNOTATED_PAGES to try it.")
    return next(folder.glob("*.txt"))


@pytest.mark.parametrize(
    ("name", "texts"), [("samples", sample_texts), ("seed", lambda: seed_texts(seed_page()))], ids=["samples", "seed"]
)
def test_annotations_fit_the_texts(name: str, texts: Callable[[], dict[str, Text]]) -> None:
    known = texts()
    rows = read_rows(name)

    assert sorted(row["id"] for row in rows) == sorted(known)
    assert {row["id"]: found for row in rows if (found := faults(row, known[row["id"]]))} == {}


TEXT = Text("Ferry returns", "LONDON — ‘It’s back,’ said Ruth Penhallow of Ellery Shipping. “At last.”")
ROW: Row = {
    "id": "Gazette | Ferry returns",
    "language": "en",
    "story": "ferry-returns",
    "people": [{"name": "Ruth Penhallow", "also": ["Penhallow"]}],
    "organisations": [],
    "companies": [{"name": "Ellery Shipping", "also": [], "ticker": None}],
    "places": [{"name": "London", "also": [], "country": "GB"}],
    "quotes": [
        {"start": 10, "length": 10, "speaker": "Ruth Penhallow", "who": "person"},
        {"start": 63, "length": 8, "speaker": None, "who": "unnamed"},
    ],
}


def test_an_annotation_that_fits_has_no_faults() -> None:
    assert TEXT.body[10:20] == "It’s back,"
    assert TEXT.body[63:71] == "At last."
    assert faults(ROW, TEXT) == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        (("people", 0, "name"), "Ruth Penhalow", "'Ruth Penhalow' is not in the text"),
        (("people", 0, "also"), ["R. P."], "'R. P.' is not in the text"),
        (("companies", 0, "also"), ["ELLERY shipping", "ellery  Shipping"], None),
        (
            ("places",),
            [{"name": "London", "also": [], "country": "GB"}, {"name": "LONDON", "also": [], "country": None}],
            "'london' is listed twice",
        ),
        (("quotes", 0, "start"), 11, "the quotation at 11 does not begin behind a quotation mark"),
        (("quotes", 1, "start"), 15, "the quotation at 15 is out of range or out of order"),
        (("quotes", 1, "length"), 10, "the quotation at 63 is out of range or out of order"),
        (("quotes", 0, "length"), 0, "the quotation at 10 is out of range or out of order"),
        (("quotes", 0, "speaker"), "Penhallow", "the speaker at 10 is not listed: 'Penhallow', person"),
        (("quotes", 0, "who"), "organisation", "the speaker at 10 is not listed: 'Ruth Penhallow', organisation"),
        (("quotes", 1, "who"), "person", "the speaker at 63 is not listed: None, person"),
    ],
)
def test_what_does_not_fit_is_told(path: tuple[str | int, ...], value: object, fault: str | None) -> None:
    row: Any = copy.deepcopy(ROW)
    at = row
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value

    assert faults(row, TEXT)[:1] == ([fault] if fault else [])


def test_articles_are_known_by_publisher_or_host_and_title_in_any_style_of_quotation_marks() -> None:
    assert (
        sample_id("Harbour Gazette", "Herring fleet asks for a year's pause in quota cuts")
        == "Harbour Gazette | Herring fleet asks for a year’s pause in quota cuts"
    )
    title = "À Valmer, la fête des lanternes revient sur les quais"
    assert sample_id("phare-valmer.example", title) == f"Le Phare de Valmer | {title}"
    assert sample_id("Harbour Gazette", "Children judge school dinners, and the chips do not win") is None


@pytest.mark.slow
def test_offsets_are_those_of_the_loaded_articles(samples_loaded: tuple[CommandLine, str]) -> None:
    """Loaded bodies have their paragraphs and quotation marks from whichever page was read, but the same length."""
    texts = sample_texts()
    with duckdb.connect(str(samples_loaded[0].published_file), read_only=True) as marts:
        loaded = marts.execute(
            "SELECT publishers.name, title, body FROM core.articles JOIN core.publishers USING (publisher_key)"
        ).fetchall()
    bodies = {sample_id(publisher, title): body for publisher, title, body in loaded}

    assert sorted(name or "" for name in bodies) == sorted(texts)
    for name, body in bodies.items():
        text = texts[name or ""].body
        assert len(body) == len(text), name
        assert fold(body).replace('"', "'") == fold(text).replace('"', "'"), name
