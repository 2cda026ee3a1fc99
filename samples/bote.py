"""The Mühlsteiner Bote: windows-1252, microdata and OpenGraph, an Atom feed, a gzipped sitemap, relative links."""

import gzip
from datetime import datetime
from typing import Any

from samples.answers import Answer, Site, picture, render, text
from samples.newsroom import Publication

FEED_LENGTH = 8
FRONT_LENGTH = 7
PAGES = {"/impressum.html": "Impressum", "/abo.html": "Abonnement", "/wetter.html": "Das Wetter"}
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj
trailer <</Root 1 0 R>>
%%EOF
"""


def build(paper: Publication) -> Site:
    """The Bote's site."""
    latest = max(piece.modified for piece in paper.pieces)
    view = {"paper": paper, "date": german_date}
    answers = {"/": page("front", latest, pieces=paper.pieces[:FRONT_LENGTH], **view)}
    for key, title in paper.sections.items():
        answers[f"/{key}/"] = page("section", latest, title=title, pieces=paper.under(key), **view)
    for piece in paper.pieces:
        related = [other for other in paper.pieces if other is not piece and other.section == piece.section][:2]
        answers[piece.path] = page("article", piece.modified, piece=piece, related=related, **view)
        answers[f"/bilder/{piece.slug}.png"] = picture(piece.slug)
    for path, title in PAGES.items():
        answers[path] = page(path.strip("/").removesuffix(".html"), paper.pieces[-1].modified, title=title, **view)
    feed = windows_1252(
        render(
            "atom.xml",
            encoding="windows-1252",
            feed="/atom.xml",
            latest=latest,
            **view | {"pieces": paper.pieces[:FEED_LENGTH]},
        )
    )
    sitemap = gzip.compress(render("sitemap.xml", pieces=paper.pieces, pages=["/", *PAGES], **view), mtime=0)
    answers |= {
        "/atom.xml": Answer(body=feed, content_type="application/atom+xml", modified=latest, tagged=False),
        "/sitemap.xml.gz": Answer(body=sitemap, content_type="application/gzip", modified=latest, tagged=False),
        "/robots.txt": text(f"User-agent: *\nDisallow: /abo.html\nSitemap: {paper.base}/sitemap.xml.gz\n"),
        "/epaper/ausgabe.pdf": Answer(body=PDF, content_type="application/pdf"),
    }
    missing = Answer(body=b"Nicht gefunden", content_type="text/plain", status=404)
    return Site(paper=paper, answers=answers, paged={}, copies={}, missing=missing)


def page(template: str, modified: datetime, **view: Any) -> Answer:
    """A page in the Bote's encoding, with Last-Modified as its only validator."""
    body = windows_1252(render(f"bote/{template}.html", **view))
    return Answer(body=body, content_type="text/html; charset=windows-1252", modified=modified, tagged=False)


def windows_1252(body: bytes) -> bytes:
    r"""UTF-8 in the encoding of the Bote; characters outside it become references.

    >>> windows_1252("„Böök“ ∑".encode())
    b'\x84B\xf6\xf6k\x93 &#8721;'
    """
    return body.decode().encode("cp1252", "xmlcharrefreplace")


def german_date(when: datetime) -> str:
    """A time as the Bote prints it.

    >>> german_date(datetime(2031, 3, 7, 14, 5))
    '7. März 2031, 14:05 Uhr'
    """
    return f"{when.day}. {MONTHS[when.month - 1]} {when.year}, {when:%H:%M} Uhr"
