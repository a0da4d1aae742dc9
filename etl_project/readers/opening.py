"""A file of the raw folder, opened as its format wants it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from etl_project.readers.capture import Rejected
from etl_project.readers.compression import decompressed
from etl_project.readers.formats import Format, format_of, known_suffixes
from etl_project.readers.limits import Limits
from etl_project.readers.metadata import Metadata
from etl_project.readers.source import Source, open_input, size_of
from etl_project.storage import Root, version_of

NOTHING_SAID = Metadata()


@contextmanager
def opened(
    raw_root: Root,
    input_uri: str,
    limits: Limits,
    *,
    sidecar: Metadata = NOTHING_SAID,
    is_left: Callable[[int], bool] = lambda byte_offset: False,
    start: int = 0,
    end: int | None = None,
    version: str | None = None,
) -> Iterator[tuple[Format, Source]]:
    """The format of a file, and the file as what the functions of the format take.

    Args:
        version: as in `open_input`.

    Raises:
        Rejected: it may not be opened, nothing reads such files, or it is too large.
        OSError: it cannot be opened.
        StorageError: the storage failed.
    """
    format_, compression = format_of(input_uri)
    with open_input(raw_root, input_uri, version) as file:
        if format_ is None:
            raise Rejected("unknown_format", f"Nothing reads such files; known are {known_suffixes()}.")
        max_bytes = limits.max_file_bytes if format_.has_many_pages else limits.max_page_bytes
        is_packed = compression is not None and not format_.unpacks_itself
        if not is_packed and size_of(file) > max_bytes:
            raise Rejected("too_large", f"It has more than {max_bytes:,} bytes.")
        stream = decompressed(compression, file, max_bytes, limits) if compression and is_packed else file
        yield format_, Source(input_uri, stream, sidecar, limits, is_left, start, end, version_of(file))
