"""Measure the reading room: `python -m benchmarks.reading_room --archive big.db`; see benchmarks/README.md."""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

from benchmarks.reading_room import plain, report
from benchmarks.reading_room.drive import Times, addresses, at_once, one_by_one
from benchmarks.reading_room.questions import Kind, questions
from benchmarks.reading_room.serving import ROOT, Client, ServerError, forget, ours, served

READERS = 8


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line. Exits with a message when there is no archive."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_room", description=__doc__)
    add = parser.add_argument
    add("--archive", type=Path, required=True, help="made by python -m benchmarks.reading_room.build")
    add("--only", nargs="+", default=[], metavar="KIND", help="kinds of pages whose names begin so")
    add("--times", type=int, default=30, help="questions of a kind for one reader (30)")
    add("--seconds", type=float, default=20, help="how long eight readers ask (20)")
    add("--cold", type=int, default=3, help="cold starts a kind (3)")
    add("--plain", type=Path, help="compare with plain Datasette over this wide table, built here if it is missing")
    add("--plain-articles", type=int, default=300_000, help="articles of the wide table (300,000)")
    add("--writing", action="store_true", help="measure again while a crawl adds articles to the archive")
    add("--sizes", action="store_true", help="bytes an article by table")
    add("--json", type=Path, metavar="OUT")
    asked = parser.parse_args(arguments)
    if not asked.archive.exists():
        parser.error(
            f"{asked.archive} is missing; build it: python -m benchmarks.reading_room.build --archive {asked.archive}"
        )
    return asked


def cold(command: tuple[list[str], str], path: Path, kinds: Sequence[Kind], times: int, *, is_plain: bool) -> Times:
    """The first answer of a server that has just started, of a file of which no page is in memory."""
    found = Times()
    for kind in kinds:
        for number in range(times):
            forget(path)
            with served(*command) as server, closing(Client(server, plain=is_plain)) as client:
                forget(path)
                known = addresses(kind, server, plain=is_plain)
                found.by_kind[kind.name].append(client.get(known[number % len(known)]) * 1000)
    return Times(by_kind=dict(found.by_kind))


def measure(name: str, path: Path, kinds: Sequence[Kind], asked: argparse.Namespace) -> report.Measured:
    """All figures of one server."""
    is_plain = name == "plain"
    command = plain.plain(path) if is_plain else ours(path)
    first = cold(command, path, kinds, asked.cold, is_plain=is_plain)
    written, writing = None, None
    with served(*command) as server:
        warm = one_by_one(server, kinds, asked.times, plain=is_plain)
        crowd = at_once(server, kinds, READERS, asked.seconds, plain=is_plain)
        if asked.writing and not is_plain:
            crawl = start_crawl(path, asked.seconds + 5)
            writing = at_once(server, kinds, READERS, asked.seconds, plain=is_plain)
            written = json.loads(crawl.communicate()[0])
        memory = server.memory()
    return report.Measured(name=name, cold=first, warm=warm, crowd=crowd, writing=writing, crawl=written, memory=memory)


def start_crawl(path: Path, seconds: float) -> "subprocess.Popen[str]":
    """A crawl that writes for so long."""
    module = "benchmarks.reading_room.crawling"
    command = [sys.executable, "-m", module, "--archive", str(path), "--seconds", str(seconds)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def main() -> int:
    """Run the command line; the exit status is 1 when a server failed."""
    asked = parse()
    every = questions(asked.archive, asked.plain_articles)
    kinds = [kind for kind in every if not asked.only or kind.name.startswith(tuple(asked.only))]
    try:
        found = [measure("Morgue", asked.archive.absolute(), kinds, asked)]
        if asked.plain:
            plain.build(asked.archive.absolute(), asked.plain.absolute(), asked.plain_articles)
            found.append(measure("plain", asked.plain.absolute(), kinds, asked))
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join(report.table(found, kinds)))
    if asked.sizes:
        print("\n".join(["", *report.sizes(asked.archive)]))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in found], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
