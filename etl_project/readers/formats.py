"""Which files are read how."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from etl_project.readers import html, jsonl, parquet, spans, text, warc
from etl_project.readers.capture import Capture
from etl_project.readers.compression import COMPRESSIONS, Compression, compression_of
from etl_project.readers.source import Source


def _undivided(source: Source) -> Iterator[int]:
    return iter(())


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file is read."""

    name: str
    """A value of raw.captures.format."""
    read: Callable[[Source], Iterator[Capture]]
    """Yields the pages; raises Rejected where the file cannot be read, or not any further."""
    has_many_pages: bool = False
    """Whether the file as a whole may be as large as `Limits.max_file_bytes`; else it is a page."""
    unpacks_itself: bool = False
    """Whether its functions get the file as it lies on disk, and its offsets are of that; else the file is decompressed."""
    unit: str = "byte"
    """What its offsets and lengths count."""
    payload: Callable[[Source, int, int], Iterator[bytes]] = spans.payload
    """The bytes, in pieces, that the offset and the length of a capture point to."""
    left_out: Callable[[Source, Sequence[tuple[int, int]], float], Iterator[int]] = spans.left_out
    """Where there are pages before an offset that are none of those with these offsets and lengths, which are in order."""
    cuts: Callable[[Source], Iterator[int]] = _undivided
    """The offsets at which a file is divided for several processes to read it; raises Rejected where it cannot be told further."""

    @property
    def can_be_divided(self) -> bool:
        """Whether a file is worth opening to find its cuts."""
        return self.cuts is not _undivided


_TEXT = Format("text", text.read)
_HTML = Format("html", html.read)
_JSONL = Format("jsonl", jsonl.read, has_many_pages=True)
_WARC = Format(
    "warc",
    warc.read,
    has_many_pages=True,
    unpacks_itself=True,
    payload=warc.payload,
    left_out=warc.left_out,
    cuts=warc.cuts,
)
_PARQUET = Format(
    "parquet",
    parquet.read,
    has_many_pages=True,
    unpacks_itself=True,
    unit="row",
    payload=parquet.payload,
    left_out=parquet.left_out,
    cuts=parquet.cuts,
)

FORMATS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".html": _HTML,
    ".htm": _HTML,
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
    ".warc": _WARC,
    ".parquet": _PARQUET,
}
"""File suffix, in lower case → how it is read. Each may be followed by that of a compression, but for ``.parquet``, which has its own."""


def format_of(input_uri: str) -> tuple[Format | None, Compression | None]:
    """The format of a file and its compression, by its name; None for a format that is not registered.

    >>> format_of("2026-11-02/page.HTML.gz")[0].name, format_of("2026-11-02/page.HTML.gz")[1].name
    ('html', 'gzip')
    """
    path = PurePosixPath(input_uri.lower())
    compression = compression_of(input_uri)
    format_ = FORMATS.get(PurePosixPath(path.stem).suffix if compression else path.suffix)
    return (None if compression and format_ is _PARQUET else format_), compression


def known_suffixes() -> str:
    """What a user may put into the folder, in a phrase."""
    return f"{', '.join(FORMATS)}, also with {' or '.join(known.suffix for known in COMPRESSIONS)}"
