"""The real Dagster UI with its daemon, started as `make ui` does, and a small client for its GraphQL."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from etl_project_tests.conftest import ROOT, CommandLine

START_SECONDS = 180
RUN_SECONDS = 240
"""How long a start and a run may take where other work keeps the machine busy."""

Found = TypeVar("Found")


def wait_for(what: str, find: Callable[[], Found | None], seconds: float) -> Found:
    """The first true value that `find` returns; asked twice a second.

    Raises:
        TimeoutError: there was none within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not (found := find()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds:g} seconds in vain for {what}.")
        time.sleep(0.5)
    return found


@dataclass(frozen=True)
class Run:
    """A run, as the UI lists it."""

    run_id: str
    status: str
    tags: dict[str, str]

    @property
    def is_finished(self) -> bool:
        return self.status in {"SUCCESS", "FAILURE", "CANCELED"}

    @property
    def days(self) -> tuple[str, str]:
        """First and last day."""
        one = self.tags.get("dagster/partition", "")
        return (
            self.tags.get("dagster/asset_partition_range_start", one),
            self.tags.get("dagster/asset_partition_range_end", one),
        )


@dataclass(frozen=True)
class Tick:
    """One evaluation of a schedule or sensor."""

    status: str
    run_ids: list[str]
    skip_reason: str | None


@dataclass(frozen=True)
class Server:
    """A server at work on the data folder of `line`."""

    line: CommandLine
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data that answers a GraphQL query.

        Raises:
            OSError: the server does not answer.
            RuntimeError: it does not understand.
        """
        request = urllib.request.Request(
            f"{self.url}/graphql",
            data=json.dumps({"query": query, "variables": variables}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            answer = json.load(response)
        if answer.get("errors"):
            raise RuntimeError(f"{query}: {answer['errors']}")
        data: dict[str, Any] = answer["data"]
        return data

    def location_is_loaded(self) -> bool:
        """Whether the definitions are there; False also while nobody answers."""
        with suppress(OSError):
            data = self.ask(
                "{workspaceOrError {... on Workspace {locationEntries {loadStatus locationOrLoadError {__typename}}}}}"
            )
            for entry in data["workspaceOrError"]["locationEntries"]:
                if (entry["locationOrLoadError"] or {}).get("__typename") == "PythonError":
                    raise RuntimeError("The definitions do not load.")
                return bool(entry["loadStatus"] == "LOADED")
        return False

    def runs(self) -> list[Run]:
        """All runs, latest first."""
        data = self.ask("{runsOrError {... on Runs {results {runId status tags {key value}}}}}")
        return [
            Run(run["runId"], run["status"], {tag["key"]: tag["value"] for tag in run["tags"]})
            for run in data["runsOrError"]["results"]
        ]

    def finished_runs(self, count: int) -> list[Run]:
        """All runs, latest first, once there are `count` of them and all have ended."""

        def all_finished() -> list[Run] | None:
            runs = self.runs()
            return runs if len(runs) >= count and all(run.is_finished for run in runs) else None

        return wait_for(f"{count} runs to end", all_finished, RUN_SECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def serving(line: CommandLine, **environment: str) -> Iterator[Server]:
    """Serve the UI of `line`'s data folder for as long as the context lasts; nothing of it is left running."""
    server = Server(line, free_port())
    line.data_root.mkdir(parents=True, exist_ok=True)
    log = line.data_root / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "etl_project", "ui", "--port", str(server.port)],
            cwd=ROOT,
            env=line.environment | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"The server has ended: {log.read_text(errors='replace')[-3000:]}")
        return server.location_is_loaded()

    try:
        wait_for("the server", ready, START_SECONDS)
        yield server
    finally:
        _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all that it started: politely, then surely."""
    for sign, seconds in ((signal.SIGTERM, 20), (signal.SIGKILL, 20)):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
