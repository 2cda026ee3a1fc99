"""`scrapy serve`: the archive in Datasette, for this machine alone unless told otherwise."""

# ruff: noqa: PLC0415 - Scrapy loads every command at each start, and Datasette would cost a crawl a fifth of a second

import argparse
import contextlib
import errno
import ipaddress
import os
import socket
import sys
import webbrowser
from pathlib import Path
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from pipelines.errors import ArchiveError, MorgueError
from pipelines.schema import open_archive

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names by which this machine calls itself."""


CURES = {
    errno.EADDRINUSE: "stop what runs there, or take another: scrapy serve --port {}",
    errno.EACCES: "ports below 1024 are the administrator's; take another, like --port 8001",
}
"""What to do when a port cannot be had, by the system's reason."""


class ServeError(MorgueError):
    """Raised when the address to serve on cannot be had, from `listen()`."""


def checked(archive: Path) -> int:
    """How many articles the archive holds, after bringing it up to date. Raises ArchiveError."""
    from web.app import PAGES

    if any(character in str(archive.absolute()) for character in "?#%"):  # Datasette puts the path into a URI as it is
        raise ArchiveError(f"{archive}: Datasette cannot open a path with ?, # or % in it; rename the file or folder")
    if archive.stem in PAGES:
        raise ArchiveError(
            f"{archive}: /{archive.stem} is a page of the reading room; rename the file, e.g. to archive.db"
        )
    db = open_archive(archive, create=False)
    articles = int(db.execute("SELECT count(*) FROM articles").fetchone()[0])
    db.close()
    return articles


def listen(host: str, number: int) -> socket.socket:
    """A socket that listens on the address; port 0 takes any free one. Raises ServeError."""
    try:
        family, *_, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.create_server(address[:2], family=family)
    except OSError as error:
        cure = CURES.get(error.errno or 0, "name an address of this machine, like --host 127.0.0.1")
        reason = error.strerror if isinstance(error, socket.gaierror) else os.strerror(error.errno or 0)
        raise ServeError(f"Cannot serve on {host} port {number}: {reason}; {cure.format(number + 1)}") from error
    # asyncio sets this only on sockets that name their protocol: without it each page waits 40 ms for an acknowledgement
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def port(text: str) -> int:
    """The port that an option names.

    >>> port("8001")
    8001
    """
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; write a number from 0 to 65535")
    return int(text)


def is_private(listening: socket.socket) -> bool:
    """Whether only this machine reaches the socket."""
    return ipaddress.ip_address(listening.getsockname()[0]).is_loopback


class Command(ScrapyCommand):
    """Show the archive in a browser."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[--port PORT] [--host HOST] [--name NAME] [--metadata FILE] [--open]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Search and read the archive in a browser"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--port", type=port, default=8001, help="port to serve on (default 8001; 0 for any free one)"
        )
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to serve on (default 127.0.0.1, this machine only)"
        )
        parser.add_argument(
            "--name", action="append", default=[], help="a host name that a proxy in front is reached by"
        )
        parser.add_argument(
            "--metadata", type=Path, help="YAML or JSON in Datasette's form: plugins, who may read, licence"
        )
        parser.add_argument("--open", action="store_true", help="open a browser")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Serve until Ctrl-C; what prevents it goes to stderr, with exit code 1."""
        if args:
            raise UsageError(f"scrapy serve takes no argument {args[0]!r}; name an archive with -s ARCHIVE=…")
        assert self.settings is not None
        from web.app import reading_room
        from web.metadata import read_metadata

        archive = Path(self.settings.get("ARCHIVE") or "archive.db")
        try:
            own = read_metadata(opts.metadata) if opts.metadata else {}
            articles = checked(archive)
            listening = listen(opts.host, opts.port)
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        host = f"[{opts.host}]" if ":" in opts.host else opts.host
        room = reading_room(archive, (*LOOPBACK, host, *opts.name) if is_private(listening) else (), own)
        url = f"http://{host}:{listening.getsockname()[1]}{room.urls.path('/')}"
        print(f"{archive} ({articles:,} articles) is at {url}\nCtrl-C stops.", flush=True)
        if not is_private(listening) and "allow" not in own:
            print(f"Everybody who reaches {url} can read the archive: there is no password.", file=sys.stderr)
        if opts.open:
            webbrowser.open(url)
        serve(room, listening)


def serve(room: Any, listening: socket.socket) -> None:
    """Answer requests on the socket until Ctrl-C, and let the answers under way finish for three seconds."""
    import uvicorn

    config = uvicorn.Config(room.app(), log_level="warning", server_header=False, timeout_graceful_shutdown=3)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again once it has stopped
        uvicorn.Server(config).run(sockets=[listening])
    print("Stopped.")
