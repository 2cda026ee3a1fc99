"""Feeds, sitemaps and front pages are read when they are due: crawls one after the other, as a timer starts them."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.answers import max_age
from crawler.found import Found
from crawler.intervals import Rhythm
from crawler.listings import Listing, said_to_have_changed
from crawler.pacing import doubtful, dumped, loaded, read_of, worth_of_validators
from pipelines.endpoints import Endpoint
from tests.crawling import XML, article, crawl, feed, news, publish, sitemap, write_sources
from tests.hostileweb import Answer, serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ENDPOINT = Endpoint(
    id=1,
    source="paper",
    url="https://paper.example/feed",
    kind="feed",
    etag='"one"',
    digest="d",
    answered="2026-11-23T10:00:00Z",
)


def tagged(answer, tag="one"):
    return replace(answer, headers=(*answer.headers, ("ETag", f'"{tag}"')))


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """A newspaper, crawled three times in a row: as it is due, again at once, and with due=listings."""
    folder = tmp_path_factory.mktemp("polling")
    with serving("127.0.8.1", "127.0.8.2", "127.0.8.3") as hosts:
        paper, broken, liar = hosts
        for host, name in zip(hosts, ("ferry", "budget", "strike"), strict=True):
            publish(host, name)
        paper.pages["/"] = tagged(paper.pages["/"])
        entries = feed(f"{paper.base}{news('ferry')}?utm_source=rss")
        paper.pages["/feed"] = replace(entries, body=entries.body.replace(b"<item>", b"<ttl>20</ttl><item>", 1))
        broken.pages["/feed"] = Answer(status=403)
        liar.pages["/feed"] = Answer(
            raw=b'HTTP/1.1 200 OK\r\nETag: "same"\r\nContent-Type: application/xml\r\nConnection: close\r\n\r\n'
            + feed(f"{liar.base}{news('strike')}").body
        )
        write_sources(
            folder / "sources.toml",
            {"paper": paper, "broken": broken, "liar": liar},
            liar="interval_min = 180\ninterval_max = 200",
        )
        runs, asked = [], []
        for words in ((), (), ("-a", "due=listings")):
            before = [len(host.asked) for host in hosts]
            runs.append(crawl(folder, *words))
            asked.append([host.paths()[count:] for host, count in zip(hosts, before, strict=True)])
        yield runs, asked


def test_a_second_run_at_once_asks_nothing_and_says_until_when(paper):
    runs, asked = paper
    assert asked[1] == [[], [], []]
    assert runs[1].code == 0
    assert "nothing is due until 20" in runs[1].log
    assert "-a due=listings asks all the same" in runs[1].log


def test_due_listings_asks_all_but_what_failed(paper):
    _, asked = paper
    assert {"/", "/feed", "/sitemap.xml"} <= set(asked[2][0])
    assert "/" in asked[2][1]
    assert "/feed" not in asked[2][1]


def test_what_was_learnt_of_an_endpoint_is_on_record(paper):
    runs, _ = paper
    rows = runs[2].rows(
        "SELECT kind, next > checked, interval > 0, per_day > 0, rhythm <> '' FROM endpoints WHERE failures = 0"
    )
    assert {row[1:] for row in rows} == {(1, 1, 1, 1)}
    assert {row[0] for row in rows} == {"front", "feed", "sitemap"}


def test_the_bounds_of_the_source_are_kept(paper):
    runs, _ = paper
    intervals = runs[2].rows("SELECT interval FROM endpoints WHERE source = 'liar'")
    assert {180 * 60 <= seconds <= 200 * 60 for (seconds,) in intervals} == {True}


def test_what_validators_are_worth_is_on_record(paper):
    runs, _ = paper
    found = {
        (source, kind): worth for source, kind, worth in runs[2].rows("SELECT source, kind, validators FROM endpoints")
    }
    assert found["paper", "front"] == "honoured"
    assert found["liar", "feed"] == "ignored"
    assert found["paper", "sitemap"] == ""


def test_what_a_feed_asks_for_is_on_record(paper):
    runs, _ = paper
    assert runs[2].rows("SELECT asks FROM endpoints WHERE source = 'paper' AND kind = 'feed'") == [(1200,)]


def test_a_feed_with_decorated_links_of_the_front_page_names_nothing_first(paper):
    runs, _ = paper
    ((rhythm,),) = runs[2].rows("SELECT rhythm FROM endpoints WHERE source = 'paper' AND kind = 'feed'")
    assert loaded(rhythm).first == 0


def test_a_run_that_may_take_a_minute_ends_in_order(tmp_path):
    with serving("127.0.8.4") as (host,):
        publish(host, "ferry")
        write_sources(tmp_path / "sources.toml", {"paper": host})
        crawled = crawl(tmp_path, "-a", "max_minutes=1")
    assert crawled.code == 0
    assert crawled.rows("SELECT status, stored FROM crawls") == [("finished", 1)]


def test_sitemaps_are_due_with_their_index_and_read_when_it_says_that_they_changed(tmp_path):
    def dated(day, url):
        answer = sitemap(url, kind="sitemapindex")
        return replace(answer, body=answer.body.replace(b"</loc>", f"</loc><lastmod>{day}</lastmod>".encode()))

    with serving("127.0.8.5") as (host,):
        publish(host, "ferry")
        host.pages["/months.xml"] = sitemap(host.base + news("ferry"))
        host.pages["/sitemap.xml"] = dated("2026-11-22", f"{host.base}/months.xml")
        write_sources(tmp_path / "sources.toml", {"paper": host})
        crawl(tmp_path)
        crawl(tmp_path, "-a", "due=listings")
        assert host.times("/months.xml") == 1
        host.pages["/sitemap.xml"] = dated("2026-11-23", f"{host.base}/months.xml")
        crawled = crawl(tmp_path, "-a", "due=listings")
        assert host.times("/months.xml") == 2
    assert crawled.rows("SELECT count(*) FROM endpoints WHERE kind = 'sitemap' AND next > checked") == [(1,)]


@pytest.mark.parametrize(
    ("sent", "tag", "same", "worth"),
    [
        (True, "one", True, "ignored"),
        (True, "two", False, "honoured"),
        (False, "one", False, "stale"),
        (False, "one", True, "honoured"),
        (False, "two", False, "honoured"),
    ],
)
def test_validators_are_weighed_by_what_comes_with_and_without_them(sent, tag, same, worth):
    request = Request(ENDPOINT.url, headers={"If-None-Match": '"one"'} if sent else {})
    response = Response(ENDPOINT.url, headers={"ETag": f'"{tag}"'}, request=request)
    assert worth_of_validators(replace(ENDPOINT, validators="honoured"), response, same=same) == worth


def test_an_endpoint_that_says_for_too_long_that_nothing_changed_is_doubted_once_in_a_while():
    rhythm = Rhythm(hours=(10.0,) * 24, hours_watched=(20.0,) * 24)  # an entry each two hours
    told = replace(ENDPOINT, validators="honoured", changed="2026-11-20T12:00:00Z", rhythm=dumped(rhythm))
    doubts = [
        doubtful(
            replace(told, answered=f"{NOW + timedelta(hours=hour - 1):%Y-%m-%dT%H:%M:%SZ}"), NOW + timedelta(hours=hour)
        )
        for hour in range(48)
    ]
    assert 2 <= sum(doubts) <= 4
    assert not doubtful(replace(told, validators=""), NOW + timedelta(days=2))


def test_dates_without_a_time_count_without_a_date():
    reading = read_of(ENDPOINT, NOW, ["2026-11-23T11:00:00Z", "2026-11-23", ""], first=1)
    assert (len(reading.appeared), reading.undated, reading.first) == (1, 2, 1)


def test_a_rhythm_of_another_version_is_learnt_anew():
    assert loaded('{"hours":[1,2]}') == Rhythm() == loaded("")


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=300", 300),
        ("public, Max-Age=60", 60),
        ("s-maxage=9", 0),
        ("no-store", 0),
        ("max-age=99999999999", 999999999),
    ],
)
def test_max_age_is_read(header, seconds):
    assert max_age(Response("https://paper.example/", headers={"Cache-Control": header})) == seconds


def test_an_article_that_a_feed_says_was_changed_is_looked_at_at_once(tmp_path):
    def entry(moment):
        url = host.base + news("ferry")
        body = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="{url}"/><updated>{moment}</updated></entry></feed>'
        return Answer(body=body.encode(), headers=XML)

    with serving("127.0.8.6") as (host,):
        publish(host, "ferry")
        host.pages["/feed"] = entry("2026-11-01T00:00:00Z")
        write_sources(tmp_path / "sources.toml", {"paper": host})
        first = crawl(tmp_path, "-a", "due=listings")
        host.pages |= {news("ferry"): article("ferry", title="Correction: the ferry sails on Sundays")}
        crawl(tmp_path, "-a", "due=listings")
        assert host.times(news("ferry")) == 1, "its time has not come"
        time.sleep(1.1)  # dates have seconds
        host.pages["/feed"] = entry(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}")
        crawled = crawl(tmp_path, "-a", "due=listings")
    assert first.rows("SELECT count(*) FROM revisions") == [(2,)]
    assert crawled.rows("SELECT headline, visits FROM articles") == [("Correction: the ferry sails on Sundays", 1)]


def test_a_listing_that_dates_all_its_entries_anew_is_not_believed():
    now = datetime.now(UTC)
    said = [f"{now - timedelta(minutes=minute):%Y-%m-%dT%H:%M:%SZ}" for minute in range(40)]
    links = [Found(url=f"https://paper.example/{number}", lastmod=moment) for number, moment in enumerate(said)]
    few, many = (
        Listing(endpoint=replace(ENDPOINT, answered=moment), url=ENDPOINT.url, found=links)
        for moment in (said[3], said[30])
    )
    assert [url for url, _ in said_to_have_changed(few, links)] == [link.url for link in links[:3]]
    assert said_to_have_changed(many, links) == []
