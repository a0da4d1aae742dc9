"""The blocks of further articles on a publisher's page: each is `listed`, with what its own element says of it."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from urllib.parse import urljoin

from etl_project.pages.blocks import BlockTree
from etl_project.pages.further import FurtherArticle
from etl_project.pages.headline import MAX_HEAD_WORDS
from etl_project.pages.maintext import MainText
from etl_project.pages.model import ArticleBlock, Found, fields
from etl_project.pages.vocabulary import DATE, MAX_BYLINE_CHARACTERS, names_author

CONFIDENCE = 0.9
"""Of what the element of a further article says: a judgement, as hardly any annotated page has several articles."""


def listed_articles(
    found: BlockTree, main: MainText, text_lines: Sequence[str], page_url: str | None
) -> Iterator[ArticleBlock]:
    """The further articles of a page whose text is the lines of `main.shown`."""
    starts = starts_of(text_lines) if main.further else []
    for article in main.further:
        lines = [main.position[index] for index in article.chosen]
        texts = [main.shown[line].text for line in lines]
        yield ArticleBlock(
            role="listed",
            **fields(
                title=Found(found.blocks[article.heading].text, "heading", CONFIDENCE),
                byline=_byline(found, article),
                published=_published(found, article),
                body=Found("\n".join(texts), "blocks", CONFIDENCE),
            ),
            char_start=starts[lines[0]],
            char_end=starts[lines[-1]] + len(texts[-1]),
            article_url=_address(found, article, page_url),
        )


def starts_of(lines: Sequence[str]) -> list[int]:
    """Where each line begins in the text that they make, and where one more would."""
    return list(accumulate((len(line) + 1 for line in lines), initial=0))


def _head(found: BlockTree, article: FurtherArticle) -> list[str]:
    """Short lines of the element above its text."""
    above = (found.blocks[index] for index in range(article.first, article.chosen[0]) if index != article.heading)
    return [block.text for block in above if block.words <= MAX_HEAD_WORDS]


def _byline(found: BlockTree, article: FurtherArticle) -> Found | None:
    for place, node in found.bylines:
        if article.first <= place < article.chosen[0]:
            text = " ".join(node.text(separator=" ").split())
            if 0 < len(text) <= MAX_BYLINE_CHARACTERS:
                return Found(text, "markup", CONFIDENCE)
    line = next(filter(names_author, _head(found, article)), None)
    return Found(line, "text", CONFIDENCE) if line else None


def _published(found: BlockTree, article: FurtherArticle) -> Found | None:
    for place, time in found.times:
        if article.first <= place < article.end:
            return Found(time, "structured", CONFIDENCE)
    date = next(filter(None, map(DATE.search, _head(found, article))), None)
    return Found(date[0].strip(), "text", CONFIDENCE) if date else None


def _address(found: BlockTree, article: FurtherArticle, page_url: str | None) -> str | None:
    for place, address in found.heading_links:
        if place == article.heading:
            try:
                return urljoin(page_url or "", address)
            except ValueError:
                return None
    return None
