"""Files that hold one page."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from etl_project.readers.capture import Capture, Rejected
from etl_project.readers.source import Source


def read_page(source: Source, media: str, decode: Callable[[bytes], tuple[str, str]]) -> Iterator[Capture]:
    """The one page that the file is.

    Args:
        media: ``text`` or ``html``.
        decode: bytes → text and encoding; may raise Rejected.

    Raises:
        Rejected: the bytes of the page cannot be had.
    """
    limit = source.limits.max_page_bytes
    content = source.stream.read(limit + 1)
    if len(content) > limit:
        raise Rejected("too_large", f"It has more than {limit:,} bytes.")
    capture = Capture(
        input_uri=source.input_uri,
        byte_offset=0,
        byte_length=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        format=media,
        page_url=source.sidecar.page_url,
        captured_at=source.sidecar.captured_at,
        captured_at_source="sidecar" if source.sidecar.captured_at else "unknown",
    )
    if source.is_left(0):
        yield capture
        return
    try:
        text, encoding = decode(content)
    except Rejected as error:
        yield replace(capture, rejection=error.rejection)
    else:
        yield replace(capture, media=media, text=text, encoding=encoding)
