"""What a search can be narrowed by: the values that its matches have, with counts and the address that each leads to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from web.cells import strings
from web.search import Match, Result

MOST = 8
"""Values of a facet."""

MONTHS = 12
"""Months shown; matches of a longer time are counted by year."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Value:
    """One value of a facet."""

    value: str
    label: str
    count: int
    address: str
    """The search narrowed to it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Facet:
    """One way to narrow a search."""

    name: str
    title: str
    values: tuple[Value, ...]


TITLES = {
    "source": "Publication",
    "published": "Published",
    "section": "Section",
    "author": "Author",
    "language": "Language",
}


def facets(result: Result, titles: Mapping[str, str]) -> tuple[Facet, ...]:
    """The facets of a search in which its matches differ; `titles` are names of sources for readers."""
    found = []
    for name, title in TITLES.items():
        if name in result.search.narrowed():
            continue
        counts = Counter(value for match in result.matches for value in values_of(name, match))
        if name == "published":
            counts = by_time(counts)
        chosen = sorted(counts.items(), reverse=True)[:MONTHS] if name == "published" else counts.most_common(MOST)
        if len(counts) > 1 or name == "author":
            found.append(
                Facet(name=name, title=title, values=tuple(value(result, name, titles, *one) for one in chosen))
            )
    return tuple(facet for facet in found if facet.values)


def values_of(name: str, match: Match) -> Iterable[str]:
    """The values that one match has for a facet."""
    if name == "author":
        return set(strings(match.authors) or ()) if match.authors != "[]" else ()
    value = match.published[:7] if name == "published" else getattr(match, name)
    return (value,) if value else ()


def by_time(months: Mapping[str, int]) -> Counter[str]:
    """Counts by month, or by year where they span more months than are shown.

    >>> by_time({"2026-01": 2, "2026-02": 1})
    Counter({'2026-01': 2, '2026-02': 1})
    """
    if len(months) <= MONTHS:
        return Counter(months)
    years: Counter[str] = Counter()
    for month, count in months.items():
        years[month[:4]] += count
    return years


def value(result: Result, name: str, titles: Mapping[str, str], text: str, count: int) -> Value:
    """One value of a facet, with the address of the search narrowed to it."""
    change = {"since": text, "until": text} if name == "published" else {name: text}
    label = titles.get(text) or text if name == "source" else text
    return Value(value=text, label=label, count=count, address=result.search.address(**change))
