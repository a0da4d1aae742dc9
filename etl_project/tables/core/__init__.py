"""Tables of the schema `core`, folded from all days that passed their audit."""

from etl_project.tables.core.articles import (
    ARTICLE_APPEARANCES,
    ARTICLE_VERSIONS,
    ARTICLES,
    FURNITURE,
    PUBLISHERS,
    RELATED,
)
from etl_project.tables.core.copies import COPIES, DUPLICATES, SIGNATURES
from etl_project.tables.core.entities import (
    ENTITIES,
    ENTITY_FORMS,
    MENTIONS,
    NAME_EVIDENCE,
    NAME_SIGHTINGS,
    QUOTES,
)
from etl_project.tables.core.stories import ARTICLE_TERMS, STORIES, STORY_ENTRIES, STORY_MERGES, TERM_DAYS

__all__ = [
    "ARTICLES",
    "ARTICLE_APPEARANCES",
    "ARTICLE_TERMS",
    "ARTICLE_VERSIONS",
    "COPIES",
    "DUPLICATES",
    "ENTITIES",
    "ENTITY_FORMS",
    "FURNITURE",
    "MENTIONS",
    "NAME_EVIDENCE",
    "NAME_SIGHTINGS",
    "PUBLISHERS",
    "QUOTES",
    "RELATED",
    "SIGNATURES",
    "STORIES",
    "STORY_ENTRIES",
    "STORY_MERGES",
    "TERM_DAYS",
]
