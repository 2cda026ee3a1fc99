"""What a page says of itself in a form made for machines, and what its markup says of its parts. One pass over a tree.

Sources: schema.org in JSON-LD and microdata, The Open Graph protocol, Dublin Core, and the meta names of the large
analytics services (parsely, sailthru, cXense), which newsrooms keep correct because they pay for the numbers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from pipelines.jsonld import (
    ARTICLE_TYPES,
    LIST_TYPES,
    MEDIA_TYPES,
    SITE_TYPES,
    Node,
    choose_article,
    json_ld,
    text_of,
    types_of,
)

__all__ = [
    "ARTICLE_TYPES",
    "LIST_TYPES",
    "MEDIA_TYPES",
    "Structured",
    "is_aside",
    "line_of",
    "lines_of",
    "pieces_of",
    "read_structured",
    "text_of",
]

# Words of class and id attributes. Captions, credits and posts of other sites are foreign to an article.
_MARKS = re.compile(
    r"[ _-](?:(?P<foreign>wp-caption-text|tr-caption|(?:photo|image|img|picture|figure|media|gallery)[-_]?(?:caption|credit)"
    r"|caption-text|twitter-tweet|twitter-post|instagram-media|tiktok-embed|reddit-embed|bluesky-embed|mastodon-embed|fb-post|fb-video"
    r"|telegram-post|social-embed|embedded-post|wp-block-embed)"
    r"|(?P<byline>by-?line\w*|author\w*|autor\w*|auteurs?|autore|firma|signature|verfasser|redact(?:or|eur)|byl|posted-by|submitted-by"
    r"|writer|reporter)"
    r"|(?P<date>date|datum|fecha|datetime|dateline|published|pubdate|timestamp|posted-on|post-?date|time|data))[ _-]"
    r"|(?-i:[a-z](?P<camel>Author|Byline)(?:s|Name|Info|List|Link)?(?=[A-Z_ -]))",
    re.IGNORECASE,
)
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor(?:en|es|i|in|innen)?|auteurs?|autore|redakteure?|journalists?|journalistes|reporters?|writers?|contributors?"
    r"|columnists?|correspondents?|forfatter|skribent|byline)/[^/?#]{3}",
    re.IGNORECASE,
)
_BY = re.compile(
    r"\s{0,20}(?:(?:by|von|por|par|di|door|av|af|przez)(?:\s|:|$)|(?:автор\w{0,2}|текст|بقلم|كتب|כתב|מאת|作者|記者|记者|文|撰文)\s?[:：/／\s・])"
    r"|.{2,20}\s기자\s{0,9}$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
# What is not the article's own: comments, teasers of other articles, forms, navigation.
_ASIDE = re.compile(
    r"[ _-](?:comments?|commentlist|comment-?form|respond|related\w*|recommend\w*|teasers?|promo|most-?read|trending|popular|carousel"
    r"|slider|testimonials?|newsletter|site-footer|menu|breadcrumbs?|sidebar|more-from|read-?next|summary-?item|listposts)[ _-]",
    re.IGNORECASE,
)
LINE_BREAK = "\u2028"
MAX_LINE = 4000
"""Characters of an element's text after which no more is read."""
_NOTHING = frozenset(
    ["script", "style", "svg", "img", "picture", "input", "button", "form", "link", "noscript", "template"]
)
_TELLING = {"h1": "h1", "h2": "h2", "h3": "h3", "time": "time", "figcaption": "foreign", **dict.fromkeys(_NOTHING, "")}
"""What elements are by their tag alone."""
_WHOLE = frozenset(["html", "body", "main", "article"])
_STRESS = frozenset(["strong", "b", "em", "i"])
_SIGNED = frozenset(
    ["p", "div", "span", "address", "li", "small", "em", "i", "strong", "b", "h4", "h5", "h6", "td", "dd", "font"]
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Structured:
    """What machines can read of a page, each key with all its values in page order."""

    article: Node = field(default_factory=dict)
    """The JSON-LD node of the article, empty if there is none."""

    types: frozenset[str] = frozenset()
    """Every JSON-LD @type on the page."""

    free: object = None
    """The isAccessibleForFree of any JSON-LD node."""

    names: tuple[str, ...] = ()
    """What JSON-LD calls the site."""

    feeds: tuple[str, ...] = ()
    """Titles of the page's feeds."""

    title: str = ""
    """Text of the title element."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Content of meta elements by lower-case name, property or itemprop."""

    items: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements by microdata itemprop, meta elements left out."""

    marked: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements whose markup says what they are: `byline`, `foreign` (no words of the article), `time`, `date`, `h1` to `h3`.

    `signed` are those whose own text begins as bylines do, `dated` those with a year in a short text, `alone` short
    stressed texts that are a paragraph.
    """

    places: dict[HtmlElement, int] = field(default_factory=dict)
    """Where a marked element stands among all elements."""

    def first(self, *names: str) -> str:
        """The first value of the first of these meta names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def read_structured(tree: HtmlElement) -> Structured:
    """Read everything in one pass over the elements: a page has a thousand, and each XPath is a pass of its own."""
    notes = _Notes()
    for place, element in enumerate(tree.iter()):
        notes.take(place, element, element.tag, element.attrib)
    nodes = notes.nodes
    return Structured(
        article=choose_article(nodes),
        types=frozenset(kind for node in nodes for kind in types_of(node)),
        free=next((node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node), None),
        names=tuple(text_of(node.get("name")) for node in nodes if SITE_TYPES.intersection(types_of(node))),
        feeds=tuple(notes.feeds[:8]),
        title=notes.title,
        meta=notes.meta,
        items=notes.items,
        marked=notes.marked,
        places=notes.places,
    )


class _Notes:
    """What is noted on the pass."""

    def __init__(self) -> None:
        self.meta: dict[str, list[str]] = {}
        self.items: dict[str, list[HtmlElement]] = {}
        self.marked: dict[str, list[HtmlElement]] = {}
        self.places: dict[HtmlElement, int] = {}
        self.nodes: list[Node] = []
        self.feeds: list[str] = []
        self.title = ""
        self.said: dict[str, str] = {}
        """What class and id attributes say: most of them are met again and again on a page."""

    def take(self, place: int, element: HtmlElement, tag: str, attributes: Mapping[str, str]) -> None:
        """Note what one element says."""
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            content = " ".join(attributes.get("content", "").split())
            if name and content:
                self.meta.setdefault(name.lower(), []).append(content[:2000])
        elif tag == "script":
            if "ld+json" in attributes.get("type", ""):
                self.nodes.extend(json_ld(element.text or ""))
        elif tag == "title":
            self.title = self.title or " ".join((element.text or "").split())[:1000]
        elif tag == "link":
            if "rss" in attributes.get("type", ""):
                self.feeds.append(attributes.get("title", ""))
        else:
            self.mark(place, element, tag, attributes)

    def mark(self, place: int, element: HtmlElement, tag: str, attributes: Mapping[str, str]) -> None:
        """Note an element that has a mark or an itemprop."""
        if mark := self.mark_of(tag, attributes) if attributes or tag in _TELLING else "":
            pass
        elif tag in _SIGNED and (text := element.text) and len(text) <= 100:
            mark = "signed" if _BY.match(text) else "dated" if len(text) < 60 and _YEAR.search(text) else ""
            if not mark and tag in _STRESS and 4 < len(text) < 40 and _alone(element):
                mark = "alone"
        if (tail := element.tail) and 6 < len(tail) < 60 and _YEAR.search(tail):
            self.mark_dated(place, element)
        if mark:
            self.marked.setdefault(mark, []).append(element)
            self.places[element] = place
        if attributes and (names := attributes.get("itemprop")):
            self.places[element] = place
            for name in names.split()[:4]:
                self.items.setdefault(name, []).append(element)

    def mark_dated(self, place: int, element: HtmlElement) -> None:
        """Note the line around an element that is followed by a year: one with an icon, a label or a name before it."""
        line, before = element.getparent(), element.getprevious()
        if line.tag not in _SIGNED or line in self.places or (before is not None and before.getprevious() is not None):
            return
        if len(line.text_content()) < 100:
            self.marked.setdefault("dated", []).append(line)
            self.places[line] = place

    def mark_of(self, tag: str, attributes: Mapping[str, str]) -> str:
        """What tag and attributes say an element is, as in `Structured.marked`; '' for nothing of note."""
        if tag in _TELLING:
            return _TELLING[tag]
        name = f" {attributes.get('class', '')} {attributes.get('id', '')} "
        if (mark := self.said.get(name)) is None:
            match = _MARKS.search(name)
            mark = self.said[name] = (
                {"camel": "byline"}.get(match.lastgroup or "", match.lastgroup or "") if match else ""
            )
        if tag == "abbr":
            return "time" if " published " in name and "title" in attributes else ""
        if mark or tag != "a":
            return mark
        return "byline" if attributes.get("rel") == "author" or _AUTHOR_PAGE.search(attributes.get("href", "")) else ""


def _alone(element: HtmlElement) -> bool:
    """Whether an element is all that its paragraph holds."""
    above = element.getparent()
    texts = () if above is None else (above.text, element.tail)
    if above is None or above.tag != "p" or element.getnext() is not None or element.getprevious() is not None:
        return False
    return not any(text and text.strip() for text in texts)


def is_aside(element: HtmlElement) -> bool:
    """Whether an element stands in something that is not the article's own: a comment, a teaser, a form."""
    node: HtmlElement | None = element
    for _ in range(12):
        if node is None or node.tag in _WHOLE:
            return False
        if node.tag in {"aside", "nav"} or _ASIDE.search(f" {node.get('class')} {node.get('id')} "):
            return True
        node = node.getparent()
    return False


def pieces_of(element: HtmlElement, without: str = "") -> Iterator[str]:
    """The texts of an element, one for each run without markup in it.

    Left out are scripts, styles and the like, mail addresses, and elements with the tag `without`. A br is LINE_BREAK.
    """
    if element.tag == "br":
        yield LINE_BREAK
    if element.tag in _NOTHING or element.tag == without or not isinstance(element.tag, str):
        return
    if element.text and not element.text.isspace() and not (element.tag == "a" and "@" in element.text):
        yield element.text
    for child in element:
        yield from pieces_of(child, without)
        if child.tail:
            yield child.tail


def lines_of(element: HtmlElement, without: str = "") -> list[str]:
    """The text of an element, a line for each that its br elements make; `without` is as in `pieces_of`.

    A space is put where only markup parts a word from the next.
    """
    text = ""
    for piece in pieces_of(element, without):
        last, following = text[-1:], piece[:1]
        begins = following.isupper() or (following.isdigit() and not last.isdigit())
        parted = begins and (last.islower() or last.isdigit())
        text += f" {piece}" if parted else piece
        if len(text) > MAX_LINE:
            break
    return [line for part in text.split(LINE_BREAK) if (line := " ".join(part.split()))]


def line_of(element: HtmlElement) -> str:
    """The text of an element on one line.

    >>> from lxml.html import fromstring
    >>> line_of(fromstring("<h1><span>Harbour</span><span>Ferry <b>re</b>turns</span></h1>"))
    'Harbour Ferry returns'
    """
    return " ".join(lines_of(element))
