"""Articles → terms → vectors → stories. Frames and arrays in, frames and arrays out."""

from etl_project.transforms.stories.gathering import SAME_EVENT, WINDOW, Batch, Gathered, gather
from etl_project.transforms.stories.rows import story_rows
from etl_project.transforms.stories.terms import BODY_CHARACTERS, article_terms
from etl_project.transforms.stories.vectors import RARITY_WINDOW, Vocabulary, joined, rarities, weigh

__all__ = [
    "BODY_CHARACTERS",
    "RARITY_WINDOW",
    "SAME_EVENT",
    "WINDOW",
    "Batch",
    "Gathered",
    "Vocabulary",
    "article_terms",
    "gather",
    "joined",
    "rarities",
    "story_rows",
    "weigh",
]
