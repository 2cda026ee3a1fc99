"""The headline as a reader sees it: without the site's name, and the printed one rather than the one for search engines."""

import re
from itertools import islice

from lxml.html import HtmlElement

from pipelines.structured import Structured, text_of

_SEPARATOR = re.compile(r"\s+[|–—»·•:-]+\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")
MAX_HEADLINE = 400
ALIKE = 0.5
"""A heading with this share of words in common with the stated headline is the printed form of it."""


def squash(text: str) -> str:
    """Text with all white space as single spaces, at most MAX_HEADLINE characters."""
    return " ".join(text.split())[:MAX_HEADLINE]


def without_site(title: str, sites: frozenset[str]) -> str:
    """A title element's text without the site's name, in front or behind.

    A part goes when it is one of `sites` (lower case) or, at the end, is clearly the shorter part after a bar.

    >>> without_site("Ferry returns to the harbour | The Quay Courier", frozenset({"the quay courier"}))
    'Ferry returns to the harbour'
    >>> without_site("Budget passed - what now?", frozenset())
    'Budget passed - what now?'
    """
    parts = _SEPARATOR.split(title)
    marks = _SEPARATOR.findall(title)
    while len(parts) > 1 and (parts[-1].lower() in sites or ("|" in marks[-1] and len(parts[-1]) < len(parts[0]))):
        title = title[: title.rindex(marks.pop() + parts.pop())]
    if len(parts) > 1 and parts[0].lower() in sites:
        title = title[len(parts[0] + marks[0]) :]
    return title.strip()


def alike(one: str, other: str) -> float:
    """Share of the words of the longer text that the other has too, 0 to 1.

    >>> alike("The ferry returns", "Ferry returns to the harbour"), alike("", "Ferry")
    (0.6, 0.0)
    """
    a, b = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def find_headline(tree: HtmlElement, data: Structured, sites: frozenset[str]) -> str:
    """The printed heading that resembles what the page says its headline is; else what it says, without the site's name.

    An h1 comes first; on older pages it has the site's name, and the headline is in an h2 or h3.
    """
    title = tree.find(".//title")
    stated = [
        text_of(data.article.get("headline")),
        data.first("og:title"),
        squash(title.text_content()) if title is not None else "",
        data.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title"),
    ]
    stated = [without_site(squash(text), sites) for text in stated if text]
    printed: list[str] = []
    for level in ("h1", "h2", "h3"):
        headings = [text for element in islice(tree.iter(level), 8) if len(text := squash(element.text_content())) > 2]
        printed = printed or headings
        likeness = [max((alike(text, other) for other in stated), default=0.0) for text in headings]
        if headings and max(likeness) >= ALIKE:
            return headings[likeness.index(max(likeness))]
    return stated[0] if stated else next(iter(printed), "")
