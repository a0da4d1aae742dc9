"""The README's task: pages in an object storage, here a real S3 API server that throttles."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from etl_project_tests.conftest import ROOT, SAMPLES, CommandLine
from etl_project_tests.end_to_end.contents import contents
from etl_project_tests.storage.server import Proxy, proxied, serving

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Loaded:
    """The samples, loaded from the server by the README's commands."""

    line: CommandLine
    proxy: Proxy
    printed: str

    @property
    def environment(self) -> dict[str, str]:
        return self.proxy.environment | {"ETL_RAW_ROOT": "s3://news/raw"}


def readme_commands() -> str:
    """What the README's task says to type, but that the endpoint is that of the test."""
    (block,) = re.findall(
        r"```sh\n(export ETL_RAW_ROOT=s3://news/raw\n.*?)```", (ROOT / "README.md").read_text(), re.DOTALL
    )
    commands: str = block
    return commands.replace("make ", "make -o .venv/ready ")


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    """What stands before a server that holds the samples."""
    with serving() as server, proxied(server) as proxy:
        server.upload(SAMPLES, "raw")
        yield proxy


@pytest.fixture(scope="module")
def loaded(proxy: Proxy, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    line = CommandLine(tmp_path_factory.mktemp("remote"))
    environment = {name: value for name, value in line.environment.items() if name != "ETL_RAW_ROOT"}
    proxy.fault = lambda request: "throttle" if request.number % 10 == 0 else None
    done = subprocess.run(
        ["bash", "-euc", readme_commands()],
        cwd=ROOT,
        env=environment | proxy.environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    proxy.fault = lambda request: None
    return Loaded(line, proxy, done.stdout)


def test_the_tables_are_those_of_the_same_pages_on_disk(
    loaded: Loaded, samples_loaded: tuple[CommandLine, str]
) -> None:
    on_disk, _ = samples_loaded
    assert contents(loaded.line.published_file) == contents(on_disk.published_file)
    assert "from s3://news/raw\n" in loaded.printed
    assert any(request.number % 10 == 0 for request in loaded.proxy.requests[10:]), "some were throttled"
    for secret in ("a-s3cr3t", "a-key-id"):
        assert secret not in loaded.printed
        assert not any(secret.encode() in path.read_bytes() for path in files_below(loaded.line.data_root))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_held_back_is_fetched(loaded: Loaded) -> None:
    listed = loaded.line.run("quarantine", "list", "--reason", "binary", **loaded.environment)
    key, uri = listed.stdout.split()[:2]
    shown = subprocess.run(
        [sys.executable, "-m", "etl_project", "quarantine", "show", key, "--raw"],
        cwd=ROOT,
        env=loaded.line.environment | loaded.environment,
        capture_output=True,
        check=True,
    )
    assert shown.stdout == (SAMPLES / uri).read_bytes()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"ETL_RAW_ROOT": "s3://olds/raw"},
            "There is no bucket at s3://olds/raw: make it, or point ETL_RAW_ROOT elsewhere.",
        ),
        (
            {"ETL_RAW_ROOT": "s3://news/raw/2026"},
            "There are no pages to load: put them into s3://news/raw/2026/<YYYY-MM-DD>/",
        ),
        (
            {
                "AWS_ACCESS_KEY_ID": "",
                "AWS_SECRET_ACCESS_KEY": "",
                "AWS_EC2_METADATA_DISABLED": "true",
                "HOME": "/nowhere",
            },
            "s3://news/raw may not be used (NoCredentialsError): are the access keys in the environment",
        ),
        (
            {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"},
            "s3://news/raw cannot be had: the storage failed for 30 seconds (EndpointConnectionError)",
        ),
        ({"AWS_ENDPOINT_URL": "nonsense"}, "s3://news/raw cannot be had (ValueError): are its address, the endpoint"),
        ({"ETL_RAW_ROOT": "s3://key:s3cr3t@news/raw"}, "ETL_RAW_ROOT: write no user and no password into the address"),
        ({"ETL_PAGE_SECONDS": "30"}, "Set ETL_PAGE_SECONDS to 60 or more"),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    proxy: Proxy, tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    done = CommandLine(tmp_path).run("load", **proxy.environment | {"ETL_RAW_ROOT": "s3://news/raw"} | environment)
    assert done.returncode == 2
    assert done.stderr.startswith(sentence) and len(done.stderr.splitlines()) == 1
    assert "s3cr3t" not in done.stderr
