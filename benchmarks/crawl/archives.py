"""What a crawl left behind, read from its SQLite file into one form, whichever program wrote it."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

MORGUE = """
SELECT a.id, a.url, a.headline, a.published, coalesce(t.text, '') AS text
FROM articles a LEFT JOIN texts t ON t.article_id = a.id ORDER BY a.id
"""
COPIES = "SELECT url, article_id FROM copies"
STORIES = "SELECT url, story FROM appearances"
NAIVE = "SELECT rowid, url, title, date, text FROM articles ORDER BY rowid"


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One row of `articles`."""

    id: int
    """Its number."""
    url: str
    """Its address."""
    headline: str
    """Its headline."""
    published: str
    """Its date, ISO 8601."""
    text: str
    """Its text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Archive:
    """All records, and the other addresses folded into them."""

    records: tuple[Record, ...]
    """The rows of `articles`."""
    copies: dict[str, int]
    """Number of the record that each other address was folded into."""
    stories: dict[str, str] = field(default_factory=dict)
    """Key of the story of each address, where a program has stories."""


def connect(path: Path) -> sqlite3.Connection:
    """The database at `path`, for reading only, rows by name. Raises sqlite3.OperationalError when there is none."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
    connection.row_factory = sqlite3.Row
    return connection


def read(path: Path) -> Archive:
    """The archive at `path`, of either program; an empty one when the crawl never got as far as writing a table."""
    if not path.exists():
        return Archive(records=(), copies={})
    with closing(connect(path)) as db:
        tables = {row["name"] for row in db.execute("SELECT name FROM sqlite_master")}
        if "articles" not in tables:
            return Archive(records=(), copies={})
        rows = db.execute(MORGUE if "copies" in tables else NAIVE).fetchall()
        copies: dict[str, int] = dict(db.execute(COPIES).fetchall()) if "copies" in tables else {}
        stories: dict[str, str] = dict(db.execute(STORIES).fetchall()) if "appearances" in tables else {}
    records = tuple(
        Record(id=row[0], url=row["url"], headline=row[2] or "", published=row[3] or "", text=row["text"] or "")
        for row in rows
    )
    return Archive(records=records, copies=copies, stories=stories)


def dump(path: Path) -> dict[str, dict[str, object]]:
    """Every row of `articles` by its address, all columns and the row number."""
    with closing(connect(path)) as db:
        return {row["url"]: dict(row) for row in db.execute("SELECT rowid AS rowid, * FROM articles")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What a crawl of an unchanged web did to rows that were already there."""

    added: int
    """New rows."""
    gone: int
    """Rows no longer there."""
    renumbered: int
    """Rows whose number differs."""
    changed: dict[str, int]
    """Rows whose value differs, by column."""


def compare(before: dict[str, dict[str, object]], after: dict[str, dict[str, object]]) -> Difference:
    """The difference between two dumps."""
    both = before.keys() & after.keys()
    changed: dict[str, int] = {}
    for url in both:
        for column, value in after[url].items():
            if before[url].get(column) != value:
                changed[column] = changed.get(column, 0) + 1
    renumbered = changed.pop("rowid", 0)
    changed.pop("id", None)
    return Difference(
        added=len(after.keys() - both), gone=len(before.keys() - both), renumbered=renumbered, changed=changed
    )
