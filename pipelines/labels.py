"""What a page is labelled with: its language, section, tags, summary, lead image, and whether readers must pay."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.structured import Structured, line_of, text_of
from pipelines.urls import clean

_LANGUAGE = re.compile(r"^[a-z]{2}(?=[-_]|$)", re.IGNORECASE)
MAX_DESCRIPTION = 2000
MAX_LABEL = 100
"""Characters of a section's name."""


Found = tuple[str, str]
"""A value and where it stands, as in `Article.evidence`; both empty without one."""


def _first(*found: Found) -> Found:
    """The first of these that has a value."""
    return next((pair for pair in found if pair[0]), ("", ""))


def declared_language(tree: HtmlElement, data: Structured) -> Found:
    """The language that the page says it is in, ISO 639-1."""
    stated = (
        (tree.get("lang"), "lang"),
        (text_of(data.article.get("inLanguage")), "json-ld"),
        (data.first("og:locale", "content-language", "dc.language"), "meta"),
    )
    matches = ((_LANGUAGE.match(value.strip()), where) for value, where in stated if value)
    return next(((match[0].lower(), where) for match, where in matches if match), ("", ""))


def find_paywall(data: Structured) -> str:
    """Where the page says that its text is not all there for everybody; '' if it does not."""
    free = data.article.get("isAccessibleForFree", data.free)
    if str(free).rpartition("/")[2].lower() in {"false", "no", "0"}:
        return "json-ld"
    return "meta" if data.first("article:content_tier").lower() == "locked" else ""


def find_section(tree: HtmlElement, data: Structured, url: str) -> Found:
    """The section of the publication: as the page states it, else as its navigation names the folder of the address."""
    marked = [line_of(element) for element in data.items.get("articleSection", [])[:1]]
    section, where = _first(
        (text_of(data.article.get("articleSection")), "json-ld"),
        (data.first("article:section", "og:article:section", "parsely-section"), "meta"),
        (next(iter(marked), ""), "microdata"),
    )
    if not section:
        section, where = _first((_named_folder(tree, url), "visible"), (data.first("section", "category"), "meta"))
    return section[:MAX_LABEL], where


def _named_folder(tree: HtmlElement, url: str) -> str:
    """How the page's navigation calls the folder that its address is in; '' if it does not."""
    path = urlsplit(url).path
    folder = f"/{path.split('/')[1]}" if "/" in path else ""
    if folder == path or folder[1:].isdigit():
        return ""
    for link in tree.iter("a"):
        text = line_of(link)
        if 2 <= len(text) <= 40 and urlsplit(clean(link.get("href", ""), url)).path.rstrip("/") == folder:
            return text
    return ""


def find_tags(data: Structured) -> tuple[tuple[str, ...], str]:
    """Keywords, each once, at most 30, and where they stand."""
    stated = data.article.get("keywords")
    where = "json-ld" if stated else "meta"
    stated = stated or [*data.meta.get("article:tag", ()), *data.meta.get("og:article:tag", ())]
    if not stated:
        stated = data.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
    listed = [text_of(item) for item in stated] if isinstance(stated, list) else re.split(r"[,;]", text_of(stated))
    if len(listed) == 1 and "," in listed[0]:
        listed = listed[0].split(",")
    tags = tuple(dict.fromkeys(tag for item in listed if (tag := " ".join(item.split())[:80])))[:30]
    return tags, where if tags else ""


def find_description(data: Structured) -> Found:
    """The publication's own summary."""
    description, where = _first(
        (data.first("og:description", "description", "twitter:description"), "meta"),
        (text_of(data.article.get("description")), "json-ld"),
    )
    return description[:MAX_DESCRIPTION], where


def find_image(data: Structured, url: str) -> Found:
    """The address of the lead image."""
    image = data.article.get("image")
    first = image[0] if isinstance(image, list) and image else image
    stated = first.get("url") if isinstance(first, dict) else first
    return _first(
        (clean(data.first("og:image", "og:image:url", "twitter:image"), url), "meta"),
        (clean(text_of(stated), url), "json-ld"),
    )
