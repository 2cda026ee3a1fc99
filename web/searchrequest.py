"""A search as an address: what it asks for, read leniently, and the addresses of the searches next to it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from web.newest import bounds

SORTS = ("best", "newest")


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """What is asked for. Its fields are the parameters of the address."""

    q: str = ""
    """Words, as typed."""

    source: str = ""
    language: str = ""
    section: str = ""
    author: str = ""

    since: str = ""
    until: str = ""
    """First and last day of publication: 2026-01-31, or a month, or a year."""

    sort: str = "best"
    """`best` or `newest` first."""

    page: int = 1

    def address(self, path: str = "/search", **changes: Any) -> str:
        """The address of this search with some fields changed, back on its first page unless `page` is among them.

        >>> Search(q="a b", source="x", page=3).address(source="", sort="newest")
        '/search?q=a+b&sort=newest'
        """
        new = replace(self, **{"page": 1} | changes)
        given = {
            field.name: getattr(new, field.name) for field in fields(new) if getattr(new, field.name) != field.default
        }
        return f"{path}?{urlencode(given, errors='replace')}" if given else path

    def narrowed(self) -> dict[str, str]:
        """What narrows the search beside its words, by field."""
        names = ("source", "language", "section", "author", "since", "until")
        return {name: getattr(self, name) for name in names if getattr(self, name)}


def read_search(arguments: Mapping[str, str]) -> tuple[Search, list[str]]:
    """The search in an address's parameters, and a sentence for each that made no sense and was left out.

    >>> read_search({"q": "ferry", "since": "2026", "until": "2026-02", "page": "x"})[0].address()
    '/search?q=ferry&since=2026-01-01&until=2026-02-28'
    """
    notes: list[str] = []
    given = {
        name: " ".join(arguments.get(name, "").split())[:500]
        for name in ("q", "source", "language", "section", "author")
    }
    times = {}
    for name, last in (("since", False), ("until", True)):
        typed = arguments.get(name, "").strip()
        times[name] = day(typed, last=last) if typed else ""
        if typed and not times[name]:
            notes.append(f"{typed[:40]} is no date: write it as 2026-01-31, 2026-01 or 2026.")
    if times["until"] and times["since"] > times["until"]:
        notes.append(f"The time from {times['since']} to {times['until']} ends before it begins.")
    sort, page = arguments.get("sort", ""), arguments.get("page", "")
    number = int(page) if re.fullmatch("[1-9][0-9]{0,5}", page) else 1
    return Search(**given, **times, sort=sort if sort in SORTS else "best", page=number), notes


def day(typed: str, *, last: bool) -> str:
    """The first or last day of a date, a month or a year; empty where it is none.

    >>> day("2026-02", last=True), day("2026", last=False), day("2026-02-30", last=True)
    ('2026-02-28', '2026-01-01', '')
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", typed):
        return ""
    year, month, number = (*map(int, typed.split("-")), 1, 1)[:3]
    try:
        date(year, month, number)
    except ValueError:
        return ""
    return bounds(typed)[last]
