"""Takes apart pages of news aggregators: a main article and cards of related ones, or a list of cards.

A page is read as lines of text; HTML is rendered first. What a site's own lines say is declared in its layout; how
lines follow one another is the grammar here, the same for every site of the family::

    page    = chrome* [banner body chrome*] card* [advert]     a main article and related ones
            | chrome* hashtag-heading card* [advert]           the articles with a hashtag
    banner  = title{1,2} [publisher-and-time]
    card    = title{1,3} [publisher] [time] bullet* [title] body [hashtags]

What stands in brackets is often missing, and blank lines mean nothing but where a page is cut off. Two questions decide
everything. *Does a card begin here?* A headline is told from a paragraph by evidence that running text does not give:
it stands twice, a time follows behind the alternative text of its icon, a bullet repeats the publisher
(`_Grammar._card_at`). *Does the body end here?* A line of the site's own ends it only where the site's lines go on
behind it (`_Grammar._mark_ends`), so that a paragraph "Comments" does not.

A page is held to be cut off where it does not end in a line of the site's own *and* something is unfinished: a head has
no body, or a text no closing punctuation; or where such a line is torn itself, or announces articles that do not come.
A page that stops behind a whole article is not: not every capture has the site's last lines, and nothing shows that
more stood there.
"""

from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from etl_project.pages.labels import LONGEST_LABEL, date_order, split_byline, split_label, visible
from etl_project.pages.lines import CHROME, HASHTAG, Kind, Line, Version, line_key
from etl_project.pages.model import (
    LAYOUT_CONFIDENCE,
    ArticleBlock,
    Found,
    Page,
    PageRejected,
    ParsedPage,
    fields,
    found_by_layout,
)
from etl_project.pages.rendering import render
from etl_project.text import fold

_BANNER_WITHIN = 12
"""Lines from the top in which the main article's headline is looked for, below a menu."""
_FIRST_BULLETS = 8
"""Lines in which a card's bullet with the publisher is looked for."""
_OPENING = 4000
"""Characters in which a page shows its form."""
_SIGNED_WITHIN = 50_000
"""Characters of HTML in which the signature is looked for: in whole publisher pages that takes a tenth of the parsing."""
_LONGEST_TORN_LABEL = 60
"""Characters; a longer last line of a page that is cut off is running text."""
_LONGEST_TORN_HEADLINE = 160
"""Characters; a longer last line of a page that is cut off is no headline."""
_LONGEST_STUMP = 3
"""Characters; so little of a torn line says nothing."""
_SENTENCE_ENDS = tuple(".!?…。！？؟۔।")
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
        text = page.text[:_SIGNED_WITHIN] if page.media == "html" else page.text
        if sum(mark in text for mark in self.signature) >= 2:
            return True
        if page.media != "text":
            return False
        return _Grammar(page.text[:_OPENING], self.versions[-1], frozenset()).opens_as_aggregator()

    def parse(self, page: Page, publisher_labels: frozenset[str]) -> ParsedPage:
        """Take the page apart; see `etl_project.pages.layout.Layout.parse`.

        A body is cut out of the page's text as it stands, blank lines and carriage returns included. Where a line of
        the site's own was dropped from its middle, the pieces are joined with a line feed, and the span runs from the
        first to the last. Labels are without invisible characters, such as bidirectional controls.

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
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return any(host == known or host.endswith("." + known) for known in hosts)


def _ends_a_sentence(text: str) -> bool:
    return visible(text).rstrip(_CLOSERS).endswith(_SENTENCE_ENDS)


@dataclass(frozen=True, slots=True)
class _Label:
    """Publisher and time under a headline."""

    end: int
    """First line after them."""
    publisher: str | None = None
    published: str | None = None
    has_icon: bool = False
    is_glued: bool = False


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
    evidence: int = 0
    """That a card begins here: 2 enough in running text, 1 enough among cards, 0 too little."""
    is_card: bool = False
    """It has what no banner has: an icon or bullets."""

    @property
    def is_evident(self) -> bool:
        """Whether it is a headline even without a body below it."""
        return self.copies != 1 or self.label.publisher is not None or self.label.published is not None


@dataclass(slots=True)
class _Article:
    """An article under construction."""

    role: str
    head: _Head
    body: list[int] = field(default_factory=list)
    """Lines."""
    is_closed: bool = False
    """Lines of the site's own follow the body."""
    hashtags: list[str] = field(default_factory=list)
    """Without #."""


class _Grammar:
    """One page being taken apart. Every question looks a bounded number of lines ahead, so that all is linear."""

    def __init__(self, text: str, version: Version, publisher_labels: frozenset[str]) -> None:
        self.text = text
        self.version = version
        self.publisher_labels = publisher_labels
        self.blocks: list[ArticleBlock] = []
        self.is_partial = False
        self._lexicon = version.lexicon
        self._lines = lines = list(self._lexicon.read(text))
        self._torn = len(lines)
        """The last line, where it may be torn: it is not the site's own, and no line end follows it. Else no line."""
        if lines and lines[-1].kind not in CHROME and not {"\n", "\r"} & set(text[lines[-1].end :]):
            self._read_torn_line()
        self._cards = [self._card_at(index) for index in range(len(lines))]
        self._ends = self._mark_ends()

    def _read_torn_line(self) -> None:
        last = self._lines[-1]
        if len(last.text) <= _LONGEST_STUMP and last.kind in (Kind.TEXT, Kind.BULLET):
            self._lines.pop()
            self._torn = len(self._lines)
            self.is_partial = True
            return
        self._torn = len(self._lines) - 1
        is_copy = len(self._lines) > 1 and self._lines[-2].key.startswith(last.key)
        if last.kind is Kind.TEXT and not is_copy and (kind := self._lexicon.torn_chrome(last.key)) is not None:
            self._lines[-1] = replace(last, kind=kind)
            self._torn = len(self._lines)
            self.is_partial = True

    def opens_as_aggregator(self) -> bool:
        """Whether the page begins with a headline and its label, or, below the site's own lines, with one that stands twice.

        Or whether it holds a card with an icon. Menus, too, stand twice on many pages, and their items have bullets.
        """
        first = self._after_chrome()[0]
        banner = self._banner_at(first)
        if banner is not None:
            is_labelled = banner.label.published is not None
            if banner.label.is_glued or (banner.copies > 1 and (first > 0 or is_labelled)):
                return True
        return any(card is not None and card.label.has_icon for card in self._cards)

    # Headlines and labels

    def _is_same(self, index: int, other: int) -> bool:
        """Whether a later line is a headline's copy; either may be shortened with an ellipsis, the later one torn."""
        if other >= len(self._lines) or (self._lines[other].kind is not Kind.TEXT and other != self._torn):
            return False
        first, second = self._lines[index].key, self._lines[other].key
        if not first or not second:
            return False
        if first == second or (other == self._torn and first.startswith(second)):
            return True
        short, long = sorted((first, second), key=len)
        stem = short.removesuffix("...").rstrip()
        return stem != short and len(stem) >= 15 and long.startswith(stem)

    def _copies_at(self, index: int) -> int:
        """Times that the line stands here as a headline, at most 3; 0 where it can be none."""
        if index >= len(self._lines):
            return 0
        line = self._lines[index]
        if line.kind is not Kind.TEXT or not line.key:
            return 0
        copies = 1
        while copies < 3 and self._is_same(index, index + copies):
            copies += 1
        return copies

    def _is_known(self, name: str) -> bool:
        return fold(visible(name)) in self.publisher_labels

    def _may_be_name(self, index: int) -> bool:
        """Whether the line may be a publisher's name."""
        if index >= len(self._lines):
            return False
        line = self._lines[index]
        return line.kind is Kind.TEXT and len(line.text) <= LONGEST_LABEL

    def _label_at(self, index: int) -> _Label:
        """Read a time, with or without a publisher; an empty label where there is no time."""
        if index >= len(self._lines):
            return _Label(index)
        line = self._lines[index]
        if line.time is not None:
            return _Label(index + 1, None, line.time, line.kind is Kind.ICON_TIME)
        if not self._may_be_name(index):
            return _Label(index)
        name = visible(line.text)
        below = self._lines[index + 1] if index + 1 < len(self._lines) else None
        if below is not None and below.time is not None:
            return _Label(index + 2, name, below.time, has_icon=below.kind is Kind.ICON_TIME)
        if below is not None and line.key in self._bullet_keys(index + 2):
            label = split_label(below.text, self.publisher_labels)
            if label is not None and label.is_glued:  # an icon with an unknown alternative text
                return _Label(index + 2, name, label.published, has_icon=True)
        label = split_label(line.text, self.publisher_labels)
        if label is None:
            return _Label(index)
        if label.publisher is not None and not self._is_known(label.publisher):
            for icon in self._lexicon.time_icons:  # publisher, icon and time on one line
                name = label.publisher.removesuffix(icon).rstrip()
                if label.publisher.endswith(icon) and (
                    self._is_known(name) or line_key(name) in self._bullet_keys(index + 1)
                ):
                    return _Label(index + 1, name, label.published, has_icon=True)
        return _Label(index + 1, label.publisher, label.published, is_glued=label.is_glued)

    def _bullet_keys(self, index: int) -> set[str]:
        """Keys of the first bullets from this line on."""
        keys = set()
        for line in self._lines[index : index + _FIRST_BULLETS]:
            if line.kind is not Kind.BULLET:
                break
            keys.add(line.key)
        return keys

    def _torn_label_at(self, index: int) -> _Label:
        """Read what is left of a label on the last line of a page that is cut off; an empty label where none is."""
        last = len(self._lines) - 1
        if not self._may_be_name(index):
            return _Label(index)
        name = visible(self._lines[index].text)
        if index + 1 == last == self._torn and self._lexicon.is_torn_time(self._lines[last].text):
            return _Label(index + 2, name)
        if index == last and len(name) <= _LONGEST_TORN_LABEL and not _ends_a_sentence(name):
            return _Label(index + 1, name if index != self._torn or self._is_known(name) else None)
        return _Label(index)

    # Cards

    def _card_at(self, index: int) -> _Head | None:
        """Read the head of a card from this line on; None where none can begin here."""
        copies = self._copies_at(index)
        if not copies:
            return None
        at = index + copies
        label = self._label_at(at)
        is_dated = label.end > at
        if not is_dated:
            label = self._torn_label_at(at) if copies > 1 else _Label(at)
            if label.end == at:
                label = self._undated_name_at(index, at)
        after_bullets, categories, publisher = self._bullets_at(label.end, index, label.publisher)
        has_bullets = after_bullets > label.end
        is_repeated = after_bullets > at and self._is_same(index, after_bullets)
        if copies == 1 and label.end == at + 2 and not is_repeated:
            # Two lines and a time: headline and publisher, or the paragraph before, and a headline without publisher.
            if self._is_same(at, after_bullets):
                return None
            if not has_bullets and not self._is_known(publisher or "") and self._lines[index].text.endswith("."):
                return None
        is_confirmed = publisher is not None and line_key(publisher) in self._bullet_keys(label.end)
        if (
            label.has_icon
            or (copies > 1 and (is_dated or is_confirmed))
            or (is_dated and (is_repeated or is_confirmed))
            or (is_repeated and is_confirmed)
        ):
            evidence = 2
        elif copies == 3 or (copies == 2 and (label.end > at or is_repeated or self._reads_as_headline(index))):
            evidence = 1
        elif copies == 1 and label.is_glued and not self._lines[index].text.endswith("."):
            evidence = int(self._is_known(label.publisher or "") or not self._reads_as_text(self._lines[at]))
        else:
            evidence = int(is_repeated and publisher is not None and self._is_known(publisher))
        return _Head(
            end=after_bullets + is_repeated,
            title=max(self._lines[index:at], key=lambda line: len(line.text)),
            copies=copies,
            label=label if publisher == label.publisher else replace(label, publisher=publisher),
            categories=categories,
            evidence=evidence,
            is_card=label.has_icon or has_bullets,
        )

    def _reads_as_headline(self, index: int) -> bool:
        """Whether a line that stands twice, with nothing else, is no caption or paragraph that a publisher repeats.

        A headline stands below what is no text, or apart from the text above and below it.
        """
        text = self._lines[index].text
        if text.endswith(".") or len(text.split()) < 3:
            return False
        if index == 0 or self._lines[index - 1].kind is not Kind.TEXT or self._is_same(max(index - 2, 0), index - 1):
            return True
        return [line.follows_blank for line in self._lines[index : index + 3]] in ([True, False, True], [True, False])

    def _undated_name_at(self, title: int, index: int) -> _Label:
        """Read a publisher without a time: only what is known, or what a bullet or the headline below confirms."""
        if not self._may_be_name(index):
            return _Label(index)
        after = index + 1
        while after < len(self._lines) and self._lines[after].kind is Kind.BULLET:
            after += 1
        name = visible(self._lines[index].text)
        is_confirmed = self._lines[index].key in self._bullet_keys(index + 1) or self._is_same(title, after)
        return _Label(index + 1, name) if is_confirmed or self._is_known(name) else _Label(index)

    def _bullets_at(self, index: int, title: int, publisher: str | None) -> tuple[int, tuple[str, ...], str | None]:
        """Read a card's bullets: the first line after them, the categories, and the publisher.

        They are the card's, and not the beginning of its text, where one of them is the publisher or the headline
        follows them.
        """
        lines = self._lines
        end = index
        while end < len(lines) and lines[end].kind is Kind.BULLET:
            end += 1
        if end == index:
            return index, (), publisher
        items = [(line.key, visible(line.text[1:])) for line in lines[index:end]]
        if publisher is None:
            publisher = next((name for _, name in reversed(items) if self._is_known(name)), None)
        key = line_key(publisher or "")
        if not self._is_same(title, end):
            place = next((place for place, item in enumerate(items, 1) if key and item[0] == key), None)
            if place is not None:
                end = index + place
            elif end < len(lines):
                return index, (), publisher
        if end > self._torn:
            items = items[:-1]
        return end, tuple(name for item, name in items[: end - index] if name and item != key), publisher

    # Chrome

    def _mark_ends(self) -> list[bool]:
        """For every line whether a body ends before it: whether it is the site's own, and those behind it are, too.

        What a publisher may write, too, counts only beside a card, the end of the page, or a `Kind.NOTICE`; between two
        notices one unknown line that is no sentence may stand.
        """
        lines = self._lines
        ends = [False] * len(lines)
        for index in reversed(range(len(lines))):
            kind = lines[index].kind
            if kind not in CHROME:
                continue
            if index + 1 == len(lines):
                ends[index] = True
                continue
            below, card = lines[index + 1].kind, self._cards[index + 1]
            ends[index] = (
                ends[index + 1]
                or (card is not None and card.evidence > 0)
                or (below in CHROME and Kind.NOTICE in (kind, below))
                or (kind is Kind.HASHTAGS and below is Kind.HASHTAG)
                or (
                    kind is Kind.NOTICE
                    and index + 2 < len(lines)
                    and lines[index + 2].kind is Kind.NOTICE
                    and not self._reads_as_text(lines[index + 1])
                )
            )
        return ends

    def _after_chrome(self) -> tuple[int, str | None, bool]:
        """Read the lines above the first article: the line after them, the page's hashtag, and whether cards follow."""
        hashtag: str | None = None
        cards_follow = False
        above = ""
        for index, line in enumerate(self._lines):
            found = HASHTAG.search(line.text)
            is_under_icon = above == "#" and len(line.text) <= LONGEST_LABEL
            if found is not None and (is_under_icon or line.kind in (Kind.HASHTAG_PAGE, Kind.HASHTAG)):
                hashtag, cards_follow = found[1], True
            elif line.kind is Kind.RELATED:
                cards_follow = True
            elif line.kind not in CHROME:
                return (index, hashtag, cards_follow) if cards_follow else self._after_menu(index)
            above = line.text
        return len(self._lines), hashtag, cards_follow

    def _after_menu(self, first: int) -> tuple[int, str | None, bool]:
        """As `_after_chrome`, where a menu may stand between it and the heading of a hashtag's page."""
        banner = self._banner_at(first)
        if banner is None or not banner.is_evident:
            for index, line in enumerate(self._lines[first : first + _BANNER_WITHIN], first):
                found = HASHTAG.search(line.text)
                if line.kind is Kind.HASHTAG_PAGE and found is not None:
                    return index + 1, found[1], True
                if self._reads_as_text(line):
                    break
        return first, None, False

    # Banner

    def _banner_at(self, index: int) -> _Head | None:
        """Read the main article's headline and label from this line on, or a label without a headline."""
        copies = min(self._copies_at(index), 2)  # a third is the beginning of the text
        if not copies:
            return None
        if copies == 1 and (own := self._label_at(index)).is_glued:
            above = self._lines[index - 1] if index else None
            is_long_headline = above is not None and above.kind is Kind.TEXT and not above.key
            return _Head(own.end, above if is_long_headline else None, 0, own)
        at = index + copies
        label = self._label_at(at)
        if label.end == at and self._may_be_name(at):
            name = visible(self._lines[at].text)
            if self._is_known(name):
                label = _Label(at + 1, name)
            elif at == self._torn and copies > 1:
                label = self._torn_label_at(at)
        end = label.end
        if copies == 1 and end > at and self._is_same(index, end):
            end += 1
        return _Head(end, max(self._lines[index:at], key=lambda line: len(line.text)), copies, label)

    def _main_at(self, first: int) -> _Article | None:
        """Read the head of the main article on a page that does not begin with a heading over cards; None without one."""
        if first == len(self._lines):
            return None
        card = self._cards[first]
        if card is not None and card.is_card and card.evidence == 2:
            has_related = any(
                line.kind is Kind.RELATED and ends
                for line, ends in zip(self._lines[card.end :], self._ends[card.end :], strict=True)
            )
            return _Article("main", card) if has_related else None
        for index in range(first, min(first + _BANNER_WITHIN, len(self._lines))):
            card = self._cards[index]
            if self._ends[index] or (card is not None and card.is_card and card.evidence == 2):
                break
            banner = self._banner_at(index)
            if banner is None:
                continue
            is_below_menu = not any(self._reads_as_text(line) for line in self._lines[first:index])
            if banner.label.is_glued or (banner.copies > 1 and is_below_menu):
                return _Article("main", banner)
        banner = self._banner_at(first)
        # A line that has neither copy nor label is a headline only on a page with some sign of the site.
        if banner is None or not (banner.is_evident or first > 0 or any(self._ends)):
            return None
        return _Article("main", banner)

    # The whole page

    def take_apart(self) -> None:
        """Fill `blocks` and `is_partial`."""
        lines = self._lines
        first, hashtag, expects_card = self._after_chrome()
        role = "related" if hashtag is None else "listed"
        article = None if expects_card else self._main_at(first)
        index = first if article is None else article.head.end
        in_body, in_hashtags = article is not None, False
        while index < len(lines):
            card, kind = self._cards[index], lines[index].kind
            needed = 2 if in_body and article is not None and article.role == "main" else 0 if expects_card else 1
            if card is not None and card.evidence >= needed:
                self._finish(article, is_last=False)
                article = _Article(role, card, hashtags=[] if hashtag is None else [hashtag])
                index, in_body, in_hashtags, expects_card = card.end, True, False, False
                continue
            if article is not None:
                if self._ends[index]:
                    in_body, article.is_closed = False, True
                elif in_body and kind is not Kind.NOTICE:
                    article.body.append(index)
                if in_hashtags and kind is Kind.HASHTAG:
                    article.hashtags += HASHTAG.findall(lines[index].text)
            in_hashtags = (kind is Kind.HASHTAGS and self._ends[index]) or (in_hashtags and kind is Kind.HASHTAG)
            expects_card |= kind is Kind.RELATED and not in_body
            index += 1
        self._finish(article, is_last=True)
        self.is_partial |= bool(lines) and lines[-1].kind is Kind.RELATED

    def _finish(self, article: _Article | None, *, is_last: bool) -> None:
        """Add an article to `blocks`, if it is one."""
        if article is None:
            return
        head, body, lines = article.head, article.body, self._lines
        is_unfinished = is_last and not article.is_closed
        next_title: Line | None = None
        if is_unfinished and article.role != "main" and self._ends_in_headline(body):
            next_title = lines[body.pop()]
            is_unfinished = False
        elif body and _ends_a_sentence(lines[body[-1]].text):
            is_unfinished = False
        if head.is_evident or any(self._reads_as_text(lines[index]) for index in body):
            self._add(article, is_truncated=is_unfinished)
        if next_title is not None:
            self._add(_Article(article.role, _Head(0, next_title, 1, _Label(0))), is_truncated=True)

    @staticmethod
    def _reads_as_text(line: Line) -> bool:
        """Whether the line is a sentence and no item of a menu or footer."""
        return len(line.text) > LONGEST_LABEL or _ends_a_sentence(line.text)

    def _ends_in_headline(self, body: list[int]) -> bool:
        """Whether the last line of a page that is cut off is the next card's headline, not the end of this body.

        It is where it stands alone behind the body's only blank line, as headlines do, and is short and without a full
        stop.
        """
        if len(body) < 2:
            return False
        last = self._lines[body[-1]]
        return (
            last.follows_blank
            and last.kind is Kind.TEXT
            and len(last.text) <= _LONGEST_TORN_HEADLINE
            and not last.text.endswith(".")
            and not any(self._lines[index].follows_blank for index in body[1:-1])
        )

    def _add(self, article: _Article, *, is_truncated: bool) -> None:
        """Add an article to `blocks`."""
        head, title = article.head, article.head.title
        byline, spans = self._body_spans(article.body)
        if spans:
            start, end = spans[0][0], spans[-1][1]
        elif title is not None:
            start, end = title.start, title.end
        else:
            return
        published = head.label.published
        self.is_partial |= is_truncated
        self.blocks.append(
            ArticleBlock(
                role=article.role,
                **fields(
                    title=found_by_layout(title.text if title else None),
                    byline=found_by_layout(byline),
                    published=found_by_layout(published, "label"),
                    body=Found("\n".join(self.text[first:last] for first, last in spans), "layout", LAYOUT_CONFIDENCE),
                ),
                char_start=start,
                char_end=end,
                publisher_label=head.label.publisher,
                date_order=None if published is None else date_order(published, self.version.date_order),
                categories=head.categories,
                hashtags=tuple(dict.fromkeys(article.hashtags)),
                is_truncated=is_truncated,
            )
        )

    def _body_spans(self, body: list[int]) -> tuple[str | None, list[tuple[int, int]]]:
        """The byline before a body, and the runs of characters that the body consists of."""
        if not body:
            return None, []
        first = self._lines[body[0]]
        byline: str | None = None
        text_start = 0
        names = split_byline(first.text, self._lexicon.byline_openers, self._lexicon.buttons)
        if names is not None and names[1] < len(first.text):
            byline, text_start = first.text[: names[0]], names[1]
        elif names is not None and len(body) > 1:
            byline, body = first.text[: names[0]], body[1:]
        spans: list[tuple[int, int]] = []
        for place, index in enumerate(body):
            line = self._lines[index]
            if place and body[place - 1] == index - 1:
                spans[-1] = (spans[-1][0], line.end)
            else:
                spans.append((line.start, line.end))
        spans[0] = (spans[0][0] + text_start, spans[0][1])
        return byline, spans
