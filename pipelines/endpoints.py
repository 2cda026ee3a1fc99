"""What the archive knows of endpoints, the pages that list articles, as named functions."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.archive import Archive, utc_now


@dataclass(frozen=True, kw_only=True, slots=True)
class Endpoint:
    """A page that lists articles, as the archive knows it."""

    id: int
    source: str
    url: str
    kind: str
    etag: str = ""
    last_modified: str = ""
    lastmod: str = ""
    digest: str = ""
    failures: int = 0
    found: str = ""
    checked: str | None = None
    next: str | None = None
    answered: str | None = None
    changed: str | None = None
    links: int = 0
    parent_id: int | None = None
    interval: int = 0
    rhythm: str = ""
    asks: int = 0
    validators: str = ""

    def due(self, now: str) -> bool:
        """Whether it may be asked now."""
        return not self.next or self.next <= now


_ENDPOINT = (
    "id, source, url, kind, etag, last_modified, lastmod, digest, failures, found, checked, next, answered, changed, links, parent_id,"
    " interval, rhythm, asks, validators"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """When an endpoint is to be read again, and what that rests on."""

    next: str
    interval: int
    """Seconds."""
    per_day: float
    rhythm: str
    """JSON."""


def keep_endpoint(archive: Archive, source: str, url: str, kind: str, found: str, parent: int | None = None) -> None:
    """Remember an endpoint that `parent` names; one that is known stays as it is."""
    archive.execute(
        "INSERT INTO endpoints (source, url, kind, found, added, parent_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO NOTHING",
        (source, url, kind, found, utc_now(), parent),
    )


def due_endpoints(archive: Archive, source: str, now: str, *, early: bool = False) -> list[Endpoint]:
    """The endpoints of a source that may be asked now, front pages and feeds first; `early` for all but those that failed.

    A sitemap that an index lists with its date is left to the index, once it has been read: the index is due with it.
    """
    rows = archive.rows(
        f"SELECT {_ENDPOINT} FROM endpoints e WHERE source = ?1 AND (next IS NULL OR next <= ?2 OR (?3 AND failures = 0)"  # noqa: S608
        " OR (kind = 'sitemap-index' AND failures = 0 AND EXISTS (SELECT 1 FROM endpoints WHERE parent_id = e.id"
        " AND found = 'index' AND next <= ?2)))"
        " AND (found <> 'index' OR checked IS NULL OR lastmod = '')"
        " ORDER BY CASE kind WHEN 'front' THEN 0 WHEN 'feed' THEN 1 WHEN 'section' THEN 2 ELSE 3 END, id",
        (source, now, early),
    )
    return [endpoint_of(row) for row in rows]


def old_listings(archive: Archive, source: str) -> list[Endpoint]:
    """The front page, section fronts and sitemaps of a source, without guesses that came to nothing."""
    sql = (
        f"SELECT {_ENDPOINT} FROM endpoints WHERE source = ? AND kind <> 'feed'"  # noqa: S608
        " AND (digest <> '' OR found <> 'well-known') ORDER BY id"
    )
    return [endpoint_of(row) for row in archive.rows(sql, (source,))]


def known_kinds(archive: Archive, source: str) -> set[str]:
    """The kinds of endpoint of which a source has one that was read: front, section, feed, sitemap, sitemap-index."""
    rows = archive.rows("SELECT DISTINCT kind FROM endpoints WHERE source = ? AND digest <> ''", (source,))
    return {kind for (kind,) in rows}


def next_look(archive: Archive, sources: Sequence[str], now: str) -> str | None:
    """When the next endpoint of some sources is due, after `now`; None when there is none."""
    marks = ",".join("?" * len(sources))
    sql = (
        f"SELECT min(next) FROM endpoints WHERE source IN ({marks}) AND next > ? AND (found <> 'index' OR lastmod = '')"  # noqa: S608
    )
    return archive.rows(sql, (*sources, now))[0][0]  # type: ignore[no-any-return]


def listed_and_due(archive: Archive, index: int, now: str) -> list[Endpoint]:
    """The sitemaps of an index that it dates, and that were to be looked for there by now."""
    sql = f"SELECT {_ENDPOINT} FROM endpoints WHERE parent_id = ? AND found = 'index' AND lastmod <> '' AND next <= ?"  # noqa: S608
    return [endpoint_of(row) for row in archive.rows(sql, (index, now))]


def find_endpoint(archive: Archive, url: str) -> Endpoint | None:
    """The endpoint at an address."""
    rows = archive.rows(f"SELECT {_ENDPOINT} FROM endpoints WHERE url = ?", (url,))  # noqa: S608
    return endpoint_of(rows[0]) if rows else None


def endpoint_of(row: tuple[object, ...]) -> Endpoint:
    """An Endpoint from its row."""
    return Endpoint(**dict(zip(_ENDPOINT.split(", "), row, strict=True)))  # type: ignore[arg-type]


def endpoint_read(archive: Archive, endpoint: Endpoint, pace: Pace, *, links: int, fresh: int) -> None:
    """Note that an endpoint has a new body: its numbers, its validators and digest, and when to look again."""
    archive.execute(
        "UPDATE endpoints SET kind = ?, links = ?, fresh = fresh + ?, changed = ?, digest = ?, asks = ? WHERE id = ?",
        (endpoint.kind, links, fresh, utc_now(), endpoint.digest, endpoint.asks, endpoint.id),
    )
    endpoint_unchanged(archive, endpoint, 200, pace)


def endpoint_unchanged(archive: Archive, endpoint: Endpoint, status: int, pace: Pace) -> None:
    """Note that an endpoint said (304), or showed by the same body (200), that nothing changed."""
    archive.execute(
        "UPDATE endpoints SET status = ?1, etag = ?2, last_modified = ?3, lastmod = ?4, validators = ?5, checked = ?6,"
        " answered = ?6, failures = 0, next = ?7, interval = ?8, per_day = ?9, rhythm = ?10 WHERE id = ?11",
        (
            *(status, endpoint.etag, endpoint.last_modified, endpoint.lastmod, endpoint.validators, utc_now()),
            *(pace.next, pace.interval, pace.per_day, pace.rhythm, endpoint.id),
        ),
    )


def endpoint_listed(archive: Archive, endpoint: Endpoint, pace: Pace) -> None:
    """Note that an index does not say of a sitemap that it changed, so that it need not be asked."""
    archive.execute(
        "UPDATE endpoints SET answered = ?, next = ?, interval = ?, per_day = ?, rhythm = ? WHERE id = ?",
        (utc_now(), pace.next, pace.interval, pace.per_day, pace.rhythm, endpoint.id),
    )


def endpoint_failed(archive: Archive, endpoint: Endpoint, status: int | None, until: str) -> None:
    """Note that an endpoint failed, and when it may be asked again."""
    archive.execute(
        "UPDATE endpoints SET status = ?, checked = ?, next = ?, failures = failures + 1 WHERE id = ?",
        (status, utc_now(), until, endpoint.id),
    )
