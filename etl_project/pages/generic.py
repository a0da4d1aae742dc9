"""A page of any publisher: one article, with its fields and running text.

Fields come from structured data first, then from the page. `ParsedPage.text` of an HTML page is the text of the blocks
that a reader sees, one a line; the body is the chosen ones among them, so that its span runs from the first to past the
last, furniture between them included. Two exceptions keep the span honest:

- where the document holds hardly any text and JSON-LD holds the article (pages that scripts draw), `ParsedPage.text` is
  that `articleBody`, and the span covers it;
- where only a headline stands and no block shows it, `ParsedPage.text` begins with it.
"""

import re
from collections.abc import Iterable
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser

from etl_project.pages.blocks import BlockTree, count_words, parse_html, read_blocks
from etl_project.pages.maintext import MainText, find_main_text
from etl_project.pages.model import ArticleBlock, Page, PageRejected, ParsedPage
from etl_project.pages.structured import StructuredData, read_structured
from etl_project.pages.urls import site_of, split_url
from etl_project.pages.vocabulary import BY, DATE, ERROR_TITLE, SUBSCRIPTION, TRUNCATION
from etl_project.text import fold

LAYOUT = "generic/1"
TEXT_LAYOUT = "text/1"

_MIN_WORDS = 60
"""Words of running text that make an article of a page that does not call itself one."""
_MIN_DOCUMENT_SHARE = 0.4
"""Share of JSON-LD's `articleBody` below which the document is taken for a shell."""
_MAX_LINK_LINES = 0.5
"""Lines that are links among the running text, per line of it, above which a page is an index of others."""
_MAX_TITLE_CHARACTERS = 1_000
_MAX_HEAD_WORDS = 15
_MAX_BYLINE_CHARACTERS = 150
_MAX_BYLINE_ELEMENTS = 20
_NEAR_TITLE = 8
"""Blocks around the headline among which its date and byline stand."""

_LINE = re.compile(r"\S[^\n]*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d")
_URL_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-/_]?)(0?[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01]|[1-9](?!\d))(?!\d)",
)
_SITE_SUFFIX = re.compile(r"\s+[|\-–—·•*»:]\s+([^|·•]{2,50})$|\s*\|\s*([^|]{2,50})$")
_AFTER_TITLE = re.compile(r"\s*[|\-–—·•:*«»]")
_NOT_WORD = re.compile(r"\W+")


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
    candidates = (data.headline, data.meta_title, data.document_title)
    main = find_main_text(
        found,
        titles=[title for title in candidates if title and len(title) <= _MAX_TITLE_CHARACTERS],
        authors=data.authors,
        has_posts=data.article_type == "LiveBlogPosting",
    )
    title = choose_title(data, page.url, None if main.title_at is None else main.shown[main.title_at].text)
    text, body, start, end = _text_and_body(main, data, title)
    _check_is_article(main, data, title, body)
    top = _place_of_title(found, main)
    published_raw, published_source = _published(page, data, found, main, top)
    is_paywalled, is_truncated = _access(data, main)
    is_partial = main.chosen[-1:] == [len(main.shown) - 1] and is_cut_off(page.text)
    article = ArticleBlock(
        role="main",
        title=title,
        body=body,
        char_start=start,
        char_end=end,
        publisher_label=data.publisher,
        byline=_byline(data, page.url, found, main, top),
        published_raw=published_raw,
        published_source=published_source,
        article_url=choose_url(data.url, page.url),
        language_declared=_declared_language(tree) or data.language,
        categories=data.categories,
        is_truncated=is_truncated or is_partial,
        is_paywalled=is_paywalled,
    )
    return ParsedPage(layout=LAYOUT, text=text, blocks=(article,), is_partial=is_partial)


def parse_text(page: Page) -> ParsedPage:
    """Take rendered text apart that is of no known site.

    Its first line is the headline; short lines below it may hold byline and date; the rest is the body.

    Raises:
        PageRejected: `no_article`: fewer than 60 words below the head, most of them not in lines of prose, or no headline.
    """
    lines = [(match.start(), match[0].rstrip()) for match in _LINE.finditer(page.text)]
    if not lines or len(lines[0][1]) > _MAX_TITLE_CHARACTERS:
        raise PageRejected("no_article", "The text does not begin with a headline.")
    byline = published = None
    begin = 1
    for _, line in lines[1:4]:
        date, names_author = DATE.search(line), _names_author(line)
        if count_words(line) > _MAX_HEAD_WORDS or not (date or names_author):
            break
        begin += 1
        published = published or (date[0].strip() if date else None)
        byline = byline or (line if names_author else None)
    words = [count_words(line) for _, line in lines[begin:]]
    if sum(words) < _MIN_WORDS:
        raise PageRejected("no_article", f"The text has {sum(words)} words below its headline.")
    if sum(count for count in words if count >= 10) < 0.5 * sum(words):
        raise PageRejected("no_article", "Most of the text stands in short lines, as in a list or a menu.")
    article = ArticleBlock(
        role="main",
        title=lines[0][1],
        body="\n".join(line for _, line in lines[begin:]),
        char_start=lines[begin][0],
        char_end=lines[-1][0] + len(lines[-1][1]),
        byline=byline,
        published_raw=published,
        published_source="text" if published else None,
        article_url=page.url,
    )
    return ParsedPage(layout=TEXT_LAYOUT, text=page.text, blocks=(article,))


def choose_title(data: StructuredData, page_url: str | None, heading: str | None) -> str | None:
    """The headline, without the name of the site.

    It is JSON-LD's, unless that is only the title of the document, which is written for search engines, and OpenGraph
    has another one, written for readers; else the heading's, else the document's.
    """
    known = [title for title in (data.headline, heading, data.meta_title) if title]
    names = _site_names(data, page_url)
    headline, meta, document = (
        _without_site(title, known, names) for title in (data.headline, data.meta_title, data.document_title)
    )
    if headline and meta and document and fold(headline) == fold(document):
        return meta
    return headline or meta or heading or document


def choose_url(declared: str | None, page_url: str | None) -> str | None:
    """The article's address: what the page declares, if that is on the page's own site and not its front page."""
    if not declared or not page_url:
        return declared or page_url
    here, there = split_url(page_url), split_url(declared)
    is_front = there.path in ("", "/") and not there.query and here.path not in ("", "/")
    return page_url if is_front or site_of(page_url) != site_of(declared) else declared


def _site_names(data: StructuredData, page_url: str | None) -> list[str]:
    names = [data.publisher or "", site_of(page_url).split(".")[0]]
    return [name for name in (_NOT_WORD.sub("", fold(name)) for name in names) if name]


def _without_site(title: str | None, known: Iterable[str], names: Iterable[str]) -> str | None:
    """A title without what a separator divides from it, if that is the site's name or the rest is a known title."""
    if not title or len(title) > _MAX_TITLE_CHARACTERS:
        return None
    folded = fold(title)
    for other in known:
        if 10 <= len(other) < len(title) and folded.startswith(fold(other)) and _AFTER_TITLE.match(title[len(other) :]):
            return other
    while match := _SITE_SUFFIX.search(title):
        suffix = _NOT_WORD.sub("", fold(match[1] or match[2]))
        if not suffix or not any(suffix in name or name in suffix for name in names):
            break
        title = title[: match.start()].rstrip()
    return title


def _text_and_body(main: MainText, data: StructuredData, title: str | None) -> tuple[str, str, int, int]:
    """The page's text, the body, and the span of the body (of the headline, where it is empty) in the text."""
    lines = [block.text for block in main.shown]
    body = "\n".join(lines[index] for index in main.chosen)
    if data.article_body:
        told = count_words(data.article_body)
        if told >= _MIN_WORDS and _words(main) < _MIN_DOCUMENT_SHARE * told:
            return data.article_body, data.article_body, 0, len(data.article_body)
    if not main.chosen and title and title not in lines:
        lines.insert(0, title)
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    if main.chosen:
        first, last = main.chosen[0], main.chosen[-1]
    else:
        first = last = lines.index(title) if title else 0
    end = starts[last] + len(lines[last]) if lines else 0
    return "\n".join(lines), body, starts[first], end


def _words(main: MainText) -> int:
    return sum(main.shown[index].words for index in main.chosen)


def _check_is_article(main: MainText, data: StructuredData, title: str | None, body: str) -> None:
    if data.article_type and (title or body):
        return
    if not title:
        raise PageRejected("no_article", "The page has no headline and does not declare itself an article.")
    words = _words(main)
    if words < _MIN_WORDS:
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


def _place_of_title(found: BlockTree, main: MainText) -> int:
    """Number of blocks, hidden ones included, above the headline (above the body, where none was found)."""
    if main.title_at is None and not main.chosen:
        return 0
    first = main.shown[main.chosen[0] if main.title_at is None else main.title_at]
    return next(place for place, block in enumerate(found.blocks) if block is first)


def _published(
    page: Page, data: StructuredData, found: BlockTree, main: MainText, top: int
) -> tuple[str, str] | tuple[None, None]:
    """The publication time as written, and where it was found."""
    if data.published:
        return data.published, "structured"
    times = [(place, time) for place, time in found.times if _YEAR.search(time)]
    if times:
        return min(times, key=lambda time: (time[0] < top - _NEAR_TITLE, time[0]))[1], "structured"
    if date := next(filter(None, map(DATE.search, _lines_near_title(main))), None):
        return date[0].strip(), "text"
    if match := _URL_DATE.search(split_url(page.url).path):
        return f"{match[1]}/{match[3]:0>2}/{match[4]:0>2}", "url"
    return None, None


def _lines_near_title(main: MainText) -> list[str]:
    """Short lines around the headline (around the beginning of the body, where none was found)."""
    top = main.title_at if main.title_at is not None else main.chosen[0] if main.chosen else 0
    near = main.shown[max(0, top - _NEAR_TITLE) : top + _NEAR_TITLE]
    return [block.text for block in near if block.words <= _MAX_HEAD_WORDS]


def _byline(data: StructuredData, page_url: str | None, found: BlockTree, main: MainText, top: int) -> str | None:
    """The authors as written: those of the structured data, else of the elements or lines that name them.

    Where the structured data name the publisher only, an element or a line that begins with "by" goes before it.
    """
    sites = _site_names(data, page_url)
    if any(not _is_site(name, sites) for name in data.authors):
        return "; ".join(data.authors)
    links: dict[str, None] = {}
    by_nearness = sorted(found.bylines, key=lambda place: (place[0] < top - _NEAR_TITLE, place[0]))
    for _, node in by_nearness[:_MAX_BYLINE_ELEMENTS]:
        text = " ".join(node.text(separator=" ").split())
        begins = BY.match(text)
        name = text[begins.end() :] if begins else text
        if not 0 < len(text.split()) <= _MAX_HEAD_WORDS or len(text) > _MAX_BYLINE_CHARACTERS or _is_site(name, sites):
            continue
        if node.attributes.get("rel") == "author" or node.attributes.get("itemprop") == "author":
            links[text] = None
        elif begins or not data.authors:
            return "; ".join(links) or text
    if links:
        return "; ".join(links)
    lines = (line for line in _lines_near_title(main) if _names_author(line))
    line = next((line for line in lines if not _is_site(BY.sub("", line, count=1), sites)), None)
    return line or "; ".join(data.authors) or None


def _names_author(line: str) -> bool:
    """Whether a line is "by" and a name: most of its words, but for a date, are capitalised."""
    begins = BY.match(line)
    if not begins or len(line) > _MAX_BYLINE_CHARACTERS:
        return False
    words = DATE.sub("", line[begins.end() :]).split()
    return bool(words) and words[0][0].isupper() and 2 * sum(word[0].isupper() for word in words) > len(words)


def _is_site(name: str, sites: Iterable[str]) -> bool:
    word = _NOT_WORD.sub("", fold(name))
    return any(word in site or (len(site) > 3 and word.startswith(site)) for site in sites)


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
