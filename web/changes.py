"""What publications changed after they had published it: edits, headlines, what was edited most, what was removed. Only reads."""

import re
import sqlite3
from dataclasses import dataclass
from datetime import date, timedelta

from web.rows import Row, first, rows

KINDS = {
    "edits": "Recent edits",
    "headlines": "Changed headlines",
    "most": "Most edited",
    "removed": "Removed at the source",
}
"""What can be shown, by the word in the address."""

SHOWN = 50
"""Rows of one page."""

WINDOW = 1000
"""Edits that are looked through for changed headlines, and counted for what was edited most."""

EDITED = """
SELECT r.id FROM revisions r
WHERE r.kind = 'edited' AND r.seen >= :since AND r.seen < :until
  AND (:before = 0 OR (r.seen, r.id) < (SELECT seen, id FROM revisions WHERE id = :before))
ORDER BY r.seen DESC, r.id DESC LIMIT :limit
"""

EDITED_BY = """
SELECT r.id FROM articles a CROSS JOIN revisions r ON r.article_id = a.id
WHERE a.source = :source AND a.revisions > 1 AND r.kind = 'edited'
  AND r.seen >= :since AND r.seen < :until
  AND (:before = 0 OR (r.seen, r.id) < (SELECT seen, id FROM revisions WHERE id = :before))
ORDER BY a.revision_id DESC LIMIT :limit
"""
"""Like EDITED within one publication, the articles that were edited last first: the order of the index articles_edited."""

EDITS = """
SELECT r.id, r.article_id, r.seen, r.changed, r.words, r.words_added, r.words_removed, a.source, s.title, r.headline,
       (SELECT b.id FROM revisions b WHERE b.article_id = r.article_id AND b.id < r.id ORDER BY b.id DESC LIMIT 1) AS before_id,
       (SELECT b.headline FROM revisions b WHERE b.article_id = r.article_id AND b.id < r.id ORDER BY b.id DESC LIMIT 1) AS before
FROM ({edited}) e CROSS JOIN revisions r ON r.id = e.id JOIN articles a ON a.id = r.article_id JOIN sources s ON s.name = a.source
WHERE {condition}
ORDER BY r.seen DESC, r.id DESC LIMIT :shown
"""

MOST = """
SELECT a.id AS article_id, count(*) AS edits, min(r.seen) AS since, max(r.seen) AS seen, sum(r.words_added) AS words_added,
       sum(r.words_removed) AS words_removed, a.source, s.title, a.headline
FROM ({edited}) e CROSS JOIN revisions r ON r.id = e.id JOIN articles a ON a.id = r.article_id JOIN sources s ON s.name = a.source
GROUP BY a.id ORDER BY edits DESC, seen DESC LIMIT :shown
"""

REMOVED = """
SELECT a.id AS article_id, a.removed AS seen, a.source, s.title, a.headline, a.published, a.words
FROM (SELECT id FROM articles WHERE removed <> '' AND removed >= :since AND removed < :until ORDER BY removed DESC LIMIT 10000) e
JOIN articles a ON a.id = e.id JOIN sources s ON s.name = a.source
WHERE :source IN ('', a.source)
ORDER BY a.removed DESC, a.id DESC LIMIT :shown
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a reader wants to see of the changes."""

    show: str = "edits"
    """A word of KINDS."""

    source: str = ""
    """Name of a publication; empty for all."""

    day: str = ""
    """Day on which the change was seen (UTC); empty for any."""

    before: int = 0
    """Only changes before that of this row of revisions; 0 for the latest."""

    problem: str = ""
    """What of the address could not be understood, and how to write it."""


def asked(show: str, source: str, day: str, before: int | None) -> Asked:
    """What the parameters of an address ask for; what makes no sense is left aside, and said.

    >>> asked("most", "herald", "2026-11-20", None).day, asked("", "", "2026-02-30", None).day
    ('2026-11-20', '')
    """
    problems = []
    if show and show not in KINDS:
        problems.append(f"There is no list {show[:40]!r}: choose one of those above.")
    if day and next_day(day) == "":
        problems.append(f"{day[:40]!r} is no day: write it as 2026-01-31.")
    return Asked(
        show=show if show in KINDS else "edits",
        source=source[:200],
        day=day if next_day(day) else "",
        before=before or 0,
        problem=" ".join(problems),
    )


def next_day(day: str) -> str:
    """The day after a day, empty where it is none.

    >>> next_day("2026-12-31"), next_day("31.12.2026")
    ('2027-01-01', '')
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) or day.startswith("9999"):
        return ""
    try:
        return str(date.fromisoformat(day) + timedelta(days=1))
    except ValueError:
        return ""


def page(connection: sqlite3.Connection, wanted: Asked) -> Row:
    """What the page of the changes shows."""
    found = changes(connection, wanted)
    last = found[-1].get("id", 0) if len(found) == SHOWN and wanted.show == "edits" else 0
    return {
        "asked": {"show": wanted.show, "source": wanted.source, "day": wanted.day, "before": wanted.before},
        "problem": wanted.problem,
        "changes": found,
        "earlier": last,
        "window": WINDOW,
        "sources": rows(connection, "SELECT name, title FROM sources ORDER BY name"),
        "known": not wanted.source
        or first(connection, "SELECT 1 FROM sources WHERE name = ?", wanted.source) is not None,
    }


def changes(connection: sqlite3.Connection, wanted: Asked) -> list[Row]:
    """The changes that are asked for, the latest first, or the most edited first; at most SHOWN."""
    edited = EDITED_BY if wanted.source else EDITED
    forms = {
        "edits": EDITS.format(edited=edited, condition="TRUE"),
        "headlines": EDITS.format(edited=edited, condition="r.headline <> before"),
        "most": MOST.format(edited=edited),
        "removed": REMOVED,
    }
    values = {
        "source": wanted.source,
        "since": wanted.day,
        "until": next_day(wanted.day) or "9999",
        "before": wanted.before,
        # the order of the index is that of the articles' last edits: more than a page is needed to sort all edits
        "limit": SHOWN if wanted.show == "edits" and not wanted.source else WINDOW,
        "shown": SHOWN,
    }
    return [dict(row) for row in connection.execute(forms[wanted.show], values)]


def title(wanted: Asked) -> str:
    """The list in words, with what it is narrowed to."""
    return (
        KINDS[wanted.show]
        + (f" of {wanted.source}" if wanted.source else "")
        + (f" on {wanted.day}" if wanted.day else "")
    )


def summary(change: Row) -> str:
    """A change in a sentence, for a feed.

    >>> summary({"seen": "2026-11-20T12:00:00Z", "before": "Old", "headline": "New", "changed": "headline, text",
    ...   "words_added": 3, "words_removed": 1})
    'Changed: headline, text. 3 words were added, 1 removed. The headline was: Old'
    """
    if "edits" in change:
        return f"Edits: {change['edits']}, the first of them seen {change['since']}."
    if "changed" not in change:
        return f"Its publication removed it; seen {change['seen']}."
    words = f" {change['words_added']} words were added, {change['words_removed']} removed."
    before = (
        f" The headline was: {change['before']}" if change["before"] and change["before"] != change["headline"] else ""
    )
    return f"Changed: {change['changed'] or 'text'}.{words}{before}"
