"""Kill -9 at any point: the published file stays whole, and a plain re-run gives the same tables."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine
from etl_project_tests.end_to_end.contents import contents

DAYS = ("2026-11-02", "2026-11-05")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[int, str]]]:
    """The raw pages, and what a load that was never disturbed publishes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    for day in DAYS:
        shutil.copytree(SAMPLES / day, folder / "raw" / day)
    line = CommandLine(folder / "data", folder / "raw")
    done = line.run("load")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "raw", contents(line.published_file)


def load_and_kill(line: CommandLine, after: str, delay: float) -> None:
    """Start a load in its own session; kill the whole of it `delay` seconds after it printed `after`."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "etl_project", "load"],
        cwd=ROOT,
        env=line.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    for printed in process.stdout:
        if after in printed:
            break
    time.sleep(delay)
    # The workers of the pool die with their parent's pipes; killing only the parent is the harder case.
    process.send_signal(signal.SIGKILL)
    process.wait(30)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "delay"),
    [
        ("Loading", 0.5),  # while Dagster starts
        ("Loading", 4.0),  # about when pages are parsed
        (f"{DAYS[0]}: ", 0.0),  # between two days
        (f"{DAYS[0]}: ", 0.15),  # inside the second day
        (f"{DAYS[1]}: ", 0.0),  # between load and fold
        (f"{DAYS[1]}: ", 0.3),  # inside the fold
        ("core: ", 0.0),  # between fold and marts
        ("marts: ", 0.0),  # between marts and publication
        ("marts: ", 0.3),  # inside the build
        ("marts: ", 0.6),
        ("published ", 0.0),  # just after the swap
    ],
)
def test_after_a_kill_a_plain_rerun_gives_the_same_tables(
    undisturbed: tuple[Path, dict[str, tuple[int, str]]], tmp_path: Path, after: str, delay: float
) -> None:
    raw_root, expected = undisturbed
    line = CommandLine(tmp_path / "data", raw_root)
    load_and_kill(line, after, delay)
    if line.published_file.exists():
        assert contents(line.published_file) == expected, "what is published is whole"
    done = line.run("load")
    assert done.returncode == 0, done.stdout + done.stderr
    assert contents(line.published_file) == expected
    builds = [path.name for path in (line.data_root / "published" / "builds").iterdir()]
    assert not [name for name in builds if name.endswith(".building")], "nothing half-made is left"
