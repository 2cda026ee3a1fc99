"""What the archive knows of one article: its fields and where they were found, its versions, where else it ran. Only reads."""

import json
import re
import sqlite3

from markupsafe import Markup

from web import captures, stories
from web.cells import strings
from web.charts import Mark, instant, timeline
from web.diffview import compared
from web.rows import Row, first, rows
from web.stories import MOST

EVIDENCE = {
    "rule": "a rule for this site, in rules.toml",
    "json-ld": "the page's structured data (JSON-LD)",
    "meta": "a meta element of the page",
    "microdata": "the page's markup (microdata)",
    "visible": "what readers see on the page",
    "title": "the page's title element",
    "address": "the address of the page",
    "searched": "a search through the page",
    "feed": "the feed or sitemap that announced it",
    "lang": "the page's lang attribute",
    "block": "the article's own block of the page",
    "cascade": "the whole page, by trafilatura's fallbacks",
    "state": "what the page holds for its scripts",
    "paragraphs": "the longest run of paragraphs on the page",
    "letters": "the letters of the text",
    "file": "the file that it was imported from",
}
"""Where a field was found, as in `articles.evidence`, and how a reader is told."""

ARTICLE = """
SELECT a.id, a.headline, a.source, s.title AS source_title, a.published, a.published_printed, a.modified, a.modified_printed,
       a.byline, a.authors, a.section, a.tags, a.language, a.words, a.access, a.rights, a.removed, a.url, a.description,
       a.image, a.first_seen, a.last_seen, a.visits, a.revisit, a.revisions, a.revision_id, a.story_id, a.capture_id, a.evidence,
       a.extractor, r.text
FROM articles a JOIN sources s ON s.name = a.source LEFT JOIN revisions r ON r.id = a.revision_id
WHERE a.id = ?
"""

REVISIONS = """
SELECT id, kind, seen, headline, byline, changed, words, words_added, words_removed, capture_id FROM revisions
WHERE article_id = ? ORDER BY id DESC LIMIT ?
"""

BOILERPLATE = "SELECT id, text, reason FROM boilerplate WHERE id = ?"

REMOVALS = (
    "SELECT gone, status, confirmed, returned, capture_id FROM removals WHERE article_id = ? ORDER BY id DESC LIMIT 20"
)


def article(connection: sqlite3.Connection, number: int) -> Row | None:
    """An article's fields with its text, lists as lists, and the repeated paragraphs that were left out of the text as
    `left_out`; None when there is none of that number.
    """
    found = first(connection, ARTICLE, number)
    if found is None:
        return None
    for name in ("authors", "tags", "rights"):
        found[name] = strings(found[name]) or []
    found["evidence"] = evidence(found["evidence"])
    numbers = re.findall("[0-9]{1,18}", found["evidence"].pop("boilerplate", ""))[:50]
    found["left_out"] = [row for number in numbers for row in rows(connection, BOILERPLATE, int(number))]
    found["text"] = found["text"] or ""
    return found


def evidence(stored: str) -> dict[str, str]:
    """Where fields were found, in words, by field.

    >>> evidence('{"headline": "meta", "published": 7, "byline": "elsewhere"}')
    {'headline': 'a meta element of the page', 'byline': 'elsewhere'}
    """
    try:
        found = json.loads(stored)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: EVIDENCE.get(where, where) for name, where in found.items() if isinstance(where, str)}


def page(connection: sqlite3.Connection, number: int, old: int | None, new: int | None) -> Row | None:
    """All that the page of an article shows; `old` and `new` are the revisions to compare, where a reader names some."""
    found = article(connection, number)
    if found is None:
        return None
    versions = rows(connection, REVISIONS, number, MOST)
    return {
        "article": found,
        "revisions": versions,
        "comparison": comparison(connection, versions, *chosen(versions, old, new)),
        "removals": rows(connection, REMOVALS, number),
        **elsewhere(connection, found),
        "capture": captures.capture(connection, found["capture_id"]) if found["capture_id"] else None,
    }


def chosen(versions: list[Row], old: int | None, new: int | None) -> tuple[int, int]:
    """The two versions to compare, the older one first: those named if they are the article's, else the last two.

    >>> chosen([{"id": 9}, {"id": 5}, {"id": 2}], None, None), chosen([{"id": 9}, {"id": 5}, {"id": 2}], 9, 2)
    ((5, 9), (2, 9))
    """
    known = [int(version["id"]) for version in versions]
    if len(known) < 2:
        return 0, 0
    later = new if new in known and new != old else known[0]
    earlier = old if old in known and old != later else next(number for number in known if number != later)
    low, high = sorted((int(earlier or 0), int(later or 0)))
    return low, high


def comparison(connection: sqlite3.Connection, versions: list[Row], old: int, new: int) -> Row | None:
    """Two versions with what differs between their texts; None when there are no two."""
    both = {version["id"]: version for version in versions if version["id"] in (old, new)}
    if len(both) < 2:
        return None
    texts = dict(connection.execute("SELECT id, text FROM revisions WHERE id IN (?, ?)", (old, new)).fetchall())
    headline, _ = compared(both[old]["headline"], both[new]["headline"])
    spans, cut = compared(texts[old], texts[new])
    return {"from": both[old], "to": both[new], "headline": headline, "spans": spans, "cut": cut}


def elsewhere(connection: sqlite3.Connection, found: Row) -> Row:
    """Where an article ran, itself included, earliest first, with what its wording has in common with each; and its
    own other addresses.
    """
    family = stories.members(connection, found["story_id"]) if found["story_id"] else [run(found)]
    near = stories.resemblances(connection, found["id"]) if len(family) > 1 else {}
    runs = stories.ran(connection, family)
    for each in runs:
        each["resemblance"] = near.get(each["article_id"])
    own = [row for row in stories.copies(connection, [found["id"]]) if row["source"] == found["source"]]
    return {"runs": runs, "addresses": own}


def run(found: Row) -> Row:
    """An article as one of the appearances of its story, as `stories.members()` gives them."""
    at = {"at": found["published"] or found["first_seen"], "dated": int(found["published"] != "")}
    names = {"article_id": found["id"], "title": found["source_title"], "kind": "article", **at}
    return names | {name: found[name] for name in ("source", "headline", "byline", "words", "url", "removed")}


def picture(versions: list[Row], removals: list[Row]) -> Markup:
    """When an article was changed, and when it was gone, as SVG."""
    moments = [(version["kind"], version["seen"], version["changed"]) for version in versions]
    for removal in removals:
        moments.append(("gone", removal["gone"], f"status {removal['status']}"))
        moments += [("back", removal["returned"], "")] if removal["returned"] else []
    marks = [
        Mark(
            lane=kind, at=at, label=f"{kind} {seen[:16].replace('T', ' ')} {what}", kind="" if kind in KEPT else "copy"
        )
        for kind, seen, what in moments
        if (at := instant(seen))
    ]
    return timeline(marks, "When it was changed")


KEPT = ("published", "edited", "re-extracted")
"""Kinds of a version, as in `revisions.kind`."""
