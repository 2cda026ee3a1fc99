"""Policies for endpoints: Morgue's own, and those of others, each with one factor that makes it ask more or less often.

A policy is made anew for each endpoint. `after()` gets what a read found and returns minutes to the next read.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from benchmarks.frontier.world import DAY, START
from crawler.intervals import Limits, Reading, Rhythm, interval, learn, safe_hours

RUN = 5.0
"""Minutes between two runs."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a read of an endpoint found."""

    now: float
    since: float | None
    """When it was read before."""
    appeared: Sequence[float]
    """When the entries were published that were not there the last time, if it says so."""
    fresh: int
    """Entries that were not there the last time."""
    first: int
    """Those among them that no other endpoint of the site had named."""
    size: int
    """Entries on it."""


class Policy(Protocol):
    """When to read one endpoint."""

    def after(self, read: Read) -> float:
        """Minutes from a read to the next."""

    def failed(self, failures: int) -> float:
        """Minutes from a failure, so many in a row, to the next try."""


class Runs:
    """Times in whole runs, five minutes apart: what is too much one time is taken from the next."""

    def __init__(self) -> None:
        self.owed = 0.0

    def whole(self, minutes: float) -> float:
        """So many minutes, at least a run, on average."""
        self.owed += minutes
        taken = max(1, round(self.owed / RUN)) * RUN
        self.owed -= taken
        return taken


class Fixed:
    """Every endpoint after the same time, 15 minutes times `factor`."""

    def __init__(self, factor: float) -> None:
        self.minutes = 15 * factor
        self.runs = Runs()

    def after(self, read: Read) -> float:  # noqa: ARG002 - the same for all
        """The same for all."""
        return self.runs.whole(self.minutes)

    def failed(self, failures: int) -> float:  # noqa: ARG002
        """As always."""
        return self.minutes


class Miniflux:
    """Miniflux's scheduler `entry_frequency`: a week by the entries that a feed has in a week, 5 minutes to 24 hours.

    https://miniflux.app/docs/configuration.html, SCHEDULER_ENTRY_FREQUENCY_FACTOR; read in internal/model/feed.go.
    """

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.week: deque[float] = deque()

    def after(self, read: Read) -> float:
        """As ScheduleNextCheck() does, with the weekly count that the mean distance of a week's entries gives."""
        self.week.extend([*read.appeared, *[read.now] * (read.fresh - len(read.appeared))])
        while self.week and self.week[0] < read.now - 7 * DAY:
            self.week.popleft()
        span = self.week[-1] - self.week[0] if len(self.week) > 1 else 0.0
        weekly = 7 * DAY * (len(self.week) - 1) / span if span > 0 else 0.0
        return min(max(7 * DAY / (weekly * self.factor), RUN), DAY) if weekly else DAY

    def failed(self, failures: int) -> float:  # noqa: ARG002
        """An hour, as its polling frequency is."""
        return 60.0


class MediaCloud:
    """Media Cloud's rss-fetcher: 12 hours at first; an hour less after a read in which at most a third of the entries was
    known, a tenth of an hour more after one in which two thirds were (an hour more when nothing came for a month).

    Read in fetcher/tasks.py, `_check_auto_adjust`. `factor` scales all its times.
    """

    LEAST, MOST = 10.0, 24 * 60.0

    def __init__(self, factor: float) -> None:
        self.factor = factor
        self.minutes = 12 * 60.0
        self.last = 0.0
        self.runs = Runs()

    def after(self, read: Read) -> float:
        """Shorter or longer than before, by what was new."""
        known = 1 - read.first / max(1, read.size)
        if read.first:
            self.last = read.now
        if known <= 0.33 and read.since is not None:
            self.minutes -= 60
        elif known >= 0.67:
            self.minutes += 60 if read.now - self.last > 31 * DAY else 6
        self.minutes = min(max(self.minutes, self.LEAST), self.MOST)
        return self.runs.whole(max(RUN, self.minutes * self.factor))

    def failed(self, failures: int) -> float:
        """Its interval again, longer each time."""
        return min(DAY, math.ldexp(max(RUN, self.minutes * self.factor), failures - 1))


class Morgue:
    """The policy of this project; `factor` is its patience."""

    def __init__(self, factor: float) -> None:
        self.limits = Limits(patience=factor)
        self.rhythm, self.size, self.last = Rhythm(), 0, START

    def after(self, read: Read) -> float:
        """Learn, and decide."""
        now = START + timedelta(minutes=read.now)
        reading = Reading(
            since=None if read.since is None else START + timedelta(minutes=read.since),
            now=now,
            appeared=tuple(START + timedelta(minutes=minute) for minute in read.appeared),
            undated=read.fresh - len(read.appeared),
            first=read.first,
        )
        self.rhythm, self.size, self.last = learn(self.rhythm, reading), read.size, now
        return 0.9 * (interval(self.rhythm, now, read.size, self.limits) / timedelta(minutes=1))

    def failed(self, failures: int) -> float:
        """As `frontier.endpoint_retry_time()`: a quarter of an hour, then twice as long each time."""
        safe = safe_hours(self.rhythm, self.last, self.size, self.limits)
        return min(DAY, math.ldexp(15.0, failures - 1), max(15.0, 60 * safe))


POLICIES: dict[str, Callable[[float], Policy]] = {
    "fixed": Fixed,
    "Miniflux": Miniflux,
    "Media Cloud": MediaCloud,
    "Morgue": Morgue,
}
