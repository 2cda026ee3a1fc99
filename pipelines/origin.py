"""Where a story most likely comes from: by whom its articles credit, who signs them, and when they came out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.agencies import AGENCIES
from pipelines.sameness import normalise


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A place where a story ran, an article or its copy, as far as its origin goes."""

    id: int
    url: str
    source: str
    title: str
    headline: str
    byline: str
    authors: str
    words: int
    credit: str
    published: str


def likely_origin(members: Sequence[Member]) -> tuple[int, str]:
    """The article that the others most likely come from, and what speaks for it. The members stand by date.

    A publication that the others credit had it first. Where half of them credit an agency, it is the earliest of those.
    Else it is the earliest; of several on one day without a time, the one that is signed, then the longest.
    """
    credits_ = Counter(member.credit for member in members if member.credit)
    for name, times in sorted(credits_.items(), key=lambda item: (-item[1], item[0])):
        if named := [member for member in members if is_publication(member, name) and member.credit != name]:
            return named[0].id, f"credited by {times} of {len(members)}: {name}"
    agencies = [(times, name) for name, times in credits_.items() if name in AGENCIES]
    if not agencies:
        return earliest(members)
    times, name = max(agencies)
    if times * 2 >= len(members):
        first = next(member for member in members if member.credit == name)
        return first.id, f"the earliest that credits {name}, as {times} of {len(members)} do"
    number, reason = earliest(members)
    return number, f"{reason}; {times} of {len(members)} credit {name}"


def is_publication(member: Member, name: str) -> bool:
    """Whether an article's publication is the one of this name."""
    wanted = normalise(name)
    return bool(wanted) and wanted in {normalise(member.source), *shortened(normalise(member.title))}


def shortened(title: str) -> set[str]:
    """A publication's name with and without its article.

    >>> sorted(shortened("the courier"))
    ['courier', 'the courier']
    """
    return {title, title.removeprefix("the ")}


def earliest(members: Sequence[Member]) -> tuple[int, str]:
    """The first that came out; where days alone are known, of the first day the one that is signed or longest."""
    first, rest = members[0], members[1:]
    day = [member for member in members if member.published[:10] == first.published[:10]]
    if len(day) > 1 and any(len(member.published) <= 10 for member in day):
        best = min(day, key=lambda member: (member.authors in ("", "[]"), -member.words, member.url))
        signed = best.authors not in ("", "[]") and any(member.authors in ("", "[]") for member in day)
        return best.id, f"of the same day, the {'signed' if signed else 'longest'} one"
    return first.id, f"earliest, {apart(first.published, rest[0].published)} before the next"


def apart(one: str, other: str) -> str:
    """The time between two dates, in the largest unit that fits.

    >>> apart("2026-11-20T12:00:00Z", "2026-11-20T12:45:00Z"), apart("2026-11-20", "2026-11-22")
    ('45 minutes', '2 days')
    """
    seconds = (moment(other) - moment(one)).total_seconds()
    for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if (count := int(seconds // length)) >= 1:
            return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return "less than a minute"


def moment(date: str) -> datetime:
    """A date of the archive as a time, a bare one at its midnight."""
    return datetime.fromisoformat(date if len(date) > 10 else f"{date}T00:00:00Z")
