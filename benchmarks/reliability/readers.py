"""A crowd of readers asks the published file while loads, publications, rollbacks and retention go on.

    python -m benchmarks.reliability.readers [--publications 30]

Some open the file afresh for every question, some hold it open for long, in Python and in DuckDB's command line. Every
answer has to hold together across tables, and to be the same for all who read the same build.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import duckdb

from benchmarks.reliability import processes
from benchmarks.reliability.night import DAYS, NOW, Places, run
from benchmarks.reliability.undisturbed import must_end_well
from etl_project.publication import PublicationError

QUESTION = """
    WITH newest AS (SELECT build_id, len(load_dates) AS days FROM audit.publications ORDER BY publication_no DESC LIMIT 1)
    SELECT build_id AS build, days,
           (SELECT count(*) FROM core.articles) AS articles,
           (SELECT sum(articles)::BIGINT FROM publisher_day) AS articles_by_publisher,
           (SELECT count(DISTINCT article_key) FROM core.article_appearances) AS articles_that_appear,
           (SELECT count(*) FROM raw.captures) AS pages,
           (SELECT sum(pages)::BIGINT FROM coverage_day) AS pages_by_host,
           (SELECT count(DISTINCT load_date) FROM raw.captures) AS days_loaded,
           (SELECT count(*) FROM audit.runs WHERE publication = build_id AND status = 'published') AS runs
    FROM newest
"""
"""One row; what is counted twice must come out the same, by `holds_together`."""

KINDS = ("opens afresh", "holds open", "command line, opens afresh", "command line, holds open")
_OF_EACH = 2
"""Readers of each kind."""
_HELD_QUESTIONS = 2000
"""How often who holds the file open asks before opening it again: minutes, in which many a publication is made and removed."""
_PAUSE_SECONDS = 0.1
"""Between two questions: the writer is to get somewhere."""

Answer = dict[str, int | str]


def holds_together(answer: Answer) -> bool:
    """Whether the tables that an answer was counted from agree."""
    return (
        answer["articles"] == answer["articles_by_publisher"] == answer["articles_that_appear"]
        and answer["pages"] == answer["pages_by_host"]
        and answer["days"] == answer["days_loaded"]
        and answer["runs"] == 1
    )


@dataclass
class Figures:
    """What the readers were told, and what went on meanwhile."""

    questions: dict[str, int] = field(default_factory=dict)
    """By kind of reader."""
    builds_seen: int = 0
    publications: int = 0
    rollbacks: int = 0
    builds_removed: int = 0
    """By retention, from under the readers."""
    wrong: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def __str__(self) -> str:
        asked = ", ".join(f"{number} by who {kind}" for kind, number in self.questions.items())
        return "\n".join(
            [
                f"Questions answered      {sum(self.questions.values())} ({asked})",
                f"Meanwhile               {self.publications} publications, {self.rollbacks} rollbacks, "
                f"{self.builds_removed} builds removed; {self.builds_seen} builds were read",
                f"Errors, half states     {len(self.wrong)}",
                *self.wrong[:20],
            ]
        )


def read_under_load(publications: int, *, folder: Path) -> Figures:
    """Let readers of every kind ask, while a writer loads, publishes so many times, and rolls back every third time.

    Readers by DuckDB's command line take part where ``duckdb`` is installed.

    Args:
        folder: an empty one, for everything that is written.
    """
    places = Places(folder / "data", keep=2)
    must_end_well(partial(run, places, DAYS[:1], run_id="night-0"), folder)
    stop = folder / "stop"
    command_line = _command_line()
    readers = [
        _Reader.start(kind, number, command_line, places.publications.current_file, stop, folder)
        for kind in KINDS
        if command_line or not kind.startswith("command line")
        for number in range(_OF_EACH)
    ]
    figures = Figures()
    try:
        for number in range(1, publications + 1):
            must_end_well(partial(run, places, DAYS[: 1 + number % 2], run_id=f"night-{number}"), folder)
            if number % 3 == 0:
                try:
                    with places.publications.locked():
                        places.publications.roll_back(None, NOW)
                except PublicationError as error:
                    figures.wrong.append(f"rollback: {error}")
    finally:
        stop.touch()
        for reader in readers:
            reader.process.join()
    _judge(figures, readers, places)
    return figures


@dataclass(frozen=True)
class _Reader:
    """A reader in a process of its own."""

    kind: str
    process: ForkServerProcess
    report: Path
    log: Path

    @classmethod
    def start(cls, kind: str, number: int, command_line: str | None, file: Path, stop: Path, folder: Path) -> "_Reader":
        report, log = folder / f"{kind} {number}.json", folder / f"{kind} {number}.log"
        work = partial(_read, kind, command_line, file, stop, report)
        return cls(kind, processes.start(work, log=log, temporary=folder / "tmp"), report, log)


def _judge(figures: Figures, readers: list[_Reader], places: Places) -> None:
    answers: dict[str, Answer] = {}
    for reader in readers:
        if reader.process.exitcode != 0:
            figures.wrong.append(f"{reader.kind}: {reader.log.read_text(encoding='utf-8')}")
            continue
        found = json.loads(reader.report.read_text(encoding="utf-8"))
        figures.questions[reader.kind] = figures.questions.get(reader.kind, 0) + found["questions"]
        for answer in found["answers"]:
            if not holds_together(answer):
                figures.wrong.append(f"{reader.kind}: half a state: {answer}")
            if answers.setdefault(answer["build"], answer) != answer:
                figures.wrong.append(f"{reader.kind}: another answer from the same build: {answer}")
    history = places.publications.history()
    figures.builds_seen = len(answers)
    figures.publications = sum(entry.action == "publish" for entry in history)
    figures.rollbacks = sum(entry.action == "rollback" for entry in history)
    figures.builds_removed = len({entry.build_id for entry in history}) - len(places.publications.restorable())
    if unknown := set(answers) - {entry.build_id for entry in history}:
        figures.wrong.append(f"builds that were never published: {', '.join(sorted(unknown))}")


def _read(kind: str, command_line: str | None, file: Path, stop: Path, report: Path) -> None:
    """Ask until `stop` exists, and report how often, and what answers there were."""
    opened = _in_command_line if kind.startswith("command line") else _in_python
    asked, answers = 0, []
    while not stop.exists():
        with opened(file, command_line) as ask:
            for _ in range(_HELD_QUESTIONS if kind.endswith("holds open") else 1):
                answer = ask()
                asked += 1
                if answer not in answers:
                    answers.append(answer)
                if stop.exists():
                    break
                time.sleep(_PAUSE_SECONDS)
    report.write_text(json.dumps({"questions": asked, "answers": answers}), encoding="utf-8")


@contextmanager
def _in_python(file: Path, _: str | None) -> Iterator[Callable[[], Answer]]:
    with duckdb.connect(str(file), read_only=True) as marts:

        def ask() -> Answer:
            answer: Answer = marts.sql(QUESTION).pl().to_dicts()[0]
            return answer

        yield ask


@contextmanager
def _in_command_line(file: Path, command_line: str | None) -> Iterator[Callable[[], Answer]]:
    """DuckDB's command line, kept running as a person keeps it."""
    assert command_line is not None
    process = subprocess.Popen(
        [command_line, "-readonly", "-json", str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    put, answers = process.stdin, process.stdout
    assert put is not None and answers is not None
    question = " ".join(QUESTION.split()) + ";\n"

    def ask() -> Answer:
        put.write(question)
        put.flush()
        answer: Answer = json.loads(answers.readline())[0]
        return answer

    try:
        yield ask
    finally:
        put.close()
        process.wait()


def _command_line() -> str | None:
    beside = Path(sys.executable).with_name("duckdb")
    return str(beside) if beside.exists() else shutil.which("duckdb")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publications", type=int, default=30)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="readers-"))
    figures = read_under_load(arguments.publications, folder=folder)
    print(figures)
    if not figures.is_clean:
        sys.exit(f"What is wrong can be looked at in {folder}.")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
