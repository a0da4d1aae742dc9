"""The running text of an article's page: which of its blocks are the article.

Rules propose it (`etl_project.pages.proposal`). A small model, trained on annotated pages, then gives each block the
probability of being text, with the rules' verdict among what it sees (`etl_project.pages.features`): rules find the
article on nearly every page, and the model judges better than they about single blocks. Where the model finds nothing,
the proposal stands.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np

from etl_project.pages.blocks import Block, BlockTree
from etl_project.pages.features import FEATURES, candidates, features
from etl_project.pages.further import FurtherArticle, further_articles
from etl_project.pages.proposal import Floats, Integers, Proposal, drop_idle_headings, drop_lines, propose
from etl_project.pages.trees import Trees
from etl_project.pages.vocabulary import HIDDEN

MODEL_FILE = "main_text_model.json"
"""Written by `benchmarks.extraction.train`; `docs/main-text-model.md`, which `make docs` writes, is its card."""

_KEPT_ABOVE, _ADDED_ABOVE = 0.3, 0.55
"""Probability above which a block is text that the rules selected, and one that they did not."""


@dataclass(frozen=True, slots=True)
class MainText:
    """Where the article stands among a page's blocks."""

    shown: list[Block]
    """The blocks that a reader sees."""
    chosen: list[int]
    """Indices in `shown` of the running text; empty where there is none."""
    title_at: int | None
    """Index in `shown` of the headline."""
    confidence: float
    """F1, over words, that is to be expected of the choice if the model's probabilities hold; 0 where nothing is chosen."""
    position: dict[int, int]
    """Index in `shown` of a block, by its index on the page."""
    further: list[FurtherArticle]
    """Articles below the main one; indices on the page."""


def find_main_text(
    found: BlockTree, titles: Collection[str] = (), authors: Sequence[str] = (), has_posts: bool = False
) -> MainText:
    """The running text among the blocks of a page.

    Args:
        found: the page.
        titles: what its metadata call the article; the text begins below the heading that says the same.
        authors: names that its metadata give; short lines with them are bylines.
        has_posts: the article consists of several `<article>` elements (a live blog); else only the first counts.
    """
    if not found.blocks:
        return MainText([], [], None, 0.0, {}, [])
    proposal = propose(found, titles, authors, has_posts)
    chosen, confidence = choose(proposal, authors, shipped_model())
    hints = proposal.measures.hints.tolist()
    shown = [index for index in range(len(found.blocks)) if not hints[index] & HIDDEN]
    position = {index: at for at, index in enumerate(shown)}
    return MainText(
        shown=[found.blocks[index] for index in shown],
        chosen=[position[index] for index in chosen],
        title_at=None if proposal.title_at is None else position[proposal.title_at],
        confidence=confidence,
        position=position,
        further=[] if proposal.has_posts else further_articles(proposal, chosen, authors),
    )


def choose(proposal: Proposal, authors: Sequence[str], model: Trees) -> tuple[list[int], float]:
    """Indices of the blocks that are text by the model's judgement, and the confidence in them."""
    which = candidates(proposal)
    probability = model.probabilities(features(proposal, which))
    page = proposal.measures
    threshold = np.full(len(page.words), _ADDED_ABOVE)
    threshold[proposal.selected] = _KEPT_ABOVE
    is_text = probability > threshold[which]
    chosen = drop_idle_headings(page, which[is_text].tolist())
    chosen = drop_lines(page, chosen, authors, known=frozenset(proposal.proposed))
    chosen = chosen or proposal.proposed
    return chosen, _confidence(page.words, which, probability, chosen)


def _confidence(words: Integers, which: Integers, probability: Floats, chosen: Sequence[int]) -> float:
    of_text = np.zeros(len(words))
    of_text[which] = words[which] * probability
    size = of_text.sum() + words[chosen].sum() if chosen else 0.0
    return float(2 * of_text[chosen].sum() / size) if size else 0.0


def read_model() -> dict[str, Any]:
    """The content of `MODEL_FILE`: the trees, and what they were trained on and score."""
    content: dict[str, Any] = json.loads(
        resources.files("etl_project.pages").joinpath(MODEL_FILE).read_text(encoding="utf-8")
    )
    return content


@cache
def shipped_model() -> Trees:
    """The model that comes with the package.

    Raises:
        ValueError: it was trained on other features.
    """
    model = read_model()
    if tuple(model["features"]) != FEATURES:
        raise ValueError(f"{MODEL_FILE} was trained on other features: train it again.")
    trees = model["trees"]
    return Trees(
        features=np.array(trees["features"], dtype=np.int64),
        borders=np.array(trees["borders"], dtype=np.float32),
        leaves=np.array(trees["leaves"], dtype=np.int64),
        bias=trees["bias"],
    )
