"""Every way in which a file may be unusable ends in one capture with its own reason code."""

import gzip
import io
import os
import socket
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from backports import zstd

from etl_project.readers import Limits, formats, html, list_inputs
from etl_project.readers.capture import Capture
from etl_project.readers.source import Source
from etl_project_tests.readers.folder import DAY, RawFolder, code_of, sha256

PAGE = "<html><body><p>The harbour ferry sails again — from Monday.</p></body></html>"


@pytest.mark.parametrize("name", ["p.txt", "p.text", "p.TXT", "p.html", "p.htm", "p.Html"])
def test_page_is_read_whole(raw: RawFolder, name: str) -> None:
    capture = raw.read_one(raw.put(name, PAGE))
    media = "html" if "htm" in name.lower() else "text"
    content = PAGE.encode()
    assert capture == Capture(
        f"{DAY}/{name}", 0, len(content), sha256(content), media, media=media, text=PAGE, encoding="utf-8"
    )


@pytest.mark.parametrize("name", ["p.txt.gz", "p.html.gz", "p.HTM.GZ", "p.html.zst", "p.TXT.ZST"])
def test_offsets_and_hash_of_what_is_compressed_are_those_of_the_page(raw: RawFolder, name: str) -> None:
    compress = zstd.compress if name.lower().endswith(".zst") else gzip.compress
    members = compress(PAGE[:20].encode()) + compress(PAGE[20:].encode())
    capture = raw.read_one(raw.put(name, members))
    assert (capture.text, capture.byte_length, capture.sha256) == (PAGE, len(PAGE.encode()), sha256(PAGE.encode()))


def test_newlines_stay_as_they_came(raw: RawFolder) -> None:
    assert raw.read_one(raw.put("p.txt", b"one\r\ntwo\rthree\n")).text == "one\r\ntwo\rthree\n"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("p.txt", b"", "empty"),
        ("p.html", b" \r\n\t", "empty"),
        ("p.html", b"\xef\xbb\xbf", "empty"),
        ("p.html.gz", b"", "empty"),
        ("p.jsonl", b"", "empty"),
        ("p.jsonl", b"\n  \n", "empty"),
        ("p.html", b"\x89PNG\r\n\x1a\n" + bytes(40), "binary"),
        ("p.html", gzip.compress(b"<p>a page</p>", mtime=0), "binary"),
        ("p.html.gz", gzip.compress(gzip.compress(b"<p>a page</p>", mtime=0), mtime=0), "binary"),
        ("p.txt", b"%PDF-1.7 and so on", "binary"),
        ("p.html", b"PK\x03\x04 and so on", "binary"),
        ("p.html", b"\x7fELF\x02\x01", "binary"),
        ("p.jsonl", b"\x89PNG\r\n\x1a\n\n{}\n", "binary"),
        ("p.txt", b"\x01\x02\x03 few words", "binary"),
        ("p.txt", b"a word\0 and another", "nul_bytes"),
        ("p.html", bytes(1000), "nul_bytes"),
        ("p.txt", "Nebel über München, sagt der Wetterdienst".encode("latin-1"), "not_utf8"),
        ("p.txt", "Ein Café".encode("latin-1"), "not_utf8"),
        ("p.html", "<p>Nebel über München".encode("latin-1"), "not_utf8"),
        ("p.jsonl", "\ufeff{}".encode("utf-16-le"), "not_utf8"),
        ("p.html.gz", b"<p>not compressed at all</p>", "corrupt_gzip"),
        ("p.html.gz", gzip.compress(PAGE.encode(), mtime=0)[:-12], "corrupt_gzip"),
        ("p.jsonl.gz", gzip.compress(b'{"text": "one"}\n', mtime=0)[:9], "corrupt_gzip"),
        ("p.html.zst", b"<p>not compressed at all</p>", "corrupt_zstd"),
        ("p.html.zst", zstd.compress(PAGE.encode())[:-9], "corrupt_zstd"),
        ("p.html.zst", zstd.compress(PAGE.encode()) + b"more", "corrupt_zstd"),
        ("p.html.zst", b"", "empty"),
        ("p.html", zstd.compress(PAGE.encode()), "binary"),
        ("p.pdf", b"anything", "unknown_format"),
        ("p", b"anything", "unknown_format"),
        ("p.gz", b"anything", "unknown_format"),
        ("p.html.bz2", b"anything", "unknown_format"),
        ("p.html.meta.json", b'{"url": "https://example.org/"}', "orphan_sidecar"),
    ],
)
def test_unusable_content_has_its_own_code(raw: RawFolder, name: str, content: bytes, code: str) -> None:
    capture = raw.read_one(raw.put(name, content))
    assert code_of(capture) == code
    assert capture.byte_offset == 0
    covered = gzip.decompress(content) if name.endswith(".gz") and code in ("binary", "empty") else content
    assert (capture.byte_length, capture.sha256) == (len(covered), sha256(covered))


def test_truncated_and_damaged_gzip_differ_from_a_short_page(raw: RawFolder) -> None:
    whole = gzip.compress(PAGE.encode())
    damaged = bytearray(whole)
    damaged[-5] ^= 0xFF  # the check sum
    assert code_of(raw.read_one(raw.put("whole.html.gz", whole))) is None
    assert code_of(raw.read_one(raw.put("damaged.html.gz", bytes(damaged)))) == "corrupt_gzip"


def test_page_of_50_megabytes_is_not_read_into_memory(raw: RawFolder) -> None:
    uri = raw.put("p.html", b"")
    os.truncate(raw.root / uri, 50_000_000)
    tracemalloc.start()
    capture = raw.read_one(uri)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code_of(capture) == "too_large"
    assert (capture.byte_length, capture.sha256) == (50_000_000, sha256(bytes(50_000_000)))
    assert peak < 5_000_000


def test_size_limit_is_inclusive(raw: RawFolder) -> None:
    uri = raw.put("p.txt", "x" * 100)
    assert code_of(raw.read_one(uri, Limits(max_page_bytes=100))) is None
    assert code_of(raw.read_one(uri, Limits(max_page_bytes=99))) == "too_large"
    compressed = raw.put("p.txt.gz", gzip.compress(b"x" * 100))
    assert code_of(raw.read_one(compressed, Limits(max_page_bytes=100))) is None
    assert code_of(raw.read_one(compressed, Limits(max_page_bytes=99))) == "decompression_bomb"


def gzip_of_zeros(gigabytes: int) -> bytes:
    """A gzip stream of so many GB of zeros, put together from copies of one compressed megabyte."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    megabyte = compressor.compress(bytes(1_000_000)) + compressor.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + megabyte * (gigabytes * 1000)


def zstd_of_zeros(gigabytes: int) -> bytes:
    """A zstd frame of so many GB of zeros: blocks of one byte that is repeated 128 KB."""
    header = zstd.compress(bytes(1_000_000))[:4] + b"\0\x58"  # a window of 2 MB, of content of unknown length
    return header + (((0x20000 << 3) | 0b010).to_bytes(3, "little") + b"\0") * (gigabytes * 7630)


@pytest.mark.parametrize("name", ["p.html.gz", "p.txt.gz", "p.jsonl.gz", "p.html.zst", "p.jsonl.zst"])
def test_bomb_of_10_gigabytes_is_stopped(raw: RawFolder, name: str) -> None:
    uri = raw.put(name, zstd_of_zeros(10) if name.endswith(".zst") else gzip_of_zeros(10))
    tracemalloc.start()
    capture = raw.read_one(uri)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert code_of(capture) == "decompression_bomb"
    assert capture.byte_length == (raw.root / uri).stat().st_size
    assert peak < 100_000_000  # five pages of the largest size


def test_expansion_is_bounded_even_below_the_file_limit(raw: RawFolder) -> None:
    honest = "".join(f'{{"text": "{sha256(bytes([n % 256, n // 256]))}"}}\n' for n in range(1000))
    uri = raw.put("p.jsonl.gz", gzip.compress(honest.encode() + (b'{"text": "' + b"x" * 300 + b'"}\n') * 3000))
    captures = raw.read(uri, Limits(max_page_bytes=10_000, max_expansion=5))
    assert code_of(captures[-1]) == "decompression_bomb"
    assert captures[-1].byte_offset == captures[-2].byte_end > len(honest)
    assert (captures[-1].byte_length, captures[-1].sha256) == (0, sha256(b""))
    assert {code_of(capture) for capture in captures[:-1]} == {None}
    assert len(raw.read(uri, Limits(max_page_bytes=10_000, max_expansion=50))) == 4000


def test_link_out_of_the_root_is_not_followed(raw: RawFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("not to be read")
    (raw.day / "p.txt").symlink_to(secret)
    (raw.day / "folder").symlink_to(tmp_path)
    assert list_inputs(raw.root, datetime.fromisoformat(DAY).date()) == [f"{DAY}/folder", f"{DAY}/p.txt"]
    for uri in (f"{DAY}/p.txt", f"{DAY}/folder", f"{DAY}/folder/secret.txt", f"{DAY}/../../secret.txt", str(secret)):
        capture = raw.read_one(uri)
        assert code_of(capture) == "outside_raw_root"
        assert (capture.byte_length, capture.sha256) == (0, sha256(b""))


def test_link_inside_the_root_is_read(raw: RawFolder) -> None:
    raw.put("original.txt", "the page")
    (raw.day / "link.txt").symlink_to("original.txt")
    assert raw.read_one(f"{DAY}/link.txt").text == "the page"


def test_raw_root_may_itself_be_a_link(raw: RawFolder, tmp_path: Path) -> None:
    uri = raw.put("p.txt", "the page")
    (tmp_path / "alias").symlink_to(raw.root)
    raw.root = tmp_path / "alias"
    assert raw.read_one(uri).text == "the page"


def test_what_is_no_file_is_unreadable_and_never_waited_for(raw: RawFolder) -> None:
    os.mkfifo(raw.day / "pipe.html")
    (raw.day / "folder.html").mkdir()
    (raw.day / "dangling.html").symlink_to("nowhere.html")
    (raw.day / "loop.html").symlink_to("loop.html")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(raw.day / "socket.html"))
    for name in ("pipe", "folder", "dangling", "loop", "socket", "gone"):
        assert code_of(raw.read_one(f"{DAY}/{name}.html")) == "unreadable"


def test_missing_permission_is_unreadable(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    uri = raw.put("p.html", PAGE)

    def refuse(path: object, flags: int) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "open", refuse)  # file modes do not keep out root, who runs the tests in a container
    capture = raw.read_one(uri)
    assert code_of(capture) == "unreadable"
    assert capture.rejection is not None and "Permission denied" in capture.rejection.reason


class FailingDisk(io.RawIOBase):
    """Holds two lines; what follows cannot be read."""

    def __init__(self) -> None:
        self.content = [b'{"text": "one"}\n{"text"', b': "two"}\n']

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return 0

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        if not self.content:
            raise OSError(5, "Input/output error")
        piece = self.content.pop(0)
        buffer[: len(piece)] = piece
        return len(piece)


def test_pages_before_a_bad_block_are_kept(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl_project.readers.opening.open_input", lambda *_: io.BufferedReader(FailingDisk()))  # type: ignore[type-var]
    one, two, rest = raw.read(f"{DAY}/p.jsonl")
    assert (one.text, two.text, code_of(rest)) == ("one", "two", "unreadable")
    assert rest.byte_offset == two.byte_end


def test_reader_with_a_mistake_costs_its_file_only(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    uri = raw.put("p.html", PAGE)

    def mistaken(content: bytes) -> tuple[str, str]:
        raise KeyError(f"{raw.root}/encoding")

    monkeypatch.setattr(html, "decode_html", mistaken)
    capture = raw.read_one(uri)
    assert code_of(capture) == "reader_error"
    assert capture.rejection is not None
    assert capture.rejection.reason.startswith("Reading it failed with KeyError in etl_project.readers.")
    assert "/" not in capture.rejection.reason, "reasons are published, and tell nothing of this machine"
    assert f"KeyError: '{raw.root}/encoding'" in caplog.text and "Traceback" in caplog.text


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError(5, "Input/output error", "/srv/raw/p.html"), "It cannot be read: Input/output error."),
        (BlockingIOError("/srv/raw/p.html would block"), "It cannot be read: BlockingIOError."),
    ],
)
def test_reason_of_a_failing_disk_names_no_path(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    def failing(content: bytes) -> tuple[str, str]:
        raise error

    monkeypatch.setattr(html, "decode_html", failing)
    capture = raw.read_one(raw.put("p.html", PAGE))
    assert capture.rejection is not None
    assert (capture.rejection.code, capture.rejection.reason) == ("unreadable", reason)


def test_sidecar_says_where_and_when(raw: RawFolder) -> None:
    sidecar = '{"url": "https://example.org/ferry", "captured_at": "2026-11-02T07:30:00+01:00", "crawler": 7}'
    for name, beside in [
        ("a.html", "a.html.meta.json"),
        ("b.html", "b.meta.json"),
        ("c.html.gz", "c.html.gz.meta.json"),
        ("d.html.gz", "d.html.meta.json"),
        ("e.txt.gz", "e.meta.json"),
    ]:
        raw.put(beside, sidecar)
        capture = raw.read_one(raw.put(name, gzip.compress(PAGE.encode()) if name.endswith("gz") else PAGE))
        assert capture.page_url == "https://example.org/ferry"
        assert capture.captured_at == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
        assert capture.captured_at_source == "sidecar"


def test_page_that_cannot_be_read_keeps_its_address(raw: RawFolder) -> None:
    raw.put("p.meta.json", b'\xef\xbb\xbf{"url": "https://example.org/ferry"}')
    for name in ("p.html", "p.pdf"):
        capture = raw.read_one(raw.put(name, b"\x89PNG\r\n"))
        assert (code_of(capture) is not None, capture.page_url) == (True, "https://example.org/ferry")


@pytest.mark.parametrize(
    "sidecar",
    [
        b"",
        b"no json",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"url": "' + b"x" * 70_000 + b'"}',
        b'{"captured_at": ' + b"1" * 5000 + b"}",
        b'{"url": 5}',
        b'{"url": "ftp://example.org/"}',
        b'{"captured_at": "yesterday"}',
    ],
)
def test_page_with_an_unusable_sidecar_is_held_back(raw: RawFolder, sidecar: bytes) -> None:
    raw.put("p.html.meta.json", sidecar)
    for name, content in (("p.html", PAGE), ("p.jsonl", '{"text": "x"}')):
        raw.put(f"{name}.meta.json", sidecar)
        capture = raw.read_one(raw.put(name, content))
        assert code_of(capture) == "invalid_sidecar"
        assert capture.sha256 == sha256(content.encode())


def test_sidecar_that_is_a_link_out_or_a_pipe_is_not_read(raw: RawFolder, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text('{"url": "https://example.org/"}')
    (raw.day / "a.html.meta.json").symlink_to(tmp_path / "elsewhere.json")
    os.mkfifo(raw.day / "b.html.meta.json")
    (raw.day / "c.html.meta.json").symlink_to("nowhere")
    for name in ("a.html", "b.html", "c.html"):
        assert code_of(raw.read_one(raw.put(name, PAGE))) == "invalid_sidecar"


def test_new_format_is_a_module_and_a_registration(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_shouting(source: Source) -> list[Capture]:
        content = source.stream.read()
        return [Capture(source.input_uri, 0, len(content), sha256(content), "text", "text", content.decode().upper())]

    shouting = formats.Format("text", lambda source: iter(read_shouting(source)))
    monkeypatch.setattr(formats, "FORMATS", {**formats.FORMATS, ".loud": shouting})
    assert raw.read_one(raw.put("p.loud", "quiet words")).text == "QUIET WORDS"
    assert raw.read_one(raw.put("p.loud.gz", gzip.compress(b"quiet words"))).text == "QUIET WORDS"


def test_what_is_no_file_is_not_even_opened(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(raw.day / "pipe.html")
    monkeypatch.setattr(os, "open", None)
    assert code_of(raw.read_one(f"{DAY}/pipe.html")) == "unreadable"
