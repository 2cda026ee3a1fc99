"""Dates of feeds and sitemaps, to UTC: RFC 822 with the mistakes that feeds make, W3C date and time, and asctime."""

import re
from datetime import UTC, datetime, timedelta

from pipelines.urls import MONTHS

CLOCK = re.compile(
    r"(?:t|\s+(?:at\s+)?)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(?:([ap])\.?m\b\.?)?"
    r"\s*((?:utc|gmt|ut)?\s?[+-]\d\d?:?(?:\d\d)?|[a-z]{1,5}\b)?",
    re.IGNORECASE,
)
"""Hour, minute, second, half of the day, zone."""

WEEKDAY = r"(?:[^\W\d]+\.?,?\s*)?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
MONTH = r"(?P<month>[^\W\d]{3,12})\.?"
DAYS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
        rf"{WEEKDAY}{DAY}[\s-]+{MONTH}[\s,-]+(?P<year>\d{{4}}|\d\d\d?)(?!\d)",
        rf"(?:[^\W\d]+\.?,?\s+)?{MONTH}\s+{DAY},?\s+(?P<year>\d{{4}})(?!\d)",
        r"(?P<year>\d{4})/(?P<month>\d\d?)/(?P<day>\d\d?)(?!\d)",
        r"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{4})(?!\d)",
    )
)
"""What is left without the clock, the most common form first. 1/2/2026 is not here: half the world reads it as May."""

ZONES = {
    name: minutes
    for names, minutes in {
        "hst": -600, "akst": -540, "pst akdt": -480, "mst pdt": -420, "cst mdt": -360, "est cdt": -300,
        "edt ast clt": -240, "nst": -210, "adt brt art": -180, "ndt": -150, "bst cet met mez west": 60,
        "cest mest mesz eet cat sast": 120, "eest msk trt eat": 180, "gst": 240, "pkt": 300, "ist": 330, "npt": 345,
        "ict wib": 420, "hkt sgt pht myt awst wita": 480, "jst kst wit": 540, "acst": 570, "aest": 600, "acdt": 630,
        "aedt": 660, "nzst": 720, "nzdt": 780,
    }.items()
    for name in names.split()
}  # fmt: skip
"""Minutes east of Greenwich, as feeds use the names; any other (GMT, UTC, Z, the military letters) is taken as UTC."""


def to_utc(printed: str, now: datetime) -> str:
    """A printed date as YYYY-MM-DDTHH:MM:SSZ, or YYYY-MM-DD when it has no time; "" if it is none, or not yet to be.

    What lies more than a day after `now` is no date of publication, nor is the zero of a clock (1970 or before). A time
    without zone is taken as UTC.

    >>> today = datetime(2026, 11, 23, tzinfo=UTC)
    >>> to_utc("Mon, 23 Nov 26 09:05 EST", today), to_utc("2026-11-23", today), to_utc("2027-01-01", today)
    ('2026-11-23T14:05:00Z', '2026-11-23', '')
    """
    printed = printed.strip()[:80]
    try:
        moment, has_time = iso_moment(printed) or printed_moment(printed)
    except (ValueError, OverflowError):  # no day of the calendar, or no hour of the clock
        return ""
    if moment.year <= 1970 or moment > now + timedelta(days=1):
        return ""
    return f"{moment.isoformat()[:19]}Z" if has_time else moment.isoformat()[:10]


def iso_moment(printed: str) -> tuple[datetime, bool] | None:
    """The moment of a whole ISO 8601 date, and whether it has a time; None for any other form. Most dates are such."""
    if printed[4:5] != "-":
        return None
    try:
        moment = datetime.fromisoformat(printed)
    except ValueError:  # a form of its own, for which there is printed_moment()
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC), len(printed) > 10


def printed_moment(printed: str) -> tuple[datetime, bool]:
    """The moment of a date in any of DAYS, and whether it has a time. Raises ValueError when it is no date."""
    clock = CLOCK.search(printed)
    rest = f"{printed[: clock.start()]} {printed[clock.end() :]}" if clock else printed
    for form in DAYS:
        if day := form.match(rest):
            return midnight(day) + time_of_day(clock), bool(clock)
    raise ValueError(f"no date: {printed}")


def midnight(day: re.Match[str]) -> datetime:
    """The start of the day that one of DAYS found, its year completed by RFC 5322 §4.3; ValueError if there is none."""
    year = int(day["year"])
    if len(day["year"]) < 4:
        year += 1900 if len(day["year"]) == 3 or year >= 50 else 2000
    month = int(day["month"]) if day["month"].isdigit() else MONTHS.get(day["month"][:3].lower(), 0)
    return datetime(year, month, int(day["day"]), tzinfo=UTC)


def time_of_day(clock: re.Match[str] | None) -> timedelta:
    """The time since midnight UTC that CLOCK found, its zone taken off; ValueError if there is no such time."""
    if not clock:
        return timedelta()
    hours, minutes = int(clock[1]), int(clock[2])
    if clock[4]:
        hours = hours % 12 + (12 if clock[4] in "pP" else 0)
    if hours > 24 or minutes > 59:
        raise ValueError(f"no time of day: {clock[0]}")
    return timedelta(hours=hours, minutes=minutes - minutes_east(clock[5] or ""), seconds=int(clock[3] or 0))


def minutes_east(zone: str) -> int:
    """Minutes by which a zone is ahead of UTC.

    >>> minutes_east("+0530"), minutes_east("GMT-3"), minutes_east("EST"), minutes_east("Z")
    (330, -180, -300, 0)
    """
    zone = zone.lower()
    if not (offset := re.search(r"([+-])(\d\d?):?(\d\d)?\Z", zone)):
        return ZONES.get(zone, 0)
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return -minutes if offset[1] == "-" else minutes
