"""Stage three: what an article is to the archive. `judge()` is pure; the pipeline looks its neighbours up.

An article is the same as another by its address or by its exact text after normalisation. It is of one story with others
by what their texts share: see `comparison.py` for how that is told, and `neighbours.py` for how they are found.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.archive import Archive
from pipelines.boilerplate import learnt, without_boilerplate
from pipelines.fate import drop
from pipelines.fingerprint import day_of, fingerprint
from pipelines.headline import ALIKE, alike
from pipelines.items import Article, Fingerprint, Rejection, Resemblance, Verdict
from pipelines.neighbours import resembling
from pipelines.revisions import unfit, what_changed
from pipelines.sameness import normalise, resemblance
from pipelines.urls import canonical_url, url_key
from pipelines.wording import read_wording

SAME_NEWS_HOURS = 72
"""Two publications that print one agency's text do so within this time."""

ENOUGH_WORDING = 0.5
"""Share of wording in common from which on two texts under one canonical address are versions of one article."""

ENOUGH_WORDS = 50
"""Texts of fewer words are the same only under the same headline: notices and paywall stubs repeat."""


MUCH_ALIKE = 0.8
"""Share of wording in common from which on what differs may be the extractor's doing."""

UNREAD = "earlier page not read anew"
"""Goes with what differs, where it is not known whether the publication or the extractor changed it."""

_NEIGHBOUR = "a.id, a.key, a.source, a.headline, a.byline, a.digest, a.published, a.words, a.access, a.capture_id, a.extractor, r.text"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An archived article that may be the same; its fields are in the order of `_NEIGHBOUR`."""

    id: int
    key: str
    source: str
    headline: str
    byline: str
    digest: str
    published: str
    words: int
    access: str
    capture: int | None
    extractor: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbours:
    """The archived articles that an article may be the same as."""

    again: Neighbour | None = None
    """As it is archived, when it is looked at again."""

    address: Neighbour | None = None
    """At its canonical address."""

    page: Neighbour | None = None
    """At the address that answered."""

    text: Neighbour | None = None
    """With its very text: the earliest one."""

    alike: tuple[Resemblance, ...] = ()
    """With much of its text, the most alike first."""

    fingerprint: Fingerprint | None = None
    """What it was looked for by, if it was."""


def judge(article: Article, near: Neighbours) -> Verdict:
    """What an article is, given its neighbours.

    At the same address: unchanged or a revision. A text that has little in common with the one archived at the canonical
    address means that the page's rel=canonical is wrong; the article then goes by the address that answered.
    Elsewhere: a copy, if its text is long enough to be no coincidence, or its headline is the same too; else an article
    of its own, and of one story with those that it resembles.
    """
    archived = near.again or near.address
    if archived and not near.again and wrong_canonical(article, archived):
        article, archived = replace(article, url=canonical_url(article.page_url)[0]), None
    archived = archived or near.page
    if archived:
        kind, changed = version_of(article, archived)
        verdict = Verdict(kind=kind, article=article, match=archived.id, reason=changed)
        return replace(verdict, resembles=near.alike, fingerprint=near.fingerprint)
    if near.text:
        headlines_agree = normalise(near.text.headline) == normalise(article.headline)
        if headlines_agree or reprinted(article, near.text):
            return Verdict(kind="copy", article=article, match=near.text.id, reason="same-text")
    return of_a_story(article, near)


def of_a_story(article: Article, near: Neighbours) -> Verdict:
    """The verdict on an article of its own: new, or one of a story with others."""
    verdict = Verdict(kind="new", article=article, resembles=near.alike, fingerprint=near.fingerprint)
    if not near.alike:
        return verdict
    best = near.alike[0]
    told = replace(verdict, kind="story", match=best.article, reason=best.reason)
    return replace(told, similarity=best.similarity, containment=best.containment)


def version_of(article: Article, archived: Neighbour) -> tuple[str, str]:
    """What an article is beside its archived version: the kind of verdict, and what differs.

    What differs on the very page that was archived, differs since the extractor does. An article whose archived version was
    read by another extractor to this day is one whose page could not be read anew (`rereading.py`): then a text that is
    much alike, under the same headline, counts as read otherwise, not as edited; which of the two it was nobody can tell.
    """
    changed = what_changed(article, archived)
    if not changed or article.capture is None:
        return "revision" if changed else "unchanged", changed
    if article.capture == archived.capture:
        return "re-extracted", changed
    doubtful = article.extractor != archived.extractor and "headline" not in changed.split(", ")
    if doubtful and resemblance(article.text, archived.text) >= MUCH_ALIKE:
        return "re-extracted", f"{changed}, {UNREAD}"
    return "revision", changed


def has_a_new_text(verdict: Verdict) -> bool:
    """Whether a text is archived that was not before, so that others may resemble it."""
    return verdict.kind == "new" or (
        verdict.kind in {"revision", "re-extracted"} and "text" in verdict.reason.split(", ")
    )


def reprinted(article: Article, archived: Neighbour) -> bool:
    """Whether the same text in another publication is a reprint: long enough to be no coincidence, and of the same days.

    A page from which extraction gets only what a site prints under every article has the same text for years.
    """
    if archived.source == article.source or article.words < ENOUGH_WORDS:
        return False
    if not (article.published and archived.published):
        return alike(article.headline, archived.headline) >= ALIKE
    apart = datetime.fromisoformat(article.published[:10]) - datetime.fromisoformat(archived.published[:10])
    return abs(apart) <= timedelta(hours=SAME_NEWS_HOURS)


def wrong_canonical(article: Article, archived: Neighbour) -> bool:
    """Whether the page only claims the address at which another article is archived."""
    claimed = url_key(article.page_url) != url_key(article.url)
    return claimed and article.digest != archived.digest and resemblance(article.text, archived.text) < ENOUGH_WORDING


class DedupePipeline:
    """Turns each Article into a Verdict."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DedupePipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """The verdict on an article; anything else passes. Raises DropItem for what must not replace an archived text."""
        if not isinstance(item, Article):
            return item
        near = self.neighbours(item)
        verdict = judge(item, near)
        archived = next((one for one in (near.again, near.address, near.page) if one and one.id == verdict.match), None)
        if verdict.kind == "revision" and archived and (reason := unfit(verdict.article, archived)):
            drop(self.crawler, self.archive, item, Rejection(fate="dropped", outcome=reason))
            raise DropItem(f"{reason}: {item.page_url}")
        return judge(item, self._look_around(verdict, near)) if has_a_new_text(verdict) else verdict

    def neighbours(self, article: Article) -> Neighbours:
        """The articles that it may be the same as; of one that is looked at again, what is archived of it."""
        if article.id is not None:
            return Neighbours(again=self._find("id", str(article.id)))
        own, page = url_key(article.url), url_key(article.page_url)
        return Neighbours(
            address=self._find("key", own),
            page=self._find("key", page) if page != own else None,
            text=self._find("digest", article.digest),
        )

    def _look_around(self, verdict: Verdict, near: Neighbours) -> Neighbours:
        """The neighbours, and those that share much of the text."""
        article = verdict.article
        wording = read_wording(without_boilerplate(article.text, learnt(self.archive, article.source)))
        print_ = fingerprint(wording, day_of(article))
        return replace(
            near, fingerprint=print_, alike=resembling(self.archive, article, wording, print_, verdict.match)
        )

    def _find(self, column: str, value: str) -> Neighbour | None:
        """The archived article with this key or digest, the earliest if there are several."""
        rows = self.archive.rows(
            f"SELECT {_NEIGHBOUR} FROM articles a JOIN revisions r ON r.id = a.revision_id"  # noqa: S608
            f" WHERE a.{column} = ? ORDER BY a.id LIMIT 1",
            (value,),
        )
        return Neighbour(*rows[0]) if rows else None
