"""`scrapy crawl`, with mistakes told before anything is fetched, and an exit code that says how the run ended."""

import argparse
import logging
import sys
import time
from typing import Any

from scrapy import Spider
from scrapy.commands import crawl
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from pipelines.archive import Archive
from pipelines.errors import ArchiveBusy, MorgueError

FINISHED, FAILED, INTERRUPTED = 0, 1, 130
"""Exit codes: all done; could not run, was cut short, no front page answered, or a file had bad lines; ended by Ctrl-C."""


IF_BUSY = ("skip", "wait", "fail")
"""What to do when another run is writing to the archive, by the setting IF_BUSY."""
LOOK_SECONDS = 1.0
"""How often a run that waits looks whether the archive is free."""


class SpiderError(MorgueError):
    """Raised for a spider that does not exist, from `Command.load()`."""


class Command(crawl.Command):
    """Scrapy's own command in all but the way it fails."""

    crawler: Crawler | None = None
    archive: Archive | None = None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, crawl, and set the exit code."""
        assert self.crawler_process is not None
        settings = self.crawler_process.settings
        try:
            if args:
                self.prepare(self.load(args[0]), settings, opts.spargs)
        except ArchiveBusy as busy:
            skip = settings["IF_BUSY"] != "fail"
            hint = "nothing is done; to wait for it: -s IF_BUSY=wait" if skip else "wait until it ends, or stop it"
            print(f"{busy}; {hint}", file=sys.stderr)
            self.exitcode = FINISHED if skip else FAILED
            return
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = FAILED
            return
        quiet(self.crawler_process.settings["LOG_LEVEL"])
        super().run(args, opts)
        if self.crawler and not self.exitcode:
            self.exitcode = exit_code(self.crawler.stats.get_stats() if self.crawler.stats else {})

    def prepare(self, spider: type[Spider], settings: BaseSettings, arguments: dict[str, str]) -> None:
        """Check what the spider needs, and open the archive that it writes to. Raises MorgueError."""
        if check := getattr(spider, "check", None):
            check(settings, arguments)
        if getattr(spider, "archives", False):
            self.archive = open_when_free(
                settings["ARCHIVE"], settings["IF_BUSY"] or getattr(spider, "if_busy", "fail")
            )

    def load(self, name: str) -> type[Spider]:
        """The spider of that name. Raises SpiderError when there is none."""
        assert self.crawler_process is not None
        names = self.crawler_process.spider_loader.list()
        if name not in names:
            raise SpiderError(f"scrapy crawl {name}: no such spider; there is {', '.join(names)}")
        return self.crawler_process.spider_loader.load(name)

    def _create_crawler(self, spider: type[Spider] | str) -> Crawler:
        self.crawler = super()._create_crawler(spider)
        if self.archive:
            self.crawler.archive = self.archive  # type: ignore[attr-defined]  # its lock is held from the check on
        return self.crawler


def open_when_free(path: str, if_busy: str) -> Archive:
    """The archive of a run, for writing.

    Raises ArchiveBusy when another process has it, unless that is to be waited for; MorgueError when it cannot be had.
    """
    if if_busy not in IF_BUSY:
        raise SpiderError(f"IF_BUSY={if_busy}: no such way; there is {', '.join(IF_BUSY)}")
    told = ""
    while True:
        try:
            return Archive(path)
        except ArchiveBusy as busy:
            if if_busy != "wait":
                raise
            if str(busy) != told:
                print(f"{busy}; waiting for it to end", file=sys.stderr, flush=True)
                told = str(busy)
        time.sleep(LOOK_SECONDS)


def quiet(level: str) -> None:
    """Leave out Scrapy's lists of components and settings, sixty lines a run, unless all is to be logged."""
    if level != "DEBUG":
        for name in ("scrapy.addons", "scrapy.crawler", "scrapy.middleware"):
            logging.getLogger(name).setLevel(logging.WARNING)


def exit_code(stats: dict[str, Any]) -> int:
    """The exit code of a run with these numbers.

    >>> exit_code({"finish_reason": "finished", "sources/total": 1})
    0
    >>> exit_code({"finish_reason": "finished", "sources/total": 1, "outcome/paper/failed/front-refused": 1})
    1
    """
    if stats.get("finish_reason") == "shutdown":
        return INTERRUPTED
    closed = sum(pages for key, pages in stats.items() if key.startswith("outcome/") and "/failed/front-" in key)
    all_closed = 0 < stats.get("sources/total", 0) <= closed
    whole = stats.get("finish_reason") == "finished" and not stats.get("lines/bad")
    return FINISHED if whole and not all_closed else FAILED
