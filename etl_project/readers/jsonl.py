"""JSONL: one page a line, as ``{"url": …, "html": … or "text": …, "captured_at": …}``. Other fields are not read."""

import codecs
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl_project.readers.capture import Capture, Rejected, Rejection
from etl_project.readers.encoding import reject_magic, storable, usable
from etl_project.readers.metadata import Metadata, json_object, metadata, string_field
from etl_project.readers.source import CHUNK_BYTES, Source, hash_stream

MAX_REJECTS_IN_A_ROW = 1000
"""After so many lines of which none is a page, the rest of the file is held back in one piece: a small file can unpack
to millions of them."""


@dataclass(frozen=True, slots=True)
class _Line:
    byte_offset: int
    byte_length: int
    """Without the line feed."""
    sha256: str
    content: bytes | None
    """None where it is too long to be held."""


def read(source: Source) -> Iterator[Capture]:
    """A page for every line that is not blank.

    A sidecar says what a record does not say itself. Of a record with both, html is read rather than text.

    Raises:
        Rejected: the file cannot be read, or not any further.
    """
    head = source.stream.peek(16)
    reject_magic(head)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Rejected("not_utf8", "It is UTF-16, and JSONL must be UTF-8.")
    offset = len(source.stream.read(3)) if head.startswith(codecs.BOM_UTF8) else 0

    count = rejects = 0
    for line in _lines(source.stream, offset, source.limits.max_page_bytes):
        capture = _capture(line, source)
        yield capture
        count += 1
        rejects = 0 if capture.rejection is None else rejects + 1
        if rejects == MAX_REJECTS_IN_A_ROW:
            yield from _rest(source, capture)
            break
    if not count:
        raise Rejected("empty", "There is nothing in it.")


def _lines(stream: io.BufferedReader, offset: int, max_bytes: int) -> Iterator[_Line]:
    """The lines that are not blank; of one longer than `max_bytes` no more than a piece at a time is in memory."""
    while content := stream.readline(max_bytes + 1):
        is_whole = content.endswith(b"\n")
        content = content.removesuffix(b"\n")
        digest = hashlib.sha256(content)
        length = len(content)
        if length > max_bytes:
            while not is_whole and (piece := stream.readline(CHUNK_BYTES)):
                is_whole = piece.endswith(b"\n")
                piece = piece.removesuffix(b"\n")
                digest.update(piece)
                length += len(piece)
            yield _Line(offset, length, digest.hexdigest(), None)
        elif not content.isspace() and content:
            yield _Line(offset, length, digest.hexdigest(), content)
        offset += length + is_whole


def _capture(line: _Line, source: Source) -> Capture:
    capture = Capture(source.input_uri, line.byte_offset, line.byte_length, line.sha256, "jsonl")
    if source.is_left(line.byte_offset):
        return capture
    try:
        if line.content is None:
            raise Rejected("too_large", f"The line has more than {source.limits.max_page_bytes:,} bytes.")
        return _page(capture, line.content, source.sidecar)
    except Rejected as error:
        return replace(capture, rejection=error.rejection)


def _page(capture: Capture, content: bytes, sidecar: Metadata) -> Capture:
    try:
        record = json_object(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Rejected("not_utf8", "The line is not UTF-8.") from None
    except ValueError as error:
        raise Rejected("invalid_json", f"The line cannot be used: {error}.") from None
    try:
        said, html, text = metadata(record), string_field(record, "html"), string_field(record, "text")
    except ValueError as error:
        raise Rejected("invalid_field", f"The record cannot be used: {error}.") from None
    capture = replace(
        capture,
        page_url=said.page_url or sidecar.page_url,
        captured_at=said.captured_at or sidecar.captured_at,
        captured_at_source="field" if said.captured_at else "sidecar" if sidecar.captured_at else "unknown",
    )
    try:
        page = usable(html or text)
    except Rejected as error:
        return replace(capture, rejection=error.rejection)
    return replace(capture, media="html" if html else "text", text=storable(page), encoding="utf-8")


def _rest(source: Source, last: Capture) -> Iterator[Capture]:
    """What follows the line `last`, in one piece."""
    length, sha256 = hash_stream(source.stream, source.limits.max_file_bytes)
    if length:
        reason = f"It is the rest of a file after {MAX_REJECTS_IN_A_ROW:,} lines in a row that are no pages."
        yield Capture(
            source.input_uri, last.byte_end + 1, length, sha256, "jsonl", rejection=Rejection("invalid_json", reason)
        )
