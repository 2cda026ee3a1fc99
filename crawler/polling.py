"""Endpoints: asked with the validators of their last answer, read, and put off when they fail."""

import asyncio
import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import frontier, listings
from crawler.answers import as_exception, asked_pause, header
from crawler.found import ListingError
from crawler.visit import Visit
from pipelines import endpoints, fate
from pipelines.endpoints import Endpoint

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

REDIRECTS = frozenset({301, 302, 303, 307, 308})
ANSWERS = [status for status in range(100, 600) if status not in REDIRECTS]
"""What is handed on as it is: redirects of endpoints are followed by Scrapy."""


class Polling:
    """Asks the endpoints of a run's publications, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider

    def ask(self, visit: Visit, endpoint: Endpoint) -> Request:
        """The request for an endpoint, conditional on the validators of its last answer."""
        visit.listings += 1
        meta = {"endpoint": endpoint, "handle_httpstatus_list": ANSWERS}
        request = self.spider.request(visit, endpoint.url, self.read, self.failed, meta)
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
                endpoints.endpoint_unchanged(self.spider.archive, endpoint, 304)
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
        endpoint = replace(endpoint, etag=header(response, "ETag"), last_modified=header(response, "Last-Modified"))
        if digest == endpoint.digest:
            endpoints.endpoint_unchanged(self.spider.archive, endpoint, 200)
            return
        content_type = header(response, "Content-Type")
        listing = listings.read(endpoint, response.url, response.body, content_type)
        with self.spider.archive.unit():
            total, new = listings.keep(self.spider.archive, visit, listing)
            endpoint = replace(listing.endpoint, digest=digest)
            endpoints.endpoint_read(self.spider.archive, endpoint, links=total, fresh=len(new))
        for link in new:
            if link.skip:
                self.spider.stats.inc_value(f"skipped/{visit.source.name}/{link.skip}")

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
        until = frontier.endpoint_retry_time(endpoint.failures + 1, now, frontier.ABSENT_SECONDS if absent else seconds)
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
