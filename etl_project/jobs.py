"""Jobs: what can be launched by name."""

from datetime import date
from typing import Any

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

LOAD_JOB = "load"
REPLAY_JOB = "replay_quarantine"


def load_job() -> UnresolvedAssetJobDefinition:
    """The main job: load days, fold, build the marts, publish."""
    return dg.define_asset_job(
        LOAD_JOB,
        selection=dg.AssetSelection.all(),
        description="Loads the pages of the chosen days and publishes every day that passed its audit.",
    )


def replay_job() -> UnresolvedAssetJobDefinition:
    """Like the main job, but of the pages only those are read that are held back."""
    return dg.define_asset_job(
        REPLAY_JOB,
        selection=dg.AssetSelection.all(),
        config=replay_config(),
        description="Tries again what is held back of the chosen days, and publishes. Name reason codes or quarantine keys in the "
        "config to try just those.",
    )


def replay_config(reason_codes: tuple[str, ...] = (), quarantine_keys: tuple[str, ...] = ()) -> dict[str, Any]:
    """Run config that confines the load to what is held back, and of that to what is named, if anything is."""
    return {
        "ops": {
            "load_pages": {
                "config": {
                    "only_held_back": True,
                    "reason_codes": list(reason_codes),
                    "quarantine_keys": list(quarantine_keys),
                }
            }
        }
    }


def run_tags(first: date, last: date) -> dict[str, str]:
    """Tags of one run over the days from `first` to `last`."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }
