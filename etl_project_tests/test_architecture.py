"""Imports run one way, and the pure core knows neither Dagster nor the database nor the clock."""

import ast
from pathlib import Path

import pytest

from etl_project_tests.conftest import ROOT

PACKAGE = ROOT / "etl_project"
PURE = ("pages", "readers", "transforms", "registry", "tables", "execution")


def imports(path: Path) -> set[str]:
    """Modules that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("room", PURE)
def test_the_core_is_pure(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        roots = {name.split(".")[0] for name in imports(path)}
        assert not roots & {"dagster", "duckdb", "great_expectations"}, path


@pytest.mark.parametrize("room", ("pages", "readers", "transforms", "tables"))
def test_the_rooms_of_the_core_do_not_know_one_another(room: str) -> None:
    """But that transforms fill tables, and so know their declarations."""
    others = {f"etl_project.{other}" for other in ("pages", "readers", "transforms", "tables") if other != room}
    if room == "transforms":
        others.remove("etl_project.tables")
    for path in (PACKAGE / room).rglob("*.py"):
        known = {".".join(name.split(".")[:2]) for name in imports(path)}
        assert not known & others, path


@pytest.mark.parametrize("room", ("pages", "readers", "transforms", "tables"))
def test_the_core_asks_no_clock_and_draws_no_lots(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        assert not imports(path) & {"random", "time", "secrets", "uuid"}, path
        source = path.read_text(encoding="utf-8")
        assert "datetime.now" not in source and "date.today" not in source, path


def test_steps_are_launched_by_dagster_but_do_not_know_it() -> None:
    for path in (PACKAGE / "steps").rglob("*.py"):
        assert "dagster" not in {name.split(".")[0] for name in imports(path)}, path
