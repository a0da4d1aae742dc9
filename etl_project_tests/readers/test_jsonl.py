"""One line spoils no other, and every capture points at its bytes."""

import gzip
import json
import os
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl_project.readers import Limits, jsonl
from etl_project_tests.readers.folder import RawFolder, code_of, sha256


def test_record_says_where_when_and_what(raw: RawFolder) -> None:
    record = {"url": "https://example.org/a", "captured_at": "2026-11-02T06:30:00Z", "html": "<p>Nebel</p>", "id": 3}
    capture = raw.read_one(raw.put("p.jsonl", json.dumps(record)))
    assert (capture.format, capture.media, capture.text) == ("jsonl", "html", "<p>Nebel</p>")
    assert (capture.page_url, capture.captured_at_source) == ("https://example.org/a", "field")
    assert capture.captured_at == datetime(2026, 11, 2, 6, 30, tzinfo=UTC)
    assert capture.encoding == "utf-8"


@pytest.mark.parametrize(
    ("record", "media", "text"),
    [
        ({"text": "plain"}, "text", "plain"),
        ({"html": "<p>", "text": "plain"}, "html", "<p>"),
        ({"html": None, "text": "plain", "url": None, "captured_at": None}, "text", "plain"),
        ({"html": "", "text": "plain", "url": "", "captured_at": ""}, "text", "plain"),
    ],
)
def test_html_goes_before_text(raw: RawFolder, record: dict[str, Any], media: str, text: str) -> None:
    capture = raw.read_one(raw.put("p.ndjson", json.dumps(record)))
    assert (capture.media, capture.text, capture.page_url, capture.captured_at) == (media, text, None, None)
    assert capture.captured_at_source == "unknown"


def test_sidecar_fills_in_what_records_leave_out(raw: RawFolder) -> None:
    raw.put("p.jsonl.meta.json", '{"url": "https://example.org/", "captured_at": "2026-11-02T06:00:00Z"}')
    lines = [
        '{"text": "one"}',
        '{"text": "two", "url": "https://example.org/2", "captured_at": "2026-11-02T07:00:00Z"}',
    ]
    one, two = raw.read(raw.put("p.jsonl", "\n".join(lines)))
    assert (one.page_url, one.captured_at_source) == ("https://example.org/", "sidecar")
    assert (two.page_url, two.captured_at_source) == ("https://example.org/2", "field")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"no json", "invalid_json"),
        (b"[1, 2]", "invalid_json"),
        (b'"text"', "invalid_json"),
        (b"null", "invalid_json"),
        (b'{"text": "cut off', "invalid_json"),
        (b'{"text": "a\0b"}', "invalid_json"),
        (b"[" * 100_000, "invalid_json"),
        (b'{"a":' * 100_000, "invalid_json"),
        (b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "invalid_json"),
        ('{"text": "Café"}'.encode("latin-1"), "not_utf8"),
        (b"{}", "missing_content"),
        (b'{"url": "https://example.org/", "text": null}', "missing_content"),
        (b'{"text": " \\n"}', "empty"),
        (b'{"text": "a\\u0000b"}', "nul_bytes"),
        (b'{"text": 5}', "invalid_field"),
        (b'{"html": ["<p>"]}', "invalid_field"),
        (b'{"text": "x", "url": 5}', "invalid_field"),
        (b'{"text": "x", "url": "/relative"}', "invalid_field"),
        (b'{"text": "x", "captured_at": 1793601000}', "invalid_field"),
        (b'{"text": "x", "captured_at": "today"}', "invalid_field"),
        (b'{"text": "' + b"x" * 200_000 + b'"}', "too_large"),
    ],
)
@pytest.mark.parametrize("name", ["p.jsonl", "p.jsonl.gz"])
def test_bad_line_leaves_the_others(raw: RawFolder, name: str, line: bytes, code: str) -> None:
    limits = Limits(max_page_bytes=max(150_000, 0 if code == "too_large" else len(line)), max_expansion=2000)
    content = b'{"text": "before"}\r\n' + line + b'\n\n{"text": "after"}'
    before, bad, after = raw.read(raw.put(name, gzip.compress(content) if name.endswith("gz") else content), limits)
    assert (before.text, code_of(bad), after.text) == ("before", code, "after")
    assert (bad.byte_offset, bad.byte_length, bad.sha256) == (20, len(line), sha256(line))


def test_lone_surrogates_are_replaced_and_pairs_are_characters(raw: RawFolder) -> None:
    capture = raw.read_one(raw.put("p.jsonl", r'{"text": "fine \ud83d\ude00, cut \ud83d, end \udc00"}'))
    assert capture.text == "fine \U0001f600, cut \ufffd, end \ufffd"


def test_byte_order_mark_is_no_part_of_the_first_line(raw: RawFolder) -> None:
    (capture,) = raw.read(raw.put("p.jsonl", b'\xef\xbb\xbf{"text": "x"}\n'))
    assert (capture.text, capture.byte_offset, capture.byte_length) == ("x", 3, 13)


def test_lines_before_damage_are_kept(raw: RawFolder) -> None:
    content = b"".join(b'{"text": "%d %s"}\n' % (n, sha256(b"%d" % n).encode()) for n in range(2000))
    captures = raw.read(raw.put("p.jsonl.gz", gzip.compress(content)[:-20_000]))
    assert code_of(captures[-1]) == "corrupt_gzip"
    assert len(captures) > 500
    assert [capture.text for capture in captures[:2]] == [f"{n} {sha256(b'%d' % n)}" for n in range(2)]
    assert captures[-1].byte_offset == captures[-2].byte_end


def test_file_that_is_no_jsonl_is_given_up(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_REJECTS_IN_A_ROW", 3)
    content = b'{\n "text":\n "pretty"\n}\n\n{}\n'
    *lines, rest = raw.read(raw.put("p.jsonl", content))
    assert [code_of(line) for line in lines] == ["invalid_json"] * 3
    assert code_of(rest) == "invalid_json"
    assert rest.byte_offset == content.index(b"}\n")
    assert rest.sha256 == sha256(content[rest.byte_offset :])


def test_bad_lines_here_and_there_do_not_end_the_file(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_REJECTS_IN_A_ROW", 3)
    captures = raw.read(raw.put("p.jsonl", 'no\n{}\n{"text": "x"}\n' * 4))
    assert [code_of(capture) for capture in captures] == ["invalid_json", "missing_content", None] * 4


def test_too_many_bad_lines_in_a_row_are_held_back_in_one_piece(
    raw: RawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "MAX_REJECTS_IN_A_ROW", 3)
    captures = raw.read(raw.put("p.jsonl", '{"text": "x"}\n' + "{}\n" * 100_000))
    assert [code_of(capture) for capture in captures] == [None, *["missing_content"] * 3, "invalid_json"]
    assert captures[-1].byte_length == 3 * (100_000 - 3)


def test_line_of_200_megabytes_is_not_held(raw: RawFolder) -> None:
    uri = raw.put("p.jsonl", b'{"text": "before"}\n')
    path = raw.root / uri
    os.truncate(path, 200_000_000)
    with path.open("ab") as file:
        file.write(b'\n{"text": "after"}\n')
    tracemalloc.start()
    before, huge, after = raw.read(uri)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (before.text, code_of(huge), after.text) == ("before", "too_large", "after")
    assert (huge.byte_offset, huge.byte_length) == (19, 200_000_000 - 19)
    assert peak < 100_000_000


LINE = st.one_of(
    st.dictionaries(
        st.sampled_from(["url", "html", "text", "captured_at", "other"]),
        st.one_of(st.none(), st.text(max_size=30), st.integers(), st.just("https://example.org/")),
    ).map(lambda record: json.dumps(record).encode()),
    st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"")),
    st.integers(100, 300).map(lambda length: b"x" * length),
)


@settings(deadline=None)  # it writes files
@given(
    lines=st.lists(LINE, max_size=12),
    ending=st.sampled_from([b"\n", b"\r\n", b"\n\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    suffix=st.sampled_from(["", ".gz"]),
)
def test_every_capture_points_at_its_bytes(lines: list[bytes], ending: bytes, mark: bytes, suffix: str) -> None:
    content = mark + ending.join(lines)
    with TemporaryDirectory() as folder:
        raw = RawFolder(Path(folder) / "raw")
        on_disk = gzip.compress(content) if suffix else content
        captures = raw.read(raw.put(f"p.jsonl{suffix}", on_disk), Limits(max_page_bytes=80))
    if [code_of(capture) for capture in captures] in (["empty"], ["binary"], ["not_utf8"]) and (
        captures[0].byte_length == len(on_disk)
    ):
        content = on_disk  # the file as a whole is held back
    pointed_at = [content[capture.byte_offset : capture.byte_end] for capture in captures]
    assert [sha256(line) for line in pointed_at] == [capture.sha256 for capture in captures]
    offsets = [capture.byte_offset for capture in captures]
    assert offsets == sorted(set(offsets))
