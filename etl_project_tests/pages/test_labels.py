"""Publisher and time taken apart, and authors' names cut off a text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl_project.pages.labels import Label, date_order, is_time, split_byline, split_label

NOTHING_KNOWN: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    ("text", "publisher", "published"),
    [
        ("The Harbour Gazette12-07-2025", "The Harbour Gazette", "12-07-2025"),
        ("Yahoo4 hours ago", "Yahoo", "4 hours ago"),
        ("7NEWS3 hours ago", "7NEWS", "3 hours ago"),
        ("7NEWS13 hours ago", "7NEWS", "13 hours ago"),
        ("CNAa day ago", "CNA", "a day ago"),
        ("Al Jazeeraa day ago", "Al Jazeera", "a day ago"),
        ("Valley Ledgeran hour ago", "Valley Ledger", "an hour ago"),
        ("Valley Ledgera few seconds ago", "Valley Ledger", "a few seconds ago"),
        ("Valley Ledger2 weeks ago", "Valley Ledger", "2 weeks ago"),
        ("Valley Ledgera month ago", "Valley Ledger", "a month ago"),
        ("Valley Ledger11 mins ago", "Valley Ledger", "11 mins ago"),
        ("Valley Ledgerjust now", "Valley Ledger", "just now"),
        ("Valley Ledger · 4 hours ago", "Valley Ledger", "4 hours ago"),
        ("Channel 43 hours ago", "Channel 4", "3 hours ago"),
        ("Channel 43 minutes ago", "Channel 4", "3 minutes ago"),
        ("Channel 41 hour ago", "Channel 4", "1 hour ago"),
        ("France 2411 minutes ago", "France 24", "11 minutes ago"),
        ("i2411 hours ago", "i24", "11 hours ago"),
        ("Sky News 2412-07-2025", "Sky News 24", "12-07-2025"),
        ("Sky News 24 12-07-2025", "Sky News 24", "12-07-2025"),
        ("Channel 492-07-2025", "Channel 49", "2-07-2025"),
        ("France 242025-07-12", "France 24", "2025-07-12"),
        ("Valley Ledger12‑07‑2025", "Valley Ledger", "12‑07‑2025"),
        ("Valley Ledger12/07/2025", "Valley Ledger", "12/07/2025"),
        ("الجزيرة٢٢-٠٧-٢٠٢٥", "الجزيرة", "٢٢-٠٧-٢٠٢٥"),
        ("فارس۱۲-۰۷-۲۰۲۵", "فارس", "۱۲-۰۷-۲۰۲۵"),
        ("فرانس ٢٤١١-٠٧-٢٠٢٥", "فرانس ٢٤", "١١-٠٧-٢٠٢٥"),
        ("العربيةمنذ يوم واحد", "العربية", "منذ يوم واحد"),
        ("العربيةمنذ ٣ ساعات", "العربية", "منذ ٣ ساعات"),
        ("العربيةمنذ ساعتين", "العربية", "منذ ساعتين"),
        ("العربيةمنذ ٢٢ يومًا", "العربية", "منذ ٢٢ يومًا"),
        ("\u200fالجزيرة\u200f٢٢-٠٧-٢٠٢٥\u200e", "الجزيرة", "٢٢-٠٧-٢٠٢٥"),
        ("12-07-2025", None, "12-07-2025"),
        ("a day ago", None, "a day ago"),
        ("منذ ساعتين", None, "منذ ساعتين"),
    ],
)
def test_a_label_is_cut_where_the_time_begins(text: str, publisher: str | None, published: str) -> None:
    label = split_label(text, NOTHING_KNOWN)

    assert label is not None
    assert (label.publisher, label.published) == (publisher, published)


@pytest.mark.parametrize(
    ("known", "publisher", "published"),
    [("channel", "Channel", "43 hours ago"), ("channel 4", "Channel 4", "3 hours ago")],
)
def test_a_known_name_decides_where_the_cut_is_ambiguous(known: str, publisher: str, published: str) -> None:
    label = split_label("Channel 43 hours ago", frozenset({known}))

    assert label is not None
    assert (label.publisher, label.published) == (publisher, published)


def test_a_known_name_ends_in_a_space_before_its_time() -> None:
    text = "Yahoo 14 minutes ago"

    assert split_label(text, frozenset({"yahoo"})) == Label("Yahoo", "14 minutes ago", is_glued=False)
    assert split_label(text, NOTHING_KNOWN) == Label("Yahoo 1", "4 minutes ago", is_glued=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yahoo",
        "Yahoo4 hours",
        "Yahoo hours ago",
        "0 hours ago",
        "Route 66",
        "12-07",
        "Flight 31-32-2025",
        "منذ",
        "The harbour town has kept its lighthouse keeper ever since the great storm of 3 hours ago",
    ],
)
def test_a_text_that_does_not_end_in_a_time_is_no_label(text: str) -> None:
    assert split_label(text, NOTHING_KNOWN) is None


@pytest.mark.parametrize(
    "text",
    [
        "11 minutes ago",
        "a day ago",
        "in 2 hours",
        "12-07-2025",
        "2025-07-12",
        "منذ يوم واحد",
        "بعد ساعتين",
        " \u200f٣-٧-٢٠٢٥ ",
    ],
)
def test_a_time_alone(text: str) -> None:
    assert is_time(text)


@pytest.mark.parametrize("text", ["", "will tell", "Yahoo4 hours ago", "4 hours", "1-2", "11 minutes ago today"])
def test_no_time(text: str) -> None:
    assert not is_time(text)


@pytest.mark.parametrize(
    ("published", "site_order", "order"),
    [
        ("12-07-2025", "DMY", "DMY"),
        ("12-07-2025", "MDY", "MDY"),
        ("٢٢-٠٧-٢٠٢٥", "DMY", "DMY"),
        ("07-25-2025", "DMY", None),
        ("25-07-2025", "MDY", None),
        ("2025-07-12", "DMY", "YMD"),
        ("4 hours ago", "DMY", "DMY"),
    ],
)
def test_the_order_of_day_and_month_is_the_sites_unless_the_numbers_contradict(
    published: str, site_order: str, order: str | None
) -> None:
    assert date_order(published, site_order) == order


@pytest.mark.parametrize(
    ("text", "byline", "body"),
    [
        ("By and Imke Sorensen Save Ferry crews said", "By and Imke Sorensen", "Ferry crews said"),
        ("By Ilse Verran Share 'We owe it,' she said", "By Ilse Verran", "'We owe it,' she said"),
        ("By J.P. O'Neill, Jr., Anne-Marie van der Berg & Li Wei Save Boats", "By J.P. O'Neill, Jr., Anne-Marie van der Berg & Li Wei", "Boats"),
        ("By Ilse Verran", "By Ilse Verran", ""),
        ("By Ilse Verran Save", "By Ilse Verran", ""),
        ("BY ILSE VERRAN", "BY ILSE VERRAN", ""),
    ],
)  # fmt: skip
def test_authors_before_a_text_are_cut_off(text: str, byline: str, body: str) -> None:
    cut = split_byline(text, frozenset({"By", "BY"}), frozenset({"Save", "Share"}))

    assert cut is not None
    assert (text[: cut[0]], text[cut[1] :]) == (byline, body)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "By",
        "By Design",
        "By Save the Children's count, one in five",
        "By Ilse Verran Save the boats",
        "By Monday Share prices had fallen",
        "By the time Ilse Verran arrived, the boats had gone.",
        "By Ilse Verran said nobody",
        "By Ilse Verran. Save Boats",
        "Bypassing Harbour Save Boats",
        "The Harbour By Night Save Boats",
    ],
)
def test_a_text_that_may_begin_otherwise_is_left_alone(text: str) -> None:
    assert split_byline(text, frozenset({"By"}), frozenset({"Save", "Share"})) is None


@given(st.text(max_size=120))
@example("1" * 120)
@example("٣" * 60 + " hours ago")
def test_any_text_is_cut_into_its_own_parts_or_not_at_all(text: str) -> None:
    label = split_label(text, NOTHING_KNOWN)

    if label is not None:
        assert is_time(label.published)
        assert label.publisher is None or label.publisher in text or not text.isascii()
    cut = split_byline(text, frozenset({"By"}), frozenset({"Save"}))
    assert cut is None or 0 < cut[0] <= cut[1] <= len(text)


NAMES = st.text(st.sampled_from("abc XYZ'é"), min_size=1, max_size=20).map(str.strip).filter(bool)


@given(NAMES, st.integers(1, 24))
def test_a_name_without_digits_is_always_cut_right(name: str, hours: int) -> None:
    published = f"{hours} hour{'s' if hours > 1 else ''} ago"

    assert split_label(name + published, NOTHING_KNOWN) == Label(name, published, is_glued=True)


@given(NAMES, st.integers(1, 99), st.integers(2, 59))
def test_a_known_name_is_always_cut_right(name: str, number: int, minutes: int) -> None:
    channel = f"{name} {number}"

    label = split_label(f"{channel}{minutes} minutes ago", frozenset({" ".join(channel.split()).casefold()}))

    assert label == Label(channel, f"{minutes} minutes ago", is_glued=True)
