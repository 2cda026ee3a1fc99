"""Where near-duplicates are looked for: the fingerprints in the archive, and what their texts have in common.

The index is a table, so a crawl's memory does not grow with the archive, and another process or the next run finds the
same. It is laid out by days of publication: a lookup touches the news of its days, of however many years the archive is.
"""

from collections import Counter
from collections.abc import Iterator
from struct import pack, unpack

from pipelines.archive import Archive
from pipelines.boilerplate import learnt, without_boilerplate
from pipelines.comparison import Comparison, compare
from pipelines.fingerprint import VERSION
from pipelines.items import Article, Fingerprint, Resemblance
from pipelines.wording import Wording, read_wording

WINDOW = 8
"""Most days between two articles of one story: a week, and a day for time zones."""

PERIOD = 16
"""Days of a period of the index; at least twice the window, so that a lookup touches two periods at most."""

SHARED = 2
"""Hashes that two samples must share."""

MANY = 16
"""Articles of a period with one hash from which on it is common wording, a template's or a footer's."""

COMPARED, COMPARED_COMMON = 8, 3
"""Most texts an article is compared with: of those that share rarer wording, and of those that share common wording."""

_TEXTS = """
SELECT a.id, a.source, f.day, r.text FROM articles a JOIN fingerprints f ON f.article_id = a.id
JOIN revisions r ON r.id = a.revision_id WHERE a.id = ?
"""


def resembling(
    archive: Archive, article: Article, wording: Wording, print_: Fingerprint, but: int | None = None
) -> tuple[Resemblance, ...]:
    """The archived articles that share the wording of this one, the most alike first; all but the one with number `but`."""
    found = []
    texts = [row for number in candidates(archive, print_, but) for row in archive.rows(_TEXTS, (number,))]
    for number, source, day, text in texts:
        if abs(day - print_.day) > WINDOW:
            continue
        compared = compare(wording, read_wording(without_boilerplate(text, learnt(archive, source))))
        if compared.same:
            reason = reason_of(compared, same_source=source == article.source)
            shares = (round(compared.similarity, 3), round(compared.containment, 3))
            found.append(Resemblance(article=number, similarity=shares[0], containment=shares[1], reason=reason))
    return tuple(sorted(found, key=lambda other: (-other.similarity, other.article)))


def reason_of(compared: Comparison, *, same_source: bool) -> str:
    """What kind of sameness two texts have.

    >>> from dataclasses import replace
    >>> from pipelines.comparison import NOTHING
    >>> reason_of(replace(NOTHING, similarity=0.5, containment=0.98, shared=300, headed=1), same_source=True)
    'shortened, in the same publication'
    """
    words = (
        (compared.similarity, 0.9, "reprint"),
        (compared.similarity, 0.7, "edited"),
        (compared.containment, 0.85, "shortened"),
    )
    word = next((word for share, least, word in words if share >= least), "rewritten")
    return f"{word}, in the same publication" if same_source else word


def candidates(archive: Archive, print_: Fingerprint, but: int | None = None) -> list[int]:
    """The articles worth a comparison: those that share most of the sample.

    Wording that many articles of the days have says little and would cost much, so those that share rarer wording come
    first; where there is none, as in a text that many publications ran, a few of the latest will do.
    """
    rare: Counter[int] = Counter()
    common: Counter[int] = Counter()
    for numbers in holders(archive, print_):
        (common if len(numbers) >= MANY else rare).update(numbers)
    needed = min(SHARED, len(print_.sketch))
    chosen = ranked({number: hits for number, hits in rare.items() if hits + common[number] >= needed}, but)[:COMPARED]
    others = {number: hits for number, hits in common.items() if hits >= needed and number not in rare}
    return chosen + ranked(others, but)[:COMPARED_COMMON]


def ranked(hits: dict[int, int], but: int | None) -> list[int]:
    """Articles by how much they share, the latest first among equals."""
    return sorted(hits.keys() - {but}, key=lambda number: (-hits[number], -number))


def holders(archive: Archive, print_: Fingerprint) -> Iterator[list[int]]:
    """For each hash of a sample, in each period within the window, the latest articles that have it."""
    for period in range((print_.day - WINDOW) // PERIOD, (print_.day + WINDOW) // PERIOD + 1):
        for shingle in print_.sketch:
            rows = archive.rows(
                "SELECT article_id FROM shingles WHERE period = ? AND shingle = ? ORDER BY article_id DESC LIMIT ?",
                (period, shingle, MANY),
            )
            if rows:
                yield [number for (number,) in rows]


def keep_fingerprint(archive: Archive, number: int, article: Article, print_: Fingerprint, credit: str) -> None:
    """Write an article's fingerprint, in place of an earlier one."""
    forget_fingerprint(archive, number)
    archive.execute(
        "INSERT INTO fingerprints (article_id, version, digest, day, size, credit, sketch) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (number, VERSION, article.digest, print_.day, print_.size, credit, packed(print_.sketch)),
    )
    for shingle in print_.sketch:
        archive.execute("INSERT INTO shingles VALUES (?, ?, ?)", (print_.day // PERIOD, shingle, number))


def forget_fingerprint(archive: Archive, number: int) -> None:
    """Take an article's fingerprint, and what it resembles, out of the archive."""
    for day, sketch in archive.rows("SELECT day, sketch FROM fingerprints WHERE article_id = ?", (number,)):
        for shingle in unpacked(sketch):
            archive.execute(
                "DELETE FROM shingles WHERE period = ? AND shingle = ? AND article_id = ?",
                (day // PERIOD, shingle, number),
            )
        archive.execute("DELETE FROM resemblances WHERE article_id = ?1 OR other_id = ?1", (number,))
        archive.execute("DELETE FROM fingerprints WHERE article_id = ?", (number,))


def keep_resemblances(archive: Archive, number: int, others: tuple[Resemblance, ...]) -> None:
    """Write what an article resembles."""
    for other in others:
        pair = (min(number, other.article), max(number, other.article))
        archive.execute(
            "INSERT INTO resemblances (article_id, other_id, similarity, containment, reason) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO UPDATE SET similarity = excluded.similarity, containment = excluded.containment,"
            " reason = excluded.reason",
            (*pair, other.similarity, other.containment, other.reason),
        )


def packed(sketch: tuple[int, ...]) -> bytes:
    """A sample as bytes.

    >>> unpacked(packed((7, -9))), packed(())
    ((7, -9), b'')
    """
    return pack(f"<{len(sketch)}i", *sketch)


def unpacked(sketch: bytes) -> tuple[int, ...]:
    """A sample out of bytes."""
    return unpack(f"<{len(sketch) // 4}i", sketch)
