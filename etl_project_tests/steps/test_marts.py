from etl_project.steps.marts import mart_sql
from etl_project.tables import marts
from etl_project_tests.rows import sound_warehouse


def test_coverage_counts_the_texts_that_are_not_sure() -> None:
    with sound_warehouse() as connection:
        counted = f"SELECT sum(articles), sum(low_confidence_articles) FROM ({mart_sql(marts.COVERAGE_DAY)})"
        assert connection.execute(counted).fetchall() == [(3, 0)]

        connection.execute(
            "UPDATE staging.normalised SET quality_flags = ['low_confidence', 'undated'] WHERE appearance_key = 'a1'"
        )

        assert connection.execute(counted).fetchall() == [(3, 1)]
