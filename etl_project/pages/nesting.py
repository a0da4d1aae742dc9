"""A bound on how deeply HTML is nested, found before any parser builds a tree of it.

Building the tree costs time in the order of nesting × elements, because an HTML parser looks through its open elements
at nearly every block tag (https://html.spec.whatwg.org/multipage/parsing.html#has-an-element-in-scope), and memory in
the order of unclosed formatting × elements, because it opens formatting anew in every block. 100,000 nested tags, half a
megabyte, would take it minutes, and 4,000 ill-chosen ones gigabytes. One scan over the tags does not.
"""

import re
from collections import Counter
from collections.abc import Iterator

from etl_project.pages.model import PageRejected
from etl_project.pages.vocabulary import word_set

MAX_DEPTH = 512
"""Elements open at one place: the limit of browsers, and far above the two or three dozen of newspapers' pages."""
MAX_CLONES = 1_000_000
"""Unclosed formatting elements × elements: what opening them anew can make of a page, about 400 MB of tree."""

MAX_TAGS = 300_000
"""Tags of a page, most of a second and 200 MB of tree; large live blogs have some ten thousand."""
MAX_ATTRIBUTES = 2_000
"""Attributes of one element; lexbor's time grows with their square, to seconds at 30,000."""
MAX_ALL_ATTRIBUTES = 300_000
"""Attributes of a large page: each takes some 250 bytes of tree."""
_LARGE = 2_000_000
"""Characters; the attributes of a smaller page take 250 MB at most."""
_START_TAG = re.compile(r"<[a-zA-Z][^>]*+")
_LONG = 2 * MAX_ATTRIBUTES
"""Characters that so many attributes take at least."""
_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{_LONG},}}+")
_QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
_HARMLESS_TAGS = 20_000
"""So many tags, however nested, are parsed in half a second."""
_FORMATTING = word_set("b big code em font i nobr s small strike strong tt u")
_NEVER_NESTED = word_set(
    """
    a area base basefont bgsound body br caption col colgroup dd dt embed frame head hr html img input keygen li link
    meta optgroup option p param rb rp rt rtc source tbody td tfoot th thead tr track wbr
    """
)
"""Void elements, and those that the next of their kind closes."""
_FORMATTING_TAG = re.compile(f"<(?:{'|'.join(sorted(_FORMATTING | {name.upper() for name in _FORMATTING}))})[\\s>]")
_TAG = re.compile(
    r"<(?:(?P<raw>script|style|textarea|title|xmp|iframe|noembed|noframes)\b(?:[^<]++|<(?!/(?P=raw)))*+"
    r"|!--(?:[^-]++|-(?!->))*+"
    r"|(?P<close>/?)(?P<name>[a-z][^\s/>]*+)(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+))",
    re.IGNORECASE,
)


def check_nesting(html: str) -> None:
    """Reject HTML whose tree would take much time or memory to build.

    Depth is estimated from the tags alone: too high where closing tags are missing, too low where a parser would
    ignore a closing tag.

    Raises:
        PageRejected: `nested_too_deep`, `too_many_elements`, `too_many_attributes`.
    """
    tags = html.count("<")
    if tags > MAX_TAGS:
        raise PageRejected("too_many_elements", f"It has more than {MAX_TAGS:,} tags.")
    for tag in _long_tags(html):
        if _attributes(tag) > MAX_ATTRIBUTES:
            raise PageRejected(
                "too_many_attributes", f"One of its elements has more than {MAX_ATTRIBUTES:,} attributes."
            )
    if len(html) > _LARGE and sum(map(_attributes, _START_TAG.findall(html))) > MAX_ALL_ATTRIBUTES:
        raise PageRejected("too_many_attributes", f"Its elements have more than {MAX_ALL_ATTRIBUTES:,} attributes.")
    if tags <= _HARMLESS_TAGS and tags * len(_FORMATTING_TAG.findall(html)) <= MAX_CLONES:
        return
    unclosed: Counter[str] = Counter()
    depth = formatting = 0
    for match in _TAG.finditer(html):
        if match["name"] is None or (name := match["name"].lower()) in _NEVER_NESTED:
            continue
        if match["close"]:
            if not unclosed[name]:
                continue
            step = -1
        elif match["attributes"].endswith("/") and unclosed["svg"] + unclosed["math"]:
            continue
        else:
            step = 1
        unclosed[name] += step
        depth += step
        formatting += step if name in _FORMATTING else 0
        if depth > MAX_DEPTH or formatting * tags > MAX_CLONES:
            raise PageRejected("nested_too_deep", "Its elements are nested too deeply, or too many are left open.")


def _attributes(tag: str) -> int:
    """Number of a start tag's attributes, or a few more."""
    return len(_QUOTED.sub(" ", tag).replace("/", " ").split()) - 1


def _long_tags(html: str) -> Iterator[str]:
    """What looks like a tag of more than `_LONG` characters.

    Such a tag spans a stretch without ">", and most of those can be told from afar: from one ">" to the last one within
    reach, the page is passed in strides of nearly that length.
    """
    last, size = -1, len(html)
    while size - last > _LONG:
        following = html.rfind(">", last + 1, last + 1 + _LONG)
        if following < 0:
            following = html.find(">", last + 1 + _LONG)
            following = following if following >= 0 else size
            yield from _LONG_TAG.findall(html, last + 1, following)
        last = following
