"""What sites reserve as a whole: asked once a week, of the publications whose reservations are obeyed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.visit import Visit
from pipelines import patience
from pipelines.archive import utc_now
from pipelines.reservations import Reservations, as_json, from_json, read_ai, read_tdmrep

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

FILES = {"/.well-known/tdmrep.json": "rules", "/ai.txt": "ai"}
"""Where sites state it, and which field of `Reservations` holds it."""
WEEK = timedelta(days=7)
SITE_WIDE = frozenset({"noai", "tdm-reserved", "tdm-policy"})
"""What these files can reserve."""


class Statements:
    """Asks for the statements of a run's publications, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider
        self.read_so_far: dict[str, dict[str, object]] = {}

    def prepare(self, visit: Visit) -> None:
        """Go by what is known of a publication's site, and have it asked again when that is old."""
        if SITE_WIDE.isdisjoint(self.spider.obeyed(visit.source)):
            return
        known, read = patience.reserved_by(self.spider.archive, urlsplit(visit.source.homepage).hostname or "")
        visit.reserved = from_json(known)
        if read < f"{datetime.now(UTC) - WEEK:%Y-%m-%dT%H:%M:%SZ}":
            visit.statements.extend(FILES)

    def ask(self, visit: Visit) -> Request | None:
        """The request for a publication's next statement; its links wait for it."""
        if not visit.statements:
            return None
        visit.listings += 1
        path = visit.statements.popleft()
        meta = {"statement": path, "handle_httpstatus_all": True}
        return self.spider.request(visit, urljoin(visit.source.homepage, path), self.read, self.failed, meta)

    def read(self, response: Response) -> None:
        """A statement, or none: any answer but 200 states nothing."""
        field = FILES[response.meta["statement"]]
        readers = {"rules": read_tdmrep, "ai": read_ai}
        self.settle(response.request, field, readers[field](response.body if response.status == 200 else b""))

    def failed(self, failure: Failure) -> None:
        """No answer: what is known already holds, and it is asked again by the next run."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.settle(request, FILES[request.meta["statement"]], None)

    def settle(self, request: Request | None, field: str, said: object) -> None:
        """Keep what a site states, once both files were read."""
        assert request is not None
        visit = self.spider.turns.visits[request.meta["source"]]
        visit.listings -= 1
        visit.under_way -= 1
        read = self.read_so_far.setdefault(visit.source.name, {})
        read[field] = said
        if len(read) == len(FILES) and None not in read.values() and not self.spider.archive.failed:
            visit.reserved = Reservations(**read)  # type: ignore[arg-type]
            host = urlsplit(visit.source.homepage).hostname or ""
            patience.note_reserved(self.spider.archive, host, as_json(visit.reserved), utc_now())
        self.spider.turns.wake(visit)
