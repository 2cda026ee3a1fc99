"""The archive in numbers: what is published, by whom, in which languages, how fast it is archived, what became of pages.

Each figure is a query that a reader can open and change; pages draw it and give it as a table. Only reads: the counts of
articles are kept ahead (tables `days` and `tallies`), those of pages are of the last runs.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from web.rows import Row

WINDOWS = (30, 90, 365)
"""Days that can be looked at."""

IN_WINDOW = "FROM sources s CROSS JOIN days d ON d.source = s.name AND d.day BETWEEN :since AND :until"


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One question and its query, which may take `:since` and `:until`, days."""

    name: str
    """Its place on the page, and its name in the data."""

    title: str
    about: str
    sql: str
    columns: tuple[tuple[str, str], ...]
    """The columns shown in its table, and their headings; the first is what is counted by, the second how many."""

    picture: str = "ranks"
    """`bars` from left to right, for what has an order in time; `ranks` from top to bottom, for names."""

    leads: str = ""
    """The column of articles that a value is one of, if it leads to them."""


FIGURES = (
    Figure(
        name="volume",
        title="Articles per day",
        about="By day of publication (UTC). Shared ones belong to a story that others ran too; copies are texts of others, word for word.",
        sql="SELECT d.day AS value, sum(d.articles) AS articles, sum(d.shared) AS shared, sum(d.copies) AS copies,\n"
        f"  sum(d.edits) AS edits\n{IN_WINDOW}\nGROUP BY d.day ORDER BY d.day",
        columns=(
            ("value", "Day"),
            ("articles", "Articles"),
            ("shared", "Shared"),
            ("copies", "Copies"),
            ("edits", "Edits"),
        ),
        picture="bars",
    ),
    Figure(
        name="sources",
        title="Sources",
        about="The twenty that brought out most in this time.",
        sql="SELECT s.name AS value, sum(d.articles) AS articles, sum(d.words) / max(sum(d.articles), 1) AS words,\n"
        f"  100 * sum(d.shared) / max(sum(d.articles), 1) AS shared\n{IN_WINDOW}\n"
        "GROUP BY s.name HAVING sum(d.articles) > 0 ORDER BY articles DESC, value LIMIT 20",
        columns=(
            ("value", "Source"),
            ("articles", "Articles"),
            ("words", "Mean length, words"),
            ("shared", "Shared, %"),
        ),
        leads="source",
    ),
    Figure(
        name="months",
        title="Articles per month",
        about="All of the archive, by month of publication.",
        sql="SELECT value, sum(articles) AS articles FROM tallies WHERE facet = 'month'\n"
        "  AND value BETWEEN '1990' AND substr(:until, 1, 7) GROUP BY value ORDER BY value",
        columns=(("value", "Month"), ("articles", "Articles")),
        picture="bars",
    ),
    Figure(
        name="languages",
        title="Languages",
        about="All of the archive.",
        sql="SELECT value, sum(articles) AS articles FROM tallies WHERE facet = 'language'\n"
        "GROUP BY value ORDER BY articles DESC, value LIMIT 20",
        columns=(("value", "Language"), ("articles", "Articles")),
        leads="language",
    ),
    Figure(
        name="sections",
        title="Sections",
        about="All of the archive; the twenty largest, as publications name them.",
        sql="SELECT value, sum(articles) AS articles FROM tallies WHERE facet = 'section' AND value <> ''\n"
        "GROUP BY value ORDER BY articles DESC, value LIMIT 20",
        columns=(("value", "Section"), ("articles", "Articles")),
        leads="section",
    ),
    Figure(
        name="hours",
        title="Hours of the day",
        about="When articles are published (UTC); those without a time of day are left out.",
        sql="SELECT value, sum(articles) AS articles FROM tallies WHERE facet = 'hour' AND value BETWEEN '00' AND '23'\n"
        "  AND length(value) = 2 GROUP BY value ORDER BY value",
        columns=(("value", "Hour"), ("articles", "Articles")),
        picture="bars",
    ),
    Figure(
        name="delays",
        title="From publication to the archive",
        about="Minutes from publication to the first fetch, at most. What was published before its source was followed is over.",
        sql="SELECT value, sum(articles) AS articles FROM tallies WHERE facet = 'delay'\n"
        "GROUP BY value ORDER BY CAST(value AS INTEGER) = 0, CAST(value AS INTEGER), value",
        columns=(("value", "Minutes at most"), ("articles", "Articles")),
    ),
    Figure(
        name="outcomes",
        title="What became of pages",
        about="In this time, the last 500 runs at most: stored, dropped with a reason, or failed.",
        sql="SELECT o.fate || ': ' || o.outcome AS value, sum(o.pages) AS pages\n"
        "FROM (SELECT id FROM crawls WHERE started >= :since ORDER BY id DESC LIMIT 500) c\n"
        "CROSS JOIN outcomes o ON o.crawl_id = c.id GROUP BY o.fate, o.outcome ORDER BY o.fate DESC, pages DESC",
        columns=(("value", "Outcome"), ("pages", "Pages")),
    ),
)
"""The figures, in their order on the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """The days that are looked at."""

    days: int
    since: str
    until: str


def window(asked: str | None, today: date) -> Window:
    """The days asked for, as many as one of WINDOWS; the fewest for anything else.

    >>> window("90", date(2026, 11, 24))
    Window(days=90, since='2026-08-27', until='2026-11-24')
    """
    days = next((days for days in WINDOWS if str(days) == asked), WINDOWS[0])
    return Window(days=days, since=str(today - timedelta(days=days - 1)), until=str(today))


def numbers(connection: sqlite3.Connection, shown: Window) -> dict[str, list[Row]]:
    """The rows of every figure, by its name."""
    found = {figure.name: run(connection, figure, shown) for figure in FIGURES}
    found["volume"] = without_gaps(found["volume"], shown)
    return found


def run(connection: sqlite3.Connection, figure: Figure, shown: Window) -> list[Row]:
    """The rows of one figure."""
    cursor = connection.execute(figure.sql, {"since": shown.since, "until": shown.until})
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def without_gaps(found: Sequence[Row], shown: Window) -> list[Row]:
    """A row for each day, also for those without anything; none where there is no day with anything.

    >>> shown = Window(days=3, since="2026-02-27", until="2026-03-01")
    >>> [row["value"] for row in without_gaps([{"value": "2026-02-28", "articles": 2}], shown)]
    ['2026-02-27', '2026-02-28', '2026-03-01']
    """
    if not found:
        return []
    by_day = {row["value"]: row for row in found}
    nothing = dict.fromkeys(found[0], 0)
    start = date.fromisoformat(shown.since)
    days = (str(start + timedelta(days=number)) for number in range(shown.days))
    return [by_day.get(day, {**nothing, "value": day}) for day in days]
