"""The publication: the file that analysts open."""

import logging
from collections.abc import Iterator

import dagster as dg

from etl_project.assets.specs import OWNERS, asset_key
from etl_project.assets.step import step
from etl_project.publication import MARTS_FILE
from etl_project.readers import list_load_dates
from etl_project.resources import PagesResource, PublicationResource, WarehouseResource
from etl_project.steps import fold, marts
from etl_project.steps.audit import days_loaded_by
from etl_project.steps.publish import publish

logger = logging.getLogger(__name__)

PUBLICATION = "published.marts"
EVERY_DAY_PUBLISHED = "every_day_was_published"
"""Fails, and the run with it, when a day of the run was withheld from what was published."""


def publication_asset(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """published.marts: an immutable build, audited while closed, and the link to it."""

    @dg.multi_asset(
        name="publish",
        specs=[
            dg.AssetSpec(
                asset_key(PUBLICATION),
                deps=[asset_key(table.name) for table in (*fold.TABLES, *marts.TABLES) if table.is_published],
                description=f"`data/published/current/{MARTS_FILE}`: every day that passed its audit, with the evidence. "
                "Built, audited and then swapped in with one rename; read-only for everybody.",
                group_name="published",
                kinds={"duckdb"},
                owners=OWNERS,
                partitions_def=partitions_def,
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                EVERY_DAY_PUBLISHED,
                asset=asset_key(PUBLICATION),
                description="No day of this run was withheld from the publication.",
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def published(
        context: dg.AssetExecutionContext,
        pages: PagesResource,
        warehouse: WarehouseResource,
        publications: PublicationResource,
    ) -> Iterator[dg.MaterializeResult[None]]:
        with step(context, warehouse, publications, "publication") as at_work:
            # A replay passes over the days of which nothing was to be tried again: they are not its business.
            load_dates = days_loaded_by(at_work.connection, at_work.run_id) or at_work.load_dates
            made = publish(
                at_work.connection,
                publications.get(),
                load_dates=load_dates,
                arrived=list_load_dates(pages.root),
                run_id=at_work.run_id,
                now=at_work.now,
            )
        build = made.publication
        logger.info("published %s: %d days, %d rows", build.build_id, len(build.load_dates), sum(made.rows.values()))
        withheld = "; ".join(
            f"{day} is withheld: {reason}" for day, reason in made.withheld.items() if day in load_dates
        )
        yield dg.MaterializeResult(
            asset_key=asset_key(PUBLICATION),
            metadata={
                "dagster/row_count": sum(made.rows.values()),
                "rows": made.rows,
                "build": build.build_id,
                "replaced": build.previous_build_id or "nothing",
                "days": len(build.load_dates),
                "withheld_days": {str(day): reason for day, reason in made.withheld.items()},
                "file": dg.MetadataValue.path(str(publications.get().current_file)),
            },
            check_results=[
                dg.AssetCheckResult(
                    passed=not withheld,
                    check_name=EVERY_DAY_PUBLISHED,
                    description=withheld or None,
                )
            ],
        )
        if withheld:
            # A blocking check would end the run as well, but in a sentence that does not say why.
            raise dg.Failure(f"{withheld}. Every other day that passed its audit is published.", allow_retries=False)

    return published
