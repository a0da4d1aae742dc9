"""Jobs: what can be launched by name."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

LOAD_JOB = "load"
REPLAY_JOB = "replay_quarantine"

_WHOLE_LOAD = {dg.AssetKey(["raw", "captures"]), dg.AssetKey(["published", "marts"])}
"""Where both are of a run, so is everything between them."""
_UNDER_WAY = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


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
        description="Tries again what is held back of the chosen days, and publishes. Name reason codes or quarantine keys in the "
        "config to try just those.",
    )


def replay_config(reason_codes: tuple[str, ...], quarantine_keys: tuple[str, ...]) -> dict[str, Any]:
    """Run config that confines a replay to what is named, if anything is."""
    named = {"reason_codes": list(reason_codes), "quarantine_keys": list(quarantine_keys)}
    return {"ops": {"load_pages": {"config": named}}}


def days_in_words(first: date, last: date) -> str:
    """The days from `first` to `last`, as a sentence names them.

    >>> days_in_words(date(2026, 11, 2), date(2026, 11, 4))
    '2026-11-02 to 2026-11-04'
    """
    return f"{first}" if first == last else f"{first} to {last}"


def days_under_way(instance: dg.DagsterInstance) -> set[date]:
    """Days that a run loads and publishes which is queued or at work, whoever launched it."""
    days: set[date] = set()
    for run in instance.get_runs(dg.RunsFilter(statuses=_UNDER_WAY)):
        whole = run.asset_selection is None or run.asset_selection >= _WHOLE_LOAD
        if whole and run.job_name != REPLAY_JOB and (span := run_days(run.tags)):
            first, last = span
            days |= {first + timedelta(days=number) for number in range((last - first).days + 1)}
    return days


def run_days(tags: Mapping[str, str]) -> tuple[date, date] | None:
    """First and last day of a run with these tags; None where it has none."""
    one = tags.get("dagster/partition")
    first = tags.get("dagster/asset_partition_range_start", one)
    last = tags.get("dagster/asset_partition_range_end", one)
    return (date.fromisoformat(first), date.fromisoformat(last)) if first and last else None


def run_tags(first: date, last: date) -> dict[str, str]:
    """Tags of one run over the days from `first` to `last`."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }
