"""What a layout is: one small module a site or family of sites, in `etl_project/pages/layouts/`."""

from typing import Protocol

from etl_project.pages.model import Page, ParsedPage


class Layout(Protocol):
    """Takes the pages of one site family apart."""

    name: str
    """Lower case, as in ``daily8``; `ParsedPage.layout` is ``<name>/<version>``."""

    def recognises(self, page: Page) -> bool:
        """Whether the page is of this family: by host, or by a signature cheap enough to try on every page."""
        ...

    def parse(self, page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        """Take the page apart.

        `publisher_labels` are all names and aliases of the publisher registry, folded with
        `etl_project.text.fold`; they decide where a label glued to a date is cut.

        Raises:
            PageRejected: there is no article on it, or it cannot be read.
        """
        ...
