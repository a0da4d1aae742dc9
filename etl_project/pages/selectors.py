"""Layouts of publishers' sites by CSS selectors, for sites that matter enough to be read exactly.

A site is one small module in `layouts/`: where its pages keep headline, byline, time and paragraphs, for each version of
its markup with the last day on which it was served. What the selectors do not give comes from structured data. A page
on which the version in force finds no text goes the generic way: the site's front pages end there, and so do its
articles after a redesign, until somebody adds a version.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup, Tag

from etl_project.pages import generic
from etl_project.pages.blocks import parse_html, without_surrogates
from etl_project.pages.model import LAYOUT_CONFIDENCE, ArticleBlock, Found, Page, ParsedPage, fields, found_by_layout
from etl_project.pages.structured import read_structured
from etl_project.pages.titles import choose_title
from etl_project.pages.urls import host_of


@dataclass(frozen=True, slots=True)
class Markup:
    """One version of a site's markup; selectors as in CSS, each for the first element but `paragraphs`."""

    version: int
    title: str
    paragraphs: str
    """Every paragraph, subheading and list item of the running text."""
    byline: str | None = None
    published: str | None = None
    """The publication time: in the attribute `datetime`, else as its text."""
    drop: str | None = None
    """What is cut out of the page before anything is read."""
    valid_until: date | None = None
    """Last day on which it was served; None for the version in use."""


@dataclass(frozen=True, slots=True)
class SelectorLayout:
    """A publisher's site; satisfies `etl_project.pages.layout.Layout`."""

    name: str
    publisher: str
    """Its name, as in the publisher registry."""
    hosts: tuple[str, ...]
    """Hosts that it serves articles from, without `www.`."""
    markups: tuple[Markup, ...]
    """Versions, the oldest first."""
    date_order: str | None = None
    """Order in which it writes day and month."""

    def recognises(self, page: Page) -> bool:
        """Whether the page was fetched from the site."""
        return page.media == "html" and host_of(page.url) in self.hosts

    def parse(self, page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        """Take a page of the site apart. `ParsedPage.text` is what the selectors found, one element a line.

        Raises:
            PageRejected: by the generic path, where the selectors find no text.
        """
        soup = BeautifulSoup(without_surrogates(page.text), "lxml")
        for markup in self._markups_on(page.captured_on):
            if markup.drop:
                for element in soup.select(markup.drop):
                    element.decompose()
            paragraphs = [text for element in soup.select(markup.paragraphs) if (text := _text(element))]
            if paragraphs:
                return self._article(page, soup, markup, paragraphs)
        return generic.parse(page)

    def _markups_on(self, captured_on: str | None) -> Iterable[Markup]:
        """The version in force on an ISO day; all, the newest first, where the day is not known."""
        if captured_on is None:
            return reversed(self.markups)
        in_force = (
            markup
            for markup in self.markups
            if markup.valid_until is None or captured_on <= markup.valid_until.isoformat()
        )
        return [next(in_force, self.markups[-1])]

    def _article(self, page: Page, soup: BeautifulSoup, markup: Markup, paragraphs: list[str]) -> ParsedPage:
        data = read_structured(parse_html(page.text), page.url)
        title, byline = _select(soup, markup.title), _select(soup, markup.byline)
        visible_time = _select(soup, markup.published)
        declared_time = data.published or _datetime(soup, markup.published)
        head = [line for line in (title, byline, visible_time) if line]
        body = "\n".join(paragraphs)
        text = "\n".join([*head, body])
        root = soup.html
        is_cut_off = generic.is_cut_off(page.text) and _text(soup).endswith(paragraphs[-1])
        article = ArticleBlock(
            role="main",
            **fields(
                title=found_by_layout(title) or choose_title(data, page.url),
                byline=found_by_layout(byline) or found_by_layout("; ".join(data.authors), "structured"),
                published=found_by_layout(declared_time, "structured") or found_by_layout(visible_time, "label"),
                body=Found(body, "layout", LAYOUT_CONFIDENCE),
            ),
            char_start=len(text) - len(body),
            char_end=len(text),
            publisher_label=self.publisher,
            date_order=self.date_order,
            article_url=generic.choose_url(data.url, page.url),
            language_declared=str(root.get("lang") or "").strip() or data.language if root else data.language,
            categories=data.categories,
            is_truncated=is_cut_off,
            is_paywalled=data.is_free is False,
        )
        return ParsedPage(f"{self.name}/{markup.version}", text, blocks=(article,), is_partial=is_cut_off)


def _text(element: Tag) -> str:
    return " ".join(element.get_text().split())


def _select(soup: BeautifulSoup, selector: str | None) -> str | None:
    element = soup.select_one(selector) if selector else None
    return _text(element) or None if element else None


def _datetime(soup: BeautifulSoup, selector: str | None) -> str | None:
    element = soup.select_one(selector) if selector else None
    return str(element.get("datetime") or "").strip() or None if element else None
