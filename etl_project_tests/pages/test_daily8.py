"""The real page of daily8.ai that development has; it is not part of the project."""

from pathlib import Path

import pytest

from etl_project.pages.layouts.daily8 import LAYOUT
from etl_project.pages.model import Page, ParsedPage
from etl_project_tests.pages.aggregator_pages import CHROME, assert_spans_fit, comparable, html_page, text_page

FOLDER = Path(__file__).parents[3] / "shared" / "pages" / "seed"


@pytest.fixture(scope="module")
def text() -> str:
    paths = sorted(FOLDER.glob("*.txt"))
    if not paths:
        pytest.skip("the folder shared/pages/seed is not beside this checkout")
    return paths[0].read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def parsed(text: str) -> ParsedPage:
    return LAYOUT.parse(text_page(text), frozenset())


def test_it_is_recognised(text: str) -> None:
    assert LAYOUT.recognises(text_page(text))
    assert LAYOUT.recognises(html_page(text))
    assert LAYOUT.recognises(text_page(text[:2000]))


def test_four_articles_with_their_labels(parsed: ParsedPage) -> None:
    assert [(b.role, b.publisher_label, b.published_raw, b.published_source, b.date_order) for b in parsed.blocks] == [
        ("main", "Washington Post", "12-07-2025", "label", "DMY"),
        ("related", "Yahoo", "11 minutes ago", "label", "DMY"),
        ("related", "Bloomberg", "14 minutes ago", "label", "DMY"),
        ("related", "Forbes", "14 minutes ago", "label", "DMY"),
    ]
    assert [(b.categories, b.hashtags, b.article_url, b.is_truncated) for b in parsed.blocks] == [
        ((), (), None, False)
    ] * 4
    assert (parsed.layout, parsed.is_partial) == ("daily8/1", False)


def test_headlines(parsed: ParsedPage) -> None:
    titles = [block.title or "" for block in parsed.blocks]

    assert [(title.split()[0], title.split()[-1], len(title)) for title in titles] == [
        ("Russia", "Korea", 94),
        ("US-EU", "expected", 75),
        ("EU", "Industry", 62),
        ("As", "App", 70),
    ]


def test_bodies_from_their_first_to_their_last_word(parsed: ParsedPage, text: str) -> None:
    assert [(b.body.split()[0], b.body.split()[-1], len(b.body)) for b in parsed.blocks] == [
        ("SEOUL,", "report.", 3284),
        ("A", "prices", 4036),
        ("European", "tariffs.", 501),
        ("You", "happen.", 3085),
    ]
    assert_spans_fit(parsed)
    assert parsed.text == text


def test_the_credit_of_the_agency_is_kept(parsed: ParsedPage) -> None:
    separator, credit = parsed.blocks[0].body.split("\n")[-2:]

    assert separator == "___"
    assert credit.startswith("Associated Press writer ")


def test_the_byline_is_split_off_without_the_button(parsed: ParsedPage) -> None:
    assert [block.byline for block in parsed.blocks] == [None, None, "By and Max Ramsay", None]


def test_no_line_of_the_sites_own_is_in_a_body(parsed: ParsedPage) -> None:
    for block in parsed.blocks:
        assert not set(block.body.split("\n")) & set(CHROME)


def test_html_of_it_gives_the_same_articles(parsed: ParsedPage, text: str) -> None:
    assert comparable(LAYOUT.parse(html_page(text), frozenset())) == comparable(parsed)


def test_line_ends_of_another_system_change_nothing_else(parsed: ParsedPage, text: str) -> None:
    other = LAYOUT.parse(Page(text.replace("\n", "\r\n"), "text"), frozenset())

    assert comparable(other) == comparable(parsed)
    assert_spans_fit(other)
