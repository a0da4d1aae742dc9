"""What SECURITY.md promises, held against the real thing: a load by command, then a server with a run that fails."""

import gzip
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import duckdb
import pytest

from etl_project_tests.conftest import ROOT, CommandLine
from etl_project_tests.end_to_end.server import Server, add_sample_days, serving, wait_for
from etl_project_tests.end_to_end.sockets import IPAddress, listening, processes
from etl_project_tests.end_to_end.traces import ABSOLUTE_PATH, duckdb_values, spellings, traces

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("security"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="It looks into /proc."),
]

GOOD_DAY = "2026-11-02"
ODD_DAY = "2026-11-03"
WEBHOOK_TOKEN = "T0kenOfTheWebhook7291"
PASSWORD = "Passw0rdOfTheMailServer4418"
SECRETS = {
    "ETL_NOTIFY_WEBHOOK": f"http://127.0.0.1:1/hooks/{WEBHOOK_TOKEN}",
    "ETL_NOTIFY_EMAIL_TO": "desk@news.example",
    "ETL_SMTP_PORT": "1",
    "ETL_SMTP_USER": "warehouse",
    "ETL_SMTP_PASSWORD": PASSWORD,
    "no_proxy": "127.0.0.1",
}
SERVICES = {"dagster_webserver", "dagster._daemon", "dagster code-server", "dagster api grpc", "execution.worker"}
"""What tells the parts of the server by their command lines."""
NOTICE_SECONDS = 120
OVERHEARD_LOAD = """
import socket, sys

heard = open(sys.argv.pop(1), "a", buffering=1)
events = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}

def hear(event, arguments):
    if event in events and getattr(arguments[0], "family", None) != socket.AF_UNIX:
        print(event, arguments, file=heard)

sys.addaudithook(hear)
socket.getaddrinfo("127.0.0.1", 7)

from etl_project.cli import main
main()
"""
"""A load that notes what it asks of the network, after a question that shows that it does."""


def add_odd_day(raw_root: Path, elsewhere: Path) -> None:
    """Make a day of which hardly anything can be read, each file for another reason."""
    day = raw_root / ODD_DAY
    day.mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "page.html").write_text("<p>Not for the warehouse.")
    (day / "out.html").symlink_to(elsewhere / "page.html")
    (day / "folder").symlink_to(elsewhere)
    (day / "gone.txt").symlink_to(elsewhere / "gone.txt")
    (day / "round.txt").symlink_to(day / "round.txt")
    (day / "sidecar.html").write_text("<p>A page.")
    (day / "sidecar.html.meta.json").symlink_to(elsewhere / "page.html")
    (day / "sidecar-2.html").write_text("<p>A page.")
    (day / "sidecar-2.html.meta.json").write_text(json.dumps({"url": f"file://{elsewhere}/page.html"}))
    os.mkfifo(day / "pipe.txt")
    Path(os.fsdecode(os.fsencode(day) + b"/caf\xe9.html")).write_text("<p>A page.")
    (day / "cut.html.gz").write_bytes(gzip.compress(b"<p>A page of some length.")[:-9])
    (day / "page.docx").write_bytes(b"PK")
    (day / "feed.jsonl").write_text('{"text": "too short"}\n{"html": 7}\nno JSON\n')


@dataclass(frozen=True)
class Exposed:
    """What a load and a server that knew secrets left behind, and what they did meanwhile."""

    line: CommandLine
    printed: str
    commands: set[str]
    """Command lines of the server's processes."""
    places: set[tuple[IPAddress, int]]
    """Where they listened."""
    port: int
    forged: dict[str, object]
    """The server's answer to a command from a web page."""

    @property
    def log(self) -> str:
        return (self.line.data_root / "server.log").read_text()


@pytest.fixture(scope="module")
def exposed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exposed]:
    folder = tmp_path_factory.mktemp("security")
    add_sample_days(folder / "raw", GOOD_DAY)
    add_odd_day(folder / "raw", folder / "elsewhere")
    line = CommandLine(folder / "data", folder / "raw")
    loaded = line.run("load", **SECRETS)
    assert loaded.returncode == 1, loaded.stdout + loaded.stderr
    assert "failed: raw.captures most_pages_are_readable" in loaded.stdout
    commands: set[str] = set()
    places: set[tuple[IPAddress, int]] = set()
    with serving(line, **SECRETS) as server:
        run_id = server.launch(ODD_DAY, ODD_DAY)
        asked = time.monotonic()
        while time.monotonic() < asked + 1 or server.runs()[0].status not in {"SUCCESS", "FAILURE"}:
            found = processes(server.session)
            commands.update(found.values())
            places |= listening(found)
            time.sleep(0.2)
        log = line.data_root / "server.log"
        wait_for("the notice", lambda: "The notice could not be mailed" in log.read_text(), NOTICE_SECONDS)
        assert f"Run {run_id}: Nothing is published." in log.read_text()
        forged = send_as_a_web_page(server, 'mutation {terminateRun(runId: "none") {__typename}}')
    yield Exposed(line, loaded.stdout + loaded.stderr, commands, places, server.port, forged)


def send_as_a_web_page(server: Server, query: str) -> dict[str, object]:
    """Answer to a GraphQL query that is sent as the image of a page of some other site would be asked for."""
    request = urllib.request.Request(
        f"{server.url}/graphql?{urlencode({'query': query})}",
        headers={"Host": "news.example", "Origin": "https://news.example", "Sec-Fetch-Site": "cross-site"},
    )
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as response:
        answer: dict[str, object] = json.load(response)
    return answer


def test_a_socket_that_is_open_to_others_is_seen() -> None:
    with socket.socket() as everywhere, socket.socket(socket.AF_INET) as here:
        everywhere.bind(("", 0))
        here.bind(("127.0.0.1", 0))
        for opened in (everywhere, here):
            opened.listen()
        seen = {port: address.is_loopback for address, port in listening([os.getpid()])}
        assert seen[everywhere.getsockname()[1]] is False
        assert seen[here.getsockname()[1]] is True
    assert os.getpid() in processes(os.getsid(0))


def test_everything_listens_on_loopback_only(exposed: Exposed) -> None:
    assert {service for service in SERVICES if any(service in command for command in exposed.commands)} == SERVICES
    assert exposed.port in {port for _, port in exposed.places}
    assert not [place for place in exposed.places if not place[0].is_loopback]


def test_secrets_leave_no_trace(exposed: Exposed) -> None:
    assert "The webhook could not be reached: URLError" in exposed.log, "they were used"
    assert "The notice could not be mailed: ConnectionRefusedError" in exposed.log
    wanted = [*spellings(WEBHOOK_TOKEN), *spellings(PASSWORD)]
    assert traces(exposed.line.data_root, wanted) == []
    assert not [text for text in wanted if text in exposed.printed]
    assert not [text for text in wanted if any(text in command for command in exposed.commands)]
    kinds = {path.suffix for path in exposed.line.data_root.rglob("*") if path.is_file()}
    assert {".db", ".duckdb", ".err", ".html", ".jsonl", ".log", ".yaml"} <= kinds, "there was something to search"


def test_the_published_file_names_no_place_of_this_machine(exposed: Exposed) -> None:
    line = exposed.line
    folders = (line.data_root, line.raw_root, ROOT, Path.home(), Path(tempfile.gettempdir()))
    here = [str(folder) for folder in folders if folder != Path("/")]
    assert traces(line.published_file.resolve().parent, here) == []
    assert traces(line.data_root, here[:1]), "as the logs, which are not published, do"


def test_evidence_holds_relative_paths_only(exposed: Exposed) -> None:
    found: set[str] = set()
    for file in (exposed.line.published_file, exposed.line.data_root / "warehouse.duckdb"):
        values = [(place, value) for place, value in duckdb_values(file) if place.startswith(("audit.", "raw."))]
        assert [place for place in values if re.search(ABSOLUTE_PATH, place[1])] == []
        found |= {value for place, value in values if place == "audit.quarantine.reason_code"}
    assert {"outside_raw_root", "unreadable", "invalid_sidecar", "corrupt_gzip", "unknown_format"} <= found


def test_the_published_file_takes_no_extension_from_the_network(exposed: Exposed) -> None:
    from etl_project.warehouse import Warehouse

    with Warehouse(exposed.line.data_root / "warehouse.duckdb").connect() as connection:
        for statement in ("FROM read_csv('https://news.example/a.csv')", "ATTACH 'https://news.example/a.duckdb'"):
            with pytest.raises(duckdb.Error, match="httpfs"):
                connection.execute(statement).fetchall()


def test_a_load_asks_nothing_of_the_network(tmp_path: Path) -> None:
    add_sample_days(tmp_path / "raw", GOOD_DAY)
    line = CommandLine(tmp_path / "data", tmp_path / "raw")
    done = subprocess.run(
        [sys.executable, "-c", OVERHEARD_LOAD, str(tmp_path / "heard.txt"), "load"],
        cwd=ROOT,
        env=line.environment | {"ETL_EXECUTOR": "in_process"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (control,) = (tmp_path / "heard.txt").read_text().splitlines()
    assert control.startswith("socket.getaddrinfo ('127.0.0.1', 7,")


def test_any_web_page_can_command_the_ui(exposed: Exposed) -> None:
    """Not as it should be, but as SECURITY.md says it is. Should this fail, Dagster has got better: say so there."""
    assert exposed.forged == {"data": {"terminateRun": {"__typename": "RunNotFoundError"}}}, "it is obeyed"
