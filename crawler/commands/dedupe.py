"""`scrapy dedupe`: near-duplicates found anew in a whole archive, and what that changed."""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, ClassVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from pipelines import recompute
from pipelines.archive import Archive
from pipelines.errors import ArchiveBusy, ArchiveError, MorgueError
from pipelines.recompute import Changes, Done

LINE_SECONDS = 10.0
"""How often a line says how far the run is, where there is no terminal."""


class Command(ScrapyCommand):
    """Make fingerprints, resemblances and stories anew: of what is outdated, or of all."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[--all]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Find copies and stories anew in the whole archive"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        about = "all articles, and boilerplate too; without it, those whose fingerprints are missing or outdated"
        parser.add_argument("--all", action="store_true", help=about)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do it, and print what changed. Exit code 1 when it cannot be done, 130 after Ctrl-C."""
        if args:
            raise UsageError(f"scrapy dedupe takes no argument {args[0]!r}")
        assert self.settings is not None
        path = Path(self.settings.get("ARCHIVE") or "archive.db")
        try:
            with closing(open_existing(path)) as archive:
                print("\n".join(said(dedupe(archive, everything=opts.all))))
        except ArchiveBusy as busy:
            print(f"{busy}; wait until it ends, or stop it", file=sys.stderr)
            self.exitcode = 1
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = 1
        except KeyboardInterrupt:
            print("stopped; the next scrapy dedupe goes on from here", file=sys.stderr)
            self.exitcode = 130


def open_existing(path: Path) -> Archive:
    """The archive, for writing. Raises ArchiveError when there is none."""
    if not path.exists():
        raise ArchiveError(f"{path}: there is no archive here; name it with -s ARCHIVE=…")
    return Archive(path)


def dedupe(archive: Archive, *, everything: bool) -> Changes:
    """Find near-duplicates anew, with progress on stderr; returns what changed."""
    if recompute.begin(archive, everything=everything):
        print("going on with the run that was stopped", file=sys.stderr)
    steps = recompute.recompute(archive)
    for _ in shown_live(steps) if sys.stderr.isatty() else shown_as_lines(steps):
        pass
    return recompute.finish(archive)


def shown_live(steps: Iterable[Done]) -> Iterator[Done]:
    """The steps, with a bar for each on the terminal."""
    columns = (TextColumn("{task.description:<14}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bars = {}
        for done in steps:
            if done.step not in bars:
                bars[done.step] = progress.add_task(done.step)
            progress.update(bars[done.step], completed=done.done, total=done.total)
            yield done


def shown_as_lines(steps: Iterable[Done]) -> Iterator[Done]:
    """The steps, with a line on stderr now and then, and where one is complete."""
    told = time.monotonic()
    for done in steps:
        if time.monotonic() - told >= LINE_SECONDS or done.done == done.total:
            print(f"{done.step}: {done.done:,} of {done.total:,}", file=sys.stderr, flush=True)
            told = time.monotonic()
        yield done


def said(changes: Changes) -> list[str]:
    """What changed, in words.

    >>> said(Changes(articles=9, stories_before=3, stories_after=3, merged=0, split=0, ended_stories=0, new=0, moved=0))
    ['9 articles looked at', '3 stories before, 3 now: nothing changed']
    """
    counted = {
        "merged into another": changes.merged,
        "lost articles": changes.split,
        "ended": changes.ended_stories,
        "new": changes.new,
    }
    told = ", ".join(f"{number:,} {what}" for what, number in counted.items() if number)
    if changes.moved:
        told = f"{told}; {changes.moved:,} articles moved".removeprefix("; ")
    stories = f"{changes.stories_before:,} stories before, {changes.stories_after:,} now: {told or 'nothing changed'}"
    return [f"{changes.articles:,} articles looked at", stories]
