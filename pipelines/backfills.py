"""What the archive knows of backfills: how far each has come, and the listings on its way, as named functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.archive import Archive, utc_now
from pipelines.ledger import CHUNK, Link


@dataclass(frozen=True, kw_only=True, slots=True)
class Backfill:
    """How far a publication is to be taken back, and how far that has come."""

    source: str
    until: str
    reached: str = ""
    listings: int = 0
    links: int = 0
    fetched: int = 0
    started: str = ""
    continued: str | None = None
    ended: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewWalk:
    """A listing as it was found."""

    url: str
    kind: str
    number: int = 0
    series: str = ""
    newest: str = ""
    lastmod: str = ""
    parent: int | None = None
    barren: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """A listing as the archive knows it."""

    id: int
    source: str
    url: str
    kind: str
    number: int
    series: str
    newest: str
    walk_id: int | None
    state: str
    barren: int
    added: str
    failures: int


_BACKFILL = "source, until, reached, listings, links, fetched, started, continued, ended"
_WALK = "id, source, url, kind, number, series, newest, walk_id, state, barren, added, failures"


def begin(archive: Archive, source: str, until: str) -> None:
    """Enter that a publication is to be taken back to a day; one that has been taken there stays as it is."""
    archive.execute(
        "INSERT INTO backfills (source, until, started) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
        " ended = CASE WHEN excluded.until < until THEN NULL ELSE ended END,"
        " until = CASE WHEN ended IS NULL THEN excluded.until ELSE min(until, excluded.until) END",
        (source, until, utc_now()),
    )


def find(archive: Archive, source: str) -> Backfill | None:
    """The backfill of a publication."""
    rows = archive.rows(f"SELECT {_BACKFILL} FROM backfills WHERE source = ?", (source,))  # noqa: S608
    return Backfill(**dict(zip(_BACKFILL.split(", "), rows[0], strict=True))) if rows else None


def unfinished(archive: Archive) -> dict[str, str]:
    """The publications whose backfill has not ended, and the day that each goes back to."""
    rows = archive.rows(
        "SELECT source, until FROM backfills JOIN sources ON name = source WHERE ended IS NULL AND enabled ORDER BY source"
    )
    return dict(rows)


def asked(archive: Archive, source: str) -> None:
    """Note that a backfill has asked for a page."""
    sql = "UPDATE backfills SET fetched = fetched + 1, continued = ?, ended = NULL WHERE source = ?"
    archive.execute(sql, (utc_now(), source))


def reached(archive: Archive, source: str, day: str) -> None:
    """Note how far back a backfill has come; it is never less far than before."""
    sql = "UPDATE backfills SET reached = ?1 WHERE source = ?2 AND (reached = '' OR reached > ?1)"
    archive.execute(sql, (day, source))


def end(archive: Archive, source: str) -> None:
    """Note that nothing is left to do; when that was noted before, it stays."""
    sql = "UPDATE backfills SET ended = ?1, reached = until, continued = coalesce(continued, ?1) WHERE source = ?2 AND ended IS NULL"
    archive.execute(sql, (utc_now(), source))


def keep_walks(archive: Archive, source: str, walks: Iterable[NewWalk]) -> None:
    """Enter listings; one that is known stays as it is, unless its index says that it has changed since."""
    for walk in walks:
        archive.execute(
            "INSERT INTO walks (source, url, kind, number, series, newest, lastmod, walk_id, barren, added)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET state = 'waiting', failures = 0, next = NULL,"
            " lastmod = excluded.lastmod, newest = excluded.newest, walk_id = excluded.walk_id WHERE source = excluded.source"
            " AND excluded.lastmod <> '' AND lastmod <> '' AND excluded.lastmod <> lastmod",
            (
                *(source, walk.url, walk.kind, walk.number, walk.series, walk.newest, walk.lastmod, walk.parent),
                *(walk.barren, utc_now()),
            ),
        )


def find_walk(archive: Archive, source: str, url: str) -> Walk | None:
    """The listing at an address."""
    rows = archive.rows(f"SELECT {_WALK} FROM walks WHERE url = ? AND source = ?", (url, source))  # noqa: S608
    return _walk_of(rows[0]) if rows else None


def _walk_of(row: tuple[object, ...]) -> Walk:
    return Walk(**dict(zip(_WALK.split(", "), row, strict=True)))  # type: ignore[arg-type]


def archive_series(archive: Archive, source: str) -> set[str]:
    """The series of archives by date of which one was ever entered."""
    sql = "SELECT DISTINCT series FROM walks WHERE source = ? AND kind IN ('day', 'month', 'year')"
    return {series for (series,) in archive.rows(sql, (source,))}


def next_walks(archive: Archive, backfill: Backfill, limit: int, *, sitemaps_only: bool) -> list[Walk]:
    """The listings to read next: sitemaps first, and the newest first; those that are older than the backfill goes are left."""
    rows = archive.rows(
        f"SELECT {_WALK} FROM walks WHERE source = ?1 AND state = 'waiting' AND (newest = '' OR newest >= ?2)"  # noqa: S608
        " AND (next IS NULL OR next <= ?3) AND (kind <> 'sitemap') <= ?4"
        " ORDER BY kind <> 'sitemap', newest = '' DESC, newest DESC, id LIMIT ?5",
        (backfill.source, backfill.until, utc_now(), not sitemaps_only, limit),
    )
    return [_walk_of(row) for row in rows]


def count_walks(archive: Archive, backfill: Backfill) -> int:
    """How many listings wait, those that failed and are to be asked again among them."""
    sql = "SELECT count(*) FROM walks WHERE source = ? AND state = 'waiting' AND (newest = '' OR newest >= ?)"
    return archive.rows(sql, (backfill.source, backfill.until))[0][0]  # type: ignore[no-any-return]


def walked(archive: Archive, walk: Walk, status: int, counts: tuple[int, int], barren: int) -> None:
    """Note that a listing was read: its links, those of them that were new; and how many in a row now had nothing new."""
    links, fresh = counts
    archive.execute(
        "UPDATE walks SET state = 'walked', status = ?, links = ?, fresh = ?, barren = ?, walked = ?, next = NULL, failures = 0"
        " WHERE id = ?",
        (status, links, fresh, barren, utc_now(), walk.id),
    )
    archive.execute(
        "UPDATE backfills SET listings = listings + 1, links = links + ?, continued = ?, ended = NULL WHERE source = ?",
        (fresh, utc_now(), walk.source),
    )


def put_off(archive: Archive, walk: Walk, status: int | None, until: str | None) -> None:
    """Note that a listing failed, and when it may be asked again; None to give it up."""
    archive.execute(
        "UPDATE walks SET state = CASE WHEN ?1 IS NULL THEN 'failed' ELSE state END, next = ?1, status = ?2,"
        " failures = failures + 1 WHERE id = ?3",
        (until, status, walk.id),
    )


def date(archive: Archive, walk: Walk, newest: str) -> None:
    """Note the day after which a listing has nothing."""
    archive.execute("UPDATE walks SET newest = ? WHERE id = ?", (newest, walk.id))


def leave(archive: Archive, walk: Walk) -> None:
    """Note that a listing is not worth a request: its series leads nowhere."""
    archive.execute("UPDATE walks SET state = 'left' WHERE id = ?", (walk.id,))


def older_links(archive: Archive, backfill: Backfill, limit: int) -> list[Link]:
    """The links of a backfill that wait, the newest first: what it found, and what news crawls found and left to it."""
    fields = "id, url, source, trusted, published, attempts"
    day = "coalesce(nullif(published, ''), found)"
    parts = [
        f"SELECT * FROM (SELECT {fields}, {day} AS day FROM links WHERE source = ?1 AND state = 'waiting' AND {which}"  # noqa: S608
        f" AND {day} >= ?2 ORDER BY {day} DESC, id LIMIT ?3)"
        for which in ("walk_id IS NULL AND inferred = 0", "walk_id IS NULL AND inferred = 1", "walk_id IS NOT NULL")
    ]
    sql = f"SELECT {fields} FROM ({' UNION ALL '.join(parts)}) ORDER BY day DESC LIMIT ?3"  # noqa: S608
    rows = archive.rows(sql, (backfill.source, backfill.until, limit))
    return [
        Link(id=row[0], url=row[1], source=row[2], trusted=bool(row[3]), published=row[4], attempts=row[5])
        for row in rows
    ]


def count_older(archive: Archive, backfill: Backfill) -> int:
    """How many links of a backfill wait."""
    counts = (
        f"(SELECT count(*) FROM links WHERE source = ?1 AND state = 'waiting' AND {which}"  # noqa: S608
        " AND coalesce(nullif(published, ''), found) >= ?2)"
        for which in ("walk_id IS NULL AND inferred IN (0, 1)", "walk_id IS NOT NULL")
    )
    return archive.rows(f"SELECT {' + '.join(counts)}", (backfill.source, backfill.until))[0][0]  # type: ignore[no-any-return]


def dates_at(archive: Archive, urls: Sequence[str]) -> list[str]:
    """The dates that are known of some addresses: their articles' own, else those of their links."""
    dates: list[str] = []
    for start in range(0, len(urls), CHUNK):
        some = tuple(urls[start : start + CHUNK])
        sql = (
            "SELECT coalesce(nullif(a.published, ''), l.published) FROM links l LEFT JOIN articles a ON a.id = l.article_id"  # noqa: S608
            f" WHERE l.url IN ({','.join('?' * len(some))})"
        )
        dates += [date for (date,) in archive.rows(sql, some) if date]
    return dates


def dates_on(archive: Archive, walk: int) -> list[str]:
    """The same of what a listing was the first to name."""
    sql = (
        "SELECT coalesce(nullif(a.published, ''), l.published) FROM links l LEFT JOIN articles a ON a.id = l.article_id"
        " WHERE l.walk_id = ?"
    )
    return [date for (date,) in archive.rows(sql, (walk,)) if date]


def known_since(archive: Archive, source: str) -> str:
    """When a publication was first crawled."""
    return archive.rows("SELECT added FROM sources WHERE name = ?", (source,))[0][0]  # type: ignore[no-any-return]
