"""The bytes that a capture points to can be had again, and are those whose hash it carries."""

import gzip
import hashlib
import json

import pytest
from backports import zstd

from etl_project.readers import Limits, Rejected, Share, list_inputs, list_load_dates, read, read_payload
from etl_project_tests.conftest import SAMPLES
from etl_project_tests.readers.folder import RawFolder
from etl_project_tests.readers.records import packed, page

LINES = "".join(json.dumps({"url": f"https://news.example/{n}", "html": f"<p>Page {n}</p>"}) + "\n" for n in range(9))
PACKED = gzip.compress(LINES.encode(), mtime=0)


def test_of_every_sample_page() -> None:
    limits = Limits()
    pages = 0
    for day in list_load_dates(SAMPLES):
        for uri in list_inputs(SAMPLES, day):
            for capture in read(SAMPLES, Share(uri), limits):
                payload = read_payload(SAMPLES, uri, capture.byte_offset, capture.byte_length, limits=limits)
                assert hashlib.sha256(b"".join(payload)).hexdigest() == capture.sha256, uri
                pages += 1
    assert pages >= 118


@pytest.mark.parametrize(
    ("name", "content", "limits"),
    [
        ("empty.html", b"", Limits()),
        ("large.html", b"<p>" + b"x" * 5000, Limits(max_page_bytes=1000)),
        ("lines.jsonl", LINES.encode() + b"no page\n\xff\xfe\n", Limits()),
        ("long-lines.jsonl", LINES.encode(), Limits(max_page_bytes=20)),
        ("lines.jsonl.gz", PACKED, Limits()),
        ("cut.jsonl.gz", PACKED[:-20], Limits()),
        ("cut.html.gz", gzip.compress(b"<p>text</p>" * 900, mtime=0)[:-9], Limits()),
        ("not.html.gz", b"no gzip at all", Limits()),
        ("bomb.html.gz", gzip.compress(bytes(4_000_000), mtime=0), Limits(max_page_bytes=100_000)),
        ("cut.jsonl.zst", zstd.compress(LINES.encode())[:-20], Limits()),
        ("broken.warc", b"WARC/1.0\r\n\r\n", Limits()),
        ("one.warc.gz", b"".join(packed([page(1)], ".gz")), Limits()),
        ("some.warc.gz", b"".join(packed([page(1), page(2)[:90], page(3)], ".gz")) + b"garbage", Limits()),
        ("no.parquet", b"PAR1", Limits()),
    ],
)
def test_of_every_kind_of_page_usable_or_not(raw: RawFolder, name: str, content: bytes, limits: Limits) -> None:
    uri = raw.put(name, content)
    captures = raw.read(uri, limits)
    assert captures
    for capture in captures:
        payload = read_payload(raw.root, uri, capture.byte_offset, capture.byte_length, limits=limits)
        assert hashlib.sha256(b"".join(payload)).hexdigest() == capture.sha256


def test_nothing_outside_the_raw_root_is_read(raw: RawFolder) -> None:
    (raw.root.parent / "secret.txt").write_text("secret")
    (raw.day / "link.txt").symlink_to(raw.root.parent / "secret.txt")
    for uri in ("../secret.txt", "2026-11-02/link.txt", "2026-11-02/../../secret.txt"):
        with pytest.raises((Rejected, OSError)):
            list(read_payload(raw.root, uri, 0, 6, limits=Limits()))
