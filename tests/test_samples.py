import gzip
import html
import json
import re
import signal
import subprocess
import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree
from lxml.html import document_fromstring

import samples
from samples.newsroom import Edition, publications
from samples.server import BUILDERS

NOW = datetime(2031, 3, 10, 15, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def web():
    with samples.served(now=NOW) as served:
        yield served


def ask(url, method="GET", **headers):
    """Status, headers and body of one answer, redirects not followed."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""), headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def page(url):
    """The page at a URL as its headers say it is encoded, else as UTF-8, with its whitespace and entities resolved."""
    status, headers, body = ask(url)
    assert status == 200, url
    return " ".join(html.unescape(body.decode(headers.get_content_charset("utf-8"))).split())


def locations(body):
    return [element.text for element in etree.fromstring(body).iter(f"{SITEMAP}loc")]


def links(url):
    return {urljoin(url, href) for href in document_fromstring(ask(url)[2]).xpath("//a/@href")}


def printed(web, source):
    return [expected.url for expected in web.truth() if expected.source == source]


def article(web, slug):
    return next(expected for expected in web.truth() if slug in expected.url)


def test_every_article_is_served_with_its_headline_byline_whole_text_and_debris(web):
    assert len(web.truth()) == 43
    for expected in web.truth():
        text = re.sub(r"<[^>]*>", "", page(expected.url))
        for words in (expected.headline, expected.byline, expected.begins, expected.ends, *expected.debris):
            assert words in text, (expected.url, words)


def test_articles_have_the_length_of_news_and_are_a_few_days_old_at_most(web):
    for paper in publications(web.edition):
        for piece in paper.pieces:
            assert 120 <= sum(len(paragraph.split()) for paragraph in piece.paragraphs) <= 400, piece.slug
            assert timedelta(0) < NOW - piece.modified <= NOW - piece.published < timedelta(days=5), piece.slug


def test_no_two_articles_share_an_address_and_only_those_of_one_story_share_a_text(web):
    urls = [url for expected in web.truth() for url in (expected.url, *expected.copies)]
    assert len(urls) == len(set(urls))
    assert not set(urls) & set(web.not_articles())
    texts = {(expected.begins, expected.ends) for expected in web.truth()}
    assert len(texts) == len({expected.story for expected in web.truth()}) == 41


def test_every_copy_leads_to_the_text_of_its_article(web):
    kinds = {"/print": 0, "/amp/": 0, "utm_source": 0, "/s/": 0, "redirect": 0}
    for expected in web.truth():
        for copy in expected.copies:
            status, headers, _ = ask(copy)
            kinds["redirect"] += status == 301
            assert expected.ends in page(urljoin(copy, headers["Location"]) if status == 301 else copy)
            kinds = {kind: number + (kind in copy) for kind, number in kinds.items()}
    assert kinds == {"/print": 3, "/amp/": 3, "utm_source": 8, "/s/": 1, "redirect": 10}


def test_feeds_name_the_newest_articles_and_stand_in_the_head_of_all_but_the_magazine(web):
    urls = {name: printed(web, name) for name in web.bases}
    rss = etree.fromstring(ask(web.bases["courier"] + "/feed.xml")[2])
    assert [link.text for link in rss.iterfind("channel/item/link")] == urls["courier"][:12]
    for name, path, number in (("bote", "/atom.xml", 8), ("tideline", "/feeds/posts/default", 5)):
        feed = etree.fromstring(ask(web.bases[name] + path)[2])
        assert [link.get("href") for link in feed.iterfind(f"{ATOM}entry/{ATOM}link")] == urls[name][:number]
    items = json.loads(ask(web.bases["valmorera"] + "/feed")[2])["items"]
    assert [item["url"] for item in items] == urls["valmorera"][:3]
    fronts = [document_fromstring(ask(base + "/")[2]) for base in web.bases.values()]
    kinds = [front.xpath("//link[@rel='alternate']/@type") for front in fronts]
    assert kinds == [["application/rss+xml"], ["application/atom+xml"], [], ["application/atom+xml"]]


def test_robots_name_a_sitemap_index_a_news_sitemap_and_a_gzipped_sitemap(web):
    courier, bote = web.bases["courier"], web.bases["bote"]
    robots = ask(courier + "/robots.txt")[2].decode()
    assert re.findall("Sitemap: (.*)", robots) == [courier + "/sitemap-index.xml", courier + "/news-sitemap.xml"]
    named = {loc for sitemap in locations(ask(courier + "/sitemap-index.xml")[2]) for loc in locations(ask(sitemap)[2])}
    assert set(printed(web, "courier")) < named
    old = [e.url for e in web.truth() if NOW - datetime.fromisoformat(e.published) >= timedelta(hours=48)]
    assert locations(ask(courier + "/news-sitemap.xml")[2]) == [u for u in printed(web, "courier") if u not in old]
    assert f"Sitemap: {bote}/sitemap.xml.gz" in ask(bote + "/robots.txt")[2].decode()
    _, headers, body = ask(bote + "/sitemap.xml.gz", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] is None
    assert set(printed(web, "bote")) < set(locations(gzip.decompress(body)))


def test_the_magazine_is_found_through_its_front_and_section_fronts_alone(web):
    base = web.bases["valmorera"]
    urls = set(printed(web, "valmorera"))
    assert "Sitemap" not in ask(base + "/robots.txt")[2].decode()
    assert ask(base + "/sitemap.xml")[0] == 404
    front = links(base + "/")
    assert len(front & urls) == 4
    sections = [base + f"/{key}/" for key in ("territorio", "gente", "cultura", "mesa", "in-english")]
    assert set(sections) < front
    assert set().union(*map(links, sections)) >= urls


@pytest.mark.parametrize(
    ("name", "path", "validators"),
    [
        ("courier", "/", {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}),
        ("courier", "/feed.xml", {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}),
        ("bote", "/lokales/", {"Last-Modified": "If-Modified-Since"}),
        ("valmorera", "/", {"ETag": "If-None-Match"}),
        ("tideline", "/", {}),
        ("courier", "/calendar", {}),
    ],
)
def test_a_page_the_client_has_is_answered_with_304(web, name, path, validators):
    url = web.bases[name] + path
    _, headers, _ = ask(url)
    assert {header for header in ("ETag", "Last-Modified") if header in headers} == set(validators)
    for header, condition in validators.items():
        status, _, body = ask(url, **{condition: headers[header]})
        assert (status, body) == (304, b"")
        assert web.asked[-1] == samples.Asked("GET", url, 304)
    assert ask(url, **{"If-None-Match": '"other"', "If-Modified-Since": headers["Date"]})[0] == 200
    assert ask(url, **{"If-Modified-Since": "yesterday"})[0] == 200


def test_the_bote_is_windows_1252_by_its_header_and_the_magazine_utf_8_by_its_markup(web):
    _, headers, body = ask(article(web, "muenzen").url)
    assert headers["Content-Type"] == "text/html; charset=windows-1252"
    assert b"charset" not in body
    assert "„Dann hat die Wurzel geklimpert“" in body.decode("windows-1252")
    _, headers, body = ask(article(web, "campanero").url)
    assert headers["Content-Type"] == "text/html"
    assert '<meta charset="utf-8">' in body.decode()


def test_bodies_are_compressed_for_those_who_accept_it_and_left_out_for_head(web):
    url = article(web, "beavers").url
    plain = ask(url)
    _, headers, body = ask(url, **{"Accept-Encoding": "br, gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == plain[2]
    status, headers, body = ask(url, method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(plain[2])), b"")


def test_the_soft_404_says_200_the_withdrawn_article_410_and_the_rest_404(web):
    (soft,) = (url for url in web.not_articles() if "bridge-closure-map" in url)
    (gone,) = (url for url in web.not_articles() if "second-marina" in url)
    assert "Page not found" in page(soft)
    assert ask(gone)[0] == 410
    assert [ask(base + "/nothing-here")[0] for base in web.bases.values()] == [404] * 4


def test_no_link_is_dead_but_the_withdrawn_article(web):
    queue = [base + "/" for base in web.bases.values()]
    status = {}
    while queue:
        url = queue.pop().partition("#")[0]
        if url in status or not url.startswith(tuple(web.bases.values())) or re.search(r"calendar\?page=[4-9]", url):
            continue
        status[url], headers, body = ask(url)
        if headers["Content-Type"].startswith("text/html") and status[url] == 200:
            tree = document_fromstring(body)
            queue += [urljoin(url, found) for found in tree.xpath("//a/@href | //img/@src | //link/@href")]
    dead = [url.rpartition("/")[2] for url, code in status.items() if code >= 400]
    assert dead == ["mayor-denies-talk-of-second-marina"]
    assert {expected.url for expected in web.truth()} <= set(status)
    assert set(status) >= {url for url in web.not_articles() if not re.search(r"\.xml|robots|/feed$|feeds/", url)}


def test_the_calendar_never_ends(web):
    base = web.bases["courier"]
    for number in (1, 998, 999_998):
        assert f'href="/calendar?page={number + 1}"' in page(f"{base}/calendar?page={number}")
    assert ask(f"{base}/calendar?page=one")[0] == 404
    assert ask(f"{base}/news?page=2")[0] == 200
    assert ask(f"{base}/news?page=99")[0] == 404


def test_one_article_is_paywalled_and_says_so(web):
    (stub,) = (expected for expected in web.truth() if expected.access == "paywalled")
    (data,) = document_fromstring(ask(stub.url)[2]).xpath("//script[@type='application/ld+json']/text()")
    assert json.loads(data)["isAccessibleForFree"] is False
    assert json.loads(data)["author"] == [{"@type": "Person", "name": "Priya Lanthorne"}]


def test_two_papers_run_the_agency_story_and_the_blog_reposts_an_article(web):
    stories = {}
    for expected in web.truth():
        stories.setdefault(expected.story, []).append(expected)
    repost, agency = sorted((members for members in stories.values() if len(members) > 1), key=lambda m: m[1].source)
    assert [member.source for member in repost + agency] == ["courier", "tideline", "courier", "valmorera"]
    assert len({member.headline for member in repost + agency}) == 4
    assert {(member.byline, member.language) for member in agency} == {("Meridian Wire", "en")}


def test_the_repost_has_the_debris_of_such_pages(web):
    text = document_fromstring(ask(article(web, "tall-ship-with").url)[2]).text_content()
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    post = "Posted by Десислава Кременска on Sunday, 9 March 2031"
    wanted = ["Sunday, March 9, 2031", "© Northlight Photo/ Tomas Aldwinkle", "Harbour", "Get short URL", post]
    assert [line for line in lines if line in wanted] == wanted
    assert any(line.startswith("No comments:") for line in lines[lines.index(post) :])


def test_the_second_edition_brings_an_article_and_two_edits():
    with samples.served(now=NOW) as web:
        first = {expected.url: expected for expected in web.truth()}
        bridge = article(web, "narrows-bridge")
        _, before, _ = ask(bridge.url)
        assert ask(web.bases["bote"] + "/-/next-edition", method="POST")[0] == 200
        second = {expected.url: expected for expected in web.truth()}
        assert [url.rpartition("/")[2] for url in second.keys() - first.keys()] == ["ferry-freed-after-three-hours"]
        edited = [url for url in first if first[url].ends != second[url].ends]
        assert len(edited) == 2
        for url in [*edited, *(second.keys() - first.keys())]:
            assert second[url].ends in page(url)
        assert second[bridge.url].headline in page(bridge.url)
        status, after, body = ask(bridge.url, **{"If-None-Match": before["ETag"]})
        assert (status, b"seven nights" in body, b"nine nights" in body) == (200, True, False)
        assert after["ETag"] != before["ETag"]
        assert samples.truth(now=NOW, port=web.edition.port, edition=2) == web.truth()


def test_the_sources_file_lists_the_front_pages(web):
    listed = tomllib.loads(web.sources_toml())
    assert {name: table["homepage"].removesuffix("/") for name, table in listed.items()} == web.bases
    checked_in = Path(samples.__file__).with_name("sources.toml").read_text()
    assert tomllib.loads(checked_in.replace(":8100", f":{web.edition.port}")) == listed


def test_the_command_serves_until_it_is_interrupted_and_refuses_a_port_in_use(web):
    command = [sys.executable, "-m", "samples", "--port"]
    root = Path(samples.__file__).parent.parent
    with subprocess.Popen([*command, "0"], stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            fronts = dict(process.stdout.readline().split() for _ in web.bases)
            assert fronts.keys() == web.bases.keys()
            assert [ask(url)[0] for url in fronts.values()] == [200] * 4
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
    refused = subprocess.run([*command, str(web.edition.port)], capture_output=True, text=True, cwd=root, check=False)
    assert refused.returncode == 1
    assert f"can't listen on port {web.edition.port}" in refused.stderr
    assert "--port" in refused.stderr


def test_markup_in_a_text_is_escaped_by_every_template():
    evil = '</script><script>alert(1)</script>]]>&"'
    hostile = dict.fromkeys(("headline", "byline", "caption", "standfirst"), evil)
    hostile |= {"paragraphs": (evil,), "authors": (evil,)}
    for paper in publications(Edition(now=NOW)):
        pieces = tuple(replace(piece, **hostile) for piece in paper.pieces)
        site = BUILDERS[paper.name](replace(paper, title=evil, pieces=pieces))
        for path, answer in site.answers.items():
            assert "json" in answer.content_type or b"<script>alert" not in answer.body, path
            if "xml" in answer.content_type:
                etree.fromstring(answer.body)
