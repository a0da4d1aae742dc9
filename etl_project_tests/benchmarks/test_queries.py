"""The large published file that questions are timed on: whole, and answering what the small one answers."""

from pathlib import Path

import duckdb
import pytest

from benchmarks.queries import make
from etl_project_tests.conftest import CommandLine
from etl_project_tests.end_to_end.test_sql_docs import NO_ANSWER_IN_THE_SAMPLES, QUERIES


@pytest.mark.slow
def test_rows_are_repeated_and_belong_together(samples_loaded: tuple[CommandLine, str], tmp_path: Path) -> None:
    file = tmp_path / "marts.duckdb"
    make(file, samples_loaded[0].published_file, 67 * 60)  # more than there are sites: two fortnights
    with duckdb.connect(str(file), read_only=True) as marts:

        def one(query: str) -> int:
            return int(marts.execute(query).fetchall()[0][0])

        assert one("SELECT count(DISTINCT article_key) FROM core.articles") == one("SELECT count(*) FROM core.articles")
        assert one("SELECT count(*) FROM core.articles") == 67 * 60
        assert one("SELECT count(*) FROM core.mentions SEMI JOIN core.entities USING (entity_key)") == one(
            "SELECT count(*) FROM core.mentions SEMI JOIN core.articles USING (article_key)"
        )
        assert (
            one(
                "SELECT count(*) FROM core.articles ANTI JOIN core.publishers USING (publisher_key) WHERE publisher_key IS NOT NULL"
            )
            == 0
        )
        assert one("SELECT max(day) - min(day) FROM coverage_day") > 14
        for question, query in QUERIES:
            assert bool(marts.execute(query).fetchall()) == (
                question not in {*NO_ANSWER_IN_THE_SAMPLES, "What did one publisher publish on a given day?"}
            ), question
