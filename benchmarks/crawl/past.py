"""Crawl for news that is a few days old at most, then go back in time, then ask for the same again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.crawl import archives, measure, truth
from benchmarks.crawl.advance import Part
from benchmarks.crawl.programs import Job, as_timed
from benchmarks.crawl.truth import Truth
from benchmarks.crawl.web import NewsWeb, Traffic

RECENT = ("-s", "NEWS_DAYS=5")
"""The web's articles are a month old at most: what is older than this waits for the backfill."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Walked:
    """What the archive had after a crawl."""

    usage: measure.Usage
    """What the crawl cost."""
    traffic: Traffic
    """What the server saw of it."""
    reached: Part
    """Articles and copies since the day of the backfill that are archived."""
    archived: int
    """Articles and copies that are archived, those that are older among them."""


def go_back(web: NewsWeb, job: Job, day: date) -> list[Walked]:
    """Crawl without, with, and once more with a backfill to a day."""
    truths, done, job = truth.load(web.truth), [], as_timed(job)
    back = ("-a", f"backfill={day}")
    for more in ((), back, back):
        web.reset()
        usage = measure.measure((*job.command, *RECENT, "-a", "revisit=no", *more), job.log, job.cwd)
        done.append(look(job.archive, truths, day, usage, web.stats()))
    return done


def look(archive: Path, truths: tuple[Truth, ...], day: date, usage: measure.Usage, traffic: Traffic) -> Walked:
    """Compare an archive with the truth."""
    score = truth.score(truths, archives.read(archive))
    wanted = {one.url for one in truths if one.born == 0 and one.published.date() >= day}
    missed = tuple(url for url in score.missing if url in wanted)
    reached = Part(of=len(wanted), missed=missed)
    return Walked(usage=usage, traffic=traffic, reached=reached, archived=score.archived)


def told(done: Sequence[Walked], day: date) -> Iterator[str]:
    """Lines of a Markdown table, a column a crawl, and the addresses that are missed in the end."""
    new = [
        crawl.archived - before for crawl, before in zip(done, (0, *(crawl.archived for crawl in done)), strict=False)
    ]
    cells = {
        f"articles since {day}: archived": [crawl.reached.share for crawl in done],
        "archived by this crawl": map(str, new),
        "requests": [str(crawl.traffic.requests) for crawl in done],
        "requests per article": [
            f"{crawl.traffic.requests / added:.2f}" if added else "" for crawl, added in zip(done, new, strict=True)
        ],
        "addresses asked for twice": [str(crawl.traffic.repeats) for crawl in done],
        "robots.txt violations": [str(crawl.traffic.robots_violations) for crawl in done],
        "requests at once to one host, most": [str(crawl.traffic.at_once) for crawl in done],
        "CPU, s": [f"{crawl.usage.cpu:.1f}" for crawl in done],
    }
    yield "| | news | backfill | backfill, again |"
    yield "| --- | ---: | ---: | ---: |"
    yield from (f"| {label} | {' | '.join(values)} |" for label, values in cells.items())
    yield from (f"missed: {url}" for url in done[-1].reached.missed[:20])
