"""The title of a publisher's page: which of what its metadata and its headings say."""

import re
from collections.abc import Iterable

from etl_project.pages.sites import site_names
from etl_project.pages.structured import StructuredData
from etl_project.text import fold

MAX_TITLE_CHARACTERS = 1_000

_SITE_SUFFIX = re.compile(r"\s+[|\-–—·•*»:]\s+([^|·•]{2,50})$|\s*\|\s*([^|]{2,50})$")
_AFTER_TITLE = re.compile(r"\s*[|\-–—·•:*«»]")
_NOT_WORD = re.compile(r"\W+")


def choose_title(data: StructuredData, page_url: str | None, heading: str | None) -> str | None:
    """The headline, without the name of the site.

    It is JSON-LD's, unless that is only the title of the document, which is written for search engines, and OpenGraph
    has another one, written for readers; else the heading's, else the document's.
    """
    known = [title for title in (data.headline, heading, data.meta_title) if title]
    names = site_names(data, page_url)
    headline, meta, document = (
        _without_site(title, known, names) for title in (data.headline, data.meta_title, data.document_title)
    )
    if headline and meta and document and fold(headline) == fold(document):
        return meta
    return headline or meta or heading or document


def _without_site(title: str | None, known: Iterable[str], names: Iterable[str]) -> str | None:
    """A title without what a separator divides from it, if that is the site's name or the rest is a known title."""
    if not title or len(title) > MAX_TITLE_CHARACTERS:
        return None
    folded = fold(title)
    for other in known:
        if 10 <= len(other) < len(title) and folded.startswith(fold(other)) and _AFTER_TITLE.match(title[len(other) :]):
            return other
    while match := _SITE_SUFFIX.search(title):
        suffix = _NOT_WORD.sub("", fold(match[1] or match[2]))
        if not suffix or not any(suffix in name or name in suffix for name in names):
            break
        title = title[: match.start()].rstrip()
    return title
