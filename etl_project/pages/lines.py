"""The lines of an aggregator's page, told apart by the site's own words."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property

from etl_project.pages.labels import LONGEST_LABEL, is_time, visible
from etl_project.text import fold


class Kind(Enum):
    """What a line is."""

    TEXT = "a publisher's, or unknown"
    BULLET = "list item"
    HASHTAG = "nothing but hashtags"
    TIME = "nothing but a time"
    ICON_TIME = "a time behind the alternative text of its icon"
    NOTICE = "the site's own, such as no publisher writes"
    WORD = "the site's own, such as a publisher may write, too: a heading, an icon's alternative text"
    RELATED = "heading over the related articles, such as a publisher may write, too"
    HASHTAGS = "heading over an article's hashtags, such as a publisher may write, too"
    HASHTAG_PAGE = "heading of a hashtag's page: a phrase, and the hashtag"


CHROME = frozenset((Kind.NOTICE, Kind.WORD, Kind.RELATED, Kind.HASHTAGS))
"""The site's own lines around articles."""

HASHTAG = re.compile(r"#((?=[^\s#,،]*\w)[^\s#,،]++)")
"""A hashtag; the group is the tag without #."""
BULLET = "•"
"""What rendering writes before list items."""

LONGEST_HEADLINE = 300
"""Characters."""
_LONGEST_NOTICE = 250
_ONLY_HASHTAGS = re.compile(rf"(?:{HASHTAG.pattern}[\s,،]*+)++")
_LINE = re.compile(r"[^\r\n]+")
_EDGES = (
    "\t\x0b\x0c\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u2028\u2029"
    "\u202f\u205f\u3000\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)
"""White space and invisible characters."""
_ARABIC_SPELLING = str.maketrans("أإآٱىة", "اااايه", "".join(map(chr, (0x0640, *range(0x064B, 0x0653)))))
"""Letters that are written one for another; tatweel and vowel signs, which are often left out."""
_CLOSING_PUNCTUATION = " .:!…"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A site's own words in one language.

    Lines are compared without regard to case, quotes, dashes, Arabic vowel signs and closing punctuation. A phrase
    with ``…`` after it stands for every line that begins so, one with ``…`` on both sides for every line of at
    most 250 characters that holds it.
    """

    time_icons: tuple[str, ...]
    """Alternative texts of the icon before a time, which is glued to them: ``time11 minutes ago``."""
    chrome: Mapping[Kind, tuple[str, ...]]
    """The site's own lines by what they are. A `Kind.HASHTAG_PAGE` is followed by the hashtag."""
    byline_openers: tuple[str, ...] = ()
    """Words before the names of authors: ``By``."""
    buttons: tuple[str, ...] = ()
    """Texts of publishers' buttons that were left between those names and the text: ``Save``."""


@dataclass(frozen=True)
class Version:
    """What a site's pages look like up to a day."""

    number: int
    valid_until: date | None
    """Last day of capture that the version holds for; None for the newest."""
    date_order: str
    """Order in which the site writes day and month: ``DMY`` or ``MDY``."""
    vocabularies: tuple[Vocabulary, ...]
    """One a language. A page may mix them: Arabic pages keep English icons."""

    @cached_property
    def lexicon(self) -> "Lexicon":
        """The vocabularies, made ready for look-up."""
        return Lexicon(self.vocabularies)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page that is not blank."""

    start: int
    """Its first character in the page's text; white space and invisible characters around it are left out."""
    end: int
    """One past its last."""
    text: str
    kind: Kind
    key: str
    """Equal for two spellings of one headline or name; empty for a line too long to be either."""
    follows_blank: bool
    """A blank line stands before it."""
    time: str | None = None
    """The time as written, for `Kind.TIME` and `Kind.ICON_TIME`."""


def line_key(text: str) -> str:
    """Form in which two spellings of one headline, name or heading are equal.

    Beyond `etl_project.text.fold` it ignores invisible characters, Arabic vowel signs and spelling variants, and
    whether quotes are single or double: aggregators turn one into the other.
    """
    if text.isascii():
        return fold(text).replace('"', "'")
    return fold(visible(text)).replace('"', "'").translate(_ARABIC_SPELLING)


class Lexicon:
    """Tells what the lines of a site's pages are."""

    def __init__(self, vocabularies: tuple[Vocabulary, ...]) -> None:
        self.byline_openers = frozenset(word for words in vocabularies for word in words.byline_openers)
        self.buttons = frozenset(word for words in vocabularies for word in words.buttons)
        self.time_icons = tuple(icon for words in vocabularies for icon in words.time_icons)
        self._whole: dict[str, Kind] = {}
        self._beginnings: dict[str, Kind] = {}
        self._parts: dict[str, Kind] = {}
        for words in vocabularies:
            for kind, phrases in words.chrome.items():
                for phrase in phrases:
                    key = line_key(phrase.strip("…")).rstrip(_CLOSING_PUNCTUATION)
                    if phrase.startswith("…"):
                        self._parts[key] = kind
                    elif phrase.endswith("…") or kind is Kind.HASHTAG_PAGE:
                        self._beginnings[key] = kind
                    else:
                        self._whole[key] = kind

    def read(self, text: str) -> Iterator[Line]:
        """The lines of a page that are not blank. Line ends are ``\\n``, ``\\r\\n`` or ``\\r``."""
        last_end = 0
        for match in _LINE.finditer(text):
            raw = match.group()
            stripped = raw.strip(_EDGES)
            if not stripped:
                continue
            start = match.start() + raw.index(stripped)
            between = text[last_end:start]
            last_end = start + len(stripped)
            label = stripped.removeprefix(BULLET)
            key = line_key(label) if len(label) <= LONGEST_HEADLINE else ""
            kind, time = self._classify(stripped, key)
            follows_blank = max(between.count("\n"), between.count("\r")) > 1
            yield Line(start, last_end, stripped, kind, key, follows_blank, time)

    def _classify(self, text: str, key: str) -> tuple[Kind, str | None]:
        if _ONLY_HASHTAGS.fullmatch(text.removeprefix(BULLET).lstrip()):
            return Kind.HASHTAG, None
        if text.startswith(BULLET):
            return Kind.BULLET, None
        if kind := self._chrome(key):
            return kind, None
        if len(text) <= LONGEST_LABEL:
            for icon in self.time_icons:
                if text.startswith(icon) and is_time(text[len(icon) :]):
                    return Kind.ICON_TIME, visible(text[len(icon) :])
            if is_time(text):
                return Kind.TIME, visible(text)
        return Kind.TEXT, None

    def _chrome(self, key: str) -> Kind | None:
        """The kind of a line of the site's own; None for any other line."""
        phrase = key.rstrip(_CLOSING_PUNCTUATION)
        if not phrase:
            return None
        if kind := self._whole.get(phrase):
            return kind
        for beginning, kind in self._beginnings.items():
            if phrase.startswith(beginning) and (kind is not Kind.HASHTAG_PAGE or "#" in phrase):
                return kind
        if len(phrase) <= _LONGEST_NOTICE:
            for part, kind in self._parts.items():
                if part in phrase:
                    return kind
        return None

    def torn_chrome(self, key: str) -> Kind | None:
        """The kind of a line of the site's own that begins with `key`, for the last line of a page that is cut off."""
        for phrases in (self._whole, self._beginnings):
            for phrase, kind in phrases.items():
                if kind in CHROME and key and phrase.startswith(key):
                    return kind
        return None

    def is_torn_time(self, text: str) -> bool:
        """Whether the text may be an icon and a time that are cut off, as ``time11 min`` or ``ti``."""
        return len(text) <= LONGEST_LABEL and any(
            icon.startswith(text) or text.startswith(icon) for icon in self.time_icons
        )
