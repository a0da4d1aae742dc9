"""What all appearances of an article together tell of it."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.articles import Folded, fold_articles, resolve_articles
from etl_project_tests.transforms.appearances import NO_DATE, appearance, at, dated, frame, utc

WHOLE = "The bridge opens on Monday.\nTolls stay as they are, the council said."


def folded(*rows: dict[str, Any]) -> dict[str, Any]:
    """The one article that the rows are folded into."""
    (article,) = fold_articles(frame(*rows)).articles.to_dicts()
    return article


def assert_schemas(result: Folded) -> None:
    appearances = frame_schema(core.ARTICLE_APPEARANCES)
    for name in ("staged_by", "furniture", "furniture_words"):
        del appearances[name]
    articles = frame_schema(core.ARTICLES)
    for name in core.RELATED:
        del articles[name]
    assert dict(result.articles.schema) == articles
    assert dict(result.article_versions.schema) == frame_schema(core.ARTICLE_VERSIONS)
    assert dict(result.article_appearances.schema) == appearances


def test_no_appearances_give_three_empty_tables_of_the_right_shape() -> None:
    result = fold_articles(frame())
    assert_schemas(result)
    assert [table.height for table in result] == [0, 0, 0]


def test_one_appearance_is_an_article_a_version_and_the_way_back() -> None:
    seen = utc("2026-11-02 10:30")
    row = appearance(
        authors=["Ida Holm"],
        seen_at=seen,
        url_identity="u",
        article_url="https://harbour.example/bridge",
        credited_agency="Reuters",
        is_paywalled=True,
        quality_flags=["short_body"],
        byline_source="markup",
        byline_confidence=0.6,
        published_source="label",
        published_confidence=0.8,
        **dated("2026-11-02", "2026-11-03", raw="02-11-2026"),
    )
    result = fold_articles(frame(row))
    assert_schemas(result)
    (version_key,) = result.article_versions["version_key"]
    assert result.article_appearances.to_dicts() == [
        {
            "appearance_key": row["appearance_key"],
            "article_key": "a1",
            "version_key": version_key,
            "load_date": date(2026, 11, 2),
        }
    ]
    assert result.articles.to_dicts() == [
        {
            "article_key": "a1",
            "publisher_key": "harbour-post",
            "article_url": "https://harbour.example/bridge",
            "title": "Bridge opens",
            "title_source": "heading",
            "title_confidence": 0.9,
            "body": "The bridge opens on Monday. Tolls stay as they are.",
            "body_source": "blocks",
            "body_confidence": 0.97,
            "lead": "The bridge opens on Monday. Tolls stay as they are.",
            "authors": ["Ida Holm"],
            "byline_source": "markup",
            "byline_confidence": 0.6,
            "language": "en",
            "word_count": 10,
            "published_at": utc("2026-11-02 12:00"),
            "published_on": date(2026, 11, 2),
            "published_lo": utc("2026-11-02"),
            "published_hi": utc("2026-11-03"),
            "published_precision": "day",
            "published_method": "absolute",
            "published_raw": "02-11-2026",
            "published_confidence": 0.8,
            "first_seen_at": seen,
            "last_seen_at": seen,
            "first_load_date": date(2026, 11, 2),
            "appearance_count": 1,
            "version_count": 1,
            "is_truncated": False,
            "is_paywalled": True,
            "credited_agency": "Reuters",
            "quality_flags": ["short_body"],
            "load_date": date(2026, 11, 2),
            "parser_version": "1",
        }
    ]


def test_sightings_are_counted_and_bounded() -> None:
    article = folded(
        appearance("2026-11-04", "1", seen_at=utc("2026-11-03 23:00"), parser_version="2"),
        appearance("2026-11-03", "2", seen_at=utc("2026-11-03 06:00")),
        appearance("2026-11-02", "3", seen_at=None, body="Another text."),
    )
    assert article["appearance_count"] == 3
    assert article["version_count"] == 2
    assert (article["first_seen_at"], article["last_seen_at"]) == (utc("2026-11-03 06:00"), utc("2026-11-03 23:00"))
    assert (article["first_load_date"], article["load_date"]) == (date(2026, 11, 2), date(2026, 11, 4))
    assert article["parser_version"] == "2"


def test_the_text_is_that_of_the_last_revision_and_not_of_a_later_teaser() -> None:
    article = folded(
        appearance("2026-11-02", body="The bridge may open."),
        appearance("2026-11-03", body=WHOLE, title="Bridge to open", is_paywalled=True, quality_flags=["a"]),
        appearance("2026-11-04", body="The bridge opens on Monday.", title="Bridge!", quality_flags=["b"]),
    )
    assert (article["title"], article["body"], article["word_count"]) == ("Bridge to open", WHOLE, 13)
    assert article["lead"] == "The bridge opens on Monday."
    assert article["is_paywalled"]
    assert article["quality_flags"] == ["a"]


def test_what_the_current_text_lacks_comes_from_its_other_appearances_then_from_the_article_s() -> None:
    rows = [
        appearance("2026-11-02", body="The bridge may open.", authors=["A B"], language="en", credited_agency="AP"),
        appearance("2026-11-03", body=WHOLE, authors=[], language=None, credited_agency=None),
        appearance("2026-11-04", body=WHOLE, authors=["C D"], language=None, credited_agency=None),
    ]
    article = folded(*rows)
    assert (article["authors"], article["language"], article["credited_agency"]) == (["C D"], "en", "AP")


def test_what_no_appearance_tells_stays_unknown() -> None:
    article = folded(appearance(authors=[], language=None, publisher_key=None))
    assert article["authors"] == []
    assert article["language"] is article["credited_agency"] is article["publisher_key"] is None
    assert article["article_url"] is article["first_seen_at"] is None


def test_the_publisher_is_the_first_that_is_named() -> None:
    article = folded(
        appearance("2026-11-02", publisher_key=None),
        appearance("2026-11-03", publisher_key="harbour-post"),
        appearance("2026-11-04", publisher_key="harbour-post-sunday"),
    )
    assert article["publisher_key"] == "harbour-post"


def test_the_address_is_that_of_the_first_day_that_has_one() -> None:
    article = folded(
        appearance("2026-11-02", article_url="https://portal.example/no-identity"),
        appearance("2026-11-03", "1", url_identity="u", article_url="https://harbour.example/b"),
        appearance("2026-11-03", "2", url_identity="u", article_url="http://harbour.example/b"),
        appearance("2026-11-04", url_identity="u", article_url="HTTP://HARBOUR.EXAMPLE/b"),
    )
    assert article["article_url"] == "http://harbour.example/b"


@pytest.mark.parametrize(
    ("contents", "expected"),
    [
        pytest.param([{"body": WHOLE}], False, id="whole"),
        pytest.param([{"body": WHOLE, "is_truncated": True}], True, id="cut off"),
        pytest.param([{"body": ""}], True, id="headline only"),
        pytest.param([{"body": WHOLE, "is_truncated": True}, {"body": WHOLE}], False, id="whole on one page"),
        pytest.param([{"body": WHOLE}, {"body": "Else", "is_truncated": True}], False, id="whole once"),
        pytest.param([{"body": WHOLE, "is_truncated": True}, {"body": "Tolls stay"}], True, id="part of a cut text"),
    ],
)
def test_an_article_is_truncated_while_no_whole_text_is_known(contents: list[dict[str, Any]], expected: bool) -> None:
    rows = [appearance(f"2026-11-{day:02}", **content) for day, content in enumerate(contents, start=2)]
    assert folded(*rows)["is_truncated"] is expected


def published(*times: dict[str, Any]) -> dict[str, Any]:
    """The publication columns, and the flags, of an article seen with these times, a day apart."""
    rows = [appearance(f"2026-11-{day:02}", **time) for day, time in enumerate(times, start=2)]
    return {name: value for name, value in folded(*rows).items() if name in {*NO_DATE, "quality_flags"}}


def test_the_finest_evidence_is_the_best() -> None:
    day, minute = dated("2026-11-02", "2026-11-03"), dated("2026-11-02 09:00", "2026-11-02 09:01", "minute", "text")
    assert published(day, minute) == minute | {"quality_flags": []}


def test_of_two_as_fine_the_more_trusted_method_is_the_best() -> None:
    label = dated("2026-11-02", "2026-11-03", method="absolute", raw="label")
    data = dated("2026-11-02", "2026-11-03", method="structured", raw="data")
    address = dated("2026-11-02", "2026-11-03", method="url", raw="address")
    assert [published(label, data, address)[name] for name in ("published_method", "published_raw")] == [
        "structured",
        "data",
    ]
    assert published(address, label)["published_method"] == "absolute"


def test_of_two_as_fine_and_trusted_the_narrowest_then_the_first_is_the_best() -> None:
    wide, narrow = dated("2026-11-01", "2026-11-04", raw="wide"), dated("2026-11-02", "2026-11-03", raw="narrow")
    assert published(wide, narrow)["published_raw"] == "narrow"
    assert published(narrow, narrow | {"published_raw": "later"})["published_raw"] == "narrow"
    open_ended = wide | {"published_hi": None, "published_raw": "open"}
    assert published(open_ended, wide)["published_raw"] == "wide"


def test_the_interval_is_what_all_evidence_allows_and_the_time_lies_in_it() -> None:
    day = dated("2026-11-02", "2026-11-03")
    hours_ago = dated("2026-11-02 20:00", "2026-11-03 06:00", "unknown", "relative")
    found = published(day, hours_ago)
    assert (found["published_lo"], found["published_hi"]) == (utc("2026-11-02 20:00"), utc("2026-11-03"))
    assert found["published_at"] == utc("2026-11-02 20:00")
    assert (found["published_precision"], found["published_method"]) == ("day", "absolute")
    assert found["quality_flags"] == []


def test_evidence_that_disagrees_leaves_the_best_alone_and_is_flagged() -> None:
    exact = at("2026-11-02 09:00")
    assert published(dated("2026-11-03", "2026-11-04"), exact) == exact | {"quality_flags": ["dates_disagree"]}


def test_one_bound_suffices_to_narrow_an_interval() -> None:
    before = NO_DATE | {"published_hi": utc("2026-11-02 18:00")}
    found = published(dated("2026-11-02", "2026-11-03"), before)
    assert (found["published_lo"], found["published_hi"]) == (utc("2026-11-02"), utc("2026-11-02 18:00"))


def test_a_time_that_is_not_known_is_not_made_up() -> None:
    either_order = dated("2026-07-11", "2026-11-07", "unknown")
    found = published(either_order | {"quality_flags": ["ambiguous_date"]}, NO_DATE | {"quality_flags": ["undated"]})
    assert found == either_order | {"quality_flags": ["ambiguous_date"]}
    assert found["published_at"] is None


def test_flags_of_dates_come_with_the_best_evidence_and_others_with_the_text() -> None:
    undated = NO_DATE | {"quality_flags": ["short_body", "undated"]}
    found = published(undated, at("2026-11-02 09:00") | {"body": "The bridge", "quality_flags": ["teaser"]})
    assert found["quality_flags"] == ["short_body"]
    assert published(undated, undated)["quality_flags"] == ["short_body", "undated"]


def test_a_publisher_that_one_appearance_names_is_not_unknown() -> None:
    unnamed: dict[str, Any] = {"publisher_key": None, "quality_flags": ["publisher_unknown", "short_body"]}
    named = appearance("2026-11-01", body="The bridge")
    assert folded(named, appearance("2026-11-02", **unnamed))["quality_flags"] == ["short_body"]
    assert folded(appearance(**unnamed))["quality_flags"] == ["publisher_unknown", "short_body"]


def _time(hours: int) -> str:
    return (utc("2026-11-01") + timedelta(hours=hours)).replace(tzinfo=None).isoformat()


_times = st.one_of(
    st.just(NO_DATE),
    st.integers(0, 99).map(lambda hour: at(_time(hour))),
    st.tuples(st.integers(0, 50), st.integers(51, 99)).map(
        lambda ends: dated(_time(ends[0]), _time(ends[1]), "hour", "relative")
    ),
    st.integers(0, 99).map(lambda hour: NO_DATE | {"published_lo": utc(_time(hour)), "published_method": "text"}),
)


@st.composite
def _appearances(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to ten appearances of up to four articles."""
    return [
        appearance(
            f"2026-11-{draw(st.integers(2, 9)):02}",
            str(number),
            article_key=(article := draw(st.sampled_from("abcd"))),
            url_identity=(address := draw(st.sampled_from([None, article]))),
            article_url=address and draw(st.sampled_from(["https://x.example/", "http://x.example/"])) + address,
            title=draw(st.sampled_from(["Bridge opens", "Bridge reopens"])),
            body=draw(st.sampled_from(["", "The bridge", WHOLE, "It rained."])),
            authors=draw(st.sampled_from([[], ["Ida Holm"], ["Jon Berg"]])),
            seen_at=draw(st.sampled_from([None, utc("2026-11-02"), utc("2026-11-05")])),
            is_truncated=draw(st.booleans()),
            quality_flags=draw(st.lists(st.sampled_from(["undated", "empty_body"]), unique=True)),
            **draw(_times),
        )
        for number in range(draw(st.integers(1, 10)))
    ]


@settings(deadline=None, max_examples=50)
@given(_appearances(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = rows.copy()
    random.shuffle(shuffled)
    for one, other in zip(fold_articles(frame(*rows)), fold_articles(frame(*shuffled)), strict=True):
        assert one.equals(other)


@settings(deadline=None, max_examples=25)
@given(_appearances())
def test_articles_folded_apart_are_as_those_folded_together(rows: list[dict[str, Any]]) -> None:
    keys = sorted({row["article_key"] for row in rows})
    apart = [fold_articles(frame(*(row for row in rows if row["article_key"] == key))) for key in keys]
    together = fold_articles(frame(*rows))
    assert pl.concat([one.articles for one in apart]).equals(together.articles)
    assert pl.concat([one.article_versions for one in apart]).equals(together.article_versions)
    assert (
        pl.concat([one.article_appearances for one in apart])
        .sort("appearance_key")
        .equals(together.article_appearances)
    )


@settings(deadline=None, max_examples=50)
@given(_appearances())
def test_counts_balance_and_tables_refer_to_each_other(rows: list[dict[str, Any]]) -> None:
    result = fold_articles(frame(*rows))
    assert_schemas(result)
    articles, versions, appearances = result
    assert sorted(appearances["appearance_key"]) == sorted(row["appearance_key"] for row in rows)
    assert appearances["article_key"].value_counts().sort("article_key").rows() == [
        *articles.select("article_key", "appearance_count").iter_rows()
    ]
    assert versions["article_key"].value_counts().sort("article_key").rows() == [
        *articles.select("article_key", "version_count").iter_rows()
    ]
    assert set(appearances.select("article_key", "version_key").iter_rows()) == set(
        versions.select("article_key", "version_key").iter_rows()
    )
    assert versions["version_key"].is_unique().all()
    assert versions.filter("is_current").select("article_key", "title").equals(articles.select("article_key", "title"))


@settings(deadline=None, max_examples=50)
@given(_appearances())
def test_no_interval_is_reversed_and_no_time_lies_outside(rows: list[dict[str, Any]]) -> None:
    for article in fold_articles(frame(*rows)).articles.iter_rows(named=True):
        bounds = [article[name] for name in ("published_lo", "published_at", "published_hi")]
        known = [bound for bound in bounds if bound is not None]
        assert known == sorted(known)


def test_what_is_resolved_can_be_folded() -> None:
    rows = frame(
        appearance("2026-11-02", body="The bridge opens on Monday."),
        appearance("2026-11-03", url_identity="u", article_url="https://harbour.example/bridge", body=WHOLE),
        appearance("2026-11-04", url_identity="u", article_url="https://harbour.example/b", title="Open!", body=WHOLE),
        appearance("2026-11-04", "other", title="Rain"),
    ).drop("article_key")
    articles, versions, _ = fold_articles(rows.join(resolve_articles(rows), on="appearance_key"))
    assert articles.sort("appearance_count").select("title", "appearance_count").rows() == [
        ("Rain", 1),
        ("Open!", 3),
    ]
    assert sorted(versions["change_kind"]) == ["first", "first", "headline", "truncation"]
