"""Sidecars: ``page.html.meta.json`` or ``page.meta.json`` beside ``page.html`` says where and when it was fetched."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import PurePosixPath

from etl_project.readers.capture import Rejected
from etl_project.readers.compression import compression_of
from etl_project.readers.limits import Limits
from etl_project.readers.metadata import Metadata, json_object, metadata
from etl_project.readers.source import open_input
from etl_project.storage import Remote, Root

SUFFIX = ".meta.json"


def sidecars_of(name: str) -> list[str]:
    """Names that the sidecar of the file `name` may have; the first that is there counts.

    >>> sidecars_of("page.html.gz")
    ['page.html.gz.meta.json', 'page.html.meta.json', 'page.meta.json']
    """
    path = PurePosixPath(name)
    stems = [path.name, path.stem] + ([PurePosixPath(path.stem).stem] if compression_of(name) else [])
    return [stem + SUFFIX for stem in stems]


def sidecar_of(name: str, exists: Callable[[str], bool]) -> str | None:
    """Name of the sidecar of the file `name`, if it has one.

    Args:
        exists: whether there is a file of a name beside it.
    """
    return next(filter(exists, sidecars_of(name)), None)


def read_sidecar(raw_root: Root, input_uri: str, limits: Limits) -> Metadata:
    """What the sidecar of the file at `input_uri` says; nothing where there is none.

    Raises:
        Rejected: ``invalid_sidecar``.
    """
    try:
        content = _content(raw_root, input_uri, limits.max_sidecar_bytes + 1)
        if content is None:
            return Metadata()
        if len(content) > limits.max_sidecar_bytes:
            raise ValueError(f"it has more than {limits.max_sidecar_bytes:,} bytes")
        return metadata(json_object(content.decode("utf-8-sig")))
    except Rejected as error:
        raise Rejected("invalid_sidecar", f"Its sidecar cannot be used. {error.rejection.reason}") from None
    except OSError as error:
        raise Rejected(
            "invalid_sidecar", f"Its sidecar cannot be read: {error.strerror or type(error).__name__}."
        ) from None
    except UnicodeDecodeError:
        raise Rejected("invalid_sidecar", "Its sidecar is not UTF-8.") from None
    except ValueError as error:
        raise Rejected("invalid_sidecar", f"Its sidecar cannot be used: {error}.") from None


def _content(raw_root: Root, input_uri: str, max_bytes: int) -> bytes | None:
    """How the sidecar of a file begins; None where it has none."""
    page = PurePosixPath(input_uri)
    if isinstance(raw_root, Remote):
        for candidate in sidecars_of(page.name):  # asking first whether it is there would be another request
            with suppress(FileNotFoundError):
                return raw_root.read(str(page.with_name(candidate)), max_bytes)
        return None
    folder = raw_root / page.parent
    name = sidecar_of(page.name, lambda name: os.path.lexists(folder / name))
    if name is None:
        return None
    with open_input(raw_root, str(page.with_name(name))) as file:
        return file.read(max_bytes)
