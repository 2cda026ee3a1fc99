"""Versions of an article: what makes a page a new one, what must not replace an archived text, and how it is kept."""

import re
from typing import Protocol

from pipelines.archive import Archive
from pipelines.diffs import word_counts
from pipelines.headline import ALIKE, alike
from pipelines.items import Article
from pipelines.phrases import ELSEWHERE
from pipelines.sameness import normalise, resemblance

EMPTIED = 0.34
"""Share of the archived words below which a page has not been cut but emptied."""
STUB = 0.8
"""The same for a page that says it does not show all."""
FOREIGN = 0.05
"""Share of wording in common, in runs of four words, below which two texts have nothing in common."""
FULL = 60
"""Words from which an archived text counts as one that can be emptied."""

LABEL_WORDS = 10
"""Words of a line that may be a label: a counter, or how long ago something was."""
LINK_WORDS = 18
"""Words of a line at the end of a text that may be the title of another story."""

_UNITS = (
    r"(?:sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|[smhdw]"
    r"|sekunden?|minuten?|stunden?|tag(?:e|en)?|wochen?|monat(?:e|en)?"
    r"|secondes?|heures?|jours?|semaines?|mois|segundos?|minutos?|horas?|d[ií]as?|semanas?|m[eê]s(?:es)?"
    r"|second[oi]|minut[oi]|or[ae]|giorn[oi]|settiman[ae]|mes[ei]|uur|uren|dag(?:en|ar)?|weken|maand(?:en)?"
    r"|timm(?:e|ar)|timer?|veckor|godzin[yę]?|dni|минуты?|час(?:а|ов)?|д(?:ень|ня|ней))"
)
_AGO = re.compile(
    rf"(?:\b|^)(?:\d+|an?|one|eine[rmn]?|une?|una?)\s?{_UNITS}\s(?:ago|fa|geleden|sedan|siden|temu|назад|atrás)\b"
    rf"|\b(?:vor|il y a|hace|há|for)\s(?:\d+|eine[rmn]?|une?|una?)\s?{_UNITS}(?:\b|$)"
    r"|\d+\s?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|週間|周)(?:前|以前)|\d+(?:초|분|시간|일) 전"
    r"|\b(?:just now|gerade eben|à l['’]instant|ahora mismo|vor kurzem|moments ago)\b",
    re.IGNORECASE,
)
"""How long ago something was."""
_COUNTED = (
    r"(?:comments?|repl(?:y|ies)|shares?|views?|likes?|reads?|reactions?|retweets?|votes?|followers?|people|min(?:ute)?s? read"
    r"|kommentare?|aufrufe|leser|gefällt mir|commentaires?|partages?|vues?|réactions?|lectures?|comentarios?|vistas|visitas|lecturas"
    r"|commenti|condivisioni|visualizzazioni|comentários|visualizações|reacties|reaktioner|kommentarer|komentarzy|комментари\w+|просмотр\w+)"
)
_COUNTER = re.compile(
    rf"^\W*(?:\d[\d.,  ]*[km]?\s*{_COUNTED}\b|{_COUNTED}\s*[:(]?\s*\d[\d.,  ]*[km]?)|^\W*\d[\d.,  ]*[km]?\W*$"
    r"|^\W*[\d.,万萬]+\s*(?:条评论|次浏览|阅读|評論|コメント|件|조회)",
    re.IGNORECASE,
)
"""A line that counts readers, comments or shares, or that is a bare number."""
_NO_TITLE = re.compile(r"\d|[.!?…:;\"”»“’'」。！？)]\s*$")


class Version(Protocol):
    """What is compared of two versions."""

    @property
    def headline(self) -> str:
        """Its headline."""

    @property
    def byline(self) -> str:
        """Its byline."""

    @property
    def text(self) -> str:
        """Its text, one paragraph a line."""

    @property
    def digest(self) -> str:
        """Digest of the normalised text."""

    @property
    def words(self) -> int:
        """Words of the text."""

    @property
    def access(self) -> str:
        """`free` or `paywalled`."""


def what_changed(now: Version, before: Version) -> str:
    """The fields in which a version differs from the one before, for a reader; '' for none.

    White space, case and punctuation do not count, nor do counters, relative dates and the titles of other stories.
    """
    differs = {
        "headline": normalise(now.headline) != normalise(before.headline),
        "byline": normalise(now.byline) != normalise(before.byline),
        "text": now.digest != before.digest and settled(now.text) != settled(before.text),
    }
    return ", ".join(name for name, differ in differs.items() if differ)


def unfit(now: Version, before: Version) -> str:
    """Why what an article's address shows now must not replace what is archived; '' when it may.

    The outcome word: `paywall-stub` (only the beginning is shown any more), `emptied` (next to nothing is), or
    `another-text` (neither headline nor text have anything in common: a consent page, a broken site, a reused address).
    """
    if now.digest == before.digest:
        return ""
    if now.access == "paywalled" and now.words < STUB * before.words:
        return "paywall-stub"
    if before.words >= FULL and now.words < EMPTIED * before.words:
        return "emptied"
    strange = alike(now.headline, before.headline) < ALIKE and resemblance(now.text, before.text) < FOREIGN
    return "another-text" if strange else ""


def settled(text: str) -> str:
    r"""A text without what changes on a page that nobody edits, normalised.

    >>> settled("The quay is open.\n3 hours ago\n12 comments") == settled("The quay is open.\n5 hours ago\n80 comments")
    True
    >>> settled("He left 3 hours ago, the police say, and was not seen since.") == settled("He left.")
    False
    """
    lines = [line for line in text.splitlines() if not _passing(line)]
    while len(lines) > 1 and _title(lines[-1]):
        lines.pop()
    return normalise("\n".join(lines))


def _passing(line: str) -> bool:
    """Whether a line is a counter, a relative date, or a heading of what leads elsewhere."""
    if len(line.split()) > LABEL_WORDS or len(line) > 100:
        return False
    return bool(_COUNTER.search(line) or _AGO.search(line) or ELSEWHERE.match(line))


def _title(line: str) -> bool:
    """Whether a line at the end of a text reads as the title of another story: words enough, no figures, no sentence."""
    return 3 < len(line.split()) <= LINK_WORDS and not _NO_TITLE.search(line)


def keep_revision(archive: Archive, article: Article, number: int, kind: str, changed: str) -> None:
    """One version of an article, with the words by which its text differs from the one before; the article points at it."""
    before = archive.rows(
        "SELECT r.text FROM articles a JOIN revisions r ON r.id = a.revision_id WHERE a.id = ?", (number,)
    )
    added, removed = word_counts(before[0][0], article.text) if before else (0, 0)
    row = {
        "article_id": number,
        "kind": kind,
        "seen": article.seen,
        "headline": article.headline,
        "byline": article.byline,
        "changed": changed,
        "words": article.words,
        "words_added": added,
        "words_removed": removed,
        "capture_id": article.capture,
        "digest": article.digest,
        "text": article.text,
    }
    names = ", ".join(row)
    cursor = archive.execute(f"INSERT INTO revisions ({names}) VALUES (:{', :'.join(row)})", row)  # noqa: S608
    archive.execute("UPDATE articles SET revision_id = ? WHERE id = ?", (cursor.lastrowid, number))
