"""When to look again, as pure policy: time is an argument, nothing is fetched and nothing is kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from crawler.addressguard import PrivateAddress
from crawler.robots import Disallowed, RobotsUnreachable
from crawler.throttle import HostResting

RETRY_SECONDS = (3, 15, 3_600, 6 * 3_600, 24 * 3_600, 72 * 3_600)
"""Pauses after the first, second, … failure in a row; after the last one a link is given up."""
LATER = 3_600
"""Seconds after a failure that a second try at once would only repeat."""
IN_RUN_SECONDS = 30
"""A run waits for retries that are due within this time before it ends."""
ENDPOINT_SECONDS = (3, 15, 900, 1_800, 3_600, 2 * 3_600, 4 * 3_600, 8 * 3_600, 24 * 3_600)
"""The same for an endpoint, which is never given up."""
SOONEST = 900.0
"""Seconds for which an endpoint that failed in several runs is left alone at least, however busy it is."""
MAX_HOPS = 10
"""Redirects that are followed one after the other; browsers stop at 20."""
ABSENT_SECONDS = 30 * 24 * 3_600
"""After this time a well-known address that answered with nothing of use is asked again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer or a failure means for its link."""

    fate: str
    word: str
    at_once: bool = True
    """Whether a failed one may be tried again in the same run."""

    @property
    def least_pause(self) -> float:
        """Seconds that a second try waits at least: one that would be futile in this run waits longer than a run does."""
        return 0 if self.at_once and self.fate == "failed" else LATER


# The first class that fits decides.
FAILURES: tuple[tuple[type[Exception], Outcome], ...] = (
    (Disallowed, Outcome("dropped", "disallowed")),
    (PrivateAddress, Outcome("dropped", "private-address")),
    (HostResting, Outcome("failed", "host-resting", at_once=False)),
    (RobotsUnreachable, Outcome("failed", "robots-unreachable", at_once=False)),
    (DownloadTimeoutError, Outcome("failed", "timeout", at_once=False)),
    (CannotResolveHostError, Outcome("failed", "no-such-host", at_once=False)),
    (DownloadConnectionRefusedError, Outcome("failed", "refused")),
    (ResponseDataLossError, Outcome("failed", "cut-off")),
    (DownloadCancelledError, Outcome("dropped", "too-big")),
    (IgnoreRequest, Outcome("dropped", "ignored")),
)
STATUSES = {
    401: Outcome("dropped", "login"),
    403: Outcome("failed", "forbidden", at_once=False),
    404: Outcome("dropped", "gone"),
    408: Outcome("failed", "http-408"),
    410: Outcome("dropped", "gone"),
    425: Outcome("failed", "http-425"),
    429: Outcome("failed", "http-429"),
    451: Outcome("dropped", "withheld"),
}


def outcome_of_failure(error: Exception) -> Outcome:
    """What it means that no answer came."""
    return next((outcome for kind, outcome in FAILURES if isinstance(error, kind)), Outcome("failed", "download-error"))


def outcome_of_status(status: int) -> Outcome:
    """What a status other than 200 and a redirect means.

    >>> outcome_of_status(410), outcome_of_status(503).fate
    (Outcome(fate='dropped', word='gone', at_once=True), 'failed')
    """
    return STATUSES.get(status) or Outcome("failed" if status >= 500 else "dropped", f"http-{status}")


def retry_time(outcome: Outcome, failures: int, now: datetime, asked: float | None = None) -> datetime | None:
    """When a link that failed, for the `failures`-th time in a row, may be tried again; None to give it up.

    >>> retry_time(Outcome("failed", "http-503"), 1, datetime(2026, 11, 23), asked=8.0)
    datetime.datetime(2026, 11, 23, 0, 0, 8)
    """
    if failures > len(RETRY_SECONDS):
        return None
    pause = max(RETRY_SECONDS[failures - 1], asked or 0, outcome.least_pause)
    return now + timedelta(seconds=pause)


def endpoint_retry_time(
    failures: int, now: datetime, asked: float | None = None, safe: float | None = None
) -> datetime:
    """When an endpoint that failed, for the `failures`-th time in a row, may be asked again.

    No sooner than in the seconds that its server `asked` for, and else not much later than it is `safe`: until then it
    has pushed off no entries that were not read.
    """
    pause = float(ENDPOINT_SECONDS[min(failures, len(ENDPOINT_SECONDS)) - 1])
    if safe is not None:
        pause = min(pause, max(safe, SOONEST))
    return now + timedelta(seconds=max(pause, asked or 0))
