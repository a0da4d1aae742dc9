"""Drive damaged files through reading and parsing as a load does, and account for every one.

    python -m benchmarks.reliability.hostile [--pages 10000] [--seed 1] [--seconds 20] [--megabytes 500] [--workers 2]

A mutant is a file of the shipped samples, or of the annotated pages where they are present (ETL_ANNOTATED_PAGES), with its
bytes damaged: bits flipped, cut off, spliced with another, repeated, recoded, sprinkled with controls, nested, made one
line, or under another file's name. Mutants are written into a day folder and taken apart by `extract_all` in a real pool
of processes with bounded time and memory a page. Printed is what became of them. Ends with 1 if a page crashed or hung
its process, if an exception left reader or parser, or if a byte of a file is in no capture or in two.

`benchmarks.extraction.fuzz` damages the text of pages, and tries the parser alone, with tighter bounds.
"""

import argparse
import codecs
import io
import re
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from gzip import compress
from pathlib import Path
from random import Random

import brotli
import pyarrow as pa
import pyarrow.parquet as pq
from backports import zstd

from benchmarks.extraction.annotated import annotated_pages
from benchmarks.reliability.measuring import Measuring
from etl_project.execution import Executor, ProcessPool
from etl_project.extraction import Extract, extract_all
from etl_project.readers import Limits, format_of
from etl_project.readers.sidecar import SUFFIX as SIDECAR_SUFFIX
from etl_project.registry import load_registry
from etl_project.settings import PROJECT_ROOT
from etl_project.steps.load import Findings
from etl_project.transforms.captures import settle
from etl_project.transforms.furniture import body_lines
from etl_project.transforms.normalise import normalise

DAY = "2026-11-02"
CRASHES = ("worker_died", "timed_out", "parser_error", "reader_error")
"""Reason codes of pages that crashed or hung their process, or whose reader or parser raised what it should not."""
_BATCH = 500
"""Mutants on the disk at once."""
_REGISTRY = load_registry(PROJECT_ROOT / "etl_project" / "registry" / "publishers.toml")
_LARGEST = 3_000_000
"""Bytes to which a mutant grows; what is larger takes the time of many others and shows little more."""
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Original:
    """A file to damage."""

    suffix: str
    """``.html``, say; that of the compression is told apart."""
    packing: str
    """Suffix of the compression, or nothing."""
    content: bytes
    """Decompressed."""
    sidecar: bytes = b""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file."""

    name: str
    content: bytes
    sidecar: bytes


@dataclass(slots=True)
class Figures:
    """What became of the files that were tried."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    """Pages by status, or by reason code where they are held back."""
    crashed: list[str] = field(default_factory=list)
    """Pages with an outcome of `CRASHES`, and batches that could not be normalised."""
    unaccounted: list[str] = field(default_factory=list)
    """Files of which a page is missing, is there twice, or is held back without a reason."""
    slowest: tuple[float, str] = (0.0, "")
    """CPU seconds, from one page's result to the next, and file."""
    peak_megabytes: float = 0.0
    """The largest memory of a worker that lived."""
    slowest_batch: float = 0.0
    """Seconds that normalising what was found in up to `_BATCH` files took at most."""
    seconds: float = 0.0

    @property
    def pages(self) -> int:
        return self.outcomes.total()

    @property
    def is_clean(self) -> bool:
        """Whether nothing crashed and everything is accounted for."""
        return not self.crashed and not self.unaccounted

    def __str__(self) -> str:
        slowest, name = self.slowest
        return "\n".join(
            [
                f"{self.files:,} damaged files with {self.pages:,} pages tried in {self.seconds:.0f} s: "
                f"{len(self.crashed)} crashes, {len(self.unaccounted)} files unaccounted for",
                *(f"{count:9,}  {outcome}" for outcome, count in self.outcomes.most_common()),
                f"slowest page {slowest:.2f} s of CPU ({name}), largest worker {self.peak_megabytes:.0f} MB",
                f"normalising the articles of {_BATCH} files took {self.slowest_batch:.1f} s at most",
                *(f"CRASHED {page}" for page in self.crashed[:_SHOWN]),
                *(f"UNACCOUNTED {name}" for name in self.unaccounted[:_SHOWN]),
            ]
        )


def main() -> None:
    """Read the arguments, try, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    figures = try_pages(
        arguments.pages,
        arguments.seed,
        seconds=arguments.seconds,
        megabytes=arguments.megabytes,
        workers=arguments.workers,
    )
    print(figures)
    sys.exit(not figures.is_clean)


def try_pages(
    count: int, seed: int, *, seconds: float = 20.0, megabytes: int = 500, workers: int = 2, of: Sequence[Original] = ()
) -> Figures:
    """Damage and take apart `count` files; the same ones for the same seed and originals.

    Args:
        seconds: time for a page.
        megabytes: memory for a page.
        of: what to damage; all samples, and the annotated pages where they are present, when empty.
    """
    originals = of or all_originals()
    figures = Figures()
    started = time.perf_counter()
    with Measuring(ProcessPool(workers, seconds, megabytes)) as executor:
        for first in range(0, count, _BATCH):
            numbers = range(first, min(first + _BATCH, count))
            _try(figures, executor, [mutate(originals, seed, number) for number in numbers])
    figures.slowest, figures.peak_megabytes = executor.slowest, executor.peak_megabytes
    figures.seconds = time.perf_counter() - started
    return figures


def _try(figures: Figures, executor: Executor, mutants: Sequence[Mutant]) -> None:
    with tempfile.TemporaryDirectory(prefix="hostile-") as root:
        day = Path(root, DAY)
        day.mkdir()
        for mutant in mutants:
            (day / mutant.name).write_bytes(mutant.content)
            if mutant.sidecar:
                (day / f"{mutant.name}{SIDECAR_SUFFIX}").write_bytes(mutant.sidecar)
        found: dict[str, list[Extract]] = {f"{DAY}/{mutant.name}": [] for mutant in mutants}
        for extract in extract_all(
            list(found), executor, raw_root=Path(root), limits=Limits(), publisher_labels=frozenset()
        ):
            found[extract.input_uri].append(extract)
            outcome = extract.quarantine[0]["reason_code"] if extract.quarantine else extract.captures[0]["status"]
            figures.outcomes[outcome] += 1
            if outcome in CRASHES:
                reason = extract.quarantine[0]["reason"]
                figures.crashed.append(
                    f"{extract.input_uri} at byte {extract.captures[0]['byte_offset']}: {outcome}: {reason}"
                )
    _normalise(figures, [extract for extracts in found.values() for extract in extracts])
    for mutant, extracts in zip(mutants, found.values(), strict=True):
        figures.files += 1
        if fault := fault_in_account(mutant, extracts):
            figures.unaccounted.append(f"{mutant.name}: {fault}")


def _normalise(figures: Figures, extracts: Sequence[Extract]) -> None:
    """What a load does with the pages in its own process, where nothing ends what crashes or hangs."""
    began = time.perf_counter()
    try:
        findings = Findings.collect(extracts)
        captures, appearances = settle(findings.captures, findings.appearances)
        body_lines(normalise(appearances, captures, _REGISTRY))
    except Exception as error:
        figures.crashed.append(f"normalising {extracts[0].input_uri} and what follows: {error!r}")
    figures.slowest_batch = max(figures.slowest_batch, time.perf_counter() - began)


def fault_in_account(mutant: Mutant, extracts: Sequence[Extract]) -> str | None:
    """Why `extracts` do not account for every byte of the file once; None where they do.

    It is worked out from the bytes alone, and not by the readers.
    """
    for extract in extracts:
        if len(extract.captures) != 1:
            return "a page without its capture"
        status = extract.captures[0]["status"]
        if len(extract.quarantine) != (status == "quarantined") or status not in ("ok", "partial", "quarantined"):
            return f"{status} with {len(extract.quarantine)} reasons"
    spans = [(extract.captures[0]["byte_offset"], extract.byte_end) for extract in extracts]
    if spans == [(0, len(mutant.content))]:
        return None
    format_, _ = format_of(mutant.name)
    if format_ and format_.name == "parquet":
        return _fault_in_rows(mutant, spans)
    is_warc = format_ is not None and format_.name == "warc"
    packing = Path(mutant.name).suffix
    content = mutant.content if is_warc else _decompressed(mutant.content, packing)
    if format_ is None or not format_.has_many_pages:
        return None if spans == [(0, len(content))] else f"captures of the bytes {spans}"
    end = 0
    for start, next_end in spans:
        between = content[end:start].removeprefix(codecs.BOM_UTF8 if end == 0 else b"")
        if start < end:
            return f"bytes {start} to {end}: twice"
        if lost := _page_in_archive(between, packing) if is_warc else between.strip():
            return f"bytes {end} to {start}: {lost[:80]!r}"
        if start == next_end:
            return None  # what could not be read is held back in one piece, of unknown length
        end = next_end
    rest = _page_in_archive(content[end:], packing) if is_warc else content[end:].strip()
    return f"bytes from {end} on" if rest else None


def _fault_in_rows(mutant: Mutant, spans: Sequence[tuple[int, int]]) -> str | None:
    end = 0
    for start, next_end in spans:
        if start != end:
            return f"row {start} after row {end}"
        if start == next_end:
            return None
        end = next_end
    rows = pq.read_metadata(io.BytesIO(mutant.content)).num_rows
    return None if end == rows else f"{end} of {rows} rows"


def _page_in_archive(content: bytes, packing: str) -> bytes:
    """The first thing in a stretch of a WARC file that is neither blank nor a whole record of something else than a page."""
    while content := content.lstrip(_BLANK):
        try:
            record, rest = _first_member(content, packing)
        except (zlib.error, zstd.ZstdError):
            return content
        header, found, block = _halves(record.lstrip(_BLANK))
        length = re.search(rb"(?i)\ncontent-length:[ \t]*(\d+)", header)
        if not record.strip(_BLANK):
            content = rest
            continue
        if not header.startswith(b"WARC/") or not found or not length or int(length[1]) > len(block):
            return content
        block, after = block[: int(length[1])], block[int(length[1]) :]
        if packing not in _PACKINGS:
            rest = after
        elif after.strip(_BLANK):
            return content
        if re.search(rb"(?i)\nwarc-type:[ \t]*response", header) and _PAGE_BEGINS.match(block):
            return content
        content = rest
    return b""


def _halves(record: bytes) -> tuple[bytes, bool, bytes]:
    """The header of a record, whether it has an end, and what follows it."""
    end = re.search(rb"\n\r*\n", record)
    return (record[: end.start()], True, record[end.end() :]) if end else (record, False, b"")


def _first_member(content: bytes, packing: str) -> tuple[bytes, bytes]:
    """What the first member holds, and what follows it."""
    if packing not in _PACKINGS:
        return content, b""
    decompressor = zlib.decompressobj(wbits=31) if packing == ".gz" else zstd.ZstdDecompressor()
    record = decompressor.decompress(content)
    if not decompressor.eof:
        raise zlib.error("cut off")
    return record, decompressor.unused_data


def _decompressed(content: bytes, packing: str) -> bytes:
    """What comes out of a compressed file before it breaks off."""
    if packing not in _PACKINGS:
        return content
    pieces: list[bytes] = []
    while content:
        decompressor = zlib.decompressobj(wbits=31) if packing == ".gz" else zstd.ZstdDecompressor()
        try:
            # In small steps, for what comes before a fault is lost with the step.
            for at in range(0, len(content), 64):
                pieces.append(decompressor.decompress(content[at : at + 64]))
                if decompressor.eof:
                    content = (decompressor.unused_data + content[at + 64 :]).lstrip(b"\0")
                    break
            else:
                break
        except (zlib.error, zstd.ZstdError):
            break
    return b"".join(pieces)


def _packed(content: bytes, packing: str, suffix: str) -> bytes:
    """A WARC file is compressed record by record."""
    pieces = re.split(rb"(?=WARC/1\.0\r\n)", content) if suffix == ".warc" else [content]
    pieces = pieces[pieces[0] == b"" and len(pieces) > 1 :]
    return b"".join(compress(piece, mtime=0) if packing == ".gz" else zstd.compress(piece) for piece in pieces)


@cache
def all_originals() -> tuple[Original, ...]:
    """The shipped samples, and the annotated pages where they are present; and archives of the samples."""
    samples = (file for file in sorted((PROJECT_ROOT / "data" / "raw").glob("*/**/*")) if file.is_file())
    annotated = sorted(annotated_pages().glob("*/*.html.gz")) + sorted(annotated_pages().glob("seed/*.txt"))
    files = tuple(_original(file) for file in (*samples, *annotated) if not file.name.endswith(SIDECAR_SUFFIX))
    pages = [file.content for file in files if file.suffix == ".html" and file.content]
    return (
        *files,
        *(archive for first in range(0, len(pages) - 6, 6) for archive in _archives(pages[first : first + 6])),
    )


def _archives(pages: Sequence[bytes]) -> Iterator[Original]:
    """Pages as WARC, compressed or not, and as Parquet; with what else a crawler meets."""
    codings: list[tuple[str, Callable[[bytes], bytes]]] = [
        ("", bytes),
        ("Content-Encoding: gzip\r\n", partial(compress, mtime=0)),
        ("Content-Encoding: br\r\n", partial(brotli.compress, quality=1)),
        ("Content-Encoding: zstd\r\n", zstd.compress),
        ("Transfer-Encoding: chunked\r\n", lambda page: b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page)),
    ]
    records = [_record("warcinfo", b"software: made up\r\n"), _record("request", b"GET / HTTP/1.1\r\n\r\n")]
    records.append(_record("response", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Nothing"))
    for number, page in enumerate(pages):
        field, coded = codings[number % len(codings)]
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{field}\r\n".encode()
        records.append(_record("response", head + coded(page)))
        records.append(_record("response", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG" + page[:2000]))
    for packing in ("", ".gz", ".zst"):
        yield Original(".warc", packing, b"".join(records))
    table = pa.table({"url": ["https://news.example/"] * len(pages), "html": pages, "text": [None] * len(pages)})
    buffer = io.BytesIO()
    pq.write_table(table, buffer, row_group_size=3)
    yield Original(".parquet", "", buffer.getvalue())


def _record(kind: str, block: bytes) -> bytes:
    header = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://news.example/{len(block)}\r\n"
    header += f"WARC-Date: 2026-11-02T06:30:00Z\r\nContent-Length: {len(block)}\r\n\r\n"
    return header.encode() + block + b"\r\n\r\n"


def _original(file: Path) -> Original:
    content = file.read_bytes()
    packing = file.suffix if file.suffix in _PACKINGS else ""
    sidecars = [Path(f"{file}{SIDECAR_SUFFIX}"), file.with_suffix(SIDECAR_SUFFIX)]
    return Original(
        Path(file.stem).suffix if packing else file.suffix,
        packing,
        _decompressed(content, packing),
        next((sidecar.read_bytes() for sidecar in sidecars if sidecar.exists()), b""),
    )


def mutate(originals: Sequence[Original], seed: int, number: int) -> Mutant:
    """A damaged file; the same for the same arguments."""
    chance = Random(f"{seed}/{number}")
    original = chance.choice(originals)
    damage = partial(_damaged, originals=originals, chance=chance)
    suffix = original.suffix if chance.random() < 0.9 else chance.choice(_SUFFIXES)
    packing = original.packing if chance.random() < 0.9 else chance.choice(("", *_PACKINGS))
    # Of an archive, which is packed record by record, mostly the packed bytes are damaged.
    is_archive = original.suffix == ".warc" and packing
    content = damage(original.content, chance.randint(0, 1) if is_archive else chance.randint(1, 4))
    if packing:
        content = _packed(content, packing, suffix)
        if chance.random() < (0.8 if is_archive else 0.1):
            content = damage(content, 1)
    sidecar = original.sidecar
    if sidecar and chance.random() < 0.3:
        sidecar = damage(sidecar, 1)
    return Mutant(f"{number:06}{suffix}{packing}", content, sidecar)


def _damaged(content: bytes, times: int, originals: Sequence[Original], chance: Random) -> bytes:
    for _ in range(times):
        content = chance.choice(_DAMAGES)(content, originals, chance)[:_LARGEST]
    return content


def _flip(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    """Single bits; half of the time none that makes ASCII something else, so that more of it comes as far as the parser."""
    bits = chance.choice((7, 8))
    flipped = bytearray(content)
    for _bit in range(chance.choice((1, 5, 50)) if content else 0):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(bits)
    return bytes(flipped)


def _flip_near_the_end(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    """Single bits of the last 4 kB, where Parquet keeps what it says of itself."""
    flipped = bytearray(content)
    for _bit in range(chance.choice((1, 5)) if content else 0):
        flipped[-chance.randint(1, min(len(flipped), 4096))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _cut_off(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] if chance.random() < 0.7 else content[at:]


def _splice(content: bytes, originals: Sequence[Original], chance: Random) -> bytes:
    """The beginning of one and the end of another."""
    other = chance.choice(originals).content
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def _repeat(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    start = chance.randrange(len(content) + 1)
    end = start + chance.choice((1, 30, 1_000, 30_000))
    return content[:end] + content[start:end] * chance.choice((1, 10, 300)) + content[end:]


def _sprinkle(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    """Something that does not belong there, in one or many places."""
    piece = chance.choice(_INTRUDERS)
    for _place in range(chance.choice((1, 3, 30))):
        at = chance.randrange(len(content) + 1)
        content = content[:at] + piece + content[at:]
    return content


def _recode(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    """From some byte on another encoding, as when pages are pasted together."""
    at = chance.choice((0, chance.randrange(len(content) + 1)))
    text = content[at:].decode("utf-8", "replace")
    return content[:at] + text.encode(chance.choice(_ENCODINGS), "replace")


def _nest(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(_NESTS) * chance.choice((100, 1_000, 20_000)) + content[at:]


def _one_line(content: bytes, _: Sequence[Original], chance: Random) -> bytes:
    line = content.replace(b"\n", b" ")
    return line * chance.choice((1, 1, 1, 1 + 1_000_000 // (len(line) + 1)))


_DAMAGES = (
    _flip,
    _flip,
    _flip_near_the_end,
    _cut_off,
    _splice,
    _repeat,
    _sprinkle,
    _sprinkle,
    _recode,
    _nest,
    _one_line,
)
_SUFFIXES = (".html", ".htm", ".txt", ".text", ".jsonl", ".warc", ".parquet")
_PACKINGS = (".gz", ".zst")
_BLANK = b"\0\t\n\r "
_PAGE_BEGINS = re.compile(
    rb"(?is)HTTP/\S+[ \t]+200\b(?:(?!\n\r?\n).)*\ncontent-type:[ \t]*(?:text/html|application/xhtml\+xml)[ \t]*(?:;|\r?\n|$)"
)
_ENCODINGS = (
    "utf-16",
    "utf-16-le",
    "utf-32",
    "utf-7",
    "cp1252",
    "cp1256",
    "shift_jis",
    "gb18030",
    "iso2022_jp",
    "cp037",
)
_INTRUDERS = (
    b"\0", b"\x1b[2J\x1b]0;x\x07", b"\x07\x08\x7f", b"\x85", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf",
    *(mark.encode() for mark in ("\u202e", "\u2066", "\u2069", "\u200f", "\u2028", "\ufeff", "\U000e0041", "\u0301" * 50)),
    b"\r", b"\n", b"\\u0000", b"\\ud800", b'"', b"\\", b"NaN", b"-1e999", b"9" * 5_000, b"{}", b"[", b"<!--", b"]]>", b"&#x110000;",
    b"<script>alert(1)</script>", b"'; DROP TABLE raw.captures; --", b"<meta charset=utf-16>", b"<meta charset=iso-2022-kr>",
)  # fmt: skip
_NESTS = (b"<div>", b"<b>", b"<p><b><i>", b"<table><tr><td>", b"<svg><g>", b"[", b'{"a":', b"(((", b"&lt;")


if __name__ == "__main__":
    main()
