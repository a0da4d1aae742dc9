"""HTTP responses, as crawlers keep them: what kind of thing they hold, and its bytes without the codings of the way."""

import io
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import brotli

from etl_project.readers.capture import Rejected
from etl_project.readers.compression import GZIP, ZSTD, Compression, decompressed
from etl_project.readers.limits import Limits

MAX_HEAD_BYTES = 65_536
"""Servers and clients agree on a fourth of that."""

_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t]|\r?$)")
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_HTML_TYPES = ("text/html", "application/xhtml+xml")
_UNKNOWN_TYPES = ("", "unknown/unknown", "application/unknown", "*/*")
"""Content types that say nothing, for which the MIME Sniffing standard has the content looked at."""
_LOOKS_LIKE_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?[\t\n\f\r ]*<(?:!--|(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[\s>])",
    re.IGNORECASE,
)
"""The same standard's "scriptable" signatures of HTML."""
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE | re.ASCII)
_CHUNK = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")

Fields = Mapping[str, Sequence[str]]
"""Fields of a header by name, in lower case."""


@dataclass(frozen=True, slots=True)
class Head:
    """Status and header of a response."""

    status: int
    fields: Fields
    length: int
    """In bytes, with the empty line at its end."""

    @property
    def media_type(self) -> str:
        """Content type in lower case, without parameters; empty where there is none."""
        return last(self.fields, "content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The character encoding that the content type names."""
        found = _CHARSET.search(last(self.fields, "content-type"))
        return found[1] if found else None

    def codings(self, name: str) -> list[str]:
        """Those of ``content-encoding`` or ``transfer-encoding``, the one that was applied first first."""
        said = ",".join(self.fields.get(name, []))
        return [coding for part in said.split(",") if (coding := part.strip().lower()) and coding != "identity"]


def last(fields: Fields, name: str) -> str:
    """The value of a field, by its name in lower case; empty where there is none. Browsers take the last of several, too."""
    return fields.get(name, [""])[-1]


def read_head(content: bytes) -> Head:
    """The head of the response that begins with `content`, which is all of it or has `MAX_HEAD_BYTES` or more.

    Raises:
        Rejected: ``invalid_http``.
    """
    status = _STATUS_LINE.match(content.split(b"\n", 1)[0])
    if not status:
        raise Rejected("invalid_http", "What the record holds is no HTTP response: it begins with no status line.")
    end = _END_OF_HEAD.search(content)
    if end is None and len(content) >= MAX_HEAD_BYTES:
        raise Rejected("invalid_http", f"The HTTP header has more than {MAX_HEAD_BYTES:,} bytes.")
    head = content[: end.end() if end else len(content)]
    return Head(int(status[1]), header_fields(head), len(head))


def header_fields(head: bytes) -> Fields:
    """The fields below the first line of a header; what is no field is passed over."""
    fields: dict[str, list[str]] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", head).splitlines()[1:]:
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower().decode("latin-1"), []).append(
                value.strip().decode("utf-8", "replace")
            )
    return fields


def is_page(head: Head, body: bytes) -> bool:
    """Whether a response is an HTML page that was there: by its content type, or where that says nothing by its content.

    Args:
        body: the first bytes of it.
    """
    if head.status != 200:
        return False
    if head.media_type in _UNKNOWN_TYPES:
        return bool(head.codings("content-encoding")) or _LOOKS_LIKE_HTML.match(body) is not None
    return head.media_type in _HTML_TYPES


def decoded(head: Head, body: bytes, limits: Limits, *, is_cut: bool = False) -> bytes:
    """The body without its transfer and content codings.

    Crawlers often keep a body decoded, and the header as it came; so what is plainly not coded is left as it is.

    Args:
        is_cut: the crawler did not take all of it; what there is of it is decoded.

    Raises:
        Rejected: ``invalid_http``, ``unknown_coding`` or ``decompression_bomb``.
    """
    if "chunked" in head.codings("transfer-encoding") and _CHUNK.match(body):
        body = _without_chunks(body, is_cut)
    for coding in reversed(head.codings("content-encoding")):
        if coding not in _DECODERS:
            raise Rejected(
                "unknown_coding", "The page has a content encoding that is not known, and cannot be decoded."
            )
        try:
            body = _DECODERS[coding](body, limits, is_cut)
        except Rejected as error:
            if error.rejection.code != "invalid_http" or not body.lstrip().startswith(b"<"):
                raise
    return body


def _without_chunks(body: bytes, is_cut: bool) -> bytes:
    chunks: list[bytes] = []
    at = 0
    while size := _CHUNK.match(body, at):
        length = int(size[1], 16)
        if not length:
            return b"".join(chunks)
        chunks.append(body[size.end() : size.end() + length])
        at = size.end() + length
        at += len(body[at : at + 2]) if body.startswith(b"\r\n", at) else body.startswith(b"\n", at)
    if not is_cut:
        raise Rejected("invalid_http", "The chunks that the page was sent in are damaged.")
    return b"".join(chunks)


def _unpacked(compression: Compression, body: bytes, limits: Limits, is_cut: bool) -> bytes:
    if not body.startswith(compression.magic):
        return body
    stream = decompressed(compression, io.BytesIO(body), limits.max_page_bytes, limits)
    pieces = []
    try:
        while piece := stream.read1(1 << 16):
            pieces.append(piece)
    except Rejected as error:
        if error.rejection.code == "decompression_bomb":
            raise
        if not is_cut:
            raise _undecodable(compression.name) from None
    return b"".join(pieces)


def _gunzipped(body: bytes, limits: Limits, is_cut: bool) -> bytes:
    return _unpacked(GZIP, body, limits, is_cut)


def _unzstd(body: bytes, limits: Limits, is_cut: bool) -> bytes:
    return _unpacked(ZSTD, body, limits, is_cut)


def _inflated(body: bytes, limits: Limits, is_cut: bool) -> bytes:
    """With zlib's header, as the standard has it, or without, as many servers do."""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        inflater = zlib.decompressobj(wbits)
        try:
            content = inflater.decompress(body, limits.max_page_bytes + 1)
        except zlib.error:
            continue
        _check_size(content, limits)
        if inflater.eof or is_cut:
            return content
    raise _undecodable("deflate")


def _without_brotli(body: bytes, limits: Limits, is_cut: bool) -> bytes:
    decompressor = brotli.Decompressor()
    pieces = []
    length = 0
    try:
        data = body
        while not decompressor.is_finished():
            piece = decompressor.process(data, output_buffer_limit=1 << 16)
            length += len(piece)
            if length > limits.max_page_bytes:
                break
            pieces.append(piece)
            data = b""
            if not piece and decompressor.can_accept_more_data():
                break
    except brotli.error:
        raise _undecodable("br") from None
    content = b"".join(pieces)
    if length > limits.max_page_bytes:
        raise _too_much(limits)
    if not decompressor.is_finished() and not is_cut:
        raise _undecodable("br")
    return content


def _check_size(content: bytes, limits: Limits) -> None:
    if len(content) > limits.max_page_bytes:
        raise _too_much(limits)


def _too_much(limits: Limits) -> Rejected:
    return Rejected("decompression_bomb", f"Decompressed the page has more than {limits.max_page_bytes:,} bytes.")


def _undecodable(coding: str) -> Rejected:
    return Rejected("invalid_http", f"The content encoding of the page, {coding}, is damaged.")


_DECODERS = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _without_brotli,
    "zstd": _unzstd,
}
