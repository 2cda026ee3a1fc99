"""`scrapy sources`: the publications of sources.toml, and what the archive knows of each."""

import argparse
import json
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from rich import box
from rich.console import Console
from rich.table import Table
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.sources import Source, load_sources
from pipelines.errors import ArchiveError, MorgueError


@dataclass(kw_only=True, slots=True)
class Known:
    """What the archive knows of a publication; zero and empty before its first crawl."""

    endpoints: dict[str, int] = field(default_factory=dict)
    """How many endpoints of each kind: front, section, feed, sitemap, sitemap-index."""

    articles: int = 0
    """Articles archived."""

    published: str = ""
    """When its latest article was published (UTC)."""

    crawled: str = ""
    """When it was last crawled (UTC)."""

    waiting: int = 0
    """Links not fetched yet."""

    failed: int = 0
    """Links that failed."""


ENDPOINTS = "SELECT source, kind, count(*) FROM endpoints GROUP BY source, kind ORDER BY source, kind"

FIGURES = {
    "articles": "SELECT source, count(*) FROM articles GROUP BY source",
    "published": "SELECT source, max(published) FROM articles GROUP BY source",
    "crawled": "SELECT name, coalesce(crawled, '') FROM sources",
    "waiting": "SELECT source, count(*) FROM links WHERE state = 'waiting' GROUP BY source",
    "failed": "SELECT source, count(*) FROM links WHERE state = 'failed' GROUP BY source",
}
"""The query of each figure: publication and value."""


def read_known(archive: Path) -> dict[str, Known]:
    """What the archive at `archive` knows of each publication; nothing if there is none yet.

    Opened read-only: a crawl that runs is not disturbed, and an archive of an older version is not touched.
    Raises ArchiveError when the file is no archive.
    """
    known: defaultdict[str, Known] = defaultdict(Known)
    if not archive.exists():
        return known
    try:
        with closing(sqlite3.connect(f"{archive.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            for source, kind, count in connection.execute(ENDPOINTS):
                known[source].endpoints[kind] = count
            for figure, query in FIGURES.items():
                for source, value in connection.execute(query):
                    setattr(known[source], figure, value)
    except sqlite3.Error as error:
        raise ArchiveError(f"{archive}: SQLite says: {error}; name the archive with -s ARCHIVE=…") from error
    return known


def rows(sources: Iterable[Source], known: dict[str, Known]) -> list[dict[str, Any]]:
    """A row for each publication, as `--json` shows it."""
    return [
        {"name": source.name, "title": source.title, "homepage": source.homepage, "enabled": source.enabled}
        | asdict(known.get(source.name, Known()))
        for source in sources
    ]


def as_text(row: dict[str, Any]) -> dict[str, str]:
    """A row for a person or a spreadsheet: every value on one line, the figures empty until the first crawl.

    >>> as_text({"enabled": False, "endpoints": {"feed": 3, "front": 1}, "articles": 0, "crawled": ""})
    {'enabled': 'no', 'endpoints': 'feed 3, front 1', 'articles': '', 'crawled': ''}
    """
    endpoints = ", ".join(f"{kind} {count}" for kind, count in row["endpoints"].items())
    shown = row | {"enabled": "yes" if row["enabled"] else "no", "endpoints": endpoints}
    return {key: str(value) if value or row["crawled"] else "" for key, value in shown.items()}


COLUMNS = {
    # column: heading, and how wide a terminal must be for it to be shown
    "name": ("Source", 0),
    "homepage": ("Homepage", 150),
    "endpoints": ("Endpoints", 110),
    "articles": ("Articles", 0),
    "published": ("Last article", 60),
    "crawled": ("Last crawl (UTC)", 80),
    "waiting": ("Waiting", 45),
    "failed": ("Failed", 70),
}


def table(listed: list[dict[str, Any]], width: int) -> Table:
    """The rows for a terminal of `width` columns; a publication that is not crawled is marked as off."""
    columns = {key: heading for key, (heading, least) in COLUMNS.items() if width >= least}
    view = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for key, heading in columns.items():
        right = key in {"articles", "waiting", "failed"}
        view.add_column(heading, justify="right" if right else "left", no_wrap=True, overflow="ellipsis")
    for row in listed:
        cells = as_text(row)
        cells |= {"published": row["published"][:10], "crawled": row["crawled"][:16].replace("T", " ")}
        cells["name"] += "" if row["enabled"] else " (off)"
        view.add_row(*(cells[key] for key in columns))
    return view


class Command(ScrapyCommand):
    """Show the publications of sources.toml on a terminal as a table, in a pipe as tab-separated text, or as JSON."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[--json]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Check sources.toml and show what is known of each publication"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print a JSON array")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Print the publications; a mistake goes to stderr, with exit code 1."""
        if args:
            raise UsageError(f"scrapy sources takes no argument {args[0]!r}")
        assert self.settings is not None
        try:
            sources = load_sources(self.settings.get("SOURCES") or "sources.toml")
            listed = rows(sources, read_known(Path(self.settings.get("ARCHIVE") or "archive.db")))
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
            return
        if opts.json:
            print(json.dumps(listed, ensure_ascii=False, indent=2))
        elif sys.stdout.isatty():
            console = Console(file=sys.stdout, markup=False, emoji=False, highlight=False)
            console.print(table(listed, console.width))
        else:
            print("\t".join(listed[0]))
            for row in listed:
                print("\t".join(as_text(row).values()))
