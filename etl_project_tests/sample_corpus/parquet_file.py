"""The smallest Parquet file that holds a table of texts: one row group, nothing compressed, no statistics.

Arrow would name its own version in the file. See https://parquet.apache.org/docs/file-format/ and Thrift's compact protocol.
"""

import struct
from collections.abc import Mapping, Sequence

_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
"""Types of the compact protocol."""
_BYTE_ARRAY, _UTF8, _REQUIRED, _PLAIN, _RLE, _UNCOMPRESSED, _DATA_PAGE = 6, 0, 0, 0, 3, 0, 0
"""Values of Parquet's enums."""

Field = tuple[int, int, bytes]
"""Number, type and encoded value of a field."""


def parquet_file(columns: Mapping[str, Sequence[str]]) -> bytes:
    """A file of these columns; no value is null."""
    rows = len(next(iter(columns.values())))
    content = b"PAR1"
    chunks = []
    for name, values in columns.items():
        page = b"".join(struct.pack("<I", len(value.encode())) + value.encode() for value in values)
        header = _struct(
            _int(1, _DATA_PAGE),
            _int(2, len(page)),
            _int(3, len(page)),
            (5, _STRUCT, _struct(_int(1, rows), _int(2, _PLAIN), _int(3, _RLE), _int(4, _RLE))),
        )
        size = len(header) + len(page)
        described = _struct(
            _int(1, _BYTE_ARRAY),
            _list(2, _I32, [_zigzag(_PLAIN)]),
            _list(3, _BINARY, [_text(name)]),
            _int(4, _UNCOMPRESSED),
            _long(5, rows),
            _long(6, size),
            _long(7, size),
            _long(9, len(content)),
        )
        chunks.append(_struct(_long(2, len(content)), (3, _STRUCT, described)))
        content += header + page
    schema = [_struct((4, _BINARY, _text("schema")), _int(5, len(columns)))]
    schema += [
        _struct(_int(1, _BYTE_ARRAY), _int(3, _REQUIRED), (4, _BINARY, _text(name)), _int(6, _UTF8)) for name in columns
    ]
    group = _struct(_list(1, _STRUCT, chunks), _long(2, len(content) - 4), _long(3, rows))
    footer = _struct(_int(1, 1), _list(2, _STRUCT, schema), _long(3, rows), _list(4, _STRUCT, [group]))
    return content + footer + struct.pack("<I", len(footer)) + b"PAR1"


def _struct(*fields: Field) -> bytes:
    content = b""
    last = 0
    for number, kind, value in fields:
        content += bytes([(number - last) << 4 | kind]) + value
        last = number
    return content + b"\0"


def _list(number: int, kind: int, items: Sequence[bytes]) -> Field:
    size = bytes([len(items) << 4 | kind]) if len(items) < 15 else bytes([0xF0 | kind]) + _varint(len(items))
    return number, _LIST, size + b"".join(items)


def _int(number: int, value: int) -> Field:
    return number, _I32, _zigzag(value)


def _long(number: int, value: int) -> Field:
    return number, _I64, _zigzag(value)


def _text(value: str) -> bytes:
    return _varint(len(value.encode())) + value.encode()


def _zigzag(value: int) -> bytes:
    return _varint(value << 1)  # none is negative


def _varint(value: int) -> bytes:
    content = b""
    while value > 0x7F:
        content += bytes([value & 0x7F | 0x80])
        value >>= 7
    return content + bytes([value])
