"""Rules of single sites, for where the general way fails: rules.toml, one table per host, CSS selectors as values.

    ["news.example"]
    text = "div.story > p"                      # the paragraphs of the text
    drop = ["aside", ".promo"]                  # taken out before anything is read
    headline = "h1.story-title"
    byline = ".by"
    published = "time.first"                    # the element's datetime, content or title attribute, else its text

A rule is for its host and the hosts below it. Raises RulesError with all mistakes of the file at once.
"""

import difflib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.cssselect import CSSSelector
from lxml.html import HtmlElement

from pipelines.errors import MorgueError


class RulesError(MorgueError):
    """Raised when rules.toml has mistakes, from `load_rules()`; lists all of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRules:
    """What to take from the pages of one host. Each value is a CSS selector; an empty one leaves the general way."""

    text: str = ""
    """The paragraphs of the text."""

    drop: tuple[str, ...] = ()
    """What is taken out before anything is read."""

    headline: str = ""
    """The headline."""

    byline: str = ""
    """The byline."""

    published: str = ""
    """The publication date."""

    modified: str = ""
    """The date of the last change."""

    section: str = ""
    """The section."""

    def prune(self, tree: HtmlElement) -> None:
        """Take out what is to be dropped."""
        for selector in self.drop:
            for element in _select(tree, selector):
                if element.getparent() is not None:
                    element.drop_tree()

    def fields(self, tree: HtmlElement) -> dict[str, str]:
        """The first value of each field of a page but its text, where a rule fits one."""
        found = ((name, self.lines(tree, name)) for name in ("headline", "byline", "published", "modified", "section"))
        return {name: lines[0] for name, lines in found if lines}

    def lines(self, tree: HtmlElement, name: str) -> list[str]:
        """The values of a field on a page, one an element; none if there is no rule for it or nothing fits."""
        selector = getattr(self, name)
        elements = _select(tree, selector) if selector else []
        return [line for element in elements if (line := " ".join(_value(element, name).split()))]


def _select(tree: HtmlElement, selector: str) -> list[HtmlElement]:
    """The elements that a selector fits."""
    found: Any = CSSSelector(selector)(tree)
    return list(found)


def _value(element: HtmlElement, name: str) -> str:
    """What an element says: of a date rather its attribute than its text."""
    stated = element.get("datetime") or element.get("content") or element.get("title")
    return stated if stated and name in {"published", "modified"} else str(element.text_content())


Rules = dict[str, SiteRules]


def rules_for(url: str, rules: Rules) -> SiteRules | None:
    """The rules of an address's host, or of the nearest host above it that has some.

    >>> rules_for("http://www.news.example/a", {"news.example": SiteRules(headline="h1")}).headline
    'h1'
    """
    labels = (urlsplit(url).hostname or "").split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels)))
    return next((rules[host] for host in hosts if host in rules), None)


def load_rules(path: Path | str) -> Rules:
    """The rules in a file, by host; none if there is no such file.

    Raises RulesError.
    """
    path = Path(path)
    if not path.exists():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RulesError(f'{path}: no TOML: {error}; write tables such as ["news.example"]') from error
    mistakes = [f"{path}: {mistake}" for host, table in tables.items() for mistake in _mistakes(host, table)]
    if mistakes:
        raise RulesError("\n".join(mistakes))
    return {
        host.lower(): SiteRules(**(table | {"drop": tuple(table.get("drop", ()))})) for host, table in tables.items()
    }


def _mistakes(host: str, table: object) -> Iterator[str]:
    """What is wrong with one table."""
    if not isinstance(table, dict):
        yield f'{host}: stands outside of a table; write ["{host}"] and selectors below it'
        return
    if "/" in host or ":" in host or "." not in host:
        yield f'["{host}"]: not a host; write e.g. ["news.example"], in quotes'
    known = [field.name for field in fields(SiteRules)]
    for key, value in table.items():
        where = f'["{host}"] {key}'
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            yield f"{where}: no such field; " + (
                f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            )
        elif key == "drop" and not isinstance(value, list):
            yield f"{where}: not a list; write a list of selectors"
        else:
            for selector in value if isinstance(value, list) else [value]:
                yield from _faults(where, selector)


def _faults(where: str, selector: object) -> Iterator[str]:
    """What is wrong with one selector."""
    if not isinstance(selector, str) or not selector:
        yield f"{where}: {selector!r} is no CSS selector; write e.g. 'div.story > p'"
        return
    try:
        CSSSelector(selector)
    except SelectorError as error:
        yield f"{where}: {selector!r} is no CSS selector: {error}"
