"""All publications of an archive at a glance: how much of each there is, how much comes in, and whether it goes on. Only reads."""

import sqlite3
from datetime import date, timedelta

from web.rows import Row, rows

DAYS = 30
"""Days of the spark line."""

SOURCES = """
SELECT s.name, s.title, s.homepage, s.language, s.country, s.enabled, s.added, s.crawled, h.state, h.reason, h.since,
       (SELECT coalesce(sum(t.articles), 0) FROM tallies t WHERE t.facet = 'access' AND t.source = s.name) AS articles,
       (SELECT max(a.published) FROM articles a WHERE a.source = s.name) AS newest,
       (SELECT count(*) FROM endpoints e WHERE e.source = s.name AND e.failures > 2) AS failing,
       (SELECT count(*) FROM endpoints e WHERE e.source = s.name) AS endpoints
FROM sources s LEFT JOIN health h ON h.source = s.name ORDER BY s.enabled DESC, s.name
"""

RECENT = "SELECT day, articles + copies AS articles FROM days WHERE source = ? AND day BETWEEN ? AND ?"


def page(connection: sqlite3.Connection, today: date) -> Row:
    """What the page of all publications shows."""
    found = rows(connection, SOURCES)
    days = [str(today - timedelta(days=back)) for back in range(DAYS - 1, -1, -1)]
    for source in found:
        counts = {row["day"]: row["articles"] for row in rows(connection, RECENT, source["name"], days[0], days[-1])}
        source["days"] = [counts.get(day, 0) for day in days]
        source["week"] = sum(source["days"][-7:])
        source["silent"] = silence(source["days"]) if source["enabled"] and source["articles"] else 0
    return {
        "sources": found,
        "first_day": days[0],
        "last_day": days[-1],
        "articles": sum(source["articles"] for source in found),
    }


def silence(days: list[int]) -> int:
    """For how many days a publication has brought nothing, if it never paused as long before; else 0.

    So one that rests at the weekend is not taken for silent every Sunday.

    >>> silence([2] * 28 + [0, 0]), silence([2, 2, 0, 0, 2, 2, 0, 0]), silence([2] * 29 + [0]), silence([0] * 30)
    (2, 0, 0, 30)
    """
    pauses = [len(pause) for pause in "".join("x" if count else " " for count in days).split("x")]
    last = pauses.pop()
    return last if last > max([1, *pauses]) else 0
