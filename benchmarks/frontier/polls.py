"""Crawls of the virtual sites: a run every five minutes reads what is due, and finds what is listed then."""

import heapq
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from benchmarks.frontier.policies import RUN, Policy, Read
from benchmarks.frontier.world import DAY, DAYS, Site

END = DAYS * DAY


@dataclass(slots=True)
class Tally:
    """What a policy did to some sites."""

    requests: int = 0
    articles: int = 0
    """Articles that were published, those of the last day left out: they may still be found."""
    delays: list[float] = field(default_factory=list)
    """Minutes from the publication of each to its discovery, sorted."""
    missed: int = 0
    """Articles that no endpoint shows any more, and that were not read while one did."""

    def delay(self, share: float) -> float:
        """The delay that this share of the articles does not exceed."""
        return self.delays[min(len(self.delays) - 1, int(share * len(self.delays)))]


def crawl(sites: Iterable[Site], policy: Callable[[float], Policy], factor: float) -> Tally:
    """Crawl each site for all the weeks."""
    tally = Tally()
    for site in sites:
        found: dict[int, float] = {}
        tally.requests += sum(visits(site, policy, factor, found))
        reachable = site.reachable(RUN)
        counted = [
            number for number, moment in enumerate(site.published) if 0 <= moment < END - DAY and reachable[number]
        ]
        tally.articles += len(counted)
        tally.delays += [found[number] - site.published[number] for number in counted if number in found]
        tally.missed += sum(number not in found for number in counted)
    tally.delays.sort()
    return tally


def visits(site: Site, policy: Callable[[float], Policy], factor: float, found: dict[int, float]) -> Iterable[int]:
    """Crawl one site; yields the requests of each read and enters into `found` when each article was found."""
    policies = [policy(factor) for _ in site.listings]
    read, failures = [0] * len(policies), [0] * len(policies)
    since: list[float | None] = [None] * len(policies)
    line = [(0.0, number) for number in range(len(policies))]
    while line[0][0] < END:
        now, number = heapq.heappop(line)
        listing = site.listings[number]
        yield 1
        if not site.up(now):
            failures[number] += 1
            pause = policies[number].failed(failures[number])
        else:
            failures[number] = 0
            there = bisect_right(listing.appears, now)
            fresh = range(max(read[number], there - listing.size), there)
            first = 0
            for entry in fresh:
                article = listing.articles[entry]
                if article not in found:
                    found[article] = now
                    first += 1
            appeared = [site.published[listing.articles[entry]] for entry in fresh] if listing.dated else ()
            pause = policies[number].after(
                Read(now, since[number], appeared, len(fresh), first, min(there, listing.size))
            )
            read[number], since[number] = there, now
        heapq.heappush(line, (math.ceil((now + pause) / RUN - 1e-6) * RUN, number))
