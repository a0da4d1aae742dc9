"""Addresses in the form in which two ways of writing one article's address are equal."""

import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_MIRROR = re.compile(
    r"https?://(?:[\w-]+\.cdn\.ampproject\.org/[acv]/|(?:www\.)?google\.[a-z.]+/amp/)(?:s/)?", re.IGNORECASE
)
"""Addresses of Google's copies of AMP pages: the original follows, without its scheme.
https://developers.google.com/amp/cache/overview"""
_VARIANT_HOST = re.compile(r"(?:(?:www|m|mobile|amp)\.)+(?=[^.]+\.)")
_AMP_PATH = re.compile(r"(?:^(?:/amp)+(?=/.)|(?:/amp)+(?:\.html)?$|\.amp(?=\.html?$)|\.amp$)")
_TRACKING = re.compile(
    r"(?:utm|at|pk|mtm|matomo|hsa|ns|itm|cx|fb|ga|vero|oly|trk|wt|_hs)_\w+|_ga|_gl|_openstat|__twitter_impression|amp"
    r"|cmp(?:id)?|dclid|dicbo|efg|fbclid|fsrc|gaa_\w+|gbraid|gclid|gclsrc|guccounter|guce_\w+|icid|igshid?|itid|mc_\w+"
    r"|mibextid|mkt_tok|mod|msclkid|ncid|ocid|outputtype|ref|ref_?(?:src|url)|s_kwcid|sara_ref|share|sh|shareid|smid|smtyp"
    r"|soc_\w+|spm|sr_share|srnd|taid|tpcc|traffic_source|ttclid|twclid|usqp|wbraid|xtor|yclid",
    re.IGNORECASE,
)
"""Parameters that say how a reader came, or which form of the page she gets: those of the advertising and analytics
services (as listed by Mozilla's and AdGuard's URL tracking filters), of sharing buttons and of AMP."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_address(url: str) -> str | None:
    """An article's address without what does not change the article.

    As RFC 3986 (section 6.2) has it, case of the host, default ports and percent-encodings do not matter. Besides,
    dropped are: scheme, user, fragment, ``www.``, ``m.``, ``mobile.`` and ``amp.``, a trailing slash, marks of AMP in the
    path, and tracking parameters; the other parameters are sorted. Copies on Google's AMP cache stand for the original.

    Returns:
        The address without a scheme; None for what is no web address, and for the front page of a site, which many
        pages call their own and which names no article.

    >>> canonical_address("HTTPS://www.News.example:443/a/b/?utm_source=x&id=7#top")
    'news.example/a/b?id=7'
    """
    url = _MIRROR.sub("https://", url.strip(), count=1)
    host = web_host(url)
    if host is None:
        return None
    parts = urlsplit(url)
    host = _VARIANT_HOST.sub("", host, count=1)
    if parts.port is not None and parts.port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{parts.port}"
    path = "/".join(map(_encoded, _AMP_PATH.sub("", parts.path.rstrip("/")).rstrip("/").split("/")))
    query = urlencode(
        sorted(
            (name, value)
            for name, value in parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
            if not _TRACKING.fullmatch(name)
        ),
        errors="surrogateescape",
    )
    if not path and not query:
        return None
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def web_host(url: str) -> str | None:
    """Host of a web address, lower case, without ``www.`` and Punycode; None for anything else.

    >>> web_host("https://www.News.example/a"), web_host("mailto:desk@news.example")
    ('news.example', None)
    """
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host or "." not in host.strip("."):
        return None
    return _unicode_host(host.strip(".")).removeprefix("www.")


def _encoded(segment: str) -> str:
    """A segment of a path with the percent-encodings that it needs, and no others."""
    plain = unquote(segment, errors="surrogateescape")
    return quote(plain, safe="!$&'()*+,;=:@", errors="surrogateescape")


def _unicode_host(host: str) -> str:
    """An internationalised host as it is read, where it is written in Punycode."""
    if "xn--" not in host:
        return host
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
