"""HTML rendered to text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.pages.model import PageRejected
from etl_project.pages.rendering import DEEPEST_NESTING, render


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<div>a<div>b</div>c</div>", "a\nb\nc"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<h1>a</h1><div>b</div>", "a\n\nb"),
        ("<div>a<br>b<br><br>c</div>", "a\nb\n\nc"),
        ("<span>a</span><span>b</span> <span>c</span>", "ab c"),
        ("<b>a </b> <i> b</i>", "a b"),
        ("<p>  a\n\t b  </p>\n\n<p> </p>\n<p>c</p>", "a b\n\nc"),
        ("a&nbsp;&nbsp;b", "a\xa0\xa0b"),
        ("<ul><li>a</li><li>b</li></ul>", "  • a\n  • b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>c", "  • a\n\n    • b\n\nc"),
        ("<ul><li></li></ul><p>a</p>", "a"),
        ("<ol><li>a</li></ol>", "  • a"),
        ("<li>a", "  • a"),
        ('<div><img alt="time">4 hours ago</div>', "time4 hours ago"),
        ('<img alt="app-store"><img alt="play-store"><img>', "app-storeplay-store"),
        ('<p>a <img alt=" a  picture "> b</p>', "a a picture b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a\tb\nc"),
        ("<pre>a  b\n\n c</pre>d", "a  b\n\n c\nd"),
        ("<head><title>t</title></head><body>a</body>", "a"),
        ("a<script>b</script><style>c</style><noscript>d</noscript><template>e</template>f", "af"),
        ("a<button>Save</button><select><option>b</option></select><textarea>c</textarea>d", "ad"),
        ('a<p hidden>b</p><p style="color: red; display: none">c</p><p style="visibility:hidden">d</p>', "a"),
        ('<p style="display: nonesuch">a</p>', "a"),
        ("a<!-- b --><?c d?>e", "ae"),
        ("<svg><title>time</title></svg>4 hours ago", "time4 hours ago"),
        ("<p>مرحبا &amp; &lt;أهلا&gt;</p>", "مرحبا & <أهلا>"),
        ('<meta charset="iso-8859-1"><p>é ا</p>', "é ا"),
        ("no markup", "no markup"),
        ("", ""),
        ("<p>a\x00b\ud800c</p>", "a\ufffdb\ufffdc"),
        ("<p>cut off <b>in the mid", "cut off in the mid"),
    ],
)
def test_elements_become_lines(html: str, text: str) -> None:
    assert render(html) == text


def test_xml_is_rendered_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    assert render('<?xml version="1.0" encoding="iso-8859-1"?><html><body><p>é</p></body></html>') == "é"
    assert not recwarn.list


@pytest.mark.parametrize("depth", [DEEPEST_NESTING + 1, 5_000])
def test_deeper_nesting_is_rejected_and_not_lost(depth: int) -> None:
    with pytest.raises(PageRejected) as rejected:
        render("<div>" * depth + "deep")

    assert rejected.value.code == "nested_too_deep"


def test_nesting_below_the_limit_is_read() -> None:
    assert render("<p>top</p>" + "<div>" * (DEEPEST_NESTING - 10) + "deep") == "top\n\ndeep"


def test_time_grows_with_the_page_and_no_faster() -> None:
    def seconds(count: int) -> float:
        page = "<div>a <b>b</b><ul><li>c<br></ul></div>" * count
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            render(page)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(320) < 20 * max(seconds(40), 0.001)


FRAGMENTS = st.sampled_from(
    [
        "<",
        ">",
        "</",
        "<p>",
        "</p>",
        "<div",
        "<ul><li>",
        "</li>",
        "<pre>",
        "<br>",
        "<img alt=",
        '"',
        "'",
        "=",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<!DOCTYPE",
        "<?xml",
        "?>",
        "&",
        "&#0;",
        "&#xD800;",
        ";",
        "\x00",
        "�",
        "\n",
        " ",
        "text",
        "نص",
        "<script>",
        "</script>",
        "<table><td>",
        "<svg>",
        "<title>",
        "<html lang=ar>",
        "<body>",
        "<template>",
        "<frameset>",
    ]
)


@given(st.lists(FRAGMENTS, max_size=40).map("".join) | st.text(max_size=60))
def test_any_input_is_rendered(html: str) -> None:
    text = render(html)

    text.encode()
    assert "\x00" not in text
