"""Train the model of the main text on annotated pages, and write it into the project with its card.

    python -m benchmarks.extraction.train GOLD.jsonl … [--other GOLD.jsonl …] [--unseen GOLD.jsonl …]

GOLD are pages annotated by our conventions; `--other` are pages of other conventions (see `main_text`); `--unseen` are
pages that neither the rules nor the model were made with, to score both on. The same pages give the same model. `make
train` sets up what it needs. Cross-validation, which takes most of the time, gives the scores of the pages that it was
trained on: see `benchmarks.extraction.evaluate`.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.extraction.evaluate import Scores, cross_validate, score
from benchmarks.extraction.main_text import OTHER_WEIGHT, PARAMETERS, Example, fit, read_examples
from etl_project.pages import maintext
from etl_project.pages.features import FEATURES
from etl_project.pages.maintext import choose
from etl_project.pages.trees import Trees

_MODEL = Path(maintext.__file__).with_name(maintext.MODEL_FILE)


def main() -> None:
    """Read the arguments, train, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--other", type=Path, nargs="*", default=[])
    parser.add_argument("--unseen", type=Path, nargs="*", default=[])
    arguments = parser.parse_args()
    own = {name_of(file): read_examples(file, is_other=False) for file in arguments.gold}
    other = {name_of(file): read_examples(file, is_other=True) for file in arguments.other}
    scores = cross_validate(own, [example for examples in other.values() for example in examples])
    training = [example for examples in (*own.values(), *other.values()) for example in examples]
    model = fit(training)
    sites = {example.site for example in training}
    for file in arguments.unseen:
        examples = [example for example in read_examples(file, is_other=True) if example.site not in sites]
        scores[f"{name_of(file)} (unseen)"] = score(
            examples, [choose(example.proposal, example.authors, model)[0] for example in examples]
        )
    _MODEL.write_text(to_json(model, own, other, scores), encoding="utf-8")
    print(f"Wrote {_MODEL.name}: {_MODEL.stat().st_size / 1000:.0f} kB. `make docs` writes its card.")


def name_of(gold: Path) -> str:
    """The name of a set of pages: its file's, or where that says nothing its folder's."""
    return gold.parent.name if gold.stem == "gold" else f"{gold.parent.name}/{gold.stem}"


def to_json(
    model: Trees,
    own: Mapping[str, Sequence[Example]],
    other: Mapping[str, Sequence[Example]],
    scores: Mapping[str, Scores],
) -> str:
    """The content of the model's file: what it was trained on, what it scores, its features and its trees."""
    content = {
        "trained_on": [
            {
                "set": name,
                "pages": len(examples),
                "sites": len({example.site for example in examples}),
                "weight": OTHER_WEIGHT if name in other else 1,
            }
            for name, examples in {**own, **other}.items()
        ],
        "parameters": {
            name: value for name, value in PARAMETERS.items() if name not in ("verbose", "allow_writing_files")
        },
        "scores": scores,
        "features": FEATURES,
        "trees": {
            "features": model.features.tolist(),
            "borders": [[float(str(border)) for border in level] for level in model.borders],
            "leaves": model.leaves.tolist(),
            "bias": model.bias,
        },
    }
    return json.dumps(content, separators=(",", ":")).replace('],"', '],\n"').replace("},{", "},\n{") + "\n"


if __name__ == "__main__":
    main()
