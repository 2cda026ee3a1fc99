"""Between extract and dedupe: paragraphs that a publication prints under many of its articles are learnt and left out.

A paragraph is counted while it stands at the beginning or the end of texts: that is where prompts, credits and notices
are. Counts are rows of the archive and bounded: what is not repeated within some articles is forgotten. What was learnt
stays, with what it rests on, in `boilerplate`. A text that is archived already is never changed by what was learnt since.
"""

import hashlib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date

from scrapy.crawler import Crawler

from pipelines.archive import Archive, utc_now
from pipelines.items import Article
from pipelines.sameness import normalise, text_digest
from pipelines.text import count_words
from pipelines.urls import url_key

HEAD, TAIL = 2, 6
"""Paragraphs at the beginning and at the end of a text that may be boilerplate."""

LONGEST = 1_000
"""Characters of a paragraph that may be boilerplate; what is longer is told, not repeated."""

LEAST_ARTICLES, LEAST_DAYS, LEAST_SHARE = 5, 3, 0.2
"""How many articles must have a paragraph, of how many days, and what share of the publication's since it first came.

A quotation, a correction or a series' introduction comes back in a few follow-ups, not in each fifth article.
"""

LOOK_BACK = 25
"""Articles of a publication after which a paragraph that too few of them had is forgotten."""

DAYS = 62
"""Bits that tell days apart: an integer of SQLite without its sign."""

MOST_REMOVED = 0.5
"""Share of a text that may be left out: a text that would lose more is another kind of text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """How often a publication has printed a paragraph."""

    articles: int
    """Articles that had it."""

    days: int
    """The days on which they were published, a bit a day."""

    since: int
    """The day of the earliest of them, as an ordinal."""

    among: int
    """Articles of the publication counted from the first of them on."""


def paragraph_digest(paragraph: str) -> int:
    """The identity of a paragraph whatever its case, spacing and punctuation, signed 64 bits; 0 without a word in it.

    >>> paragraph_digest("Sign up  to our newsletter!") == paragraph_digest("SIGN UP to our newsletter")
    True
    """
    plain = normalise(paragraph).encode("utf-8", "replace")
    return int.from_bytes(hashlib.blake2b(plain, digest_size=8).digest(), "little", signed=True) if plain else 0


def without_boilerplate(text: str, learnt: Container[int]) -> str:
    r"""A text without the paragraphs at its edges whose digests were learnt; the text itself when nothing else is in it.

    >>> without_boilerplate("The quay opens.\nAll rights reserved.", {paragraph_digest("All rights reserved.")})
    'The quay opens.'
    """
    if not learnt:
        return text
    lines = text.split("\n")
    return without(lines, edges(lines, learnt)[0]) or text


def edges(lines: list[str], learnt: Container[int]) -> tuple[dict[int, int], dict[int, int]]:
    """The digests of the paragraphs at the edges of a text by their places: of those that are learnt, and of the others.

    There are HEAD others at most at the beginning, and TAIL at the end.
    """
    known: dict[int, int] = {}
    others: dict[int, int] = {}
    forward = range(len(lines))
    for places, room in ((forward, HEAD), (reversed(forward), TAIL)):
        seen = 0
        for place in places:
            if place not in known and place not in others:
                digest = paragraph_digest(lines[place]) if len(lines[place]) <= LONGEST else 0
                (known if digest in learnt else others)[place] = digest
            seen += place in others
            if seen == room:
                break
    return known, others


def without(lines: list[str], places: Container[int]) -> str:
    """The lines of a text but those at some places."""
    return "\n".join(line for place, line in enumerate(lines) if place not in places)


def why_boilerplate(count: Count) -> str:
    """Why a paragraph is boilerplate, given how often it was printed; '' if it is not known to be."""
    days = count.days.bit_count()
    seldom = count.articles - 1 < LEAST_SHARE * (count.among - 1)  # the first one is where counting began
    if count.articles < LEAST_ARTICLES or days < LEAST_DAYS or seldom:
        return ""
    return f"at the beginning or end of {count.articles} of {count.among} articles in a row, of {days} days"


def trimmed(article: Article, learnt: Mapping[int, int], archived: str) -> Article:
    """An article without what its publication repeats; `learnt` gives the rows of `boilerplate` by digest.

    What the text archived at its address (`archived`) has, stays: else what was learnt since would look like an edit.
    """
    lines = article.text.split("\n")
    left_out = edges(lines, learnt)[0] if learnt else {}
    if left_out and archived:
        kept = {paragraph_digest(line) for line in archived.split("\n")}
        left_out = {place: digest for place, digest in left_out.items() if digest not in kept}
    text = without(lines, left_out)
    if not left_out or len(text) < MOST_REMOVED * len(article.text):
        return article
    numbers = sorted({learnt[digest] for digest in left_out.values()})
    return replace(
        article,
        text=text,
        words=count_words(text),
        digest=text_digest(text),
        evidence=article.evidence | {"boilerplate": ", ".join(map(str, numbers))},
    )


def learnt(archive: Archive, source: str) -> dict[int, int]:
    """What a publication is known to repeat: rows of `boilerplate` by the digests of their paragraphs."""
    return dict(archive.rows("SELECT digest, id FROM boilerplate WHERE source = ?", (source,)))


class Counting:
    """The counts of a run, in the archive: `count()` each new article once. A publication costs 400 rows at most."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._numbers: dict[str, int] = {}

    def count(self, article: Article, known: Container[int]) -> dict[int, int]:
        """Count an article's paragraphs beside those that are known; returns those that are learnt by it, as `learnt()`."""
        day = date.fromisoformat((article.published or article.seen)[:10]).toordinal()
        number, found = self._next(article.source), {}
        lines = article.text.split("\n")
        candidates = {digest: lines[place] for place, digest in edges(lines, known)[1].items() if digest}
        with self.archive.unit():
            for digest, line in candidates.items():
                count = self._add(article.source, digest, day, number)
                if reason := why_boilerplate(count):
                    found[digest] = self._learn(article.source, line, count, reason)
            if number % LOOK_BACK == 0:
                self._forget(article.source, number)
        return found

    def _next(self, source: str) -> int:
        """The number of the next article of a publication."""
        if source not in self._numbers:
            ((self._numbers[source],),) = self.archive.rows(
                "SELECT coalesce(max(last), 0) FROM paragraphs WHERE source = ?", (source,)
            )
        self._numbers[source] += 1
        return self._numbers[source]

    def _add(self, source: str, digest: int, day: int, number: int) -> Count:
        """Count a paragraph once more; what is known of it now."""
        row = self.archive.execute(
            "INSERT INTO paragraphs VALUES (?1, ?2, 1, ?3, ?4, ?5, ?5) ON CONFLICT (source, digest) DO UPDATE SET"
            " articles = articles + 1, days = days | excluded.days, since = min(since, excluded.since), last = excluded.last"
            " RETURNING articles, days, since, first",
            (source, digest, 1 << day % DAYS, day, number),
        ).fetchone()
        return Count(articles=row[0], days=row[1], since=row[2], among=number - row[3] + 1)

    def _learn(self, source: str, line: str, count: Count, reason: str) -> int:
        """Keep a paragraph as boilerplate, and count it no more; returns its row."""
        since, digest = date.fromordinal(count.since).isoformat(), paragraph_digest(line)
        row = (source, line, count.articles, count.days.bit_count(), since, utc_now(), reason, digest)
        sql = (
            "INSERT INTO boilerplate (source, text, articles, days, since, decided, reason, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        )
        number = self.archive.execute(sql, row).lastrowid or 0
        self.archive.execute("DELETE FROM paragraphs WHERE source = ? AND digest = ?", (source, digest))
        return number

    def _forget(self, source: str, number: int) -> None:
        """Drop the counts of what too few of the last articles had."""
        self.archive.execute(
            "DELETE FROM paragraphs WHERE source = ?1 AND first <= ?2 - ?3 AND last < ?2"
            " AND 2 * articles < ?4 * (?2 - first + 1)",
            (source, number, LOOK_BACK, LEAST_SHARE),
        )


class BoilerplatePipeline:
    """Leaves out of each Article what its publication repeats, and counts what it may repeat."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)
        self.counting = Counting(self.archive)
        self.learnt: dict[str, dict[int, int]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "BoilerplatePipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """The article without boilerplate; anything else passes."""
        if not isinstance(item, Article) or self.archive.failed:
            return item
        if item.source not in self.learnt:
            self.learnt[item.source] = learnt(self.archive, item.source)
        known = self.learnt[item.source]
        archived = self._archived(item)
        if archived is None:
            known |= self.counting.count(item, known)
        return trimmed(item, known, archived or "")

    def _archived(self, article: Article) -> str | None:
        """The texts archived at an article's addresses; None if there are none."""
        rows = self.archive.rows(
            "SELECT r.text FROM articles a JOIN revisions r ON r.id = a.revision_id WHERE a.key IN (?1, ?2) OR a.id = ?4"
            " UNION ALL SELECT r.text FROM copies c JOIN articles a ON a.id = c.article_id"
            " JOIN revisions r ON r.id = a.revision_id WHERE c.url = ?3 AND c.kind = 'same-text'",
            (url_key(article.url), url_key(article.page_url), article.url, article.id),
        )
        return "\n".join(text for (text,) in rows) if rows else None
