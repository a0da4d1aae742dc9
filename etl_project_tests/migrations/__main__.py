"""``python -m etl_project_tests.migrations``: keep the tables of today's version, after SCHEMA_VERSION was raised."""

from etl_project.migrations import SCHEMA_VERSION
from etl_project_tests.migrations import declared_statements, snapshot

snapshot(SCHEMA_VERSION).write_text(declared_statements(), encoding="utf-8")
