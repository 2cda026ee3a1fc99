"""What is asked of the reading room: addresses of each kind of page, drawn from an archive, the same for one seed."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

EACH = 40
"""Addresses of a kind."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """A kind of page."""

    name: str
    paths: tuple[str, ...] = field(repr=False)
    """Its addresses; `{base}` stands for the path of the database."""

    plain: tuple[str, ...] = field(default=(), repr=False)
    """What a reader of plain Datasette asks instead, of the wide table."""

    reach: float
    """Median that is to be reached, milliseconds."""

    share: int = 1
    """How often it is asked in the mix."""


def questions(archive: Path, plain_articles: int, seed: int = 1) -> tuple[Kind, ...]:
    """The kinds of pages of an archive with stories, and of a wide table with so many of its articles."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(f"file:{archive}?mode=ro", uri=True)) as db:
        rare, common = words(db, chance)
        ids = chosen(db, chance, "articles")
        stories = chosen(db, chance, "stories")
        sources = [name for (name,) in db.execute("SELECT name FROM sources")]
    names = chance.choices(sources, k=EACH)
    pairs = [
        f"{one} {other}"
        for one, other in zip(chance.sample(common[1:], EACH), chance.sample(common[1:], EACH), strict=True)
    ]
    rows = tuple(f"{{base}}/articles/{1 + number % plain_articles}" for number in ids)
    return (
        table(names),
        search("search, rare word", rare, 50),
        search("search, most common word", [common[0]] * EACH, 150),
        search("search, two words, newest first", pairs, 100, "&sort=newest"),
        Kind(name="front", paths=("/",), plain=("/",), reach=50),
        Kind(name="article", paths=tuple(f"/article/{number}" for number in ids), plain=rows, reach=50, share=4),
        Kind(name="story", paths=tuple(f"/story/{number}" for number in stories), plain=rows, reach=50),
        Kind(
            name="source",
            paths=tuple(f"/source/{name}" for name in names),
            plain=tuple(f"{{base}}/articles?source={name}" for name in names),
            reach=50,
        ),
    )


def table(names: list[str]) -> Kind:
    """The table of articles by date, by length, and of one source, with its facets."""
    sorts = ("", "?_sort_desc=first_seen", "?_sort=published", *(f"?source={name}" for name in names[: EACH // 2]))
    paths = tuple(f"{{base}}/articles{sort}" for sort in sorts)
    return Kind(name="table page, sorted, with facets", paths=paths, plain=paths, reach=100)


def search(name: str, found: list[str], reach: float, more: str = "") -> Kind:
    """Searches for words."""
    paths = tuple(f"/search?q={quote_plus(word)}{more}" for word in found)
    sort = "&_sort_desc=published" if more else ""
    plain = tuple(f"{{base}}/articles?_search={quote_plus(word)}{sort}" for word in found)
    return Kind(name=name, paths=paths, plain=plain, reach=reach)


def words(db: sqlite3.Connection, chance: random.Random) -> tuple[list[str], list[str]]:
    """Words of a few articles each, and the most common words, from the texts of some articles.

    A word that is in one of a thousand articles and no other is in some 0.1 % of all at most.
    """
    seen: dict[str, int] = {}
    (last,) = db.execute("SELECT max(id) FROM articles").fetchone()
    for number in sorted(chance.sample(range(1, last + 1), min(last, 1000))):
        for (text,) in db.execute("SELECT text FROM texts WHERE article_id = ?", (number,)):
            for word in set(text.lower().replace(",", "").replace(".", "").split()):
                seen[word] = seen.get(word, 0) + 1
    by_count = sorted(seen, key=lambda word: (-seen[word], word))
    rare = [word for word in by_count if seen[word] == 1 and word.isalpha()]
    return chance.sample(rare, EACH), by_count[: EACH * 2]


def chosen(db: sqlite3.Connection, chance: random.Random, name: str) -> list[int]:
    """Some numbers of rows of a table."""
    (last,) = db.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()
    return list(existing(db, name, chance, last))


def existing(db: sqlite3.Connection, name: str, chance: random.Random, last: int) -> Iterator[int]:
    """The next rows after numbers drawn by lot."""
    for _ in range(EACH):
        sql = f"SELECT id FROM {name} WHERE id >= ? ORDER BY id LIMIT 1"
        (number,) = db.execute(sql, (chance.randint(1, last),)).fetchone()
        yield number
