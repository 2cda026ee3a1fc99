"""A search as its page shows it, and as its JSON says it: plain data, read in one go."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from web.search import BOUND, Passage, Result, Story, passages, search
from web.searchfacets import TITLES, Facet, facets
from web.searchrequest import SORTS, Search

FORMATS = ("json", "csv", "atom", "parquet")


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """A story that was found, as its best article."""

    id: int
    address: str
    headline: str
    byline: str
    text: str
    """The passage of the text that was found, with ⟦ ⟧ around what was; else how it begins."""

    published: str
    source: str
    source_title: str
    section: str
    language: str
    words: int
    url: str
    removed: str
    story_id: int | None
    others: int
    """Matching articles of the same story beside this one."""

    other_sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """What the search is narrowed by, and the address of the search without it."""

    title: str
    label: str
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchPage:
    """A page of a search."""

    search: Search
    notes: tuple[str, ...]
    """What was not understood."""

    absent: tuple[str, ...]
    """Words that no article holds, where nothing was found."""

    articles: int
    stories: int
    complete: bool
    """Whether these are all matches; if not, they are the newest."""

    oldest: str
    """The day down to which they are all, where they are not complete."""

    older: str
    """Address of the matches before that."""

    items: tuple[Item, ...]
    facets: tuple[Facet, ...]
    chosen: tuple[Chosen, ...]
    ranked: bool
    """Whether the best come first; else the newest do."""

    page: int
    pages: int
    previous: str
    next: str
    sorts: dict[str, str]
    """Addresses of the same search in each order."""

    formats: dict[str, str]
    """Addresses of the same search as data."""

    bound: int = BOUND
    empty: bool = False
    """Whether the archive holds no article at all."""


def search_page(db: sqlite3.Connection, asked: Search, notes: tuple[str, ...] = ()) -> SearchPage:
    """The page of a search."""
    result = search(db, asked)
    titles = dict(db.execute("SELECT name, title FROM sources").fetchall())
    pages, page = result.pages, asked.page
    return SearchPage(
        search=asked,
        notes=(*notes, *result.query.notes),
        absent=result.absent,
        articles=len(result.matches),
        stories=len(result.stories),
        complete=result.complete,
        oldest=result.oldest,
        older=asked.address(until=result.oldest, sort="newest") if result.oldest else "",
        items=items(db, result, titles),
        facets=facets(result, titles),
        chosen=chosen(asked, titles),
        ranked=result.ranked,
        page=page,
        pages=pages,
        previous=asked.address(page=min(page - 1, pages)) if page > 1 and pages else "",
        next=asked.address(page=page + 1) if page < pages else "",
        sorts={sort: asked.address(sort=sort) for sort in SORTS},
        formats={suffix: asked.address(f"/search.{suffix}") for suffix in FORMATS},
        empty=not result.matches and db.execute("SELECT 1 FROM articles LIMIT 1").fetchone() is None,
    )


def items(db: sqlite3.Connection, result: Result, titles: Mapping[str, str]) -> tuple[Item, ...]:
    """The stories of the page."""
    shown = result.shown
    found = passages(db, result, [story.lead.id for story in shown])
    return tuple(item(story, found[story.lead.id], titles) for story in shown)


def item(story: Story, found: Passage, titles: Mapping[str, str]) -> Item:
    """One story."""
    lead = story.lead
    elsewhere = dict.fromkeys(
        titles.get(other.source) or other.source for other in story.others if other.source != lead.source
    )
    return Item(
        id=lead.id,
        address=f"/article/{lead.id}",
        headline=found.headline,
        byline=found.byline,
        text=found.text,
        published=lead.published,
        source=lead.source,
        source_title=titles.get(lead.source) or lead.source,
        section=lead.section,
        language=lead.language,
        words=found.words,
        url=found.url,
        removed=found.removed,
        story_id=lead.story_id,
        others=len(story.others),
        other_sources=tuple(elsewhere),
    )


def chosen(asked: Search, titles: Mapping[str, str]) -> tuple[Chosen, ...]:
    """What a search is narrowed by."""
    names = TITLES | {"since": "Published since", "until": "Published until"}
    return tuple(
        Chosen(
            title=names[name],
            label=titles.get(value) or value if name == "source" else value,
            address=asked.address(**{name: ""}),
        )
        for name, value in asked.narrowed().items()
    )
