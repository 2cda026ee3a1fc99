"""What a page says of itself in a form made for machines: JSON-LD, meta elements, microdata. Pure functions on a tree.

Sources: schema.org NewsArticle and its kin, The Open Graph protocol, Dublin Core, and the meta names of the large
analytics services (parsely, sailthru, cXense), which newsrooms keep correct because they pay for the numbers.
"""

import json
import re
from collections.abc import Iterator
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

    def first(self, *names: str) -> str:
        """The first value of the first of these meta names that has one."""
        return next((value for name in names for value in self.meta.get(name, ()) if value), "")


def read_structured(tree: HtmlElement) -> Structured:
    """Read everything in one pass over the elements that can hold it."""
    meta: dict[str, list[str]] = {}
    items: dict[str, list[HtmlElement]] = {}
    scripts: list[str] = []
    for element in tree.iter("meta", "script"):
        if element.tag == "script":
            if "ld+json" in element.get("type", ""):
                scripts.append(element.text or "")
            continue
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join(element.get("content", "").split())
        if name and content:
            meta.setdefault(name.lower(), []).append(content[:2000])
    for element in tree.xpath("//*[@itemprop][not(self::meta)]"):
        for name in element.get("itemprop").split():
            items.setdefault(name, []).append(element)
    nodes = [node for script in scripts for node in json_ld(script)]
    return Structured(
        article=choose_article(nodes),
        types=frozenset(kind for node in nodes for kind in types_of(node)),
        free=next((node["isAccessibleForFree"] for node in nodes if "isAccessibleForFree" in node), None),
        meta=meta,
        items=items,
    )


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
        return " ".join(value.split())
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url") or "")
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    return ""
