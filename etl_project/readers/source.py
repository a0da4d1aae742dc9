"""Opening input that nobody vouches for: links, special files, size. Objects of a storage have no such wiles."""

import hashlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from etl_project.readers.capture import Rejected
from etl_project.readers.limits import Limits
from etl_project.readers.metadata import Metadata
from etl_project.storage import Remote, Root

CHUNK_BYTES = 1 << 20
"""How much is read at once of what is only hashed."""
EMPTY_SHA256 = hashlib.sha256().hexdigest()
"""SHA-256 of no bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened input file, as a format's reader gets it."""

    input_uri: str
    stream: io.BufferedReader
    """The content, decompressed; where the format unpacks itself, the file as it lies on disk. Reading it may raise Rejected, and OSError."""
    sidecar: Metadata
    """What the sidecar says; nothing where there is none."""
    limits: Limits
    is_left: Callable[[int], bool] = lambda byte_offset: False
    """Whether the page at a byte offset is to be yielded as it lies, without its text: it is known, or did harm before."""
    start: int = 0
    """Where to begin; other than 0 only with a format that knows how its files are divided."""
    end: int | None = None
    """Where to stop; None for the end of the file."""
    version: str | None = None
    """Of an object, which version is read."""


def locate(raw_root: Path, input_uri: str) -> Path:
    """Where the file really lies, links resolved.

    Raises:
        Rejected: ``outside_raw_root``.
    """
    _check_name(input_uri)
    root = Path(os.path.realpath(raw_root))
    path = Path(os.path.realpath(root / input_uri))
    if not path.is_relative_to(root):
        raise Rejected("outside_raw_root", "It is a link that leads out of the raw folder, and is not followed.")
    return path


def _check_name(input_uri: str) -> None:
    if input_uri.startswith("/") or ".." in PurePosixPath(input_uri).parts:
        raise Rejected("outside_raw_root", "The path climbs out of the raw folder.")


def check_place(raw_root: Root, input_uri: str) -> None:
    """Whether an input lies under the root.

    Raises:
        Rejected: ``outside_raw_root``.
    """
    if isinstance(raw_root, Remote):
        _check_name(input_uri)
    else:
        locate(raw_root, input_uri)


def open_input(raw_root: Root, input_uri: str, version: str | None = None) -> io.BufferedReader:
    """Open an input, as it lies on disk or in the storage.

    Args:
        version: of an object, the only one that will do; see `etl_project.storage.Remote.open`.

    Raises:
        Rejected: ``outside_raw_root``, or ``unreadable``: it is something else than a file.
        OSError: it cannot be opened.
        StorageError: the storage failed, which is no fault of the input.
    """
    if isinstance(raw_root, Remote):
        _check_name(input_uri)
        return raw_root.open(input_uri, version)
    return open_file(locate(raw_root, input_uri))


def size_of(stream: io.BufferedReader) -> int:
    """How large an open file is, in bytes."""
    here = stream.tell()
    size = stream.seek(0, io.SEEK_END)
    stream.seek(here)
    return size


def open_file(path: Path) -> io.BufferedReader:
    """Open a regular file for reading; never waits, as opening a named pipe would.

    Raises:
        Rejected: ``unreadable``: it is something else than a file.
        OSError: it cannot be opened.
    """
    if not stat.S_ISREG(path.lstat().st_mode):  # before it is opened, which sets some devices to work
        raise _no_file()
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):  # should it have been replaced meanwhile
        os.close(descriptor)
        raise _no_file()
    return os.fdopen(descriptor, "rb")


def _no_file() -> Rejected:
    return Rejected("unreadable", "It is not a file but a folder, a link to one, a pipe or a device.")


def pieces(stream: io.BufferedReader, length: float) -> Iterator[bytes]:
    """The next `length` bytes of a stream, or what there is of them, in pieces."""
    while length > 0 and (piece := stream.read(int(min(length, CHUNK_BYTES)))):
        length -= len(piece)
        yield piece


class _Window(io.RawIOBase):
    """A file up to byte `end`. Offsets are those of the file."""

    def __init__(self, file: io.BufferedReader, start: int, end: int) -> None:
        self._file = file
        self._at = start
        self._end = end

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            offset += self._end
        self._at = offset
        return offset

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no wider buffer comes
        wanted = max(0, min(len(buffer), self._end - self._at))
        if not wanted:
            return 0
        self._file.seek(self._at)
        content = self._file.read1(wanted)
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


def windowed(file: io.BufferedReader, start: int, end: int) -> io.BufferedReader:
    """A file from byte `start` to byte `end`, which others may read meanwhile. Offsets are those of the file."""
    return io.BufferedReader(_Window(file, start, end), buffer_size=1 << 16)


def hash_stream(stream: io.BufferedReader, max_bytes: int) -> tuple[int, str]:
    """Length, in bytes, and SHA-256 of the rest of a stream, or of its first `max_bytes`."""
    digest = hashlib.sha256()
    length = 0
    while chunk := stream.read(min(CHUNK_BYTES, max_bytes - length)):
        digest.update(chunk)
        length += len(chunk)
    return length, digest.hexdigest()


def hash_file(raw_root: Root, input_uri: str, limits: Limits) -> tuple[int, str]:
    """Length and SHA-256 of a file as it lies on disk; of nothing, where it cannot or must not be opened."""
    try:
        with open_input(raw_root, input_uri) as file:
            return hash_stream(file, limits.max_file_bytes)
    except (Rejected, OSError, ValueError):
        return 0, EMPTY_SHA256
