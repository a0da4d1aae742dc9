"""A page of any publisher: one article, with its fields and running text.

Fields come from structured data first, then from the page. `ParsedPage.text` of an HTML page is the text of the blocks
that a reader sees, one a line; the body is the chosen ones among them, so that its span runs from the first to past the
last, furniture between them included. Exceptions keep the span honest:

- where the document holds hardly any text and JSON-LD holds the article (pages that scripts draw), `ParsedPage.text` is
  that `articleBody`, and the span covers it;
- the same where only the data of a script hold it;
- where only a headline stands and no block shows it, `ParsedPage.text` begins with it.
"""

import re

from selectolax.lexbor import LexborHTMLParser

from etl_project.pages.blocks import count_words, parse_html, read_blocks
from etl_project.pages.bylines import choose_byline
from etl_project.pages.further import MIN_WORDS
from etl_project.pages.headline import MAX_HEAD_WORDS, place_of_title
from etl_project.pages.listed import listed_articles, starts_of
from etl_project.pages.maintext import MainText, find_main_text
from etl_project.pages.model import TEXT_CONFIDENCE, ArticleBlock, Found, Page, PageRejected, ParsedPage, fields
from etl_project.pages.published import choose_published
from etl_project.pages.state import article_in_state
from etl_project.pages.structured import StructuredData, read_structured
from etl_project.pages.titles import choose_title
from etl_project.pages.urls import site_of, split_url
from etl_project.pages.vocabulary import DATE, ERROR_TITLE, MAX_TITLE_CHARACTERS, SUBSCRIPTION, TRUNCATION, names_author

LAYOUT = "generic/1"
TEXT_LAYOUT = "text/1"

_MIN_DOCUMENT_SHARE = 0.4
"""Share of JSON-LD's `articleBody` below which the document is taken for a shell."""
_MAX_LINK_LINES = 0.5
"""Lines that are links among the running text, per line of it, above which a page is an index of others."""

ARTICLE_BODY_CONFIDENCE = 0.9
"""Of a text that only JSON-LD has: a judgement, as hardly any annotated page is like that."""

STATE_CONFIDENCE = 0.8
"""Of a text that only the data of a script have: a judgement, too."""

_LINE = re.compile(r"\S[^\n]*")


def parse(page: Page) -> ParsedPage:
    """Take a publisher's HTML page apart.

    A page is an article if its structured data declare one, or if it has at least 60 words of running text that are not
    the teasers of an index page or a server's error message.

    Raises:
        PageRejected: `no_article`, `nested_too_deep`.
    """
    tree = parse_html(page.text)
    data = read_structured(tree, page.url)
    found = read_blocks(tree)
    main = find_main_text(found, data.titles, data.authors, data.is_live_blog)
    found_title = choose_title(data, page.url, main)
    title = found_title.text if found_title else None
    lines, body, start, end = _text_and_body(tree, main, data, title)
    _check_is_article(main, data, title, body.text)
    top = place_of_title(found, main)
    byline = choose_byline(data, page.url, found, main, top)
    published = choose_published(page, data, found, main, top)
    is_paywalled, is_truncated = _access(data, main)
    is_partial = main.chosen[-1:] == [len(main.shown) - 1] and is_cut_off(page.text)
    article = ArticleBlock(
        role="main",
        **fields(title=found_title, byline=byline, published=published, body=body),
        char_start=start,
        char_end=end,
        publisher_label=data.publisher,
        article_url=choose_url(data.url, page.url),
        language_declared=_declared_language(tree) or data.language,
        categories=data.categories,
        is_truncated=is_truncated or is_partial,
        is_paywalled=is_paywalled,
    )
    further = listed_articles(found, main, lines, page.url) if body.source == "blocks" else ()
    return ParsedPage(layout=LAYOUT, text="\n".join(lines), blocks=(article, *further), is_partial=is_partial)


def parse_text(page: Page) -> ParsedPage:
    """Take rendered text apart that is of no known site.

    Its first line is the headline; short lines below it may hold byline and date; the rest is the body.

    Raises:
        PageRejected: `no_article`: fewer than 60 words below the head, most of them not in lines of prose, or no headline.
    """
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(page.text)]
    if not lines or len(lines[0][1]) > MAX_TITLE_CHARACTERS:
        raise PageRejected("no_article", "The text does not begin with a headline.")
    byline = published = None
    begin = 1
    for _, line in lines[1:4]:
        date, is_byline = DATE.search(line), names_author(line)
        if count_words(line) > MAX_HEAD_WORDS or not (date or is_byline):
            break
        begin += 1
        published = published or (date[0].strip() if date else None)
        byline = byline or (line if is_byline else None)
    words = [count_words(line) for _, line in lines[begin:]]
    if sum(words) < MIN_WORDS:
        raise PageRejected("no_article", f"The text has {sum(words)} words below its headline.")
    if sum(count for count in words if count >= 10) < 0.5 * sum(words):
        raise PageRejected("no_article", "Most of the text stands in short lines, as in a list or a menu.")
    article = ArticleBlock(
        role="main",
        **fields(
            title=Found(lines[0][1], "text", TEXT_CONFIDENCE),
            byline=Found(byline, "text", TEXT_CONFIDENCE) if byline else None,
            published=Found(published, "text", TEXT_CONFIDENCE) if published else None,
            body=Found("\n".join(line for _, line in lines[begin:]), "text", TEXT_CONFIDENCE),
        ),
        char_start=lines[begin][0],
        char_end=lines[-1][0] + len(lines[-1][1]),
        article_url=page.url,
    )
    return ParsedPage(layout=TEXT_LAYOUT, text=page.text, blocks=(article,))


def choose_url(declared: str | None, page_url: str | None) -> str | None:
    """The article's address: what the page declares, if that is on the page's own site and not its front page."""
    if not declared or not page_url:
        return declared or page_url
    here, there = split_url(page_url), split_url(declared)
    is_front = there.path in ("", "/") and not there.query and here.path not in ("", "/")
    return page_url if is_front or site_of(page_url) != site_of(declared) else declared


def _text_and_body(
    tree: LexborHTMLParser, main: MainText, data: StructuredData, title: str | None
) -> tuple[list[str], Found, int, int]:
    """The lines of the page's text, the body, and the span of the body (of the headline, where it is empty) in the text."""
    lines = [block.text for block in main.shown]
    body = Found("\n".join(lines[index] for index in main.chosen), "blocks", main.confidence)
    if data.article_body:
        told = count_words(data.article_body)
        if told >= MIN_WORDS and _words(main) < _MIN_DOCUMENT_SHARE * told:
            body = Found(data.article_body, "structured", ARTICLE_BODY_CONFIDENCE)
            return body.text.split("\n"), body, 0, len(body.text)
    if _words(main) < MIN_WORDS:
        titles = [text for text in (title, data.headline, data.meta_title) if text]
        only_titled = bool(main.chosen) or not data.article_type
        if state := article_in_state(tree, titles, MIN_WORDS, only_titled=only_titled):
            return state.split("\n"), Found(state, "state", STATE_CONFIDENCE), 0, len(state)
    if not main.chosen and title and title not in lines:
        lines.insert(0, title)
    starts = starts_of(lines)
    if main.chosen:
        first, last = main.chosen[0], main.chosen[-1]
    else:
        first = last = lines.index(title) if title else 0
    end = starts[last] + len(lines[last]) if lines else 0
    return lines, body, starts[first], end


def _words(main: MainText) -> int:
    return sum(main.shown[index].words for index in main.chosen)


def _check_is_article(main: MainText, data: StructuredData, title: str | None, body: str) -> None:
    if data.article_type and (title or body):
        return
    if not title:
        raise PageRejected("no_article", "The page has no headline and does not declare itself an article.")
    words = sum(map(count_words, body.split("\n"))) if body else 0
    if words < MIN_WORDS:
        raise PageRejected(
            "no_article", f"The page has {words} words of running text and does not declare itself an article."
        )
    if ERROR_TITLE.match(title):
        raise PageRejected("no_article", "The page is a server's message, not the page that was asked for.")
    if main.chosen:
        between = main.shown[main.chosen[0] : main.chosen[-1]]
        links = sum(block.link_share > 0.8 and block.words >= 3 for block in between)
        if links > _MAX_LINK_LINES * len(main.chosen):
            raise PageRejected("no_article", "The page is an index: most of its text teases other pages.")


def _access(data: StructuredData, main: MainText) -> tuple[bool, bool]:
    """Whether the text is for subscribers, and whether the page says that more of it follows elsewhere."""
    if not main.chosen:
        return data.is_free is False, False
    last = main.chosen[-1]
    invitations = [block.text for block in main.shown[last : last + 3] if TRUNCATION.search(block.text[:500])]
    for_subscribers = any(SUBSCRIPTION.search(text) for text in invitations)
    return data.is_free is False or for_subscribers, bool(invitations)


def is_cut_off(html: str) -> bool:
    """Whether the file ends before the document does."""
    tail = html[-2_000:].lower()
    return "</body" not in tail and "</html" not in tail and "<body" in html.lower()


def _declared_language(tree: LexborHTMLParser) -> str | None:
    root = tree.root
    return ((root.attributes.get("lang") or "").strip() or None) if root is not None else None
