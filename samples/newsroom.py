"""What the sample newspapers print: reads articles/*.toml and dates every article relative to the edition's time."""

import tomllib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"
NAMES = ("courier", "bote", "valmorera", "tideline")
PORT = 8100


def this_minute() -> datetime:
    """The present without its seconds: nothing is published at 14:05:37."""
    return datetime.now(UTC).replace(second=0, microsecond=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """What must be settled before a line is set."""

    now: datetime = field(default_factory=this_minute)
    """The time that all ages count back from; must have a time zone."""

    number: int = 1
    """From 2 on, held-back articles run and some earlier ones are edited."""

    port: int = PORT
    """TCP port of every address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Embed:
    """A social post embedded in an article."""

    after: int
    """How many paragraphs stand before it."""

    text: str
    author: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """An article as its publication prints it."""

    path: str
    """Path of its URL."""

    url: str
    origin: str
    """`source/slug` of the article that the text was first printed as: shared by all that run the same text."""

    origin_url: str
    slug: str
    headline: str
    section: str
    """Key of its section."""

    paragraphs: tuple[str, ...] = field(repr=False)
    byline: str
    """Byline as printed."""

    published: datetime
    modified: datetime
    language: str
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    agency: str = ""
    standfirst: str = ""
    caption: str = ""
    credit: str = ""
    label: str = ""
    """Section label left over from the page that a blog took the text from."""

    embed: Embed | None = None
    variants: bool = False
    """Whether it has a print and an AMP version."""

    free: bool = True
    """False when only the beginning is on the page."""

    comments: bool = False
    """Whether readers' comments stand below it."""

    @property
    def summary(self) -> str:
        """The standfirst, else the first sentence."""
        return self.standfirst or self.paragraphs[0].partition(". ")[0].rstrip(".") + "."


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """One of the sample newspapers."""

    name: str
    """Name of its table in sources.toml."""

    title: str
    base: str
    """Scheme, address and port, without a slash at the end."""

    address: str
    language: str
    country: str
    sections: Mapping[str, str]
    """Titles of its sections by key."""

    debris: tuple[str, ...]
    """Words on every article page that are no part of the article."""

    now: datetime
    """When its pages are made."""

    pieces: tuple[Piece, ...] = field(repr=False)
    """Newest first."""

    def under(self, section: str) -> tuple[Piece, ...]:
        """The articles of a section, newest first."""
        return tuple(piece for piece in self.pieces if piece.section == section)


def publications(edition: Edition) -> tuple[Publication, ...]:
    """Every sample newspaper as it stands in an edition."""
    papers: list[Publication] = []
    for name in NAMES:
        with (ARTICLES / f"{name}.toml").open("rb") as file:
            papers.append(publication(name, tomllib.load(file), edition, papers))
    return tuple(papers)


def publication(name: str, table: dict[str, Any], edition: Edition, earlier: Iterable[Publication]) -> Publication:
    """A newspaper from its file; `earlier` are those that it may take articles from."""
    table = table | {"name": name, "base": f"http://{table['address']}:{edition.port}"}
    printed = {piece.origin: piece for paper in earlier for piece in paper.pieces}
    rows = [row for row in table["article"] if row.get("edition", 1) <= edition.number]
    pieces = sorted((piece(row, table, edition, printed) for row in rows), key=lambda p: p.published, reverse=True)
    return Publication(
        **{key: table[key] for key in ("name", "title", "base", "address", "language", "country", "sections")},
        debris=tuple(table["debris"]),
        now=edition.now,
        pieces=tuple(pieces),
    )


def piece(row: dict[str, Any], paper: dict[str, Any], edition: Edition, printed: Mapping[str, Piece]) -> Piece:
    """An article from its table in the file."""
    if edition.number > 1 and "edit" in row:
        row = edited(row)
    now = edition.now.astimezone(timezone(timedelta(hours=paper["utc_offset"]))).replace(second=0, microsecond=0)
    published = now - timedelta(hours=row["age"])
    path = paper["path"].format_map(row | {"date": published, "number": number(row["slug"])})
    original = printed[row["copy_of"]] if "copy_of" in row else None
    plain = (
        "slug",
        "headline",
        "section",
        "agency",
        "standfirst",
        "caption",
        "credit",
        "label",
        "variants",
        "free",
        "comments",
    )
    return Piece(
        **{key: row[key] for key in plain if key in row},
        path=path,
        url=paper["base"] + path,
        origin=row.get("copy_of", f"{paper['name']}/{row['slug']}"),
        origin_url=original.url if original else "",
        paragraphs=original.paragraphs if original else split_paragraphs(row["text"]),
        byline=byline(row, paper),
        published=published,
        modified=now - timedelta(hours=row.get("edited", row["age"])),
        language=row.get("language", paper["language"]),
        authors=tuple(row.get("authors", ())),
        tags=tuple(row.get("tags", ())),
        embed=Embed(**row["embed"]) if "embed" in row else None,
    )


def edited(row: dict[str, Any]) -> dict[str, Any]:
    r"""The article with the changes of its `edit` table made.

    >>> edit = {"age": 1, "headline": "Ten", "replace": {"Nine": "Ten"}, "append": "More."}
    >>> edited({"text": "Nine nights.", "edit": edit})["text"]
    'Ten nights.\n\nMore.'
    """
    edit = row["edit"]
    text = "\n\n".join(split_paragraphs(row["text"]))
    for old, new in edit["replace"].items():
        text = text.replace(old, new)
    return row | {"text": f"{text}\n\n{edit['append']}", "edited": edit["age"], "headline": edit["headline"]}


def byline(row: dict[str, Any], paper: dict[str, Any]) -> str:
    """The byline as printed.

    >>> byline({"authors": ["A", "B", "C"]}, {"byline": "By {names}", "and": "and"})
    'By A, B and C'
    >>> byline({"agency": "Meridian Wire"}, {})
    'Meridian Wire'
    """
    if "authors" not in row:
        return str(row.get("agency") or row["byline"])
    *others, last = row["authors"]
    names = f"{', '.join(others)} {paper['and']} {last}" if others else last
    printed = str(paper["byline"]).format(names=names)
    return f"{printed} · Fotos: {row['photographer']}" if "photographer" in row else printed


def split_paragraphs(text: str) -> tuple[str, ...]:
    r"""Paragraphs stand between blank lines.

    >>> split_paragraphs("One\nline.\n\nTwo.")
    ('One line.', 'Two.')
    """
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def number(slug: str) -> int:
    """A number of five digits that is always the same for a slug."""
    return 10_000 + zlib.crc32(slug.encode()) % 90_000
