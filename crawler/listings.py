"""What an endpoint's answer brings into the ledger: links that may be articles, and further endpoints."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from crawler.backfill import newest_days
from crawler.discovery import (
    WELL_KNOWN_FEEDS,
    WELL_KNOWN_SITEMAPS,
    Found,
    ListingError,
    read_feed,
    read_page,
    read_sitemap,
    sniff,
)
from crawler.linktest import is_section, judge_link
from crawler.visit import Visit
from pipelines import endpoints, ledger, revisits
from pipelines.archive import Archive, utc_now
from pipelines.endpoints import Endpoint
from pipelines.ledger import NewLink
from pipelines.urls import clean, date_in_url

MAX_SECTIONS = 40
"""Section fronts that are followed from one front page."""
MAX_SITEMAPS = 200
"""Sitemaps that are followed from one index, the newest first."""


class Rules(Protocol):
    """What is needed of robots.txt."""

    @property
    def sitemaps(self) -> Iterable[str]:
        """The addresses in its Sitemap lines."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """An endpoint's answer, read."""

    endpoint: Endpoint
    url: str
    """Where it answered from."""
    found: list[Found]


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What a listing brought into the ledger."""

    links: int
    """Links that it has."""
    new: list[NewLink]
    """Those that were not known."""
    appeared: list[str]
    """Dates, where given, of the pages among them that became known since the endpoint last answered, whoever named them."""
    first: int
    """Those of these pages that this endpoint was the first to name."""


def read(endpoint: Endpoint, url: str, body: bytes, content_type: str) -> Listing:
    """Read an answer as what it is. Raises ListingError when it is not what the endpoint is."""
    looks = sniff(body, content_type)
    if endpoint.kind in {"front", "section"}:
        if looks != "html":
            raise ListingError(f"{url}: a {endpoint.kind} page that is no HTML")
        return Listing(endpoint=endpoint, url=url, found=read_page(body, url, content_type))
    if endpoint.kind == "feed" or looks == "feed":  # some publications list their feed as a sitemap
        return Listing(endpoint=endpoint, url=url, found=read_feed(body, url))
    kind, found = read_sitemap(body, url)
    return Listing(endpoint=replace(endpoint, kind=kind), url=url, found=found)


def keep(archive: Archive, visit: Visit, listing: Listing) -> Kept:
    """Enter a listing's links and endpoints; returns what was new."""
    parent = listing.endpoint.id
    match listing.endpoint.kind:
        case "front":
            visit.home = listing.url
            _keep_endpoints(
                archive, visit, "feed", "link", (item.url for item in listing.found if item.kind == "feed"), parent
            )
            sections = [
                item.url
                for item in listing.found
                if item.kind == "link" and visit.owns(item.url) and is_section(item.url, item.title)
            ]
            _keep_endpoints(archive, visit, "section", "navigation", sections[:MAX_SECTIONS], parent)
        case "sitemap-index":
            _keep_sitemaps(archive, visit, listing.found, parent)
        case "feed":
            visit.has_feed = True
    if listing.endpoint.kind in {"sitemap", "sitemap-index"}:
        visit.has_sitemap = True
    links = [item for item in listing.found if item.kind == "link"]
    named = list(new_links(visit, links, undated=listing.endpoint.kind == "sitemap"))
    new = ledger.keep_links(archive, visit.source.name, parent, named)
    dates = {link.url: link.published for link in named if not link.skip}
    seen = ledger.newly_seen(archive, parent, list(dates), listing.endpoint.answered or "")
    appeared = [dates[url] for url in seen]
    revisits.announce(archive, said_to_have_changed(listing, links), utc_now())
    return Kept(links=len(links), new=new, appeared=appeared, first=sum(seen.values()))


def said_to_have_changed(listing: Listing, links: list[Found]) -> list[tuple[str, str]]:
    """Addresses with the times at which a listing says that they were changed, since it was last read.

    One that says so of more than a tenth of its entries is not believed: many renew all their dates each time.
    """
    dated = [(item.url, item.lastmod) for item in links if "T" in item.lastmod]
    since, now = listing.endpoint.answered, utc_now()
    changed = [each for each in dated if since and since < each[1] <= now]
    return changed if len(changed) <= max(3, len(dated) // 10) else []


def new_links(visit: Visit, links: Iterable[Found], *, undated: bool) -> Iterable[NewLink]:
    """The publication's own links, each with the reason not to follow it, if there is one.

    `undated`: a day in the address may tell the age of a link without a date. On a front page it does not: what is
    linked there is of today, though its headline may name another day.
    """
    for item in links:
        if not visit.owns(item.url):
            continue
        skip = judge_link(item.url, item.title, item.trusted) if visit.wants(item.url) else "excluded"
        published = item.published or item.lastmod or (date_in_url(item.url) if undated else "")
        yield NewLink(url=item.url, title=item.title, published=published, trusted=item.trusted, skip=skip)


def _keep_sitemaps(archive: Archive, visit: Visit, found: Iterable[Found], parent: int) -> None:
    """Have the sitemaps of an index asked that may hold something new: changed since, and not all too old."""
    sitemaps = [item for item in found if item.kind == "sitemap"]
    newest = newest_days(sitemaps)
    sitemaps.sort(key=lambda item: newest[item.url] or "9", reverse=True)
    for item in sitemaps[:MAX_SITEMAPS]:
        day = newest[item.url]
        known = endpoints.find_endpoint(archive, item.url)
        unchanged = known and known.checked and item.lastmod and known.lastmod == item.lastmod
        if unchanged or (day and day < visit.since):
            continue
        endpoints.keep_endpoint(archive, visit.source.name, item.url, "sitemap", "index", parent)
        endpoint = endpoints.find_endpoint(archive, item.url)
        assert endpoint
        visit.queue([replace(endpoint, lastmod=item.lastmod)])


def _keep_endpoints(
    archive: Archive, visit: Visit, kind: str, found: str, urls: Iterable[str], parent: int | None = None
) -> None:
    """Remember endpoints and have them asked, but those that sources.toml excludes."""
    for url in dict.fromkeys(urls):
        if visit.excludes(url):
            continue
        endpoints.keep_endpoint(archive, visit.source.name, url, kind, found, parent)
        endpoint = endpoints.find_endpoint(archive, url)
        if endpoint and endpoint.source == visit.source.name and endpoint.due(utc_now()):
            visit.queue([endpoint])


def keep_start(archive: Archive, visit: Visit, now: str, *, early: bool = False) -> None:
    """Enter what sources.toml names of a publication, and have its known endpoints asked that are due; `early` for all."""
    source = visit.source
    ledger.keep_source(archive, source.name, source.title, source.homepage, source.language, source.country)
    home = clean(source.homepage)
    endpoints.keep_endpoint(archive, source.name, home, "front", "configured")
    for kind, urls in (("feed", source.feeds), ("sitemap", source.sitemaps), ("section", source.sections)):
        for url in urls:
            endpoints.keep_endpoint(archive, source.name, clean(url), kind, "configured")
    known = endpoints.known_kinds(archive, source.name)
    visit.has_feed, visit.has_sitemap = "feed" in known, any(kind.startswith("sitemap") for kind in known)
    visit.queue(endpoints.due_endpoints(archive, source.name, now, early=early))


def keep_announced(archive: Archive, visit: Visit, rules: Rules | None) -> None:
    """Have what robots.txt names asked; and where a publication names no feed or no sitemap, the well-known addresses."""
    home = visit.home or visit.source.homepage
    sitemaps = [url for url in (clean(line, home) for line in (rules.sitemaps if rules else ())) if url]
    _keep_endpoints(archive, visit, "sitemap", "robots", sitemaps)
    known = {endpoint.kind.partition("-")[0] for endpoint in visit.endpoints}
    if not sitemaps and not visit.has_sitemap and "sitemap" not in known:
        _keep_endpoints(archive, visit, "sitemap", "well-known", (clean(path, home) for path in WELL_KNOWN_SITEMAPS))
    if not visit.has_feed and "feed" not in known:
        _keep_endpoints(archive, visit, "feed", "well-known", (clean(path, home) for path in WELL_KNOWN_FEEDS))
