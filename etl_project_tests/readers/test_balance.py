"""A file is told to be all in its pages exactly where it is, however its reader came by them."""

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.readers import Capture, Limits, stretches_left_out
from etl_project_tests.readers.folder import RawFolder

SMALL = Limits(max_page_bytes=200, max_file_bytes=2000)


def left_out(raw: RawFolder, uri: str, captures: list[Capture], limits: Limits = SMALL) -> int:
    spans = [(capture.byte_offset, capture.byte_length) for capture in captures]
    return stretches_left_out(raw.root, uri, spans, limits)


page = json.dumps({"text": "A page."}).encode()
lines = st.lists(
    st.one_of(st.just(page), st.just(b"no page"), st.sampled_from([b"", b"  ", b"\t\r"]), st.binary(max_size=300)),
    max_size=12,
)


@given(lines=lines, start=st.sampled_from([b"", b"\xef\xbb\xbf", b"\n\n"]), end=st.sampled_from([b"", b"\n", b" \n\n"]))
@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz", "p.html", "p.txt.gz", "p.zip"])
def test_what_a_reader_gives_is_all_of_the_file(name: str, lines: list[bytes], start: bytes, end: bytes) -> None:
    content = start + b"\n".join(lines) + end
    with TemporaryDirectory() as folder:
        raw = RawFolder(Path(folder) / "raw")
        uri = raw.put(name, gzip.compress(content) if name.endswith(".gz") else content)
        assert left_out(raw, uri, raw.read(uri, SMALL)) == 0


@given(count=st.integers(1, 12), data=st.data())
@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz"])
def test_pages_that_a_reader_loses_leave_stretches(name: str, count: int, data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(0, count - 1)))
    content = b"\n".join([page, b"", b"no page"] * count)
    with TemporaryDirectory() as folder:
        raw = RawFolder(Path(folder) / "raw")
        uri = raw.put(name, gzip.compress(content) if name.endswith(".gz") else content)
        kept = [capture for n, capture in enumerate(raw.read(uri)) if n not in {2 * number for number in lost}]
        assert left_out(raw, uri, kept, Limits()) == len(lost)


def test_a_file_that_grew_while_it_was_read_is_not_all_in_its_page(raw: RawFolder) -> None:
    uri = raw.put("p.html", "<p>Half of")
    captures = raw.read(uri)
    raw.put("p.html", "<p>Half of the page is not all of it.</p>")
    assert left_out(raw, uri, captures) == 1


def test_a_file_that_went_is_not_all_in_its_page(raw: RawFolder) -> None:
    uri = raw.put("p.html", "<p>Here it was.</p>")
    captures = raw.read(uri)
    (raw.day / "p.html").unlink()
    assert left_out(raw, uri, captures) == 1


@pytest.mark.parametrize("kept", [1, 60, 200])
def test_a_file_that_breaks_off_is_all_in_its_pages_up_to_there(raw: RawFolder, kept: int) -> None:
    whole = gzip.compress(b"\n".join(json.dumps({"text": f"{n} {n**9:x}"}).encode() for n in range(400)))
    uri = raw.put("p.jsonl.gz", whole[: len(whole) * kept // 400])
    captures = raw.read(uri, Limits())
    assert captures[-1].rejection is not None
    assert left_out(raw, uri, captures, Limits()) == 0
    if len(captures) > 1:
        assert left_out(raw, uri, captures[:-1], Limits()) == 1, "nothing says that it breaks off"
