"""Rows → SVG: what is certain looks certain, what is not does not, and text stays text."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from etl_project.reports import charts
from etl_project.reports.charts import SVG
from etl_project.text import printable

NOON = datetime(2026, 11, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def drawings(plot: Markup | None) -> list[Any]:
    """The plot at both sizes, parsed."""
    assert plot is not None
    both: list[Any] = [*etree.fromstring(f"<both>{plot}</both>")]
    return both


def texts(drawing: Any) -> list[str]:
    return [element.text for element in drawing.iter(f"{SVG}text")]


def shown(lo: datetime | None, hi: datetime | None, role: str | None = "unique") -> dict[str, Any]:
    return {"publisher": "Gazette", "published_lo": lo, "published_hi": hi, "copy_role": role}


def bars(drawing: Any) -> list[Any]:
    return [*drawing.xpath(".//*[@stroke-dasharray='4,2']")]


def marks(drawing: Any) -> list[Any]:
    """The marks in the plot; those beside the names are left of its edge."""
    found = drawing.xpath(".//*[local-name()='path'][@fill][contains(@transform, 'translate')]")
    return [mark for mark in found if not mark.get("transform").startswith("translate(-9,")]


@pytest.mark.parametrize(
    ("lo", "hi", "bars_and_marks"),
    [
        (NOON, NOON, (0, 1)),
        (NOON, NOON + timedelta(seconds=1), (0, 1)),
        (NOON, NOON + 2 * HOUR, (1, 0)),
        (None, NOON, (1, 0)),
        (NOON, None, (1, 0)),
        (NOON - timedelta(days=90), NOON, (1, 0)),
        (NOON - timedelta(days=90), NOON - timedelta(days=80), (1, 0)),
        (None, None, (0, 0)),
    ],
)
def test_only_a_known_time_is_a_mark(lo: datetime | None, hi: datetime | None, bars_and_marks: tuple[int, int]) -> None:
    plot = charts.timeline(
        [shown(lo, hi), shown(NOON - HOUR, NOON - HOUR), shown(NOON + 3 * HOUR, NOON + 3 * HOUR)], "x"
    )
    for drawing in drawings(plot):
        assert (len(bars(drawing)), len(marks(drawing)) - 2) == bars_and_marks
        assert ("time unknown" in texts(drawing)) == (lo is hi is None)
        assert ("‹" in texts(drawing)) == (hi is not None and (lo is None or lo.month < 11))
        assert ("›" in texts(drawing)) == (lo is not None and hi is None)


def test_where_no_time_is_known_there_is_nothing_to_draw() -> None:
    assert charts.timeline([shown(None, None), shown(None, None)], "x") is None


def test_each_role_has_a_mark_of_its_own() -> None:
    shapes = set()
    for role in ("original", "copy", "edited_copy", None):
        (mark,) = marks(drawings(charts.timeline([shown(NOON, NOON, role)], "x"))[0])
        shapes.add((mark.get("d"), mark.get("fill")))
    assert len({d for d, _ in shapes}) == 4, "told apart by shape"
    assert {fill for _, fill in shapes} == {"var(--own)", "var(--copy)", "var(--muted)"}, "and by colour"


def test_a_plot_is_an_image_with_a_name_in_which_text_is_text() -> None:
    hostile = '</svg><script>alert(1)</script>\x1b\u202e" onload="alert(1)'
    article = shown(NOON, NOON) | {"publisher": hostile}
    for drawing in drawings(charts.timeline([article], hostile)):
        assert drawing.get("role") == "img"
        assert drawing.get("aria-label") == drawing.findtext(f"{SVG}title")
        assert "</svg><script>" in drawing.get("aria-label")
        assert any(text.startswith("</svg><scri") for text in texts(drawing))
        names = {element.tag.removeprefix(SVG) for element in drawing.iter()}
        assert names <= {"svg", "title", "g", "path", "line", "rect", "text"}
        attributes = {name for element in drawing.iter() for name in element.attrib}
        assert not attributes & {"onload", "style", "id", "href", "font-family"}


def test_colours_are_those_of_the_page() -> None:
    days = [{"day": date(2026, 11, 5), "ok": 3, "partial": 1, "duplicate": 1, "quarantined": 1, "is_withheld": True}]
    edges = [{"source": "A", "copier": "B", "copies": 2}]
    for plot in (
        charts.pages_by_day(days, "x"),
        charts.syndication(edges, "x"),
        charts.timeline([shown(NOON, NOON)], "x"),
    ):
        for drawing in drawings(plot):
            for element in drawing.iter():
                for paint in ("fill", "stroke"):
                    assert element.get(paint, "none").startswith(("var(--", "none", "transparent"))


def test_a_day_without_a_load_is_a_gap_and_a_withheld_one_is_crossed_out() -> None:
    counts = {"partial": 0, "duplicate": 0, "quarantined": 0, "share_undated": 0.5}
    days = [
        {"day": date(2026, 11, 5), "ok": 4, "is_withheld": False} | counts,
        {"day": date(2026, 11, 7), "ok": 2, "is_withheld": True} | counts,
    ]
    for drawing in drawings(charts.pages_by_day(days, "x")):
        assert texts(drawing).count("✕") == 1
        assert {"5 Nov", "6 Nov", "7 Nov"} <= set(texts(drawing))
    for drawing in drawings(charts.undated_by_day(days, "x")):
        assert {"0%", "5 Nov", "6 Nov"} <= set(texts(drawing))


def test_the_greatest_sources_and_copiers_are_drawn_and_the_rest_is_counted() -> None:
    edges = [{"source": f"S{n}", "copier": f"C{n}", "copies": 10 - n} for n in range(9)]
    assert charts.shown_copies(edges) == 10 + 9 + 8 + 7 + 6 + 5 + 4
    for drawing in drawings(charts.syndication(edges, "x")):
        assert {"S0", "S6", "C0", "C6", "10", "4"} <= set(texts(drawing))
        assert not {"S7", "C7"} & set(texts(drawing))


def test_of_the_greatest_sources_those_are_drawn_who_copy_most_from_them() -> None:
    great = [{"source": f"S{n}", "copier": f"C{n}", "copies": 5} for n in range(7)]
    small = [{"source": f"T{n}", "copier": f"D{n % 8}", "copies": 4} for n in range(40)]
    assert charts.shown_copies([*great, *small]) == 7 * 5, "though others copy more in all"


def test_days_without_articles_have_no_share() -> None:
    day = {"day": date(2026, 11, 5), "share_undated": None}
    for drawing in drawings(charts.undated_by_day([day], "x")):
        assert "5 Nov" in texts(drawing) and not marks(drawing)


def test_without_something_to_compare_with_there_is_no_ring() -> None:
    row = {"entity": "Ada", "expected_share": None, "share_of_voice": 0.2}

    def draw(row: dict[str, Any]) -> Markup:
        return charts.risers([row], "entity", "expected_share", "share_of_voice", "Share", "x")

    for drawing, compared in zip(drawings(draw(row)), drawings(draw(row | {"expected_share": 0.1})), strict=True):
        assert [len(d.xpath(".//*[@fill='var(--page)']")) for d in (drawing, compared)] == [0, 1]


TIMES = st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)).map(lambda time: time.replace(tzinfo=UTC))


@pytest.mark.slow
@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.text(max_size=40), TIMES, TIMES, st.sampled_from([*charts.ROLES])), min_size=1, max_size=4)
)
def test_whatever_is_known_of_the_times_a_timeline_is_drawn(
    articles: list[tuple[str, datetime | None, datetime | None, str | None]],
) -> None:
    rows = []
    for name, one, other, role in articles:
        lo, hi = sorted((one, other)) if one and other else (one, other)
        rows.append(shown(lo, hi, role) | {"publisher": name})
    plot = charts.timeline(rows, "x")
    assert (plot is None) == all(lo is hi is None for _, lo, hi, _ in articles)
    if plot:
        for drawing, size in zip(drawings(plot), charts.SIZES, strict=True):
            assert drawing.get("viewBox") == f"0 0 {size.width} {32 + 22 * len(rows)}"
            assert "NaN" not in etree.tostring(drawing, encoding="unicode")


@given(st.text(), st.integers(1, 30))
def test_a_cut_text_fits(text: str, columns: int) -> None:
    cut = charts.cut(text, columns)
    assert charts.cut(cut, columns) == cut
    assert cut.endswith("…") or cut == printable(text)
