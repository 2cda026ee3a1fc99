"""The articles of a search as a file (CSV, Parquet) or as a feed (Atom, RFC 4287)."""

import csv
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from web import newest
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
ATOM = "http://www.w3.org/2005/Atom"
NO_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not hold (section 2.2)."""


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


def atom(db: sqlite3.Connection, asked: Search, base: str) -> bytes:
    """The matching articles that were archived last, as a feed; `base` is the absolute address of the front page."""
    query = parse(asked.q)
    ids = newest.last_archived(db, wanted(asked, query), ENTRIES) if asks(asked, query) else []
    articles = db.execute(
        "SELECT a.id, a.headline, a.byline, a.url, a.published, a.first_seen, a.source,"
        " substr(coalesce(nullif(a.description, ''), r.text, ''), 1, 500) AS summary"
        " FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value LEFT JOIN revisions r ON r.id = a.revision_id",
        (json.dumps(ids),),
    ).fetchall()
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    own, page = (base.rstrip("/") + asked.address(path) for path in ("/search.atom", "/search"))
    add(feed, "id", own)
    add(feed, "title", f"Morgue: {asked.q or ', '.join(asked.narrowed().values()) or 'nothing to look for'}")
    add(feed, "updated", max((article["first_seen"] for article in articles), default="1970-01-01T00:00:00Z"))
    add(feed, "link", rel="self", type="application/atom+xml", href=own)
    add(feed, "link", rel="alternate", type="text/html", href=page)
    for article in articles:
        entry(feed, article, base.rstrip("/"))
    document: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def entry(feed: ET.Element, article: sqlite3.Row, base: str) -> None:
    """One article of a feed: a link to its page in the archive, and one to where it was published."""
    element = ET.SubElement(feed, f"{{{ATOM}}}entry")
    address = f"{base}/article/{article['id']}"
    add(element, "id", address)
    add(element, "title", article["headline"])
    add(element, "updated", article["first_seen"])
    if "T" in article["published"]:
        add(element, "published", article["published"])
    author = ET.SubElement(element, f"{{{ATOM}}}author")
    add(author, "name", article["byline"] or article["source"])
    add(element, "link", rel="alternate", type="text/html", href=address)
    if re.match("https?://", article["url"]):
        add(element, "link", rel="via", href=article["url"])
    add(element, "summary", article["summary"], type="text")


def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> None:
    """A child element, without characters that XML cannot hold."""
    clean = {key: NO_XML.sub("\N{REPLACEMENT CHARACTER}", value) for key, value in attributes.items()}
    ET.SubElement(parent, f"{{{ATOM}}}{name}", clean).text = NO_XML.sub("\N{REPLACEMENT CHARACTER}", text) or None
