"""What publishers' structured data say, and how they break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from etl_project.pages.structured import StructuredData, load_json, read_structured
from etl_project_tests.pages.articles import json_ld

PAGE_URL = "https://www.elleryobserver.example/news/ferry"


def read(head: str, body: str = "") -> StructuredData:
    return read_structured(LexborHTMLParser(f"<html><head>{head}</head><body>{body}</body></html>"), PAGE_URL)


def test_json_ld_of_a_news_article() -> None:
    data = read(
        json_ld(
            headline="Ferry returns",
            author=[{"@type": "Person", "name": "Odile Marrant"}, {"@type": "Person", "name": "Bram Tasker"}],
            datePublished="2026-11-12T07:30:00+01:00",
            dateModified="2026-11-13T09:00:00+01:00",
            articleSection="Transport",
            keywords="ferries, Port Ellery",
            inLanguage="en",
            publisher={"@type": "Organization", "name": "Ellery Observer"},
            mainEntityOfPage={"@id": "/news/ferry"},
            isAccessibleForFree="False",
            articleBody="It sailed.\n\nIt rained.",
        )
    )

    assert data == StructuredData(
        article_type="NewsArticle",
        headline="Ferry returns",
        authors=("Odile Marrant", "Bram Tasker"),
        published="2026-11-12T07:30:00+01:00",
        categories=("Transport", "ferries", "Port Ellery"),
        url=PAGE_URL,
        language="en",
        publisher="Ellery Observer",
        article_body="It sailed.\nIt rained.",
        is_free=False,
    )


def test_open_graph_and_meta_elements() -> None:
    data = read(
        """
        <title>Ferry returns | Ellery Observer</title>
        <link rel="canonical" href="/news/ferry-returns">
        <meta property="og:type" content="article"><meta property="og:title" content="Ferry &amp; band return">
        <meta property="og:site_name" content="Ellery Observer"><meta property="og:locale" content="en_GB">
        <meta property="article:published_time" content="2026-11-12T07:30:00Z">
        <meta property="article:modified_time" content="2026-11-13T07:30:00Z">
        <meta property="article:section" content="Transport"><meta property="article:tag" content="Ferries">
        <meta property="article:tag" content="transport">
        <meta property="article:content_tier" content="locked">
        <meta name="author" content="Odile Marrant">
        """
    )

    assert data.article_type == "article"
    assert data.meta_title == "Ferry & band return"
    assert data.document_title == "Ferry returns | Ellery Observer"
    assert data.url == "https://www.elleryobserver.example/news/ferry-returns"
    assert data.publisher == "Ellery Observer"
    assert data.language == "en_GB"
    assert data.published == "2026-11-12T07:30:00Z"
    assert data.categories == ("Transport", "Ferries")
    assert (data.authors, data.meta_authors) == ((), ("Odile Marrant",))
    assert data.is_free is False


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("parsely-pub-date", "2026-11-12T07:30:00Z"),
        ("sailthru.date", "2026-11-12"),
        ("dc.date.issued", "2026-11-12"),
        ("citation_publication_date", "2026/11/12"),
        ("DC.Date", "12.11.2026"),
        ("pubdate", "20261112"),
    ],
)
def test_publication_time_under_other_names(name: str, content: str) -> None:
    assert read(f'<meta name="{name}" content="{content}">').published == content


def test_a_time_of_change_alone_is_no_publication_time() -> None:
    assert read('<meta property="article:modified_time" content="2026-11-13T07:30:00Z">').published is None


def test_a_relative_time_is_no_publication_time() -> None:
    assert read('<meta name="date" content="2 hours ago">').published is None


def test_microdata() -> None:
    data = read(
        "",
        """
        <div itemscope itemtype="https://schema.org/NewsArticle">
          <h1 itemprop="headline">Ferry returns</h1>
          <span itemprop="author" itemscope><b itemprop="name">Odile Marrant</b>, harbour desk</span>
          <time itemprop="datePublished" datetime="2026-11-12">Thursday</time>
          <figure itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">Photo desk</span></figure>
        </div>
        """,
    )

    assert data.article_type == "NewsArticle"
    assert data.headline == "Ferry returns"
    assert data.authors == ("Odile Marrant",)
    assert data.published == "2026-11-12"


def test_author_by_reference_into_the_graph() -> None:
    data = read(
        """<script type="application/ld+json">{"@graph": [
        {"@type": "WebPage", "name": "Ferry | Observer"},
        {"@type": ["Article", "NewsArticle"], "headline": "Ferry returns", "author": {"@id": "#odile"}},
        {"@type": "Person", "@id": "#odile", "name": "Odile Marrant"}]}</script>"""
    )

    assert data.headline == "Ferry returns"
    assert data.authors == ("Odile Marrant",)


def test_articles_that_a_list_or_an_article_mentions_are_not_the_article() -> None:
    listed = '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "headline": "Another"}]}'
    blog = (
        '{"@type": "LiveBlogPosting", "headline": "Ferry, live",'
        ' "liveBlogUpdate": [{"@type": "BlogPosting", "headline": "It sails", "datePublished": "2026-11-12"}]}'
    )

    assert read(f'<script type="application/ld+json">{listed}</script>').article_type is None
    data = read(f'<script type="application/ld+json">[{listed}, {blog}]</script>')
    assert (data.article_type, data.headline, data.published) == ("LiveBlogPosting", "Ferry, live", None)


def test_addresses_mail_and_signs_are_no_authors() -> None:
    names = ["https://www.facebook.example/observer", "desk@elleryobserver.example", "—", "Odile Marrant"]

    assert read(json_ld(author=names)).authors == ("Odile Marrant",)


def test_keywords_for_search_engines_are_topics_only_where_nothing_else_is() -> None:
    keywords = '<meta name="keywords" content="ferry, harbour">'

    assert read(keywords).categories == ("ferry", "harbour")
    assert read(keywords + '<meta property="article:tag" content="Ferries">').categories == ("Ferries",)


def test_software_is_no_publisher() -> None:
    software = json_ld(publisher={"@type": "Organization", "name": "Blogger"})

    assert read(software).publisher is None
    assert read(software + '<meta property="og:site_name" content="Quay Notes">').publisher == "Quay Notes"


def test_the_time_of_the_web_page_is_taken_where_the_article_has_none() -> None:
    page = json_ld(**{"@type": "WebPage"}, datePublished="2026-11-11")

    assert read(page).published == "2026-11-11"
    assert read(page + json_ld(datePublished="2026-11-12")).published == "2026-11-12"


def test_markup_in_the_body_is_text() -> None:
    data = read(json_ld(articleBody="<p>It sailed &amp; sang.</p><p>It <b>rained</b>.</p>"))

    assert data.article_body == "It sailed & sang.\nIt rained."


def test_no_structured_data() -> None:
    assert read("", "<p>Hello</p>") == StructuredData()


@pytest.mark.parametrize(
    "text",
    [
        '{"headline": "Ferry"}',
        '<!--\n{"headline": "Ferry"}\n-->',
        '//<![CDATA[\n{"headline": "Ferry"}\n//]]>',
        '/*<![CDATA[*/{"headline": "Ferry"}/*]]>*/',
        '{"headline": "Ferry", // the ship\n /* all of it */ "tags": ["a", "b",],}',
        '{"headline": "Ferry", "image": , "url": }',
        "{&quot;headline&quot;: &quot;Ferry&quot;}",
        '{"headline": "Ferry"};',
    ],
)
def test_broken_json_is_read(text: str) -> None:
    assert load_json(text)[0]["headline"] == "Ferry"


def test_control_characters_and_wrong_escapes_in_json() -> None:
    assert load_json('{"a": "one\ntwo\x07", "b": "it\\\'s", "c": "http://x.example//y"}') == [
        {"a": "one\ntwo\x07", "b": "it\\'s", "c": "http://x.example//y"}
    ]


def test_values_behind_one_another() -> None:
    assert load_json('{"a": 1}{"b": 2}\n, {"c": 3} and text') == [{"a": 1}, {"b": 2}, {"c": 3}]


@pytest.mark.parametrize("text", ["", "undefined", "[" * 200_000, '"' * 10_001, "/*" * 100_000, "9" * 5_000])
def test_what_is_no_json_yields_nothing_of_use(text: str) -> None:
    assert all(not isinstance(value, dict) for value in load_json(text))


@given(st.text(alphabet='{}[]":,/*\\<!-ab1 \n', max_size=60))
def test_any_script_is_survived(script: str) -> None:
    data = read(f'<script type="application/ld+json">{script}</script>')

    assert data.authors == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@id", "@graph", "author", "name", "headline", "url"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_values_of_unexpected_types_are_survived(value: object) -> None:
    data = read(json_ld(author=value, headline=value, publisher=value, mainEntityOfPage=value, articleBody=value))

    assert data.article_type == "NewsArticle"
