"""How large input may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that keep the time and memory of reading within bounds, whatever is in the folder."""

    max_page_bytes: int = 20_000_000
    """A page, or a line of JSONL. The largest news pages have a few megabytes; parsed, a page takes ten times its size."""
    max_file_bytes: int = 4_000_000_000
    """A file of many pages, after decompression; also how much of a file that is not read is hashed."""
    max_sidecar_bytes: int = 65_536
    """A sidecar, which holds an address and a time."""
    max_expansion: int = 200
    """Bytes that one byte of gzip may become, once more than a page has come out. Pages reach about 30, DEFLATE 1,032."""
