"""The fields of an article but its text, each with where it was found: a rule of the site, or the best of the page's evidence."""

from dataclasses import dataclass, field, replace

from lxml.html import HtmlElement

from pipelines.authors import find_authors
from pipelines.dates import Dates, find_dates, parse_date
from pipelines.headline import find_headline
from pipelines.items import Page
from pipelines.labels import declared_language, find_description, find_image, find_paywall, find_section, find_tags
from pipelines.names import split_names
from pipelines.sitename import site_names
from pipelines.structured import Structured
from pipelines.urls import date_in_url


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
    """Where each was found, as in `Article`."""


def read_fields(page: Page, tree: HtmlElement, data: Structured, url: str) -> Fields:
    """Read every field but the text; `url` is the article's canonical address."""
    ruled = page.rules.fields(tree) if page.rules else {}
    sites = site_names(data, page.url)
    headline, headline_from = find_headline(data, sites)
    signed = find_authors(data, sites)
    dates = find_dates(tree, data, headline, date_in_url(url), page.fetched)
    section, tags, image = find_section(tree, data, url), find_tags(data), find_image(data, page.url)
    language, description, paywall = declared_language(tree, data), find_description(data), find_paywall(data)
    byline, authors = signed.byline, signed.people
    if "byline" in ruled:
        byline, authors = ruled["byline"], split_names(ruled["byline"], sites)
    if stated := {name: ruled[name] for name in ("published", "modified") if parse_date(ruled.get(name, ""))}:
        dates = replace(dates, **stated, local_day="")
    evidence = {
        "headline": headline_from,
        "byline": signed.byline_evidence,
        "authors": signed.evidence,
        "published": dates.evidence,
        "modified": dates.modified_evidence,
        "section": section[1],
        "tags": tags[1],
        "language": language[1],
        "description": description[1],
        "image": image[1],
        "access": paywall,
    }
    by_rule = {"authors" if name == "byline" else name for name in ruled} | ruled.keys()
    return Fields(
        headline=ruled.get("headline") or headline,
        byline=byline,
        authors=authors,
        dates=dates,
        section=ruled.get("section") or section[0],
        tags=tags[0],
        language=language[0],
        description=description[0],
        image=image[0],
        paywalled=bool(paywall),
        evidence={
            name: "rule" if name in by_rule else where for name, where in evidence.items() if where or name in by_rule
        },
    )
