"""The report: its questions, what it makes of their answers, and what it never does."""

import base64
import doctest
import hashlib
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pytest
from lxml import html

from etl_project.reports import charts, make_report, report, words
from etl_project.reports.report import QUESTIONS, Answer, ask
from etl_project.text import printable_lines
from etl_project_tests.conftest import ROOT
from etl_project_tests.reports.published_file import (
    HOSTILE,
    LATEST,
    article,
    busy_file,
    coverage,
    create,
    fill,
    pages,
    publication,
    publisher,
    quiet_file,
    story,
)
from etl_project_tests.rows import insert

BEFORE = LATEST - timedelta(days=1)
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute("SET TimeZone = 'UTC'")
    return connection


def page_of(path: Path) -> str:
    with opened(path) as marts:
        return make_report(marts).html


def made(make: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("published") / "marts.duckdb")


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(busy_file, tmp_path_factory)


@pytest.fixture(scope="module")
def busy_page(busy: Path) -> str:
    return page_of(busy)


@pytest.fixture(scope="module")
def quiet_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(made(quiet_file, tmp_path_factory))


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """What is answered about a few rows that a person can count."""
    with opened(made(small_file, tmp_path_factory)) as marts:
        return {name: ask(marts, name) for name in QUESTIONS}


def small_file(path: Path) -> Path:
    """Two days with four articles, and a third that is withheld."""
    withheld = LATEST + timedelta(days=1)
    connection = create(path)
    publication(connection, [BEFORE, LATEST])
    insert(
        connection,
        "audit.checks",
        check_key="h1",
        table_name="raw.captures",
        load_date=withheld,
        expectation="most_pages_are_readable",
        description="",
        severity="error",
        success=False,
        observed="2 unexpected rows",
        threshold="",
        sample_keys=[],
        evaluated_at=NOON,
        is_in_force=True,
        run_id="run",
    )
    for day, status, number in (
        (BEFORE, "ok", 2),
        (LATEST, "ok", 1),
        (LATEST, "partial", 1),
        (withheld, "quarantined", 2),
    ):
        fill(connection, "raw.captures", pages(day, status, number))
    fill(
        connection,
        "marts.coverage_day",
        [
            coverage(BEFORE, {"ok": 2}, undated=1),
            coverage(LATEST, {"ok": 1, "partial": 1}),
            coverage(withheld, {"quarantined": 2}, withheld="raw.captures: most_pages_are_readable"),
        ],
    )
    fill(connection, "core.publishers", [publisher("p1", "Gazette"), publisher("p2", "Tribune")])
    known = {"published_lo": NOON, "published_hi": NOON, "published_precision": "second"}
    articles = [
        article("a1", "Quota", BEFORE, publisher_key="p1", story_key="s1", copy_role="original", **known),
        article("a2", "Quota agreed", LATEST, publisher_key="p2", story_key="s1", copy_role="copy", **known),
        article("a3", "Undated", BEFORE, publisher_key="p1", story_key="s2", copy_role="unique"),
        article("a4", "Alone", LATEST, publisher_key="p2", story_key="s3", copy_role="unique", **known),
    ]
    fill(connection, "core.articles", articles)
    stories = [story("s1", "Quota", 2, 2, 1), story("s2", "Undated", 1, 1, 1), story("s3", "Alone", 1, 1, 1)]
    fill(connection, "core.stories", stories)
    timeline = [
        {"story_key": "s1", "story": "Quota", "sequence": number} | row | {"publisher": name}
        for number, (row, name) in enumerate(zip(articles, ("Gazette", "Tribune"), strict=False), 1)
    ]
    fill(connection, "marts.story_timeline", [row | {"order_is_certain": True} for row in timeline])
    copy = {"article_key": "a2", "source_publisher_key": "p1", "evidence": "credit", "order_is_certain": True}
    fill(connection, "core.copies", [copy | {"lag_minutes": 90.0, "load_date": LATEST}])
    change = {"article_key": "a2", "publisher": "Tribune", "old_title": "Quota", "new_title": "Quota agreed"}
    changes = [
        change | {"version_key": "v1", "load_date": LATEST - timedelta(days=6)},
        change | {"version_key": "v2", "load_date": LATEST - timedelta(days=7)},
    ]
    fill(connection, "marts.headline_changes", changes)
    entity = {"day": LATEST, "type": "person", "articles": 2, "share_of_voice": 0.5, "load_date": LATEST}
    entities = [
        entity | {"entity_key": "e1", "entity": "Risen", "change": 2.0},
        entity | {"entity_key": "e2", "entity": "Fallen", "change": -2.0},
        entity | {"entity_key": "e3", "entity": "Rare", "change": 5.0, "articles": 1},
        entity | {"entity_key": "e4", "entity": "Not to be compared"},
        entity | {"entity_key": "e5", "entity": "Of the day before", "change": 9.0, "day": BEFORE},
    ]
    fill(connection, "marts.entity_day", entities)
    # Seen again on the latest day, the second is of an article of the day before.
    spoken = [("q1", "a2", "f1", "It is agreed."), ("q2", "a3", "f2", "It was not to be.")]
    quote = {"speaker_entity_key": "e1", "load_date": LATEST}
    quotes = [
        quote | {"quote_key": key, "article_key": article_key, "fingerprint": mark, "text": text}
        for key, article_key, mark, text in spoken
    ]
    fill(connection, "core.quotes", quotes)
    by_speaker = {"entity_key": "e1", "speaker": "Risen", "articles": 1, "outlets": 1}
    fill(connection, "marts.quotes_by_speaker", [row | by_speaker for row in quotes])
    connection.close()
    return path


def test_the_questions_are_answered_as_a_person_would_count(answers: dict[str, Answer]) -> None:
    made = answers["publication"].row
    assert (made["latest_day"], made["days"], made["pages"], made["articles"], made["publishers"]) == (
        LATEST,
        2,
        6,
        4,
        2,
    )
    assert answers["day"].row == {
        "day": LATEST,
        "pages": 2,
        "new_articles": 2,
        "copies": 1,
        "publishers": 1,
        "stories": 1,
        "single_articles": 1,
    }
    assert answers["trust"].row == {
        "withheld_days": 1,
        "pages": 6,
        "quarantined_pages": 2,
        "articles": 4,
        "undated_articles": 1,
        "share_undated": 0.25,
        "checks": 1,
        "failed_checks": 1,
        "warned_checks": 0,
    }
    told = [(row["story"], row["new_articles"], row["sequence"], row["title"]) for row in answers["stories"].rows]
    assert told == [("Quota", 1, 1, "Quota"), ("Quota", 1, 2, "Quota agreed")]
    assert answers["syndication"].rows == (
        {"source": "Gazette", "copier": "Tribune", "copies": 1, "copies_by_text": 0, "median_lag_minutes": 90.0},
    )
    assert [row["day"] for row in answers["headlines"].rows] == [LATEST - timedelta(days=6)]
    assert [(row["speaker"], row["text"]) for row in answers["quotes"].rows] == [("Risen", "It is agreed.")]
    assert [row["entity"] for row in answers["entities"].rows] == ["Risen", "Not to be compared"]
    assert [(row["day"], row["ok"], row["share_undated"], row["is_withheld"]) for row in answers["coverage"].rows] == [
        (BEFORE, 2, 0.5, False),
        (LATEST, 1, 0.0, False),
        (LATEST + timedelta(days=1), 0, None, True),
    ]
    assert answers["withheld"].rows == (
        {"day": LATEST + timedelta(days=1), "reason": "raw.captures: most_pages_are_readable"},
    )


def test_every_statement_is_headed_by_its_question(answers: dict[str, Answer]) -> None:
    folder = ROOT / "etl_project" / "reports" / "report"
    assert {path.stem for path in folder.glob("*.sql")} == set(QUESTIONS)
    assert all(answer.question.endswith("?") for answer in answers.values())


def parsed(page: str) -> Any:
    return html.document_fromstring(page)


def said(page: str) -> str:
    """The page's text, white space folded."""
    body = parsed(page).find("body")
    return re.sub(r"\s+", " ", " ".join(body.itertext()))


def test_what_stands_as_sql_gives_the_figures_that_are_shown(busy: Path, busy_page: str) -> None:
    assert_figures_are_answers(busy, busy_page)


def assert_figures_are_answers(file: Path, page: str) -> None:
    """Each statement on the page, put to the file, gives the table beside it, and there is a table wherever there are rows."""
    document = parsed(page)
    with opened(file) as marts:
        for name in QUESTIONS:
            (code,) = document.xpath(f"//*[@id='sql-{name}']//code")
            rows = marts.execute(code.text_content()).fetchall()
            tables = document.xpath(f"//table[@data-answer='{name}']")
            assert len(tables) == bool(rows), name
            for table in tables:
                shown = [[cell.text_content() for cell in row.findall("td")] for row in table.iterfind("tbody/tr")]
                assert [[number(text) for text in row] for row in shown] == [
                    [number(printable_lines(words.cell(value))) for value in row] for row in rows
                ]


def number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text.strip()


def test_the_articles_of_a_story_are_those_of_its_rows(busy: Path, busy_page: str) -> None:
    with opened(busy) as marts:
        rows = ask(marts, "stories").rows
    cards = parsed(busy_page).xpath("//article")
    assert len(cards) == 12
    for place, card in enumerate(cards, 1):
        titles = [row["title"] for row in rows if row["place"] == place]
        assert [cell.text_content() for cell in card.xpath(".//tbody/tr/td[3]")] == titles
    assert "34 articles by" in said(busy_page) and "The first 14 of 34 articles." in said(busy_page)


def test_one_publication_gives_one_page(busy: Path, busy_page: str, tmp_path: Path) -> None:
    """Also where the rows lie in another order."""
    shuffled = tmp_path / "marts.duckdb"
    shuffled.write_bytes(busy.read_bytes())
    with duckdb.connect(str(shuffled)) as marts:
        for schema, table in marts.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            marts.execute(f'CREATE TEMP TABLE rows AS FROM "{schema}"."{table}"')
            marts.execute(f'DELETE FROM "{schema}"."{table}"')
            marts.execute(f'INSERT INTO "{schema}"."{table}" FROM rows ORDER BY hash(rows::VARCHAR)')
            marts.execute("DROP TABLE rows")
    assert page_of(shuffled) == busy_page


@pytest.mark.slow
def test_another_process_in_another_time_zone_makes_the_same_page(busy: Path, busy_page: str) -> None:
    code = (
        "import sys, pathlib; from etl_project_tests.reports.test_report import page_of; "
        "sys.stdout.buffer.write(page_of(pathlib.Path(sys.argv[1])).encode())"
    )
    elsewhere = os.environ | {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "5"}
    done = subprocess.run([sys.executable, "-c", code, busy], cwd=ROOT, env=elsewhere, capture_output=True, check=True)
    assert done.stdout.decode() == busy_page


def test_nothing_on_the_page_acts_or_loads(busy_page: str) -> None:
    document = parsed(busy_page)
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    assert not {element.tag for element in elements} & {
        "script", "img", "image", "iframe", "object", "embed", "form", "input", "button", "link", "base", "use", "foreignobject",
    }  # fmt: skip
    attributes = {(element.tag, name) for element in elements for name in element.attrib}
    assert not [name for _, name in attributes if name.startswith("on") or name in ("src", "srcset", "style")]
    assert {tag for tag, name in attributes if name.endswith("href")} == {"a"}
    for anchor in document.iter("a"):
        if not anchor.get("href").startswith("#"):
            assert anchor.get("href").startswith("https://news.example/")
            assert set(anchor.get("rel").split()) == {"noreferrer", "noopener", "nofollow"}
        else:
            assert document.get_element_by_id(anchor.get("href")[1:]) is not None
    assert HOSTILE in said(busy_page), "it is shown as the text that it is"


def test_the_policy_allows_the_one_style_and_nothing_else(busy_page: str) -> None:
    (style,) = parsed(busy_page).iter("style")
    digest = base64.b64encode(hashlib.sha256(style.text.encode()).digest()).decode()
    (policy,) = parsed(busy_page).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_plot_has_a_name_and_its_figures(busy_page: str) -> None:
    document = parsed(busy_page)
    plots = document.xpath("//figure/*[local-name()='svg']")
    assert len(plots) == 2 * (12 + 5), "twelve timelines, entities, terms, syndication, pages, undated; at two sizes"
    names = [plot.get("aria-label") for plot in plots if "narrow" in plot.get("class")]
    assert len(set(names)) == len(names) and all(names)
    for figure in document.iter("figure"):
        (sql,) = figure.xpath(".//figcaption//a/@href")
        assert document.get_element_by_id(sql[1:]).xpath(".//code")
        around = figure.getparent()
        assert around.xpath(".//details//table") or around.getparent().getparent().xpath("./details//table")


def test_headings_are_in_order(busy_page: str, quiet_page: str) -> None:
    for page in (busy_page, quiet_page):
        levels = [int(heading.tag[1]) for heading in parsed(page).xpath("//h1|//h2|//h3|//h4")]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
        assert {"header", "nav", "main", "footer"} <= {element.tag for element in parsed(page).find("body")}


def test_where_there_is_nothing_the_page_says_so(quiet_page: str) -> None:
    text = said(quiet_page)
    for sentence in (
        "1 page brought 1 new article by 1 publisher. No story is told by several articles",
        "✓ No day is withheld",
        "✓ No page is held back",
        "✓ Every article is dated",
        "No story of this day is told by more than one article.",
        "No person, organisation, company or place rose.",
        "No term sets this day apart.",
        "No copy whose source is known was seen.",
        "No headline was changed in the last week.",
        "No quotation with a known speaker was carried.",
        "Nothing is held back.",
        "Every check in force was passed.",
        "No publisher of whom articles were expected is silent.",
    ):
        assert sentence in text
    assert len(parsed(quiet_page).xpath("//figure/*[local-name()='svg']")) == 2 * 2, "that day's pages, and their dates"


def test_a_withheld_day_is_told_first_and_with_its_reason(busy_page: str) -> None:
    header = parsed(busy_page).find("body/header").text_content()
    assert "1 day withheld: its audit failed" in header
    assert "1 check failed, 2 warned, of 120 in force" in header
    (reasons,) = parsed(busy_page).xpath("//table[@data-answer='withheld']/tbody/tr")
    assert [cell.text_content() for cell in reasons] == ["2026-11-23", "raw.captures: most_pages_are_readable"]


@pytest.mark.parametrize("module", (words, charts, report))
def test_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_dates_read_as_they_are() -> None:
    assert words.day(date(2026, 11, 27)) == "Friday, 27 November 2026"
