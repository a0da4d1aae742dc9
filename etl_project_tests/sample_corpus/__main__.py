"""Command line: ``python -m etl_project_tests.sample_corpus [folder]``, by default this checkout's ``data/raw``."""

import sys
from pathlib import Path

from etl_project_tests.sample_corpus.corpus import write_corpus

RAW_ROOT = Path(__file__).parents[2] / "data" / "raw"

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else RAW_ROOT
    print(f"{write_corpus(target)} files written to {target}")
