"""Rows → SVG: the plots of the report, drawn by Vega-Lite without a browser.

Each plot is drawn twice, for a phone and for anything wider, because text in a scaled drawing scales along; the page shows
the one that fits. Colours are CSS variables of the page, so that a plot is light or dark as the page is. What a plot says is
told besides by its name and the table below it.

Sizes are in CSS pixels. The layout depends on nothing that is measured, such as the width of a text in a font that one
machine has and another has not: the same rows give the same bytes.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from unicodedata import combining, east_asian_width

from lxml import etree
from markupsafe import Markup

from etl_project.text import printable

Row = Mapping[str, Any]

SVG = "{http://www.w3.org/2000/svg}"
ROLES = {
    "original": ("own", "circle", "var(--own)"),
    "unique": ("own", "circle", "var(--own)"),
    "copy": ("copy", "diamond", "var(--copy)"),
    "edited_copy": ("edited copy", "square", "var(--copy)"),
    None: ("not told", "triangle-up", "var(--muted)"),
}
"""Of each copy_role: what the legend calls it, its shape and its colour."""
STATUSES = {
    "ok": "var(--own)",
    "partial": "var(--partial)",
    "duplicate": "var(--muted)",
    "quarantined": "var(--copy)",
}
"""What became of a page, from the bottom of a bar to its top."""

TIMELINE_ARTICLES = 14
"""Of a story, how many articles are drawn; the table has more."""
MATRIX_PUBLISHERS = 7
"""How many sources, and how many copiers, are drawn."""
_SHARP = timedelta(days=3)
"""The axis of a timeline spans the intervals up to this long; longer ones are drawn as far as it goes."""


@dataclass(frozen=True)
class Size:
    """A width that plots are drawn for."""

    name: str
    """Class of the drawing, by which the page shows the one that fits."""
    width: int
    labels: int
    """Of it, for the labels of the rows."""
    columns: int
    """Characters that fit there."""
    font: int
    ticks: int


SIZES = (Size("narrow", 300, 110, 13, 11, 3), Size("wide", 560, 178, 20, 12, 6))
_RIGHT = 12
"""Free at the right of a plot, for half a mark or label."""
_SLANT = 50
"""For slanted labels of columns, which reach over the last one."""
_VALUES = 44
"""For the labels of an upright axis with numbers."""


@dataclass(frozen=True)
class _Drawing:
    """A chart in Vega-Lite, and the space that its axes take."""

    chart: Any
    left: int
    top: int = 8
    bottom: int = 8


def timeline(articles: Sequence[Row], name: str) -> Markup | None:
    """The articles of a story along time; None where no time of any is known.

    A time that is known is a mark, an interval a pale bar with a broken outline, an unknown time says so.

    Args:
        articles: rows with publisher, published_lo, published_hi and copy_role, in their order.
        name: what the plot is, for those who hear it.
    """
    shown = articles[:TIMELINE_ARTICLES]
    axis = time_axis(shown)
    if axis is None:
        return None
    begin, end = axis
    marks = []
    for number, row in enumerate(shown):
        lo, hi = row["published_lo"], row["published_hi"]
        role, _, _ = ROLES[row["copy_role"]]
        mark: dict[str, Any] = {
            "row": number,
            "label": row["publisher"] or "publisher unknown",
            "role": role,
            "kind": "unknown",
        }
        if lo or hi:
            left, right = max(lo or begin, begin), min(hi or end, end)
            is_point = lo and hi and (hi - lo) < (end - begin) * 0.012
            mark["kind"] = "point" if is_point else "interval"
            # Behind the axis, where nothing of the interval is left to draw, the sign that it goes on stands at the edge.
            mark["from"] = _milliseconds(min(left, end))
            mark["to"] = _milliseconds(max(right, begin))
            mark["middle"] = (mark["from"] + mark["to"]) / 2
            mark["before"] = lo is None or lo < begin
            mark["after"] = hi is None or hi > end
        marks.append(mark)
    return _both(lambda size: _draw_timeline(marks, (_milliseconds(begin), _milliseconds(end)), size), name)


def time_axis(articles: Sequence[Row]) -> tuple[datetime, datetime] | None:
    """From when to when the timeline of these articles is drawn: whatever is known to a few days, with a margin."""
    intervals = [(row["published_lo"], row["published_hi"]) for row in articles[:TIMELINE_ARTICLES]]
    known = [(lo, hi) for lo, hi in intervals if lo and hi]
    times = [time for lo, hi in known if hi - lo <= _SHARP for time in (lo, hi)]
    times = times or [time for interval in known for time in interval]
    times = times or [time for interval in intervals for time in interval if time]
    if not times:
        return None
    margin = max((max(times) - min(times)) * 0.04, timedelta(minutes=5))
    return min(times) - margin, max(times) + margin


def _draw_timeline(marks: list[dict[str, Any]], axis: tuple[float, float], size: Size) -> _Drawing:
    import altair as alt

    roles = {role: (shape, colour) for role, shape, colour in ROLES.values()}
    shape = alt.Shape("role:N", legend=None, scale=alt.Scale(domain=[*roles], range=[s for s, _ in roles.values()]))
    colours = alt.Scale(domain=[*roles], range=[colour for _, colour in roles.values()])
    colour = alt.Color("role:N", legend=None, scale=colours)
    fill, stroke = (kind("role:N", legend=None, scale=colours) for kind in (alt.Fill, alt.Stroke))
    row = alt.Y("row:O", axis=_row_labels(marks, size, offset=18), title=None)
    time = alt.X(
        "from:T",
        title=None,
        scale=alt.Scale(type="utc", domain=[*axis], nice=False),
        axis=alt.Axis(
            orient="top",
            tickCount=size.ticks,
            labelExpr="utchours(datum.value) + utcminutes(datum.value) === 0 "
            "? utcFormat(datum.value, '%-d %b') : utcFormat(datum.value, '%H:%M')",
        ),
    )
    unknown, known = "datum.kind === 'unknown'", "datum.kind === 'interval'"
    every = alt.Chart(alt.InlineData(values=marks))
    interval = every.transform_filter(known)
    plot_width = size.width - size.labels - _RIGHT
    ends: list[tuple[str, Literal["left", "right"], str, str]]
    ends = [("before", "left", "‹", "from"), ("after", "right", "›", "to")]
    chart = alt.layer(
        every.mark_point(filled=True, size=44, opacity=1).encode(x=alt.value(-9), y=row, shape=shape, color=colour),
        every.transform_filter(unknown)
        .mark_rule(stroke="var(--muted)", strokeDash=[1, 4])
        .encode(x=alt.value(100), x2=alt.value(plot_width), y=row),
        every.transform_filter(unknown)
        .mark_text(align="left", fontStyle="italic", fill="var(--muted)", fontSize=size.font, text="time unknown")
        .encode(x=alt.value(4), y=row),
        interval.mark_bar(height=10, cornerRadius=3, fillOpacity=0.2, strokeDash=[4, 2], strokeWidth=1.25).encode(
            x=time, x2="to:T", y=row, fill=fill, stroke=stroke
        ),
        *(
            interval.transform_filter(f"datum.{side}")
            .mark_text(align=align, fontSize=size.font + 3, text=sign, dy=-1)
            .encode(x=alt.X(f"{end}:T"), y=row, fill=fill)
            for side, align, sign, end in ends
        ),
        every.transform_filter("datum.kind === 'point'")
        .mark_point(filled=True, size=80, opacity=1)
        .encode(x="middle:T", y=row, shape=shape, color=colour),
    ).properties(width=plot_width, height=22 * len(marks))
    return _Drawing(chart, left=size.labels, top=24)


def risers(rows: Sequence[Row], label: str, expected: str, observed: str, title: str, name: str) -> Markup:
    """What was expected (a ring) and what came (a dot), a row each.

    Args:
        label: column with the name of the row; likewise `expected`, which may be null, and `observed`.
        title: of the axis.
    """
    marks = [
        {"row": number, "label": row[label], "expected": row[expected], "observed": row[observed]}
        for number, row in enumerate(rows)
    ]
    axis_format = ".0%" if "share" in observed else "d"
    return _both(lambda size: _draw_risers(marks, title, axis_format, size), name)


def _draw_risers(marks: list[dict[str, Any]], title: str, axis_format: str, size: Size) -> _Drawing:
    import altair as alt

    every = alt.Chart(alt.InlineData(values=marks))
    compared = every.transform_filter("datum.expected !== null")
    row = alt.Y("row:O", axis=_row_labels(marks, size), title=None)
    highest = max(max(mark["observed"], mark["expected"] or 0) for mark in marks)
    ticks = size.ticks if "%" in axis_format else min(size.ticks, max(1, int(highest)))  # there is no half an article
    axis = alt.Axis(format=axis_format, tickCount=ticks, orient="top")
    value = alt.X("observed:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, highest * 1.06], nice=False))
    chart = alt.layer(
        compared.mark_rule(stroke="var(--own)", strokeWidth=2, opacity=0.5).encode(x=value, x2="expected:Q", y=row),
        compared.mark_point(
            filled=True, fill="var(--page)", stroke="var(--muted)", strokeWidth=1.5, size=50, opacity=1
        ).encode(x=alt.X("expected:Q"), y=row),
        every.mark_point(filled=True, fill="var(--own)", size=80, opacity=1).encode(x=value, y=row),
    ).properties(width=size.width - size.labels - _RIGHT, height=22 * len(marks))
    return _Drawing(chart, left=size.labels, top=40)


def syndication(edges: Sequence[Row], name: str) -> Markup:
    """Who copied whom: a row a source, a column a copier, in each cell how many articles.

    Args:
        edges: rows with source, copier and copies.
    """
    sources, copiers, shown = _greatest(edges)
    cells = [
        {"row": sources.index(edge["source"]), "column": copiers.index(edge["copier"]), "copies": edge["copies"]}
        for edge in shown
    ]
    return _both(lambda size: _draw_syndication(cells, sources, copiers, size), name)


def shown_copies(edges: Sequence[Row]) -> int:
    """How many of the copies the drawing of `syndication` has."""
    _, _, shown = _greatest(edges)
    return sum(edge["copies"] for edge in shown)


def _greatest(edges: Sequence[Row]) -> tuple[list[str], list[str], list[Row]]:
    """The greatest sources, those who copy most from them, and the edges between these."""
    sources = _by_copies(edges, "source")
    from_them = [edge for edge in edges if edge["source"] in sources]
    copiers = _by_copies(from_them, "copier")
    return sources, copiers, [edge for edge in from_them if edge["copier"] in copiers]


def _by_copies(edges: Sequence[Row], side: str) -> list[str]:
    copies: dict[str, int] = defaultdict(int)
    for edge in edges:
        copies[edge[side]] += edge["copies"]
    return sorted(copies, key=lambda publisher: (-copies[publisher], publisher))[:MATRIX_PUBLISHERS]


def _draw_syndication(cells: list[dict[str, Any]], sources: list[str], copiers: list[str], size: Size) -> _Drawing:
    import altair as alt

    step = min(40, (size.width - size.labels - _SLANT) // MATRIX_PUBLISHERS)
    labels = [{"row": number, "label": source} for number, source in enumerate(sources)]
    column = alt.X(
        "column:O",
        title=None,
        scale=alt.Scale(domain=[*range(MATRIX_PUBLISHERS)]),
        axis=alt.Axis(
            values=[*range(len(copiers))],
            orient="top",
            labelExpr=_texts(copiers, 15) + "[datum.value]",
            labelAngle=-45,
            labelAlign="left",
            labelBaseline="middle",
            labelOffset=4,
            ticks=False,
            domain=False,
        ),
    )
    row = alt.Y("row:O", title=None, scale=alt.Scale(domain=[*range(len(sources))]), axis=_row_labels(labels, size))
    every = alt.Chart(alt.InlineData(values=cells))
    most = max(cell["copies"] for cell in cells)
    grid = alt.Chart(
        alt.InlineData(values=[{"row": r, "column": c} for r in range(len(sources)) for c in range(len(copiers))])
    )
    chart = alt.layer(
        grid.mark_rect(fill=None, stroke="var(--line)").encode(x=column, y=row),
        every.mark_rect(fill="var(--own)", stroke="var(--page)").encode(
            x=column,
            y=row,
            fillOpacity=alt.FillOpacity(
                "copies:Q", legend=None, scale=alt.Scale(domain=[0, most], range=[0.1, 0.42], nice=False)
            ),
        ),
        every.mark_text(fill="var(--ink)", fontSize=size.font).encode(x=column, y=row, text="copies:Q"),
    ).properties(width=step * MATRIX_PUBLISHERS, height=26 * len(sources))
    return _Drawing(chart, left=size.labels, top=86)


def pages_by_day(days: Sequence[Row], name: str) -> Markup:
    """What became of the pages of each day, and a cross over each day that is withheld.

    Args:
        days: rows with day, is_withheld and a count for each of `STATUSES`.
    """
    calendar = _calendar(days)
    parts = []
    for row in days:
        below = 0
        for status in STATUSES:
            number = int(row[status])
            parts.append({"day": calendar.index(row["day"]), "status": status, "from": below, "to": below + number})
            below += number
    withheld = [{"day": calendar.index(row["day"])} for row in days if row["is_withheld"]]
    return _both(lambda size: _draw_pages(parts, withheld, calendar, size), name)


def _draw_pages(
    parts: list[dict[str, Any]], withheld: list[dict[str, Any]], calendar: list[date], size: Size
) -> _Drawing:
    import altair as alt

    day = _days_axis(calendar, size)
    highest = max((part["to"] for part in parts), default=0) or 1
    value = alt.Y(
        "from:Q",
        title=None,
        scale=alt.Scale(domain=[0, highest * 1.1], nice=False),
        axis=alt.Axis(tickCount=min(4, highest), format="d"),
    )
    colour = alt.Fill("status:N", legend=None, scale=alt.Scale(domain=[*STATUSES], range=[*STATUSES.values()]))
    chart = alt.layer(
        alt.Chart(alt.InlineData(values=[part for part in parts if part["to"] > part["from"]]))
        .mark_bar()
        .encode(x=day, y=value, y2="to:Q", fill=colour),
        alt.Chart(alt.InlineData(values=withheld))
        .mark_text(text="✕", fill="var(--bad)", fontWeight="bold", fontSize=size.font + 2, baseline="top", dy=1)
        .encode(x=day, y=alt.value(0)),
    ).properties(width=_days_width(calendar, size), height=140)
    return _Drawing(chart, left=_VALUES, bottom=24)


def undated_by_day(days: Sequence[Row], name: str) -> Markup:
    """The share of each day's articles without a date.

    Args:
        days: rows with day and share_undated, which is null where a day has no articles.
    """
    calendar = _calendar(days)
    marks = [
        {"day": calendar.index(row["day"]), "share": row["share_undated"]}
        for row in days
        if row["share_undated"] is not None
    ]
    return _both(lambda size: _draw_undated(marks, calendar, size), name)


def _draw_undated(marks: list[dict[str, Any]], calendar: list[date], size: Size) -> _Drawing:
    import altair as alt

    day = _days_axis(calendar, size)
    highest = max((mark["share"] for mark in marks), default=0)
    scale = alt.Scale(domain=[0, max(highest * 1.1, 0.01)], nice=False)
    value = alt.Y(
        "share:Q", title=None, scale=scale, axis=alt.Axis(tickCount=4, format=".1%" if highest < 0.04 else ".0%")
    )
    every = alt.Chart(alt.InlineData(values=marks))
    chart = alt.layer(
        every.mark_rule(stroke="var(--own)", strokeWidth=2, opacity=0.5).encode(x=day, y=value, y2=alt.datum(0)),
        every.mark_point(filled=True, fill="var(--own)", size=44, opacity=1).encode(x=day, y=value),
    ).properties(width=_days_width(calendar, size), height=110)
    return _Drawing(chart, left=_VALUES, bottom=24)


def _calendar(days: Sequence[Row]) -> list[date]:
    """Every day from the first to the last: one on which nothing was loaded is a gap."""
    first, last = days[0]["day"], days[-1]["day"]
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _days_width(calendar: list[date], size: Size) -> int:
    """As wide as there is room for, but no day wider than a bar should be."""
    return min(size.width - _VALUES - 2 * _RIGHT, 40 * len(calendar))


def _days_axis(calendar: list[date], size: Size) -> Any:
    import altair as alt

    every = max(1, -(-len(calendar) // size.ticks))
    labelled = [number for number in range(len(calendar)) if (len(calendar) - 1 - number) % every == 0]
    return alt.X(
        "day:O",
        title=None,
        scale=alt.Scale(domain=[*range(len(calendar))], paddingInner=0.2, paddingOuter=0.1),
        axis=alt.Axis(
            values=labelled,
            labelAngle=0,
            labelExpr=_texts([f"{day.day} {day:%b}" for day in calendar], 8) + "[datum.value]",
            grid=False,
        ),
    )


def _row_labels(marks: Sequence[Row], size: Size, offset: int = 8) -> Any:
    import altair as alt

    return alt.Axis(
        labelExpr=_texts([mark["label"] for mark in marks], size.columns) + "[datum.value]",
        labelPadding=offset,
        labelFontSize=size.font,
        labelColor="var(--ink)",
        ticks=False,
        domain=False,
        grid=False,
    )


def _texts(texts: Sequence[str], columns: int) -> str:
    """A list of labels, cut, in Vega's expression language, whose strings are JSON's."""
    return json.dumps([cut(text, columns) for text in texts])


def cut(text: str, columns: int) -> str:
    """As much of a text as fits into so many columns, without controls; ideographs take two.

    >>> cut("Harbour Gazette", 9)
    'Harbour…'
    >>> cut("新华社每日电讯", 9)
    '新华社每…'
    """
    kept, used = "", 0
    text = printable(text)
    for character in text:
        used += 0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        if used > columns - (len(kept) + 1 < len(text)):
            return kept.rstrip() + "…"
        kept += character
    return kept


def _milliseconds(time: datetime) -> float:
    return time.timestamp() * 1000


def _both(draw: Callable[[Size], _Drawing], name: str) -> Markup:
    """The plot at both sizes. The page hides one of them, also from those who hear it."""
    return Markup("").join(_svg(draw(size), size, name) for size in SIZES)


def _svg(drawing: _Drawing, size: Size, name: str) -> Markup:
    """What Vega-Lite draws, as one image with the name `name`, whose texts are text."""
    import vl_convert

    right = size.width - drawing.left - drawing.chart.width
    padding = {"left": drawing.left, "right": right, "top": drawing.top, "bottom": drawing.bottom}
    specification = drawing.chart.to_dict() | {"autosize": "none", "padding": padding, "config": _config(size)}
    drawn = etree.fromstring(vl_convert.vegalite_to_svg(specification).encode(), _PARSER)
    for element in drawn.xpath("//*[@display='none' or @class='background']"):
        element.getparent().remove(element)
    for element in drawn.iter():
        for attribute in _SUPERFLUOUS.intersection(element.attrib):
            del element.attrib[attribute]
    image = etree.Element(f"{SVG}svg", nsmap={None: SVG[1:-1]})
    attributes = {"class": f"plot {size.name}", "viewBox": drawn.get("viewBox"), "role": "img", "aria-label": name}
    image.attrib.update({key: printable(value) for key, value in attributes.items()})
    etree.SubElement(image, f"{SVG}title").text = printable(name)
    image.extend(drawn)
    etree.cleanup_namespaces(image)
    return Markup(etree.tostring(image, encoding="unicode"))  # noqa: S704 - made and parsed as XML: its text is escaped


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_SUPERFLUOUS = {"class", "role", "aria-hidden", "aria-roledescription", "pointer-events", "font-family"}
"""Of what Vega-Lite writes: the parts of an image are not announced, and the page chooses the font."""


def _config(size: Size) -> dict[str, Any]:
    return {
        "aria": False,
        "background": None,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": size.font,
            "labelColor": "var(--muted)",
            "labelLimit": 0,
            "labelOverlap": False,
            "titleColor": "var(--muted)",
            "titleFontSize": size.font,
            "titleFontWeight": "normal",
            "domainColor": "var(--line)",
            "tickColor": "var(--line)",
            "gridColor": "var(--line)",
        },
    }
