"""A web to meet: small servers on loopback addresses, one a host, that answer as told and note what they were asked."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

HTML = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a server sends."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = HTML
    length: int | None = None
    """What Content-Length says, where it lies."""
    wait: float = 0.0
    """Seconds before the first byte."""
    drips: bool = False
    """Whether the body goes on in single bytes for ever."""
    raw: bytes = b""
    """The whole answer as it goes out, instead of all the above."""

    def validators(self) -> dict[str, str | None]:
        """What a conditional request must name to be told that nothing changed."""
        headers = dict(self.headers)
        return {"If-None-Match": headers.get("ETag"), "If-Modified-Since": headers.get("Last-Modified")}


@dataclass(kw_only=True, slots=True)
class Asked:
    """A request that a host got; its times are those of the monotonic clock."""

    path: str
    headers: dict[str, str]
    """Names in lower case."""
    began: float
    ended: float = 0.0
    status: int = 0
    open: int
    """Requests that the host had to answer at that time, this one among them."""


@dataclass(slots=True)
class Host:
    """One host: what it answers to a path, and what it was asked. Several answers are given in turn, the last for ever."""

    base: str
    """Scheme, address and port."""
    pages: dict[str, Answer | tuple[Answer, ...]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    wait: float = 0.0
    """Seconds before each answer."""
    open: int = 0
    lock: Any = field(default_factory=Lock)

    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [asked.path for asked in self.asked]

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return self.paths().count(path)

    def of(self, path: str) -> list[Asked]:
        """The requests for a path."""
        return [asked for asked in self.asked if asked.path == path]

    def gaps(self) -> list[float]:
        """Seconds between the beginnings of its requests, one after the other."""
        return [later.began - asked.began for asked, later in zip(self.asked, self.asked[1:], strict=False)]

    def begin(self, path: str, headers: dict[str, str]) -> tuple[Asked, Answer]:
        """Note a request; returns it with its answer."""
        with self.lock:
            self.open += 1
            asked = Asked(path=path, headers=headers, began=time.monotonic(), open=self.open)
            self.asked.append(asked)
            found = self.pages.get(path, Answer(status=404))
            return asked, found if isinstance(found, Answer) else found[min(self.times(path), len(found)) - 1]

    def end(self, asked: Asked) -> None:
        """Note that a request was answered."""
        with self.lock:
            self.open -= 1
            asked.ended = time.monotonic()


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True  # else the body waits 40 ms for the headers' acknowledgement

    def do_GET(self) -> None:
        """Note the request, wait, answer."""
        host: Host = self.server.host  # type: ignore[attr-defined]
        asked, answer = host.begin(self.path, {name.lower(): value for name, value in self.headers.items()})
        try:
            time.sleep(answer.wait or host.wait)
            self.send(answer, asked)
        except ConnectionError:  # the crawler has had enough
            self.close_connection = True
        finally:
            host.end(asked)

    def send(self, answer: Answer, asked: Asked) -> None:
        """Send an answer, as 304 to one who has it already."""
        if answer.raw:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        known = any(value and value == self.headers.get(name) for name, value in answer.validators().items())
        asked.status = 304 if known else answer.status
        self.send_response(asked.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        length = len(answer.body) if answer.length is None else answer.length
        self.send_header("Content-Length", "0" if known else "1000000" if answer.drips else str(length))
        self.end_headers()
        if not known:
            self.wfile.write(answer.body)
        while answer.drips:
            self.wfile.write(b".")
            time.sleep(0.2)
        self.close_connection = answer.length is not None

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is BaseHTTPRequestHandler's
        """Nothing: what was asked is in `Host.asked`."""


class Server(ThreadingHTTPServer):
    """One host's listener, at a port that is free."""

    daemon_threads = True
    request_queue_size = 50

    def __init__(self, address: str) -> None:
        super().__init__((address, 0), Handler)
        self.host = Host(f"http://{address}:{self.server_port}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show a traceback, unless the crawler hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(*addresses: str) -> Iterator[list[Host]]:
    """A host at each address, until the block ends."""
    servers = [Server(address) for address in addresses]
    threads = [Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield [server.host for server in servers]
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.socket.close()
