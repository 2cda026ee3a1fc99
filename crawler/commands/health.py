"""`scrapy health`: which sources are quiet, failing, or read worse than before. Exit code 0 if none is, 1 if one is, 2 if it cannot tell."""

import argparse
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from rich import box
from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.checkup import check_up
from crawler.notify import tell
from crawler.sources import Source, load_sources
from pipelines.errors import ArchiveError, MorgueError
from pipelines.health import Health

WELL, ILL, UNKNOWN = 0, 1, 2


def read_health(path: Path, sources: tuple[Source, ...], now: datetime) -> dict[str, Health]:
    """The judgement on each source, from the archive at `path` as it is now; a crawl that runs is not disturbed.

    Raises ArchiveError when there is none, or it is one of an older version.
    """
    if not path.exists():
        raise ArchiveError(f"{path}: there is no archive here yet; make one with: scrapy crawl news")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:

            def rows(sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
                return connection.execute(sql, values).fetchall()

            return {name: health for name, (health, _) in check_up(rows, sources, now).items()}
    except sqlite3.Error as error:
        cure = "crawl once, which brings an older archive up to date, or name another with -s ARCHIVE=…"
        raise ArchiveError(f"{path}: SQLite says: {error}; {cure}") from error


def table(judged: dict[str, Health]) -> Table:
    """The judgements for a terminal, the ill ones first."""
    view = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    view.add_column("Source", no_wrap=True, overflow="ellipsis")
    view.add_column("State", no_wrap=True)
    view.add_column("Expected", justify="right", no_wrap=True)
    view.add_column("A day", justify="right", no_wrap=True)
    view.add_column("Why")
    for name, health in ordered(judged):
        expected = "" if health.expected is None else f"{health.expected:.3g}"
        view.add_row(name, health.state, expected, f"{health.actual:.3g}", health.reason)
    return view


def ordered(judged: dict[str, Health]) -> list[tuple[str, Health]]:
    """The judgements, the ill ones first."""
    return sorted(judged.items(), key=lambda item: not item[1].ill)


class Command(ScrapyCommand):
    """Show how each source is: on a terminal as a table, in a pipe as tab-separated text, or as JSON."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[--json] [--notify TARGET]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Say which publications are quiet, failing or read worse than before"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON array")
        parser.add_argument(
            "--notify",
            action="append",
            default=[],
            metavar="TARGET",
            help="if a source is ill, tell a command (text on its standard input), an https:// address (JSON) or an Apprise URL",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the judgements; what prevents it goes to stderr, with exit code 2."""
        if args:
            raise UsageError(f"scrapy health takes no argument {args[0]!r}")
        assert self.settings is not None
        try:
            sources = tuple(source for source in load_sources(self.settings["SOURCES"]) if source.enabled)
            judged = read_health(Path(self.settings["ARCHIVE"]), sources, datetime.now(UTC))
            self.show(judged, as_json=opts.json)
            ill = {name: health for name, health in judged.items() if health.ill}
            for target in opts.notify if ill else ():
                text = "".join(f"{name} is {health.state}: {health.reason}\n" for name, health in ill.items())
                tell(target, f"Morgue: {len(ill)} of {len(judged)} publications are ill", text)
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = UNKNOWN
            return
        self.exitcode = ILL if ill else WELL

    def show(self, judged: dict[str, Health], *, as_json: bool) -> None:
        """Print the judgements."""
        if as_json:
            listed = [{"source": name} | asdict(health) for name, health in ordered(judged)]
            print(json.dumps(listed, ensure_ascii=False, indent=2))
        elif sys.stdout.isatty():
            Console(file=sys.stdout, markup=False, emoji=False, highlight=False).print(table(judged))
        else:
            print("source\tstate\texpected\tactual\treason")
            for name, health in ordered(judged):
                print(name, health.state, health.expected or "", health.actual, health.reason, sep="\t")
