"""One thing wrong for every expectation that ships, as SQL that can be run on any rows that hold together."""

from datetime import date

from etl_project.tables import TABLES, Table
from etl_project.tables.expectations import Expectation, row_expectations, table_expectations

EXPECTATIONS = [
    (table, expectation) for table in TABLES for expectation in row_expectations(table) + table_expectations(table)
]
"""Every expectation that ships, with the table that it is of."""

_FAULTS: dict[tuple[str, str], str] = {
    ("raw.inputs", "every_page_is_kept"): "DELETE FROM raw.captures WHERE capture_key = {page}",
    ("raw.captures", "value_not_allowed"): "UPDATE {rows} SET status = 'other' WHERE {one}",
    ("raw.captures", "pages_balance"): "UPDATE raw.captures SET status = 'quarantined' WHERE capture_key = {page}",
    (
        "raw.captures",
        "volume_within_trailing_weeks",
    ): "INSERT INTO raw.captures BY NAME SELECT * EXCLUDE (n) REPLACE (capture_key || n AS capture_key, load_date - (n // 40 + 1)::INTEGER AS load_date) "
    "FROM (SELECT *, unnest(range(400)) AS n FROM raw.captures WHERE capture_key = {page})",
    ("raw.captures", "most_pages_are_readable"): "UPDATE raw.captures SET status = 'quarantined' WHERE {day}",
    # It needs a page that is held back as it should be, and that is there already where this is run.
    ("raw.captures", "few_pages_are_held_back"): "SELECT 1",
    ("staging.appearances", "title_missing"): "UPDATE {rows} SET title = ' ' WHERE {one}",
    ("staging.appearances", "title_too_long"): "UPDATE {rows} SET title = repeat('x', 1001) WHERE {one}",
    ("staging.appearances", "evidence_missing"): "UPDATE {rows} SET title_source = NULL WHERE {one}",
    ("staging.appearances", "confidence_out_of_range"): "UPDATE {rows} SET body_confidence = 1.5 WHERE {one}",
    ("staging.appearances", "span_invalid"): "UPDATE {rows} SET char_end = -1 WHERE {one}",
    (
        "staging.appearances",
        "articles_were_found",
    ): "DELETE FROM staging.appearances WHERE capture_key = {page}; UPDATE raw.captures SET article_count = 0 WHERE capture_key = {page}",
    (
        "staging.appearances",
        "appearances_balance",
    ): "UPDATE raw.captures SET article_count = article_count + 1 WHERE capture_key = {page}",
    (
        "staging.normalised",
        "interval_reversed",
    ): "UPDATE {rows} SET published_lo = published_hi + INTERVAL 1 SECOND WHERE {one}",
    (
        "staging.normalised",
        "published_before_1995",
    ): "UPDATE {rows} SET published_lo = NULL, published_hi = TIMESTAMPTZ '1994-12-31 23:59:59Z' WHERE {one}",
    ("staging.normalised", "every_appearance_normalised"): "DELETE FROM staging.normalised WHERE {one}",
    (
        "staging.normalised",
        "most_articles_are_dated",
    ): "INSERT INTO staging.normalised BY NAME SELECT * EXCLUDE (n) REPLACE (appearance_key || n AS appearance_key, NULL AS published_lo, "
    "NULL AS published_hi) FROM (SELECT *, unnest(range(4)) AS n FROM staging.normalised WHERE {day})",
    (
        "staging.normalised",
        "nothing_published_after_capture",
    ): "UPDATE staging.normalised SET published_lo = seen_at + INTERVAL 1 SECOND, published_hi = NULL WHERE {one}",
    ("staging.body_lines", "required_value_missing"): "UPDATE {rows} SET may_be_furniture = NULL WHERE {one}",
    ("staging.body_lines", "line_empty"): "UPDATE {rows} SET keyword = '' WHERE {one}",
    ("staging.body_lines", "every_text_has_lines"): "DELETE FROM staging.body_lines WHERE {one}",
    ("core.furniture", "support_impossible"): "UPDATE core.furniture SET article_count = 1",
    (
        "core.articles",
        "every_article_has_a_version",
    ): "DELETE FROM core.article_versions WHERE article_key = (SELECT min(article_key) FROM core.articles)",
    (
        "core.articles",
        "interval_not_reversed",
    ): "UPDATE core.articles SET published_lo = published_hi + INTERVAL 1 SECOND",
    (
        "core.articles",
        "one_article_per_address",
    ): "INSERT INTO core.articles BY NAME SELECT * REPLACE ('another' AS article_key) FROM core.articles WHERE {one}",
    (
        "core.article_versions",
        "one_current_version",
    ): "UPDATE core.article_versions SET is_current = NOT is_current WHERE {one}",
    (
        "core.article_appearances",
        "every_admitted_appearance_is_folded",
    ): "UPDATE core.article_appearances SET staged_by = 'run-0/run-0' WHERE {one}",
    (
        "core.article_appearances",
        "nothing_else_is_folded",
    ): "UPDATE core.article_appearances SET appearance_key = 'nowhere' WHERE {one}",
    (
        "core.article_appearances",
        "furniture_is_known",
    ): "UPDATE core.article_appearances SET furniture = ['nowhere'] WHERE {one}",
    ("core.duplicates", "similarity_impossible"): "UPDATE core.duplicates SET containment = jaccard / 2 WHERE {one}",
    (
        "core.duplicates",
        "pair_not_ordered",
    ): "UPDATE core.duplicates SET article_key = other_article_key, other_article_key = article_key WHERE {one}",
    ("core.copies", "copied_from_itself"): "UPDATE core.copies SET source_article_key = article_key WHERE {one}",
    (
        "core.copies",
        "copies_have_the_role",
    ): "UPDATE core.articles SET copy_role = NULL WHERE article_key = (SELECT min(article_key) FROM core.copies)",
    ("core.name_sightings", "type_without_method"): "UPDATE core.name_sightings SET method = NULL WHERE {one}",
    (
        "core.entities",
        "entities_are_mentioned",
    ): "UPDATE core.entities SET article_count = article_count + 1 WHERE {one}",
    (
        "core.name_evidence",
        "articles_miscounted",
    ): "UPDATE core.name_evidence SET sure_articles = articles + 1 WHERE {one}",
    ("core.entity_forms", "form_not_found"): "UPDATE core.entity_forms SET count = 0 WHERE {one}",
    ("core.mentions", "span_impossible"): "UPDATE core.mentions SET char_end = char_end + 1 WHERE {one}",
    (
        "core.mentions",
        "mentions_stand_in_their_text",
    ): "UPDATE core.mentions SET char_start = char_start + 1, char_end = char_end + 1 WHERE {one}",
    ("core.quotes", "span_impossible"): "UPDATE core.quotes SET char_end = char_start WHERE {one}",
    (
        "core.quotes",
        "speaker_without_words",
    ): "UPDATE core.quotes SET speaker = NULL WHERE speaker_entity_key IS NOT NULL",
    ("core.article_terms", "terms_not_counted"): "UPDATE core.article_terms SET counts = [] WHERE {one}",
    ("core.story_entries", "every_term_is_weighed"): "UPDATE core.story_entries SET weights = []",
    ("core.stories", "every_article_has_a_story"): "UPDATE core.articles SET story_key = NULL",
    ("core.stories", "articles_are_counted"): "UPDATE core.stories SET article_count = article_count + 1 WHERE {one}",
    (
        "core.story_merges",
        "merged_keys_are_gone",
    ): "UPDATE core.story_merges SET old_story_key = story_key WHERE {one}",
    ("marts.publisher_day", "articles_balance"): "UPDATE marts.publisher_day SET articles = articles + 1",
    ("marts.coverage_day", "pages_add_up"): "UPDATE marts.coverage_day SET ok = ok + 1",
    ("marts.coverage_day", "every_page_is_counted"): "UPDATE marts.coverage_day SET pages = pages + 1, ok = ok + 1",
    (
        "marts.publisher_silences",
        "every_gap_is_in_a_silence",
    ): "DELETE FROM marts.publisher_silences",
    ("marts.headline_changes", "titles_differ"): "UPDATE marts.headline_changes SET new_title = old_title",
    ("marts.headline_changes", "every_change_is_listed"): "DELETE FROM marts.headline_changes",
    ("marts.story_timeline", "sequence_has_no_gaps"): "UPDATE marts.story_timeline SET sequence = sequence + 1",
    (
        "marts.story_timeline",
        "every_article_is_listed",
    ): "UPDATE marts.story_timeline SET article_key = 'k3' WHERE sequence = 2",
    ("marts.syndication", "copies_balance"): "UPDATE marts.syndication SET copies = copies + 1",
    ("marts.entity_day", "share_impossible"): "UPDATE marts.entity_day SET share_of_voice = 1.5 WHERE {one}",
    ("marts.entity_day", "mentions_balance"): "UPDATE marts.entity_day SET mentions = mentions + 1",
    ("marts.entity_pairs_week", "npmi_impossible"): "UPDATE marts.entity_pairs_week SET npmi = 1.5 WHERE {one}",
    (
        "marts.entity_pairs_week",
        "pair_not_ordered",
    ): "UPDATE marts.entity_pairs_week SET entity_key = other_entity_key, other_entity_key = entity_key WHERE {one}",
    ("marts.quotes_by_speaker", "every_attributed_quote_is_listed"): "DELETE FROM marts.quotes_by_speaker",
}
"""What breaks each stated expectation."""


def fault(table: Table, expectation: Expectation, day: date, rows: str | None = None) -> str:
    """SQL that breaks an expectation: a stated one's own, or one that follows from the declaration.

    Args:
        day: of a table that is loaded by day, the rows to be broken are of this one.
        rows: relation to be broken in place of the table, for expectations of single rows.
    """
    statement = _FAULTS.get((table.name, expectation.name)) or _implied_fault(table, expectation)
    in_day = f"load_date = DATE '{day}'" if table.is_loaded_by_day else "true"
    rows = rows or table.name
    key = table.key[0]
    return statement.format(
        rows=rows,
        day=in_day,
        one=f"{key} = (SELECT min({key}) FROM {rows} WHERE {in_day})",
        page=f"(SELECT min(capture_key) FROM raw.captures WHERE {in_day} AND status = 'ok')",
    )


def _implied_fault(table: Table, expectation: Expectation) -> str:
    if expectation.name == "required_value_missing":
        required = next(c.name for c in table.columns if not (c.nullable or c.references or c.name in table.key))
        return f"UPDATE {{rows}} SET {required} = NULL WHERE {{one}}"
    if expectation.name == "value_not_allowed":
        return f"UPDATE {{rows}} SET {next(c.name for c in table.columns if c.values)} = 'other' WHERE {{one}}"
    if expectation.name == "key_is_unique":
        return "INSERT INTO {rows} FROM {rows} WHERE {one} LIMIT 1"
    if expectation.name.endswith("_exists"):
        # A name that no other table's fault gives.
        return f"UPDATE {{rows}} SET {expectation.name.removesuffix('_exists')} = 'not in {table.name}' WHERE {{one}}"
    raise LookupError(f"Nothing is known that breaks {table.name}: {expectation.name}. Add it to _FAULTS.")
