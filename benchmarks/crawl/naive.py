"""The program to compare with: what a competent developer writes in an afternoon.

    python -m benchmarks.crawl.naive ARCHIVE HOMEPAGE…

A Scrapy spider that follows every link of the sites, trafilatura on every HTML page, an upsert into SQLite per page.
It does what one would do: robots.txt obeyed, the calendar's endless pages denied, depth limited, the page's canonical
address as the key. All else are Scrapy's defaults.
"""

import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse, Response
from scrapy.linkextractors import LinkExtractor
from sqlite_utils import Database

SETTINGS = {
    "ROBOTSTXT_OBEY": True,  # as `scrapy startproject` writes it
    "DEPTH_LIMIT": 6,  # front page, section, a few pages of it, article
    "LOG_LEVEL": "INFO",
    "ITEM_PIPELINES": {"benchmarks.crawl.naive.StorePipeline": 300},
}
KEPT = ("url", "title", "author", "date", "hostname", "sitename", "description", "image", "language", "text")


class StorePipeline:
    """One upsert per item."""

    def __init__(self, path: str) -> None:
        self.db = Database(path)

    @classmethod
    def from_crawler(cls, crawler: scrapy.crawler.Crawler) -> "StorePipeline":
        """Opens the database named in the settings."""
        return cls(str(crawler.settings["ARCHIVE"]))

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Store an article."""
        self.db["articles"].upsert(item, pk="url", alter=True)  # type: ignore[union-attr]
        return item


class NewsSpider(scrapy.Spider):
    """Follows every link of the sites and extracts every page."""

    name = "naive"

    def __init__(self, homepages: list[str]) -> None:
        super().__init__()
        self.start_urls = homepages
        self.allowed_domains = [str(urlsplit(url).hostname) for url in homepages]
        self.links = LinkExtractor(deny=r"/calendar\b")

    def parse(self, response: Response, **_: Any) -> Iterator[dict[str, Any] | scrapy.Request]:
        """An item for the page if it has text, and a request for each of its links."""
        if not isinstance(response, HtmlResponse):
            return
        document = trafilatura.bare_extraction(response.text, url=response.url, with_metadata=True)
        if isinstance(document, trafilatura.settings.Document) and document.text:
            yield {name: getattr(document, name) for name in KEPT}
        for link in self.links.extract_links(response):
            yield response.follow(link)


if __name__ == "__main__":
    process = CrawlerProcess({**SETTINGS, "ARCHIVE": sys.argv[1]})
    process.crawl(NewsSpider, homepages=sys.argv[2:])
    process.start()
