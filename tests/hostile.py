"""What an attacker may get into an archive: attacks in every field that a site can fill, and a text of 1 MB."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from sqlite_utils import Database

SEEN = "2026-11-19T12:00:00Z"
RTL = "\u202eelgoog\u202c \u2066isolated, never closed \u061c مرحبا"
CLOCK = ("added", "checked", "fetched", "first_seen", "found", "last_seen", "seen", "started")
"""Columns that hold the archive's own time, which nobody else can write."""

HOSTILE = 1_000_001
"""Id of the first attacker's row in each table; the others follow it, one an attack."""

HUGE = "paragraph <b>of</b> &amp; many words\n" * 30_000
"""A text of about 1 MB."""

ATTACKS = (
    "<script>window.pwned=1</script>",
    '"><img src=x onerror="window.pwned=1">',
    "' onmouseover='window.pwned=1",
    "</title></textarea></style><script>window.pwned=1</script>",
    "javascript:window.pwned=1",
    " JaVaScRiPt:window.pwned=1//https://evil.example/",
    "data:text/html,<script>window.pwned=1</script>",
    'https://evil.example/"onmouseover="window.pwned=1',
    "https://evil.example/<script>window.pwned=1</script>",
    "https://evil.example/\u202efdp.exe",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe><svg onload=window.pwned=1>",
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>body{display:none}</style><link rel=stylesheet href=//evil.example/x.css>",
    '["<script>window.pwned=1</script>", 7, null]',
    "{{ 7*191 }}{% raw %}",
    "NUL \x00 tab \t escape \x1b[31m \ufffe \uffff",
    "⟦<script>window.pwned=1</script>⟧",
    "2026-11-20T12:00:00Z<script>window.pwned=1</script>",
    RTL,
)


def attack(db: Database) -> None:
    """Write every attack into every text column of every table that holds what a site sent, and a text of 1 MB."""
    for table in ("endpoints", "captures", "stories", "articles", "revisions", "copies", "walks", "links"):
        rows = [
            {column.name: hostile(column, number) for column in db[table].columns} for number in range(len(ATTACKS))
        ]
        insert(db, table, rows)
    db.execute("UPDATE revisions SET text = ? WHERE id = ?", [HUGE, HOSTILE])
    db.execute("UPDATE sources SET title = ? WHERE name = 'hostile'", [ATTACKS[1]])
    db.execute("UPDATE crawls SET arguments = ? WHERE id = 1", [ATTACKS[0]])
    db.execute("INSERT INTO outcomes VALUES (6, 'hostile', 'dropped', ?, 3)", [ATTACKS[0]])


def hostile(column: Any, number: int) -> str | int | None:
    """The value of one column of the rows that carry one attack; they have the same id in every table."""
    if column.name == "source":
        return "hostile"
    if column.name in ("crawl_id", "revisit_of", "origin_article_id"):
        return None
    if column.is_pk or column.name.endswith("_id"):
        return HOSTILE + number
    if column.name in CLOCK:
        return SEEN
    if column.type == "TEXT":
        return f"{ATTACKS[number]} {number}" if column.name in ("url", "key") else ATTACKS[number]
    return 1


def insert(db: Database, table: str, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows that all have the same columns."""
    rows = iter(rows)
    for first in rows:
        columns = ", ".join(first)
        places = ", ".join(f":{column}" for column in first)
        db.conn.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", chain([first], rows))
