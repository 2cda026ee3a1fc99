"""A run's row in `crawls`: opened with the spider, closed with its numbers; and what ends a run for good."""

import asyncio
import logging
import time
from datetime import UTC, datetime

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawler.checkup import keep_check_up, tell_changes
from pipelines.archive import Archive

logger = logging.getLogger(__name__)


class Run:
    """Keeps the archive open for as long as the spider is, and stops the crawl when it can no longer be written."""

    def __init__(self, crawler: Crawler) -> None:
        if not getattr(crawler.spidercls, "archives", False):
            raise NotConfigured  # a spider that does not write to the archive
        self.crawler = crawler
        self.archive = Archive.from_crawler(crawler)
        self.archive.on_failure = self.stop
        crawler.signals.connect(self.begin, signals.spider_opened)
        crawler.signals.connect(self.end, signals.spider_closed)
        crawler.signals.connect(self.close, signals.engine_stopped)
        self._stopping: asyncio.Task[None] | None = None
        self._started = time.monotonic()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Run":
        """As Scrapy makes its components."""
        return cls(crawler)

    def begin(self, spider: Spider) -> None:
        """Open the row."""
        self.archive.begin_crawl(spider.name, getattr(spider, "arguments", {}))

    def stop(self, error: Exception) -> None:
        """End the crawl: the archive cannot be written."""
        if self._stopping is None:
            logger.critical("%s", error)
            assert self.crawler.engine is not None
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="archive-error"))

    def end(self, spider: Spider, reason: str) -> None:
        """Close the row, and judge how the sources are."""
        assert self.crawler.stats is not None
        if not self.archive.failed:
            self.archive.commit()
            seconds = round(time.monotonic() - self._started, 1)
            self.archive.end_crawl(reason, seconds, self.crawler.stats.get_stats())
            if sources := getattr(spider, "sources", ()):
                keep_check_up(self.archive, sources, datetime.now(UTC))
                tell_changes(self.archive, self.crawler.settings["NOTIFY"])

    def close(self) -> None:
        """Close the archive, last of all."""
        self.archive.close()
