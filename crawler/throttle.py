"""How long a host is left alone between two requests: `pause()` is the rule, `Throttle` applies it to Scrapy's slots.

Unlike Scrapy's AutoThrottle it knows the source's own delay, Crawl-delay and Retry-After, and it also slows down a host
whose delay is 0, for which Scrapy would not hold the concurrency.
"""

import logging
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.robots import TOKEN, Robots
from pipelines import patience
from pipelines.archive import Archive, utc_now
from pipelines.patience import Asked
from pipelines.urls import same_site

logger = logging.getLogger(__name__)

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
SLOWED = 1.0
"""Seconds between two requests after a host has asked for patience once; twice as many at each further time."""
RELAXED = 0.9
"""What is left of that at each answer that does not ask for it."""
HALF_LIFE = 24 * 3600.0
"""Seconds after which half of it is left between two runs."""
SLIGHT = 0.1
"""Seconds that are not remembered."""


class HostResting(IgnoreRequest):
    """Raised for a request to a host that has asked to be left alone, from `HostSlotMiddleware`."""


def slowed(pause: float) -> float:
    """Seconds between two requests to a host that asks for patience, given what they were.

    >>> slowed(0.0), slowed(4.0), slowed(50.0)
    (1.0, 8.0, 60.0)
    """
    return min(MOST_ASKED, max(SLOWED, 2 * pause))


def relaxed(pause: float) -> float:
    """The same after an answer that does not.

    >>> relaxed(10.0), relaxed(0.1)
    (9.0, 0.0)
    """
    return pause * RELAXED if pause * RELAXED >= SLIGHT else 0.0


def remembered(pause: float, noted: datetime, now: datetime) -> float:
    """What is left of it in a later run.

    >>> remembered(8.0, datetime(2026, 11, 22), datetime(2026, 11, 23))
    4.0
    """
    left: float = pause * 0.5 ** (max(0.0, (now - noted).total_seconds()) / HALF_LIFE)
    return left if left >= SLIGHT else 0.0


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

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "HostSlotMiddleware":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Take a request out of the slot that a redirect has carried it from. Raises HostResting."""
        throttle = self.crawler.get_extension(Throttle)
        if throttle and (urlsplit(request.url).hostname or "") in throttle.closed:
            raise HostResting(f"{request.url}: its host asked to be left alone")
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
        self.pauses: dict[str, float] = {}
        """Seconds between two requests, learnt from hosts that asked for patience."""
        self.until: dict[str, float] = {}
        """When hosts that asked for patience in an earlier run may be asked, on the monotonic clock."""
        self.archive = Archive.from_crawler(crawler) if getattr(crawler.spidercls, "archives", False) else None
        if self.archive:
            for asked in patience.asked_for(self.archive):
                self.recall(asked, datetime.now(UTC))
        crawler.signals.connect(self.keep, signals.spider_closed)
        crawler.signals.connect(self.open_slot, signals.request_reached_downloader)
        crawler.signals.connect(self.adjust, signals.response_downloaded)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Throttle":
        """As Scrapy makes its components."""
        return cls(crawler)

    def recall(self, asked: Asked, now: datetime) -> None:
        """Go by what a host asked for in an earlier run."""
        self.pauses[asked.host] = remembered(
            asked.pause, datetime.fromisoformat(asked.noted or "1970-01-01T00:00:00Z"), now
        )
        seconds = (datetime.fromisoformat(asked.until) - now).total_seconds() if asked.until else 0.0
        if seconds > MOST_ASKED:
            logger.info("%s: asked to be left alone until %s (%s)", asked.host, asked.until, asked.reason)
            self.closed.add(asked.host)
        elif seconds > 0:
            self.until[asked.host] = monotonic() + seconds

    def keep(self, spider: Spider) -> None:  # noqa: ARG002 - the signal's arguments
        """Remember how slowly hosts were asked in the end."""
        if self.archive and not self.archive.failed:
            for host, seconds in self.pauses.items():
                patience.note_pause(self.archive, host, seconds, utc_now())

    def open_slot(self, request: Request, spider: Spider) -> None:  # noqa: ARG002 - the signal's arguments
        """Give a host's slot the source's own concurrency and a delay that holds it."""
        slot = self._slot(request)
        if slot:
            slot.concurrency = request.meta.get("concurrency") or slot.concurrency
            slot.delay = max(slot.delay, LEAST, self.pauses.get(request.meta["download_slot"], 0.0))
            self._tell(request, slot.delay)

    def adjust(self, response: Response, request: Request, spider: Spider) -> None:  # noqa: ARG002
        """Set the delay of the host that answered."""
        slot = self._slot(request)
        if not slot:
            return
        rules = self.robots.known(request.url)
        crawl_delay = rules.crawl_delay(TOKEN) if rules else None
        seconds = self.learn(response, request.meta["download_slot"])
        own = request.meta.get("delay")
        latency = 0.0 if own is not None else request.meta.get("download_latency", 0.0)
        slot.lastseen = monotonic()  # Scrapy counts from the request, a host should be left alone from its answer on
        least = max(self.least if own is None else own, self.pauses.get(request.meta["download_slot"], 0.0))
        slot.delay = pause(latency, least, crawl_delay, seconds)
        self._tell(request, 0.0)

    def learn(self, response: Response, host: str) -> float | None:
        """Learn from an answer how patient to be with its host; returns the seconds that Retry-After asks for."""
        if response.status not in BUSY:
            if host in self.pauses:
                self.pauses[host] = relaxed(self.pauses[host])
            return None
        self.pauses[host] = slowed(self.pauses.get(host, 0.0))
        now = datetime.now(UTC)
        header = (response.headers.get("Retry-After") or b"").decode("latin-1")
        seconds = retry_after(header, now)
        if seconds and seconds > MOST_ASKED:
            self.closed.add(host)
        if self.archive and not self.archive.failed:
            until = f"{now + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}" if seconds else ""
            reason = f"{response.status}, Retry-After: {header}" if header else f"{response.status}"
            asked = Asked(host=host, until=until, pause=self.pauses[host], reason=reason, noted=utc_now())
            patience.note_asked(self.archive, asked)
        return seconds

    def rest(self, host: str) -> None:
        """Leave a host alone that did not answer in time: it may still be busy with the request that was given up."""
        assert self.crawler.engine is not None
        if slot := self.crawler.engine.downloader.slots.get(host):
            slot.lastseen, slot.delay = monotonic(), max(slot.delay, UNANSWERED)

    def remaining(self, host: str) -> float:
        """Seconds for which a host is still to be left alone."""
        assert self.crawler.engine is not None
        slot = self.crawler.engine.downloader.slots.get(host)
        until = max(self.until.get(host, 0.0), slot.lastseen + slot.delay if slot else 0.0)
        return until - monotonic()

    def _slot(self, request: Request) -> Slot | None:
        """The downloader's slot of a request."""
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader.slots.get(request.meta.get("download_slot", ""))

    def _tell(self, request: Request, delay: float) -> None:
        """Let the progress display say what is waited for."""
        assert self.crawler.stats is not None
        self.crawler.stats.set_value(f"waiting/{request.meta['download_slot']}", delay if delay > 1 else 0.0)
