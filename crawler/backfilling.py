"""The way back in time: sitemaps and archive pages, read while there is no news to fetch, and the older links on them."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request

from crawler import backfill
from crawler.leads import seed_of
from crawler.visit import Visit
from crawler.walking import Walking, Way
from pipelines import backfills, endpoints
from pipelines.archive import Archive, utc_now
from pipelines.backfills import Walk
from pipelines.items import Article
from pipelines.ledger import Link

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

AHEAD = 200
"""Older links that wait before the next sitemap is read."""
NEWS_SECONDS = 5.0
"""How often a run looks for endpoints that have become due in the meantime."""


class Backfilling:
    """Takes the publications of a run back to a date, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider
        self.archive: Archive = spider.archive
        self.most = spider.settings.getint("BACKFILL_LISTINGS")
        self.began: datetime | None = None
        self.ways: dict[str, Way] = {}
        self.walking = Walking(spider, self.ways)

    def begin(self, visit: Visit) -> None:
        """Have a publication taken back, if that was asked for; its row in `sources` is there."""
        name, asked = visit.source.name, self.spider.asked_for.backfill
        if asked and asked != "resume":
            backfills.begin(self.archive, name, asked)
        found = backfills.find(self.archive, name) if asked else None
        if found and (asked != "resume" or not found.ended):
            added = date.fromisoformat(backfills.known_since(self.archive, name)[:10])
            self.ways[name] = Way(added=added, covered=min(visit.since, f"{added}"))

    # -- what to ask

    def ask(self, visit: Visit) -> Request | None:
        """The next request on the way back; None if there is none now, or if news came up."""
        way = self.ways.get(visit.source.name)
        if not way or self.spider.full():
            return None
        if endpoint := self._news(visit, way):
            return self.spider.polling.ask(visit, endpoint)
        self.began = self.began or datetime.now(UTC)
        walk, link = self._next(visit, way)
        if walk:
            return self.walking.ask(visit, way, walk)
        if link:
            way.links += 1
            way.older.add(link.id)
            backfills.asked(self.archive, visit.source.name)
            return self.spider.pages.ask(visit, link)
        self._end(visit, way)
        return None

    def _next(self, visit: Visit, way: Way) -> tuple[Walk | None, Link | None]:
        """The next listing, or the next link: sitemaps while few links wait, and pages of archives when none does."""
        if not way.seeded:
            self._seed(visit, way)
        sitemap = self._next_walk(visit, way, sitemaps_only=True)
        if sitemap and len(self._links(visit, AHEAD)) < AHEAD:
            return sitemap, None
        links = self._links(visit, len(visit.open_links) + 1)
        link = next((link for link in links if link.id not in visit.open_links), None)
        if link or visit.open_links or way.open:  # what is on the pages read so far says whether to go on
            return None, link
        return self._next_walk(visit, way, sitemaps_only=False), None

    def _news(self, visit: Visit, way: Way) -> endpoints.Endpoint | None:
        """The next endpoint that has become due since this run began: a backfill may take days."""
        now = asyncio.get_running_loop().time()
        if now < way.news_at:
            return None
        way.news_at = now + NEWS_SECONDS
        due = endpoints.due_endpoints(self.archive, visit.source.name, utc_now())
        visit.asked.difference_update(endpoint.url for endpoint in due)
        visit.queue(due)
        return visit.next_endpoint()

    def _links(self, visit: Visit, limit: int) -> Sequence[Link]:
        found = backfills.find(self.archive, visit.source.name)
        return backfills.older_links(self.archive, found, limit) if found else ()

    def _next_walk(self, visit: Visit, way: Way, *, sitemaps_only: bool) -> Walk | None:
        """The next listing to read; those of a series that leads nowhere are left."""
        found = backfills.find(self.archive, visit.source.name)
        while found and way.listings < self.most:
            walks = backfills.next_walks(self.archive, found, len(way.open) + 1, sitemaps_only=sitemaps_only)
            walk = next((walk for walk in walks if walk.id not in way.open), None)
            if not walk or walk.newest or walk.kind != "page" or walk.walk_id is None:
                return walk
            # the articles of the page before it, archived by now, say what is left on this one
            if day := backfill.typical_day(backfills.dates_on(self.archive, walk.walk_id)):
                backfills.date(self.archive, walk, day)
            elif walk.number > backfill.UNDATED_PAGES:
                backfills.leave(self.archive, walk)
            else:
                return walk
        return None

    def _end(self, visit: Visit, way: Way) -> None:
        """Nothing is left to ask in this run; the backfill has ended, unless something is to be asked later."""
        busy = visit.open_links or way.open
        found = None if busy else backfills.find(self.archive, visit.source.name)
        if found and not found.ended and not backfills.count_walks(self.archive, found):
            backfills.end(self.archive, visit.source.name)

    def _seed(self, visit: Visit, way: Way) -> None:
        """Where a way back begins: the sitemaps, front pages and section fronts that are known."""
        way.seeded = True
        name = visit.source.name
        known = [each for each in endpoints.old_listings(self.archive, name) if not visit.excludes(each.url)]
        with self.archive.unit():
            backfills.keep_walks(self.archive, name, map(seed_of, known))

    def settled(self, link: Link, item: Any) -> None:
        """An older page left the line: of an article, its date tells how far back that is."""
        way = self.ways.get(link.source)
        if way and link.id in way.older:
            way.older.discard(link.id)
            if isinstance(item, Article) and item.published:
                way.dates.append(item.published)
                backfills.reached(self.archive, link.source, backfill.typical_day(way.dates))

    # -- what is told

    def tell(self) -> None:
        """Bring the run's numbers up to date: how far the ways back have come, and how long what is known will take."""
        if not self.ways:
            waiting = [name for name in backfills.unfinished(self.archive) if name in self.spider.turns.visits]
            self.spider.stats.set_value("backfill/waits", ", ".join(waiting[:5]) + ", …" * (len(waiting) > 5))
            return
        found = [each for name in self.ways if (each := backfills.find(self.archive, name))]
        links = sum(backfills.count_older(self.archive, each) for each in found)
        listings = sum(backfills.count_walks(self.archive, each) for each in found)
        done = sum(way.listings + way.links for way in self.ways.values())
        left = backfill.seconds_left(links + listings, done, datetime.now(UTC) - self.began) if self.began else None
        numbers = {
            "sources": len(found),
            "unfinished": sum(not each.ended for each in found),
            "until": min((each.until for each in found), default=""),
            "reached": max((each.reached for each in found), default=""),
            "links": links,
            "listings": listings,
            "fetched": sum(each.fetched for each in found),
            "requests": sum(each.fetched + each.listings for each in found),
            "seconds": round(left) if left is not None else -1,
        }
        for key, number in numbers.items():
            self.spider.stats.set_value(f"backfill/{key}", number)
