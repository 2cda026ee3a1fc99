"""How far a backfill has come, read from a crawl's Scrapy stats (`backfill/…`), and the words in which that is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

RESUME = "scrapy crawl news -a backfill=resume"


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """The backfills of a run, all together; or, in a run without, those that are unfinished."""

    sources: int = 0
    """Publications that are taken back in this run."""
    unfinished: int = 0
    """Those of them that have not come to their end."""
    until: str = ""
    """The day that they go back to, the earliest."""
    reached: str = ""
    """The day that they have come back to; of several publications the latest. Empty before the first article."""
    links: int = 0
    """Older links known and not fetched yet."""
    listings: int = 0
    """Sitemaps and archive pages known and not read yet."""
    fetched: int = 0
    """Older pages fetched, in this and earlier runs."""
    requests: int = 0
    """These and the listings read."""
    seconds: int = -1
    """How long all that is known takes at the pace of this run; -1 while that is not known."""
    waits: str = ""
    """Publications with an unfinished backfill, in a run that was not asked for one."""


def past(stats: Mapping[str, Any]) -> Past:
    """The backfills in a crawl's stats."""
    return Past(**{name: stats[key] for name in Past.__dataclass_fields__ if (key := f"backfill/{name}") in stats})


def span(seconds: int) -> str:
    """A length of time in words.

    >>> span(40), span(5400), span(200_000)
    ('1 min', '1 h 30 min', '2 d 7 h')
    """
    minutes = max(1, round(seconds / 60))
    hours, days = minutes // 60, minutes // 1440
    if days:
        return f"{days} d {hours % 24} h"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"


def progress(now: Past) -> str:
    """How far they are, in a line; empty in a run without.

    >>> progress(Past(sources=1, unfinished=1, until="2024-01-01", reached="2025-03-02", links=8296, fetched=1204, seconds=11520))
    'back to 2025-03-02 of 2024-01-01 · about 3 h 12 min to go · 1,204 of 9,500 older pages'
    """
    if not now.sources:
        return ""
    parts = [f"back to {now.reached} of {now.until}" if now.reached else f"on the way to {now.until}"]
    if now.unfinished and now.seconds >= 0 and now.links + now.listings:
        parts.append(f"about {span(now.seconds)} to go")
    parts.append(f"{now.fetched:,} of {now.fetched + now.links:,} older pages")
    if now.listings:
        parts.append(f"{now.listings:,} listings to read")
    return " · ".join(parts)


def said(now: Past) -> str:
    """What is said of them when a crawl has ended; empty when there is nothing to say.

    >>> said(Past(sources=1, until="2024-01-01", reached="2024-01-01", fetched=9500, requests=9620))
    'done, back to 2024-01-01: 9,500 older pages in 9,620 requests'
    >>> said(Past(waits="courier"))
    'unfinished: courier'
    """
    if now.waits:
        return f"unfinished: {now.waits}"
    if not now.sources:
        return ""
    if not now.unfinished:
        return f"done, back to {now.until}: {now.fetched:,} older pages in {now.requests:,} requests"
    of_all = f"{now.sources - now.unfinished} of {now.sources} publications done; " if now.sources > 1 else ""
    return f"{of_all}{progress(now)} · {now.requests:,} requests so far"


def how_to_go_on(now: Past) -> str:
    """What to type to go on with them; empty when they are done."""
    return RESUME if now.unfinished or now.waits else ""
