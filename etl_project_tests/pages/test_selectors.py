"""Layouts by CSS selectors, and the Harbour Gazette's, their example."""

from datetime import date

import pytest

from etl_project.pages.layouts.harbour_gazette import LAYOUT as HARBOUR_GAZETTE
from etl_project.pages.model import LAYOUT_CONFIDENCE, ArticleBlock, Page, PageRejected, ParsedPage
from etl_project.pages.selectors import Markup, SelectorLayout
from etl_project_tests.pages.articles import BODY, PARAGRAPHS, TITLE, document, json_ld, paragraphs

URL = "https://www.harbourgazette.example/news/night-ferry"
ASIDE = "<aside><h2>The Gazette by post</h2><p>Have it brought to your door.</p></aside>"
OLD = document(
    f'<div class="story"><h1 class="headline">{TITLE}</h1><p class="byline">By Odile Marrant</p>'
    f'<p class="dateline">5 November 2026, 14:30</p><div class="copy">{paragraphs()}</div></div><footer>Customs Quay</footer>'
)
NEW = document(
    f'<article class="hg-article"><h1>{TITLE}</h1><address class="author">Odile  Marrant</address>'
    '<time class="published" datetime="2026-11-12T14:30:00+00:00">12 November 2026, 14:30</time>'
    f'<section class="body">{paragraphs(PARAGRAPHS[:2])}{ASIDE}{paragraphs(PARAGRAPHS[2:])}</section></article>'
)


def parse(html: str, captured_on: str | None = None, layout: SelectorLayout = HARBOUR_GAZETTE) -> ParsedPage:
    return layout.parse(Page(html, "html", URL, captured_on), frozenset())


def test_the_old_markup() -> None:
    page = parse(OLD, captured_on="2026-11-06")

    head = f"{TITLE}\nBy Odile Marrant\n5 November 2026, 14:30\n"
    assert page == ParsedPage(
        layout="harbour_gazette/1",
        text=head + BODY,
        blocks=(
            ArticleBlock(
                role="main",
                title=TITLE,
                body=BODY,
                char_start=len(head),
                char_end=len(head) + len(BODY),
                publisher_label="Harbour Gazette",
                byline="By Odile Marrant",
                published_raw="5 November 2026, 14:30",
                published_source="label",
                published_confidence=LAYOUT_CONFIDENCE,
                title_source="layout",
                title_confidence=LAYOUT_CONFIDENCE,
                byline_source="layout",
                byline_confidence=LAYOUT_CONFIDENCE,
                body_source="layout",
                body_confidence=LAYOUT_CONFIDENCE,
                date_order="DMY",
                article_url=URL,
                language_declared="en-GB",
            ),
        ),
    )


def test_the_new_markup() -> None:
    page = parse(NEW, captured_on="2026-11-07")

    (article,) = page.blocks
    assert page.layout == "harbour_gazette/2"
    assert (article.title, article.byline, article.body) == (TITLE, "Odile Marrant", BODY)
    assert (article.published_raw, article.published_source) == ("2026-11-12T14:30:00+00:00", "structured")
    assert page.text[article.char_start : article.char_end] == BODY


@pytest.mark.parametrize(
    ("html", "captured_on", "layout"),
    [
        (OLD, None, "harbour_gazette/1"),
        (NEW, None, "harbour_gazette/2"),
        (OLD, "2026-11-07", "generic/1"),
        (NEW, "2026-11-06", "generic/1"),
    ],
    ids=["old, day unknown", "new, day unknown", "old after the redesign", "new before it"],
)
def test_the_day_of_capture_chooses_the_version(html: str, captured_on: str | None, layout: str) -> None:
    page = parse(html, captured_on)

    assert page.layout == layout
    assert page.blocks[0].body == BODY


def test_a_page_without_an_article() -> None:
    with pytest.raises(PageRejected) as rejection:
        parse(
            document('<ul><li><a href="/news/night-ferry">Night ferry returns</a></li></ul>', title="Harbour Gazette")
        )

    assert rejection.value.code == "no_article"


def test_structured_data_fill_what_selectors_do_not_give() -> None:
    layout = SelectorLayout(
        name="plain",
        publisher="Plain Paper",
        hosts=("plain.example",),
        markups=(Markup(version=7, title="h1.none", paragraphs="main p", drop=".advert"),),
    )
    head = json_ld(
        headline=TITLE,
        author="Bram Tasker",
        datePublished="2026-11-12",
        articleSection="Sea",
        inLanguage="fr",
        isAccessibleForFree=False,
    )
    page = parse(f'<head>{head}</head><main>{paragraphs()}<p class="advert">Boats!</p></main>', layout=layout)

    (article,) = page.blocks
    assert page.layout == "plain/7"
    assert (article.title, article.byline, article.body) == (TITLE, "Bram Tasker", BODY)
    assert (article.published_raw, article.published_source) == ("2026-11-12", "structured")
    assert (article.categories, article.language_declared, article.is_paywalled) == (("Sea",), "fr", True)


@pytest.mark.parametrize(
    ("url", "media", "is_recognised"),
    [
        (URL, "html", True),
        ("http://harbourgazette.example", "html", True),
        (URL, "text", False),
        ("https://harbourgazette.example.com/a", "html", False),
        ("https://notharbourgazette.example/a", "html", False),
        ("https://[", "html", False),
        (None, "html", False),
    ],
)
def test_pages_are_recognised_by_host(url: str | None, media: str, is_recognised: bool) -> None:
    assert HARBOUR_GAZETTE.recognises(Page(OLD, media, url)) is is_recognised


@pytest.mark.parametrize("html", ["", "\x00\ud800<p", "<section class=body>" * 200, OLD[:200], NEW[::-1]])
def test_damaged_pages_are_rejected(html: str) -> None:
    with pytest.raises(PageRejected):
        parse(html)


def test_a_page_that_breaks_off_in_the_text() -> None:
    page = parse(OLD[: OLD.index("nine winters after a collision")])

    assert page.layout == "harbour_gazette/1"
    assert page.is_partial
    assert page.blocks[0].is_truncated
    assert page.blocks[0].body == "The night ferry to Karsava Bay sailed again on Thursday,"


def test_a_page_that_breaks_off_below_the_text_is_whole() -> None:
    page = parse(OLD[: OLD.index(" Quay</footer>")])

    assert not page.is_partial
    assert page.blocks[0].body == BODY


def test_the_redesign_is_where_the_versions_meet() -> None:
    assert [markup.valid_until for markup in HARBOUR_GAZETTE.markups] == [date(2026, 11, 6), None]
