"""Jobs: what can be launched by name."""

from datetime import date

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

LOAD_JOB = "load"


def load_job() -> UnresolvedAssetJobDefinition:
    """The main job: load days, fold, build the marts, publish."""
    return dg.define_asset_job(
        LOAD_JOB,
        selection=dg.AssetSelection.all(),
        description="Loads the pages of the chosen days and publishes every day that passed its audit.",
    )


def run_tags(first: date, last: date) -> dict[str, str]:
    """Tags of one run over the days from `first` to `last`."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }
