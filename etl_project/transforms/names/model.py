"""What is found in a text."""

from typing import NamedTuple


class Sighting(NamedTuple):
    """A name in a text, and what this text alone tells of it."""

    field: str
    """``title`` or ``body``."""
    start: int
    """Offset of its first character in that text."""
    end: int
    """Offset of the character behind its last."""
    surface: str
    """As it is written there, without title of office and possessive ’s."""
    name: str
    """The fullest form of this name in the article."""
    type: str | None
    """``person``, ``organisation``, ``company`` or ``place``; None where the article does not tell."""
    method: str | None
    """What tells the type; see docs/entities.md."""
    confidence: float
    """How sure it is, 0 to 1."""
    ticker: str | None = None
    """Symbol under which the company's shares trade, as the article gives it."""
    country: str | None = None
    """ISO 3166-1 alpha-2 code of the country that a place is, or lies in."""
