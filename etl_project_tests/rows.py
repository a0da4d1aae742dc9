"""A small warehouse whose rows hold together, for tests that break one thing at a time."""

import duckdb

from etl_project.tables import TABLES
from etl_project.tables.ddl import create_statements, quote
from etl_project.tables.views import VIEWS

DAY = "2026-11-02"


def insert(connection: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    """Insert one row; columns that are not given are null."""
    names = ", ".join(map(quote, values))
    marks = ", ".join(f"${name}" for name in values)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def sound_warehouse() -> duckdb.DuckDBPyConnection:
    """One day with three pages, one of them held back, and one article with two versions, all consistent."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in create_statements(TABLES) + VIEWS:
        connection.execute(statement)
    written = {"load_date": DAY, "run_id": "run-1"}
    parsed = written | {"parser_version": "1"}
    insert(connection, "audit.schema_versions", schema_version=1, code_version="0.1.0")
    for key, status, count in (("c1", "ok", 1), ("c2", "quarantined", 0), ("c3", "ok", 1)):
        insert(connection, "raw.inputs", input_uri=f"{DAY}/{key}.html", page_count=1, **written)
        insert(
            connection,
            "raw.captures",
            capture_key=key,
            input_uri=f"{DAY}/{key}.html",
            byte_offset=0,
            byte_length=10,
            sha256=key,
            format="html",
            captured_at=f"{DAY} 12:00:00Z",
            captured_at_source="sidecar",
            article_count=count,
            status=status,
            layout="generic/1",
            host="news.example",
            **parsed,
        )
    insert(
        connection,
        "audit.quarantine",
        quarantine_key="q1",
        grain="page",
        payload_key="c2",
        capture_key="c2",
        stage="read",
        reason_code="empty",
        reason="The file is empty.",
        input_uri=f"{DAY}/c2.html",
        byte_offset=0,
        byte_length=0,
        attempts=1,
        status="held",
        **parsed,
    )
    for number, title in ((1, "Old headline"), (3, "New headline")):
        insert(
            connection,
            "staging.appearances",
            appearance_key=f"a{number}",
            capture_key=f"c{number}",
            role="main",
            position=0,
            title=title,
            title_source="heading",
            title_confidence=0.9,
            categories=[],
            hashtags=[],
            body="Text.",
            body_source="blocks",
            body_confidence=0.9,
            char_start=0,
            char_end=5,
            is_truncated=False,
            is_paywalled=False,
            layout="generic/1",
            **parsed,
        )
        insert(
            connection,
            "staging.normalised",
            appearance_key=f"a{number}",
            publisher_key="p1",
            publisher_name="News",
            title=title,
            body="Text.",
            body_sha256="s1",
            authors=[],
            word_count=1,
            seen_at=f"{DAY} 12:00:00Z",
            published_lo=f"{DAY} 10:00:00Z",
            published_hi=f"{DAY} 11:00:00Z",
            published_precision="hour",
            published_method="structured",
            title_identity=f"t{number}",
            is_truncated=False,
            is_paywalled=False,
            quality_flags=[],
            **parsed,
        )
        insert(
            connection,
            "staging.body_lines",
            appearance_key=f"a{number}",
            line_key=1,
            keyword="text",
            characters=4,
            may_be_furniture=False,
            **parsed,
        )
        insert(
            connection,
            "core.article_versions",
            version_key=f"v{number}",
            article_key="k1",
            version_no=1 if number == 1 else 2,
            title=title,
            body_sha256="s1",
            words_added=0,
            words_removed=0,
            change_kind="first" if number == 1 else "headline",
            is_current=number == 3,
            **parsed,
        )
        insert(
            connection,
            "core.article_appearances",
            appearance_key=f"a{number}",
            article_key="k1",
            version_key=f"v{number}",
            staged_by="run-1/run-1",
            furniture=["f1"],
            furniture_words=3,
            **written,
        )
    insert(
        connection,
        "core.publishers",
        publisher_key="p1",
        name="News",
        aliases=[],
        is_wire=False,
        registry_status="seen",
        **written,
    )
    insert(
        connection,
        "core.furniture",
        furniture_key="f1",
        site="news.example",
        publisher_key="p1",
        line_key=2,
        text="Sign up here.",
        article_count=5,
        site_article_count=8,
        share=0.625,
        first_load_date=DAY,
        **written,
    )
    insert(
        connection,
        "core.articles",
        article_key="k1",
        publisher_key="p1",
        article_url="https://news.example/1",
        title="New headline",
        body="Text.",
        authors=[],
        word_count=1,
        published_lo=f"{DAY} 10:00:00Z",
        published_hi=f"{DAY} 11:00:00Z",
        published_precision="hour",
        published_method="structured",
        first_load_date=DAY,
        appearance_count=2,
        version_count=2,
        is_truncated=False,
        is_paywalled=False,
        quality_flags=[],
        **parsed,
    )
    insert(
        connection,
        "audit.runs",
        run_id="run-1",
        code_version="0",
        load_dates=[DAY],
        started_at=f"{DAY} 13:00:00Z",
        counts="{}",
        status="loaded",
    )
    insert(
        connection,
        "audit.checks",
        check_key="h1",
        table_name="raw.captures",
        load_date=DAY,
        expectation="pages_balance",
        description="",
        severity="error",
        success=True,
        observed="",
        threshold="",
        sample_keys=[],
        evaluated_at=f"{DAY} 13:00:00Z",
        is_in_force=True,
        run_id="run-1",
    )
    insert(
        connection,
        "audit.publications",
        publication_no=1,
        published_at=f"{DAY} 13:00:00Z",
        action="publish",
        build_id="b1",
        load_dates=[DAY],
    )
    insert(
        connection,
        "marts.publisher_day",
        publisher_key="p1",
        publisher="News",
        day=DAY,
        articles=1,
        originals=1,
        copies=0,
        words=1,
        credited_to_agency=0,
        is_gap=False,
        **written,
    )
    insert(
        connection,
        "marts.coverage_day",
        host="news.example",
        layout="generic/1",
        day=DAY,
        pages=3,
        ok=2,
        partial=0,
        duplicate=0,
        quarantined=1,
        articles=2,
        undated=0,
        ambiguous_dates=0,
        low_confidence_articles=0,
        is_withheld=False,
        **written,
    )
    insert(
        connection,
        "marts.headline_changes",
        version_key="v3",
        article_key="k1",
        publisher="News",
        old_title="Old headline",
        new_title="New headline",
        **written,
    )
    _insert_copy(connection, written, parsed)
    return connection


def _insert_copy(connection: duckdb.DuckDBPyConnection, written: dict[str, str], parsed: dict[str, str]) -> None:
    """Another publisher's copy of the article."""
    insert(
        connection,
        "core.publishers",
        publisher_key="p2",
        name="Courier",
        aliases=[],
        is_wire=False,
        registry_status="seen",
        **written,
    )
    insert(
        connection,
        "core.articles",
        article_key="k2",
        publisher_key="p2",
        title="Headline",
        body="Text.",
        authors=[],
        word_count=1,
        published_lo=f"{DAY} 11:30:00Z",
        published_hi=f"{DAY} 11:30:00Z",
        published_precision="minute",
        published_method="structured",
        first_load_date=DAY,
        appearance_count=1,
        version_count=1,
        is_truncated=False,
        is_paywalled=False,
        copy_role="copy",
        copy_group_key="k1",
        quality_flags=[],
        **parsed,
    )
    connection.execute(
        "UPDATE core.articles SET copy_role = 'original', copy_group_key = 'k1' WHERE article_key = 'k1'"
    )
    insert(
        connection,
        "core.article_versions",
        version_key="v2",
        article_key="k2",
        version_no=1,
        title="Headline",
        body_sha256="s1",
        words_added=0,
        words_removed=0,
        change_kind="first",
        is_current=True,
        **parsed,
    )
    for key in ("k1", "k2"):
        insert(
            connection,
            "core.signatures",
            article_key=key,
            body_hash=1,
            shingle_count=16,
            band_keys=[1, 2],
            day=DAY,
            **written,
        )
    insert(
        connection,
        "core.duplicates",
        article_key="k1",
        other_article_key="k2",
        jaccard=1,
        containment=1,
        method="identical",
        **written,
    )
    insert(
        connection,
        "core.copies",
        article_key="k2",
        source_publisher_key="p1",
        source_article_key="k1",
        evidence="text",
        order_is_certain=True,
        lag_minutes=60,
        **written,
    )
    insert(
        connection,
        "marts.publisher_day",
        publisher_key="p2",
        publisher="Courier",
        day=DAY,
        articles=1,
        originals=0,
        copies=1,
        words=1,
        credited_to_agency=0,
        is_gap=False,
        **written,
    )
    insert(
        connection,
        "marts.syndication",
        source_publisher_key="p1",
        copier_publisher_key="p2",
        week=DAY,
        source="News",
        copier="Courier",
        copies=1,
        copies_by_text=1,
        median_lag_minutes=60,
        **written,
    )
