"""The title of a publisher's page: which of what its metadata and its headings say.

The candidates are JSON-LD's headline, OpenGraph's title, the heading and the title of the document, each without the name
of the site. They mostly agree; where they do not, publishers keep one for readers and one for search engines. JSON-LD
goes first, unless it is only the title of the document, which is written for search engines, and OpenGraph has another
one, written for readers. Without JSON-LD the heading goes first: what the page shows, then, is what it calls the article.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from etl_project.pages.maintext import MainText
from etl_project.pages.model import Found
from etl_project.pages.sites import is_site, site_names
from etl_project.pages.structured import StructuredData
from etl_project.pages.vocabulary import MAX_TITLE_CHARACTERS
from etl_project.text import fold

CONFIDENCE = {
    (4, 0): 0.96,
    (3, 0): 0.96,
    (3, 1): 0.7,
    (2, 0): 0.92,
    (2, 1): 0.92,
    (2, 2): 0.78,
    (1, 0): 0.4,
    (1, 1): 0.65,
    (1, 2): 0.5,
    (1, 3): 0.45,
}
"""Share of titles that are right, by how many of the four candidates say the same, and how many agree on something else.
Measured on 1,300 annotated pages of news and other sites by `benchmarks.extraction.confidence`."""

_MIN_TITLE_CHARACTERS = 10
"""Length of a title that may be told from what a separator divides from it."""
_MAX_HEADINGS = 5
_SITE_SUFFIX = re.compile(r"\s+[|\-–—·•*»:]\s+([^|·•]{2,50})$|\s*\|\s*([^|]{2,50})$")
_AFTER_TITLE = re.compile(r"\s*[|\-–—·•:*«»]")
_BEFORE_TITLE = re.compile(r"[|\-–—·•:*»/]\s*$")
_WORD = re.compile(r"\w+")
_NOT_WORD = re.compile(r"\W+")


def choose_title(data: StructuredData, page_url: str | None, main: MainText | None = None) -> Found | None:
    """The article's title, without the name of the site."""
    sites = site_names(data, page_url)
    heading = _heading(data, sites, main) if main else None
    known = [title for title in (data.headline, heading, data.meta_title) if title]
    if heading and data.headline and data.headline == data.meta_title:
        known.remove(heading)  # they agree on what the heading leaves out
    headline, meta, document = (
        _without_site(title, known, sites) for title in (data.headline, data.meta_title, data.document_title)
    )
    headline, heading = _without_kicker(headline, meta), _without_kicker(heading, meta)
    is_for_search = bool(headline and meta and document and _folded(headline) == _folded(document))
    by_source = {
        "structured": None if is_for_search else headline,
        "heading": None if headline else heading,
        "meta": meta,
        "document": document,
    }
    source, title = next(((source, title) for source, title in by_source.items() if title), (None, None))
    if not source or not title:
        return None
    said = Counter(_folded(other[:MAX_TITLE_CHARACTERS]) for other in (headline, meta, heading, document) if other)
    agreed = said.pop(_folded(title[:MAX_TITLE_CHARACTERS]))
    return Found(title, source, CONFIDENCE[agreed, max(said.values(), default=0)])


def _heading(data: StructuredData, sites: Sequence[str], main: MainText) -> str | None:
    """The heading that has most in common with what the metadata call the article; the site's name is none."""
    first: tuple[str, ...] = () if main.title_at is None else (main.shown[main.title_at].text,)
    largest = dict.fromkeys(block.text for block in main.shown if block.tag == "h1")
    headings = [text for text in dict.fromkeys((*first, *islice(largest, _MAX_HEADINGS))) if not is_site(text, sites)]
    if len(headings) < 2:
        return next(iter(headings), None)
    titles = [_words(title) for title in data.titles]
    likeness = [max((_likeness(_words(text), words) for words in titles), default=0.0) for text in headings]
    return headings[likeness.index(max(likeness))]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_fold(text[:MAX_TITLE_CHARACTERS])))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard similarity of two sets of words."""
    return len(one & other) / max(1, len(one | other))


@lru_cache(maxsize=32)
def _fold(title: str) -> str:
    """`fold`, remembered for the titles of a page, which repeat each other; for no more than 1,000 characters."""
    return fold(title)


@lru_cache(maxsize=32)
def _folded(title: str) -> str:
    """The letters and digits of a title."""
    return _NOT_WORD.sub("", _fold(title))


def _without_site(title: str | None, known: Sequence[str], sites: Sequence[str]) -> str | None:
    """A title without what a separator divides from it, if that is the site's name or the rest is a known title."""
    if not title or len(title) > MAX_TITLE_CHARACTERS:
        return None
    folded = _fold(title)
    for other in known:
        if (
            _MIN_TITLE_CHARACTERS <= len(other) < len(title)
            and folded.startswith(_fold(other))
            and _AFTER_TITLE.match(title[len(other) :])
        ):
            return other
    while match := _SITE_SUFFIX.search(title):
        suffix = _NOT_WORD.sub("", _fold(match[1] or match[2]))
        if not suffix or not any(suffix in name or name in suffix for name in sites):
            break
        title = title[: match.start()].rstrip()
    return title


def _without_kicker(title: str | None, known: str | None) -> str | None:
    """A title without the line above it ("Storm in the north: Ferry returns"), if the rest is a known title."""
    if not title or not known or not _MIN_TITLE_CHARACTERS <= len(known) < len(title) <= MAX_TITLE_CHARACTERS:
        return title
    is_rest = _fold(title).endswith(_fold(known)) and _BEFORE_TITLE.search(title[: -len(known)])
    return known if is_rest else title
