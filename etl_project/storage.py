"""Where raw pages lie: a folder of this machine, or a place in an object storage, such as ``s3://bucket/prefix``.

An object storage is reached through fsspec, which knows the protocols, and every request through `Remote._tried`, which is where it is
decided what a failure means:

- what is not there raises FileNotFoundError, as it does on a disk;
- what fails and may be better soon (throttling, timeouts, a connection that breaks) is tried again for `PATIENCE_SECONDS`, and
  then raises `StorageUnavailable`;
- what will not be better by itself (no such bucket, keys that are refused) raises `StorageError` at once.

Neither of these is an OSError, for a reader takes that for a fault of the file that it reads, and holds the page back. Their
messages are sentences of our own: a client's may quote addresses and keys. Access keys and endpoints are taken from the
environment by the clients themselves, and are never seen here.
"""

import errno
import importlib.util
import io
import logging
import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname

Found = TypeVar("Found")

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 30.0
"""How long a request is tried again. With the last attempt's own timeout (`_TIMEOUTS`) it has to be less than the time for a page."""
BLOCK_BYTES = 1 << 22
"""An object is read in requests of so many bytes. At the rate of one connection that takes longer than it takes to answer."""
_BLOCKS_KEPT = 3
"""Of an open object, how many blocks are in memory: readers go back to where a record began."""
_TIMEOUTS = {"connect_timeout": 5, "read_timeout": 15}
_OPTIONS: dict[str, dict[str, Any]] = {
    # One attempt: they are counted here.
    "s3": {"config_kwargs": {"retries": {"total_max_attempts": 1}} | _TIMEOUTS},
}
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_LASTING = {errno.EINVAL, errno.EPERM, errno.ENOSYS, errno.EREMCHG if hasattr(errno, "EREMCHG") else errno.ENOENT}
"""What s3fs makes of answers that ask for another request: another region, another name, a method that is not known."""
_EXTRAS = {"s3fs": 'pip install -e ".[s3]"'}


class StorageError(Exception):
    """A storage cannot be used as it is set up; the message says why in one sentence."""


class StorageUnavailable(StorageError):
    """A storage failed for long, or gave something else than a moment before. It may be better soon."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, as a listing has it."""

    size: int
    """In bytes."""
    changed_at: float
    """When it was last written, in seconds since the epoch; 0 where the storage does not say."""


class Remote:
    """The files under a URL of fsspec, by names with forward slashes. Only the URL is pickled: each process has its own connections."""

    def __init__(self, url: str) -> None:
        """
        Args:
            url: without a password; `root_at` checks it.
        """
        self.url = url.rstrip("/")
        self._listed: dict[str, Entry] = {}

    def __str__(self) -> str:
        return self.url

    def __repr__(self) -> str:
        return f"Remote({self.url!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and self.url == other.url

    def __hash__(self) -> int:
        return hash(self.url)

    def __reduce__(self) -> "tuple[Callable[[str], Remote], tuple[str]]":
        return _unpickled, (self.url,)

    @cached_property
    def _at(self) -> tuple[Any, str]:
        """The file system and the root's path in it."""
        return self._tried("", self._connected)

    def _connected(self) -> tuple[Any, str]:
        from fsspec.core import url_to_fs

        protocol = self.url.partition("://")[0]
        options = _OPTIONS.get("s3" if protocol == "s3a" else protocol, {})
        system, path = url_to_fs(self.url, use_listings_cache=False, skip_instance_cache=True, **options)
        system.retries = 1  # as above, for s3fs
        return system, str(path).rstrip("/")

    def _path(self, name: str) -> str:
        return f"{self._at[1]}/{name}" if name else self._at[1]

    def folders(self) -> list[str]:
        """The names of the folders right under the root; none where there is nothing.

        Raises:
            StorageError: there is no such bucket, say.
        """
        system, root = self._at
        try:
            found = self._tried("", lambda: system.ls(root, detail=True))
        except FileNotFoundError:
            return []
        below = [entry["name"].strip("/") for entry in found if entry["type"] == "directory"]
        return sorted(name.removeprefix(f"{root.strip('/')}/") for name in below)

    def entries(self, folder: str) -> dict[str, Entry]:
        """Every file below a folder, by its name. What is listed last is remembered, for `size`.

        An object whose name ends with a slash is what some programs make for a folder, and is none.
        """
        system, root = self._at
        try:
            found = self._tried(folder, lambda: system.find(self._path(folder), detail=True))
        except FileNotFoundError:
            found = {}
        start = len(root.strip("/")) + 1
        names = {info["name"].strip("/")[start:]: info for info in found.values() if not info["name"].endswith("/")}
        self._listed = {
            name: Entry(info["size"] or 0, _changed_at(info))
            for name, info in sorted(names.items())
            if name.startswith(f"{folder}/") or not folder
        }
        return self._listed

    def names(self, folder: str) -> list[str]:
        """The files below a folder, in order; none where there is no such folder."""
        return list(self.entries(folder))

    def size(self, name: str) -> int:
        """How large a file is, in bytes: as it was listed last, else as it is now.

        Raises:
            FileNotFoundError: it is not there.
        """
        if (entry := self._listed.get(name)) is not None:
            return entry.size
        return int(self._tried(name, lambda: self._at[0].info(self._path(name)))["size"])

    def open(self, name: str, version: str | None = None) -> io.BufferedReader:
        """For reading: in blocks, as far as it is asked for, and all from one version of the object.

        Args:
            version: what `version_of` gave for another opening that this one has to agree with.

        Raises:
            FileNotFoundError: it is not there.
            StorageUnavailable: it is of another version, now or while it is read.
        """
        stream = _Object(self, name, self._tried(name, lambda: self._opened(name)))
        if version is not None and stream.version != version:
            raise self._overwritten(name)
        return io.BufferedReader(stream, buffer_size=1 << 16)

    def _opened(self, name: str) -> Any:
        system, path = self._at[0], self._path(name)
        file = system.open(
            path,
            "rb",
            block_size=BLOCK_BYTES,
            cache_type="blockcache",
            cache_options={"maxblocks": _BLOCKS_KEPT},
        )
        # s3fs takes what follows ?versionId= for a version, be it asked to or not.
        if str(file.details["name"]).strip("/") != path.strip("/") or file.details["type"] != "file":
            raise FileNotFoundError(path)
        return file

    def read(self, name: str, max_bytes: int) -> bytes:
        """How a file begins, in one request. Raises FileNotFoundError."""
        return self._tried(name, lambda: self._beginning(name, max_bytes))

    def _beginning(self, name: str, size: int) -> bytes:
        try:
            return bytes(self._at[0].cat_file(self._path(name), start=0, end=size))
        except OSError as error:
            if _kind(error) in ("InvalidRange", "416"):  # S3's way to say that there is nothing in it
                return b""
            raise

    def _tried(self, name: str, attempt: Callable[[], Found]) -> Found:
        """What `attempt` returns, once it succeeds.

        Raises:
            FileNotFoundError, StorageError, StorageUnavailable: as in the module's docstring.
        """
        begin = time.monotonic()
        pause = 0.2
        while True:
            try:
                return attempt()
            except (MemoryError, StorageError):
                raise
            except Exception as error:
                self._raise_what_lasts(name, error)
                if time.monotonic() + pause - begin > PATIENCE_SECONDS:
                    place = f"{self}/{name}" if name else str(self)
                    raise StorageUnavailable(
                        f"{place} cannot be had: the storage failed for {PATIENCE_SECONDS:g} seconds ({_kind(error)}); try again once it works."
                    ) from None
                logger.debug("%s: %s; it is tried again", name, _kind(error))
            # Not all at the same time: that is how workers that were throttled are throttled again.
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 - no secret
            pause = min(2 * pause, 5.0)

    def _raise_what_lasts(self, name: str, error: Exception) -> None:
        """Raise what an error means, where trying again would not help."""
        kind = _kind(error)
        place = f"{self}/{name}" if name else str(self)
        if kind in ("NoSuchBucket", "InvalidBucketName"):
            raise StorageError(f"There is no bucket at {self}: make it, or point ETL_RAW_ROOT elsewhere.") from None
        if isinstance(error, FileNotFoundError):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)) from None
        if kind in ("FileExpired", "PreconditionFailed", "412"):
            raise self._overwritten(name) from None
        if isinstance(error, PermissionError) or "Credential" in kind:
            raise StorageError(
                f"{place} may not be used ({kind}): are the access keys in the environment (AWS_ACCESS_KEY_ID, …) those for it?"
            ) from None
        if isinstance(error, ImportError):
            raise StorageError(f"{place} cannot be had, for a package is missing: {error}.") from None
        is_lasting = isinstance(error, OSError) and error.errno in _LASTING
        if is_lasting or isinstance(error, (ValueError, TypeError, NotImplementedError)):
            raise StorageError(
                f"{place} cannot be had ({kind}): are its address, the endpoint and the region (AWS_ENDPOINT_URL, AWS_DEFAULT_REGION, …) right?"
            ) from None

    def _overwritten(self, name: str) -> StorageUnavailable:
        return StorageUnavailable(
            f"{self}/{name} was overwritten while it was read: nothing is taken of it; try again once it is whole, and write each page "
            "under a name of its own."
        )


def _unpickled(url: str) -> Remote:
    """In a worker, whose memory is bounded once it has its task: what it takes to be a client at all is not the pages'."""
    remote = Remote(url)
    remote._at  # noqa: B018 - imports the client
    return remote


class _Object(io.RawIOBase):
    """An open object."""

    def __init__(self, remote: Remote, name: str, file: Any) -> None:
        self._remote = remote
        self._name = name
        self._file = file
        self.version = _version(file.details)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return int(self._file.tell())

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._file.seek(offset, whence))

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # no wider buffer comes
        content = self._remote._tried(self._name, lambda: self._file.read(len(buffer)))
        buffer[: len(content)] = content
        return len(content)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


Root = Path | Remote
"""Where raw pages lie. In a folder, nobody vouches for them: `etl_project.readers.source` opens them with care."""


def root_at(place: str | Path | Remote) -> Root:
    """The place that a path or URL names; ``file://`` is a path.

    Raises:
        ValueError: it cannot be used; with a message that is a clause, and quotes nothing that may be secret.
    """
    if isinstance(place, Remote):
        return place
    if isinstance(place, Path) or not _URL.match(place):
        return Path(place).expanduser().resolve()
    try:
        parts = urlsplit(place)
    except ValueError:
        raise ValueError("it is not an address; write one such as s3://bucket/prefix") from None
    if parts.scheme == "file":
        if parts.netloc not in ("", "localhost"):
            raise ValueError("a file: address names a folder of this machine; write it as file:///folder")
        if parts.query or parts.fragment or not parts.path:
            raise ValueError("it is not the address of a folder; write it as file:///folder")
        return Path(url2pathname(parts.path)).resolve()
    # A secret key may have slashes, and then ends after what looks like the host.
    if "@" in parts.netloc or (":" in parts.netloc and "@" in place):
        raise ValueError("write no user and no password into the address; they are taken from the environment")
    if parts.query or not parts.netloc:
        raise ValueError("it is not the address of a folder; write one such as s3://bucket/prefix")
    _check_protocol(parts.scheme)
    return Remote(parts.scheme + place[len(parts.scheme) :])


def _check_protocol(protocol: str) -> None:
    """Whether there is what it takes to speak a protocol, without importing it, for that takes a second.

    Raises:
        ValueError: there is not.
    """
    from fsspec.registry import known_implementations, registry

    if protocol in registry:
        return
    if protocol not in known_implementations:
        raise ValueError(f"{protocol}:// is not known; known are a path, file://, s3:// and what fsspec knows")
    package = known_implementations[protocol]["class"].partition(".")[0]
    if importlib.util.find_spec(package) is None:
        command = _EXTRAS.get(package, f"pip install {package}")
        raise ValueError(f"{protocol}:// needs the package {package}; install it with: {command}")


def version_of(stream: io.BufferedReader) -> str | None:
    """Which version of an object an open stream reads; None for a file on a disk, and where the storage does not say."""
    return stream.raw.version if isinstance(stream.raw, _Object) else None


def _version(details: dict[str, Any]) -> str | None:
    for name in ("ETag", "etag", "generation", "mtime", "LastModified", "last_modified"):
        if details.get(name):
            return str(details[name])
    return None


def _changed_at(info: dict[str, Any]) -> float:
    moment = next((info[name] for name in ("LastModified", "last_modified", "mtime", "created") if info.get(name)), 0.0)
    return float(moment.timestamp() if hasattr(moment, "timestamp") else moment)


def _kind(error: BaseException) -> str:
    """What an error is, in a word: the storage's own code where it gave one, else the name of its class."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if isinstance(response, dict) and (code := response.get("Error", {}).get("Code")):
            return str(code)
    return type(error).__name__
