"""Who said what: quotations in a text, and the persons and bodies that they are of. See docs/quotes.md."""

from etl_project.transforms.quotes.reading import Quote, find_quotes, fingerprint
from etl_project.transforms.quotes.tokens import Mention

__all__ = ["Mention", "Quote", "find_quotes", "fingerprint"]
