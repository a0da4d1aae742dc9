"""Rendered text: one page a file."""

from collections.abc import Iterator

from etl_project.readers.capture import Capture
from etl_project.readers.encoding import decode_text
from etl_project.readers.page import read_page
from etl_project.readers.source import Source


def read(source: Source) -> Iterator[Capture]:
    """The page. Raises Rejected where its bytes cannot be had."""
    return read_page(source, "text", decode_text)
