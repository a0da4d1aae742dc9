"""Addresses, as far as parsing looks into them. A malformed one counts as empty."""

from urllib.parse import SplitResult, urlsplit

_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "go", "ne", "net", "or", "org"})
"""Labels below which country domains register names: a rule of thumb in place of the public suffix list."""


def split_url(url: str | None) -> SplitResult:
    """Parts of an address; all empty where it is none."""
    try:
        parts = urlsplit(url or "")
        _ = parts.hostname  # raises for what looks like an IPv6 address and is none
    except ValueError:
        return urlsplit("")
    return parts


def host_of(url: str | None) -> str:
    """Host of an address, lower case, without `www.`.

    >>> host_of("https://www.Harbourgazette.example/ferry")
    'harbourgazette.example'
    """
    return (split_url(url).hostname or "").removeprefix("www.")


def site_of(url: str | None) -> str:
    """The name that the host's owner registered.

    >>> site_of("https://news.harbourgazette.co.uk/ferry"), site_of("https://m.harbourgazette.example")
    ('harbourgazette.co.uk', 'harbourgazette.example')
    """
    labels = host_of(url).split(".")
    return ".".join(labels[-3:] if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else labels[-2:])
