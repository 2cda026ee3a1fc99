"""A crawl of a web that lies, breaks and attacks: every address gets its fate, the archive stays whole, nothing else happens."""

import re

import pytest
from warcio.checker import Checker

from pipelines.records import read_record
from tests.crawling import crawl, front, headline, news, publish, redirect, write_sources
from tests.hostilepages import BEHIND, PAGES, WORDS
from tests.hostileweb import serving

OUTWARD = "/news/a-private-address-is-behind-this-link"
ONCE_MORE = ("cut-off", "broken", "babble")
"""Pages that fail once."""


@pytest.fixture(scope="module")
def paper():
    with serving("127.0.3.1", "127.0.3.2") as (paper, outside):
        publish(paper)
        paper.pages |= {news(name): answers for name, (answers, _, _) in PAGES.items()} | BEHIND
        paper.pages |= {"/": front(*map(news, PAGES), OUTWARD), OUTWARD: redirect(outside.base + "/admin")}
        yield paper
        assert outside.asked == []


@pytest.fixture(scope="module")
def crawled(paper, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    write_sources(folder / "sources.toml", {"paper": paper}, paper="delay = 0")
    return crawl(folder, "-s", "DOWNLOAD_TIMEOUT=2")


@pytest.mark.parametrize("name", PAGES)
def test_every_address_has_its_state_and_outcome_on_record(crawled, paper, name):
    _, state, outcomes = PAGES[name]
    found, outcome = crawled.link(paper.base + news(name))
    assert found == state
    assert outcome in outcomes.split()


def test_a_redirect_to_a_private_address_is_not_followed(crawled, paper):
    assert crawled.link(paper.base + OUTWARD) == ("dropped", "off-site")


def test_no_link_is_left_without_a_fate(crawled):
    query = "SELECT url, state FROM links WHERE state NOT IN ('stored', 'dropped', 'failed') OR outcome = ''"
    assert crawled.rows(query) == []


def test_the_run_ends_well_and_says_nothing_alarming(crawled):
    assert crawled.code == 0, crawled.log
    assert not re.search("Traceback|ERROR|CRITICAL", crawled.log), crawled.log
    assert crawled.rows("SELECT status FROM crawls") == [("finished",)]


def test_the_archive_is_whole(crawled):
    assert crawled.rows("PRAGMA integrity_check") == [("ok",)]
    assert crawled.rows("PRAGMA foreign_key_check") == []


def test_every_capture_is_readable(crawled):
    captures = crawled.rows("SELECT url, warc, warc_offset, size, revisit_of FROM captures")
    assert len(captures) > len(PAGES)
    for url, warc, offset, size, first in captures:
        headers, body = read_record(crawled.archive.parent, warc, offset)
        assert headers["WARC-Target-URI"] == url
        assert first or len(body) == size


def test_the_warc_file_is_valid(crawled):
    files = [str(path) for path in (crawled.archive.parent / "warc").iterdir()]
    checker = Checker(type("Command", (), {"inputs": files, "verbose": False}))
    checker.process_all()
    assert (len(files), checker.exit_value) == (1, 0)


def test_no_body_is_fetched_beyond_its_bound(crawled):
    assert crawled.rows("SELECT url, size FROM captures WHERE size > 8000000") == []


@pytest.mark.parametrize("name", ["latin-as-utf-8", "utf-8-as-latin", "broken-utf-8", "no-encoding"])
def test_the_text_is_right_whatever_the_encoding_is_said_to_be(crawled, paper, name):
    query = "SELECT text FROM texts JOIN articles ON id = article_id WHERE url = ?"
    ((found,),) = crawled.rows(query, paper.base + news(name))
    assert WORDS in found


def test_every_article_has_a_headline_that_is_one_line_of_text(crawled):
    headlines = [found for (found,) in crawled.rows("SELECT headline FROM articles")]
    assert all(headlines)
    assert [found for found in headlines if re.search(r"[\x00-\x1f\x7f]", found) or len(found) > 400] == []


@pytest.mark.parametrize(
    "name", ["broken-data", "much-data", "deep-data", "surrogates", "surrogate-data", "odd-bytes", "plain-as-gzip"]
)
def test_what_is_broken_on_a_page_costs_nothing_else_of_it(crawled, paper, name):
    query = "SELECT headline, text FROM articles JOIN texts ON article_id = id WHERE url = ?"
    ((found, text),) = crawled.rows(query, paper.base + news(name))
    assert found == headline(name)
    assert len(text.split()) == 144


@pytest.mark.parametrize(
    "name",
    ["script-canonical", "front-canonical", "foreign-canonical", "ferry", "school", "budget", "monday", "tuesday"],
)
def test_an_article_keeps_its_address_whatever_it_claims(crawled, paper, name):
    assert crawled.rows("SELECT count(*) FROM articles WHERE url = ?", paper.base + news(name)) == [(1,)]


@pytest.mark.parametrize("name", ["gate", "slash"])
def test_a_page_that_redirects_to_another_form_of_its_address_is_one_article(crawled, name):
    assert crawled.rows("SELECT count(*) FROM articles WHERE url LIKE ?", f"%{news(name)}%") == [(1,)]


def test_redirects_without_end_are_not_followed_for_long(crawled, paper):
    assert 5 <= sum("/way-" in path for path in paper.paths()) <= 20


def test_what_fails_is_asked_once_more_and_nothing_else_is(crawled, paper):
    assert [paper.times(news(name)) for name in ONCE_MORE] == [2, 2, 2]
    others = [news(name) for name in PAGES if name not in ONCE_MORE]
    assert {path: times for path in others if (times := paper.times(path)) != 1} == {}


def test_a_header_within_a_header_reaches_no_request(crawled, paper):
    assert [asked.path for asked in paper.asked if "x-evil" in asked.headers] == []
    assert paper.times(news("split") + "%0D%0AX-Evil:%20yes") == 1


def test_a_page_that_sends_its_reader_elsewhere_is_not_followed(crawled, paper):
    assert paper.times("/refreshed") == 0
