"""The one place where the building blocks meet."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg

from etl_project.assets import build_assets
from etl_project.jobs import load_job, replay_job
from etl_project.partitions import daily_load_dates
from etl_project.resources import resources_from
from etl_project.schedules import nightly_load
from etl_project.sensors import arrival_sensor, failure_sensor
from etl_project.settings import Settings, load_settings


def build_defs(
    settings: Settings | None = None,
    resources: Mapping[str, dg.ConfigurableResource[None] | dg.ResourceDefinition] | None = None,
) -> dg.Definitions:
    """All definitions; a test swaps a resource by naming it in `resources`.

    Raises:
        SettingsError: the environment holds settings that are not usable.
    """
    settings = settings or load_settings()
    today = datetime.now(ZoneInfo(settings.schedule_time_zone)).date()
    partitions_def = daily_load_dates(settings, today)
    return dg.Definitions(
        assets=build_assets(partitions_def),
        jobs=[load_job(), replay_job()],
        schedules=[nightly_load(settings, partitions_def)],
        sensors=[arrival_sensor(settings, partitions_def), failure_sensor(settings)],
        resources={**resources_from(settings), **(resources or {})},
        # The steps share one warehouse file and run one after another; a process for each would only cost its start.
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """What `workspace.yaml` loads."""
    return build_defs()
