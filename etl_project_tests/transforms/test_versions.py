"""Which contents an article had, and what counts as a revision of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.keys import stable_key
from etl_project.transforms.articles import fold_articles
from etl_project_tests.transforms.appearances import appearance, frame, utc

WHOLE = "The bridge opens on Monday.\nTolls stay as they are, the council said.\nIt was closed for a year."
TEASER = "The bridge opens on Monday."
REVISED = "The bridge opens on Tuesday.\nTolls stay as they are, the council said.\nIt was closed for a year."


def versions(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The versions that the rows are folded into, in order."""
    return fold_articles(frame(*rows)).article_versions.to_dicts()


def seen(*contents: dict[str, Any]) -> list[dict[str, Any]]:
    """The versions of one article that was seen with the given contents, a day apart."""
    return versions(*(appearance(f"2026-11-{day:02}", **content) for day, content in enumerate(contents, start=2)))


def kinds(*contents: dict[str, Any]) -> list[str]:
    return [version["change_kind"] for version in seen(*contents)]


def current(*contents: dict[str, Any]) -> list[int]:
    return [version["version_no"] for version in seen(*contents) if version["is_current"]]


def test_a_single_version() -> None:
    first, again = utc("2026-11-02 06:00"), utc("2026-11-03 06:00")
    (version,) = versions(
        appearance("2026-11-03", seen_at=again, parser_version="2"), appearance("2026-11-02", seen_at=first)
    )
    body_sha256 = appearance()["body_sha256"]
    assert version == {
        "version_key": stable_key("a1", "bridge opens", body_sha256),
        "article_key": "a1",
        "version_no": 1,
        "title": "Bridge opens",
        "body_sha256": body_sha256,
        "words_added": 0,
        "words_removed": 0,
        "sentences_added": [],
        "sentences_removed": [],
        "change_kind": "first",
        "first_seen_at": first,
        "is_current": True,
        "load_date": again.date(),
        "parser_version": "2",
    }


def test_spellings_that_fold_to_one_are_one_version_with_the_title_first_seen() -> None:
    (version,) = seen({"title": "“Bridge”  Opens"}, {"title": '"Bridge" opens'})
    assert version["title"] == "“Bridge”  Opens"
    (version,) = seen({"title": "خانه\u200cها"}, {"title": "خانهها"})
    assert version["title"] == "خانه\u200cها"


def test_an_update_counts_its_words_with_repetitions() -> None:
    first, update = seen({"body": "Tolls stay. Tolls rise."}, {"body": "Tolls stay. Tolls, tolls fall again."})
    assert (first["change_kind"], first["words_added"], first["words_removed"]) == ("first", 0, 0)
    assert (update["change_kind"], update["words_added"], update["words_removed"]) == ("update", 3, 1)


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """Sentences added and removed from one text to the next."""
    _, update = seen({"body": before}, {"body": after})
    return update["sentences_added"], update["sentences_removed"]


def test_a_revision_tells_what_it_says_otherwise() -> None:
    before = "Votes are counted. The levy leads, “for now.” “Wait!” said Mr Hale.\nIt is the third try."
    after = "Votes are counted! It is the third try.\nThe levy leads by 1,204.5 votes. “Wait!” said Mr Hale. He won."
    assert changed(before, after) == (["The levy leads by 1,204.5 votes.", "He won."], ["The levy leads, “for now.”"])


def test_a_sentence_that_is_said_twice_was_added_once() -> None:
    assert changed("Tolls stay. No more.", "Tolls stay. Tolls rise. Tolls stay. —") == (
        ["Tolls rise.", "Tolls stay."],
        ["No more."],
    )


def test_sentences_of_scripts_with_other_stops() -> None:
    assert changed("Мост открыт. Плата та же.", "Мост открыт до 2030 г. и платен. Плата та же.") == (
        ["Мост открыт до 2030 г. и платен."],
        ["Мост открыт."],
    )
    assert changed("橋は月曜に開く。料金は据え置き。", "橋は火曜に開く。料金は据え置き。") == (
        ["橋は火曜に開く。"],
        ["橋は月曜に開く。"],
    )
    assert changed("هل فتح الجسر؟ نعم.", "هل فتح الجسر؟ لا.") == (["لا."], ["نعم."])


def test_what_is_no_revision_changes_no_sentence() -> None:
    for version in seen({"body": WHOLE}, {"body": TEASER}):
        assert (version["sentences_added"], version["sentences_removed"]) == ([], [])
    teaser, whole = seen({"body": TEASER}, {"body": WHOLE})
    assert (teaser["change_kind"], whole["change_kind"], whole["sentences_added"]) == ("truncation", "first", [])


def test_words_are_compared_without_case_and_punctuation() -> None:
    _, update = seen({"body": "“Tolls” will stay for"}, {"body": "TOLLS — stay, ｆｏｒ now"})
    assert (update["words_added"], update["words_removed"]) == (1, 1)


def test_combining_marks_belong_to_their_word() -> None:
    _, update = seen({"body": "पुल सोमवार को खुलेगा"}, {"body": "पुल मंगलवार को खुलेगा"})
    assert (update["words_added"], update["words_removed"]) == (1, 1)


def test_another_title_is_a_headline_change_whether_or_not_the_text_changes() -> None:
    assert kinds({"body": WHOLE}, {"body": WHOLE, "title": "Bridge reopens"}) == ["first", "headline"]
    assert kinds({"body": WHOLE}, {"body": REVISED, "title": "Bridge reopens"}) == ["first", "headline"]


def test_a_headline_without_text_is_a_version_while_no_text_is_known() -> None:
    assert kinds({"body": ""}, {"body": "", "title": "Bridge reopens"}) == ["first", "headline"]


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("", id="nothing"),
        pytest.param(TEASER, id="beginning"),
        pytest.param("Tolls stay as they are, the council said", id="middle"),
        pytest.param("The bridge opens on Monday. Tolls stay as they are, the coun…", id="cut in a word"),
        pytest.param("THE BRIDGE opens on Monday — Tolls stay…", id="other punctuation"),
    ],
)
@pytest.mark.parametrize("title", ["Bridge opens", "Bridge to open"])
def test_a_part_of_a_text_is_no_revision_whichever_came_first(part: str, title: str) -> None:
    cut = {"body": part, "title": title}
    assert kinds({"body": WHOLE}, cut) == ["first", "truncation"]
    assert current({"body": WHOLE}, cut) == [1]
    assert kinds(cut, {"body": WHOLE}) == ["truncation", "first"]
    assert current(cut, {"body": WHOLE}) == [2]


def test_words_that_stand_apart_in_the_longer_text_are_no_part_of_it() -> None:
    assert kinds({"body": WHOLE}, {"body": "The bridge opens. Tolls stay."}) == ["first", "update"]
    begins_alike = "The bridge opens on Monday. Tolls stay as they are, the mayor says."
    assert kinds({"body": WHOLE}, {"body": begins_alike}) == ["first", "update"]
    assert kinds({"body": "The footbridge opens on Monday"}, {"body": "bridge opens"}) == ["first", "update"]


def test_a_text_marked_as_cut_is_no_revision_of_a_longer_whole_one() -> None:
    cut = {"body": "The bridge opens on Monday. Read on in our app.", "is_truncated": True}
    assert kinds({"body": WHOLE}, cut) == ["first", "truncation"]
    assert kinds(cut, {"body": WHOLE}) == ["truncation", "first"]
    assert kinds(cut, {"body": WHOLE, "is_truncated": True}) == ["first", "update"]
    assert kinds(cut | {"is_truncated": False}, {"body": WHOLE}) == ["first", "update"]


def test_a_text_that_one_page_shows_as_whole_is_whole() -> None:
    body = "The bridge opens on Monday. Read on in our app."
    assert kinds({"body": WHOLE}, {"body": body, "is_truncated": True}, {"body": body}) == ["first", "update"]


def test_revisions_are_compared_with_the_revision_before() -> None:
    cut_with_other_title = {"body": TEASER, "title": "Bridge news"}
    contents = [{"body": WHOLE}, cut_with_other_title, {"body": REVISED}]
    assert kinds(*contents) == ["first", "truncation", "update"]
    assert [version["words_added"] for version in seen(*contents)] == [0, 0, 1]
    assert [version["words_removed"] for version in seen(*contents)] == [0, 14, 1]
    assert current(*contents) == [3]


def test_a_version_seen_again_does_not_become_current_again() -> None:
    assert current({"body": WHOLE}, {"body": REVISED}, {"body": WHOLE}) == [2]


def test_versions_are_numbered_within_their_article_in_order_of_first_sight() -> None:
    found = versions(
        appearance("2026-11-03", "1", article_key="a1", body=REVISED),
        appearance("2026-11-02", "2", article_key="a1", body=WHOLE),
        appearance("2026-11-02", "3", article_key="a2", body=REVISED),
    )
    assert [(version["article_key"], version["version_no"], version["change_kind"]) for version in found] == [
        ("a1", 1, "first"),
        ("a1", 2, "update"),
        ("a2", 1, "first"),
    ]


_texts = st.lists(st.sampled_from("abc"), max_size=6).map(" ".join)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(_texts, st.sampled_from(["One", "Two"]), st.booleans()), min_size=1, max_size=8))
def test_every_article_has_one_first_and_one_current_version_which_is_its_last_revision(
    contents: list[tuple[str, str, bool]],
) -> None:
    found = seen(*({"body": body, "title": title, "is_truncated": cut} for body, title, cut in contents))
    revisions = [version for version in found if version["change_kind"] != "truncation"]
    assert [version["change_kind"] == "first" for version in revisions] == [True] + [False] * (len(revisions) - 1)
    assert [version for version in found if version["is_current"]] == revisions[-1:]
    assert len(found) == len({(body, title) for body, title, _ in contents})
    lengths = {appearance(body=body)["body_sha256"]: len(body) for body, _, _ in contents}
    longest = [version for version in found if lengths[version["body_sha256"]] == max(lengths.values())]
    assert all(version in revisions for version in longest)
