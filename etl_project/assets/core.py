"""The layer core: publishers, furniture, articles and their versions, folded from every day that passed its audit."""

import logging
from collections.abc import Iterator

import dagster as dg

from etl_project.assets.specs import asset_spec, check_specs, materialization, selected
from etl_project.assets.step import step
from etl_project.resources import PagesResource, PublicationResource, WarehouseResource
from etl_project.steps.fold import TABLES, fold
from etl_project.tables import core

logger = logging.getLogger(__name__)

_TEXTS = ["staging.normalised", "core.furniture"]
SOURCES = {
    core.PUBLISHERS.name: ["staging.normalised"],
    core.FURNITURE.name: ["staging.body_lines"],
    core.ARTICLES.name: _TEXTS,
    core.ARTICLE_VERSIONS.name: _TEXTS,
    core.ARTICLE_APPEARANCES.name: _TEXTS,
    core.NAME_SIGHTINGS.name: ["core.articles"],
    core.NAME_EVIDENCE.name: ["core.name_sightings"],
    core.ENTITIES.name: ["core.mentions", "core.entity_forms"],
    core.ENTITY_FORMS.name: ["core.mentions", "core.name_sightings"],
    core.MENTIONS.name: ["core.name_sightings", "core.name_evidence"],
    core.QUOTES.name: ["core.articles", "core.mentions", "core.entities"],
    core.SIGNATURES.name: ["core.articles"],
    core.DUPLICATES.name: ["core.articles", "core.signatures"],
    core.COPIES.name: ["core.articles", "core.duplicates", "core.publishers"],
    core.ARTICLE_TERMS.name: ["core.articles", "core.duplicates"],
    core.TERM_DAYS.name: ["core.article_terms"],
    core.STORY_ENTRIES.name: ["core.article_terms", "core.term_days"],
    core.STORIES.name: ["core.story_entries", "core.articles"],
    core.STORY_MERGES.name: ["core.story_entries"],
}
"""Tables that each table is made from."""


def core_assets(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """core.*: one transaction, since its tables refer to one another."""

    @dg.multi_asset(
        name="fold_articles",
        description="Decides which appearances are one article, takes the sites' furniture out of the texts, and keeps versions.",
        specs=[asset_spec(table, SOURCES[table.name], {"polars", "duckdb"}, partitions_def) for table in TABLES],
        check_specs=[spec for table in TABLES for spec in check_specs(table)],
        backfill_policy=dg.BackfillPolicy.single_run(),
        # Whatever is selected of them, all are folded; see `marts_from_core`.
        can_subset=True,
    )
    def fold_articles(
        context: dg.AssetExecutionContext,
        pages: PagesResource,
        warehouse: WarehouseResource,
        publications: PublicationResource,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        with step(context, warehouse, publications, "core") as at_work:
            changes, outcomes = fold(
                at_work.connection,
                registry=pages.load_registry(),
                run_id=at_work.run_id,
                now=at_work.now,
                copy_window_days=pages.copy_window_days,
            )
            at_work.counts |= {name: change.rows for name, change in changes.items()}
            logger.info("core: %s", ", ".join(f"{change.rows} {name}" for name, change in changes.items()))
            for table in TABLES:
                yield from selected(
                    context, materialization(at_work.connection, table, [changes[table.name]], outcomes)
                )

    return fold_articles
