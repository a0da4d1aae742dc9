"""A raw folder to try readers on."""

import hashlib
from pathlib import Path

from etl_project.readers import Capture, Limits, Share, read

DAY = "2026-11-02"


class RawFolder:
    """A raw root with one day in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.day = root / DAY
        self.day.mkdir(parents=True)

    def put(self, name: str, content: bytes | str) -> str:
        """Write a file into the day; its input_uri."""
        path = self.day / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return f"{DAY}/{name}"

    def read(self, input_uri: str, limits: Limits = Limits()) -> list[Capture]:  # noqa: B008 - it is frozen
        """All captures of a file."""
        return list(read(self.root, Share(input_uri), limits))

    def read_one(self, input_uri: str, limits: Limits = Limits()) -> Capture:  # noqa: B008 - it is frozen
        """The only capture of a file."""
        (capture,) = self.read(input_uri, limits)
        return capture


def code_of(capture: Capture) -> str | None:
    """Reason code, or None for a page that can be used."""
    if capture.rejection is None:
        assert capture.text is not None
        return None
    assert capture.text is None
    assert capture.rejection.reason.endswith(".")
    return capture.rejection.code


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
