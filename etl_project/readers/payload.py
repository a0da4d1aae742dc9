"""The bytes that a row of raw.captures or audit.quarantine points to."""

import os
from collections.abc import Iterator
from pathlib import Path

from etl_project.readers.limits import Limits
from etl_project.readers.source import decompressed, is_compressed, locate, open_file, pieces


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
        is_packed = is_compressed(input_uri) and not is_whole_file
        stream = decompressed(file, limits.max_file_bytes, limits) if is_packed else file
        for _ in pieces(stream, byte_offset):
            pass
        yield from pieces(stream, byte_length)
