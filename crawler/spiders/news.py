"""The news spider: every enabled publication of sources.toml in one run, from its front page to its newest articles.

`start()` is the frontier: it hands Scrapy one request at a time per host, taken from the ledger in the archive, so
that the memory of a crawl does not grow with its backlog and a killed crawl goes on where it was.
"""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler import listings
from crawler.answers import as_exception
from crawler.arguments import choose, read_arguments
from crawler.backfilling import Backfilling
from crawler.frontier import Outcome
from crawler.looks import Looks
from crawler.pages import Pages
from crawler.polling import Polling
from crawler.robots import Robots
from crawler.sources import Source, check_obeyed, load_sources
from crawler.statements import Statements
from crawler.throttle import Throttle
from crawler.turns import Turns
from crawler.visit import Visit
from pipelines import ledger
from pipelines.archive import Archive, utc_now
from pipelines.errors import MorgueError
from pipelines.items import Article
from pipelines.ledger import Link
from pipelines.rules import load_rules

COUNT_SECONDS = 5.0
"""How often the waiting links are counted for the display: counting costs."""


class NewsSpider(Spider):
    """Crawls the publications of sources.toml.

    Arguments: `source=NAME` for one of them, `limit=N` new articles at most, `since=YYYY-MM-DD` for nothing older,
    `revisit=no` not to look at archived articles again, or `only` to do nothing else, `due=listings` to ask feeds, sitemaps and
    front pages before they are due, or `all` for articles too, `max_minutes=N` to end after so long,
    `backfill=YYYY-MM-DD` to go back to that date while there is no news, `resume` to go on with what was begun.
    Raises SourcesError for an argument or a file that is wrong.
    """

    name = "news"
    archives = True
    if_busy = "skip"  # a timer comes again

    archive: Archive
    robots: Robots
    sources: tuple[Source, ...]
    turns: Turns
    polling: Polling
    looks: Looks
    backfilling: Backfilling
    pages: Pages
    statements: Statements
    throttle: Throttle

    def __init__(self, *args: Any, **kwargs: str) -> None:
        super().__init__(*args)
        self.arguments = kwargs
        self.asked_for = read_arguments(kwargs)
        self.stored = 0
        self.count_again = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "NewsSpider":
        """Make the spider with its sources, its archive and the rules of the hosts."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.sources = choose(load_sources(crawler.settings["SOURCES"]), spider.asked_for.source)
        spider.archive = Archive.from_crawler(crawler)
        spider.robots = Robots.from_crawler(crawler)
        spider.turns = Turns(spider.archive, spider.asked_for.max_minutes)
        spider.polling = Polling(spider)
        spider.looks = Looks(spider)
        spider.backfilling = Backfilling(spider)
        spider.pages = Pages(spider)
        spider.statements = Statements(spider)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider.page_settled, signal)
        for signal in (signals.item_error, signals.spider_error):
            crawler.signals.connect(spider.page_broke, signal)
        return spider

    @staticmethod
    def check(settings: BaseSettings, arguments: dict[str, str]) -> None:
        """Raise a MorgueError for whatever would end the run before it begins."""
        choose(load_sources(settings["SOURCES"]), read_arguments(arguments).source)
        check_obeyed(settings.getlist("OBEY"))
        load_rules(settings["RULES"])

    # -- the frontier

    async def start(self) -> AsyncIterator[Request]:
        """Requests, as hosts become free, until nothing is due."""
        days = timedelta(days=self.settings.getint("NEWS_DAYS"))
        since = self.asked_for.since or f"{datetime.now(UTC) - days:%Y-%m-%d}"
        for source in self.sources:
            concurrency = source.concurrency or self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
            host = urlsplit(source.homepage).hostname or ""
            visit = Visit(source=source, since=since, concurrency=concurrency, host=host)
            listings.keep_start(self.archive, visit, utc_now(), early=self.asked_for.due != "now")
            self.statements.prepare(visit)
            self.backfilling.begin(visit)
            self.turns.add(visit)
        if not self.asked_for.source:
            ledger.disable_other_sources(self.archive, self.turns.visits)
        self.stats.set_value("sources/total", len(self.sources))
        self.throttle = self.crawler.get_extension(Throttle) or Throttle(self.crawler)
        asked = 0
        while request := await self.turns.next(self.pick, self.count_ledger, self.full):
            asked += 1
            yield request
        if not asked:
            self.stats.set_value("ledger/next", due := self.turns.next_due())
            self.logger.info("nothing is due%s; -a due=listings asks all the same", f" until {due}" if due else "")
        self.count_again = 0.0
        self.count_ledger()
        raise CloseSpider("finished")  # at once; left to itself, Scrapy ends at the next 5 s heartbeat

    def full(self) -> bool:
        """Whether as many articles are stored, or may be by what is under way, as were asked for."""
        return bool(self.asked_for.limit) and self.stored + self.turns.open_links() >= self.asked_for.limit

    def pick(self, visit: Visit) -> Request | None:
        """The next request of a publication; None if it has none now, or its host is to be left alone."""
        if visit.resting or visit.host in self.throttle.closed:
            return None
        if (seconds := self.throttle.remaining(visit.host)) > 0:
            # waited for here, not in Scrapy's downloader, which would see the request through after Ctrl-C
            visit.resting = True
            asyncio.get_running_loop().call_later(seconds, self.rested, visit)
            return None
        return self.statements.ask(visit) or self.next_request(visit)

    def next_request(self, visit: Visit) -> Request | None:
        """The next request of a publication whose host may be asked: endpoints, then links, then looks."""
        if self.asked_for.revisit != "only":
            if endpoint := visit.next_endpoint():
                return self.polling.ask(visit, endpoint)
            if self.full() or visit.listings:
                return None
            if link := visit.next_link(self.archive, utc_now()):
                return self.pages.ask(visit, link)
        return self.looks.ask(visit) or self.backfilling.ask(visit)

    def rested(self, visit: Visit) -> None:
        """A host has been left alone for long enough."""
        visit.resting = False
        self.turns.wake(visit)

    def request(self, visit: Visit, url: str, callback: Any, errback: Any, meta: dict[str, Any]) -> Request:
        """A request on behalf of a publication."""
        visit.under_way += 1
        visit.host = urlsplit(url).hostname or ""
        source = visit.source
        meta |= {"source": source.name, "concurrency": visit.concurrency, "delay": source.delay}
        meta |= {"obey": self.obeyed(source), "reserved": visit.reserved.of(url)}
        meta |= {"headers": source.headers, "homepage": source.homepage}
        return Request(url, callback, errback=errback, meta=meta, dont_filter=True)

    def obeyed(self, source: Source) -> tuple[str, ...]:
        """What pages of a publication may reserve so that they are not archived."""
        return tuple(self.settings.getlist("OBEY")) if source.obey is None else source.obey

    # -- what has left the line

    def page_settled(self, item: Any, response: Response, **_: Any) -> None:
        """A page left the line, stored or dropped."""
        if due := response.meta.get("look"):
            self.looks.settled(self.turns.visits[due.source], due)
            return
        link: Link = response.meta["link"]
        visit = self.turns.visits[link.source]
        if isinstance(item, Article):
            self.stored += 1
        self.backfilling.settled(link, item)
        visit.open_links.discard(link.id)
        self.turns.wake(visit)

    def page_broke(self, response: Response, failure: Failure, **_: Any) -> None:
        """The spider or a stage raised what it should not: the page is a failed one, its capture is kept."""
        error = as_exception(failure)
        if isinstance(error, MorgueError):
            self.archive.fail(error)
            return
        outcome = Outcome("failed", "internal-error", at_once=False)
        if due := response.meta.get("look"):
            self.logger.error("%s: %r", response.url, error)
            self.looks.note(self.turns.visits[due.source], due, outcome.word)
        link: Link | None = response.meta.get("link")
        if link:
            self.pages.settle(self.turns.visits[link.source], link, outcome, response.meta.get("capture"), repr(error))

    def count_ledger(self) -> None:
        """Tell the display how much waits, now and then: counting costs."""
        now = asyncio.get_running_loop().time
        if now() < self.count_again:
            return
        began = now()
        waiting = {
            name: ledger.count_waiting(self.archive, name, visit.since) for name, visit in self.turns.visits.items()
        }
        busy = sum(
            1 for name, visit in self.turns.visits.items() if waiting[name] or visit.under_way or visit.open_links
        )
        self.count_again = now() + max(COUNT_SECONDS, 100 * (now() - began))  # a ledger of millions takes a while
        self.stats.set_value("ledger/waiting", sum(waiting.values()))
        self.stats.set_value("sources/done", len(self.sources) - busy)
        self.backfilling.tell()

    @property
    def stats(self) -> StatsCollector:
        """The run's numbers."""
        assert self.crawler.stats is not None
        return self.crawler.stats
