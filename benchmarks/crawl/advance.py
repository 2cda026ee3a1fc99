"""Crawl, move the web's clock, crawl again: is what is born archived, what is edited revised, what is gone marked?

The web's clock moves six hours at once and the crawler's does not, so the crawls after the first are told that all is due,
and that one look is enough to call an article removed (`due=all`, `REMOVED_HOURS=0`).
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl import archives, measure, truth
from benchmarks.crawl.programs import Job
from benchmarks.crawl.truth import Truth
from benchmarks.crawl.web import NewsWeb, Traffic

ADVANCES = 3
"""The web's clock has three phases: after the last of these moves nothing has changed."""
FOLLOWED = ("-s", "REVISIT_DAYS=90")
"""The web's oldest articles are a month old when it is built."""
ALL_DUE = ("-a", "due=all", "-s", "REMOVED_HOURS=0", *FOLLOWED)
QUIET = ("-a", "due=all", "-a", "revisit=no")
"""The last crawl, while nothing changes: every endpoint is asked, no article."""
VERSIONS = """
SELECT a.url, group_concat(r.text, char(10)) AS texts, count(*) AS versions, a.removed,
       a.visits OR a.revisit IS NOT NULL AS followed
FROM articles a JOIN revisions r ON r.article_id = a.id GROUP BY a.id
"""
ENDPOINTS = "SELECT count(*) FROM endpoints WHERE checked IS NOT NULL"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """How many of those that should be are."""

    of: int
    """Those that should be."""
    missed: tuple[str, ...]
    """Addresses of those that are not."""

    @property
    def share(self) -> str:
        """As text.

        >>> Part(of=10, missed=("http://a/",)).share
        '9 of 10 (90.0 %)'
        """
        done = self.of - len(self.missed)
        return f"{done} of {self.of} ({done / self.of:.1%})".replace("%", " %") if self.of else "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Phase:
    """What the archive knew after the crawl in one phase of the web's clock."""

    usage: measure.Usage
    """What the crawl cost."""
    traffic: Traffic
    """What the server saw."""
    endpoints: int
    """Endpoints asked so far."""
    born: Part
    """Articles served by now, archived with a record of their own or as another address."""
    edited: Part
    """Archived articles edited by now, with a version that holds the new text; of those that are followed."""
    unfollowed: tuple[str, ...]
    """Addresses of articles edited by now that are never due: their pages tell a date that is too old."""
    gone: Part
    """Archived articles gone by now, marked as removed."""
    wrongly_gone: tuple[str, ...]
    """Addresses of articles that are marked as removed and are not."""

    @property
    def listings(self) -> int:
        """Requests for feeds, sitemaps, front pages and section fronts."""
        return self.traffic.requests - self.traffic.article_pages - self.traffic.kinds.get("robots", 0)


def follow(web: NewsWeb, job: Job) -> list[Phase]:
    """Crawl in each phase, and once more while nothing changes."""
    truths, phase, done = truth.load(web.truth), 0, []
    for more in [FOLLOWED, *[ALL_DUE] * ADVANCES, QUIET]:
        if more == ALL_DUE:
            phase = web.advance()
        web.reset()
        usage = measure.measure((*job.command, *more), job.log, job.cwd)
        done.append(look(job.archive, truths, phase, usage, web.stats()))
    return done


def look(archive: Path, truths: tuple[Truth, ...], phase: int, usage: measure.Usage, traffic: Traffic) -> Phase:
    """Compare an archive with the truth of a phase."""
    kept = archives.read(archive)
    score = truth.score(truths, kept, phase)
    with closing(archives.connect(archive)) as db:
        rows = {truth.plain(row["url"]): row for row in db.execute(VERSIONS)}
        endpoints = db.execute(ENDPOINTS).fetchone()[0]
    own = [(one, rows[truth.plain(one.url)]) for one in truths if truth.plain(one.url) in rows]
    edited = [(one.url, row) for one, row in own if one.edited <= phase and one.edited < one.gone and row["followed"]]
    unfollowed = tuple(one.url for one, row in own if one.edited <= phase and not row["followed"])
    gone = [(one.url, row) for one, row in own if one.gone <= phase and row["followed"]]
    stand = [(one.url, row) for one, row in own if one.gone > phase]
    by_url = {one.url: one for one in truths}
    return Phase(
        usage=usage,
        traffic=traffic,
        endpoints=endpoints,
        born=Part(of=score.articles.live + score.copies.live, missed=score.missing),
        edited=Part(of=len(edited), missed=tuple(url for url, row in edited if not revised(by_url[url], row))),
        unfollowed=unfollowed,
        gone=Part(of=len(gone), missed=tuple(url for url, row in gone if not row["removed"])),
        wrongly_gone=tuple(url for url, row in stand if row["removed"]),
    )


def revised(one: Truth, row: sqlite3.Row) -> bool:
    """Whether a version holds the paragraph that the edit brought.

    The web puts it before the first marked paragraph. On a few pages that is a caption, which is not of the text: there,
    a second version for the other sentence of the edit is all there can be.
    """
    first = next(mark for mark in one.marks if mark.endswith("a"))
    return f"{one.token}v" in row["texts"] or (first not in row["texts"] and row["versions"] > 1)
