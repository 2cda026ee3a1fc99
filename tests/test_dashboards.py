"""The archive in numbers: what the figures say is what is archived, and each can be asked again in SQL."""

import asyncio
from datetime import date
from urllib.parse import parse_qs, urlsplit

import lxml.html
import pytest
from datasette.plugins import pm
from pluggy import HookimplMarker

from pipelines.schema import open_archive
from tests.archive import filled
from web import dashboards
from web.app import reading_room


def getter(path):
    room = reading_room(path)
    return lambda address: asyncio.run(room.client.get(address))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("dashboards") / "archive.db"
    filled(path, 120).close()
    return path


@pytest.fixture(scope="module")
def get(archive):
    return getter(archive)


@pytest.fixture
def db(archive):
    db = open_archive(archive)
    yield db
    db.close()


def test_every_figure_stands_with_its_numbers_and_its_query(get):
    page = lxml.html.fromstring(get("/dashboards").text)
    assert [heading.text for heading in page.xpath("//section/h2")] == [one.title for one in dashboards.FIGURES]
    for section in page.xpath("//section[@id]"):
        assert section.xpath(".//table//td[@class='figure']") or "None in this time" in section.text_content()
        (query,) = section.xpath("./p/a/@href")
        assert get(query).status_code == 200


def test_the_figures_are_what_counting_gives(get, db):
    numbers = get("/dashboards.json?days=365").json()["numbers"]
    for name in ("languages", "sections"):
        column = name.removesuffix("s")
        counted = db.execute(f"SELECT {column}, count(*) FROM articles WHERE {column} <> '' GROUP BY 1").fetchall()
        shown = {row["value"]: row["articles"] for row in numbers[name] if row["value"]}
        assert shown.items() <= dict(counted).items()
        assert shown
    since, until = numbers["volume"][0]["value"], numbers["volume"][-1]["value"]
    assert len(numbers["volume"]) == 365
    sql = (
        "SELECT count(*) FROM articles WHERE substr(coalesce(nullif(published, ''), first_seen), 1, 10) BETWEEN ? AND ?"
    )
    ((articles,),) = db.execute(sql, [since, until]).fetchall()
    assert sum(row["articles"] for row in numbers["volume"]) == articles
    assert sum(row["articles"] for row in numbers["sources"]) == articles


def test_a_query_of_a_figure_gives_the_same_numbers_in_datasette(get):
    page = lxml.html.fromstring(get("/dashboards?days=90").text)
    (query,) = page.xpath("//section[@id='sources']/p/a/@href")
    asked = parse_qs(urlsplit(query).query)
    assert set(asked) == {"sql", "since", "until"}
    rows = get(query.replace("/archive?", "/archive.json?") + "&_shape=array").json()
    assert rows == get("/dashboards.json?days=90").json()["numbers"]["sources"]


def test_days_without_anything_are_shown_as_such():
    shown = dashboards.window("30", date(2026, 11, 24))
    found = dashboards.without_gaps([{"value": "2026-11-01", "articles": 4, "edits": 1}], shown)
    assert (len(found), found[0], found[-1]["value"]) == (
        30,
        {"value": "2026-10-26", "articles": 0, "edits": 0},
        "2026-11-24",
    )
    assert sum(row["articles"] for row in found) == 4


@pytest.mark.parametrize("days", ["", "7", "-1", "90' OR 1", "9" * 400])
def test_a_time_that_cannot_be_looked_at_gives_the_shortest(get, days):
    assert get(f"/dashboards.json?days={days}").json()["window"]["days"] == 30


def test_an_empty_archive_says_what_to_type(tmp_path):
    open_archive(tmp_path / "archive.db").close()
    page = getter(tmp_path / "archive.db")("/dashboards")
    assert page.status_code == 200
    assert "scrapy crawl news" in page.text


def test_the_page_is_named_in_the_header_and_has_the_strict_policy(get):
    answer = get("/dashboards")
    assert "unsafe" not in answer.headers["content-security-policy"]
    page = lxml.html.fromstring(answer.text)
    assert page.xpath("//nav//a[@aria-current and contains(@href, 'dashboards')]")
    assert not page.xpath("//*[@style] | //script")


def test_a_page_that_fails_does_not_print_what_its_variables_hold(archive, capsys):
    class Broken:
        __name__ = "broken"

        @HookimplMarker("datasette")
        def register_routes(self):
            return [(r"^/broken$", self.fail)]

        def fail(self):
            unprinted = "what a " + "text holds"
            raise ValueError(len(unprinted))

    broken = Broken()
    pm.register(broken)
    try:
        assert getter(archive)("/broken").status_code == 500
    finally:
        pm.unregister(broken)
    printed = "".join(capsys.readouterr())
    assert "ValueError" in printed
    assert "what a text holds" not in printed
