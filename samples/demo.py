"""`make demo`: the main job on the sample newspapers: serve them, crawl them into an archive, show what came, serve that."""

import argparse
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.errors import MorgueError
from pipelines.schema import open_archive
from samples.__main__ import CURE
from samples.newsroom import PORT
from samples.server import Web, served

SHOWN = 8
"""Headlines printed."""


def main() -> int:
    """Run the demo; returns the exit code."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--archive", type=Path, default=Path("archive.db"))
    parser.add_argument("--serve", default="yes", help="`no` ends after the crawl")
    parser.add_argument("--port", default="8001", help="port of the reading room")
    parser.add_argument("--samples-port", type=int, default=PORT, help="port of the sample newspapers")
    options = parser.parse_args()
    if own := other_sources(options.archive):
        print(f"{options.archive} holds your own publications ({own}); run: make demo ARCHIVE=demo.db", file=sys.stderr)
        return 1
    try:
        with suppress(KeyboardInterrupt), served(port=options.samples_port) as web:
            return demo(web, options)
    except OSError as error:
        print(f"make demo: cannot serve the sample newspapers: {error}; {CURE}", file=sys.stderr)
        return 1
    return 0


def demo(web: Web, options: argparse.Namespace) -> int:
    """Crawl, show, serve."""
    sources = Path("samples/sources.toml")
    if options.samples_port != PORT:
        sources = Path(".demo/sources.toml")
        sources.parent.mkdir(exist_ok=True)
        sources.write_text(web.sources_toml())
    settings = ["-s", f"ARCHIVE={options.archive}"]
    print(f"The sample newspapers are at {', '.join(f'{base}/' for base in web.bases.values())}")
    print(f"Crawling them: scrapy crawl news {' '.join(settings)} -s SOURCES={sources}\n", flush=True)
    crawl = scrapy("crawl", "news", "-a", "due=listings", *settings, "-s", f"SOURCES={sources}")
    if crawl:
        return crawl
    show(options.archive)
    if options.serve == "no":
        print(f"\nRead it with: .venv/bin/scrapy serve -s ARCHIVE={options.archive}")
        return 0
    print(flush=True)
    return scrapy("serve", "--port", options.port, *settings)


def scrapy(*arguments: str) -> int:
    """Run a Scrapy command as a user would; returns its exit code."""
    with subprocess.Popen([sys.executable, "-m", "scrapy", *arguments]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command has seen it too, and ends by itself


def other_sources(archive: Path) -> str:
    """Publications in an archive that are none of the demo's, which it must not be mixed with."""
    if not archive.exists():
        return ""
    try:
        with closing(open_archive(archive)) as db:
            rows = db.execute("SELECT name FROM sources WHERE homepage NOT LIKE 'http://127.0.2.%' LIMIT 3").fetchall()
    except MorgueError as error:
        return str(error)
    return ", ".join(name for (name,) in rows)


def show(archive: Path) -> None:
    """Print the newest articles of an archive."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading, width in (("Published", 16), ("Publication", 22), ("Headline", 36)):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", min_width=width)
    with closing(open_archive(archive)) as db:
        sql = (
            "SELECT substr(a.published, 1, 16), s.title, a.headline, (SELECT count(*) FROM articles)"
            " FROM articles a JOIN sources s ON s.name = a.source ORDER BY a.published DESC LIMIT ?"
        )
        rows = db.execute(sql, [SHOWN]).fetchall()
    for published, title, headline, _ in rows:
        table.add_row(published.replace("T", " "), title, headline)
    console = Console()
    console.print()
    console.print(table)
    if rows and rows[0][-1] > len(rows):
        console.print(f"… and {rows[0][-1] - len(rows)} more articles")


if __name__ == "__main__":
    sys.exit(main())
