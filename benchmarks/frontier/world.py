"""Four virtual weeks of news sites: when they publish, on which pages an article is listed, and when they are down.

Times are minutes since the beginning of the first week, a Monday, 00:00 UTC. What lies before is the past that feeds still list.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = 60.0, 1440.0
DAYS = 28
LEAST, MOST = 0.1, 300.0
"""Articles a day; sources lie evenly between them on a logarithmic scale."""
NEWSROOM = (
    *(0.15, 0.1, 0.08, 0.08, 0.12, 0.3, 0.8, 1.3, 1.6, 1.8, 1.8, 1.7),
    *(1.6, 1.6, 1.7, 1.7, 1.6, 1.5, 1.3, 1.1, 0.9, 0.7, 0.5, 0.3),
)
"""How busy a newsroom is at each hour of its own day."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An endpoint: what it lists, and when."""

    size: int
    """Entries that it holds; a new one pushes the oldest out."""
    dated: bool
    """Whether it says when its entries were published."""
    articles: list[int]
    """Numbers of its entries, in the order in which they appear."""
    appears: list[float]
    """When each appears on it."""


@dataclass(frozen=True, slots=True)
class Site:
    """A publication."""

    published: list[float]
    """When each of its articles is published."""
    listings: list[Listing]
    outages: list[tuple[float, float]]
    """From when to when nothing of it answers."""

    def up(self, moment: float) -> bool:
        """Whether it answers."""
        return not any(begin <= moment < end for begin, end in self.outages)

    def reachable(self, every: float) -> list[bool]:
        """Of each article whether a crawler that reads every listing each `every` minutes would find it."""
        found = [False] * len(self.published)
        for listing in self.listings:
            for place, (number, moment) in enumerate(zip(listing.articles, listing.appears, strict=True)):
                if not found[number]:
                    later = place + listing.size
                    gone = listing.appears[later] if later < len(listing.appears) else math.inf
                    run = math.ceil(moment / every) * every
                    while run < gone and not self.up(run):
                        run += every
                    found[number] = run < gone
        return found


def sites(count: int, seed: int, *, single: bool = False) -> Iterator[Site]:
    """That many sites; with one endpoint each, a feed of all it publishes, or with as many as sites have."""
    for number in range(count):
        rng = Random(f"{seed} {number}")
        daily = LEAST * (MOST / LEAST) ** ((number + 0.5) / count)
        published = publications(rng, daily)
        yield Site(published, list(listings(rng, published, daily, single=single)), list(outages(rng)))


def publications(rng: Random, daily: float) -> list[float]:
    """When a site publishes: by its own time zone, weekdays, good and bad days, and bursts of a few hours."""
    zone, sharpness, weekend = rng.randrange(24), rng.uniform(0.4, 1.5), rng.uniform(0.15, 0.9)
    hours = [NEWSROOM[(hour + zone) % 24] ** sharpness for hour in range(24)]
    even = 24 / sum(hours) * 7 / (5 + 2 * weekend)
    past = int(min(120, max(14, 12 / daily)))
    times, burst, until = [], 1.0, -math.inf
    for day in range(-past, DAYS):
        good = rng.lognormvariate(-0.045, 0.3)
        for hour in range(24):
            begin = day * DAY + hour * HOUR
            if begin >= until:
                burst = 1.0
                if rng.random() < 0.15 / 24:
                    burst, until = rng.uniform(3, 8), begin + rng.randint(1, 3) * HOUR
            local_day = int((begin + zone * HOUR) // DAY) % 7
            expected = daily / 24 * even * hours[hour] * good * burst * (weekend if local_day >= 5 else 1.0)
            times += sorted(begin + rng.random() * HOUR for _ in range(poisson(rng, expected)))
    return times


def poisson(rng: Random, expected: float) -> int:
    """How often something happens that is expected so often."""
    floor, product, count = math.exp(-expected), rng.random(), 0
    while product > floor:
        product *= rng.random()
        count += 1
    return count


def listings(rng: Random, published: list[float], daily: float, *, single: bool) -> Iterator[Listing]:
    """A feed of everything or of most; and, unless `single`, a front page and up to five feeds of sections.

    A feed has 10 to 100 entries, a busy site's no fewer than it publishes in some three hours at its average pace.
    """
    whole = single or rng.random() < 0.85
    size = max(round(math.exp(rng.uniform(math.log(10), math.log(100)))), min(100, round(daily / 8)))
    section = [rng.randrange(6) for _ in published]
    everything = [number for number in range(len(published)) if whole or section[number] < 4]
    yield Listing(size, True, everything, [published[number] for number in everything])
    if single:
        return
    shown = [number for number in range(len(published)) if rng.random() < 0.9]
    lag = rng.uniform(0, 15)
    yield Listing(rng.randint(30, 100), False, shown, sorted(published[number] + lag for number in shown))
    for wanted in rng.sample(range(6), rng.choice((0, 0, 1, 2, 3, 5))):
        own = [number for number in range(len(published)) if section[number] == wanted]
        yield Listing(rng.randint(10, 50), rng.random() < 0.7, own, [published[number] for number in own])


def outages(rng: Random) -> Iterator[tuple[float, float]]:
    """About two a site, of one to eight hours."""
    at = rng.expovariate(1 / (14 * DAY))
    while at < DAYS * DAY:
        end = at + rng.uniform(1, 8) * HOUR
        yield at, end
        at = end + rng.expovariate(1 / (14 * DAY))
