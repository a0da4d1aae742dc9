"""What the site calls itself, to tell its name from an article's title and from its authors' names."""

import re
from collections.abc import Iterable

from etl_project.pages.structured import StructuredData
from etl_project.pages.urls import site_of
from etl_project.text import fold

_NOT_WORD = re.compile(r"\W+")


def site_names(data: StructuredData, page_url: str | None) -> list[str]:
    """Letters and digits of the publisher's name and of the site's own label in its address, folded."""
    names = [data.publisher or "", site_of(page_url).split(".")[0]]
    return [name for name in (_NOT_WORD.sub("", fold(name)) for name in names) if name]


def is_site(name: str, sites: Iterable[str]) -> bool:
    """Whether a name is the site's, a part of it, or begins with it ("Ellery Observer Newsroom")."""
    word = _NOT_WORD.sub("", fold(name))
    return any(word in site or (len(site) > 3 and word.startswith(site)) for site in sites)
