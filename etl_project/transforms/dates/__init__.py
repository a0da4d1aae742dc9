"""Dates of publication, as intervals: `resolve_dates`.

`reading` reads each string by itself, in the `forms` and with the words of the `vocabulary`; `order` decides which number
is the day; `zones` makes instants of local times; `resolve` brings them together with what is known of the page.
"""

from etl_project.transforms.dates.resolve import resolve_dates

__all__ = ["resolve_dates"]
