"""The layers raw and staging: a day's pages, read, taken apart and normalised in one transaction.

What is done is in `etl_project.steps.load` and `replay`; here it is only launched and reported.
"""

import logging
from collections.abc import Iterator
from datetime import date
from functools import partial

import dagster as dg
from pydantic import Field

from etl_project.assets.specs import OWNERS, asset_key, asset_spec, check_specs, materialization
from etl_project.assets.step import step
from etl_project.jobs import REPLAY_JOB
from etl_project.resources import PagesResource, PublicationResource, WarehouseResource
from etl_project.steps.load import TABLES, Loaded, load_day
from etl_project.steps.replay import ReplayError, Selection, replay_day
from etl_project.tables import raw, staging

logger = logging.getLogger(__name__)

RAW_PAGES = "data.raw"


class ReplayConfig(dg.Config):
    """What of that which is held back is tried again."""

    reason_codes: list[str] = Field([], description=f"In the job {REPLAY_JOB}: reasons to try; all where empty")
    quarantine_keys: list[str] = Field([], description=f"In the job {REPLAY_JOB}: items to try; all where empty")


def raw_pages(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetSpec:
    """The folder that the pages lie in: immutable input, which no asset makes."""
    return dg.AssetSpec(
        asset_key(RAW_PAGES),
        description="Raw pages as they arrived, one folder a day. Immutable: they are read, never rewritten.",
        group_name="raw",
        kinds={"file"},
        owners=OWNERS,
        partitions_def=partitions_def,
    )


def load_assets(partitions_def: dg.PartitionsDefinition[str]) -> dg.AssetsDefinition:
    """raw.inputs → raw.captures → staging.appearances → staging.normalised → staging.body_lines."""

    @dg.multi_asset(
        name="load_pages",
        description="Reads a day's pages, takes them apart and normalises the articles, in one transaction.",
        specs=[
            asset_spec(raw.INPUTS, [RAW_PAGES], {"python", "duckdb"}, partitions_def),
            asset_spec(raw.CAPTURES, ["raw.inputs"], {"python", "duckdb"}, partitions_def),
            asset_spec(staging.APPEARANCES, ["raw.captures"], {"python", "duckdb"}, partitions_def),
            asset_spec(staging.NORMALISED, ["staging.appearances"], {"polars", "duckdb"}, partitions_def),
            asset_spec(staging.BODY_LINES, ["staging.normalised"], {"polars", "duckdb"}, partitions_def),
        ],
        check_specs=[spec for table in TABLES for spec in check_specs(table)],
        backfill_policy=dg.BackfillPolicy.single_run(),
    )
    def load_pages(
        context: dg.AssetExecutionContext,
        config: ReplayConfig,
        pages: PagesResource,
        warehouse: WarehouseResource,
        publications: PublicationResource,
    ) -> Iterator[dg.MaterializeResult[None]]:
        with step(context, warehouse, publications, "load") as at_work, pages.make_executor() as executor:
            load = load_day
            is_replay = context.run.job_name == REPLAY_JOB
            if is_replay:
                selection = Selection(
                    tuple(config.reason_codes), tuple(config.quarantine_keys), max_attempts=pages.max_attempts
                )
                load = partial(replay_day, selection=selection)
            registry = pages.load_registry()
            loads: list[Loaded] = []
            for key in context.partition_keys:
                loaded = load(
                    at_work.connection,
                    date.fromisoformat(key),
                    raw_root=pages.root,
                    registry=registry,
                    executor=executor,
                    limits=pages.limits,
                    run_id=at_work.run_id,
                    now=at_work.now,
                )
                if loaded:
                    logger.info(loaded.summary)
                    loads.append(loaded)
            if is_replay and not loads:
                raise ReplayError("Nothing of these days is held back that may be tried again.")
            at_work.counts |= _counts(loads)
            outcomes = [outcome for loaded in loads for outcome in loaded.outcomes]
            for table in TABLES:
                changes = [loaded.changes[table.name] for loaded in loads]
                yield materialization(at_work.connection, table, changes, outcomes)

    return load_pages


def _counts(loads: list[Loaded]) -> dict[str, int]:
    """Rows in and out of the step."""
    tables = {table.name: sum(loaded.changes[table.name].rows for loaded in loads) for table in TABLES}
    return {"days": len(loads)} | tables | {"held_back": sum(loaded.held for loaded in loads)}
