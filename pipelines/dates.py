"""Dates as pages print them, to UTC; and which of a page's dates is the day of publication."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dateutil import parser as dateutil_parser
from htmldate import find_date
from lxml.html import HtmlElement

from pipelines.structured import Structured, text_of

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older than the web."""

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date", "datepublished",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date", "publishdate", "pubdate",
    "article.published", "published_time", "published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "date", "dc.date", "dcterms.date", "displaydate", "originalpublicationdate", "article_date_original", "rnews:datepublished",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "last-modified",
    "lastmod", "article.updated", "dcterms.modified", "dc.date.modified", "modified_time", "updated_time", "revision_date",
)  # fmt: skip

_ISO = re.compile(
    r"^(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_HAS_YEAR = re.compile(r"\d{4}|\d\d[./]\d\d[./]\d\d")


def parse_date(printed: str) -> str:
    """A printed date as UTC ISO 8601: to the second where a time is given, else the bare date; '' if it is no date.

    A time without a zone is taken as UTC, since nothing better is known.

    >>> parse_date("2026-11-23T14:05:00+02:00")
    '2026-11-23T12:05:00Z'
    >>> parse_date("Mon, 23 Nov 2026 12:05:00 GMT"), parse_date("2026-11-23"), parse_date("yesterday")
    ('2026-11-23T12:05:00Z', '2026-11-23', '')
    """
    printed = printed.strip()
    try:
        if match := _ISO.match(printed):
            return _iso(*match.groups())
        if match := _EPOCH.fullmatch(printed):
            return f"{datetime.fromtimestamp(int(match[1]), UTC):%Y-%m-%dT%H:%M:%SZ}"
        if not 6 <= len(printed) <= 60 or not _HAS_YEAR.search(printed):
            return ""
        moment = dateutil_parser.parse(printed, dayfirst=bool(re.match(r"\d\d?[./]", printed)))
    except (ValueError, OverflowError, TypeError, RecursionError):
        return ""
    if not re.search(r"\d:\d\d", printed):
        return f"{moment:%Y-%m-%d}"
    return f"{moment.astimezone(UTC) if moment.tzinfo else moment:%Y-%m-%dT%H:%M:%SZ}"


def _iso(*parts: str | None) -> str:
    """The date of the parts of an ISO 8601 one: year, month, day, hour, minute, second, zone."""
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    moment = datetime(year, month, day, hour % 24, minute, second, tzinfo=UTC)
    if parts[3] is None:
        return f"{moment:%Y-%m-%d}"
    return f"{moment - _offset(parts[6]):%Y-%m-%dT%H:%M:%SZ}"


def _offset(zone: str | None) -> timedelta:
    """The offset of an ISO 8601 zone designator."""
    if not zone or zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def plausible(date: str, now: str) -> bool:
    """Whether a date can be that of an article fetched `now`: not before the web, at most a day ahead.

    >>> plausible("2026-11-23", "2026-11-23T12:00:00Z"), plausible("2030-01-01", "2026-11-23T12:00:00Z"), plausible("", "")
    (True, False, False)
    """
    if not date:
        return False
    latest = datetime.fromisoformat(now) + timedelta(days=1)
    return f"{EARLIEST:%Y-%m-%d}" <= date <= f"{latest:%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """The dates of an article as printed."""

    published: str = ""
    modified: str = ""
    evidence: str = ""
    """Where the publication date stands: structured, visible, address, searched, or empty without one."""


def find_dates(tree: HtmlElement, data: Structured, url_date: str, now: str) -> Dates:
    """The dates of publication and of the last change, as far as they are plausible.

    The structured ones first, then what readers see, then the address's own day. An address's day that is next to the
    structured one is a matter of time zones, and the structured one has the time.
    """
    structured = _values(data, "datePublished", PUBLISHED_META) + _visible(data, "datePublished")
    stamps = [element.get("datetime") or element.get("title", "") for element in data.marked.get("time", ())[:3]]
    evidence, published = next(
        (
            (kind, date)
            for kind, dates in (("structured", structured), ("visible", stamps), ("address", [url_date]))
            if (date := _first(now, dates))
        ),
        ("", ""),
    )
    if not published and (published := _first(now, [_searched(tree)])):
        evidence = "searched"
    modified = _first(now, _values(data, "dateModified", MODIFIED_META) + _visible(data, "dateModified"))
    if modified and published and parse_date(modified)[:10] < parse_date(published)[:10]:
        modified = ""  # changed before it was published: one of them is something else
    return Dates(published=published, modified=modified, evidence=evidence)


def _searched(tree: HtmlElement) -> str:
    """The day that htmldate finds in the page's visible text; it is asked last, since it costs most."""
    try:
        return find_date(tree, original_date=True, extensive_search=False) or ""
    except (ValueError, TypeError, OverflowError, RecursionError):
        return ""  # htmldate stumbles over some broken dates


def _values(data: Structured, key: str, names: tuple[str, ...]) -> list[str]:
    """Printed dates in JSON-LD and meta elements."""
    return [text_of(data.article.get(key)), *(value for name in names for value in data.meta.get(name, ()))]


def _visible(data: Structured, name: str) -> list[str]:
    """Printed dates in microdata elements."""
    elements = data.items.get(name, [])[:3]
    return [element.get("datetime") or element.get("content") or element.text_content() for element in elements]


def _first(now: str, printed: list[str]) -> str:
    """The first of the printed dates that can be one."""
    return next((value.strip() for value in printed if value and plausible(parse_date(value), now)), "")
