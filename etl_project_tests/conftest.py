"""Fixtures that several tests share."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock
from hypothesis import settings

# The machine may be busy: an example is judged by what it shows, not by how long it takes.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "raw"
SHARED = ROOT.parent / "shared"
DEADLINE_SECONDS = 1_800
"""A test that takes longer hangs."""


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own settings must not decide a test; where the annotated pages are is none."""
    for name in os.environ:
        if name.startswith("ETL_") and not name.startswith(("ETL_TEST_", "ETL_ANNOTATED_PAGES")):
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _deadline() -> Iterator[None]:
    """A test that hangs fails where it is, and does not hold up all others."""

    def end(*_: object) -> None:
        pytest.fail(f"The test has taken {DEADLINE_SECONDS} seconds.")  # which no `except Exception` hides

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(DEADLINE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def leave_out(missing: str) -> NoReturn:
    """Skip a test for want of a program; fail where none may be left out (ETL_TEST_REQUIRE_ALL)."""
    if os.environ.get("ETL_TEST_REQUIRE_ALL"):
        pytest.fail(missing)
    pytest.skip(missing)


@dataclass(frozen=True)
class CommandLine:
    """`python -m etl_project …` with its own data folder."""

    data_root: Path
    raw_root: Path = SAMPLES

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "etl_project", *arguments],
            cwd=ROOT,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )

    @property
    def environment(self) -> dict[str, str]:
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ETL_", "DAGSTER_"))},
            "ETL_RAW_ROOT": str(self.raw_root),
            "ETL_DATA_ROOT": str(self.data_root),
        }

    @property
    def published_file(self) -> Path:
        return self.data_root / "published" / "current" / "marts.duckdb"


@pytest.fixture(scope="session")
def samples_loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[CommandLine, str]:
    """All sample pages loaded once, by the README's command; with what it printed. Tests must not write to it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    line = CommandLine(shared / "samples")
    printed = shared / "samples.txt"
    with FileLock(shared / "samples.lock"):
        if not printed.exists():
            done = line.run("load")
            assert done.returncode == 0, done.stdout + done.stderr
            printed.write_text(done.stdout, encoding="utf-8")
    return line, printed.read_text(encoding="utf-8")
