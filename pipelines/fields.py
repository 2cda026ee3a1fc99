"""The fields of an article but its text, each with where it was found: a rule of the site, or the best of the page's evidence."""

from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from pipelines.authors import find_authors
from pipelines.dates import Dates, find_dates, parse_date
from pipelines.headline import find_headline
from pipelines.items import Page
from pipelines.labels import declared_language, find_image, find_section, find_tags, is_paywalled
from pipelines.names import split_names
from pipelines.sitename import site_names
from pipelines.structured import Structured, text_of
from pipelines.urls import date_in_url

MAX_DESCRIPTION = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """What was read of an article beside its text; names as in `Article`."""

    headline: str
    byline: str
    authors: tuple[str, ...]
    dates: Dates
    section: str
    tags: tuple[str, ...]
    language: str
    description: str
    image: str
    paywalled: bool
    evidence: dict[str, str] = field(default_factory=dict)
    """Where headline, authors and published were found: rule, json-ld, meta, microdata, visible, title, address, …"""


def read_fields(page: Page, tree: HtmlElement, data: Structured, url: str) -> Fields:
    """Read every field but the text; `url` is the article's canonical address."""
    ruled = page.rules.fields(tree) if page.rules else {}
    sites = site_names(data, page.url)
    headline, headline_from = find_headline(data, sites)
    signed = find_authors(data, sites)
    dates = find_dates(tree, data, headline, date_in_url(url), page.fetched)
    evidence = {"headline": headline_from, "authors": signed.evidence, "published": dates.evidence}
    byline, authors = signed.byline, signed.people
    if "byline" in ruled:
        byline, authors = ruled["byline"], split_names(ruled["byline"], sites)
    if stated := {name: ruled[name] for name in ("published", "modified") if parse_date(ruled.get(name, ""))}:
        dates = replace(dates, **stated, local_day="")
    for name, key in (("headline", "headline"), ("authors", "byline"), ("published", "published")):
        if key in ruled:
            evidence[name] = "rule"
    said = data.first("og:description", "description", "twitter:description")
    return Fields(
        headline=ruled.get("headline") or headline,
        byline=byline,
        authors=authors,
        dates=dates,
        section=ruled.get("section") or find_section(tree, data, url),
        tags=find_tags(data),
        language=declared_language(tree, data),
        description=(said or text_of(data.article.get("description")))[:MAX_DESCRIPTION],
        image=find_image(data, page.url),
        paywalled=is_paywalled(data),
        evidence={name: where for name, where in evidence.items() if where},
    )
