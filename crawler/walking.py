"""What sitemaps and archive pages answer on the way back in time: their older links, and where they lead to."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import backfill, frontier
from crawler.answers import as_exception, asked_pause, header
from crawler.found import Found, ListingError
from crawler.leads import archive_starts, leads, read_listing, seed_of
from crawler.listings import Listing, new_links
from crawler.polling import ANSWERS
from crawler.visit import Visit
from pipelines import backfills, ledger
from pipelines.archive import Archive
from pipelines.backfills import Walk

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

LATELY = 9
"""Articles whose dates tell, by the middle one, how far back it is: some pages are older, or say so."""
LAST_FAILURE = 5
"""Failures in a row after which a listing is given up."""


@dataclass(slots=True)
class Way:
    """One publication's way back in a run."""

    added: date
    """When the publication was first crawled: from then on, the news crawls have seen to its articles."""
    covered: str
    """Since when much is known from elsewhere: pages of that time may well bring nothing new, and lead on to some that do."""
    seeded: bool = False
    listings: int = 0
    """Listings asked for in this run."""
    links: int = 0
    """Older pages asked for in this run."""
    open: set[int] = field(default_factory=set)
    """Listings under way."""
    older: set[int] = field(default_factory=set)
    """Older pages under way."""
    dates: deque[str] = field(default_factory=lambda: deque(maxlen=LATELY))
    """When the articles archived last were published."""
    shown: dict[str, frozenset[str]] = field(default_factory=dict)
    """What the last page of each series had: one that has the same is an endless one."""
    news_at: float = 0.0
    """When to look for news again, on the loop's clock."""


class Walking:
    """Reads the listings on the ways back of a run, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider", ways: dict[str, Way]) -> None:
        self.spider = spider
        self.archive: Archive = spider.archive
        self.ways = ways

    def ask(self, visit: Visit, way: Way, walk: Walk) -> Request:
        """The request for a listing."""
        way.listings += 1
        way.open.add(walk.id)
        meta = {"walk": walk, "handle_httpstatus_list": ANSWERS}
        return self.spider.request(visit, walk.url, self.read, self.failed, meta)

    def heard(self, visit: Visit, listing: Listing) -> None:
        """An endpoint was read for its news: it need not be asked again for what it leads to."""
        if (way := self.ways.get(visit.source.name)) and listing.endpoint.kind != "feed":
            seed = seed_of(listing.endpoint)
            backfills.keep_walks(self.archive, visit.source.name, [seed])
            walk = backfills.find_walk(self.archive, visit.source.name, seed.url)
            if walk and walk.state == "waiting":
                self.lead_on(visit, way, walk, listing.url, listing.found)
                backfills.walked(self.archive, walk, 200, (len(listing.found), 0), 0)

    def read(self, response: Response) -> None:
        """A listing answered."""
        walk: Walk = response.meta["walk"]
        visit = self.spider.turns.visits[walk.source]
        way = self.ways[walk.source]
        if self.archive.failed:
            return
        outcome = frontier.outcome_of_status(response.status)
        try:
            if response.status != 200 and outcome.fate == "failed":
                self.put_off(walk, response.status, max(outcome.least_pause, asked_pause(response) or 0), outcome.word)
            else:
                body, content_type = response.body, header(response, "Content-Type")
                found = read_listing(response.url, body, content_type) if response.status == 200 else []
                with self.archive.unit():
                    self.keep(visit, way, walk, response, found)
        except ListingError as error:
            self.spider.logger.info("%s", error)
            self.put_off(walk, response.status, None, "not-a-listing")
        finally:
            self.done(visit, way, walk)

    def keep(self, visit: Visit, way: Way, walk: Walk, response: Response, found: list[Found]) -> None:
        """Enter the links of a listing, and where it leads."""
        links = [item for item in found if item.kind == "link"]
        day = walk.newest if walk.kind == "day" else ""
        named = [replace(link, published=link.published or day) for link in new_links(visit, links, undated=True)]
        named = [link if link.published >= visit.since else replace(link, walk=walk.id) for link in named]
        new = ledger.keep_links(self.archive, visit.source.name, None, named)
        fresh = sum(not link.skip for link in new)
        for link in new:
            if link.skip:
                self.spider.stats.inc_value(f"skipped/{visit.source.name}/{link.skip}")
        urls = [link.url for link in named if not link.skip]
        newest = self._newest(urls) if walk.kind == "page" else walk.newest
        known = walk.kind == "page" and walk.number <= 1
        repeats = way.shown.get(walk.series) == frozenset(urls)
        way.shown[walk.series] = frozenset(urls)
        barren = 0 if fresh or known else walk.barren + (repeats or newest <= way.covered)
        self.lead_on(visit, way, replace(walk, barren=barren, newest=newest), response.url, found)
        backfills.walked(self.archive, walk, response.status, (len(links), fresh), barren)

    def _newest(self, urls: Sequence[str]) -> str:
        """The day after which the page after one with these addresses has nothing; "" where most of their dates are unknown."""
        dates = backfills.dates_at(self.archive, urls)
        return backfill.typical_day(dates) if 2 * len(dates) >= len(urls) else ""

    def lead_on(self, visit: Visit, way: Way, walk: Walk, url: str, found: list[Found]) -> None:
        """Enter the listings that one leads to: the sitemaps of an index, the next page, the archive of the day before."""
        now, name = datetime.now(UTC), visit.source.name
        begun = backfills.archive_series(self.archive, name)
        starts = archive_starts(walk, found, now.date(), way.added)
        starts = [start for start in starts if start.series not in begun][: max(0, backfill.MAX_ARCHIVES - len(begun))]
        walks = [each for each in (*leads(walk, url, found, now), *starts) if not visit.excludes(each.url)]
        walks = [each for each in walks if each.kind == "sitemap" or visit.owns(each.url)]
        backfills.keep_walks(self.archive, name, walks)

    def failed(self, failure: Failure) -> None:
        """A listing did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        walk: Walk = request.meta["walk"]
        visit = self.spider.turns.visits[walk.source]
        if self.archive.failed:
            return
        outcome = frontier.outcome_of_failure(as_exception(failure))
        self.spider.logger.info("%s: %s: %s", walk.url, outcome.word, failure.getErrorMessage())
        self.put_off(walk, None, outcome.least_pause if outcome.fate == "failed" else None, outcome.word)
        self.done(visit, self.ways[walk.source], walk)

    def put_off(self, walk: Walk, status: int | None, seconds: float | None, word: str) -> None:
        """Have a listing that failed asked again, in a later run unless this one lasts; given up after a while, or without `seconds`."""
        self.spider.stats.inc_value(f"backfill/failed/{word}")
        until = None
        if seconds is not None and walk.failures + 1 < LAST_FAILURE:
            until = f"{frontier.endpoint_retry_time(walk.failures + 1, datetime.now(UTC), seconds):%Y-%m-%dT%H:%M:%SZ}"
        backfills.put_off(self.archive, walk, status, until)

    def done(self, visit: Visit, way: Way, walk: Walk) -> None:
        """A listing is settled."""
        way.open.discard(walk.id)
        visit.under_way -= 1
        self.spider.turns.wake(visit)
