"""Examples and export of the model of the main text; training itself needs CatBoost, which tests do without."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.extraction import main_text
from benchmarks.extraction.evaluate import score
from benchmarks.extraction.main_text import Example, fold_of, read_examples

BODY = [
    "The ferry to Karsava Bay sailed again on Thursday after nine winters.",
    "Three hundred passengers stood on deck as the ship passed the lighthouse.",
    "By noon",
]


def write_gold(folder: Path, html: str) -> Path:
    with gzip.open(folder / "page.html.gz", "wt", encoding="utf-8") as file:
        file.write(html)
    row = {"id": "one", "file": "page.html.gz", "url": "https://ellery.example/ferry", "body": "\n".join(BODY)}
    gold = folder / "gold.jsonl"
    gold.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return gold


@pytest.fixture
def example(tmp_path: Path) -> Example:
    lines = [*BODY, BODY[0], "The ferry to Karsava Bay is the subject of a book by the harbour's own historian."]
    html = "<html><body><h1>Ferry</h1>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    (example,) = read_examples(write_gold(tmp_path, html), is_other=False)
    return example


def test_a_label_is_the_share_of_a_block_that_is_annotated_text(example: Example) -> None:
    labels = dict(zip(example.which.tolist(), example.labels.tolist(), strict=True))

    assert (example.site, example.is_other) == ("ellery.example", False)
    assert [labels[index] for index in (1, 2, 3)] == [1.0, 1.0, 1.0]
    assert labels[0] == 0.0
    assert labels[4] == 0.3  # says again what the first block says
    assert labels[5] == pytest.approx(2 / 14)  # 2 of its 14 runs of four words


def test_pages_without_text_teach_nothing(tmp_path: Path) -> None:
    assert read_examples(write_gold(tmp_path, "<html><body><img src='a.png'></body></html>"), is_other=False) == []


def test_a_site_is_in_one_fold_and_sites_are_in_all() -> None:
    folds = {fold_of(f"paper{number}.example", 4) for number in range(50)}

    assert folds == {0, 1, 2, 3}
    assert fold_of("paper1.example", 4) == fold_of("paper1.example", 4)


def test_scores_tell_the_model_from_the_rules(example: Example) -> None:
    scores = score([example, example], [[1, 2, 3], [1]])

    assert scores["pages"] == 2
    assert scores["model_precision"] == 1.0
    assert scores["model_recall"] == pytest.approx((1 + 9 / 23) / 2, abs=1e-4)  # 9 of 23 runs of four words
    assert scores["gain_low"] <= scores["gain_high"]


class Trained:
    """Stands for a trained CatBoost model: writes the trees that it is given."""

    def __init__(self, trees: list[dict[str, Any]]) -> None:
        self.content = {"oblivious_trees": trees, "scale_and_bias": [2.0, [0.5]]}

    def save_model(self, file: str, format: str) -> None:
        assert format == "json"
        Path(file).write_text(json.dumps(self.content), encoding="utf-8")


def test_export_folds_the_convention_away_and_keeps_the_rest() -> None:
    first = {"float_feature_index": 0, "border": 1.5}
    convention = {"float_feature_index": 2, "border": 0.5}
    trees = main_text._export(
        Trained(
            [
                {"splits": [first, convention], "leaf_values": [1.0, 2.0, 30.0, 40.0]},
                {"splits": [convention, first], "leaf_values": [1.0, 30.0, 2.0, 40.0]},
                {"splits": [first], "leaf_values": [0.25, -0.25]},
            ]
        ),
        convention_column=2,
    )
    rows = np.array([[1.0, 0.0], [2.0, 0.0]], dtype=np.float32)

    # Bias and twice the leaves, as CatBoost's scale says: 0.5 + 2 (1 + 1 + 0.25) below the border, 0.5 + 2 (2 + 2 - 0.25) above.
    assert trees.probabilities(rows) == pytest.approx(1 / (1 + np.exp([-5.0, -8.0])))
