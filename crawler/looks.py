"""Articles that are archived, looked at again: asked with the validators of their last answer, and kept whatever comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler import frontier
from crawler.answers import as_exception, asked_pause, header, is_html, page_of
from crawler.frontier import Outcome
from crawler.polling import REDIRECTS
from crawler.revisits import USUAL, Plan, next_look, usual_edits
from crawler.sources import Source
from crawler.visit import Visit
from pipelines import fate, revisits
from pipelines.archive import Archive, Standing, utc_now
from pipelines.items import Page
from pipelines.revisits import FRONT, Absence, Due
from pipelines.urls import clean, url_key

if TYPE_CHECKING:
    from crawler.spiders.news import NewsSpider

LEAST = timedelta(seconds=frontier.LATER)
"""Until a look is repeated that led to nothing."""
ALWAYS = "9999"
"""Later than any time: with it, whatever will ever be due is due now."""


def plan_of(source: Source, days: int, looks: int) -> Plan:
    """How closely a source's articles are followed: as its table says, else as the settings do.

    >>> round(plan_of(Source(name="a", title="A", homepage="https://a.example/", revisit_looks=12), 30, 6).step, 3)
    0.09
    """
    days = days if source.revisit_days is None else source.revisit_days
    looks = looks if source.revisit_looks is None else source.revisit_looks
    return replace(USUAL, days=days, step=USUAL.step * 6 / looks) if looks else replace(USUAL, days=0)


class Looks:
    """Looks at a run's archived articles again, on behalf of its spider."""

    def __init__(self, spider: "NewsSpider") -> None:
        self.spider = spider
        self.archive: Archive = spider.archive
        self.began = utc_now()
        settings = spider.settings
        given = settings.getint("REVISIT_DAYS"), settings.getint("REVISIT_LOOKS")
        self.plans = {source.name: plan_of(source, *given) for source in spider.sources}
        self.edits: dict[str, float] = {}
        """Edits that an article of a source gets on average, as far as they were asked for."""
        self.apart = timedelta(hours=settings.getfloat("REMOVED_HOURS"))
        self.archive.next_look = self.policy

    def policy(self, article: Standing, now: datetime) -> datetime | None:
        """When to look at an article again."""
        if not (plan := self.plans.get(article.source)):
            return None
        if article.source not in self.edits:
            week = f"{now - timedelta(days=7):%Y-%m-%dT%H:%M:%SZ}"
            self.edits[article.source] = usual_edits(*revisits.edited(self.archive, article.source, week))
        plan = replace(plan, edits=self.edits[article.source])
        return next_look(article.published, article.looks, article.changes, now, plan)

    def ask(self, visit: Visit) -> Request | None:
        """The request for the next article that is due, conditional on its last answer; None if there is none now."""
        if self.spider.asked_for.revisit == "no" or not (due := self._next(visit)):
            return None
        visit.looks.add(due.article)
        meta = {"look": due, "dont_redirect": True, "handle_httpstatus_all": True, "raw": True}
        request = self.spider.request(visit, due.url, self.read, self.failed, meta)
        if due.etag:
            request.headers["If-None-Match"] = due.etag
        if due.last_modified:
            request.headers["If-Modified-Since"] = due.last_modified
        return request

    def _next(self, visit: Visit) -> Due | None:
        """The next article of a publication: the target of a redirect first."""
        if visit.moved:
            return visit.moved.popleft()
        now = ALWAYS if self.spider.asked_for.due == "all" else utc_now()
        due = revisits.due_articles(self.archive, visit.source.name, now, self.began, len(visit.looks) + 1)
        return next((article for article in due if article.article not in visit.looks), None)

    def read(self, response: Response) -> Iterator[Page]:
        """An article's address answered."""
        due: Due = response.meta["look"]
        visit = self.spider.turns.visits[due.source]
        visit.under_way -= 1
        if self.archive.failed:
            return
        if response.status == 304 or (response.status == 200 and self._same_body(response)):
            self.note(visit, due, "unchanged", there=True)
        elif response.status in REDIRECTS:
            self.follow(visit, due, response)
        elif response.status in {404, 410}:
            self.gone(visit, due, response, response.status)
        elif response.status != 200:
            word = frontier.outcome_of_status(response.status).word
            self.note(visit, due, word, least=timedelta(seconds=asked_pause(response) or 0))
        elif not is_html(response):
            self.note(visit, due, Outcome("dropped", "not-html").word)
        else:
            self.spider.turns.wake(visit)
            yield page_of(response, source=due.source, article=due.article, trusted=True)

    def _same_body(self, response: Response) -> bool:
        """Whether a body is the one that the article was read from."""
        rows = self.archive.rows("SELECT digest FROM captures WHERE id = ?", (response.meta["capture"],))
        return bool(rows) and rows[0][0] == response.meta["look"].digest != ""

    def follow(self, visit: Visit, due: Due, response: Response) -> None:
        """An article's address leads elsewhere: to its new address, to another article, or away."""
        target = clean(header(response, "Location"), response.url)
        hops = visit.hops.get(due.key, 0) + 1
        if not target or hops > frontier.MAX_HOPS:
            self.note(visit, due, "redirect-loop" if target else "bad-redirect")
        elif visit.is_front(target):
            self.gone(visit, due, response, FRONT)
        elif not visit.owns(target):
            self.note(visit, due, "off-site")
        elif other := revisits.moved(self.archive, due.article, url_key(target)):
            with self.archive.unit():
                revisits.merged(self.archive, due, other, utc_now(), response.meta["capture"])
            self._told(visit, due, "redirect")
        else:
            visit.hops[due.key] = hops
            visit.looks.discard(due.article)
            visit.moved.append(replace(due, url=target, etag="", last_modified=""))
            self.spider.turns.wake(visit)

    def gone(self, visit: Visit, due: Due, response: Response, status: int) -> None:
        """An article was not found: certain at a second look, hours later."""
        absence = Absence(article=due.article, seen=utc_now(), status=status, capture=response.meta["capture"])
        with self.archive.unit():
            revisits.gone(self.archive, absence, self.apart)
        self._told(visit, due, "gone")

    def failed(self, failure: Failure) -> None:
        """An article's address did not answer."""
        request: Request = failure.request  # type: ignore[attr-defined]
        due: Due = request.meta["look"]
        visit = self.spider.turns.visits[due.source]
        visit.under_way -= 1
        if self.archive.failed:
            return
        outcome = frontier.outcome_of_failure(as_exception(failure))
        if outcome.word == "timeout":
            self.spider.throttle.rest(visit.host)
        self.note(visit, due, outcome.word)

    def note(self, visit: Visit, due: Due, word: str, *, there: bool = False, least: timedelta = timedelta(0)) -> None:
        """Settle a look that brought nothing to archive."""
        with self.archive.unit():
            least = least if there else max(LEAST, least)
            revisits.looked(self.archive, due.article, utc_now(), there=there, least=least)
        self._told(visit, due, word)

    def _told(self, visit: Visit, due: Due, word: str) -> None:
        """Count a look that is settled."""
        fate.count(self.spider.crawler, self.archive, due.source, "looked", word)
        self.settled(visit, due)

    def settled(self, visit: Visit, due: Due) -> None:
        """A look is over, whatever it found."""
        visit.looks.discard(due.article)
        self.spider.turns.wake(visit)
