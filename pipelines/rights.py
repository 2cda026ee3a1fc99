"""What a page reserves, in the words of robots meta elements, X-Robots-Tag headers and TDMRep: recorded, and obeyed if asked.

Sources: Google's robots meta specification, which other crawlers follow; the TDM Reservation Protocol (W3C Community
Group Final Report, 2024), with which a publisher reserves text and data mining under article 4 of the EU's directive
2019/790.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from lxml.html import HtmlElement

AGENT = "morgue"
"""Our name in robots.txt, robots meta elements and headers."""

WORDS = ("noarchive", "noindex", "nosnippet", "noai", "tdm-reserved", "tdm-policy")
"""What may be recorded of an article; `tdm-policy` says that terms for mining are offered."""

_SAID = {
    "noarchive": ("noarchive",),
    "nocache": ("noarchive",),
    "noindex": ("noindex",),
    "none": ("noindex",),
    "nosnippet": ("nosnippet",),
    "noai": ("noai",),
    "noml": ("noai",),
}
"""Directives and what is recorded of them."""
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Directives with a value behind a colon: their names are no names of crawlers."""
_META = re.compile(rb"<meta\b[^>]{0,500}>", re.IGNORECASE)
_HEAD_BYTES = 200_000
"""Bytes of a page in which its meta elements are looked for before it is captured."""


def directives(content: str) -> set[str]:
    """What a robots meta element, or an X-Robots-Tag header for everyone or for us, reserves.

    >>> sorted(directives("noindex, nofollow, noarchive")), directives("otherbot: noindex, noarchive")
    (['noarchive', 'noindex'], set())
    >>> directives("morgue: noarchive"), directives("unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive")
    ({'noarchive'}, {'noarchive'})
    """
    found: set[str] = set()
    meant = True
    for part in content.lower().split(","):
        name, colon, value = part.partition(":")
        if scoped := bool(colon) and name.strip() not in _VALUED:
            meant = name.strip() in {AGENT, "*"}
        if meant:
            found.update(_SAID.get((value if scoped else part).strip(), ()))
    return found


def of_headers(robots_tags: Iterable[str], reservation: str, policy: str) -> tuple[str, ...]:
    """What the headers of an answer reserve: its X-Robots-Tag lines, its tdm-reservation and tdm-policy."""
    return in_order(set().union(*map(directives, robots_tags)) | _mining(reservation, policy))


def of_page(tree: HtmlElement) -> set[str]:
    """What the meta elements of a page reserve."""
    metas = [(meta.get("name", "").strip().lower(), meta.get("content", "")) for meta in tree.iter("meta")]
    return _of_metas(metas)


def of_source(body: bytes) -> set[str]:
    """The same from the bytes of a page, before it is parsed."""
    metas = []
    for element in _META.findall(body[:_HEAD_BYTES]):
        given = {
            name.decode("latin-1").lower(): (one or other or bare).decode("latin-1")
            for name, one, other, bare in _ATTRIBUTE.findall(element)
        }
        metas.append((given.get("name", "").strip().lower(), given.get("content", "")))
    return _of_metas(metas)


_ATTRIBUTE = re.compile(rb"""(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def _of_metas(metas: Sequence[tuple[str, str]]) -> set[str]:
    """What meta elements, as pairs of name and content, reserve."""
    found: set[str] = set()
    for name, content in metas:
        if name in {"robots", AGENT}:
            found |= directives(content)
    named: Mapping[str, str] = dict(metas)
    return found | _mining(named.get("tdm-reservation", ""), named.get("tdm-policy", ""))


def _mining(reservation: str, policy: str) -> set[str]:
    """What a TDM reservation says; without one its policy says nothing."""
    if reservation.strip() != "1":
        return set()
    return {"tdm-reserved", "tdm-policy"} if policy.strip() else {"tdm-reserved"}


def in_order(words: Iterable[str]) -> tuple[str, ...]:
    """Words of WORDS in its order, each once.

    >>> in_order(["noindex", "noarchive", "noindex"])
    ('noarchive', 'noindex')
    """
    given = set(words)
    return tuple(word for word in WORDS if word in given)


def forbidden(rights: Iterable[str], obeyed: Iterable[str]) -> str:
    """The first word that is to be obeyed, '' for none.

    >>> forbidden(("noindex", "tdm-reserved"), ("noarchive", "tdm-reserved")), forbidden(("noindex",), ())
    ('tdm-reserved', '')
    """
    wanted = set(obeyed)
    return next((word for word in rights if word in wanted), "")
