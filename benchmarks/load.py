"""Load many generated pages end to end and print pages a second by stage, the processors' time, and the peak memory of all processes.

    python -m benchmarks.load [--pages 2000] [--kilobytes 100]

Timings depend on the machine: compare ratios of stages within one run, or two versions in turn on one machine.
"""

import argparse
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from random import Random

from etl_project.execution import InProcess, ProcessPool
from etl_project.extraction import extract_all
from etl_project.publication import PublicationFolder
from etl_project.readers import Limits, Share, list_inputs, read
from etl_project.registry import load_registry
from etl_project.settings import load_settings
from etl_project.steps.audit import begin_step
from etl_project.steps.fold import fold
from etl_project.steps.load import load_day
from etl_project.steps.marts import build_marts
from etl_project.steps.publish import publish
from etl_project.warehouse import Warehouse
from etl_project_tests.sample_corpus.stories import Story, read_stories

DAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 23, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--kilobytes", type=int, default=100)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        run(folder, arguments.pages, arguments.kilobytes)
    finally:
        shutil.rmtree(folder)


def run(folder: Path, pages: int, kilobytes: int) -> None:
    """Make the pages, load them, and print the figures."""
    raw_root = folder / "raw"
    write_pages(raw_root / DAY.isoformat(), pages, kilobytes)
    settings = load_settings()
    registry = load_registry(settings.registry)
    limits = Limits()
    inputs = list_inputs(raw_root, DAY)
    print(f"{len(inputs)} pages of {kilobytes} KB, {settings.workers} workers")

    stopwatch = Stopwatch(len(inputs))
    with stopwatch("read"):
        for uri in inputs:
            for _ in read(raw_root, Share(uri), limits):
                pass
    with stopwatch("read + parse, one process"), InProcess() as executor:
        for _ in extract_all(inputs, executor, raw_root=raw_root, limits=limits, publisher_labels=registry.labels):
            pass
    with Memory() as memory, Warehouse(folder / "warehouse.duckdb").connect() as connection:
        begin_step(connection, "benchmark", [DAY], NOW)
        with stopwatch("load: read, parse in the pool, normalise, write, check"), ProcessPool(settings.workers) as pool:
            loaded = load_day(
                connection,
                DAY,
                raw_root=raw_root,
                registry=registry,
                executor=pool,
                limits=limits,
                run_id="benchmark",
                now=NOW,
            )
        with stopwatch("fold"):
            fold(connection, registry=registry, run_id="benchmark", now=NOW)
        with stopwatch("marts"):
            build_marts(connection, run_id="benchmark", now=NOW)
        with stopwatch("publish"):
            publish(
                connection,
                PublicationFolder(folder / "published"),
                load_dates=[DAY],
                arrived=[DAY],
                run_id="benchmark",
                now=NOW,
            )
    print(loaded.summary if loaded else "nothing loaded")
    for file in (folder / "warehouse.duckdb", folder / "published" / "current" / "marts.duckdb"):
        print(f"{file.stat().st_size / 1e6:9.0f} MB  {file.name}")
    print(f"peak memory of all processes: {memory.peak_mb:.0f} MB")


def write_pages(folder: Path, pages: int, kilobytes: int) -> None:
    """Publisher pages made of the sample stories, each with a serial number, padded with navigation to the size."""
    folder.mkdir(parents=True)
    stories = list(read_stories().values())
    random = Random(1)
    for number in range(pages):
        (folder / f"{number:06}.html").write_text(
            _page(random.choice(stories), number, kilobytes, random), encoding="utf-8"
        )


def _page(story: Story, number: int, kilobytes: int, random: Random) -> str:
    paragraphs = "".join(
        f"<p>{escape(text)}</p>" for text in random.sample(list(story.paragraphs), len(story.paragraphs))
    )
    head = (
        f'<html lang="en"><head><title>{escape(story.title)} {number}</title>'
        f'<meta property="og:title" content="{escape(story.title)} {number}">'
        f'<meta property="article:published_time" content="2026-11-02T{number % 24:02}:00:00Z">'
        f'<link rel="canonical" href="https://site{number % 50}.example/{number}"></head><body>'
    )
    main = f"<article><h1>{escape(story.title)} {number}</h1>{paragraphs}</article>"
    item = '<li class="nav-item"><a href="/section/page-{0}">Section {0}</a> <span class="meta">more</span></li>'
    menu: list[str] = []
    size = len(head) + len(main)
    while size < kilobytes * 1000:
        menu.append(item.format(len(menu)))
        size += len(menu[-1])
    return f"{head}<nav><ul>{''.join(menu)}</ul></nav>{main}</body></html>"


class Stopwatch:
    """Prints pages a second for what runs inside it, and the milliseconds of a processor that each takes, those of ended child processes included."""

    def __init__(self, pages: int) -> None:
        self.pages = pages

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started, at_work = time.perf_counter(), sum(os.times()[:4])
        yield
        seconds, at_work = time.perf_counter() - started, sum(os.times()[:4]) - at_work
        print(
            f"{self.pages / seconds:9.0f} pages/s  {seconds:7.1f} s  {1000 * at_work / self.pages:7.2f} ms  {stage}",
            flush=True,
        )


class Memory:
    """The largest sum of the resident memory of this process and its children, sampled ten times a second."""

    peak_mb = 0.0

    def __enter__(self) -> "Memory":
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.1):
            self.peak_mb = max(self.peak_mb, sum(map(_resident_mb, _family())))


def _family() -> list[int]:
    """This process and its descendants."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        parents[int(stat.parent.name)] = int(fields[1])
    family = [os.getpid()]
    for member in family:
        family += [child for child, parent in parents.items() if parent == member]
    return family


def _resident_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:")), 0.0)


if __name__ == "__main__":
    main()
