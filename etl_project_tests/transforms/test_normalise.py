from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import etl_project.registry
from etl_project.keys import stable_key
from etl_project.pages import parse
from etl_project.pages.model import Page
from etl_project.registry import Publisher, Registry, load_registry
from etl_project.tables import raw, staging
from etl_project.tables.frames import frame_schema
from etl_project.transforms.normalise import LOW_CONFIDENCE, QUALITY_FLAGS, normalise

SEED = Path(__file__).parents[3] / "shared" / "pages" / "seed"

REGISTRY = Registry(
    (
        Publisher(
            name="Northfield Tribune",
            aliases=("The Tribune",),
            domains=("northfield.example",),
            date_order="MDY",
            time_zone="America/Chicago",
        ),
        Publisher(name="Harbour Gazette", domains=("harbour.example",), date_order="DMY", time_zone="Europe/London"),
        Publisher(name="Meridian Wire", domains=("wire.example",), is_wire=True),
    ),
    frozenset({"mosaic.example"}),
)
DAY = date(2026, 11, 2)
CAPTURED = datetime(2026, 11, 2, 12, tzinfo=UTC)
TEXT = (
    "The ferry company agreed on Monday to reopen talks with its crews over rosters and rest periods, both sides said. "
    * 3
)


def article(key: str = "a", host: str | None = "mosaic.example", **given: Any) -> dict[str, Any]:
    """An appearance, with the host of its page."""
    return {
        "appearance_key": key,
        "capture_key": f"page of {key}",
        "role": "main",
        "position": 0,
        "title": "Ferry crews return to talks",
        "categories": [],
        "hashtags": [],
        "body": TEXT,
        "char_start": 0,
        "char_end": 1,
        "is_truncated": False,
        "is_paywalled": False,
        "layout": "generic/1",
        "load_date": DAY,
        "parser_version": "1",
        "host": host,
        "captured_at": CAPTURED,
    } | given


def normalised(*articles: dict[str, Any]) -> pl.DataFrame:
    captures = pl.DataFrame(articles, schema=frame_schema(raw.CAPTURES))
    appearances = pl.DataFrame(articles, schema=frame_schema(staging.APPEARANCES))
    frame = normalise(appearances, captures, REGISTRY)
    assert frame.schema == frame_schema(staging.NORMALISED)
    assert frame["appearance_key"].to_list() == [row["appearance_key"] for row in articles]
    return frame


def one(**given: Any) -> dict[str, Any]:
    return normalised(article(**given)).row(0, named=True)


def test_no_articles() -> None:
    assert normalised().is_empty()


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"publisher_label": "the TRIBUNE"}, "Northfield Tribune"),
        ({"publisher_label": "\u200fHarbour  Gazette"}, "Harbour Gazette"),
        ({"publisher_label": "Harbour Gazette", "host": "northfield.example"}, "Harbour Gazette"),
        ({"publisher_label": "Tribune Sport", "host": "sport.northfield.example"}, "Northfield Tribune"),
        ({"publisher_label": None, "host": "northfield.example", "role": "related"}, "Northfield Tribune"),
        ({"publisher_label": " Strand\u00a0Courier "}, "Strand Courier"),
        ({"publisher_label": "Strand Courier", "host": "strand.example"}, "Strand Courier"),
        ({"publisher_label": None, "host": "strand.example"}, "strand.example"),
        ({"publisher_label": None, "host": "strand.example", "role": "related"}, None),
        ({"publisher_label": "\u200b", "host": "mosaic.example"}, None),
        ({"publisher_label": None, "host": None}, None),
        ({"publisher_label": None, "article_url": "https://www.harbour.example/a"}, "Harbour Gazette"),
        ({"publisher_label": None, "host": None, "article_url": "https://www.strand.example/a"}, "strand.example"),
        (
            {"publisher_label": None, "host": "strand.example", "article_url": "https://harbour.example/a"},
            "strand.example",
        ),
    ],
)
def test_publisher(given: dict[str, Any], name: str | None) -> None:
    row = one(**given)
    assert row["publisher_name"] == name
    assert row["publisher_key"] == (name and stable_key(name.casefold()))
    assert ("publisher_unknown" in row["quality_flags"]) == (name is None)


def test_own_pages_write_dates_as_the_registry_says() -> None:
    given: dict[str, Any] = {"published_raw": "10/09/2026", "published_source": "label", "publisher_label": None}
    tribune, gazette = one(host="northfield.example", **given), one(host="www2.harbour.example", **given)
    assert tribune["published_lo"] == datetime(2026, 10, 9, 5, tzinfo=UTC)  # midnight in Chicago
    assert gazette["published_lo"] == datetime(2026, 9, 9, 23, tzinfo=UTC)  # midnight in London
    assert (tribune["published_on"], gazette["published_on"]) == (date(2026, 10, 9), date(2026, 9, 10))


def test_dates_beside_a_label_are_the_page_owners() -> None:
    given: dict[str, Any] = {
        "published_raw": "10/09/2026",
        "published_source": "label",
        "publisher_label": "The Tribune",
    }
    assert one(host="harbour.example", **given)["published_on"] == date(2026, 9, 10)
    on_aggregator = one(host="mosaic.example", **given)
    assert on_aggregator["published_on"] is None
    assert "ambiguous_date" in on_aggregator["quality_flags"]


def test_text_is_cleaned() -> None:
    row = one(
        title=" Ferry\u00a0crews\n return ",
        body="\u200fPORT ELLERY — Talks.\r\n\r\n  Crews \u200bmet.\t\n",
        byline="By JANE DOE and\u00a0John Roe, Harbour Gazette",
        language_declared="en-GB",
    )
    assert row["title"] == "Ferry crews return"
    assert row["body"] == "PORT ELLERY — Talks.\nCrews met."
    assert row["lead"] == "PORT ELLERY — Talks."
    assert row["word_count"] == 5
    assert row["authors"] == ["Jane Doe", "John Roe"]
    assert row["language"] == "en"
    assert row["seen_at"] == CAPTURED


def test_missing_title_is_empty() -> None:
    assert one(title=None)["title"] == ""


def test_publisher_is_no_author() -> None:
    assert one(publisher_label="Der Strandbote", byline="Der Strandbote; Jane Doe")["authors"] == ["Jane Doe"]
    assert one(byline=None)["authors"] == []


def test_typography_makes_no_other_version() -> None:
    rows = normalised(
        article("a", title="“It’s over”", body="“It’s over,” she said –\nat last."),
        article("b", title='"It\'s  OVER"', body='"It\'s over", she said - at last'),
        article("c", title="It’s over", body="It’s not over, she said at last."),
    )
    first, second, third = rows["body_sha256"]
    assert first == second != third
    first, second, third = rows["title_identity"]
    assert first == second != third


def test_empty_body_has_the_hash_of_nothing() -> None:
    assert one(body="")["body_sha256"] == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_headline_is_an_identity_of_its_publisher_only() -> None:
    rows = normalised(
        article("a", publisher_label="Harbour Gazette"),
        article("b", host="harbour.example"),
        article("c", publisher_label="The Tribune"),
        article("d"),
    )
    gazette, also_gazette, tribune, nobody = rows["title_identity"]
    assert gazette == also_gazette == stable_key(stable_key("harbour gazette"), "ferry crews return to talks")
    assert len({gazette, tribune, nobody}) == 3


def test_address_is_an_identity() -> None:
    rows = normalised(
        article("a", article_url="https://www.harbour.example/a/?utm_source=x"),
        article("b", article_url="http://harbour.example/a"),
        article("c", article_url="https://harbour.example/b"),
        article("d", article_url="https://harbour.example/"),
        article("e", article_url="no address"),
        article("f"),
    )
    first, second, third, *without = rows["url_identity"]
    assert first == second == stable_key("harbour.example/a") != third
    assert without == [None, None, None]


def test_agency_is_credited_unless_it_is_the_publisher() -> None:
    body = f"PORT ELLERY (Meridian Wire) — {TEXT}"
    assert one(body=body, publisher_label="Harbour Gazette")["credited_agency"] == "Meridian Wire"
    assert one(body=body, host="wire.example")["credited_agency"] is None
    assert one(publisher_label="Harbour Gazette", byline="Meridian Wire")["credited_agency"] == "Meridian Wire"


@pytest.mark.parametrize(
    ("given", "flags"),
    [
        ({"published_raw": "2026-11-01T10:00:00Z", "published_source": "structured"}, []),
        ({}, ["undated"]),
        ({"published_raw": "2 hours ago", "published_source": "label", "captured_at": None}, ["capture_time_unknown"]),
        ({"body": ""}, ["empty_body", "undated"]),
        ({"body": "Crews return."}, ["short_body", "undated"]),
        ({"body": "Ferry crews return to talks."}, ["short_body", "title_is_body", "undated"]),
        ({"publisher_label": None}, ["publisher_unknown", "undated"]),
        ({"body_confidence": LOW_CONFIDENCE - 0.01}, ["low_confidence", "undated"]),
        ({"body_confidence": LOW_CONFIDENCE}, ["undated"]),
        ({"body_confidence": 0.0, "body": ""}, ["empty_body", "undated"]),
    ],
)
def test_quality_flags(given: dict[str, Any], flags: list[str]) -> None:
    row = one(**{"publisher_label": "Harbour Gazette"} | given)
    assert row["quality_flags"] == flags
    assert set(flags) <= set(QUALITY_FLAGS)


def test_every_flag_of_a_broken_date_is_explained() -> None:
    dates = ["someday", "31/31/2026", "2027-01-01", "03/04/2026", "Updated 3 hours ago", "25-01-2026"]
    rows = normalised(
        *(
            article(
                f"{order} {raw}", f"{number}.example", published_raw=raw, published_source="label", date_order=order
            )
            for number, raw in enumerate(dates)
            for order in ("MDY", None)
        )
    )
    flags = set(rows["quality_flags"].explode())
    assert {"unreadable_date", "future_date", "ambiguous_date"} <= flags <= set(QUALITY_FLAGS)


def test_article_without_a_page_is_kept() -> None:
    appearances = pl.DataFrame([article()], schema=frame_schema(staging.APPEARANCES))
    row = normalise(appearances, pl.DataFrame(schema=frame_schema(raw.CAPTURES)), REGISTRY).row(0, named=True)
    assert (row["appearance_key"], row["seen_at"]) == ("a", None)


ARTICLES = st.fixed_dictionaries(
    {
        "host": st.sampled_from([None, "mosaic.example", "northfield.example", "strand.example"]),
        "publisher_label": st.sampled_from([None, "The Tribune", "Strand Courier"]),
        "byline": st.none() | st.text(max_size=20),
        "title": st.none() | st.text(max_size=20),
        "body": st.sampled_from(["", TEXT, "LOWMERE (Meridian Wire) — Text."]) | st.text(max_size=40),
        "article_url": st.none() | st.text(max_size=10).map("https://strand.example/{}".format),
        "published_raw": st.sampled_from([None, "03/04/2026", "2 hours ago", "2026-11-01"]),
        "published_source": st.just("label"),
        "language_declared": st.none() | st.text(max_size=5),
    }
)


@settings(max_examples=20)
@given(st.lists(ARTICLES, max_size=5), st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(given: list[dict[str, Any]], random: Any) -> None:
    articles = [article(str(number), **values) for number, values in enumerate(given)]
    shuffled = random.sample(articles, len(articles))
    frame = normalised(*articles)
    assert normalised(*shuffled).sort("appearance_key").equals(frame)
    assert frame.drop("publisher_key", "publisher_name").null_count().select(
        "title", "body", "body_sha256", "authors", "word_count", "title_identity", "quality_flags"
    ).sum_horizontal().to_list() in ([], [0])


def test_seed_page() -> None:
    if not SEED.is_dir():
        pytest.skip("the folder `shared` with the real pages does not lie beside the checkout")
    registry = load_registry(Path(etl_project.registry.__file__).parent / "publishers.toml")
    page = parse(Page(next(SEED.iterdir()).read_text("utf-8"), "text"), registry.labels)
    articles = [
        article(
            str(position),
            None,
            captured_at=None,
            capture_key="seed",
            **{name: getattr(block, name) for name in block.__dataclass_fields__},
        )
        | {"position": position, "load_date": date(2025, 8, 1)}
        for position, block in enumerate(page.blocks)
    ]
    captures = pl.DataFrame(articles[:1], schema=frame_schema(raw.CAPTURES))
    rows = normalise(pl.DataFrame(articles, schema=frame_schema(staging.APPEARANCES)), captures, registry)
    assert rows["publisher_name"].to_list() == ["Washington Post", "Yahoo", "Bloomberg", "Forbes"]
    assert rows["credited_agency"].to_list() == ["Associated Press", None, None, None]
    assert rows["authors"].to_list() == [[], [], ["Max Ramsay"], []]
    assert rows["language"].to_list() == ["en"] * 4
    assert rows["published_on"].to_list() == [date(2025, 7, 12), None, None, None]
    assert rows["quality_flags"].to_list() == [[], *[["capture_time_unknown"]] * 3]
