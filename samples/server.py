"""Serves the sample newspapers: one listener per publication, conditional requests, gzip, a log of what was asked."""

import errno
import gzip
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, mktime_tz, parsedate_tz
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any, NamedTuple

from samples import bote, courier, expected, tideline, valmorera
from samples.answers import Answer, Site
from samples.newsroom import Edition, publications, this_minute

BUILDERS = {"courier": courier.build, "bote": bote.build, "valmorera": valmorera.build, "tideline": tideline.build}
LOGGED = 10_000
GZIP_FROM = 500  # bytes; smaller bodies are sent as they are
ATTEMPTS = 10  # to find a port that is free on every address


def build(edition: Edition) -> tuple[Site, ...]:
    """All sites as they stand in an edition."""
    return tuple(BUILDERS[paper.name](paper) for paper in publications(edition))


def sources_toml(sites: tuple[Site, ...]) -> str:
    """A sources file that lists the front pages, with a delay (seconds) that suits a server on the same machine."""
    tables = (
        f'[{site.paper.name}]\nname = "{site.paper.title}"\nhomepage = "{site.paper.base}/"\ndelay = 0.01\n'
        for site in sites
    )
    return "\n".join(tables)


class Asked(NamedTuple):
    """A request that was answered."""

    method: str
    url: str
    status: int


class Web:
    """The sample newspapers while they are served."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.sites = build(edition)
        self.asked: deque[Asked] = deque(maxlen=LOGGED)
        """The latest requests, oldest first."""

    @property
    def bases(self) -> dict[str, str]:
        """Scheme, address and port of every publication by its name in sources.toml."""
        return {site.paper.name: site.paper.base for site in self.sites}

    def next_edition(self) -> None:
        """Publish what was held back and make the edits."""
        self.edition = Edition(now=self.edition.now, number=self.edition.number + 1, port=self.edition.port)
        self.sites = build(self.edition)

    def truth(self) -> list[expected.Expected]:
        """Every article that a crawl of this edition must hold."""
        return expected.truth(self.sites)

    def not_articles(self) -> list[str]:
        """URLs that must not become articles."""
        return expected.not_articles(self.sites)

    def sources_toml(self) -> str:
        """The text of a sources file for these sites."""
        return sources_toml(self.sites)


class Listener(ThreadingHTTPServer):
    """Answers at one address."""

    daemon_threads = True
    web: Web

    def site(self) -> Site:
        """The site of this address in the current edition."""
        return next(site for site in self.web.sites if site.paper.address == self.server_address[0])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Show a traceback, unless a client hung up in the middle: a crawl that is stopped does."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection to a sample site."""

    protocol_version = "HTTP/1.1"
    server_version = "samples"
    timeout = 30
    server: Listener

    def do_GET(self) -> None:
        """Answer with a body."""
        self.reply(self.server.site().answer(self.path))

    def do_HEAD(self) -> None:
        """Answer with the headers alone."""
        self.reply(self.server.site().answer(self.path))

    def do_POST(self) -> None:
        """`POST /-/next-edition` turns to the next edition; nothing else takes a form."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path != "/-/next-edition":
            self.reply(Answer(status=405))
            return
        self.server.web.next_edition()
        self.reply(Answer(body=f"edition {self.server.web.edition.number}\n".encode(), content_type="text/plain"))

    def reply(self, answer: Answer) -> None:
        """Send an answer, as 304 when the client has it already."""
        unchanged = self.is_unchanged(answer)
        status = 304 if unchanged else answer.status
        self.server.web.asked.append(Asked(self.command, self.server.site().paper.base + self.path, status))
        self.send_response(status)
        self.send_header("Vary", "Accept-Encoding")
        for name, value in validators(answer).items():
            self.send_header(name, value)
        if answer.location:
            self.send_header("Location", answer.location)
        if unchanged:
            self.end_headers()
            return
        self.send_body(answer)

    def send_body(self, answer: Answer) -> None:
        """Send the headers that describe the body, and unless they were all that was asked for, the body."""
        body = answer.body
        compressible = not answer.content_type.startswith(("image/", "application/gzip"))
        if compressible and len(body) >= GZIP_FROM and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def is_unchanged(self, answer: Answer) -> bool:
        """Whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
        if answer.status != 200 or self.command == "POST":
            return False
        if tags := self.headers.get("If-None-Match"):
            return answer.etag != "" and answer.etag in tags
        since = parsedate_tz(self.headers.get("If-Modified-Since", ""))
        return bool(since and answer.modified and answer.modified.timestamp() <= mktime_tz(since))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is BaseHTTPRequestHandler's
        """Nothing: what was asked is in `Web.asked`."""


def validators(answer: Answer) -> dict[str, str]:
    """ETag and Last-Modified of an answer, where it has them."""
    modified = format_datetime(answer.modified.astimezone(UTC), usegmt=True) if answer.modified else ""
    return {name: value for name, value in (("ETag", answer.etag), ("Last-Modified", modified)) if value}


@contextmanager
def served(now: datetime | None = None, port: int = 0) -> Iterator[Web]:
    """Serve the sample newspapers on loopback addresses until the block ends.

    All ages count back from `now` (with a time zone; the present by default). Port 0 picks one that is free on every
    address. Raises OSError when an address can't be listened on.
    """
    now = now or this_minute()
    with ExitStack() as stack:
        addresses = [paper.address for paper in publications(Edition(now=now))]
        listeners = [stack.enter_context(listener) for listener in listen(addresses, port)]
        web = Web(Edition(now=now, port=listeners[0].server_port))
        for listener in listeners:
            listener.web = web
            thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(listener.shutdown)
        yield web


def listen(addresses: list[str], port: int) -> list[Listener]:
    """A listener on every address, all on the same port."""
    for attempt in count(1):
        listeners: list[Listener] = []
        try:
            for address in addresses:
                listeners.append(Listener((address, listeners[0].server_port if listeners else port), Handler))
        except OSError as error:
            for listener in listeners:
                listener.server_close()
            if port or error.errno != errno.EADDRINUSE or attempt == ATTEMPTS:
                raise
        else:
            return listeners
    raise AssertionError
