"""What was measured, as Markdown tables for people and as JSON."""

import json
import os
import platform
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TypeVar
from urllib.parse import urlsplit

from benchmarks.crawl.advance import Phase
from benchmarks.crawl.kills import Survival
from benchmarks.crawl.programs import PROGRAMS
from benchmarks.crawl.runs import Again, Run
from benchmarks.crawl.truth import Found
from benchmarks.crawl.web import Plan

T = TypeVar("T")

MB = 1_000_000
LISTED = 20  # addresses of non-articles, and of missing articles, to list

COSTS: dict[str, tuple[Callable[[Run], float], str]] = {
    "CPU, s": (lambda run: run.usage.cpu, ".1f"),
    "CPU per archived article, ms": (lambda run: run.cpu_ms, ".1f"),
    "wall clock, s": (lambda run: run.usage.seconds, ".1f"),
    "archived articles per second": (lambda run: run.rate, ".1f"),
    "peak memory, MB": (lambda run: run.usage.peak / MB, ".0f"),
    "on disk, MB": (lambda run: run.bytes / MB, ".1f"),
    "requests": (lambda run: run.traffic.requests, ".0f"),
    "article pages fetched": (lambda run: run.traffic.article_pages, ".0f"),
}
"""Costs, compared as morgue / naive."""

FACTS: dict[str, tuple[Callable[[Run], float], str]] = {
    "text complete, of stored": (lambda run: share(run.score.complete, run.score.stored), ".1%"),
    "headline right, of stored": (lambda run: share(run.score.headline, run.score.stored), ".1%"),
    "date right to the minute, of stored": (lambda run: share(run.score.minute, run.score.stored), ".1%"),
    "date right to the day, of stored": (lambda run: share(run.score.day, run.score.stored), ".1%"),
    "records": (lambda run: run.score.records, ".0f"),
    "records that are no article": (lambda run: len(run.score.strays), ".0f"),
    "… share of records": (lambda run: share(len(run.score.strays), run.score.records), ".1%"),
    "records of an article already stored": (lambda run: run.score.duplicates, ".0f"),
    "addresses folded into another text": (lambda run: run.score.misfolded, ".0f"),
    "copies in one story with their original": (lambda run: run.score.joined, ".0f"),
    "copies that are not": (lambda run: run.score.parted, ".0f"),
    "stories of two different articles": (lambda run: run.score.mixed, ".0f"),
    "addresses fetched again": (lambda run: run.traffic.repeats, ".0f"),
    "robots.txt violations": (lambda run: run.traffic.robots_violations, ".0f"),
    "requests at once to one host, most": (lambda run: run.traffic.at_once, ".0f"),
    "processes, most": (lambda run: run.usage.processes, ".0f"),
    "processes left behind": (lambda run: run.usage.left, ".0f"),
    "exit status": (lambda run: run.usage.exit, ".0f"),
    "server CPU, s": (lambda run: run.traffic.server_cpu, ".1f"),
    "noise: other CPU, cores": (lambda run: run.noise, ".2f"),
}
"""Facts that need no ratio."""

SECOND: dict[str, tuple[Callable[[Again], float], str]] = {
    "second crawl: CPU, s": (lambda again: again.usage.cpu, ".1f"),
    "second crawl: wall clock, s": (lambda again: again.usage.seconds, ".1f"),
    "second crawl: requests": (lambda again: again.traffic.requests, ".0f"),
    "second crawl: article pages fetched again": (lambda again: again.traffic.article_pages, ".0f"),
    "second crawl: conditional requests": (lambda again: again.traffic.conditional, ".0f"),
    "second crawl: answers 304": (lambda again: again.traffic.statuses.get("304", 0), ".0f"),
    "second crawl: rows added": (lambda again: again.difference.added, ".0f"),
    "second crawl: rows gone": (lambda again: again.difference.gone, ".0f"),
    "second crawl: rows renumbered": (lambda again: again.difference.renumbered, ".0f"),
}
"""A crawl of a web that has not changed."""


def share(part: int, whole: int) -> float:
    """`part` of `whole`; 0 of nothing."""
    return part / whole if whole else 0.0


def spread(values: Sequence[float], form: str) -> str:
    """The median, and the lowest and highest where they differ.

    >>> spread([3.0, 1.0, 2.0], ".1f"), spread([2, 2], ".0f")
    ('2.0 (1.0–3.0)', '2')
    """
    middle, low, high = (format(value, form) for value in (median(values), min(values), max(values)))
    return middle if low == high else f"{middle} ({low}–{high})"


def table(done: Sequence[Run]) -> Iterator[str]:
    """Lines of a Markdown table: a row a measure, a column a program, medians, and the median of the paired ratios."""
    columns = {name: some for name in PROGRAMS if (some := [run for run in done if run.program == name])}
    second = {name: [run.again for run in some if run.again] for name, some in columns.items()}
    yield f"| | {' | '.join(columns)} | ratio |"
    yield "| --- |" + " ---: |" * (len(columns) + 1)
    yield from rows(columns, COSTS, compared=True)
    yield from rows(columns, FACTS)
    yield from (found_row(columns, kind) for kind in ("articles", "copies"))
    if all(second.values()):
        yield from rows(second, SECOND)


def rows(
    columns: dict[str, list[T]], measures: dict[str, tuple[Callable[[T], float], str]], compared: bool = False
) -> Iterator[str]:
    """A line for each of `measures`, with the ratio of two programs where they are to be compared."""
    for label, (value, form) in measures.items():
        values = [[float(value(one)) for one in some] for some in columns.values()]
        ratios = [a / b for a, b in zip(*values, strict=False) if b] if compared and len(values) == 2 else []
        cells = [spread(some, form) for some in values] + [spread(ratios, ".2f") if ratios else ""]
        yield f"| {label} | {' | '.join(cells)} |"


def found_row(columns: dict[str, list[Run]], kind: str) -> str:
    """The row that says what became of articles or copies in the last run of each program."""
    found: list[Found] = [getattr(some[-1].score, kind) for some in columns.values()]
    cells = [f"{some.stored} + {some.folded} + {some.missing} of {some.live}" for some in found]
    return f"| {kind}: stored + folded + missing | {' | '.join(cells)} | |"


def details(runs: Sequence[Run]) -> Iterator[str]:
    """Lines on the last run of each program: requests by kind, and records that are no article."""
    for name in PROGRAMS:
        if not (last := next((run for run in reversed(runs) if run.program == name), None)):
            continue
        yield f"\n{name}: requests by kind: " + ", ".join(f"{kind} {n}" for kind, n in last.traffic.kinds.items())
        if last.again:
            kinds = last.again.traffic.kinds.items()
            yield f"{name}: requests of the second crawl by kind: " + ", ".join(f"{kind} {n}" for kind, n in kinds)
            yield f"{name}: values changed by the second crawl, by column: {last.again.difference.changed or 'none'}"
        folders = Counter(f"/{urlsplit(url).path.split('/')[1]}" for url in last.score.strays)
        yield f"{name}: no articles by folder: " + (
            ", ".join(f"{path} {n}" for path, n in folders.most_common()) or "none"
        )
        yield from (f"{name}: no article: {url}" for url in last.score.strays[:LISTED])
        yield from (f"{name}: missing: {url}" for url in last.score.missing[:LISTED])


PHASE: dict[str, Callable[[Phase], str]] = {
    "articles and copies served: archived": lambda phase: phase.born.share,
    "followed articles edited: new text in a revision": lambda phase: phase.edited.share,
    "… edited, and never due": lambda phase: f"{len(phase.unfollowed)}",
    "followed articles gone: marked as removed": lambda phase: phase.gone.share,
    "marked as removed, and not gone": lambda phase: f"{len(phase.wrongly_gone)}",
    "requests": lambda phase: f"{phase.traffic.requests:,}",
    "requests for pages of articles": lambda phase: f"{phase.traffic.article_pages:,}",
    "answers 304": lambda phase: f"{phase.traffic.statuses.get('304', 0):,}",
    "other requests, per endpoint": lambda phase: f"{phase.listings / phase.endpoints:.2f}",
    "robots.txt violations": lambda phase: f"{phase.traffic.robots_violations}",
    "requests at once to one host, most": lambda phase: f"{phase.traffic.at_once}",
    "CPU, s": lambda phase: f"{phase.usage.cpu:.1f}",
}
"""What is told of each phase."""


def phases(done: Sequence[Phase]) -> Iterator[str]:
    """Lines of a Markdown table, a column a crawl, and the addresses that are missed."""
    moves = [f"after move {number}" for number in range(1, len(done) - 1)]
    yield f"| | first crawl | {' | '.join(moves)} | at once again, `revisit=no` |"
    yield "| --- |" + " ---: |" * len(done)
    for label, told in PHASE.items():
        yield f"| {label} | {' | '.join(map(told, done))} |"
    for number, phase in enumerate(done):
        for name in ("born", "edited", "gone"):
            yield from (f"crawl {number + 1}: {name}, missed: {url}" for url in getattr(phase, name).missed[:LISTED])
        yield from (f"crawl {number + 1}: not gone: {url}" for url in phase.wrongly_gone)


def survival(found: Survival) -> Iterator[str]:
    """Lines on a crawl that was killed."""
    yield f"killed {len(found.kills)} times, after requests {', '.join(found.kills)}"
    yield f"addresses fetched again: {found.refetched}, of which pages of articles {found.pages_again}"
    yield f"WARC records without a row: {found.orphans}"
    yield f"violations: {len(found.violations)}"
    yield from found.violations


def flatness(small: Sequence[Run], large: Sequence[Run]) -> Iterator[str]:
    """Lines of a Markdown table of peak memory on a small and a ten times larger web."""
    yield "| peak memory, MB | small | large | ratio |"
    yield "| --- | ---: | ---: | ---: |"
    for few, many in zip(small, large, strict=True):
        ratio = many.usage.peak / few.usage.peak
        yield f"| {few.program} | {few.usage.peak / MB:.0f} | {many.usage.peak / MB:.0f} | {ratio:.2f} |"


def machine() -> dict[str, str]:
    """What it was measured on."""
    libraries = ("scrapy", "trafilatura", "sqlite-utils", "lxml", "warcio")
    return {
        "kernel": platform.platform(),
        "python": platform.python_version(),
        "cores": str(os.cpu_count()),
        **{name: version(name) for name in libraries},
    }


def write_json(path: Path, plan: Plan, results: dict[str, object]) -> None:
    """All results as JSON."""
    web = {name: getattr(plan, name) for name in ("sites", "articles", "seed", "hazards", "latency")}
    path.write_text(json.dumps({"machine": machine(), "web": web, **results}, indent=1) + "\n", encoding="utf-8")


def plain(runs: Sequence[Run]) -> list[dict[str, object]]:
    """Runs as JSON can hold them."""
    return [asdict(run) for run in runs]
