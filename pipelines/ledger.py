"""What the archive knows of addresses: `sources`, `endpoints` and `links`, as named functions.

A page has many addresses. Links with one `key` are one page: one of them, the lead, is fetched; the others are folded
into it and share its fate. A redirect gives a link the key of its target, so that it is folded, too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipelines.archive import Archive, utc_now
from pipelines.urls import canonical_url, url_key

CHUNK = 400
"""Addresses looked up at once."""
_LINK = "id, url, source, trusted, published, attempts"
_DAY = "coalesce(nullif(published, ''), found)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """A link that is due."""

    id: int
    url: str
    source: str
    trusted: bool
    published: str
    attempts: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NewLink:
    """A link as discovery found it, with the reason not to follow it, if any."""

    url: str
    title: str = ""
    published: str = ""
    trusted: bool = False
    skip: str = ""
    walk: int | None = None
    """The listing on which a backfill found it, if one did."""


def keep_source(archive: Archive, name: str, title: str, homepage: str, language: str, country: str) -> None:
    """Enter a publication, or bring its row up to date."""
    archive.execute(
        "INSERT INTO sources (name, title, homepage, language, country, added, crawled) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (name) DO UPDATE SET title = excluded.title, homepage = excluded.homepage, enabled = 1,"
        " language = excluded.language, country = excluded.country, crawled = excluded.crawled",
        (name, title, homepage, language, country, utc_now(), utc_now()),
    )


def disable_other_sources(archive: Archive, names: Iterable[str]) -> None:
    """Mark the publications that sources.toml no longer crawls."""
    kept = tuple(names)
    archive.execute(f"UPDATE sources SET enabled = 0 WHERE name NOT IN ({','.join('?' * len(kept))})", kept)  # noqa: S608


def keep_links(archive: Archive, source: str, endpoint: int | None, links: Sequence[NewLink]) -> list[NewLink]:
    """Enter the links that are new, folding those whose page is known by another address; returns the new ones."""
    known: set[str] = set()
    for start in range(0, len(links), CHUNK):
        urls = tuple(link.url for link in links[start : start + CHUNK])
        sql = f"SELECT url FROM links WHERE url IN ({','.join('?' * len(urls))})"  # noqa: S608
        known.update(row[0] for row in archive.rows(sql, urls))
        if endpoint is not None:  # what is news is no longer left to a backfill that came across it
            news = f"UPDATE links SET walk_id = NULL WHERE walk_id IS NOT NULL AND state = 'waiting' AND url IN ({','.join('?' * len(urls))})"  # noqa: S608
            archive.execute(news, urls)
    for link in links:
        if link.trusted and not link.skip:
            # announced as an article now, though its address alone did not look like one when it was found
            archive.execute(
                "UPDATE links SET trusted = 1, state = CASE WHEN state = 'dropped' AND checked IS NULL THEN 'waiting' ELSE state END,"
                " outcome = CASE WHEN state = 'dropped' AND checked IS NULL THEN '' ELSE outcome END,"
                " published = CASE WHEN published = '' THEN ? ELSE published END WHERE url IN (?, ?) AND trusted = 0",
                (link.published, link.url, canonical_url(link.url)[0]),
            )
    new = [link for link in links if link.url not in known]
    for link in new:
        keep_link(archive, source, endpoint, link)
    return new


def newly_seen(archive: Archive, endpoint: int, urls: Sequence[str], since: str) -> dict[str, bool]:
    """Those of some addresses whose page became known after `since`, by whatever address; and whether this endpoint named it first."""
    seen: dict[str, bool] = {}
    for start in range(0, len(urls), CHUNK):
        some = urls[start : start + CHUNK]
        sql = (
            "SELECT l.url, f.endpoint_id, min(f.found) FROM links l JOIN links f ON f.key = l.key"  # noqa: S608
            f" WHERE l.found > ? AND l.url IN ({','.join('?' * len(some))}) GROUP BY l.key"
        )
        rows = archive.rows(sql, (since, *some))
        seen.update({url: first == endpoint for url, first, found in rows if found > since})
    return seen


def keep_link(archive: Archive, source: str, endpoint: int | None, link: NewLink) -> None:
    """Enter one link that is not known: as a lead, folded into its lead, or dropped for `link.skip`."""
    plain, rules = canonical_url(link.url)
    row = _Row(source=source, endpoint=endpoint, key=url_key(plain))
    if link.skip:
        _insert(archive, link, replace(row, state="dropped", outcome=link.skip))
        return
    folded = replace(row, state="folded", outcome=rules[0] if rules else "address")
    # what was dropped for its address alone leads nothing: this one was not
    leads = archive.rows(
        "SELECT id, inferred, state, article_id FROM links WHERE key = ? AND state <> 'folded'"
        " AND NOT (state = 'dropped' AND checked IS NULL) LIMIT 1",
        (row.key,),
    )
    if not leads:
        if plain != link.url and not archive.rows("SELECT 1 FROM links WHERE url = ?", (plain,)):
            _insert(archive, link, folded)
            _insert(archive, replace(link, url=plain), replace(row, inferred=1))
        else:
            _insert(archive, link, row)
        return
    lead, inferred, state, article = leads[0]
    if inferred and not rules and state == "waiting":
        # the page's real address, after one that was only derived from another form
        archive.execute("UPDATE links SET state = 'folded', outcome = 'address' WHERE id = ?", (lead,))
        _insert(archive, link, row)
        return
    number = _insert(archive, link, replace(folded, state="dropped") if state == "dropped" else folded)
    if article is not None:
        share_fate(archive, row.key, article, number)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Row:
    """What a new row of links says beside the link itself."""

    source: str
    endpoint: int | None
    key: str
    state: str = "waiting"
    outcome: str = ""
    inferred: int = 0


def _insert(archive: Archive, link: NewLink, row: _Row) -> int:
    """One row of links; an address that another form already brought in stays as it is."""
    values = (
        *(row.source, link.url, row.key, row.state, row.outcome, row.inferred, int(link.trusted)),
        *(link.title[:300], link.published, row.endpoint, utc_now(), link.walk),
    )
    cursor = archive.execute(
        "INSERT INTO links (source, url, key, state, outcome, inferred, trusted, title, published, endpoint_id, found, walk_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
        values,
    )
    return cursor.lastrowid or 0


def due_links(archive: Archive, source: str, since: str, now: str, limit: int) -> list[Link]:
    """The links of a source that are due: retries whose time has come, then the newest that wait.

    A link without a date is as new as its discovery. What a backfill found is left to it: `pipelines.backfills.older_links()`.
    """
    waiting = (  # one index range for each: however many older links wait, none of them is looked at
        f" UNION ALL SELECT * FROM (SELECT {_LINK} FROM links WHERE source = ?1 AND state = 'waiting' AND walk_id IS NULL"  # noqa: S608
        f" AND inferred = {inferred} AND {_DAY} >= ?2 ORDER BY {_DAY} DESC, id LIMIT ?4)"
        for inferred in (0, 1)
    )
    rows = archive.rows(
        f"SELECT * FROM (SELECT {_LINK} FROM links WHERE source = ?1 AND state = 'failed'"  # noqa: S608
        f" AND next IS NOT NULL AND next <= ?3 ORDER BY next LIMIT ?4){''.join(waiting)} LIMIT ?4",
        (source, since, now, limit),
    )
    return [
        Link(id=row[0], url=row[1], source=row[2], trusted=bool(row[3]), published=row[4], attempts=row[5])
        for row in rows
    ]


def next_retry(archive: Archive, source: str) -> str | None:
    """When the next failed link of a source may be tried again."""
    sql = "SELECT min(next) FROM links WHERE source = ? AND state = 'failed' AND next IS NOT NULL"
    return archive.rows(sql, (source,))[0][0]  # type: ignore[no-any-return]


def count_waiting(archive: Archive, source: str, since: str) -> int:
    """How many links of a source wait, without those that are left to a backfill."""
    sql = (
        "SELECT count(*) FROM links WHERE source = ? AND state = 'waiting' AND walk_id IS NULL"  # noqa: S608
        f" AND inferred IN (0, 1) AND {_DAY} >= ?"
    )
    return archive.rows(sql, (source, since))[0][0]  # type: ignore[no-any-return]


def drop_link(archive: Archive, link: int, outcome: str, detail: str, capture: int | None) -> None:
    """Settle a link that is not archived. An address that was only derived gives way to the form that was found."""
    archive.execute(
        "UPDATE links SET state = 'dropped', outcome = ?, detail = ?, capture_id = ?, checked = ?, next = NULL WHERE id = ?",
        (outcome, detail[:500], capture, utc_now(), link),
    )
    ((key, inferred),) = archive.rows("SELECT key, inferred FROM links WHERE id = ?", (link,))
    if inferred and outcome in {"gone", "soft-404", "disallowed"}:
        found = (
            "(SELECT id FROM links WHERE key = ? AND state = 'folded' AND outcome <> 'redirect' ORDER BY id LIMIT 1)"
        )
        archive.execute(f"UPDATE links SET state = 'waiting', outcome = '' WHERE id = {found}", (key,))  # noqa: S608
    else:
        archive.execute("UPDATE links SET state = 'dropped' WHERE key = ? AND state = 'folded'", (key,))


def fail_link(archive: Archive, link: int, outcome: str, detail: str, capture: int | None, until: str | None) -> None:
    """Note a failure, and when the link may be tried again; None for never."""
    archive.execute(
        "UPDATE links SET state = 'failed', outcome = ?, detail = ?, capture_id = ?, checked = ?, next = ?,"
        " attempts = attempts + 1 WHERE id = ?",
        (outcome, detail[:500], capture, utc_now(), until, link),
    )


def store_link(archive: Archive, link: int, article: int, outcome: str, capture: int | None) -> None:
    """Settle a link with its article, and all links that are folded into it."""
    archive.execute(
        "UPDATE links SET state = 'stored', outcome = ?, article_id = ?, capture_id = ?, checked = ?, next = NULL, attempts = 0"
        " WHERE id = ?",
        (outcome, article, capture, utc_now(), link),
    )
    ((key,),) = archive.rows("SELECT key FROM links WHERE id = ?", (link,))
    share_fate(archive, key, article)


def claim_address(archive: Archive, source: str, url: str, article: int) -> None:
    """Settle the links of an article's own address, so that it is not fetched when it is found."""
    key = url_key(url)
    changed = archive.execute(
        "UPDATE links SET state = 'stored', outcome = 'canonical', article_id = ? WHERE key = ? AND state = 'waiting'",
        (article, key),
    )
    known = changed.rowcount or archive.rows("SELECT 1 FROM links WHERE key = ? LIMIT 1", (key,))
    if not known:
        archive.execute(
            "INSERT INTO links (source, url, key, state, outcome, inferred, found, article_id) VALUES (?, ?, ?, 'stored', 'canonical', 1, ?, ?)"
            " ON CONFLICT (url) DO NOTHING",
            (source, url, key, utc_now(), article),
        )
    share_fate(archive, key, article)


def share_fate(archive: Archive, key: str, article: int, row: int | None = None) -> None:
    """Give an article's folded links to it, each as a copy; only the link `row` if one is named."""
    values = (article, key, row)
    archive.execute(
        "INSERT INTO copies (article_id, url, source, kind, seen, capture_id)"
        " SELECT ?1, l.url, l.source, l.outcome, l.found, l.capture_id FROM links l JOIN articles a ON a.id = ?1"
        " WHERE l.key = ?2 AND l.state = 'folded' AND (?3 IS NULL OR l.id = ?3) AND l.inferred = 0 AND l.url <> a.url"
        " ON CONFLICT (url) DO NOTHING",
        values,
    )
    archive.execute(
        "UPDATE links SET state = 'stored', article_id = ?1 WHERE key = ?2 AND state = 'folded' AND (?3 IS NULL OR id = ?3)",
        values,
    )


def redirect_link(archive: Archive, link: Link, target: NewLink, capture: int | None) -> bool:
    """Fold a link into the page that it redirects to. False, with nothing changed, when that would close a loop."""
    ((own,),) = archive.rows("SELECT key FROM links WHERE id = ?", (link.id,))
    key = url_key(target.url)
    known = archive.rows("SELECT id, key, state, outcome FROM links WHERE url = ?", (target.url,))
    if known and (known[0][0] == link.id or known[0][1:] == (own, "folded", "redirect")):
        return False
    archive.execute(
        "UPDATE links SET state = 'folded', outcome = 'redirect', capture_id = ?, checked = ?, next = NULL WHERE id = ?",
        (capture, utc_now(), link.id),
    )
    archive.execute("UPDATE links SET key = ? WHERE key = ? AND state = 'folded'", (key, own))
    if not known:
        keep_link(archive, link.source, None, target)
    elif key == own:
        # another form of the same address answers: it leads from now on
        archive.execute(
            "UPDATE links SET state = 'waiting', outcome = '' WHERE id = ? AND state = 'folded'", (known[0][0],)
        )
    leads = archive.rows("SELECT state, article_id FROM links WHERE key = ? AND state <> 'folded'", (key,))
    if article := next((article for _, article in leads if article is not None), None):
        share_fate(archive, key, article)
    elif all(state == "dropped" for state, _ in leads):
        archive.execute("UPDATE links SET state = 'dropped' WHERE key = ? AND state = 'folded'", (key,))
    return True
