"""What an import writes beside articles: publications, addresses, and the lines that are no articles."""

from dataclasses import asdict, dataclass

from pipelines import ledger
from pipelines.archive import Archive, utc_now
from pipelines.boilerplate import learnt, trimmed
from pipelines.items import Article
from pipelines.jsonlines import LineError
from pipelines.ledger import NewLink
from pipelines.urls import url_key

MOST_BAD_LINES = 10_000
"""Lines of one run that are kept as rows: a file of something else has millions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """What is entered of a publication that is not crawled, in the row of `sources` of the same names."""

    name: str
    title: str
    homepage: str
    language: str = ""
    country: str = ""
    enabled: bool = False


def enter_source(archive: Archive, publication: Publication) -> None:
    """Enter a publication that the archive does not have yet."""
    archive.execute(
        "INSERT INTO sources (name, title, homepage, language, country, enabled, added)"
        " VALUES (:name, :title, :homepage, :language, :country, :enabled, :now) ON CONFLICT (name) DO NOTHING",
        asdict(publication) | {"now": utc_now()},
    )


def has_version(archive: Archive, article: Article) -> bool:
    """Whether the archive holds these very words at this address, be it as an earlier version, or as a copy."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM articles a JOIN revisions r ON r.article_id = a.id WHERE a.key = ?1"
        " AND r.headline = ?2 AND r.byline = ?3 AND r.digest = ?4) OR EXISTS (SELECT 1 FROM copies c JOIN revisions r"
        " ON r.article_id = c.article_id WHERE c.url = ?5 AND c.headline = ?2 AND c.byline = ?3 AND r.digest = ?4)"
    )

    key = url_key(article.url)

    def held(digest: str) -> bool:
        return bool(archive.rows(sql, (key, article.headline, article.byline, digest, article.url))[0][0])

    if not archive.rows("SELECT 1 FROM links WHERE key = ? LIMIT 1", (key,)):
        return False
    if held(article.digest):
        return True
    bare = trimmed(article, learnt(archive, article.source), "")
    return bare.digest != article.digest and held(bare.digest)


def enter_address(archive: Archive, article: Article) -> int:
    """Enter the address that a line gives, and its canonical form; returns the link that the article settles."""
    found = NewLink(url=article.page_url, title=article.headline, published=article.published, trusted=True)
    ledger.keep_links(archive, article.source, None, [found])
    sql = "SELECT id FROM links WHERE key = ? ORDER BY state = 'folded', id LIMIT 1"
    return archive.rows(sql, (url_key(article.url),))[0][0]  # type: ignore[no-any-return]


def keep_bad_line(archive: Archive, number: int, bad: LineError) -> None:
    """Put a bad line on record."""
    row = (archive.crawl, number, bad.outcome, bad.detail[:500])
    archive.execute("INSERT INTO bad_lines VALUES (?, ?, ?, ?)", row)
