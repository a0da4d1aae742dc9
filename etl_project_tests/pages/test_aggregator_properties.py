"""What holds for every page of the aggregator layout, and for every text that only resembles one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from etl_project.pages.layouts.daily8 import LAYOUT
from etl_project.pages.model import Page, PageRejected, ParsedPage
from etl_project_tests.pages.aggregator_pages import (
    ADVERT,
    CHROME,
    HARBOUR,
    RELATED,
    TEASER,
    TRAMS,
    Story,
    assert_spans_fit,
    banner,
    card,
    comparable,
    hashtag_page,
    html_page,
    page,
    text_page,
)

PUBLISHERS = ("Yahoo", "7NEWS", "Channel 4", "Sky News 24", "The Harbour Gazette", "الجزيرة", "فرانس ٢٤", "Time")
KNOWN = frozenset(name.casefold() for name in PUBLISHERS)
TIMES = ("12-07-2025", "3 hours ago", "11 minutes ago", "a day ago", "an hour ago", "a few seconds ago", "2 weeks ago")
ARABIC_TIMES = ("٢٢-٠٧-٢٠٢٥", "۱۲-۰۷-۲۰۲۵", "منذ يوم واحد", "منذ ٣ ساعات", "منذ ساعتين")
WORDS = (
    "Harbour",
    "trams",
    "light",
    "apples",
    "keeper",
    "'never'",
    "“again”",
    "24",
    "U.S.",
    "المنارة",
    "ترام",
    "–",
    "#2",
)
ODD_PARAGRAPHS = (
    "Why it matters:",
    "> A quoted line.",
    "• an item",
    "Comments",
    "logo",
    "Related Articles",
    "___",
    "#Trams",
)
NOTICES = frozenset(CHROME) - {"logo", "Comments", "Related Articles", "DOWNLOAD THE APP"}
"""Lines that are the site's own wherever they stand."""

sentences = st.lists(st.sampled_from(WORDS), min_size=5, max_size=25).map(lambda words: f"The {' '.join(words)}.")
bodies = st.lists(sentences, max_size=3).map(tuple) | st.tuples(sentences, st.sampled_from(ODD_PARAGRAPHS), sentences)
stories = st.builds(
    Story,
    title=st.lists(st.sampled_from(WORDS[:-1]), min_size=4, max_size=9).map(" ".join),
    body=bodies,
    publisher=st.none() | st.sampled_from(PUBLISHERS),
    published=st.none() | st.sampled_from(TIMES + ARABIC_TIMES),
    categories=st.lists(st.sampled_from(["World", "Business", "أعمال"]), unique=True, max_size=2).map(tuple),
    hashtags=st.lists(st.sampled_from(["Trams", "Night_Light", "حصاد"]), unique=True, max_size=2).map(tuple),
)
feeds = st.lists(stories, min_size=1, max_size=4, unique_by=lambda story: story.title)


def told(parsed: ParsedPage) -> list[tuple[str, Story]]:
    """The articles of a page, as stories."""
    return [
        (
            found.role,
            Story(
                title=found.title or "",
                body=tuple(found.body.split("\n")) if found.body else (),
                publisher=found.publisher_label,
                published=found.published_raw,
                categories=found.categories,
                hashtags=found.hashtags,
            ),
        )
        for found in comparable(parsed)
    ]


@given(feeds)
def test_a_page_gives_back_the_articles_it_was_made_from(feed: list[Story]) -> None:
    main, related = replace(feed[0], categories=(), hashtags=()), feed[1:]
    text = page(main, related)

    for parsed in (LAYOUT.parse(text_page(text), KNOWN), LAYOUT.parse(html_page(text), KNOWN)):
        assert_spans_fit(parsed)
        assert told(parsed) == [("main", main), *(("related", story) for story in related)]
        assert not parsed.is_partial


@given(feeds)
def test_a_list_gives_back_the_articles_it_was_made_from(feed: list[Story]) -> None:
    text = hashtag_page("Feed", feed)

    parsed = LAYOUT.parse(text_page(text), KNOWN)

    assert_spans_fit(parsed)
    assert told(parsed) == [
        ("listed", replace(story, hashtags=("Feed", *story.hashtags))) for story in feed
    ]  # fmt: skip
    assert not parsed.is_partial


@given(feeds, st.floats(0, 1))
def test_what_stands_before_the_cut_of_a_page_is_kept_whole(feed: list[Story], share: float) -> None:
    main = replace(feed[0], categories=(), hashtags=())
    text = page(main, feed[1:])
    whole = LAYOUT.parse(text_page(text), KNOWN).blocks

    try:
        parsed = LAYOUT.parse(text_page(text[: int(share * len(text))]), KNOWN)
    except PageRejected:
        return

    assert_spans_fit(parsed)
    assert len(parsed.blocks) <= len(whole)
    for found, expected in zip(parsed.blocks[:-1], whole, strict=False):
        assert (found.title, found.body, found.publisher_label) == (
            expected.title,
            expected.body,
            expected.publisher_label,
        )
        assert not found.is_truncated


fragments = st.sampled_from(
    [
        *CHROME,
        *ODD_PARAGRAPHS,
        *(line for line in (banner(HARBOUR) + card(TRAMS)).split("\n") if line),
        "Hashtags",
        "#",
        "#Trams #Light",
        "Latest news with #Trams",
        "Latest news with",
        "time",
        "time4 hours ago",
        "4 hours ago",
        "timea",
        "•",
        "  • ",
        "Channel 43 hours ago",
        "٢٢-٠٧-٢٠٢٥",
        "By Ilse Verran Save Boats",
        "By Ilse Verran",
        "…",
        "...",
        "\u200f",
        "\u00a0",
        "\x00",
        "\ud800",
        "مقالات ذات صلة",
    ]
)
line_ends = st.sampled_from(["\n", "\n\n", "\r\n", "\r", "\n \n", ""])
jumbles = st.lists(st.tuples(fragments | st.text(max_size=12), line_ends), max_size=40).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)
)
sequences = st.lists(
    st.sampled_from(
        [banner(HARBOUR), card(TRAMS), card(HARBOUR), TEASER, RELATED, ADVERT + "\n", "Comments\n", "logo\n"]
    ),
    max_size=8,
).map("".join)


@given(jumbles | sequences, st.booleans())
def test_any_text_made_of_the_sites_lines_is_taken_apart_or_rejected(text: str, is_registry_known: bool) -> None:
    for given_page in (text_page(text), Page(text, "html"), html_page(text)):
        LAYOUT.recognises(given_page)
        try:
            parsed = LAYOUT.parse(given_page, KNOWN if is_registry_known else frozenset())
        except PageRejected as rejected:
            assert rejected.code == "no_article"
            continue
        last_end = 0
        for found in parsed.blocks:
            assert last_end <= found.char_start < found.char_end <= len(parsed.text)
            last_end = found.char_end
            cut_out = parsed.text[found.char_start : found.char_end]
            pieces = [piece for piece in found.body.split("\n") if piece] or [found.title or ""]
            assert cut_out.startswith(pieces[0])
            assert cut_out.endswith(pieces[-1])
            assert not {line.strip() for line in found.body.splitlines()} & NOTICES
            assert found.title is not None or found.body
            assert found.published_source == ("label" if found.published_raw else None)
        assert parsed.is_partial or not any(found.is_truncated for found in parsed.blocks)
        if given_page.media == "text":
            assert parsed.text == text


@given(st.text(max_size=300))
def test_any_text_is_taken_apart_or_rejected(text: str) -> None:
    for media in ("text", "html"):
        try:
            LAYOUT.parse(Page(text, media), KNOWN)
        except PageRejected as rejected:
            assert rejected.code == "no_article"
