"""From the bytes of a feed, sitemap or page to the addresses it names. Pure: nothing is fetched, nothing remembered.

The readers are `read_feed()`, `read_sitemap()` and `read_page()`; `sniff()` says which of them a body is for.
"""

import re
import zlib

from crawler.documents import COMMENT, ELEMENT
from crawler.feeds import read_feed
from crawler.found import Found, ListingError
from crawler.frontpages import read_page
from crawler.sitemaps import read_sitemap

__all__ = [
    "WELL_KNOWN_FEEDS",
    "WELL_KNOWN_SITEMAPS",
    "Found",
    "ListingError",
    "read_feed",
    "read_page",
    "read_sitemap",
    "sniff",
]

WELL_KNOWN_FEEDS = (
    "/feed",
    "/rss",
    "/feed.xml",
    "/rss.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
)
"""Where publishing systems put the feed that a front page forgets to name, the most common first."""

WELL_KNOWN_SITEMAPS = (
    "/sitemap_index.xml", "/sitemap.xml", "/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml",
    "/sitemap-index.xml", "/wp-sitemap.xml", "/sitemap.xml.gz", "/sitemaps/news.xml", "/googlenews.xml",
)  # fmt: skip
"""Where they put the sitemap that robots.txt forgets to name."""

ADDRESS_LINES = re.compile(r"(?:\s*https?://\S+\s*(?:\n|\Z))+")
KINDS = {
    "rss": "feed", "rdf": "feed", "feed": "feed", "urlset": "sitemap", "sitemapindex": "sitemap", "html": "html",
    "head": "html", "body": "html", "title": "html", "meta": "html", "div": "html", "script": "html", "table": "html",
}  # fmt: skip
"""What a document is by the first of these elements."""


def sniff(body: bytes, content_type: str = "") -> str:
    """What a body is by its first kilobytes: feed, sitemap, html, or "" for none of these; servers often say otherwise.

    >>> sniff(b"<?xml version='1.0'?><rss version='2.0'>", "text/html"), sniff(b"%PDF-1.7", "text/html")
    ('feed', '')
    """
    text = COMMENT.sub("", beginning(body)).lower()
    if text.startswith("{"):
        return "feed" if "jsonfeed.org/version/" in text.replace("\\", "") else ""
    for element in ELEMENT.finditer(text):
        if kind := KINDS.get(element[1]):
            return kind
    if ADDRESS_LINES.match(text):
        return "sitemap"
    return "html" if "html" in content_type.lower() and text.startswith("<") else ""


def beginning(body: bytes) -> str:
    """The first 16 kB of a body as text, unpacked if it is packed, good enough to tell its markup."""
    head = body[:16_384]
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, 16_384)
        except zlib.error:  # it only began like gzip
            return ""
    return head.replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
