import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl_project.storage import Remote
from etl_project_tests.readers.folder import RawFolder
from etl_project_tests.storage.server import BUCKET, Proxy, Server, proxied, serving


@pytest.fixture(scope="package")
def running() -> Iterator[Server]:
    with serving() as server:
        yield server


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The server with an empty bucket, and the environment that leads to it."""
    running.make_bucket()
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)  # the developer's own
    for name, value in running.environment.items():
        monkeypatch.setenv(name, value)
    return running


@pytest.fixture
def proxy(server: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    """A proxy before the server, and the environment that leads to it."""
    with proxied(server) as proxy:
        monkeypatch.setenv("AWS_ENDPOINT_URL", proxy.environment["AWS_ENDPOINT_URL"])
        yield proxy


@pytest.fixture
def remote(server: Server) -> Remote:
    """The raw pages of the server, or the proxy where there is one."""
    return Remote(f"s3://{BUCKET}/raw")


@pytest.fixture
def raw(tmp_path: Path) -> RawFolder:
    return RawFolder(tmp_path / "raw")
