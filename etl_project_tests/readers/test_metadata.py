"""What a sidecar or a record may say of its page."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl_project.readers.metadata import Metadata, json_object, metadata


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-02T06:30:00Z",
        "2026-11-02T06:30:00",
        "2026-11-02 06:30",
        "2026-11-02T08:30:00+02:00",
        "2026-11-01T22:30:00.000-0800",
        "20261102T063000Z",
    ],
)
def test_times_are_utc(written: str) -> None:
    assert metadata({"captured_at": written}) == Metadata(None, datetime(2026, 11, 2, 6, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("2026-11-02", "no time of day"),
        ("20261102", "no time of day"),
        ("2026-13-02T06:30:00Z", "ISO 8601"),
        ("02.11.2026 06:30", "ISO 8601"),
        ("Mon, 02 Nov 2026 06:30:00 GMT", "ISO 8601"),
        ("1793601000", "ISO 8601"),
        ("9999-12-31T23:59:59-12:00", "ISO 8601"),
        ("0001-01-01T00:00:00Z", "before the web"),
        ("1970-01-01T00:00:00Z", "before the web"),
        (1793601000, "not a string"),
        (["2026-11-02T06:30:00Z"], "not a string"),
    ],
)
def test_other_times_are_refused_with_a_reason(written: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        metadata({"captured_at": written})


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "HTTP://Example.org:8080/a?b=c#d",
        "https://пример.рф/новости",
        "https://[2001:db8::1]/",
        "https://example.org/" + "a" * 2028,
    ],
)
def test_web_addresses_are_kept_as_written(url: str) -> None:
    assert metadata({"url": url}) == Metadata(url, None)


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://[2001:db8::1",
        "https://example.org:port/",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/\ud800",
        "https://example.org/" + "a" * 2029,
        5,
    ],
)
def test_other_addresses_are_refused(url: object) -> None:
    with pytest.raises(ValueError, match="url"):
        metadata({"url": url})


@given(st.text() | st.text('[]{}",:0123456789truefalsn \\u'))
def test_any_text_is_an_object_or_a_value_error(text: str) -> None:
    try:
        assert isinstance(json_object(text), dict)
    except ValueError as error:
        assert str(error).startswith("it ")


@given(st.dictionaries(st.sampled_from(["url", "captured_at"]), st.text()))
def test_any_strings_are_usable_or_a_value_error(record: dict[str, str]) -> None:
    try:
        said = metadata(record)
    except ValueError:
        return
    assert said.captured_at is None or said.captured_at.tzinfo is UTC
    assert said.page_url is None or said.page_url.encode()
