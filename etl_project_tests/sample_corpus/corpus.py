"""Writes the plan out as files."""

from pathlib import Path

from etl_project_tests.sample_corpus.plan import PLAN
from etl_project_tests.sample_corpus.stories import read_stories


def corpus_files() -> dict[str, bytes]:
    """Content of every file of the corpus by its path below the raw root, in order.

    Raises:
        ValueError: two files of a day have the same name.
    """
    stories = read_stories()
    files: dict[str, bytes] = {}
    for day, recipes in PLAN.items():
        for recipe in recipes:
            for name, content in recipe.page(day, stories).files().items():
                path = f"{day}/{name}"
                if path in files:
                    raise ValueError(f"{path} is planned twice")
                files[path] = content
    return files


def write_corpus(raw_root: Path) -> int:
    """Write the corpus below `raw_root` and return the number of files. Other files there are left alone."""
    files = corpus_files()
    for path, content in files.items():
        target = raw_root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(files)
