"""Pages for people: self-contained HTML that loads nothing, and on which everything that came from outside is escaped.

checks.py    the check page: what a run read, checked and held back, made from the warehouse's `audit`
report.py    the report: what the news says, made from the published file alone; `report/*.sql` are the questions that it
             asks, `charts.py` draws the answers, `words.py` writes times and numbers
page.py      what all pages have in common
"""

from etl_project.reports.checks import check_page, write_check_page
from etl_project.reports.report import Report, make_report

__all__ = ["Report", "check_page", "make_report", "write_check_page"]
