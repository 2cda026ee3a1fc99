"""`scrapy crawl`, with mistakes told before anything is fetched, and an exit code that says how the run ended."""

import argparse
import logging
import sys
from typing import Any

from scrapy import Spider
from scrapy.commands import crawl
from scrapy.crawler import Crawler

from pipelines.errors import MorgueError

FINISHED, FAILED, INTERRUPTED = 0, 1, 130
"""Exit codes: all done; could not run, was cut short, or no front page answered; ended by Ctrl-C (128 + SIGINT)."""


class SpiderError(MorgueError):
    """Raised for a spider that does not exist, from `Command.load()`."""


class Command(crawl.Command):
    """Scrapy's own command in all but the way it fails."""

    crawler: Crawler | None = None

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check, crawl, and set the exit code."""
        assert self.crawler_process is not None
        try:
            if args:
                spider = self.load(args[0])
                if check := getattr(spider, "check", None):
                    check(self.crawler_process.settings, opts.spargs)
        except MorgueError as error:
            print(error, file=sys.stderr)
            self.exitcode = FAILED
            return
        quiet(self.crawler_process.settings["LOG_LEVEL"])
        super().run(args, opts)
        if self.crawler and not self.exitcode:
            self.exitcode = exit_code(self.crawler.stats.get_stats() if self.crawler.stats else {})

    def load(self, name: str) -> type[Spider]:
        """The spider of that name. Raises SpiderError when there is none."""
        assert self.crawler_process is not None
        names = self.crawler_process.spider_loader.list()
        if name not in names:
            raise SpiderError(f"scrapy crawl {name}: no such spider; there is {', '.join(names)}")
        return self.crawler_process.spider_loader.load(name)

    def _create_crawler(self, spider: type[Spider] | str) -> Crawler:
        self.crawler = super()._create_crawler(spider)
        return self.crawler


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
    return FINISHED if stats.get("finish_reason") == "finished" and not all_closed else FAILED
