"""Stories: the articles that hang together by resemblance, however they arrived.

A story is a connected component of `resemblances`. It grows and merges as its members arrive, and is taken apart where
an edit ended what held it together. Its number is a permalink: when stories merge the lowest number stays, and
`former_stories` says what became of the others.
"""

from collections import defaultdict
from collections.abc import Iterable

from pipelines.agencies import credit
from pipelines.archive import Archive
from pipelines.items import Verdict
from pipelines.neighbours import keep_fingerprint, keep_resemblances
from pipelines.origin import Member, likely_origin

_MEMBERS = """
WITH places AS (
  SELECT id, url, source, headline, byline, authors, words, published, first_seen FROM articles WHERE story_id = ?1
  UNION ALL
  SELECT a.id, c.url, c.source, coalesce(nullif(c.headline, ''), a.headline), c.byline, a.authors, a.words, c.published, c.seen
  FROM articles a JOIN copies c ON c.article_id = a.id AND c.kind = 'same-text' WHERE a.story_id = ?1
)
SELECT p.id, p.url, p.source, s.title, p.headline, p.byline, p.authors, p.words, coalesce(f.credit, ''),
       coalesce(nullif(p.published, ''), p.first_seen) AS date
FROM places p JOIN sources s ON s.name = p.source LEFT JOIN fingerprints f ON f.article_id = p.id
ORDER BY date, p.url
"""
"""Wherever a story ran, earliest first: which of two equal texts became the other's copy is chance."""

_COUNTS = """
WITH places (source) AS (
  SELECT source FROM articles WHERE story_id = ?1
  UNION ALL SELECT c.source FROM copies c JOIN articles a ON a.id = c.article_id WHERE a.story_id = ?1
)
SELECT count(*), count(DISTINCT source) FROM places
"""


def place(archive: Archive, number: int, verdict: Verdict) -> None:
    """Write what an article with a new text is found by, what it resembles, and the story that follows from it.

    A revision loses what its earlier text resembled, and its story may part.
    """
    article, print_ = verdict.article, verdict.fingerprint
    assert print_
    keep_fingerprint(archive, number, article, print_, credit(article.byline, article.text))
    for story in story_of(archive, number):
        part_story(archive, story, article.seen)
    keep_resemblances(archive, number, verdict.resembles)
    join_story(archive, number, [other.article for other in verdict.resembles], article.seen)


def join_story(archive: Archive, number: int, others: Iterable[int], when: str) -> int | None:
    """Put an article into the story of those that it resembles, which may merge stories; returns the story's number."""
    members = [number, *others]
    if len(members) < 2:
        return None
    stories = sorted({story for one in members for story in story_of(archive, one)})
    story = stories[0] if stories else new_story(archive)
    for one in members:
        archive.execute("UPDATE articles SET story_id = ? WHERE id = ?", (story, one))
    for former in stories[1:]:
        archive.execute("UPDATE articles SET story_id = ? WHERE story_id = ?", (story, former))
        end_story(archive, former, story, when)
    describe_story(archive, story)
    return story


def part_story(archive: Archive, story: int, when: str) -> None:
    """Take a story apart into those that still hang together; the largest part keeps its number."""
    members = [one for (one,) in archive.rows("SELECT id FROM articles WHERE story_id = ? ORDER BY id", (story,))]
    parts = components(members, links_within(archive, story))
    groups = sorted((part for part in parts if len(part) > 1), key=lambda part: (-len(part), part))
    archive.execute("UPDATE articles SET story_id = NULL WHERE story_id = ?", (story,))
    for place, group in enumerate(groups):
        number = story if place == 0 else new_story(archive)
        for one in group:
            archive.execute("UPDATE articles SET story_id = ? WHERE id = ?", (number, one))
        describe_story(archive, number)
    if not groups:
        end_story(archive, story, None, when)


def components(members: Iterable[int], links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The connected components of a graph, each sorted, by their first members.

    >>> components([1, 2, 3, 4, 5], [(4, 2), (5, 4)])
    [[1], [2, 4, 5], [3]]
    """
    first = {member: member for member in members}

    def root(member: int) -> int:
        while first[member] != member:
            first[member] = first[first[member]]
            member = first[member]
        return member

    for one, other in links:
        first[max(root(one), root(other))] = min(root(one), root(other))
    parts = defaultdict(list)
    for member in sorted(first):
        parts[root(member)].append(member)
    return list(parts.values())


def story_of(archive: Archive, number: int) -> list[int]:
    """The story of an article, if it has one."""
    return [
        story
        for (story,) in archive.rows("SELECT story_id FROM articles WHERE id = ? AND story_id IS NOT NULL", (number,))
    ]


def links_within(archive: Archive, story: int) -> list[tuple[int, int]]:
    """The pairs that resemble each other within a story."""
    found = archive.rows(
        "SELECT r.article_id, r.other_id FROM articles a JOIN resemblances r ON r.article_id = a.id"
        " JOIN articles o ON o.id = r.other_id AND o.story_id = a.story_id WHERE a.story_id = ?",
        (story,),
    )
    return [(one, other) for one, other in found]


def new_story(archive: Archive) -> int:
    """A story without members, with a number that no story ever had."""
    ((number,),) = archive.rows(
        "SELECT 1 + max((SELECT coalesce(max(id), 0) FROM stories), (SELECT coalesce(max(id), 0) FROM former_stories))"
    )
    row = (number, "", "", 0, 0)
    archive.execute(
        "INSERT INTO stories (id, headline, first_published, articles, sources) VALUES (?, ?, ?, ?, ?)", row
    )
    return int(number)


def end_story(archive: Archive, former: int, story: int | None, when: str) -> None:
    """Delete a story without members, and keep on record what became of its number."""
    archive.execute("UPDATE former_stories SET story_id = ? WHERE story_id = ?", (story, former))
    archive.execute("DELETE FROM stories WHERE id = ?", (former,))
    archive.execute("INSERT INTO former_stories (id, story_id, ended) VALUES (?, ?, ?)", (former, story, when))


def describe_stories_of(archive: Archive, number: int) -> None:
    """Bring the story of an article up to date, if it has one."""
    for story in story_of(archive, number):
        describe_story(archive, story)


def describe_story(archive: Archive, story: int) -> None:
    """Bring a story's row up to date with its members."""
    names = ("id", "url", "source", "title", "headline", "byline", "authors", "words", "credit", "published")
    members = [Member(**dict(zip(names, row, strict=True))) for row in archive.rows(_MEMBERS, (story,))]
    ((places, sources),) = archive.rows(_COUNTS, (story,))
    origin, reason = likely_origin(members)
    archive.execute(
        "UPDATE stories SET headline = ?, first_published = ?, last_published = ?, articles = ?, sources = ?,"
        " appearances = ?, origin_article_id = ?, origin_reason = ? WHERE id = ?",
        (
            *(members[0].headline, members[0].published, members[-1].published, len({member.id for member in members})),
            *(sources, places, origin, reason, story),
        ),
    )
