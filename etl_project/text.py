"""Folding of text for comparison, shared by parsing, normalisation and the registry."""

import re
import unicodedata

_QUOTES_AND_DASHES = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`´", "'") | dict.fromkeys("“”„‟″«»", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Text in the form in which two spellings of one name or headline are equal.

    Unicode compatibility forms (NFKC), quotes and dashes, case and runs of white space are folded.

    >>> fold("  The “New”  Post ")
    'the "new" post'
    """
    normal = unicodedata.normalize("NFKC", text).translate(_QUOTES_AND_DASHES)
    return _SPACE.sub(" ", normal).strip().casefold()
