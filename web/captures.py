"""What the archive knows of a capture, from its tables and from its WARC file. Only reads."""

import sqlite3
from pathlib import Path
from typing import Any

from pipelines.errors import CaptureError
from web import fetched
from web.rows import Row, first, rows

CAPTURE = """
SELECT id, crawl_id, source, url, fetched, status, content_type, coding, location, etag, last_modified, digest, size,
       revisit_of, warc, warc_offset, warc_length
FROM captures WHERE id = ?
"""

ARTICLES = """
SELECT a.id, a.headline FROM links l JOIN articles a ON a.id = l.article_id WHERE l.url = ?1
UNION SELECT a.id, a.headline FROM copies c JOIN articles a ON a.id = c.article_id WHERE c.url = ?1
"""

VERSIONS = """
SELECT DISTINCT c.id, c.fetched, c.status, c.size, c.revisit_of FROM revisions r JOIN captures c ON c.id = r.capture_id
WHERE r.article_id = ? ORDER BY c.id DESC LIMIT 50
"""


def capture(connection: sqlite3.Connection, number: int) -> Row | None:
    """A capture's row, None when there is none of that number."""
    return first(connection, CAPTURE, number)


def holder(connection: sqlite3.Connection, found: Row) -> Row:
    """The capture that has the body: the one that a revisit points at, else itself."""
    return (capture(connection, found["revisit_of"]) if found["revisit_of"] else None) or found


def page(connection: sqlite3.Connection, number: int) -> Row | None:
    """What the page of a capture shows of it, but for its record."""
    found = capture(connection, number)
    if found is None:
        return None
    articles = rows(connection, ARTICLES, found["url"])
    versions = [row for article in articles[:5] for row in rows(connection, VERSIONS, article["id"])]
    return {"capture": found, "holder": holder(connection, found), "articles": articles, "versions": versions}


def record_of(folder: Path, found: Row) -> bytes:
    """The gzip member of a capture's record. Raises CaptureError when it cannot be had."""
    return fetched.record(folder, found["warc"], found["warc_offset"], found["warc_length"])


def state(folder: Path, found: Row) -> dict[str, Any]:
    """Whether a capture's record is there and holds what was captured: `kept`, else what is wrong and what to do."""
    try:
        member = record_of(folder, found)
        kept = found["revisit_of"] is not None or not found["digest"] or fetched.whole(member, found["digest"])
    except CaptureError as error:
        return {"kept": False, "why": str(error)}
    why = "" if kept else f"{found['warc']}: the record holds another page; restore the file from a backup"
    return {"kept": kept, "why": why}


def shown(folder: Path, found: Row) -> fetched.Seen:
    """A capture as a browser may show it. Raises CaptureError when it cannot be had or shown."""
    if not found["size"]:
        where = f" and pointed to {found['location']}" if found["location"] else ""
        raise CaptureError(f"The server answered with status {found['status']}{where}, and sent no page")
    return fetched.seen(record_of(folder, found), found["url"], found["content_type"], found["coding"])
