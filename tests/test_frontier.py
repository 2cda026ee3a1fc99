"""When to look again, as rules; and a crawl of articles that have many addresses, none of which is fetched in vain."""

from datetime import UTC, datetime, timedelta

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)

from crawler.addressguard import PrivateAddress
from crawler.frontier import (
    ENDPOINT_SECONDS,
    IN_RUN_SECONDS,
    LATER,
    RETRY_SECONDS,
    Outcome,
    endpoint_retry_time,
    outcome_of_failure,
    outcome_of_status,
    retry_time,
)
from crawler.robots import Disallowed, RobotsUnreachable
from tests.crawling import article, crawl, feed, front, news, publish, redirect, write_sources
from tests.hostileweb import serving

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FAILED = Outcome("failed", "http-500")
FUTILE = Outcome("failed", "timeout", at_once=False)


def seconds(moment):
    assert moment is not None
    return (moment - NOW).total_seconds()


@pytest.mark.parametrize(
    ("error", "fate", "word"),
    [
        (Disallowed("forbidden"), "dropped", "disallowed"),
        (PrivateAddress("private"), "dropped", "private-address"),
        (RobotsUnreachable("no rules"), "failed", "robots-unreachable"),
        (DownloadTimeoutError("slow"), "failed", "timeout"),
        (CannotResolveHostError("who"), "failed", "no-such-host"),
        (DownloadConnectionRefusedError("no"), "failed", "refused"),
        (ResponseDataLossError("half"), "failed", "cut-off"),
        (DownloadCancelledError("much"), "dropped", "too-big"),
        (RuntimeError("odd"), "failed", "download-error"),
    ],
)
def test_every_failure_has_its_fate_and_word(error, fate, word):
    outcome = outcome_of_failure(error)
    assert (outcome.fate, outcome.word) == (fate, word)


@pytest.mark.parametrize(
    ("status", "fate", "word"),
    [
        (401, "dropped", "login"),
        (403, "failed", "forbidden"),
        (404, "dropped", "gone"),
        (410, "dropped", "gone"),
        (418, "dropped", "http-418"),
        (429, "failed", "http-429"),
        (451, "dropped", "withheld"),
        (500, "failed", "http-500"),
        (503, "failed", "http-503"),
    ],
)
def test_every_status_has_its_fate_and_word(status, fate, word):
    outcome = outcome_of_status(status)
    assert (outcome.fate, outcome.word) == (fate, word)


def test_the_pauses_between_tries_grow_and_come_to_an_end():
    pauses = [seconds(retry_time(FAILED, failures, NOW)) for failures in range(1, len(RETRY_SECONDS) + 1)]
    assert pauses == list(RETRY_SECONDS) == sorted(RETRY_SECONDS)
    assert retry_time(FAILED, len(RETRY_SECONDS) + 1, NOW) is None


def test_a_second_try_is_within_the_run_only_where_it_may_help():
    assert seconds(retry_time(FAILED, 1, NOW)) < IN_RUN_SECONDS < seconds(retry_time(FUTILE, 1, NOW))
    assert (FAILED.least_pause, FUTILE.least_pause, Outcome("dropped", "gone").least_pause) == (0, LATER, LATER)


@pytest.mark.parametrize(("asked", "wait"), [(1.0, RETRY_SECONDS[0]), (90.0, 90.0), (None, RETRY_SECONDS[0])])
def test_no_link_is_tried_sooner_than_its_server_asks(asked, wait):
    assert retry_time(FAILED, 1, NOW, asked) == NOW + timedelta(seconds=wait)
    assert endpoint_retry_time(1, NOW, asked) == NOW + timedelta(seconds=wait)


def test_an_endpoint_is_never_given_up():
    assert seconds(endpoint_retry_time(500, NOW)) == ENDPOINT_SECONDS[-1]


# -- one article, many addresses

ALIASES = {
    "tracking": news("ferry") + "?utm_source=rss&utm_medium=feed",
    "amp": news("ferry") + "/amp",
    "print": news("ferry") + "?print=1",
    "address": news("ferry") + "/index.html",
    "redirect": "/2026/11/24/the-old-address-of-the-ferry",
    "canonical": news("ferry-elsewhere"),
    "same-text": news("ferry-once-more"),
}
"""Other addresses of the article on the ferry, by why they are the same."""
FETCHED = {"redirect", "canonical", "same-text"}
"""Those that must be asked before it is known."""
OTHERS = (news("quay") + "?fbclid=1", news("dam") + "/amp")
"""Addresses of two more articles, never seen in their plain form."""


@pytest.fixture(scope="module")
def paper():
    with serving("127.0.3.1") as (paper,):
        publish(paper, "ferry")
        paper.pages |= {
            "/": front(news("ferry"), *(ALIASES[word] for word in ALIASES if word != "tracking"), *OTHERS),
            "/feed": feed(paper.base + ALIASES["tracking"]),
            ALIASES["redirect"]: redirect(news("ferry"), 301),
            ALIASES["canonical"]: article("ferry", head=f'<link rel="canonical" href="{news("ferry")}">'),
            ALIASES["same-text"]: article("ferry"),
            news("quay"): article("quay"),
            news("dam") + "/amp": article("dam"),
        }
        yield paper


@pytest.fixture(scope="module")
def crawled(paper, tmp_path_factory):
    folder = tmp_path_factory.mktemp("addresses")
    write_sources(folder / "sources.toml", {"paper": paper}, paper="delay = 0")
    return crawl(folder)


def test_an_article_with_many_addresses_is_one_article(crawled, paper):
    assert crawled.code == 0, crawled.log
    articles = crawled.rows("SELECT url FROM articles ORDER BY url")
    assert articles == [(paper.base + news(name),) for name in ("dam", "ferry", "quay")]


def test_its_other_addresses_are_copies_that_say_why(crawled, paper):
    query = "SELECT c.kind, c.url FROM copies c JOIN articles a ON a.id = c.article_id WHERE a.url = ?"
    found = crawled.rows(query, paper.base + news("ferry"))
    assert dict(found) == {word: paper.base + path for word, path in ALIASES.items()}


def test_only_what_must_be_fetched_is(crawled, paper):
    times = {word: paper.times(path) for word, path in ALIASES.items()}
    assert times == {word: int(word in FETCHED) for word in ALIASES}
    assert paper.times(news("ferry")) == 1


def test_an_address_never_seen_plain_is_asked_for_plain(crawled, paper):
    assert (paper.times(news("quay")), paper.times(news("quay") + "?fbclid=1")) == (1, 0)
    assert crawled.link(paper.base + news("quay") + "?fbclid=1") == ("stored", "tracking")


def test_where_the_plain_address_is_gone_the_form_that_was_seen_is_asked(crawled, paper):
    assert (paper.times(news("dam")), paper.times(news("dam") + "/amp")) == (1, 1)
    assert crawled.link(paper.base + news("dam") + "/amp")[0] == "stored"


def test_every_address_of_an_article_is_on_record_with_it(crawled):
    assert crawled.rows("SELECT url FROM links WHERE state <> 'stored' AND url NOT LIKE '%/dam-%'") == []
    assert crawled.rows("SELECT count(*) FROM links WHERE state = 'stored' AND article_id IS NULL") == [(0,)]
