"""A search of the archive: the newest matches are ranked, folded by story, counted by what could narrow them, and shown.

At most `BOUND` matches are looked at, so that a word that stands in every article costs little more than a rare one;
the page says where that was not all.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from web import newest
from web.newest import Found, Wanted
from web.searchquery import Query, parse
from web.searchrequest import Search

BOUND = 2000
"""Matches that are ranked, folded and counted."""

SHOWN = 20
"""Stories on a page."""

FRESHNESS_DAYS = 30
"""An article published on the newest day counts double, one so many days older half of that more, and so on."""

OPEN, CLOSE = "⟦", "⟧"
"""Around what was found, in a passage; pages show it marked."""


class Match(NamedTuple):
    """An article that matches. A tuple, since a search makes thousands."""

    id: int
    published: str
    source: str
    language: str
    section: str
    authors: str
    """JSON array."""

    story_id: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """Matches that are one story; most are a single article."""

    lead: Match
    """The best, or the newest."""

    others: tuple[Match, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """What a search found."""

    search: Search
    query: Query
    matches: tuple[Match, ...] = ()
    stories: tuple[Story, ...] = ()
    """All of them, in order."""

    complete: bool = True
    """Whether all matches are among them; if not, older ones are not."""

    oldest: str = ""
    """The day down to which all matches are among them, where they are not complete."""

    ranked: bool = False
    """Whether the best come first; else the newest do."""

    match: str = ""
    """Full-text query for these matches, within their ids."""

    absent: tuple[str, ...] = ()
    """Words that no article holds, where nothing was found."""

    @property
    def shown(self) -> tuple[Story, ...]:
        """The stories of the page asked for."""
        return self.stories[(self.search.page - 1) * SHOWN : self.search.page * SHOWN]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-len(self.stories) // SHOWN)


def search(db: sqlite3.Connection, asked: Search, most: int = BOUND) -> Result:
    """What an archive holds of what is asked, of the newest `most` matches.

    Those of beginnings of words are ranked only if they are all: SQLite would join the lists of the words once more.
    """
    query = parse(asked.q)
    if not asks(asked, query):
        return Result(search=asked, query=query)
    found = newest.newest(db, wanted(asked, query), most)
    matches = tuple(read_matches(db, found.ids))
    best = bool(asked.sort == "best" and query.match and (found.complete or not query.prefixes))
    if best:
        matches = ranked(matches, relevance(db, found))
    else:
        matches = tuple(sorted(matches, key=lambda match: (match.published, match.id), reverse=True))
    oldest = "" if found.complete else min((match.published[:10] for match in matches if match.published), default="")
    absent = () if matches else tuple(term.text for term in query.terms if not newest.ask(db, term.match, 1))
    return Result(
        search=asked,
        query=query,
        matches=matches,
        stories=fold(matches),
        complete=found.complete,
        ranked=best,
        oldest=oldest,
        match=found.match,
        absent=absent,
    )


def asks(asked: Search, query: Query) -> bool:
    """Whether there is something to look for: words, or a limit without words."""
    return bool(query.match or (asked.narrowed() and not asked.q))


def wanted(asked: Search, query: Query) -> Wanted:
    """What is asked, in the words of the search index."""
    marks = (
        asked.source and newest.mark("s", asked.source),
        asked.language and newest.mark("l", asked.language),
        asked.section and newest.section_mark(asked.section),
        asked.author and newest.author_mark(asked.author),
    )
    return Wanted(
        match=query.match, marks=tuple(filter(None, marks)), since=asked.since, until=asked.until, joined=query.prefixes
    )


def read_matches(db: sqlite3.Connection, ids: Iterable[int]) -> Iterable[Match]:
    """The facts of articles that ranking, folding and counting need."""
    sql = (
        "SELECT a.id, a.published, a.source, a.language, a.section, a.authors, a.story_id"
        " FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value"
    )
    return map(Match._make, db.execute(sql, (json.dumps(tuple(ids)),)))


def relevance(db: sqlite3.Connection, found: Found) -> dict[int, float]:
    """How well articles match, by bm25 (Robertson and Zaragoza 2009), headline and byline weighted as the index has it."""
    if not found.ids:
        return {}
    sql = "SELECT rowid, rank FROM articles_fts WHERE articles_fts MATCH ? AND rowid BETWEEN ? AND ?"
    return {number: -rank for number, rank in db.execute(sql, (found.match, min(found.ids), max(found.ids)))}


def ranked(matches: Sequence[Match], relevance: dict[int, float]) -> tuple[Match, ...]:
    """The matches, the best first: by relevance, and up to as much again for being fresh."""
    days = {published: ordinal(published) for published in {match.published[:10] for match in matches}}
    latest = max(days.values(), default=0)
    fresh = {published: 1 + 0.5 ** ((latest - number) / FRESHNESS_DAYS) for published, number in days.items()}

    def score(match: Match) -> tuple[float, str, int]:
        return relevance.get(match.id, 0.0) * fresh[match.published[:10]], match.published, match.id

    return tuple(sorted(matches, key=score, reverse=True))


def ordinal(published: str) -> int:
    """The day of a date as a number; 0 where it is unknown.

    >>> ordinal("2026-11-24T04:35:00Z") - ordinal("2026-11-01"), ordinal("")
    (23, 0)
    """
    try:
        return date.fromisoformat(published[:10]).toordinal()
    except ValueError:
        return 0


def fold(matches: Iterable[Match]) -> tuple[Story, ...]:
    """The matches by story, each where its first is."""
    stories: dict[tuple[str, int], list[Match]] = {}
    for match in matches:
        key = ("article", match.id) if match.story_id is None else ("story", match.story_id)
        stories.setdefault(key, []).append(match)
    return tuple(Story(lead=lead, others=tuple(others)) for lead, *others in stories.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Passage:
    """What is shown of an article that was found: texts with OPEN and CLOSE around the words found."""

    headline: str
    byline: str
    text: str
    words: int
    url: str
    removed: str


def passages(db: sqlite3.Connection, result: Result, ids: Sequence[int]) -> dict[int, Passage]:
    """What is shown of articles that were found, by id."""
    facts = {
        row[0]: Passage(headline=row[1], byline=row[2], text=row[3], words=row[4], url=row[5], removed=row[6])
        for row in db.execute(
            "SELECT a.id, a.headline, a.byline, substr(coalesce(nullif(a.description, ''), r.text), 1, 300), a.words, a.url,"
            " a.removed FROM json_each(?) wanted CROSS JOIN articles a ON a.id = wanted.value"
            " LEFT JOIN revisions r ON r.id = a.revision_id",
            (json.dumps(ids),),
        )
    }
    if not result.query.match or not ids:
        return facts
    sql = (
        "SELECT rowid, highlight(articles_fts, 1, ?1, ?2), highlight(articles_fts, 2, ?1, ?2),"
        " snippet(articles_fts, 0, ?1, ?2, ' … ', 36) FROM articles_fts"
        " WHERE articles_fts MATCH ?3 AND rowid BETWEEN ?4 AND ?5 AND +rowid IN (SELECT value FROM json_each(?6))"
    )
    for number, headline, byline, text in db.execute(
        sql, (OPEN, CLOSE, result.match, min(ids), max(ids), json.dumps(ids))
    ):
        facts[number] = replace(facts[number], headline=headline, byline=byline, text=text)
    return facts
