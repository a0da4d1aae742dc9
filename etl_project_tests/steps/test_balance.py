"""Injected losses: wherever on its way a page or an article gets lost, its day is withheld, and the reason says where."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from etl_project.extraction import Extract, extract_all
from etl_project.readers import Capture, formats, html, jsonl
from etl_project.readers.source import Source
from etl_project.steps.marts import mart_sql
from etl_project.steps.publish import RefusedError
from etl_project.tables import marts
from etl_project.transforms.articles import resolve_articles
from etl_project.transforms.captures import settle
from etl_project.transforms.furniture import body_lines
from etl_project.transforms.normalise import normalise
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page

Patch = pytest.MonkeyPatch

PAGE_LOST = "raw.inputs: every_page_is_kept"


def without_one(items: Iterator[Any]) -> Iterator[Any]:
    """All but the second."""
    for number, item in enumerate(items):
        if number != 1:
            yield item


def lose_a_line_while_reading(patch: Patch) -> None:
    def read(source: Source) -> Iterator[Capture]:
        return without_one(jsonl.read(source))

    format_ = replace(formats.FORMATS[".jsonl"], read=read)
    patch.setattr(formats, "FORMATS", {**formats.FORMATS, ".jsonl": format_})


def lose_the_rest_of_a_file(patch: Patch) -> None:
    def read(source: Source) -> Iterator[Capture]:
        yield next(jsonl.read(source))

    format_ = replace(formats.FORMATS[".jsonl"], read=read)
    patch.setattr(formats, "FORMATS", {**formats.FORMATS, ".jsonl": format_})


def lose_half_of_a_page(patch: Patch) -> None:
    def read(source: Source) -> Iterator[Capture]:
        for capture in html.read(source):
            assert capture.text is not None
            yield replace(capture, text=capture.text[:400], byte_length=400)

    patch.setattr(formats, "FORMATS", {**formats.FORMATS, ".html": replace(formats.FORMATS[".html"], read=read)})


def lose_a_page_between_processes(patch: Patch) -> None:
    def extract(*args: Any, **kwargs: Any) -> Iterator[Extract]:
        return without_one(extract_all(*args, **kwargs))

    patch.setattr("etl_project.steps.load.extract_all", extract)


def lose_what_is_held_back(patch: Patch) -> None:
    def extract(*args: Any, **kwargs: Any) -> Iterator[Extract]:
        for found in extract_all(*args, **kwargs):
            yield replace(found, quarantine=[])

    patch.setattr("etl_project.steps.load.extract_all", extract)


def lose_every_page(patch: Patch) -> None:
    patch.setattr("etl_project.steps.load.extract_all", lambda *_, **__: iter(()))


def lose_a_page_while_settling(patch: Patch) -> None:
    def lossy(captures: pl.DataFrame, appearances: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        settled, kept = settle(captures, appearances)
        return settled.filter(pl.col("capture_key") != settled["capture_key"][1]), kept

    patch.setattr("etl_project.steps.load.settle", lossy)


def lose_a_page_and_its_articles_while_settling(patch: Patch) -> None:
    def lossy(captures: pl.DataFrame, appearances: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        is_kept = pl.col("capture_key") != captures["capture_key"][1]
        return settle(captures.filter(is_kept), appearances.filter(is_kept))

    patch.setattr("etl_project.steps.load.settle", lossy)


def lose_an_article_while_settling(patch: Patch) -> None:
    def lossy(captures: pl.DataFrame, appearances: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        settled, kept = settle(captures, appearances)
        return settled, kept[1:]

    patch.setattr("etl_project.steps.load.settle", lossy)


def take_a_page_for_a_repeated_one(patch: Patch) -> None:
    def lossy(captures: pl.DataFrame, appearances: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        settled, kept = settle(captures, appearances)
        is_taken = pl.col("capture_key") == settled["capture_key"][1]
        status = pl.when(is_taken).then(pl.lit("duplicate")).otherwise("status")
        return settled.with_columns(status=status), kept.filter(~is_taken)

    patch.setattr("etl_project.steps.load.settle", lossy)


def lose_an_article_while_normalising(patch: Patch) -> None:
    patch.setattr("etl_project.steps.load.normalise", lambda *given: normalise(*given)[1:])


def lose_the_lines_of_a_text(patch: Patch) -> None:
    def lossy(texts: pl.DataFrame) -> pl.DataFrame:
        return body_lines(texts).filter(pl.col("appearance_key") != texts["appearance_key"][1])

    patch.setattr("etl_project.steps.load.body_lines", lossy)


def lose_the_articles_of_a_page(patch: Patch) -> None:
    """The page says how many there were; their rows are not there."""

    def extract(*args: Any, **kwargs: Any) -> Iterator[Extract]:
        for found in extract_all(*args, **kwargs):
            yield replace(found, appearances=[])

    patch.setattr("etl_project.steps.load.extract_all", extract)


LOSSES: list[tuple[Callable[[Patch], None], str]] = [
    (lose_a_line_while_reading, PAGE_LOST),
    (lose_the_rest_of_a_file, PAGE_LOST),
    (lose_half_of_a_page, PAGE_LOST),
    (lose_a_page_between_processes, PAGE_LOST),
    (lose_every_page, PAGE_LOST),
    (lose_a_page_while_settling, PAGE_LOST),
    (lose_a_page_and_its_articles_while_settling, PAGE_LOST),
    (lose_what_is_held_back, "raw.captures: pages_balance"),
    (take_a_page_for_a_repeated_one, "staging.appearances: appearances_balance"),
    (lose_an_article_while_settling, "staging.appearances: appearances_balance"),
    (lose_the_articles_of_a_page, "staging.appearances: appearances_balance"),
    (lose_an_article_while_normalising, "staging.normalised: every_appearance_normalised"),
    (lose_the_lines_of_a_text, "staging.body_lines: every_text_has_lines"),
]


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Two days of pages, one in a file each and several in a file, with one that is held back."""
    world = World(tmp_path)
    for day in (DAY, NEXT_DAY):
        world.put_dated_day(day, pages=12)
        world.put(day, "empty.html", "")
        records = [{"html": article_page(f"Line {n} of {day}", path=f"{day}/line/{n}")} for n in range(3)]
        world.put(day, "lines.jsonl", "\n".join(map(json.dumps, records)))
    return world


@pytest.mark.parametrize(("lose", "reason"), LOSSES, ids=lambda value: getattr(value, "__name__", None))
def test_a_loss_is_noticed_where_it_happens_and_nothing_wrong_is_published(
    world: World, lose: Callable[[Patch], None], reason: str
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        lose(patch)
        with pytest.raises(RefusedError, match=f"{DAY}: .*{reason}"):
            world.run(DAY)
    assert not world.folder.current_file.exists()


def test_a_day_of_which_every_page_got_lost_is_shown_as_missing(world: World) -> None:
    world.run(NEXT_DAY)
    with pytest.MonkeyPatch.context() as patch:
        lose_every_page(patch)
        with pytest.raises(RefusedError):
            world.run(DAY)
    world.run(NEXT_DAY)
    assert world.ask_published(
        "SELECT host, layout, pages, ok, articles, is_withheld, withheld_reason FROM marts.coverage_day "
        f"WHERE day = DATE '{DAY}'"
    ) == [("unknown", "none", 0, 0, 0, True, PAGE_LOST)]
    world.run(DAY)
    assert world.ask_published(
        "SELECT day, sum(pages), bool_or(is_withheld) FROM marts.coverage_day GROUP BY day ORDER BY day"
    ) == [
        (DAY, 16, False),
        (NEXT_DAY, 16, False),
    ]


def test_an_article_that_the_fold_loses_refuses_publication(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl_project.steps.fold.resolve_articles", lambda found: resolve_articles(found)[1:])
    with pytest.raises(RefusedError, match=r"core\.article_appearances: every_admitted_appearance_is_folded \(1 unexp"):
        world.run(DAY)
    monkeypatch.undo()
    world.run(DAY)
    assert world.ask_published("SELECT count(*) FROM core.articles") == [(15,)]


def test_a_page_that_a_mart_does_not_count_refuses_publication(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = mart_sql(marts.COVERAGE_DAY).replace("FROM raw.captures", "FROM (FROM raw.captures LIMIT 10) AS captures")
    monkeypatch.setattr(
        "etl_project.steps.marts.mart_sql", lambda table: sql if table is marts.COVERAGE_DAY else mart_sql(table)
    )
    with pytest.raises(RefusedError, match=r"marts\.coverage_day: every_page_is_counted"):
        world.run(DAY)
