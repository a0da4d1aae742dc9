"""WARC, the format of web archives: a page for every response in HTML with status 200. Other records are no pages, and are passed over.

A record is addressed as in the indexes of web archives (CDX): where it lies on disk, compressed or not. So it is found
without reading what is before it, and a file can be divided.

A file may be damaged anywhere. What is no whole record, up to where the next one begins, is held back in one piece, and
reading goes on there. After damage that is a guess: the next bytes that begin like a record, or like a compressed one.
Elsewhere nothing is guessed, for a page can hold bytes that look like a record with another address.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl_project.readers import http
from etl_project.readers.capture import Capture, Rejected, Rejection
from etl_project.readers.compression import Allowance, Compression, Member, compression_of, skip_padding
from etl_project.readers.encoding import decode_html, reject_magic
from etl_project.readers.metadata import metadata
from etl_project.readers.source import CHUNK_BYTES, Source, hash_stream, pieces, windowed

MAX_DAMAGES_IN_A_ROW = 1000
"""After so many stretches of which none is a record, the rest of the file is held back in one piece."""
SHARE_BYTES = 64_000_000
"""A file is divided into shares of about so many bytes on disk: a minute or two of work, and a thousandth of that to find their ends."""

_BLANK = b"\0\t\n\r "
"""What may stand between records."""
_MAX_HEADER_BYTES = 65_536
_BEGIN = re.compile(rb"WARC/\d{1,3}\.\d{1,3}\r?\n")
_LENGTH = re.compile(r"\d{1,18}", re.ASCII)
_GUESSED_BEGIN = re.compile(rb"WARC/\d\.\d\r?\n(?=[A-Za-z])")
_OVERLAP_BYTES = 16
"""A beginning is not longer than that."""
_NO_WEB = re.compile("<?(?:dns|whois|ftps?|urn|metadata):", re.IGNORECASE)
"""Addresses of what no web server answered."""
_CUT_REASONS = ("length", "time", "disconnect", "unspecified")
"""Values of WARC-Truncated."""


class _Damaged(Exception):
    """There is no whole record here; the message says why."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A record that is whole."""

    fields: http.Fields
    head: http.Head | None
    """Of the page; None where the record is none, or one whose head cannot be read."""
    body: bytes | None
    """Of the page; None where it is too long to be held."""
    rejection: Rejection | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """What lies at a place of the file: a record, or a stretch that is none."""

    offset: int
    length: int
    record: _Record | None
    rejection: Rejection | None = None
    """Why it is no record."""


def read(source: Source) -> Iterator[Capture]:
    """A page for every record that is one, and one for every stretch that is no record.

    A sidecar says what a record does not say itself.

    Raises:
        Rejected: there is no page in the file, or it is something else than its name says.
    """
    is_whole_file = source.start == 0 and source.end is None
    if is_whole_file and not compression_of(source.input_uri):
        reject_magic(source.stream.peek(16))
    place = None
    damages = pages = 0
    for place in _places(source):
        damages = damages + 1 if place.record is None else 0
        if damages == MAX_DAMAGES_IN_A_ROW:
            end = _end(source)
            reason = f"It is the rest of a file after {MAX_DAMAGES_IN_A_ROW:,} stretches in a row that are no records."
            yield _capture(
                source, replace(place, length=end - place.offset, rejection=Rejection("corrupt_warc", reason))
            )
            return
        if place.record is None or place.record.head or place.record.rejection:
            yield _capture(source, place)
            pages += 1
    if is_whole_file and place is None:
        raise Rejected("empty", "There is nothing in it.")
    if is_whole_file and not pages:
        raise Rejected("no_pages", "None of its records is a page.")


def payload(source: Source, byte_offset: int, byte_length: int) -> Iterator[bytes]:
    """A record as it lies on disk, in pieces."""
    source.stream.seek(byte_offset)
    return pieces(source.stream, byte_length)


def left_out(source: Source, spans: Sequence[tuple[int, int]], end: float) -> Iterator[int]:
    """Where there are pages, or stretches that are no records, between those that were read. Only what lies between is read."""
    size = _end(source)
    start = 0
    for offset, length in [*spans, (int(min(end, size)), 0)]:
        between = replace(source, start=start, end=offset, is_left=lambda _: True)
        yield from (capture.byte_offset for capture in read(between))
        start = max(start, offset + length)


def cuts(source: Source) -> Iterator[int]:
    """Where records begin that are `SHARE_BYTES` or more apart.

    Raises:
        Rejected: there is damage, after which nothing certain can be said.
    """
    if _end(source) < SHARE_BYTES:
        return  # it need not be read to know that
    last = 0
    for place in _places(source, is_guessing=False):
        if place.offset - last >= SHARE_BYTES:
            last = place.offset
            yield last


def _capture(source: Source, place: _Place) -> Capture:
    source.stream.seek(place.offset)
    _, sha256 = hash_stream(source.stream, place.length)
    capture = Capture(source.input_uri, place.offset, place.length, sha256, "warc", rejection=place.rejection)
    record = place.record
    if record is None or source.is_left(place.offset):
        return capture
    try:
        capture = _with_origin(capture, record.fields, source)
        if record.rejection:
            return replace(capture, rejection=record.rejection)
        assert record.head is not None
        if record.body is None:
            raise Rejected("too_large", f"The page has more than {source.limits.max_page_bytes:,} bytes.")
        is_cut = http.last(record.fields, "warc-truncated").lower() in _CUT_REASONS
        content = http.decoded(record.head, record.body, source.limits, is_cut=is_cut)
        text, encoding = decode_html(content, record.head.charset)
    except Rejected as error:
        return replace(capture, rejection=error.rejection)
    return replace(capture, media="html", text=text, encoding=encoding, is_cut=is_cut)


def _with_origin(capture: Capture, fields: http.Fields, source: Source) -> Capture:
    said = {
        # WARC/1.0 has the address in angle brackets in its grammar, and some crawlers write them.
        "url": http.last(fields, "warc-target-uri").removeprefix("<").removesuffix(">"),
        "captured_at": http.last(fields, "warc-date"),
    }
    try:
        origin = metadata(said)
    except ValueError as error:
        message = str(error).replace("captured_at", "WARC-Date").replace("the url", "WARC-Target-URI")
        raise Rejected("invalid_field", f"The record cannot be used: {message}.") from None
    return replace(
        capture,
        page_url=origin.page_url or source.sidecar.page_url,
        captured_at=origin.captured_at or source.sidecar.captured_at,
        captured_at_source="warc" if origin.captured_at else "sidecar" if source.sidecar.captured_at else "unknown",
    )


def _end(source: Source) -> int:
    return source.stream.seek(0, io.SEEK_END) if source.end is None else source.end


def _places(source: Source, is_guessing: bool = True) -> Iterator[_Place]:
    """Everything in the file, or in a share of it, that is not blank, in order and without overlap.

    Args:
        is_guessing: whether to go on after damage, or to raise Rejected.
    """
    compression = compression_of(source.input_uri)
    last = _end(source)
    file = windowed(source.stream, source.start, last)
    allowance = Allowance(float("inf"), source.limits)
    at = source.start
    while True:
        at = skip_padding(file, at, _BLANK)
        if not file.peek(1):
            return
        try:
            if compression:
                member = Member(compression, file, at, allowance)
                record = _packed_record(io.BufferedReader(member, buffer_size=1 << 16), source.limits.max_page_bytes)
                end = member.end
            else:
                record = _record(file, source.limits.max_page_bytes, last)
                end = file.tell()
                _check_what_follows(file)
        except (_Damaged, Rejected) as error:
            rejection = error.rejection if isinstance(error, Rejected) else Rejection("corrupt_warc", str(error))
            if not is_guessing:
                raise Rejected(rejection.code, rejection.reason) from None
            end = _next_begin(file, compression, at + 1, source)
            yield _Place(at, end - at, None, rejection)
        else:
            if record:
                yield _Place(at, end - at, record)
        at = end


def _packed_record(member: io.BufferedReader, max_bytes: int) -> _Record | None:
    """The record that a member holds, which is read to its end, where its check sum is; None where the member is blank."""
    if not member.peek(1):
        return None
    record = _record(member, max_bytes)
    rest = _rest(member)
    if rest and not rest.startswith(b"WARC/"):
        raise _Damaged("The record does not end where it says that it does.")
    if rest:
        for _ in pieces(member, float("inf")):
            pass
        reason = (
            "Several records are compressed as one piece, and cannot be told apart on disk; "
            "decompress the file, and it is read."
        )
        return replace(record, head=None, body=None, rejection=Rejection("not_by_record", reason))
    return record


def _rest(member: io.BufferedReader) -> bytes:
    """What follows the record in its member, as far as it tells that it is another."""
    rest = b""
    while len(rest) < len(b"WARC/") and (piece := member.read(1024)):
        rest = (rest + piece).lstrip(_BLANK)
    return rest


def _record(stream: io.BufferedReader, max_bytes: int, end: int | None = None) -> _Record:
    """The record that begins here, read to the end of its block.

    Args:
        end: of the file, where it is not compressed.

    Raises:
        _Damaged: there is none, or not all of it.
    """
    fields = http.header_fields(_header(stream))
    kind, said = http.last(fields, "warc-type").lower(), http.last(fields, "content-length")
    if not kind or not _LENGTH.fullmatch(said):
        raise _Damaged("It is no record of a WARC file: it does not say what or how long it is.")
    length = int(said)
    if end is not None and stream.tell() + length > end:
        raise _Damaged("The record breaks off: it is shorter than it says.")
    head, body, rejection, taken = None, None, None, 0
    if kind == "response" and not _NO_WEB.match(http.last(fields, "warc-target-uri")):
        beginning = stream.read(min(length, http.MAX_HEAD_BYTES))
        taken = len(beginning)
        try:
            head = http.read_head(beginning)
        except Rejected as error:
            rejection = error.rejection
        if head and not http.is_page(head, beginning[head.length :]):
            head = None
        if head and length - head.length <= max_bytes:
            rest = stream.read(length - taken)
            taken += len(rest)
            body = beginning[head.length :] + rest
    if end is not None:
        stream.seek(length - taken, io.SEEK_CUR)
    elif taken + sum(len(piece) for piece in pieces(stream, length - taken)) < length:
        raise _Damaged("The record breaks off: it is shorter than it says.")
    return _Record(fields, head, body, rejection)


def _header(stream: io.BufferedReader) -> bytes:
    lines = [stream.readline(_MAX_HEADER_BYTES)]
    if not _BEGIN.fullmatch(lines[0]):
        raise _Damaged("It is no record of a WARC file: it does not begin like one.")
    size = 0
    while (line := stream.readline(_MAX_HEADER_BYTES)).strip(b"\r\n"):
        lines.append(line)
        size += len(line)
        if size > _MAX_HEADER_BYTES:
            raise _Damaged(f"The header of the record has more than {_MAX_HEADER_BYTES:,} bytes.")
    if not line:
        raise _Damaged("The record breaks off in its header.")
    return b"".join(lines)


def _check_what_follows(file: io.BufferedReader) -> None:
    """After a record in a file that is not compressed come two line ends, or at least nothing else but the next record."""
    follows = file.read(16)
    if not follows.startswith(b"\r\n\r\n") and not b"WARC/".startswith(follows.lstrip(_BLANK)[:5]):
        raise _Damaged("The record does not end where it says that it does.")


def _next_begin(file: io.BufferedReader, compression: Compression | None, at: int, source: Source) -> int:
    """Where the first record may begin from byte `at` on; the end of the share where none does."""
    begin = re.compile(re.escape(compression.magic)) if compression else _GUESSED_BEGIN
    file.seek(at)
    overlap = b""
    while piece := file.read(CHUNK_BYTES):
        searched = overlap + piece
        start = at - len(overlap)
        for found in begin.finditer(searched):
            if compression is None or _holds_record(file, compression, start + found.start(), source):
                return start + found.start()
        overlap = searched[-_OVERLAP_BYTES:]
        at = file.seek(at + len(piece))
    return at


def _holds_record(file: io.BufferedReader, compression: Compression, at: int, source: Source) -> bool:
    try:
        return (
            bytes(io.BufferedReader(Member(compression, file, at, Allowance(float("inf"), source.limits))).read(5))
            == b"WARC/"
        )
    except Rejected:
        return False
