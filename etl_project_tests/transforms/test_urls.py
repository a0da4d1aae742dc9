import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.transforms.urls import canonical_address, web_host

ADDRESS = "news.example/port/ferries"


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/port/ferries",
        "http://www.news.example/port/ferries/",
        " https://NEWS.Example:443/port/ferries#comments ",
        "http://news.example:80/port/ferries",
        "https://reader@news.example/port/ferries",
        "https://m.news.example/port/ferries?",
        "https://www.news.example./port/ferries",
        "https://news.example/port/ferries?utm_source=a&UTM_Campaign=b&fbclid=c&gclid=d",
        "https://news.example/port/ferries?at_medium=x&ref=home&smid=tw-share",
        "https://news.example/port/ferries/amp",
        "https://news.example/port/ferries/amp/",
        "https://news.example/amp/port/ferries",
        "https://amp.news.example/port/ferries?amp=1&outputType=amp",
        "https://news.example/port/ferries.amp",
        "https://news-example.cdn.ampproject.org/c/s/news.example/port/ferries",
        "https://www.google.com/amp/s/amp.news.example/port/ferries",
        "https://news.example/p%6Frt/ferries",
    ],
)
def test_variants_of_an_address_are_one(url: str) -> None:
    assert canonical_address(url) == ADDRESS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/a", "https://news.example/a/b"),
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/a?id", "https://news.example/a"),
        ("https://news.example/a%2Fb", "https://news.example/a/b"),
        ("https://news.example/a", "https://sport.news.example/a"),
        ("https://news.example/a", "https://news.example:8443/a"),
        ("https://news.example/amplifier", "https://news.example/lifier"),
        ("https://news.example/lamp", "https://news.example/l"),
    ],
)
def test_other_addresses_stay_apart(one: str, other: str) -> None:
    assert canonical_address(one) != canonical_address(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a?y=2&x=1", "https://news.example/a?x=1&y=2"),
        ("https://news.example/مرفأ", "https://news.example/%d9%85%d8%b1%d9%81%d8%a3"),
        ("https://münchen.example/a", "https://xn--mnchen-3ya.example/a"),
    ],
)
def test_order_and_encoding_do_not_matter(one: str, other: str) -> None:
    assert canonical_address(one) == canonical_address(other)


@pytest.mark.parametrize(
    "url",
    [
        "", "news.example/a", "//news.example/a", "mailto:desk@news.example", "javascript:void(0)", "https:///a",
        "https://localhost/a", "https://[::1/a", "https://news.example:port/a", "https://news.example:99999/a",
        "https://news.example", "https://www.news.example/?utm_source=x#top", "https://news.example/amp",
    ],
)  # fmt: skip
def test_what_names_no_article_has_no_address(url: str) -> None:
    assert canonical_address(url) is None


def test_host() -> None:
    assert web_host("https://www.News.example:443/a") == "news.example"
    assert web_host("https://m.news.example") == "m.news.example"
    assert web_host("ftp://news.example/a") is None


@given(st.text() | st.text().map(lambda rest: f"https://www.news.example/{rest}"))
def test_canonical_form_is_its_own(url: str) -> None:
    address = canonical_address(url)
    assert address is None or canonical_address(f"https://{address}") == address
