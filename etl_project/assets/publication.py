"""The publication: the file that analysts open, and the report on it."""

import logging
from collections.abc import Iterator

import dagster as dg

from etl_project.assets.specs import OWNERS, asset_key
from etl_project.assets.step import step
from etl_project.publication import MARTS_FILE, REPORT_FILE
from etl_project.readers import list_load_dates
from etl_project.resources import PagesResource, PublicationResource, WarehouseResource
from etl_project.steps import fold, marts
from etl_project.steps.audit import days_loaded_by
from etl_project.steps.publish import publish
from etl_project.steps.report import write_report
from etl_project.text import printable_lines

logger = logging.getLogger(__name__)

PUBLICATION = "published.marts"
REPORT = "published.report"
EVERY_DAY_PUBLISHED = "every_day_was_published"
"""Fails, and the run with it, when a day of the run was withheld from what was published."""


def publication_assets(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """published.marts: an immutable build, audited while closed, and the link to it; published.report: the page beside it.

    They are one step, because Dagster would skip a report whose publication had to withhold a day, and that is when it is
    wanted most. Nothing is published without one; it can be made anew alone.
    """

    @dg.multi_asset(
        name="publish",
        specs=[
            dg.AssetSpec(
                asset_key(PUBLICATION),
                deps=[asset_key(table.name) for table in (*fold.TABLES, *marts.TABLES)],
                description=f"`data/published/current/{MARTS_FILE}`: every day that passed its audit, with the evidence. "
                "Built, audited and then swapped in with one rename; read-only for everybody.",
                group_name="published",
                kinds={"duckdb"},
                owners=OWNERS,
                partitions_def=partitions_def,
            ),
            dg.AssetSpec(
                asset_key(REPORT),
                deps=[asset_key(PUBLICATION)],
                description=f"`data/published/current/{REPORT_FILE}`: what the published file says, as one page to read that loads "
                "nothing: stories, risers, syndication, headlines, coverage. Alone, it is made anew of what is published.",
                group_name="published",
                kinds={"html"},
                owners=OWNERS,
                partitions_def=partitions_def,
            ),
        ],
        check_specs=[
            dg.AssetCheckSpec(
                EVERY_DAY_PUBLISHED,
                asset=asset_key(PUBLICATION),
                description="No day of this run was withheld from the publication.",
            )
        ],
        backfill_policy=dg.BackfillPolicy.single_run(),
        can_subset=True,
    )
    def published(
        context: dg.AssetExecutionContext,
        pages: PagesResource,
        warehouse: WarehouseResource,
        publications: PublicationResource,
    ) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
        failures: list[str] = []
        if context.selected_asset_keys != {asset_key(REPORT)}:
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
            logger.info(
                "published %s: %d days, %d rows", build.build_id, len(build.load_dates), sum(made.rows.values())
            )
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
                failures.append(f"{withheld}. Every other day that passed its audit is published.")
        try:
            written = write_report(publications.get())
        except Exception as error:  # whatever it is, what is published is published
            logger.exception("the report could not be made")
            failures.append(
                f"The report could not be made: {error}. What is published stays; materialize {REPORT} to try again."
            )
        else:
            logger.info("report: %s, %d KB", written.path, len(written.report.html) // 1000)
            if asset_key(REPORT) in context.selected_asset_keys:
                yield dg.MaterializeResult(
                    asset_key=asset_key(REPORT),
                    metadata={
                        "build": written.build_id,
                        "file": dg.MetadataValue.path(str(publications.get().current_report)),
                        "bytes": written.path.stat().st_size,
                        "rows": written.report.rows,
                    },
                )
        if failures:
            raise dg.Failure(printable_lines(" ".join(failures)), allow_retries=False)

    return published
