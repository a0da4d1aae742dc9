"""A day folder in which everything is meant to do harm, and what must not be seen of it outside of the tables."""

import gzip
import json
import os
import re
import socket
import stat
from contextlib import suppress
from html import escape
from pathlib import Path

from backports import zstd

SECRET = "KEEP-OUT-7f3a"
"""Stands in every file outside of the raw root, and must turn up nowhere."""

CONTROLS = "\x1b[31m\x1b]0;owned\x07\x08"
BIDI = "\u202egnp.exe\u2066\u200f"
STRINGS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; DROP TABLE raw.captures; --",
    "$1 %s {batch} {{7*7}} ${HOME} $(touch owned) `touch owned`",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "| a | b |\n|---|---|\n[x](javascript:alert(1))",
    f"red {CONTROLS} alert",
    f"invoice {BIDI}",
    "@everyone <!channel>",
)
"""What hostile pages say of themselves, and as far as a file system allows, what their files are called."""

NAMES = (
    *(text.replace("/", "∕") for text in STRINGS),
    "%2e%2e%2f..%2fetc%2fpasswd",
    "\x1b[31m comes first \u202e",
    "C:\\..\\windows",
    "-rf",
    "~root",
    "con\r\nINFO forged line",
    "a\x1fb\tc",
    "nul",
    "n" * 240,
)
"""Of pages that can be used, without suffix; a name that begins with a dot is hidden, and not listed."""

_SENTENCE = "The harbour board of Al-Marfa voted on Tuesday to close the quay for ships that bring salt. "
_NOT_SHOWN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def page(text: str, number: int, site: str = "") -> str:
    """A publisher's page whose title, author, section, language and, unless named, site are `text`."""
    said = json.dumps({"@type": "NewsArticle", "headline": text, "author": {"@type": "Person", "name": text}})
    said = said.replace("</", r"<\/")
    quoted = escape(text)
    return (
        f'<html lang="{quoted}"><head><title>{quoted}</title><meta property="og:title" content="{quoted}">'
        f'<meta name="author" content="{quoted}"><meta property="article:section" content="{quoted}">'
        f'<meta property="og:site_name" content="{escape(site) or quoted}">'
        f'<meta property="article:published_time" content="2026-11-02T10:00:00Z">'
        f'<link rel="canonical" href="https://news.example/{number}">'
        f'<script type="application/ld+json">{said}</script></head>'
        f"<body><article><h1>{quoted}</h1><p>{_SENTENCE * 8}{number} {quoted}</p><p>{_SENTENCE * 4}</p></article></body></html>"
    )


def put_usable(day: Path) -> None:
    """Put pages into a day's folder that can be used, whatever they say and are called."""
    day.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES):
        (day / f"{name}.html").write_text(page(STRINGS[number % len(STRINGS)], number))


def put_harmful(day: Path, outside: Path) -> None:
    """Put what must be refused into a day's folder, with links to secrets that are put into `outside`."""
    day.mkdir(parents=True, exist_ok=True)
    outside.mkdir(parents=True, exist_ok=True)
    secret = outside / "secret.html"
    secret.write_text(page(SECRET, 0))
    (outside / "secret.meta.json").write_text(json.dumps({"url": f"https://{SECRET}.example/"}))

    files = {
        b"caf\xe9 <script>.html": b"<p>a name in Latin-1",
        rb"caf\xe9 <script>.html": b"",
        b"zero.html": b"",
        b"zero.jsonl": b"",
        b"one-line.txt": b"a" * 50_000_000,
        b"one-line.jsonl": b'{"text": "' + b"a" * 50_000_000,
        b"bomb.html.gz": gzip.compress(bytes(60_000_000)),
        b"bomb.jsonl.gz": gzip.compress(b" " * 60_000_000 + b"{}"),
        b"members.html.gz": gzip.compress(b"") * 20_000,
        b"inside.html.gz": gzip.compress(gzip.compress(b"<p>a page</p>")),
        b"twice.html.gz.gz": gzip.compress(gzip.compress(b"<p>a page</p>")),
        b"cut.html.gz": gzip.compress(os.urandom(1_000))[:-400],
        b"lengths.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999999999999\r\n\r\nHTTP/1.1 200",
        b"lengths.warc.gz": gzip.compress(b"WARC/1.0\r\nContent-Length: -1\r\n\r\n"),
        b"bomb.html.zst": zstd.compress(bytes(60_000_000)),
        b"bomb.warc.gz": gzip.compress(_RECORD % (60_000_000, bytes(60_000_000))),
        b"bomb-in-record.warc": _RECORD % (len(_BOMB), _BOMB),
        b"header.warc": b"WARC/1.0\r\n" + b"X: y\r\n" * 5_000_000,
        b"address.warc": _RECORD.replace(b"https:", b"javascript:") % (len(_ANSWER), _ANSWER),
        b"footer.parquet": b"PAR1" + b"\xff" * 100 + (2**31 - 1).to_bytes(4, "little") + b"PAR1",
        b"open-tags.html": b"<div>" * 100_000,
        b"program.html": b"\x7fELF\x02\x01",
        b"sidecar.html": b"<p>a page</p>",
        b"sidecar.html.meta.json": json.dumps({"url": "javascript:alert(1)", "captured_at": CONTROLS}).encode(),
        b"orphan \x1b[31m.meta.json": b"{}",
    }
    for name, content in files.items():
        (day / os.fsdecode(name)).write_bytes(content)

    (day / "link.html").symlink_to(secret)
    (day / "climbing.html").symlink_to(os.path.relpath(secret, day))
    (day / "linked-folder").symlink_to(outside)
    (day / "linked-folder.html").symlink_to(outside)
    (day / "loop.html").symlink_to("loop.html")
    (day / "borrowed.html").write_text("<p>a page</p>")
    (day / "borrowed.meta.json").symlink_to(outside / "secret.meta.json")
    os.mkfifo(day / "pipe.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(day / "socket.html"))
    with suppress(PermissionError):  # only root may, and not in every container
        os.mknod(day / "zeros.html", stat.S_IFCHR | 0o644, os.makedev(1, 5))


_ANSWER = b"HTTP/1.1 200 OK\r\n\r\n<p>A page"
_BOMB = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(
    bytes(60_000_000)
)
_RECORD = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
)

LINES = {
    "[" * 100_000: "invalid_json",
    '{"text": ' + "[" * 100_000: "invalid_json",
    '{"text": NaN}': "invalid_field",
    '{"text": ' + "9" * 100_000 + "}": "invalid_json",
    '{"text": 1e999}': "invalid_field",
    '{"url": NaN, "text": "a"}': "invalid_field",
    '{"captured_at": 99999999999999999999, "text": "a"}': "invalid_field",
    '{"captured_at": "9999-12-31T23:59:59-23:59", "text": "a"}': "invalid_field",
    '{"url": "https://[::1", "text": "a"}': "invalid_field",
    '{"html": "\\u0000"}': "nul_bytes",
    '{"html": {"$ref": "file:///etc/passwd"}}': "invalid_field",
    '{"text": "a", "text": null}': "missing_content",
    "\ufeff{}": "invalid_json",
}
"""Lines of JSONL, and the reason code that each is held back for."""


def assert_shown_safely(text: str) -> None:
    """Neither controls nor what changes the direction of writing is in a text that is shown, nor a secret."""
    found = _NOT_SHOWN.search(text)
    assert found is None, repr(text[max(0, found.start() - 80) : found.end() + 80])
    assert SECRET not in text
