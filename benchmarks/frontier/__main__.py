"""Measure when the frontier asks, in virtual weeks: `python -m benchmarks.frontier`; see benchmarks/README.md."""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.frontier.calibrate import calibrated
from benchmarks.frontier.edits import Seen, policies, revisit
from benchmarks.frontier.policies import POLICIES
from benchmarks.frontier.polls import Tally, crawl
from benchmarks.frontier.world import DAYS, sites

STARTS = {"fixed": (4.0, -1.0), "Miniflux": (0.56, 0.9), "Media Cloud": (0.09, -0.9), "Morgue": (0.065, -0.35)}
"""A factor to begin with, and the exponent with which the requests change with it, about."""
LOOKS = {"even": (1.2, -1.0), "NewsDiffs": (24.0, -0.8), "Morgue": (0.174, -0.9)}


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.frontier", description=__doc__)
    add = parser.add_argument
    add("--sites", type=int, default=300)
    add("--seed", type=int, default=1)
    add("--per-day", type=float, default=12.0, metavar="N", help="requests a day for each endpoint, on average")
    add("--single", action="store_true", help="one endpoint a site, a feed of all it publishes")
    add("--looks", type=float, default=6.0, help="looks at an article after it was archived, on average")
    add("--json", type=Path, metavar="OUT")
    return parser.parse_args(arguments)


def polled(job: tuple[str, int, int, float, bool]) -> tuple[float, Tally]:
    """One policy for endpoints, at the number of requests that is asked for."""
    name, count, seed, per_day, single = job
    web = list(sites(count, seed, single=single))
    wanted = per_day * DAYS * sum(len(site.listings) for site in web)
    start, slope = STARTS[name]
    if name != "fixed":  # a tenth of the sites tells the factor nearly
        some = web[:: max(1, count // 30)]
        share = wanted * sum(len(site.listings) for site in some) / sum(len(site.listings) for site in web)
        start, _ = calibrated(lambda factor: crawl(some, POLICIES[name], factor), requests_of, share, start, slope)
    return calibrated(lambda factor: crawl(web, POLICIES[name], factor), requests_of, wanted, start, slope)


def requests_of(tally: Tally) -> float:
    """How many requests were made."""
    return tally.requests


def looked(job: tuple[str, int, int, float]) -> tuple[float, Seen]:
    """One policy for articles, at the number of looks that is asked for."""
    name, count, seed, wanted = job
    make, (start, slope) = dict(policies())[name], LOOKS[name]
    return calibrated(
        lambda factor: revisit(count, seed, make(factor)), lambda seen: seen.looks / seen.articles, wanted, start, slope
    )


def work(asked: argparse.Namespace) -> dict[str, object]:
    """Measure all policies, two at a time; prints a line for each."""
    began = time.monotonic()
    results: dict[str, object] = {}
    with ProcessPoolExecutor(2) as pool:
        polls = [(name, asked.sites, asked.seed, asked.per_day, asked.single) for name in reversed(POLICIES)]
        looks = [(name, asked.sites, asked.seed, asked.looks) for name, _ in policies()]
        first, second = pool.map(polled, polls), pool.map(looked, looks)
        for line in (*poll_lines(polls, first, results), *look_lines(looks, second, results)):
            print(line, flush=True)
    print(f"{time.monotonic() - began:.0f} s")
    return results


def poll_lines(
    jobs: list[tuple[str, int, int, float, bool]], found: Iterator[tuple[float, Tally]], results: dict[str, object]
) -> Iterator[str]:
    """The policies for endpoints as a table."""
    yield f"{'endpoints':12} {'factor':>8} {'requests':>9} {'median':>8} {'p95':>8} {'mean':>8} {'missed':>8}"
    for (name, *_), (factor, tally) in zip(jobs, found, strict=True):
        mean, missed = sum(tally.delays) / len(tally.delays), tally.missed / tally.articles
        yield (
            f"{name:12} {factor:8.3g} {tally.requests:9,} {tally.delay(0.5):6.1f} m {tally.delay(0.95):6.1f} m {mean:6.1f} m"
            f" {missed:8.3%}"
        )
        results[f"endpoints, {name}"] = {
            "factor": factor,
            "requests": tally.requests,
            "articles": tally.articles,
            "median": tally.delay(0.5),
            "p95": tally.delay(0.95),
            "mean": mean,
            "missed": missed,
        }


def look_lines(
    jobs: list[tuple[str, int, int, float]], found: Iterator[tuple[float, Seen]], results: dict[str, object]
) -> Iterator[str]:
    """The policies for articles as a table."""
    yield f"{'articles':12} {'factor':>8} {'looks':>9} {'in a week':>10} {'edits':>8} {'seen':>8}"
    for (name, *_), (factor, seen) in zip(jobs, found, strict=True):
        looks, week, edits = seen.looks / seen.articles, seen.week / seen.articles, seen.edits / seen.articles
        yield f"{name:12} {factor:8.3g} {looks:9.2f} {week:10.2f} {edits:8.2f} {seen.seen / seen.edits:8.1%}"
        results[f"articles, {name}"] = {
            "factor": factor,
            "looks": looks,
            "in a week": week,
            "edits": edits,
            "seen": seen.seen / seen.edits,
        }


def main() -> int:
    """Run the command line."""
    asked = parse()
    results = work(asked)
    if asked.json:
        asked.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
