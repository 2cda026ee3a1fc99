"""Links: asked, handed down the line, folded into what they redirect to, or settled without an article."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import frontier
from crawler.answers import as_exception, asked_pause, header, is_html, page_of
from crawler.frontier import Outcome
from crawler.polling import REDIRECTS
from crawler.visit import Visit
from pipelines import fate, ledger
from pipelines.archive import Archive
from pipelines.items import Page
from pipelines.ledger import Link, NewLink
from pipelines.recall import unread
from pipelines.urls import clean, url_key

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider


RECALL = timedelta(hours=24)
"""Age of an answer that is still read instead of asking again, where an interrupted run has not read it."""


class Pages:
    """Fetches the links of a run's publications, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider
        self.archive: Archive = spider.archive

    def ask(self, visit: Visit, link: Link) -> Request:
        """The request for a link; what an interrupted run has fetched of it is read from its capture."""
        visit.open_links.add(link.id)
        meta: dict[str, Any] = {"link": link, "dont_redirect": True, "handle_httpstatus_all": True, "raw": True}
        if not link.attempts and (
            captured := unread(self.archive, link.url, f"{datetime.now(UTC) - RECALL:%Y-%m-%dT%H:%M:%SZ}")
        ):
            meta["captured"] = captured
            self.spider.stats.inc_value("recalled")
        return self.spider.request(visit, link.url, self.read, self.failed, meta)

    def read(self, response: Response) -> Iterator[Page]:
        """A page answered: hand it down the line, follow its redirect, or settle its link."""
        link: Link = response.meta["link"]
        visit = self.spider.turns.visits[response.meta["source"]]
        visit.under_way -= 1
        if self.archive.failed:
            return
        if response.status in REDIRECTS:
            self.follow(visit, link, response)
        elif response.status != 200:
            outcome = frontier.outcome_of_status(response.status)
            self.settle(visit, link, outcome, response.meta["capture"], asked=asked_pause(response))
        elif not is_html(response):
            detail = header(response, "Content-Type")
            self.settle(visit, link, Outcome("dropped", "not-html"), response.meta["capture"], detail)
        else:
            self.spider.turns.wake(visit)
            hint = link.published if link.trusted else ""
            rest = {
                "link": link.id,
                "trusted": link.trusted,
                "published_hint": hint,
                "since": self.spider.asked_for.since,
            }
            yield page_of(response, source=link.source, **rest)

    def follow(self, visit: Visit, link: Link, response: Response) -> None:
        """Fold a link into the page that it redirects to."""
        target = clean(header(response, "Location"), response.url)
        capture = response.meta["capture"]
        hops = visit.hops.pop(url_key(link.url), 0) + 1
        if not target:
            self.settle(visit, link, Outcome("dropped", "bad-redirect"), capture)
        elif not visit.owns(target):
            self.settle(visit, link, Outcome("dropped", "off-site"), capture, f"redirects to {target}")
        elif visit.is_front(target):
            self.settle(visit, link, Outcome("dropped", "gone"), capture, "redirects to the front page")
        else:
            new = NewLink(url=target, published=link.published, trusted=link.trusted)
            with self.archive.unit():
                folded = hops <= frontier.MAX_HOPS and ledger.redirect_link(self.archive, link, new, capture)
            if not folded:
                self.settle(visit, link, Outcome("dropped", "redirect-loop"), capture, f"redirects to {target}")
            else:
                visit.hops[url_key(target)] = hops
                visit.open_links.discard(link.id)
                self.spider.turns.wake(visit)

    def failed(self, failure: Failure) -> None:
        """A page did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        visit = self.spider.turns.visits[request.meta["source"]]
        visit.under_way -= 1
        if self.archive.failed:
            return
        outcome = frontier.outcome_of_failure(as_exception(failure))
        if outcome.word == "timeout":
            self.spider.throttle.rest(visit.host)
        self.settle(visit, request.meta["link"], outcome, request.meta.get("capture"), failure.getErrorMessage())

    def settle(
        self,
        visit: Visit,
        link: Link,
        outcome: Outcome,
        capture: int | None,
        detail: str = "",
        asked: float | None = None,
    ) -> None:
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
        if again and moment:
            asyncio.get_running_loop().call_later((moment - now).total_seconds() + 1, self.spider.turns.wake, visit)
            self.spider.stats.inc_value(f"retry/{visit.source.name}/{outcome.word}")
        else:
            fate.count(self.spider.crawler, self.archive, visit.source.name, outcome.fate, outcome.word)
        visit.open_links.discard(link.id)
        self.spider.turns.wake(visit)
