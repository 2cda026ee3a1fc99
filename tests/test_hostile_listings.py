"""Feeds, sitemaps and front pages that lie, break and attack: what a crawl asks for because of them, and of whom."""

import gzip
import re
from urllib.parse import urlsplit

import pytest

from tests.crawling import PLAIN, XML, article, crawl, feed, front, news, publish, redirect, sitemap, write_sources
from tests.hostileweb import Answer, serving

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHING = (
    f'<!DOCTYPE rss [<!ENTITY l0 "lol">{LAUGHS}]><rss version="2.0"><channel><title>&l9;</title>'
    "<item><title>&l9;</title><link>/news/laughing-is-what-this-feed-does</link></item></channel></rss>"
)
STEALING = (
    '<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
    "<item><title>&e;</title><link>/ferry</link></item></channel></rss>"
)
BOMB = gzip.compress(b"<urlset>" + b" " * 100_000_000, 1)
HEADERS = 'headers = { Cookie = "session=7", X-Reader = "7" }'
DISGUISES = ("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0")
"""Other ways to write an address of this machine."""


def feeds(press, outside, inside, wire):
    """What the feeds answer that the front page of the press names."""
    port = urlsplit(inside.base).port
    return {
        "/feed": feed(f"{press.base}/ferry?utm_source=rss"),
        "/laughing": Answer(body=LAUGHING.encode(), headers=XML),
        "/stealing": Answer(body=STEALING.encode(), headers=XML),
        "/heavy": Answer(body=b"<rss><channel>" + b" " * 20_000_000, headers=XML),
        "/broken": Answer(body=feed(press.base + news("quay")).body[:-30], headers=XML),
        "/no-feed": Answer(body=b"<html><body>No feed</body></html>"),
        "/empty": Answer(headers=XML),
        "/circle": redirect("/circle"),
        "/lost": Answer(status=404),
        "/outside": redirect(outside.base + "/feed"),
        "/moved": redirect(wire.base + "/moved"),
        **{f"/inside{number}": redirect(f"http://{host}:{port}/feed") for number, host in enumerate(DISGUISES)},
    }


def build(press, outside, inside, wire):
    """The press with its hostile listings, and an honest wire service."""
    publish(press)
    publish(wire, "wire-budget")
    wire.pages |= {"/shared": feed(wire.base + news("wire-budget")), "/moved": feed()}
    named = feeds(press, outside, inside, wire)
    addresses = [*named, wire.base + "/shared", outside.base + "/feed", "javascript:alert(1)", "file:///etc/passwd"]
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="{address}">' for address in addresses)
    maps = [
        f"{press.base}/index.xml",
        f"{press.base}/bomb.xml.gz",
        f"{inside.base}/inside.xml",
        f"{outside.base}/outside.xml",
    ]
    press.pages |= named | {
        "/": front("/ferry", "/calendar/2026/11/24", "/calendar?day=2026-11-25", head=f'{head}<link rel="next" href="/page/2">'),
        "/robots.txt": Answer(body="\n".join(f"Sitemap: {address}" for address in maps).encode(), headers=PLAIN),
        "/index.xml": sitemap(f"{press.base}/index.xml", f"{press.base}/child.xml", f"{inside.base}/child.xml", kind="sitemapindex"),
        "/child.xml": sitemap(press.base + news("school"), outside.base + news("elsewhere")),
        "/bomb.xml.gz": Answer(body=BOMB, headers=(("Content-Type", "application/gzip"),)),
        "/ferry": article("ferry"),
        news("quay"): article("quay"),
        news("school"): article("school"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def hosts():
    with serving("127.0.3.1", "127.0.3.2", "127.0.0.1", "127.0.3.4") as hosts:
        build(*hosts)
        yield dict(zip(("press", "outside", "inside", "wire"), hosts, strict=True))


@pytest.fixture(scope="module")
def crawled(hosts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("listings")
    write_sources(
        folder / "sources.toml", {name: hosts[name] for name in ("press", "wire")}, press=f"delay = 0\n{HEADERS}"
    )
    return crawl(folder)


def test_the_run_ends_well_and_says_nothing_alarming(crawled):
    assert crawled.code == 0, crawled.log
    assert not re.search("Traceback|ERROR|CRITICAL", crawled.log), crawled.log


@pytest.mark.parametrize("host", ["outside", "inside"])
def test_no_listing_makes_the_crawl_ask_a_private_address(crawled, hosts, host):
    assert hosts[host].asked == []


def test_private_addresses_were_refused_and_not_merely_out_of_reach(crawled):
    refused = re.findall(r": private-address: |means the private address", crawled.log)
    assert len(refused) == len(DISGUISES) + 5


def test_every_listing_is_asked_once(crawled, hosts):
    asked = hosts["press"].paths()
    assert {path: asked.count(path) for path in asked if asked.count(path) != 1} == {"/circle": 6}
    assert set(hosts["press"].pages) - {"/sitemap.xml"} <= set(asked)


def test_paging_and_calendars_are_not_followed(crawled, hosts):
    assert [path for path in hosts["press"].paths() if path.startswith(("/page", "/calendar"))] == []


def test_entities_are_not_expanded(crawled):
    assert "lollol" not in str(crawled.rows("SELECT title FROM links"))
    assert "root:" not in str(crawled.rows("SELECT * FROM links"))


def test_a_broken_feed_is_read_as_far_as_it_goes(crawled, hosts):
    assert crawled.link(hosts["press"].base + news("quay")) == ("stored", "new")


def test_an_article_that_a_feed_announces_is_fetched_though_its_address_does_not_look_it(crawled, hosts):
    base = hosts["press"].base
    assert crawled.rows("SELECT url, headline FROM articles WHERE url LIKE '%/ferry'") == [
        (f"{base}/ferry", "The council hears of ferry again")
    ]
    assert crawled.link(f"{base}/ferry?utm_source=rss")[0] == "stored"


def test_what_a_sitemap_lists_of_another_site_is_not_taken(crawled, hosts):
    assert crawled.link(hosts["press"].base + news("school")) == ("stored", "new")
    assert crawled.rows("SELECT count(*) FROM links WHERE url LIKE '%elsewhere%'") == [(0,)]


def test_a_publication_gets_its_headers_and_nobody_else_does(crawled, hosts):
    private = [asked for asked in hosts["press"].asked if asked.path != "/robots.txt"]
    assert {(asked.headers.get("cookie"), asked.headers.get("x-reader")) for asked in private} == {("session=7", "7")}
    assert [asked.path for asked in hosts["wire"].asked if {"cookie", "x-reader"} & set(asked.headers)] == []
    assert {"/shared", "/moved"} <= set(hosts["wire"].paths())
