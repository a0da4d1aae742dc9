"""Pages of the aggregator layout, in every form they are met in, taken apart as text and as HTML."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from etl_project.pages.aggregator import AggregatorLayout
from etl_project.pages.layout import Layout
from etl_project.pages.layouts.daily8 import LAYOUT
from etl_project.pages.lines import Kind, Version, Vocabulary
from etl_project.pages.model import LAYOUT_CONFIDENCE, ArticleBlock, Page, PageRejected, ParsedPage
from etl_project_tests.pages.aggregator_pages import (
    ADVERT,
    CHROME,
    HARBOUR,
    KNOWN,
    ORCHARDS,
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

WHOLE = page(HARBOUR, [TRAMS, ORCHARDS])


def block(
    story: Story, role: str, byline: str | None = None, is_truncated: bool = False, hashtags: tuple[str, ...] = ()
) -> ArticleBlock:
    """The block that a story should come out as; spans apart."""
    return ArticleBlock(
        role=role,
        title=story.title,
        body="\n".join(story.body),
        char_start=0,
        char_end=0,
        publisher_label=story.publisher,
        byline=byline,
        published_raw=story.published,
        published_source="label" if story.published else None,
        published_confidence=LAYOUT_CONFIDENCE if story.published else None,
        title_source="layout",
        title_confidence=LAYOUT_CONFIDENCE,
        byline_source="layout" if byline else None,
        byline_confidence=LAYOUT_CONFIDENCE if byline else None,
        body_source="layout",
        body_confidence=LAYOUT_CONFIDENCE,
        date_order="DMY" if story.published else None,
        categories=story.categories,
        hashtags=hashtags or story.hashtags,
        is_truncated=is_truncated,
    )


WHOLE_BLOCKS = [block(HARBOUR, "main"), block(TRAMS, "related"), block(ORCHARDS, "related")]


@pytest.fixture(params=["text", "html"])
def parse(request: pytest.FixtureRequest) -> Callable[[str], ParsedPage]:
    """Takes apart a page that is given as text: as that text, or as HTML that renders to the like of it."""

    def parsed(text: str, known: frozenset[str] = KNOWN) -> ParsedPage:
        result = LAYOUT.parse(text_page(text) if request.param == "text" else html_page(text), known)
        assert result.layout == "daily8/1"
        assert_spans_fit(result)
        return result

    return parsed


Parse = Callable[..., ParsedPage]


def parse_text(text: str, known: frozenset[str] = KNOWN) -> ParsedPage:
    return LAYOUT.parse(text_page(text), known)


# The usual page


def test_a_main_article_and_related_ones(parse: Parse) -> None:
    parsed = parse(WHOLE)

    assert comparable(parsed) == WHOLE_BLOCKS
    assert not parsed.is_partial


def test_no_line_of_the_sites_own_is_in_any_body_or_title(parse: Parse) -> None:
    for found in parse(WHOLE).blocks:
        lines = {line.strip() for line in f"{found.title}\n{found.body}".splitlines()}
        assert not lines & set(CHROME)


def test_the_text_of_a_page_is_returned_as_it_came() -> None:
    text = WHOLE.replace("\n", "\r\n")

    parsed = parse_text(text)

    assert parsed.text == text
    assert_spans_fit(parsed)
    assert parsed.blocks[0].body == "\r\n".join(HARBOUR.body)
    assert comparable(parsed) == WHOLE_BLOCKS


# Labels


@pytest.mark.parametrize(
    ("label", "publisher", "published"),
    [
        ("Yahoo4 hours ago", "Yahoo", "4 hours ago"),
        ("7NEWS3 hours ago", "7NEWS", "3 hours ago"),
        ("Valley Ledgera day ago", "Valley Ledger", "a day ago"),
        ("Valley Ledgeran hour ago", "Valley Ledger", "an hour ago"),
        ("Valley Ledgera few seconds ago", "Valley Ledger", "a few seconds ago"),
        ("Valley Ledger3 weeks ago", "Valley Ledger", "3 weeks ago"),
        ("Valley Ledger2 months ago", "Valley Ledger", "2 months ago"),
        ("Channel 43 hours ago", "Channel 4", "3 hours ago"),
        ("Sky News 2412-07-2025", "Sky News 24", "12-07-2025"),
        ("الجزيرة٢٢-٠٧-٢٠٢٥", "الجزيرة", "٢٢-٠٧-٢٠٢٥"),
        ("4 hours ago", None, "4 hours ago"),
        ("Valley Ledger\n\n4 hours ago", "Valley Ledger", "4 hours ago"),
        ("Yahoo", "Yahoo", None),
    ],
)
def test_labels_of_the_main_article(parse: Parse, label: str, publisher: str | None, published: str | None) -> None:
    text = WHOLE.replace("The Harbour Gazette12-07-2025", label)

    expected = block(replace(HARBOUR, publisher=publisher, published=published), "main")
    assert comparable(parse(text)) == [expected, *WHOLE_BLOCKS[1:]]


def test_a_main_article_without_label(parse: Parse) -> None:
    story = replace(HARBOUR, publisher=None, published=None)

    assert comparable(parse(page(story, [TRAMS]))) == [block(story, "main"), block(TRAMS, "related")]


def test_an_unknown_short_first_line_is_text_and_no_publisher(parse: Parse) -> None:
    story = replace(HARBOUR, publisher=None, published=None, body=("Key points", *HARBOUR.body))

    assert comparable(parse(page(story, []))) == [block(story, "main")]


def test_an_impossible_month_leaves_the_date_order_open(parse: Parse) -> None:
    found = parse(WHOLE.replace("12-07-2025", "07-25-2025")).blocks[0]

    assert (found.published_raw, found.date_order) == ("07-25-2025", None)


@pytest.mark.parametrize(
    ("publisher", "published"),
    [
        (None, "11 minutes ago"),
        ("Valley Ledger", None),
        (None, None),
        ("Channel 4", "3 hours ago"),
        ("Time", "a day ago"),
    ],
)
def test_cards_with_and_without_publisher_and_time(parse: Parse, publisher: str | None, published: str | None) -> None:
    first = replace(TRAMS, publisher=publisher, published=published)
    second = replace(ORCHARDS, publisher=publisher, published=published)

    assert comparable(parse(page(HARBOUR, [first, second])))[1:] == [block(first, "related"), block(second, "related")]


def test_absolute_and_relative_times_on_one_page(parse: Parse) -> None:
    cards = [replace(TRAMS, published="12-07-2025"), replace(ORCHARDS, published="a month ago")]
    main = replace(HARBOUR, published="2 hours ago")

    assert [found.published_raw for found in parse(page(main, cards)).blocks] == [
        "2 hours ago",
        "12-07-2025",
        "a month ago",
    ]


@pytest.mark.parametrize("label", ["Yahoo11 minutes ago", "Yahootime11 minutes ago", "Yahoo\n\nclock11 minutes ago", "Yahoo\n\n11 minutes ago"])  # fmt: skip
def test_a_cards_label_in_other_forms(parse: Parse, label: str) -> None:
    text = WHOLE.replace("Yahoo\n\ntime11 minutes ago", label)

    assert comparable(parse(text)) == WHOLE_BLOCKS


def test_a_publisher_whose_name_ends_in_the_icons_word_keeps_it(parse: Parse) -> None:
    story = replace(TRAMS, publisher="Maritime")
    text = page(HARBOUR, [story]).replace("Maritime\n\ntime11", "Maritime11")

    assert comparable(parse(text))[1] == block(story, "related")


# Headlines


def once(story: Story) -> tuple[str, str]:
    """What to replace, and by what, for a card's headline to open it once."""
    return f"{story.title}\n{story.title}\n\n", f"{story.title}\n\n"


def test_the_main_headline_once_instead_of_twice(parse: Parse) -> None:
    assert comparable(parse(WHOLE.replace(f"{HARBOUR.title}\n\n{HARBOUR.title}", HARBOUR.title))) == WHOLE_BLOCKS


def test_the_main_headline_once_and_no_label(parse: Parse) -> None:
    story = replace(HARBOUR, publisher=None, published=None)
    text = page(story, [TRAMS]).replace(f"{HARBOUR.title}\n\n{HARBOUR.title}", HARBOUR.title)

    assert comparable(parse(text)) == [block(story, "main"), block(TRAMS, "related")]


def test_the_main_headline_below_a_menu(parse: Parse) -> None:
    assert comparable(parse(WHOLE.replace("logo\n", "logo\n\nHome\n\nLatest\n\nSign in\n\n", 1))) == WHOLE_BLOCKS


def test_the_main_headline_below_a_menu_and_without_label(parse: Parse) -> None:
    story = replace(HARBOUR, publisher=None, published=None)
    text = page(story, [TRAMS]).replace("logo\n", "Home\n\nLatest\n\n", 1)

    assert comparable(parse(text)) == [block(story, "main"), block(TRAMS, "related")]


def test_cards_whose_headline_opens_them_once(parse: Parse) -> None:
    assert comparable(parse(WHOLE.replace(*once(TRAMS)).replace(*once(ORCHARDS)))) == WHOLE_BLOCKS


def test_cards_whose_headline_opens_them_once_and_without_publisher(parse: Parse) -> None:
    stories = [replace(TRAMS, publisher=None), replace(ORCHARDS, publisher=None)]
    text = page(HARBOUR, stories).replace(*once(TRAMS)).replace(*once(ORCHARDS))

    assert comparable(parse(text))[1:] == [block(story, "related") for story in stories]


def test_cards_whose_headline_is_not_repeated_above_the_text(parse: Parse) -> None:
    text = WHOLE
    for story in (TRAMS, ORCHARDS):
        text = text.replace(f"• {story.publisher}\n\n{story.title}\n\n", f"• {story.publisher}\n\n")

    assert comparable(parse(text)) == WHOLE_BLOCKS


def test_a_card_with_nothing_but_a_headline_once_and_a_text(parse: Parse) -> None:
    text = banner(HARBOUR) + TEASER + RELATED + f"{TRAMS.title}\n\n{TRAMS.body[0]}\n\n" + card(ORCHARDS) + ADVERT
    story = replace(TRAMS, publisher=None, published=None)

    assert comparable(parse(text)) == [WHOLE_BLOCKS[0], block(story, "related"), WHOLE_BLOCKS[2]]


@pytest.mark.parametrize(
    "spelling",
    [
        "Night‑tram board: ‘every ten minutes’ from autumn",
        "Night–tram board: 'every ten minutes' from autumn",
        "Night-tram board: ‚every ten minutes‛ from autumn",
        'Night-tram board: "every ten minutes" from autumn',
        "Night-tram board: “every ten minutes” from autumn",
        "Night-tram board: «every ten minutes» from autumn",
        "NIGHT-TRAM BOARD:  'EVERY TEN MINUTES' FROM AUTUMN",
        "Night-tram\u00a0board: 'every\u2009ten minutes' from autumn",
        "Night-tram board: 'every ten minutes' from\u200e autumn",
    ],
)
def test_a_headline_repeated_in_another_spelling_is_the_same(parse: Parse, spelling: str) -> None:
    story = replace(TRAMS, title="Night-tram board: 'every ten minutes' from autumn")
    first_other = card(story).replace(story.title, spelling, 1)
    last_other = f"\n{spelling}\n".join(card(story).rsplit(f"\n{story.title}\n", 1))

    for text in (first_other, last_other):
        found = parse(banner(HARBOUR) + TEASER + RELATED + text + ADVERT).blocks[1:]
        assert [one.body for one in found] == list(story.body)


def test_a_very_long_main_headline(parse: Parse) -> None:
    story = replace(HARBOUR, title=" ".join([HARBOUR.title] * 8))

    assert comparable(parse(page(story, [TRAMS]))) == [block(story, "main"), block(TRAMS, "related")]


def test_a_label_and_a_text_without_headline(parse: Parse) -> None:
    found = parse(WHOLE.replace(f"{HARBOUR.title}\n\n", "").replace(f"{HARBOUR.title}\n", "")).blocks[0]

    assert (found.title, found.publisher_label, found.published_raw) == (None, HARBOUR.publisher, HARBOUR.published)
    assert found.body.startswith("PORT ELLERY") and found.body.endswith("two years.")


def test_a_headline_shortened_above_is_given_in_full(parse: Parse) -> None:
    text = WHOLE.replace(HARBOUR.title, HARBOUR.title[:30] + "…", 1)

    assert comparable(parse(text)) == WHOLE_BLOCKS


def test_invisible_characters_around_headlines_labels_and_texts(parse: Parse) -> None:
    text = (
        WHOLE.replace(f"{TRAMS.title}\n", f"\u202b{TRAMS.title}\u202c \n", 1)
        .replace("Yahoo\n", "\u2068Yahoo\u2069\n", 1)
        .replace("11 minutes", "\u200f11 minutes")
        .replace("• Yahoo", "• \u200fYahoo")
        .replace(TRAMS.body[0], f"\ufeff{TRAMS.body[0]}\u200e\t")
    )

    assert comparable(parse(text)) == WHOLE_BLOCKS


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("\n", "\n\n"),
        lambda text: text.replace("\n\n", "\n \t\n\u00a0\n\n\n"),
        lambda text: text.replace("\n", "  \t\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\r"),
        lambda text: text + "\n\n\n",
    ],
)
def test_blank_lines_trailing_spaces_and_line_ends_mean_nothing(change: Callable[[str], str]) -> None:
    parsed = parse_text(change(WHOLE))

    assert_spans_fit(parsed)
    assert [" ".join(found.body.split()) for found in parsed.blocks] == [
        " ".join(found.body.split()) for found in WHOLE_BLOCKS
    ]
    assert [(found.title, found.publisher_label, found.published_raw) for found in parsed.blocks] == [
        (found.title, found.publisher_label, found.published_raw) for found in WHOLE_BLOCKS
    ]


# Bodies


def test_headlines_without_texts(parse: Parse) -> None:
    stories = [replace(story, body=()) for story in (HARBOUR, TRAMS, ORCHARDS)]

    parsed = parse(page(stories[0], stories[1:]))

    assert comparable(parsed) == [block(stories[0], "main")] + [block(story, "related") for story in stories[1:]]
    assert not parsed.is_partial
    assert [parsed.text[found.char_start : found.char_end] for found in parsed.blocks] == [
        story.title for story in stories
    ]


def test_headlines_that_stand_twice_and_nothing_else(parse: Parse) -> None:
    stories = [Story(TRAMS.title), Story(ORCHARDS.title)]
    text = (
        banner(HARBOUR) + TEASER + RELATED + "".join(f"{story.title}\n{story.title}\n\n" for story in stories) + ADVERT
    )

    assert comparable(parse(text)) == [WHOLE_BLOCKS[0]] + [block(story, "related") for story in stories]


def test_related_texts_of_several_paragraphs(parse: Parse) -> None:
    stories = [replace(TRAMS, body=HARBOUR.body), replace(ORCHARDS, body=HARBOUR.body)]

    assert comparable(parse(page(None, stories))) == [block(story, "related") for story in stories]


@pytest.mark.parametrize(
    "paragraph",
    [
        "Why it matters:",
        "> A quoted line of a letter",
        "• an item of a list",
        "Comments",
        "logo",
        "Related Articles",
        "Hashtags",
        "Download the app",
        "#",
        "#Trams",
        "___",
        "4 hours ago",
        "Yahoo",
        "Yahoo4 hours ago",
        "time will tell",
        HARBOUR.title,
        "Latest news with #Trams",
    ],
)
def test_a_paragraph_that_looks_like_a_label_does_not_end_a_text(parse: Parse, paragraph: str) -> None:
    body = (HARBOUR.body[0], paragraph, *HARBOUR.body[1:])
    stories = [replace(story, body=body) for story in (HARBOUR, TRAMS, ORCHARDS)]

    found = parse(page(stories[0], stories[1:]))

    assert [[line.strip() for line in one.body.split("\n")] for one in comparable(found)] == [list(body)] * 3


def test_a_caption_that_stands_twice_among_paragraphs_is_no_headline() -> None:
    body = (HARBOUR.body[0], "Photo: Harbour Gazette", "Photo: Harbour Gazette", *HARBOUR.body[1:])
    stories = [replace(story, body=body) for story in (HARBOUR, TRAMS, ORCHARDS)]

    found = comparable(parse_text(page(stories[0], stories[1:])))

    assert found == [block(stories[0], "main"), *(block(story, "related") for story in stories[1:])]


def test_ordinary_words_side_by_side_do_not_end_a_text(parse: Parse) -> None:
    story = replace(HARBOUR, body=(HARBOUR.body[0], "Comments", "logo", "Hashtags", HARBOUR.body[1]))

    assert comparable(parse(page(story, [TRAMS])))[0] == block(story, "main")


def test_ordinary_words_just_before_the_sites_own_lines_end_it(parse: Parse) -> None:
    assert (
        comparable(parse(WHOLE.replace("Orange background", "Comments\n\nlogo\n\nOrange background"))) == WHOLE_BLOCKS
    )


def test_a_notice_inside_a_text_is_dropped_and_the_span_covers_both_parts() -> None:
    first, *others = HARBOUR.body
    text = WHOLE.replace(first, f"{first}\nOrange background\n")

    parsed = parse_text(text)

    found = parsed.blocks[0]
    assert found.body == "\n".join([first, *others])
    assert text[found.char_start : found.char_end] == "\n".join([first, "Orange background", "", *others])


def test_readers_comments_are_nobodys_text(parse: Parse) -> None:
    text = WHOLE.replace("No comments yet...", "Ann\n\nWell done, Port Ellery!\n\nBen\n\nAbout time.")

    assert comparable(parse(text)) == WHOLE_BLOCKS


def test_a_text_that_begins_with_its_headline_keeps_it(parse: Parse) -> None:
    stories = [replace(story, body=(story.title, *story.body)) for story in (HARBOUR, TRAMS)]

    assert comparable(parse(page(stories[0], stories[1:]))) == [block(stories[0], "main"), block(stories[1], "related")]


def test_a_main_text_without_label_that_begins_with_its_headline_keeps_it(parse: Parse) -> None:
    story = Story(HARBOUR.title, (HARBOUR.title, *HARBOUR.body))

    assert comparable(parse(page(story, [TRAMS]))) == [block(story, "main"), block(TRAMS, "related")]


def test_the_authors_before_a_text_are_its_byline(parse: Parse) -> None:
    text = WHOLE.replace(TRAMS.body[0], f"By and Ilse Verran Save {TRAMS.body[0]}")

    assert comparable(parse(text)) == [
        WHOLE_BLOCKS[0],
        block(TRAMS, "related", byline="By and Ilse Verran"),
        WHOLE_BLOCKS[2],
    ]


def test_a_first_line_of_authors_is_the_byline(parse: Parse) -> None:
    text = WHOLE.replace(HARBOUR.body[0], f"By Ilse Verran and Li Wei\n{HARBOUR.body[0]}")

    assert comparable(parse(text))[0] == block(HARBOUR, "main", byline="By Ilse Verran and Li Wei")


def test_a_text_of_nothing_but_authors_is_left_as_text(parse: Parse) -> None:
    story = replace(TRAMS, body=("By Ilse Verran and Li Wei",))

    assert comparable(parse(page(HARBOUR, [story])))[1] == block(story, "related")


# Hashtags and lists


def test_hashtags_belong_to_the_article_above_them(parse: Parse) -> None:
    main, first = replace(HARBOUR, hashtags=("Port", "Light", "Coast")), replace(TRAMS, hashtags=("NightTrams",))
    text = page(main, [first, ORCHARDS]).replace(
        "Orange background", "Hashtags\n\n#Port#Light\n#Port, #Coast\n\nOrange background"
    )

    assert comparable(parse(text)) == [block(main, "main"), block(first, "related"), WHOLE_BLOCKS[2]]


def test_hashtags_between_the_sites_own_lines(parse: Parse) -> None:
    text = WHOLE.replace("Comments\n", "Hashtags\n\n  • #Port\n\nComments\n")

    assert comparable(parse(text)) == [block(replace(HARBOUR, hashtags=("Port",)), "main"), *WHOLE_BLOCKS[1:]]


def test_a_heading_over_no_hashtags(parse: Parse) -> None:
    text = WHOLE.replace("Orange background", "Hashtags\n\nOrange background").replace(
        card(ORCHARDS), "Hashtags\n\n" + card(ORCHARDS)
    )

    assert comparable(parse(text)) == WHOLE_BLOCKS


def test_the_list_of_a_hashtag(parse: Parse) -> None:
    stories = [
        replace(TRAMS, categories=("Transport", "World")),
        replace(ORCHARDS, publisher=None, published=None, categories=("Farming",)),
        replace(ORCHARDS, title="Valley's cider makers look abroad for apples", published="12-07-2025", body=()),
    ]

    found = comparable(parse(hashtag_page("Harvest_2025", stories)))

    assert found == [block(story, "listed", hashtags=("Harvest_2025",)) for story in stories]


def test_a_bullet_names_the_publisher_only_if_it_is_known(parse: Parse) -> None:
    text = hashtag_page("Trams", [replace(TRAMS, categories=("Transport",))]).replace("Yahoo\n\ntime", "time")

    assert [(one.publisher_label, one.categories) for one in parse(text).blocks] == [("Yahoo", ("Transport",))]
    unknown = parse(text, frozenset())
    assert [(one.publisher_label, one.categories) for one in unknown.blocks] == [(None, ("Transport", "Yahoo"))]


def test_a_list_whose_heading_is_in_an_unknown_language(parse: Parse) -> None:
    text = hashtag_page("Harvest", [TRAMS]).replace("Latest news with #Harvest", "Nyheter om #Harvest")

    assert comparable(parse(text)) == [block(TRAMS, "listed", hashtags=("Harvest",))]


def test_a_list_below_a_menu(parse: Parse) -> None:
    text = "Home\n\nLatest\n\n" + hashtag_page("Harvest", [TRAMS])

    assert comparable(parse(text)) == [block(TRAMS, "listed", hashtags=("Harvest",))]


def test_related_articles_without_a_main_one(parse: Parse) -> None:
    assert comparable(parse(page(None, [TRAMS, ORCHARDS]))) == WHOLE_BLOCKS[1:]


def test_cards_without_any_heading(parse: Parse) -> None:
    assert comparable(parse(card(TRAMS) + card(ORCHARDS) + ADVERT)) == WHOLE_BLOCKS[1:]


def test_a_main_article_in_the_form_of_a_card(parse: Parse) -> None:
    text = "logo\n" + card(HARBOUR) + TEASER + RELATED + card(TRAMS) + ADVERT

    assert comparable(parse(text)) == WHOLE_BLOCKS[:2]


def test_cards_without_a_heading_over_them(parse: Parse) -> None:
    assert comparable(parse(WHOLE.replace(RELATED, "").replace(TEASER, ""))) == WHOLE_BLOCKS


def test_a_line_alone_under_the_heading_of_related_articles_is_no_article(parse: Parse) -> None:
    assert comparable(parse(WHOLE.replace(RELATED, RELATED + "See all\n\n"))) == WHOLE_BLOCKS


# Arabic

ARABIC_MAIN = Story(
    "مجلس المدينة يصوت لإبقاء حارس المنارة الأخير",
    ("صوّت المجلس يوم السبت لإبقاء حارس المنارة الأخير على الساحل.", "وقالت العمدة إن «القرار نهائي»."),
    "الجزيرة",
    "٢٢-٠٧-٢٠٢٥",
)
ARABIC_CARDS = [
    Story("ترام الليل يعمل كل عشر دقائق ابتداء من الخريف", ("قال مجلس النقل إن الترام سيعمل كل عشر دقائق.",), "العربية", "منذ يوم واحد"),
    Story("الصقيع يخفض محصول البساتين إلى النصف", ("يتوقع المزارعون نصف محصول العام الماضي؟",), "وادي نيوز ٢٤", "منذ ٣ ساعات", ("أعمال",)),
    Story("صنّاع الخل يبحثون عن التفاح في الخارج", ("قال الصناع إنهم يبحثون عن التفاح.",), "وادي نيوز ٢٤", "۱۲-۰۷-۲۰۲۵"),
]  # fmt: skip


def in_arabic(text: str) -> str:
    """A page with the site's own lines in Arabic; the icons' texts stay English."""
    for english, arabic in (
        ("Try Our AI Features", "جرّب ميزات الذكاء الاصطناعي لدينا"),
        ("Explore what Daily8 AI can do for you:", "استكشف ما يمكن أن يفعله Daily8 AI من أجلك:"),
        ("Comments\n", "التعليقات\n"),
        ("No comments yet...", "لا توجد تعليقات بعد..."),
        ("Related Articles", "مقالات ذات صلة"),
        ("Hashtags", "هاشتاغز"),
        ("Latest news with", "آخر الأخبار مع"),
        ("DOWNLOAD THE APP", "تحميل التطبيق"),
        ("Get Started Now: Download the App", "ابدأ الآن: حمّل التطبيق"),
        (ADVERT.split("\n")[4], "هل أنت مستعد للغوص في عالم من المحتوى؟ حمّل تطبيق Daily8 اليوم وابدأ الاستكشاف."),
    ):
        text = text.replace(english, arabic)
    return text


def test_an_arabic_page(parse: Parse) -> None:
    cards = [replace(ARABIC_CARDS[0], hashtags=("ترام_الليل",)), *ARABIC_CARDS[1:]]

    parsed = parse(in_arabic(page(ARABIC_MAIN, cards)))

    assert comparable(parsed) == [block(ARABIC_MAIN, "main")] + [block(story, "related") for story in cards]
    assert not parsed.is_partial


def test_the_arabic_list_of_a_hashtag(parse: Parse) -> None:
    found = comparable(parse(in_arabic(hashtag_page("حصاد_التفاح", ARABIC_CARDS))))

    assert found == [block(story, "listed", hashtags=("حصاد_التفاح",)) for story in ARABIC_CARDS]


def test_an_arabic_page_where_some_of_the_sites_words_are_unknown(parse: Parse) -> None:
    text = in_arabic(page(ARABIC_MAIN, ARABIC_CARDS))
    for known, unknown in (
        ("جرّب ميزات الذكاء الاصطناعي لدينا", "ما الجديد عندنا اليوم"),
        ("التعليقات", "الردود"),
        ("لا توجد تعليقات بعد...", "كن أول من يكتب..."),
        ("مقالات ذات صلة", "قد يعجبك أيضا"),
    ):
        text = text.replace(known, unknown)

    assert comparable(parse(text)) == [block(ARABIC_MAIN, "main")] + [block(story, "related") for story in ARABIC_CARDS]


def test_an_arabic_sentence_that_begins_like_a_notice_is_kept(parse: Parse) -> None:
    story = replace(ARABIC_MAIN, body=("لا توجد تعليقات رسمية من المجلس على القرار.", *ARABIC_MAIN.body))

    assert comparable(parse(in_arabic(page(story, ARABIC_CARDS))))[0] == block(story, "main")


# Pages that are cut off

TRAMS_AT = WHOLE.index(TRAMS.title)
ORCHARDS_AT = WHOLE.index(ORCHARDS.title)


def cut_after(phrase: str, start: int = 0) -> str:
    return WHOLE[: WHOLE.index(phrase, start) + len(phrase)]


def test_a_page_cut_off_in_the_main_text(parse: Parse) -> None:
    parsed = parse(cut_after("'We owe the light"))

    assert comparable(parsed) == [
        block(replace(HARBOUR, body=(HARBOUR.body[0], "'We owe the light")), "main", is_truncated=True)
    ]
    assert parsed.is_partial


def test_a_page_cut_off_in_the_text_of_a_card(parse: Parse) -> None:
    parsed = parse(cut_after("trams would run"))

    body = TRAMS.body[0][: TRAMS.body[0].index(" every")]
    assert comparable(parsed) == [WHOLE_BLOCKS[0], block(replace(TRAMS, body=(body,)), "related", is_truncated=True)]
    assert parsed.is_partial


@pytest.mark.parametrize("copy", [TRAMS.title[:25], TRAMS.title, f"{TRAMS.title}\n{TRAMS.title[:1]}", f"{TRAMS.title}\n{TRAMS.title[:9]}"])  # fmt: skip
def test_a_page_cut_off_in_a_headline(parse: Parse, copy: str) -> None:
    parsed = parse(banner(HARBOUR) + TEASER + RELATED + card(ORCHARDS) + copy)

    headline = Story(copy.split("\n")[0])
    assert comparable(parsed) == [WHOLE_BLOCKS[0], WHOLE_BLOCKS[2], block(headline, "related", is_truncated=True)]
    assert parsed.is_partial


@pytest.mark.parametrize(
    ("end", "publisher", "published"),
    [
        ("Yaho", None, None),
        ("Yahoo", "Yahoo", None),
        ("Yahoo\n\n", "Yahoo", None),
        ("Yahoo\n\ntime", "Yahoo", None),
        ("Yahoo\n\ntime11 minut", "Yahoo", None),
        ("Yahoo\n\ntime11 minutes ago", "Yahoo", "11 minutes ago"),
        ("Yahoo\n\ntime11 minutes ago\n\n  • Tra", "Yahoo", "11 minutes ago"),
        ("Yahoo\n\ntime11 minutes ago\n\n  • Yahoo", "Yahoo", "11 minutes ago"),
        (f"Yahoo\n\ntime11 minutes ago\n\n  • Yahoo\n\n{TRAMS.title[:20]}", "Yahoo", "11 minutes ago"),
        (f"Yahoo\n\ntime11 minutes ago\n\n  • Yahoo\n\n{TRAMS.title}\n\n", "Yahoo", "11 minutes ago"),
    ],
)
def test_a_page_cut_off_in_the_head_of_a_card(end: str, publisher: str | None, published: str | None) -> None:
    parsed = parse_text(banner(HARBOUR) + TEASER + RELATED + f"{TRAMS.title}\n{TRAMS.title}\n\n{end}")

    story = Story(TRAMS.title, (), publisher, published)
    assert comparable(parsed) == [WHOLE_BLOCKS[0], block(story, "related", is_truncated=True)]
    assert parsed.is_partial


def test_a_page_cut_off_in_the_main_label() -> None:
    parsed = parse_text(cut_after("The Harbour Gaz"))

    assert comparable(parsed) == [block(Story(HARBOUR.title), "main", is_truncated=True)]


def test_a_page_cut_off_at_the_heading_of_related_articles_is_partial(parse: Parse) -> None:
    parsed = parse(cut_after("Related Articles"))

    assert comparable(parsed) == WHOLE_BLOCKS[:1]
    assert parsed.is_partial


@pytest.mark.parametrize("phrase", ["Orange back", "Try Our AI", "Explore wh", "No comm", "Related A"])
def test_a_page_cut_off_in_the_sites_own_lines_is_partial_and_its_articles_whole(phrase: str) -> None:
    parsed = parse_text(cut_after(phrase))

    assert comparable(parsed) == WHOLE_BLOCKS[:1]
    assert parsed.is_partial


@pytest.mark.parametrize("end", [TEASER, card(TRAMS), ADVERT[:-30]])
def test_a_page_that_ends_behind_a_whole_article_is_not_partial(end: str) -> None:
    parsed = parse_text(cut_after(end))

    assert not parsed.is_partial
    assert not any(found.is_truncated for found in parsed.blocks)


def test_wherever_a_page_is_cut_off_what_stood_before_is_kept_whole() -> None:
    for end in range(WHOLE.index(HARBOUR.body[0]) + 20, len(WHOLE)):
        parsed = parse_text(WHOLE[:end])

        found = comparable(parsed)
        assert_spans_fit(parsed)
        assert found[:-1] == WHOLE_BLOCKS[: len(found) - 1], end
        last, whole = found[-1], WHOLE_BLOCKS[len(found) - 1]
        assert last.title is not None and whole.title is not None
        assert whole.title.startswith(last.title), end
        assert whole.body.startswith(last.body), end
        assert last.publisher_label in (None, whole.publisher_label), end
        assert last.published_raw in (None, whole.published_raw), end
        if last.body != whole.body and not last.body.endswith((".", ".'")):
            assert last.is_truncated and parsed.is_partial, end


# Pages without an article


@pytest.mark.parametrize(
    "text",
    ["", "\n \r\n", "logo", "lo", TEASER, "logo\n" + TEASER + ADVERT, RELATED, "logo\n\n#\n\nLatest news with #Trams\n\n" + ADVERT, "Page not found", "logo\n\nPage not found\n\n" + ADVERT, "Access denied\nYou have no permission.\nTry again later."],
)  # fmt: skip
def test_a_page_without_an_article_is_rejected(text: str) -> None:
    for given in (text_page(text), html_page(text)):
        with pytest.raises(PageRejected) as rejected:
            LAYOUT.parse(given, KNOWN)

        assert rejected.value.code == "no_article"
        assert rejected.value.reason.endswith(".")


def test_a_page_nested_too_deep_is_rejected() -> None:
    with pytest.raises(PageRejected) as rejected:
        LAYOUT.parse(Page("<div>" * 400 + WHOLE, "html"), KNOWN)

    assert rejected.value.code == "nested_too_deep"


# Which layout, which version


def test_it_is_a_layout() -> None:
    layout: Layout = LAYOUT

    assert layout.name == "daily8"


@pytest.mark.parametrize("text", [WHOLE, page(None, [TRAMS]), hashtag_page("Trams", [TRAMS]), in_arabic(page(ARABIC_MAIN, ARABIC_CARDS)), in_arabic(hashtag_page("ترام", ARABIC_CARDS))])  # fmt: skip
def test_whole_pages_are_recognised_by_their_words(text: str) -> None:
    assert LAYOUT.recognises(text_page(text))
    assert LAYOUT.recognises(html_page(text))


@pytest.mark.parametrize(
    "text",
    [
        banner(HARBOUR),
        banner(ARABIC_MAIN),
        card(TRAMS),
        banner(replace(HARBOUR, publisher=None, published=None)),
        cut_after("The vote"),
    ],
)
def test_parts_of_pages_are_recognised_by_their_form(text: str) -> None:
    assert LAYOUT.recognises(text_page(text))


@pytest.mark.parametrize(
    ("url", "is_recognised"),
    [
        ("https://daily8.ai/article/1", True),
        ("https://www.DAILY8.ai./", False),
        ("https://ar.daily8.ai:443/x", True),
        ("https://notdaily8.ai/", False),
        ("https://example.org/?u=daily8.ai", False),
        ("http://[", False),
        (None, False),
    ],
)
def test_pages_are_recognised_by_host(url: str | None, is_recognised: bool) -> None:
    for media in ("text", "html"):
        assert LAYOUT.recognises(Page("<p>A text.</p>\nAnd more.", media, url=url)) == is_recognised


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A headline\n\nA first paragraph.\n\nA second one.",
        "Comments\n\nNo comments yet...\n\nA text.",
        "By Ilse Verran\n12-07-2025\nA text.",
    ],
)
def test_other_texts_are_not_recognised(text: str) -> None:
    assert not LAYOUT.recognises(text_page(text))
    assert not LAYOUT.recognises(html_page(text))


def test_html_is_recognised_by_its_words_whatever_its_address() -> None:
    html = html_page(WHOLE)

    assert LAYOUT.recognises(html)
    assert LAYOUT.recognises(replace(html, url="http://["))
    assert LAYOUT.recognises(replace(html, url="https://mirror.example/saved-page"))


def test_words_far_below_in_html_are_no_signature() -> None:
    html = html_page(WHOLE)

    assert not LAYOUT.recognises(replace(html, text="<p>" + "On the harbour. " * 5_000 + html.text))


OLD = Version(
    1, date(2025, 3, 31), "MDY", (Vocabulary(time_icons=("clock",), chrome={Kind.RELATED: ("More on this",)}),)
)
NEW = Version(2, None, "DMY", (Vocabulary(time_icons=("time",), chrome={Kind.RELATED: ("Related Articles",)}),))
SITE = AggregatorLayout("example", ("example.org",), ("one mark", "another mark"), (OLD, NEW))


@pytest.mark.parametrize(
    ("captured_on", "layout", "order"),
    [("2025-03-31", "example/1", "MDY"), ("2025-04-01", "example/2", "DMY"), (None, "example/2", "DMY")],
)
def test_the_day_of_capture_chooses_the_version(captured_on: str | None, layout: str, order: str) -> None:
    parsed = SITE.parse(Page(banner(HARBOUR), "text", captured_on=captured_on), KNOWN)

    assert (parsed.layout, parsed.blocks[0].date_order) == (layout, order)


def test_each_version_has_its_own_words() -> None:
    text = banner(HARBOUR) + "More on this\n\n" + card(TRAMS).replace("time11", "clock11")

    parsed = SITE.parse(Page(text, "text", captured_on="2025-01-01"), KNOWN)

    assert [(found.role, found.body) for found in parsed.blocks] == [
        ("main", "\n".join(HARBOUR.body)),
        ("related", TRAMS.body[0]),
    ]
