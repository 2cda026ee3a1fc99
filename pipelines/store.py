"""Stage four: rows. An article, its revision, its search index entry and its link are written in one unit."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines import ledger, revisits, stories
from pipelines.archive import Archive
from pipelines.fate import count
from pipelines.items import Article, Verdict
from pipelines.revisions import keep_revision
from pipelines.urls import url_key

_ARTICLE = [
    "headline",
    "source",
    "published",
    "byline",
    "authors",
    "section",
    "tags",
    "language",
    "words",
    "access",
    "rights",
    "url",
    "description",
    "image",
    "published_printed",
    "modified",
    "modified_printed",
    "first_seen",
    "last_seen",
    "capture_id",
    "evidence",
    "extractor",
    "key",
    "digest",
]
_LATEST = [
    name for name in _ARTICLE if name not in {"source", "first_seen", "url", "key", "published", "published_printed"}
]
_VERSION = {"headline", "byline", "words", "digest"}
"""What a row of `articles` has from its current version."""
_SEEN = {"last_seen", "capture_id", "rights"}
"""What a row has from the last look, whatever reads the page."""

INSERT_ARTICLE = f"INSERT INTO articles ({', '.join(_ARTICLE)}) VALUES ({', '.join(f':{name}' for name in _ARTICLE)})"  # noqa: S608


def update_article(names: Iterable[str]) -> str:
    """The statement that sets columns of an article's row, and a date of publication if none is known yet."""
    return (
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in names)},"  # noqa: S608
        " published = CASE WHEN published = '' THEN :published ELSE published END,"
        " published_printed = CASE WHEN published_printed = '' THEN :published_printed ELSE published_printed END"
        " WHERE id = :id"
    )


UPDATE_LATEST = update_article(_LATEST)
UPDATE_REREAD = update_article(name for name in _LATEST if name not in _SEEN)
UPDATE_FIELDS = update_article(name for name in _LATEST if name not in _SEEN | _VERSION)


def store(archive: Archive, verdict: Verdict) -> Article:
    """Write what a verdict says; returns the article with its permanent id."""
    article = verdict.article
    with archive.unit():
        match verdict.kind:
            case "new" | "story":
                number = insert_article(archive, article)
            case "revision" | "re-extracted":
                number = add_revision(archive, article, verdict)
            case "copy":
                number = add_copy(archive, article, verdict)
            case _:
                number = verdict.match or 0
                archive.execute("UPDATE articles SET last_seen = ? WHERE id = ?", (article.seen, number))
        if article.id is not None:
            keep_look(archive, article)
        elif verdict.kind in {"new", "story", "revision", "re-extracted"}:
            revisits.plan(archive, number, datetime.fromisoformat(article.seen))
        keep_addresses(archive, article, verdict.kind, number)
        if verdict.fingerprint:
            stories.place(archive, number, verdict)
        elif verdict.kind == "copy":
            stories.describe_stories_of(archive, number)
    return replace(article, id=number)


def keep_addresses(archive: Archive, article: Article, kind: str, number: int) -> None:
    """Settle the addresses of an article: the link that led to it, its own one, and the one that answered."""
    if article.link is not None:
        ledger.store_link(archive, article.link, number, "same-text" if kind == "copy" else kind, article.capture)
    if kind in {"new", "story"}:
        ledger.claim_address(archive, article.source, article.url, number)
    if article.page_url and url_key(article.page_url) != url_key(article.url):
        add_address(archive, article, number, "canonical")


def keep_look(archive: Archive, article: Article) -> None:
    """Note that an archived article was looked at again, and found: at which address, in which answer."""
    assert article.id is not None
    revisits.looked(archive, article.id, article.seen, there=True)
    archive.execute("UPDATE articles SET capture_id = ? WHERE id = ?", (article.capture, article.id))
    ((key,),) = archive.rows("SELECT key FROM articles WHERE id = ?", (article.id,))
    if url_key(article.page_url) != key:
        add_address(archive, article, article.id, "redirect")
        ledger.claim_address(archive, article.source, article.page_url, article.id)


def row_of(article: Article) -> dict[str, object]:
    """The columns of an article's row."""
    values: dict[str, object] = {name: getattr(article, name) for name in _ARTICLE if hasattr(article, name)}
    return values | {
        "authors": json.dumps(article.authors, ensure_ascii=False),
        "tags": json.dumps(article.tags, ensure_ascii=False),
        "rights": json.dumps(article.rights),
        "evidence": json.dumps(article.evidence, ensure_ascii=False, sort_keys=True),
        "first_seen": article.seen,
        "last_seen": article.seen,
        "capture_id": article.capture,
        "key": url_key(article.url),
    }


def insert_article(archive: Archive, article: Article) -> int:
    """A new article with its first revision, findable by search; returns its id."""
    number = archive.execute(INSERT_ARTICLE, row_of(article)).lastrowid or 0
    keep_revision(archive, article, number, "published", "")
    index(archive, number)
    return number


def add_revision(archive: Archive, article: Article, verdict: Verdict) -> int:
    """A changed version of an archived article; the row keeps its id, and the first known date of publication.

    What may be another extractor's doing is a version, too, but none that counts as an edit.
    """
    assert verdict.match is not None
    edited = verdict.kind == "revision"
    unindex(archive, verdict.match)
    archive.execute(UPDATE_LATEST, row_of(article) | {"id": verdict.match})
    if edited:
        archive.execute("UPDATE articles SET revisions = revisions + 1 WHERE id = ?", (verdict.match,))
    keep_revision(archive, article, verdict.match, "edited" if edited else verdict.kind, verdict.reason)
    index(archive, verdict.match)
    return verdict.match


def renew(archive: Archive, verdict: Verdict) -> None:
    """Write what another extractor reads on the page that an article was read from: no look, and no edit."""
    assert verdict.match is not None
    row = row_of(verdict.article) | {"id": verdict.match}
    with archive.unit():
        unindex(archive, verdict.match)
        if verdict.kind == "re-extracted":
            archive.execute(UPDATE_REREAD, row)
            keep_revision(archive, verdict.article, verdict.match, verdict.kind, verdict.reason)
        else:
            archive.execute(UPDATE_FIELDS, row)
        index(archive, verdict.match)
        if verdict.fingerprint:
            stories.place(archive, verdict.match, verdict)


def add_copy(archive: Archive, article: Article, verdict: Verdict) -> int:
    """The same text at another address: the text is stored once, the address and what it says there are kept."""
    assert verdict.match is not None
    archive.execute(
        "INSERT INTO copies (article_id, url, source, kind, headline, byline, published, similarity, seen, capture_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO NOTHING",
        (
            *(
                verdict.match,
                article.url,
                article.source,
                verdict.reason,
                article.headline,
                article.byline,
                article.published,
            ),
            *(verdict.similarity, article.seen, article.capture),
        ),
    )
    return verdict.match


def add_address(archive: Archive, article: Article, number: int, kind: str) -> None:
    """The address that answered, as a copy, where it is not the article's own."""
    archive.execute(
        "INSERT INTO copies (article_id, url, source, kind, seen, capture_id) SELECT ?1, ?2, ?3, ?4, ?5, ?6"
        " WHERE NOT EXISTS (SELECT 1 FROM articles WHERE url = ?2) ON CONFLICT (url) DO NOTHING",
        (number, article.page_url, article.source, kind, article.seen, article.capture),
    )


def index(archive: Archive, number: int) -> None:
    """Enter an article's current text in the search index."""
    archive.execute(
        "INSERT INTO articles_fts (rowid, headline, byline, text, marks) SELECT id, headline, byline, text, marks FROM searchable WHERE id = ?",
        (number,),
    )


def unindex(archive: Archive, number: int) -> None:
    """Take an article out of the search index, before its text changes."""
    archive.execute(
        "INSERT INTO articles_fts (articles_fts, rowid, headline, byline, text, marks)"
        " SELECT 'delete', id, headline, byline, text, marks FROM searchable WHERE id = ?",
        (number,),
    )


class StorePipeline:
    """Writes each Verdict; what leaves the line is the Article, so that `-O articles.jsonl` exports articles."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "StorePipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    def process_item(self, item: object) -> object:
        """Store a verdict; anything else passes."""
        if not isinstance(item, Verdict):
            return item
        if self.archive.failed:
            raise DropItem("archive-error")
        article = store(self.archive, item)
        if item.article.id is not None:
            count(self.crawler, self.archive, article.source, "looked", item.kind)
        if item.article.id is None or item.kind in {"revision", "re-extracted"}:
            count(self.crawler, self.archive, article.source, "stored", item.kind)
        return article
