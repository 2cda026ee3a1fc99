import asyncio
import sqlite3
from datetime import date

import lxml.html
import pytest

from pipelines.schema import open_archive
from tests.archive import filled
from tests.hostile import HOSTILE
from web import front
from web.app import reading_room

TODAY = date(2026, 11, 20)


@pytest.fixture
def db(tmp_path):
    db = filled(tmp_path / "archive.db", attacked=False)
    db.conn.row_factory = sqlite3.Row
    yield db
    db.close()


@pytest.fixture(scope="module")
def get(tmp_path_factory):
    path = tmp_path_factory.mktemp("front") / "archive.db"
    filled(path).close()
    room = reading_room(path)
    return lambda address: asyncio.run(room.client.get(address))


def shown(db):
    return front.page(db.conn, TODAY)


def test_the_newest_come_first_and_nothing_from_the_future(db):
    db.execute("UPDATE articles SET published = '2077-01-01' WHERE id = 30")
    db.execute("UPDATE stories SET first_published = '2077-01-01' WHERE id = 30")
    page = shown(db)
    assert [article["id"] for article in page["newest"][:3]] == [1, 2, 3]
    assert [story["id"] for story in page["stories"]] == [10, 20, 40, 50]


def test_a_story_names_who_had_it_first_and_how_many_ran_it(db):
    db.execute("UPDATE stories SET sources = 3 WHERE id = 10")
    story = shown(db)["stories"][0]
    assert (story["first_source"], story["sources"]) == ("The Wire", 3)


def test_what_was_edited_most_on_the_last_day_of_edits_is_named(db):
    for number in range(3):
        db.execute(
            "INSERT INTO revisions (article_id, kind, seen, headline, digest, text) VALUES (?, 'edited', ?, 'h', 'd', 't')",
            [20 if number else 21, "2026-11-20T11:00:00Z"],
        )
    page = shown(db)
    assert page["changed_day"] == "2026-11-20"
    assert [(change["article_id"], change["edits"]) for change in page["changed"]] == [(20, 2), (21, 1)]


def test_a_publication_in_trouble_is_named_as_it_was_judged(db):
    assert {source["name"]: source["trouble"] for source in shown(db)["troubled"]}["wire"].startswith(
        "quiet: no article for 40 h"
    )


def test_a_publication_that_fell_silent_is_named(db):
    db.execute("DELETE FROM health")
    db.execute("UPDATE articles SET published = '2026-11-20T08:00:00Z' WHERE id = 3")
    db.execute("DELETE FROM copies WHERE source = 'herald'")
    assert "herald" not in {source["name"] for source in shown(db)["troubled"]}
    db.execute(
        "UPDATE articles SET published = '2026-10-25T00:00:00Z' WHERE source = 'herald' AND published > '2026-10-25'"
    )
    assert "herald" in {source["name"] for source in shown(db)["troubled"]}


def test_a_publication_none_of_whose_lists_answers_is_named(db):
    db.execute("DELETE FROM health")
    db.execute("UPDATE articles SET published = '2026-11-20T08:00:00Z' WHERE id = 2")
    db.execute("UPDATE endpoints SET failures = 5 WHERE source = 'wire'")
    assert "wire" in {source["name"] for source in shown(db)["troubled"]}
    db.execute("UPDATE sources SET enabled = 0 WHERE name = 'wire'")
    assert "wire" not in {source["name"] for source in shown(db)["troubled"]}


def test_the_page_leads_to_all_that_it_names(get):
    page = lxml.html.fromstring(get("/").text)
    assert page.xpath("//form[@role='search']//input/@name") == ["q"]
    links = set(page.xpath("//main//a/@href"))
    assert len(links) > 30
    for link in links:
        assert get(link).status_code == 200, link
    assert len(page.xpath("//*[local-name()='svg'][@class='spark']")) == 4


def test_the_same_comes_as_data_and_datasettes_front_page_is_one_step_away(get):
    assert get("/.json").json()["newest"][0]["headline"]
    assert "archive" in get("/-/.json").json()
    assert lxml.html.fromstring(get("/-/").text).xpath("//main//a[@href='/archive']")


def test_what_a_site_sent_stays_text(get):
    answer = get("/")
    page = lxml.html.fromstring(answer.text)
    assert f"/story/{HOSTILE + 17}" in page.xpath("//main//a/@href")
    assert not list(page.iter("script", "style", "iframe", "img"))
    assert not page.xpath("//@style | //*[@onerror or @onload or @onmouseover]")
    assert "unsafe" not in answer.headers["content-security-policy"]


def test_an_empty_archive_says_what_to_type(tmp_path):
    open_archive(tmp_path / "archive.db").close()
    room = reading_room(tmp_path / "archive.db")
    page = lxml.html.fromstring(asyncio.run(room.client.get("/")).text).text_content()
    assert "scrapy crawl news" in page
    assert "It has not been crawled yet" in page
    assert asyncio.run(room.client.get("/.json")).json()["articles"] == 0


def test_an_archive_of_one_article_needs_no_plural(tmp_path):
    filled(tmp_path / "archive.db", 1, attacked=False).close()
    room = reading_room(tmp_path / "archive.db")
    page = lxml.html.fromstring(asyncio.run(room.client.get("/")).text)
    assert page.xpath("string(//h1)").startswith("1 article of")
