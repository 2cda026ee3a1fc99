"""An article's text where the page shows it only once its scripts have run: in JSON-LD, or in an embedded state object.

Sources: schema.org articleBody; the state that Next.js, Nuxt, Fusion and their kin write into the page for the browser
to start from. Their shapes differ; the names of what holds text are few, so the strings under those names are read,
whatever is around them.
"""

import html
import json
import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from pipelines.structured import Structured

MAX_STATE = 2_000_000
"""Characters of scripts that are searched."""
LEAST = 40
"""Characters of a string that is a paragraph."""

_NAMES = "articleBody|article_body|body|bodyText|body_html|bodyHtml|content|contentHtml|content_html|fullText|html|paragraph|story|text|value"
_NAMED = re.compile(rf'"({_NAMES})"\s*:\s*("(?:[^"\\]|\\.){{{LEAST},}}")')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.){1000,}"')
"""Long strings, which hold another state object where quotes in them are escaped."""
_TAG = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|&#\d+;", re.IGNORECASE)
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What JSON can escape and no page may hold."""
_PROSE = re.compile(r"(?:\w[\w'’-]*[,;]? ){5}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af ]{12}")


def embedded_texts(tree: HtmlElement, data: Structured) -> Iterator[tuple[str, str]]:
    """The text of the JSON-LD article, and the longest text in the states of a page, as HTML, each with where it stands."""
    body = data.article.get("articleBody")
    if isinstance(body, str) and body.strip():
        yield as_html(body), "json-ld"
    texts: dict[str, dict[str, None]] = {}
    for state in states(tree):
        for name, quoted in _NAMED.findall(state):
            text = _unquote(quoted)
            if _PROSE.search(text):
                texts.setdefault(name, {})[as_html(text)] = None
    if texts:
        yield "\n".join(max(texts.values(), key=lambda found: sum(map(len, found)))), "state"


def states(tree: HtmlElement) -> Iterator[str]:
    """The scripts of a page that may hold its state, and the state objects that are strings in them."""
    left = MAX_STATE
    for script in tree.iter("script"):
        state = script.text or ""
        if len(state) < 1000 or "ld+json" in script.get("type", "") or len(state) > left:
            continue
        left -= len(state)
        yield state
        yield from (_unquote(quoted) for quoted in _QUOTED.findall(state) if '\\"' in quoted)


def as_html(text: str) -> str:
    r"""A text as HTML: what is HTML already, or HTML escaped once more, or plain lines.

    >>> as_html("&lt;p&gt;The ferry.&lt;/p&gt;"), as_html("One.\nTwo & three.")
    ('<p>The ferry.</p>', '<p>One.</p><p>Two &amp; three.</p>')
    """
    if "&lt;" in text and "<" not in text:
        text = html.unescape(text)
    if _TAG.search(text):
        return text
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())


def as_page(text: str) -> HtmlElement | None:
    """A page with a text as its article; None if nothing is left of it."""
    text = _NO_TEXT.sub("", text)
    try:
        return document_fromstring(f"<html><body><article><div>{text}</div></article></body></html>")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _unquote(quoted: str) -> str:
    """What a quoted JSON string says; '' if it is none."""
    try:
        return str(json.loads(quoted, strict=False))
    except ValueError:
        return ""
