"""Readers: files in the raw folder → captures.

A format is one module with a ``read(source)`` that yields captures, and one entry in `formats.FORMATS`.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from etl_project.readers.balance import stretches_left_out
from etl_project.readers.capture import Capture, Rejected, Rejection, unforeseen
from etl_project.readers.formats import format_of
from etl_project.readers.limits import Limits
from etl_project.readers.listing import list_inputs, list_load_dates
from etl_project.readers.metadata import Metadata
from etl_project.readers.opening import NOTHING_SAID, opened
from etl_project.readers.payload import payload_sha256, read_payload
from etl_project.readers.sidecar import SUFFIX as SIDECAR_SUFFIX
from etl_project.readers.sidecar import read_sidecar
from etl_project.readers.source import EMPTY_SHA256, check_place, hash_file
from etl_project.storage import Root, StorageError
from etl_project.text import printable, printable_lines

__all__ = [
    "Capture",
    "Limits",
    "Rejected",
    "Rejection",
    "Share",
    "format_of",
    "list_inputs",
    "list_load_dates",
    "read",
    "read_payload",
    "rest_of_share",
    "shares_of",
    "stretches_left_out",
    "unforeseen",
]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Share:
    """A file, or the part of a large one that one process reads."""

    input_uri: str
    start: int = 0
    """Where it begins: an offset as captures have it."""
    end: int | None = None
    """Where it ends; None for the end of the file."""
    version: str | None = None
    """Of an object that is divided: the version whose shares these are. None for whatever is there when it is read."""


def shares_of(raw_root: Root, input_uri: str, limits: Limits) -> Iterator[Share]:
    """The shares of a file, in order. Which there are depends on the file alone; what cannot be divided is one.

    They are found while they are asked for, which takes time, but little memory.
    """
    start = 0
    version = None
    format_, _ = format_of(input_uri)
    if format_ and format_.can_be_divided:
        try:
            with opened(raw_root, input_uri, limits) as (_, source):
                version = source.version
                for cut in format_.cuts(source):
                    yield Share(input_uri, start, cut, version)
                    start = cut
        except (Rejected, OSError):
            pass  # who reads it will say so
    yield Share(input_uri, start, version=version)


def read(
    raw_root: Root, share: Share, limits: Limits, is_left: Callable[[int], bool] = lambda byte_offset: False
) -> Iterator[Capture]:
    """The pages of a share. Whatever is wrong with it, a capture says so, by its rejection.

    Where a file cannot be read at all, its one capture covers the file as it lies on disk. Where reading it breaks off,
    the last capture begins after the last page that could be read, and covers the rest of the share, or no byte where that
    is the rest of the file.

    Args:
        is_left: as in `Source`.

    Raises:
        MemoryError: there is not enough of it.
        StorageError: the storage that it lies in failed, or holds another version of it by now.
    """
    last: Capture | None = None
    sidecar = NOTHING_SAID
    input_uri = share.input_uri
    try:
        check_place(raw_root, input_uri)
        if input_uri.endswith(SIDECAR_SUFFIX):
            raise Rejected("orphan_sidecar", "It is a sidecar, and no page beside it goes by it.")
        sidecar = read_sidecar(raw_root, input_uri, limits)
        with opened(
            raw_root,
            input_uri,
            limits,
            sidecar=sidecar,
            is_left=is_left,
            start=share.start,
            end=share.end,
            version=share.version,
        ) as (format_, source):
            for last in format_.read(source):
                yield last
            return
    except Rejected as error:
        rejection = error.rejection
    except OSError as error:
        hint = " Its name may not be UTF-8; rename it." if "\\x" in input_uri else ""
        # Without the path that the error itself would name: reasons are published.
        rejection = Rejection("unreadable", f"It cannot be read: {error.strerror or type(error).__name__}.{hint}")
    except (MemoryError, StorageError):
        raise
    except Exception as error:
        logger.error("Reading %s failed\n%s", printable(input_uri), printable_lines(traceback.format_exc()))
        rejection = unforeseen("reader_error", "Reading it", error)
    byte_offset = last.byte_end if last else share.start
    if share.end is None or byte_offset < share.end:
        yield rest_of_share(raw_root, share, limits, byte_offset, rejection, sidecar)


def rest_of_share(
    raw_root: Root,
    share: Share,
    limits: Limits,
    byte_offset: int,
    rejection: Rejection,
    sidecar: Metadata = NOTHING_SAID,
) -> Capture:
    """The capture that stands for what could not be had of a share, from `byte_offset` on.

    From the start of the file to its end, that is the file as it lies on disk. Up to the end of the file, how much it is
    is not known, and the capture covers no byte.
    """
    length, sha256 = 0, EMPTY_SHA256
    if share.end is not None:
        length = share.end - byte_offset
        sha256 = payload_sha256(raw_root, share.input_uri, byte_offset, length, limits=limits)
    elif byte_offset == 0:
        length, sha256 = hash_file(raw_root, share.input_uri, limits)
    format_, _ = format_of(share.input_uri)
    return Capture(
        input_uri=share.input_uri,
        byte_offset=byte_offset,
        byte_length=length,
        sha256=sha256,
        format=format_.name if format_ else "unknown",
        page_url=sidecar.page_url,
        captured_at=sidecar.captured_at,
        captured_at_source="sidecar" if sidecar.captured_at else "unknown",
        rejection=rejection,
    )
