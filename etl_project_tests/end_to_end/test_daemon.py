"""The real daemon really ticks: the nightly load, the load on arrival, and the notice of a failure."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import duckdb
import pytest

from etl_project_tests.conftest import CommandLine
from etl_project_tests.end_to_end.server import Run, Server, add_bad_day, add_sample_days, serving, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("daemon")]

GOOD_DAYS = ("2026-11-02", "2026-11-03")
BAD_DAY = "2026-11-05"
NEW_DAY = "2026-11-06"
SECONDS_TO_START = 40
"""Time from the start of the server to the night, at least; more where the machine turns out to be too busy for it."""
TICK_SECONDS = 120
"""Sensors tick every 30 seconds where the machine is idle."""


@contextmanager
def receiving_posts() -> Iterator[tuple[str, list[str]]]:
    """Address of a webhook, and the texts that were posted to it."""
    texts: list[str] = []

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            texts.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Webhook) as receiver:
        thread = threading.Thread(target=receiver.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{receiver.server_address[1]}/hook", texts
        finally:
            receiver.shutdown()
            thread.join()


@dataclass(frozen=True)
class Night:
    """What the schedule made of the days that had arrived: two good ones, a day's gap, and a bad one."""

    server: Server
    runs: list[Run]
    published: list[date]
    empty_pages: list[Path]
    posted: list[str]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    folder = tmp_path_factory.mktemp("daemon")
    add_sample_days(folder / "raw", *GOOD_DAYS)
    empty_pages = add_bad_day(folder / "raw", BAD_DAY)
    line = CommandLine(folder / "data", folder / "raw")
    with receiving_posts() as (address, posted):
        for patience in (1, 2, 4):
            night = datetime.now(UTC) + timedelta(seconds=SECONDS_TO_START * patience, minutes=1)
            with serving(
                line,
                ETL_SCHEDULE_HOUR=str(night.hour),
                ETL_SCHEDULE_MINUTE=str(night.minute),
                ETL_NOTIFY_WEBHOOK=address,
                ETL_ARRIVAL_SETTLE_SECONDS="1",
                no_proxy="127.0.0.1",
            ) as server:
                if datetime.now(UTC) > night.replace(second=0) - timedelta(seconds=5):
                    continue  # the machine was so busy that the minute may have passed before the daemon was there
                wait_for("the night", lambda: server.ticks("nightly_load"), SECONDS_TO_START * patience + TICK_SECONDS)
                runs = server.finished_runs(2)
                yield Night(server, runs, published_days(line), empty_pages, posted)
                return
        pytest.fail("The server takes minutes to start.")


def published_days(line: CommandLine) -> list[date]:
    with duckdb.connect(str(line.published_file), read_only=True) as marts:
        return [day for (day,) in marts.execute("SELECT load_date FROM audit.admitted_days ORDER BY 1").fetchall()]


def test_the_schedule_loads_each_span_of_waiting_days_in_one_run(night: Night) -> None:
    assert {run.days: run.status for run in night.runs} == {GOOD_DAYS: "SUCCESS", (BAD_DAY, BAD_DAY): "FAILURE"}
    assert {run.tags["dagster/schedule_name"] for run in night.runs} == {"nightly_load"}
    assert night.published == [date.fromisoformat(day) for day in GOOD_DAYS]
    (tick,) = night.server.ticks("nightly_load")
    assert tick.status == "SUCCESS"
    assert sorted(tick.run_ids) == sorted(run.run_id for run in night.runs)


def test_a_failure_is_told(night: Night) -> None:
    wait_for("the notice", lambda: night.posted, TICK_SECONDS)
    (failed,) = [run for run in night.runs if run.status == "FAILURE"]
    assert night.posted == [
        f"News load of {BAD_DAY} failed\nRun {failed.run_id}: Nothing is published. "
        f"Withheld: {BAD_DAY}: raw.captures: most_pages_are_readable. The published file is as it was."
    ]


def test_new_and_repaired_days_are_loaded_when_they_arrive_and_no_others(night: Night) -> None:
    server, line = night.server, night.server.line
    for path in night.empty_pages:
        path.unlink()
    add_sample_days(line.raw_root, NEW_DAY)
    server.start_sensor("load_on_arrival")

    (run,) = server.finished_runs(1, besides=night.runs)
    assert (run.status, run.days) == ("SUCCESS", (min(BAD_DAY, NEW_DAY), max(BAD_DAY, NEW_DAY)))
    assert run.tags["dagster/sensor_name"] == "load_on_arrival"
    assert published_days(line) == sorted(date.fromisoformat(day) for day in (*GOOD_DAYS, BAD_DAY, NEW_DAY))

    wait_for(
        "nothing to do",
        lambda: server.ticks("load_on_arrival")[0].skip_reason == "Nothing new has arrived.",
        TICK_SECONDS,
    )
    assert len(server.runs()) == 3, "what is published is not loaded again"
