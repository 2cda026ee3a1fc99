"""Where to go on the way back in time, as pure policy: which sitemaps, pages and archives may hold older articles.

Time is an argument, nothing is fetched and nothing is kept. Every step leads back, so that no endless calendar and no
page that only repeats others can hold a backfill: a series of pages ends with the first date that is too old, where it brings
nothing new, where it has no dates at all, and at its thousandth page.
"""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median_low

from crawler.found import Found
from crawler.linktest import address_of
from crawler.linkwords import WORDS
from pipelines.urls import MONTHS

MAX_PAGES = 1_000
"""Pages of one section that are read: at 20 articles a page, ten years of five a day."""
MAX_DEPTH = 4
"""Indexes that lead from one to the next; the protocol knows of one."""
MAX_ARCHIVES = 20
"""Series of archives by date of one publication; most have one or none."""
UNDATED_PAGES = 10
"""Pages of a section after which one of the articles on them must have had a date."""
BARREN = {"sitemap": 0, "page": 2, "day": 14, "month": 3, "year": 2}
"""Parts of a series in a row with nothing new after which it is left: a silent fortnight, two pages that are known."""
MOST_MOVED, MOVED_A_DAY = 20, 2.0
"""Pages by which new articles may have moved those of a section on since the last one was read: at most, and a day."""

YEARS = r"(?<![0-9a-z])((?:19[89]|20[0-4])\d)"
PERIODS = (
    re.compile(rf"{YEARS}[-_./]?(0[1-9]|1[0-2])(?:[-_./]?(0[1-9]|[12]\d|3[01]))?(?!\d)"),  # 2026-03, 202603, 2026/03/12
    re.compile(rf"{YEARS}[-_./]([a-z]{{3,9}})(?![a-z])"),  # 2026-march
    re.compile(rf"{YEARS}[-_./]([1-9])(?!\d)"),  # 2026-3
    re.compile(
        rf"(?:yyyy|year)={YEARS.replace('(?<![0-9a-z])', '')}(?:&(?:mm|month)=(\d\d?)(?:&(?:dd|day)=(\d\d?))?)?"
    ),
    re.compile(rf"{YEARS}(?!\d)"),  # 2026
)
"""How sitemaps name their time."""
PAGED = re.compile(
    r"(?P<before>(?:[?&](?:page|paged|p|pg|seite|pagina)=)|/(?:page|seite|pagina)[/-])"
    r"(?P<number>\d{1,5})(?P<after>/?(?:&.*)?)\Z"
)
"""How pages of a section are numbered."""
DATED = re.compile(
    r"(?P<head>https?://[^/]+/(?:[^?]*/)?|.*[?&](?:date|day|datum)=)(?P<year>(?:19|20)\d\d)"
    r"(?:(?P<mark>[/-])(?P<month>\d\d?)(?:[/-](?P<day>\d\d?))?)?(?P<tail>/?(?:index)?(?:\.html?)?)\Z"
)
"""How archives of a day, month or year are addressed."""


@dataclass(frozen=True, slots=True)
class Archived:
    """An archive of a day, month or year."""

    series: str
    """Its address, with the date left open."""
    kind: str
    """day, month or year."""
    last: date
    """Its last day."""
    pattern: str
    """Its address as a format of `year`, `month` and `day`."""

    @property
    def url(self) -> str:
        """Its address."""
        return self.pattern.format(year=self.last.year, month=self.last.month, day=self.last.day)

    def before(self) -> "Archived":
        """The one before it.

        >>> archived("https://a.example/archive/2024-03-01").before().url, archived("https://a.example/2024/1/").before().url
        ('https://a.example/archive/2024-02-29', 'https://a.example/2023/12/')
        """
        return self.at(first_day(self.last, self.kind) - timedelta(days=1))

    def at(self, day: date) -> "Archived":
        """The one that has a day."""
        return replace(self, last=last_day(day, self.kind))


def archived(url: str) -> Archived | None:
    """The archive that an address is of, if it is one of a day, month or year and not of something else than articles.

    >>> archived("https://a.example/news/2024/03/").last, archived("https://a.example/calendar/2024/03/")
    (datetime.date(2024, 3, 31), None)
    """
    found = DATED.match(url)
    if (
        not found
        or "{" in url
        or "}" in url
        or not {WORDS.get(part, "section") for part in address_of(found["head"]).segments} <= {"section"}
    ):
        return None
    year, month, day = (int(found[name]) if found[name] else 0 for name in ("year", "month", "day"))
    kind = "day" if day else "month" if month else "year"
    try:
        last = last_day(date(year, month or 12, day or 1), kind)
    except ValueError:  # no day of the calendar
        return None
    mark = found["mark"] or ""
    width = ":02" if mark == "-" or all(len(found[name] or "00") == 2 for name in ("month", "day")) else ""
    parts = ["{year}", f"{{month{width}}}", f"{{day{width}}}"][: ["year", "month", "day"].index(kind) + 1]
    pattern = found["head"] + mark.join(parts) + found["tail"]
    return Archived(series=re.sub(r":02", "", pattern), kind=kind, last=last, pattern=pattern)


def last_day(day: date, kind: str) -> date:
    """The last day of the day, month or year that a day is in."""
    month = 12 if kind == "year" else day.month
    return day if kind == "day" else date(day.year, month, calendar.monthrange(day.year, month)[1])


def first_day(day: date, kind: str) -> date:
    """The first one."""
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[kind]


def newest_day(url: str, lastmod: str = "") -> str:
    """The day after which a sitemap has nothing, by the time that its address names, else by its lastmod; "" if unknown.

    A sitemap of the year 2019 may have been written anew yesterday.

    >>> newest_day("https://a.example/sitemap-2024-02.xml"), newest_day("https://a.example/map-7.xml", "2024-02-03T01:00:00Z")
    ('2024-02-29', '2024-02-03')
    """
    path = "/" + url.partition("://")[2].partition("/")[2].lower()
    for pattern in PERIODS:
        for found in pattern.finditer(path):
            year, month, day = (*found.groups(default=""), "", "")[:3]
            number = int(month) if month.isdigit() else MONTHS.get(month[:3], 0)
            if month and not number:
                continue  # 2026-sports
            try:
                last = last_day(
                    date(int(year), number or 12, int(day or 1)), "day" if day else "month" if month else "year"
                )
            except ValueError:  # no day of the calendar
                continue
            return f"{last}"
    return lastmod[:10]


def newest_days(sitemaps: Sequence[Found]) -> dict[str, str]:
    """`newest_day()` of each sitemap of an index. Where they are numbered through, 2019 is a number and no year.

    >>> newest_days([Found(url=f"https://a.example/map-{number}.xml") for number in (2018, 2019, 20190)])
    {'https://a.example/map-2018.xml': '', 'https://a.example/map-2019.xml': '', 'https://a.example/map-20190.xml': ''}
    """
    shapes: dict[str, bool] = {}
    for item in sitemaps:
        shape = re.sub(r"\d+", "#", item.url)
        shapes[shape] = shapes.get(shape, True) and bool(newest_day(item.url))
    return {
        item.url: newest_day(item.url, item.lastmod) if shapes[re.sub(r"\d+", "#", item.url)] else item.lastmod[:10]
        for item in sitemaps
    }


def numbered(url: str) -> tuple[str, int]:
    """The series of pages that an address is of, and its number in it; 0 for a first page, which has none.

    >>> numbered("https://a.example/world?page=2"), numbered("https://a.example/world/page/3/")
    (('https://a.example/world', 2), ('https://a.example/world', 3))
    """
    found = PAGED.search(url)
    if not found:
        return url.rstrip("/"), 0
    rest = url[: found.start()].rstrip("/") + found["after"].rstrip("/")
    return rest, int(found["number"])


def next_page(url: str, number: int, found: Sequence[Found]) -> tuple[str, int]:
    """The page after the page `number`, and its number: one more in its series, or what the page itself names as next.

    >>> next_page("https://a.example/world", 0, [Found(url=f"https://a.example/world?page={number}") for number in (9, 3, 2)])
    ('https://a.example/world?page=2', 2)
    >>> next_page("https://a.example/world", 7, [])
    ('', 0)
    """
    series, stated = numbered(url)
    wanted = {stated + 1} if stated else {1, 2}
    linked: dict[int, str] = {}
    for item in found:
        there, other = numbered(item.url) if item.kind in {"link", "next"} else ("", 0)
        if there == series and other in wanted:
            linked.setdefault(other, item.url)
    if linked:
        return linked[min(linked)], min(linked)
    following = next((item.url for item in found if item.kind == "next" and not numbered(item.url)[1]), "")
    return (following, max(number, 1) + 1) if following else ("", 0)


def latest_archives(found: Iterable[Found], today: date) -> list[Archived]:
    """The archives that a page links to, of each series the latest that has begun: from there it goes back step by step."""
    latest: dict[str, Archived] = {}
    for item in found:
        if item.kind == "link" and (each := archived(item.url)) and first_day(each.last, each.kind) <= today:
            known = latest.get(each.series)
            if not known or each.last > known.last:
                latest[each.series] = each
    return list(latest.values())


def typical_day(dates: Iterable[str]) -> str:
    """The day that half of some dates are not after; "" without any. One old article in a margin does not decide.

    >>> typical_day(["2026-03-02T08:00:00Z", "2026-03-01", "2017-01-01", ""])
    '2026-03-01'
    """
    days = sorted(day[:10] for day in dates if day)
    return median_low(days) if days else ""


def is_spent(kind: str, barren: int, since_last: timedelta) -> bool:
    """Whether a series is to be left, of which `barren` parts in a row had nothing new, and one was read so long ago.

    While a backfill rests, new articles move a section's pages on, so that the next ones have been read before.
    """
    moved = min(MOST_MOVED, MOVED_A_DAY * (since_last / timedelta(days=1))) if kind == "page" else 0
    return barren >= BARREN[kind] + int(moved)


def seconds_left(waiting: int, done: int, elapsed: timedelta) -> float | None:
    """How long the requests that are known to be waiting take, at the pace of this run; None before it has one.

    >>> seconds_left(300, 100, timedelta(minutes=10))
    1800.0
    """
    return waiting * elapsed.total_seconds() / done if done >= 10 else None
