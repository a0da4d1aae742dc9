"""The byline of a publisher's page: its authors as written.

Sources in the order in which they are asked: JSON-LD or microdata, meta elements, elements that the page marks as its
byline, lines near the headline that begin with "by". The first that names somebody else than the site is taken. A name
without a capital, in a script that has them, is an account or a place holder, and counts as little as the site's.
"""

import re
from collections.abc import Iterable, Sequence

from etl_project.pages.blocks import BlockTree
from etl_project.pages.headline import MAX_HEAD_WORDS, NEAR_TITLE, lines_near_title
from etl_project.pages.maintext import MainText
from etl_project.pages.model import Found
from etl_project.pages.sites import is_site, site_names
from etl_project.pages.structured import StructuredData
from etl_project.pages.vocabulary import BY, DATE, MAX_BYLINE_CHARACTERS, names_author

CONFIDENCE = {"structured": 0.9, "meta": 0.88, "markup": 0.6, "text": 0.75}
"""F1 of the names in a byline, by source.
Measured on 1,300 annotated pages of news and other sites by `benchmarks.extraction.confidence`."""
SITE_CONFIDENCE = 0.8
"""The same where a page names nobody but the site."""

_MAX_BYLINE_ELEMENTS = 20

_BETWEEN_PARTS = re.compile(
    r"\s*[|·⋅•]\s*|\s+[-–—]\s+|"
    r"\s*\b(?:last )?(?:updated|published|posted|modified|aktualisiert|veröffentlicht|publié|actualizado|publicado|pubblicato|aggiornato)"
    r"\b(?! (?:by|von|par|por|da)\b)(?:\s(?:on|am|le|el|il)\b)?",
    re.IGNORECASE,
)
"""Punctuation, and words of a date, between the name and what else stands in the line."""


def choose_byline(
    data: StructuredData, page_url: str | None, found: BlockTree, main: MainText, top: int
) -> Found | None:
    """The authors as written; where nothing names anybody else, the site, if the page calls it the author."""
    sites = site_names(data, page_url)
    for source, names in (("structured", data.authors), ("meta", data.meta_authors)):
        if any(_is_author(name, sites) for name in names):
            persons = "; ".join(name for name in names if not is_site(name, sites))
            return Found(persons, source, CONFIDENCE[source])
    marked = _marked(found, top)
    if authors := _first_marked(marked, sites, bool(data.authors or data.meta_authors)):
        return Found(authors, "markup", CONFIDENCE["markup"])
    lines = map(_without_date, filter(names_author, lines_near_title(main)))
    for line in lines:
        if line and not is_site(without_by(line), sites):
            return Found(line, "text", CONFIDENCE["text"])
    site = {
        "structured": data.authors,
        "meta": data.meta_authors,
        "markup": [text for _, text in marked if is_site(text, sites)],
    }
    return next((Found("; ".join(names), source, SITE_CONFIDENCE) for source, names in site.items() if names), None)


def without_by(line: str) -> str:
    """A byline without the "by" that it begins with.

    >>> without_by("Written by Odile Marrant"), without_by("Ada Marrant")
    ('Odile Marrant', 'Ada Marrant')
    """
    begins = BY.match(line)
    return line[begins.end() :] if begins else line


def _is_author(name: str, sites: Sequence[str]) -> bool:
    return not is_site(name, sites) and (name != name.lower() or name == name.upper())


def _marked(found: BlockTree, top: int) -> list[tuple[bool, str]]:
    """Texts of the elements that name an author, nearest to the headline first, and whether the markup is sure of it."""
    by_nearness = sorted(found.bylines, key=lambda place: (place[0] < top - NEAR_TITLE, place[0]))
    texts = []
    for _, node in by_nearness[:_MAX_BYLINE_ELEMENTS]:
        text = " ".join(node.text(separator=" ").split())
        if not text or len(text) > MAX_BYLINE_CHARACTERS or len(text.split()) > MAX_HEAD_WORDS:
            continue
        if name := _without_date(text):
            is_sure = node.attributes.get("rel") == "author" or node.attributes.get("itemprop") == "author"
            texts.append((is_sure, name))
    return texts


def _first_marked(marked: Iterable[tuple[bool, str]], sites: Sequence[str], is_site_author: bool) -> str | None:
    """Whom the elements name: all links to authors, or the first other one; where the site is called the author, with "by"."""
    links: dict[str, None] = {}
    for is_sure, text in marked:
        name = without_by(text)
        if is_site(name, sites) or "://" in name or not name[:1].isalpha() or name[0].islower():
            continue
        if is_sure:
            links[text] = None
        elif name != text or not is_site_author:
            return "; ".join(links) or text
    return "; ".join(links) or None


def _without_date(text: str) -> str | None:
    """The part of a byline that names somebody: without the date, and what a separator divides from the name."""
    parts = [part.strip(" ,;:") for part in _BETWEEN_PARTS.split(DATE.sub(" | ", text))]
    named = [part for part in parts if any(map(str.isalpha, part)) and not any(map(str.isdigit, part))]
    return next((part for part in named if BY.match(part)), None) or next(iter(named), None)
