"""robots.txt: asked before anything else of a host, once an hour at most, and kept to. Source: RFC 9309.

Unlike Scrapy's own middleware it tells an answer that there are no rules (4xx) from no answer (5xx, no connection): the
latter closes the host for the run. Rules are kept for the spider (Sitemap lines) and the throttle (Crawl-delay).
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from pipelines import patience
from pipelines.archive import Archive, utc_now
from pipelines.errors import MorgueError
from pipelines.rights import AGENT

logger = logging.getLogger(__name__)

MAX_BYTES = 512_000
"""What lies beyond is not read: RFC 9309, section 2.5, asks for at least 500 KiB."""
TOKEN = AGENT
"""Our product token in robots.txt."""
PRIORITY = 1000
"""Before everything else of its host."""


class Disallowed(IgnoreRequest):
    """Raised for a request that robots.txt forbids, from `RobotsMiddleware`."""


class RobotsUnreachable(IgnoreRequest):
    """Raised for a request to a host whose robots.txt could not be had, from `RobotsMiddleware`."""


class Robots:
    """The rules of the hosts met in a run."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._rules: dict[str, asyncio.Future[Protego | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Robots":
        """The rules of a crawl: the same for all its components."""
        robots = getattr(crawler, "robots", None)
        if robots is None:
            robots = crawler.robots = cls(crawler)  # type: ignore[attr-defined]
        assert isinstance(robots, cls)
        return robots

    async def rules(self, request: Request) -> Protego | None:
        """The rules of a request's host; None if its robots.txt could not be had. Asked once, whoever waits."""
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.get_running_loop().create_future()
            self._rules[origin].set_result(self._kept(origin) or await self._ask(origin, request))
        return await asyncio.shield(self._rules[origin])

    def known(self, url: str) -> Protego | None:
        """The rules of an address's host, if they have been read."""
        parts = urlsplit(url)
        future = self._rules.get(f"{parts.scheme}://{parts.netloc}")
        return future.result() if future and future.done() else None

    def _kept(self, origin: str) -> Protego | None:
        """The rules that an earlier run has read, if that was not long ago."""
        archive: Archive | None = getattr(self.crawler, "archive", None)
        since = datetime.now(UTC) - timedelta(hours=self.crawler.settings.getfloat("ROBOTS_HOURS"))
        text = patience.robots_rules(archive, origin, f"{since:%Y-%m-%dT%H:%M:%SZ}") if archive else None
        return None if text is None else Protego.parse(text)

    async def _ask(self, origin: str, cause: Request) -> Protego | None:
        """Fetch and read one robots.txt."""
        meta: dict[str, Any] = {key: cause.meta[key] for key in ("source", "concurrency", "delay") if key in cause.meta}
        request = Request(
            f"{origin}/robots.txt",
            priority=PRIORITY,
            meta={**meta, "robots": True},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        assert self.crawler.engine is not None
        try:
            response: Response = await self.crawler.engine.download_async(request)
        except MorgueError:
            return None  # the answer could not be kept: the run ends, and says so
        except Exception as error:  # noqa: BLE001 - whatever kept the answer away, the host counts as unreachable
            logger.warning("%s/robots.txt: no answer (%s): nothing of this host is fetched in this run", origin, error)
            return None
        if response.status >= 500:
            logger.warning(
                "%s/robots.txt: status %s: nothing of this host is fetched in this run", origin, response.status
            )
            return None
        text = response.body[:MAX_BYTES].decode("utf-8", "replace") if response.status == 200 else ""
        archive: Archive | None = getattr(self.crawler, "archive", None)
        if archive and not archive.failed:
            patience.keep_robots(archive, origin, text, utc_now())
        return Protego.parse(text)


class RobotsMiddleware:
    """Lets requests pass that robots.txt allows."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        self.robots = Robots.from_crawler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RobotsMiddleware":
        """As Scrapy makes its components."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the rules of the host. Raises Disallowed or RobotsUnreachable."""
        if request.meta.get("robots"):
            return
        rules = await self.robots.rules(request)
        if rules is None:
            raise RobotsUnreachable(f"{request.url}: robots.txt could not be had")
        if not rules.can_fetch(request.url, TOKEN):
            raise Disallowed(f"{request.url}: forbidden by robots.txt")
