"""The extractors that ours is compared with. Each is imported when it is first asked."""

from collections.abc import Callable
from typing import Any

from etl_project.pages.model import Page

Extractor = Callable[[Page], dict[str, Any] | None]
OURS = "etl_project"


def trafilatura(page: Page, *, favor_precision: bool = False) -> dict[str, Any] | None:
    """Trafilatura's main text and metadata, with its defaults or in its precision mode."""
    from trafilatura import bare_extraction

    document = bare_extraction(
        page.text, url=page.url, with_metadata=True, include_comments=False, favor_precision=favor_precision
    )
    if document is None:
        return None
    authors = [name.strip() for name in (document.author or "").split(";")]
    return {"title": document.title, "authors": authors, "published": document.date, "body": document.text}


def newspaper4k(page: Page) -> dict[str, Any] | None:
    """newspaper4k's article, without its language tools."""
    from newspaper import Article, ArticleException

    article = Article(page.url or "https://unknown.example/", fetch_images=False)
    try:
        article.download(input_html=page.text)
        article.parse()
    except (ArticleException, LookupError):  # some of its tokenisers want data that is downloaded
        return None
    published = article.publish_date.isoformat() if hasattr(article.publish_date, "isoformat") else None
    return {"title": article.title, "authors": article.authors, "published": published, "body": article.text}


def trafilatura_precision(page: Page) -> dict[str, Any] | None:
    """Trafilatura in its precision mode."""
    return trafilatura(page, favor_precision=True)


OTHERS: dict[str, Extractor] = {
    "trafilatura": trafilatura,
    "trafilatura, precision": trafilatura_precision,
    "newspaper4k": newspaper4k,
}
