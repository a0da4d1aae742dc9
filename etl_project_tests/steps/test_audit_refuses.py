"""Every expectation on what is made of all days, tripped: nothing is published, and the next run makes good."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import duckdb
import pytest

from etl_project.assets.marts import SOURCES
from etl_project.checks import Outcome, evaluate
from etl_project.steps import fold
from etl_project.steps.publish import RefusedError
from etl_project.tables import TABLES, Severity, Table, audit, core
from etl_project.tables.expectations import Expectation, stated_expectations
from etl_project_tests.faults import EXPECTATIONS, fault
from etl_project_tests.steps.test_furniture import DAYS, put_three_days
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page

MADE = [table for table in TABLES if table.schema_name in ("core", "marts")]
"""Tables that are made of all days, and checked as a whole."""

IN_BUILD = [
    (table, expectation)
    for table, expectation in EXPECTATIONS
    if table.is_published and not (table.is_loaded_by_day and expectation in stated_expectations(table))
]
"""Expectations that the closed build is audited by: what is stated of a day's rows was decided when it was loaded."""


def params(cases: list[tuple[Table, Expectation]]) -> list[object]:
    return [pytest.param(*case, id=f"{case[0].name}:{case[1].name}") for case in cases]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a world that has something in every table of core and marts, published."""
    world = World(tmp_path_factory.mktemp("base"))
    put_three_days(world)
    for day, title in ((DAY, "Vote too close to call"), (NEXT_DAY, "Vote is won")):
        world.put(day, "vote.html", article_page(title, path="vote"))
        world.put(day, "vote.html.meta.json", f'{{"captured_at": "{day}T12:00:00Z"}}')
    world.put(DAY, "long.html", article_page("word " * 300, path="long"))
    for number in range(14):
        world.put(NEXT_DAY, f"flood{number}.html", article_page(f"Flood reaches quay {number}", path=f"flood{number}"))
    # Two stories that become one when a third article tells of both.
    ferry = (
        "Ferry crews in Karsava called off their strike after the owners agreed to talks over rosters and rest. " * 3
    )
    comet = (
        "A comet found by Brandt, a retired surveyor, will be bright enough in April to be seen without telescope. " * 3
    )
    for day, name, text in ((DAY, "ferry", ferry), (DAY, "comet", comet), (NEXT_DAY, "both", f"{ferry}</p><p>{comet}")):
        world.put(
            day,
            f"{name}.html",
            f'<html lang="en"><head><link rel="canonical" href="https://news.example/{name}">'
            f'<meta property="og:type" content="article"><meta property="article:published_time" content="{day}T10:00:00Z"></head>'
            f"<body><article><h1>News of the {name} this week</h1><p>{text}</p></article></body></html>",
        )
    world.run(*DAYS, *(day for day in world.put_silent_week() if day not in DAYS))
    assert [table for table in TABLES if world.ask(f"SELECT count(*) FROM {table.name}") == [(0,)]] == [
        audit.MART_QUEUE
    ]
    return world.root


@pytest.fixture
def world(base: Path, tmp_path: Path) -> World:
    shutil.copytree(base, tmp_path / "world", symlinks=True)
    world = World(tmp_path / "world")
    next(world._runs)
    return world


def made_of_all_days(world: World) -> dict[str, list[tuple[Any, ...]]]:
    with world.connect() as connection:
        return {
            table.name: connection.execute(
                f"SELECT {', '.join(table.content_columns)} FROM {table.name} ORDER BY {', '.join(table.key)}"
            ).fetchall()
            for table in MADE
        }


def evaluate_after(statements: Mapping[Table, str]) -> Callable[..., list[Outcome]]:
    """`evaluate`, which breaks something before it looks at a table."""

    def evaluate_after_fault(
        connection: duckdb.DuckDBPyConnection, checked: Table, expectations: list[Expectation], relation: str
    ) -> list[Outcome]:
        if checked in statements:
            connection.execute(statements[checked])
        return evaluate(connection, checked, expectations, relation)

    return evaluate_after_fault


def assert_refused_and_as_it_was(world: World, *named: str) -> None:
    """A run is refused in a sentence that names what was broken, and changes nothing of what is published."""
    file, build = world.folder.current_file.read_bytes(), world.folder.current_build_id
    with pytest.raises(RefusedError) as refused:
        world.run()
    for name in named:
        assert f"{name} (" in str(refused.value)
    assert str(refused.value).endswith("The published file is as it was.")
    assert world.folder.current_file.read_bytes() == file
    assert world.folder.current_build_id == build and len(world.folder.history()) == 1
    assert [path.name for path in (world.folder.root / "builds").iterdir()] == [build]


def rounds() -> Iterator[dict[Table, Expectation]]:
    """Every expectation on core and marts, in as many at once as do not get into each other's way: one of a table, in the
    tables of one kind. What is made of a table that is broken may have nothing left to break."""
    marts_of_marts = {table for table in MADE for source in SOURCES.get(table.name, []) if source.startswith("marts.")}
    for tables in (
        [table for table in MADE if table.schema_name == "core"],
        [table for table in MADE if table.schema_name == "marts" and table not in marts_of_marts],
        marts_of_marts,
    ):
        expectations = [[case for case in EXPECTATIONS if case[0] == table] for table in tables]
        for cases in zip_longest(*expectations):
            yield dict(case for case in cases if case)


@dataclass
class Refusals:
    """What runs were refused for, and whether the next ones made good."""

    recorded: dict[tuple[str, str], tuple[Any, ...]]
    """By table and expectation: success, severity, whether rows are counted and named, load_date, description."""
    is_mended: dict[tuple[str, str], bool]
    """Whether the run after the one that broke it left the tables as they were."""


@pytest.fixture(scope="module")
def refusals(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Refusals:
    refusals = Refusals({}, {})
    for broken in rounds():
        root = tmp_path_factory.mktemp("round") / "world"
        shutil.copytree(base, root, symlinks=True)
        world = World(root)
        next(world._runs)
        sound = made_of_all_days(world)
        faults = {table: fault(table, expectation, DAY) for table, expectation in broken.items()}
        with (
            world.connect() as connection
        ):  # of marts that are computed in parts, rows of other parts are not checked again
            connection.execute("DELETE FROM audit.mart_builds")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("etl_project.steps.audit.evaluate", evaluate_after(faults))
            names = [f"{table.name}: {expectation.name}" for table, expectation in broken.items()]
            assert_refused_and_as_it_was(world, *names)
        for table, name, *outcome in world.ask(
            "SELECT table_name, expectation, success, severity, observed LIKE '% unexpected row%', len(sample_keys) > 0, "
            "load_date, description FROM audit.checks WHERE is_in_force"
        ):
            if (table, name) in {(t.name, e.name) for t, e in broken.items()}:
                refusals.recorded[table, name] = tuple(outcome)
        world.run(publishing=False)
        is_mended = made_of_all_days(world) == sound
        refusals.is_mended |= {(table.name, expectation.name): is_mended for table, expectation in broken.items()}
        shutil.rmtree(root)
    return refusals


@pytest.mark.parametrize(("table", "expectation"), params([case for case in EXPECTATIONS if case[0] in MADE]))
def test_a_fault_in_core_or_a_mart_refuses_publication_and_is_mended_by_the_next_run(
    refusals: Refusals, table: Table, expectation: Expectation
) -> None:
    assert expectation.severity is Severity.ERROR
    case = table.name, expectation.name
    assert refusals.recorded[case] == (False, "error", True, True, None, expectation.description)
    assert refusals.is_mended[case]


def test_rows_that_lost_their_keys_are_mended_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = made_of_all_days(world)
    faults = ";".join(f"UPDATE {table.name} SET {table.key[0]} = NULL" for table in fold.TABLES)
    last = fold.TABLES[-1]
    monkeypatch.setattr("etl_project.steps.audit.evaluate", evaluate_after({last: faults}))
    assert_refused_and_as_it_was(world, f"{last.name}: key_is_unique")
    monkeypatch.undo()
    world.run(publishing=False)
    assert made_of_all_days(world) == sound


def test_an_article_that_got_into_core_twice_is_there_once_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its neighbours told of it is kept through the fold: once, however often it is there."""
    world = World(tmp_path)
    world.put_good_day(DAY)
    twice = {core.ARTICLES: "INSERT INTO core.articles FROM core.articles LIMIT 1"}
    monkeypatch.setattr("etl_project.steps.audit.evaluate", evaluate_after(twice))
    world.run(DAY, publishing=False)
    assert world.ask("SELECT count(*) FROM core.articles") == [(4,)]
    monkeypatch.undo()
    world.run(DAY, publishing=False)
    assert world.ask("SELECT count(*) FROM core.articles") == [(3,)]


Refused = tuple[str, list[tuple[Any, ...]]]
"""What the refusal says; and table, expectation, success, severity and whether there are sample keys, as recorded."""


@pytest.fixture(scope="module")
def refused_build(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """The refusal of a build in which everything was broken, one thing at a time, before it was audited."""
    folder = tmp_path_factory.mktemp("broken")
    shutil.copytree(base, folder / "world", symlinks=True)
    world = World(folder / "world")
    next(world._runs)
    copies: list[duckdb.DuckDBPyConnection] = []

    def evaluate_broken_copy(
        build: duckdb.DuckDBPyConnection, table: Table, expectations: list[Expectation], relation: str
    ) -> list[Outcome]:
        if not copies:
            ((path,),) = build.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()
            shutil.copy(path, folder / "marts.duckdb")
            (folder / "marts.duckdb").chmod(0o644)
            copies.append(duckdb.connect(str(folder / "marts.duckdb")))
        (copy,) = copies
        outcomes = []
        for expectation in expectations:
            copy.begin()
            copy.execute(fault(table, expectation, DAY))
            outcomes += evaluate(copy, table, [expectation], relation)
            copy.rollback()
        return outcomes

    before = world.folder.current_file.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("etl_project.steps.publish.evaluate", evaluate_broken_copy)
        with pytest.raises(RefusedError) as refused:
            world.run()
    assert world.folder.current_file.read_bytes() == before
    copies.pop().close()
    recorded = world.ask(
        "SELECT table_name, expectation, success, severity, len(sample_keys) > 0 FROM audit.checks "
        "WHERE is_in_force AND run_id = 'run-2'"
    )
    return str(refused.value), recorded


@pytest.mark.parametrize(("table", "expectation"), params(IN_BUILD))
def test_a_fault_in_the_closed_build_is_named_where_it_refuses_and_recorded_in_any_case(
    refused_build: Refused, table: Table, expectation: Expectation
) -> None:
    refusal, recorded = refused_build
    name = f"published:{table.name}: {expectation.name} ("
    assert (name in refusal) == (expectation.severity is Severity.ERROR)
    assert (f"published:{table.name}", expectation.name, False, expectation.severity.value, True) in recorded


def test_the_build_is_audited_by_every_expectation_but_those_on_a_days_rows(
    refused_build: Refused,
) -> None:
    refusal, _ = refused_build
    named = set(re.findall(r"published:(\S+): (\w+) \(", refusal))
    assert named == {(table.name, e.name) for table, e in IN_BUILD if e.severity is Severity.ERROR}


def test_a_publication_by_itself_is_refused_while_core_or_marts_are_broken(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate is in audit.checks: it does not matter that no step before the publication runs."""
    table = MADE[0]
    monkeypatch.setattr(
        "etl_project.steps.audit.evaluate",
        evaluate_after({table: f"INSERT INTO {table.name} FROM {table.name} LIMIT 1"}),
    )
    world.run(publishing=False)
    monkeypatch.undo()
    monkeypatch.setattr("etl_project_tests.steps.world.fold", lambda *_, **__: None)
    assert_refused_and_as_it_was(world, f"{table.name}: key_is_unique")
