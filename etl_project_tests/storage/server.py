"""A real S3 API server in a process of its own, and a proxy before it that fails as networks and storages do."""

import http.client
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

BUCKET = "news"
KEYS = {"AWS_ACCESS_KEY_ID": "a-key-id", "AWS_SECRET_ACCESS_KEY": "a-s3cr3t", "AWS_DEFAULT_REGION": "eu-central-1"}
"""What whoever talks to the server has in the environment, besides its address."""
_START_SECONDS = 120
_SLOW_DOWN = b"""<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"""


@dataclass(frozen=True)
class Server:
    """A server with one bucket, `BUCKET`."""

    port: int

    @property
    def environment(self) -> dict[str, str]:
        """What leads a client to it."""
        return environment_of(self.port)

    def put(self, key: str, content: bytes) -> None:
        """Write an object, by way of no client that is under test; its key as it stands in an address."""
        self._ask("PUT", f"/{BUCKET}/{key}", content)

    def delete(self, key: str) -> None:
        """Remove an object."""
        self._ask("DELETE", f"/{BUCKET}/{key}")

    def upload(self, folder: Path, prefix: str) -> None:
        """Write every file of a folder below a prefix."""
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.put(f"{prefix}/{quote(path.relative_to(folder).as_posix())}", path.read_bytes())

    def make_bucket(self) -> None:
        """Make the bucket, empty."""
        self._ask("POST", "/moto-api/reset")
        self._ask("PUT", f"/{BUCKET}")

    def delete_all(self) -> None:
        """Remove the bucket, too."""
        self._ask("POST", "/moto-api/reset")

    def _ask(self, method: str, path: str, content: bytes = b"") -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, content, {"Authorization": "AWS owner:signature"})  # which nobody checks
        assert connection.getresponse().status < 300, path
        connection.close()


def environment_of(port: int) -> dict[str, str]:
    return KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}


@contextmanager
def serving() -> Iterator[Server]:
    """A server for as long as the context lasts."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Server(port)
    try:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            assert process.poll() is None, "the server has ended"
            with suppress(OSError, http.client.HTTPException):
                server.make_bucket()
                break
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
        yield server
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Request:
    """A request to the proxy."""

    number: int
    """How many came before it."""
    method: str
    path: str
    """With the query."""
    range: str | None


@dataclass
class Proxy:
    """Hands requests on to a server, but for those that `fault` says something else of."""

    port: int
    fault: Callable[[Request], str | None] = lambda request: None
    """``throttle``: it answers 503 SlowDown; ``break``: it breaks off in mid-answer; ``hang``: it says nothing; None: hand it on."""
    requests: list[Request] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What leads a client to it."""
        return environment_of(self.port)


@contextmanager
def proxied(server: Server) -> Iterator[Proxy]:
    """A proxy for as long as the context lasts."""
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            pass

        def handle_any(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            request = Request(len(proxy.requests), self.command, self.path, self.headers.get("Range"))
            proxy.requests.append(request)
            fault = proxy.fault(request)
            if fault == "throttle":
                self.answer(503, {"Content-Type": "application/xml"}, _SLOW_DOWN)
                return
            if fault == "hang":
                ended.wait()
                self.close_connection = True
                return
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request(self.command, self.path, content or None, dict(self.headers))
            response = connection.getresponse()
            answer = response.read()
            headers = {name: value for name, value in response.getheaders() if name.lower() not in _OF_ONE_HOP}
            connection.close()
            self.answer(response.status, headers, answer, breaks=fault == "break")

        def answer(self, status: int, headers: dict[str, str], content: bytes, breaks: bool = False) -> None:
            self.send_response_only(status)
            length = headers.pop("Content-Length", None) if self.command == "HEAD" else None
            for name, value in (headers | {"Content-Length": length or str(len(content))}).items():
                self.send_header(name, value)
            if not breaks:
                self.end_headers()
                self.wfile.write(b"" if self.command == "HEAD" else content)
                return
            if content and self.command != "HEAD":
                self.end_headers()
                self.wfile.write(content[: len(content) // 2])
                self.wfile.flush()
            # A reset, and not an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True

        do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = handle_any  # noqa: N815 - their names are given

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    proxy = Proxy(httpd.server_address[1])
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        ended.set()
        httpd.shutdown()
        httpd.server_close()


_OF_ONE_HOP = {"connection", "transfer-encoding", "server", "date"}
