"""What the archive knows of a story: who ran it when, where it comes from, and how the versions differ. Only reads."""

import sqlite3
from typing import Any

from web.charts import Mark, instant, timeline
from web.diffview import compared
from web.rows import Row, first, rows

MOST = 200
"""Rows of a list that a page shows; the table in Datasette has all."""

STORY = """
SELECT id, headline, first_published, last_published, articles, sources, appearances, origin_article_id, origin_reason
FROM stories WHERE id = ?
"""

MEMBERS = """
SELECT a.id AS article_id, a.source, s.title, 'article' AS kind, coalesce(nullif(a.published, ''), a.first_seen) AS at,
       a.published <> '' AS dated, a.headline, a.byline, a.words, a.url, a.removed
FROM articles a JOIN sources s ON s.name = a.source
WHERE a.story_id = ? ORDER BY at, a.id LIMIT ?
"""

COPIES = """
SELECT c.article_id, c.source, s.title, c.kind, coalesce(nullif(c.published, ''), c.seen) AS at,
       c.published <> '' AS dated, c.headline, c.byline, NULL AS words, c.url, '' AS removed
FROM copies c JOIN sources s ON s.name = c.source
WHERE c.article_id = ? ORDER BY at, c.id LIMIT ?
"""

RESEMBLANCES = """
SELECT other_id AS id, similarity, containment, reason FROM resemblances WHERE article_id = ?1
UNION ALL SELECT article_id, similarity, containment, reason FROM resemblances WHERE other_id = ?1
"""


def story(connection: sqlite3.Connection, number: int) -> Row | None:
    """A story's row, None when there is none of that number."""
    return first(connection, STORY, number)


def successor(connection: sqlite3.Connection, number: int) -> int | None:
    """The story that a former one became part of, however many steps away; None when there is none."""
    seen = {number}
    while found := first(connection, "SELECT story_id FROM former_stories WHERE id = ?", number):
        number = found["story_id"]
        if number is None or number in seen:
            return None
        seen.add(number)
    return number if len(seen) > 1 else None


def members(connection: sqlite3.Connection, number: int) -> list[Row]:
    """The articles of a story, earliest first, at most MOST."""
    return rows(connection, MEMBERS, number, MOST)


def copies(connection: sqlite3.Connection, articles: list[int]) -> list[Row]:
    """The other addresses of articles, earliest first, at most MOST in all."""
    found: list[Row] = []
    for article in articles:
        if len(found) < MOST:
            found += rows(connection, COPIES, article, MOST - len(found))
    return sorted(found, key=lambda row: row["at"])


def resemblances(connection: sqlite3.Connection, article: int) -> dict[int, Row]:
    """What an article's wording was compared with, by the number of the other article."""
    return {row.pop("id"): row for row in rows(connection, RESEMBLANCES, article)}


def ran(connection: sqlite3.Connection, articles: list[Row]) -> list[Row]:
    """Every appearance of articles of one story, reprints to the letter included, earliest first.

    Other addresses of the same publication (tracking, AMP, print, …) are no appearances.
    """
    home = {row["article_id"]: row["source"] for row in articles}
    elsewhere = [row for row in copies(connection, list(home)) if row["source"] != home[row["article_id"]]]
    return sorted([*articles, *elsewhere], key=lambda row: row["at"])


def page(connection: sqlite3.Connection, number: int, left: int | None, right: int | None) -> Row | None:
    """All that the page of a story shows; `left` and `right` are the articles to compare, where a reader names some."""
    found = story(connection, number)
    if found is None:
        return None
    articles = members(connection, number)
    origin = next((row for row in articles if row["article_id"] == found["origin_article_id"]), None)
    compared = origin or (articles[0] if articles else {"article_id": 0})
    near = resemblances(connection, compared["article_id"])
    runs = [row | {"resemblance": near.get(row["article_id"])} for row in ran(connection, articles)]
    return {
        "story": found,
        "origin": origin,
        "compared": compared["article_id"],
        "runs": runs,
        "articles": articles,
        "more": max(0, found["articles"] - len(articles)),
        "comparison": comparison(connection, articles, *chosen(articles, compared["article_id"], left, right)),
    }


def chosen(articles: list[Row], usual: int, left: int | None, right: int | None) -> tuple[int, int]:
    """The two articles to compare: those named, if they belong to the story, else the usual one and the first other one.

    >>> chosen([{"article_id": 3}, {"article_id": 5}, {"article_id": 9}], 5, None, 77)
    (5, 3)
    """
    known = [int(row["article_id"]) for row in articles]
    if not known:
        return 0, 0
    one = left if left in known else usual if usual in known else known[0]
    other = right if right in known else next((number for number in known if number != one), one)
    return int(one or 0), int(other or 0)


def comparison(connection: sqlite3.Connection, articles: list[Row], left: int, right: int) -> Row | None:
    """Two articles of a story with their texts; None when it has no two."""
    both = {row["article_id"]: row for row in articles if row["article_id"] in (left, right)}
    if len(both) < 2:
        return None
    texts = {number: text(connection, number) for number in both}
    pair = first(connection, f"SELECT * FROM ({RESEMBLANCES}) WHERE id = ?2", left, right)  # noqa: S608 our own SQL
    spans, cut = compared(texts[left], texts[right])
    return {"left": both[left], "right": both[right], "resemblance": pair, "spans": spans, "cut": cut}


def text(connection: sqlite3.Connection, article: int) -> str:
    """The current text of an article, one paragraph a line."""
    found = first(connection, "SELECT text FROM texts WHERE article_id = ?", article)
    return str(found["text"]) if found else ""


def picture(runs: list[Row], origin: int | None) -> Any:
    """Who ran a story when, as SVG; what has no date that can be read is left to the table."""
    marks = [
        Mark(
            lane=run["title"] or run["source"],
            at=at,
            label=f"{run['title'] or run['source']}, {run['at'].replace('T', ' ')[:16]}: {run['headline'][:200]}",
            kind="origin"
            if run["kind"] == "article" and run["article_id"] == origin
            else "copy"
            if run["kind"] != "article"
            else "",
        )
        for run in runs
        if (at := instant(run["at"]))
    ]
    return timeline(marks, "Who ran it when")
