"""The page of a publication."""

import asyncio
import sqlite3
from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
from lxml import etree

from pipelines.schema import open_archive
from tests.archive import filled, source
from web.app import reading_room
from web.charts import LANES, Mark, bars, instant, named, spark, timeline
from web.publication import DAYS, page
from web.sources import page as all_sources

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("source") / "archive.db"
    filled(path, 200).close()
    return path


@pytest.fixture(scope="module")
def get(archive):
    room = reading_room(archive)
    return lambda path: asyncio.run(room.client.get(path))


@pytest.fixture
def connection(archive):
    connection = sqlite3.connect(archive)
    yield connection
    connection.close()


def text_of(answer):
    assert answer.status_code == 200, answer.text
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())


def test_the_days_are_those_of_the_archive_without_a_gap(connection):
    days = page(connection, "wire", TODAY)["days"]
    assert len(days) == DAYS
    assert days[-1]["day"] == "2026-11-20"
    for row in days:
        sql = "SELECT count(*) FROM articles WHERE source = 'wire' AND substr(coalesce(nullif(published, ''), first_seen), 1, 10) = ?"
        assert row["articles"] == connection.execute(sql, [row["day"]]).fetchone()[0]
    assert sum(row["articles"] for row in days) > 40
    assert sum(row["edits"] for row in days) > 5


def test_what_is_counted_adds_up(connection):
    found = page(connection, "wire", TODAY)
    articles = sum(source(number) == "wire" for number in range(1, 201))
    assert found["totals"]["articles"] == articles
    for facet in ("months", "lengths", "delays"):
        assert sum(row["articles"] for row in found[facet]) == articles
    undated = sum(source(number) == "wire" and number % 13 == 0 for number in range(1, 201))
    assert sum(row["articles"] for row in found["hours"]) == articles - undated
    assert found["authors"][0]["value"] == "Ada Lane"
    assert found["authors"][0]["percent"] == round(100 * found["authors"][0]["articles"] / articles, 1)


def test_what_comes_from_elsewhere_is_credited_or_another_ones_story(tmp_path):
    filled(tmp_path / "archive.db", 30, attacked=False).close()
    connection = sqlite3.connect(tmp_path / "archive.db")
    connection.execute("UPDATE fingerprints SET credit = ''")
    connection.execute("UPDATE stories SET origin_article_id = id")
    found = page(connection, "wire", TODAY)["syndication"]
    assert (found["articles"], found["syndicated"], found["in_stories"]) == (10, 1, 2)
    assert found["origins"] == [{"value": "courier", "articles": 1}]
    connection.execute("UPDATE fingerprints SET credit = 'AP' WHERE article_id = 2")
    assert page(connection, "wire", TODAY)["syndication"]["percent"] == 20.0
    connection.close()


def test_the_page_shows_pictures_with_their_tables(get):
    answer = get("/source/wire")
    shown = lxml.html.fromstring(answer.text)
    pictures = shown.xpath("//*[name()='svg'][@role='img']")
    assert len(pictures) == 5
    assert all(picture.xpath("*[name()='title']/text()") for picture in pictures)
    assert len(shown.xpath("//details//table")) >= 5
    assert not shown.xpath("//*/@style | //script | //style")
    assert "The Wire" in shown.xpath("//h1/text()")
    text = text_of(answer)
    for said in ("Hours of the day", "From publication to the archive", "fails, 3 times in a row", "too-short"):
        assert said in text
    assert "/changes?source=wire" in shown.xpath("//a/@href")
    assert "/archive/sources/wire" in shown.xpath("//a/@href")


def test_how_a_publication_was_judged_is_said(get, tmp_path):
    assert "no article for 40 h; it brings out 2 a day" in text_of(get("/source/wire"))
    assert "no article for 40 h" in text_of(get("/sources"))
    filled(tmp_path / "archive.db", 3, attacked=False).close()
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        told = ("worse", '{"timeout": 4}', '["byline", "published"]', "herald")
        writer.execute("UPDATE health SET state = ?, failures = ?, fell = ? WHERE source = ?", told)
        writer.execute("UPDATE health SET failures = '[', fell = '7', expected = NULL WHERE source = 'wire'")
    writer.close()
    room = reading_room(tmp_path / "archive.db")
    text = text_of(asyncio.run(room.client.get("/source/herald")))
    assert "Failed in the last day: 4 timeout." in text
    data = asyncio.run(room.client.get("/source/herald.json")).json()
    assert data["health"]["fell"] == ["byline", "published"]
    assert "Quiet since" in text_of(asyncio.run(room.client.get("/source/wire")))


def test_the_same_is_there_as_data(get):
    data = get("/source/wire.json").json()
    assert data["source"]["title"] == "The Wire"
    assert {"days", "hours", "sections", "authors", "lengths", "delays", "syndication", "endpoints", "outcomes"} <= set(
        data
    )


def test_a_publication_without_articles_says_how_to_get_some(tmp_path):
    db = open_archive(tmp_path / "archive.db")
    db.execute(
        "INSERT INTO sources (name, homepage, added) VALUES ('wire', 'https://wire.example/', '2026-11-20T12:00:00Z')"
    )
    db.close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get("/source/wire"))
    assert "scrapy crawl news -a source=wire" in text_of(answer)


@pytest.mark.parametrize("name", ["nobody", "%3Cscript%3E", "~00", "~FF", "x" * 5000])
def test_an_unknown_publication_is_not_found(get, name):
    for form in ("", ".json"):
        answer = get(f"/source/{name}{form}")
        assert answer.status_code == 404
        assert "There is no publication" in answer.text


def test_a_name_with_any_letters_has_a_page(tmp_path):
    filled(tmp_path / "archive.db", 3, attacked=False).close()
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        writer.execute(
            "INSERT INTO sources (name, homepage, added) VALUES ('a/ü.json', 'javascript:pwned()', '2026-11-20')"
        )
    writer.close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get("/source/a~2F~C3~BC~2Ejson"))
    assert lxml.html.fromstring(answer.text).xpath("//h1/text()") == ["a/ü.json"]
    assert "pwned" not in answer.text


def test_a_hostile_publication_stays_text(get):
    answer = get("/source/hostile")
    shown = lxml.html.fromstring(answer.text)
    assert not list(shown.iter("script", "img", "iframe", "base", "style"))
    assert not [name for element in shown.iter(etree.Element) for name in element.attrib if name.startswith("on")]
    assert all(link.startswith(("/", "#", "http://", "https://")) for link in shown.xpath("//a/@href"))
    assert "1337" not in answer.text


def test_all_publications_are_listed_with_their_state(get, archive):
    data = get("/sources.json").json()
    assert [source["name"] for source in data["sources"]] == ["courier", "herald", "hostile", "wire"]
    connection = sqlite3.connect(archive)
    for found in data["sources"]:
        sql = "SELECT count(*) FROM articles WHERE source = ?"
        assert found["articles"] == connection.execute(sql, [found["name"]]).fetchone()[0]
    connection.close()
    shown = lxml.html.fromstring(get("/sources").text)
    assert len(shown.xpath("//*[name()='svg'][@class='spark']")) == 4
    assert "/source/wire" in shown.xpath("//td/a/@href")
    assert not list(shown.iter("script", "img", "style"))


def test_a_publication_that_fell_silent_is_noted(connection):
    now, later = (all_sources(connection, day)["sources"] for day in (TODAY, TODAY + timedelta(days=8)))
    assert [source["name"] for source in now if source["silent"]] == ["herald"]
    assert {source["name"] for source in later if source["silent"] > 7} == {"courier", "herald", "wire"}
    assert now[0]["failing"] == 1
    assert sum(now[0]["days"]) > 7


def test_an_archive_without_publications_says_what_to_do(tmp_path):
    open_archive(tmp_path / "archive.db").close()
    answer = asyncio.run(reading_room(tmp_path / "archive.db").client.get("/sources"))
    assert "sources.toml" in text_of(answer)


def test_a_spark_line_says_its_numbers():
    chart = etree.fromstring(str(spark([0, 3, 6], "Articles")))
    assert chart.findtext("title") == "Articles: 0, 3, 6"
    assert [float(bar.get("height")) for bar in chart.iter("rect")] == [10.0, 20.0]
    assert etree.fromstring(str(spark([], "None"))).get("viewBox") == "0 0 4 20"


def test_bars_are_as_high_as_what_they_count():
    chart = etree.fromstring(str(bars([("a", 5), ("b", 0), ("<c>", 10)], "Counts & more")))
    heights = [float(bar.get("height")) for bar in chart.iter("rect")]
    assert heights == [60.0, 120.0]
    assert chart.findtext("title") == "Counts & more"
    assert [text.text for text in chart.iter("text")] == ["10", "a", "b", "<c>"]


def test_nothing_to_count_is_an_empty_picture():
    assert len(etree.fromstring(str(bars([], "Nothing"))).findall("rect")) == 0
    assert len(etree.fromstring(str(bars([("a", 0)], "Nothing"))).findall("rect")) == 0
    assert timeline([], "Nothing") == ""
    assert named(0) == []


def test_a_timeline_has_a_lane_for_each_publication_up_to_a_bound():
    times = [instant(f"2026-11-{day:02}T10:00:00Z") for day in (3, 1, 2)]
    marks = [Mark(lane=name, at=at, label=name) for name, at in zip("abc", times, strict=True)]
    chart = etree.fromstring(str(timeline(marks, "When")))
    places = [float(mark.get("cx")) for mark in chart.iter("circle")]
    assert places == sorted(places)
    assert [text.text for text in chart.iter("text") if text.get("text-anchor") == "end"] == ["b", "c", "a"]
    many = [Mark(lane=str(number), at=datetime(2026, 1, 1, tzinfo=UTC), label="") for number in range(LANES + 9)]
    assert len(list(etree.fromstring(str(timeline(many, "Many"))).iter("circle"))) == LANES
