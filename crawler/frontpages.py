"""Front pages and section fronts: their links and what these are called, the feeds they name, where they go on."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from crawler.documents import CONTROL_BYTES, one_line
from crawler.found import Found, ListingError
from pipelines.body import decode
from pipelines.urls import clean

FEED_TYPES = frozenset(
    {
        "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json",
        "application/x.atom+xml", "application/x-rss+xml", "application/x-atom+xml", "text/rss+xml", "text/atom+xml",
    }
)  # fmt: skip
COMMENTS = re.compile(r"/comments?(?:/|$)|/feed/comments|[?&]feed=comments", re.IGNORECASE)
"""Addresses of feeds of what readers say, which announce no articles."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HIDDEN = ("script", "style", "template", "svg")
MAX_LINKS = 10_000
"""Links of one page that are read; the fullest front pages have a thousand."""
MAX_PARTS = 200
"""Elements in a link that are looked at."""
LONGEST_TEXT = 300
"""Characters that are read of a link's text; a longer one is a whole teaser."""


def read_page(body: str | bytes, url: str, content_type: str = "") -> list[Found]:
    """Feeds, next pages and links of a page, in its order and each address once, by the best of its titles.

    `content_type` is the header's; it may name an encoding. Raises ListingError when the body is no HTML.
    """
    text = decode(body, content_type) if isinstance(body, bytes) else body
    root = parse_html(text, url)
    here = clean(url)
    base = next((clean(element.get("href"), url) for element in root.iter("base") if element.get("href")), "") or url
    found: dict[str, tuple[int, Found]] = {}
    for rank, link in islice(links_of(root, base), MAX_LINKS):
        known = found.get(link.url)
        if known is None or (
            link.kind == known[1].kind == "link" and rank + len(link.title) > known[0] + len(known[1].title)
        ):
            found[link.url] = rank, link
    return [link for address, (_, link) in found.items() if address != here]


def parse_html(text: str, url: str) -> Any:
    """Root element of a page, without what is not shown. Raises ListingError when there is none."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace").translate(None, CONTROL_BYTES), parser)
    except etree.XMLSyntaxError:  # nothing in it that could be an element
        root = None
    if root is None:
        raise ListingError(f"{url}: no HTML page, it begins {text[:60]!r}")
    etree.strip_elements(root, *HIDDEN, with_tail=False)
    return root


def links_of(root: Any, base: str) -> Iterator[tuple[int, Found]]:
    """Every link of a page, and how good its title is: a kind of it is worth any length of the next."""
    for element in root.iter("link", "a"):
        relations = element.get("rel", "").lower().split()
        if element.tag == "link" and not {"alternate", "next"} & set(relations):
            continue
        if not (address := clean(element.get("href", ""), base)):
            continue
        if "next" in relations:
            yield 0, Found(url=address, kind="next")
        elif element.tag == "a":
            kind, title = title_of(element)
            yield kind * LONGEST_TEXT, Found(url=address, title=one_line(title))
        elif element.get("type", "").strip().lower() in FEED_TYPES and not COMMENTS.search(address):
            yield 0, Found(url=address, title=one_line(element.get("title", "")), kind="feed")


def title_of(link: Any) -> tuple[int, str]:
    """What a link is called, and how good that is: 3 a heading, 2 its text, 1 its label, 0 its picture's text."""
    parts = list(islice(link.iter(), MAX_PARTS))
    heading = next((part for part in parts if part.tag in HEADINGS), None)
    if heading is not None and (text := text_of(heading)):
        return 3, text
    if text := text_of(link):
        in_heading = any(parent.tag in HEADINGS for parent in islice(link.iterancestors(), 3))
        return (3 if in_heading else 2), text
    if label := link.get("aria-label") or link.get("title"):
        return 1, label[:LONGEST_TEXT]
    return 0, next((alt for image in parts if image.tag == "img" and (alt := image.get("alt"))), "")[:LONGEST_TEXT]


def text_of(element: Any) -> str:
    """Text in an element on one line, as far as a title goes."""
    return " ".join(" ".join(islice(element.itertext(), MAX_PARTS)).split())[:LONGEST_TEXT]
