"""One publication in one run: what of it is still to ask, what is under way, what has been found."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from crawler.sources import Source
from pipelines import ledger
from pipelines.archive import Archive
from pipelines.endpoints import Endpoint
from pipelines.ledger import Link
from pipelines.reservations import Reservations
from pipelines.revisits import Due
from pipelines.urls import same_site, url_key

NOTHING = Reservations()


@dataclass(slots=True)
class Visit:
    """The state of one source during a run."""

    source: Source
    since: str
    """Links known to be older than this UTC date wait for a backfill."""
    concurrency: int
    endpoints: deque[Endpoint] = field(default_factory=deque)
    """Endpoints still to ask, in order."""
    asked: set[str] = field(default_factory=set)
    """Endpoints asked in this run, or to be."""
    listings: int = 0
    """Endpoints under way, or about to be asked again."""
    under_way: int = 0
    """Requests under way."""
    open_links: set[int] = field(default_factory=set)
    """Links whose fate this run has not settled yet."""
    looks: set[int] = field(default_factory=set)
    """Archived articles that are being looked at again."""
    moved: deque[Due] = field(default_factory=deque)
    """Archived articles whose address has led to another one, still to ask."""
    hops: dict[str, int] = field(default_factory=dict)
    """Redirects that led to a page, by its key."""
    host: str = ""
    """The host that was asked last."""
    resting: bool = False
    """Whether that host is being left alone."""
    home: str = ""
    """Where the front page answered from, after redirects."""
    statements: deque[str] = field(default_factory=deque)
    """Paths at which the site may state what it reserves, still to ask."""
    reserved: Reservations = NOTHING
    """What it states."""
    has_feed: bool = False
    has_sitemap: bool = False

    def queue(self, endpoints: Iterable[Endpoint]) -> None:
        """Have endpoints asked that have not been."""
        for endpoint in endpoints:
            if endpoint.url not in self.asked:
                self.asked.add(endpoint.url)
                self.endpoints.append(endpoint)

    def next_endpoint(self) -> Endpoint | None:
        """The next endpoint to ask; guesses at well-known addresses only while nothing better is known."""
        while self.endpoints:
            endpoint = self.endpoints.popleft()
            known = self.has_feed if endpoint.kind == "feed" else self.has_sitemap
            if endpoint.found == "well-known" and endpoint.checked is None and known:
                continue
            return endpoint
        return None

    def next_link(self, archive: Archive, now: str) -> Link | None:
        """The next link to fetch: not before the endpoints are read, so that the newest goes first, by its best address."""
        if self.endpoints or self.listings:
            return None
        due = ledger.due_links(archive, self.source.name, self.since, now, len(self.open_links) + 1)
        return next((link for link in due if link.id not in self.open_links), None)

    def retry_at(self, archive: Archive) -> datetime | None:
        """When the next failed link may be tried again."""
        moment = ledger.next_retry(archive, self.source.name)
        return datetime.fromisoformat(moment) if moment else None

    def is_front(self, url: str) -> bool:
        """Whether an address is that of the front page."""
        return url_key(url) in {url_key(self.source.homepage), url_key(self.home or self.source.homepage)}

    def owns(self, url: str) -> bool:
        """Whether an address belongs to the publication."""
        return same_site(url, self.source.homepage) or bool(self.home and same_site(url, self.home))

    def wants(self, url: str) -> bool:
        """Whether sources.toml has an address followed."""
        included = not self.source.include or any(pattern.search(url) for pattern in self.source.include)
        return included and not self.excludes(url)

    def excludes(self, url: str) -> bool:
        """Whether sources.toml has an address left alone."""
        return any(pattern.search(url) for pattern in self.source.exclude)
