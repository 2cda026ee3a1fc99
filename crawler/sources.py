"""What to crawl: the tables of sources.toml, read into `Source`s. One table per publication; `homepage` is required.

Nothing is guessed around a mistake: `load_sources()` lists all of them at once, each with its place, value and cure.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from crawler.keys import KEYS, address, kind, reserved, shown
from pipelines.errors import SourcesError
from pipelines.urls import url_key


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A publication, as its table in sources.toml describes it. Made by `load_sources()`, which checks every value."""

    name: str
    """Name of its table: letters, digits and `-_.`. It is the `source` of all that is archived from it."""

    title: str
    """Name for readers: the key `name`, or the table's name."""

    homepage: str
    """Front page."""

    feeds: tuple[str, ...] = ()
    """Addresses of RSS or Atom feeds, beside those that are found."""

    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps, beside those that are found."""

    sections: tuple[str, ...] = ()
    """Addresses of section fronts, beside those that are found."""

    include: tuple[re.Pattern[str], ...] = ()
    """Only links whose URL one of these expressions is found in are followed; empty for all."""

    exclude: tuple[re.Pattern[str], ...] = ()
    """Links whose URL one of these expressions is found in are not followed; stronger than `include`."""

    language: str = ""
    """Main language, ISO 639-1; empty if not said."""

    country: str = ""
    """Country, ISO 3166-1 alpha-2; empty if not said."""

    enabled: bool = True
    """Whether it is crawled."""

    delay: float | None = None
    """Seconds between two requests to one host; None for the setting DOWNLOAD_DELAY."""

    interval_min: float | None = None
    """Minutes between two reads of a feed, sitemap or front page at least; None for the setting INTERVAL_MIN."""

    interval_max: float | None = None
    """Minutes between two reads of one at most; None for the setting INTERVAL_MAX."""

    concurrency: int | None = None
    """Requests to one host at the same time, 1 to 16; None for the setting CONCURRENT_REQUESTS_PER_DOMAIN."""

    revisit_days: int | None = None
    """Days after publication in which an article is looked at again, 0 for never; None for the setting REVISIT_DAYS."""

    revisit_looks: int | None = None
    """How often an article is looked at again in that time, about; None for the setting REVISIT_LOOKS."""

    obey: tuple[str, ...] | None = None
    """What pages reserve that is obeyed: with one of these words they are not archived; None for the setting OBEY."""

    per_day: float | None = None
    """Articles a day that it brings out; None to learn it. A source that brings far less is reported as quiet."""

    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False, hash=False)
    """Headers sent with each request to it, e.g. a subscriber's cookie; for that reason never logged."""


def load_sources(path: Path | str) -> tuple[Source, ...]:
    """The publications in the file at `path`, enabled or not, in its order; at least one.

    Raises SourcesError when the file cannot be read, is no TOML, holds no publication, or has mistakes: one line each.
    """
    tables = read_tables(Path(path))
    if mistakes := [f"{path}: {mistake}" for mistake in find_mistakes(tables)]:
        raise SourcesError("\n".join(mistakes))
    return tuple(build(name, table) for name, table in tables.items())


def read_tables(path: Path) -> dict[str, Any]:
    """The file as TOML (https://toml.io/en/v1.0.0). Raises SourcesError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Windows editors put a byte order mark first
        return tomllib.loads(text)
    except FileNotFoundError as error:
        cure = 'make it with two lines, [name] and homepage = "https://…", or name another with -s SOURCES=…'
        raise SourcesError(f"{path}: there is no such file; {cure}") from error
    except OSError as error:
        raise SourcesError(f"{path}: cannot be read: {error.strerror}; name another with -s SOURCES=…") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise SourcesError(f"{path}: line {line}: not UTF-8; save the file in the encoding UTF-8") from error
    except (ValueError, RecursionError) as error:  # tomllib's own error, or a number or nesting beyond Python's limits
        raise SourcesError(f"{path}: {explain(str(error))}") from error


SYNTAX_CURES = {
    "Cannot declare": "a publication has one table: put the two together, or rename one",
    "Cannot overwrite": "the key is there twice: keep one",
    "Unescaped": "write expressions in single quotes, where a backslash stands for itself: exclude = ['\\d+']",
    "Invalid value": 'text stands in straight quotes, true and false in small letters: homepage = "https://…"',
    "Expected '='": 'a line of a table is key = value: homepage = "https://…"',
    "Expected ']'": 'a table is [name]; a name with other characters than letters, digits, - and _ in quotes: ["a.b"]',
    "Invalid initial character": "names are made of the letters a to z, digits, - and _",
    "Unclosed array": 'a list is ["…", "…"], with a comma between two values',
    "Illegal character": "close the quotes on the same line",
    "Expected newline": "a line is one key = value, with text in quotes, and text with ' in it in double quotes",
}


def explain(message: str) -> str:
    """What tomllib says, with the place first and the cure last.

    >>> explain("Cannot overwrite a value (at line 3, column 4)")
    'line 3, column 4: Cannot overwrite a value; the key is there twice: keep one'
    """
    what, _, place = message.removesuffix(")").partition(" (at ")
    cure = next((cure for start, cure in SYNTAX_CURES.items() if what.startswith(start)), "see https://toml.io")
    return f"{place}: {what}; {cure}" if place else f"{what}; {cure}"


def find_mistakes(tables: dict[str, Any]) -> Iterator[str]:
    """Every mistake in the parsed file, as `[table] key: value is so; do this`, in the file's order."""
    if not tables:
        yield 'there is no publication in it yet; add two lines: [name] and homepage = "https://…"'
    homepages: dict[str, str] = {}
    for given, table in tables.items():
        name = label(given)
        if isinstance(table, dict):
            yield from table_mistakes(given, table)
            page = identity(table.get("homepage"))
            if page and homepages.setdefault(page, name) != name:
                yield f"[{name}] homepage: {shown(table['homepage'])} is that of [{homepages[page]}]; keep one of them"
        elif isinstance(table, list) and table and isinstance(table[0], dict):
            yield f"[[{name}]] is a list of tables; write [{name}], and give each publication a name of its own"
        else:
            yield f"{name}: stands outside a table; write [name] above it"


def label(name: str) -> str:
    """The name of a table for a message: as it is if it may be one, else in quotes."""
    return name if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name) else shown(name)


def table_mistakes(name: str, table: dict[str, Any]) -> Iterator[str]:
    """The mistakes in one publication's table."""
    where = f"[{label(name)}]"
    if label(name) != name:
        yield f"{where} is no name for a table; write letters a to z, digits, - _ . and put the title in name = "
    inner = [key for key, value in table.items() if key not in KEYS and isinstance(value, dict)]
    if "homepage" not in table and not inner:
        yield f"{where} homepage: is missing; write {KEYS['homepage'].example}"
    for key, value in table.items():
        if key in inner:
            dotted = label(f"{name}.{key}")
            yield f'[{dotted}] is read as a table inside a table; for a name with a dot in it write ["{dotted}"]'
        elif key not in KEYS:
            near = difflib.get_close_matches(key, KEYS, n=1)
            cure = f"did you mean {near[0]}?" if near else f"the keys are: {', '.join(KEYS)}"
            yield f"{where} {shown(key)} is no key of a publication; {cure}"
        elif type(value) not in KEYS[key].kinds:  # a bool is an int to isinstance
            yield f"{where} {key}: {shown(value)} is {kind(value)}; write it as in {KEYS[key].example}"
        else:
            yield from KEYS[key].check(f"{where} {key}", value)
    least, most = table.get("interval_min"), table.get("interval_max")
    if isinstance(least, int | float) and isinstance(most, int | float) and least > most:
        yield f"{where} interval_min: {shown(least)} is more than interval_max, {shown(most)}; write it the other way round"


def check_obeyed(words: list[str]) -> None:
    """Raise SourcesError for a word in the setting OBEY that nothing is known by."""
    if mistakes := list(reserved("OBEY", words)):
        raise SourcesError("\n".join(mistakes))


def build(name: str, table: dict[str, Any]) -> Source:
    """The Source of a table without mistakes."""
    fields = {"title" if key == "name" else key: KEYS[key].parse(value) for key, value in table.items()}
    return Source(**{"name": name, "title": name} | fields)


def identity(homepage: Any) -> str:
    """What two addresses of one front page have in common; empty if it is no address."""
    return url_key(homepage) if isinstance(homepage, str) and not any(address("", homepage)) else ""
