"""How right an archive is, against what the web of news sites knows and never serves.

A record is an article of the truth when its address is one of the article's addresses (query strings aside), else when
its headline holds the article's token, else when its text holds a mark of it. A mark is the token followed by `a`, `m`
or `z`: the first, a middle and the last paragraph of the text.
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.crawl.archives import Archive, Record

TOKEN = re.compile(r"nw[a-z]{7}q")
MARK = re.compile(r"(nw[a-z]{7}q)[amz]\b")
NEVER = 1_000
"""A phase that does not come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Truth:
    """One article as it is."""

    id: int
    """Its number."""
    url: str
    """Its address."""
    aliases: tuple[str, ...]
    """Its other addresses: AMP, print, redirect."""
    token: str
    """The word that stands in its headline, and in its text unless it is a copy."""
    headline: str
    """Its headline."""
    published: datetime
    """When it was published, UTC."""
    copy_of: int | None
    """The article on another site that it is a syndicated copy of."""
    marks: frozenset[str]
    """The marked words that a complete text holds."""
    born: int
    """The phase of the web's clock from which on it is served."""
    edited: int = NEVER
    """The phase from which on its second version is served."""
    gone: int = NEVER
    """The phase from which on it is not served any more."""

    @property
    def family(self) -> int:
        """Number of the article whose text this is."""
        return self.id if self.copy_of is None else self.copy_of


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What became of articles of one sort."""

    live: int
    """Served while the crawl ran."""
    stored: int
    """With a record of their own."""
    folded: int
    """Folded into a record of the same text."""

    @property
    def missing(self) -> int:
        """Neither stored nor folded."""
        return self.live - self.stored - self.folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """How right an archive is. Shares are of `Found.stored` of articles and copies together."""

    records: int
    """Rows of `articles`."""
    articles: Found
    """Articles that first ran here."""
    copies: Found
    """Syndicated copies of them on other sites."""
    complete: int
    """Stored ones whose text has its first, middle and last paragraph (of a paywalled page: what it shows)."""
    minute: int
    """Stored ones whose date is right to the minute."""
    day: int
    """Stored ones whose day is right."""
    headline: int
    """Stored ones whose headline is right to the letter."""
    duplicates: int
    """Records of an article that already has one."""
    misfolded: int
    """Addresses folded into a record of another text."""
    joined: int
    """Copies that are in one story with their original."""
    parted: int
    """Copies that are not, though both are archived."""
    mixed: int
    """Stories that hold two different articles."""
    strays: tuple[str, ...]
    """Addresses of records that are no article."""
    missing: tuple[str, ...]
    """Addresses of articles and copies that are neither stored nor folded."""

    @property
    def stored(self) -> int:
        """Articles and copies with a record of their own."""
        return self.articles.stored + self.copies.stored

    @property
    def archived(self) -> int:
        """Articles and copies that can be found in the archive."""
        return self.stored + self.articles.folded + self.copies.folded


def load(path: Path) -> tuple[Truth, ...]:
    """The articles of a truth file. Raises KeyError when it is none."""
    return parse(json.loads(path.read_text(encoding="utf-8")))


def parse(truth: dict[str, Any]) -> tuple[Truth, ...]:
    """The articles of a truth, each with: id, url, alias, token, title, published, copy_of, paywall, born_phase."""
    tokens = {article["id"]: article["token"] for article in truth["articles"]}
    return tuple(parse_article(article, tokens) for article in truth["articles"])


def parse_article(article: dict[str, Any], tokens: dict[int, str]) -> Truth:
    """One article; `tokens` are those of all, since a copy's text holds the token of its original."""
    family = article["id"] if article["copy_of"] is None else article["copy_of"]
    return Truth(
        id=article["id"],
        url=article["url"],
        aliases=tuple(article["alias"].values()),
        token=article["token"],
        headline=article["title"],
        published=datetime.fromtimestamp(article["published"], UTC),
        copy_of=article["copy_of"],
        marks=marks_of(tokens[family], article["paywall"]),
        born=article["born_phase"],
        edited=article.get("edited_phase") or NEVER,
        gone=(article.get("gone_phase") or [NEVER])[0],
    )


def marks_of(token: str, paywalled: bool) -> frozenset[str]:
    """The marks in a complete text. A paywalled page shows two paragraphs, so it has no middle."""
    return frozenset(token + letter for letter in ("az" if paywalled else "amz"))


def plain(url: str) -> str:
    """An address without its query, its fragment and a slash at its end."""
    return re.split(r"[?#]", url, maxsplit=1)[0].rstrip("/")


class Index:
    """Finds the article of the truth that a record is."""

    def __init__(self, truths: tuple[Truth, ...]) -> None:
        self.urls = {plain(url): truth for truth in truths for url in (truth.url, *truth.aliases)}
        self.tokens = {truth.token: truth for truth in truths}

    def at(self, url: str) -> Truth | None:
        """The article served at `url`."""
        return self.urls.get(plain(url))

    def of(self, record: Record) -> Truth | None:
        """The article that `record` holds."""
        if truth := self.at(record.url):
            return truth
        for found in (TOKEN.search(record.headline), MARK.search(record.text)):
            if found and (truth := self.tokens.get(found[found.lastindex or 0])):
                return truth
        return None


def score(truths: tuple[Truth, ...], archive: Archive, phase: int = 0) -> Score:
    """How right `archive` is after a crawl in a phase of the web's clock, the first one unless said otherwise."""
    index = Index(truths)
    owners = {record.id: index.of(record) for record in archive.records}
    first: dict[int, Record] = {}
    for record in archive.records:
        if owner := owners[record.id]:
            first.setdefault(owner.id, record)
    folded, misfolded = folds(index, archive, owners)
    live = [truth for truth in truths if truth.born <= phase < truth.gone]
    kept = [(truth, first[truth.id]) for truth in live if truth.id in first]
    joined, parted, mixed = together(truths, index, archive)
    return Score(
        records=len(archive.records),
        articles=count([truth for truth in live if truth.copy_of is None], set(first), folded),
        copies=count([truth for truth in live if truth.copy_of is not None], set(first), folded),
        complete=sum(all(mark in record.text for mark in truth.marks) for truth, record in kept),
        minute=sum(truth.published.replace(second=0) == minute_of(record.published) for truth, record in kept),
        day=sum(record.published[:10] == truth.published.date().isoformat() for truth, record in kept),
        headline=sum(record.headline.split() == truth.headline.split() for truth, record in kept),
        duplicates=sum(owner is not None for owner in owners.values()) - len(first),
        misfolded=misfolded,
        joined=joined,
        parted=parted,
        mixed=mixed,
        strays=tuple(record.url for record in archive.records if owners[record.id] is None),
        missing=tuple(truth.url for truth in live if truth.id not in folded | set(first)),
    )


def folds(index: Index, archive: Archive, owners: dict[int, Truth | None]) -> tuple[set[int], int]:
    """Numbers of the articles folded into a record of the same text, and how many addresses were folded wrongly."""
    right, wrong = set(), 0
    for url, record in archive.copies.items():
        truth, owner = index.at(url), owners.get(record)
        if truth and owner and truth.family == owner.family:
            right.add(truth.id)
        elif truth:
            wrong += 1
    return right, wrong


def together(truths: tuple[Truth, ...], index: Index, archive: Archive) -> tuple[int, int, int]:
    """Copies in one story with their original, copies that are not, and stories that hold two different articles."""
    stories: dict[int, set[str]] = {}
    families: dict[str, set[int]] = {}
    for url, story in archive.stories.items():
        if truth := index.at(url):
            stories.setdefault(truth.id, set()).add(story)
            families.setdefault(story, set()).add(truth.family)
    pairs = [(truth.id, truth.copy_of) for truth in truths if truth.copy_of in stories and truth.id in stories]
    joined = sum(bool(stories[copy] & stories[original]) for copy, original in pairs)
    return joined, len(pairs) - joined, sum(len(several) > 1 for several in families.values())


def count(live: list[Truth], stored: set[int], folded: set[int]) -> Found:
    """What became of the `live` articles."""
    ids = {truth.id for truth in live}
    return Found(live=len(ids), stored=len(ids & stored), folded=len((ids & folded) - stored))


def minute_of(published: str) -> datetime | None:
    """The UTC minute of an ISO 8601 time; None for a bare date or what is no date."""
    try:
        moment = datetime.fromisoformat(published)
    except ValueError:
        return None
    if len(published) <= len("2026-11-23"):
        return None
    return (moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)).replace(second=0)
