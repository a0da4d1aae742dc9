"""Pages with several articles, and pages that only look so."""

import pytest

from etl_project.pages.generic import parse
from etl_project.pages.model import ArticleBlock, Page
from etl_project_tests.pages.articles import QUAY

LAMPS = [
    "Every lamp along the mole will burn all night again, eleven years after the town turned half of them off to save money.",
    "Fishers had asked for the light since a boat ran onto the stones in March, and a collection among them paid for the first six.",
    "The town says that the new lamps take a tenth of the power of the old ones and that the rest will follow before the spring.",
]
MARKET = [
    "The Saturday market moves to the customs square while the market hall gets a new roof, the town council said on Friday.",
    "Stalls will stand in four rows between the fountain and the bank, with the fishmongers on the side of the water as before.",
    "Traders pay no fee until the hall opens again, and the buses that used to turn in the square stop at the station instead.",
]


def article(heading: str, paragraphs: list[str], *, head: str = "", link: str = "") -> str:
    title = f"<a href='{link}'>{heading}</a>" if link else heading
    return f"<article class='post'><h2>{title}</h2>{head}{''.join(f'<p>{text}</p>' for text in paragraphs)}</article>"


def parsed(main: str, *, head: str = "") -> list[ArticleBlock]:
    html = f"<html><head><title>Ellery Observer</title>{head}</head><body><nav><a href='/'>Front page</a></nav><main>{main}</main><footer>Ellery Observer</footer></body></html>"
    return list(parse(Page(text=html, media="html", url="https://observer.example/blog/")).blocks)


def test_the_first_article_is_the_main_one_and_the_others_are_listed() -> None:
    first, second, third = parsed(
        article("East quay to close", QUAY, link="/blog/quay")
        + article(
            "Lamps burn all night",
            LAMPS,
            head="<p class='byline'>By Ada Lund</p><time datetime='2026-11-12T10:00+01:00'>Thursday</time>",
            link="/blog/lamps",
        )
        + article("Market moves", MARKET, head="<p>By Jon Vale</p><p>13 November 2026</p>")
    )

    assert (first.role, first.title, first.body) == ("main", "East quay to close", "\n".join(QUAY))
    assert (second.role, second.title, second.body) == ("listed", "Lamps burn all night", "\n".join(LAMPS))
    assert (second.byline, second.published_raw) == ("By Ada Lund", "2026-11-12T10:00+01:00")
    assert second.article_url == "https://observer.example/blog/lamps"
    assert (third.role, third.title, third.body) == ("listed", "Market moves", "\n".join(MARKET))
    assert (third.byline, third.published_raw, third.published_source) == ("By Jon Vale", "13 November 2026", "text")
    assert third.article_url is None


def test_a_listed_span_is_its_text() -> None:
    html = f"<html><body><main>{article('East quay to close', QUAY)}{article('Lamps burn all night', LAMPS)}</main></body></html>"
    page = parse(Page(text=html, media="html", url=None))

    _, listed = page.blocks
    assert page.text[listed.char_start : listed.char_end] == "\n".join(LAMPS)


def test_each_article_may_be_wrapped() -> None:
    wrapped = [
        f"<div class='row-{number}'>{article(heading, paragraphs)}</div>"
        for number, (heading, paragraphs) in enumerate([("East quay to close", QUAY), ("Lamps burn all night", LAMPS)])
    ]

    assert [block.title for block in parsed("".join(wrapped))] == ["East quay to close", "Lamps burn all night"]


@pytest.mark.parametrize(
    "below",
    [
        article("Lamps burn all night", LAMPS[:1]),
        article("Lamps burn all night", [*LAMPS[:2], "Read more: the lamps of the mole"]),
        article("Lamps burn all night", LAMPS).replace("class='post'", "class='post teaser'"),
        article("More news", ["Lamps burn all night. " * 3]) * 3,
        f"<section><h2>Comments</h2><p>{LAMPS[0]}</p><p>{LAMPS[1]}</p></section>",
        f"<article class='post'><p>{LAMPS[0]}</p><p>{LAMPS[1]}</p><p>{LAMPS[2]}</p></article>",
    ],
    ids=["teaser", "excerpt", "teaser by name", "short ones", "comments", "no headline"],
)
def test_what_is_no_full_article_is_not_listed(below: str) -> None:
    blocks = parsed(article("East quay to close", [*QUAY, *MARKET]) + below)

    assert [block.role for block in blocks] == ["main"]
    assert blocks[0].body == "\n".join([*QUAY, *MARKET])


def test_posts_of_a_live_blog_are_one_article() -> None:
    posts = "".join(
        f"<article class='post'><time datetime='2026-11-12T1{hour}:00Z'>1{hour}:00</time><h2>{heading}</h2><p>{text}</p><p>{more}</p></article>"
        for hour, (heading, text, more) in enumerate(
            [
                ("Quay closed", QUAY[0], QUAY[1]),
                ("Lamps lit", LAMPS[0], LAMPS[1]),
                ("Market moved", MARKET[0], MARKET[1]),
            ]
        )
    )
    blocks = parsed(
        f"<h1>Storm at the harbour: all news</h1>{posts}",
        head="<meta property='og:title' content='Storm at the harbour: all news'>",
    )

    assert [block.role for block in blocks] == ["main"]
    for text in (*QUAY[:2], *LAMPS[:2], *MARKET[:2]):
        assert text in blocks[0].body
