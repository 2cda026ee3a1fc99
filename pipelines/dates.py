"""Which of a page's dates is the day of publication, and which that of the last change."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone

from htmldate import find_date as search_date
from lxml.html import HtmlElement

from pipelines.headline import place_of
from pipelines.jsonld import text_of
from pipelines.printeddate import Moment, as_printed, day_of, find_date, in_utc, parse_date, read_date, utc_of
from pipelines.structured import Structured, is_aside, line_of

__all__ = ["Dates", "day_of", "find_dates", "parse_date", "plausible"]

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older than the web."""

PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "parsely-pub-date", "datepublished",
    "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "publish-date", "publishdate", "pubdate",
    "article.published", "published_time", "published", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "date", "dc.date", "dcterms.date", "displaydate", "originalpublicationdate", "article_date_original", "rnews:datepublished",
    "datecreated datepublished", "date-pub", "article:published", "publication_date", "citation_publication_date", "citation_date",
    "citation_online_date", "shareaholic:article_published_time", "datecreated", "created", "dc.created",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "og:article:modified_time", "datemodified", "last-modified", "article:modified",
    "lastmod", "article.updated", "dcterms.modified", "dc.date.modified", "modified_time", "updated_time", "revision_date",
    "shareaholic:article_modified_time",
)  # fmt: skip

_CHANGED = re.compile(
    r"(?<!\w)(?:updated?|modified|edited|revised|aktualisier\w*|geändert|editiert|mis à jour|modifié|actualizad[oa]|aggiornat[oa]|atualizad[oa]"
    r"|bijgewerkt|gewijzigd|oppdatert|opdateret|uppdaterad|päivitetty|zaktualizowan\w*|обновлено|güncelle\w*)(?![^\W\d_])",
    re.IGNORECASE,
)
_FIRST_DIGITS = re.compile(r"\d")
LABEL = 4
"""Words beside a date in a line that is about it; in a sentence there are more."""
STRUCTURED = frozenset(["json-ld", "meta", "microdata"])
"""Where dates stand that are made for machines."""
NEWS_DAYS = 45
"""A page that was fetched so soon after it says it was published is news."""
NEAR = 120
"""Elements after the headline within which the page's own date stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """The dates of an article as printed."""

    published: str = ""
    modified: str = ""
    evidence: str = ""
    """Where the publication date stands: json-ld, meta, microdata, visible, address, searched, or empty without one."""

    modified_evidence: str = ""
    """Where the date of the last change stands: json-ld, meta, microdata, or empty without one."""

    local_day: str = ""
    """The day on which the article was published where it was, if it is not the one that `published` names in UTC."""


def plausible(day: str, now: str) -> bool:
    """Whether a date can be that of an article fetched `now`: not before the web, at most a day ahead.

    >>> plausible("2026-11-23", "2026-11-23T12:00:00Z"), plausible("2030-01-01", "2026-11-23T12:00:00Z"), plausible("", "")
    (True, False, False)
    """
    if not day:
        return False
    latest = datetime.fromisoformat(now) + timedelta(days=1)
    return f"{EARLIEST:%Y-%m-%d}" <= day <= f"{latest:%Y-%m-%dT%H:%M:%SZ}"


def find_dates(tree: HtmlElement, data: Structured, headline: str, url_date: str, now: str) -> Dates:
    """The dates of publication and of the last change, as far as they are plausible.

    The structured ones first, then what readers see, then the address's own day. Structured times are often in UTC: then
    the page's other dates tell the zone it is in, or the address the day.
    """
    reader = Reader(now=now, month_first=in_american_english(tree, data))
    stated = _values(data, "datePublished", PUBLISHED_META)
    structured = [*stated, *_microdata(data, "datePublished")]
    origin = place_of(headline, data)
    visible, changed = _visible(data, reader, origin, "time", "date")
    dated, redated = _visible(data, reader, origin, "dated")
    sources = (
        ("json-ld", stated[:1]),
        ("meta", stated[1:]),
        ("microdata", structured[len(stated) :]),
        ("address", [url_date] if visible and _contradicts(url_date, reader.first(visible)) else []),
        ("visible", visible or changed),
        ("address", [url_date]),
        ("searched", dated or redated),
        ("searched", _searched(tree, now)),
    )
    evidence, published = next(((kind, found) for kind, dates in sources if (found := reader.first(dates))), ("", ""))
    saved = _values(data, "dateModified", MODIFIED_META)
    saves = (("json-ld", saved[:1]), ("meta", saved[1:]), ("microdata", _microdata(data, "dateModified")))
    modified_evidence, modified = next(
        ((kind, last) for kind, dates in saves if (last := reader.first(dates))), ("", "")
    )
    if evidence in STRUCTURED and _saved_again(published, modified):
        shown = visible or _visible(data, replace(reader, words=LABEL), origin, "dated")[0]
        others = [url_date, *visible, *changed, *dated, *redated]
        if first := _before_save(published, reader.first(shown), others, now):
            evidence, published = "visible", first
    if modified and published and parse_date(modified)[:10] < parse_date(published)[:10]:
        modified = modified_evidence = ""  # changed before it was published: one of them is something else
    dates = Dates(
        published=_with_time(published, [*structured, *_stamps(data)]),
        modified=modified,
        evidence=evidence,
        modified_evidence=modified_evidence,
    )
    of_change = {day_of(modified)} - {day_of(published)}
    seen = next((day for day in map(day_of, visible or dated) if day not in of_change), "")
    return _in_own_zone(dates, [*structured, *_stamps(data)], [seen, url_date])


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """How the dates of one page are read."""

    now: str
    """When the page was fetched: no date lies after it, and a time at that moment is the clock of the server."""

    month_first: bool
    """Whether 3/5/2026 is the fifth of March."""

    words: int = 40
    """Words that may stand around a date that readers see."""

    def first(self, printed: Iterable[str]) -> str:
        """The first of the printed dates that can be one; in ISO form where how it is printed could be misread."""
        for value in printed:
            moment = read_date(value, month_first=self.month_first) if value else None
            if moment and plausible(in_utc(moment), self.now) and not self.is_clock(moment):
                return value.strip() if parse_date(value) == in_utc(moment) else as_printed(moment)
        return ""

    def is_clock(self, moment: Moment) -> bool:
        """Whether a date is the time at which the page was rendered."""
        fetched = datetime.fromisoformat(self.now).replace(tzinfo=None)
        return moment.timed and moment.offset is not None and abs(utc_of(moment) - fetched) < timedelta(seconds=90)


def _saved_again(published: str, modified: str) -> bool:
    """Whether a publication date may be that of the last save: it is no earlier than the change, or none is stated.

    Systems that state no zone, or the wrong one, write both with the same clock.
    """
    first, last = parse_date(published), parse_date(modified)
    size = min(len(first), len(last))
    return first[:size] >= last[:size] or published[:19] == modified[:19]


def _before_save(published: str, shown: str, others: list[str], now: str) -> str:
    """The day that readers see, if it is before that of the last save, which none of the page's other dates names.

    A page that says it is of the last weeks is believed, but for a day or two (time zones): what a crawl finds is mostly
    new, and the older day then belongs to something else on the page.
    """
    day = day_of(published)
    if not shown or day_of(shown) >= day or day in map(day_of, others):
        return ""
    saved = date.fromisoformat(day)
    fresh = date.fromisoformat(now[:10]) - saved <= timedelta(days=NEWS_DAYS)
    return "" if fresh and saved - date.fromisoformat(day_of(shown)) > timedelta(days=2) else shown


def _contradicts(url_date: str, printed: str) -> bool:
    """Whether the address's day is days away from a printed date."""
    return (
        bool(url_date and printed) and abs(date.fromisoformat(url_date) - date.fromisoformat(day_of(printed))).days > 1
    )


def in_american_english(tree: HtmlElement, data: Structured) -> bool:
    """Whether 3/5/2026 is meant as the fifth of March on this page."""
    stated = (tree.get("lang") or data.first("og:locale", "content-language") or "").replace("_", "-").lower()
    return stated in {"en", "en-us"}


def _with_time(published: str, stamps: list[str]) -> str:
    """A published day with its time, where another of the page's stamps has it."""
    moment = read_date(published)
    if moment is None or moment.timed:
        return published
    others = ((stamp, read_date(stamp)) for stamp in stamps if stamp)
    return next(
        (s for s, other in others if other and other.timed and other.local.date() == moment.local.date()), published
    )


def _in_own_zone(dates: Dates, stamps: list[str], days: list[str]) -> Dates:
    """The dates with the publication in the page's own zone instead of UTC, or with the day it had there.

    The zone is that of the page's other stamps, the same moment's first. Without one, a day that the address or the text
    names next to the one in UTC is the local day.
    """
    moment = read_date(dates.published)
    if moment is None or not moment.timed or moment.offset:
        return dates
    others = [other for stamp in stamps if stamp and (other := read_date(stamp)) and other.timed and other.offset]
    same = [other for other in others if abs(utc_of(other) - utc_of(moment)) < timedelta(minutes=2)]
    for other in [*same, *others] if moment.offset is not None else []:
        assert other.offset is not None
        local = moment.local + other.offset
        if local.date() != moment.local.date():
            return replace(dates, published=local.replace(tzinfo=timezone(other.offset)).isoformat())
        return dates
    for day in filter(None, days):
        if abs(date.fromisoformat(day) - moment.local.date()) == timedelta(days=1):
            return replace(dates, local_day=day)
        return dates
    return dates


def _searched(tree: HtmlElement, now: str) -> Iterator[str]:
    """The day that htmldate finds in the page's visible text; it is asked last, since it costs most.

    The day of fetching is none: on most pages it is a clock.
    """
    try:
        day = search_date(tree, original_date=True, extensive_search=False)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return  # htmldate stumbles over some broken dates
    if day and day != now[:10]:
        yield day


def _values(data: Structured, key: str, names: tuple[str, ...]) -> list[str]:
    """Printed dates in JSON-LD and meta elements."""
    return [text_of(data.article.get(key)), *(value for name in names for value in data.meta.get(name, ()))]


def _microdata(data: Structured, name: str) -> list[str]:
    """Printed dates in microdata elements."""
    elements = [element for element in data.items.get(name, [])[:6] if not is_aside(element)]
    return [element.get("datetime") or element.get("content") or _titled(element) for element in elements[:3]]


def _titled(element: HtmlElement) -> str:
    """The date in an element's title, as old templates have it, else in its text."""
    title = element.get("title", "")
    return title if read_date(title) else line_of(element)


def _stamps(data: Structured) -> list[str]:
    """The stamps of time elements, whatever they are of: they tell the zone of the page."""
    return [element.get("datetime") or "" for element in data.marked.get("time", ())[:6]]


def _visible(data: Structured, reader: Reader, origin: int, *marks: str) -> tuple[list[str], list[str]]:
    """The dates that readers see near the headline, the nearest first; and those of a change.

    The day of fetching above the headline is the newspaper's, not the article's.
    """
    reach = NEAR if origin else 3 * NEAR
    near = [e for mark in marks for e in data.marked.get(mark, ()) if -40 < data.places[e] - origin < reach]
    near.sort(key=lambda element: (data.places[element] < origin, abs(data.places[element] - origin)))
    seen: list[str] = []
    changed: list[str] = []
    for element in [element for element in near[:30] if not is_aside(element)][:8]:
        text = line_of(element)[:200]
        stamp = element.get("datetime") or element.get("title") or ""
        moment = read_date(stamp) or find_date(text, month_first=reader.month_first, words=reader.words)
        if moment is None or (data.places[element] < origin and f"{moment.local:%Y-%m-%d}" == reader.now[:10]):
            continue
        label = f"{_before(element)} {_FIRST_DIGITS.split(text)[0]}"
        updated = " updated " in (kind := f" {element.get('class')} ") and " published " not in kind
        (changed if updated or _CHANGED.search(label) else seen).append(
            stamp if read_date(stamp) else as_printed(moment)
        )
    return seen, changed


def _before(element: HtmlElement) -> str:
    """The label right before an element, which says what its date is of."""
    previous = element.getprevious()
    if previous is None:
        parent = element.getparent()
        label = parent.text if parent is not None else ""
    else:
        label = (previous.tail or "").strip() or line_of(previous)
    return "" if not label or re.search(r"\d", label) else label[-40:]
