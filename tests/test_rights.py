"""What pages reserve: read from meta elements and headers, recorded, and obeyed where the owner says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import document_fromstring

from pipelines.records import read_record
from pipelines.rights import directives, of_headers, of_page, of_source
from tests.crawling import Answer, crawl, news, page, publish, write_sources
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
    with serving("127.0.4.4", "127.0.4.5") as (free, strict):
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
        write_sources(folder / "sources.toml", {"free": free, "strict": strict}, **keys)
        yield crawl(folder), strict


def test_what_a_page_reserves_is_on_record(crawled):
    rights = dict(crawled[0].rows("SELECT key, rights FROM articles WHERE source = 'free'"))
    assert sorted(rights.values(), key=len) == [
        "[]",
        '["noindex"]',
        '["noarchive", "noindex"]',
        '["nosnippet", "tdm-reserved"]',
    ]


def test_a_page_that_reserves_what_is_obeyed_is_dropped_with_the_word(crawled):
    crawl, host = crawled
    assert crawl.link(host.base + news("strict-meta")) == ("dropped", "noarchive")
    assert crawl.link(host.base + news("strict-header")) == ("dropped", "tdm-reserved")
    assert crawl.link(host.base + news("strict-other")) == ("stored", "new")
    assert crawl.rows("SELECT count(*) FROM articles WHERE source = 'strict'") == [(2,)]


def test_its_body_is_not_kept_either(crawled):
    crawl, host = crawled
    for name, kept in (("strict-meta", False), ("strict-header", False), ("strict-other", True)):
        ((warc, offset, size),) = crawl.rows(
            "SELECT warc, warc_offset, size FROM captures WHERE url = ?", host.base + news(name)
        )
        headers, body = read_record(crawl.archive.parent, warc, offset)
        assert (bool(body), bool(size), headers.get("WARC-Truncated")) == (kept, kept, None if kept else "unspecified")
