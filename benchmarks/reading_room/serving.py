"""A Datasette that runs in a process of its own, ours or plain, and what it holds of memory."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import SplitResult, urlsplit

from benchmarks.crawl.tree import memory_of

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds until a server must answer."""


class ServerError(Exception):
    """Raised when a server does not start or does not answer, from `served()` and `Client.get()`."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    host: str
    port: int
    base: str
    """Path of the database."""

    process: "subprocess.Popen[bytes]"

    def memory(self) -> int:
        """Bytes it holds, PSS where the kernel tells it."""
        found = memory_of(self.process.pid)
        return found[0] if found else 0


class Client:
    """One reader with one connection that stays open.

    Plain Datasette answers 400 to what takes longer than a second; that is an answer, too.
    """

    def __init__(self, server: Server, *, plain: bool = False) -> None:
        self.connection = HTTPConnection(server.host, server.port, timeout=PATIENCE)
        self.accepted = (200, 400) if plain else (200,)

    def get(self, path: str) -> float:
        """Ask for a page and read all of it; seconds it took. Raises ServerError for any other status."""
        started = time.perf_counter()
        try:
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            answer.read()
        except (OSError, HTTPException) as error:
            raise ServerError(f"{path}: {error!r}") from error
        if answer.status not in self.accepted:
            raise ServerError(f"{path}: status {answer.status}")
        return time.perf_counter() - started

    def close(self) -> None:
        """End the connection; the next question begins another."""
        self.connection.close()


@contextmanager
def served(command: Sequence[str], database: str) -> Iterator[Server]:
    """What a command serves on the first address that it prints, while the context lasts.

    Raises ServerError when it ends before it has printed one.
    """
    with NamedTemporaryFile("w+") as log:  # not a pipe: nobody reads what a server goes on to print
        arguments = [sys.executable, "-m", *command]
        with subprocess.Popen(arguments, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT) as process:
            try:
                address = printed_address(Path(log.name), process)
                server = Server(address.hostname or "", address.port or 0, f"/{database}", process)
                wait_for(server)
                yield server
            finally:
                process.terminate()


def printed_address(log: Path, process: "subprocess.Popen[bytes]") -> SplitResult:
    """The first address in a server's log. Raises ServerError when the server ends before it is there."""
    while True:
        ended, printed = process.poll() is not None, log.read_text("utf-8")
        if found := re.search(r"http://\S+:\d+", printed):
            return urlsplit(found[0])
        if ended:
            raise ServerError(f"the server ended: {printed}")
        time.sleep(0.05)


def wait_for(server: Server) -> None:
    """Return once the server answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with closing(HTTPConnection(server.host, server.port, timeout=PATIENCE)) as connection:
                connection.request("GET", "/robots.txt")
                connection.getresponse().read()
                return
        except OSError as error:
            if time.monotonic() > until:
                raise ServerError(f"no answer from port {server.port} in {PATIENCE:.0f} s") from error
            time.sleep(0.1)


def ours(archive: Path) -> tuple[list[str], str]:
    """The command that serves an archive as its users do, and the name of the database."""
    return ["scrapy", "serve", "-s", f"ARCHIVE={archive}", "--port", "0"], archive.stem


def forget(path: Path) -> None:
    """Have the system forget what it holds of a file in memory, so that the next reader reads the disk."""
    for name in (path, path.with_name(f"{path.name}-wal")):
        if name.exists():
            with name.open("rb") as file:
                os.fsync(file.fileno())
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
