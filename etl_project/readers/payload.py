"""What a row of raw.captures or audit.quarantine points to."""

import hashlib
from collections.abc import Iterator

from etl_project.readers.capture import Rejected
from etl_project.readers.limits import Limits
from etl_project.readers.opening import opened
from etl_project.readers.source import EMPTY_SHA256, open_input, pieces, size_of
from etl_project.storage import Root


def read_payload(
    raw_root: Root, input_uri: str, byte_offset: int, byte_length: int, *, limits: Limits
) -> Iterator[bytes]:
    """The bytes of a page, in pieces: those whose SHA-256 its row holds.

    They are as the page lies in the decompressed file; of WARC, the record as it lies on disk; of Parquet, the page in its
    row; and where the whole file could not be read, the file as it lies on disk.

    Raises:
        Rejected: the file may not be opened, or cannot be decompressed so far.
        OSError: it is gone.
        StorageError: the storage failed.
    """
    with open_input(raw_root, input_uri) as file:
        size = min(size_of(file), limits.max_file_bytes)
        if (byte_offset, byte_length) == (0, size):
            yield from pieces(file, size)
            return
    with opened(raw_root, input_uri, limits) as (format_, source):
        yield from format_.payload(source, byte_offset, byte_length)


def payload_sha256(raw_root: Root, input_uri: str, byte_offset: int, byte_length: int, *, limits: Limits) -> str:
    """SHA-256 of the bytes of `read_payload`; of none, where they cannot be had."""
    digest = hashlib.sha256()
    try:
        for piece in read_payload(raw_root, input_uri, byte_offset, byte_length, limits=limits):
            digest.update(piece)
    except (Rejected, OSError):
        return EMPTY_SHA256
    return digest.hexdigest()
