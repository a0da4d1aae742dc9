"""docs/sql.md: every query runs on the published sample data and answers something."""

import re
from pathlib import Path

import duckdb
import pytest

from etl_project.tables import PUBLISHED_TABLES
from etl_project_tests.conftest import ROOT, CommandLine

QUERIES = re.findall(
    r"## ([^\n]+)\n(?:(?!\n## ).)*?```sql\n(.*?)```", (ROOT / "docs" / "sql.md").read_text(), re.DOTALL
)
NO_ANSWER_IN_THE_SAMPLES = {"Who fell silent?"}
"""No invented publisher stops publishing."""


def test_there_are_a_dozen_questions_at_least() -> None:
    assert len(QUERIES) >= 12


@pytest.mark.parametrize("table", [table.name for table in PUBLISHED_TABLES if table.schema_name in ("core", "marts")])
def test_every_table_is_asked_something(table: str) -> None:
    if table != "core.furniture":  # docs/furniture.md asks it
        assert [question for question, query in QUERIES if re.search(rf"\b{re.escape(table)}\b", query)]


@pytest.mark.parametrize(("question", "query"), QUERIES, ids=[question for question, _ in QUERIES])
def test_a_question_is_answered(samples_loaded: tuple[CommandLine, str], question: str, query: str) -> None:
    with duckdb.connect(str(samples_loaded[0].published_file), read_only=True) as marts:
        rows = marts.execute(query).fetchall()
    assert bool(rows) == (question not in NO_ANSWER_IN_THE_SAMPLES)


def test_queries_of_the_other_pages_run_too(
    samples_loaded: tuple[CommandLine, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)  # where the pages say that they are run
    others = [path for path in Path(ROOT / "docs").glob("*.md") if path.name != "sql.md"]
    with duckdb.connect(str(samples_loaded[0].published_file), read_only=True) as marts:
        for path in others:
            for query in re.findall(r"```sql\n(.*?)```", path.read_text(), re.DOTALL):
                marts.execute(query).fetchall()
