"""Try `pages.parse` on pages that were damaged at random, and on pages made to hurt a parser.

    python -m benchmarks.extraction.fuzz [--mutants 1000] [--seed 1] [GOLD.jsonl …]

A mutant is a page with some of its pieces cut out, doubled, moved, nested or overwritten. `pages.parse` may reject it, but
no other exception may leave it, and it may not take long. Printed are all failures, each with the seed that makes it
again, the slowest mutants, and the time and peak memory that each hostile page takes in a process of its own. Ends with
1 if anything failed. Without arguments the pages are the shipped samples.
"""

import argparse
import gzip
import json
import multiprocessing
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.extraction.annotated import read_page, read_rows
from benchmarks.extraction.cost import peak_megabytes
from etl_project import pages
from etl_project.pages.model import Page, PageRejected
from etl_project.settings import PROJECT_ROOT

MAX_SECONDS = 2.0
MAX_MEGABYTES = 300
_HOSTILE_CHARACTERS = 5_000_000
_SHOWN = 5

_FRAGMENTS = (
    "<", ">", "</", "<!--", "-->", "<![CDATA[", "&#0;", "&#x110000;", "&amp", "\x00", "\ufffe", "\u202e", "\u2028", "\ud800",
    "<article>", "</article>", "</div>", "</body>", "<body>", "<html>", "<table><tr><td>", "<svg>", "<math>", "<template>",
    "<b><i><u>", "<p hidden>", "<br><br>", "<h1>", "<time datetime='2026-13-45T99:99'>", "<a rel=author>",
    "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","headline":', '[[[[[[', '"articleBody":"',
    "<meta property='og:title' content='", "<meta charset='utf-16'>", "<link rel=canonical href='http://['>", "<base href='//'>",
    "<noscript>", "<textarea>", "<title>", "<select>", "<frameset>", "<plaintext>",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a page."""

    name: str
    seconds: float
    """CPU time."""
    failure: str | None
    """The exception that left the parser, or the limit that was passed."""
    megabytes: float = 0.0
    """Peak memory of the process; 0 where it was not measured."""


def main() -> None:
    """Read the arguments, fuzz, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mutants", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("gold", type=Path, nargs="*")
    arguments = parser.parse_args()
    originals = (
        [read_page(gold.parent, row).text for gold in arguments.gold for row in read_rows(gold)]
        if arguments.gold
        else samples()
    )
    seeds = range(arguments.seed, arguments.seed + arguments.mutants)
    mutants = [parse_timed(f"seed {seed}", mutate(originals, seed)) for seed in seeds]
    hostile = [in_own_process(name) for name in HOSTILE]
    failures = [outcome for outcome in (*mutants, *hostile) if outcome.failure]
    for outcome in failures:
        print(f"FAILED {outcome.name}: {outcome.failure}")
    for outcome in sorted(mutants, key=lambda outcome: -outcome.seconds)[:_SHOWN]:
        print(f"{outcome.name}: {outcome.seconds:.3f} s")
    for outcome in hostile:
        print(f"{outcome.name}: {outcome.seconds:.2f} s, {outcome.megabytes:.0f} MB")
    print(f"{len(mutants)} mutants and {len(hostile)} hostile pages, {len(failures)} failures")
    sys.exit(bool(failures))


def samples() -> list[str]:
    """The HTML of the shipped sample pages."""
    files = sorted((PROJECT_ROOT / "data" / "raw").glob("*/*.html*"))
    texts = (
        gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        for file in files
        if file.suffix in (".html", ".gz")
    )
    return [text.decode("utf-8", "replace") for text in texts]


def mutate(originals: Sequence[str], seed: int) -> str:
    """A damaged page; the same for the same seed and originals."""
    chance = random.Random(seed)
    text = chance.choice(originals)
    for _ in range(chance.randint(1, 12)):
        text = chance.choice(_DAMAGES)(text, chance)
    return text


def _cut(text: str, chance: random.Random) -> str:
    start, end = _piece(text, chance)
    return text[:start] + text[end:]


def _double(text: str, chance: random.Random) -> str:
    start, end = _piece(text, chance)
    return text[:end] + text[start:end] * chance.randint(1, 20) + text[end:]


def _move(text: str, chance: random.Random) -> str:
    start, end = _piece(text, chance)
    rest = text[:start] + text[end:]
    at = chance.randrange(len(rest) + 1)
    return rest[:at] + text[start:end] + rest[at:]


def _insert(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_FRAGMENTS) * chance.choice((1, 1, 1, 3, 200)) + text[at:]


def _overwrite(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    noise = "".join(chr(chance.choice((chance.randrange(128), chance.randrange(0x11000)))) for _ in range(8))
    return text[:at] + noise + text[at + 8 :]


def _end(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text) + 1)]


_DAMAGES: tuple[Callable[[str, random.Random], str], ...] = (_cut, _double, _move, _insert, _insert, _overwrite, _end)


def _piece(text: str, chance: random.Random) -> tuple[int, int]:
    start = chance.randrange(len(text) + 1)
    return start, min(len(text), start + chance.choice((1, 10, 100, 3_000)))


def parse_timed(name: str, html: str) -> Outcome:
    """Parse a page in this process."""
    page = Page(text=html, media="html", url="https://harbour.example/news/2026/11/12/quay", captured_on="2026-11-13")
    start = time.process_time()
    failure = None
    try:
        parsed = pages.parse(page, frozenset())
        for block in parsed.blocks:
            if not 0 <= block.char_start <= block.char_end <= len(parsed.text):
                failure = f"a span of {block.char_start} to {block.char_end} in {len(parsed.text)} characters"
    except PageRejected:
        pass
    except Exception as error:
        failure = f"{type(error).__name__}: {error}"
    seconds = time.process_time() - start
    if failure is None and seconds > MAX_SECONDS:
        failure = f"{seconds:.1f} s"
    return Outcome(name, seconds, failure)


HOSTILE: dict[str, Callable[[], str]] = {
    "open elements": lambda: "<div>" * (_HOSTILE_CHARACTERS // 5),
    "many blocks": lambda: _filled("<p>a</p>"),
    "many paragraphs": lambda: _filled("<p>The harbour board voted on Tuesday to close the east quay.</p>"),
    "different paragraphs": lambda: "".join(
        f"<p>On day {number} the harbour board voted to close the east quay for {number} ships.</p>" for number in range(55_000)
    ),
    "short lines of one long text": lambda: "<article>" + _filled("<p>the east quay was closed again</p>", _HOSTILE_CHARACTERS // 2) + "<p>" + _filled("the east quay was closed again ", _HOSTILE_CHARACTERS // 2),
    "one line": lambda: "<p>" + _filled("the harbour board voted "),
    "one word": lambda: "<p>" + "a" * _HOSTILE_CHARACTERS,
    "class names": lambda: "".join(f"<p class='a{number} share-{number}'>x</p>" for number in range(150_000)),
    "one class of many words": lambda: "<p class='" + _filled("article-body share ") + "'>x",
    "attributes": lambda: _filled("<p a b c d e f g h i j k l m n o p>x</p>"),
    "attributes in few tags": lambda: _filled(f"<p {' '.join(f'a{number}' for number in range(1_900))}>x</p>"),
    "empty elements": lambda: _filled("<div></div>"),
    "inline elements": lambda: _filled("<i>a</i>"),
    "custom elements": lambda: _filled("<a-b>a</a-b>"),
    "formatting": lambda: _filled("<p><b><i><u><em><strong>x"),
    "rows": lambda: "<table>" + _filled("<tr><td>a<td>b<td>c"),
    "nested lists": lambda: _filled("<ul><li>" * 100 + "</ul>" * 100),
    "articles": lambda: _filled("<article><h2>Quay</h2><p>The harbour board voted on Tuesday.</p></article>"),
    "posts": lambda: "<h1>East quay to close</h1>" + "<article><time datetime='2026-11-12'>then</time></article>" * 19_000 + "<p>The harbour board voted.",
    "full articles": lambda: "<article><h1>East quay to close</h1>" + "<p>The harbour board voted on Tuesday to close the quay for ships.</p>" * 9 + "</article>" + ("<article><h2>Quay</h2>" + "<p>The harbour board voted on Tuesday to close the quay for ships.</p>" * 8 + "</article>") * 3_000,
    "bylines of articles": lambda: "<article><h1>East quay</h1><p>" + "The harbour board voted. " * 20 + "</p></article>" + ("<article><h2>Quay</h2><a rel=author>Ada Lund</a><time datetime='2026-11-12'>then</time>" + "<p>The harbour board voted on Tuesday to close the quay for all ships that bring salt, and for those that bring timber too.</p>" * 4 + "</article>") * 4_000,
    "headings": lambda: _filled("<h1>East quay to close</h1>"),
    "times": lambda: _filled("<time datetime='2026-11-12T10:00'>then</time>"),
    "bylines": lambda: _filled("<a rel=author class=byline>Odile Marrant</a>"),
    "links": lambda: _filled("<a href='/a'>East quay to close for the winter</a> "),
    "breaks": lambda: "<p>" + _filled("a<br><br>"),
    "dates": lambda: _filled("<p>12 November 2026 12 November 2026 12 November 2026</p>"),
    "promotions": lambda: _filled("<p>Read more: By Odile Marrant, 12 November 2026</p>"),
    "JSON-LD": lambda: '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"' + _filled("word ") + '"}</script>',
    "JSON-LD scripts": lambda: _filled('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
    "broken JSON-LD": lambda: '<script type="application/ld+json">{' + _filled('"a":{"b":[1,,'),
    "nested JSON-LD": lambda: '<script type="application/ld+json">' + "[" * (_HOSTILE_CHARACTERS // 2),
    "state": lambda: "<script>x=" + json.dumps([{"text": "The harbour board voted on Tuesday to close the quay."}] * 40_000) + "</script>",
    "nested state": lambda: "<script>x=" + "[" * 900 + '"The harbour board voted."' + "]" * 900 + ",x=" + '{"text":' * 900 + "</script>",
    "starts of state": lambda: "<script>" + "x=[" * 900_000 + "</script>",
    "many scripts": lambda: _filled("<script>x=" + json.dumps([["The harbour board voted on Tuesday."] * 20]) + "</script>"),
    "broken rows of state": lambda: "<script>self.__next_f.push([1," + json.dumps("0:[" + '"a",\n' * 300_000 + '"a"]\n' + "1:{x\n" * 20_000) + "])</script>",
    "rows of state": lambda: "<script>self.__next_f.push([1," + json.dumps("1:T9,lamps lit2:[\n" * 120_000) + "])</script>",
    "metas": lambda: _filled("<meta property='og:title' content='Quay'><meta name=author content='Odile Marrant'>"),
    "entities": lambda: "<p>" + _filled("&amp;&lt;&#120;&nbsp;"),
    "open tags": lambda: _filled("<p "),
    "angle brackets": lambda: "<" * _HOSTILE_CHARACTERS,
    "comments": lambda: _filled("<!-- <p> --"),
    "NULs": lambda: "<p>" + "\x00" * _HOSTILE_CHARACTERS,
    "bidirectional controls": lambda: "<p>" + _filled("\u202e\u2066 "),
    "ideographs": lambda: "<article>" + _filled("<p>港湾局は火曜日に東埠頭を冬の間閉鎖することを決めた。</p>"),
}  # fmt: skip
"""Pages of 5 million characters that are cheap to write and may be dear to read."""


def _filled(piece: str, characters: int = _HOSTILE_CHARACTERS) -> str:
    return piece * (characters // len(piece))


def in_own_process(name: str) -> Outcome:
    """Parse a hostile page in a process of its own, whose peak memory, less that of an empty page, is the page's."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        base = pool.apply(_peak)
        outcome = pool.apply(_parse_hostile, (name,))
        megabytes = pool.apply(_peak) - base
    failure = outcome.failure
    if failure is None and megabytes > MAX_MEGABYTES:
        failure = f"{megabytes:.0f} MB"
    return Outcome(name, outcome.seconds, failure, megabytes)


def _parse_hostile(name: str) -> Outcome:
    return parse_timed(name, HOSTILE[name]())


def _peak() -> float:
    """Peak memory of this process in megabytes, after a small page was parsed."""
    parse_timed("small", "<p>The harbour board voted.")
    return peak_megabytes()


if __name__ == "__main__":
    main()
