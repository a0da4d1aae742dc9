"""What people write beside a page: its address and the time of its capture, in JSON."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

MAX_URL_LENGTH = 2048
"""In characters; what browsers and servers agree on."""
WEB_BEGINS = datetime(1991, 8, 6, tzinfo=UTC)
"""The first public web page. What claims to be older is a null in disguise, such as 1970-01-01 or 0001-01-01."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said of a page."""

    page_url: str | None = None
    captured_at: datetime | None = None
    """UTC, aware."""


def json_object(content: str) -> dict[str, Any]:
    """The JSON object that `content` holds.

    Raises:
        ValueError: it does not; with a message that is a clause.
    """
    try:
        value = json.loads(content)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} (character {error.pos})") from None
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    except ValueError:
        raise ValueError("it holds a number of too many digits") from None
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object ({…})")
    return value


def string_field(record: dict[str, Any], name: str) -> str | None:
    """A field that is text, or null or absent.

    Raises:
        ValueError: it is something else; with a message that is a clause.
    """
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"the field {name} is not a string")
    return value


def metadata(record: dict[str, Any]) -> Metadata:
    """What the fields ``url`` and ``captured_at`` of a record say.

    Raises:
        ValueError: one of them is not usable; with a message that is a clause.
    """
    return Metadata(_page_url(record), _captured_at(record))


def _page_url(record: dict[str, Any]) -> str | None:
    url = string_field(record, "url")
    if not url:
        return None
    if len(url) > MAX_URL_LENGTH:
        raise ValueError(f"the url is longer than {MAX_URL_LENGTH:,} characters")
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or True)
    except ValueError:
        is_usable = False
    if not is_usable or " " in url or not url.isprintable():
        raise ValueError("the url is not an http or https address")
    return url


def _captured_at(record: dict[str, Any]) -> datetime | None:
    """ISO 8601 with date and time; taken as UTC where it names no offset.

    Seconds since the epoch are refused, for nothing tells them from milliseconds; so is a bare date, for a relative time
    on the page ("4 hours ago") would be counted from a midnight that nobody meant.
    """
    written = string_field(record, "captured_at")
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError("captured_at is not a time in ISO 8601, such as 2026-11-02T06:30:00Z") from None
    if len(written) <= len("2026-11-02"):
        raise ValueError("captured_at has no time of day; write it as 2026-11-02T06:30:00Z")
    if moment < WEB_BEGINS:
        raise ValueError("captured_at lies before the web began")
    return moment
