"""Build an archive of invented news: `python -m benchmarks.reading_room.build --archive big.db`.

It may be stopped or killed at any moment; the same command goes on where it was. An archive of an older version is
brought up to date first.
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from rich.progress import Progress, TextColumn, TimeRemainingColumn
from scrapy.crawler import Crawler

from benchmarks.reading_room.corpus import Corpus, Plan, parsed_end
from benchmarks.reading_room.writing import Writer, enter_sources, plan_json, stamp
from pipelines.archive import Archive
from pipelines.dedupe import DedupePipeline
from pipelines.errors import ArchiveError

BATCH = 2000
"""Pieces a transaction; a crawl commits every second, some 50 articles."""

FAST = ("synchronous=OFF", "cache_size=-262144", "wal_autocheckpoint=20000")
"""Pragmas that no crawl would use: a build can begin again."""


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far a build is."""

    plan: Plan
    done: int
    """Pieces in the archive."""


def read_plan(archive: Archive, asked: Plan | None) -> Progressed:
    """The plan that an archive was begun with, else the one asked for; raises ArchiveError where they disagree.

    How many pieces are in it stands in the file's `user_version`, which changes with the transaction that wrote them.
    """
    rows = archive.rows("SELECT arguments FROM crawls WHERE id = 1 AND spider = 'invented'")
    ((done,),) = archive.rows("PRAGMA user_version")
    if not rows:
        if asked is None or archive.rows("SELECT 1 FROM sources LIMIT 1"):
            raise ArchiveError(f"{archive.path}: this archive was not built here; name another with --archive")
        return Progressed(asked, 0)
    begun = json.loads(rows[0][0])
    plan = Plan(**(begun | {"end": parsed_end(begun["end"])}))
    if asked and (plan.articles, plan.sources) != (asked.articles, asked.sources):
        cure = f"--articles {plan.articles} --sources {plan.sources}, or name another --archive"
        raise ArchiveError(f"{archive.path}: begun with another plan; go on with {cure}")
    return Progressed(plan, int(done))


def begin(archive: Archive, corpus: Corpus) -> None:
    """The first rows of a new archive: the plan and the publications."""
    archive.execute(
        "INSERT INTO crawls (id, spider, arguments, started, ended, status) VALUES (1, 'invented', ?1, ?2, ?2, 'finished')",
        (plan_json(corpus), stamp(corpus.plan.end - timedelta(days=corpus.plan.days))),
    )
    enter_sources(archive, corpus, corpus.plan.end - timedelta(days=corpus.plan.days))
    archive.commit()


def write_batch(writer: Writer, first: int, last: int) -> None:
    """Pieces `first` to `last` in one transaction; a crawl ends whenever a day does."""
    piece = writer.corpus.piece(first)
    archive = writer.archive
    if archive.crawl is None:
        archive.begin_crawl("news", {})
    for number in range(first, last + 1):
        before, piece = piece, writer.corpus.piece(number)
        if piece.published.date() > before.published.date():
            mark(archive, number - 1)  # the end of a crawl commits
            writer.end_crawl(before.published)
            archive.begin_crawl("news", {})
        writer.write(piece)
    mark(archive, last)


def mark(archive: Archive, done: int) -> None:
    """Note, in the open transaction, how many pieces are in the archive."""
    archive.execute(f"PRAGMA user_version = {done}")


def deduplication(archive: Archive) -> DedupePipeline:
    """The stage of the line that judges, on this archive and without a crawl."""
    return DedupePipeline(cast("Crawler", SimpleNamespace(archive=archive)))


async def build(path: Path, asked: Plan, progress: Progress) -> float:
    """Write what is missing; seconds it took. Runs in an event loop since the archive's commits wait in one."""
    started = time.monotonic()
    archive = Archive(path)
    try:
        for pragma in FAST:
            archive.db.execute(f"PRAGMA {pragma}")
        found = read_plan(archive, asked)
        corpus = Corpus(found.plan)
        if not found.done:
            begin(archive, corpus)
        writer, task = (
            Writer(archive, corpus, deduplication(archive)),
            progress.add_task(str(path), total=found.plan.articles, completed=found.done),
        )
        for first in range(found.done + 1, found.plan.articles + 1, BATCH):
            last = min(first + BATCH - 1, found.plan.articles)
            write_batch(writer, first, last)
            archive.commit()
            progress.update(task, completed=last)
        if archive.crawl is not None:
            writer.end_crawl(corpus.plan.end)
    finally:
        archive.close()
    return time.monotonic() - started


def parse(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading_room.build", description=__doc__)
    parser.add_argument("--archive", type=Path, required=True, help="the file to build or to go on with")
    parser.add_argument("--articles", type=int, default=1_000_000, help="articles and copies in all (1,000,000)")
    parser.add_argument("--sources", type=int, default=200, help="publications (200)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status."""
    asked = parse(arguments)
    plan = Plan(articles=asked.articles, sources=asked.sources, end=datetime.now(UTC).replace(microsecond=0))
    columns = (
        *Progress.get_default_columns()[:-1],
        TextColumn("{task.completed:,} of {task.total:,}"),
        TimeRemainingColumn(),
    )
    try:
        with Progress(*columns) as progress:
            seconds = asyncio.run(build(asked.archive, plan, progress))
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the same command goes on.", file=sys.stderr)
        return 130
    size = asked.archive.stat().st_size
    print(f"{asked.archive}: {size / 1e9:.2f} GB, {size / plan.articles:,.0f} bytes an article, {seconds:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
