"""What the archive knows of endpoints, the pages that list articles, as named functions."""

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

    def due(self, now: str) -> bool:
        """Whether it may be asked now."""
        return not self.next or self.next <= now


_ENDPOINT = "id, source, url, kind, etag, last_modified, lastmod, digest, failures, found, checked, next"


def keep_endpoint(archive: Archive, source: str, url: str, kind: str, found: str, parent: int | None = None) -> None:
    """Remember an endpoint that `parent` names; one that is known stays as it is."""
    archive.execute(
        "INSERT INTO endpoints (source, url, kind, found, added, parent_id) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (url) DO NOTHING",
        (source, url, kind, found, utc_now(), parent),
    )


def due_endpoints(archive: Archive, source: str, now: str) -> list[Endpoint]:
    """The endpoints of a source that may be asked now, front pages and feeds first.

    A sitemap that an index lists with its date is left to the index, once it has been read.
    """
    rows = archive.rows(
        f"SELECT {_ENDPOINT} FROM endpoints WHERE source = ? AND (next IS NULL OR next <= ?)"  # noqa: S608
        " AND (found <> 'index' OR checked IS NULL OR lastmod = '')"
        " ORDER BY CASE kind WHEN 'front' THEN 0 WHEN 'feed' THEN 1 WHEN 'section' THEN 2 ELSE 3 END, id",
        (source, now),
    )
    return [endpoint_of(row) for row in rows]


def find_endpoint(archive: Archive, url: str) -> Endpoint | None:
    """The endpoint at an address."""
    rows = archive.rows(f"SELECT {_ENDPOINT} FROM endpoints WHERE url = ?", (url,))  # noqa: S608
    return endpoint_of(rows[0]) if rows else None


def endpoint_of(row: tuple[object, ...]) -> Endpoint:
    """An Endpoint from its row."""
    return Endpoint(**dict(zip(_ENDPOINT.split(", "), row, strict=True)))  # type: ignore[arg-type]


def endpoint_read(archive: Archive, endpoint: Endpoint, *, links: int, fresh: int) -> None:
    """Note that an endpoint has a new body: its numbers, its validators and digest."""
    archive.execute(
        "UPDATE endpoints SET kind = ?, status = 200, links = ?, fresh = fresh + ?, etag = ?, last_modified = ?, lastmod = ?,"
        " changed = ?, digest = ?, checked = ?, next = NULL, failures = 0 WHERE id = ?",
        (
            *(endpoint.kind, links, fresh, endpoint.etag, endpoint.last_modified, endpoint.lastmod),
            *(utc_now(), endpoint.digest, utc_now(), endpoint.id),
        ),
    )


def endpoint_unchanged(archive: Archive, endpoint: Endpoint, status: int) -> None:
    """Note that an endpoint said (304), or showed by the same body (200), that nothing changed."""
    archive.execute(
        "UPDATE endpoints SET status = ?, etag = ?, last_modified = ?, lastmod = ?, checked = ?, next = NULL, failures = 0 WHERE id = ?",
        (status, endpoint.etag, endpoint.last_modified, endpoint.lastmod, utc_now(), endpoint.id),
    )


def endpoint_failed(archive: Archive, endpoint: Endpoint, status: int | None, until: str) -> None:
    """Note that an endpoint failed, and when it may be asked again."""
    archive.execute(
        "UPDATE endpoints SET status = ?, checked = ?, next = ?, failures = failures + 1 WHERE id = ?",
        (status, utc_now(), until, endpoint.id),
    )
