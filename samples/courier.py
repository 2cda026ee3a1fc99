"""The Harrowmouth Courier: RSS, sitemap index and news sitemap, JSON-LD, AMP and print versions, and traps."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from samples.answers import XML, Answer, Site, picture, redirect, render, text
from samples.newsroom import Piece, Publication

FRONT_LENGTH = 8
FEED_LENGTH = 12
LIST_LENGTH = 4
NEWS_HOURS = 48  # a news sitemap holds the articles of two days
TRACKING = "?utm_source=front&utm_medium=teaser"
SHORT_LINK = "/s/k3v9"
SHORT_LINK_TO = "council-backs-free-buses-for-under-18s"
SOFT_404 = "bridge-closure-map-and-detours"
GONE = "mayor-denies-talk-of-second-marina"
PAGES = {
    "/about": "About the Courier",
    "/login": "Sign in",
    "/search": "Search",
    "/gallery/tall-ship-in-pictures": "The tall ship in pictures",
    "/video/through-the-narrows-in-four-minutes": "Video: through the Narrows in four minutes",
}
ROBOTS = """User-agent: *
Disallow: /search
Disallow: /login

Sitemap: {base}/sitemap-index.xml
Sitemap: {base}/news-sitemap.xml
"""


def build(paper: Publication) -> Site:
    """The Courier's site."""
    latest = max(piece.modified for piece in paper.pieces)
    day = f"/news/{paper.pieces[-1].published:%Y/%m/%d}"
    traps = {"soft_404": f"{day}/{SOFT_404}", "gone": f"{day}/{GONE}", "tracking": TRACKING, "short_link": SHORT_LINK}
    view = {"paper": paper, **traps}
    copies = addresses(paper)
    missing = Answer(body=render("courier/missing.html", **view), status=404)
    answers = {
        "/": Answer(body=render("courier/front.html", front_length=FRONT_LENGTH, **view), modified=latest),
        SHORT_LINK: redirect(copies[SHORT_LINK]),
        traps["soft_404"]: Answer(body=missing.body, tagged=False),
        traps["gone"]: Answer(body=missing.body, status=410),
    }
    answers |= articles(paper) | pages(view) | tags(view) | files(view, latest)
    return Site(paper=paper, answers=answers, paged=lists(view, missing), copies=copies, missing=missing)


def addresses(paper: Publication) -> dict[str, str]:
    """Every other address of an article → its path."""
    varied = [piece.path for piece in paper.pieces if piece.variants]
    versions = {version: path for path in varied for version in (f"/amp{path}", f"{path}/print")}
    tracked = {piece.path + TRACKING: piece.path for piece in paper.pieces[:FRONT_LENGTH]}
    (target,) = (piece.path for piece in paper.pieces if piece.slug == SHORT_LINK_TO)
    return versions | tracked | {SHORT_LINK: target}


def pages(view: Mapping[str, Any]) -> dict[str, Answer]:
    """What is neither an article nor a list: its template is named after the first part of its path."""
    modified = view["paper"].pieces[-1].modified
    return {
        path: Answer(body=render(f"courier/{path.split('/')[1]}.html", title=title, **view), modified=modified)
        for path, title in PAGES.items()
    }


def articles(paper: Publication) -> dict[str, Answer]:
    """Every article with its picture and versions."""
    found = {}
    for piece in paper.pieces:
        view = {"paper": paper, "piece": piece, "date": english_date}
        related = [other for other in paper.under(piece.section) if other is not piece][:3]
        page = render("courier/article.html", related=related, data=json_ld(piece, paper), **view)
        found[piece.path] = Answer(body=page, modified=piece.modified)
        found[f"/images/{piece.slug}.png"] = picture(piece.slug)
        if piece.variants:
            found[f"/amp{piece.path}"] = Answer(body=render("courier/amp.html", **view), modified=piece.modified)
            found[f"{piece.path}/print"] = Answer(body=render("courier/print.html", **view), modified=piece.modified)
    return found


def tags(view: Mapping[str, Any]) -> dict[str, Answer]:
    """A page for every tag."""
    tagged: dict[str, list[Piece]] = {}
    for piece in view["paper"].pieces:
        for tag in piece.tags:
            tagged.setdefault(tag, []).append(piece)
    return {
        f"/tag/{tag.lower().replace(' ', '-')}": Answer(
            body=render("courier/list.html", title=tag, pieces=pieces, older="", **view)
        )
        for tag, pieces in tagged.items()
    }


def lists(view: Mapping[str, Any], missing: Answer) -> dict[str, Callable[[int], Answer]]:
    """The paged section fronts, and the calendar, which has a page for every number there is."""

    def section(key: str, page: int) -> Answer:
        title, pieces = view["paper"].sections[key], view["paper"].under(key)
        shown, rest = pieces[(page - 1) * LIST_LENGTH : page * LIST_LENGTH], pieces[page * LIST_LENGTH :]
        older = f"/{key}?page={page + 1}" if rest else ""
        body = render("courier/list.html", title=title, pieces=shown, older=older, **view)
        return Answer(body=body) if shown else missing

    def calendar(page: int) -> Answer:
        return Answer(body=render("courier/calendar.html", title="What's on", page=page, **view), tagged=False)

    return {"/calendar": calendar, **{f"/{key}": partial(section, key) for key in view["paper"].sections}}


def files(view: Mapping[str, Any], latest: datetime) -> dict[str, Answer]:
    """robots.txt, the feed and the sitemaps."""
    paper = view["paper"]
    recent = [piece for piece in paper.pieces if paper.now - piece.published < timedelta(hours=NEWS_HOURS)]
    pages = ["/", *(f"/{key}" for key in paper.sections), "/about", *(path for path in PAGES if path.count("/") == 2)]
    bodies = {
        "/sitemap-index.xml": render("courier/sitemap-index.xml", latest=latest, **view),
        "/sitemap-articles.xml": render("sitemap.xml", pieces=paper.pieces, pages=[view["gone"]], **view),
        "/sitemap-pages.xml": render("sitemap.xml", pieces=(), pages=pages, **view),
        "/news-sitemap.xml": render("courier/news-sitemap.xml", pieces=recent, **view),
    }
    sitemaps = {path: Answer(body=body, content_type=XML, modified=latest) for path, body in bodies.items()}
    feed = render("courier/rss.xml", pieces=paper.pieces[:FEED_LENGTH], latest=latest, **view)
    rss = Answer(body=feed, content_type="application/rss+xml; charset=utf-8", modified=latest)
    return sitemaps | {"/feed.xml": rss, "/robots.txt": text(ROBOTS.format(base=paper.base))}


def json_ld(piece: Piece, paper: Publication) -> dict[str, Any]:
    """The article as schema.org's NewsArticle."""
    people = [{"@type": "Person", "name": name} for name in piece.authors]
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": piece.headline,
        "description": piece.summary,
        "datePublished": piece.published.isoformat(),
        "dateModified": piece.modified.isoformat(),
        "author": people or [{"@type": "Organization", "name": piece.byline}],
        "articleSection": paper.sections[piece.section],
        "keywords": list(piece.tags),
        "inLanguage": piece.language,
        "image": f"{paper.base}/images/{piece.slug}.png",
        "isAccessibleForFree": piece.free,
        "mainEntityOfPage": piece.url,
        "publisher": {"@type": "NewsMediaOrganization", "name": paper.title, "url": f"{paper.base}/"},
    }


def english_date(when: datetime) -> str:
    """A time as the Courier prints it.

    >>> english_date(datetime(2031, 5, 7, 14, 5))
    'May 7, 2031, 2:05 p.m.'
    """
    return (
        f"{when:%B} {when.day}, {when.year}, {when.hour % 12 or 12}:{when:%M} {'p.m.' if when.hour >= 12 else 'a.m.'}"
    )
