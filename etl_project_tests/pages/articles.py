"""Publishers' pages, written from invented articles."""

import json
from collections.abc import Sequence
from typing import Any

TITLE = "Night ferry returns to Port Ellery after nine winters"
PARAGRAPHS = (
    "The night ferry to Karsava Bay sailed again on Thursday, nine winters after a collision with the outer mole ended the service.",
    "About 300 passengers stood on deck as the ship passed the lighthouse, and a brass band played on the customs quay.",
    "“My mother took this boat to her wedding,” said Odile Marrant, 71, who had bought the first ticket. “I have waited a long time.”",
    "The crossing takes seven hours and costs £38. Sailings are on Tuesdays, Thursdays and Saturdays until the end of April.",
)
BODY = "\n".join(PARAGRAPHS)
QUAY = [
    "The harbour board voted on Tuesday to close the east quay for the winter, after divers found cracks below the water line.",
    "Ships that bring salt and timber will be sent to the west quay, where two of the old cranes are to be moved in November.",
    "The board's chair, Odile Marrant, said that the work would cost as much as the board earns in a year and a half.",
]
"""Paragraphs of an article without a title: tests give it theirs."""
URL = "https://www.elleryobserver.example/news/2026/11/12/night-ferry-returns"


def paragraphs(texts: Sequence[str] = PARAGRAPHS) -> str:
    """Paragraph elements."""
    return "".join(f"<p>{text}</p>\n" for text in texts)


def json_ld(**properties: Any) -> str:
    """A script element that declares a news article."""
    data = {"@context": "https://schema.org", "@type": "NewsArticle"} | properties
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def document(body: str, head: str = "", title: str = f"{TITLE} | Ellery Observer", language: str = "en-GB") -> str:
    """A whole HTML document."""
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{title}</title>{head}</head>\n<body>{body}</body></html>'
    )


def article_page(article: str = paragraphs(), head: str = "", after: str = "") -> str:
    """A page as publishers make them: menu, headline, text, related articles, footer."""
    return document(
        '<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>'
        f'<main><article><h1>{TITLE}</h1><div class="article-text">{article}</div>{after}</article></main>'
        '<section class="related"><h2>More from the Observer</h2>'
        '<ul><li><a href="/news/lamps">Harbour lamps to burn all night again</a></li></ul></section>'
        "<footer><p>Ellery Observer, 4 Customs Quay. All rights reserved.</p></footer>",
        head=head,
    )
