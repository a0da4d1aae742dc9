"""What a publisher's page says of itself in structured data: JSON-LD, OpenGraph and other meta elements, microdata.

Vocabularies: schema.org (https://schema.org/Article), the Open Graph protocol (https://ogp.me/#type_article), Dublin
Core, and the meta names of Parse.ly, Sailthru, Cxense and Google Scholar, which many newspapers fill for their partners.
Values are as written, but for white space and HTML entities; nothing is inferred.
"""

import html
import json
import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from etl_project.pages.urls import split_url
from etl_project.pages.vocabulary import word_set

ARTICLE_TYPES = word_set(
    """
    advertisercontentarticle analysisnewsarticle article askpublicnewsarticle backgroundnewsarticle blogposting
    liveblogposting medicalscholarlyarticle newsarticle opinionnewsarticle report reportagenewsarticle review
    reviewnewsarticle satiricalarticle scholarlyarticle techarticle
    """
)
"""schema.org's Article and its subtypes, and Review, in lower case."""

_DATES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.created",
    "datepublished",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "publicationdate",
    "pubdate",
    "published-date",
    "published",
    "article_date_original",
    "dc.date",
    "date",
    "datecreated",
)
_TITLES = ("og:title", "twitter:title", "parsely-title", "sailthru.title", "citation_title", "dc.title", "title")
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "dc.creator",
    "cxenseparse:author",
    "byl",
)
_PUBLISHERS = ("og:site_name", "dc.publisher", "citation_journal_title", "publisher", "application-name")
_PLATFORMS = word_set("blogger squarespace wix wordpress wordpress.com wordpress.org")
"""What software for web sites calls itself where the site's publisher should stand."""
_SECTIONS = ("article:section", "og:article:section", "parsely-section", "cxenseparse:section")
_TAGS = ("article:tag", "og:article:tag", "parsely-tags", "sailthru.tags", "news_keywords")

_NOT_THE_ARTICLE = word_set(
    """
    about author citation comment contributor copyrightholder creator editor haspart image isbasedon ispartof
    itemlistelement liveblogupdate logo mentions potentialaction primaryimageofpage publisher relatedlink
    significantlink sponsor thumbnail video
    """
)
"""Properties of JSON-LD whose values describe something else than the page's article."""

_MAX_REPAIRED = 500_000
"""Characters of broken JSON that are worth the time."""
_WRAPPER = re.compile(r"^\s*(?:(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|<!--)|(?:(?://|/\*)?\s*\]\]>(?:\s*\*/)?|-->)\s*$")
_NOT_JSON = re.compile(
    r'(?P<string>"(?:[^"\\]++|\\.)*+")|//[^\n]*|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|(?P<comma>,)(?=\s*[}\]])|(?P<empty>:)(?=\s*[,}])',
    re.DOTALL,
)
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_BETWEEN_VALUES = re.compile(r"[\s,;]*")
_TAG = re.compile(r"<[^<>]{1,2000}>")
_PARAGRAPH_END = re.compile(r"</(?:p|h[1-6]|li|div|blockquote)>|<br\s*/?>", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)(?:19|20)\d{6}")

_BY_LABEL = re.compile(r"\b(?:by|von|par|por|di|da|door|av|af|przez|autor\w*|auteur|автор)\s*:?$", re.IGNORECASE)
_OTHER_SCOPES = ("imageobject", "videoobject", "audioobject", "mediaobject", "comment", "usercomments", "person")
_MAX_SCOPE_DEPTH = 40
_MAX_AUTHORS = 100
_MAX_CATEGORY_CHARACTERS = 100

_SELECTOR = 'meta, title, link[rel~="canonical"], script[type*="ld+json"], [itemprop]'


@dataclass(frozen=True, slots=True)
class StructuredData:
    """What a page's structured data say of its article; a field that they leave out is None or empty."""

    article_type: str | None = None
    """schema.org type, or ``article`` where only OpenGraph says so; None where nothing declares an article."""
    headline: str | None = None
    """JSON-LD's or microdata's headline."""
    meta_title: str | None = None
    """og:title or a like meta element; may carry the name of the site."""
    document_title: str | None = None
    """The title element."""
    authors: tuple[str, ...] = ()
    """Those of JSON-LD or microdata."""
    meta_authors: tuple[str, ...] = ()
    """Those of meta elements."""
    published: str | None = None
    """Publication time as written."""
    categories: tuple[str, ...] = ()
    """Sections, then topics and keywords."""
    url: str | None = None
    """Absolute address that the page calls its own, of whatever host."""
    language: str | None = None
    publisher: str | None = None
    article_body: str | None = None
    """Full text, one paragraph a line where it marks paragraphs."""
    is_free: bool | None = None

    @property
    def titles(self) -> list[str]:
        """All that it calls the article."""
        return [title for title in (self.headline, self.meta_title, self.document_title) if title]

    @property
    def is_live_blog(self) -> bool:
        """Whether it declares posts, which are one article."""
        return self.article_type == "LiveBlogPosting"


def read_structured(tree: LexborHTMLParser, page_url: str | None = None) -> StructuredData:
    """Structured data of a page; `page_url` resolves relative addresses."""
    metas: dict[str, list[str]] = defaultdict(list)
    microdata: dict[str, list[LexborNode]] = defaultdict(list)
    values: list[Any] = []
    canonical = document_title = None
    for node in tree.css(_SELECTOR):
        tag, attributes = node.tag, node.attributes
        if tag == "meta":
            content = _text(attributes.get("content"))
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop")
            if content and name:
                metas[name.strip().lower()].append(content)
        elif tag == "script":
            values += load_json(node.text())
        elif tag == "link" and "rel" in attributes and "canonical" in (attributes["rel"] or "").lower():
            canonical = canonical or _text(attributes.get("href"))
        elif tag == "title":
            document_title = document_title or _text(node.text())
        elif attributes.get("itemprop") and _is_of_article(node):
            for name in (attributes["itemprop"] or "").lower().split():
                microdata[name].append(node)

    objects = list(_objects(values))
    by_id = {item["@id"]: item for item in objects if isinstance(item.get("@id"), str) and len(item) > 1}
    article = _article(objects)
    article_type = _article_type(article) if article else _declared_by_markup(tree, metas, microdata)
    sections = [
        *_strings(article.get("articleSection")),
        *_all(metas, _SECTIONS),
        *_contents(microdata["articlesection"]),
    ]
    tags = [*_strings(article.get("keywords")), *_all(metas, _TAGS)] or metas["keywords"]
    is_free = _is_free(article)
    if is_free is None and "locked" in metas["article:content_tier"]:
        is_free = False
    return StructuredData(
        article_type=article_type,
        headline=_first([*_strings(article.get("headline")), *_contents(microdata["headline"])])
        or _first(_strings(article.get("name"))),
        meta_title=_first(_all(metas, _TITLES)),
        document_title=document_title,
        authors=_authors(article, by_id, microdata),
        meta_authors=_meta_authors(metas),
        published=_date(
            [
                *_strings(article.get("datePublished")),
                *_all(metas, _DATES),
                *_contents(microdata["datepublished"]),
                *_strings(article.get("dateCreated")),
                *(
                    text
                    for item in objects
                    if "WebPage" in _types(item)
                    for text in _strings(item.get("datePublished"))
                ),
            ]
        ),
        categories=_categories(sections, tags),
        url=_address([canonical, *metas["og:url"], *_article_addresses(article)], page_url),
        language=_first([*_strings(article.get("inLanguage")), *metas["og:locale"], *metas["content-language"]]),
        publisher=_publisher(article, objects, by_id, metas),
        article_body=_body(article.get("articleBody")),
        is_free=is_free,
    )


def load_json(text: str) -> list[Any]:
    """The values in a script of JSON-LD, however it is broken.

    Read are: several values behind one another, comment and CDATA wrappers, comments, trailing commas, missing values,
    control characters, wrong escapes, and quotes written as HTML entities. What cannot be read ends the list.

    >>> load_json('<!-- {"a": [1, 2,], "b": , } // done -->')
    [{'a': [1, 2], 'b': None}]
    """
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        pass
    if len(text) > _MAX_REPAIRED:
        return []
    text = _WRAPPER.sub("", _WRAPPER.sub("", text)).strip()
    if '"' not in text:
        text = html.unescape(text)
    text = _NOT_JSON.sub(_repair, text)
    decoder = json.JSONDecoder(strict=False)
    values, position = [], 0
    while position < len(text):
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            break
        values.append(value)
        match = _BETWEEN_VALUES.match(text, position)
        position = match.end() if match else len(text)
    return values


def _repair(match: re.Match[str]) -> str:
    if match["string"]:
        return _BAD_ESCAPE.sub(r"\\\\", match["string"])
    return ": null" if match["empty"] else ""


def _objects(values: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """The objects of JSON-LD that may describe the page or its article, nearest to the root first."""
    queue = deque(values)
    while queue:
        value = queue.popleft()
        if isinstance(value, list):
            queue.extend(value)
        elif isinstance(value, dict):
            yield value
            queue.extend(
                inner
                for key, inner in value.items()
                if isinstance(inner, (dict, list)) and key.lower() not in _NOT_THE_ARTICLE
            )


def _types(item: dict[str, Any]) -> list[str]:
    return [name.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for name in _strings(item.get("@type"))]


def _article_type(item: dict[str, Any]) -> str | None:
    return next((name for name in _types(item) if name.lower() in ARTICLE_TYPES), None)


def _article(objects: list[dict[str, Any]]) -> dict[str, Any]:
    """The object that describes the page's article: the fullest of the first three; empty if there is none."""
    articles = [item for item in objects if _article_type(item)][:3]
    told = ("headline", "datePublished", "author", "articleBody")
    return max(articles, key=lambda item: sum(bool(item.get(name)) for name in told), default={})


def _declared_by_markup(
    tree: LexborHTMLParser, metas: dict[str, list[str]], microdata: dict[str, list[LexborNode]]
) -> str | None:
    for node in tree.css("[itemtype]") if microdata["articlebody"] or microdata["headline"] else ():
        name = (node.attributes.get("itemtype") or "").rstrip("/").rsplit("/", 1)[-1]
        if name.lower() in ARTICLE_TYPES:
            return name
    is_article = any(kind.lower() in ("article", "og:article", "news") for kind in metas["og:type"])
    return "article" if is_article or metas["article:published_time"] else None


def _is_of_article(node: LexborNode) -> bool:
    """Whether microdata describe the article, and not a picture in it or a comment under it."""
    outer = node.parent
    for _ in range(_MAX_SCOPE_DEPTH):
        if outer is None:
            break
        kind = outer.attributes.get("itemtype") if outer.is_element_node else None
        if kind:
            return not kind.lower().endswith(_OTHER_SCOPES)
        outer = outer.parent
    return True


def _authors(
    article: dict[str, Any],
    by_id: dict[str, dict[str, Any]],
    microdata: dict[str, list[LexborNode]],
) -> tuple[str, ...]:
    names = _names(article.get("author"), by_id) or _names(article.get("creator"), by_id)
    if not names:
        for node in microdata["author"]:
            inner = node.css('[itemprop~="name"]')
            names += _contents(inner) if inner else _contents([node])
    return _distinct_names(names)


def _meta_authors(metas: dict[str, list[str]]) -> tuple[str, ...]:
    """Those of the first of the elements that names any; the last is what WordPress writes for cards of shared links."""
    names = next((metas[name] for name in _AUTHORS if any(map(_is_name, metas[name]))), [])
    if not names:
        labels = (f"twitter:label{place}" for place in "12")
        by = [place for place, name in zip("12", labels, strict=True) if any(map(_BY_LABEL.search, metas[name]))]
        names = [name for place in by for name in metas[f"twitter:data{place}"]]
    return _distinct_names(names)


def _distinct_names(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names[:_MAX_AUTHORS] if _is_name(name)))


def _is_name(text: str) -> bool:
    return len(text) <= 200 and "://" not in text and "@" not in text and any(map(str.isalpha, text))


def _names(value: Any, by_id: dict[str, dict[str, Any]]) -> list[str]:
    """Names in a JSON-LD value: text, an object with a name or a reference to one, or a list of these."""
    names = []
    queue = deque([value])
    for _ in range(1000):
        if not queue:
            break
        item = queue.popleft()
        if isinstance(item, list):
            queue.extendleft(reversed(item))
        elif isinstance(item, dict):
            known = by_id.get(item.get("@id", ""), {}) if isinstance(item.get("@id"), str) else {}
            names += _strings(item.get("name") or known.get("name"))
        else:
            names += _strings(item)
    return names


def _publisher(
    article: dict[str, Any],
    objects: list[dict[str, Any]],
    by_id: dict[str, dict[str, Any]],
    metas: dict[str, list[str]],
) -> str | None:
    sites = (item for item in objects if "WebSite" in _types(item))
    names = [
        *_names(article.get("publisher"), by_id),
        *_all(metas, _PUBLISHERS),
        *(name for site in sites for name in _strings(site.get("name"))),
    ]
    return _first(name for name in names if _is_name(name) and name.lower() not in _PLATFORMS)


def _categories(sections: list[str], tags: list[str]) -> tuple[str, ...]:
    """Sections and tags, lists in one string taken apart, each once."""
    parts = [part.strip() for text in (*sections, *tags) for part in re.split(r"[,;|]", text)]
    once: dict[str, str] = {}
    for part in parts:
        if 0 < len(part) <= _MAX_CATEGORY_CHARACTERS:
            once.setdefault(part.casefold(), part)
    return tuple(once.values())


def _article_addresses(article: dict[str, Any]) -> list[str]:
    page = article.get("mainEntityOfPage")
    if isinstance(page, dict):
        page = page.get("@id") or page.get("url")
    return [*_strings(article.get("url")), *_strings(page)]


def _address(candidates: Iterable[str | None], page_url: str | None) -> str | None:
    for candidate in candidates:
        if not candidate:
            continue
        try:
            address = urljoin(page_url or "", candidate)
        except ValueError:
            continue
        parts = split_url(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            return address
    return None


def _body(value: Any) -> str | None:
    text = next((text for text in value if isinstance(text, str)), None) if isinstance(value, list) else value
    return text_of_html(text) if isinstance(text, str) else None


def text_of_html(text: str) -> str | None:
    """The text of a piece of HTML, one paragraph a line; None where there is none."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", _PARAGRAPH_END.sub("\n", text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) or None


def _is_free(article: dict[str, Any]) -> bool | None:
    """Whether the article, and each part that it names, can be read by everybody
    (https://developers.google.com/search/docs/appearance/structured-data/paywalled-content)."""
    parts = article.get("hasPart")
    elements = [article, *(parts if isinstance(parts, list) else [parts])]
    told = {_boolean(element.get("isAccessibleForFree")) for element in elements if isinstance(element, dict)}
    return False if False in told else True if True in told else None


def _boolean(value: Any) -> bool | None:
    if isinstance(value, str):
        word = value.strip().lower().rpartition("/")[2]  # of schema.org's address, too
        return {"true": True, "false": False}.get(word)
    return value if isinstance(value, bool) else None


def _date(candidates: Iterable[str]) -> str | None:
    return _first(text for text in candidates if _YEAR.search(text) and len(text) <= 80)


def _contents(nodes: Iterable[LexborNode]) -> list[str]:
    """Values of microdata elements: `content` or `datetime` where they have it, else their text."""
    texts = (_text(node.attributes.get("content") or node.attributes.get("datetime") or node.text()) for node in nodes)
    return [text for text in texts if text]


def _strings(value: Any) -> list[str]:
    """Texts of a JSON-LD value: a text, an object of one (``@value``), or a list of these."""
    values = value if isinstance(value, list) else [value]
    texts = (_text(item.get("@value") if isinstance(item, dict) else item) for item in values)
    return [text for text in texts if text]


def _all(metas: dict[str, list[str]], names: Iterable[str]) -> list[str]:
    return [content for name in names if name in metas for content in metas[name]]


def _first(texts: Iterable[str]) -> str | None:
    return next(iter(texts), None)


def _text(value: Any) -> str | None:
    """A text without HTML entities and surplus white space; None for anything else or nothing."""
    if not isinstance(value, str):
        return None
    if "&" in value:
        value = html.unescape(value)
    return " ".join(value.split()) or None
