"""Partitions: one a load date, which is a day folder of data/raw."""

from datetime import date

import dagster as dg

from etl_project.readers import list_load_dates
from etl_project.settings import Settings


def daily_load_dates(settings: Settings, today: date) -> dg.DailyPartitionsDefinition:
    """Every day from the first folder (or ETL_FIRST_LOAD_DATE) to today, or to the last folder where that is later."""
    arrived = list_load_dates(settings.raw_root)
    first = settings.first_load_date or min([*arrived, today])
    days_past_today = (max([*arrived, today]) - today).days
    return dg.DailyPartitionsDefinition(
        start_date=first.isoformat(), end_offset=days_past_today + 1, timezone=settings.schedule_time_zone
    )
