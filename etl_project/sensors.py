"""Sensors: load new files soon after they arrive, and tell somebody when a run fails."""

import time

import dagster as dg
from dagster._core.execution.plan.objects import StepFailureData

from etl_project.arrivals import fingerprint, newest_change, spans, waiting_days
from etl_project.jobs import LOAD_JOB, days_in_words, days_under_way, run_days, run_tags
from etl_project.notifications import notify
from etl_project.publication import PublicationFolder
from etl_project.settings import Settings

ARRIVAL_INTERVAL_SECONDS = 30


def arrival_sensor(settings: Settings, partitions_def: dg.PartitionsDefinition[str]) -> dg.SensorDefinition:
    """When switched on: launches a load for days with new files, once their copying has come to rest."""

    @dg.sensor(
        name="load_on_arrival",
        job_name=LOAD_JOB,
        minimum_interval_seconds=ARRIVAL_INTERVAL_SECONDS,
        default_status=dg.DefaultSensorStatus.STOPPED,
        description="Loads new files soon after they arrive in data/raw. Switch it on where nightly is not enough.",
    )
    def load_on_arrival(context: dg.SensorEvaluationContext) -> list[dg.RunRequest] | dg.SkipReason:
        under_way = days_under_way(context.instance)
        arrived = {
            day: uris
            for day, uris in waiting_days(settings.raw_root, PublicationFolder(settings.published)).items()
            if partitions_def.has_partition_key(day.isoformat())
        }
        # What arrives while its day is being loaded is taken up once that has ended.
        waiting = {day: uris for day, uris in arrived.items() if day not in under_way}
        settled = {
            day: uris
            for day, uris in waiting.items()
            if time.time() - newest_change(settings.raw_root, uris) >= settings.arrival_settle_seconds
        }
        if not settled:
            return dg.SkipReason(
                "Files are still arriving."
                if waiting
                else "What has arrived is being loaded already."
                if arrived
                else "Nothing new has arrived."
            )
        requests = []
        for first, last in spans(list(settled)):
            uris = [uri for day, found in settled.items() if first <= day <= last for uri in found]
            requests.append(
                dg.RunRequest(
                    run_key=f"{first}/{last}/{fingerprint(uris)}",
                    tags=run_tags(first, last),
                )
            )
        return requests

    return load_on_arrival


def failure_reason(failure: StepFailureData) -> str:
    """Why a step failed, in the sentence of the step itself where it gave one."""
    if failure.user_failure_data and failure.user_failure_data.description:
        return failure.user_failure_data.description
    error = failure.error and (failure.error.cause or failure.error)
    return error.message.strip() if error else "unknown"


def failure_sensor(settings: Settings) -> dg.SensorDefinition:
    """Sends a notice for every failed run, a refused publication included."""

    @dg.run_failure_sensor(
        name="failure_notice",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="Tells of failed runs: always in the log, by webhook or e-mail where configured.",
    )
    def failure_notice(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        span = run_days(run.tags)
        days = days_in_words(*span) if span else "no day"
        reasons = [failure_reason(event.step_failure_data) for event in context.get_step_failure_events()]
        reason = " ".join(reasons) or context.failure_event.message or "unknown"
        notify(settings, subject=f"News load of {days} failed", text=f"Run {run.run_id}: {reason}")

    return failure_notice
