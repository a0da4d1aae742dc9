"""Score the main text on annotated pages: rules alone, and the model in cross-validation grouped by site.

    python -m benchmarks.extraction.evaluate [GOLD.jsonl …] [--other GOLD.jsonl …]

No page is scored by a model that saw a page of its site. Without arguments the pages are those under
`ETL_ANNOTATED_PAGES`, or `../shared/pages` beside the project. `make evaluate` sets up what it needs.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.extraction.annotated import gold_files
from benchmarks.extraction.main_text import Example, fit, fold_of, read_examples
from benchmarks.extraction.scoring import Values, bootstrap_difference, figures, score_pages
from etl_project.pages.maintext import choose

FOLDS = 6
Scores = dict[str, float]
"""`pages`, and of the rules' and the model's main text the mean precision and recall and their F1; and in what interval,
with 95%, the model's F1 is above the rules'."""


def main() -> None:
    """Read the arguments, evaluate, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--other", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    files = gold_files(arguments.gold)
    own = {str(file): read_examples(file, is_other=False) for file in files}
    other = [example for file in arguments.other for example in read_examples(file, is_other=True)]
    for name, scores in cross_validate(own, other).items():
        print(f"{name}: " + ", ".join(f"{figure} {value:.4g}" for figure, value in scores.items()))


def cross_validate(own: Mapping[str, Sequence[Example]], other: Sequence[Example]) -> dict[str, Scores]:
    """Scores of each set in `own`, by models that were trained on the pages of all other sites, and of `other`."""
    pages = [example for examples in own.values() for example in examples]
    chosen: dict[int, list[int]] = {}
    for fold in range(FOLDS):
        held_out = {example.site for example in pages if fold_of(example.site, FOLDS) == fold}
        model = fit([example for example in (*pages, *other) if example.site not in held_out])
        for example in pages:
            if example.site in held_out:
                chosen[id(example)], _ = choose(example.proposal, example.authors, model)
    return {name: score(examples, [chosen[id(example)] for example in examples]) for name, examples in own.items()}


def score(examples: Sequence[Example], chosen: Sequence[Sequence[int]]) -> Scores:
    """Scores of the blocks that a model chose of each page, beside those of the rules."""
    rules, model = _parts(examples, [example.proposal.proposed for example in examples]), _parts(examples, chosen)
    scores: Scores = {"pages": len(examples)}
    for name, parts in (("rules", rules), ("model", model)):
        scores[f"{name}_precision"] = float(np.nanmean(parts["body_precision"]))
        scores[f"{name}_recall"] = float(np.nanmean(parts["body_recall"]))
        scores[f"{name}_f1"] = figures(parts)["body_f1"]
    low, high = bootstrap_difference(model, rules)["body_f1"]
    return {name: round(value, 4) for name, value in {**scores, "gain_low": low, "gain_high": high}.items()}


def _parts(examples: Sequence[Example], chosen: Sequence[Sequence[int]]) -> dict[str, Values]:
    found = [{"body": example.text_of(indices)} for example, indices in zip(examples, chosen, strict=True)]
    parts = score_pages([{"body": example.row["body"]} for example in examples], found)
    return {name: values for name, values in parts.items() if name.startswith("body")}


if __name__ == "__main__":
    main()
