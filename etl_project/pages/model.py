"""What parsing takes and gives: a page, and the article blocks that stand on it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple


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


LAYOUT_CONFIDENCE = 0.99
"""Of what a layout takes from the place where its site has it: a judgement, as tests hold layouts to pages of the site."""
TEXT_CONFIDENCE = 0.8
"""Of what stands where rendered text of an unknown site mostly has it: a judgement."""


class Found(NamedTuple):
    """A field of an article, and where it comes from."""

    text: str
    """As written."""
    source: str
    """One of the values that staging.appearances allows for the field's source."""
    confidence: float
    """Share of such findings that are right, 0 to 1."""


def found_by_layout(text: str | None, source: str = "layout") -> Found | None:
    """What a layout took from its place; None where nothing stands there."""
    return Found(text, source, LAYOUT_CONFIDENCE) if text else None


def fields(*, title: Found | None, byline: Found | None, published: Found | None, body: Found) -> dict[str, Any]:
    """The fields of an `ArticleBlock` that tell their source and confidence."""
    nothing = (None, None, None)
    return {
        **dict(zip(("title", "title_source", "title_confidence"), title or nothing, strict=True)),
        **dict(zip(("byline", "byline_source", "byline_confidence"), byline or nothing, strict=True)),
        **dict(zip(("published_raw", "published_source", "published_confidence"), published or nothing, strict=True)),
        **dict(zip(("body", "body_source", "body_confidence"), body, strict=True)),
    }


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
    body_source: str
    """Sources are values that staging.appearances allows; None only without the field."""
    body_confidence: float
    """Confidences are from 0 to 1; None only without the field."""
    title_source: str | None = None
    title_confidence: float | None = None
    publisher_label: str | None = None
    byline: str | None = None
    byline_source: str | None = None
    byline_confidence: float | None = None
    published_raw: str | None = None
    published_source: str | None = None
    published_confidence: float | None = None
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
