"""The real Dagster UI with its daemon, started as `make ui` does; its GraphQL, and a browser to look at it with."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Page, sync_playwright

from etl_project.jobs import LOAD_JOB, run_tags
from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine

START_SECONDS = 180
RUN_SECONDS = 240
"""Time that a start, and a run with the wait for its turn, may take on a machine that is busy with other work."""
LOCATION = {"repositoryName": "__repository__", "repositoryLocationName": "etl_project"}

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
    session: int
    """The session, in the sense of the operating system, of all that it starts."""

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
        # A proxy of the environment has no business with this machine's own server.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as response:
            answer = json.load(response)
        if answer.get("errors"):
            raise RuntimeError(f"{query}: {answer['errors']}")
        data: dict[str, Any] = answer["data"]
        return data

    def has_definitions(self) -> bool:
        """Whether the definitions are loaded; False also while nobody answers.

        Raises:
            RuntimeError: they cannot be loaded.
        """
        with suppress(OSError):
            data = self.ask(
                """
                {workspaceOrError {... on Workspace {locationEntries {loadStatus locationOrLoadError {
                    __typename ... on PythonError {message}
                }}}}}
                """
            )
            for entry in data["workspaceOrError"]["locationEntries"]:
                location = entry["locationOrLoadError"] or {}
                if location.get("__typename") == "PythonError":
                    raise RuntimeError(location["message"])
                return bool(entry["loadStatus"] == "LOADED")
        return False

    def runs(self) -> list[Run]:
        """All runs, latest first."""
        data = self.ask("{runsOrError {... on Runs {results {runId status tags {key value}}}}}")
        return [
            Run(run["runId"], run["status"], {tag["key"]: tag["value"] for tag in run["tags"]})
            for run in data["runsOrError"]["results"]
        ]

    def launch(self, first: str, last: str) -> str:
        """Launch a load of the days from `first` to `last`; the id of its run."""
        data = self.ask(
            """
            mutation ($run: ExecutionParams!) {launchRun(executionParams: $run) {
                __typename ... on LaunchRunSuccess {run {runId}}
            }}
            """,
            run={
                "selector": LOCATION | {"jobName": LOAD_JOB},
                "runConfigData": {},
                "executionMetadata": {
                    "tags": [
                        {"key": key, "value": value}
                        for key, value in run_tags(date.fromisoformat(first), date.fromisoformat(last)).items()
                    ]
                },
            },
        )
        assert data["launchRun"]["__typename"] == "LaunchRunSuccess", data
        return str(data["launchRun"]["run"]["runId"])

    def finished_runs(self, count: int, besides: Collection[Run] = (), seconds: float = RUN_SECONDS) -> list[Run]:
        """All runs besides those known, latest first, once there are `count` of them and all have ended."""
        known = {run.run_id for run in besides}

        def finished() -> list[Run] | None:
            runs = [run for run in self.runs() if run.run_id not in known]
            ended = [run for run in runs if run.status in {"SUCCESS", "FAILURE", "CANCELED"}]
            return runs if len(ended) == len(runs) >= count else None

        return wait_for(f"{count} runs to end", finished, seconds)

    def ticks(self, name: str) -> list[Tick]:
        """Evaluations of a schedule or sensor, latest first."""
        data = self.ask(
            """
            query ($named: InstigationSelector!) {instigationStateOrError(instigationSelector: $named) {
                ... on InstigationState {ticks {status runIds skipReason}}
            }}
            """,
            named=LOCATION | {"name": name},
        )
        return [
            Tick(tick["status"], tick["runIds"], tick["skipReason"])
            for tick in data["instigationStateOrError"].get("ticks", [])
        ]

    def start_sensor(self, name: str) -> None:
        """Switch a sensor on."""
        data = self.ask(
            """
            mutation ($named: SensorSelector!) {startSensor(sensorSelector: $named) {
                __typename ... on Sensor {sensorState {status}}
            }}
            """,
            named=LOCATION | {"sensorName": name},
        )
        assert data["startSensor"].get("sensorState") == {"status": "RUNNING"}, data


@contextmanager
def serving(line: CommandLine, **environment: str) -> Iterator[Server]:
    """Serve the UI of `line`'s data folder for as long as the context lasts; nothing of it is left running."""
    port = free_port()
    line.data_root.mkdir(parents=True, exist_ok=True)
    log = line.data_root / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "etl_project", "ui", "--port", str(port)],
            cwd=ROOT,
            env=line.environment | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    server = Server(line, port, session=process.pid)

    def ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"The server has ended: {log.read_text(errors='replace')[-3000:]}")
        return server.has_definitions()

    try:
        wait_for("the server", ready, START_SECONDS)
        yield server
    finally:
        # Politely, then surely: Dagster's own processes and the runs are in the session's one group.
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def browsing(chromium: str) -> Iterator[Page]:
    """A page of the browser `chromium`, patient with a busy machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
            ],
            timeout=60_000,
        )
        page = browser.new_page(viewport={"width": 1500, "height": 1000})
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def find_chromium() -> str | None:
    """Path of the system's Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def add_sample_days(raw_root: Path, *days: str) -> None:
    """Copy days of the sample pages to `raw_root`."""
    for day in days:
        shutil.copytree(SAMPLES / day, raw_root / day)


def add_bad_day(raw_root: Path, day: str) -> list[Path]:
    """Make a day that fails its audit, for most of its pages are empty; those pages."""
    page = next((SAMPLES / "2026-11-02").glob("*.html"))
    (raw_root / day).mkdir(parents=True)
    shutil.copy(page, raw_root / day)
    empty = [raw_root / day / f"cut-off-{number}.html" for number in (1, 2, 3)]
    for path in empty:
        path.touch()
    return empty
