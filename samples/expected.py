"""What a crawl of the sample newspapers must find, and what it must not take for an article."""

from collections.abc import Sequence
from typing import NamedTuple

from samples.answers import Site
from samples.newsroom import Piece

FEW = 8  # words quoted from either end of a text


class Expected(NamedTuple):
    """An article as the archive must hold it."""

    url: str
    """Its address: held as an article, or as a copy where another of the same story is held."""

    source: str
    headline: str
    byline: str
    """As printed."""

    begins: str
    """First words of the body; a standfirst may stand before them."""

    ends: str
    """Last words of the body."""

    language: str
    authors: tuple[str, ...]
    """Empty when no person is named."""

    published: str
    """ISO 8601 with the publication's own zone."""

    modified: str
    section: str
    access: str
    """free or paywalled."""

    story: str
    """The same for all articles that are one text: the repost and its source, both runs of the agency's story."""

    copies: tuple[str, ...]
    """Every other URL of the article: tracking, AMP, print, redirect. Not all are linked; none is another article."""

    debris: tuple[str, ...]
    """Words that stand on the page and must not be in the text."""


def truth(sites: Sequence[Site]) -> list[Expected]:
    """Every article of the sites, newest first within each."""
    return [expected(piece, site) for site in sites for piece in site.paper.pieces]


def expected(piece: Piece, site: Site) -> Expected:
    """What must be known about an article."""
    paper = site.paper
    embedded = (piece.embed.text, piece.embed.author) if piece.embed else ()
    around = (piece.caption, piece.credit, "Get short URL" if piece.label else "", *embedded)
    return Expected(
        url=piece.url,
        source=paper.name,
        headline=piece.headline,
        byline=piece.byline,
        begins=" ".join(piece.paragraphs[0].split()[:FEW]),
        ends=" ".join(piece.paragraphs[-1].split()[-FEW:]),
        language=piece.language,
        authors=piece.authors,
        published=piece.published.isoformat(),
        modified=piece.modified.isoformat(),
        section=paper.sections[piece.section],
        access="free" if piece.free else "paywalled",
        story=piece.origin,
        copies=tuple(paper.base + copy for copy, path in site.copies.items() if path == piece.path),
        debris=tuple(filter(None, (*paper.debris, *around))),
    )


def not_articles(sites: Sequence[Site]) -> list[str]:
    """Every address that the sites answer, robots.txt to the soft 404, that is neither an article nor a copy of one.

    Of a paged list only the first page is named; `?page=2` is no article either.
    """
    return [site.paper.base + path for site in sites for path in site.others()]
