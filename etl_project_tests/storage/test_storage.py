"""Files in a real S3 API server: what is there, what is gone, what fails and what changes."""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from etl_project import storage
from etl_project.storage import (
    BLOCK_BYTES,
    Remote,
    StorageError,
    StorageUnavailable,
    root_at,
    version_of,
)
from etl_project_tests.storage.server import BUCKET, Proxy, Request, Server


@pytest.mark.parametrize("place", ["data/raw", "./raw", "~/raw", "C:raw", "s3:raw"])
def test_what_is_no_url_is_a_path(place: str) -> None:
    assert root_at(place) == Path(place).expanduser().resolve()


def test_a_file_url_is_a_path(tmp_path: Path) -> None:
    assert root_at(f"file://{tmp_path}/with%20space") == tmp_path.resolve() / "with space"


def test_a_protocol_may_be_written_in_capitals() -> None:
    assert root_at("S3://News/Raw") == Remote("s3://News/Raw")


def test_what_cannot_be_connected_to_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setitem(sys.modules, "paramiko", None)
    for address, sentence in (
        ("ftp://127.0.0.1:9/raw", r"cannot be had: the storage failed for 0\.5 seconds \(ConnectionRefusedError\)"),
        ("github://owner/raw", r"cannot be had \(TypeError\): are its address, the endpoint"),
        ("sftp://127.0.0.1:9/raw", r"cannot be had, for a package is missing: .*paramiko.*\.$"),
    ):
        with pytest.raises(StorageError, match=f"^{address} {sentence}"):
            Remote(address).folders()
        with pytest.raises(StorageError, match=f"^{address} {sentence}"):
            Remote(address).open("page")


@pytest.mark.parametrize(
    ("place", "clause"),
    [
        ("s3://AKIA123:s3cr3t@news/raw", "write no user and no password into the address"),
        ("s3://AKIA123:s3cr3t/and+more@news/raw", "write no user and no password into the address"),
        ("s3://AKIA123:s3cr3t#and?more@news/raw", "write no user and no password into the address"),
        ("s3://", "it is not the address of a folder"),
        ("s3://news/raw?versionId=1", "it is not the address of a folder"),
        ("s3://[news/raw", "it is not an address"),
        ("file://elsewhere/raw", "names a folder of this machine"),
        ("file://", "it is not the address of a folder"),
        ("file:///data/raw#1", "it is not the address of a folder"),
        ("s4://news/raw", "s4:// is not known"),
        ("gs://news/raw", "gs:// needs the package gcsfs; install it with: pip install gcsfs"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(place: str, clause: str) -> None:
    with pytest.raises(ValueError, match=r"^[^A]*$") as raised:
        root_at(place)
    assert clause in str(raised.value) and "s3cr3t" not in str(raised.value)


def test_without_the_extra_it_is_said_which_to_install(tmp_path: Path) -> None:
    """In an interpreter that does not find s3fs, as after an installation of the core alone."""
    script = (
        "import importlib.util, sys; find = importlib.util.find_spec;"
        "importlib.util.find_spec = lambda name, *rest: None if name == 's3fs' else find(name, *rest);"
        "from etl_project.settings import load_settings, SettingsError\n"
        "try: load_settings()\nexcept SettingsError as error: print(error)\nassert 's3fs' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {"ETL_RAW_ROOT": "s3://news/raw"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == ('ETL_RAW_ROOT: s3:// needs the package s3fs; install it with: pip install -e ".[s3]".\n')


def test_only_the_url_is_pickled(remote: Remote, server: Server) -> None:
    server.put("raw/2026-11-02/a.txt", b"one")
    pickled = pickle.dumps(remote)
    assert len(pickled) < 200
    again = pickle.loads(pickled)  # noqa: S301 - our own
    assert again == remote and again.read("2026-11-02/a.txt", 9) == b"one"


def test_folders_and_entries(remote: Remote, server: Server) -> None:
    assert remote.folders() == []
    server.put("raw/2026-11-02/a/page.html", b"one")
    server.put("raw/2026-11-02/", b"")
    server.put("raw/2026-11-02/a/", b"")
    server.put("raw/2026-11-021/other", b"")
    server.put("raw/2026-11-03", b"no folder")
    server.put("raws/2026-11-04/page.html", b"another root")
    assert remote.folders() == ["2026-11-02", "2026-11-021"]
    (entry,) = remote.entries("2026-11-02").items()
    assert entry[0] == "2026-11-02/a/page.html" and entry[1].size == 3
    assert abs(entry[1].changed_at - time.time()) < 600
    assert remote.names("2026-11-03") == []


def test_a_listing_is_never_an_old_one(remote: Remote, server: Server) -> None:
    server.put("raw/2026-11-02/a.html", b"one")
    assert (remote.folders(), remote.names("2026-11-02")) == (["2026-11-02"], ["2026-11-02/a.html"])
    server.put("raw/2026-11-02/b.html", b"two")
    server.put("raw/2026-11-03/b.html", b"two")
    server.delete("raw/2026-11-02/a.html")
    assert remote.names("2026-11-02") == ["2026-11-02/b.html"]
    assert remote.folders() == ["2026-11-02", "2026-11-03"]
    assert remote.size("2026-11-02/b.html") == 3
    with pytest.raises(FileNotFoundError):
        remote.size("2026-11-02/a.html")


@pytest.mark.slow
def test_a_listing_of_more_than_a_thousand_is_whole(remote: Remote, server: Server) -> None:
    for number in range(1_003):
        server.put(f"raw/2026-11-02/{number:04}.txt", b"")
    assert remote.names("2026-11-02") == [f"2026-11-02/{number:04}.txt" for number in range(1_003)]


def test_a_name_is_taken_as_it_is(remote: Remote, server: Server) -> None:
    """What follows ?versionId= is no version, and a double slash is not one."""
    server.put("raw/day/page", b"of another name")
    server.put("raw/day/page%3FversionId%3D1.html", b"one")
    server.put("raw/day//page.html", b"two")
    with pytest.raises(FileNotFoundError):
        remote.open("day/page?versionId=1.html")
    assert remote.read("day//page.html", 9) == b"two"


def test_an_object_is_read_in_blocks_as_far_as_it_is_asked_for(proxy: Proxy, remote: Remote, server: Server) -> None:
    content = os.urandom(3 * BLOCK_BYTES + 10)
    server.put("raw/day/crawl.warc", content)
    with remote.open("day/crawl.warc") as stream:
        assert [request.method for request in proxy.requests] == ["HEAD"]
        stream.seek(2 * BLOCK_BYTES - 5)
        assert stream.read(10) == content[2 * BLOCK_BYTES - 5 : 2 * BLOCK_BYTES + 5]
        stream.seek(2 * BLOCK_BYTES - 100)  # as a reader goes back to where a record began
        assert stream.read(100) == content[2 * BLOCK_BYTES - 100 : 2 * BLOCK_BYTES]
    assert [request.range for request in proxy.requests[1:]] == [
        f"bytes={BLOCK_BYTES}-{2 * BLOCK_BYTES - 1}",
        f"bytes={2 * BLOCK_BYTES}-{3 * BLOCK_BYTES - 1}",
    ]


def now_and_then(fault: str) -> Callable[[Request], str | None]:
    """Two requests of three go wrong."""
    return lambda request: fault if request.number % 3 < 2 else None


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["throttle", "break"])
def test_failures_that_pass_are_survived(proxy: Proxy, remote: Remote, server: Server, fault: str) -> None:
    content = os.urandom(BLOCK_BYTES + 10)
    server.put("raw/2026-11-02/page.html", content)
    proxy.fault = now_and_then(fault)
    assert remote.folders() == ["2026-11-02"]
    assert remote.names("2026-11-02") == ["2026-11-02/page.html"]
    with remote.open("2026-11-02/page.html") as stream:
        assert stream.read() == content
    assert remote.read("2026-11-02/page.html", 20) == content[:20]


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["throttle", "break", "hang"])
def test_a_failure_that_lasts_is_one_sentence(
    proxy: Proxy, remote: Remote, server: Server, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(storage, "PATIENCE_SECONDS", 1.0)
    monkeypatch.setitem(storage._OPTIONS["s3"]["config_kwargs"], "read_timeout", 1)
    server.put("raw/day/page.html", b"one")
    proxy.fault = lambda request: fault
    begin = time.monotonic()
    for attempt in (lambda: remote.read("day/page.html", 10), lambda: remote.open("day/page.html")):
        with pytest.raises(StorageUnavailable) as raised:
            attempt()
        assert str(raised.value).startswith(f"s3://{BUCKET}/raw/day/page.html cannot be had: the storage failed for 1 ")
        assert_plain(str(raised.value))
    assert time.monotonic() - begin < 20


def assert_plain(message: str) -> None:
    """One sentence, and nothing in it that is secret or of the client's inside."""
    assert (
        "\n" not in message and "a-s3cr3t" not in message and "a-key-id" not in message and "127.0.0.1" not in message
    )


def test_nobody_there(monkeypatch: pytest.MonkeyPatch, remote: Remote) -> None:
    monkeypatch.setattr(storage, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(StorageUnavailable, match=f"^s3://{BUCKET}/raw cannot be had: ") as raised:
        remote.folders()
    assert_plain(str(raised.value))


def test_no_such_bucket(server: Server) -> None:
    remote = Remote("s3://olds/raw")
    for attempt in (remote.folders, lambda: remote.names("2026-11-02"), lambda: remote.open("2026-11-02/a")):
        with pytest.raises(
            StorageError, match=r"^There is no bucket at s3://olds/raw: make it, or point ETL_RAW_ROOT "
        ):
            attempt()


def test_no_keys(server: Server, remote: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(StorageError, match=r"may not be used \(NoCredentialsError\).*AWS_ACCESS_KEY_ID") as raised:
        remote.folders()
    assert not isinstance(raised.value, StorageUnavailable), "it is not tried again"


def test_an_object_is_read_from_one_version_or_not_at_all(remote: Remote, server: Server) -> None:
    server.put("raw/day/crawl.warc", b"a" * (2 * BLOCK_BYTES))
    with remote.open("day/crawl.warc") as stream:
        version = version_of(stream)
        assert stream.read(10) == b"a" * 10
        server.put("raw/day/crawl.warc", b"b" * (2 * BLOCK_BYTES))
        with pytest.raises(StorageUnavailable, match=r"day/crawl\.warc was overwritten while it was read"):
            stream.read()
    with pytest.raises(StorageUnavailable, match="was overwritten"):
        remote.open("day/crawl.warc", version)
    with remote.open("day/crawl.warc") as stream:
        assert stream.read() == b"b" * (2 * BLOCK_BYTES)


def test_an_object_that_vanishes_while_it_is_read_is_gone(remote: Remote, server: Server) -> None:
    server.put("raw/day/crawl.warc", b"a" * (2 * BLOCK_BYTES))
    with remote.open("day/crawl.warc") as stream:
        stream.read(10)
        server.delete("raw/day/crawl.warc")
        with pytest.raises(FileNotFoundError):
            stream.read()
