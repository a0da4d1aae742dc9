"""The layer marts: each table is one SELECT in `etl_project/marts/`."""

import logging
from collections.abc import Iterator

import dagster as dg

from etl_project.assets.specs import asset_spec, check_specs, materialization, selected
from etl_project.assets.step import step
from etl_project.resources import PublicationResource, WarehouseResource
from etl_project.steps.marts import TABLES, build_marts, mart_sql
from etl_project.tables import marts

logger = logging.getLogger(__name__)

SOURCES = {
    marts.PUBLISHER_DAY.name: ["core.articles", "core.publishers"],
    marts.COVERAGE_DAY.name: ["raw.captures", "staging.normalised"],
    marts.PUBLISHER_SILENCES.name: ["marts.publisher_day"],
    marts.HEADLINE_CHANGES.name: ["core.article_versions", "core.articles", "core.publishers"],
    marts.STORY_TIMELINE.name: ["core.articles", "core.stories", "core.publishers"],
    marts.SYNDICATION.name: ["core.articles", "core.copies", "core.publishers"],
    marts.ENTITY_DAY.name: ["core.articles", "core.entities", "core.mentions"],
    marts.ENTITY_PAIRS_WEEK.name: ["core.articles", "core.entities", "core.mentions"],
    marts.TERM_DAY.name: ["core.term_days", "core.article_terms"],
    marts.TOPIC_DAY.name: ["staging.appearances", "core.article_appearances", "core.articles"],
    marts.QUOTES_BY_SPEAKER.name: ["core.quotes", "core.articles", "core.entities"],
}
"""Tables that each mart is selected from."""


def mart_assets(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """marts.*: one transaction, so that no two marts are of different nights."""

    @dg.multi_asset(
        name="build_marts",
        description="Computes the marts where what they read has changed; each is one SELECT.",
        specs=[
            asset_spec(table, SOURCES[table.name], {"sql", "duckdb"}, partitions_def).merge_attributes(
                metadata={"sql": dg.MetadataValue.md(f"```sql\n{mart_sql(table)}\n```")}
            )
            for table in TABLES
        ],
        check_specs=[spec for table in TABLES for spec in check_specs(table)],
        backfill_policy=dg.BackfillPolicy.single_run(),
        # Whatever is selected of them, all are built. Without this, Dagster refuses a backfill of the whole graph over
        # several days: it takes the days of the marts for different ones where it came upon them by different ways.
        can_subset=True,
    )
    def marts_from_core(
        context: dg.AssetExecutionContext, warehouse: WarehouseResource, publications: PublicationResource
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with step(context, warehouse, publications, "marts") as at_work:
            changes, outcomes = build_marts(at_work.connection, run_id=at_work.run_id, now=at_work.now)
            at_work.counts |= {name: change.rows for name, change in changes.items()}
            logger.info("marts: %s", ", ".join(f"{change.rows} {name}" for name, change in changes.items()))
            for table in TABLES:
                yield from selected(
                    context, materialization(at_work.connection, table, [changes[table.name]], outcomes)
                )

    return marts_from_core
