"""A feed in the Atom Syndication Format (RFC 4287), for what readers want to be told of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lxml.etree import Element, SubElement, tostring

from web.charts import instant

NAMESPACE = "http://www.w3.org/2005/Atom"

CONTENT_TYPE = "application/atom+xml; charset=utf-8"

FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) has no place for, escaped or not."""

BEGINNING = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One thing to be told of."""

    url: str
    """Its page, absolute: also its permanent id."""

    title: str
    updated: str
    """When it happened: UTC, ISO 8601, with a time of day."""

    author: str
    summary: str = ""
    """Plain text."""


def feed(url: str, page: str, title: str, entries: Iterable[Entry]) -> bytes:
    """The feed at the absolute address `url`, of what the page at the absolute address `page` shows.

    >>> b"<title>Edits</title>" in feed("http://localhost/changes.atom", "http://localhost/changes", "Edits", [])
    True
    """
    entries = list(entries)
    root = Element(f"{{{NAMESPACE}}}feed", nsmap={None: NAMESPACE})  # type: ignore[dict-item] # the stubs forget the default
    add(root, "id", url)
    add(root, "title", title)
    add(root, "updated", max((moment(entry.updated) for entry in entries), default=BEGINNING))
    add(root, "link", rel="self", href=url)
    add(root, "link", rel="alternate", type="text/html", href=page)
    for entry in entries:
        node = SubElement(root, f"{{{NAMESPACE}}}entry")
        add(node, "id", entry.url)
        add(node, "title", entry.title or "(no headline)")
        add(node, "updated", moment(entry.updated))
        add(node, "link", rel="alternate", type="text/html", href=entry.url)
        add(SubElement(node, f"{{{NAMESPACE}}}author"), "name", entry.author or "unknown")
        if entry.summary:
            add(node, "summary", entry.summary)
    return bytes(tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True))


def add(parent: Any, name: str, text: str = "", **attributes: str) -> None:
    """An element of the feed, without the characters that XML forbids."""
    node = SubElement(parent, f"{{{NAMESPACE}}}{name}", {key: plain(value) for key, value in attributes.items()})
    if text:
        node.text = plain(text)


def plain(text: str) -> str:
    """A text that XML can hold."""
    return FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def moment(time: str) -> str:
    """A time in the form that Atom asks for (RFC 3339); a bare date stands for its midnight.

    >>> moment("2026-11-24T04:35:00Z"), moment("2026-11-24"), moment("soon")
    ('2026-11-24T04:35:00Z', '2026-11-24T00:00:00Z', '1970-01-01T00:00:00Z')
    """
    at = instant(time)
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else BEGINNING
