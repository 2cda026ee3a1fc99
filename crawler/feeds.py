"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0 (RFC 4287), JSON Feed 1 and 1.1, as they come, not as they should."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from crawler.documents import local_name, one_line, parse_xml
from crawler.found import Found, ListingError
from pipelines.printeddate import to_utc
from pipelines.urls import clean

ROOTS = frozenset({"rss", "RDF", "feed", "channel"})

OTHERS = ("search.yahoo.com/mrss", "itunes.com/dtds", "schemas.google.com", "podcastindex.org")
"""Vocabularies whose titles, links and dates are those of pictures and recordings, not of entries."""

MAX_ENTRIES = 10_000
"""Entries of one feed that are read; most have ten to a hundred."""

PUBLISHED = ("pubDate", "published", "date", "issued", "created", "pubdate")
CHANGED = ("updated", "modified")
PAGE_TYPES = {"text/html": 2, "application/xhtml+xml": 2, "": 1}
"""Which of the alternate links of an entry is its page: the highest."""


PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
"""Seconds of sy:updatePeriod (RSS 1.0 module Syndication)."""
STATED = re.compile(rb"<(?:\w+:)?(ttl|updatePeriod|updateFrequency)>\s*(\w{1,12})\s*</")


def asked_interval(body: bytes) -> int:
    """Seconds between two reads that an RSS feed asks for by ttl (minutes) or sy:updatePeriod and -Frequency; 0 if it does not.

    `hourly` once an hour says nothing: WordPress writes it into every feed.

    >>> asked_interval(b"<rss><channel><ttl>30</ttl><item/>")
    1800
    >>> asked_interval(b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>")
    21600
    """
    head = body[: body.find(b"<item")][:20_000]
    stated = {name: value.decode().lower() for name, value in STATED.findall(head)}
    ttl = stated.get(b"ttl", "")
    period, frequency = PERIODS.get(stated.get(b"updatePeriod", ""), 0), stated.get(b"updateFrequency", "1")
    often = int(frequency) if frequency.isdigit() and int(frequency) else 1
    seconds = 0 if (period, often) == (3_600, 1) else period // often
    return max(60 * int(ttl) if ttl.isdigit() else 0, seconds)


def read_feed(body: bytes, url: str, now: datetime | None = None) -> list[Found]:
    """Entries of a feed as trusted links, in its order and each once, and where the feed goes on (RFC 5005 §3).

    Broken documents are read as far as they go. Dates later than a day after `now` (the clock's, if not given) are left
    out. Raises ListingError when the body is no feed.
    """
    now = now or datetime.now(UTC)
    found: dict[str, Found] = {}
    json_feed = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    entries = json_entries(body, url, now) if json_feed else xml_entries(body, url, now)
    for entry in islice(entries, MAX_ENTRIES):
        found.setdefault(entry.url, entry)
    return list(found.values())


def xml_entries(body: bytes, url: str, now: datetime) -> Iterator[Found]:
    """Entries of RSS and Atom, whatever their namespace, and the feed's next page."""
    root = parse_xml(body, url)
    if root is None or local_name(root) not in ROOTS:
        raise ListingError(
            f"{url}: no feed, {'no XML' if root is None else f'its first element is <{local_name(root)}>'}"
        )
    for element in root.iter("{*}item", "{*}entry"):
        fields = fields_of(element)
        if address := address_of(element, fields, url):
            changed = first_date(fields, CHANGED, now)
            published = first_date(fields, PUBLISHED, now) or changed
            title = one_line(first_text(fields.get("title", [])))
            yield Found(url=address, title=title, published=published, lastmod=changed, trusted=True)
    for path in ("{*}link[@rel='next']", "{*}channel/{*}link[@rel='next']"):
        for link in root.iterfind(path):
            yield from next_page(link.get("href", ""), url)


def next_page(href: str, url: str) -> Iterator[Found]:
    """Where a feed goes on, if it says so and means another address."""
    address = clean(href, url)
    if address and address != clean(url):
        yield Found(url=address, kind="next")


def fields_of(element: Any) -> dict[str, list[Any]]:
    """Children of an entry by local name, those of other vocabularies left out."""
    fields: dict[str, list[Any]] = {}
    for child in element:
        if (name := local_name(child)) and not any(vocabulary in child.tag for vocabulary in OTHERS):
            fields.setdefault(name, []).append(child)
    return fields


def first_text(elements: list[Any]) -> str:
    """Text of the first of some elements that has any."""
    return next((text for element in elements if (text := "".join(element.itertext()).strip())), "")


def first_date(fields: dict[str, list[Any]], names: tuple[str, ...], now: datetime) -> str:
    """The first date that can be read in the fields of these names."""
    texts = (first_text([element]) for name in names for element in fields.get(name, ()))
    return next((date for text in texts if (date := to_utc(text, now))), "")


def address_of(element: Any, fields: dict[str, list[Any]], url: str) -> str:
    """The page an entry is about: its original address before a proxy's, its link before its id.

    A link may be relative; an id that is no address (`tag:…`, a number) must not be taken for a relative one.
    """
    links = [link for link in fields.get("link", ()) if link.get("rel", "alternate").lower() in {"alternate", ""}]
    links.sort(key=lambda link: -PAGE_TYPES.get(link.get("type", "").lower(), 0))
    base = clean(element.base or url, url)
    for text in (first_text(fields.get("origLink", [])), *(link.get("href") or first_text([link]) for link in links)):
        if address := clean(text, base):
            return address
    ids = [*fields.get("guid", ()), *fields.get("id", ())]
    ids.sort(key=lambda guid: guid.get("isPermaLink", "").strip().lower() == "false")
    about = [value for name, value in element.attrib.items() if name.endswith("}about")]
    return next(filter(None, map(clean, (*(first_text([guid]) for guid in ids), *about))), "")


def json_entries(body: bytes, url: str, now: datetime) -> Iterator[Found]:
    """Entries of a JSON Feed (jsonfeed.org/version/1.1), and the feed's next page."""
    feed = json_feed_of(body, url)
    for item in feed["items"]:
        text = {name: value for name, value in item.items() if isinstance(value, str)} if isinstance(item, dict) else {}
        if address := clean(text.get("url") or text.get("external_url", ""), url) or clean(text.get("id", "")):
            changed = to_utc(text.get("date_modified", ""), now)
            published = to_utc(text.get("date_published", ""), now) or changed
            title = one_line(text.get("title", ""))
            yield Found(url=address, title=title, published=published, lastmod=changed, trusted=True)
    if isinstance(following := feed.get("next_url"), str):
        yield from next_page(following, url)


def json_feed_of(body: bytes, url: str) -> dict[str, Any]:
    """The object of a JSON Feed. Raises ListingError when it is another, or none."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ListingError(f"{url}: no feed, its JSON can't be read: {error}") from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ListingError(f"{url}: no feed, but JSON without a list of items")
    return feed
