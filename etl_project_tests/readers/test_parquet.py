"""A row spoils no other, and every capture points at its row."""

import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl_project.readers import Limits, Share, parquet, read, read_payload, shares_of, stretches_left_out
from etl_project.readers.capture import Capture
from etl_project_tests.readers.folder import RawFolder, code_of, sha256

MOMENT = datetime(2026, 11, 2, 6, 30, tzinfo=UTC)


def file_of(columns: dict[str, Any], **options: Any) -> bytes:
    """A Parquet file; columns are lists or Arrow's arrays."""
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def left_out(raw: RawFolder, uri: str, captures: list[Capture]) -> int:
    return stretches_left_out(
        raw.root, uri, [(capture.byte_offset, capture.byte_length) for capture in captures], Limits()
    )


def test_rows_are_pages(raw: RawFolder) -> None:
    columns = {
        "number": [1, 2],
        "url": ["https://news.example/1", None],
        "html": ["<p>One", None],
        "text": ["not read", "Two"],
        "captured_at": pa.array([MOMENT, None], pa.timestamp("ms", "UTC")),
    }
    uri = raw.put("p.parquet", file_of(columns))
    one, two = raw.read(uri)
    assert one == Capture(
        uri, 0, 1, sha256(b"<p>One"), "parquet", "html", "<p>One", "https://news.example/1", MOMENT, "field", "utf-8"
    )
    assert two == Capture(uri, 1, 1, sha256(b"Two"), "parquet", "text", "Two", encoding="utf-8")
    payload = read_payload(raw.root, uri, 1, 1, limits=Limits())
    assert b"".join(payload) == b"Two"


@pytest.mark.parametrize(
    "times",
    [
        pa.array([MOMENT.isoformat()]),
        pa.array([MOMENT.astimezone(timezone(timedelta(hours=9)))], pa.timestamp("us", "Asia/Tokyo")),
        pa.array([MOMENT.replace(tzinfo=None)], pa.timestamp("ns")),
        pa.array([int(MOMENT.timestamp())], pa.timestamp("s")),
        pa.array([MOMENT.isoformat()]).dictionary_encode(),
    ],
)
def test_times_are_read_in_every_form(raw: RawFolder, times: pa.Array) -> None:
    assert raw.read_one(raw.put("p.parquet", file_of({"text": ["x"], "captured_at": times}))).captured_at == MOMENT


def test_html_may_be_bytes_in_any_encoding(raw: RawFolder) -> None:
    html = '<meta charset="windows-1251"><p>Паром снова ходит'
    one, two = raw.read(raw.put("p.parquet", file_of({"html": [html.encode("cp1251"), b"\x89PNG\r\n\x1a\n"]})))
    assert (one.text, one.encoding, code_of(two)) == (html, "windows-1251", "binary")


def test_a_sidecar_fills_in_what_rows_leave_out(raw: RawFolder) -> None:
    raw.put("p.parquet.meta.json", json.dumps({"url": "https://news.example/", "captured_at": MOMENT.isoformat()}))
    capture = raw.read_one(raw.put("p.parquet", file_of({"text": ["x"]})))
    assert (capture.page_url, capture.captured_at_source) == ("https://news.example/", "sidecar")


BAD_STRING = pa.Array.from_buffers(pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\4\0\0\0"), pa.py_buffer(b"caf\xe9")])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"text": None}, "missing_content"),
        ({"text": " \n"}, "empty"),
        ({"text": ""}, "empty"),
        ({"text": "a\0b"}, "nul_bytes"),
        ({"text": "x" * 2000}, "too_large"),
        ({"text": "x", "url": "/ferry"}, "invalid_field"),
        ({"text": "x", "captured_at": datetime(1970, 1, 1)}, "invalid_field"),
    ],
)
def test_a_bad_row_leaves_the_others(raw: RawFolder, row: dict[str, Any], code: str) -> None:
    rows = [{"text": "before"}, row, {"text": "after"}]
    columns = {
        "url": pa.array([cells.get("url") for cells in rows], pa.string()),
        "text": pa.array([cells["text"] for cells in rows]),
        "captured_at": pa.array([cells.get("captured_at") for cells in rows], pa.timestamp("us")),
    }
    captures = raw.read(raw.put("p.parquet", file_of(columns)), Limits(max_page_bytes=1000))
    assert [code_of(capture) for capture in captures] == [None, code, None]
    assert [capture.byte_offset for capture in captures] == [0, 1, 2]


def test_text_that_is_not_utf8_and_times_beyond_all_years(raw: RawFolder) -> None:
    assert code_of(raw.read_one(raw.put("p.parquet", file_of({"text": BAD_STRING})))) == "not_utf8"
    late = pa.array([2**62], pa.timestamp("us"))
    assert code_of(raw.read_one(raw.put("q.parquet", file_of({"text": ["x"], "captured_at": late})))) == "invalid_field"


def test_a_file_that_cannot_be_read_has_its_own_code(raw: RawFolder) -> None:
    whole = file_of({"text": ["x" * 100] * 100})
    files = {
        "corrupt_parquet": [
            b"",
            b"PAR1",
            whole[:-20],
            b"<p>no Parquet",
            whole[:4] + bytes(len(whole) - 60) + whole[-56:],
        ],
        "missing_column": [file_of({"url": ["https://news.example/"]}), file_of({})],
        "invalid_column": [
            file_of({"html": [1]}),
            file_of({"text": ["x"], "url": [b"https://news.example/"]}),
            file_of({"text": ["x"], "captured_at": [1793601000]}),
            file_of({"text": [{"a": "x"}]}),
        ],
        "empty": [file_of({"text": pa.array([], pa.string())})],
    }
    for code, contents in files.items():
        for content in contents:
            uri = raw.put("p.parquet", content)
            held = raw.read_one(uri)
            assert (code_of(held), held.byte_offset, held.byte_length) == (code, 0, len(content))
            assert left_out(raw, uri, [held]) == 0


def test_damage_in_a_row_group_keeps_the_rows_before_it(raw: RawFolder) -> None:
    texts = [sha256(b"%d" % number) * 10 for number in range(100)]
    content = bytearray(file_of({"text": texts}, row_group_size=20, use_dictionary=False))
    middle = pq.read_metadata(io.BytesIO(content)).row_group(2).column(0).data_page_offset
    content[middle : middle + 200] = bytes(200)
    captures = raw.read(raw.put("p.parquet", bytes(content)))
    assert [capture.text for capture in captures[:-1]] == texts[:40]
    assert (code_of(captures[-1]), captures[-1].byte_offset, captures[-1].byte_length) == ("corrupt_parquet", 40, 0)


def test_rows_without_end_are_not_read(raw: RawFolder) -> None:
    nulls = raw.read(raw.put("p.parquet", file_of({"text": pa.nulls(3_000_000, pa.string())})))
    assert len(nulls) == parquet.MAX_REJECTS_IN_A_ROW + 1 and code_of(nulls[-1]) == "no_pages"
    same = raw.read(
        raw.put("q.parquet", file_of({"text": pa.repeat("x" * 100_000, 2000)})), Limits(max_page_bytes=1_000_000)
    )
    assert 10 <= len(same) < 1000 and code_of(same[-1]) == "decompression_bomb"


def test_rows_that_are_lost_leave_a_stretch(raw: RawFolder) -> None:
    uri = raw.put("p.parquet", file_of({"text": ["a", None, "c", "d"]}))
    captures = raw.read(uri)
    assert left_out(raw, uri, captures) == 0
    assert left_out(raw, uri, [captures[0], captures[3]]) == left_out(raw, uri, captures[:2]) == 1


def test_shares_hold_together_what_the_file_holds(raw: RawFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "SHARE_BYTES", 3000)
    texts = [sha256(b"%d" % number) * 10 for number in range(100)]
    uri = raw.put("p.parquet", file_of({"text": texts}, row_group_size=10, compression="zstd"))
    shares = list(shares_of(raw.root, uri, Limits()))
    assert len(shares) > 3 and shares[-1].end is None
    divided = [capture for share in shares for capture in read(raw.root, share, Limits())]
    assert divided == raw.read(uri)
    assert [capture.text for capture in divided] == texts


def test_a_row_group_of_80_megabytes_is_not_held(raw: RawFolder) -> None:
    pages = {"html": [sha256(b"%d" % number) * 3000 for number in range(400)]}
    # What is compressed as one piece is held as one: by default, that of 1,024 rows.
    uri = raw.put("p.parquet", file_of(pages, use_dictionary=False, write_batch_size=10))
    del raw.read(uri)[:]  # imports
    before = pa.total_allocated_bytes()
    tracemalloc.start()
    most = 0
    for _ in read(raw.root, Share(uri), Limits()):
        most = max(most, pa.total_allocated_bytes() - before)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most + peak < 40_000_000


SMALL = file_of(
    {"url": ["https://news.example/1", None] * 20, "html": ["<p>One", None] * 20, "text": [None, "Two"] * 20},
    row_group_size=10,
)


def test_a_row_group_with_fewer_rows_than_it_says_is_told(raw: RawFolder) -> None:
    """Damage that Arrow does not notice: it gives none of the rows of the last group."""
    content = bytearray(SMALL)
    content[857] = 1
    uri = raw.put("p.parquet", bytes(content))
    captures = raw.read(uri)
    assert code_of(captures[-1]) == "corrupt_parquet"
    assert left_out(raw, uri, captures) == 0


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damage_is_survived(raw: RawFolder, data: st.DataObject) -> None:
    content = bytearray(SMALL)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(len(content) - 5, len(content)))]
    uri = raw.put("p.parquet", bytes(content))
    captures = raw.read(uri)
    assert captures
    assert "reader_error" not in {code_of(capture) for capture in captures}
    assert left_out(raw, uri, captures) == 0


def test_damage_to_any_byte_of_the_footer_is_survived(raw: RawFolder) -> None:
    """Arrow ends the process when it is asked for a column of which the metadata is damaged in some ways."""
    footer = len(SMALL) - 8 - int.from_bytes(SMALL[-8:-4], "little")
    for byte in range(footer, len(SMALL)):
        content = bytearray(SMALL)
        content[byte] ^= 1 << byte % 8
        uri = raw.put("p.parquet", bytes(content))
        captures = [c for share in shares_of(raw.root, uri, Limits()) for c in read(raw.root, share, Limits())]
        assert left_out(raw, uri, captures) == 0, byte
