"""Which files are compressed, and what comes out of them, in bounded amounts."""

import io
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from etl_project.readers.capture import Rejected
from etl_project.readers.limits import Limits

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_PIECE_BYTES = 1 << 15
"""How much compressed content is read at once. Records of a WARC file are often smaller."""
_MAX_WINDOW_LOG = 27
"""zstd's own bound: a frame may ask for 128 MB to be unpacked in."""


class _Decompressor(Protocol):
    """One gzip member or zstd frame, as the standard library's classes are used."""

    def decompress(self, data: bytes, max_length: int) -> bytes: ...

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...


class _GzipDecompressor:
    """zlib's object with the interface of the others."""

    def __init__(self) -> None:
        self._inflater = zlib.decompressobj(wbits=31)

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inflater.decompress(self._inflater.unconsumed_tail + data, max_length)

    @property
    def eof(self) -> bool:
        return self._inflater.eof

    @property
    def needs_input(self) -> bool:
        return not self._inflater.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inflater.unused_data


def _zstd_decompressor() -> _Decompressor:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _MAX_WINDOW_LOG})


@dataclass(frozen=True, slots=True)
class Compression:
    """A way to compress files; such a file is a sequence of members, each of which can be unpacked by itself."""

    name: str
    suffix: str
    magic: bytes
    """How every member begins."""
    new: Callable[[], _Decompressor]

    @property
    def corrupt_code(self) -> str:
        """Reason code of what cannot be unpacked."""
        return f"corrupt_{self.name}"


GZIP = Compression("gzip", ".gz", b"\x1f\x8b\x08", _GzipDecompressor)
ZSTD = Compression("zstd", ".zst", b"\x28\xb5\x2f\xfd", _zstd_decompressor)
COMPRESSIONS = (GZIP, ZSTD)


def compression_of(name: str) -> Compression | None:
    """How a file is compressed, by its name; None where it is not.

    >>> compression_of("2026-11-02/page.HTML.gz").name
    'gzip'
    """
    suffix = PurePosixPath(name.lower()).suffix
    return next((known for known in COMPRESSIONS if known.suffix == suffix), None)


class Allowance:
    """How much may still be unpacked, given how much was read for it."""

    def __init__(self, max_bytes: float, limits: Limits) -> None:
        self._max_bytes = max_bytes
        self._limits = limits
        self._read = 0
        self._unpacked = 0

    def spend(self, read: int, unpacked: int) -> None:
        """Note that of `read` bytes `unpacked` were made.

        Raises:
            Rejected: ``decompression_bomb``.
        """
        self._read += read
        total = self._unpacked + unpacked
        if total > self._max_bytes:
            raise Rejected("decompression_bomb", f"Decompressed it has more than {self._max_bytes:,} bytes.")
        if total > self._limits.max_page_bytes + self._read * self._limits.max_expansion:
            raise Rejected(
                "decompression_bomb", f"It expands more than {self._limits.max_expansion} times when decompressed."
            )
        self._unpacked = total  # what was refused does not count against what follows


class Member(io.RawIOBase):
    """What is in the member that begins at byte `offset` of a file; may be read while nothing else reads the file.

    Reading from it raises Rejected: ``corrupt_gzip``, ``corrupt_zstd`` or ``decompression_bomb``.
    """

    def __init__(self, compression: Compression, file: io.BufferedIOBase, offset: int, allowance: Allowance) -> None:
        self._compression = compression
        self._decompressor = compression.new()
        self._file = file
        self._allowance = allowance
        self.end = file.seek(offset)
        """One past its last byte in the file, once it was read to its end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no wider buffer comes
        content = b""
        while not content and not self._decompressor.eof:
            piece = self._file.read(_PIECE_BYTES) if self._decompressor.needs_input else b""
            is_starved = self._decompressor.needs_input and not piece
            try:
                content = self._decompressor.decompress(piece, len(buffer))
            except (zlib.error, zstd.ZstdError) as error:
                raise Rejected(self._compression.corrupt_code, f"It cannot be decompressed: {error}.") from None
            used = len(piece) - len(self._decompressor.unused_data if self._decompressor.eof else b"")
            if is_starved and not content and not self._decompressor.eof:
                raise Rejected(self._compression.corrupt_code, "It cannot be decompressed: its end is missing.")
            self.end += used
            self._allowance.spend(used, len(content))
        buffer[: len(content)] = content
        return len(content)


class _Unpacked(io.RawIOBase):
    """Members, one after the other."""

    def __init__(self, compression: Compression, file: io.BufferedIOBase, allowance: Allowance) -> None:
        self._compression = compression
        self._file = file
        self._allowance = allowance
        self._member: Member | None = None
        self._next = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no wider buffer comes
        while True:
            if self._member is None:
                self._next = skip_padding(self._file, self._next)
                if not self._file.read(1):
                    return 0
                self._member = Member(self._compression, self._file, self._next, self._allowance)
            if length := self._member.readinto(buffer):
                return length
            self._next = self._member.end
            self._member = None


def skip_padding(file: io.BufferedIOBase, offset: int, padding: bytes = b"\0") -> int:
    """Where the bytes of `padding` that may stand at byte `offset` of a file end; it is read on from there."""
    file.seek(offset)
    while piece := file.read(_PIECE_BYTES):
        if rest := piece.lstrip(padding):
            return file.seek(offset + len(piece) - len(rest))
        offset += len(piece)
    return offset


def decompressed(
    compression: Compression, file: io.BufferedIOBase, max_bytes: float, limits: Limits
) -> io.BufferedReader:
    """The content of a compressed file as a stream that stops in time.

    Args:
        file: read from its start.
        max_bytes: more than this may not come out.

    Reading from it raises Rejected: ``corrupt_gzip``, ``corrupt_zstd`` or ``decompression_bomb``.
    """
    raw = _Unpacked(compression, file, Allowance(max_bytes, limits))
    return io.BufferedReader(raw, buffer_size=1 << 16)


def beginning(content: bytes, size: int) -> bytes:
    """How what begins with `content` begins, decompressed where it is compressed: `size` bytes or fewer."""
    found = next((known for known in COMPRESSIONS if content.startswith(known.magic)), None)
    if found:
        try:
            return decompressed(found, io.BytesIO(content), float("inf"), Limits()).read1(size)
        except Rejected:
            pass
    return content[:size]
