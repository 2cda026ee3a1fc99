"""The jsonl spider: articles from a file of JSON lines, down the same line as those of a crawl.

It asks nothing of the network. One article is on its way at a time, so memory does not depend on the file, and each is
judged by an archive that has the ones before.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler.answers import as_exception
from crawler.arguments import read_import_arguments
from crawler.lines import LONGEST, Line, Lines, LinesError
from crawler.sources import Source, load_sources
from pipelines import fate, imports
from pipelines.archive import Archive, utc_now
from pipelines.errors import MorgueError
from pipelines.extract import guess_language
from pipelines.imports import Publication
from pipelines.items import Article
from pipelines.jsonlines import Given, LineError, read_line, source_name

MOST_LOGGED = 100
"""Bad lines that are logged; the table bad_lines has more."""


class JsonlSpider(Spider):
    """Imports articles from a file of JSON lines.

    A publication that sources.toml does not know is entered by the name that the line gives it.
    Raises SourcesError for an argument that is wrong, LinesError when the file cannot be opened.
    """

    name = "jsonl"
    archives = True
    if_busy = "wait"  # who imports a file wants it imported

    archive: Archive
    known: dict[str, Source]

    def __init__(self, *args: Any, **kwargs: str) -> None:
        super().__init__(*args)
        self.arguments = kwargs
        asked_for = read_import_arguments(kwargs)
        self.lines = Lines(asked_for.path)
        self.given = Given(file=self.lines.name, source=source_name(asked_for.source), now=utc_now())
        self.line = self.bad = 0
        self.entered: set[str] = set()
        self.settled = asyncio.Event()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "JsonlSpider":
        """Make the spider with its archive and the publications that are known."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.archive = Archive.from_crawler(crawler)
        spider.known = known_sources(crawler.settings)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider.article_settled, signal)
        crawler.signals.connect(spider.article_broke, signals.item_error)
        return spider

    @staticmethod
    def check(settings: BaseSettings, arguments: dict[str, str]) -> None:
        """Raise a MorgueError for whatever would end the run before it begins."""
        known_sources(settings)
        Lines(read_import_arguments(arguments).path)

    async def start(self) -> AsyncIterator[Article]:
        """The articles of the file, one after the other."""
        try:
            async with aclosing(self.lines.batches()) as batches:
                async for batch in batches:
                    for line in batch:
                        if article := self.read(line):
                            self.settled.clear()
                            yield article
                            await self.settled.wait()
                        if self.archive.failed:
                            return
                    self.tell()
                    await asyncio.sleep(0)
        except LinesError as error:
            self.logger.critical("%s", error)
            raise CloseSpider("file-broken") from error
        self.tell()
        raise CloseSpider("finished")  # at once; left to itself, Scrapy ends at the next 5 s heartbeat

    def read(self, line: Line) -> Article | None:
        """The article of a line, with the link that it settles; None when it is none, or archived already."""
        self.line = line.number
        if not line.whole:
            self.reject(LineError(outcome="too-long", detail=f"more than {LONGEST:,} bytes"))
            return None
        try:
            article = read_line(line.content, self.given)
        except LineError as bad:
            self.reject(bad)
            return None
        self.enter_source(article)
        held = imports.has_version(self.archive, article)
        link = imports.enter_address(self.archive, article)
        if held:
            fate.count(self.crawler, self.archive, article.source, "stored", "unchanged")
            return None
        return replace(article, link=link, language=article.language or guess_language(article.text))

    def enter_source(self, article: Article) -> None:
        """Enter the publication of an article, if it is the first of it in this run."""
        if article.source not in self.entered:
            self.entered.add(article.source)
            imports.enter_source(self.archive, publication(article, self.known.get(article.source)))

    def reject(self, bad: LineError) -> None:
        """Report a line that is no article, count it, and put it on record."""
        self.bad += 1
        if self.bad <= MOST_LOGGED:
            self.logger.warning("%s line %d: %s", self.lines.name, self.line, bad)
        if self.bad == MOST_LOGGED:
            self.logger.warning("further bad lines are only counted; SELECT * FROM bad_lines has them")
        if self.bad <= imports.MOST_BAD_LINES:
            imports.keep_bad_line(self.archive, self.line, bad)
        whose = bad.source if bad.source in self.entered else self.lines.name
        fate.count(self.crawler, self.archive, whose.replace("/", "-"), "failed", bad.outcome)

    def article_settled(self) -> None:
        """An article left the line."""
        self.settled.set()

    def article_broke(self, item: Article, failure: Failure) -> None:
        """A stage raised what it should not: the line is a failed one."""
        error = as_exception(failure)
        if isinstance(error, MorgueError):
            self.archive.fail(error)
        else:
            self.reject(LineError(outcome="internal-error", detail=repr(error), source=item.source))
        self.settled.set()

    def tell(self) -> None:
        """Tell the display how far the file is read."""
        for name, value in (
            ("read", self.line),
            ("bad", self.bad),
            ("bytes", self.lines.read),
            ("size", self.lines.size),
        ):
            self.stats.set_value(f"lines/{name}", value)
        for name in ("total", "done"):
            self.stats.set_value(f"sources/{name}", len(self.entered))

    @property
    def stats(self) -> StatsCollector:
        """The run's numbers."""
        assert self.crawler.stats is not None
        return self.crawler.stats


def known_sources(settings: BaseSettings) -> dict[str, Source]:
    """The publications of sources.toml by name; none where there is no such file. Raises SourcesError for mistakes in it."""
    path = Path(settings["SOURCES"])
    return {source.name: source for source in load_sources(path)} if path.exists() else {}


def publication(article: Article, known: Source | None) -> Publication:
    """What is entered of an article's publication; of one that sources.toml does not know, what the article tells."""
    if known:
        return Publication(
            name=known.name,
            title=known.title,
            homepage=known.homepage,
            language=known.language,
            country=known.country,
            enabled=known.enabled,
        )
    parts = urlsplit(article.url)
    title = article.evidence.get("source", article.source)
    return Publication(name=article.source, title=title, homepage=f"{parts.scheme}://{parts.netloc}/")
