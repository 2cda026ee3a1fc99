"""JSON-LD: the nodes of a page's scripts, and which of them is the article. Pure functions.

Sources: JSON-LD 1.1 (W3C), schema.org NewsArticle and its kin.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

Node = dict[str, Any]

ARTICLE_TYPES = frozenset([
    "Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BackgroundNewsArticle",
    "ReviewNewsArticle", "AskPublicNewsArticle", "AdvertiserContentArticle", "SatiricalArticle", "ScholarlyArticle", "TechArticle",
    "BlogPosting", "LiveBlogPosting", "SocialMediaPosting", "Report", "CreativeWork", "Review",
])  # fmt: skip
MEDIA_TYPES = {"VideoObject": "video", "AudioObject": "audio", "ImageGallery": "gallery", "PodcastEpisode": "audio"}
LIST_TYPES = frozenset(["CollectionPage", "SearchResultsPage", "ProfilePage", "AboutPage", "ContactPage", "ItemList"])
SITE_TYPES = frozenset(["WebSite", "NewsMediaOrganization", "Organization"])
"""Nodes whose name is that of the site."""

MAX_SCRIPT = 2_000_000
"""Longer JSON-LD than this, in characters, is not read: no article needs it."""
MAX_NODES = 500

_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>)\s*$", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_KIND = re.compile(r'"@type"\s{0,9}:\s{0,9}"(\w{4,30})"')
_PLAIN_FIELD = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|isAccessibleForFree)"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){1,400})"\s{0,9}(?:[,}]|$)'
)
_AUTHOR = re.compile(
    r'"author"\s{0,9}:\s{0,9}[\[{\s]{0,20}[^{}]{0,300}?"name"\s{0,9}:\s{0,9}"((?:[^"\\\n]|\\.){1,100})"'
)
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What JSON can escape and no text may hold: control characters, halves of surrogate pairs, noncharacters."""


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
    """JSON with control characters in strings, comment wrappers and trailing commas forgiven; else what can be saved."""
    text = _COMMENT.sub("", script).strip().rstrip(";")
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _saved(text)


def _saved(text: str) -> Node:
    """The article's plain fields in JSON that is broken somewhere else, often by a quotation mark in a description.

    >>> _saved('{"@type": "NewsArticle", "description": "the "old" ferry", "datePublished": "2026-11-20"')
    {'@type': 'NewsArticle', 'datePublished': '2026-11-20'}
    """
    kind = next((match[1] for match in _KIND.finditer(text[:20_000]) if match[1] in ARTICLE_TYPES), "")
    if not kind:
        return {}
    found = dict(reversed(_PLAIN_FIELD.findall(text[:100_000])))
    if author := _AUTHOR.search(text[:100_000]):
        found["author"] = author[1]
    return {"@type": kind, **{key: value.replace('\\"', '"').replace("\\/", "/") for key, value in found.items()}}


def types_of(node: Node) -> list[str]:
    """The @type of a node as a list of bare names."""
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return [name.rpartition("/")[2] for name in names if isinstance(name, str)]


def choose_article(nodes: list[Node]) -> Node:
    """The node of the article: with a headline and a date before one without.

    Where its author or publisher is but a reference by @id to another node, as in many a @graph, that node stands in.
    """
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(types_of(node))]
    article = max(articles, key=lambda node: ("headline" in node) + ("datePublished" in node), default={})
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    named = {key: article[key] for key in ("author", "creator", "publisher") if key in article}
    return article | {key: _followed(value, by_id) for key, value in named.items()}


def _followed(value: Any, by_id: dict[str, Node]) -> Any:
    """A value with references to nodes replaced by the nodes."""
    if isinstance(value, list):
        return [_followed(item, by_id) for item in value[:MAX_NODES] if not isinstance(item, list)]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def text_of(value: Any) -> str:
    """The text of a JSON-LD value: a string, the name of a node, or the first of a list that has one.

    Entities are resolved: many a publishing system escapes for HTML what it writes into JSON.

    >>> text_of([{"@type": "Person", "name": "Ada &amp; Ben"}, "Cy"])
    'Ada & Ben'
    """
    if isinstance(value, str):
        plain = unescape(unescape(value)) if "&" in value else value
        return " ".join(_NO_TEXT.sub("", plain).split())
    if isinstance(value, dict):
        return text_of(value.get("name") or value.get("@value") or value.get("url") or "")
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), "")
    return ""
