"""Feeds of every kind and in every state of repair."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discovery import Found, ListingError, read_feed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://example.com/feeds/news.xml"
STORY = Found(url="https://example.com/a/1", title="The ferry is back", published="2026-11-23T10:00:00Z", trusted=True)


def rss(items: str, before: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f'{before}<rss version="2.0"><channel><title>News</title><link>https://example.com/</link>{items}</channel></rss>'.encode()


def atom(entries: str, attributes: str = "") -> bytes:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>News</title>{entries}</feed>'.encode()


def item(body: str) -> bytes:
    return rss(f"<item><title>The ferry is back</title>{body}</item>")


def read(body: bytes, url: str = URL) -> list[Found]:
    return read_feed(body, url, NOW)


def urls(body: bytes) -> list[str]:
    return [found.url for found in read(body)]


@pytest.mark.parametrize(
    "body",
    [
        rss(
            "<item><title>The ferry is back</title><link>https://example.com/a/1</link>"
            "<pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate></item>"
        ),
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.com/"><title>News</title></channel>
            <item rdf:about="https://example.com/a/1"><title>The ferry is back</title><link>https://example.com/a/1</link>
            <dc:date>2026-11-23T11:00:00+01:00</dc:date></item></rdf:RDF>""",
        b"""<rss version="0.91"><channel><item><title>The ferry is back</title><link>
            https://example.com/a/1
            </link><pubDate>Mon, 23 Nov 26 10:00 UT</pubDate></item></channel></rss>""",
        atom(
            '<entry><title>The ferry is back</title><link href="/a/1"/><published>2026-11-23T10:00:00Z</published></entry>'
        ),
        b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>The ferry is back</title>
            <link rel="alternate" type="text/html" href="https://example.com/a/1"/><issued>2026-11-23T10:00:00Z</issued></entry></feed>""",
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "items": [
                    {"id": "1", "url": "/a/1", "title": "The ferry is back", "date_published": "2026-11-23T10:00:00Z"}
                ],
            }
        ).encode(),
    ],
    ids=["RSS 2.0", "RSS 1.0", "RSS 0.91", "Atom 1.0", "Atom 0.3", "JSON Feed"],
)
def test_an_entry_is_read_from_every_kind_of_feed(body: bytes) -> None:
    assert read(body) == [STORY]


def test_the_original_link_goes_before_that_of_a_proxy() -> None:
    proxied = (
        '<link>https://feeds.example.net/~r/1</link><f:origLink xmlns:f="http://rssnamespace.org/feedburner/ext/1.0">'
    )
    assert urls(item(proxied + "https://example.com/a/1</f:origLink>")) == ["https://example.com/a/1"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<guid>https://example.com/a/1</guid>", ["https://example.com/a/1"]),
        ('<guid isPermaLink="true">https://example.com/a/1</guid><link/>', ["https://example.com/a/1"]),
        ('<guid isPermaLink="false">https://example.com/?p=1</guid>', ["https://example.com/?p=1"]),
        ('<guid isPermaLink="false">https://example.com/?p=1</guid><link>/a/1</link>', ["https://example.com/a/1"]),
        ("<guid>1234</guid>", []),
        ("<guid>tag:example.com,2026:1</guid>", []),
        ("<link>javascript:alert(1)</link>", []),
        ("<link></link><description>No link at all</description>", []),
    ],
)
def test_an_item_without_link_is_found_by_its_permanent_id(body: str, found: list[str]) -> None:
    assert urls(item(body)) == found


def test_the_page_goes_before_the_other_links_of_an_entry() -> None:
    entry = """<entry><title>t</title><link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/>
        <link rel="alternate" type="application/pdf" href="/a.pdf"/><link rel="alternate" type="text/html" href="/a"/></entry>"""
    assert urls(atom(entry)) == ["https://example.com/a"]


def test_a_link_is_relative_to_the_xml_base_of_its_entry() -> None:
    entries = '<entry xml:base="2026/"><link href="a"/></entry><entry><link href="b"/></entry>'
    assert urls(atom(entries, 'xml:base="https://example.org/x/"')) == [
        "https://example.org/x/2026/a",
        "https://example.org/x/b",
    ]


def test_published_goes_before_updated_which_is_the_last_change() -> None:
    dates = "<updated>2026-11-22T08:00:00Z</updated><published>2026-11-21T08:00:00Z</published>"
    (found,) = read(atom(f'<entry><link href="/a"/>{dates}</entry>'))
    assert (found.published, found.lastmod) == ("2026-11-21T08:00:00Z", "2026-11-22T08:00:00Z")
    (found,) = read(atom('<entry><link href="/a"/><updated>2026-11-22T08:00:00Z</updated></entry>'))
    assert found.published == "2026-11-22T08:00:00Z"


def test_a_date_in_the_future_is_dropped_and_the_entry_kept() -> None:
    (found,) = read(item("<link>/a</link><pubDate>Mon, 30 Nov 2026 10:00:00 GMT</pubDate>"))
    assert found.published == ""


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("<![CDATA[Ferry & <b>harbour</b>]]>", "Ferry & harbour"),
        ("Ferry &amp;amp; harbour", "Ferry & harbour"),
        ("Ferry &lt;i&gt;is&lt;/i&gt; back", "Ferry is back"),
        ("Caf&eacute;&nbsp;&ndash; closed", "Café – closed"),
        ("Q&A: R&D", "Q&A: R&D"),
        ("1 &lt; 2", "1 < 2"),
        ("\n  Ferry\n  is back ", "Ferry is back"),
        ("<div><b>Ferry</b> is back</div>", "Ferry is back"),
        ("a" * 4000, "a" * 500),
        ("", ""),
    ],
)
def test_a_title_is_plain_text_on_one_line(title: str, read_as: str) -> None:
    (found,) = read(rss(f"<item><title>{title}</title><link>https://example.com/a/1</link></item>"))
    assert found.title.startswith(read_as)
    assert "\n" not in found.title


def test_the_title_of_a_picture_is_not_that_of_the_entry() -> None:
    media = '<m:title xmlns:m="http://search.yahoo.com/mrss/">A picture</m:title><m:link xmlns:m="http://search.yahoo.com/mrss/">/p</m:link>'
    (found,) = read(rss(f"<item>{media}<title>The ferry is back</title><link>/a</link></item>"))
    assert (found.title, found.url) == ("The ferry is back", "https://example.com/a")


def test_an_address_twice_in_a_feed_is_found_once() -> None:
    assert urls(rss("<item><link>/a</link></item><item><link>/b</link></item><item><link>/a#c</link></item>")) == [
        "https://example.com/a",
        "https://example.com/b",
    ]


def test_a_feed_says_where_it_goes_on() -> None:
    assert read(atom('<link rel="next" href="?page=2"/>')) == [Found(url=URL + "?page=2", kind="next")]
    linked = '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="?page=2"/>'
    assert read(rss(linked)) == [Found(url=URL + "?page=2", kind="next")]
    assert read(b'{"items": [], "next_url": "?page=2"}') == [Found(url=URL + "?page=2", kind="next")]
    assert read(atom('<link rel="next" href=""/>')) == []


@pytest.mark.parametrize(
    "body",
    [
        item("<link>https://example.com/a/1?x=1&y=2</link>"),
        item("<link>https://example.com/a/1?x=1&amp;y=2</link>"),
        item("<link><![CDATA[https://example.com/a/1?x=1&y=2]]></link>"),
    ],
)
def test_a_stray_ampersand_does_not_break_an_address(body: bytes) -> None:
    assert urls(body) == ["https://example.com/a/1?x=1&y=2"]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf\n\n" + item("<link>/a</link>"),
        b"<br />\n<b>Warning</b>: headers already sent\n" + item("<link>/a</link>"),
        item("<link>/a</link>").replace(b"</channel></rss>", b""),
        item("<link>/a</link><description>cut off in the mid")[:-24],
        item("<link>/a</link><description><p>never closed<br></description>"),
        item("<link>/a</link>\x00\x0b<description>control</description>"),
        item("<link>/a</link>").decode().encode("utf-16"),
        item("<link>/a</link>").decode().encode("utf-16-le"),
        item("<link>/a</link><x:y>undeclared prefix</x:y>"),
    ],
)
def test_a_broken_feed_is_read_as_far_as_it_goes(body: bytes) -> None:
    (found,) = read(body)
    assert (found.url, found.title) == ("https://example.com/a", "The ferry is back")


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "cp1252"),
        ("utf-8", "cp1252"),
        ("none-such", "utf-8"),
        ("koi8-r", "utf-8"),
    ],
)
def test_the_encoding_is_found_even_where_the_declared_one_is_wrong(declared: str, codec: str) -> None:
    before = f'<?xml version="1.0" encoding="{declared}"?>'
    body = rss("<item><title>Fähre – zurück</title><link>/a</link></item>", before).decode().encode(codec)
    assert [found.title for found in read(body)] == ["Fähre – zurück"]


def test_a_declared_encoding_is_used_where_the_feed_is_not_utf_8() -> None:
    body = rss("<item><title>Паром вернулся</title><link>/a</link></item>", '<?xml version="1.0" encoding="koi8-r"?>')
    assert [found.title for found in read(body.decode().encode("koi8-r"))] == ["Паром вернулся"]


def test_entities_are_never_expanded(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(12))
    before = f'<!DOCTYPE rss [<!ENTITY l0 "lol">{laughs}<!ENTITY file SYSTEM "file://{secret}"><!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>'
    (found,) = read(rss("<item><title>&l12; &file; here</title><link>/a</link></item>", before))
    assert found.title == "&l12; &file; here"


def test_surrogates_in_json_do_not_reach_a_title() -> None:
    (found,) = read(
        b'{"items": [{"url": "/a", "title": "x\\ud800y"}, "no object", {"url": 7}, {"title": "no address"}]}'
    )
    assert found.title == "x?y"


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "no XML"),
        (b"plain words", "no XML"),
        (b'<!DOCTYPE rss [<!ENTITY a "b"><rss><channel/></rss>', "no XML"),
        (b"<!doctype html><html><body>Not found</body></html>", "<html>"),
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>', "<urlset>"),
        (b"{", "JSON can't be read"),
        (b'{"a": 1}', "without a list of items"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "no XML"),
        (b'{"items":' + b"[" * 200_000, "JSON can't be read"),
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, says: str) -> None:
    with pytest.raises(ListingError, match="no feed") as raised:
        read(body)
    assert says in str(raised.value)
    assert URL in str(raised.value)


def test_a_feed_built_to_hurt_is_read_in_part() -> None:
    assert len(read(rss("".join(f"<item><link>/{n}</link></item>" for n in range(10_500))))) == 10_000


def test_an_empty_feed_is_a_feed() -> None:
    assert read(rss("")) == []


MARKUP = [
    "<rss>",
    "<item>",
    "</item>",
    "<link>",
    "</link>",
    "<entry>",
    "/a",
    "&",
    "&x;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "<!DOCTYPE a [",
    "{",
    '"items":[',
]


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(st.sampled_from(MARKUP), max_size=30).map(lambda parts: "".join(parts).encode()),
    )
)
def test_no_bytes_upset_the_reader_of_feeds(body: bytes) -> None:
    with suppress(ListingError):
        assert all(found.url.startswith("http") for found in read(body))
