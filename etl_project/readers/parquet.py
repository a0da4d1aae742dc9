"""Parquet: a page a row, from the columns url, html or text, and captured_at. Other columns are not read.

A page is addressed by the number of its row, from 0, and is one row long; its bytes are those of its html or text.
Row groups are read one by one, and of these a few rows at a time; in memory is what the file's writer compressed as one piece.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from etl_project.readers.capture import Capture, Rejected
from etl_project.readers.encoding import decode_html, decode_text, usable
from etl_project.readers.metadata import metadata
from etl_project.readers.source import Source, size_of

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

MAX_REJECTS_IN_A_ROW = 1000
"""After so many rows of which none is a page, the rest of the file is held back in one piece: a small file can hold
billions of nulls."""
SHARE_BYTES = 64_000_000
"""A file is divided between row groups into shares of about so many bytes on disk."""
_ROWS_AT_ONCE = 16
_BUFFER_BYTES = 1 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS = ("url", "html", "text", "captured_at")


def read(source: Source) -> Iterator[Capture]:
    """A page for every row.

    A sidecar says what a row does not say itself. Of a row with both, html is read rather than text.

    Raises:
        Rejected: the file cannot be read, or not any further.
    """
    file = _opened(source)
    columns = _columns(file)
    kinds = {name: file.schema_arrow.field(name).type for name in columns}
    limits = source.limits
    most = limits.max_page_bytes + size_of(source.stream) * limits.max_expansion
    rejects = unpacked = 0
    for row, cells in _rows(source, file, columns):
        unpacked += len(_page(cells))
        if unpacked > most:
            raise Rejected(
                "decompression_bomb", f"It expands more than {limits.max_expansion} times when decompressed."
            )
        capture = _capture(source, row, cells, kinds)
        yield capture
        rejects = 0 if capture.rejection is None else rejects + 1
        if rejects == MAX_REJECTS_IN_A_ROW:
            raise Rejected("no_pages", f"After {rejects:,} rows in a row that are no pages the rest is not read.")
    groups = (file.metadata.row_group(number) for number in range(file.metadata.num_row_groups))
    if source.end is None and sum(group.num_rows for group in groups) != file.metadata.num_rows:
        raise Rejected("corrupt_parquet", "Its row groups hold another number of rows than it says.")
    if not file.metadata.num_rows:
        raise Rejected("empty", "There is nothing in it.")


def payload(source: Source, row: int, rows: int) -> Iterator[bytes]:
    """The html, or else text, of so many rows."""
    file = _opened(source)
    for number, cells in _rows(source, file, _columns(file), row) if rows else ():
        if number >= row + rows:
            return
        if number >= row:
            yield _page(cells)


def left_out(source: Source, spans: Sequence[tuple[int, int]], end: float) -> Iterator[int]:
    """The first rows of stretches before `end` that are in none of the pages."""
    rows = int(min(end, _opened(source).metadata.num_rows))
    position = 0
    for row, length in [*spans, (rows, 0)]:
        if row > position:
            yield position
        position = max(position, row + length)


def cuts(source: Source) -> Iterator[int]:
    """The first rows of row groups that are `SHARE_BYTES` or more apart."""
    file = _opened(source)
    with _faults_told():
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    # Not from the sizes of the columns on disk: where a column's metadata is damaged, Arrow ends the process.
    on_disk = size_of(source.stream) / (sum(group.total_byte_size for group in groups) or 1)
    row = size = 0
    for group in groups:
        if size >= SHARE_BYTES:
            yield row
            size = 0
        size += group.total_byte_size * on_disk
        row += group.num_rows


@contextmanager
def _faults_told() -> Iterator[None]:
    """Raises Rejected, ``corrupt_parquet``, for what Arrow raises."""
    import pyarrow as pa  # not above, for it takes a tenth of a second of every process that reads pages

    try:
        yield
    except pa.ArrowMemoryError:
        raise
    except (pa.ArrowException, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:  # it is the disk's
            raise
        raise Rejected("corrupt_parquet", f"It cannot be read as Parquet: {type(error).__name__}.") from error


def _opened(source: Source) -> "pq.ParquetFile":
    import pyarrow.parquet as pq

    with _faults_told():
        return pq.ParquetFile(source.stream, buffer_size=_BUFFER_BYTES, pre_buffer=False)


def _columns(file: "pq.ParquetFile") -> list[str]:
    """Those of the file's columns that are read.

    Raises:
        Rejected: ``missing_column`` or ``invalid_column``.
    """
    import pyarrow.types as kinds

    with _faults_told():
        schema = file.schema_arrow
    found = [name for name in _COLUMNS if name in schema.names]
    if not {"html", "text"} & {*found}:
        raise Rejected(
            "missing_column", "It has neither a column html nor one text; the others are url and captured_at."
        )
    for name in found:
        if schema.names.count(name) > 1:
            raise Rejected("invalid_column", f"It has several columns {name}.")
        kind = _value_type(schema.field(name).type)
        is_text = kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_null(kind)
        if not (
            is_text
            or (name in ("html", "text") and _is_binary(kind))
            or (name == "captured_at" and kinds.is_timestamp(kind))
        ):
            raise Rejected(
                "invalid_column",
                f"Its column {name} holds something else than {'times' if name == 'captured_at' else 'text'}.",
            )
    return found


def _value_type(kind: "pa.DataType") -> "pa.DataType":
    import pyarrow.types as kinds

    return kind.value_type if kinds.is_dictionary(kind) else kind


def _is_binary(kind: "pa.DataType") -> bool:
    import pyarrow.types as kinds

    return bool(kinds.is_binary(_value_type(kind)) or kinds.is_large_binary(_value_type(kind)))


def _rows(
    source: Source, file: "pq.ParquetFile", columns: list[str], first: int = 0
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Number and cells of the rows in the source's share, from that of the row group on in which `first` is; text as bytes."""
    row = 0
    for number in range(file.metadata.num_row_groups):
        with _faults_told():
            end = row + file.metadata.row_group(number).num_rows
            if source.start <= row and (source.end is None or row < source.end) and end > first:
                batches = file.iter_batches(_ROWS_AT_ONCE, row_groups=[number], columns=columns, use_threads=False)
                for cells in chain.from_iterable(map(_cells_of_rows, batches)):
                    yield row, cells
                    row += 1
                if row != end:
                    raise Rejected("corrupt_parquet", "A row group of it holds another number of rows than it says.")
        row = end


def _cells_of_rows(batch: "pa.RecordBatch") -> Iterator[dict[str, Any]]:
    columns = [_cells(column) for column in batch.columns]
    return (dict(zip(batch.schema.names, cells, strict=True)) for cells in zip(*columns, strict=True))


def _cells(column: "pa.Array") -> list[Any]:
    """The values of a column; text as bytes, for it may not be the UTF-8 that it is said to be."""
    import pyarrow as pa
    import pyarrow.types as kinds

    if kinds.is_dictionary(column.type):
        column = column.dictionary_decode()
    if kinds.is_timestamp(column.type):
        return [_moment(value) for value in column.cast(pa.timestamp("us"), safe=False).cast(pa.int64()).to_pylist()]
    return list(column.cast(pa.large_binary()).to_pylist())


def _moment(microseconds: int | None) -> bytes | None:
    """A time in ISO 8601, in UTC. Before the year 1 and after 9999, one that is refused as such."""
    if microseconds is None:
        return None
    try:
        return (_EPOCH + timedelta(microseconds=microseconds)).isoformat().encode()
    except OverflowError:
        return b"out of range"


def _page(cells: Mapping[str, Any]) -> bytes:
    return cells.get("html") or cells.get("text") or b""


def _capture(source: Source, row: int, cells: Mapping[str, Any], kinds: "Mapping[str, pa.DataType]") -> Capture:
    page = _page(cells)
    capture = Capture(source.input_uri, row, 1, hashlib.sha256(page).hexdigest(), "parquet")
    if source.is_left(row):
        return capture
    try:
        if len(page) > source.limits.max_page_bytes:
            raise Rejected("too_large", f"The page has more than {source.limits.max_page_bytes:,} bytes.")
        try:
            said = metadata({name: _text(cells.get(name)) for name in ("url", "captured_at")})
        except ValueError as error:
            raise Rejected("invalid_field", f"The row cannot be used: {error}.") from None
        capture = replace(
            capture,
            page_url=said.page_url or source.sidecar.page_url,
            captured_at=said.captured_at or source.sidecar.captured_at,
            captured_at_source="field" if said.captured_at else "sidecar" if source.sidecar.captured_at else "unknown",
        )
        media = "html" if cells.get("html") else "text"
        if page and _is_binary(kinds[media]):
            text, encoding = decode_html(page) if media == "html" else decode_text(page)
        else:
            text, encoding = usable(_text(cells.get("html") or cells.get("text"))), "utf-8"
    except Rejected as error:
        return replace(capture, rejection=error.rejection)
    return replace(capture, media=media, text=text, encoding=encoding)


def _text(cell: bytes | None) -> str | None:
    try:
        return None if cell is None else cell.decode()
    except UnicodeDecodeError:
        raise Rejected("not_utf8", "The row is not UTF-8.") from None
