"""Who wrote it: the byline as printed, and the people in it, one name each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipelines.headline import place_of
from pipelines.jsonld import text_of, types_of
from pipelines.names import is_organisation, signatories, split_names
from pipelines.signatures import beside_date, signature
from pipelines.sitename import bare
from pipelines.structured import Structured, is_aside, line_of, lines_of, pieces_of

_META = (
    "author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "cxenseparse:author", "citation_author",
    "citation_authors", "dc.creator", "dcterms.creator", "byl", "shareaholic:article_author_name",
)  # fmt: skip
_AUTHOR_LABEL = re.compile(
    r"(?:written|posted) by|author|autor|verfasst|geschrieben|escrito|écrit|auteur|scritto|geschreven", re.IGNORECASE
)
_BEGINS = re.compile(
    r"\s*(?:by|von|vom|por|par|di|door|av|af|przez|text|texto|texte|testo|written|posted|published|eingestellt|veröffentlicht|verfasst"
    r"|erstellt|publié|publicado|escrito|scritto|автор\w{0,2}|текст|بقلم|كتب|כתב|מאת)\b|\s*(?:作者|記者|记者|文|撰文)\s?[:：/／・]",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:written |posted |veröffentlicht )?(?:by|von|por|par|di|door|av|af|przez)\s*:?", re.IGNORECASE)
_TRAILING = re.compile(
    r"[\s|·•,–—-]+(?:(?:first )?(?:published|posted|updated)|publié|publicado|pubblicato|veröffentlicht|aktualisiert|stand)?:?[\s|·•,–—-]*$",
    re.IGNORECASE,
)
_UNTIL_DATE = re.compile(
    r"\s(?=\d)|\s(?=(?:first )?(?:published|updated)\b)|\s(?:at|on|am|um|le|el|il)\s(?=\d|$)|\s?[|•·–]\s(?!Fotos?\b|Photos?\b)"
)
_NAMED = re.compile(
    r"\s(?:author|(?:post|entry|byline)[_-]+author|[\w-]*author[_-]*name|fn|name|byline[_-]*name)\s", re.IGNORECASE
)
_CONNECTORS = frozenset(["and", "und", "et", "y", "e", "en", "og", "och", "i", "&", ",", "/", "|", "·", "•"])
MAX_BYLINE = 160
MAX_AUTHORS = 30
CANDIDATES = 14
"""Marked elements that are looked at for a byline."""


Printed = tuple[HtmlElement, str, tuple[str, ...]]
"""An element, its text on one line, and the people in it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Authors:
    """Who signs an article."""

    byline: str = ""
    """As printed; without a printed one, whoever the page states as author."""

    people: tuple[str, ...] = ()
    evidence: str = ""
    """Where the people are named: json-ld, meta or visible; empty without them."""

    byline_evidence: str = field(default="", compare=False)
    """Where the byline stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """One statement of who the author is."""

    text: str
    where: str
    """json-ld, or the name of the meta element."""

    people: tuple[str, ...] = ()


def find_authors(data: Structured, sites: frozenset[str]) -> Authors:
    """The byline as printed and the people in it; structured names first, since they say which words are a name.

    Agencies, desks and the publication are no people: where none is named they are in the byline alone.
    """
    claims = [*_claims_in_json_ld(data, sites), *_claims_in_meta(data, sites)]
    source = next((claim.where for claim in claims if claim.people), "")
    stated = [claim for claim in claims if claim.where == source] or claims[:1]
    people = tuple(dict.fromkeys(name for claim in stated for name in claim.people))
    printed = printed_bylines(data, sites)
    evidence = "json-ld" if source == "json-ld" else "meta" if source else ""
    if printed and (not people or _says_more(*printed[0], people)):
        people, evidence = printed[0][1], "visible"
    if not people and (line := beside_date(data, sites) or signature(data, sites)):
        printed, people, evidence = [(line, split_names(line, sites))], split_names(line, sites), "visible"
    known = {bare(name) for name in people}
    byline = next((line for line, names in printed if known & {bare(name) for name in names}), "")
    if not people:
        byline = signed_line(data, sites)
    said = ", ".join(dict.fromkeys(claim.text for claim in stated if "://" not in claim.text))
    named = "json-ld" if stated and stated[0].where == "json-ld" else "meta"
    return Authors(
        byline=byline or said[:MAX_BYLINE],
        people=people[:MAX_AUTHORS],
        evidence=evidence,
        byline_evidence="visible" if byline else named if said else "",
    )


def _claims_in_json_ld(data: Structured, sites: frozenset[str]) -> Iterator[Claim]:
    """Whom the article's JSON-LD node names, in its order."""
    for value in _each(data.article.get("author") or data.article.get("creator")):
        types = types_of(value) if isinstance(value, dict) else []
        names = value.get("name") if isinstance(value, dict) else value
        for name in (text_of(item) for item in _each(names)):
            people = (
                () if "Person" not in types and "Organization" in str(types) else split_names(name, sites, stated=True)
            )
            if not people and types == ["Person"] and "NewsArticle" not in str(types_of(data.article)) and " " in name:
                people = split_names(name, stated=True)  # somebody's own site, called after them
            if any(map(str.isalpha, name)):
                yield Claim(text=name, where="json-ld", people=people)


def _claims_in_meta(data: Structured, sites: frozenset[str]) -> Iterator[Claim]:
    """Whom the meta elements name, best kept first."""
    for name in _META:
        for value in data.meta.get(name, ()):
            inverted = name.startswith("citation") and value.count(",") == 1
            text = " ".join(reversed(value.split(","))) if inverted else value
            if any(map(str.isalpha, text)) and "://" not in text:
                yield Claim(text=text, where=name, people=split_names(text, sites, stated=True))
    for number in ("1", "2"):
        if _AUTHOR_LABEL.search(data.first(f"twitter:label{number}")):
            text = data.first(f"twitter:data{number}")
            yield Claim(text=text, where="twitter:data", people=split_names(text, sites, stated=True))


def _each(value: Any) -> list[Any]:
    """A JSON-LD value as a list, at most MAX_AUTHORS long."""
    return value[:MAX_AUTHORS] if isinstance(value, list) else [] if value is None else [value]


def printed_bylines(data: Structured, sites: frozenset[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The bylines a reader sees, nearest to the headline first: the line as printed, and the people in it."""
    found: list[Printed] = []
    for element in _candidates(data):
        line = line_of(element)
        if 2 <= len(line) <= 2 * MAX_BYLINE and 0 < len(people := _people_in(element, line, sites)) <= MAX_AUTHORS:
            found.append((element, line, people))
    found = [mark for mark in found if not _is_box(mark, found)]
    signed = set(data.marked.get("signed", ()))
    return [
        (printed_line(element, people[0], until_date=element in signed), people)
        for element, _, people in _with_siblings(found, data)
    ]


def _is_box(mark: Printed, found: list[Printed]) -> bool:
    """Whether a marked element is but a box around another one that is the byline."""
    element, line, people = mark
    whole = bool(_BEGINS.match(line)) and len(line) <= MAX_BYLINE
    inside = [(text, names) for other, text, names in found if element in islice(other.iterancestors(), 8)]
    return any(not whole or (_BEGINS.match(text) and names == people) for text, names in inside)


def printed_line(element: HtmlElement, name: str, *, until_date: bool) -> str:
    """The byline of an element: the line with the name, without time elements and addresses.

    Where only a name is marked, it is the line around it if that begins like one, up to a date.
    """
    text = _line_with(name, element)
    parent = element.getparent()
    if parent is not None and not _BEGINS.match(text):
        line = _UNTIL_DATE.split(_line_with(name, parent))[0]
        until_date = len(text) < len(line) <= MAX_BYLINE and bool(_BEGINS.match(line)) and text in line
        text = line if until_date else text
    if until_date or len(text) > MAX_BYLINE:
        text = _UNTIL_DATE.split(text)[0][:MAX_BYLINE]
    return _TRAILING.sub("", text)


def _line_with(name: str, element: HtmlElement) -> str:
    """The line of an element on which a name stands, without time elements."""
    lines = lines_of(element, without="time")
    return next((line for line in lines if name.lower() in line.lower()), " ".join(lines))


def _with_siblings(found: list[Printed], data: Structured) -> list[Printed]:
    """Printed names with the first taken together with those that stand beside it in the same markup."""
    if not found:
        return []
    (first, line, people), *others = found
    parents = {*islice(first.iterancestors(), 2)}
    beside = [
        names
        for element, _, names in others
        if element.get("class") == first.get("class")
        and abs(data.places[element] - data.places[first]) < 12
        and not parents.isdisjoint(islice(element.iterancestors(), 2))
    ]
    together = tuple(dict.fromkeys([*people, *(name for names in beside for name in names)]))
    return [(first, line, together[:MAX_AUTHORS]), *others]


def _people_in(element: HtmlElement, line: str, sites: frozenset[str]) -> tuple[str, ...]:
    """The people named in an element. One word may be a name where the markup says so, or where it follows "By" alone."""
    pieces = [text for piece in pieces_of(element) if (text := piece.strip())]
    if len(pieces) > 1 and _BY.fullmatch(pieces[0]):
        return _run_of_names(pieces[1:], sites)
    if people := split_names("\n".join(pieces), sites) or split_names(line, sites):
        return people
    marked = element.get("rel") == "author" or _NAMED.search(f" {element.get('class')} {element.get('itemprop')} ")
    names = split_names(line, sites, stated=True) if len(line) < 40 and (marked or _BEGINS.match(line)) else ()
    return names if marked or all(" " not in name for name in names) else ()


def _run_of_names(pieces: list[str], sites: frozenset[str]) -> tuple[str, ...]:
    """The names in pieces of text up to the first that has none."""
    people = list(split_names(pieces[0], sites, stated=len(pieces[0]) < 40))
    for piece in pieces[1:]:
        names = split_names(piece, sites)
        if not names and piece.lower() not in _CONNECTORS:
            break
        people += names
    return tuple(dict.fromkeys(people))


def _candidates(data: Structured) -> list[HtmlElement]:
    """Elements that may be bylines, nearest to the headline first: those after it, then those before."""
    origin = place_of("", data)
    marked = [*data.items.get("author", ()), *data.marked.get("byline", ())]
    marked += [element for element in data.marked.get("signed", ()) if -15 < data.places[element] - origin < 60]
    marked.sort(key=lambda element: (data.places[element] < origin, abs(data.places[element] - origin)))
    return [element for element in dict.fromkeys(marked[: 3 * CANDIDATES]) if not is_aside(element)][:CANDIDATES]


def _says_more(line: str, printed: tuple[str, ...], stated: tuple[str, ...]) -> bool:
    """Whether a printed byline names all the stated people and more of them, or more of a name."""
    more = {bare(name) for name in printed} > {bare(name) for name in stated}
    fuller = (
        len(printed) == len(stated) == 1 and " " not in stated[0] and stated[0].lower() in printed[0].lower().split()
    )
    return (more and bool(_BEGINS.match(line))) or fuller


def signed_line(data: Structured, sites: frozenset[str]) -> str:
    """The printed line by which an agency or a desk signs; '' if none does."""
    for element in _candidates(data):
        line = line_of(element)
        if (
            5 <= len(line) <= 60
            and _BEGINS.match(line)
            and any(is_organisation(name, sites) for name in signatories(line))
        ):
            return line
    return ""
