"""Readers: files in the raw folder → captures.

A format is one module with a ``read(source)`` that yields captures, and one entry in `FORMATS`.
"""

import logging
import os
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl_project.readers import html, jsonl, text
from etl_project.readers.balance import stretches_left_out
from etl_project.readers.capture import Capture, Rejected, Rejection, unforeseen
from etl_project.readers.limits import Limits
from etl_project.readers.listing import list_inputs, list_load_dates
from etl_project.readers.metadata import Metadata
from etl_project.readers.payload import read_payload
from etl_project.readers.sidecar import SUFFIX as SIDECAR_SUFFIX
from etl_project.readers.sidecar import read_sidecar
from etl_project.readers.source import EMPTY_SHA256, Source, decompressed, hash_file, is_compressed, locate, open_file
from etl_project.text import printable, printable_lines

__all__ = [
    "FORMATS",
    "Capture",
    "Format",
    "Limits",
    "Rejected",
    "Rejection",
    "format_of",
    "list_inputs",
    "list_load_dates",
    "read",
    "read_payload",
    "rest_of_file",
    "stretches_left_out",
    "unforeseen",
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Format:
    """How a kind of file is read."""

    name: str
    """A value of raw.captures.format."""
    read: Callable[[Source], Iterator[Capture]]
    """Yields the pages; raises Rejected where the file cannot be read, or not any further."""
    has_many_pages: bool = False
    """Whether the file as a whole may be as large as `Limits.max_file_bytes`; else it is a page."""


_TEXT = Format("text", text.read)
_HTML = Format("html", html.read)
_JSONL = Format("jsonl", jsonl.read, has_many_pages=True)

FORMATS: Mapping[str, Format] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".html": _HTML,
    ".htm": _HTML,
    ".jsonl": _JSONL,
    ".ndjson": _JSONL,
}
"""File suffix, in lower case → how it is read. Each may be followed by ``.gz``."""


def format_of(input_uri: str) -> tuple[Format | None, bool]:
    """The format of a file, by its name, and whether it is compressed; None for a format that is not registered.

    >>> format_of("2026-11-02/page.HTML.gz")[0].name, format_of("2026-11-02/page.HTML.gz")[1]
    ('html', True)
    """
    path = PurePosixPath(input_uri.lower())
    is_gzip = is_compressed(input_uri)
    return FORMATS.get(PurePosixPath(path.stem).suffix if is_gzip else path.suffix), is_gzip


def read(
    raw_root: Path, input_uri: str, limits: Limits, is_left: Callable[[int], bool] = lambda byte_offset: False
) -> Iterator[Capture]:
    """The pages of one file. Whatever is wrong with it, nothing is raised but MemoryError: a capture says so, by its rejection.

    Where a file cannot be read at all, its one capture covers the file as it lies on disk. Where reading it breaks off,
    the last capture begins after the last page that could be read, and covers no byte.

    Args:
        is_left: as in `Source`.
    """
    last: Capture | None = None
    sidecar = Metadata()
    try:
        path = locate(raw_root, input_uri)
        if input_uri.endswith(SIDECAR_SUFFIX):
            raise Rejected("orphan_sidecar", "It is a sidecar, and no page beside it goes by it.")
        sidecar = read_sidecar(raw_root, input_uri, limits)
        format_, is_gzip = format_of(input_uri)
        with open_file(path) as file:
            if format_ is None:
                raise Rejected(
                    "unknown_format", f"Nothing reads such files; known are {', '.join(FORMATS)}, also with .gz."
                )
            max_bytes = limits.max_file_bytes if format_.has_many_pages else limits.max_page_bytes
            if not is_gzip and os.fstat(file.fileno()).st_size > max_bytes:
                raise Rejected("too_large", f"It has more than {max_bytes:,} bytes.")
            stream = decompressed(file, max_bytes, limits) if is_gzip else file
            for last in format_.read(Source(input_uri, stream, sidecar, limits, is_left)):
                yield last
            return
    except Rejected as error:
        rejection = error.rejection
    except OSError as error:
        hint = " Its name may not be UTF-8; rename it." if "\\x" in input_uri else ""
        # Without the path that the error itself would name: reasons are published.
        rejection = Rejection("unreadable", f"It cannot be read: {error.strerror or type(error).__name__}.{hint}")
    except MemoryError:
        raise
    except Exception as error:
        logger.error("Reading %s failed\n%s", printable(input_uri), printable_lines(traceback.format_exc()))
        rejection = unforeseen("reader_error", "Reading it", error)
    yield rest_of_file(raw_root, input_uri, limits, last.byte_end if last else 0, rejection, sidecar)


def rest_of_file(
    raw_root: Path,
    input_uri: str,
    limits: Limits,
    byte_offset: int,
    rejection: Rejection,
    sidecar: Metadata = Metadata(),  # noqa: B008 - it is frozen
) -> Capture:
    """The capture that stands for what could not be had of a file, from `byte_offset` on.

    From the start, that is the file as it lies on disk; else how much it is is not known, and the capture covers no byte.
    """
    length, sha256 = hash_file(raw_root, input_uri, limits) if byte_offset == 0 else (0, EMPTY_SHA256)
    format_, _ = format_of(input_uri)
    return Capture(
        input_uri=input_uri,
        byte_offset=byte_offset,
        byte_length=length,
        sha256=sha256,
        format=format_.name if format_ else "unknown",
        page_url=sidecar.page_url,
        captured_at=sidecar.captured_at,
        captured_at_source="sidecar" if sidecar.captured_at else "unknown",
        rejection=rejection,
    )
