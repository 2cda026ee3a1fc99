"""The keys that a publication's table in sources.toml may have: what their values may be, and what to write instead.

A check gets the place (`[apnews] feeds`) and a value of the right type, and yields the mistakes, each with its place
first and its cure last.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from pipelines.rights import WORDS

KINDS = {bool: "true or false", str: "text", list: "a list", dict: "a table", int: "a number", float: "a number"}


def shown(value: Any) -> str:
    """A value for a message: printable, on one line, not too long."""
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:99]}…"


def kind(value: Any) -> str:
    """What a TOML value is."""
    return KINDS.get(type(value), "a date or time")


def nothing(_where: str, _value: object) -> Iterator[str]:
    """No mistake: the kind is all there is to check."""
    yield from ()


def each(check: Callable[[str, str], Iterator[str]]) -> Callable[[str, list[Any]], Iterator[str]]:
    """The check of a list of texts, given the check of one text."""

    def check_list(where: str, values: list[Any]) -> Iterator[str]:
        for number, value in enumerate(values):
            if isinstance(value, str):
                yield from check(f"{where}[{number}]", value)
            else:
                yield f"{where}[{number}]: {shown(value)} is {kind(value)}; write text in quotes"

    return check_list


def address(where: str, url: str) -> Iterator[str]:
    """The first mistake of an http or https address (RFC 3986)."""
    if not url or not url.isprintable() or " " in url:
        fault = "is empty, or holds a space or control character; leave it out, or write a space as %20"
    elif "://" not in url:
        whole = "https://HOST" + url if re.match(r"/(?!/)", url) else "https://" + re.sub(r"^(https?[:/]+|/+)", "", url)
        fault = f"has no scheme; write {whole}"
    else:
        fault = part_fault(url)
    if fault:
        yield f"{where}: {shown(url)} {fault}"


def part_fault(url: str) -> str:
    """What is wrong with the parts of an address, and the cure; empty if nothing is."""
    try:
        parts = urlsplit(url)
        _valid = parts.port, (parts.hostname or "").encode("idna")
    except ValueError as error:
        return f"is no address ({error}); write https://example.org/"
    faults = (
        (parts.scheme not in {"http", "https"}, f"is {parts.scheme}; write an http or https address"),
        (not parts.hostname, "has no host; write https://example.org/"),
        ("@" in parts.netloc, 'holds a login; write it as headers = { Authorization = "…" }'),
        ("#" in url, "has a fragment; leave out # and what follows"),
    )
    return next((fault for wrong, fault in faults if wrong), "")


def expression(where: str, pattern: str) -> Iterator[str]:
    """The mistake of a regular expression of Python's `re`."""
    try:
        re.compile(pattern)
        if not pattern:
            yield f"{where}: is empty, and so found in every URL; leave it out"
    except (re.error, OverflowError) as error:
        cure = "put \\ before a character that stands for itself, and single quotes around it all"
        yield f"{where}: {shown(pattern)} is no regular expression ({error}); {cure}"


def title(where: str, name: str) -> Iterator[str]:
    """The mistake of a name for readers."""
    if not name.isprintable() or not name.strip():
        yield f"{where}: {shown(name)} is no name for readers; write it on one line, or leave it out"


def language(where: str, code: str) -> Iterator[str]:
    """The mistake in the form of an ISO 639-1 code."""
    if not re.fullmatch(r"[a-z]{2}", code):
        near = re.match(r"[A-Za-z]{2}(?![A-Za-z])", code)
        cure = f"write {near[0].lower()}" if near else "write two small letters, as in en"
        yield f"{where}: {shown(code)} is no ISO 639-1 code; {cure}"


def country(where: str, code: str) -> Iterator[str]:
    """The mistake in the form of an ISO 3166-1 alpha-2 code."""
    if not re.fullmatch(r"[A-Z]{2}", code) or code == "UK":  # the commonest wrong one
        near = re.fullmatch(r"[A-Za-z]{2}", code.replace("UK", "GB").replace("uk", "GB"))
        cure = f"write {near[0].upper()}" if near else "write two capital letters, as in GB"
        yield f"{where}: {shown(code)} is no ISO 3166-1 code; {cure}"


def seconds(where: str, value: float) -> Iterator[str]:
    """The mistake of a length of time."""
    if not 0 <= value <= 86_400:
        yield f"{where}: {shown(value)} is no delay; write seconds, 0 to 86400"


def minutes(where: str, value: float) -> Iterator[str]:
    """The mistake of an interval."""
    if not 1 <= value <= 43_200:
        yield f"{where}: {shown(value)} is no interval; write minutes, 1 to 43200 (30 days)"


def articles(where: str, value: float) -> Iterator[str]:
    """The mistake of a number of articles a day."""
    if not 0 < value <= 100_000:
        yield f"{where}: {shown(value)} is no number of articles a day; write how many it brings out, 0.1 for one in ten days"


def at_once(where: str, value: int) -> Iterator[str]:
    """The mistake of a number of requests at the same time."""
    if not 1 <= value <= 16:
        yield f"{where}: {shown(value)} is not 1 to 16 requests at the same time; write 1 to be polite"


def days(where: str, value: int) -> Iterator[str]:
    """The mistake of a number of days."""
    if not 0 <= value <= 366:
        yield f"{where}: {shown(value)} is not 0 to 366 days; write 30, or 0 to look at no article again"


def looks(where: str, value: int) -> Iterator[str]:
    """The mistake of a number of looks at an article."""
    if not 0 <= value <= 60:
        yield f"{where}: {shown(value)} is not 0 to 60 looks; write 6, or 0 to look at no article again"


def headers(where: str, table: dict[str, Any]) -> Iterator[str]:
    """The mistakes of request headers (RFC 9110, 5.1 and 5.5)."""
    for name, value in table.items():
        if not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            yield f"{where}: {shown(name)} is no name of a header; write it as in User-Agent"
        elif not isinstance(value, str):
            yield f"{where}.{name}: {shown(value)} is {kind(value)}; write text in quotes"
        elif not re.fullmatch(r"[\t\x20-\x7e\x80-\xff]*", value):
            yield f"{where}.{name}: holds a line break, a control or a non-Latin-1 character; leave it out"


def reserved(where: str, words: list[Any]) -> Iterator[str]:
    """The mistakes of a list of what is to be obeyed."""
    for number, word in enumerate(words):
        if word not in WORDS:
            yield f"{where}[{number}]: {shown(word)} is nothing that pages reserve; there are {', '.join(WORDS)}"


@dataclass(frozen=True, slots=True)
class Key:
    """A key that the table of a publication may have."""

    kinds: tuple[type, ...]
    """Types its value may have in parsed TOML."""

    example: str
    """How to write it."""

    check: Callable[[str, Any], Iterator[str]] = nothing
    """Yields the mistakes of a value of the right type."""

    parse: Callable[[Any], Any] = lambda value: value
    """The field of `Source` for a value without mistakes."""


KEYS = {
    "homepage": Key((str,), 'homepage = "https://example.org/"', address),
    "name": Key((str,), 'name = "The Example"', title),
    "feeds": Key((list,), 'feeds = ["https://example.org/rss"]', each(address), tuple),
    "sitemaps": Key((list,), 'sitemaps = ["https://example.org/sitemap.xml"]', each(address), tuple),
    "sections": Key((list,), 'sections = ["https://example.org/world"]', each(address), tuple),
    "include": Key((list,), "include = ['/article/']", each(expression), lambda given: tuple(map(re.compile, given))),
    "exclude": Key((list,), "exclude = ['/video/']", each(expression), lambda given: tuple(map(re.compile, given))),
    "language": Key((str,), 'language = "en"', language),
    "country": Key((str,), 'country = "GB"', country),
    "enabled": Key((bool,), "enabled = false", nothing),
    "delay": Key((int, float), "delay = 2.5", seconds, float),
    "interval_min": Key((int, float), "interval_min = 15", minutes, float),
    "interval_max": Key((int, float), "interval_max = 240", minutes, float),
    "concurrency": Key((int,), "concurrency = 2", at_once),
    "revisit_days": Key((int,), "revisit_days = 30", days),
    "revisit_looks": Key((int,), "revisit_looks = 6", looks),
    "obey": Key((list,), 'obey = ["noarchive", "tdm-reserved"]', reserved, tuple),
    "per_day": Key((int, float), "per_day = 12", articles, float),
    "headers": Key((dict,), 'headers = { Accept-Language = "en" }', headers, MappingProxyType),
}
