"""What a reader yields: the bytes of one page, and where they came from."""

from dataclasses import dataclass
from datetime import datetime
from traceback import walk_tb


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a page cannot be used."""

    code: str
    """Stable reason code, snake_case."""
    reason: str
    """One sentence for the person who reads the quarantine."""


class Rejected(Exception):
    """Carries a `Rejection` from where it is found to where the capture is made."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.rejection = Rejection(code, reason)


def unforeseen(code: str, attempt: str, error: Exception) -> Rejection:
    """The rejection for an error that nobody foresaw, caught during the `attempt`.

    Reasons are published. So this one names the kind of error and the place in the code, and leaves the message to the
    log: that may hold paths of this machine, or whatever a page put into it.
    """
    package = __name__.partition(".")[0]
    places = [
        f" in {module}, line {line}"
        for frame, line in walk_tb(error.__traceback__)
        if (module := str(frame.f_globals.get("__name__"))).partition(".")[0] == package
    ]
    place = places[-1] if places else ""
    return Rejection(code, f"{attempt} failed with {type(error).__name__}{place}; the log of the run says more.")


@dataclass(frozen=True, slots=True)
class Capture:
    """One input page, decoded, or the reason why it could not be.

    Offsets and lengths are bytes of the file, after decompression; of WARC, bytes of the file as it lies on disk; of Parquet,
    rows of the file.
    """

    input_uri: str
    """File relative to the raw root, with forward slashes: ``<load date>/<path>``."""
    byte_offset: int
    byte_length: int
    sha256: str
    """Of those bytes; of the page in those rows. Where the file as a whole cannot be read: of the file as it lies on disk."""
    format: str
    """``text``, ``html``, ``jsonl``, ``warc``, ``parquet`` or ``unknown``: a value of raw.captures.format."""
    media: str | None = None
    """What `text` holds: ``text`` or ``html``; None when rejected or left as it lies."""
    text: str | None = None
    """The decoded page, newlines as they came; None when rejected or left as it lies."""
    page_url: str | None = None
    captured_at: datetime | None = None
    """UTC, aware."""
    captured_at_source: str = "unknown"
    """``sidecar``, ``field``, ``warc`` or ``unknown``."""
    encoding: str | None = None
    is_cut: bool = False
    """Whether it is known that the crawler did not take all of the page."""
    rejection: Rejection | None = None

    @property
    def byte_end(self) -> int:
        """One past the last byte."""
        return self.byte_offset + self.byte_length
