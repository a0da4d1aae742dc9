from datetime import date
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from etl_project.keys import stable_key
from etl_project.registry import Publisher, Registry
from etl_project.tables import core
from etl_project.tables.frames import frame_schema
from etl_project.transforms.publishers import publishers

REGISTRY = Registry(
    (
        Publisher(
            name="Harbour Gazette",
            aliases=("The Gazette",),
            domains=("harbour.example", "gazette.example"),
            country="GB",
            date_order="DMY",
            time_zone="Europe/London",
        ),
        Publisher(name="Meridian Wire", is_wire=True),
    ),
    frozenset({"mosaic.example"}),
)
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


def seen(
    name: str | None, label: str | None = None, host: str | None = None, load_date: date = MONDAY
) -> dict[str, Any]:
    return {
        "publisher_key": name and stable_key(name.casefold()),
        "publisher_name": name,
        "publisher_label": label,
        "host": host,
        "load_date": load_date,
    }


def table(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rows of core.publishers by name."""
    text = pl.String()
    schema = {
        "publisher_key": text,
        "publisher_name": text,
        "publisher_label": text,
        "host": text,
        "load_date": pl.Date(),
    }
    frame = publishers(REGISTRY, pl.DataFrame(rows, schema=schema))
    assert frame.schema == frame_schema(core.PUBLISHERS)
    assert frame["publisher_key"].is_unique().all()
    assert frame["publisher_key"].is_sorted()
    return {row["name"]: row for row in frame.iter_rows(named=True)}


def test_the_registry_is_always_there() -> None:
    rows = table()
    assert rows["Harbour Gazette"] == {
        "publisher_key": stable_key("harbour gazette"),
        "name": "Harbour Gazette",
        "aliases": ["The Gazette"],
        "domain": "harbour.example",
        "country": "GB",
        "date_order": "DMY",
        "time_zone": "Europe/London",
        "is_wire": False,
        "registry_status": "curated",
        "load_date": None,
    }
    assert rows["Meridian Wire"]["is_wire"]
    assert len(rows) == 2


def test_met_publishers_of_the_registry_gain_labels_and_a_day() -> None:
    rows = table(
        seen("Harbour Gazette", "the gazette", "mosaic.example", TUESDAY),
        seen("Harbour Gazette", "Gazette Sport", "gazette.example"),
        seen("Harbour Gazette", None, "harbour.example"),
    )
    assert rows["Harbour Gazette"]["aliases"] == ["The Gazette", "Gazette Sport"]
    assert rows["Harbour Gazette"]["load_date"] == TUESDAY
    assert rows["Harbour Gazette"]["domain"] == "harbour.example"
    assert rows["Meridian Wire"]["load_date"] is None


def test_others_are_seen() -> None:
    rows = table(
        seen("Strand Courier", "\u200fStrand Courier ", "strand.example"),
        seen("strand courier", "strand courier", "mosaic.example", TUESDAY),
    )
    assert rows["Strand Courier"] == {
        "publisher_key": stable_key("strand courier"),
        "name": "Strand Courier",
        "aliases": [],
        "domain": "strand.example",
        "country": None,
        "date_order": None,
        "time_zone": None,
        "is_wire": False,
        "registry_status": "seen",
        "load_date": TUESDAY,
    }
    assert len(rows) == 3


def test_name_is_that_of_the_first_day() -> None:
    rows = table(
        seen("STRAND COURIER", load_date=TUESDAY),
        seen("strand courier"),
        seen("Strand Courier"),
        seen("strand COURIER"),
    )
    assert set(rows) == {"Harbour Gazette", "Meridian Wire", "Strand Courier"}


def test_domain_is_a_host_with_pages_of_one_publisher_only() -> None:
    rows = table(
        seen("Strand Courier", host="strand.example"),
        seen("Strand Courier", host="mosaic.example"),
        seen("Two Hosts", host="one.example"),
        seen("Two Hosts", host="two.example"),
        seen("Shares", host="shared.example"),
        seen("Shares Too", host="shared.example"),
        seen("Guest", host="harbour.example"),
        seen("Aggregated", host="mosaic.example"),
    )
    domains = {name: row["domain"] for name, row in rows.items() if row["registry_status"] == "seen"}
    assert domains == {
        "Strand Courier": "strand.example",
        "Two Hosts": None,
        "Shares": None,
        "Shares Too": None,
        "Guest": None,
        "Aggregated": None,
    }


def test_articles_of_nobody_are_passed_over() -> None:
    assert len(table(seen(None, None, "mosaic.example"))) == 2


SEEN = st.lists(
    st.builds(
        seen,
        st.sampled_from(["Strand Courier", "STRAND COURIER", "Harbour Gazette", "Post", None]),
        st.sampled_from(["Strand Courier", "Strand  courier", "The Gazette", "Post!", None]),
        st.sampled_from(["strand.example", "mosaic.example", "post.example", None]),
        st.sampled_from([MONDAY, TUESDAY]),
    ),
    max_size=8,
)


@given(SEEN, st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    assert table(*rows) == table(*random.sample(rows, len(rows)), *rows[:3])
