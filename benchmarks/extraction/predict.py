"""Write what `pages.parse` finds on annotated pages, in the form that an extraction scorer reads.

    python -m benchmarks.extraction.predict GOLD.jsonl PREDICTED.jsonl

Each line of GOLD holds `id`, `file` (a gzipped HTML page beside it), `url` and, if known, `captured_at`; each line of
PREDICTED holds `id`, `title`, `authors`, `published` and `body`. Pages without an article are left out. The CPU time a
page, of parsing alone, goes to standard error.
"""

import argparse
import gzip
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from etl_project import pages
from etl_project.pages.model import Page, PageRejected
from etl_project.pages.vocabulary import BY

_BETWEEN_NAMES = re.compile(r";|,|\s(?:and|und|et|y|e|en|og|och|&)\s")


def main() -> None:
    """Read the arguments, predict, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predicted", type=Path)
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.gold.open(encoding="utf-8")]
    seconds = 0.0
    with arguments.predicted.open("w", encoding="utf-8") as lines:
        for row in rows:
            page = read_page(arguments.gold.parent, row)
            start = time.process_time()
            prediction = predict(page)
            seconds += time.process_time() - start
            if prediction is not None:
                lines.write(json.dumps({"id": row["id"], **prediction}, ensure_ascii=False) + "\n")
    print(f"{len(rows)} pages, {1000 * seconds / max(1, len(rows)):.1f} ms CPU a page", file=sys.stderr)


def read_page(folder: Path, row: dict[str, Any]) -> Page:
    """The page of a row of GOLD."""
    with gzip.open(folder / row["file"]) as file:
        text = file.read().decode("utf-8", "replace")
    return Page(text=text, media="html", url=row.get("url"), captured_on=(row.get("captured_at") or "")[:10] or None)


def predict(page: Page) -> dict[str, Any] | None:
    """Fields of the page's main article; None where there is none. Authors are split lightly; norms come later."""
    try:
        article = pages.parse(page, frozenset()).blocks[0]
    except PageRejected:
        return None
    names = (BY.sub("", name.strip(), count=1).strip() for name in _BETWEEN_NAMES.split(article.byline or ""))
    return {
        "title": article.title,
        "authors": [name for name in names if name],
        "published": article.published_raw,
        "body": article.body,
    }


if __name__ == "__main__":
    main()
