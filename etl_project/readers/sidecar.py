"""Sidecars: ``page.html.meta.json`` or ``page.meta.json`` beside ``page.html`` says where and when it was fetched."""

import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from etl_project.readers.capture import Rejected
from etl_project.readers.compression import compression_of
from etl_project.readers.limits import Limits
from etl_project.readers.metadata import Metadata, json_object, metadata
from etl_project.readers.source import locate, open_file

SUFFIX = ".meta.json"


def sidecar_of(name: str, exists: Callable[[str], bool]) -> str | None:
    """Name of the sidecar of the file `name`, if it has one.

    ``page.html.gz``, say, may have ``page.html.gz.meta.json``, ``page.html.meta.json`` or ``page.meta.json``; the first counts.

    Args:
        exists: whether there is a file of a name beside it.
    """
    path = PurePosixPath(name)
    stems = [path.name, path.stem] + ([PurePosixPath(path.stem).stem] if compression_of(name) else [])
    return next((stem + SUFFIX for stem in stems if exists(stem + SUFFIX)), None)


def read_sidecar(raw_root: Path, input_uri: str, limits: Limits) -> Metadata:
    """What the sidecar of the file at `input_uri` says; nothing where there is none.

    Raises:
        Rejected: ``invalid_sidecar``.
    """
    page = PurePosixPath(input_uri)
    name = sidecar_of(page.name, lambda name: os.path.lexists(raw_root / page.with_name(name)))
    if name is None:
        return Metadata()
    try:
        with open_file(locate(raw_root, str(page.with_name(name)))) as file:
            content = file.read(limits.max_sidecar_bytes + 1)
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
