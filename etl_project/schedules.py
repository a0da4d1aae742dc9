"""Schedules: the nightly load."""

import dagster as dg

from etl_project.arrivals import spans, waiting_days
from etl_project.jobs import LOAD_JOB, days_under_way, run_tags
from etl_project.notifications import notify
from etl_project.publication import PublicationFolder
from etl_project.settings import Settings
from etl_project.storage import StorageError


def nightly_load(settings: Settings, partitions_def: dg.PartitionsDefinition[str]) -> dg.ScheduleDefinition:
    """Every night at the configured hour: one run for each span of days that have arrived and are not published."""

    @dg.schedule(
        name="nightly_load",
        job_name=LOAD_JOB,
        cron_schedule=f"{settings.schedule_minute} {settings.schedule_hour} * * *",
        execution_timezone=settings.schedule_time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Loads the days that have arrived since the last publication.",
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
        under_way = days_under_way(context.instance)
        try:
            waiting = waiting_days(settings.raw_root, PublicationFolder(settings.published))
        except StorageError as error:
            # Nothing else would tell of it: there is no run that could fail.
            notify(settings, subject="The nightly load was not started", text=str(error))
            raise
        arrived = [day for day in waiting if partitions_def.has_partition_key(day.isoformat())]
        days = [day for day in arrived if day not in under_way]
        if not days:
            return dg.SkipReason(
                f"What has arrived in {settings.raw_root} is being loaded already."
                if arrived
                else f"Nothing new has arrived in {settings.raw_root}."
            )
        night = context.scheduled_execution_time.isoformat()
        return [
            dg.RunRequest(run_key=f"{night}/{first}/{last}", tags=run_tags(first, last)) for first, last in spans(days)
        ]

    return nightly
