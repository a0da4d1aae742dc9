"""A small warehouse whose rows hold together, for tests that break one thing at a time."""

import duckdb

from etl_project.tables import TABLES
from etl_project.tables.ddl import create_statements, quote
from etl_project.tables.views import VIEWS

DAY = "2026-11-02"
BODY = "Ana Ruiz of Acme said: “We sail at noon.”"
PUBLISHERS = {"p1": "News", "p2": "Mirror", "p3": "Herald"}
WRITTEN = {"load_date": DAY, "run_id": "run-1"}
PARSED = WRITTEN | {"parser_version": "1"}


def insert(connection: duckdb.DuckDBPyConnection, table: str, **values: object) -> None:
    """Insert one row; columns that are not given are null."""
    names = ", ".join(map(quote, values))
    marks = ", ".join(f"${name}" for name in values)
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


def empty_warehouse() -> duckdb.DuckDBPyConnection:
    """All tables and views, and no row."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for statement in create_statements(TABLES) + VIEWS:
        connection.execute(statement)
    return connection


def sound_warehouse() -> duckdb.DuckDBPyConnection:
    """One day with four pages, one of them held back, and two articles, all consistent.

    Article k1 of the publisher p1 has two versions; k2 is p2's copy of it, and both are one story. A third publisher brought
    nothing, though two articles were expected of it.
    """
    connection = empty_warehouse()
    _what_arrived(connection)
    _what_it_says(connection)
    _marts(connection)
    _audit(connection)
    return connection


def _what_arrived(connection: duckdb.DuckDBPyConnection) -> None:
    """Schemas raw and staging, and the articles of core."""
    for key, status, count in (("c1", "ok", 1), ("c2", "quarantined", 0), ("c3", "ok", 1), ("c4", "ok", 1)):
        insert(connection, "raw.inputs", input_uri=f"{DAY}/{key}.html", page_count=1, **WRITTEN)
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
            **PARSED,
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
        **PARSED,
    )
    for number, title, article, publisher, hour in (
        (1, "Old headline", "k1", "p1", 9),
        (3, "New headline", "k1", "p1", 9),
        (4, "Copied headline", "k2", "p2", 11),
    ):
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
            categories=["Shipping"],
            hashtags=[],
            body=BODY,
            body_source="blocks",
            body_confidence=0.9,
            char_start=0,
            char_end=len(BODY),
            is_truncated=False,
            is_paywalled=False,
            layout="generic/1",
            **PARSED,
        )
        insert(
            connection,
            "staging.normalised",
            appearance_key=f"a{number}",
            publisher_key=publisher,
            publisher_name=PUBLISHERS[publisher],
            title=title,
            body=BODY,
            body_sha256="s1",
            authors=[],
            word_count=9,
            seen_at=f"{DAY} 12:00:00Z",
            published_lo=f"{DAY} {hour:02}:00:00Z",
            published_hi=f"{DAY} {hour + 1}:00:00Z",
            published_precision="hour",
            published_method="structured",
            title_identity=f"t{number}",
            is_truncated=False,
            is_paywalled=False,
            quality_flags=[],
            **PARSED,
        )
        insert(
            connection,
            "staging.body_lines",
            appearance_key=f"a{number}",
            line_key=1,
            keyword="acme",
            characters=37,
            may_be_furniture=False,
            **PARSED,
        )
        insert(
            connection,
            "core.article_versions",
            version_key=f"v{number}",
            article_key=article,
            version_no=2 if number == 3 else 1,
            title=title,
            body_sha256="s1",
            words_added=0,
            words_removed=0,
            sentences_added=[],
            sentences_removed=[],
            change_kind="headline" if number == 3 else "first",
            is_current=number != 1,
            **PARSED,
        )
        insert(
            connection,
            "core.article_appearances",
            appearance_key=f"a{number}",
            article_key=article,
            version_key=f"v{number}",
            staged_by="run-1/run-1",
            furniture=["f1"],
            furniture_words=3,
            **WRITTEN,
        )
    for key, name in PUBLISHERS.items():
        insert(
            connection,
            "core.publishers",
            publisher_key=key,
            name=name,
            aliases=[],
            is_wire=False,
            registry_status="seen",
            **WRITTEN,
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
        **WRITTEN,
    )
    for key, publisher, title, hour, role, versions in (
        ("k1", "p1", "New headline", 9, "original", 2),
        ("k2", "p2", "Copied headline", 11, "copy", 1),
    ):
        insert(
            connection,
            "core.articles",
            article_key=key,
            publisher_key=publisher,
            article_url=f"https://news.example/{key}",
            title=title,
            body=BODY,
            authors=[],
            word_count=9,
            published_at=f"{DAY} {hour:02}:30:00Z",
            published_lo=f"{DAY} {hour:02}:00:00Z",
            published_hi=f"{DAY} {hour + 1}:00:00Z",
            published_precision="hour",
            published_method="structured",
            first_load_date=DAY,
            appearance_count=versions,
            version_count=versions,
            is_truncated=False,
            is_paywalled=False,
            copy_role=role,
            copy_group_key="k1",
            story_key="s1",
            quality_flags=[],
            **PARSED,
        )


def _what_it_says(connection: duckdb.DuckDBPyConnection) -> None:
    """Copies, stories, entities and quotations."""
    for key in ("k1", "k2"):
        insert(
            connection,
            "core.signatures",
            article_key=key,
            body_hash=1,
            shingle_count=5,
            band_keys=[1, 2],
            day=DAY,
            **WRITTEN,
        )
    insert(
        connection,
        "core.duplicates",
        article_key="k1",
        other_article_key="k2",
        jaccard=1.0,
        containment=1.0,
        method="identical",
        **WRITTEN,
    )
    insert(
        connection,
        "core.copies",
        article_key="k2",
        source_publisher_key="p1",
        source_article_key="k1",
        evidence="text",
        order_is_certain=True,
        lag_minutes=120.0,
        **WRITTEN,
    )
    for key, twins in (("k1", []), ("k2", ["k1"])):
        insert(
            connection,
            "core.article_terms",
            article_key=key,
            day=DAY,
            terms=["noon"],
            counts=[1],
            twins=twins,
            **WRITTEN,
        )
        insert(
            connection,
            "core.story_entries",
            article_key=key,
            day=DAY,
            weights=[10_000],
            story_key="s1",
            began_on=DAY,
            **WRITTEN,
        )
    insert(connection, "core.term_days", term="noon", day=DAY, articles=2, **WRITTEN)
    insert(
        connection,
        "core.stories",
        story_key="s1",
        label="New headline",
        terms=["noon"],
        first_article_key="k1",
        first_publisher_key="p1",
        article_count=2,
        publisher_count=2,
        original_count=1,
        published_lo=f"{DAY} 09:00:00Z",
        published_hi=f"{DAY} 12:00:00Z",
        first_load_date=DAY,
        **WRITTEN,
    )
    insert(
        connection,
        "core.story_merges",
        old_story_key="s0",
        story_key="s1",
        merged_into="s1",
        merged_on=DAY,
        began_on=DAY,
        **WRITTEN,
    )
    for entity, name, kind, ticker in (("e1", "Ana Ruiz", "person", None), ("e2", "Acme", "company", "ACME")):
        insert(
            connection,
            "core.entities",
            entity_key=entity,
            name_key=name.casefold(),
            name=name,
            type=kind,
            ticker=ticker,
            aliases=[],
            article_count=2,
            **WRITTEN,
        )
        insert(connection, "core.entity_forms", entity_key=entity, kind="surface", form=name, count=2, run_id="run-1")
        insert(
            connection,
            "core.name_evidence",
            name_key=name.casefold(),
            type=kind,
            articles=2,
            support=180,
            sure_articles=2,
            run_id="run-1",
        )
        for article in ("k1", "k2"):
            insert(
                connection,
                "core.name_sightings",
                sighting_key=f"{article} {entity}",
                article_key=article,
                field="body",
                char_start=BODY.index(name),
                char_end=BODY.index(name) + len(name),
                surface=name,
                name=name,
                name_key=name.casefold(),
                type=kind,
                method="first name",
                confidence=0.9,
                is_bare=False,
                ticker=ticker,
                day=DAY,
                **WRITTEN,
            )
            insert(
                connection,
                "core.mentions",
                mention_key=f"{article} {entity}",
                article_key=article,
                entity_key=entity,
                field="body",
                char_start=BODY.index(name),
                char_end=BODY.index(name) + len(name),
                surface=name,
                method="gazetteer",
                confidence=0.9,
                **WRITTEN,
            )
    for article in ("k1", "k2"):
        insert(
            connection,
            "core.quotes",
            quote_key=f"{article} q1",
            article_key=article,
            text="We sail at noon.",
            speaker="Ana Ruiz",
            speaker_entity_key="e1",
            verb="said",
            char_start=BODY.index("We sail"),
            char_end=len(BODY) - 1,
            is_partial=False,
            fingerprint="q1",
            method="before",
            confidence=0.9,
            **WRITTEN,
        )


def _marts(connection: duckdb.DuckDBPyConnection) -> None:
    for key, day, articles, originals, copies in (
        ("p1", DAY, 1, 1, 0),
        ("p2", DAY, 1, 0, 1),
        ("p3", DAY, 0, 0, 0),
    ):
        insert(
            connection,
            "marts.publisher_day",
            publisher_key=key,
            publisher=PUBLISHERS[key],
            day=day,
            articles=articles,
            originals=originals,
            copies=copies,
            words=9 * articles,
            credited_to_agency=0,
            expected_articles=2 if key == "p3" else None,
            is_gap=key == "p3",
            **WRITTEN,
        )
    insert(
        connection,
        "marts.publisher_silences",
        publisher_key="p3",
        from_day=DAY,
        to_day=DAY,
        publisher="Herald",
        loaded_days=1,
        missed_articles=2.0,
        is_over=False,
        **WRITTEN,
    )
    insert(
        connection,
        "marts.coverage_day",
        host="news.example",
        layout="generic/1",
        day=DAY,
        pages=4,
        ok=3,
        partial=0,
        duplicate=0,
        quarantined=1,
        articles=3,
        undated=0,
        ambiguous_dates=0,
        low_confidence_articles=0,
        is_withheld=False,
        **WRITTEN,
    )
    insert(
        connection,
        "marts.headline_changes",
        version_key="v3",
        article_key="k1",
        publisher="News",
        old_title="Old headline",
        new_title="New headline",
        **WRITTEN,
    )
    for sequence, article, publisher, title, hour, role in (
        (1, "k1", "News", "New headline", 9, "original"),
        (2, "k2", "Mirror", "Copied headline", 11, "copy"),
    ):
        insert(
            connection,
            "marts.story_timeline",
            story_key="s1",
            article_key=article,
            story="New headline",
            sequence=sequence,
            publisher=publisher,
            title=title,
            published_lo=f"{DAY} {hour:02}:00:00Z",
            published_hi=f"{DAY} {hour + 1}:00:00Z",
            lag_from_first_minutes=60.0 * (hour - 9),
            order_is_certain=True,
            copy_role=role,
            **WRITTEN,
        )
    insert(
        connection,
        "marts.syndication",
        source_publisher_key="p1",
        copier_publisher_key="p2",
        week=DAY,
        source="News",
        copier="Mirror",
        copies=1,
        copies_by_text=1,
        median_lag_minutes=120.0,
        **WRITTEN,
    )
    for entity, name, kind in (("e1", "Ana Ruiz", "person"), ("e2", "Acme", "company")):
        insert(
            connection,
            "marts.entity_day",
            entity_key=entity,
            day=DAY,
            entity=name,
            type=kind,
            articles=2,
            originals=1,
            mentions=2,
            publishers=2,
            share_of_voice=1.0,
            **WRITTEN,
        )
    insert(
        connection,
        "marts.entity_pairs_week",
        entity_key="e1",
        other_entity_key="e2",
        week=DAY,
        entity="Ana Ruiz",
        other_entity="Acme",
        articles=2,
        originals=1,
        npmi=1.0,
        **WRITTEN,
    )
    insert(
        connection,
        "marts.term_day",
        term="noon",
        day=DAY,
        rank=1,
        articles=2,
        expected_articles=0.5,
        score=1.2,
        **WRITTEN,
    )
    insert(
        connection,
        "marts.topic_day",
        topic="shipping",
        kind="category",
        day=DAY,
        articles=2,
        publishers=2,
        **WRITTEN,
    )
    insert(
        connection,
        "marts.quotes_by_speaker",
        entity_key="e1",
        fingerprint="q1",
        speaker="Ana Ruiz",
        text="We sail at noon.",
        first_at=f"{DAY} 09:00:00Z",
        articles=2,
        outlets=2,
        **WRITTEN,
    )


def _audit(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, "audit.schema_versions", schema_version=1, code_version="0.1.0")
    insert(connection, "audit.mart_queue", entry_key="m1", table_name="raw.captures", day=DAY, rows_added=0)
    insert(connection, "audit.mart_builds", table_name="marts.publisher_day", select_sha256="s")
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
