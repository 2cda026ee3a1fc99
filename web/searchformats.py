"""The articles of a search as a file (CSV, Parquet) or as a feed (Atom, RFC 4287)."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from web import atom, newest
from web.cells import strings
from web.search import asks, search, wanted
from web.searchquery import parse
from web.searchrequest import Search

MOST = 5000
"""Articles in a file; older ones are a search with an earlier `until`."""

ENTRIES = 50
"""Articles in a feed."""

COLUMNS = (
    *("id", "published", "source", "headline", "byline", "authors", "section", "tags", "language", "words", "access"),
    *("url", "description", "first_seen", "last_seen", "revisions", "story_id", "removed", "rights"),
)
LISTS = ("authors", "tags", "rights")
NUMBERS = ("id", "words", "revisions", "story_id")

FORMULA = re.compile(r"^[=+\-@\t\r]")


def rows(db: sqlite3.Connection, asked: Search, *, texts: bool) -> Iterator[dict[str, Any]]:
    """The articles that match, the newest `MOST` of them, in the order asked for; with their texts if wanted."""
    numbers = [match.id for match in search(db, asked, MOST).matches]
    columns = [f"a.{name}" for name in COLUMNS] + ["r.text"] * texts
    sql = (
        f"SELECT {', '.join(columns)} FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value"  # noqa: S608
        " LEFT JOIN revisions r ON r.id = a.revision_id"
    )
    for row in db.execute(sql, (json.dumps(numbers),)):
        yield dict(row)


def as_csv(articles: Sequence[dict[str, Any]]) -> bytes:
    """CSV (RFC 4180) in UTF-8. An apostrophe stands before what a spreadsheet would take for a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for article in articles:
        writer.writerow([harmless(article[name]) for name in COLUMNS])
    return file.getvalue().encode("utf-8", "replace")


def harmless(value: Any) -> Any:
    """A value that no spreadsheet runs.

    >>> harmless("=1+1"), harmless("a-b"), harmless(7)
    ("'=1+1", 'a-b', 7)
    """
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def as_parquet(articles: Sequence[dict[str, Any]]) -> bytes:
    """Apache Parquet with the full texts; lists are lists of strings."""
    import pyarrow as pa  # noqa: PLC0415 takes 60 MB, and few readers ask for it
    import pyarrow.parquet as pq  # noqa: PLC0415

    fields = [
        (name, pa.int64() if name in NUMBERS else pa.list_(pa.string()) if name in LISTS else pa.string())
        for name in COLUMNS
    ]
    table = pa.Table.from_pylist(
        [article | {name: strings(article[name]) or [] for name in LISTS} for article in articles],
        schema=pa.schema([*fields, ("text", pa.string())]),
    )
    file = io.BytesIO()
    pq.write_table(table, file, compression="zstd")
    return file.getvalue()


FILES: dict[str, tuple[str, Callable[[Sequence[dict[str, Any]]], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", as_csv),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
}
"""Content type and writer of each kind of file."""


def as_feed(db: sqlite3.Connection, asked: Search, base: str) -> bytes:
    """The matching articles that were archived last, as a feed; `base` is the absolute address of the front page."""
    query = parse(asked.q)
    ids = newest.last_archived(db, wanted(asked, query), ENTRIES) if asks(asked, query) else []
    articles = db.execute(
        "SELECT a.id, a.headline, a.byline, a.published, a.first_seen, a.source,"
        " substr(coalesce(nullif(a.description, ''), r.text, ''), 1, 500) AS summary"
        " FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value LEFT JOIN revisions r ON r.id = a.revision_id",
        (json.dumps(ids),),
    )
    entries = (
        atom.Entry(
            url=f"{base}/article/{article['id']}",
            title=article["headline"],
            updated=article["first_seen"],
            author=article["byline"] or article["source"],
            summary=article["summary"],
        )
        for article in articles
    )
    about = asked.q or ", ".join(asked.narrowed().values()) or "nothing to look for"
    return atom.feed(base + asked.address("/search.atom"), base + asked.address(), f"Morgue: {about}", entries)
