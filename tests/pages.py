"""Pages and articles that tests make up."""

from pipelines.extract import extract
from pipelines.items import Article, Page, Rejection
from pipelines.sameness import text_digest

PARAGRAPHS = (
    "The ferry between Quayside and the northern islands will run again from Monday, the harbour office said on Friday.",
    "It had been laid up for six weeks after a crack was found in the hull during a routine inspection in dry dock.",
    "Passengers with tickets for the lost sailings may use them until the end of the year, or ask for their money back.",
    "The office expects the first boats to be full, since four hundred people have been waiting on the islands to cross.",
)


def html(body: str = "", head: str = "", title: str = "Ferry runs again from Monday", lang: str = "en") -> str:
    """A plain article page, with anything added to its head and put in place of its body."""
    text = body or f"<article><h1>{title}</h1>" + "".join(f"<p>{line}</p>" for line in PARAGRAPHS) + "</article>"
    return f'<!doctype html><html lang="{lang}"><head><title>{title}</title>{head}</head><body>{text}</body></html>'


PUBLISHED = '<meta property="article:published_time" content="2026-11-20T09:30:00+02:00">'


def page(source: str = "", url: str = "http://paper.example/news/ferry-runs-again-from-monday-10412", **rest) -> Page:
    """A page as the spider would bring it."""
    rest.setdefault("fetched", "2026-11-23T12:00:00Z")
    return Page(
        url=url,
        source="paper",
        body=(source or html(head=PUBLISHED)).encode(),
        content_type="text/html; charset=utf-8",
        **rest,
    )


def article_of(*args, **rest) -> Article:
    """The article read from a page that has one."""
    result = extract(page(*args, **rest))
    assert isinstance(result, Article), result
    return result


def rejection_of(*args, **rest) -> Rejection:
    """Why a page has none."""
    result = extract(page(*args, **rest))
    assert isinstance(result, Rejection), result.headline
    return result


def article(url: str = "http://paper.example/ferry", text: str = "\n".join(PARAGRAPHS), **rest) -> Article:
    """An article as extraction would give it."""
    values = {
        "url": url,
        "page_url": url,
        "source": "paper",
        "headline": "Ferry runs again from Monday",
        "byline": "By Ada Marsh",
        "authors": ("Ada Marsh",),
        "published": "2026-11-20T07:30:00Z",
        "words": len(text.split()),
        "text": text,
        "digest": text_digest(text),
        "seen": "2026-11-23T12:00:00Z",
    }
    return Article(**(values | rest))
