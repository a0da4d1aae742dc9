"""Whether the pages that were read from a file are all of it: found out from the file itself, whatever its reader gave."""

import math
from collections.abc import Iterable

from etl_project.readers.capture import Rejected
from etl_project.readers.limits import Limits
from etl_project.readers.opening import opened
from etl_project.readers.source import locate
from etl_project.storage import Remote, Root


def stretches_left_out(raw_root: Root, input_uri: str, pages: Iterable[tuple[int, int]], limits: Limits) -> int:
    """Stretches of a file that are in none of its pages, and are neither blank nor, in a WARC file, records of something else.

    Where the file cannot be read to its end, and no page says so, what follows is one.

    Args:
        pages: offset and length of each, as captures give them. One of no length stands for all that follows.
    """
    spans = sorted(pages)
    end = min((offset for offset, length in spans if length == 0), default=math.inf)
    spans = [(offset, length) for offset, length in spans if offset < end]
    if end == 0:
        return 0
    found = 0
    try:
        size = raw_root.size(input_uri) if isinstance(raw_root, Remote) else locate(raw_root, input_uri).stat().st_size
        # Most files are one page. That of a file which could not be read at all is what lies on disk, up to the limit.
        if spans == [(0, min(size, limits.max_file_bytes))]:
            return 0
        with opened(raw_root, input_uri, limits) as (format_, source):
            for _ in format_.left_out(source, spans, end):
                found += 1
    except (Rejected, OSError):
        found += end == math.inf
    return found
