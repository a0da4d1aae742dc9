"""Folding of text for comparison, shared by parsing, normalisation and the registry."""

import re
import unicodedata

_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´‹›", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−־⸺⸻", "-")
    | dict.fromkeys("\u00ad\u200b\ufeff")
)
_SPACE = re.compile(r"\s+")


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
