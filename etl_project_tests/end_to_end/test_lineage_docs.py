"""docs/lineage.md: its statements, one after the other on one connection, lead from a number to bytes of the raw files."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine

SECTION = re.compile(r"^## (\d)\. ", re.MULTILINE)
BLOCK = re.compile(r"```sql\n(.*?)```", re.DOTALL)
WORD = re.compile(r"\w+")
HEADLINE = "Council backs tidal barrier by a single vote"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def marts(samples_loaded: tuple[CommandLine, str]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(samples_loaded[0].published_file), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def answers(marts: duckdb.DuckDBPyConnection) -> dict[str, list[list[Row]]]:
    """What the last statement of each block gives, by the number of the section."""
    answers: dict[str, list[list[Row]]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        _, *sections = SECTION.split("## 0. " + (ROOT / "docs" / "lineage.md").read_text(encoding="utf-8"))
        for number, text in zip(sections[::2], sections[1::2], strict=True):
            answers[number] = []
            for block in BLOCK.findall(text):
                cursor = marts.execute(block)
                names = [column[0] for column in cursor.description or []]
                answers[number].append([dict(zip(names, row, strict=True)) for row in cursor.fetchall()])
    return answers


def test_the_number_is_that_of_its_articles(answers: dict[str, list[list[Row]]]) -> None:
    ((number,),) = answers["1"]
    assert (number["day"], number["articles"]) == (date(2026, 11, 2), 2)
    articles = answers["2"][0]
    assert len(articles) == number["articles"]
    assert sum(article["word_count"] for article in articles) == number["words"]
    assert HEADLINE in [article["title"] for article in articles]


def test_every_page_with_the_article_is_listed(answers: dict[str, list[list[Row]]]) -> None:
    (article,) = [article for article in answers["2"][0] if article["title"] == HEADLINE]
    (pages,) = answers["3"]
    assert len(pages) == article["appearance_count"] == 5
    for page in pages:
        assert 0 <= page["byte_offset"] < page["byte_length"] + page["byte_offset"]


def test_the_last_statement_prints_the_passage_of_the_raw_file(answers: dict[str, list[list[Row]]]) -> None:
    (((bytes_found),),) = answers["4"]
    assert bytes_found["are_the_same"] is True
    file = ROOT / bytes_found["filename"]
    ((passage,),) = answers["5"]
    assert passage["is_the_body"] is True
    assert passage["passage"].startswith("A £480 million barrier across the mouth of the River Ell")
    assert passage["passage"].encode() in file.read_bytes()


def test_a_passage_of_core_is_found_in_the_source_of_html(answers: dict[str, list[list[Row]]]) -> None:
    ((place,),) = answers["6"][-1:]
    assert place["passage"].endswith("the city's engineers say.")
    page = (SAMPLES / "2026-11-02" / "tidal-barrier.html").read_bytes()
    found = page[place["first_byte"] : place["first_byte"] + place["bytes"]].decode()
    assert (
        place["as_in_the_file"]
        == found
        == "It would protect some 11,000 homes and the whole of the old harbour, the city’s engineers say"
    )


def test_names_and_quotations_are_found_on_the_pages(
    marts: duckdb.DuckDBPyConnection, answers: dict[str, list[list[Row]]]
) -> None:
    places = answers["6"][1]
    assert {place["kind"] for place in places} == {"mention", "quotation"}
    on_text_pages = [place for place in places if place["format"] == "text" and place["input_uri"].endswith(".txt")]
    assert on_text_pages
    for place in on_text_pages:
        page = (SAMPLES / place["input_uri"]).read_bytes().decode()
        assert place["found"] and page[place["starts_on_page"] :].startswith(place["found"])
        assert " ".join(WORD.findall(place["span"])[:10]) in " ".join(WORD.findall(place["found"]))


def test_records_of_jsonl_hold_the_passage_in_their_text(
    marts: duckdb.DuckDBPyConnection, answers: dict[str, list[list[Row]]]
) -> None:
    """As the page's table says; the macro is the page's."""
    assert answers["5"]
    records = marts.execute(
        """
        SELECT input_uri, byte_offset, byte_length, char_start, char_end, body
        FROM staging.appearances JOIN raw.captures USING (capture_key)
        WHERE format = 'jsonl' AND NOT ends_with(input_uri, '.gz')
        """
    ).fetchall()
    checked = 0
    for uri, offset, length, start, end, body in records:
        ((text,),) = marts.execute(
            "SELECT page_text(content, $offset, $length)::JSON ->> 'text' FROM read_blob($file)",
            {"offset": offset, "length": length, "file": str(SAMPLES / uri)},
        ).fetchall()
        if text is not None:
            assert text[start:end].split() == body.split()
            checked += 1
    assert checked == 4
