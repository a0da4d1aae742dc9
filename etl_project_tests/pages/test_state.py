"""Pages whose text stands only in the data of a script."""

import json
from typing import Any

import pytest

from etl_project.pages.generic import parse
from etl_project.pages.model import Page, PageRejected
from etl_project_tests.pages.articles import QUAY as PARAGRAPHS

TITLE = "East quay to close for the winter"
BODY = "\n".join(PARAGRAPHS)
HTML = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
OTHER = "".join(
    f"<p>Lamps on the mole will burn all night again from day {day} of this long month, the town council said.</p>"
    for day in range(12)
)


def page(*scripts: str, body: str = "<div id='root'></div>") -> Page:
    head = f"<title>{TITLE} | Observer</title><meta property='og:title' content='{TITLE}'><meta property='og:type' content='article'>"
    return Page(
        text=f"<html><head>{head}</head><body>{body}{''.join(scripts)}</body></html>",
        media="html",
        url="https://observer.example/quay",
    )


def state(article: Any) -> dict[str, Any]:
    related = [
        {"title": "Lamps burn all night", "content": OTHER, "id": 7},
        {"title": "Market", "content": "Short.", "id": 8},
    ]
    return {
        "props": {
            "site": {"name": "Observer"},
            "article": article,
            "related": related,
            "menu": ["News", "Sport", "Harbour"],
        }
    }


RICH = [
    {
        "type": "paragraph",
        "id": f"p{number}",
        "children": [{"text": text[:20]}, {"text": text[20:25], "bold": True}, {"text": text[25:]}],
    }
    for number, text in enumerate(PARAGRAPHS)
]
ARTICLES: dict[str, Any] = {
    "HTML": {"title": TITLE, "id": "a1", "html": HTML},
    "escaped HTML": {"title": TITLE, "html": HTML.replace("<", "&lt;").replace(">", "&gt;")},
    "paragraphs": {"headline": TITLE, "paragraphs": PARAGRAPHS},
    "elements": {
        "headline": TITLE,
        "elements": [{"type": "text", "_id": f"X{n}", "content": text} for n, text in enumerate(PARAGRAPHS)],
    },
    "rich text": {"headline": TITLE, "content": {"type": "doc", "blocks": RICH}},
    "lines": {"headline": TITLE, "text": BODY},
    "headline in an object": {
        "headlines": {"basic": TITLE, "web": ""},
        "content_elements": [{"content": text} for text in PARAGRAPHS],
    },
    "text and headline in objects": {
        "id": 5,
        "title": {"rendered": TITLE},
        "content": {"rendered": HTML, "protected": False},
    },
}


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_the_article_is_found_whatever_its_form(article: Any) -> None:
    (block,) = parse(
        page(f"<script id='__NEXT_DATA__' type='application/json'>{json.dumps(state(article))}</script>")
    ).blocks

    assert (block.title, block.body, block.body_source) == (TITLE, BODY, "state")


@pytest.mark.parametrize(
    "script",
    [
        "window.__INITIAL_STATE__ = {0};",
        "window.__INITIAL_STATE__={0};(function(){{window.started = [1, 2]}})();",
        "var a = {{b: 1}}, c = [d, e]; Fusion.globalContent={0};Fusion.spa=false",
        "window.__STATE__ = JSON.parse({1});",
        "self.__next_f.push([1,{2}])",
    ],
    ids=["assigned", "followed by code", "after code", "JSON in a string", "React's flight format"],
)
def test_data_are_found_in_scripts(script: str) -> None:
    data = json.dumps(state(ARTICLES["elements"]))
    flight = json.dumps(f'0:["$","div",null]\n5:{data}\n')
    html = page(f"<script>{script.format(data, json.dumps(data), flight)}</script>")

    assert parse(html).blocks[0].body == BODY


def test_rows_of_the_flight_format_go_over_several_scripts() -> None:
    rows = f'2:{json.dumps({"title": TITLE, "html": "$3"})}\n3:T{len(HTML.encode()):x},{HTML}4:["$","p",null]\n'
    cut = len(rows) // 2
    scripts = [f"<script>self.__next_f.push({json.dumps([1, part])})</script>" for part in (rows[:cut], rows[cut:])]

    assert parse(page(*scripts)).blocks[0].body == BODY


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_of_a_page_that_declares_nothing_only_the_text_under_its_title_is_taken(article: Any) -> None:
    data = json.dumps({"more": [{"title": "Lamps burn all night", "html": OTHER}], "post": article})
    html = page(f"<script>x = {data}</script>").text.replace("<meta property='og:type' content='article'>", "")

    (block,) = parse(Page(text=html, media="html", url="https://observer.example/quay")).blocks
    assert (block.title, block.body) == (TITLE, BODY)


def test_text_that_the_page_shows_goes_before_data() -> None:
    shown = "".join(f"<p>{text} It rained.</p>" for text in PARAGRAPHS)
    html = page(
        f"<script>x = {json.dumps(state(ARTICLES['HTML']))}</script>",
        body=f"<article><h1>{TITLE}</h1>{shown}</article>",
    )

    (block,) = parse(html).blocks
    assert block.body_source == "blocks"
    assert block.body.count("It rained.") == 3


def test_a_page_that_declares_nothing_is_an_article_by_the_text_under_its_title() -> None:
    html = (
        f"<html><head><title>{TITLE}</title></head><body><div id='root'></div><script>x = {{}}</script></body></html>"
    )

    def with_data(data: Any) -> Page:
        return Page(text=html.replace("{}", json.dumps(data)), media="html", url="https://observer.example/quay")

    assert parse(with_data(state(ARTICLES["HTML"]))).blocks[0].body == BODY
    with pytest.raises(PageRejected, match="0 words"):
        parse(with_data({"related": [{"title": "Lamps burn all night", "content": OTHER}]}))


def test_a_short_text_is_not_replaced_by_another_articles() -> None:
    shown = f"<article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p></article>"
    html = page(
        f"<script>x = {json.dumps({'related': [{'title': 'Lamps burn all night', 'content': OTHER}]})}</script>",
        body=shown,
    )

    (block,) = parse(html).blocks
    assert (block.body, block.body_source) == (PARAGRAPHS[0], "blocks")


@pytest.mark.parametrize(
    "script",
    [
        "x = " + "[" * 20_000,
        "x = " + '{"a":' * 20_000,
        "x = [" + ",".join(["{}"] * 20_000) + "]",
        "self.__next_f.push([1," + json.dumps("ffff:T" * 2_000) + "])",
        "self.__next_f.push([1," + json.dumps("1:Tffffffffff,") + "])",
        "alert('" + "not run " * 200 + "')",
        "= " * 5_000,
    ],
)
def test_scripts_without_an_article_are_survived(script: str) -> None:
    with pytest.raises(PageRejected):
        parse(Page(text=f"<html><body><script>{script}</script></body></html>", media="html"))
