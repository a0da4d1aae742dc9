"""WARC records to try the reader on."""

import gzip

from backports import zstd

PAGE = "<html><body><p>The harbour ferry sails again — from Monday.</p></body></html>"
URL = "https://news.example/ferry"


def record(block: bytes, kind: str = "response", url: str = URL, **fields: str) -> bytes:
    """A record; underscores in the names of further fields stand for hyphens."""
    said = {
        "WARC-Type": kind,
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date": "2026-11-02T06:30:00Z",
        "WARC-Target-URI": url,
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in fields.items()}
    header = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return b"WARC/1.0\r\n" + header.encode() + b"\r\n" + block + b"\r\n\r\n"


def http(body: bytes | str = PAGE, status: str = "200 OK", **fields: str) -> bytes:
    """An HTTP response; a page in HTML where nothing else is said."""
    said = {"Content-Type": "text/html; charset=utf-8"} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    header = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
    return f"HTTP/1.1 {status}\r\n{header}\r\n".encode() + (body.encode() if isinstance(body, str) else body)


def page(number: int, **fields: str) -> bytes:
    """The record of a page that tells its number."""
    return record(http(f"<p>Page {number} of the harbour's news"), url=f"https://news.example/{number}", **fields)


def packed(records: list[bytes], suffix: str) -> list[bytes]:
    """The records as they lie in a file with this suffix."""
    if suffix.endswith(".gz"):
        return [gzip.compress(content, mtime=0) for content in records]
    if suffix.endswith(".zst"):
        checked = {int(zstd.CompressionParameter.checksum_flag): 1}
        return [zstd.compress(content, options=checked) for content in records]
    return records
