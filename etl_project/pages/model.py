"""What parsing takes and gives: a page, and the article blocks that stand on it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Page:
    """One decoded page."""

    text: str
    """The decoded file: rendered text, or HTML."""
    media: str
    """``text`` or ``html``."""
    url: str | None = None
    """Address that the page was fetched from, where it is known."""
    captured_on: str | None = None
    """Day of capture, ISO 8601, where it is known: chooses between the dated versions of a layout."""


@dataclass(frozen=True, slots=True)
class ArticleBlock:
    """One article as a page shows it; strings are as written, without white space around."""

    role: str
    """``main``, ``related`` or ``listed``."""
    title: str | None
    body: str
    """Paragraphs separated by line feeds; empty where only the headline stands."""
    char_start: int
    """First character of the body (of the headline, where the body is empty) in `ParsedPage.text`."""
    char_end: int
    """One past its last."""
    publisher_label: str | None = None
    byline: str | None = None
    published_raw: str | None = None
    published_source: str | None = None
    """``structured``, ``label``, ``url`` or ``text``; None without `published_raw`."""
    date_order: str | None = None
    """``DMY``, ``MDY`` or ``YMD`` where the layout is known to write dates so."""
    article_url: str | None = None
    language_declared: str | None = None
    categories: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    is_truncated: bool = False
    is_paywalled: bool = False


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A page taken apart."""

    layout: str
    """Name and version of the layout: ``daily8/1``, ``generic/1``."""
    text: str
    """The page's text, which spans index: `Page.text` itself for text, the rendered text for HTML."""
    blocks: tuple[ArticleBlock, ...] = field(default=())
    is_partial: bool = False
    """The page is cut off: what is whole was kept."""


class PageRejected(Exception):
    """The page cannot be used; `code` and the message go to the quarantine."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
