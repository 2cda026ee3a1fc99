"""What the archive knows of one publication: how much, when, about what, by whom, how original, how fast, how healthy. Only reads.

Everything is counted ahead (tables `days` and `tallies`), or taken from its latest articles: no page counts an archive.
"""

import json
import sqlite3
from collections import Counter
from datetime import date, timedelta

from web.cells import strings
from web.rows import Row, first, rows

DAYS = 90
"""Days of the picture of articles per day."""

LATEST = 500
"""Articles that are looked at for what is syndicated."""

TOP = 20
"""Values of a list that a page shows, the most frequent ones."""

RUNS = 20
"""Crawls whose outcomes are told."""

DELAYS = {
    "15": "15 minutes",
    "60": "an hour",
    "360": "6 hours",
    "1440": "a day",
    "10080": "a week",
    "over": "longer",
    "unknown": "not known",
}
"""How long after publication an article was archived at most, by the value in `tallies`."""

SOURCE = "SELECT name, title, homepage, language, country, enabled, added, crawled FROM sources WHERE name = ?"

TOTALS = """
SELECT coalesce(sum(articles), 0) AS articles, coalesce(sum(words), 0) AS words, coalesce(sum(shared), 0) AS shared,
       coalesce(sum(copies), 0) AS copies, coalesce(sum(edits), 0) AS edits, min(day) AS first_day, max(day) AS last_day
FROM days WHERE source = ?
"""

RECENT_DAYS = (
    "SELECT day, articles, words, shared, copies, edits FROM days WHERE source = ? AND day BETWEEN ? AND ? ORDER BY day"
)

TALLY = "SELECT value, articles FROM tallies WHERE facet = ? AND source = ?"

ORIGINS = """
SELECT coalesce(f.credit, '') AS credit, a.story_id, o.source AS origin
FROM (SELECT id, story_id FROM articles WHERE source = ? ORDER BY published DESC LIMIT ?) a
LEFT JOIN fingerprints f ON f.article_id = a.id
LEFT JOIN stories s ON s.id = a.story_id
LEFT JOIN articles o ON o.id = s.origin_article_id
"""

NEWEST = "SELECT id, published, headline, byline, words FROM articles WHERE source = ? ORDER BY published DESC, id DESC LIMIT 10"

ENDPOINTS = """
SELECT id, kind, url, status, checked, changed, next, links, fresh, failures FROM endpoints
WHERE source = ? ORDER BY failures > 2 DESC, checked IS NULL, kind, url LIMIT 50
"""

HEALTH = "SELECT state, since, reason, expected, actual, succeeded, failures, fell, judged FROM health WHERE source = ?"

OUTCOMES = """
SELECT o.fate, o.outcome, sum(o.pages) AS pages FROM (SELECT id FROM crawls ORDER BY id DESC LIMIT ?) c
CROSS JOIN outcomes o ON o.crawl_id = c.id AND o.source = ?
GROUP BY o.fate, o.outcome ORDER BY o.fate DESC, pages DESC
"""


def page(connection: sqlite3.Connection, name: str, today: date) -> Row | None:
    """All that the page of a publication shows; None when the archive has none of that name."""
    source = first(connection, SOURCE, name)
    if source is None:
        return None
    totals = first(connection, TOTALS, name) or {}
    whole = totals["articles"]
    start = str(today - timedelta(days=DAYS - 1))
    return {
        "source": source,
        "totals": totals,
        "days": filled(rows(connection, RECENT_DAYS, name, start, str(today)), today),
        "months": months(tally(connection, "month", name)),
        "hours": hours(tally(connection, "hour", name)),
        "sections": top(tally(connection, "section", name), whole),
        "authors": top(tally(connection, "author", name), whole),
        "languages": top(tally(connection, "language", name), whole),
        "lengths": lengths(tally(connection, "length", name)),
        "delays": delays(tally(connection, "delay", name)),
        "syndication": syndication(name, rows(connection, ORIGINS, name, LATEST)),
        "newest": rows(connection, NEWEST, name),
        "health": health(first(connection, HEALTH, name)),
        "endpoints": rows(connection, ENDPOINTS, name),
        "outcomes": rows(connection, OUTCOMES, RUNS, name),
    }


def health(judged: Row | None) -> Row | None:
    """How a publication was judged after the last crawl, with its failures and worsened fields as data."""
    if judged is None:
        return None
    try:
        failures = json.loads(judged["failures"])
    except (ValueError, RecursionError):
        failures = {}
    return judged | {"failures": failures if isinstance(failures, dict) else {}, "fell": strings(judged["fell"]) or []}


def tally(connection: sqlite3.Connection, facet: str, name: str) -> dict[str, int]:
    """How many articles of a publication have each value of a facet."""
    return {row["value"]: row["articles"] for row in rows(connection, TALLY, facet, name)}


def filled(found: list[Row], today: date) -> list[Row]:
    """The last DAYS days, one row a day, also for those without anything."""
    by_day = {row["day"]: row for row in found}
    nothing = {"articles": 0, "words": 0, "shared": 0, "copies": 0, "edits": 0}
    days = (str(today - timedelta(days=back)) for back in range(DAYS - 1, -1, -1))
    return [by_day.get(day, {"day": day, **nothing}) for day in days]


def months(counts: dict[str, int]) -> list[Row]:
    """Articles per month without a gap, from the first month to the last; at most the last twenty years.

    >>> [row["value"] for row in months({"2025-12": 3, "2026-02": 1, "soon": 2})]
    ['2025-12', '2026-01', '2026-02']
    """
    known = sorted(value for value in counts if len(value) == 7 and value[:4].isdecimal() and value[5:].isdecimal())
    if not known:
        return []
    (start, end) = (int(value[:4]) * 12 + int(value[5:]) - 1 for value in (known[0], known[-1]))
    named = (f"{number // 12:04}-{number % 12 + 1:02}" for number in range(max(start, end - 239), end + 1))
    return [{"value": value, "articles": counts.get(value, 0)} for value in named]


def hours(counts: dict[str, int]) -> list[Row]:
    """Articles per hour of the day (UTC), of those whose page gives a time."""
    return [{"value": f"{hour:02}", "articles": counts.get(f"{hour:02}", 0)} for hour in range(24)]


def lengths(counts: dict[str, int]) -> list[Row]:
    """Articles by hundreds of words.

    >>> [(row["value"], row["articles"]) for row in lengths({"0": 2, "200": 5})]
    [('0–99', 2), ('100–199', 0), ('200–299', 5)]
    """
    known = {int(value): count for value, count in counts.items() if value.isdecimal()}
    steps = range(0, max(known, default=-1) + 1, 100)
    return [
        {"value": f"{step:,}–{step + 99:,}" if step < 5000 else "5,000 and more", "articles": known.get(step, 0)}
        for step in steps
    ]


def delays(counts: dict[str, int]) -> list[Row]:
    """Articles by the time from publication to the archive, shortest first."""
    return [{"value": name, "articles": counts.get(value, 0)} for value, name in DELAYS.items()] if counts else []


def top(counts: dict[str, int], whole: int) -> list[Row]:
    """The most frequent values, with their number and its percent of all articles.

    >>> top({"Port": 3, "": 1, "Arts": 3}, 8)[0]
    {'value': 'Arts', 'articles': 3, 'percent': 37.5}
    """
    given = sorted(((value, count) for value, count in counts.items() if value), key=lambda pair: (-pair[1], pair[0]))
    return [
        {"value": value, "articles": count, "percent": round(100 * count / max(whole, 1), 1)}
        for value, count in given[:TOP]
    ]


def syndication(name: str, latest: list[Row]) -> Row:
    """How many of a publication's latest articles come from elsewhere: credited to an agency, or another's story.

    >>> rows = [{"credit": "AP", "story_id": 1, "origin": "wire"}, {"credit": "", "story_id": None, "origin": None}]
    >>> found = syndication("herald", rows)
    >>> found["articles"], found["syndicated"], found["percent"], found["credits"]
    (2, 1, 50.0, [{'value': 'AP', 'articles': 1}])
    """
    elsewhere = [row for row in latest if row["credit"] or row["origin"] not in (None, name)]
    return {
        "articles": len(latest),
        "syndicated": len(elsewhere),
        "percent": round(100 * len(elsewhere) / len(latest), 1) if latest else None,
        "in_stories": sum(row["story_id"] is not None for row in latest),
        "credits": ranked(Counter(row["credit"] for row in latest if row["credit"])),
        "origins": ranked(Counter(row["origin"] for row in latest if row["origin"] not in (None, name))),
    }


def ranked(counts: Counter[str]) -> list[Row]:
    """The most frequent values with their number."""
    return [{"value": value, "articles": count} for value, count in counts.most_common(10)]
