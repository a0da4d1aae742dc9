"""Pages that are stretches of a file's content: what a stretch holds, and what is in none."""

import codecs
from collections.abc import Iterable, Iterator, Sequence

from etl_project.readers.source import Source, pieces


def payload(source: Source, byte_offset: int, byte_length: int) -> Iterator[bytes]:
    """The bytes of a stretch, in pieces."""
    for _ in pieces(source.stream, byte_offset):
        pass
    yield from pieces(source.stream, byte_length)


def left_out(source: Source, spans: Sequence[tuple[int, int]], end: float) -> Iterator[int]:
    """Where there are stretches before `end` that are in none of the pages and not blank.

    Args:
        spans: first byte and length of each page, in order.
    """
    stream = source.stream
    position: float = 0
    if stream.peek(3).startswith(codecs.BOM_UTF8):
        position = len(stream.read(3))
    for offset, length in [*spans, (end, 0)]:
        if not _is_blank(pieces(stream, offset - position)):
            yield int(position)
        position = max(position, offset)
        _is_blank(pieces(stream, offset + length - position))
        position = max(position, offset + length)


def _is_blank(content: Iterable[bytes]) -> bool:
    """Whether there is nothing but white space in any piece of it. All are read."""
    return sum(not piece.isspace() for piece in content) == 0
