"""The byline of a publisher's page: its authors as written.

Sources in the order in which they are asked: JSON-LD or microdata, meta elements, elements that the page marks as its
byline, lines near the headline that begin with "by". The first that names somebody else than the site is taken. A name
without a capital, in a script that has them, is an account or a place holder, and counts as little as the site's.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from etl_project.pages.blocks import BlockTree
from etl_project.pages.headline import MAX_HEAD_WORDS, NEAR_TITLE, lines_near_title
from etl_project.pages.maintext import MainText
from etl_project.pages.sites import is_site, site_names
from etl_project.pages.structured import StructuredData
from etl_project.pages.vocabulary import BY, DATE, MAX_BYLINE_CHARACTERS, names_author

_MAX_BYLINE_ELEMENTS = 20

_BETWEEN_PARTS = re.compile(r"\s*[|·⋅•]\s*|\s+[-–—]\s+")


def choose_byline(data: StructuredData, page_url: str | None, found: BlockTree, main: MainText, top: int) -> str | None:
    """The authors as written; where nothing names anybody else, the site, if the page calls it the author."""
    sites = site_names(data, page_url)
    for names in (data.authors, data.meta_authors):
        if any(_is_author(name, sites) for name in names):
            return "; ".join(name for name in names if not is_site(name, sites))
    marked = _marked(found, top)
    lines = (line for line in lines_near_title(main) if names_author(line))
    for candidate in (*_first_marked(marked, sites, bool(data.authors)), *map(_without_date, lines)):
        if candidate and not is_site(BY.sub("", candidate, count=1), sites):
            return candidate
    return "; ".join(data.authors or data.meta_authors) or next((text for _, text in marked), None)


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


def _first_marked(marked: Iterable[tuple[bool, str]], sites: Sequence[str], is_site_author: bool) -> Iterator[str]:
    """What the elements name: all links to authors, or the first other one."""
    links: dict[str, None] = {}
    for is_sure, text in marked:
        begins = BY.match(text)
        if is_site(text[begins.end() :] if begins else text, sites):
            continue
        if is_sure:
            links[text] = None
        elif begins or not is_site_author:
            yield "; ".join(links) or text
            return
    yield "; ".join(links)


def _without_date(text: str) -> str | None:
    """The part of a byline that names somebody: without the date, and what a separator divides from the name."""
    parts = [part.strip(" ,;:") for part in _BETWEEN_PARTS.split(DATE.sub(" | ", text))]
    named = [part for part in parts if any(map(str.isalpha, part)) and not any(map(str.isdigit, part))]
    return next((part for part in named if BY.match(part)), None) or next(iter(named), None)
