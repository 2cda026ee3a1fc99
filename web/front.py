"""The front page: what the archive holds, what is new, what was changed, and whether everything goes on. Only reads."""

import sqlite3
from datetime import date, timedelta

from web import changes, sources
from web.rows import Row, first, rows

STORIES, ARTICLES, CHANGED, PUBLICATIONS = 10, 12, 6, 12
"""Rows of each list; each leads to a page that has all."""

TROUBLED = ("quiet", "failing", "worse")
"""States of health that the owner should know of."""

NEWEST_STORIES = """
SELECT s.id, s.headline, s.first_published, s.last_published, s.articles, s.sources,
       (SELECT coalesce(nullif(p.title, ''), p.name) FROM articles a JOIN sources p ON p.name = a.source
        WHERE a.story_id = s.id ORDER BY a.published = '', a.published, a.id LIMIT 1) AS first_source
FROM stories s WHERE s.first_published < ? ORDER BY s.first_published DESC LIMIT ?
"""

NEWEST_ARTICLES = """
SELECT a.id, a.headline, a.published, a.source, a.byline, coalesce(nullif(s.title, ''), s.name) AS source_title
FROM (SELECT id FROM articles WHERE published < ? ORDER BY published DESC LIMIT ?) newest
CROSS JOIN articles a ON a.id = newest.id JOIN sources s ON s.name = a.source
"""

LAST_CRAWL = "SELECT id, started, ended, status, stored, dropped, failed FROM crawls WHERE spider = 'news' ORDER BY id DESC LIMIT 1"


def page(connection: sqlite3.Connection, today: date) -> Row:
    """What the front page shows. A date in the future is a publication's mistake, and no news."""
    tomorrow = str(today + timedelta(days=2))  # it is tomorrow already somewhere
    publications = sources.page(connection, today)
    followed = [source for source in publications["sources"] if source["enabled"]]
    busiest = sorted(followed, key=lambda source: (-source["week"], -source["articles"], source["name"]))
    return {
        "articles": publications["articles"],
        "sources": len(followed),
        "crawl": first(connection, LAST_CRAWL),
        "troubled": [source | {"trouble": told} for source in followed if (told := trouble(source))],
        "stories": rows(connection, NEWEST_STORIES, tomorrow, STORIES),
        "newest": rows(connection, NEWEST_ARTICLES, tomorrow, ARTICLES),
        **most_changed(connection),
        "busiest": busiest[:PUBLICATIONS],
        "last_day": publications["last_day"],
    }


def trouble(source: Row) -> str:
    """What is wrong with a publication, as it was judged after the last crawl, else as its days tell; empty if nothing is.

    >>> trouble({"state": "quiet", "reason": "no article for 40 h"}), trouble({"state": "well", "reason": ""})
    ('quiet: no article for 40 h', '')
    """
    if source["state"]:
        return f"{source['state']}: {source['reason']}" if source["state"] in TROUBLED else ""
    if source["silent"]:
        return f"nothing for {source['silent']} days"
    return "none of its lists of articles answers" if 0 < source["endpoints"] == source["failing"] else ""


def most_changed(connection: sqlite3.Connection) -> Row:
    """What was edited most on the last day on which an edit was seen."""
    (seen,) = connection.execute("SELECT max(seen) FROM revisions WHERE kind = 'edited'").fetchone()
    if seen is None:
        return {"changed_day": "", "changed": []}
    wanted = changes.asked("most", "", seen[:10], None)
    return {"changed_day": seen[:10], "changed": changes.changes(connection, wanted)[:CHANGED]}
