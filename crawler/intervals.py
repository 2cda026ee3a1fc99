"""When to read an endpoint again, as pure policy: time is an argument, nothing is fetched and nothing is kept.

What was learnt of an endpoint is a `Rhythm`: how many entries appeared on it, by hour of the day and day of the week, and how
many of them it was the first to name. From that a rate is forecast, and the endpoint is read again when the articles that it is
then expected to have named first are so many and have waited so long that their number times their hours of waiting, all
together, exceeds the limit `patience`. At an even rate r that is an interval of ∛(2 · patience / r²). So a busy endpoint is
read more often, but not in proportion: intervals as 1/√r make the mean delay of an article least for a given number of reads
(Cho and Garcia-Molina, "Effective page refresh policies for web crawlers", 2003, solve the like for pages that change),
intervals as 1/r the mean of its logarithm, and this is between them. With a rhythm it sleeps when the newsroom does.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

HALF_LIFE = 21 * 24.0
"""Hours after which what was seen counts half."""
USUAL = (0.6, 2.4)
"""Entries in hours that are assumed of an endpoint before anything is known: six a day, easily outweighed."""
EVEN_HOUR, EVEN_DAY = 2.0, 6.0
"""Entries that speak for an even rate, for each hour of the day and each day of the week."""
SURGE_HOURS, SURGE_STILL = 1.5, 2.5
"""Hours for which a surge is remembered, and entries that speak against one."""
REPEATS = 1.5
"""Exponent of the share of its entries that an endpoint is first to name: where another one has them anyway, reading both
gains little. At 1, two endpoints with the same entries would be read equally often."""
FIRST = (1.8, 2.0)
"""First and all entries that are assumed of an endpoint before anything is known."""
REPEATER = 0.05
"""An endpoint that is first with a smaller share is not watched for entries that it might push off."""
MARGIN = 3.0
"""How many times over an endpoint is read while its entries are replaced once: room for bursts and late runs."""
PROBE, PROBE_HOURS = 0.5, 0.25
"""Share of the time that an endpoint has been watched after which it is read again at the latest, and the least such time."""
MOST_ASKED = 1.0
"""Hours that a publisher's word is kept at most: a ttl of a day stands in many feeds that bring something every hour."""
HISTORY = 14 * 24.0
"""Hours of the past that a read tells of at most: the first one, by its dates, and one after a long pause."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What was learnt of an endpoint; older observations count less. Hours and days are those of UTC, days from Monday."""

    hours: tuple[float, ...] = (0.0,) * 24
    """Entries that appeared in each hour of the day."""
    hours_watched: tuple[float, ...] = (0.0,) * 24
    """Hours for which it was watched, by hour of the day."""
    days: tuple[float, ...] = (0.0,) * 7
    """Entries that appeared on each day of the week."""
    days_watched: tuple[float, ...] = (0.0,) * 7
    """Hours for which it was watched, by day of the week."""
    first: float = 0.0
    """Entries that it was the first to name."""
    entries: float = 0.0
    """Entries that appeared while it was watched, whoever named them first."""
    recent: float = 0.0
    """Entries of the last hours: those that the rhythm does not account for are a surge."""
    awaited: float = 0.0
    """Entries that were awaited in these hours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What one read of an endpoint found."""

    since: datetime | None
    """When it was read before; None for the first time."""
    now: datetime
    appeared: tuple[datetime, ...] = ()
    """When the entries were published that it has now and had not before, where it says so."""
    undated: int = 0
    """Such entries without a time."""
    first: int = 0
    """How many of all these no other endpoint had named before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What bounds the interval of an endpoint."""

    least: timedelta = timedelta(minutes=5)
    most: timedelta = timedelta(hours=24)
    asked: timedelta = timedelta()
    """What its publisher asks for: ttl, sy:updatePeriod, max-age."""
    patience: float = 0.2
    """Articles that may wait for a read, times the hours that they wait for it all together."""


def learn(rhythm: Rhythm, reading: Reading) -> Rhythm:
    """What is known after a read. Of the first one, the dates on the endpoint tell the past; without dates it tells nothing."""
    now, first_time = reading.now, reading.since is None
    since = reading.since or min(reading.appeared, default=now)
    kept = 0.5 ** (max(now - since, timedelta()) / timedelta(hours=HALF_LIFE))
    since = max(min(since, now), now - timedelta(hours=HISTORY))
    gap = (now - since) / timedelta(hours=1)
    dated = [moment for moment in reading.appeared if since < moment <= now]
    seen = len(dated) if first_time else len(reading.appeared) + reading.undated
    hours, hours_watched = faded(rhythm.hours, kept), faded(rhythm.hours_watched, kept)
    days, days_watched = faded(rhythm.days, kept), faded(rhythm.days_watched, kept)
    awaited, spread = 0.0, (seen - len(dated)) / gap if gap else 0.0
    for hour, day, length in pieces(since, gap):
        awaited += length * rate(rhythm, hour, day)
        hours_watched[hour] += length
        days_watched[day] += length
        hours[hour] += spread * length
        days[day] += spread * length
    for moment in dated:
        hours[moment.hour] += 1
        days[moment.weekday()] += 1
    still = 0.0 if first_time else math.exp(-gap / SURGE_HOURS)
    return Rhythm(
        hours=tuple(hours),
        hours_watched=tuple(hours_watched),
        days=tuple(days),
        days_watched=tuple(days_watched),
        first=kept * rhythm.first + (0 if first_time else reading.first),
        entries=kept * rhythm.entries + (0 if first_time else seen),
        recent=0.0 if first_time else still * rhythm.recent + seen,
        awaited=0.0 if first_time else still * rhythm.awaited + awaited,
    )


def interval(rhythm: Rhythm, now: datetime, length: int, limits: Limits) -> timedelta:
    """How long to leave an endpoint alone that was read `now` and had `length` entries.

    What its publisher asks for is kept, except where entries would be pushed off unread.
    """
    learnt = min(patient_hours(rhythm, now, limits), max(PROBE_HOURS, PROBE * sum(rhythm.hours_watched)))
    asked = min(limits.asked / timedelta(hours=1), MOST_ASKED)
    hours = min(max(learnt, asked), safe_hours(rhythm, now, length, limits))
    return min(max(timedelta(hours=hours), limits.least), limits.most)


def patient_hours(rhythm: Rhythm, now: datetime, limits: Limits) -> float:
    """Hours until the patience with an endpoint is at its end; at most the longest interval."""
    worth = math.pow(share_first(rhythm), REPEATS)
    elapsed = named = waited = 0.0
    for length, awaited in ahead(rhythm, now, limits.most):
        rate = worth * awaited
        need = hours_until(limits.patience, named, waited, rate, length)
        if need <= length:
            return elapsed + need
        elapsed += length
        waited += named * length + rate * length * length / 2
        named += rate * length
    return elapsed


def safe_hours(rhythm: Rhythm, now: datetime, length: int, limits: Limits) -> float:
    """Hours in which no entry is pushed off unread, with a margin; without end for an endpoint that only repeats others."""
    if share_first(rhythm) < REPEATER:
        return math.inf
    elapsed, room = 0.0, max(length, 5) / MARGIN
    for hours, awaited in ahead(rhythm, now, limits.most):
        if room <= awaited * hours:
            return elapsed + room / awaited
        elapsed += hours
        room -= awaited * hours
    return math.inf


def share_first(rhythm: Rhythm) -> float:
    """The share of its entries that an endpoint is first to name."""
    return min(1.0, (FIRST[0] + rhythm.first) / (FIRST[1] + rhythm.entries))


def ahead(rhythm: Rhythm, now: datetime, span: timedelta) -> Iterator[tuple[float, float]]:
    """The hours of the clock to come: the length of each, and the entries an hour that are awaited in it."""
    surge = (SURGE_STILL + rhythm.recent) / (SURGE_STILL + rhythm.awaited) - 1
    elapsed = 0.0
    for hour, day, length in pieces(now, span / timedelta(hours=1)):
        yield length, rate(rhythm, hour, day) * (1 + surge * math.exp(-elapsed / SURGE_HOURS))
        elapsed += length


def hours_until(patience: float, named: float, waited: float, rate: float, most: float) -> float:
    """Hours until articles, times the hours they have waited, come to `patience`, if within `most`; else infinite.

    `named` articles are there and have waited for `waited` hours in all; more come at `rate` an hour.

    >>> round(hours_until(4.0, 0.0, 0.0, 1.0, 3.0), 6)
    2.0
    """
    hours = min(most, math.cbrt(2 * patience / (rate * rate)))  # exact if none is there yet, too late otherwise
    for _ in range(5):  # Newton's method from the far side: the product is convex, so no step goes too far
        number, total = named + rate * hours, waited + named * hours + rate * hours * hours / 2
        beyond = number * total - patience
        if beyond < 0 and hours == most:
            return math.inf
        hours -= beyond / (rate * total + number * number)
    return hours


def per_day(rhythm: Rhythm) -> float:
    """Articles a day that an endpoint is expected to be the first to name."""
    return 24 * share_first(rhythm) * mean(rhythm)


def mean(rhythm: Rhythm) -> float:
    """Entries an hour, on average."""
    return (USUAL[0] + sum(rhythm.hours)) / (USUAL[1] + sum(rhythm.hours_watched))


def rate(rhythm: Rhythm, hour: int, day: int) -> float:
    """Entries awaited in an hour, at an hour of the day and a day of the week."""
    even = mean(rhythm)
    by_hour = (EVEN_HOUR + near(rhythm.hours, hour)) / (EVEN_HOUR + even * near(rhythm.hours_watched, hour))
    by_day = (EVEN_DAY + rhythm.days[day]) / (EVEN_DAY + even * rhythm.days_watched[day])
    return even * max(by_hour * by_day, 0.02)


def near(values: tuple[float, ...], hour: int) -> float:
    """The value of an hour of the day, smoothed with those before and after it."""
    return values[hour - 1] / 4 + values[hour] / 2 + values[(hour + 1) % 24] / 4


def faded(values: tuple[float, ...], kept: float) -> list[float]:
    """Values of which the share `kept` still counts."""
    return [kept * value for value in values]


def pieces(since: datetime, hours: float) -> Iterator[tuple[int, int, float]]:
    """The hours of the clock that begin at `since` and last `hours`: hour, day of the week, and how much of it.

    >>> list(pieces(datetime(2026, 11, 22, 23, 45), 1.0))
    [(23, 6, 0.25), (0, 0, 0.75)]
    """
    hour, day = since.hour, since.weekday()
    piece = 1 - since.minute / 60 - since.second / 3600
    while hours > 1e-9:
        piece = min(piece, hours)
        yield hour, day, piece
        hours -= piece
        piece, hour = 1.0, hour + 1
        if hour == 24:
            hour, day = 0, (day + 1) % 7
