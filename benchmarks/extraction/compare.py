"""Compare what `pages.parse` finds with other extractors, on the same annotated pages in the same run.

    python -m benchmarks.extraction.compare [GOLD.jsonl …]

Each extractor gets every page in turn, so that a slow moment of the machine hits all alike. Printed are the figures of
each, with the 95% interval of ours less theirs, and the CPU time a page in terms of ours. `make compare` sets up what it
needs. Without arguments the pages are those under `ETL_ANNOTATED_PAGES`, or `../shared/pages` beside the project.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.extraction.predict import predict, read_page, with_dates
from benchmarks.extraction.scoring import Values, bootstrap_difference, figures, score_pages
from etl_project.pages.model import Page

Extractor = Callable[[Page], dict[str, Any] | None]
OURS = "etl_project"
_PROJECT = Path(__file__).parents[2]
_WARM_UP_PAGES = 5


def main() -> None:
    """Read the arguments, run all extractors over each set of pages, and print a table a set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, nargs="*")
    files = parser.parse_args().gold or sorted(annotated_pages().glob("*/gold.jsonl"))
    if not files:
        sys.exit(
            f"There is no annotated page in {annotated_pages()}: name GOLD.jsonl files, or set ETL_ANNOTATED_PAGES."
        )
    others: dict[str, Extractor] = {"trafilatura": trafilatura, "newspaper4k": newspaper4k}
    for file in files:
        with file.open(encoding="utf-8") as lines:
            gold = [json.loads(line) for line in lines]
        pages = [read_page(file.parent, row) for row in gold]
        found, seconds = run_all({OURS: predict, **others}, pages)
        found[OURS] = with_dates(found[OURS], pages)
        parts = {name: score_pages(gold, rows) for name, rows in found.items()}
        print(f"\n{file.parent.name}: {len(pages)} pages\n\n{render(parts, seconds, len(pages))}")


def annotated_pages() -> Path:
    """The folder of annotated pages, whether or not it is there."""
    return Path(os.environ.get("ETL_ANNOTATED_PAGES") or _PROJECT.parent / "shared" / "pages")


def run_all(
    extractors: Mapping[str, Extractor], pages: Sequence[Page]
) -> tuple[dict[str, list[dict[str, Any] | None]], dict[str, float]]:
    """What each extractor finds on each page, and the CPU time that each took for all of them, in seconds."""
    for page in pages[:_WARM_UP_PAGES]:
        for extract in extractors.values():
            extract(page)
    found: dict[str, list[dict[str, Any] | None]] = {name: [] for name in extractors}
    seconds = dict.fromkeys(extractors, 0.0)
    for page in pages:
        for name, extract in extractors.items():
            start = time.process_time()
            found[name].append(extract(page))
            seconds[name] += time.process_time() - start
    return found, seconds


def render(parts: Mapping[str, Mapping[str, Values]], seconds: Mapping[str, float], pages: int) -> str:
    """A table in Markdown: a row an extractor."""
    ours = parts[OURS]
    names = list(figures(ours))
    lines = ["| | " + " | ".join(names) + " | CPU ms a page | CPU / ours |", "| --- |" + " --- |" * (len(names) + 2)]
    for extractor, theirs in parts.items():
        values = figures(theirs)
        intervals = {} if extractor == OURS else bootstrap_difference(ours, theirs)
        cells = [f"{values.get(name, 0.0):.3f}{_interval(intervals.get(name))}" for name in names]
        cost = f"{1000 * seconds[extractor] / pages:.1f} | {seconds[extractor] / max(seconds[OURS], 1e-9):.1f}"
        lines.append(f"| {extractor} | " + " | ".join(cells) + f" | {cost} |")
    return "\n".join([*lines, "", "In brackets: ours less theirs, 95% interval of the paired bootstrap."])


def _interval(interval: tuple[float, float] | None) -> str:
    return f" ({interval[0]:+.3f} … {interval[1]:+.3f})" if interval else ""


def trafilatura(page: Page) -> dict[str, Any] | None:
    """Trafilatura's main text and metadata, with its defaults."""
    from trafilatura import bare_extraction

    document = bare_extraction(page.text, url=page.url, with_metadata=True, include_comments=False)
    if document is None:
        return None
    authors = [name.strip() for name in (document.author or "").split(";")]
    return {"title": document.title, "authors": authors, "published": document.date, "body": document.text}


def newspaper4k(page: Page) -> dict[str, Any] | None:
    """newspaper4k's article, without its language tools."""
    from newspaper import Article, ArticleException

    article = Article(page.url or "https://unknown.example/", fetch_images=False)
    try:
        article.download(input_html=page.text)
        article.parse()
    except (ArticleException, LookupError):  # some of its tokenisers want data that is downloaded
        return None
    published = article.publish_date.isoformat() if hasattr(article.publish_date, "isoformat") else None
    return {"title": article.title, "authors": article.authors, "published": published, "body": article.text}


if __name__ == "__main__":
    main()
