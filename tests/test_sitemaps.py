"""Sitemaps: XML with any prefix, plain text, gzip; large, broken and hostile ones."""

import gzip
import logging
import tracemalloc
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import sitemaps
from crawler.discovery import Found, ListingError, read_sitemap

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://example.com/sitemap.xml"
PROTOCOL = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(entries: str, attributes: str = PROTOCOL) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {attributes}>{entries}</urlset>'.encode()


def many(number: int) -> bytes:
    return urlset("\n".join(f"<url><loc>https://example.com/a/{n}</loc></url>" for n in range(number)))


def read(body: bytes) -> tuple[str, list[Found]]:
    return read_sitemap(body, URL, NOW)


def urls(body: bytes) -> list[str]:
    return [found.url for found in read(body)[1]]


def test_an_entry_has_its_address_and_its_last_change() -> None:
    body = urlset(
        "<url><loc>\n https://example.com/a?x=1&amp;y=2 \n</loc><lastmod>2026-11-22T10:00:00+01:00</lastmod>"
        "<changefreq>daily</changefreq></url><url><loc>https://example.com/b</loc><lastmod>2026-11-20</lastmod></url>"
    )
    assert read(body) == (
        "sitemap",
        [
            Found(url="https://example.com/a?x=1&y=2", lastmod="2026-11-22T09:00:00Z"),
            Found(url="https://example.com/b", lastmod="2026-11-20"),
        ],
    )


@pytest.mark.parametrize("version", ["0.9", "0.84"])
def test_an_index_names_sitemaps(version: str) -> None:
    body = f"""<sitemapindex xmlns="http://www.google.com/schemas/sitemap/{version}"><sitemap><loc>https://example.com/s1.xml.gz</loc>
        <lastmod>2026-11-22</lastmod></sitemap><sitemap><loc>/s2.xml</loc></sitemap></sitemapindex>""".encode()
    assert read(body) == (
        "sitemap-index",
        [
            Found(url="https://example.com/s1.xml.gz", kind="sitemap", lastmod="2026-11-22"),
            Found(url="https://example.com/s2.xml", kind="sitemap"),
        ],
    )


@pytest.mark.parametrize(("prefix", "news"), [("", "news:"), ("s:", "n:")])
def test_an_entry_of_a_news_sitemap_is_trusted(prefix: str, news: str) -> None:
    body = f"""<?xml version="1.0"?><{prefix}urlset xmlns{prefix and ":s"}="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:{news[:-1]}="http://www.google.com/schemas/sitemap-news/0.9"><{prefix}url><{prefix}loc>https://example.com/a</{prefix}loc>
        <{news}news><{news}publication><{news}name>Paper</{news}name></{news}publication>
        <{news}publication_date>2026-11-23T10:00:00Z</{news}publication_date><{news}title>Ferry &amp; harbour</{news}title></{news}news>
        </{prefix}url></{prefix}urlset>""".encode()
    title, published = "Ferry & harbour", "2026-11-23T10:00:00Z"
    assert read(body) == (
        "sitemap",
        [Found(url="https://example.com/a", title=title, published=published, trusted=True)],
    )


def test_pictures_and_recordings_are_no_entries_and_lend_no_fields() -> None:
    body = urlset(
        "<url><i:image><i:loc>https://example.com/p.jpg</i:loc><i:title>Picture</i:title></i:image>"
        "<v:video><v:title>Recording</v:title><v:publication_date>2026-11-01</v:publication_date></v:video>"
        '<x:link rel="alternate" href="https://example.com/de/a"/><loc>https://example.com/a</loc></url>',
        f'{PROTOCOL} xmlns:i="http://www.google.com/schemas/sitemap-image/1.1" '
        'xmlns:v="http://www.google.com/schemas/sitemap-video/1.1" xmlns:x="http://www.w3.org/1999/xhtml"',
    )
    assert read(body)[1] == [Found(url="https://example.com/a")]


@pytest.mark.parametrize(
    "body",
    [
        b"https://example.com/a\nhttps://example.com/b\n",
        b"\xef\xbb\xbfhttps://example.com/a\r\nhttps://example.com/b",
        b"\n https://example.com/a \n\nnot an address\nhttps://example.com/b",
        urlset("<url><loc>https://example.com/a</loc></url><url><loc>https://example.com/b</loc></url>", ""),
        urlset("<url><loc><![CDATA[https://example.com/a]]></loc></url><url><loc>/b</loc></url>"),
        urlset(
            "<url><loc>https://example.com/a</loc></url><url><loc>mailto:x</loc></url><url/><url><loc>/b</loc></url>"
        ),
        urlset("<url><loc>https://example.com/a</loc></url><url><loc>/b</loc></url><url><loc>/a#x</loc></url>"),
        b"\n\n" + urlset("<url><loc>https://example.com/a</loc></url><!-- > --><url><loc>/b</loc></url>"),
        urlset("<url><loc>https://example.com/a</loc></url><url><loc>/b</loc></url><url><loc>/c")[:-9],
        urlset("<url><loc>https://example.com/a</loc></url><url><loc>/b</loc></url>").decode().encode("utf-16"),
        urlset("<url><loc>https://example.com/a</loc></url><url><loc>/b</loc></url>").decode().encode("utf-16-be"),
        urlset("<url><loc>https://example.com/a</loc><x>&bomb;&nbsp;\x00</x></url><url><loc>/b</loc></url>"),
    ],
)
def test_the_addresses_are_read_from_every_form_of_sitemap(body: bytes) -> None:
    assert urls(body) == urls(gzip.compress(body)) == ["https://example.com/a", "https://example.com/b"]


def test_a_news_title_is_read_in_the_encoding_that_is_declared() -> None:
    entry = "<url><loc>/a</loc><n:news><n:title>Паром – назад</n:title></n:news></url>"
    text = f'<?xml version="1.0" encoding="windows-1251"?><urlset xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">{entry}</urlset>'
    assert [found.title for found in read(text.encode("cp1251"))[1]] == ["Паром – назад"]


def test_a_sitemap_longer_than_a_piece_is_read_whole() -> None:
    assert urls(many(9000)) == [f"https://example.com/a/{n}" for n in range(9000)]
    assert len(urls(gzip.compress(many(9000)))) == 9000


def test_several_members_of_gzip_are_one_sitemap() -> None:
    body = many(3000)
    assert len(urls(gzip.compress(body[:70_000]) + gzip.compress(body[70_000:]))) == 3000


def test_a_gzip_that_breaks_off_is_read_as_far_as_it_goes(caplog: pytest.LogCaptureFixture) -> None:
    packed = gzip.compress(many(9000))
    assert 1000 < len(urls(packed[: len(packed) // 2])) < 9000
    assert 1000 < len(urls(packed[:-8] + bytes(8))) < 9000
    assert "its gzip is broken" in caplog.text


def test_entries_beyond_the_limit_are_left_out_and_that_is_said(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 50)
    assert len(urls(many(50))) == 50
    assert caplog.text == ""
    assert len(urls(many(51))) == 50
    assert f"{URL}: only its first 50 entries are read" in caplog.text
    assert urls(urlset("<url/>" * 50 + "<url><loc>https://example.com/a</loc></url>")) == []


def test_a_sitemap_of_more_than_50_mb_is_cut_and_memory_stays_small(caplog: pytest.LogCaptureFixture) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = packer.compress(urlset("<url><loc>https://example.com/a</loc></url>").removesuffix(b"</urlset>"))
    for _ in range(100):
        packed += packer.compress(b"<!-- " + b"a" * 1_000_000 + b" -->")
    packed += packer.compress(b"<url><loc>https://example.com/b</loc></url></urlset>") + packer.flush()
    tracemalloc.start()
    assert urls(packed) == ["https://example.com/a"]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert f"{URL}: only its first 50 MB are read" in caplog.text


def test_entities_are_never_expanded(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    body = urlset("<url><loc>https://example.com/&l12;</loc></url>").replace(
        b"<urlset", f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{laughs}]><urlset'.encode()
    )
    assert urls(body) == ["https://example.com/&l12;"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not an address",
        b"<html><body><url>https://example.com/a</url></body></html>",
        b'<rss version="2.0"><channel><item><url>/a</url></item></channel></rss>',
        b"{}",
        b"\x1f\x8bbroken",
        gzip.compress(b"\x89PNG\r\n"),
        b"<" * 3_000_000,
    ],
)
def test_what_is_no_sitemap_is_said_to_be_none(body: bytes) -> None:
    with pytest.raises(ListingError, match=f"{URL}: no sitemap"):
        read(body)


def test_an_empty_sitemap_is_a_sitemap() -> None:
    assert read(urlset("")) == ("sitemap", [])
    assert read(f"<sitemapindex {PROTOCOL}/>".encode()) == ("sitemap-index", [])


MARKUP = [
    "<urlset>",
    "<url>",
    "</url>",
    "<loc>",
    "</loc>",
    "/a",
    "<sitemap>",
    "&",
    "&x;",
    "<!--",
    "]]>",
    "<!DOCTYPE a [",
    "\n",
    "http://",
]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(MARKUP), max_size=30).map(lambda parts: "".join(parts).encode()),
    )
)
def test_no_bytes_upset_the_reader_of_sitemaps(body: bytes) -> None:
    for form in (body, b"<urlset>" + body, gzip.compress(body), gzip.compress(b"<urlset>" + body)[:-5]):
        with suppress(ListingError):
            assert all(found.url.startswith("http") for found in read(form)[1])
