"""Text of unknown origin: folded for comparison, and made safe to print."""

import re
import unicodedata

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´‹›", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−־⸺⸻", "-")
    | dict.fromkeys("\u00ad\u200b\ufeff")
)
_SPACE = re.compile(r"\s+")
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, what changes the direction of writing, line separators, halves of characters."""


def fold(text: str) -> str:
    """Text in the form in which two spellings of one name or headline are equal.

    Unicode compatibility forms (NFKC), quotes and dashes, case and runs of white space are folded; soft hyphens and
    other marks of no width are dropped.

    >>> fold("  The “New”  Post ")
    'the "new" post'
    """
    # Before NFKC, which would take some quotes apart into others, and after it, for those that it makes.
    folded = text.translate(_FOLDED)
    normal = unicodedata.normalize("NFKC", folded).translate(_FOLDED)
    return _SPACE.sub(" ", normal).strip().casefold()


def printable(text: str) -> str:
    """A line that cannot command the terminal it is printed on, end before its end, nor show in another order than it has.

    >>> printable("\x1b[31mred\u202e")
    '\\\\x1b[31mred\\\\u202e'
    """
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def printable_lines(text: str) -> str:
    """As `printable`, for a text that may have several lines: a traceback, or a page of a terminal."""
    return "\n".join(map(printable, text.split("\n")))
