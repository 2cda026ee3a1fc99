"""What a page is labelled with: its language, section, tags, lead image, and whether readers must pay."""

import re
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.structured import Structured, line_of, text_of
from pipelines.urls import clean

_LANGUAGE = re.compile(r"^[a-z]{2}(?=[-_]|$)", re.IGNORECASE)
MAX_LABEL = 100
"""Characters of a section's name."""


def declared_language(tree: HtmlElement, data: Structured) -> str:
    """The language that the page says it is in, ISO 639-1; '' if it does not say."""
    stated = (
        tree.get("lang"),
        text_of(data.article.get("inLanguage")),
        data.first("og:locale", "content-language", "dc.language"),
    )
    return next((match[0].lower() for value in stated if value and (match := _LANGUAGE.match(value.strip()))), "")


def is_paywalled(data: Structured) -> bool:
    """Whether the page says that its text is not all there for everybody."""
    free = data.article.get("isAccessibleForFree", data.free)
    return (
        str(free).rpartition("/")[2].lower() in {"false", "no", "0"}
        or data.first("article:content_tier").lower() == "locked"
    )


def find_section(tree: HtmlElement, data: Structured, url: str) -> str:
    """The section of the publication: as the page states it, else as its navigation names the folder of the address."""
    stated = text_of(data.article.get("articleSection")) or data.first(
        "article:section", "og:article:section", "parsely-section"
    )
    marked = [line_of(element) for element in data.items.get("articleSection", [])[:1]]
    if stated or marked:
        return (stated or marked[0])[:MAX_LABEL]
    folder = f"/{urlsplit(url).path.split('/')[1]}"
    if folder != urlsplit(url).path and not folder[1:].isdigit():
        for link in tree.iter("a"):
            text = line_of(link)
            if 2 <= len(text) <= 40 and urlsplit(clean(link.get("href", ""), url)).path.rstrip("/") == folder:
                return text
    return data.first("section", "category")[:MAX_LABEL]


def find_tags(data: Structured) -> tuple[str, ...]:
    """Keywords, each once, at most 30."""
    stated = data.article.get("keywords") or [*data.meta.get("article:tag", ()), *data.meta.get("og:article:tag", ())]
    if not stated:
        stated = data.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags")
    listed = [text_of(item) for item in stated] if isinstance(stated, list) else re.split(r"[,;]", text_of(stated))
    if len(listed) == 1 and "," in listed[0]:
        listed = listed[0].split(",")
    return tuple(dict.fromkeys(tag for item in listed if (tag := " ".join(item.split())[:80])))[:30]


def find_image(data: Structured, url: str) -> str:
    """The address of the lead image."""
    image = data.article.get("image")
    first = image[0] if isinstance(image, list) and image else image
    stated = first.get("url") if isinstance(first, dict) else first
    return clean(data.first("og:image", "og:image:url", "twitter:image") or text_of(stated), url)
