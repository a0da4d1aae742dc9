"""Raw pages in a real S3 API server are listed and read as the same pages in a folder are."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl_project.arrivals import newest_change, waiting_days
from etl_project.execution import ExecutionError, ProcessPool
from etl_project.extraction import extract_all
from etl_project.publication import PublicationFolder
from etl_project.readers import (
    Limits,
    Share,
    list_inputs,
    list_load_dates,
    read,
    read_payload,
    shares_of,
    stretches_left_out,
)
from etl_project.readers import parquet as parquet_reader
from etl_project.readers import warc as warc_reader
from etl_project.storage import BLOCK_BYTES, PATIENCE_SECONDS, Remote, Root, StorageUnavailable
from etl_project_tests.conftest import SAMPLES
from etl_project_tests.readers.folder import DAY, RawFolder
from etl_project_tests.readers.records import page
from etl_project_tests.storage.server import Proxy, Server

pytestmark = pytest.mark.slow

LIMITS = Limits()
PAGE = "<html><body><p>The ferry left the harbour at nine, and was on time.</p></body></html>"


@pytest.fixture
def both(server: Server, remote: Remote) -> tuple[Path, Remote]:
    """The sample pages in their folder, and in the server."""
    server.upload(SAMPLES, "raw")
    return SAMPLES, remote


def everything(root: Root) -> Iterator[object]:
    """All that the readers tell of what is under a root."""
    for day in list_load_dates(root):
        for uri in list_inputs(root, day):
            pages = []
            for share in shares_of(root, uri, LIMITS):
                yield replace(share, version=None)
                for capture in read(root, share, LIMITS):
                    yield capture
                    pages.append((capture.byte_offset, capture.byte_length))
                    yield b"".join(read_payload(root, uri, *pages[-1], limits=LIMITS))
            yield stretches_left_out(root, uri, pages, LIMITS)
            yield stretches_left_out(root, uri, pages[1:], LIMITS)


def test_the_samples_are_read_as_from_their_folder(both: tuple[Path, Remote], monkeypatch: pytest.MonkeyPatch) -> None:
    for format_ in (warc_reader, parquet_reader):
        monkeypatch.setattr(format_, "SHARE_BYTES", 100)
    folder, remote = both
    expected = list(everything(folder))
    assert sum(isinstance(one, Share) and one.start > 0 for one in expected) > 1, "there are files of several shares"
    assert list(everything(remote)) == expected


def test_what_is_hidden_and_what_is_a_sidecar(raw: RawFolder, server: Server, remote: Remote) -> None:
    for name in (
        "page.html",
        "page.html.meta.json",
        "packed.html.gz",
        "packed.meta.json",
        "site/deep/page.txt",
        "site/deep/page.meta.json",
        "site/orphan.meta.json",
        ".hidden.html",
        ".git/page.html",
        "site/.git/page.html",
        "odd name, ümlaut, 50%.html",
    ):
        raw.put(name, "{}")
    server.upload(raw.root, "raw")
    day = date.fromisoformat(DAY)
    assert list_inputs(remote, day) == list_inputs(raw.root, day)
    assert list_inputs(remote, day) == [
        f"{DAY}/{name}"
        for name in (
            "odd name, ümlaut, 50%.html",
            "packed.html.gz",
            "page.html",
            "site/deep/page.txt",
            "site/orphan.meta.json",
        )
    ]


@pytest.mark.parametrize("sidecar", ["", "{", '{"url": "https://a.example/1", "captured_at": "2026-11-02T06:00:00Z"}'])
@pytest.mark.parametrize("name", ["page.html.meta.json", "page.meta.json", "else.meta.json"])
def test_sidecars(raw: RawFolder, server: Server, remote: Remote, name: str, sidecar: str) -> None:
    uri = raw.put("page.html", PAGE)
    raw.put(name, sidecar)
    server.upload(raw.root, "raw")
    assert list(read(remote, Share(uri), LIMITS)) == list(read(raw.root, Share(uri), LIMITS))


@pytest.mark.parametrize("name", ["page.html", "lines.jsonl", "crawl.warc.gz", "rows.parquet"])
def test_what_vanishes_before_it_is_read_is_held_back_as_a_file_is(
    raw: RawFolder, remote: Remote, server: Server, name: str
) -> None:
    server.make_bucket()
    uri = f"{DAY}/{name}"
    from_folder, from_remote = (list(read(root, Share(uri), LIMITS)) for root in (raw.root, remote))
    assert from_remote == from_folder
    (capture,) = from_remote
    assert capture.rejection and (capture.rejection.code, capture.byte_length) == ("unreadable", 0)
    assert capture.rejection.reason == "It cannot be read: No such file or directory."


def test_what_climbs_out_is_refused(remote: Remote, server: Server) -> None:
    server.put("elsewhere/page.html", PAGE.encode())
    (capture,) = read(remote, Share("../elsewhere/page.html"), LIMITS)
    assert capture.rejection and capture.rejection.code == "outside_raw_root"


def test_shares_of_an_archive_are_of_one_version(
    remote: Remote, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_reader, "SHARE_BYTES", 500)
    server.put(f"raw/{DAY}/crawl.warc", b"".join(page(number) for number in range(6)))
    shares = list(shares_of(remote, f"{DAY}/crawl.warc", LIMITS))
    assert len(shares) > 1 and len({share.version for share in shares}) == 1 and shares[0].version
    assert len(list(read(remote, shares[0], LIMITS))) > 0
    server.put(f"raw/{DAY}/crawl.warc", b"".join(page(number) for number in range(1, 7)))
    with pytest.raises(StorageUnavailable, match="overwritten"):
        list(read(remote, shares[1], LIMITS))


def test_rows_of_a_large_parquet_file(raw: RawFolder, remote: Remote, server: Server) -> None:
    """Larger than the blocks that it is read in."""
    text = ["".join(map(chr, range(33 + row % 5, 120))) * 2_000 for row in range(60)]
    path = raw.day / "rows.parquet"
    pq.write_table(pa.table({"text": text}), path, compression="none", row_group_size=7)
    assert path.stat().st_size > BLOCK_BYTES
    server.upload(raw.root, "raw")
    uri = f"{DAY}/rows.parquet"
    assert list(read(remote, Share(uri), LIMITS)) == list(read(raw.root, Share(uri), LIMITS))


def test_a_storage_that_fails_holds_no_page_back(
    proxy: Proxy, remote: Remote, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl_project import storage

    monkeypatch.setattr(storage, "PATIENCE_SECONDS", 0.5)
    server.put(f"raw/{DAY}/rows.parquet", (next(SAMPLES.rglob("*.parquet"))).read_bytes())
    server.put(f"raw/{DAY}/lines.jsonl", json.dumps({"text": "x" * 5_000_000}).encode())
    server.put(f"raw/{DAY}/page.html.gz", next(SAMPLES.rglob("*.html.gz")).read_bytes())
    for name in ("rows.parquet", "lines.jsonl", "page.html.gz", "page.html"):
        for begin in range(3):  # the opening, the sidecar, the content
            first = len(proxy.requests)
            proxy.fault = lambda request, first=first, begin=begin: (
                "throttle" if request.number >= first + begin else None
            )  # type: ignore[misc]
            with pytest.raises(StorageUnavailable):
                list(read(remote, Share(f"{DAY}/{name}"), LIMITS))


def test_workers_open_objects_themselves_and_tell_what_fails(server: Server, remote: Remote) -> None:
    server.upload(SAMPLES / DAY, f"raw/{DAY}")
    uris = list_inputs(remote, date.fromisoformat(DAY))
    with ProcessPool(2) as pool:
        found = list(extract_all(uris, pool, raw_root=remote, limits=LIMITS, publisher_labels=frozenset()))
        assert {one.input_uri for one in found} == set(uris)
        server.make_bucket()
        gone = Remote("s3://olds/raw")
        with pytest.raises(ExecutionError) as raised:
            list(extract_all(uris, pool, raw_root=gone, limits=LIMITS, publisher_labels=frozenset()))
    assert str(raised.value.__cause__).startswith("There is no bucket at s3://olds/raw")


def test_new_days_wait(server: Server, remote: Remote, tmp_path: Path) -> None:
    folder = PublicationFolder(tmp_path)
    assert waiting_days(remote, folder) == {} and newest_change(remote, []) == 0
    server.put(f"raw/{DAY}/page.html", PAGE.encode())
    assert waiting_days(remote, folder) == {date.fromisoformat(DAY): [f"{DAY}/page.html"]}
    server.put("raw/2026-11-03/late.html", PAGE.encode())
    assert list(waiting_days(remote, folder)) == [date(2026, 11, 2), date(2026, 11, 3)]
    changed = newest_change(remote, [f"{DAY}/page.html", "2026-11-03/late.html", "2026-11-03/gone.html"])
    assert changed == remote.entries("2026-11-03")["2026-11-03/late.html"].changed_at


def test_waiting_for_a_storage_ends_before_the_time_of_a_page() -> None:
    """Else the pool would end the worker, and hold the page back."""
    from etl_project.settings import Settings

    timeouts = 20
    assert PATIENCE_SECONDS + timeouts < Settings().page_seconds
