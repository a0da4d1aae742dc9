"""The reference pages of `docs/`, derived from the declarations."""

from etl_project.pages.features import FEATURES
from etl_project.pages.maintext import MODEL_FILE, read_model
from etl_project.settings import PROJECT_ROOT, Settings
from etl_project.tables import TABLES
from etl_project.tables.expectations import row_expectations, table_expectations
from etl_project.tables.model import Table
from etl_project.transforms.normalise import QUALITY_FLAGS

NOTE = "<!-- Made by `make docs` from the declarations in the code: change those. -->"


def tables_page() -> str:
    """`docs/tables.md`: every table with its columns and expectations."""
    parts = [
        NOTE,
        "# Tables",
        "Times are UTC. Keys are 32 hex digits: MD5 of the named natural key's parts, joined by the unit separator (`chr(31)`).",
    ]
    parts += [part for table in TABLES for part in _table(table)]
    parts += ["## Quality flags", "\n".join(f"- `{flag}`: {meaning}" for flag, meaning in QUALITY_FLAGS.items())]
    return "\n\n".join(parts) + "\n"


def model_page() -> str:
    """`docs/main-text-model.md`: the card of the model of the main text."""
    model = read_model()
    trained_on = [
        f"| {row['set']} | {row['pages']} | {row['sites']} | {row['weight']} |" for row in model["trained_on"]
    ]
    scores = [
        f"| {name} | {of['pages']} | {of['rules_precision']:.3f} | {of['rules_recall']:.3f} | {of['rules_f1']:.3f} "
        f"| {of['model_precision']:.3f} | {of['model_recall']:.3f} | {of['model_f1']:.3f} "
        f"| {of['gain_low']:+.3f} … {of['gain_high']:+.3f} |"
        for name, of in model["scores"].items()
    ]
    parameters = ", ".join(f"{name} {value}" for name, value in model["parameters"].items())
    depth, trees = len(model["trees"]["features"]), len(model["trees"]["leaves"])
    return (
        "\n\n".join(
            [
                NOTE,
                "# Model of the main text",
                "Gives each block of a publisher's page the probability of being text of the article, from the rules' verdict and "
                f"{len(FEATURES) - 1} other numbers about the block, its like and the boxes around it "
                "(`etl_project/pages/features.py`). It knows no site, no language and no word. "
                f"{trees} oblivious trees of depth {depth}, trained with CatBoost and evaluated with NumPy; "
                f"`etl_project/pages/{MODEL_FILE}` holds them.",
                "## Trained on",
                "A set with a weight below 1 was annotated by other conventions; a column that tells such pages apart takes part in the "
                "training and is folded away in the file.",
                "\n".join(["| set | pages | sites | weight of a page |", "| --- | --- | --- | --- |", *trained_on]),
                f"Parameters: {parameters}.",
                "## Scores",
                "Body precision, recall and F1 over 4-word shingles, cross-validated: no page is scored by a model that saw a page of "
                "its site. The rules were written with these pages in view, which flatters them there; sets called unseen were "
                "looked at neither for the rules nor in training, and their annotators draw the line elsewhere. The last column is the "
                "95% interval of the model's F1 less the rules'.",
                "\n".join(
                    [
                        "| set | pages | rules P | R | F1 | model P | R | F1 | gain |",
                        "| --- |" + " --- |" * 8,
                        *scores,
                    ]
                ),
                "## Features",
                ", ".join(f"`{name}`" for name in model["features"]) + ".",
            ]
        )
        + "\n"
    )


def _table(table: Table) -> list[str]:
    columns = [
        f"| {column.name} | {column.type} | {'yes' if column.nullable else ''} | {_cell(column.description)} "
        f"| {', '.join(column.values)} |"
        for column in table.columns
    ]
    expectations = [
        f"| {expectation.name} | {expectation.severity.value} | {_cell(expectation.description)} |"
        for expectation in row_expectations(table) + table_expectations(table)
    ]
    return [
        f"## {table.name}",
        f"One row per {table.grain}. {table.description} Key: {', '.join(table.key)}.",
        "\n".join(["| column | type | nullable | meaning | values |", "| --- | --- | --- | --- | --- |", *columns]),
        "\n".join(["| expectation | severity | meaning |", "| --- | --- | --- |", *expectations]),
    ]


def settings_page() -> str:
    """`docs/settings.md`: every setting with its default."""
    rows = [
        f"| `ETL_{name.upper()}` | {_default(name)} | {_cell(field.description or '')} |"
        for name, field in Settings.model_fields.items()
    ]
    return (
        "\n\n".join(
            [
                NOTE,
                "# Settings",
                "Each is an environment variable. A mistake is reported at start, in one sentence that names the variable.",
                "\n".join(["| variable | default | meaning |", "| --- | --- | --- |", *rows]),
            ]
        )
        + "\n"
    )


def _default(name: str) -> str:
    """A setting's default, with paths as seen from the project's root."""
    value = Settings.model_fields[name].default
    text = str(value).removeprefix(f"{PROJECT_ROOT}/")
    return "" if value is None else f"`{text}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
