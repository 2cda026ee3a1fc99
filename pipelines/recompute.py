"""Near-duplicates found anew in a whole archive: after a version change, or when more boilerplate is known.

Step by step over all articles concerned, a batch a transaction: paragraphs are counted, fingerprints made, texts compared,
and stories taken apart and joined as what they hang together by says. What is to be done is rows of the archive, so a run
that was killed is gone on with, and memory does not grow with the archive.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from pipelines.agencies import credit
from pipelines.archive import Archive, utc_now
from pipelines.boilerplate import Counting, learnt, without_boilerplate
from pipelines.fingerprint import VERSION, day_of, fingerprint
from pipelines.items import Article, Fingerprint
from pipelines.neighbours import candidates, keep_fingerprint, keep_resemblances, resembling, unpacked
from pipelines.stories import components, describe_story, join_story, links_within, part_story
from pipelines.wording import read_wording

BATCH = 200
"""Articles or stories a transaction."""

STEPS = ("paragraphs", "fingerprints", "comparisons", "stories")
"""What is done, in this order."""

_OUTDATED = "f.article_id IS NULL OR f.version <> ? OR f.digest <> a.digest"


@dataclass(frozen=True, kw_only=True, slots=True)
class Done:
    """How far a run is."""

    step: str
    """One of STEPS."""

    done: int
    """Articles or stories done in this step."""

    total: int
    """All of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a run changed, in the columns of `recomputations` of the same names."""

    articles: int
    stories_before: int
    stories_after: int
    merged: int
    split: int
    ended_stories: int
    new: int
    moved: int


def begin(archive: Archive, *, everything: bool) -> bool:
    """Enter what is to be done: all articles, or those whose fingerprints are missing or outdated.

    Returns whether a run that was stopped is gone on with instead.
    """
    if archive.rows("SELECT 1 FROM recomputations WHERE ended IS NULL"):
        return True
    with transaction(archive):
        first = 0 if everything else 1
        archive.execute(
            "INSERT INTO recomputed SELECT a.id, ?, a.story_id FROM articles a LEFT JOIN fingerprints f ON f.article_id = a.id"  # noqa: S608
            f" WHERE ? = 0 OR {_OUTDATED}",
            (first, first, VERSION),
        )
        archive.execute(
            "INSERT INTO recomputations (started, articles, stories_before, last_story)"
            " SELECT ?, (SELECT count(*) FROM recomputed), (SELECT count(*) FROM stories),"
            " max((SELECT coalesce(max(id), 0) FROM stories), (SELECT coalesce(max(id), 0) FROM former_stories))",
            (utc_now(),),
        )
        # those that are only remembered: their stories may change with the others
        archive.execute(
            "INSERT OR IGNORE INTO recomputed SELECT id, 3, story_id FROM articles WHERE story_id IS NOT NULL"
        )
        if everything:
            archive.execute("DELETE FROM paragraphs")
    return False


def recompute(archive: Archive) -> Iterator[Done]:
    """Do what is to be done; yields after each batch, which lasts by then."""
    counting = Counting(archive)

    def count(number: int) -> None:
        article = read_article(archive, number)
        counting.count(article, learnt(archive, article.source))

    yield from each_article(archive, 0, count)
    yield from each_article(archive, 1, lambda number: make_fingerprint(archive, number))
    yield from each_article(archive, 2, lambda number: compare_again(archive, number))
    yield from settle_stories(archive)


def each_article(archive: Archive, step: int, do: Callable[[int], None]) -> Iterator[Done]:
    """Take the articles of a step, by their numbers, to the next."""
    ((left,),) = archive.rows("SELECT count(*) FROM recomputed WHERE step = ?", (step,))
    ((total,),) = archive.rows("SELECT articles FROM recomputations WHERE ended IS NULL")
    while rows := archive.rows(
        "SELECT article_id FROM recomputed WHERE step = ? ORDER BY article_id LIMIT ?", (step, BATCH)
    ):
        with transaction(archive):
            for (number,) in rows:
                do(number)
                archive.execute("UPDATE recomputed SET step = step + 1 WHERE article_id = ?", (number,))
        left -= len(rows)
        yield Done(step=STEPS[step], done=total - left, total=total)


def read_article(archive: Archive, number: int) -> Article:
    """What is archived of an article, as far as it is compared by."""
    names = ("id", "url", "source", "headline", "byline", "published", "seen", "digest", "text")
    (row,) = archive.rows(
        "SELECT a.id, a.url, a.source, a.headline, a.byline, a.published, a.first_seen, a.digest, r.text FROM articles a"
        " JOIN revisions r ON r.id = a.revision_id WHERE a.id = ?",
        (number,),
    )
    return Article(**dict(zip(names, row, strict=True)))


def make_fingerprint(archive: Archive, number: int) -> None:
    """Write an article's fingerprint anew; what it resembled is forgotten with the old one."""
    article = read_article(archive, number)
    wording = read_wording(without_boilerplate(article.text, learnt(archive, article.source)))
    made = fingerprint(wording, day_of(article))
    keep_fingerprint(archive, number, article, made, credit(article.byline, article.text))


def compare_again(archive: Archive, number: int) -> None:
    """Write what an article resembles. Its text is read only where another shares some of its sample."""
    ((sketch, day, size),) = archive.rows("SELECT sketch, day, size FROM fingerprints WHERE article_id = ?", (number,))
    made = Fingerprint(sketch=unpacked(sketch), day=day, size=size)
    if candidates(archive, made, number):
        article = read_article(archive, number)
        wording = read_wording(without_boilerplate(article.text, learnt(archive, article.source)))
        keep_resemblances(archive, number, resembling(archive, article, wording, made, number))


def settle_stories(archive: Archive) -> Iterator[Done]:
    """Take stories apart that no longer hang together, then join what does. Doing it twice changes nothing more."""
    ((total,),) = archive.rows("SELECT stories_before FROM recomputations WHERE ended IS NULL")
    done, last = 0, 0
    while rows := archive.rows("SELECT id FROM stories WHERE id > ? ORDER BY id LIMIT ?", (last, BATCH)):
        with transaction(archive):
            for (last,) in rows:
                settle_story(archive, last)
        done += len(rows)
        yield Done(step=STEPS[3], done=min(done, total), total=total)
    last = 0
    apart = (
        "SELECT r.article_id, r.other_id FROM resemblances r JOIN articles a ON a.id = r.article_id"
        " JOIN articles o ON o.id = r.other_id WHERE r.article_id > ? AND (a.story_id IS NULL OR a.story_id IS NOT o.story_id)"
        " ORDER BY r.article_id LIMIT ?"
    )
    while pairs := archive.rows(apart, (last, BATCH)):
        with transaction(archive):
            for one, other in pairs:
                join_story(archive, one, [other], utc_now())
        last = pairs[-1][0] - 1  # the rest of its pairs may be in the next batch
        yield Done(step=STEPS[3], done=total, total=total)


def settle_story(archive: Archive, story: int) -> None:
    """Take a story apart if it no longer hangs together, and bring its row up to date."""
    members = [one for (one,) in archive.rows("SELECT id FROM articles WHERE story_id = ?", (story,))]
    if len(members) > 1 and len(components(members, links_within(archive, story))) == 1:
        describe_story(archive, story)
    else:
        part_story(archive, story, utc_now())


def finish(archive: Archive) -> Changes:
    """Close the run, and say what it changed."""
    parts = "SELECT 1 FROM recomputed q JOIN articles a ON a.id = q.article_id WHERE q.story_id IS NOT NULL GROUP BY q.story_id"
    with transaction(archive):
        archive.execute(
            "UPDATE recomputations SET ended = ?, stories_after = (SELECT count(*) FROM stories),"  # noqa: S608
            " merged = (SELECT count(*) FROM former_stories WHERE ended >= started AND story_id IS NOT NULL),"
            f" split = (SELECT count(*) FROM ({parts} HAVING count(DISTINCT coalesce(a.story_id, -a.id)) > 1)),"
            " ended_stories = (SELECT count(*) FROM former_stories WHERE ended >= started AND story_id IS NULL),"
            " new = (SELECT count(*) FROM stories WHERE id > last_story),"
            " moved = (SELECT count(*) FROM recomputed q JOIN articles a ON a.id = q.article_id WHERE a.story_id IS NOT q.story_id)"
            " WHERE ended IS NULL",
            (utc_now(),),
        )
        archive.execute("DELETE FROM recomputed")
    names = [each.name for each in fields(Changes)]
    row = archive.rows(f"SELECT {', '.join(names)} FROM recomputations ORDER BY id DESC LIMIT 1")[0]  # noqa: S608
    return Changes(**dict(zip(names, row, strict=True)))


@contextmanager
def transaction(archive: Archive) -> Iterator[None]:
    """What is written inside lasts together or not at all."""
    archive.db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        archive.db.rollback()
        raise
    archive.commit()
