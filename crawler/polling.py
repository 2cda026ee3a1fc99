"""Endpoints: asked with the validators of their last answer, read, and put off when they fail."""

import asyncio
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import frontier, listings, pacing
from crawler.answers import as_exception, asked_pause, header, max_age
from crawler.feeds import asked_interval
from crawler.found import ListingError
from crawler.visit import Visit
from pipelines import endpoints, fate
from pipelines.archive import utc_now
from pipelines.endpoints import Endpoint, Pace
from pipelines.recall import unread

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ANSWERS = [status for status in range(100, 600) if status not in REDIRECTS]
"""What is handed on as it is: redirects of endpoints are followed by Scrapy."""


class Polling:
    """Asks the endpoints of a run's publications, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider
        self.began = datetime.now(UTC)

    def ask(self, visit: Visit, endpoint: Endpoint) -> Request:
        """The request for an endpoint, conditional on the validators of its last answer."""
        visit.listings += 1
        meta: dict[str, Any] = {"endpoint": endpoint, "handle_httpstatus_list": ANSWERS}
        hour_ago = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"
        if captured := unread(self.spider.archive, endpoint.url, max(hour_ago, endpoint.checked or "")):
            meta["captured"] = captured  # by an interrupted run
        request = self.spider.request(visit, endpoint.url, self.read, self.failed, meta)
        if endpoint.validators != "stale" and not pacing.doubtful(endpoint, datetime.now(UTC)):
            if endpoint.etag:
                request.headers["If-None-Match"] = endpoint.etag
            if endpoint.last_modified:
                request.headers["If-Modified-Since"] = endpoint.last_modified
        return request

    def read(self, response: Response) -> None:
        """An endpoint answered."""
        endpoint: Endpoint = response.meta["endpoint"]
        visit = self.spider.turns.visits[response.meta["source"]]
        if self.spider.archive.failed:
            return
        try:
            if response.status == 304:
                self.unchanged(visit, replace(endpoint, validators="honoured"), 304)
            elif response.status == 200:
                self.keep(visit, endpoint, response)
            else:
                outcome = frontier.outcome_of_status(response.status)
                pause = max(outcome.least_pause, asked_pause(response) or 0)
                self.put_off(visit, endpoint, response.status, pause, outcome.word)
        except ListingError as error:
            self.spider.logger.info("%s", error)
            self.put_off(visit, endpoint, response.status, frontier.ABSENT_SECONDS, "not-a-listing")
        finally:
            self.done(visit, endpoint)

    def keep(self, visit: Visit, endpoint: Endpoint, response: Response) -> None:
        """Read an endpoint's new body; one that is the same as the last brings nothing."""
        digest = hashlib.blake2b(response.body, digest_size=12).hexdigest()
        same = digest == endpoint.digest
        endpoint = replace(endpoint, validators=pacing.worth_of_validators(endpoint, response, same=same))
        endpoint = replace(endpoint, etag=header(response, "ETag"), last_modified=header(response, "Last-Modified"))
        if same:
            self.unchanged(visit, endpoint, 200)
            return
        content_type = header(response, "Content-Type")
        listing = listings.read(endpoint, response.url, response.body, content_type)
        with self.spider.archive.unit():
            kept = listings.keep(self.spider.archive, visit, listing)
            asks = min(max(max_age(response), asked_interval(response.body)), 2**31)
            self.spider.backfilling.walking.heard(visit, listing)
            endpoint = replace(listing.endpoint, digest=digest, links=kept.links, asks=asks)
            pace = self.pace(visit, endpoint, kept.appeared, kept.first)
            endpoints.endpoint_read(self.spider.archive, endpoint, pace, links=kept.links, fresh=len(kept.new))
            self.pace_listed(visit, endpoint)
        for link in kept.new:
            if link.skip:
                self.spider.stats.inc_value(f"skipped/{visit.source.name}/{link.skip}")

    def unchanged(self, visit: Visit, endpoint: Endpoint, status: int) -> None:
        """An endpoint lists what it listed before."""
        with self.spider.archive.unit():
            endpoints.endpoint_unchanged(self.spider.archive, endpoint, status, self.pace(visit, endpoint))
            self.pace_listed(visit, endpoint)

    def pace(self, visit: Visit, endpoint: Endpoint, appeared: Iterable[str] = (), first: int = 0) -> Pace:
        """When an endpoint that has just been read is due again."""
        reading = pacing.read_of(endpoint, datetime.now(UTC), appeared, first)
        limits = pacing.limits_of(visit.source, endpoint, self.spider.settings)
        return pacing.paced(endpoint, reading, limits, self.began)

    def pace_listed(self, visit: Visit, index: Endpoint) -> None:
        """The sitemaps that an index does not say have changed are as if they had been read."""
        if index.kind == "sitemap-index":
            for sitemap in endpoints.listed_and_due(self.spider.archive, index.id, utc_now()):
                if sitemap.url not in visit.asked:
                    endpoints.endpoint_listed(self.spider.archive, sitemap, self.pace(visit, sitemap))

    def failed(self, failure: Failure) -> None:
        """An endpoint did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit, endpoint = self.spider.turns.visits[request.meta["source"]], request.meta["endpoint"]
        if self.spider.archive.failed:
            return
        outcome = frontier.outcome_of_failure(as_exception(failure))
        self.spider.logger.info("%s: %s: %s", endpoint.url, outcome.word, failure.getErrorMessage())
        self.put_off(visit, endpoint, None, outcome.least_pause, outcome.word)
        self.done(visit, endpoint, answered=False)

    def put_off(self, visit: Visit, endpoint: Endpoint, status: int | None, seconds: float | None, word: str) -> None:
        """Have an endpoint that failed asked again: in this run if that is soon. A front page is missed in the summary."""
        now = datetime.now(UTC)
        absent = (
            endpoint.found == "well-known" and endpoint.checked is None and status is not None and 400 <= status < 500
        )
        limits = pacing.limits_of(visit.source, endpoint, self.spider.settings)
        safe = pacing.longest_pause(endpoint, now, limits).total_seconds() if endpoint.answered else None
        seconds = frontier.ABSENT_SECONDS if absent else seconds
        until = frontier.endpoint_retry_time(endpoint.failures + 1, now, seconds, safe)
        endpoints.endpoint_failed(self.spider.archive, endpoint, status, f"{until:%Y-%m-%dT%H:%M:%SZ}")
        soon = (until - now).total_seconds()
        if soon <= frontier.IN_RUN_SECONDS:
            visit.listings += 1
            asyncio.get_running_loop().call_later(
                soon, self.ask_again, visit, replace(endpoint, failures=endpoint.failures + 1)
            )
        elif endpoint.kind == "front":
            fate.count(self.spider.crawler, self.spider.archive, visit.source.name, "failed", f"front-{word}")

    def ask_again(self, visit: Visit, endpoint: Endpoint) -> None:
        """The pause after an endpoint's failure is over."""
        visit.listings -= 1
        visit.endpoints.append(endpoint)
        self.spider.turns.wake(visit)

    def done(self, visit: Visit, endpoint: Endpoint, *, answered: bool = True) -> None:
        """An endpoint is settled. After the front page it is known what the publication announces."""
        if endpoint.kind == "front" and answered:
            with self.spider.archive.unit():
                listings.keep_announced(
                    self.spider.archive, visit, self.spider.robots.known(visit.home or endpoint.url)
                )
        visit.listings -= 1
        visit.under_way -= 1
        self.spider.turns.wake(visit)
