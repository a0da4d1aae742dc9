"""The bytes that a row of raw.captures or audit.quarantine points to."""

import os
from collections.abc import Iterator
from pathlib import Path

from etl_project.readers.limits import Limits
from etl_project.readers.source import CHUNK_BYTES, decompressed, locate, open_file


def read_payload(
    raw_root: Path, input_uri: str, byte_offset: int, byte_length: int, *, limits: Limits
) -> Iterator[bytes]:
    """The bytes of a page, in pieces: after decompression, but where the whole file could not be read, as it lies on disk.

    Raises:
        Rejected: the file may not be opened, or cannot be decompressed so far.
        OSError: it is gone.
    """
    with open_file(locate(raw_root, input_uri)) as file:
        is_whole_file = byte_offset == 0 and byte_length == os.fstat(file.fileno()).st_size
        is_gzip = input_uri.lower().endswith(".gz")
        stream = decompressed(file, limits.max_file_bytes, limits) if is_gzip and not is_whole_file else file
        left = byte_offset
        while left and (passed := stream.read(min(CHUNK_BYTES, left))):
            left -= len(passed)
        left = byte_length
        while left and (piece := stream.read(min(CHUNK_BYTES, left))):
            left -= len(piece)
            yield piece
