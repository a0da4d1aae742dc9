"""Examples for the model of the main text, and its training: blocks of annotated pages, and how far they are text.

Sets of pages differ in what their annotators call the text (captions, lists, credits). Pages of the sets whose
conventions are ours teach the model what to do; those of other sets may teach it too, with less weight and a column that
tells them apart, so that it learns from them how pages are built and not where their annotators draw the line.
"""

import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.extraction.annotated import read_page, read_rows
from benchmarks.extraction.scoring import SHINGLE_WORDS, fold, shingles
from etl_project.pages.blocks import parse_html, read_blocks
from etl_project.pages.features import candidates, features
from etl_project.pages.model import PageRejected
from etl_project.pages.proposal import Proposal, propose
from etl_project.pages.structured import read_structured
from etl_project.pages.trees import LEAF_UNIT, Trees
from etl_project.pages.urls import site_of

_DEPTH = 5
PARAMETERS = {
    "loss_function": "CrossEntropy",
    "iterations": 200,
    "depth": _DEPTH,
    "learning_rate": 0.08,
    "l2_leaf_reg": 5,
    "rsm": 0.4,
    "border_count": 64,
    "random_seed": 1,
    "thread_count": 1,
    "verbose": False,
    "allow_writing_files": False,
}
"""Of CatBoost (https://catboost.ai/docs/en/references/training-parameters/)."""
OTHER_WEIGHT = 0.5
"""Weight of a page of another convention."""
_SEEN_SHARE = 0.5
"""Share of a block's shingles that the annotated text must have left for it, if it says what a block before has said."""
_SEEN_LABEL = 0.3
_NEVER = 1e30
"""Border that no value is above."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page to learn from or to be judged on."""

    row: dict[str, Any]
    site: str
    proposal: Proposal
    authors: tuple[str, ...]
    which: npt.NDArray[np.int64]
    rows: npt.NDArray[np.float32]
    labels: npt.NDArray[np.float64]
    """By candidate: the share of its words that the annotated text has."""
    is_other: bool
    """Annotated by another convention."""

    def text_of(self, chosen: Iterable[int]) -> str:
        """The text of chosen blocks."""
        blocks = self.proposal.measures.found.blocks
        return "\n".join(blocks[index].text for index in chosen)


def read_examples(gold: Path, *, is_other: bool) -> list[Example]:
    """The annotated pages of a file, in the form of `benchmarks.extraction.predict`, that have any text."""
    examples = []
    for row in read_rows(gold):
        page = read_page(gold.parent, row)
        try:
            tree = parse_html(page.text)
            found = read_blocks(tree)
        except PageRejected:
            continue
        if not found.blocks or not row.get("body"):
            continue
        data = read_structured(tree, page.url)
        proposal = propose(found, data.titles, data.authors, data.is_live_blog)
        which = candidates(proposal)
        labels = _labels([block.text for block in found.blocks], row["body"])
        examples.append(
            Example(
                row,
                site_of(page.url) or row["id"],
                proposal,
                data.authors,
                which,
                features(proposal, which),
                labels[which],
                is_other,
            )
        )
    return examples


def fold_of(site: str, folds: int) -> int:
    """The fold of a site, the same on every machine; all pages of a site are in one."""
    return int(hashlib.sha256(site.encode()).hexdigest(), 16) % folds


def fit(examples: Sequence[Example]) -> Trees:
    """Train a model."""
    from catboost import CatBoost, Pool

    rows = np.vstack([_with_convention(example) for example in examples])
    labels = np.concatenate([example.labels for example in examples])
    weights = np.concatenate([_weights(example) for example in examples])
    model = CatBoost(PARAMETERS)
    model.fit(Pool(rows, labels, weight=weights))
    return _export(model, convention_column=rows.shape[1] - 1)


def _labels(texts: Sequence[str], body: str) -> npt.NDArray[np.float64]:
    """By block: the share of its shingles that the annotated text has; little for one that repeats another.

    A block too short for a shingle is text if it is a line of the annotated text.
    """
    wanted, lines = shingles(body), {fold(line) for line in body.splitlines()}
    left = Counter(wanted)
    labels = np.zeros(len(texts))
    for index, text in enumerate(texts):
        have = shingles(text)
        if len(next(iter(have), ())) < SHINGLE_WORDS:
            labels[index] = fold(text) in lines
            continue
        labels[index] = (have & wanted).total() / have.total()
        if labels[index] > _SEEN_SHARE:
            if (have & left).total() < _SEEN_SHARE * have.total():
                labels[index] = _SEEN_LABEL
            left -= have
    return labels


def _with_convention(example: Example) -> npt.NDArray[np.float32]:
    return np.column_stack([example.rows, np.full(len(example.rows), example.is_other, dtype=np.float32)])


def _weights(example: Example) -> npt.NDArray[np.float64]:
    """A page weighs as much as any other; in it, a block by the square root of its words."""
    weights = np.sqrt(np.maximum(1, example.proposal.measures.words[example.which]))
    total = weights.sum() or 1.0
    return np.asarray(100 * weights / total * (OTHER_WEIGHT if example.is_other else 1))


def _export(model: Any, convention_column: int) -> Trees:
    """The trees of a CatBoost model, as they are for pages of our convention (0 in that column)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "model.json"
        model.save_model(str(file), format="json")
        content = json.loads(file.read_text(encoding="utf-8"))
    scale, (bias,) = content["scale_and_bias"]
    features_, borders, leaves = [], [], []
    for tree in content["oblivious_trees"]:
        values = np.array(tree["leaf_values"]).reshape([2] * len(tree["splits"]))
        questions = []
        for level, split in enumerate(tree["splits"]):
            if split["float_feature_index"] == convention_column:
                values = np.take(values, [0], axis=len(tree["splits"]) - 1 - level)
            else:
                questions.append((split["float_feature_index"], split["border"]))
        missing = _DEPTH - len(questions)
        questions += [(0, _NEVER)] * missing
        leaves.append(np.concatenate([values.ravel(), np.zeros(2**_DEPTH - values.size)]))
        features_.append([feature for feature, _ in questions])
        borders.append([border for _, border in questions])
    unit = scale / LEAF_UNIT
    return Trees(
        features=np.array(features_, dtype=np.int64).T,
        borders=np.array(borders, dtype=np.float32).T,
        leaves=np.round(np.array(leaves) * unit).astype(np.int64),
        bias=round(bias / LEAF_UNIT),
    )
