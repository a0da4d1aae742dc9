"""The byline of a publisher's page: its authors as written."""

from etl_project.pages.blocks import BlockTree
from etl_project.pages.headline import MAX_HEAD_WORDS, NEAR_TITLE, lines_near_title
from etl_project.pages.maintext import MainText
from etl_project.pages.sites import is_site, site_names
from etl_project.pages.structured import StructuredData
from etl_project.pages.vocabulary import BY, DATE

_MAX_BYLINE_CHARACTERS = 150
_MAX_BYLINE_ELEMENTS = 20


def choose_byline(data: StructuredData, page_url: str | None, found: BlockTree, main: MainText, top: int) -> str | None:
    """The authors as written: those of the structured data, else of the elements or lines that name them.

    Where the structured data name the publisher only, an element or a line that begins with "by" goes before it.
    """
    sites = site_names(data, page_url)
    if any(not is_site(name, sites) for name in data.authors):
        return "; ".join(data.authors)
    links: dict[str, None] = {}
    by_nearness = sorted(found.bylines, key=lambda place: (place[0] < top - NEAR_TITLE, place[0]))
    for _, node in by_nearness[:_MAX_BYLINE_ELEMENTS]:
        text = " ".join(node.text(separator=" ").split())
        begins = BY.match(text)
        name = text[begins.end() :] if begins else text
        if not 0 < len(text.split()) <= MAX_HEAD_WORDS or len(text) > _MAX_BYLINE_CHARACTERS or is_site(name, sites):
            continue
        if node.attributes.get("rel") == "author" or node.attributes.get("itemprop") == "author":
            links[text] = None
        elif begins or not data.authors:
            return "; ".join(links) or text
    if links:
        return "; ".join(links)
    lines = (line for line in lines_near_title(main) if names_author(line))
    line = next((line for line in lines if not is_site(BY.sub("", line, count=1), sites)), None)
    return line or "; ".join(data.authors) or None


def names_author(line: str) -> bool:
    """Whether a line is "by" and a name: most of its words, but for a date, are capitalised."""
    begins = BY.match(line)
    if not begins or len(line) > _MAX_BYLINE_CHARACTERS:
        return False
    words = DATE.sub("", line[begins.end() :]).split()
    return bool(words) and words[0][0].isupper() and 2 * sum(word[0].isupper() for word in words) > len(words)
