"""Stage two: an article read from a page. `extract()` is a pure function: the same page gives the same article.

`ExtractPipeline` runs it in worker processes, never in threads (lxml is not safe there) and never in the reactor.
"""

import base64
import gc
import json
import re
import sys
from dataclasses import asdict, replace
from importlib.metadata import version
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines import rights
from pipelines.archive import Archive, utc_now
from pipelines.articletest import Findings, judge_page
from pipelines.body import BodyError, BodyTooBig, decode, mended, unpack
from pipelines.dates import day_of, parse_date
from pipelines.fate import drop
from pipelines.fields import read_fields
from pipelines.items import Article, Page, Rejection
from pipelines.names import signers
from pipelines.rules import load_rules, rules_for
from pipelines.sameness import text_digest
from pipelines.structured import Structured, read_structured
from pipelines.text import Known, count_words, find_text
from pipelines.urls import canonical_url, clean, date_in_url, same_site
from pipelines.workers import WorkerPool

EXTRACTOR = f"morgue 3, trafilatura {version('trafilatura')}"
"""Goes on each row: a new number when `extract()` reads pages differently."""

MAX_PLAIN = 4_000_000
"""Bytes of a page once unpacked; trafilatura needs some 30 times that in memory."""

FILES = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3")
"""How files begin that are no pages, whatever their Content-Type says (the WHATWG MIME sniffing standard)."""
_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\f\r")
_NONCHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_REFERENCES = re.compile(
    rb"&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01])|[xX]0*(?:[0-8bBeEfF]|1[\da-fA-F]|[fF]{3}[eEfF]))(?![\da-fA-F]);?"
)
"""Characters that no XML may hold, and references to them: trafilatura finds no text on a page that has one."""
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""One class for all elements: lxml.html asks Python code for that of each, of which a page has a thousand."""
_LETTERS = 300
"""Letters of a text that settle its language."""


def extract(page: Page) -> Article | Rejection:
    """Read the article from a page; or say why there is none.

    The decisions rest on this page alone, and nothing is kept between pages.
    """
    try:
        body = unpack(page.body, page.coding, MAX_PLAIN)
    except BodyTooBig as error:
        return Rejection(fate="dropped", outcome="too-big", detail=str(error))
    except BodyError as error:
        return Rejection(fate="dropped", outcome="not-html", detail=str(error))
    tree = None if body.startswith(FILES) else parse(decode(body, page.content_type))
    if tree is None:
        return Rejection(fate="dropped", outcome="not-html", detail=f"begins {body[:8]!r}")
    if page.rules:
        page.rules.prune(tree)
    reserved = rights.in_order({*page.rights, *rights.of_page(tree)})
    data = read_structured(tree)
    url, elsewhere = canonical(tree, data, page.url)
    read = read_fields(page, tree, data, url)
    lines = page.rules.lines(tree, "text") if page.rules else []
    text, evidence = "\n".join(lines), {"text": "rule"}
    if not text:
        known = Known(headline=read.headline, people=read.authors)
        text, evidence["text"] = find_text(tree, data, known, whole=not read.paywalled)
    found = Findings(
        headline=read.headline,
        dated=read.dates.evidence,
        url_date=date_in_url(url),
        byline=read.byline,
        words=count_words(text),
        paywalled=read.paywalled,
    )
    printed = read.dates.published or page.published_hint
    if printed and not read.dates.published:
        evidence["published"] = "feed"
    if rejection := judge_page(page, tree, data, found) or unwanted(page, reserved, printed):
        return rejection
    return Article(
        id=page.article,
        url=url,
        source=page.source,
        headline=read.headline,
        byline=read.byline,
        authors=read.authors,
        published=parse_date(printed),
        published_printed=read.dates.local_day or printed,
        modified=parse_date(read.dates.modified),
        modified_printed=read.dates.modified,
        section=read.section,
        tags=read.tags,
        language=read.language,
        description=read.description,
        image=read.image,
        rights=reserved,
        access="paywalled" if read.paywalled else "free",
        evidence=read.evidence | evidence,
        words=found.words,
        text=text,
        digest=text_digest(text),
        extractor=EXTRACTOR,
        seen=page.fetched,
        capture=page.capture,
        link=page.link,
        page_url=page.url,
        canonical=elsewhere,
    )


def unwanted(page: Page, reserved: tuple[str, ...], printed: str) -> Rejection | None:
    """Why an article is none that the run is to archive, if it is: for what it reserves, or its date."""
    if word := rights.forbidden(reserved, page.obey):
        return Rejection(fate="dropped", outcome=word, detail="reserved, and to be obeyed")
    if page.since and printed and parse_date(printed) < page.since:
        return Rejection(fate="dropped", outcome="too-old", detail=f"published {printed}")
    return None


def parse(html: str) -> HtmlElement | None:
    """The tree of a page without comments; None if there is nothing in it."""
    plain = mended(html.encode("utf-8", "replace").translate(None, _CONTROLS))
    for character in _NONCHARACTERS:
        plain = plain.replace(character, b"")
    try:
        parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        parser.set_element_class_lookup(_ELEMENTS)
        return document_fromstring(_REFERENCES.sub(b"", plain), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def canonical(tree: HtmlElement, data: Structured, url: str) -> tuple[str, str]:
    """The article's address, and the address on another site that the page names as its original.

    The page's rel=canonical, else og:url, is believed on its own site, unless it points at the front page.
    """
    own = canonical_url(clean(url) or url)[0]
    named = [link.get("href", "") for link in tree.iter("link") if link.get("rel", "").lower() == "canonical"][:1]
    for name in [*named, data.first("og:url")]:
        address = clean(name, url)
        if not address or (urlsplit(address).path.strip("/") == "" and not urlsplit(address).query):
            continue
        return (canonical_url(address)[0], "") if same_site(address, url) else (own, address)
    return own, ""


def guess_language(text: str) -> str:
    """The language of a text from its first letters.

    Asked where a page does not say it, and not in the workers: the model takes 75 MB, which are enough once.
    """
    import py3langid  # noqa: PLC0415 - few pages leave their language unsaid, and some archives have none

    return str(py3langid.classify(text[:_LETTERS])[0])


def with_language(article: Article) -> Article:
    """An article whose page does not say its language, with that of its text."""
    return replace(article, language=guess_language(article.text), evidence=article.evidence | {"language": "letters"})


def warm_up() -> None:
    """Load what is loaded at first use, so that no page pays for it, and keep it out of the collector's rounds."""
    extract(
        Page(
            url="http://warm.example/up",
            source="",
            body=b"<html><body><article><p>Warm up.</p></article></body></html>",
            fetched="2026-01-01T00:00:00Z",
        )
    )
    gc.collect()
    gc.freeze()


class ExtractPipeline:
    """Turns each Page into an Article, in the worker processes."""

    def __init__(self, crawler: Crawler) -> None:
        self.archive = Archive.from_crawler(crawler)
        self.crawler = crawler
        self.rules = load_rules(crawler.settings["RULES"])
        self.pool = WorkerPool(crawler.settings.getint("EXTRACT_WORKERS"), crawler.settings.getfloat("EXTRACT_TIMEOUT"))

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ExtractPipeline":
        """As Scrapy makes its components."""
        return cls(crawler)

    async def process_item(self, item: object) -> object:
        """The article of a page; anything else passes. Raises DropItem with the outcome word when there is none."""
        if not isinstance(item, Page):
            return item
        result = await self.read(item)
        if isinstance(result, Rejection):
            drop(self.crawler, self.archive, item, result)
            raise DropItem(f"{result.outcome}: {item.url} ({result.detail})")
        return result

    async def read(self, page: Page) -> Article | Rejection:
        """What a worker reads on a page. Raises DropItem when the archive has become unwritable meanwhile."""
        stats = self.crawler.stats
        assert stats is not None
        stats.set_value("extract/queued", self.pool.waiting)
        result = await self.pool.run(replace(page, rules=rules_for(page.url, self.rules)))
        if self.archive.failed:
            raise DropItem("archive-error")
        return with_language(result) if isinstance(result, Article) and not result.language else result

    async def close_spider(self) -> None:
        """Let the workers end."""
        await self.pool.close()


def answer(result: Article | Rejection) -> dict[str, object]:
    """What an evaluation script is told of a page: the fields of its article, or why there is none.

    `authors` are whoever signs: the people and the agencies with them; without people, the desk or publication. `date` is
    the day at the place of publication.
    """
    if isinstance(result, Rejection):
        return {"text": "", "title": "", "authors": (), "date": "", "why": result.outcome}
    return {
        "title": result.headline,
        "date": day_of(result.published_printed),
        **asdict(result),
        "authors": signers(result.byline, result.authors),
        "language": result.language or guess_language(result.text),
    }


def answer_lines() -> None:
    """Read pages as JSON lines on standard input and answer each, in order: what an evaluation script needs."""
    warm_up()
    for line in sys.stdin:
        asked = json.loads(line)
        page = Page(
            url=asked.get("url") or "http://unknown.example/page",
            source="",
            body=base64.b64decode(asked["html_base64"]),
            content_type=f"text/html; charset={asked['encoding']}" if asked.get("encoding") else "",
            fetched=asked.get("fetched") or utc_now(),
            trusted=True,
        )
        print(json.dumps({"id": asked["id"]} | answer(extract(page)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    answer_lines()
