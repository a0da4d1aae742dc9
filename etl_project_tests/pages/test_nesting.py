"""Pages that would cost a parser much time or memory."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.pages.model import PageRejected
from etl_project.pages.nesting import _long_tags, check_nesting


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<div>" * 100_000 + "</div>" * 100_000,
        "<ul><li>" * 100_000,
        "<DIV>" * 30_000,
        "<span>" * 30_000 + "text",
        "<p>" + "".join(f"<b id={number}>" for number in range(2_000)) + "<p>text" * 2_000,
    ],
    ids=["unclosed", "closed", "lists", "capitals", "inline", "formatting"],
)
def test_bombs_are_rejected(html: str) -> None:
    with pytest.raises(PageRejected) as rejection:
        check_nesting(html)

    assert rejection.value.code == "nested_too_deep"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 500 + "text" + "</div>" * 500,
        "<div><p>text</p></div>" * 50_000,
        "<p>text <br>" * 50_000,
        "<ul>" + "<li>item" * 50_000,
        "<table>" + "<tr><td>cell" * 50_000,
        "<script>" + "'<div>' + " * 50_000 + "</script>",
        "<!-- " + "<div> " * 50_000 + "-->",
        "<p title='" + "<div>" * 50_000 + "'>text",
        "<svg>" + "<path d='M0 0'/>" * 50_000 + "</svg>",
        "<p><b>bold</b></p>" * 50_000,
    ],
    ids=["deep", "long", "void", "items", "cells", "script", "comment", "attribute", "drawing", "bold"],
)
def test_long_pages_are_not(html: str) -> None:
    check_nesting(html)


def test_an_element_with_very_many_attributes_is_rejected() -> None:
    html = f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>text</p>"
    with pytest.raises(PageRejected) as raised:
        check_nesting(html)
    assert raised.value.code == "too_many_attributes"


@pytest.mark.parametrize(
    "html",
    ["<p a b c d>x</p>" * 130_000, "<p a='1'b='2'c='3'>x</p>" * 110_000, "<p a/b/c/d>x</p>" * 130_000],
    ids=["spaces", "quotes", "slashes"],
)
def test_very_many_attributes_of_many_elements_are_rejected(html: str) -> None:
    with pytest.raises(PageRejected) as raised:
        check_nesting(html)
    assert raised.value.code == "too_many_attributes"


def test_a_large_page_of_plain_elements_is_not() -> None:
    check_nesting(
        '<p class="body copy wide" id="a">The harbour board voted on Tuesday to close the quay.</p>\n' * 50_000
    )


def test_very_many_tags_are_rejected() -> None:
    with pytest.raises(PageRejected) as raised:
        check_nesting("<br>" * 300_001)
    assert raised.value.code == "too_many_elements"


def test_a_long_attribute_is_not_many() -> None:
    check_nesting(f"<div data-text=\"{'many words ' * 5_000}\" class='a'>text</div>")


@given(
    st.lists(
        st.one_of(
            st.sampled_from(["<p ", "<", ">", "<p>", "</p>", "<!--", "a=1 ", "\n"]),
            st.integers(3_990, 4_010).map(lambda count: "x " * (count // 2)),
        ),
        max_size=12,
    )
)
def test_long_tags_are_found_as_one_expression_finds_them(parts: list[str]) -> None:
    html = "".join(parts)

    assert list(_long_tags(html)) == re.findall(r"<[a-zA-Z][^>]{4000,}", html)
