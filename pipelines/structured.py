"""What a page says of itself in a form made for machines: JSON-LD, meta elements, microdata. Pure functions on a tree.

Sources: schema.org NewsArticle and its kin, The Open Graph protocol, Dublin Core, and the meta names of the large
analytics services (parsely, sailthru, cXense), which newsrooms keep correct because they pay for the numbers.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]

ARTICLE_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "OpinionNewsArticle",
        "BackgroundNewsArticle",
        "ReviewNewsArticle",
        "AskPublicNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "ScholarlyArticle",
        "TechArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "Report",
        "CreativeWork",
        "Review",
    ]
)
MEDIA_TYPES = {"VideoObject": "video", "AudioObject": "audio", "ImageGallery": "gallery", "PodcastEpisode": "audio"}
LIST_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage", "ItemList"])

_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
# Captions and credits; posts of other sites, which are often in another language.
FOREIGN = re.compile(
    r"[ _-](?:wp-caption-text|tr-caption|(?:photo|image|img|picture|figure|media|gallery)[-_]?(?:caption|credit)|caption-text|twitter-tweet"
    r"|twitter-post|instagram-media|tiktok-embed|reddit-embed|bluesky-embed|mastodon-embed|fb-post|fb-video|telegram-post|social-embed"
    r"|embedded-post|wp-block-embed)[ _-]",
    re.IGNORECASE,
)
BYLINE = re.compile(
    r"[ _-](?:by-?line|author\w*|autor\w*|auteurs?|autore|firma|signature|verfasser|redact(?:or|eur)|byl|posted-by|submitted-by|writer"
    r"|reporter)[ _-]",
    re.IGNORECASE,
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What JSON can escape and no text may hold: control characters, halves of surrogate pairs, noncharacters."""
MAX_SCRIPT = 1_000_000
"""Longer JSON-LD than this, in characters, is not read: no article needs it."""
MAX_NODES = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Structured:
    """What machines can read of a page, each key with all its values in page order."""

    article: Node = field(default_factory=dict)
    """The JSON-LD node of the article, empty if there is none."""

    types: frozenset[str] = frozenset()
    """Every JSON-LD @type on the page."""

    free: object = None
    """The isAccessibleForFree of any JSON-LD node."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    """Content of meta elements by lower-case name, property or itemprop."""

    items: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements by microdata itemprop, meta elements left out."""

    marked: dict[str, list[HtmlElement]] = field(default_factory=dict)
    """Elements whose markup says what they are: `byline`, `foreign` (no words of the article), `time`."""

    def first(self, *names: str) -> str:
        """The first value of the first of these meta names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def read_structured(tree: HtmlElement) -> Structured:
    """Read everything in one pass over the elements: a page has a thousand, and each XPath is a pass of its own."""
    meta: dict[str, list[str]] = {}
    items: dict[str, list[HtmlElement]] = {}
    marked: dict[str, list[HtmlElement]] = {}
    nodes: list[Node] = []
    for element in tree.iter():
        attributes, tag = element.attrib, element.tag
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            content = " ".join(attributes.get("content", "").split())
            if name and content:
                meta.setdefault(name.lower(), []).append(content[:2000])
            continue
        if tag == "script":
            if "ld+json" in attributes.get("type", ""):
                nodes.extend(json_ld(element.text or ""))
            continue
        if not attributes:
            continue
        for name in attributes.get("itemprop", "").split():
            items.setdefault(name, []).append(element)
        if mark := _mark_of(tag, attributes):
            marked.setdefault(mark, []).append(element)
    return Structured(
        article=choose_article(nodes),
        types=frozenset(kind for node in nodes for kind in types_of(node)),
        free=next((node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node), None),
        meta=meta,
        items=items,
        marked=marked,
    )


def _mark_of(tag: str, attributes: Mapping[str, str]) -> str:
    """What an element's markup says it is: `byline`, `foreign` (no words of the article), `time`, or nothing of note."""
    if tag == "time":
        return "time" if "datetime" in attributes else ""
    name = f" {attributes.get('class', '')} {attributes.get('id', '')} "
    if tag == "abbr":
        return "time" if " published " in name and "title" in attributes else ""
    if tag == "figcaption" or (len(name) > 3 and FOREIGN.search(name)):
        return "foreign"
    if attributes.get("rel") == "author" or BYLINE.search(name):
        return "byline"
    return ""


def json_ld(script: str) -> Iterator[Node]:
    """Every node of one JSON-LD script: arrays, @graph and mainEntity opened; broken JSON mended where it is plain how.

    >>> [node["@type"] for node in json_ld('{"@graph": [{"@type": "WebPage"}, {"@type": "NewsArticle",}]}')]
    ['WebPage', 'NewsArticle']
    >>> list(json_ld("not json"))
    []
    """
    if len(script) > MAX_SCRIPT:
        return
    waiting = [_loads(script)]
    for _ in range(MAX_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting[:0] = node
        elif isinstance(node, dict):
            waiting += [node[key] for key in ("@graph", "mainEntity") if isinstance(node.get(key), list | dict)]
            if "@type" in node:
                yield node


def _loads(script: str) -> Any:
    """JSON with control characters in strings, comment wrappers and trailing commas forgiven; None if hopeless."""
    text = _COMMENT.sub("", script).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types_of(node: Node) -> list[str]:
    """The @type of a node as a list of bare names."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name.rpartition("/")[2] for name in names if isinstance(name, str)]


def choose_article(nodes: list[Node]) -> Node:
    """The node of the article: with a headline and a date before one without."""
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(types_of(node))]
    return max(articles, key=lambda node: ("headline" in node) + ("datePublished" in node), default={})


def text_of(value: Any) -> str:
    """The text of a JSON-LD value: a string, the name of a node, or the first of a list that has one."""
    if isinstance(value, str):
        return " ".join(_NO_TEXT.sub("", value).split())
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url") or "")
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    return ""
