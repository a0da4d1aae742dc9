"""The article of a page whose text stands only in the data that its scripts start with.

Single-page applications ship their content as JSON in a script (Next.js, Nuxt, Fusion, and many of their own making) and draw
it in the browser. Keys have other names on every site, so that a text is told by its form: one string of several
paragraphs, or a list whose items are paragraphs. Of several texts, those of an object that bears the headline go first,
then the longest. Scripts are read as data and never run.
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from etl_project.pages.blocks import count_words
from etl_project.pages.structured import text_of_html
from etl_project.pages.vocabulary import SENTENCE_END
from etl_project.text import fold

_MIN_CHARACTERS = 200
"""Of a text, and of a script that may hold one."""
_MAX_CHARACTERS = 3_000_000
"""Of a script; longer ones are passed over."""
_MAX_STARTS = 20
"""Places of a script at which data are looked for."""
_MAX_ROWS = 20_000
_MAX_VALUES = 100_000
"""Values looked at on a page."""
_MAX_DEPTH = 40
_MAX_ITEM_DEPTH = 6
_MIN_PROSE_WORDS = 8
"""Words of a sentence; fewer are a label."""
_MIN_PROSE_SHARE = 0.5
"""Share of a text's words that stand in lines of prose."""
_MAX_ITEM_LINES = 2
"""Lines of a list's item that is a paragraph; an item of more is an article itself."""
_TEXT_KEYS = frozenset({"text", "value", "content", "contents", "html", "body", "paragraph", "markup", "data"})
"""Keys whose strings are text however short: pieces of a paragraph in bold, in links."""

_START = re.compile(r"""[=(,:]\s*(?=[\[{"])""")
_TITLE_KEY = re.compile("head|title", re.IGNORECASE)
_MAX_TITLE_CHARACTERS = 500
_NEXT_ROW = re.compile(r"[0-9a-f]+:(?:T([0-9a-f]+),)?")
"""Row of React's flight format, in which Next.js streams a page: an id, then JSON, or T, its bytes in hex and a text."""
_DECODER = json.JSONDecoder()


def article_in_state(
    tree: LexborHTMLParser, titles: Collection[str], min_words: int, *, only_titled: bool
) -> str | None:
    """The text of the article in a page's scripts, one paragraph a line; None where there is none.

    Args:
        tree: the page.
        titles: what its metadata call the article.
        min_words: words that the text must have.
        only_titled: take no text but of an object that bears one of the titles.
    """
    folded = {fold(title) for title in titles}
    best: tuple[bool, int, str] = (False, min_words - 1, "")
    left = _MAX_VALUES
    for value in _values(tree):
        for bears_title, text, seen in _texts(value, folded, left):
            left -= seen
            if text and (bears_title or not only_titled) and (words := count_words(text)) >= min_words:
                best = max(best, (bears_title, words, text), key=lambda candidate: candidate[:2])
        if left <= 0:
            break
    return best[2] or None


def _values(tree: LexborHTMLParser) -> Iterator[Any]:
    """The data in a page's scripts."""
    streamed = []
    for node in tree.css("script:not([src])"):
        code = node.text()
        if not _MIN_CHARACTERS <= len(code) <= _MAX_CHARACTERS and "__next_f" not in code[:100]:
            continue
        for value in _decoded(code):
            match value:
                case [1, str(rows)] if "__next_f" in code[:100]:
                    streamed.append(rows)
                case str() if value.lstrip()[:1] in ("{", "["):
                    yield from _decoded(value)
                case dict() | list():
                    yield value
    if streamed:
        yield from _rows("".join(streamed))


def _decoded(code: str) -> Iterator[Any]:
    """Values that stand in JavaScript, or JSON that is all of it."""
    at, starts = len(code) - len(code.lstrip()), 0
    while starts < _MAX_STARTS:
        starts += 1
        try:
            value, at = _DECODER.raw_decode(code, at)
            yield value
        except (ValueError, RecursionError):
            at += 1
        if not (found := _START.search(code, at)):
            return
        at = found.end()


def _rows(stream: str) -> Iterator[Any]:
    """Values of React's flight format."""
    at = failures = 0
    for _ in range(_MAX_ROWS):
        if at >= len(stream):
            return
        row = _NEXT_ROW.match(stream, at)
        if row and row[1]:
            size = int(row[1], 16)
            text = stream[row.end() : row.end() + size].encode("utf-8", "replace")[:size].decode("utf-8", "ignore")
            yield [text]
            at = row.end() + max(1, len(text))
            continue
        if row:
            try:
                value, at = _DECODER.raw_decode(stream, row.end())
                yield value
            except (ValueError, RecursionError):
                at = row.end()
                failures += 1
                if failures > _MAX_STARTS:  # each failure costs time in the order of what stands above it
                    return
        at = stream.find("\n", at) + 1 or len(stream)


def _texts(value: Any, titles: Collection[str], budget: int) -> Iterator[tuple[bool, str, int]]:
    """Texts in a value, whether an object around each bears the headline, and how many values were looked at for it."""
    pending: list[tuple[Any, int, bool]] = [(value, 0, False)]
    while pending and budget > 0:
        value, depth, bears_title = pending.pop()
        seen = 1
        text = ""
        if isinstance(value, str):
            text = _of_string(value)
        elif isinstance(value, list):
            text, seen = _of_list(value)
            pending += [(item, depth + 1, bears_title) for item in value if depth < _MAX_DEPTH]
        elif isinstance(value, dict):
            bears_title = bears_title or _bears_title(value, titles)
            pending += [(item, depth + 1, bears_title) for item in value.values() if depth < _MAX_DEPTH]
        budget -= seen
        yield bears_title, text, seen


def _bears_title(item: dict[str, Any], titles: Collection[str]) -> bool:
    """Whether one of an object's strings is the headline, or one in an object under a key that says so."""
    strings = list(item.values())
    for key, value in item.items():
        if isinstance(value, dict) and _TITLE_KEY.search(key):
            strings += value.values()
    return any(isinstance(text, str) and len(text) < _MAX_TITLE_CHARACTERS and fold(text) in titles for text in strings)


def _of_string(value: str) -> str:
    if len(value) < _MIN_CHARACTERS:
        return ""
    text = text_of_html(value) or ""
    return text if _is_prose(text.split("\n")) else ""


def _of_list(items: list[Any]) -> tuple[str, int]:
    """The text that a list's items are the paragraphs of, and how many values were looked at."""
    paragraphs, seen = [], 1
    for item in items:
        pieces: list[str] = []
        seen += _gather(item, "", 0, pieces)
        paragraph = text_of_html("".join(pieces)) or ""
        if paragraph.count("\n") >= _MAX_ITEM_LINES or seen > _MAX_VALUES:
            return "", seen
        if paragraph:
            paragraphs.append(paragraph)
    return ("\n".join(paragraphs), seen) if len(paragraphs) > 1 and _is_prose(paragraphs) else ("", seen)


def _gather(item: Any, key: str, depth: int, pieces: list[str]) -> int:
    """Gather the strings of an item that are text, in their order; returns how many values were looked at."""
    if isinstance(item, str):
        if key in _TEXT_KEYS or count_words(item) >= _MIN_PROSE_WORDS:
            pieces.append(item)
        return 1
    seen = 1
    if depth < _MAX_ITEM_DEPTH:
        if isinstance(item, dict):
            seen += sum(_gather(value, name, depth + 1, pieces) for name, value in item.items())
        elif isinstance(item, list):
            seen += sum(_gather(value, key, depth + 1, pieces) for value in item)
    return seen


def _is_prose(lines: list[str]) -> bool:
    words = [count_words(line) for line in lines]
    prose = sum(
        count
        for count, line in zip(words, lines, strict=True)
        if count >= _MIN_PROSE_WORDS and SENTENCE_END.search(line[-8:])
    )
    return prose > _MIN_PROSE_SHARE * sum(words)
