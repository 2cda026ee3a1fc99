"""Whose turn it is: one request at a time per publication, round robin, until nothing is due in this run."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scrapy import Request

from crawler.frontier import IN_RUN_SECONDS
from crawler.visit import Visit
from pipelines import endpoints, ledger, revisits
from pipelines.archive import Archive, utc_now

logger = logging.getLogger(__name__)

WATCH_SECONDS = 5.0
"""How often a wait is looked up from, though nothing was settled."""


class Turns:
    """The visits of a run, those that may have a next request in line."""

    def __init__(self, archive: Archive, minutes: int = 0) -> None:
        self.archive = archive
        self._end = datetime.now(UTC) + timedelta(minutes=minutes) if minutes else None
        self.visits: dict[str, Visit] = {}
        self._line: deque[Visit] = deque()
        self._woken = asyncio.Event()

    def add(self, visit: Visit) -> None:
        """A publication joins the run."""
        self.visits[visit.source.name] = visit
        self._line.append(visit)

    def wake(self, visit: Visit) -> None:
        """Something of a publication was settled, so it may have a next request."""
        self._line.append(visit)
        self._woken.set()

    def open_links(self) -> int:
        """Links whose fate is not settled yet."""
        return sum(len(visit.open_links) for visit in self.visits.values())

    def over(self) -> bool:
        """Whether the run has lasted for as long as it may."""
        return self._end is not None and datetime.now(UTC) >= self._end

    def next_due(self) -> str:
        """When the next endpoint, failed link or archived article is due; '' when that is not known.

        What is due already could not be asked, since its host asked to be left alone.
        """
        now = utc_now()
        moments = [endpoints.next_look(self.archive, list(self.visits), now)]
        for name in self.visits:
            moments += [ledger.next_retry(self.archive, name), revisits.next_due(self.archive, name)]
        return min((moment for moment in moments if moment and moment > now), default="")

    async def next(
        self, pick: Callable[[Visit], Request | None], idle: Callable[[], None], full: Callable[[], bool]
    ) -> Request | None:
        """The next request that `pick` has, as soon as it has one; None when the run is over, or its time is up.

        `idle` is called before each wait. `full` says whether nothing more is wanted.
        """
        while True:
            self._woken.clear()
            while self._line and not self.over():
                visit = self._line.popleft()
                if visit.under_way < visit.concurrency and (request := pick(visit)):
                    if visit.under_way < visit.concurrency:
                        self._line.append(visit)
                    return request
            idle()
            pause = self._pause(full=full() or self.over())
            if pause is None:
                if self.over():
                    logger.info("the time is up, as asked with max_minutes; the next run goes on from here")
                return None
            try:
                await asyncio.wait_for(self._woken.wait(), pause)
            except TimeoutError:
                self._line.extend(self.visits.values())  # a retry may be due

    def _pause(self, *, full: bool) -> float | None:
        """Seconds to wait for something to happen; None when nothing will in this run."""
        if any(
            visit.under_way
            or visit.listings
            or visit.open_links
            or visit.looks
            or visit.moved
            or (visit.resting and not full)
            for visit in self.visits.values()
        ):
            return WATCH_SECONDS
        retries = [moment for visit in self.visits.values() if (moment := visit.retry_at(self.archive))]
        if full or not retries:
            return None
        seconds = (min(retries) - datetime.now(UTC)).total_seconds()
        return max(0.1, seconds) if seconds <= IN_RUN_SECONDS else None
