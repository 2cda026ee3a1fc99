"""The results as a table against what is to be reached, and the archive's size by table."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.reading_room.drive import Times
from benchmarks.reading_room.questions import Kind

MB = 1_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """Everything of one server."""

    name: str
    cold: Times
    """The first answers of a server that has just started, of a file that the system has forgotten."""
    warm: Times
    """One reader."""
    crowd: Times
    """Eight readers."""
    writing: Times | None
    """Eight readers while a crawl writes."""
    crawl: dict[str, float] | None
    """What the crawl wrote meanwhile."""
    memory: int
    """Bytes the server held after all."""


def table(found: Sequence[Measured], kinds: Sequence[Kind]) -> Iterator[str]:
    """Lines of a table in Markdown: milliseconds, median and in brackets the 95th of a hundred."""
    heads = [f"{one.name}: {what}" for one in found for what in ("cold", "1 reader", "8 readers")]
    yield f"| page, ms | reach | {' | '.join(heads)} |"
    yield f"| --- | ---: |{' ---: |' * len(heads)}"
    for kind in kinds:
        cells = [cell(times, kind.name) for one in found for times in (one.cold, one.warm, one.crowd)]
        yield f"| {kind.name} | {kind.reach:.0f} | {' | '.join(cells)} |"
    yield f"| answers a second, mix | | {' | '.join(cell for one in found for cell in ('', f'{one.warm.rate:.0f}', f'{one.crowd.rate:.0f}'))} |"
    yield ""
    for one in found:
        yield f"{one.name}: {one.memory / MB:.0f} MB of memory; {len(one.crowd.errors)} errors"
        yield from one.crowd.errors[:5]
        yield from meanwhile(one, kinds)


def cell(times: Times, kind: str) -> str:
    """Median and p95 of one kind."""
    return f"{times.median(kind):.0f} ({times.p95(kind):.0f})" if times.by_kind.get(kind) else "–"


def meanwhile(one: Measured, kinds: Sequence[Kind]) -> Iterator[str]:
    """How much slower it was while a crawl wrote."""
    if not one.writing or not one.crawl:
        return
    pairs = [(one.crowd.median(kind.name), one.writing.median(kind.name)) for kind in kinds]
    slower = sum(after for _, after in pairs) / sum(before for before, _ in pairs)
    yield (
        f"while a crawl wrote {one.crawl['articles']:.0f} articles (mean {one.crawl['mean_ms']:.1f} ms, longest"
        f" {one.crawl['longest_ms']:.0f} ms): {one.writing.rate:.0f} answers a second, medians x {slower:.2f},"
        f" {len(one.writing.errors)} errors"
    )
    yield from one.writing.errors[:5]


def sizes(archive: Path) -> Iterator[str]:
    """Bytes an article by table and index (SQLite's dbstat), the largest first, and in all."""
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        articles, words = db.execute("SELECT sum(articles), sum(words) FROM days").fetchone()
        rows = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC").fetchall()
    yield f"{articles:,} articles of {words / articles:.0f} words: {sum(size for _, size in rows) / articles:,.0f} bytes each"
    yield ""
    yield "| table or index | bytes an article |"
    yield "| --- | ---: |"
    for name, size in rows:
        if size / articles >= 5:
            yield f"| `{name}` | {size / articles:,.0f} |"
