"""What a site reserves for all of its pages: /.well-known/tdmrep.json (TDM Reservation Protocol) and /ai.txt (Spawning).

Both are read leniently, since a mistake in them is no permission to overlook the rest.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from protego import Protego

from pipelines.rights import AGENT, in_order, of_headers

MOST_RULES = 1_000
MOST_LETTERS = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Reservations:
    """What the two files of a site say."""

    rules: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Patterns of paths, as in robots.txt, each with the words of `Article.rights` that hold there."""

    ai: str = ""
    """The text of ai.txt, whose syntax is that of robots.txt."""

    def of(self, url: str) -> tuple[str, ...]:
        """What is reserved at an address. Of the rules that fit, the longest holds, as RFC 9309 has it for robots.txt.

        >>> reserved = Reservations(rules=(("/*", ("tdm-reserved",)), ("/free/*", ())))
        >>> reserved.of("https://a.example/news/1"), reserved.of("https://a.example/free/1")
        (('tdm-reserved',), ())
        """
        parts = urlsplit(url)
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        fitting = [(len(pattern), words) for pattern, words in self.rules if fits(pattern, path)]
        words = set(max(fitting)[1] if fitting else ())
        if self.ai and not Protego.parse(self.ai).can_fetch(url, AGENT):
            words.add("noai")
        return in_order(words)


def fits(pattern: str, path: str) -> bool:
    """Whether a pattern of robots.txt fits a path: `*` stands for anything, `$` for the end.

    >>> fits("/news/*.html$", "/news/a/b.html"), fits("/news", "/news/a"), fits("/a$", "/ab")
    (True, True, False)
    """
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    for number, part in enumerate(rest):
        last = pattern.endswith("$") and number == len(rest) - 1
        found = len(path) - len(part) if last and path.endswith(part) else -1 if last else path.find(part, place)
        if found < place:
            return False
        place = found + len(part)
    return bool(rest) or not pattern.endswith("$") or place == len(path)


def read_tdmrep(body: bytes) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The rules of a tdmrep.json; those that cannot be read are left out.

    >>> read_tdmrep(b'[{"location": "/*", "tdm-reservation": 1, "tdm-policy": "https://a.example/p"}]')
    (('/*', ('tdm-reserved', 'tdm-policy')),)
    """
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    entries = [entry for entry in given if isinstance(entry, dict)] if isinstance(given, list) else []
    return tuple(filter(None, map(_rule, entries[:MOST_RULES])))


def _rule(entry: dict[str, Any]) -> tuple[str, tuple[str, ...]] | None:
    """One entry of a tdmrep.json."""
    location = entry.get("location")
    if not isinstance(location, str) or not location.startswith("/") or len(location) > 2_000:
        return None
    return location, of_headers((), str(entry.get("tdm-reservation", "")), str(entry.get("tdm-policy") or ""))


def read_ai(body: bytes) -> str:
    """The text of an ai.txt, if it is one: others of that name hold prose, or an error page."""
    text = body[:MOST_LETTERS].decode("utf-8", "replace")
    return text if "user-agent:" in text.lower() and "<html" not in text.lower() else ""


def as_json(reserved: Reservations) -> str:
    """Reservations as `hosts.reserved` keeps them."""
    return json.dumps({"rules": reserved.rules, "ai": reserved.ai})


def from_json(text: str) -> Reservations:
    """The reservations that `as_json()` wrote.

    >>> from_json(as_json(Reservations(rules=(("/*", ("tdm-reserved",)),)))).of("https://a.example/")
    ('tdm-reserved',)
    """
    given = json.loads(text or "{}")
    rules = tuple((pattern, tuple(words)) for pattern, words in given.get("rules", ()))
    return Reservations(rules=rules, ai=given.get("ai", ""))
