"""Archived articles, looked at again: which are due, and what a look found, as named functions.

A look never takes anything from the archive: an article that is gone, emptied or behind a paywall keeps its text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.archive import Archive, Standing

FRONT = 302
"""Stands for a redirect to the front page in `removals.status`: how many sites say that an article is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """An archived article that is due, with what the last answer said that showed it as it is archived."""

    article: int
    source: str
    url: str
    """The address that answered."""
    key: str
    """Identity of the article's own address."""
    digest: str
    """Digest of the body."""
    etag: str
    last_modified: str


def due_articles(archive: Archive, source: str, now: str, since: str, limit: int) -> list[Due]:
    """The articles of a source whose look is due `now`, the longest overdue first, but those looked at after `since`.

    One that was imported without an answer of a server is asked for at its own address.
    """
    rows = archive.rows(
        "SELECT a.id, a.source, coalesce(c.url, a.url), a.key, coalesce(c.digest, ''), coalesce(v.etag, ''),"
        " coalesce(v.last_modified, '') FROM articles a LEFT JOIN captures c ON c.id = a.capture_id"
        " LEFT JOIN captures v ON v.id = (SELECT max(id) FROM captures s WHERE s.url = c.url AND s.status = 200"
        " AND s.digest = c.digest AND s.digest <> '')"
        " WHERE a.source = ?1 AND a.revisit <= ?2 AND a.visited < ?3 AND a.first_seen < ?3 ORDER BY a.revisit LIMIT ?4",
        (source, now, since, limit),
    )
    names = ("article", "source", "url", "key", "digest", "etag", "last_modified")
    return [Due(**dict(zip(names, row, strict=True))) for row in rows]


def next_due(archive: Archive, source: str) -> str | None:
    """When the next article of a source is due."""
    sql = "SELECT min(revisit) FROM articles WHERE source = ? AND revisit IS NOT NULL"
    return archive.rows(sql, (source,))[0][0]  # type: ignore[no-any-return]


def edited(archive: Archive, source: str, before: str) -> tuple[int, int]:
    """Changes found in the last articles of a source that were published `before` and looked at again, and how many these are."""
    recent = (
        "SELECT revisions, visits FROM articles WHERE source = ? AND published < ? ORDER BY published DESC LIMIT 200"
    )
    sql = f"SELECT coalesce(sum(revisions - 1), 0), count(*) FROM ({recent}) WHERE visits > 0"  # noqa: S608
    return archive.rows(sql, (source, before))[0]


def announce(archive: Archive, changed: Iterable[tuple[str, str]], now: str) -> None:
    """Have articles looked at `now` that a listing says have changed: address and time. None that was looked at since then."""
    for url, moment in changed:
        archive.execute(
            "UPDATE articles SET revisit = ?1 WHERE id = (SELECT article_id FROM links WHERE url = ?2)"
            " AND revisit > ?1 AND last_seen < ?3 AND visited < ?3",
            (now, url, moment),
        )


def plan(archive: Archive, article: int, now: datetime, least: timedelta = timedelta(0)) -> None:
    """Set when an article is to be looked at again: by the run's policy, but not before `least` has passed."""
    ((source, published, first_seen, looks, revisions),) = archive.rows(
        "SELECT source, published, first_seen, visits, revisions FROM articles WHERE id = ?", (article,)
    )
    standing = Standing(
        source=source, published=_moment(published, first_seen), looks=looks, changes=max(0, revisions - 1)
    )
    moment = archive.next_look(standing, now)
    when = f"{max(moment, now + least):%Y-%m-%dT%H:%M:%SZ}" if moment else None
    archive.execute("UPDATE articles SET revisit = ? WHERE id = ?", (when, article))


def _moment(published: str, first_seen: str) -> datetime:
    """When an article came out: as it says, if it says a time that can be; else when it was first seen."""
    seen = datetime.fromisoformat(first_seen)
    if "T" not in published:
        return seen
    return min(seen, datetime.fromisoformat(published).astimezone(UTC))


def looked(archive: Archive, article: int, now: str, *, there: bool, least: timedelta = timedelta(0)) -> None:
    """Note a look, and plan the next one. `there` is whether the article was found as such, changed or not."""
    archive.execute("UPDATE articles SET visits = visits + 1, visited = ? WHERE id = ?", (now, article))
    if there:
        archive.execute("UPDATE articles SET last_seen = ? WHERE id = ?", (now, article))
        came_back(archive, article, now)
    plan(archive, article, datetime.fromisoformat(now), least)


def came_back(archive: Archive, article: int, now: str) -> None:
    """End an article's removal, if it has one: it stands there."""
    ended = archive.execute("UPDATE removals SET returned = ? WHERE article_id = ? AND returned = ''", (now, article))
    if ended.rowcount:
        archive.execute("UPDATE articles SET removed = '' WHERE id = ?", (article,))


@dataclass(frozen=True, kw_only=True, slots=True)
class Absence:
    """An answer that says that an article is gone."""

    article: int
    seen: str
    """When the answer came (UTC)."""
    status: int
    """404, 410, or FRONT."""
    capture: int | None
    """The answer's row."""


def gone(archive: Archive, absence: Absence, apart: timedelta) -> bool:
    """Note that an article was not found; whether that is certain: a look at least `apart` earlier found the same.

    A publication that breaks for an hour has not removed its articles. Until it is certain, a look is due when it can be.
    """
    now = datetime.fromisoformat(absence.seen)
    looked(archive, absence.article, absence.seen, there=False)
    open_ones = archive.rows(
        "SELECT id, gone, confirmed FROM removals WHERE article_id = ? AND returned = ''", (absence.article,)
    )
    if not open_ones:
        added = archive.execute(
            "INSERT INTO removals (article_id, gone, status, capture_id) VALUES (?, ?, ?, ?)",
            (absence.article, absence.seen, absence.status, absence.capture),
        )
        open_ones = [(added.lastrowid, absence.seen, "")]
    number, first, confirmed = open_ones[0]
    if confirmed:
        return True
    if now - datetime.fromisoformat(first) >= apart:
        archive.execute("UPDATE removals SET confirmed = ? WHERE id = ?", (absence.seen, number))
        archive.execute("UPDATE articles SET removed = ? WHERE id = ?", (first, absence.article))
        return True
    again = f"{datetime.fromisoformat(first) + apart:%Y-%m-%dT%H:%M:%SZ}"
    archive.execute("UPDATE articles SET revisit = ? WHERE id = ?", (again, absence.article))
    return False


def moved(archive: Archive, article: int, key: str) -> int | None:
    """The other article that is archived at the address with this key, if there is one."""
    rows = archive.rows("SELECT id FROM articles WHERE key = ? AND id <> ?", (key, article))
    return rows[0][0] if rows else None


def merged(archive: Archive, due: Due, target: int, now: str, capture: int | None) -> None:
    """Note that an article's address leads to another article now: its address is one of that one's, on record.

    Both keep their texts and numbers; the first is not looked at again.
    """
    archive.execute(
        "INSERT INTO copies (article_id, url, source, kind, seen, capture_id) VALUES (?, ?, ?, 'redirect', ?, ?)"
        " ON CONFLICT (url) DO NOTHING",
        (target, due.url, due.source, now, capture),
    )
    archive.execute(
        "UPDATE articles SET visits = visits + 1, visited = ?, revisit = NULL WHERE id = ?", (now, due.article)
    )
