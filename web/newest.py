"""The newest articles that match, however many do: the work is bounded by how many are wanted, not by how many there are.

The search index hands out its matches one by one, the last archived first, but not by date of publication. So a time is
divided: all, years, months, days. Where a time holds few enough matches, all are taken; where it holds more, its parts
are asked, the newest first. Each question walks no further than what is wanted.
"""

import json
import re
import sqlite3
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

UNDATED = "undated"
"""The time of articles whose date of publication is unknown: the last to be asked."""

TEXTS = "{headline byline text}"
MARKS = "{marks}"
"""Columns of the search index: what people read, and what a search is narrowed by (sql/006-search.sql)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which articles are sought."""

    match: str = ""
    """Full-text query, from searchquery; empty for any text."""

    marks: tuple[str, ...] = ()
    """Marks that an article must all bear, from `mark()` and `author_mark()`."""

    since: str = ""
    until: str = ""
    """First and last day of publication, as 2026-01-31; empty for no limit."""

    joined: bool = False
    """Whether the query looks for beginnings of words: SQLite joins their lists anew for every question."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The newest matches."""

    ids: tuple[int, ...] = ()
    complete: bool = True
    """Whether these are all; if not, there are older ones."""

    match: str = ""
    """A full-text query for these, and for few others: to be limited to the ids."""


def mark(kind: str, value: str) -> str:
    """The mark of a source (s), a language (l) or a section (x).

    >>> mark("s", "bbc")
    's626263'
    """
    return kind + value.encode("utf-8", "replace").hex()


def section_mark(value: str) -> str:
    """The mark of a section, of whose name the first 100 characters count."""
    return mark("x", value[:100])


def author_mark(name: str) -> str:
    """The mark of an author, as JSON writes the name."""
    return mark("a", json.dumps(name, ensure_ascii=False)[1:-1])


def newest(db: sqlite3.Connection, wanted: Wanted, most: int) -> Found:
    """The newest matches by date of publication, `most` of them at most; within one day the last archived."""
    whole = list(cover(db, wanted))
    if (wanted.since or wanted.until) and not whole:
        return Found()
    ids = ask(db, within(wanted, whole), most + 1)
    if len(ids) <= most:
        return Found(ids=tuple(ids), match=within(wanted, whole))
    if wanted.joined:
        return Found(ids=tuple(ids[:most]), complete=False, match=within(wanted, whole))
    taken: list[int] = []
    times: list[str] = []
    open_times = (whole or [*years(db), UNDATED])[::-1]
    while open_times and len(taken) < most:
        time = open_times.pop()
        ids = ask(db, within(wanted, [time]), most - len(taken) + 1)
        if len(ids) > most - len(taken) and len(time) < len("2026-11-24") and time != UNDATED:
            open_times.extend(reversed(list(parts(time))))
        elif ids:
            taken += ids[: most - len(taken)]
            times.append(time)
    return Found(ids=tuple(taken), complete=False, match=within(wanted, times))


def last_archived(db: sqlite3.Connection, wanted: Wanted, most: int) -> list[int]:
    """Ids of matches, those that were archived last, whenever they were published."""
    whole = list(cover(db, wanted))
    return ask(db, within(wanted, whole), most) if whole or not (wanted.since or wanted.until) else []


def ask(db: sqlite3.Connection, match: str, most: int) -> list[int]:
    """Ids of matching articles, the last archived first."""
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?"
    return [number for (number,) in db.execute(sql, (match, most))]


def within(wanted: Wanted, times: list[str]) -> str:
    """The full-text query for what is wanted within any of these times; no times for any time."""
    dates = " OR ".join("d" + ("" if time == UNDATED else time.replace("-", "")) for time in times)
    narrowed = [*wanted.marks, *([f"({dates})"] if dates else [])]
    asked = [f"{TEXTS} : ({wanted.match})"] if wanted.match else []
    return " AND ".join([*asked, *([f"{MARKS} : ({' AND '.join(narrowed)})"] if narrowed else [])])


def cover(db: sqlite3.Connection, wanted: Wanted) -> Iterator[str]:
    """The fewest years, months and days that make up the time wanted, the newest first; none where it has no limit."""
    if not wanted.since and not wanted.until:
        return
    open_times = list(years(db))[::-1]
    while open_times:
        time = open_times.pop()
        first, last = bounds(time)
        if wanted.since <= first and last <= (wanted.until or last):
            yield time
        elif last >= wanted.since and first <= (wanted.until or first):
            open_times.extend(reversed(list(parts(time))))


def years(db: sqlite3.Connection) -> Iterator[str]:
    """Every year in which an article of the archive was published, the newest first."""
    latest = "SELECT published FROM articles WHERE published < ? ORDER BY published DESC LIMIT 1"
    before = ":"  # comes after every digit
    while row := db.execute(latest, (before,)).fetchone():
        before = row[0][:4]
        if not re.match("[0-9]{4}", before):
            return
        yield before


def parts(time: str) -> Iterator[str]:
    """The months of a year, or the days of a month, the newest first; days that a month has not are in nobody's way."""
    for number in range(31 if "-" in time else 12, 0, -1):
        yield f"{time}-{number:02}"


def bounds(time: str) -> tuple[str, str]:
    """The first and the last day of a year, a month or a day.

    >>> bounds("2026"), bounds("2026-02")
    (('2026-01-01', '2026-12-31'), ('2026-02-01', '2026-02-28'))
    """
    first = time + "-01-01"[len(time) - 4 :]
    if len(time) == len("2026-02"):
        return first, f"{time}-{monthrange(int(time[:4]), int(time[5:]))[1]}"
    return first, time + "-12-31"[len(time) - 4 :]
