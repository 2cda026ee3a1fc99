"""Stage three: what an article is to the archive. `judge()` is pure; the pipeline looks its neighbours up.

So far an article is the same as another by its address or by its exact text after normalisation. Near-duplicates will
be more neighbours of the same `judge()`, and a `story` of the same `Verdict`.
"""

from dataclasses import dataclass, replace

from scrapy.crawler import Crawler

from pipelines.archive import Archive
from pipelines.headline import alike
from pipelines.items import Article, Verdict
from pipelines.sameness import normalise
from pipelines.urls import canonical_url, url_key

ENOUGH_WORDS = 50
"""Texts of fewer words are the same only under the same headline: notices and paywall stubs repeat."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Neighbour:
    """An archived article that may be the same."""

    id: int
    key: str
    source: str
    headline: str
    byline: str
    digest: str
    words: int


def judge(article: Article, same_address: Neighbour | None, same_text: Neighbour | None) -> Verdict:
    """What an article is, given the archived one at its address and an archived one with its text.

    At the same address: unchanged or a revision; but a text and headline that have nothing in common with what is
    archived there mean that the page's rel=canonical is wrong, and the article goes by the address that answered.
    Elsewhere: a copy, if its text is long enough to be no coincidence, or its headline is the same too.
    """
    if same_address:
        if same_address.digest == article.digest and normalise(same_address.headline) == normalise(article.headline):
            return Verdict(kind="unchanged", article=article, match=same_address.id, reason="same-text")
        if wrong_canonical(article, same_address):
            return judge(replace(article, url=canonical_url(article.page_url)[0]), None, same_text)
        return Verdict(
            kind="revision", article=article, match=same_address.id, reason=what_changed(article, same_address)
        )
    if same_text:
        headlines_agree = normalise(same_text.headline) == normalise(article.headline)
        elsewhere = same_text.source != article.source and article.words >= ENOUGH_WORDS
        if headlines_agree or elsewhere:
            return Verdict(kind="copy", article=article, match=same_text.id, reason="same-text")
    return Verdict(kind="new", article=article)


def wrong_canonical(article: Article, archived: Neighbour) -> bool:
    """Whether the page only claims the address at which another article is archived."""
    claimed = url_key(article.page_url) != url_key(article.url)
    return claimed and alike(article.headline, archived.headline) < 0.5


def what_changed(article: Article, archived: Neighbour) -> str:
    """The fields in which an article differs from the archived one."""
    differs = {
        "headline": normalise(article.headline) != normalise(archived.headline),
        "byline": normalise(article.byline) != normalise(archived.byline),
        "text": article.digest != archived.digest,
    }
    return ", ".join(name for name, differ in differs.items() if differ)


class DedupePipeline:
    """Turns each Article into a Verdict."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "DedupePipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """The verdict on an article; anything else passes."""
        if not isinstance(item, Article):
            return item
        keys = dict.fromkeys((url_key(item.url), url_key(item.page_url)))
        same_address = next((found for key in keys if (found := self._find("key", key))), None)
        same_text = self._find("digest", item.digest)
        verdict = judge(item, same_address, same_text)
        if verdict.kind == "new" and same_address and url_key(verdict.article.url) == same_address.key:
            verdict = judge(verdict.article, same_address, None)
        return verdict

    def _find(self, column: str, value: str) -> Neighbour | None:
        """The archived article with this key or digest, the earliest if there are several."""
        rows = self.archive.rows(
            f"SELECT id, key, source, headline, byline, digest, words FROM articles WHERE {column} = ? ORDER BY id LIMIT 1",  # noqa: S608
            (value,),
        )
        if not rows:
            return None
        names = ("id", "key", "source", "headline", "byline", "digest", "words")
        return Neighbour(**dict(zip(names, rows[0], strict=True)))
