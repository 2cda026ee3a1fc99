"""What pages reserve: read from meta elements and headers, recorded, and obeyed where the owner says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from pipelines.records import read_record
from pipelines.reservations import Reservations, fits, read_ai, read_tdmrep
from pipelines.rights import directives, of_headers, of_page, of_source
from tests.crawling import Answer, news, page, publish, write_sources
from tests.crawling import crawl as run
from tests.hostileweb import HTML, serving


def meta(name, content):
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (meta("robots", "noarchive"), {"noarchive"}),
        (meta("ROBOTS", "NOINDEX, NoArchive"), {"noindex", "noarchive"}),
        (meta("robots", "none"), {"noindex"}),
        (meta("robots", "index, follow, max-snippet:-1, max-image-preview:large"), set()),
        (meta("morgue", "noarchive"), {"noarchive"}),
        (meta("googlebot", "noarchive"), set()),
        (meta("tdm-reservation", "1"), {"tdm-reserved"}),
        (meta("tdm-reservation", "1") + meta("tdm-policy", "https://a.example/p"), {"tdm-reserved", "tdm-policy"}),
        (meta("tdm-reservation", "0") + meta("tdm-policy", "https://a.example/p"), set()),
        (meta("robots", "noai, noimageai"), {"noai"}),
        ("<meta content=noarchive name=robots>", {"noarchive"}),
        ("<meta name='robots' content='noarchive'/>", {"noarchive"}),
    ],
)
def test_meta_elements_are_read_alike_from_the_page_and_from_its_bytes(element, words):
    html = f"<html><head><title>T</title>{element}</head><body><p>Text</p></body></html>"
    assert of_page(document_fromstring(html)) == words
    assert of_source(html.encode()) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["noarchive"], ("noarchive",)),
        (["noindex", "noarchive, nosnippet"], ("noarchive", "noindex", "nosnippet")),
        (["googlebot: noarchive", "morgue: noindex"], ("noindex",)),
        (["googlebot: noarchive, nosnippet"], ()),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive"], ("noarchive",)),
        (["*: noarchive"], ("noarchive",)),
    ],
)
def test_headers_count_for_those_whom_they_name(lines, words):
    assert of_headers(lines, "", "") == words


@given(st.text(), st.text())
def test_no_header_breaks_its_reader(tag, reservation):
    assert set(of_headers([tag], reservation, tag)) <= {*directives(tag), "tdm-reserved", "tdm-policy"}


@given(st.binary(max_size=300))
def test_no_page_breaks_the_reader_of_its_bytes(body):
    of_source(b"<meta name=robots content=" + body)


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A newspaper that is archived whatever its pages say, and the same one with two words obeyed."""
    folder = tmp_path_factory.mktemp("rights")
    with serving("127.0.4.4", "127.0.4.5", "127.0.4.6") as (free, strict, site):
        publish(site, "site-closed", "site-open")
        site.pages |= {
            "/.well-known/tdmrep.json": Answer(
                body=b'[{"location": "/news/*", "tdm-reservation": 1}, {"location": "/news/site-open*", "tdm-reservation": 0}]'
            ),
            "/ai.txt": Answer(body=b"User-Agent: *\nDisallow: /news/site-open"),
        }
        for host, name in ((free, "free"), (strict, "strict")):
            publish(host, f"{name}-plain", f"{name}-meta", f"{name}-header", f"{name}-other")
            host.pages |= {
                news(f"{name}-meta"): Answer(body=page(f"{name}-meta", head=meta("robots", "noarchive, noindex"))),
                news(f"{name}-header"): Answer(
                    body=page(f"{name}-header"),
                    headers=(*HTML, ("TDM-Reservation", "1"), ("X-Robots-Tag", "nosnippet")),
                ),
                news(f"{name}-other"): Answer(body=page(f"{name}-other", head=meta("robots", "noindex"))),
            }
        keys = {"strict": 'obey = ["noarchive", "tdm-reserved"]\ndelay = 0', "free": "delay = 0"}
        keys["site"] = 'obey = ["tdm-reserved"]\ndelay = 0'
        write_sources(folder / "sources.toml", {"free": free, "strict": strict, "site": site}, **keys)
        yield run(folder), strict, site, free


def test_what_a_page_reserves_is_on_record(crawled):
    rights = dict(crawled[0].rows("SELECT key, rights FROM articles WHERE source = 'free'"))
    assert sorted(rights.values(), key=len) == [
        "[]",
        '["noindex"]',
        '["noarchive", "noindex"]',
        '["nosnippet", "tdm-reserved"]',
    ]


def test_a_page_that_reserves_what_is_obeyed_is_dropped_with_the_word(crawled):
    crawl, host, *_ = crawled
    assert crawl.link(host.base + news("strict-meta")) == ("dropped", "noarchive")
    assert crawl.link(host.base + news("strict-header")) == ("dropped", "tdm-reserved")
    assert crawl.link(host.base + news("strict-other")) == ("stored", "new")
    assert crawl.rows("SELECT count(*) FROM articles WHERE source = 'strict'") == [(2,)]


def test_its_body_is_not_kept_either(crawled):
    crawl, host, *_ = crawled
    for name, kept in (("strict-meta", False), ("strict-header", False), ("strict-other", True)):
        ((warc, offset, size),) = crawl.rows(
            "SELECT warc, warc_offset, size FROM captures WHERE url = ?", host.base + news(name)
        )
        headers, body = read_record(crawl.archive.parent, warc, offset)
        assert (bool(body), bool(size), headers.get("WARC-Truncated")) == (kept, kept, None if kept else "unspecified")


def test_what_a_site_reserves_for_all_of_its_pages_is_obeyed_and_on_record(crawled):
    crawl, _, site, _ = crawled
    assert crawl.link(site.base + news("site-closed")) == ("dropped", "tdm-reserved")
    assert crawl.rows("SELECT rights FROM articles WHERE source = 'site'") == [('["noai"]',)]


def test_a_site_is_asked_for_its_statements_where_they_are_obeyed_and_not_again_within_a_week(crawled):
    crawl, strict, site, free = crawled
    assert [host.times("/ai.txt") for host in (free, strict, site)] == [0, 1, 1]
    again = run(crawl.archive.parent, "-a", "due=listings")
    assert again.code == 0, again.log
    assert [host.times("/.well-known/tdmrep.json") for host in (free, strict, site)] == [0, 1, 1]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[1, null, {}]",
        b"[" * 100_000,
        b'[{"location": 5}]',
        b'[{"location": "news", "tdm-reservation": 1}]',
    ],
)
def test_a_statement_that_is_none_reserves_nothing(body):
    assert read_tdmrep(body) == ()


@pytest.mark.parametrize(
    ("pattern", "path", "fitting"),
    [
        ("/", "/news/a", True),
        ("/news/", "/sport/a", False),
        ("/*.html$", "/news/a.html", True),
        ("/*.html$", "/news/a.html?x=1", False),
        ("/*", "/", True),
        ("/a*b*c", "/a-b", False),
        ("/a*b*c", "/axbxc/d", True),
        ("/a*a$", "/a", False),
        ("/" + "*a" * 900 + "$", "/" + "a" * 5_000 + "b", False),
    ],
)
def test_patterns_are_those_of_robots_txt(pattern, path, fitting):
    assert fits(pattern, path) == fitting


@pytest.mark.parametrize("body", [b"", b"# Who we are\nWe like machines.", b"<html>User-Agent: *\nDisallow: /</html>"])
def test_an_ai_txt_of_another_kind_says_nothing(body):
    assert Reservations(ai=read_ai(body)).of("https://a.example/") == ()
