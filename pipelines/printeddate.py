"""Dates as pages print them, in machine forms and in the words of many languages: to UTC, and to the day as printed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dateutil import parser as dateutil_parser
from dateutil import tz

_ISO = re.compile(
    r"^(\d{4})-(\d\d?)-(\d\d?)(?:[T ]+(\d\d?):(\d\d)(?::(\d\d))?(?:[.,]\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:h]|(?<=\d)\.(?=\d\d\s?(?:Uhr|h\b)))(\d\d)(?::\d\d)?(?:\s?([ap])\.?m\b)?", re.IGNORECASE
)
_ZONED = re.compile(r":\d\d\s*[+-]\d\d:?\d\d$|[A-Za-z]{3}")
_YEAR = r"((?:19|20)\d\d)"
# In words: 3 May 2026, May 3rd, 2026, 3 de mayo de 2026. In digits: 2026-05-03, 3.5.2026, 5/3/2026, 2026年5月3日.
_WORDED = re.compile(
    rf"\b(\d\d?)(?:st|nd|rd|th|er|º|ª|\.)?[\s,-]\s?(?:de\s|d['’])?([^\W\d_]{{3,12}})\.?,?[\s-]\s?(?:de\s|del\s)?{_YEAR}\b"
    rf"|\b([^\W\d_]{{3,12}})\.?\s(\d\d?)(?:st|nd|rd|th)?\.?,?\s{_YEAR}\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    rf"(?<!\d)(?:{_YEAR}\s?([-./年년])\s?(\d\d?)\s?[-./月월]\s?(\d\d?)|(\d\d?)([./-])\s?(\d\d?)[./-]\s?((?:19|20)?\d\d))(?![\d:])"
)
MONTHS = (
    "jan gen ene янв sty led oca tam", "feb fév fev úno şub helm lut фев", "mar mär mrt maa mars марта бер břez",
    "apr abr avr kwi dub nis huht апр", "may mai mag mei maj mayo мая kvě touk", "jun juin giu cze čer haz kesä июн",
    "jul juil lug lip červenc tem hein июл", "aug ago aoû aou sie srp ağu elo авг", "sep set wrz zář eyl syys сен",
    "oct okt out ott paź říj eki loka окт", "nov lis kas marras ноя", "dec dez déc dic gru pro ara joul дек",
)  # fmt: skip
"""How the months' names begin, January first, in some twenty languages. The longest beginning counts."""
_STEMS = {stem: number for number, stems in enumerate(MONTHS, start=1) for stem in stems.split()}
_ZONES = {
    "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "wet": 0, "eet": 2, "eest": 3, "bst": 1, "msk": 3, "sast": 2, "ist": 5.5, "jst": 9, "kst": 9,
    "aest": 10, "aedt": 11, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "brt": -3, "art": -3,
}  # fmt: skip
"""Hours that zones are ahead of UTC."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A printed date, read."""

    local: datetime
    """As printed, without a zone."""

    timed: bool = False
    """Whether a time of day is printed."""

    offset: timedelta | None = None
    """How far the printed zone is ahead of UTC; None without a zone."""


def read_date(printed: str, *, month_first: bool = False) -> Moment | None:
    """What a printed date says; None if it is no date. `month_first` is how 3/5/2026 is meant where both could be."""
    printed = " ".join(printed.split())[:100]
    try:
        if match := _ISO.match(printed):
            return _iso(*match.groups())
        if match := _EPOCH.fullmatch(printed):
            return Moment(
                local=datetime.fromtimestamp(int(match[1]), UTC).replace(tzinfo=None), timed=True, offset=timedelta()
            )
        if len(printed) < 6 or not re.search(r"\d", printed):
            return None
        digits = _DIGITS.match(printed) and not _ZONED.search(printed)
        parsed = None if digits else _by_parser(printed)
        return parsed or find_date(printed, month_first=month_first, words=3)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None


def parse_date(printed: str) -> str:
    """A printed date as UTC ISO 8601: to the second where a time is given, else the bare date; '' if it is no date.

    A time without a zone is taken as UTC, since nothing better is known.

    >>> parse_date("2026-11-23T14:05:00+02:00")
    '2026-11-23T12:05:00Z'
    >>> parse_date("Mon, 23 Nov 2026 12:05:00 GMT"), parse_date("2026-11-23"), parse_date("yesterday")
    ('2026-11-23T12:05:00Z', '2026-11-23', '')
    >>> parse_date("Dienstag, 3. Mai 2022, 12:10 Uhr"), parse_date("3 de mayo de 2022"), parse_date("2022年5月3日")
    ('2022-05-03T12:10:00Z', '2022-05-03', '2022-05-03')
    """
    moment = read_date(printed)
    return in_utc(moment) if moment else ""


def day_of(printed: str) -> str:
    """The calendar day that a printed date names, in its own zone; '' if it is no date.

    >>> day_of("2026-11-23T23:30:00-05:00"), day_of("Nov 23, 2026")
    ('2026-11-23', '2026-11-23')
    """
    moment = read_date(printed)
    return f"{moment.local:%Y-%m-%d}" if moment else ""


def in_utc(moment: Moment) -> str:
    """A moment as `parse_date` gives it."""
    return f"{utc_of(moment):%Y-%m-%dT%H:%M:%SZ}" if moment.timed else f"{moment.local:%Y-%m-%d}"


def utc_of(moment: Moment) -> datetime:
    """A moment's time in UTC, without a zone."""
    return moment.local - (moment.offset or timedelta())


def as_printed(moment: Moment) -> str:
    """A moment in ISO 8601 with the zone that it was printed with, if any."""
    if not moment.timed:
        return f"{moment.local:%Y-%m-%d}"
    local = moment.local if moment.offset is None else moment.local.replace(tzinfo=timezone(moment.offset))
    return local.isoformat()


def _iso(*parts: str | None) -> Moment:
    """The parts of an ISO 8601 date: year, month, day, hour, minute, second, zone."""
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    zone = parts[6] or ""
    offset = timedelta() if zone else None
    if zone[:1] in {"+", "-"}:
        digits = zone[1:].replace(":", "")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    local = datetime(year, month, day, hour % 24, minute, second)  # noqa: DTZ001 - the offset is kept apart
    return Moment(local=local, timed=parts[3] is not None, offset=offset)


def _zone(name: str | None, seconds: int | None) -> tzinfo | None:
    """The zone that dateutil has met, by its name or its offset in seconds."""
    if seconds is not None:
        return tz.tzoffset(name, seconds)
    hours = _ZONES.get((name or "").lower())
    return None if hours is None else tz.tzoffset(name, hours * 3600)


def _by_parser(printed: str) -> Moment | None:
    """The dates of mail headers and the like, which dateutil reads."""
    if not re.search(r"\d{4}", printed) or not printed.isascii() or len(printed) > 60:
        return None
    try:
        found = dateutil_parser.parse(printed, dayfirst=bool(re.match(r"\d\d?[./]", printed)), tzinfos=_zone)
    except (ValueError, OverflowError, TypeError):
        return None
    return Moment(
        local=found.replace(tzinfo=None), timed=bool(re.search(r"\d:\d\d", printed)), offset=found.utcoffset()
    )


def find_date(text: str, *, month_first: bool = False, words: int = 40) -> Moment | None:
    """The first date in a text, in words or in digits, if no more than so many other words are around it.

    >>> find_date("Published on 3 May 2026 by the harbour office").local.day
    3
    """
    try:
        return _by_words(text, month_first, words)
    except (ValueError, OverflowError):
        return None  # no day of the calendar


def _by_words(printed: str, month_first: bool, words: int) -> Moment | None:
    """As `find_date`; raises ValueError for the thirtieth of February."""
    worded = _WORDED.search(printed)
    match = worded or _DIGITS.search(printed)
    if match is None or len(_WORD.findall(printed[: match.start()] + printed[match.end() :])) > words:
        return None
    year, month, day = _in_words(*match.groups()) if worded else _in_digits(month_first, *match.groups())
    clock = _TIME.search(printed, match.end())
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    if clock and clock[3]:
        hour = hour % 12 + 12 * (clock[3] in "pP")
    local = datetime(year, month, day, hour, minute)  # noqa: DTZ001 - no zone is printed
    return Moment(local=local, timed=clock is not None)


def _in_words(*parts: str | None) -> tuple[int, int, int]:
    """Year, month and day of a match of _WORDED, whichever way round it is."""
    day, name, year, other_name, other_day, other_year = parts
    return int(year or other_year or 0), month_named(name or other_name or ""), int(day or other_day or 0)


def _in_digits(month_first: bool, *parts: str | None) -> tuple[int, int, int]:
    """Year, month and day of a match of _DIGITS."""
    year, _, *rest, mark, second, short = parts
    if year:
        return int(year), int(rest[0] or 0), int(rest[1] or 0)
    day, month = int(rest[2] or 0), int(second or 0)
    if ((month_first and mark == "/") or month > 12) and day <= 12:
        day, month = month, day
    return int(short or 0) + (0 if len(short or "") == 4 else 2000), month, day


def month_named(name: str) -> int:
    """The number of a month from its name in any of the languages; 0 if it is none.

    >>> month_named("Juillet"), month_named("ağustos"), month_named("Hafen")
    (7, 8, 0)
    """
    word = name.lower()
    return max(((len(stem), number) for stem, number in _STEMS.items() if word.startswith(stem)), default=(0, 0))[1]
