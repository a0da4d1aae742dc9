"""Load pages of a site, and print how good their texts are with the site's furniture in them and without.

    python -m benchmarks.furniture [GOLD.jsonl …]

Without arguments: invented pages of one site with several templates, each page once as HTML and once as rendered text. Among
them are what must not be taken for furniture: a story under many addresses, lightly edited copies of one, a series with
one standfirst, and headings that recur. With annotated pages (as for `benchmarks.extraction.predict`): the pages of
the hosts that have several, under their own addresses; and their annotated texts, dealt out to invented sites that print
furniture below them and edited copies of one of them.

Precision and recall are of 4-word shingles, means over pages, F1 of these means.
"""

import argparse
import gzip
import json
import re
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random

from etl_project.execution import InProcess
from etl_project.extraction import host_of
from etl_project.readers import Limits
from etl_project.registry import load_registry
from etl_project.settings import load_settings
from etl_project.steps.fold import fold
from etl_project.steps.load import load_day
from etl_project.warehouse import Warehouse
from etl_project_tests.sample_corpus.stories import Story, read_stories

FIRST_DAY = date(2026, 11, 2)
DAYS = 6
NOW = datetime(2026, 11, 20, tzinfo=UTC)
HOST = "valleycourier.example"

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class SourcePage:
    """A page to load, and the text that a careful reader would call its article."""

    content: str
    suffix: str
    url: str
    body: str


def main() -> None:
    """Read the arguments, load, and report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="*")
    arguments = parser.parse_args()
    if not arguments.gold:
        for suffix in ("html", "txt"):
            report(f"invented site, {suffix}", invented_pages(suffix))
    for gold in arguments.gold:
        pages = annotated_pages(gold)
        report(f"{gold.parent.name}/{gold.name}: {len({host_of(page.url) for page in pages})} hosts", pages)
        report(f"{gold.parent.name}/{gold.name}: texts on invented sites", annotated_texts(gold))


def report(name: str, pages: Sequence[SourcePage]) -> None:
    """Load the pages and print the scores, and the lines that were learnt."""
    bodies, learnt = texts(pages)
    print(f"{name}: {len(pages)} pages, {len(bodies)} with an article; {len(learnt)} lines are furniture")
    for label, position in (("with furniture", 0), ("without", 1)):
        print(f"  {label:15}", score((pages[number].body, found[position]) for number, found in bodies.items()))
    lost = [
        number
        for number, (before, after) in bodies.items()
        if _hits(pages[number].body, after) < _hits(pages[number].body, before)
    ]
    print(
        f"  {sum(before != after for before, after in bodies.values())} texts changed, {len(lost)} lost words of the article"
    )
    for count, share, text in learnt[:10]:
        print(f"    {count:4} articles {share:5.0%}  {text[:100]}")


def texts(pages: Iterable[SourcePage]) -> tuple[dict[int, tuple[str, str]], list[tuple[int, float, str]]]:
    """By number of the page its text as parsed and as folded; and the lines that were learnt, with support and share."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        for number, page in enumerate(pages):
            path = (
                folder / "raw" / (FIRST_DAY + timedelta(days=number % DAYS)).isoformat() / f"{number:05}.{page.suffix}"
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(page.content, encoding="utf-8")
            path.with_name(f"{path.name}.meta.json").write_text(json.dumps({"url": page.url}))
        registry = load_registry(load_settings().registry)
        with Warehouse(folder / "warehouse.duckdb").connect() as connection, InProcess() as executor:
            for day in sorted((folder / "raw").iterdir()):
                load_day(
                    connection,
                    date.fromisoformat(day.name),
                    raw_root=folder / "raw",
                    registry=registry,
                    executor=executor,
                    limits=Limits(),
                    run_id="benchmark",
                    now=NOW,
                )
            # The audit judges the days of a real warehouse, not a choice of pages.
            connection.execute("UPDATE audit.checks SET success = true")
            fold(connection, registry=registry, run_id="benchmark", now=NOW)
            rows = connection.execute(
                """
                SELECT input_uri, normalised.body, if(furniture = [], normalised.body, articles.body)
                FROM raw.captures JOIN staging.appearances USING (capture_key)
                JOIN staging.normalised USING (appearance_key)
                JOIN core.article_appearances USING (appearance_key) JOIN core.articles USING (article_key)
                WHERE position = 0 ORDER BY input_uri
                """
            ).fetchall()
            learnt = connection.execute(
                "SELECT article_count, share, text FROM core.furniture ORDER BY article_count DESC, text"
            ).fetchall()
        return {int(Path(uri).name[:5]): (before, after) for uri, before, after in rows}, learnt
    finally:
        shutil.rmtree(folder)


def score(pairs: Iterable[tuple[str, str]]) -> str:
    """Mean precision and recall of the second text against the first, and F1 of these means."""
    precisions, recalls = [], []
    for gold, found in pairs:
        hits, want, got = _hits(gold, found), _shingles(gold).total(), _shingles(found).total()
        precisions.append(hits / got if got else 0.0)
        recalls.append(hits / want if want else 0.0)
    if not precisions:
        return "no pages"
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}"


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[start : start + 4]) for start in range(max(1, len(words) - 3)))


def _hits(gold: str, found: str) -> int:
    return (_shingles(gold) & _shingles(found)).total()


def annotated_pages(gold: Path, at_least: int = 2) -> list[SourcePage]:
    """The annotated pages of the hosts that have several."""
    by_host = defaultdict(list)
    for line in gold.open(encoding="utf-8"):
        row = json.loads(line)
        if row.get("url") and row.get("body"):
            by_host[host_of(row["url"])].append(row)
    pages = []
    for host in sorted(by_host, key=str):
        for row in by_host[host] if len(by_host[host]) >= at_least else ():
            with gzip.open(gold.parent / row["file"]) as file:
                pages.append(SourcePage(file.read().decode("utf-8", "replace"), "html", row["url"], row["body"]))
    return pages


TEMPLATES = {
    "news": (
        "Sign up to the Valley Courier briefing and wake up to the news that your neighbours will talk about.",
        "The Valley Courier is a member of the Inland Press Council and corrects its mistakes in public.",
    ),
    "sport": (
        "Follow our reporters from the touchline: every match of the valley league is on our live page.",
        "Tips, results, complaints? Write to the sports desk of the Valley Courier.",
        "The Valley Courier is a member of the Inland Press Council and corrects its mistakes in public.",
    ),
    "letters": ("Comments are closed.", "Share", "Print this page", "Back to letters"),
}
"""Lines below the articles of each section."""
_BETWEEN = (
    "Story continues below: our readers pay for this reporting, and you can be one of them from two crowns a week."
)
_BIOGRAPHIES = tuple(
    f"{name} reports on {beat} for the Valley Courier and grew up two streets from its printing works."
    for name, beat in (("Orla Finch", "councils and courts"), ("Tomas Reyde", "farming"), ("Ingrid Sallow", "schools"))
)
_STANDFIRST = "In this series we walk the old salt road from the mines to the sea and meet those who live by it."
_HEADINGS = ("What we know", "What happens next")


def invented_pages(suffix: str) -> list[SourcePage]:
    """Pages of one site, made of the sample stories."""
    random = Random(1)
    stories = [story for story in read_stories().values() if story.language == "en" and len(story.paragraphs) >= 5]
    pages = []
    for number, story in enumerate(stories):
        template = random.choices(list(TEMPLATES), (5, 3, 2))[0]
        paragraphs = list(story.paragraphs)
        if number % 3 == 0:
            paragraphs[2:2] = [_HEADINGS[0]]
            paragraphs[-1:-1] = [_HEADINGS[1]]
        if number % 10 == 0:
            paragraphs[:0] = [_STANDFIRST]
        shown = [*paragraphs[:2], *([_BETWEEN] if template == "news" else []), *paragraphs[2:]]
        shown += [random.choice(_BIOGRAPHIES)] * (template != "letters")
        pages.append(_page(story, number, suffix, paragraphs, [*shown, *TEMPLATES[template]]))
    first = len(stories)
    copied, edited = stories[0], stories[1]
    pages += [
        _page(copied, number, suffix, copied.paragraphs, [*copied.paragraphs, *TEMPLATES["news"]])
        for number in range(first, first + 12)
    ]
    for number in range(first + 12, first + 24):
        paragraphs = [_edited(text, random) for text in edited.paragraphs]
        pages.append(_page(edited, number, suffix, paragraphs, [*paragraphs, *TEMPLATES["sport"]]))
    random.shuffle(pages)
    return pages


def annotated_texts(gold: Path, articles: int = 20, copies: int = 10) -> list[SourcePage]:
    """Annotated texts as rendered pages of invented sites, and edited copies of each site's first, with furniture below."""
    random = Random(1)
    texts = [json.loads(line).get("body") or "" for line in gold.open(encoding="utf-8")]
    pages = []
    for number, text in enumerate(texts):
        site = number // articles
        for copy in range(1 + copies * (number % articles == 0)):
            paragraphs = [line for line in text.split("\n") if line.strip()]
            if copy:
                paragraphs = [_edited(line, random) for line in paragraphs]
            title, below = f"Text {number}, copy {copy}", TEMPLATES[random.choice(list(TEMPLATES))]
            url = f"https://site{site}.example/{number}/{copy}"
            pages.append(SourcePage("\n\n".join([title, *paragraphs, *below]), "txt", url, "\n".join(paragraphs)))
    return pages


def _edited(text: str, random: Random) -> str:
    """A paragraph as another desk prints it: most of the times with one word dropped."""
    words = text.split(" ")
    if random.random() < 0.7 and len(words) > 3:
        del words[random.randrange(len(words))]
    return " ".join(words)


def _page(story: Story, number: int, suffix: str, body: Sequence[str], shown: Sequence[str]) -> SourcePage:
    title = f"{story.title} ({number})"
    url = f"https://{HOST}/{number}"
    if suffix == "txt":
        content = "\n\n".join([title, *shown])
    else:
        lines = "".join(f"<p>{escape(line)}</p>" for line in shown)
        content = (
            f'<html lang="en"><head><title>{escape(title)}</title><meta property="og:type" content="article">'
            f'<meta property="og:title" content="{escape(title)}"><link rel="canonical" href="{url}">'
            f'<meta property="article:published_time" content="2026-11-02T{number % 24:02}:00:00Z"></head>'
            f"<body><article><h1>{escape(title)}</h1>{lines}</article></body></html>"
        )
    return SourcePage(content, suffix, url, "\n".join(body))


if __name__ == "__main__":
    main()
