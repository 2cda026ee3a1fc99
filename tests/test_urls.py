"""Addresses: what is cleaned, what is folded, what stays apart."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scrapy import Request

from pipelines.urls import canonical_url, clean, date_in_url, registered_domain, same_site, url_key

PIECES = [
    "http://", "https://", "HTTPS:", "//", "/", "\\", "?", "#", "&", "=", ";", ":", "@", ".", "..", "/../", "%", "%2",
    "%2F", "%7e", "%e4%b8", "&amp;", "amp", "/amp", ".amp", ".html", "print", "/print/", "-print.html", "m.", "amp.",
    "touch.", "www.", "a", "Z", "7", "example.com", "example.co.uk", "co.uk", "localhost", "127.0.0.1", "[::1]", ":80",
    ":443", ":8080", ":", "cdn.ampproject.org", "/c/s/", "www.google.com/amp/s/", "utm_source=x", "fbclid", "id=7",
    "print=1", "m=1", "index.html", "index.php", "2026/11/23", "20261123", "é", "日本", "ß", "\ud800", "\x00", "\n",
    " ", "\u3000", "\ufeff", "'", "[", "]", "|", '"', "<", "javascript:", ";jsessionid=9",
]  # fmt: skip
ADDRESSES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES), max_size=14).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=14).map(lambda pieces: "https://example.com/" + "".join(pieces)),
)


@given(ADDRESSES, ADDRESSES)
def test_a_cleaned_address_is_clean(url: str, base: str) -> None:
    cleaned = clean(url, base)
    assert clean(cleaned) == cleaned
    assert cleaned == "" or cleaned.startswith(("http://", "https://"))
    assert cleaned.isascii()
    assert not set(cleaned) & set(' \t\r\n#"<>\\^`{|}')


@given(ADDRESSES)
def test_a_cleaned_address_is_sent_as_it_stands(url: str) -> None:
    if cleaned := clean(url):
        assert Request(cleaned).url == cleaned


@given(ADDRESSES)
@example("https://www.google.com/amp/s/m.example.com/a/amp/amp?amp&amp=1&utm_a=1&print=1")
def test_a_canonical_address_is_canonical(url: str) -> None:
    canonical, words = canonical_url(url)
    assert canonical_url(canonical) == (canonical, ())
    assert clean(canonical) == canonical
    assert bool(words) == (canonical != clean(url))
    assert url_key(url) == url_key(canonical)
    assert bool(url_key(url)) == bool(canonical)


@given(ADDRESSES)
def test_no_text_upsets_the_questions_about_it(url: str) -> None:
    assert date_in_url(url) == "" or len(date_in_url(url)) == 10
    assert same_site(url, url) == bool(registered_domain(url))


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        ("https://example.com", "https://example.com/"),
        ("  HTTP://Example.COM:80/A%7eb/%c3%A9?Q=%41#top ", "http://example.com/A~b/%C3%A9?Q=A"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("http://example.com:0080/a", "http://example.com/a"),
        ("https://user:secret@example.com/a", "https://example.com/a"),
        ("https://example.com./a", "https://example.com/a"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/a/%2e%2e/c", "https://example.com/c"),
        ("https://example.com/../../c", "https://example.com/c"),
        ("https://example.com/a/b/..", "https://example.com/a/"),
        ("https://example.com/a//b", "https://example.com/a//b"),
        ("https://example.com/a?", "https://example.com/a"),
        ("https://example.com/a?b=1&amp;c=2", "https://example.com/a?b=1&c=2"),
        ("https://example.com/a b\n/c", "https://example.com/a%20b/c"),
        ("https://example.com/100%", "https://example.com/100%25"),
        ("https://example.com/a%2Fb", "https://example.com/a%2Fb"),
        ("https://example.com\\a\\b", "https://example.com/a/b"),
        ("https://example.com/l'été", "https://example.com/l'%C3%A9t%C3%A9"),
        ("https://example.com/#!/story/7", "https://example.com/"),
        ("https://zürich.example/a", "https://xn--zrich-kva.example/a"),
        ("https://ｅｘａｍｐｌｅ.com/a", "https://example.com/a"),
        ("http://localhost:6800/a", "http://localhost:6800/a"),
        ("http://127.0.1.5:8800/a", "http://127.0.1.5:8800/a"),
        ("http://[0:0::1]:8000/a", "http://[::1]:8000/a"),
        ("https:///example.com/a", "https://example.com/a"),
        ("https://example.com/" + "a" * 2064, ""),
        ("https://example.com/" + "é" * 1000, ""),
        ("https://intranet/a", ""),
        ("https://example..com/a", ""),
        ("https://exa mple.com/a", ""),
        ("https://example.com:99999/a", ""),
        ("https://127.1/a", ""),
        ("https://0x7f.0.0.1/a", ""),
        ("https://[::1/a", ""),
        ("https://[fe80::1%25eth0]/a", ""),
        ("https://-/a", ""),
        ("javascript:alert(1)", ""),
        ("JavaScript:void(0)", ""),
        ("mailto:desk@example.com", ""),
        ("tel:+4930123456", ""),
        ("data:text/html,x", ""),
        ("ftp://example.com/a", ""),
        ("/a", ""),
        ("", ""),
    ],
)
def test_an_address_is_cleaned(url: str, cleaned: str) -> None:
    assert clean(url) == cleaned


# RFC 3986 §5.4, the examples that are http
@pytest.mark.parametrize(
    ("reference", "resolved"),
    [
        ("g:h", ""), ("g", "/b/c/g"), ("./g", "/b/c/g"), ("g/", "/b/c/g/"), ("/g", "/g"), ("?y", "/b/c/d;p?y"),
        ("g?y", "/b/c/g?y"), ("#s", "/b/c/d;p?q"), ("g#s", "/b/c/g"), (";x", "/b/c/;x"), ("g;x", "/b/c/g;x"),
        (".", "/b/c/"), ("./", "/b/c/"), ("..", "/b/"), ("../", "/b/"), ("../g", "/b/g"), ("../..", "/"),
        ("../../g", "/g"), ("../../../g", "/g"), ("/./g", "/g"), ("/../g", "/g"), ("g.", "/b/c/g."),
        ("..g", "/b/c/..g"), ("./../g", "/b/g"), ("g/./h", "/b/c/g/h"), ("g/../h", "/b/c/h"),
    ],
)  # fmt: skip
def test_a_reference_is_resolved_against_the_page(reference: str, resolved: str) -> None:
    assert clean(reference, "http://example.com/b/c/d;p?q") == (f"http://example.com{resolved}" if resolved else "")


def test_a_reference_without_scheme_takes_that_of_the_page() -> None:
    assert clean("//news.example.org/a", "https://example.com/b") == "https://news.example.org/a"


@pytest.mark.parametrize(
    ("url", "canonical", "words"),
    [
        ("https://example.com/a?utm_source=rss&utm_medium=feed", "https://example.com/a", "tracking"),
        ("https://example.com/a?id=4&fbclid=x&page=2", "https://example.com/a?id=4&page=2", "tracking"),
        ("https://example.com/a?UTM_Source=rss", "https://example.com/a", "tracking"),
        ("https://example.com/a?b=2&a=1&CMP=share", "https://example.com/a?b=2&a=1", "tracking"),
        ("https://example.com/a?source=rss", "https://example.com/a", "tracking"),
        ("https://example.com/a?source=agency-7", "https://example.com/a?source=agency-7", ""),
        ("https://example.com/a?at_campaign=64&at_medium=custom7", "https://example.com/a", "tracking"),
        ("https://example.com/a?&amp;utm_source=x", "https://example.com/a", "tracking"),
        ("https://example.com/a;jsessionid=AB12?id=4", "https://example.com/a?id=4", "tracking"),
        ("https://example.com/?p=123", "https://example.com/?p=123", ""),
        ("https://example.com/v?article=5&id=7&page=3&p=1", "https://example.com/v?article=5&id=7&page=3&p=1", ""),
        ("https://example.com/slug/amp", "https://example.com/slug", "amp"),
        ("https://example.com/slug/amp/", "https://example.com/slug", "amp"),
        ("https://example.com/slug.amp", "https://example.com/slug", "amp"),
        ("https://example.com/slug.amp.html", "https://example.com/slug.html", "amp"),
        ("https://example.com/slug?amp", "https://example.com/slug", "amp"),
        ("https://example.com/slug?amp=1", "https://example.com/slug", "amp"),
        ("https://example.com/slug?outputType=amp", "https://example.com/slug", "amp"),
        ("https://amp.example.com/slug", "https://example.com/slug", "amp"),
        ("https://example.com/amp/2026/slug", "https://example.com/2026/slug", "amp"),
        ("https://example-com.cdn.ampproject.org/c/s/example.com/slug/amp", "https://example.com/slug", "amp"),
        ("https://e.cdn.ampproject.org/v/example.com/slug?amp_js_v=0.1", "http://example.com/slug", "amp tracking"),
        ("https://www.google.com/amp/s/amp.example.com/slug", "https://example.com/slug", "amp"),
        ("https://www.google.co.uk/amp/s/example.com/slug", "https://example.com/slug", "amp"),
        ("https://amp.co.uk/slug", "https://amp.co.uk/slug", ""),
        ("https://example.com/guitar-amp", "https://example.com/guitar-amp", ""),
        ("https://example.com/camp/slug", "https://example.com/camp/slug", ""),
        ("https://example.com/ampere", "https://example.com/ampere", ""),
        ("https://example.com/slug/print", "https://example.com/slug", "print"),
        ("https://example.com/slug/print/?id=4", "https://example.com/slug?id=4", "print"),
        ("https://example.com/slug?print=1", "https://example.com/slug", "print"),
        ("https://example.com/slug?view=print", "https://example.com/slug", "print"),
        ("https://example.com/artikel/slug-4711/drucken", "https://example.com/artikel/slug-4711", "print"),
        ("https://example.com/nota/4711/imprimir/", "https://example.com/nota/4711", "print"),
        ("https://example.com/a-4711-druck.html", "https://example.com/a-4711.html", "print"),
        ("https://example.com/a,4711,print.html", "https://example.com/a,4711.html", "print"),
        ("https://example.com/read-the-small-print.html", "https://example.com/read-the-small-print.html", ""),
        ("https://example.com/print", "https://example.com/print", ""),
        ("https://example.com/print/edition", "https://example.com/print/edition", ""),
        ("https://m.example.com/slug", "https://example.com/slug", "mobile"),
        ("https://mobile.example.co.uk/slug?m=1", "https://example.co.uk/slug", "mobile"),
        ("https://touch.example.com:8443/a//b", "https://example.com:8443/a//b", "mobile"),
        ("https://m.co.uk/slug", "https://m.co.uk/slug", ""),
        ("https://m.amp.example.com/s/amp?print=1&utm_id=1", "https://example.com/s", "amp mobile print tracking"),
        ("https://www.example.com/index.html", "https://www.example.com/index.html", ""),
    ],
)  # fmt: skip
def test_decorations_are_folded_and_named(url: str, canonical: str, words: str) -> None:
    assert canonical_url(url) == (canonical, tuple(words.split()))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/news/slug/",
        "http://example.com/news/slug",
        "https://example.com/news/slug/index.html",
        "https://example.com/news/slug/index.php?fbclid=1",
        "https://m.example.com/news/slug/amp/",
        "https://example.com:443/news/./slug?utm_source=x#comments",
    ],
)
def test_every_form_of_a_page_has_its_key(url: str) -> None:
    assert url_key(url) == "example.com/news/slug"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://example.com/A", "https://example.com/a"),
        ("https://example.com/a?x=A", "https://example.com/a?x=a"),
        ("https://example.com/a?x=1&x=2", "https://example.com/a?x=2&x=1"),
        ("https://example.com/a?x", "https://example.com/a?x="),
        ("https://example.com/a?x=%26", "https://example.com/a?x=&"),
        ("https://example.com/a", "https://example.com/a.html"),
        ("https://example.com/a", "https://example.com//a"),
        ("https://example.com/a", "https://example.com:8080/a"),
        ("https://example.com/a", "https://news.example.com/a"),
        ("https://example.com/a?page=2", "https://example.com/a?page=3"),
        ("https://example.com/a%2Fb", "https://example.com/a/b"),
        ("https://example.com/myindex.html", "https://example.com/my"),
    ],
)
def test_different_pages_have_different_keys(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_the_order_of_parameters_does_not_matter_to_the_key() -> None:
    assert (
        url_key("https://example.com/a?b=2&a=1&&")
        == url_key("https://example.com/a?a=1&b=2")
        == "example.com/a?a=1&b=2"
    )


@pytest.mark.parametrize(
    ("where", "domain"),
    [
        ("https://www.news.example.co.uk/a", "example.co.uk"),
        ("EXAMPLE.com", "example.com"),
        ("example.com:8000", "example.com"),
        ("//user@www.example.com/a//b", "example.com"),
        ("www.example.com/a//b.org", "example.com"),
        ("https://one.blogspot.com/", "one.blogspot.com"),
        ("site01.test", "site01.test"),
        ("www.site01.test", "site01.test"),
        ("http://127.0.1.5:8800/a", "127.0.1.5"),
        ("http://[::1]:80/", "[::1]"),
        ("localhost", "localhost"),
        ("co.uk", ""),
        ("intranet", ""),
        ("", ""),
    ],
)
def test_the_registered_domain_is_that_of_the_owner(where: str, domain: str) -> None:
    assert registered_domain(where) == domain


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://www.example.com/a", "https://amp.example.com/b", True),
        ("http://127.0.1.5:8800/a", "http://127.0.1.5/", True),
        ("http://127.0.1.5:8800/a", "http://127.0.1.6:8800/a", False),
        ("https://a.blogspot.com/", "https://b.blogspot.com/", False),
        ("https://example.co.uk/", "https://other.co.uk/", False),
        ("", "", False),
    ],
)
def test_a_site_is_a_registered_domain_or_an_address(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    ("path", "day"),
    [
        ("/2026/11/23/world/slug/", "2026-11-23"),
        ("/2026/1/3/slug", "2026-01-03"),
        ("/world/2026/nov/23/slug", "2026-11-23"),
        ("/world/2026/Dezember/24/slug", "2026-12-24"),
        ("/news-2026-11-23-slug.html", "2026-11-23"),
        ("/2026-11-23/slug", "2026-11-23"),
        ("/2026-11/23/c_1128.htm", "2026-11-23"),
        ("/n1/2026/1123/c90000-1.html", "2026-11-23"),
        ("/slug-20261123.html", "2026-11-23"),
        ("/202611/t20261123_5.htm", "2026-11-23"),
        ("/1912/04/16/slug", "1912-04-16"),
        ("/2026/11/23", "2026-11-23"),
        ("/2026/11/", ""),
        ("/2026/11/23-die-in-fire", ""),
        ("/2026/13/45/slug", ""),
        ("/2026/02/30/slug", ""),
        ("/a20261123b", ""),
        ("/id-99920261123", ""),
        ("/slug-18991123.html", ""),
        ("/2019-20-21-season", ""),
        ("/calendar?date=2026-11-23", ""),
    ],
)
def test_the_day_in_a_path_is_read(path: str, day: str) -> None:
    assert date_in_url("https://example.com" + path) == day
