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
import sys
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from gzip import compress
from pathlib import Path
from random import Random

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
    """``.html``, say; ``.gz`` is told apart."""
    is_gzip: bool
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
    content = _decompressed(mutant.content) if mutant.name.endswith(".gz") else mutant.content
    format_, _ = format_of(mutant.name)
    if format_ is None or not format_.has_many_pages:
        return None if spans == [(0, len(content))] else f"captures of the bytes {spans}"
    end = 0
    for start, next_end in spans:
        if start < end or (between := content[end:start].removeprefix(codecs.BOM_UTF8 if end == 0 else b"").strip()):
            return f"bytes {end} to {start}: {between[:80] if start >= end else 'twice'!r}"
        if start == next_end:
            return None  # what could not be read is held back in one piece, of unknown length
        end = next_end
    return f"bytes from {end} on" if content[end:].strip() else None


def _decompressed(content: bytes) -> bytes:
    """What comes out of gzip before it breaks off."""
    pieces = []
    while content:
        inflater = zlib.decompressobj(wbits=31)
        try:
            # In small steps, for what comes before a fault is lost with the step.
            pieces += [inflater.decompress(content[at : at + 64]) for at in range(0, len(content), 64)]
        except zlib.error:
            break
        content = inflater.unused_data.lstrip(b"\0")
    return b"".join(pieces)


@cache
def all_originals() -> tuple[Original, ...]:
    """The shipped samples, and the annotated pages where they are present."""
    samples = (file for file in sorted((PROJECT_ROOT / "data" / "raw").glob("*/**/*")) if file.is_file())
    annotated = sorted(annotated_pages().glob("*/*.html.gz")) + sorted(annotated_pages().glob("seed/*.txt"))
    return tuple(_original(file) for file in (*samples, *annotated) if not file.name.endswith(SIDECAR_SUFFIX))


def _original(file: Path) -> Original:
    content = file.read_bytes()
    is_gzip = file.suffix == ".gz"
    sidecars = [Path(f"{file}{SIDECAR_SUFFIX}"), file.with_suffix(SIDECAR_SUFFIX)]
    return Original(
        Path(file.stem).suffix if is_gzip else file.suffix,
        is_gzip,
        _decompressed(content) if is_gzip else content,
        next((sidecar.read_bytes() for sidecar in sidecars if sidecar.exists()), b""),
    )


def mutate(originals: Sequence[Original], seed: int, number: int) -> Mutant:
    """A damaged file; the same for the same arguments."""
    chance = Random(f"{seed}/{number}")
    original = chance.choice(originals)
    damage = partial(_damaged, originals=originals, chance=chance)
    suffix = original.suffix if chance.random() < 0.9 else chance.choice(_SUFFIXES)
    content = damage(original.content, chance.randint(1, 4))
    is_gzip = original.is_gzip if chance.random() < 0.9 else not original.is_gzip
    if is_gzip:
        content = compress(content, mtime=0)
        if chance.random() < 0.1:
            content = damage(content, 1)
    sidecar = original.sidecar
    if sidecar and chance.random() < 0.3:
        sidecar = damage(sidecar, 1)
    return Mutant(f"{number:06}{suffix}{'.gz' * is_gzip}", content, sidecar)


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


_DAMAGES = (_flip, _flip, _cut_off, _splice, _repeat, _sprinkle, _sprinkle, _recode, _nest, _one_line)
_SUFFIXES = (".html", ".htm", ".txt", ".text", ".jsonl")
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
