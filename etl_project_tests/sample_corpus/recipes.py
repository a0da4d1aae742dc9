"""The kinds of file that a load folder can hold, and how each is written.

A recipe says what a page shows and when it was fetched; `Recipe.page` lays it out. Recipes hold no text of their own.
"""

import gzip
import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Protocol
from uuid import UUID

from etl_project_tests.sample_corpus import aggregator, outlets
from etl_project_tests.sample_corpus.aggregator import Shown
from etl_project_tests.sample_corpus.parquet_file import parquet_file
from etl_project_tests.sample_corpus.stories import Story, digest


@dataclass(frozen=True)
class RawPage:
    """A file of a load folder; the sidecar beside it says what `url` and `captured_at` hold, where they hold something."""

    name: str
    content: bytes
    url: str | None = None
    captured_at: datetime | None = None

    def files(self) -> dict[str, bytes]:
        """Content by file name: the page, and its sidecar where it has one."""
        files = {self.name: self.content}
        if self.url and self.captured_at:
            origin = {"url": self.url, "captured_at": _iso(self.captured_at)}
            files[f"{self.name}.meta.json"] = (json.dumps(origin, ensure_ascii=False) + "\n").encode()
        return files


class Recipe(Protocol):
    """What a file of a load folder holds."""

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        """Write the file.

        Raises:
            ValueError: a story was published after the page was fetched.
        """
        ...


@dataclass(frozen=True)
class OutletPage:
    """An article on its outlet's own site."""

    at: str
    """Time of the capture, UTC, ``HH:MM``."""
    story: str
    form: str = "html"
    """``html`` or ``html.gz``."""
    name: str | None = None
    """File name without its ending; the story's id where it is None."""
    encoding: str = "utf-8"
    is_print_view: bool = False

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        captured = _moment(day, self.at)
        story = _published_before(stories[self.story], captured)
        view = outlets.tribune_print_view(story) if self.is_print_view else outlets.page(story, captured)
        url = f"{story.url}?view=print" if self.is_print_view else story.url
        return RawPage(
            f"{self.name or self.story}.{self.form}", _packed(view.encode(self.encoding), self.form), url, captured
        )


@dataclass(frozen=True)
class SectionFront:
    """A list of links to the Northfield Tribune's articles, and no article."""

    at: str
    section: str
    stories: tuple[str, ...]

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        captured = _moment(day, self.at)
        linked = [_published_before(stories[name], captured) for name in self.stories]
        content = outlets.tribune_section_front(self.section, linked).encode()
        section = self.section.lower()
        url = f"https://{linked[0].outlet.host}/{section}/"
        return RawPage(f"tribune-front-{section}.html", content, url, captured)


@dataclass(frozen=True)
class AggregatorPage:
    """A main article with related ones, on the aggregator."""

    at: str
    main: str | None
    """None for a page that holds related articles only."""
    related: tuple[str, ...]
    form: str = "txt"
    """``txt``, ``html`` or ``html.gz``."""
    name: str | None = None
    """File name without its ending; made from the main story's id where it is None."""
    has_sidecar: bool = True
    label: str | None = None
    """What the main article's outlet is called here, where that is not its name."""
    has_source: bool = True
    """Whether the main article has a publisher and a date."""
    is_absolute: bool = False
    """Whether the main article's time is a date however recent it is."""
    has_title_twice: bool = True
    has_hashtags: bool | None = None
    """None without the heading of the hashtags, False with nothing below it."""
    title_only: tuple[str, ...] = ()
    """Related stories of which the page has no text."""
    cut_after: str | None = None
    """Words with which the file breaks off."""
    encoding: str = "utf-8"

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        captured = _moment(day, self.at)
        related = [
            aggregator.show(_published_before(stories[name], captured), captured, has_body=name not in self.title_only)
            for name in self.related
        ]
        story = _published_before(stories[self.main], captured) if self.main else None
        language = (story or stories[self.related[0]]).language
        name = f"{self.name or f'daily8-{self.main}'}.{self.form}"
        content = self._cut(self._layout(story, related, language, captured)).encode(self.encoding)
        url = aggregator.article_url(story) if story else aggregator.latest_url(language)
        has_origin = self.has_sidecar
        return RawPage(name, _packed(content, self.form), url if has_origin else None, captured if has_origin else None)

    def _layout(self, story: Story | None, related: list[Shown], language: str, captured: datetime) -> str:
        main = None
        if story is not None:
            main = aggregator.show(story, captured, label=self.label, is_absolute=self.is_absolute)
        if self.form == "txt":
            return aggregator.article_text(
                main,
                related,
                language,
                has_source=self.has_source,
                has_title_twice=self.has_title_twice,
                has_hashtags=self.has_hashtags,
            )
        if main is None:
            raise ValueError("an HTML page of the aggregator needs a main story")
        return aggregator.article_html(main, related, language, has_hashtags=self.has_hashtags)

    def _cut(self, text: str) -> str:
        if self.cut_after is None:
            return text
        return text[: text.index(self.cut_after) + len(self.cut_after)]


@dataclass(frozen=True)
class HashtagPage:
    """The aggregator's list of articles with a hashtag."""

    at: str
    tag: str
    listed: tuple[str, ...]
    form: str = "txt"

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        captured = _moment(day, self.at)
        listed = [_published_before(stories[name], captured) for name in self.listed]
        if any(self.tag not in story.hashtags for story in listed):
            raise ValueError(f"a story listed under #{self.tag} does not have it")
        language = listed[0].language
        layout = aggregator.hashtag_text if self.form == "txt" else aggregator.hashtag_html
        text = layout(self.tag, [aggregator.show(story, captured) for story in listed], language)
        name = f"daily8-hashtag-{self.tag.lower()}.{self.form}"
        return RawPage(name, _packed(text.encode(), self.form), aggregator.hashtag_url(self.tag, language), captured)


@dataclass(frozen=True)
class FeedText:
    """An article as the plain text of a feed; stands in JSONL only."""

    at: str
    story: str

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        captured = _moment(day, self.at)
        story = _published_before(stories[self.story], captured)
        return RawPage(f"{self.story}.txt", outlets.plain_text(story).encode(), story.url, captured)


@dataclass(frozen=True)
class JsonLines:
    """Several pages in one file, a record each; a string stands for a line that is no JSON."""

    name: str
    """File name with its ending, ``.jsonl`` or ``.jsonl.gz``."""
    records: tuple[Recipe | str, ...]

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        lines = [record if isinstance(record, str) else _record(record.page(day, stories)) for record in self.records]
        return RawPage(self.name, _packed("".join(f"{line}\n" for line in lines).encode(), self.name))


@dataclass(frozen=True)
class Redirect:
    """The answer to an address that leads to a story's; stands in WARC files only."""

    at: str
    story: str

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        story = stories[self.story]
        head = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {story.url}\r\nContent-Length: 0\r\n\r\n"
        url = story.url.replace("https://", "http://")
        return RawPage("redirect", head.encode(), url, _moment(day, self.at))


@dataclass(frozen=True)
class Cut:
    """A record that breaks off, as when a crawler is killed; stands in WARC files only."""

    recipe: Recipe

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        return self.recipe.page(day, stories)


@dataclass(frozen=True)
class WarcFile:
    """What a crawler met, a record each and compressed one by one, after a record about the crawl."""

    name: str
    """File name with its ending, ``.warc.gz``."""
    recipes: tuple[Recipe, ...]

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        about = RawPage("warcinfo", b"software: a crawler that was made up\r\nformat: WARC File Format 1.0\r\n")
        members = [stored_gzip(_warc_record(about, "warcinfo", datetime.combine(day, time(), UTC)))]
        for recipe in self.recipes:
            page = recipe.page(day, stories)
            assert page.captured_at is not None
            member = stored_gzip(_warc_record(page, "response", page.captured_at))
            members.append(member[: len(member) * 2 // 3] if isinstance(recipe, Cut) else member)
        return RawPage(self.name, b"".join(members))


@dataclass(frozen=True)
class ParquetFile:
    """Several pages in one file, a row each."""

    name: str
    recipes: tuple[OutletPage, ...]

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        pages = [recipe.page(day, stories) for recipe in self.recipes]
        columns = {
            "url": [page.url or "" for page in pages],
            "html": [page.content.decode() for page in pages],
            "captured_at": [_iso(page.captured_at) if page.captured_at else "" for page in pages],
        }
        return RawPage(self.name, parquet_file(columns))


@dataclass(frozen=True)
class BareFile:
    """A file that is no page at all."""

    name: str
    content: bytes
    url: str | None = None
    at: str | None = None

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        return RawPage(self.name, self.content, self.url, _moment(day, self.at) if self.at else None)


@dataclass(frozen=True)
class Again:
    """The same page under another name: same bytes, same sidecar."""

    recipe: Recipe
    name: str

    def page(self, day: date, stories: Mapping[str, Story]) -> RawPage:
        first = self.recipe.page(day, stories)
        return RawPage(self.name, first.content, first.url, first.captured_at)


def stored_gzip(content: bytes) -> bytes:
    """`content` in the gzip format (RFC 1952) with stored blocks (RFC 1951, 3.2.4).

    Compressed bytes differ between versions of zlib; stored ones are the same everywhere.
    """
    blocks = []
    for start in range(0, max(len(content), 1), 0xFFFF):
        block = content[start : start + 0xFFFF]
        is_last = start + 0xFFFF >= len(content)
        blocks.append(struct.pack("<BHH", is_last, len(block), len(block) ^ 0xFFFF) + block)
    header = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    trailer = struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return header + b"".join(blocks) + trailer


def _packed(content: bytes, name: str) -> bytes:
    return stored_gzip(content) if name.endswith("gz") else content


def _record(page: RawPage) -> str:
    content = gzip.decompress(page.content) if page.name.endswith(".gz") else page.content
    media = "html" if ".html" in page.name else "text"
    origin = {"url": page.url, "captured_at": _iso(page.captured_at) if page.captured_at else None}
    fields = {key: value for key, value in origin.items() if value is not None} | {media: content.decode()}
    return json.dumps(fields, ensure_ascii=False)


def _warc_record(page: RawPage, kind: str, moment: datetime) -> bytes:
    block = page.content
    if kind == "response" and not block.startswith(b"HTTP/"):
        media = "text/html; charset=utf-8" if ".html" in page.name else "image/png"
        block = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(block)}\r\n\r\n".encode() + block
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{UUID(digest(f'{kind} {page.url} {moment}'))}>",
        "WARC-Date": _iso(moment),
        "WARC-Target-URI": page.url,
        "Content-Type": "application/http; msgtype=response" if kind == "response" else "application/warc-fields",
        "Content-Length": str(len(block)),
    }
    header = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return f"WARC/1.0\r\n{header}\r\n".encode() + block + b"\r\n\r\n"


def _moment(day: date, at: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), UTC)


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _published_before(story: Story, captured: datetime) -> Story:
    last_change = story.modified or story.published
    if last_change >= captured:
        raise ValueError(f"{story.title!r} appeared after {captured}")
    return story
