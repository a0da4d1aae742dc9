"""Parsing: a page in, the article blocks on it out. Pure; `parse` is the way in.

A page goes to the first layout in `layouts` that recognises it, else to the generic path for its medium.
"""

from etl_project.pages import generic
from etl_project.pages.layouts import LAYOUTS
from etl_project.pages.model import Page, ParsedPage
from etl_project.pages.nesting import check_nesting

PARSER_VERSION = "3"
"""Version of all that this package does, as it stands in the column `parser_version`; raised when any output changes."""

__all__ = ["PARSER_VERSION", "parse"]


def parse(page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
    """Take a page apart.

    Args:
        page: the page.
        publisher_labels: all names and aliases of the publisher registry, folded with `etl_project.text.fold`.

    Raises:
        PageRejected: there is no article on it (`no_article`), or it cannot be read (`nested_too_deep` and what its
            layout says).
    """
    if page.media == "html":
        check_nesting(page.text)
    for layout in LAYOUTS:
        if layout.recognises(page):
            return layout.parse(page, publisher_labels)
    return generic.parse(page) if page.media == "html" else generic.parse_text(page)
