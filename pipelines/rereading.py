"""Between boilerplate and dedupe: what another extractor would read otherwise is not taken for the publication's edit.

When a page differs from what is archived of it, and another version of the extractor read that, the page that it was read
from is taken out of its WARC file and read anew. What then differs is kept as a version of the kind `re-extracted`, and
the new page is compared with that. Where the earlier page cannot be had, `dedupe.version_of()` decides.
"""

import logging
from typing import TypeVar

from scrapy.crawler import Crawler

from pipelines.archive import Archive
from pipelines.boilerplate import BoilerplatePipeline
from pipelines.dedupe import DedupePipeline, Neighbour, Neighbours
from pipelines.errors import CaptureError
from pipelines.extract import ExtractPipeline
from pipelines.fate import count
from pipelines.items import Article, Page, Verdict
from pipelines.recall import recall
from pipelines.records import Answer, payload_digest
from pipelines.revisions import unfit, what_changed
from pipelines.rights import of_headers
from pipelines.store import renew

T = TypeVar("T")

logger = logging.getLogger(__name__)


def to_be_reread(article: Article, near: Neighbours) -> Neighbour | None:
    """The archived article of which an earlier page is to be read anew before it is said what became of it.

    None when it is archived at none of the article's addresses, was read by the same extractor, or does not differ.
    """
    archived = near.again or near.address or near.page
    if not archived or archived.capture is None or archived.extractor == article.extractor:
        return None
    return archived if what_changed(article, archived) else None


def earlier_page(answer: Answer, archived: Neighbour) -> Page:
    """The page that an archived article was read from, as it goes down the line for it."""
    tags = [value for name, value in answer.headers if name.lower() == "x-robots-tag"]
    return Page(
        url=answer.url,
        source=archived.source,
        body=answer.body,
        coding=", ".join(value for name, value in answer.headers if name.lower() == "content-encoding"),
        content_type=answer.header("content-type"),
        fetched=answer.fetched,
        capture=archived.capture,
        article=archived.id,
        trusted=True,
        rights=of_headers(tags, answer.header("tdm-reservation"), answer.header("tdm-policy")),
    )


class RereadingPipeline:
    """Brings archived articles up to the extractor of this run before their pages are compared."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "RereadingPipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """Whatever comes passes as it is; of an archived article, what is archived may be read anew first."""
        if not isinstance(item, Article) or item.capture is None or self.archive.failed:
            return item
        if archived := to_be_reread(item, self._stage(DedupePipeline).neighbours(item)):
            await self._reread(archived)
        return item

    async def _reread(self, archived: Neighbour) -> None:
        """Read an archived article anew, unless its page cannot be had, or too little is read on it now."""
        try:
            answer = self._answer(archived)
        except CaptureError as error:
            logger.warning("article %s cannot be read anew: %s", archived.id, error)
            return
        article = await self._stage(ExtractPipeline).read(earlier_page(answer, archived))
        if not isinstance(article, Article):
            return
        trimmed = self._stage(BoilerplatePipeline).process_item(article)
        verdict = self._stage(DedupePipeline).process_item(trimmed)
        assert isinstance(verdict, Verdict)
        if unfit(verdict.article, archived):
            return
        renew(self.archive, verdict)
        if verdict.kind == "re-extracted":
            count(self.crawler, self.archive, archived.source, "stored", verdict.kind)

    def _answer(self, archived: Neighbour) -> Answer:
        """The answer that an archived article was read from. Raises CaptureError when its record is missing or damaged."""
        assert archived.capture is not None
        answer = recall(self.archive, archived.capture)
        ((digest,),) = self.archive.rows("SELECT digest FROM captures WHERE id = ?", (archived.capture,))
        if payload_digest(answer.body) != digest:
            raise CaptureError(f"capture {archived.capture} is damaged; restore the folder warc from a backup")
        return answer

    def _stage(self, kind: type[T]) -> T:
        """A stage of the line."""
        stage = self.crawler.get_item_pipeline(kind)
        assert stage is not None, f"{kind.__name__} is missing in ITEM_PIPELINES"
        return stage
