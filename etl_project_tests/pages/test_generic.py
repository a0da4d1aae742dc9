"""Articles of publishers whose site nobody has described."""

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl_project.pages import bylines, generic, published, titles
from etl_project.pages.model import ArticleBlock, Page, PageRejected, ParsedPage
from etl_project_tests.pages.articles import BODY, PARAGRAPHS, TITLE, URL, article_page, document, json_ld, paragraphs


def parse(html: str, url: str | None = URL) -> ParsedPage:
    return generic.parse(Page(text=html, media="html", url=url))


def article_of(html: str, url: str | None = URL) -> ArticleBlock:
    return parse(html, url).blocks[0]


def rejection_of(html: str) -> PageRejected:
    with pytest.raises(PageRejected) as rejection:
        parse(html)
    return rejection.value


# --- The whole ------------------------------------------------------------------------------------------------------


def test_a_page_with_structured_data() -> None:
    page = parse(
        article_page(
            head=json_ld(
                headline=TITLE,
                author=[{"name": "Odile Marrant"}, {"name": "Bram Tasker"}],
                datePublished="2026-11-12T07:30:00+01:00",
                publisher={"name": "Ellery Observer"},
                articleSection="Transport",
            )
            + f'<link rel="canonical" href="{URL}">'
        ),
        url=URL + "?utm_source=mail",
    )

    assert page.layout == "generic/1"
    assert not page.is_partial
    (article,) = page.blocks
    assert page.text[article.char_start : article.char_end] == BODY
    assert page.text.splitlines()[:3] == ["Home", "Sport", TITLE]
    assert article == ArticleBlock(
        role="main",
        title=TITLE,
        body=BODY,
        char_start=len(f"Home\nSport\n{TITLE}\n"),
        char_end=len(f"Home\nSport\n{TITLE}\n{BODY}"),
        publisher_label="Ellery Observer",
        byline="Odile Marrant; Bram Tasker",
        published_raw="2026-11-12T07:30:00+01:00",
        published_source="structured",
        title_source="structured",
        title_confidence=titles.CONFIDENCE[3, 0],
        byline_source="structured",
        byline_confidence=bylines.CONFIDENCE["structured"],
        published_confidence=published.CONFIDENCE["structured"],
        body_source="blocks",
        body_confidence=article.body_confidence,
        article_url=URL,
        language_declared="en-GB",
        categories=("Transport",),
    )


def test_a_page_with_nothing_but_text() -> None:
    head = "<p>By Odile Marrant</p><p>12/11/2026</p>"
    page = parse(document(f"<h1>{TITLE}</h1>{head}{paragraphs()}", title=""), url=None)

    (article,) = page.blocks
    assert (article.title, article.body) == (TITLE, BODY)
    assert article.byline == "By Odile Marrant"
    assert (article.published_raw, article.published_source) == ("12/11/2026", "text")
    assert (article.publisher_label, article.article_url) == (None, None)


# --- The running text -----------------------------------------------------------------------------------------------

TALL = "The ship’s hull was raised by a tall crane that had been brought from the lower yard on a barge, workers said."
FURNITURE = {
    "share bar": '<div class="share-bar"><p>Send this story to everybody whom you know and love today.</p></div>',
    "related list": '<ul><li><a href="/a">Harbour lamps to burn all night</a></li><li><a href="/b">Mole to be raised</a></li></ul>',
    "related heading": '<h3>More on ferries</h3><p><a href="/a">Harbour lamps to burn all night again after eleven years</a></p>',
    "caption": f"<figure><img src='a.jpg'><figcaption>{TALL}</figcaption></figure>",
    "caption by class": f'<div class="photo-caption"><p>{TALL}</p></div>',
    "comments": f'<div id="comments"><p>{TALL}</p></div>',
    "newsletter": f'<section class="newsletter-signup"><p>{TALL}</p></section>',
    "aside": f"<aside><p>{TALL}</p></aside>",
    "hidden": f'<div style="display: none"><p>{TALL}</p></div>',
    "for screen readers": f'<span class="sr-only">{TALL}</span>',
    "promotion": "<p>Read more: the harbour lamps are to burn all night again.</p>",
    "promotion in German": "<p>Lesen Sie auch: Die Lampen am Hafen brennen wieder.</p>",
    "promotion in Arabic": "<p>اقرأ أيضا: عودة العبارة الليلية</p>",
    "other articles": f'<div class="card-teaser"><h3>Lamps</h3><p>{TALL}</p></div>',
    "date": "<p>12 November 2026, 07:30</p>",
    "rule": "<p>* * *</p>",
    "repetition": f"<p>{PARAGRAPHS[0]}</p>",
    "pull quote": "<blockquote>My mother took this boat to her wedding</blockquote>",
    "script": "<script>var text = 'The ship was raised by a tall crane.'</script>",
    "form": "<select><option>Choose a harbour</option></select><textarea>Write here</textarea>",
}


@pytest.mark.parametrize("furniture", FURNITURE.values(), ids=FURNITURE.keys())
def test_furniture_between_paragraphs_is_left_out(furniture: str) -> None:
    text = paragraphs(PARAGRAPHS[:2]) + furniture + paragraphs(PARAGRAPHS[2:])

    assert article_of(article_page(text)).body == BODY


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("<h2>Nine winters</h2>", ["Nine winters"]),
        ("<ul><li>Seven hours</li><li>£38</li></ul>", ["Seven hours", "£38"]),
        ("<blockquote><p>It is the best sound in the world, she said.</p></blockquote>", ["It is the best sound in the world, she said."]),
        ("<table><tr><td>Tuesday</td><td>22:00</td></tr></table>", ["Tuesday 22:00"]),
        ("<p>First.<br><br>Then.</p>", ["First.", "Then."]),
        ("<p>one<br>line</p>", ["one line"]),
        ("<p>A <b>b</b>o<i>l</i>d word and a <a href='/x'>link in</a> it.</p>", ["A bold word and a link in it."]),
        ("<p>Ferr\xady\u200b men</p>", ["Ferry men"]),
    ],
    ids=["subheading", "list", "quotation", "table", "two breaks", "one break", "inline", "soft hyphen"],
)  # fmt: skip
def test_what_belongs_to_the_text_is_kept(markup: str, lines: list[str]) -> None:
    text = paragraphs(PARAGRAPHS[:2]) + markup + paragraphs(PARAGRAPHS[2:])

    assert article_of(article_page(text)).body.split("\n") == [*PARAGRAPHS[:2], *lines, *PARAGRAPHS[2:]]


def test_the_span_runs_over_furniture_inside_the_body() -> None:
    page = parse(article_page(paragraphs(PARAGRAPHS[:2]) + "<aside>Boat hire</aside>" + paragraphs(PARAGRAPHS[2:])))

    (article,) = page.blocks
    between = page.text[article.char_start : article.char_end].split("\n")
    assert between == [*PARAGRAPHS[:2], "Boat hire", *PARAGRAPHS[2:]]
    assert article.body == BODY


def test_a_standfirst_above_the_text_is_kept_and_a_byline_is_not() -> None:
    standfirst = "Passengers wept, and a brass band played, as the ship passed the light."
    html = document(
        f'<header><h1>{TITLE}</h1><p class="standfirst">{standfirst}</p><div class="byline">By Odile Marrant</div></header>'
        f'<div class="story-body">{paragraphs()}</div>'
    )

    assert article_of(html).body == f"{standfirst}\n{BODY}"


def test_an_agency_credited_under_the_text_is_kept() -> None:
    assert article_of(article_page(paragraphs() + "<p>With Meridian Wire</p>")).body == f"{BODY}\nWith Meridian Wire"


def test_boxes_and_teasers_after_the_text_are_left_out() -> None:
    after = f'<div class="author-box"><p>{TALL}</p></div><div class="next-up"><h2>Lamps</h2><p>{TALL}</p></div>'

    assert article_of(article_page(after=after)).body == BODY


def test_of_several_articles_the_first_counts() -> None:
    other = "".join(f"<p>{number}. {TALL}</p>" for number in range(4))
    html = document(
        f'<main><article class="post"><h1>{TITLE}</h1>{paragraphs()}</article>'
        f'<article class="post"><h1>Tall crane</h1>{other}</article></main>'
    )

    assert article_of(html).body == BODY


def test_posts_of_a_live_blog_are_one_article() -> None:
    posts = "".join(f'<article class="post"><p>{text}</p></article>' for text in PARAGRAPHS)
    head = '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Ferry, live"}</script>'

    assert article_of(document(f"<main><h1>Ferry, live</h1>{posts}</main>", head=head)).body == BODY


def test_a_class_on_most_of_the_page_does_not_make_it_furniture() -> None:
    html = document(
        f'<div class="has-sidebar related-shown"><h1>{TITLE}</h1><div class="text">{paragraphs()}</div></div>'
    )

    assert article_of(html).body == BODY


def test_text_that_a_paywall_hides_is_read() -> None:
    html = document(f'<h1>{TITLE}</h1><div style="display:none" class="content">{paragraphs()}</div>')

    assert article_of(html).body == BODY


def test_scripts_without_spaces() -> None:
    sentences = (
        "夜行フェリーが木曜日に九年ぶりに再び出航し、三百人の乗客が甲板で灯台を見送った。",
        "港の税関岸壁では吹奏楽団が演奏し、市民が旗を振って船を迎えた。",
        "運航は火曜日と木曜日と土曜日で、四月末まで続く予定だと会社は発表した。",
        "最初の切符を買った七十一歳の女性は、母もこの船で嫁いだと話した。",
    )
    html = document(f"<h1>夜行フェリー、九年ぶりに復活</h1><div>{paragraphs(sentences)}</div>", title="")

    assert article_of(html).body == "\n".join(sentences)


def test_text_that_only_structured_data_hold() -> None:
    body = "\n".join([*PARAGRAPHS, TALL])
    page = parse(document('<div id="root"></div>', head=json_ld(headline=TITLE, articleBody=body)))

    (article,) = page.blocks
    assert page.text == article.body == body
    assert (article.char_start, article.char_end) == (0, len(body))


def test_structured_text_gives_way_to_the_documents() -> None:
    shortened = " ".join(PARAGRAPHS)

    assert article_of(article_page(head=json_ld(headline=TITLE, articleBody=shortened))).body == BODY


def test_a_declared_article_without_text_spans_its_headline() -> None:
    page = parse(document("<p>Watch</p>", head=json_ld(headline=TITLE)))

    (article,) = page.blocks
    assert article.body == ""
    assert page.text[article.char_start : article.char_end] == TITLE


# --- The fields -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Ferry sails again | Ellery Observer</title>", "", "Ferry sails again"),
        ("<title>Ferry sails again - News - Ellery Observer</title>", "Ferry sails again", "Ferry sails again"),
        ('<title>x</title><meta property="og:title" content="Ferry sails again | Ellery Observer">', "", "Ferry sails again"),
        ("<title>Ferry: a history | of the sea</title>", "", "Ferry: a history | of the sea"),
        ("<title>Home</title>", "Ferry sails again", "Ferry sails again"),
        (
            "<title>Ferry Port Ellery 2026 | Ellery Observer</title>"
            '<meta property="og:title" content="The boat is back">' + json_ld(headline="Ferry Port Ellery 2026"),
            "",
            "The boat is back",
        ),
        (
            '<title>Ferry news</title><meta property="og:title" content="You will not believe this boat">'
            + json_ld(headline="Ferry sails again"),
            "",
            "Ferry sails again",
        ),
    ],
    ids=["site", "section and site", "open graph", "no site", "heading", "for search engines", "for networks"],
)  # fmt: skip
def test_title(head: str, heading: str, title: str) -> None:
    site = '<meta property="og:site_name" content="Ellery Observer">'
    body = (f"<h1>{heading}</h1>" if heading else "") + paragraphs()

    assert article_of(f"<html><head>{head}{site}</head><body>{body}</body></html>").title == title


@pytest.mark.parametrize(
    ("head", "above", "byline"),
    [
        ('<meta name="author" content="Odile Marrant">', "<p>By somebody else</p>", "Odile Marrant"),
        ("", '<p>By <a rel="author" href="/om">Odile Marrant</a> and <a rel="author" href="/bt">Bram Tasker</a></p>', "Odile Marrant; Bram Tasker"),
        ("", '<p class="article-author">Odile Marrant</p>', "Odile Marrant"),
        ("", "<div>Von Odile Marrant</div>", "Von Odile Marrant"),
        ('<meta name="author" content="Ellery Observer">', '<p class="byline">By Odile Marrant</p>', "By Odile Marrant"),
        ('<meta name="author" content="Ellery Observer">', "<p>Photographs</p>", "Ellery Observer"),
        ("", "<p>Harbour desk</p>", None),
        ("", "<p>Di nuovo in mare dopo nove inverni</p>", None),
        ("", "<p>Par Éloïse Tanguy, 12 novembre 2026</p>", "Par Éloïse Tanguy"),
    ],
    ids=["structured", "links", "class", "line", "rather than the publisher", "publisher", "none", "no name", "with date"],
)  # fmt: skip
def test_byline(head: str, above: str, byline: str | None) -> None:
    site = '<meta property="og:site_name" content="Ellery Observer">'

    assert article_of(document(f"<h1>{TITLE}</h1>{above}{paragraphs()}", head=head + site)).byline == byline


@pytest.mark.parametrize(
    ("head", "above", "url", "published", "source"),
    [
        ('<meta property="article:published_time" content="2026-11-12">', '<time datetime="2026-11-11">', URL, "2026-11-12", "structured"),
        ("", '<time datetime="2026-11-12T07:30Z">Thursday</time>', URL, "2026-11-12T07:30Z", "structured"),
        ("", '<time datetime="PT3M">3 minutes</time><p>12 November 2026, 07:30</p>', URL, "12 November 2026, 07:30", "text"),
        ("", "<p>Published: Nov. 12, 2026 at 7:30 a.m.</p>", URL, "Nov. 12, 2026 at 7:30 a.m.", "text"),
        ("", "<p>12. November 2026</p>", URL, "12. November 2026", "text"),
        ("", "<p>12 de noviembre de 2026</p>", URL, "12 de noviembre de 2026", "text"),
        ("", "<p>2026年11月12日 7:30</p>", URL, "2026年11月12日 7:30", "text"),
        ("", "<p>١٢/١١/٢٠٢٦</p>", URL, "١٢/١١/٢٠٢٦", "text"),
        ("", "", URL, "2026/11/12", "url"),
        ("", "", "https://www.elleryobserver.example/20261112-ferry.html", "2026/11/12", "url"),
        ("", "", "https://www.elleryobserver.example/a-2026-1-5-ferry", "2026/01/05", "url"),
        ("", "", "https://www.elleryobserver.example/2026/11/ferry", None, None),
        ("", "", "https://www.elleryobserver.example/id/720261112999", None, None),
        ("", "", None, None, None),
    ],
)  # fmt: skip
def test_publication_time(head: str, above: str, url: str | None, published: str | None, source: str | None) -> None:
    article = article_of(document(f"<h1>{TITLE}</h1>{above}{paragraphs()}", head=head), url)

    assert (article.published_raw, article.published_source) == (published, source)


@pytest.mark.parametrize(
    ("declared", "page_url", "chosen"),
    [
        (URL, URL + "?a=1", URL),
        ("https://elleryobserver.example/amp", URL, "https://elleryobserver.example/amp"),
        ("https://meridianwire.example/story", URL, URL),
        ("https://www.elleryobserver.example/", URL, URL),
        ("https://www.elleryobserver.example/", "https://www.elleryobserver.example/", "https://www.elleryobserver.example/"),
        ("https://other.co.uk/a", "https://observer.co.uk/a", "https://observer.co.uk/a"),
        ("https://www.observer.co.uk/a", "https://m.observer.co.uk/b", "https://www.observer.co.uk/a"),
        (URL, None, URL),
        (None, URL, URL),
        (None, None, None),
        (URL, "http://[broken", "http://[broken"),
    ],
)  # fmt: skip
def test_address(declared: str | None, page_url: str | None, chosen: str | None) -> None:
    assert generic.choose_url(declared, page_url) == chosen


def test_an_invitation_to_subscribe_right_after_the_text() -> None:
    article = article_of(
        article_page(paragraphs() + '<div class="wall"><p>Subscribe now to read the full story.</p></div>')
    )

    assert article.body == BODY
    assert article.is_truncated
    assert article.is_paywalled


def test_a_paywall_declared_does_not_mean_that_text_is_missing() -> None:
    article = article_of(article_page(head=json_ld(headline=TITLE, isAccessibleForFree=False)))

    assert article.is_paywalled
    assert not article.is_truncated


def test_a_page_that_breaks_off_in_the_text() -> None:
    whole = document(f"<h1>{TITLE}</h1>{paragraphs()}")
    page = parse(whole[: whole.index("Sailings are on")])

    assert page.is_partial
    assert page.blocks[0].is_truncated
    assert page.blocks[0].body == BODY[: BODY.index(" Sailings")]


# --- No article -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "",
        "   \n ",
        "<html></html>",
        "<p></p>",
        document("<h1>Page not found</h1><p>We could not find that page. Try the search.</p>", title="404"),
        document(f"<h1>Ellery Observer</h1>{paragraphs(PARAGRAPHS[:1])}"),
        document(paragraphs(), title=""),
        document(f"<h1>Access denied</h1>{paragraphs()}", title="Access denied"),
        document(
            "<h1>Transport</h1>"
            + "".join(
                f'<div class="teaser-item"><h2><a href="/{number}">Ferry sails for the {number}th time</a></h2><p>{text}</p></div>'
                for number, text in enumerate(PARAGRAPHS)
            ),
            title="Transport",
        ),
        document("<h1>Local</h1><ul>" + '<li><a href="/a">Ferry sails again after nine winters</a></li>' * 30 + "</ul>"),
        document(f'<h1>We value your privacy</h1><div id="cookie-consent">{paragraphs()}</div>', title="Observer")
        .replace("<h1>", '<div class="filler"><p>' + "Nothing else is here. " * 4 + "</p></div><h1>"),
    ],
    ids=["empty", "blank", "no body", "no text", "not found", "short", "no headline", "denied", "index", "links", "consent"],
)  # fmt: skip
def test_pages_without_an_article(html: str) -> None:
    assert rejection_of(html).code == "no_article"


def test_reasons_are_sentences() -> None:
    reason = rejection_of(document("<h1>Ferry</h1><p>Soon.</p>", title="")).reason

    assert reason == "The page has 1 words of running text and does not declare itself an article."


@pytest.mark.parametrize("tag", ["div", "span", "b", "section"])
def test_nesting_that_is_cheap_to_parse_is_bounded_too(tag: str) -> None:
    assert rejection_of(f"<{tag}>" * 600 + "text").code == "nested_too_deep"


# --- Plain text -----------------------------------------------------------------------------------------------------


def parse_text(text: str) -> ParsedPage:
    return generic.parse_text(Page(text=text, media="text", url=URL))


def test_plain_text() -> None:
    text = "\n  " + "\r\n\r\n".join([TITLE, "By Odile Marrant", "12 November 2026", *PARAGRAPHS]) + "\n\n"
    page = parse_text(text)

    assert (page.layout, page.text) == ("text/1", text)
    (article,) = page.blocks
    assert (article.title, article.body) == (TITLE, BODY)
    assert (article.byline, article.published_raw, article.published_source) == (
        "By Odile Marrant",
        "12 November 2026",
        "text",
    )
    assert page.text[article.char_start : article.char_end].split() == BODY.split()
    assert page.text[article.char_end :].isspace()


@pytest.mark.parametrize(
    "text", ["", "\n\n", TITLE, f"{TITLE}\n{PARAGRAPHS[0]}", "word " * 400, f"{TITLE}\n" + "Menu item\n" * 100]
)
def test_text_without_an_article(text: str) -> None:
    with pytest.raises(PageRejected) as rejection:
        parse_text(text)

    assert rejection.value.code == "no_article"


# --- Anything -------------------------------------------------------------------------------------------------------


def is_sound(page: ParsedPage) -> bool:
    """What holds for every parsed page."""
    return all(
        (block.title or block.body)
        and 0 <= block.char_start <= block.char_end <= len(page.text)
        and page.text[block.char_start : block.char_end].split()[:1] == (block.body or block.title or "").split()[:1]
        for block in page.blocks
    )


MARKUP = st.lists(
    st.sampled_from(
        [
            "<div>", "</div>", "<p>", "</p>", "<article>", "</article>", "<h1>", "</h1>", "<h2>", "<table><td>", "<ul><li>",
            "<a href='", '"', "'", ">", "<", "<!--", "-->", "<script>", "</script>", "<svg>", "<template>", "&amp;", "&#x0;",
            "\x00", "\ud800", "\xad", "<br>", " hidden", ' class="comments"', ' itemprop="articleBody"', "<time datetime=2026>",
            "<body>", "</html>", "<title>", "<form>", "<select>", "<p class=byline>By A", TITLE, *PARAGRAPHS, json_ld(headline="Ferry"),
        ]
    )
    | st.text(max_size=12),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(MARKUP, st.sampled_from([None, URL, "http://[", "mailto:x", ""]))
@example("\ud800" + paragraphs(), None)
def test_any_markup_yields_a_sound_page_or_a_rejection(html: str, url: str | None) -> None:
    try:
        page = parse(html, url)
    except PageRejected as rejection:
        assert rejection.code in {"no_article", "nested_too_deep"}
    else:
        assert is_sound(page)


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_any_damage_to_a_page_is_survived(data: st.DataObject) -> None:
    html = article_page(head=json_ld(headline=TITLE, datePublished="2026-11-12"))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(html)), max_size=6)))
    pieces = [html[start:end] for start, end in pairwise([0, *cuts, len(html)])]
    html = "".join(data.draw(st.permutations(pieces)))
    try:
        assert is_sound(parse(html))
    except PageRejected as rejection:
        assert rejection.code == "no_article"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")), st.integers(0, 4))
def test_any_text_is_survived(text: str, copies: int) -> None:
    text = text + f"\n{BODY}" * copies
    try:
        assert is_sound(parse_text(text))
    except PageRejected as rejection:
        assert rejection.code == "no_article"
