"""Where a text has left a trace: in the bytes of files, and in the values of databases, which are compressed on disk."""

import base64
import re
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb

from etl_project.tables.ddl import quote

ABSOLUTE_PATH = re.compile(r"(?<![\w/.:<])(?:/(?=[\w.])|~/)|\bfile:/|\b[A-Za-z]:\\")
"""Beginning of what reads as a path of some machine; not the slashes of a relative path or of an address."""


def traces(folder: Path, texts: Collection[str]) -> list[str]:
    """Each place under `folder`, file or value of a database, that holds one of `texts`, and which."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    return [
        f"{path.relative_to(folder)}{place}: {text}"
        for path in files
        for place, content in _contents(path)
        for text in texts
        if text.encode() in content
    ]


def spellings(secret: str) -> list[str]:
    """A secret itself, and what is certain of its Base64, wherever in a longer text it begins: passwords are sent so."""
    plain = secret.encode()
    encoded = [base64.b64encode(bytes(shift) + plain).decode()[4 * (shift > 0) : -4] for shift in range(3)]
    return [secret, *encoded]


def duckdb_values(file: Path) -> Iterator[tuple[str, str]]:
    """Every distinct value in the tables and views of a DuckDB file, and every definition and comment; with their place."""
    with duckdb.connect(str(file), read_only=True) as connection:
        columns = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        for table, column in columns:
            values = connection.execute(f"SELECT DISTINCT CAST({quote(column)} AS VARCHAR) FROM {quote(table)}")
            yield from ((f"{table}.{column}", value) for (value,) in values.fetchall() if value is not None)
        for catalogue in ("schemas", "tables", "columns", "views", "functions", "types"):
            # Not what the reader's own connection adds: the databases that are attached, and where they lie.
            rows = connection.execute(f"FROM duckdb_{catalogue}() WHERE NOT internal").fetchall()
            yield from ((catalogue, str(value)) for row in rows for value in row if value is not None)


def sqlite_values(file: Path) -> Iterator[tuple[str, bytes]]:
    """Every value in the tables of an SQLite file, decompressed where it is; with its place."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield from ((table, _decompressed(value)) for value in row if value is not None)


def _contents(path: Path) -> Iterable[tuple[str, bytes]]:
    content = path.read_bytes()
    yield "", content
    if content[8:12] == b"DUCK":
        yield from ((f" ({place})", value.encode()) for place, value in duckdb_values(path))
    elif content.startswith(b"SQLite format 3\0"):
        yield from ((f" ({place})", value) for place, value in sqlite_values(path))


def _decompressed(value: object) -> bytes:
    """A value as bytes; Dagster keeps what is long compressed."""
    content = value if isinstance(value, bytes) else str(value).encode()
    try:
        return zlib.decompress(content)
    except zlib.error:
        return content
