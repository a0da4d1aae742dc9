"""`make audit`: vulnerable, sound, and not audited are three different things."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from etl_project_tests.conftest import ROOT

CONSTRAINTS = """\
# Written by hand, as `make constraints` writes.
jinja2==2.4.1 \\
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
lxml[html-clean]==6.0.0 ; python_full_version < '4' \\
    --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000 \\
    --hash=sha256:1111111111111111111111111111111111111111111111111111111111111111
"""
ADVISORY = {"id": "GHSA-0000-test-0000", "modified": "2026-01-01T00:00:00Z"}
SOUND: dict[str, Any] = {"results": [{}, {}]}
VULNERABLE = {"results": [{"vulns": [ADVISORY]}, {}]}
FIRST_PAGE = {"results": [{"next_page_token": "more"}, {}]}
LAST_PAGE = {"results": [{"vulns": [ADVISORY]}]}


class Osv(BaseHTTPRequestHandler):
    """Stands for OSV: keeps what it is asked, and answers with `answers` in turn."""

    asked: ClassVar[list[Any]]
    answers: ClassVar[list[bytes]]
    status: ClassVar[int]

    def do_POST(self) -> None:
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.answers[len(self.asked) - 1])

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name, value in (("asked", []), ("answers", []), ("status", 200)):
        monkeypatch.setattr(Osv, name, value, raising=False)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/v1/querybatch"
        finally:
            server.shutdown()
            thread.join()


def audit(tmp_path: Path, service: str, constraints: str = CONSTRAINTS) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "constraints.txt"
    file.write_text(constraints)
    return subprocess.run(
        [sys.executable, str(ROOT / ".ci" / "audit.py"), str(file), "--service", service],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def answer(*answers: object) -> None:
    Osv.answers = [json.dumps(answer).encode() for answer in answers]


def test_every_pin_is_asked_for(tmp_path: Path, service: str) -> None:
    answer(SOUND)
    done = audit(tmp_path, service)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Audited: OSV knows of no vulnerability in the 2 pinned packages.\n"
    assert Osv.asked == [
        {
            "queries": [
                {"package": {"name": "jinja2", "ecosystem": "PyPI"}, "version": "2.4.1"},
                {"package": {"name": "lxml", "ecosystem": "PyPI"}, "version": "6.0.0"},
            ]
        }
    ]


@pytest.mark.parametrize("answers", [[VULNERABLE], [FIRST_PAGE, LAST_PAGE]], ids=["at once", "in pages"])
def test_a_known_vulnerability_fails(tmp_path: Path, service: str, answers: list[object]) -> None:
    answer(*answers)
    done = audit(tmp_path, service)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "jinja2 2.4.1: https://osv.dev/GHSA-0000-test-0000",
        "Of 2 pinned packages 1 have known vulnerabilities: `make constraints` renews them.",
    ]


@pytest.mark.parametrize(
    ("status", "answers", "reason"),
    [
        (503, [b"{}"], "it answers with HTTP status 503"),
        (200, [b"<html>Please log in.</html>"], "Expecting value"),
        (200, [b'{"results": [{}]}'], "1 answers to 2 questions"),
        (200, [b"[]"], "its answer is not understood"),
    ],
)
def test_where_osv_does_not_answer_nothing_is_known_and_that_is_said(
    tmp_path: Path, service: str, status: int, answers: list[bytes], reason: str
) -> None:
    Osv.status, Osv.answers = status, answers
    done = audit(tmp_path, service)
    assert (done.returncode, done.stderr) == (0, "")
    (sentence,) = done.stdout.splitlines()
    assert sentence.startswith("NOT AUDITED: of the 2 pinned packages nothing is known, for OSV cannot be asked (")
    assert reason in sentence


def test_where_osv_cannot_be_reached_nothing_is_known_and_that_is_said(tmp_path: Path) -> None:
    done = audit(tmp_path, "http://nowhere.invalid/v1/querybatch")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 1 and done.stdout.startswith("NOT AUDITED: ")


def test_a_question_that_osv_does_not_understand_is_a_mistake(tmp_path: Path, service: str) -> None:
    Osv.status, Osv.answers = 400, [b"{}"]
    assert audit(tmp_path, service).returncode == 1


def test_what_is_no_pin_is_not_passed_over(tmp_path: Path) -> None:
    done = audit(tmp_path, "http://nowhere.invalid/", "jinja2>=2\n")
    assert done.returncode == 1
    assert "It is no pin: jinja2>=2" in done.stderr


def test_the_shipped_constraints_are_pins_with_hashes() -> None:
    for file in ("constraints.txt", "benchmarks/constraints.txt"):
        lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
        assert {line.lstrip()[:14] for line in lines if line.startswith(" ")} == {"--hash=sha256:"}
        pinned = [line for line in lines if not line.startswith(" ")]
        assert all("==" in line and line.endswith(" \\") for line in pinned)
