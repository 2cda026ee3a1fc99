"""The headline as a reader sees it: without the site's name, and the printed one rather than the one for search engines."""

import re

from lxml.html import HtmlElement

from pipelines.structured import Structured, text_of

_SEPARATOR = re.compile(r"\s+[|–—»·•:-]+\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")
MAX_HEADLINE = 400


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
    """Share of the words of the shorter text that the other has too, 0 to 1.

    >>> alike("Ferry returns", "The ferry returns to the harbour")
    1.0
    """
    a, b = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def find_headline(tree: HtmlElement, data: Structured, sites: frozenset[str]) -> str:
    """The h1 that resembles what the page says its headline is; else what it says, without the site's name."""
    title = tree.find(".//title")
    stated = [
        text_of(data.article.get("headline")),
        data.first("og:title"),
        squash(title.text_content()) if title is not None else "",
        data.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "title"),
    ]
    stated = [without_site(squash(text), sites) for text in stated if text]
    printed = [text for element in list(tree.iter("h1"))[:8] if len(text := squash(element.text_content())) > 2]
    ranked = sorted(
        (
            (max((alike(text, other) for other in stated), default=0.0), -order, text)
            for order, text in enumerate(printed)
        )
    )
    if ranked and ranked[-1][0] >= 0.5:
        return ranked[-1][2]
    if stated:
        return stated[0]
    return printed[0] if printed else ""
