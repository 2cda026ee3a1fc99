"""Revista Valmorera: plain HTML, a byline in the text, no sitemap, no feed link; a JSON Feed at /feed."""

import json
from datetime import datetime
from typing import Any

from samples.answers import Answer, Site, picture, redirect, render, text
from samples.newsroom import Publication

FEED_LENGTH = 3
FRONT_LENGTH = 4  # the others stand on the section fronts alone
PAGES = {"/quienes-somos/": "Quiénes somos", "/agenda/": "Agenda", "/suscripcion/": "Suscripción"}
MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip


def build(paper: Publication) -> Site:
    """The magazine's site."""
    view = {"paper": paper, "date": spanish_date}
    answers = {"/": page("front", pieces=paper.pieces[:FRONT_LENGTH], **view)}
    for key, title in paper.sections.items():
        answers[f"/{key}/"] = page("section", title=title, pieces=paper.under(key), **view)
    for piece in paper.pieces:
        others = [other for other in paper.pieces[:FRONT_LENGTH] if other is not piece][:2]
        answers[piece.path] = page("article", piece=piece, others=others, **view)
        answers[piece.path.rstrip("/")] = redirect(piece.path)
        answers[f"/fotos/{piece.slug}.png"] = picture(piece.slug)
    for path, title in PAGES.items():
        answers[path] = page(path.strip("/"), title=title, **view)
    answers |= {"/feed": json_feed(paper), "/robots.txt": text("User-agent: *\nDisallow:\n")}
    missing = Answer(body=b"<h1>404</h1><p>Por aqu&iacute; no es.</p>", content_type="text/html", status=404)
    copies = {piece.path.rstrip("/"): piece.path for piece in paper.pieces}
    return Site(paper=paper, answers=answers, paged={}, copies=copies, missing=missing)


def page(template: str, **view: Any) -> Answer:
    """A page that says its encoding in a meta element and not in its header, with an ETag as its only validator."""
    return Answer(body=render(f"valmorera/{template}.html", **view), content_type="text/html")


def json_feed(paper: Publication) -> Answer:
    """The latest articles as JSON Feed 1.1 (jsonfeed.org)."""
    items = [
        {
            "id": piece.url,
            "url": piece.url,
            "title": piece.headline,
            "summary": piece.summary,
            "date_published": piece.published.isoformat(),
            "authors": [{"name": name} for name in piece.authors],
        }
        for piece in paper.pieces[:FEED_LENGTH]
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": paper.title,
        "home_page_url": f"{paper.base}/",
        "items": items,
    }
    return Answer(body=json.dumps(feed, ensure_ascii=False).encode(), content_type="application/feed+json")


def spanish_date(when: datetime) -> str:
    """A date as the magazine prints it.

    >>> spanish_date(datetime(2031, 3, 7))
    '7 de marzo de 2031'
    """
    return f"{when.day} de {MONTHS[when.month - 1]} de {when.year}"
