"""What the archive keeps of an endpoint's rhythm, brought up to date after each read, and when that has it read again."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from scrapy.http import Response
from scrapy.settings import BaseSettings

from crawler.answers import header
from crawler.intervals import Limits, Reading, Rhythm, interval, learn, mean, per_day, safe_hours
from crawler.sources import Source
from pipelines.endpoints import Endpoint, Pace

EARLY = 0.9
"""Share of an interval after which it is over: a timer's next run is as long after this one, more or less."""
DOUBTFUL = 8.0
"""Entries awaited in vain, each time so many, after which an endpoint's word that nothing changed is not taken for it."""


def limits_of(source: Source, endpoint: Endpoint, settings: BaseSettings) -> Limits:
    """The bounds of an endpoint's interval: the source's own, else those of the settings; and what the endpoint asks for."""
    least = source.interval_min or settings.getfloat("INTERVAL_MIN")
    most = source.interval_max or max(least, settings.getfloat("INTERVAL_MAX"))
    return Limits(
        least=timedelta(minutes=min(least, most)),
        most=timedelta(minutes=most),
        asked=timedelta(seconds=endpoint.asks),
        patience=settings.getfloat("PATIENCE"),
    )


def paced(endpoint: Endpoint, reading: Reading, limits: Limits, began: datetime) -> Pace:
    """What is known of an endpoint after a read, and when it is due again, in a run that `began` then.

    Counted from the run's beginning, since a timer begins runs at even distances; but at least half the interval from now.
    """
    rhythm = learn(loaded(endpoint.rhythm), reading)
    length = interval(rhythm, reading.now, endpoint.links, limits)
    due = max(began + EARLY * length, reading.now + length / 2)
    return Pace(
        next=f"{due:%Y-%m-%dT%H:%M:%SZ}",
        interval=round(length.total_seconds()),
        per_day=round(per_day(rhythm), 2),
        rhythm=dumped(rhythm),
    )


def read_of(endpoint: Endpoint, now: datetime, published: Iterable[str] = (), first: int = 0) -> Reading:
    """What a read of an endpoint found: of the entries it did not have before, the dates it gives ('' for none), and how
    many of them no other endpoint had named.
    """
    dates = list(published)
    times = tuple(datetime.fromisoformat(date) for date in dates if "T" in date)
    since = datetime.fromisoformat(endpoint.answered) if endpoint.answered else None
    return Reading(since=since, now=now, appeared=times, undated=len(dates) - len(times), first=first)


def longest_pause(endpoint: Endpoint, now: datetime, limits: Limits) -> timedelta:
    """How long an endpoint that fails may be left alone before it has pushed off entries that were not read."""
    hours = safe_hours(loaded(endpoint.rhythm), now, endpoint.links, limits)
    return min(limits.most, timedelta(hours=min(hours, 1e6)))


def doubtful(endpoint: Endpoint, now: datetime) -> bool:
    """Whether an endpoint has said for too long that it has not changed: then it is asked once without validators."""
    if not endpoint.changed or not endpoint.answered or endpoint.validators != "honoured":
        return False
    changed, answered = datetime.fromisoformat(endpoint.changed), datetime.fromisoformat(endpoint.answered)
    rate = mean(loaded(endpoint.rhythm)) / DOUBTFUL / timedelta(hours=1).total_seconds()
    before, after = (int(rate * (moment - changed).total_seconds()) for moment in (answered, now))
    return after > before


def worth_of_validators(endpoint: Endpoint, response: Response, *, same: bool) -> str:
    """What an endpoint's validators are worth after a whole answer, whose body is the `same` as the last or not.

    `ignored` when it had them and sent the same body; `stale` when they are the same as before though the body is not.
    """
    had = (endpoint.etag, endpoint.last_modified)
    if not any(had) or not endpoint.digest:
        return endpoint.validators
    sent = (
        any(name in response.request.headers for name in ("If-None-Match", "If-Modified-Since"))
        if response.request
        else False
    )
    if same:
        return "ignored" if sent else endpoint.validators
    unmoved = had == (header(response, "ETag"), header(response, "Last-Modified"))
    return "stale" if unmoved and not sent and endpoint.validators == "honoured" else endpoint.validators


def loaded(text: str) -> Rhythm:
    """The rhythm that JSON describes; what is not known yet, or was written by another version, is learnt anew."""
    if not text:
        return Rhythm()
    values: dict[str, Any] = json.loads(text)
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }
    return Rhythm(**fields) if set(fields) == set(asdict(Rhythm())) else Rhythm()


def dumped(rhythm: Rhythm) -> str:
    """A rhythm as JSON, to three digits after the point.

    >>> loaded(dumped(Rhythm(first=1.0))).first
    1.0
    """
    values = {
        name: [round(part, 3) for part in value] if isinstance(value, tuple) else round(value, 3)
        for name, value in asdict(rhythm).items()
    }
    return json.dumps(values, separators=(",", ":"))
