"""How long a host is left alone between two requests: `pause()` is the rule, `Throttle` applies it to Scrapy's slots.

Unlike Scrapy's AutoThrottle it knows the source's own delay, Crawl-delay and Retry-After, and it also slows down a host
whose delay is 0, for which Scrapy would not hold the concurrency.
"""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.robots import TOKEN, Robots
from pipelines.urls import same_site

LEAST = 0.01
"""Seconds; with no delay at all Scrapy sends all that waits for a host at once."""
MOST = 10.0
"""Seconds that a slow host is left alone at most, unless it asks for more."""
MOST_ASKED = 60.0
"""Seconds that a host may ask for within a run; for more, what is left of it waits for a later run."""
UNANSWERED = 5.0
"""Seconds that a host is left alone after a request that it did not answer in time."""
LONGEST = 7 * 24 * 3600.0
"""Seconds that Retry-After is believed; what asks for more is a mistake."""
BUSY = frozenset({429, 503})


def pause(latency: float, least: float, crawl_delay: float | None = None, retry_after: float | None = None) -> float:
    """Seconds to leave a host alone: as long as it took to answer, and no less than anybody asked for.

    >>> pause(0.3, 0.05), pause(0.3, 0.05, crawl_delay=2.0), pause(0.3, 0.05, retry_after=5)
    (0.3, 2.0, 5)
    """
    return min(MOST_ASKED, max(LEAST, min(latency, MOST), least, crawl_delay or 0.0, retry_after or 0.0))


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, section 10.2.3): a number or a date; None if it is neither.

    >>> retry_after("120", datetime(2026, 11, 23, tzinfo=UTC))
    120.0
    >>> retry_after("Mon, 23 Nov 2026 00:00:30 GMT", datetime(2026, 11, 23, tzinfo=UTC))
    30.0
    """
    header = header.strip()
    if header.isascii() and header.isdigit():
        return min(LONGEST, float(header[:9]))
    try:
        moment = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    return min(LONGEST, max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()))


class HostSlotMiddleware:
    """Has each request wait in the slot of its own host, with the own delay and concurrency of its source's site only.

    Scrapy leaves a request that is redirected to another host in the slot of the first one.
    """

    def process_request(self, request: Request) -> None:
        """Take a request out of the slot that a redirect has carried it from."""
        request.meta.pop("download_slot", None)
        if not same_site(request.url, request.meta.get("homepage", request.url)):
            request.meta.update(concurrency=None, delay=None)


class Throttle:
    """Sets the delay and the concurrency of each host's slot in the downloader."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.robots = Robots.from_crawler(crawler)
        self.least = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.closed: set[str] = set()
        """Hosts that asked to be left alone for longer than a run waits."""
        crawler.signals.connect(self.open_slot, signals.request_reached_downloader)
        crawler.signals.connect(self.adjust, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """As Scrapy makes its components."""
        return cls(crawler)

    def open_slot(self, request: Request, spider: Spider) -> None:  # noqa: ARG002 - the signal's arguments
        """Give a host's slot the source's own concurrency and a delay that holds it."""
        slot = self._slot(request)
        if slot:
            slot.concurrency = request.meta.get("concurrency") or slot.concurrency
            slot.delay = max(slot.delay, LEAST)
            self._tell(request, slot.delay)

    def adjust(self, response: Response, request: Request, spider: Spider) -> None:  # noqa: ARG002
        """Set the delay of the host that answered."""
        slot = self._slot(request)
        if not slot:
            return
        rules = self.robots.known(request.url)
        crawl_delay = rules.crawl_delay(TOKEN) if rules else None
        asked = response.headers.get("Retry-After") if response.status in BUSY else None
        seconds = retry_after(asked.decode("latin-1"), datetime.now(UTC)) if asked else None
        if seconds and seconds > MOST_ASKED:
            self.closed.add(request.meta["download_slot"])
        own = request.meta.get("delay")
        latency = 0.0 if own is not None else request.meta.get("download_latency", 0.0)
        slot.lastseen = monotonic()  # Scrapy counts from the request, a host should be left alone from its answer on
        slot.delay = pause(latency, self.least if own is None else own, crawl_delay, seconds)
        self._tell(request, 0.0)

    def rest(self, host: str) -> None:
        """Leave a host alone that did not answer in time: it may still be busy with the request that was given up."""
        assert self.crawler.engine is not None
        if slot := self.crawler.engine.downloader.slots.get(host):
            slot.lastseen, slot.delay = monotonic(), max(slot.delay, UNANSWERED)

    def remaining(self, host: str) -> float:
        """Seconds for which a host is still to be left alone."""
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots.get(host)
        return slot.lastseen + slot.delay - monotonic() if slot else 0.0

    def _slot(self, request: Request) -> Slot | None:
        """The downloader's slot of a request."""
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))

    def _tell(self, request: Request, delay: float) -> None:
        """Let the progress display say what is waited for."""
        assert self.crawler.stats is not None
        self.crawler.stats.set_value(f"waiting/{request.meta['download_slot']}", delay if delay > 1 else 0.0)
