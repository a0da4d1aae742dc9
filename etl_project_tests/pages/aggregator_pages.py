"""Writes pages of the aggregator layout, as text and as HTML, from invented articles."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl_project.pages.model import ArticleBlock, Page, ParsedPage

KNOWN = frozenset({"yahoo", "the harbour gazette", "channel 4", "sky news 24", "الجزيرة", "7news"})
"""Folded names of the registry in these tests."""

TEASER = "Orange background\n\nTry Our AI Features\n\nExplore what Daily8 AI can do for you:\n\nComments\n\nNo comments yet...\n\n"
RELATED = "Related Articles\n\n"
ADVERT = (
    "DOWNLOAD THE APP\n\nGet Started Now: Download the App\n\nReady to dive into a world of global content with local flavor? "
    "Download Daily8 app today from your preferred app store and start exploring.\napp-storeplay-store"
)
CHROME = tuple(line for line in ("logo\n" + TEASER + RELATED + ADVERT).split("\n") if line)


@dataclass(frozen=True)
class Story:
    """An article as a page is to show it."""

    title: str
    body: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    categories: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


HARBOUR = Story(
    "Harbour town votes to keep its last lighthouse keeper",
    (
        "PORT ELLERY — The council of Port Ellery voted on Saturday to keep the last lighthouse keeper of the coast.",
        "'We owe the light to the boats, and the boats owe it to us,' said Mayor Ilse Verran.",
        "The vote ended a quarrel of two years.",
    ),
    "The Harbour Gazette",
    "12-07-2025",
)
TRAMS = Story(
    "City's night trams to run every ten minutes from autumn",
    ("The transport board said on Monday that night trams would run every ten minutes. Fares will not change.",),
    "Yahoo",
    "11 minutes ago",
)
ORCHARDS = Story(
    "Late frost halves the orchards' harvest, growers say",
    ("Growers in the valley expect half of last year's apples. Prices may double by winter.",),
    "Valley Ledger",
    "14 minutes ago",
)


def banner(story: Story) -> str:
    """The main article's head and body."""
    label = (story.publisher or "") + (story.published or "")
    body = "\n".join(story.body)
    return f"logo\n{story.title}\n\n{story.title}\n\n" + (f"{label}\n" if label else "") + (f"{body}\n" if body else "")


def card(story: Story) -> str:
    """A related or listed article."""
    parts = [f"{story.title}\n{story.title}\n\n"]
    if story.publisher:
        parts.append(f"{story.publisher}\n\n")
    if story.published:
        parts.append(f"time{story.published}\n\n")
    bullets = [*story.categories, *([story.publisher] if story.publisher else [])]
    if bullets:
        parts.append("\n".join(f"  • {name}" for name in bullets) + "\n\n")
    parts.append(f"{story.title}\n\n")
    if story.body:
        parts.append("\n".join(story.body) + "\n\n")
    if story.hashtags:
        parts.append("Hashtags\n\n" + "\n".join(f"#{tag}" for tag in story.hashtags) + "\n\n")
    return "".join(parts)


def page(main: Story | None, cards: Sequence[Story]) -> str:
    """A whole page: a main article and related ones, or related ones alone."""
    related = RELATED + "".join(map(card, cards)) if cards else ""
    return ("logo\n\n" if main is None else banner(main) + TEASER) + related + ADVERT


def hashtag_page(hashtag: str, cards: Sequence[Story]) -> str:
    """The list of a hashtag."""
    return f"logo\n\n#\n\nLatest news with #{hashtag}\n\n" + "".join(map(card, cards)) + ADVERT


def as_html(text: str) -> str:
    """The HTML that such a text may have been rendered from."""
    elements = []
    for line in filter(None, map(str.strip, text.splitlines())):
        escaped = html.escape(line)
        if line == "logo":
            elements.append('<header><a href="/"><img src="l.svg" alt="logo"></a></header>')
        elif line.startswith("•"):
            elements.append(f"<ul><li>{escaped.removeprefix('•').strip()}</li></ul>")
        elif match := re.match(r"time(?=\d|an? |منذ)", line):
            elements.append(f'<div><img alt="time" src="t.svg"><span>{escaped[match.end() :]}</span></div>')
        elif len(line) > 80:
            elements.append(f"<p>{escaped}</p>")
        else:
            elements.append(f"<div>\n  <span>{escaped}</span>\n</div>")
    style = "<style>p { margin: 0 }</style><script>var logo = '<p>Comments</p>';</script>"
    return f"<!DOCTYPE html><html><head><title>A page</title>{style}</head><body>{''.join(elements)}</body></html>"


def text_page(text: str) -> Page:
    return Page(text, "text")


def html_page(text: str) -> Page:
    return Page(as_html(text), "html")


def comparable(parsed: ParsedPage) -> list[ArticleBlock]:
    """The blocks without what differs between a text and its HTML: spans, and blank lines in bodies."""
    return [
        replace(block, body=re.sub(r"\s*\n\s*", "\n", block.body), char_start=0, char_end=0) for block in parsed.blocks
    ]


def assert_spans_fit(parsed: ParsedPage) -> None:
    """Every span lies in the page, after the one before, and cuts out the body, or the headline where it is empty."""
    last_end = 0
    for block in parsed.blocks:
        assert last_end <= block.char_start < block.char_end <= len(parsed.text)
        assert parsed.text[block.char_start : block.char_end] == (block.body or block.title)
        last_end = block.char_end
