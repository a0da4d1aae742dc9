"""The report: what the news says, as the published file tells it, on one page to read.

It asks the published file the questions of `report/*.sql`, each one statement headed by its question, and nothing else. Every
figure on the page is of their rows, and the statement stands beside it: paste it into any DuckDB client to get it again.
No clock is asked: one publication gives one page, byte for byte.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from itertools import groupby
from typing import Any

import duckdb
from markupsafe import Markup

from etl_project.reports import charts, words
from etl_project.reports.page import template

QUESTIONS = (
    "publication",
    "trust",
    "day",
    "stories",
    "entities",
    "terms",
    "syndication",
    "headlines",
    "quotes",
    "coverage",
    "withheld",
    "held_back",
    "checks",
    "silences",
)
"""Files of `report/`, without their ending, in the order of the page."""


@dataclass(frozen=True)
class Answer:
    """A question, and the rows that answer it."""

    name: str
    question: str
    note: str
    """What the question leaves open: which rows, and how many at most."""
    sql: str
    """The statement, as it was run."""
    columns: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]

    @property
    def row(self) -> dict[str, Any]:
        """The row, where there is but one."""
        (row,) = self.rows
        return row


@dataclass(frozen=True)
class Report:
    """The page, and how many rows each of its questions was answered with."""

    html: str
    rows: dict[str, int]


def make_report(connection: duckdb.DuckDBPyConnection) -> Report:
    """The report on a published file.

    Args:
        connection: to the file, with the time zone set to UTC.
    """
    answers = {name: ask(connection, name) for name in QUESTIONS}
    return Report(report_page(answers), {answer.question: len(answer.rows) for answer in answers.values()})


def ask(connection: duckdb.DuckDBPyConnection, name: str) -> Answer:
    """Put the question `name`."""
    sql = files(__package__).joinpath("report", f"{name}.sql").read_text(encoding="utf-8").strip()
    heading = [line.removeprefix("-- ") for line in sql.splitlines() if line.startswith("-- ")]
    result = connection.execute(sql)
    columns = tuple(column for column, *_ in result.description or ())
    rows = tuple(dict(zip(columns, row, strict=True)) for row in result.fetchall())
    return Answer(name, heading[0], " ".join(heading[1:]), sql, columns, rows)


def report_page(answers: Mapping[str, Answer]) -> str:
    """HTML of the report."""
    css = files(__package__).joinpath("report.css").read_text(encoding="utf-8")
    return template("report.html.jinja").render(
        answers,
        css=Markup(css),  # noqa: S704 - our own
        css_sha256=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        words=words,
        roles=charts.ROLES,
        statuses=charts.STATUSES,
        is_link=is_link,
        told=stories(answers["stories"]),
        plots=plots(answers),
        shown_copies=charts.shown_copies(answers["syndication"].rows),
    )


def is_link(address: str | None) -> bool:
    """Whether an address is one that a reader may be led to; it is a page that says so.

    >>> is_link("https://news.example/1"), is_link("javascript:alert(1)"), is_link(None)
    (True, False, False)
    """
    return bool(address) and str(address).lower().startswith(("https://", "http://"))


@dataclass(frozen=True)
class Story:
    """A story of the day."""

    place: int
    label: str
    articles: tuple[dict[str, Any], ...]
    """The rows of its timeline; each holds the counts of the story."""
    plot: Markup | None
    """None where no time of any article is known."""
    drawn: int
    """Articles in the plot."""
    span: tuple[datetime, datetime] | None
    """From when to when the plot reaches."""


def stories(answer: Answer) -> list[Story]:
    """The stories of the day with their timelines."""
    told = []
    for place, rows in groupby(answer.rows, key=lambda row: int(row["place"])):
        articles = tuple(rows)
        label = articles[0]["story"]
        plot = charts.timeline(articles, f"Timeline of the story “{charts.cut(label, 80)}”")
        drawn = min(len(articles), charts.TIMELINE_ARTICLES)
        told.append(Story(place, label, articles, plot, drawn, charts.time_axis(articles)))
    return told


def plots(answers: Mapping[str, Answer]) -> dict[str, Markup]:
    """The plots of the questions that have an answer to draw, besides those of the stories."""
    drawn = {}
    if entities := answers["entities"].rows:
        drawn["entities"] = charts.risers(
            entities,
            label="entity",
            expected="expected_share",
            observed="share_of_voice",
            title="Share of the day’s articles",
            name="Share of the day’s articles that name each entity, beside the share that was expected",
        )
    if terms := answers["terms"].rows:
        drawn["terms"] = charts.risers(
            terms,
            label="term",
            expected="expected_articles",
            observed="articles",
            title="Articles of the day",
            name="Articles of the day with each term, beside the number that was expected",
        )
    if edges := answers["syndication"].rows:
        drawn["syndication"] = charts.syndication(
            edges, "Articles that each copier took from each source in the last four weeks"
        )
    if days := answers["coverage"].rows:
        drawn["coverage"] = charts.pages_by_day(days, "Pages of each day by what became of them")
        drawn["undated"] = charts.undated_by_day(days, "Share of each day’s articles that bear no date")
    return drawn
