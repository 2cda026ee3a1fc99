"""The news spider: every enabled publication of sources.toml in one run, from its front page to its newest articles.

`start()` is the frontier: it hands Scrapy one request at a time per host, taken from the ledger in the archive, so
that the memory of a crawl does not grow with its backlog and a killed crawl goes on where it was.
"""

import asyncio
import difflib
import hashlib
from collections import deque
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from scrapy.settings import BaseSettings
from scrapy.statscollectors import StatsCollector
from twisted.python.failure import Failure

from crawler import frontier, listings
from crawler.found import ListingError
from crawler.frontier import Outcome
from crawler.robots import Robots
from crawler.sources import Source, load_sources
from crawler.throttle import retry_after
from crawler.visit import Visit
from pipelines import fate, ledger
from pipelines.archive import Archive, utc_now
from pipelines.errors import ArchiveError, SourcesError
from pipelines.items import Article, Page
from pipelines.ledger import Endpoint, Link, NewLink
from pipelines.urls import clean, url_key

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ANSWERS = [status for status in range(100, 600) if status not in REDIRECTS]
HTML = ("text/html", "application/xhtml", "text/plain", "")
COUNT_SECONDS = 5.0
"""How often the waiting links are counted for the display."""


class NewsSpider(Spider):
    """Crawls the publications of sources.toml.

    Arguments: `source=NAME` for one of them, `limit=N` articles at most, `since=YYYY-MM-DD` for nothing older.
    Raises SourcesError for an argument or a file that is wrong.
    """

    name = "news"
    archives = True

    def __init__(self, source: str = "", limit: str = "", since: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.arguments = {key: value for key, value in (("source", source), ("limit", limit), ("since", since)) if value}
        self.limit, self.since = read_limit(limit), read_since(since)
        self.only = source
        self.stored = 0
        self.visits: dict[str, Visit] = {}
        self.ready: deque[Visit] = deque()
        self.woken = asyncio.Event()
        self.counted = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "NewsSpider":
        """Make the spider with its sources, its archive and the rules of the hosts."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.sources = choose(load_sources(crawler.settings["SOURCES"]), spider.only)
        spider.archive = Archive.from_crawler(crawler)
        spider.robots = Robots.from_crawler(crawler)
        for signal in (signals.item_scraped, signals.item_dropped):
            crawler.signals.connect(spider.item_settled, signal)
        crawler.signals.connect(spider.item_broke, signals.item_error)
        return spider

    @staticmethod
    def check(settings: BaseSettings, arguments: dict[str, str]) -> None:
        """Raise a MorgueError for whatever would end the run before it begins."""
        if unknown := sorted(set(arguments) - {"source", "limit", "since"}):
            raise SourcesError(f"-a {unknown[0]}=…: no such argument; there are source, limit and since")
        read_limit(arguments.get("limit", ""))
        read_since(arguments.get("since", ""))
        choose(load_sources(settings["SOURCES"]), arguments.get("source", ""))
        Archive(settings["ARCHIVE"]).close()

    sources: tuple[Source, ...]
    archive: Archive
    robots: Robots

    # -- the frontier

    async def start(self) -> AsyncIterator[Request]:
        """Requests, as hosts become free, until nothing is due."""
        since = self.since or f"{datetime.now(UTC) - timedelta(days=self.settings.getint('NEWS_DAYS')):%Y-%m-%d}"
        for source in self.sources:
            concurrency = source.concurrency or self.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN")
            self.visits[source.name] = visit = Visit(source=source, since=since, concurrency=concurrency)
            listings.keep_start(self.archive, visit, utc_now())
            self.ready.append(visit)
        if not self.only:
            ledger.disable_other_sources(self.archive, self.visits)
        self.stats.set_value("sources/total", len(self.visits))
        while request := await self.next_request():
            yield request
        raise CloseSpider("finished")  # at once; left to itself, Scrapy ends at the next 5 s heartbeat

    async def next_request(self) -> Request | None:
        """The next request as soon as a host is free for it; None when the run is over."""
        while True:
            self.woken.clear()
            while self.ready:
                visit = self.ready.popleft()
                if request := self.pick(visit):
                    if visit.under_way < visit.concurrency:
                        self.ready.append(visit)
                    return request
            self.count_ledger()
            pause = self.pause()
            if pause is None:
                return None
            try:
                await asyncio.wait_for(self.woken.wait(), pause)
            except TimeoutError:
                self.ready.extend(self.visits.values())  # a retry is due

    def pick(self, visit: Visit) -> Request | None:
        """The next request of one source; None if it has none now, or its share is under way."""
        if visit.under_way >= visit.concurrency:
            return None
        if endpoint := visit.next_endpoint():
            return self.ask(visit, endpoint)
        if self.limit and self.stored + sum(len(other.open_links) for other in self.visits.values()) >= self.limit:
            return None
        if link := visit.next_link(self.archive, utc_now()):
            visit.open_links.add(link.id)
            meta = {"dont_redirect": True, "handle_httpstatus_all": True, "raw": True}
            return self.request(visit, link.url, self.read_page, self.page_failed, meta | {"link": link})
        return None

    def pause(self) -> float | None:
        """Seconds to wait for something to happen; None when nothing will in this run."""
        if any(visit.under_way or visit.listings or visit.open_links for visit in self.visits.values()):
            return COUNT_SECONDS
        if self.limit and self.stored >= self.limit:
            return None
        retries = [moment for visit in self.visits.values() if (moment := visit.retry_at(self.archive))]
        if not retries:
            return None
        seconds = (min(retries) - datetime.now(UTC)).total_seconds()
        return max(0.1, seconds) if seconds <= frontier.IN_RUN_SECONDS else None

    def wake(self, visit: Visit) -> None:
        """Something of a source was settled: it may have a next request."""
        self.ready.append(visit)
        self.woken.set()

    def request(self, visit: Visit, url: str, callback: Any, errback: Any, meta: dict[str, Any]) -> Request:
        """A request on behalf of a source."""
        visit.under_way += 1
        source = visit.source
        meta |= {"source": source.name, "concurrency": visit.concurrency, "delay": source.delay}
        return Request(
            url,
            callback=callback,
            errback=errback,
            headers=dict(source.headers),
            meta=meta,
            dont_filter=True,
            priority=1 if "endpoint" in meta else 0,
        )

    # -- endpoints

    def ask(self, visit: Visit, endpoint: Endpoint) -> Request:
        """The request for an endpoint, conditional on the validators of its last answer."""
        visit.listings += 1
        meta = {"endpoint": endpoint, "handle_httpstatus_list": ANSWERS}
        request = self.request(visit, endpoint.url, self.read_listing, self.listing_failed, meta)
        if endpoint.etag:
            request.headers["If-None-Match"] = endpoint.etag
        if endpoint.last_modified:
            request.headers["If-Modified-Since"] = endpoint.last_modified
        return request

    def read_listing(self, response: Response) -> None:
        """An endpoint answered."""
        endpoint: Endpoint = response.meta["endpoint"]
        visit = self.visits[response.meta["source"]]
        try:
            if response.status == 304:
                ledger.endpoint_unchanged(self.archive, endpoint, 304)
            elif response.status == 200:
                self.keep_listing(visit, endpoint, response)
            else:
                asked = response.headers.get("Retry-After")
                seconds = retry_after(asked.decode("latin-1"), datetime.now(UTC)) if asked else None
                self.put_off(visit, endpoint, response.status, seconds)
        except ListingError as error:
            self.logger.info("%s", error)
            self.put_off(visit, endpoint, response.status, frontier.ABSENT_SECONDS)
        finally:
            self.listing_done(visit, endpoint)

    def keep_listing(self, visit: Visit, endpoint: Endpoint, response: Response) -> None:
        """Read an endpoint's new body; one that is the same as the last brings nothing."""
        digest = hashlib.blake2b(response.body, digest_size=12).hexdigest()
        etag, modified = (response.headers.get(name, b"").decode("latin-1")[:500] for name in ("ETag", "Last-Modified"))
        endpoint = replace(endpoint, etag=etag, last_modified=modified)
        if digest == endpoint.digest:
            ledger.endpoint_unchanged(self.archive, endpoint, 200)
            return
        content_type = response.headers.get("Content-Type", b"").decode("latin-1")
        listing = listings.read(endpoint, response.url, response.body, content_type)
        with self.archive.unit():
            total, new = listings.keep(self.archive, visit, listing)
            endpoint = replace(listing.endpoint, digest=digest)
            ledger.endpoint_read(self.archive, endpoint, links=total, fresh=len(new))
        for link in new:
            if link.skip:
                self.stats.inc_value(f"skipped/{visit.source.name}/{link.skip}")

    def listing_failed(self, failure: Failure) -> None:
        """An endpoint did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit, endpoint = self.visits[request.meta["source"]], request.meta["endpoint"]
        outcome = frontier.outcome_of_failure(as_exception(failure))
        self.logger.info("%s: %s: %s", endpoint.url, outcome.word, failure.getErrorMessage())
        self.put_off(visit, endpoint, None, None if outcome.at_once else frontier.LATER)
        self.listing_done(visit, endpoint)

    def put_off(self, visit: Visit, endpoint: Endpoint, status: int | None, seconds: float | None) -> None:
        """Have an endpoint that failed asked again: in this run if that is soon."""
        now = datetime.now(UTC)
        absent = endpoint.found == "well-known" and endpoint.checked is None and status is not None and 400 <= status < 500
        until = frontier.endpoint_retry_time(endpoint.failures + 1, now, frontier.ABSENT_SECONDS if absent else seconds)
        ledger.endpoint_failed(self.archive, endpoint, status, f"{until:%Y-%m-%dT%H:%M:%SZ}")
        soon = (until - now).total_seconds()
        if soon <= frontier.IN_RUN_SECONDS:
            visit.listings += 1
            asyncio.get_running_loop().call_later(soon, self.ask_again, visit, replace(endpoint, failures=endpoint.failures + 1))

    def ask_again(self, visit: Visit, endpoint: Endpoint) -> None:
        """The pause after an endpoint's failure is over."""
        visit.listings -= 1
        visit.endpoints.append(endpoint)
        self.wake(visit)

    def listing_done(self, visit: Visit, endpoint: Endpoint) -> None:
        """An endpoint is settled. After the front page it is known what the publication announces."""
        if endpoint.kind == "front":
            with self.archive.unit():
                listings.keep_announced(self.archive, visit, self.robots.known(visit.home or endpoint.url))
        visit.listings -= 1
        visit.under_way -= 1
        self.wake(visit)

    # -- pages

    def read_page(self, response: Response) -> Iterator[Page]:
        """A page answered: hand it down the line, follow its redirect, or settle its link."""
        link: Link = response.meta["link"]
        visit = self.visits[response.meta["source"]]
        visit.under_way -= 1
        content_type = response.headers.get("Content-Type", b"").decode("latin-1")
        if response.status in REDIRECTS:
            self.follow(visit, link, response)
        elif response.status != 200:
            asked = response.headers.get("Retry-After")
            seconds = retry_after(asked.decode("latin-1"), datetime.now(UTC)) if asked else None
            self.settle(visit, link, frontier.outcome_of_status(response.status), response.meta["capture"], asked=seconds)
        elif not content_type.strip().lower().startswith(HTML[:-1]) and content_type:
            self.settle(visit, link, Outcome("dropped", "not-html"), response.meta["capture"], content_type)
        else:
            self.wake(visit)
            yield Page(
                url=response.url,
                source=link.source,
                body=response.body,
                coding=response.meta["coding"],
                content_type=content_type,
                fetched=utc_now(),
                capture=response.meta["capture"],
                link=link.id,
                trusted=link.trusted,
                published_hint=link.published if link.trusted else "",
                since=visit.since if self.since else "",
            )

    def follow(self, visit: Visit, link: Link, response: Response) -> None:
        """Fold a link into the page that it redirects to."""
        target = clean(response.headers.get("Location", b"").decode("latin-1"), response.url)
        capture = response.meta["capture"]
        if not target:
            self.settle(visit, link, Outcome("dropped", "bad-redirect"), capture)
        elif not visit.owns(target):
            self.settle(visit, link, Outcome("dropped", "off-site"), capture, f"redirects to {target}")
        elif url_key(target) in {url_key(visit.source.homepage), url_key(visit.home or visit.source.homepage)}:
            self.settle(visit, link, Outcome("dropped", "gone"), capture, "redirects to the front page")
        else:
            new = NewLink(url=target, published=link.published, trusted=link.trusted)
            with self.archive.unit():
                folded = ledger.redirect_link(self.archive, link, new, capture)
            if not folded:
                self.settle(visit, link, Outcome("dropped", "redirect-loop"), capture, f"redirects to {target}")
            else:
                visit.open_links.discard(link.id)
                self.wake(visit)

    def page_failed(self, failure: Failure) -> None:
        """A page did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit = self.visits[request.meta["source"]]
        visit.under_way -= 1
        outcome = frontier.outcome_of_failure(as_exception(failure))
        self.settle(visit, request.meta["link"], outcome, request.meta.get("capture"), failure.getErrorMessage())

    def settle(self, visit: Visit, link: Link, outcome: Outcome, capture: int | None, detail: str = "", asked: float | None = None) -> None:
        """Settle a link without an article: dropped, or failed with the time of its next try."""
        now = datetime.now(UTC)
        with self.archive.unit():
            if outcome.fate == "failed":
                moment = frontier.retry_time(outcome, link.attempts + 1, now, asked)
                until = f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None
                ledger.fail_link(self.archive, link.id, outcome.word, detail, capture, until)
                again = moment and (moment - now).total_seconds() <= frontier.IN_RUN_SECONDS
            else:
                again = None
                ledger.drop_link(self.archive, link.id, outcome.word, detail, capture)
        if again:
            self.stats.inc_value(f"retry/{visit.source.name}/{outcome.word}")
        else:
            fate.count(self.crawler, visit.source.name, outcome.fate, outcome.word)
        visit.open_links.discard(link.id)
        self.wake(visit)

    def item_settled(self, item: Any, response: Response, **_: Any) -> None:
        """A page left the line, stored or dropped."""
        link: Link = response.meta["link"]
        visit = self.visits[link.source]
        if isinstance(item, Article):
            self.stored += 1
        visit.open_links.discard(link.id)
        self.wake(visit)

    def item_broke(self, response: Response, failure: Failure, **_: Any) -> None:
        """A stage of the line raised what it should not: the page is a failed one, its capture is kept."""
        link: Link = response.meta["link"]
        visit = self.visits[link.source]
        error = as_exception(failure)
        if isinstance(error, ArchiveError):
            self.archive.on_error(error)
            return
        self.settle(visit, link, Outcome("failed", "internal-error", at_once=False), response.meta["capture"], repr(error))

    def count_ledger(self) -> None:
        """Tell the display how much waits, now and then: counting costs."""
        now = asyncio.get_running_loop().time()
        if now - self.counted < COUNT_SECONDS:
            return
        self.counted = now
        waiting = {name: ledger.count_waiting(self.archive, name, visit.since) for name, visit in self.visits.items()}
        busy = sum(1 for name, visit in self.visits.items() if waiting[name] or visit.under_way or visit.open_links)
        self.stats.set_value("ledger/waiting", sum(waiting.values()))
        self.stats.set_value("sources/done", len(self.visits) - busy)

    @property
    def stats(self) -> StatsCollector:
        """The run's numbers."""
        assert self.crawler.stats is not None
        return self.crawler.stats


def read_limit(text: str) -> int:
    """The argument `limit`; 0 for none. Raises SourcesError when it is no number of articles."""
    if text and not (text.isascii() and text.isdigit() and int(text) > 0):
        raise SourcesError(f"-a limit={text}: not a number of articles; write e.g. -a limit=100")
    return int(text or 0)


def read_since(text: str) -> str:
    """The argument `since`; '' for none. Raises SourcesError when it is no date."""
    try:
        return f"{date.fromisoformat(text):%Y-%m-%d}" if text else ""
    except ValueError as error:
        raise SourcesError(f"-a since={text}: not a date; write e.g. -a since=2026-11-01") from error


def choose(sources: tuple[Source, ...], only: str) -> tuple[Source, ...]:
    """The sources of a run: all that are enabled, or the one that is named. Raises SourcesError when there is none."""
    if only:
        chosen = tuple(source for source in sources if source.name == only)
        if not chosen:
            near = difflib.get_close_matches(only, [source.name for source in sources], 1)
            hint = f"; did you mean {near[0]}?" if near else "; scrapy sources lists them"
            raise SourcesError(f"-a source={only}: no table [{only}] in the sources file{hint}")
        return chosen
    chosen = tuple(source for source in sources if source.enabled)
    if not chosen:
        raise SourcesError("every publication of the sources file has enabled = false; enable one, or name it with -a source=NAME")
    return chosen


def as_exception(failure: Failure) -> Exception:
    """The exception in a failure."""
    return failure.value if isinstance(failure.value, Exception) else RuntimeError(repr(failure.value))
