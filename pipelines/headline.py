"""The headline as a reader sees it: without the site's name, and the printed one rather than the one for search engines."""

import re
from collections.abc import Iterable
from itertools import islice

from lxml.html import HtmlElement

from pipelines.jsonld import types_of
from pipelines.phrases import ELSEWHERE
from pipelines.sitename import bare, is_site, parts_of, without_site
from pipelines.structured import Structured, line_of, pieces_of, text_of

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_WORD = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W_]+")
MAX_HEADLINE = 400
ALIKE = 0.5
"""A heading with this share of words in common with the stated headline is the printed form of it."""
LONE_WORDS = 4
"""A page's only h1 is its headline from this many words on, whatever the page states."""


def squash(text: str) -> str:
    """Text with all white space as single spaces and nothing invisible in it, at most MAX_HEADLINE characters."""
    return " ".join(_INVISIBLE.sub("", text).split())[:MAX_HEADLINE]


def words_of(text: str) -> set[str]:
    """The words of a text, lower case; in scripts without spaces, its characters."""
    return set(_WORD.findall(text.lower()))


def alike(one: str, other: str) -> float:
    """Share of the words of the longer text that the other has too, 0 to 1.

    >>> alike("The ferry returns", "Ferry returns to the harbour"), alike("", "Ferry")
    (0.6, 0.0)
    """
    a, b = words_of(one), words_of(other)
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def find_headline(data: Structured, sites: frozenset[str]) -> tuple[str, str]:
    """The headline and where it stands: `visible`, `json-ld`, `meta` or `title`; empty without one.

    It is the printed heading that resembles what the page says its headline is. An h1 comes first; on older pages it has
    the site's name, and the headline is in an h2 or h3. Without such a heading it is what the page states.
    """
    stated = stated_headlines(data, sites)
    texts = [text for text, _ in stated]
    first = headings(data.marked.get("h1", ()), sites)
    if first:
        best = max(first, key=lambda text: likeness(text, texts))
        if likeness(best, texts) >= ALIKE or (len(first) == 1 and len(words_of(best)) >= LONE_WORDS):
            if agreed := agreed_headline(best, data, stated):
                return agreed, "json-ld"
            readers = second_heading(best, data, sites, stated)
            return readers or settled(best, texts, beginnings(data.marked["h1"])), "visible"
    for level in ("h2", "h3"):
        lesser = headings(data.marked.get(level, ()), sites)
        best = max(lesser, key=lambda text: likeness(text, texts), default="")
        if best and likeness(best, texts) >= ALIKE:
            return settled(best, texts, beginnings(data.marked[level])), "visible"
    return next(iter(stated), (next(iter(first), ""), "visible" if first else ""))


def place_of(headline: str, data: Structured) -> int:
    """Where the headline stands among the elements of a page: the heading that has its words; 0 if none has."""
    named = (heading for level in ("h1", "h2", "h3") for heading in data.marked.get(level, ()))
    core = bare(headline)
    fitting = (heading for heading in named if core and core in bare(line_of(heading)))
    first = next((heading for heading in data.marked.get("h1", ()) if len(line_of(heading)) > 12), None)
    heading = next(fitting, first)
    return data.places[heading] if heading is not None else 0


def stated_headlines(data: Structured, sites: frozenset[str]) -> list[tuple[str, str]]:
    """What the page says its headline is, without the site's name, each with where it says so."""
    said = [
        (text_of(data.article.get("headline")), "json-ld"),
        (data.first("og:title"), "meta"),
        (data.title, "title"),
        (data.first("twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "title"), "meta"),
    ]
    stated = [(without_site(squash(text), sites), where) for text, where in said if text]
    return [pair for pair in stated if pair[0] and not is_site(pair[0], sites)] or [pair for pair in stated if pair[0]]


def headings(elements: Iterable[HtmlElement], sites: frozenset[str]) -> list[str]:
    """The texts of headings, each once, without those that are the site's name or a link to the front page."""
    texts = (
        without_site(squash(line_of(element)), sites, printed=True)
        for element in islice(elements, 8)
        if not links_home(element)
    )
    fit = list(dict.fromkeys(text for text in texts if len(text) > 2 and not is_site(text, sites)))
    return [text for text in fit if not ELSEWHERE.match(text)] or fit


def beginnings(elements: Iterable[HtmlElement]) -> frozenset[str]:
    """The letters of headings up to where markup or a bar parts them from what follows."""
    found: set[str] = set()
    for element in islice(elements, 8):
        pieces = [part for piece in pieces_of(element) for part in piece.split("|")]
        found.update(bare("".join(pieces[:count])) for count in range(1, min(len(pieces), 8)))
    return frozenset(found)


def links_home(heading: HtmlElement) -> bool:
    """Whether a heading is a link to the site's front page, as its name at the top of each page is."""
    link = heading if heading.tag == "a" else heading.find(".//a")
    href = link.get("href", "") if link is not None else ""
    return bool(re.fullmatch(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?", href)) and bool(href)


def likeness(text: str, stated: list[str]) -> float:
    """How much a heading resembles any of the stated headlines: in words in common, or as a part of one."""
    words = {word for word in words_of(text) if len(word) > 1 or not word.isascii()}
    within = (len(words & words_of(other)) / len(words) for other in stated if len(words) >= 3)
    begins = any(bare(text) == bare(parts_of(other)[0]) for other in stated)
    return max(
        (*(alike(text, other) for other in stated), *(0.9 * share for share in within), 0.8 * begins), default=0.0
    )


def second_heading(first: str, data: Structured, sites: frozenset[str], stated: list[tuple[str, str]]) -> str:
    """The readers' headline of a page whose h1 is but its title for search engines; '' if its h1 is for readers.

    Such a page states another headline too, and prints it in an h2, often after a kicker.
    """
    core = bare(first)
    if bare(without_site(data.title, sites)) != core:
        return ""
    others = [text for text, _ in stated if bare(text) != core and len(words_of(text)) >= LONE_WORDS]
    lesser = [bare(text) for text in headings(data.marked.get("h2", [])[:4], sites)] if others else []
    return next((text for text in others if any(line.endswith(bare(text)) for line in lesser)), "")


def agreed_headline(heading: str, data: Structured, stated: list[tuple[str, str]]) -> str:
    """The headline that JSON-LD and meta elements agree on against the heading, where they know better; else ''.

    They do on news pages, and where the heading is the end of theirs, which has the kicker too.
    """
    by_place = {where: text for text, where in reversed(stated)}
    full = by_place.get("json-ld", "")
    agreed = bare(full) == bare(by_place.get("meta", "")) and bare(full) != bare(heading)
    news = any(kind.endswith("NewsArticle") for kind in types_of(data.article))
    return full if agreed and (news or bare(full).endswith(bare(heading))) else ""


def settled(heading: str, stated: list[str], beginnings: frozenset[str] = frozenset()) -> str:
    """A heading as it stands, or the stated headline that it is with something around it: a kicker, a date line.

    What stands behind the headline is something else where markup or a bar parts it: `beginnings` are the parts before.

    >>> settled("Harbour Ferry returns on Monday", ["Ferry returns on Monday"])
    'Ferry returns on Monday'
    >>> settled("FERRY RETURNS", ["Ferry returns"])
    'Ferry returns'
    """
    letters = bare(heading)
    cores = [bare(text) for text in stated]
    for text, core in zip(stated, cores, strict=True):
        if core == letters and (heading.isupper() or len(text) > len(heading)):
            return text
    for text, core in zip(stated, cores, strict=True):
        around = letters.endswith(core) or core in beginnings
        if letters not in cores and around and len(words_of(text)) >= 3:
            return text
    return heading
