"""What a listing on the way back leads to: the sitemaps of an index, the next page, the archive of the day before. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from crawler.backfill import (
    MAX_DEPTH,
    MAX_PAGES,
    Archived,
    archived,
    is_spent,
    latest_archives,
    newest_day,
    newest_days,
    next_page,
    numbered,
)
from crawler.discovery import read_feed, read_page, read_sitemap, sniff
from crawler.found import Found
from pipelines.backfills import NewWalk, Walk
from pipelines.endpoints import Endpoint


def read_listing(url: str, body: bytes, content_type: str) -> list[Found]:
    """What a sitemap, page or feed names. Raises ListingError when a body is none of these."""
    match sniff(body, content_type):
        case "html":
            return read_page(body, url, content_type)
        case "feed":
            return read_feed(body, url)
        case _:
            return read_sitemap(body, url)[1]


def seed_of(endpoint: Endpoint) -> NewWalk:
    """An endpoint as the beginning of a way back."""
    if endpoint.kind.startswith("sitemap"):
        return NewWalk(url=endpoint.url, kind="sitemap", newest=newest_day(endpoint.url, endpoint.lastmod))
    return NewWalk(url=endpoint.url, kind="page", series=numbered(endpoint.url)[0])


def leads(walk: Walk, url: str, found: Sequence[Found], now: datetime) -> list[NewWalk]:
    """The listings that one leads to, which answered from `url`; `walk.newest` says what it turned out to be of."""
    listed = [item for item in found if item.kind == "sitemap"]
    newest = newest_days(listed)
    walks = [
        NewWalk(
            url=item.url,
            kind="sitemap",
            number=walk.number + 1,
            newest=newest[item.url],
            lastmod=item.lastmod,
            parent=walk.id,
        )
        for item in listed
        if walk.number < MAX_DEPTH
    ]
    if walk.kind == "sitemap":
        return walks
    spent = is_spent(walk.kind, walk.barren, now - datetime.fromisoformat(walk.added))
    if not spent and (archive := archived(walk.url)) and walk.kind == archive.kind:
        walks.append(archive_step(archive.before(), walk, walk.barren))
    following, number = next_page(url, walk.number, found)
    if following and number <= MAX_PAGES and not (spent and walk.kind == "page"):
        barren = walk.barren if walk.kind == "page" else min(walk.barren, 1)
        page = NewWalk(url=following, kind="page", number=number, series=numbered(following)[0], barren=barren)
        walks.append(replace(page, newest=walk.newest, parent=walk.id))
    return walks


def archive_starts(walk: Walk, found: Sequence[Found], today: date, added: date) -> list[NewWalk]:
    """Where the archives that a listing links to are entered: at the day on which the publication was `added`, since later
    ones are for news crawls, or at the latest that there is.
    """
    if walk.kind == "sitemap":
        return []
    return [archive_step(each.at(min(each.last, added)), walk, 0) for each in latest_archives(found, today)]


def archive_step(archive: Archived, walk: Walk, barren: int) -> NewWalk:
    """An archive as a listing that another one leads to."""
    return NewWalk(
        url=archive.url,
        kind=archive.kind,
        series=archive.series,
        newest=f"{archive.last}",
        parent=walk.id,
        barren=barren,
    )
