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
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from pipelines.archive import Archive, utc_now
from pipelines.articletest import Findings, judge_page
from pipelines.authors import find_authors, split_names
from pipelines.body import BodyError, BodyTooBig, decode, unpack
from pipelines.dates import find_dates, parse_date
from pipelines.fate import drop
from pipelines.headline import find_headline
from pipelines.items import Article, Page, Rejection
from pipelines.rules import SiteRules, load_rules, rules_for
from pipelines.sameness import text_digest
from pipelines.structured import Structured, read_structured, text_of
from pipelines.text import count_words, find_text
from pipelines.urls import canonical_url, clean, date_in_url, same_site
from pipelines.workers import WorkerPool

EXTRACTOR = f"morgue 1, trafilatura {version('trafilatura')}"
"""Goes on each row: a new number when `extract()` reads pages differently."""

MAX_PLAIN = 4_000_000
"""Bytes of a page once unpacked; trafilatura needs some 30 times that in memory."""

FILES = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"RIFF", b"OggS", b"ID3")
"""How files begin that are no pages, whatever their Content-Type says (the WHATWG MIME sniffing standard)."""
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]"
    r"|&#(?:0*(?:[0-8]|11|1[4-9]|2\d|3[01])|x0*(?:[0-8bef]|1[\da-f]|fff[ef]))(?![\da-f]);?",
    re.IGNORECASE,
)
"""Characters that no XML may hold, and references to them: trafilatura finds no text on a page that has one."""
_LANGUAGE = re.compile(r"^[a-z]{2}(?=[-_]|$)", re.IGNORECASE)
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
    rules = page.rules or SiteRules()
    rules.prune(tree)
    ruled = rules.fields(tree)
    data = read_structured(tree)
    url, elsewhere = canonical(tree, data, page.url)
    sites = site_names(data, page.url)
    headline = ruled.get("headline") or find_headline(tree, data, sites)
    byline, authors = find_authors(data, sites)
    if "byline" in ruled:
        byline, authors = ruled["byline"], split_names(ruled["byline"], sites)
    dates = find_dates(tree, data, date_in_url(url), page.fetched)
    dates = replace(
        dates, **{name: ruled[name] for name in ("published", "modified") if parse_date(ruled.get(name, ""))}
    )
    language = declared_language(tree, data)
    paywalled = is_paywalled(data)
    tags, image = find_tags(data), find_image(data, page.url)
    lines = rules.lines(tree, "text")
    text = "\n".join(lines) or find_text(tree, data, page.url, headline, whole=not paywalled)
    words = count_words(text)
    found = Findings(
        headline=headline,
        dated=dates.evidence,
        url_date=date_in_url(url),
        byline=byline,
        words=words,
        paywalled=paywalled,
    )
    if rejection := judge_page(page, tree, data, found):
        return rejection
    printed = dates.published or page.published_hint
    if page.since and printed and parse_date(printed) < page.since:
        return Rejection(fate="dropped", outcome="too-old", detail=f"published {printed}")
    return Article(
        url=url,
        source=page.source,
        headline=headline,
        byline=byline,
        authors=authors,
        published=parse_date(printed),
        published_printed=printed,
        modified=parse_date(dates.modified),
        modified_printed=dates.modified,
        section=ruled.get("section") or find_section(tree, data, url),
        tags=tags,
        language=language,
        description=(
            data.first("og:description", "description", "twitter:description")
            or text_of(data.article.get("description"))
        )[:2000],
        image=image,
        access="paywalled" if paywalled else "free",
        words=words,
        text=text,
        digest=text_digest(text),
        extractor=EXTRACTOR,
        seen=page.fetched,
        capture=page.capture,
        link=page.link,
        page_url=page.url,
        canonical=elsewhere,
    )


def parse(html: str) -> HtmlElement | None:
    """The tree of a page without comments; None if there is nothing in it."""
    try:
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        return document_fromstring(_NO_TEXT.sub("", html).encode("utf-8", "replace"), parser=parser)
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


def site_names(data: Structured, url: str) -> frozenset[str]:
    """What the site is called, lower case: no headline ends with it and no author has it as a name."""
    host = urlsplit(url).hostname or ""
    names = [
        data.first("og:site_name", "application-name", "apple-mobile-web-app-title"),
        text_of(data.article.get("publisher")),
    ]
    names += [host, host.removeprefix("www.")]
    return frozenset(name.lower().strip() for name in names if name)


def declared_language(tree: HtmlElement, data: Structured) -> str:
    """The language that the page says it is in, ISO 639-1; '' if it does not say."""
    stated = (
        tree.get("lang"),
        text_of(data.article.get("inLanguage")),
        data.first("og:locale", "content-language", "dc.language"),
    )
    return next((match[0].lower() for value in stated if value and (match := _LANGUAGE.match(value.strip()))), "")


def guess_language(text: str) -> str:
    """The language of a text from its first letters.

    Asked where a page does not say it, and not in the workers: the model takes 75 MB, which are enough once.
    """
    import py3langid  # noqa: PLC0415 - few pages leave their language unsaid, and some archives have none

    return str(py3langid.classify(text[:_LETTERS])[0])


def is_paywalled(data: Structured) -> bool:
    """Whether the page says that its text is not all there for everybody."""
    free = data.article.get("isAccessibleForFree", data.free)
    return (
        str(free).rpartition("/")[2].lower() in {"false", "no", "0"}
        or data.first("article:content_tier").lower() == "locked"
    )


def find_section(tree: HtmlElement, data: Structured, url: str) -> str:
    """The section of the publication: as the page states it, else as its navigation names the folder of the address."""
    stated = text_of(data.article.get("articleSection")) or data.first(
        "article:section", "og:article:section", "parsely-section"
    )
    marked = [" ".join(element.text_content().split()) for element in data.items.get("articleSection", ())]
    if stated or marked:
        return (stated or marked[0])[:200]
    folder = f"/{urlsplit(url).path.split('/')[1]}"
    if folder != urlsplit(url).path and not folder[1:].isdigit():
        for link in tree.iter("a"):
            text = " ".join(link.text_content().split())
            if 2 <= len(text) <= 40 and urlsplit(clean(link.get("href", ""), url)).path.rstrip("/") == folder:
                return text
    return data.first("section", "category")[:200]


def find_tags(data: Structured) -> tuple[str, ...]:
    """Keywords, each once, at most 30."""
    stated = data.article.get("keywords") or [*data.meta.get("article:tag", ()), *data.meta.get("og:article:tag", ())]
    if not stated:
        stated = data.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
    listed = [text_of(item) for item in stated] if isinstance(stated, list) else re.split(r"[,;]", text_of(stated))
    if len(listed) == 1 and "," in listed[0]:
        listed = listed[0].split(",")
    return tuple(dict.fromkeys(tag for item in listed if (tag := " ".join(item.split())[:80])))[:30]


def find_image(data: Structured, url: str) -> str:
    """The address of the lead image."""
    image = data.article.get("image")
    first = image[0] if isinstance(image, list) and image else image
    stated = first.get("url") if isinstance(first, dict) else first
    return clean(data.first("og:image", "og:image:url", "twitter:image") or text_of(stated), url)


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
        stats = self.crawler.stats
        assert stats is not None
        stats.set_value("extract/queued", self.pool.waiting)
        result = await self.pool.run(replace(item, rules=rules_for(item.url, self.rules)))
        if self.archive.failed:
            raise DropItem("archive-error")
        if isinstance(result, Rejection):
            drop(self.crawler, self.archive, item, result)
            raise DropItem(f"{result.outcome}: {item.url} ({result.detail})")
        return result if result.language else replace(result, language=guess_language(result.text))

    async def close_spider(self) -> None:
        """Let the workers end."""
        await self.pool.close()


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
        result = extract(page)
        answer: dict[str, object] = {"id": asked["id"]}
        if isinstance(result, Article):
            answer |= {
                "title": result.headline,
                "date": (result.published_printed or result.published)[:10],
                **asdict(result),
                "language": result.language or guess_language(result.text),
            }
        else:
            answer |= {"text": "", "title": "", "authors": [], "date": "", "why": result.outcome}
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    answer_lines()
