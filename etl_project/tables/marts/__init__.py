"""Tables of the schema `marts`: one SQL file each in `etl_project/marts/`."""

from etl_project.tables.marts.attention import ENTITY_DAY, ENTITY_PAIRS_WEEK, QUOTES_BY_SPEAKER, TERM_DAY, TOPIC_DAY
from etl_project.tables.marts.coverage import COVERAGE_DAY, HEADLINE_CHANGES, PUBLISHER_DAY, PUBLISHER_SILENCES
from etl_project.tables.marts.stories import STORY_TIMELINE, SYNDICATION

__all__ = [
    "COVERAGE_DAY",
    "ENTITY_DAY",
    "ENTITY_PAIRS_WEEK",
    "HEADLINE_CHANGES",
    "PUBLISHER_DAY",
    "PUBLISHER_SILENCES",
    "QUOTES_BY_SPEAKER",
    "STORY_TIMELINE",
    "SYNDICATION",
    "TERM_DAY",
    "TOPIC_DAY",
]
