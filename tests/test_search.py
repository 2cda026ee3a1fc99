import asyncio
import csv
import io
import json
import sqlite3
import xml.etree.ElementTree as ET
from dataclasses import replace
from urllib.parse import quote

import lxml.html
import pyarrow.parquet as pq
import pytest

from pipelines.schema import open_archive
from tests.archive import filled
from tests.hostile import ATTACKS
from web import newest
from web.app import reading_room
from web.newest import Wanted
from web.search import Match, fold, ranked, relevance, search
from web.searchfacets import facets
from web.searchrequest import Search

ATOM = "{http://www.w3.org/2005/Atom}"
FORMATS = ("", ".json", ".csv", ".atom", ".parquet")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "archive.db"
    filled(path, 400).close()
    return path


@pytest.fixture
def db(path):
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def get(path):
    room = reading_room(path)
    return lambda address: asyncio.run(room.client.get(address))


def by_hand(db, condition, *values):
    """Ids of the articles that hold `harbour` and meet a condition, found by reading all."""
    sql = (
        "SELECT a.id FROM articles a JOIN texts t ON t.article_id = a.id WHERE (t.text LIKE '%harbour%' OR a.headline LIKE"
        f" '%harbour%') AND {condition} ORDER BY a.published DESC, a.id DESC"
    )
    return [number for (number,) in db.execute(sql, values)]


def found(db, **asked):
    return [match.id for match in search(db, Search(q="harbour", sort="newest", **asked)).matches]


@pytest.mark.parametrize("most", [1, 3, 20, 77, 1000])
def test_the_newest_matches_are_the_newest_however_few_are_wanted(db, most):
    everything = by_hand(db, "true")
    result = newest.newest(db, Wanted(match='"harbour"'), most)
    days = [
        db.execute("SELECT substr(published, 1, 10) FROM articles WHERE id = ?", (n,)).fetchone()[0] for n in result.ids
    ]
    expected = [
        db.execute("SELECT substr(published, 1, 10) FROM articles WHERE id = ?", (n,)).fetchone()[0] for n in everything
    ]
    assert sorted(days, reverse=True) == expected[:most]
    assert result.complete == (most >= len(everything))
    assert set(newest.ask(db, result.match, 10_000)) >= set(result.ids)


@pytest.mark.parametrize(
    ("asked", "condition"),
    [
        ({}, "true"),
        ({"source": "herald"}, "a.source = 'herald'"),
        ({"section": "News", "language": "en"}, "a.section = 'News' AND a.language = 'en'"),
        ({"author": "Ada Lane"}, "a.authors LIKE '%\"Ada Lane\"%'"),
        ({"since": "2026-10-05"}, "a.published >= '2026-10-05'"),
        ({"until": "2026-06-15"}, "a.published < '2026-06-16' AND a.published <> ''"),
        ({"since": "2026-02-11", "until": "2026-09-02"}, "a.published BETWEEN '2026-02-11' AND '2026-09-03'"),
        ({"since": "2026-09-01", "until": "2026-08-01"}, "false"),
        ({"since": "2031-01-01"}, "false"),
        ({"source": "herald", "since": "2026-08-01"}, "a.source = 'herald' AND a.published >= '2026-08-01'"),
    ],
)
def test_a_narrowed_search_finds_what_reading_everything_finds(db, asked, condition):
    assert found(db, **asked) == by_hand(db, condition)


def test_a_search_without_words_lists_what_it_is_narrowed_to(db):
    listed = search(db, Search(author="Ada Lane", source="wire")).matches
    (count,) = db.execute(
        "SELECT count(*) FROM articles WHERE authors LIKE '%\"Ada Lane\"%' AND source = 'wire'"
    ).fetchone()
    assert len(listed) == count > 0
    assert [match.published for match in listed] == sorted((match.published for match in listed), reverse=True)


def test_a_prefix_is_found_within_a_bound_too(db):
    result = search(db, Search(q="harb*"), most=10)
    assert len(result.matches) == 10
    assert not result.complete
    assert not result.ranked
    assert search(db, Search(q="harb*")).ranked


def matched(number, published="2026-11-20T00:00:00Z", story=None):
    return Match(id=number, published=published, source="s", language="en", section="", authors="[]", story_id=story)


def test_of_two_equally_good_matches_the_fresher_comes_first():
    old, new = matched(1, "2024-01-01"), matched(2)
    assert [match.id for match in ranked([old, new], {1: 1.0, 2: 1.0})] == [2, 1]
    assert [match.id for match in ranked([old, new], {1: 5.0, 2: 1.0})] == [1, 2]


def test_the_headline_counts_more_than_the_text(db):
    best = relevance(db, newest.newest(db, Wanted(match='"bridge"'), 1000))
    headlines = {number for (number,) in db.execute("SELECT id FROM articles WHERE headline LIKE '%bridge%'")}
    assert set(sorted(best, key=best.__getitem__, reverse=True)[:10]) <= headlines
    assert set(best) > headlines


def test_articles_of_one_story_are_one_result():
    stories = fold([matched(1, story=7), matched(2), matched(3, story=7), matched(4, story=8)])
    assert [(story.lead.id, [other.id for other in story.others]) for story in stories] == [(1, [3]), (2, []), (4, [])]


def test_each_count_is_that_of_the_search_it_leads_to(db, get):
    result = search(db, Search(q="harbour"))
    shown = facets(result, {"herald": "The Herald"})
    assert {facet.name for facet in shown} == {"source", "published", "section", "author"}
    for facet in shown:
        for value in facet.values:
            assert get(value.address.replace("/search?", "/search.json?")).json()["articles"] == value.count


def test_every_page_of_a_search_shows_other_stories(get):
    seen, address = [], "/search.json?q=harbour"
    while address:
        page = get(address).json()
        seen += [item["id"] for item in page["items"]]
        address = page["next"].replace("/search?", "/search.json?")
    assert len(seen) == len(set(seen)) == page["stories"] > 40
    beyond = get("/search?q=harbour&page=999")
    assert "There is no page 999" in beyond.text


def test_the_page_marks_what_was_found(get):
    page = lxml.html.fromstring(get("/search?q=harbour").text)
    assert {mark.text.lower() for mark in page.xpath("//ol//mark")} == {"harbour"}
    assert len(page.xpath("//ol[contains(@class, 'results')]/li")) == 20
    assert page.xpath("//input[@name='q']/@value") == ["harbour"]


def test_a_search_folded_by_story_leads_to_the_story(path, tmp_path):
    filled(tmp_path / "archive.db", 11, attacked=False).close()
    room = reading_room(tmp_path / "archive.db")
    page = lxml.html.fromstring(asyncio.run(room.client.get("/search?since=2020")).text)
    (link,) = page.xpath("//a[starts-with(@href, '/story/')]")
    assert link.get("href") == "/story/10"
    assert link.text == "and 1 other"


def test_every_format_gives_the_same_articles(get):
    ids = {item["id"] for item in get("/search.json?q=harbour&source=herald&since=2026-11").json()["items"]}
    rows = list(csv.DictReader(io.StringIO(get("/search.csv?q=harbour&source=herald&since=2026-11").text)))
    table = pq.read_table(io.BytesIO(get("/search.parquet?q=harbour&source=herald&since=2026-11").content)).to_pylist()
    feed = ET.fromstring(get("/search.atom?q=harbour&source=herald&since=2026-11").content)
    assert {int(row["id"]) for row in rows} == {row["id"] for row in table} == ids
    assert {int(entry.findtext(f"{ATOM}id").rsplit("/", 1)[1]) for entry in feed.iter(f"{ATOM}entry")} == ids
    assert all("harbour" in row["text"].lower() or "harbour" in row["headline"].lower() for row in table)
    assert table[0]["tags"] == ["harbour", "budget"]


def test_a_feed_has_what_a_feed_reader_needs(get):
    feed = ET.fromstring(get("/search.atom?q=harbour").content)
    assert feed.findtext(f"{ATOM}id") == "http://localhost/search.atom?q=harbour"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 50
    numbers = [int(entry.findtext(f"{ATOM}id").rsplit("/", 1)[1]) for entry in entries]
    assert numbers == sorted(numbers, reverse=True)
    for entry in entries:
        assert all(
            entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "author/{}name".replace("{}", ATOM))
        )
        assert {link.get("rel") for link in entry.findall(f"{ATOM}link")} >= {"alternate"}


def test_a_mistyped_search_is_explained_on_its_page(get):
    page = get('/search?q=harbour+AND+"bridge&since=yesterday')
    assert page.status_code == 200
    assert "quotation mark is missing" in page.text
    assert "yesterday is no date" in page.text
    assert lxml.html.fromstring(page.text).xpath("//ol//mark")


def test_a_search_that_finds_nothing_says_which_word_no_article_has(get):
    page = lxml.html.fromstring(get("/search?q=harbour+zeppelin").text).text_content()
    assert "no article has zeppelin" in page
    limited = lxml.html.fromstring(get("/search?q=harbour&source=nobody").text).text_content()
    assert "remove one above" in limited


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("query", ["", "?q=", "?q=ferry", "?source=x", "?q=%2B%22%28"])
def test_an_empty_archive_is_searched_in_every_format(tmp_path, suffix, query):
    open_archive(tmp_path / "archive.db").close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get(f"/search{suffix}{query}"))
    assert answer.status_code == 200
    if not suffix:
        assert "scrapy crawl news" in answer.text


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "query",
    [*(f"q={quote(attack, errors='replace')}" for attack in ATTACKS), "source=hostile", "q=window&sort=newest&page=0"],
)
def test_no_search_fails_whatever_is_typed_or_found(get, suffix, query):
    answer = get(f"/search{suffix}?{query}")
    assert answer.status_code == 200
    if suffix == ".json":
        assert isinstance(answer.json()["items"], list)
    if suffix == ".atom":
        ET.fromstring(answer.content)
    if not suffix:
        page = lxml.html.fromstring(answer.text)
        assert not list(page.iter("script", "style", "iframe", "img"))
        assert not page.xpath("//@style | //*[@onerror or @onload or @onclick]")
        assert {link.split(":")[0] for link in page.xpath("//main//a/@href") if ":" in link.split("?")[0]} <= {
            "http",
            "https",
        }
        assert answer.headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'; style-src 'self';"
        )


def test_a_spreadsheet_runs_nothing_of_a_headline(tmp_path):
    db = filled(tmp_path / "archive.db", 3, attacked=False)
    db.execute("UPDATE articles SET headline = '=HYPERLINK(\"https://evil.example\")' WHERE id = 2")
    db.close()
    room = reading_room(tmp_path / "archive.db")
    rows = list(csv.DictReader(io.StringIO(asyncio.run(room.client.get("/search.csv?since=2020")).text)))
    assert [row["headline"][:2] for row in rows if row["id"] == "2"] == ["'="]


def test_an_address_keeps_what_it_was_asked(get):
    asked = Search(q='"a b" OR c', source="herald", author="Zoë O'Neil", since="2026-01-01", sort="newest", page=4)
    page = json.loads(get(asked.address("/search.json", page=4)).text)
    assert page["search"] == {name: getattr(asked, name) for name in page["search"]}
    assert replace(asked, page=1).address() == asked.address(page=1)
