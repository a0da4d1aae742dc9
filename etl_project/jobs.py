"""Jobs: what can be launched by name."""

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

LOAD_JOB = "load"


def load_job(partitions_def: dg.PartitionsDefinition[str]) -> UnresolvedAssetJobDefinition:
    """The main job: load days, fold, build the marts, publish."""
    return dg.define_asset_job(
        LOAD_JOB,
        selection=dg.AssetSelection.all(),
        partitions_def=partitions_def,
        description="Loads the pages of the chosen days and publishes every day that passed its audit.",
    )


def run_tags(first: str, last: str, run_timeout_seconds: int) -> dict[str, str]:
    """Tags of one run over the days from `first` to `last`."""
    return {
        "dagster/asset_partition_range_start": first,
        "dagster/asset_partition_range_end": last,
        "dagster/max_runtime": str(run_timeout_seconds),
    }
