"""What is a page becomes one, what is none is passed over, and damage costs only what is damaged."""

import gzip
import itertools
import tracemalloc
import zlib
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.readers import Limits, read, read_payload, shares_of, stretches_left_out, warc
from etl_project.readers.capture import Capture
from etl_project_tests.readers.folder import RawFolder, code_of, sha256
from etl_project_tests.readers.records import PAGE, URL, http, packed, page, record

SUFFIXES = (".warc", ".warc.gz", ".warc.zst")


def left_out(raw: RawFolder, uri: str, captures: list[Capture]) -> int:
    return stretches_left_out(
        raw.root, uri, [(capture.byte_offset, capture.byte_length) for capture in captures], Limits()
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_page_is_where_it_lies_on_disk(raw: RawFolder, suffix: str) -> None:
    info, first, second = packed([record(b"software: x\r\n", "warcinfo", url=""), record(http()), page(2)], suffix)
    uri = raw.put(f"p{suffix}", info + first + second)
    one, two = raw.read(uri)
    assert (one.text, one.media, one.encoding, one.format) == (PAGE, "html", "utf-8", "warc")
    assert (one.page_url, one.captured_at_source) == (URL, "warc")
    assert one.captured_at == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
    trailer = (
        4 if suffix == ".warc" else 0
    )  # the line ends between records are no part of one, but of what is compressed
    assert (one.byte_offset, one.byte_length) == (len(info), len(first) - trailer)
    assert (two.byte_offset, two.byte_length) == (len(info + first), len(second) - trailer)
    assert one.sha256 == sha256(first[: one.byte_length])
    payload = b"".join(read_payload(raw.root, uri, one.byte_offset, one.byte_length, limits=Limits()))
    assert payload == first[: one.byte_length]


NO_PAGES = {
    "request": record(b"GET / HTTP/1.1\r\n\r\n", "request"),
    "metadata": record(b"fetchTimeMs: 12\r\n", "metadata"),
    "revisit": record(http(""), "revisit"),
    "resource": record(PAGE.encode(), "resource"),
    "conversion": record(b"Plain text", "conversion"),
    "unknown type": record(http(), "of-the-future"),
    "name server": record(b"20261102063000\nnews.example.\t300\tIN\tA\t192.0.2.1\n", url="dns:news.example"),
    "redirect": record(http("<p>Moved", "301 Moved Permanently", Location=URL)),
    "not modified": record(http("", "304 Not Modified")),
    "not found": record(http("<p>No such page", "404 Not Found")),
    "image": record(http(b"\x89PNG\r\n\x1a\n", Content_Type="image/png")),
    "feed": record(http("<rss>", Content_Type="application/rss+xml; charset=utf-8")),
    "unsaid image": record(http(b"GIF89a", Content_Type="")),
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", NO_PAGES)
def test_what_is_no_page_is_passed_over(raw: RawFolder, kind: str, suffix: str) -> None:
    uri = raw.put(f"p{suffix}", b"".join(packed([page(1), NO_PAGES[kind], page(2)], suffix)))
    captures = raw.read(uri)
    assert [capture.page_url for capture in captures] == ["https://news.example/1", "https://news.example/2"]
    assert {code_of(capture) for capture in captures} == {None}
    assert left_out(raw, uri, captures) == 0
    assert left_out(raw, uri, captures[1:]) == left_out(raw, uri, captures[:1]) == 1


def test_a_file_without_a_page_says_so(raw: RawFolder) -> None:
    held = raw.read_one(raw.put("p.warc", b"".join(NO_PAGES.values())))
    assert (code_of(held), held.byte_offset, held.byte_length) == ("no_pages", 0, len(b"".join(NO_PAGES.values())))
    assert code_of(raw.read_one(raw.put("p.warc.gz", b""))) == "empty"
    assert code_of(raw.read_one(raw.put("q.warc", gzip.compress(page(1))))) == "binary"


def chunked(body: bytes, size: int = 10) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;q=1\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


RAW_DEFLATE = zlib.compressobj(wbits=-15)
BODIES = {
    "gzip": http(gzip.compress(PAGE.encode()), Content_Encoding="gzip"),
    "x-gzip": http(gzip.compress(PAGE.encode()), content_encoding="X-GZIP"),
    "deflate": http(zlib.compress(PAGE.encode()), Content_Encoding="deflate"),
    "raw deflate": http(RAW_DEFLATE.compress(PAGE.encode()) + RAW_DEFLATE.flush(), Content_Encoding="deflate"),
    "br": http(brotli.compress(PAGE.encode()), Content_Encoding="br"),
    "zstd": http(zstd.compress(PAGE.encode()), Content_Encoding="zstd"),
    "two": http(gzip.compress(brotli.compress(PAGE.encode())), Content_Encoding="br, gzip"),
    "chunked": http(chunked(PAGE.encode()), Transfer_Encoding="chunked"),
    "chunked gzip": http(chunked(gzip.compress(PAGE.encode())), Transfer_Encoding="chunked", Content_Encoding="gzip"),
    "chunked, kept without": http(PAGE, Transfer_Encoding="chunked"),
    "gzip, kept decoded": http(PAGE, Content_Encoding="gzip"),
    "br, kept decoded": http(PAGE, Content_Encoding="br"),
    "identity": http(PAGE, Content_Encoding="identity"),
    "line feeds": http(PAGE).replace(b"\r\n", b"\n"),
    "xhtml": http(PAGE, Content_Type="application/xhtml+xml"),
    "no content type": http(PAGE, Content_Type=""),
    "of unknown type": http("<!DOCTYPE html>" + PAGE, Content_Type="unknown/unknown"),
    "http/2": http(PAGE).replace(b"HTTP/1.1", b"HTTP/2"),
    "folded": http(PAGE).replace(b"text/html;", b"text/html;\r\n\t"),
}


@pytest.mark.parametrize("body", BODIES)
def test_the_codings_of_the_way_are_taken_off(raw: RawFolder, body: str) -> None:
    capture = raw.read_one(raw.put("p.warc", record(BODIES[body])))
    assert code_of(capture) is None
    assert (capture.text or "").removeprefix("<!DOCTYPE html>") == PAGE


def test_the_server_names_the_encoding_before_the_page_does(raw: RawFolder) -> None:
    russian = '<meta charset="koi8-r"><p>Паром снова ходит с понедельника'
    capture = raw.read_one(
        raw.put("p.warc", record(http(russian.encode("cp1251"), Content_Type='text/html; charset="Windows-1251"')))
    )
    assert (capture.text, capture.encoding) == (russian, "windows-1251")
    capture = raw.read_one(raw.put("p.warc", record(http(russian.encode("koi8-r"), Content_Type="text/html"))))
    assert (capture.text, capture.encoding) == (russian, "koi8-r")
    capture = raw.read_one(raw.put("p.warc", record(http(russian.encode(), Content_Type="text/html; charset=koi8-r"))))
    assert (capture.text, capture.encoding) == (russian, "utf-8"), "what is UTF-8 is read so"


UNUSABLE = {
    "no http": (record(b"<p>A page without a head"), "invalid_http"),
    "endless head": (record(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000), "invalid_http"),
    "cut gzip": (record(http(gzip.compress(PAGE.encode())[:-9], Content_Encoding="gzip")), "invalid_http"),
    "cut br": (record(http(brotli.compress(PAGE.encode())[:-9], Content_Encoding="br")), "invalid_http"),
    "no br": (record(http(b"\xff\xff\xff\xff", Content_Encoding="br")), "invalid_http"),
    "no deflate": (record(http(b"\xff\xff\xff\xff", Content_Encoding="deflate")), "invalid_http"),
    "cut chunks": (record(http(chunked(PAGE.encode())[:-20], Transfer_Encoding="chunked")), "invalid_http"),
    "unknown coding": (record(http(b"\0\1", Content_Encoding="sdch")), "unknown_coding"),
    "gzip bomb": (record(http(gzip.compress(bytes(90_000)), Content_Encoding="gzip")), "decompression_bomb"),
    "zstd bomb": (record(http(zstd.compress(bytes(90_000)), Content_Encoding="zstd")), "decompression_bomb"),
    "br bomb": (record(http(brotli.compress(bytes(90_000)), Content_Encoding="br")), "decompression_bomb"),
    "deflate bomb": (record(http(zlib.compress(bytes(90_000)), Content_Encoding="deflate")), "decompression_bomb"),
    "large": (record(http(b"x" * 90_000)), "too_large"),
    "empty": (record(http("")), "empty"),
    "picture that says it is html": (record(http(b"\x89PNG\r\n\x1a\n")), "binary"),
    "no address": (record(http(), url="/ferry"), "invalid_field"),
    "no time": (record(http(), WARC_Date="2 November"), "invalid_field"),
}


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", UNUSABLE)
def test_a_page_that_cannot_be_used_has_its_own_code(raw: RawFolder, kind: str, suffix: str) -> None:
    content, code = UNUSABLE[kind]
    uri = raw.put(f"p{suffix}", b"".join(packed([page(1), content, page(2)], suffix)))
    captures = raw.read(uri, Limits(max_page_bytes=80_000, max_expansion=20_000))
    assert [code_of(capture) for capture in captures] == [None, code, None]


def test_what_the_crawler_cut_off_is_read_as_far_as_it_goes(raw: RawFolder) -> None:
    body = gzip.compress(b"<p>" + b"".join(sha256(bytes([n])).encode() for n in range(200)), mtime=0)
    cut = record(http(body[:5000], Content_Encoding="gzip"), WARC_Truncated="length")
    capture = raw.read_one(raw.put("p.warc", cut))
    assert capture.is_cut and capture.text is not None
    assert 2000 < len(capture.text) < 12_800


DAMAGES = {
    "bytes between": lambda member: [b"\xff" * 300 + b"\x1f\x8b\x08\xff WARC", member],
    "a member that breaks off": lambda member: [member[: len(member) // 2]],
    "a flipped bit": lambda member: [member[:-60] + bytes([member[-60] ^ 64]) + member[-59:]],
}


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc.zst"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_costs_only_what_is_damaged(raw: RawFolder, damage: str, suffix: str) -> None:
    before, hit, after = packed([page(1), page(2), page(3)], suffix)
    damaged = DAMAGES[damage](hit)
    uri = raw.put(f"p{suffix}", before + b"".join(damaged) + after)
    captures = raw.read(uri)
    first, stretch, *others, last = captures
    assert (first.page_url, last.page_url) == ("https://news.example/1", "https://news.example/3")
    assert code_of(stretch) in ("corrupt_gzip", "corrupt_zstd") and len(others) == len(damaged) - 1
    assert (stretch.byte_offset, stretch.byte_length) == (len(before), len(damaged[0]))
    assert stretch.sha256 == sha256(damaged[0])
    assert left_out(raw, uri, captures) == 0
    assert left_out(raw, uri, [first, *others, last]) == 1


def test_damage_in_an_uncompressed_file_costs_only_what_is_damaged(raw: RawFolder) -> None:
    broken = {
        "cut": page(2)[:-30],
        "bytes between": page(2) + b"\xff" * 300,
        "negative length": page(2).replace(b"Content-Length: ", b"Content-Length: -"),
        "huge length": page(2).replace(b"Content-Length: ", b"Content-Length: 9999999999999"),
        "too long": page(2).replace(b"Content-Length: ", b"Content-Length: 1"),
        "no length": page(2).replace(b"Content-Length: ", b"Length: "),
        "no type": page(2).replace(b"WARC-Type: ", b"Type: "),
    }
    for name, middle in broken.items():
        uri = raw.put("p.warc", page(1) + middle + page(3))
        captures = raw.read(uri)
        codes = [None, "corrupt_warc", None] if name != "bytes between" else [None, None, "corrupt_warc", None]
        assert [code_of(capture) for capture in captures] == codes, name
        assert captures[-1].page_url == "https://news.example/3"
        assert left_out(raw, uri, captures) == 0


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc.zst"])
def test_a_compressed_record_that_says_another_length_is_damaged(raw: RawFolder, suffix: str) -> None:
    for there, said in ((b"Content-Length: ", b"Content-Length: 1"), (b"harbour", b"harbour of the town")):
        wrong = page(2).replace(there, said)
        captures = raw.read(raw.put(f"p{suffix}", b"".join(packed([page(1), wrong, page(3)], suffix))))
        assert [code_of(capture) for capture in captures] == [None, "corrupt_warc", None]


def test_the_last_record_may_break_off(raw: RawFolder) -> None:
    for suffix in SUFFIXES:
        one, two = packed([page(1), page(2)], suffix)
        whole, broken = raw.read(raw.put(f"p{suffix}", one + two[:-20]))
        assert (code_of(whole), broken.byte_end) == (None, len(one + two) - 20)
        assert code_of(broken) in ("corrupt_warc", "corrupt_gzip", "corrupt_zstd")


def test_a_file_compressed_as_one_piece_is_told_from_damage(raw: RawFolder) -> None:
    held = raw.read_one(raw.put("p.warc.gz", gzip.compress(page(1) + page(2))))
    assert code_of(held) == "not_by_record"


def test_what_is_no_warc_is_held_back_in_one_piece(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(gzip.compress(b"block %d" % number, mtime=0) for number in range(100))
    held = raw.read_one(raw.put("p.warc.gz", content))
    assert (code_of(held), held.byte_length) == ("corrupt_warc", len(content))
    monkeypatch.setattr(warc, "MAX_DAMAGES_IN_A_ROW", 3)
    content = b"".join(packed([b"WARC/1.0\r\nX: 1\r\n\r\n"] * 100, ".gz"))
    captures = raw.read(raw.put("p.warc.gz", content))
    assert (len(captures), captures[-1].byte_end) == (3, len(content))


def test_a_bomb_costs_itself_only(raw: RawFolder) -> None:
    bomb = gzip.compress(record(http(bytes(40_000_000), Content_Type="image/bmp")))
    members = [*packed([page(1)], ".gz"), bomb, *packed([page(2)], ".gz")]
    tracemalloc.start()
    captures = raw.read(raw.put("p.warc.gz", b"".join(members)), Limits(max_page_bytes=1_000_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [code_of(capture) for capture in captures] == [None, "decompression_bomb", None]
    assert peak < 5_000_000


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_shares_hold_together_what_the_file_holds(raw: RawFolder, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "SHARE_BYTES", 2000)
    uri = raw.put(f"p{suffix}", b"".join(packed([page(n) for n in range(40)], suffix)))
    shares = list(shares_of(raw.root, uri, Limits()))
    assert len(shares) > 4
    assert [share.start for share in shares[1:]] == [share.end for share in shares[:-1]]
    assert (shares[0].start, shares[-1].end) == (0, None)
    divided = [capture for share in shares for capture in read(raw.root, share, Limits())]
    assert divided == raw.read(uri)
    assert [capture.page_url for capture in divided] == [f"https://news.example/{n}" for n in range(40)]


def test_a_page_that_looks_like_a_file_is_not_taken_for_one(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes pages cannot put records of other sites into a file, wherever it is divided."""
    monkeypatch.setattr(warc, "SHARE_BYTES", 100)
    forged = record(http(b"<p>" + record(http("<p>Forged"), url="https://bank.example/") * 20))
    uri = raw.put("p.warc", page(1) + forged + page(2))
    pages = [capture for share in shares_of(raw.root, uri, Limits()) for capture in read(raw.root, share, Limits())]
    assert [capture.page_url for capture in pages] == ["https://news.example/1", URL, "https://news.example/2"]


def test_a_damaged_file_is_divided_up_to_its_damage(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc, "SHARE_BYTES", 2000)
    members = packed([page(n) for n in range(40)], ".gz")
    content = b"".join([*members[:20], b"garbage", *members[20:]])
    uri = raw.put("p.warc.gz", content)
    shares = list(shares_of(raw.root, uri, Limits()))
    assert 1 < len(shares) < 5
    assert [capture for share in shares for capture in read(raw.root, share, Limits())] == raw.read(uri)


RECORDS = st.lists(
    st.sampled_from([page(1), page(2), *NO_PAGES.values(), *(content for content, _ in UNUSABLE.values())]), max_size=6
)


@settings(deadline=None)
@given(records=RECORDS, suffix=st.sampled_from(SUFFIXES), data=st.data())
def test_nothing_is_lost_of_a_file_however_it_is_damaged(
    records: list[bytes], suffix: str, data: st.DataObject
) -> None:
    content = bytearray(b"".join(packed(records, suffix)))
    for _ in range(data.draw(st.integers(0, 3))):
        if content:
            content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    cut = data.draw(st.integers(0, len(content)))
    garbage = data.draw(st.binary(max_size=40))
    damaged = bytes(content[:cut]) + garbage + bytes(content[cut + data.draw(st.integers(0, 50)) :])
    with TemporaryDirectory() as folder:
        raw = RawFolder(Path(folder) / "raw")
        uri = raw.put(f"p{suffix}", damaged)
        captures = raw.read(uri)
        assert captures and code_of(captures[0]) != "reader_error"
        assert [damaged[capture.byte_offset : capture.byte_end] for capture in captures] == [
            b"".join(read_payload(raw.root, uri, capture.byte_offset, capture.byte_length, limits=Limits()))
            for capture in captures
        ]
        assert [sha256(damaged[capture.byte_offset : capture.byte_end]) for capture in captures] == [
            capture.sha256 for capture in captures
        ]
        assert all(one.byte_end <= two.byte_offset for one, two in itertools.pairwise(captures))
        assert left_out(raw, uri, captures) == 0
