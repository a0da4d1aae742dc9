"""The annotations of real articles fit the texts, which are not part of the project."""

import hashlib
from collections.abc import Iterable

import pytest

from benchmarks.extraction.annotated import annotated_pages
from etl_project_tests.annotations import FOLDER, OPENING, Row, Text, faults, read_rows, real_texts

ROWS = {row["id"]: row for row in read_rows("real")}


@pytest.fixture(scope="module")
def texts() -> dict[str, Text]:
    pages = annotated_pages()
    found = real_texts(pages)
    if not found:
        pytest.skip(
            f"The real articles are not here: {pages} has no gold.jsonl (ETL_ANNOTATED_PAGES names the folder)."
        )
    return found


def test_every_article_of_the_sample_is_annotated_in_its_language_and_no_other() -> None:
    drawn = [tuple(line.split()) for line in (FOLDER / "real_sample.txt").read_text(encoding="utf-8").splitlines()]

    assert [(row["id"], row["language"]) for row in ROWS.values()] == drawn
    assert sum(language == "en" for _, language in drawn) == 36
    assert sum(language != "en" for _, language in drawn) == 12


def test_annotations_are_of_the_texts_that_are_here(texts: dict[str, Text]) -> None:
    assert {
        row_id
        for row_id, row in ROWS.items()
        if hashlib.sha256(texts[row_id].body.encode()).hexdigest() != row["body_sha256"]
    } == set()


def test_annotations_fit_the_texts(texts: dict[str, Text]) -> None:
    found = {row_id: [*faults(row, texts[row_id]), *unclosed(row, texts[row_id])] for row_id, row in ROWS.items()}

    assert {row_id: told for row_id, told in found.items() if told} == {}


def unclosed(row: Row, text: Text) -> Iterable[str]:
    """Quotations that do not end before a quotation mark."""
    for quote in row["quotes"]:
        if text.body[quote["start"] + quote["length"] :].lstrip()[:1] not in OPENING:
            yield f"the quotation at {quote['start']} does not end before a quotation mark"


def test_countries_are_codes() -> None:
    """Two letters, or none where the place is in no one country."""
    countries = {place["country"] for row in ROWS.values() for place in row["places"]}

    assert all(
        country is None or (len(country) == 2 and country.isascii() and country.isupper()) for country in countries
    )
