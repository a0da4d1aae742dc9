"""Whether the pages that were read from a file are all of it: found out from the file itself, not from its reader."""

import codecs
import math
from collections.abc import Iterable
from pathlib import Path

from etl_project.readers.capture import Rejected
from etl_project.readers.limits import Limits
from etl_project.readers.source import decompressed, is_compressed, locate, open_file, pieces


def stretches_left_out(raw_root: Path, input_uri: str, pages: Iterable[tuple[int, int]], limits: Limits) -> int:
    """Stretches of a file that are in none of its pages and not blank.

    Where the file cannot be read to its end, and no page says so, what follows is one.

    Args:
        pages: first byte and length of each, as captures give them. One of no bytes stands for all that follows.
    """
    spans = sorted(pages)
    end = min((offset for offset, length in spans if length == 0), default=math.inf)
    spans = [(offset, length) for offset, length in spans if offset < end]
    if end == 0:
        return 0
    found = 0
    try:
        path = locate(raw_root, input_uri)
        # Most files are one page. That of a file which could not be read at all is what lies on disk, up to the limit.
        if spans == [(0, min(path.stat().st_size, limits.max_file_bytes))]:
            return 0
        with open_file(path) as file:
            stream = decompressed(file, limits.max_file_bytes, limits) if is_compressed(input_uri) else file
            position: float = 0
            if stream.peek(3).startswith(codecs.BOM_UTF8):
                position = len(stream.read(3))
            for offset, length in [*spans, (end, 0)]:
                found += not _is_blank(pieces(stream, offset - position))
                position = max(position, offset)
                _is_blank(pieces(stream, offset + length - position))
                position = max(position, offset + length)
    except (Rejected, OSError):
        found += end == math.inf
    return found


def _is_blank(content: Iterable[bytes]) -> bool:
    """Whether there is nothing but white space in any piece of it. All are read."""
    return sum(not piece.isspace() for piece in content) == 0
