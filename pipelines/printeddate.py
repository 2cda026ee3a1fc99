"""Dates as pages, feeds and sitemaps print them, in machine forms and in the words of many languages.

Sources: RFC 5322 §3.3 with the mistakes that feeds make, W3C date and time (a profile of ISO 8601), and C's asctime.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

CLOCK = re.compile(
    r"(?:t|\s+(?:at\s+)?)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?)?"
    r"\s*((?:utc|gmt|ut)?\s?[+-]\d\d?:?(?:\d\d)?|[a-z]{1,5}\b)?",
    re.IGNORECASE,
)
"""Hour, minute, second, half of the day, zone."""

_WEEKDAY = r"(?:[^\W\d]+\.?,?\s*)?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
_MONTH = r"(?P<month>[^\W\d]{3,12})\.?"
DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH}[\s,-]+(?P<year>\d{{4}}|\d\d\d?)(?!\d)",
        rf"(?:[^\W\d]+\.?,?\s+)?{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})(?!\d)",
        r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)(?!\d)",
        r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})(?!\d)",
    )
)
"""What is left without the clock, the most common form first. 1/2/2026 is not here: half the world reads it as May."""

ZONES = {
    name: minutes
    for names, minutes in {
        "z utc gmt ut wet": 0,
        "hst": -600, "akst": -540, "pst akdt": -480, "mst pdt": -420, "cst mdt": -360, "est cdt": -300,
        "edt ast clt": -240, "nst": -210, "adt brt art": -180, "ndt": -150, "bst cet met mez west": 60,
        "cest mest mesz eet cat sast": 120, "eest msk trt eat": 180, "gst": 240, "pkt": 300, "ist": 330, "npt": 345,
        "ict wib": 420, "hkt sgt pht myt awst wita": 480, "jst kst wit": 540, "acst": 570, "aest": 600, "acdt": 630,
        "aedt": 660, "nzst": 720, "nzdt": 780,
    }.items()
    for name in names.split()
}  # fmt: skip
"""Minutes that zones are ahead of UTC; of any other name (the military letters, "Uhr") nothing is known."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_COMPACT = re.compile(r"((?:19|20)\d\d)([01]\d)([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?(Z?))?", re.IGNORECASE)
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_TIME = re.compile(
    r"\b(\d{1,2})(?:[:h]|(?<=\d)\.(?=\d\d\s?(?:Uhr|h\b)))(\d\d)(?::\d\d)?(?:\s?([ap])\.?m\b)?", re.IGNORECASE
)
_ZONE_NAMED = re.compile(r"\([A-Z]{1,5}\)|\bUhr\b")
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """A printed date, read."""

    local: datetime
    """As printed, without a zone."""

    timed: bool = False
    """Whether a time of day is printed."""

    offset: timedelta | None = None
    """How far the printed zone is ahead of UTC; None without a zone."""


def to_utc(printed: str, now: datetime) -> str:
    """A date of a feed as YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD when it has no time; "" if it is none, or not yet to be.

    What lies more than a day after `now` is no date of publication, nor is the zero of a clock (1970 or before). A time
    without zone is taken as UTC.

    >>> today = datetime(2026, 11, 23, tzinfo=UTC)
    >>> to_utc("Mon, 23 Nov 26 09:05 EST", today), to_utc("2026-11-23", today), to_utc("2027-01-01", today)
    ('2026-11-23T14:05:00Z', '2026-11-23', '')
    """
    try:
        moment = _stated(printed.strip()[:80])
        when = utc_of(moment).replace(tzinfo=UTC) if moment else datetime.min.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # no day of the calendar, or no hour of the clock
        return ""
    return in_utc(moment) if moment and when.year > 1970 and when <= now + timedelta(days=1) else ""


def read_date(printed: str, *, month_first: bool = False) -> Moment | None:
    """What a printed date says; None if it is no date. `month_first` is how 3/5/2026 is meant where both could be."""
    printed = " ".join(printed.split())[:100]
    if len(printed) < 6 or not re.search(r"\d", printed):
        return None
    try:
        if match := _EPOCH.fullmatch(printed):
            local = datetime.fromtimestamp(int(match[1]), UTC).replace(tzinfo=None)
            return Moment(local=local, timed=True, offset=timedelta())
        if match := _COMPACT.fullmatch(printed):
            year, month, day, hour, minute, second, zone = match.groups("00")
            printed = f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}{zone.strip('0')}" if match[4] else "")
        stated = _stated(printed, whole=True)
    except (ValueError, OverflowError):
        stated = None
    return stated or find_date(printed, month_first=month_first, words=3)


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


def _stated(printed: str, *, whole: bool = False) -> Moment | None:
    """The moment of a date in ISO 8601 or any of DAYS; None if it is none.

    Where it is to be the `whole` text, no other words stand behind it, and its year has four digits. Raises ValueError
    for the thirtieth of February, OverflowError for the year 10000.
    """
    if printed[4:5] == "-":
        try:
            found = datetime.fromisoformat(printed)
        except ValueError:  # a form of its own, which is among DAYS
            pass
        else:
            return Moment(local=found.replace(tzinfo=None), timed=len(printed) > 10, offset=found.utcoffset())
    clock = CLOCK.search(printed)
    rest = f"{printed[: clock.start()]} {printed[clock.end() :]}" if clock else printed
    day = next((day for form in DAYS if (day := form.match(rest))), None)
    if day is None or (whole and (len(day["year"]) < 4 or _WORD.search(_ZONE_NAMED.sub("", rest[day.end() :])))):
        return None
    return Moment(
        local=_midnight(day) + _time_of_day(clock),
        timed=clock is not None,
        offset=_offset(clock[5] or "") if clock else None,
    )


def _midnight(day: re.Match[str]) -> datetime:
    """The start of the day that one of DAYS found, its year completed by RFC 5322 §4.3; ValueError if there is none."""
    year = int(day["year"])
    if len(day["year"]) < 4:
        year += 1900 if len(day["year"]) == 3 or year >= 50 else 2000
    month = int(day["month"]) if day["month"].isdigit() else month_named(day["month"])
    return datetime(year, month, int(day["day"]))  # noqa: DTZ001 - the zone is kept apart


def _time_of_day(clock: re.Match[str] | None) -> timedelta:
    """The time since midnight that CLOCK found; ValueError if there is no such time."""
    if not clock:
        return timedelta()
    hours, minutes = int(clock[1]), int(clock[2])
    if clock[4]:
        hours = hours % 12 + (12 if clock[4] in "pP" else 0)
    if hours > 24 or minutes > 59:
        raise ValueError(f"no time of day: {clock[0]}")
    return timedelta(hours=hours, minutes=minutes, seconds=int(clock[3] or 0))


def _offset(zone: str) -> timedelta | None:
    """How far a zone is ahead of UTC; None if that is not known.

    >>> _offset("+0530"), _offset("GMT-3") == timedelta(hours=-3), _offset("EST") == timedelta(hours=-5), _offset("Uhr")
    (datetime.timedelta(seconds=19800), True, True, None)
    """
    zone = zone.lower().strip()
    if found := re.search(r"([+-])(\d\d?):?(\d\d)?\Z", zone):
        ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        return -ahead if found[1] == "-" else ahead
    return timedelta(minutes=ZONES[zone]) if zone in ZONES else None


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
