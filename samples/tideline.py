"""Tideline Notes: a blog in tables and line breaks that reposts an article of the Courier with everything around it."""

from datetime import datetime
from typing import Any

from samples.answers import Answer, Site, picture, render, text
from samples.newsroom import Piece, Publication

FEED = "/feeds/posts/default"


def build(paper: Publication) -> Site:
    """The blog's site."""
    latest = max(piece.modified for piece in paper.pieces)
    archive = months(paper)
    view = {"paper": paper, "months": archive, "feed": FEED, "date": blog_date, "clock": blog_clock}
    answers = {"/": page("front", title="", pieces=paper.pieces, **view)}
    for path, pieces in archive.items():
        answers[path] = page("front", title=f"{pieces[0].published:%B %Y}", pieces=pieces, **view)
    for key, title in paper.sections.items():
        answers[f"/search/label/{title}"] = page("front", title=title, pieces=paper.under(key), **view)
    for piece, older in zip(paper.pieces, (*paper.pieces[1:], None), strict=True):
        answers[piece.path] = page("post", piece=piece, older=older, **view)
    answers |= {f"/img/{piece.slug}.png": picture(piece.slug) for piece in paper.pieces if piece.caption}
    answers["/p/about-me.html"] = page("about", **view)
    atom = render("atom.xml", encoding="UTF-8", latest=latest, pieces=paper.pieces, paper=paper, feed=FEED)
    answers[FEED] = Answer(body=atom, content_type="application/atom+xml; charset=UTF-8", modified=latest)
    answers["/robots.txt"] = text("User-agent: *\nDisallow: /search\nAllow: /\n")
    missing = Answer(body=render("tideline/missing.html", **view), status=404)
    return Site(paper=paper, answers=answers, paged={}, copies={}, missing=missing)


def page(template: str, **view: Any) -> Answer:
    """A page of the blog: no validators, so that it is sent whole every time."""
    return Answer(body=render(f"tideline/{template}.html", **view), tagged=False)


def months(paper: Publication) -> dict[str, list[Piece]]:
    """The posts of every month by the path of its archive page."""
    found: dict[str, list[Piece]] = {}
    for piece in paper.pieces:
        found.setdefault(f"/{piece.published:%Y/%m}/", []).append(piece)
    return found


def blog_date(when: datetime) -> str:
    """The date line over a post.

    >>> blog_date(datetime(2031, 3, 7))
    'Friday, March 7, 2031'
    """
    return f"{when:%A, %B} {when.day}, {when.year}"


def blog_clock(when: datetime) -> str:
    """The time under a post.

    >>> blog_clock(datetime(2031, 3, 7, 21, 4))
    '9:04 PM'
    """
    return f"{when.hour % 12 or 12}:{when:%M %p}"
