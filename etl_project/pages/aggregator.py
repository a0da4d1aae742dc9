"""Takes apart pages of news aggregators: a main article and cards of related ones, or a list of cards.

A page is read as lines of text; HTML is rendered first. What a site's own lines say is declared in its layout; how
lines follow one another is the grammar here, the same for every site of the family::

    page    = chrome* [banner body chrome*] card* [advert]     a main article and related ones
            | chrome* hashtag-heading card* [advert]           the articles with a hashtag
    banner  = title{1,3} [publisher-and-time]
    card    = title{1,3} [publisher] [time] bullet* [title] body [hashtags]

What stands in brackets is often missing, and blank lines mean nothing but where a page is cut off. Two questions decide
everything. *Does a card begin here?* A paragraph of running text is told from a headline by evidence that running
text does not give: a headline that stands twice, a time behind the alternative text of its icon, a bullet that
repeats the publisher (`_Grammar._card_at`). *Does the body end here?* A line of the site's own ends it only where
the site's lines go on behind it (`_Grammar._mark_ends`), so that a paragraph "Comments" does not.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from etl_project.pages.labels import LONGEST_LABEL, Label, date_order, split_byline, split_label, visible
from etl_project.pages.model import ArticleBlock, Page, PageRejected, ParsedPage
from etl_project.pages.rendering import render
from etl_project.pages.vocabulary import (
    CHROME,
    HASHTAG,
    LONGEST_HEADLINE,
    PAGE_END,
    UNMISTAKABLE,
    Kind,
    Line,
    Version,
    without_bullet,
)
from etl_project.text import fold

_SINGLE_HEADLINE = 300
"""Characters; what is longer is a headline only where it stands twice."""
_BANNER_WITHIN = 12
"""Lines from the top within which the main article's headline stands, below menus."""
_OPENING = 4000
"""Characters in which a page shows its form."""
_CUT_LABEL = 60
"""Characters; a longer last line of a cut page is text."""
_SENTENCE_ENDS = frozenset(".!?…。！？؟۔।")
_CLOSERS = "\"'”’»)]}›」』"


@dataclass(slots=True)
class AggregatorLayout:
    """A site of the family; satisfies `etl_project.pages.layout.Layout`."""

    name: str
    hosts: tuple[str, ...]
    """Hosts of the site; their subdomains are meant, too."""
    signature: tuple[str, ...]
    """Strings of which two stand on every whole page of the site, and on hardly any other page."""
    versions: tuple[Version, ...]
    """Oldest first; the last has no `Version.valid_until`."""

    def recognises(self, page: Page) -> bool:
        """Whether the page comes from the site, bears its signature, or, as text, opens as the site's pages do."""
        if page.url is not None and _is_host(page.url, self.hosts):
            return True
        if sum(mark in page.text for mark in self.signature) >= 2:
            return True
        if page.media != "text":
            return False
        return _Grammar(page.text[:_OPENING], self.versions[-1], frozenset()).opens_as_aggregator()

    def parse(self, page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        """Take the page apart; see `etl_project.pages.layout.Layout.parse`.

        Raises:
            PageRejected: ``no_article``, or, for HTML, ``nested_too_deep``.
        """
        version = self.version_on(page.captured_on)
        text = render(page.text) if page.media == "html" else page.text
        grammar = _Grammar(text, version, publisher_labels)
        grammar.take_apart()
        if not grammar.blocks:
            raise PageRejected("no_article", "The page holds no article, only lines of the site's own.")
        return ParsedPage(f"{self.name}/{version.number}", text, tuple(grammar.blocks), grammar.is_partial)

    def version_on(self, captured_on: str | None) -> Version:
        """The version of the site's pages on an ISO day; the newest where the day is not known."""
        if captured_on is not None:
            for version in self.versions:
                if version.valid_until is not None and captured_on <= version.valid_until.isoformat():
                    return version
        return self.versions[-1]


def _is_host(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return False
    return any(host == known or host.endswith("." + known) for known in hosts)


@dataclass(frozen=True, slots=True)
class _Label:
    """Publisher and time under a headline; `end` is the first line after them."""

    end: int
    publisher: str | None = None
    published: str | None = None
    has_icon: bool = False
    is_glued: bool = False
    """Publisher and time are written without a space between them, as running text never is."""


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before an article's body: a banner, or the head of a card."""

    end: int
    """First line after it."""
    title: Line | None
    copies: int
    """Times that the title opens it."""
    label: _Label
    categories: tuple[str, ...] = ()
    weight: int = 0
    """Evidence that a card begins here: 2 enough in running text, 1 enough among cards, 0 too little."""
    is_card: bool = False
    """It has what a banner has not: an icon, or bullets."""


@dataclass(slots=True)
class _Article:
    """An article under construction."""

    role: str
    head: _Head
    body: list[int] = field(default_factory=list)
    """Lines."""
    hashtags: dict[str, None] = field(default_factory=dict)
    """Without #, in order."""


class _Grammar:
    """One page being taken apart. Every question looks ahead a bounded number of lines: the whole is linear."""

    def __init__(self, text: str, version: Version, publisher_labels: frozenset[str]) -> None:
        self.text = text
        self.version = version
        self.publisher_labels = publisher_labels
        self.blocks: list[ArticleBlock] = []
        self.is_partial = False
        self._lexicon = version.lexicon
        self._lines = lines = self._lexicon.lines(text)
        self._is_open = bool(lines) and not any(line.kind in PAGE_END for line in lines[-_PAGE_END_LINES:])
        """The page does not end as whole pages do; that alone does not prove that it is cut off."""
        self._torn = len(lines)
        """The last line where it may be torn, that is, where no line end follows; else none."""
        if self._is_open and not {"\n", "\r"} & set(text[lines[-1].end :]):
            self._torn = len(lines) - 1
            begun = self._lexicon.chrome_begun(lines[-1].key)
            if begun is not None and lines[-1].kind is Kind.TEXT:
                lines[-1] = replace(lines[-1], kind=begun)
                self.is_partial = True
        self._cards = [self._card_at(index) for index in range(len(lines))]
        self._ends = self._mark_ends()

    def opens_as_aggregator(self) -> bool:
        """Whether the page begins with a headline that stands twice or a label under it, or a card stands on it."""
        main = self._banner_at(self._after_chrome()[0])
        if main is not None and (main.copies > 1 or main.label.is_glued):
            return True
        return any(card is not None and card.weight == 2 and card.label.has_icon for card in self._cards)

    # Heads

    def _copies_at(self, index: int) -> int:
        """Times that the line stands here as a headline, up to 3; 0 where it can be none."""
        if index >= len(self._lines) or self._lines[index].kind is not Kind.TEXT or not self._lines[index].key:
            return 0
        copies = 1
        while copies < 3 and self._is_same(index, index + copies):
            copies += 1
        return copies if copies > 1 or len(self._lines[index].text) <= _LONGEST_SINGLE_HEADLINE else 0

    def _is_same(self, index: int, other: int) -> bool:
        """Whether two lines are the same headline; one of them may be shortened with an ellipsis, or torn."""
        if other >= len(self._lines):
            return False
        first, second = self._lines[index].key, self._lines[other].key
        if self._lines[other].kind is not Kind.TEXT and other != self._torn:
            return False
        if not first or not second:
            return False
        if first == second or (other == self._torn and first.startswith(second)):
            return True
        short, long = sorted((first, second), key=len)
        stem = short.removesuffix("...").rstrip()
        return stem != short and len(stem) >= 15 and long.startswith(stem)

    def _title(self, index: int, copies: int) -> Line:
        """The fullest of a headline's copies."""
        return max(self._lines[index : index + copies], key=lambda line: len(line.text))

    def _is_known(self, name: str) -> bool:
        return fold(visible(name)) in self.publisher_labels

    def _may_be_name(self, index: int) -> bool:
        """Whether the line may be a publisher's name."""
        return (
            index < len(self._lines)
            and self._lines[index].kind is Kind.TEXT
            and len(self._lines[index].text) <= LONGEST_LABEL
        )

    def _label_at(self, index: int) -> _Label:
        """Read a time, with or without a publisher before it; an empty label where there is none."""
        lines = self._lines
        if index >= len(lines):
            return _Label(index)
        line = lines[index]
        if line.time is not None:
            return _Label(index + 1, None, line.time, line.kind is Kind.ICON_TIME)
        if not self._may_be_name(index):
            return _Label(index)
        below = lines[index + 1] if index + 1 < len(lines) else None
        if below is not None and below.time is not None:
            return _Label(index + 2, visible(line.text), below.time, below.kind is Kind.ICON_TIME)
        label = split_label(line.text, self.publisher_labels)
        if label is None:
            return _Label(index)
        before = visible(line.text).removesuffix(label.published)
        is_glued = label.publisher is not None and before == before.rstrip()
        return _Label(index + 1, label.publisher, label.published, is_glued=is_glued)
