"""Front pages, and what a body is."""

import gzip
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import WELL_KNOWN_FEEDS, WELL_KNOWN_SITEMAPS, Found, ListingError, read_page, sniff
from pipelines.urls import clean

URL = "https://example.com/world/"


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>News</title>{head}</head><body>{body}</body></html>"


def read(body: str, head: str = "") -> list[Found]:
    return read_page(page(body, head), URL)


def test_links_are_absolute_and_in_the_order_of_the_page() -> None:
    links = '<a href="/b">B</a><a href=" ../a?x=1&amp;y=2#top ">A</a><a href="//example.org/c">C</a><a href="d">D</a>'
    assert [(found.url, found.title) for found in read(links)] == [
        ("https://example.com/b", "B"),
        ("https://example.com/a?x=1&y=2", "A"),
        ("https://example.org/c", "C"),
        ("https://example.com/world/d", "D"),
    ]


def test_what_is_no_page_and_the_page_itself_are_left_out() -> None:
    links = "".join(
        f'<a href="{href}">x</a>' for href in ("#top", "", "./", "javascript:void(0)", "mailto:a@b.c", "tel:1")
    )
    assert read(links + "<a>x</a><a name=x>x</a><a href>x</a>") == []


def test_links_are_relative_to_the_base_of_the_page() -> None:
    assert [found.url for found in read('<a href="a">x</a>', '<base target="_blank"><base href="/de/">')] == [
        "https://example.com/de/a"
    ]


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ('<a href="/a">The ferry is back</a>', "The ferry is back"),
        ('<a href="/a"><span>The ferry\n</span> <i>is back</i></a>', "The ferry is back"),
        (
            '<a href="/a"><p>World</p><h3>The ferry is back</h3><p>After ten years the ferry has returned</p></a>',
            "The ferry is back",
        ),
        ('<a href="/a"><img src="p.jpg" alt="The ferry is back"></a>', "The ferry is back"),
        ('<a href="/a" aria-label="The ferry is back"><img src="p.jpg" alt="A ferry"></a>', "The ferry is back"),
        ('<a href="/a" title="The ferry is back"><svg><title>arrow</title></svg></a>', "The ferry is back"),
        (
            '<a href="/a"><style>.x{}</style><script>var x</script>The ferry<!-- not --> is back</a>',
            "The ferry is back",
        ),
        ('<a href="/a"></a>', ""),
        ('<a href="/a">The ferry &amp;amp; &lt;b&gt;harbour&lt;/b&gt;</a>', "The ferry & harbour"),
    ],
)
def test_a_link_is_called_what_readers_see(link: str, title: str) -> None:
    assert read(link) == [Found(url="https://example.com/a", title=title)]


@pytest.mark.parametrize(
    "links",
    [
        '<a href="/a"><img alt="A picture of the ferry in the harbour"></a><a href="/a">The ferry is back</a><a href="/a">More</a>',
        '<h2><a href="/a">The ferry is back</a></h2><a href="/a">After ten years the ferry has returned to the harbour</a>',
        '<a href="/a#comments">12</a><a href="/a">The ferry is back</a>',
        '<a href="/a"><h3>The ferry is back</h3></a><a href="/a">Comments on the ferry and the harbour</a>',
    ],
)
def test_an_address_is_found_once_by_its_best_title(links: str) -> None:
    assert read(links) == [Found(url="https://example.com/a", title="The ferry is back")]


def test_feeds_and_the_next_page_are_told_from_links() -> None:
    head = """<link rel="alternate" type="application/rss+xml" title="News &amp; more" href="/rss.xml">
        <link rel="ALTERNATE" type="application/atom+xml" href="/atom.xml"><link rel=alternate type="application/feed+json" href="/f.json">
        <link rel="alternate" type="application/rss+xml" href="/comments/feed/"><link rel="alternate" hreflang="de" href="/de/">
        <link rel="alternate" type="application/json" href="/wp-json/1"><link rel="stylesheet" href="/s.css"><link rel="next" href="?page=2">
        """
    assert read('<a rel="nofollow next" href="?page=2">Older</a><a href="/rss.xml">RSS</a>', head) == [
        Found(url="https://example.com/rss.xml", title="News & more", kind="feed"),
        Found(url="https://example.com/atom.xml", kind="feed"),
        Found(url="https://example.com/f.json", kind="feed"),
        Found(url="https://example.com/world/?page=2", kind="next"),
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (page('<a href="/a">Fähre zurück – „endlich“</a>').encode(), "text/html; charset=iso-8859-1"),
        (page('<a href="/a">Fähre zurück – „endlich“</a>').encode("cp1252"), "text/html; charset=windows-1252"),
        (page('<a href="/a">Fähre zurück – „endlich“</a>', '<meta charset="windows-1252">').encode("cp1252"), ""),
        (b"\xef\xbb\xbf" + page('<a href="/a">Fähre zurück – „endlich“</a>').encode(), ""),
        (page('<a href="/a">Fähre zurück – „endlich“</a>').encode("utf-16"), "text/html"),
    ],
)
def test_the_encoding_of_a_page_is_found(body: bytes, content_type: str) -> None:
    assert [found.title for found in read_page(body, URL, content_type)] == ["Fähre zurück – „endlich“"]


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00"])
def test_what_is_no_page_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ListingError, match=f"{URL}: no HTML page"):
        read_page(body, URL)


def test_a_page_built_to_hurt_is_survived() -> None:
    assert read_page("<div>" * 100_000 + '<a href="/a">x</a>', URL) in (
        [],
        [Found(url="https://example.com/a", title="x")],
    )
    nested = read_page("".join(f'<a href="/{n}"><table><tr><td>' for n in range(20_000)), URL)
    assert all(len(found.title) <= 500 for found in nested)
    (long,) = read_page(f'<a href="/a">{"word " * 200_000}</a>', URL)
    assert len(long.title) <= 300
    assert len(read_page("".join(f"<a href=/{n}>x</a>" for n in range(10_500)), URL)) == 10_000


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200)))
def test_no_bytes_upset_the_reader_of_pages(body: bytes | str) -> None:
    for form in (body, b"<a href=/x>" + body if isinstance(body, bytes) else "<a href=/x>" + body):
        with suppress(ListingError):
            assert all(found.url.startswith("http") for found in read_page(form, URL))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b'<?xml version="1.0"?><rss version="2.0">', "feed"),
        (b'\xef\xbb\xbf\n<?xml-stylesheet href="x"?><!-- <html> --><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
        (b'<rdf:RDF xmlns:rdf="x">', "feed"),
        ('<?xml version="1.0" encoding="utf-16"?><rss>'.encode("utf-16"), "feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": []}', "feed"),
        (b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://x/rss-0.91.dtd"><rss>', "feed"),
        (b"<urlset xmlns='x'>", "sitemap"),
        (b"<ns0:urlset xmlns:ns0='x'>", "sitemap"),
        (b"<sitemapindex>", "sitemap"),
        (gzip.compress(b"<?xml version='1.0'?><sitemapindex>", mtime=0), "sitemap"),
        (gzip.compress(b"<urlset>" + b"<url/>" * 100_000, mtime=0), "sitemap"),
        (b"https://example.com/a\r\nhttps://example.com/b\r\n", "sitemap"),
        (b"<!doctype html><html><head>", "html"),
        (b"<HTML><BODY>", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x" "y"><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        (b"<!-- " + b"x" * 9000 + b" --><html>", "html"),
        (b"<div>part of a page</div>", "html"),
        (b"<article>part of a page</article>", "html"),
        (b"<svg xmlns='x'>", ""),
        (b'{"a": 1}', ""),
        (b"%PDF-1.7", ""),
        (b"\x1f\x8bbroken", ""),
        (b"plain words about <html>", "html"),
        (b"plain words", ""),
        (b"", ""),
    ],
)
def test_a_body_is_told_by_its_beginning(body: bytes, kind: str) -> None:
    content_type = "text/html" if body.startswith(b"<article") else "application/octet-stream"
    assert sniff(body, content_type) == kind


@given(st.binary(max_size=100), st.text(max_size=20))
def test_no_bytes_upset_the_telling(body: bytes, content_type: str) -> None:
    assert sniff(body, content_type) in {"feed", "sitemap", "html", ""}


def test_the_well_known_addresses_are_paths() -> None:
    for path in (*WELL_KNOWN_FEEDS, *WELL_KNOWN_SITEMAPS):
        assert clean(path, "https://example.com/x/y") == f"https://example.com{path}"
