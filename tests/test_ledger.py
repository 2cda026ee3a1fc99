"""The ledger: many addresses, one page; what becomes of each."""

import asyncio
from dataclasses import replace

import pytest

from pipelines import backfills, endpoints, ledger
from pipelines.archive import Archive
from pipelines.backfills import Backfill, NewWalk
from pipelines.items import Verdict
from pipelines.ledger import NewLink
from pipelines.store import store
from tests.pages import article

STORY = "http://paper.example/news/ferry-runs-again"


@pytest.fixture
def archive(tmp_path):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)

    async def opened():
        archive = Archive(tmp_path / "x.db")
        ledger.keep_source(archive, "paper", "The Paper", "http://paper.example/", "en", "")
        return archive

    archive = loop.run_until_complete(opened())
    # tests act outside of a running loop: one transaction, committed at the end
    archive.commit()
    archive.db.conn.execute("BEGIN")
    yield archive
    archive.close()
    loop.close()


def keep(archive, *urls, **rest):
    return ledger.keep_links(archive, "paper", None, [NewLink(url=url, **rest) for url in urls])


def links(archive):
    return {url: (state, outcome) for url, state, outcome in archive.rows("SELECT url, state, outcome FROM links")}


def due(archive, since="", now="2026-11-23T12:00:00Z", limit=10):
    return ledger.due_links(archive, "paper", since, now, limit)


def put(archive, url, **rest):
    """Store an article at its link."""
    (link,) = [link for link in due(archive) if link.url == url]
    return store(archive, Verdict(kind="new", article=article(url, link=link.id, **rest))).id


def copies(archive):
    return dict(archive.rows("SELECT url, kind FROM copies"))


def test_a_link_is_kept_once(archive):
    assert len(keep(archive, STORY, STORY + "-2")) == 2
    assert keep(archive, STORY) == []
    assert len(links(archive)) == 2


def test_a_decorated_link_waits_under_its_plain_address(archive):
    keep(archive, STORY + "?utm_source=rss")
    assert links(archive) == {STORY + "?utm_source=rss": ("folded", "tracking"), STORY: ("waiting", "")}
    assert [link.url for link in due(archive)] == [STORY]


def test_the_real_address_takes_the_place_of_a_derived_one(archive):
    keep(archive, STORY + "/amp")
    keep(archive, STORY + "/")
    assert [link.url for link in due(archive)] == [STORY + "/"]


def test_folded_links_become_copies_with_their_article(archive):
    keep(archive, STORY, STORY + "?utm_source=rss", STORY + "/print")
    put(archive, STORY)
    assert copies(archive) == {STORY + "?utm_source=rss": "tracking", STORY + "/print": "print"}
    assert {state for state, _ in links(archive).values()} == {"stored"}


def test_another_address_found_later_is_a_copy_at_once(archive):
    keep(archive, STORY)
    put(archive, STORY)
    keep(archive, STORY + "/amp")
    assert copies(archive) == {STORY + "/amp": "amp"}
    assert not due(archive)


def test_a_redirect_is_folded_into_its_target(archive):
    keep(archive, "http://paper.example/r/77")
    (link,) = due(archive)
    assert ledger.redirect_link(archive, link, NewLink(url=STORY), None)
    assert [link.url for link in due(archive)] == [STORY]
    put(archive, STORY)
    assert copies(archive) == {"http://paper.example/r/77": "redirect"}


def test_a_redirect_to_a_stored_article_is_its_copy_without_another_fetch(archive):
    keep(archive, STORY)
    put(archive, STORY)
    keep(archive, "http://paper.example/r/77")
    (link,) = due(archive)
    assert ledger.redirect_link(archive, link, NewLink(url=STORY), None)
    assert copies(archive) == {"http://paper.example/r/77": "redirect"}
    assert not due(archive)


def test_a_circle_of_redirects_is_seen(archive):
    keep(archive, STORY + "-a")
    (first,) = due(archive)
    assert ledger.redirect_link(archive, first, NewLink(url=STORY + "-b"), None)
    (second,) = due(archive)
    assert ledger.redirect_link(archive, second, NewLink(url=STORY + "-c"), None)
    (third,) = due(archive)
    assert not ledger.redirect_link(archive, third, NewLink(url=STORY + "-a"), None)


def test_a_redirect_to_another_form_of_the_address_leads_from_there(archive):
    keep(archive, STORY)
    (link,) = due(archive)
    assert ledger.redirect_link(archive, link, NewLink(url=STORY + "/"), None)
    (lead,) = due(archive)
    assert lead.url == STORY + "/"
    assert not ledger.redirect_link(archive, lead, NewLink(url=STORY), None)


def test_a_derived_address_that_is_gone_gives_way_to_the_found_one(archive):
    keep(archive, STORY + "/amp")
    (link,) = due(archive)
    ledger.drop_link(archive, link.id, "gone", "", None)
    assert [link.url for link in due(archive)] == [STORY + "/amp"]


def test_a_page_that_is_gone_takes_its_other_addresses_with_it(archive):
    keep(archive, STORY, STORY + "?utm_source=rss")
    (link,) = due(archive)
    ledger.drop_link(archive, link.id, "gone", "", None)
    assert {state for state, _ in links(archive).values()} == {"dropped"}


def test_a_failed_link_is_due_again_at_its_time(archive):
    keep(archive, STORY)
    (link,) = due(archive)
    ledger.fail_link(archive, link.id, "http-503", "", None, "2026-11-23T12:30:00Z")
    assert not due(archive)
    assert ledger.next_retry(archive, "paper") == "2026-11-23T12:30:00Z"
    (again,) = due(archive, now="2026-11-23T12:30:00Z")
    assert again.attempts == 1


def test_the_newest_goes_first_and_the_old_waits(archive):
    keep(archive, STORY + "-old", published="2025-01-01")
    keep(archive, STORY + "-1", published="2026-11-20")
    keep(archive, STORY + "-2", published="2026-11-22T08:00:00Z")
    keep(archive, STORY + "-undated")
    assert [link.url.rpartition("-")[2] for link in due(archive, since="2026-01-01")] == ["undated", "2", "1"]
    assert ledger.count_waiting(archive, "paper", "2026-01-01") == 3


def test_an_address_that_did_not_look_like_an_article_is_fetched_once_a_feed_says_so(archive):
    keep(archive, "http://paper.example/a", skip="no-article-address")
    assert not due(archive)
    keep(archive, "http://paper.example/a", trusted=True, published="2026-11-22")
    (link,) = due(archive)
    assert link.trusted
    assert link.published == "2026-11-22"


def test_the_canonical_address_is_not_fetched_when_it_is_found(archive):
    keep(archive, STORY)
    (link,) = due(archive)
    canonical = "http://paper.example/news/2026/ferry-runs-again"
    store(archive, Verdict(kind="new", article=article(canonical, page_url=STORY, link=link.id)))
    assert keep(archive, canonical) == []
    assert not due(archive)
    assert copies(archive) == {STORY: "canonical"}


def test_a_page_is_new_to_an_endpoint_unless_another_address_of_it_was_known(archive):
    keep(archive, f"{STORY}?utm_source=x", STORY + "-2")
    urls = [STORY, STORY + "-2", STORY + "-3"]
    ledger.keep_links(archive, "paper", None, [NewLink(url=url) for url in urls])
    assert set(ledger.newly_seen(archive, 1, urls, "")) == set(urls)
    archive.execute("UPDATE links SET found = '2026-01-01T00:00:00Z' WHERE url <> ?", (STORY,))
    assert ledger.newly_seen(archive, 1, urls, "2026-02-01T00:00:00Z") == {}
    archive.execute("UPDATE links SET found = '2026-03-01T00:00:00Z' WHERE url = ?", (STORY + "-2",))
    assert ledger.newly_seen(archive, 1, urls, "2026-02-01T00:00:00Z") == {STORY + "-2": False}


@pytest.fixture
def walk(archive):
    backfills.keep_walks(archive, "paper", [NewWalk(url="http://paper.example/world?page=9", kind="page")])
    return backfills.find_walk(archive, "paper", "http://paper.example/world?page=9").id


def older(archive, until="2020-01-01"):
    return [link.url for link in backfills.older_links(archive, Backfill(source="paper", until=until), 10)]


def test_what_a_backfill_found_is_left_to_it_even_without_a_date(archive, walk):
    keep(archive, STORY, walk=walk)
    assert due(archive) == []
    assert ledger.count_waiting(archive, "paper", "") == 0
    assert older(archive) == [STORY]


def test_what_a_backfill_found_is_news_once_a_news_crawl_finds_it(archive, walk):
    keep(archive, STORY, walk=walk)
    endpoints.keep_endpoint(archive, "paper", "http://paper.example/feed", "feed", "link")
    ledger.keep_links(archive, "paper", 1, [NewLink(url=STORY)])
    assert [link.url for link in due(archive)] == [STORY]


def test_a_backfill_takes_the_newest_first_whoever_found_it_and_none_that_is_too_old(archive, walk):
    for number, year in enumerate((2023, 2025, 2019)):
        keep(archive, f"{STORY}-{number}", published=f"{year}-05-01")
    keep(archive, STORY + "-3", published="2024-05-01", walk=walk)
    assert older(archive) == [f"{STORY}-{number}" for number in (1, 3, 0)]


def test_a_backfill_that_has_ended_is_not_begun_anew_by_a_later_day(archive):
    backfills.begin(archive, "paper", "2024-01-01")
    backfills.end(archive, "paper")
    backfills.begin(archive, "paper", "2025-01-01")
    assert backfills.find(archive, "paper").until == "2024-01-01"
    assert backfills.unfinished(archive) == {}
    backfills.begin(archive, "paper", "2023-01-01")
    assert backfills.unfinished(archive) == {"paper": "2023-01-01"}


def test_a_backfill_under_way_can_be_asked_for_less(archive):
    backfills.begin(archive, "paper", "2020-01-01")
    backfills.begin(archive, "paper", "2024-01-01")
    assert backfills.unfinished(archive) == {"paper": "2024-01-01"}


def test_a_sitemap_is_read_again_only_when_its_index_says_that_it_changed(archive):
    found = [NewWalk(url="http://paper.example/map-1.xml", kind="sitemap", lastmod="2026-01-01")]
    backfills.begin(archive, "paper", "2024-01-01")
    backfills.keep_walks(archive, "paper", found)
    walk = backfills.find_walk(archive, "paper", found[0].url)
    backfills.walked(archive, walk, 200, (9, 9), 0)
    backfills.keep_walks(archive, "paper", found)
    assert backfills.find_walk(archive, "paper", found[0].url).state == "walked"
    backfills.keep_walks(archive, "paper", [replace(found[0], lastmod="2026-02-01")])
    assert backfills.find_walk(archive, "paper", found[0].url).state == "waiting"
