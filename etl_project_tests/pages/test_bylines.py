import pytest

from etl_project.pages import parse
from etl_project.pages.bylines import CONFIDENCE, SITE_CONFIDENCE
from etl_project.pages.model import ArticleBlock, Page
from etl_project_tests.pages.articles import TITLE, URL, document, json_ld, paragraphs

SITE = '<meta property="og:site_name" content="Ellery Observer">'


def article(head: str = "", above: str = "") -> ArticleBlock:
    page = document(f"<h1>{TITLE}</h1>{above}{paragraphs()}", head=SITE + head)
    return parse(Page(page, "html", URL), frozenset()).blocks[0]


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


def author(*names: str) -> str:
    return json_ld(headline=TITLE, author=[{"@type": "Person", "name": name} for name in names])


@pytest.mark.parametrize(
    ("head", "above", "byline", "source"),
    [
        (author("Odile Marrant"), "<p>By Bram Tasker</p>", "Odile Marrant", "structured"),
        (author("Odile Marrant", "Ellery Observer"), "", "Odile Marrant", "structured"),
        (author("Ellery Observer") + meta("author", "Odile Marrant"), "", "Odile Marrant", "meta"),
        (author("odile.marrant") + meta("author", "Odile Marrant"), "", "Odile Marrant", "meta"),
        (meta("twitter:label1", "Written by") + meta("twitter:data1", "Odile Marrant"), "", "Odile Marrant", "meta"),
        (meta("twitter:label1", "Price") + meta("twitter:data1", "Odile Marrant"), "", None, None),
        ("", '<p class="byline">Updated November 12, 2026 · Odile Marrant · 3 min read</p>', "Odile Marrant", "markup"),
        ("", '<p class="byline">Written by Odile Marrant, November 12, 2026</p>', "Written by Odile Marrant", "markup"),
        ("", '<p class="byline">12 November 2026 | 5 min read</p>', None, None),
        ("", '<a rel="author" href="/o">https://odile.example</a>', None, None),
        ("", "<p>Von Odile Marrant, 12. November 2026</p>", "Von Odile Marrant", "text"),
        (author("Ellery Observer"), "", "Ellery Observer", "structured"),
        ("", '<p class="byline">Ellery Observer</p>', "Ellery Observer", "markup"),
        (author("松岡大地"), "", "松岡大地", "structured"),
    ],
    ids=[
        "structured first", "without the site", "not the site", "no account", "label of a card", "another label",
        "between dates", "written by", "only a date", "an address", "line", "site", "marked site", "no capitals",
    ],
)  # fmt: skip
def test_byline(head: str, above: str, byline: str | None, source: str | None) -> None:
    found = article(head, above)

    assert (found.byline, found.byline_source) == (byline, source)


def test_names_that_begin_like_a_by_stay_whole() -> None:
    assert article(above='<p class="byline">Dina Marrant</p>').byline == "Dina Marrant"


def test_confidence() -> None:
    assert article(author("Odile Marrant")).byline_confidence == CONFIDENCE["structured"]
    assert article(author("Ellery Observer")).byline_confidence == SITE_CONFIDENCE
    assert article().byline_confidence is None
