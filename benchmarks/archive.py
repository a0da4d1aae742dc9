"""Read a large WARC file with our reader, and with warcio and FastWARC where they are installed, each in a fresh process.

    python -m benchmarks.archive [--megabytes 1000] [--page-kilobytes 100]

The file is made up: pages of prose and markup that compress about as news pages do, each with its request, compressed record
by record. Printed are pages and megabytes on disk a second, and the peak memory of the process. Dividing the file into shares,
and the account of what is in none of its pages, are what a load does with it in its own process.
"""

import argparse
import gzip
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from etl_project.readers import Limits, Share, read, shares_of, stretches_left_out

DAY = "2026-11-02"
_DISTINCT = 300
"""Pages that are made; the file repeats them."""
_URI = f"{DAY}/archive.warc.gz"


def main() -> None:
    """Read the arguments, make the file, and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the file, compressed")
    parser.add_argument("--page-kilobytes", type=int, default=100, help="size of a page, decompressed")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archive-") as folder:
        root = Path(folder)
        pages, unpacked = make_archive(root / _URI, arguments.megabytes * 1_000_000, arguments.page_kilobytes * 1000)
        size = (root / _URI).stat().st_size
        print(
            f"{pages:,} pages of {arguments.page_kilobytes} KB, {size / 1e6:,.0f} MB on disk, {unpacked / size:.1f} times as much decompressed"
        )
        print(f"{'':42}{'pages/s':>9}{'MB/s':>7}{'peak MB':>9}")
        for name, work in WORK.items():
            found = _measured(work, root)
            if found is None:
                print(f"{name:42}  is not installed")
                continue
            seconds, count, peak = found
            note = "" if count == pages else f"  {count:,} found"
            print(f"{name:42}{pages / seconds:9,.0f}{size / seconds / 1e6:7.0f}{peak:9.0f}{note}")


def make_archive(path: Path, size: int, page_size: int) -> tuple[int, int]:
    """Write the file; the number of its pages, and how many bytes it holds decompressed."""
    chance = Random(1)
    words = ["".join(chance.choices("etaoinshrdlu", k=chance.randint(2, 9))) for _ in range(3000)]
    members, unpacked = [], 0
    for number in range(_DISTINCT):
        page = "<!DOCTYPE html><html><head><title>News</title></head><body><article>"
        while len(page) < page_size:
            markup = f'<div class="item-{chance.randrange(40)} {chance.choice(words)}"><a href="/news/{chance.randrange(10**6)}">link</a></div>'
            page += markup * 6 + f"<p>{' '.join(chance.choices(words, k=40))}</p>\n"
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nX-Number: {number}\r\n\r\n"
        records = _record("request", b"GET / HTTP/1.1\r\n\r\n"), _record("response", (head + page).encode())
        members.append(b"".join(gzip.compress(record, 6, mtime=0) for record in records))
        unpacked += sum(map(len, records))
    path.parent.mkdir(parents=True)
    pages = written = 0
    with path.open("wb") as file:
        while written < size:
            written += file.write(members[pages % _DISTINCT])
            pages += 1
    return pages, unpacked * pages // _DISTINCT


def _record(kind: str, block: bytes) -> bytes:
    header = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/\r\nWARC-Date: 2026-11-02T06:30:00Z\r\n"
    header += f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    return header.encode() + block + b"\r\n\r\n"


def _read(root: Path) -> int:
    return sum(capture.text is not None for capture in read(root, Share(_URI), Limits()))


def _read_undecoded(root: Path) -> int:
    return sum(1 for _ in read(root, Share(_URI), Limits(), lambda _: True))


def _divide(root: Path) -> int:
    return len(list(shares_of(root, _URI, Limits())))


def _account(root: Path) -> int:
    spans = [
        (capture.byte_offset, capture.byte_length) for capture in read(root, Share(_URI), Limits(), lambda _: True)
    ]
    assert stretches_left_out(root, _URI, spans, Limits()) == 0
    return len(spans)


def _warcio(root: Path) -> int:
    from warcio.archiveiterator import ArchiveIterator

    with (root / _URI).open("rb") as file:
        return sum(
            bool(record.content_stream().read()) for record in ArchiveIterator(file) if record.rec_type == "response"
        )


def _fastwarc(root: Path) -> int:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    with (root / _URI).open("rb") as file:
        records = ArchiveIterator(file, record_types=WarcRecordType.response, parse_http=True)
        return sum(bool(record.reader.read()) for record in records)


WORK: dict[str, Callable[[Path], int]] = {
    "ours, pages decoded": _read,
    "ours, pages as they lie, with their hash": _read_undecoded,
    "ours, dividing the file": _divide,
    "ours, as they lie, and the account": _account,
    "warcio, bodies": _warcio,
    "FastWARC, bodies": _fastwarc,
}


def _measured(work: Callable[[Path], int], root: Path) -> tuple[float, int, float] | None:
    """Seconds, pages, and peak memory in MB; None where the library is not installed."""
    context = multiprocessing.get_context("spawn")
    ours, its = context.Pipe()
    process = context.Process(target=_work, args=(work, root, its))
    process.start()
    found: tuple[float, int, float] | None = ours.recv()
    process.join()
    return found


def _work(work: Callable[[Path], int], root: Path, answers: Connection) -> None:
    began = time.perf_counter()
    try:
        pages = work(root)
    except ImportError:
        answers.send(None)
        return
    seconds = time.perf_counter() - began
    answers.send((seconds, pages, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000))


if __name__ == "__main__":
    main()
