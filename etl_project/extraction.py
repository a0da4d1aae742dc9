"""The unit of work: a file, or a share of a large one, in; the rows of its pages out."""

import logging
import traceback
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from etl_project import pages
from etl_project.execution import Executor, Lost
from etl_project.keys import stable_key
from etl_project.pages.model import ArticleBlock, Page, PageRejected, ParsedPage
from etl_project.readers import Capture, Limits, Rejection, Share, read, rest_of_share, shares_of, unforeseen
from etl_project.readers.encoding import storable
from etl_project.storage import Root
from etl_project.text import printable, printable_lines

logger = logging.getLogger(__name__)

MAX_LOSSES_PER_SHARE = 5
"""Pages of one share that may crash or hang their process before its rest is given up."""

Row = dict[str, Any]
"""Column → value."""


@dataclass(frozen=True, slots=True)
class Extract:
    """What one page brought, as rows without the columns that the writer sets."""

    captures: list[Row]
    """raw.captures, without run_id: one."""
    appearances: list[Row] = field(default_factory=list)
    """staging.appearances, without run_id."""
    quarantine: list[Row] = field(default_factory=list)
    """audit.quarantine, without run_id, attempts, status and released_by: one, where the page is held back."""
    share_start: int = 0
    """Where the share begins that the page is in."""

    @property
    def input_uri(self) -> str:
        """The file."""
        return str(self.captures[0]["input_uri"])

    @property
    def byte_end(self) -> int:
        """One past the page's last byte in the file."""
        return int(self.captures[0]["byte_offset"] + self.captures[0]["byte_length"])


@dataclass(frozen=True, slots=True)
class Resumption:
    """Go on with a share whose process crashed or hung on a page."""

    byte_offset: int
    """Where the pages that are done end: the next one is to blame."""
    rejection: Rejection
    """What it did; it is not parsed again."""


def extract_all(
    input_uris: Iterable[str],
    executor: Executor,
    *,
    raw_root: Root,
    limits: Limits,
    publisher_labels: frozenset[str],
    known: Mapping[str, Container[int]] = MappingProxyType({}),
) -> Iterator[Extract]:
    """Every page of every file, taken apart by `executor`; the pages of a share in their order, shares as they finish.

    A page that crashes or hangs its process, or takes too much memory, is held back, as ``worker_died``, ``timed_out`` or
    ``out_of_memory``, and the pages after it are read on. Only after `MAX_LOSSES_PER_SHARE` of them is the rest of the share held back in one piece.

    Args:
        known: of a file, the byte offsets of pages that are to be passed over.
    """
    task = partial(extract, raw_root=raw_root, limits=limits, publisher_labels=publisher_labels, known=dict(known))
    done: dict[tuple[str, int], int] = {}
    losses: list[Lost[Share]] = []
    divided: set[str] = set()
    for outcome in executor.flat_map(task, _shares(input_uris, raw_root, limits, divided)):
        if isinstance(outcome, Lost):
            losses.append(outcome)
        else:
            done[outcome.input_uri, outcome.share_start] = outcome.byte_end
            yield outcome

    for loss in losses:
        yield from _resume(
            loss, done.get((loss.item.input_uri, loss.item.start), loss.item.start), executor, task, raw_root, limits
        )
    # A file that is not divided says so itself.
    for input_uri in sorted(divided - {uri for uri, _ in done} - {loss.item.input_uri for loss in losses}):
        if known.get(input_uri):
            continue
        rejection = Rejection("no_pages", "None of its records is a page.")
        yield _held_back(rest_of_share(raw_root, Share(input_uri), limits, 0, rejection), "read", rejection)


def _shares(input_uris: Iterable[str], raw_root: Root, limits: Limits, divided: set[str]) -> Iterator[Share]:
    """The shares of all files, found while others are read; `divided` will hold the files of several."""
    for input_uri in input_uris:
        for share in shares_of(raw_root, input_uri, limits):
            if share.end is not None:
                divided.add(input_uri)
            yield share


def _resume(
    loss: Lost[Share],
    byte_offset: int,
    executor: Executor,
    task: "partial[Iterator[Extract]]",
    raw_root: Root,
    limits: Limits,
) -> Iterator[Extract]:
    """The rest of a share, from the page at or after `byte_offset` on, which was lost."""
    for _ in range(MAX_LOSSES_PER_SHARE):
        resumption = Resumption(byte_offset, Rejection(loss.code, loss.reason))
        next_loss: Lost[Share] | None = None
        for outcome in executor.flat_map(partial(task, resumption=resumption), [loss.item]):
            if isinstance(outcome, Lost):
                next_loss = outcome
            else:
                byte_offset = outcome.byte_end
                yield outcome
        if next_loss is None:
            return
        loss = next_loss
    if loss.item.end is None or byte_offset < loss.item.end:
        yield lost(loss, raw_root=raw_root, limits=limits, byte_offset=byte_offset)


def extract(
    share: Share,
    *,
    raw_root: Root,
    limits: Limits,
    publisher_labels: frozenset[str],
    known: Mapping[str, Container[int]] = MappingProxyType({}),
    resumption: Resumption | None = None,
) -> Iterator[Extract]:
    """Read a share of a file and take each of its pages apart. Nothing that is wrong with the file or a page is raised.

    Args:
        share: of a file ``<load date>/<path>`` under `raw_root`.
        publisher_labels: as in `etl_project.pages.parse`.
        known: as in `extract_all`.
        resumption: where to go on, and what befell the page there.

    Raises:
        ValueError: the path does not begin with a date.
        MemoryError, StorageError: as in `etl_project.readers.read`.
    """
    passed_over = known.get(share.input_uri, ())

    def is_left(byte_offset: int) -> bool:
        """Whether a page need not even be decoded: it is passed over, was done before, or is to blame for the loss."""
        return byte_offset in passed_over or resumption is not None

    for capture in read(raw_root, share, limits, is_left):
        if capture.byte_offset in passed_over or (resumption and capture.byte_offset < resumption.byte_offset):
            continue
        if capture.rejection:
            found = _held_back(capture, "read", capture.rejection)
        elif resumption:
            found = _held_back(capture, "parse", resumption.rejection)
        else:
            found = _taken_apart(capture, publisher_labels)
        yield replace(found, share_start=share.start)
        resumption = None


def lost(loss: Lost[Share], *, raw_root: Root, limits: Limits, byte_offset: int = 0) -> Extract:
    """Stands for what is not known of a share, from `byte_offset` on: from the start of a file, the pointer is the whole file."""
    rejection = Rejection(loss.code, f"{loss.reason} What follows in the file was not read.")
    return _held_back(rest_of_share(raw_root, loss.item, limits, byte_offset, rejection), "parse", rejection)


def _taken_apart(capture: Capture, publisher_labels: frozenset[str]) -> Extract:
    assert capture.text is not None and capture.media is not None
    captured_on = capture.captured_at.date().isoformat() if capture.captured_at else None
    try:
        parsed = pages.parse(Page(capture.text, capture.media, capture.page_url, captured_on), publisher_labels)
        if not parsed.blocks:
            raise PageRejected("no_article", f"The layout {parsed.layout} found no article on the page.")
    except PageRejected as rejected:
        return _held_back(capture, "parse", Rejection(rejected.code, rejected.reason))
    except MemoryError:
        raise  # the executor's business
    except Exception as error:
        # The one place where whatever a parser does is caught: one page may not end the load of all others.
        trace = printable_lines(traceback.format_exc())
        logger.error("Parsing %s at byte %d failed\n%s", printable(capture.input_uri), capture.byte_offset, trace)
        return _held_back(capture, "parse", unforeseen("parser_error", "Parsing it", error))
    status = "partial" if parsed.is_partial or capture.is_cut else "ok"
    row = _capture_row(capture, status, layout=parsed.layout, article_count=len(parsed.blocks))
    return Extract([row], [_appearance_row(row, parsed, position) for position in range(len(parsed.blocks))])


def _held_back(capture: Capture, stage: str, rejection: Rejection) -> Extract:
    row = _capture_row(capture, "quarantined")
    return Extract(
        [row],
        quarantine=[
            {
                "quarantine_key": stable_key(stage, row["capture_key"], rejection.code),
                "grain": "page",
                "payload_key": row["capture_key"],
                "capture_key": row["capture_key"],
                "stage": stage,
                "reason_code": rejection.code,
                "reason": storable(rejection.reason),
                "input_uri": capture.input_uri,
                "byte_offset": capture.byte_offset,
                "byte_length": capture.byte_length,
                "char_start": None,
                "char_end": None,
                "load_date": row["load_date"],
                "parser_version": pages.PARSER_VERSION,
            }
        ],
    )


def _capture_row(capture: Capture, status: str, layout: str | None = None, article_count: int = 0) -> Row:
    return {
        "capture_key": stable_key(capture.input_uri, capture.byte_offset),
        "input_uri": capture.input_uri,
        "byte_offset": capture.byte_offset,
        "byte_length": capture.byte_length,
        "sha256": capture.sha256,
        "format": capture.format,
        "page_url": capture.page_url,
        "host": host_of(capture.page_url),
        "captured_at": capture.captured_at,
        "captured_at_source": capture.captured_at_source,
        "encoding": capture.encoding,
        "layout": layout,
        "article_count": article_count,
        "status": status,
        "load_date": date.fromisoformat(capture.input_uri.split("/", 1)[0]),
        "parser_version": pages.PARSER_VERSION,
    }


def host_of(url: str | None) -> str | None:
    """Host of an address, lower case, without ``www.``.

    >>> host_of("https://WWW.Example.org:8080/news")
    'example.org'
    """
    host = urlsplit(url).hostname if url else None
    return host.removeprefix("www.").rstrip(".") or None if host else None


def _appearance_row(capture: Row, page: ParsedPage, position: int) -> Row:
    block: ArticleBlock = page.blocks[position]

    def text(value: str | None) -> str | None:
        return None if value is None else storable(value)

    return {
        "appearance_key": stable_key(capture["capture_key"], position),
        "capture_key": capture["capture_key"],
        "role": block.role,
        "position": position,
        "title": text(block.title),
        "title_source": block.title_source,
        "title_confidence": block.title_confidence,
        "publisher_label": text(block.publisher_label),
        "byline": text(block.byline),
        "byline_source": block.byline_source,
        "byline_confidence": block.byline_confidence,
        "published_raw": text(block.published_raw),
        "published_source": block.published_source,
        "published_confidence": block.published_confidence,
        "date_order": block.date_order,
        "article_url": text(block.article_url),
        "language_declared": text(block.language_declared),
        "categories": [storable(category) for category in block.categories],
        "hashtags": [storable(hashtag) for hashtag in block.hashtags],
        "body": storable(block.body),
        "body_source": block.body_source,
        "body_confidence": block.body_confidence,
        "char_start": block.char_start,
        "char_end": block.char_end,
        "is_truncated": block.is_truncated,
        "is_paywalled": block.is_paywalled,
        "layout": page.layout,
        "load_date": capture["load_date"],
        "parser_version": pages.PARSER_VERSION,
    }
