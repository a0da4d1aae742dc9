"""What an extractor costs: CPU time a page and peak memory, in a process that does nothing else, as in a load.

    python -m benchmarks.extraction.cost EXTRACTOR GOLD.jsonl

Prints milliseconds a page and megabytes. See `benchmarks.extraction.compare`.
"""

import resource
import sys
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.extraction.annotated import read_page, read_rows
from benchmarks.extraction.extractors import OTHERS, OURS, Extractor
from etl_project.pages import parse
from etl_project.pages.model import Page, PageRejected


def main(name: str, gold: Path) -> None:
    """Run the extractor over all pages."""
    extract: Extractor = ours if name == OURS else OTHERS[name]
    seconds = 0.0
    rows = read_rows(gold)
    for row in rows:
        page = read_page(gold.parent, row)
        start = time.process_time()
        extract(page)
        seconds += time.process_time() - start
    print(1_000 * seconds / len(rows), peak_megabytes())


def ours(page: Page) -> None:
    """Our own parser."""
    with suppress(PageRejected):
        parse(page, frozenset())


def peak_megabytes() -> float:
    """Peak memory of this process; where there is no /proc, with what the process that started it had."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
