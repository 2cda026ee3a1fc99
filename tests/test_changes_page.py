"""The page of what was changed after publication."""

import asyncio
import re
import sqlite3

import lxml.html
import pytest
from lxml import etree

from pipelines.schema import open_archive
from tests.archive import filled
from tests.hostile import HOSTILE
from web.app import reading_room
from web.changes import EDITED, EDITED_BY, KINDS, REMOVED, SHOWN
from web.functions import prepare


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("changes") / "archive.db"
    filled(path, 800, attacked=False).close()
    return path


@pytest.fixture(scope="module")
def get(archive):
    room = reading_room(archive)
    return lambda path: asyncio.run(room.client.get(path))


def data(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()


def text_of(answer):
    assert answer.status_code == 200
    return " ".join(lxml.html.fromstring(answer.text).text_content().split())


def test_edits_come_latest_first_and_go_on_page_by_page(get):
    seen, asked = [], "/changes.json"
    while True:
        found = data(get(asked))
        seen += found["changes"]
        if not found["earlier"]:
            break
        asked = f"/changes.json?before={found['earlier']}"
    assert len({change["id"] for change in seen}) == len(seen) == 800 // 7
    assert [change["seen"] for change in seen] == sorted((change["seen"] for change in seen), reverse=True)


def test_a_publication_is_paged_through_alike(get):
    first = data(get("/changes.json?source=wire"))
    assert len(first["changes"]) == 38
    assert {change["source"] for change in first["changes"]} == {"wire"}
    rest = data(get(f"/changes.json?source=wire&before={first['changes'][9]['id']}"))["changes"]
    assert rest == first["changes"][10:]


def test_an_edit_leads_to_what_differs(get):
    page = lxml.html.fromstring(get("/changes").text)
    (link,) = [link for link in page.xpath("//td/a/@href") if link.startswith("/article/14?")]
    assert link == "/article/14?from=15&to=16#versions"
    assert lxml.html.fromstring(get(link).text).xpath("//section//del")


def test_changed_headlines_show_before_and_after(get):
    found = data(get("/changes.json?show=headlines"))["changes"]
    assert len(found) == SHOWN
    assert all(change["before"] == f"Correction pending: {change['headline']}" for change in found)
    assert (
        "Correction pending: " in lxml.html.fromstring(get("/changes?show=headlines").text).xpath("//td/del//text()")[0]
    )


def test_a_day_bounds_every_list(get):
    day = data(get("/changes.json"))["changes"][0]["seen"][:10]
    for kind in KINDS:
        found = data(get(f"/changes.json?show={kind}&day={day}"))["changes"]
        assert all(change["seen"].startswith(day) for change in found)
    assert data(get(f"/changes.json?day={day}"))["changes"]
    assert not data(get("/changes.json?day=1999-01-01"))["changes"]


def test_most_edited_counts_the_edits_of_an_article(tmp_path):
    filled(tmp_path / "archive.db", 30, attacked=False).close()
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        copied = "SELECT article_id, kind, '2026-11-20T10:00:00Z', headline, 'text', 20, 5, digest, text FROM revisions WHERE id = 16"
        columns = "article_id, kind, seen, headline, changed, words_added, words_removed, digest, text"
        writer.execute(f"INSERT INTO revisions ({columns}) {copied}")
    writer.close()
    room = reading_room(tmp_path / "archive.db")
    found = data(asyncio.run(room.client.get("/changes.json?show=most")))["changes"]
    assert [(change["article_id"], change["edits"]) for change in found][:2] == [(14, 2), (7, 1)]
    assert found[0]["words_added"] == 20


def test_what_was_removed_is_listed_with_what_is_kept(get):
    found = data(get("/changes.json?show=removed&source=courier"))["changes"]
    assert found
    assert {change["source"] for change in found} == {"courier"}
    assert "Gone since" in text_of(get("/changes?show=removed"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("show=rumours", "There is no list 'rumours'"),
        ("day=20.11.2026", "is no day: write it as 2026-01-31"),
        ("day=2026-02-30", "is no day"),
        ("source=nobody", "There is no publication nobody"),
        ("day=1999-01-01", "choose another publication or day"),
        ("before=0000000000000000000000000", "Recent edits"),
        ("show=%3Cscript%3E&source=%3Cscript%3E&day=%3Cscript%3E&before=%3Cscript%3E", "There is no list '<script>'"),
    ],
)
def test_what_makes_no_sense_is_explained(get, asked, said):
    assert said in text_of(get(f"/changes?{asked}"))
    assert get(f"/changes.json?{asked}").status_code == get(f"/changes.atom?{asked}").status_code == 200


def test_an_archive_without_edits_says_how_they_come(tmp_path):
    open_archive(tmp_path / "archive.db").close()
    room = reading_room(tmp_path / "archive.db")
    for kind in KINDS:
        answer = asyncio.run(room.client.get(f"/changes?show={kind}"))
        assert "Articles are looked at again" in text_of(answer)


def test_the_feed_has_the_changes_of_the_page(get):
    answer = get("/changes.atom?source=wire&show=headlines")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    root = etree.fromstring(answer.content)
    names = {"a": root.nsmap[None]}
    links = root.xpath("a:entry/a:link/@href", namespaces=names)
    page = lxml.html.fromstring(get("/changes?source=wire&show=headlines").text)
    assert links == [f"http://localhost{href}" for href in page.xpath("//td/a[contains(@href, 'versions')]/@href")]
    assert root.xpath("a:link[@rel='self']/@href", namespaces=names)[0].endswith(
        "/changes.atom?show=headlines&source=wire"
    )
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["/changes.atom?show=headlines&source=wire"]


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_changes_stay_text(tmp_path, kind):
    filled(tmp_path / "archive.db").close()
    with sqlite3.connect(tmp_path / "archive.db") as writer:
        writer.execute("UPDATE revisions SET kind = 'edited', changed = headline WHERE id >= ?", [HOSTILE])
        rows = "SELECT id - 1000, article_id, 'published', seen, 'Before', digest, text FROM revisions WHERE id >= ?"
        writer.execute(f"INSERT INTO revisions (id, article_id, kind, seen, headline, digest, text) {rows}", [HOSTILE])
        writer.execute("UPDATE articles SET removed = '2026-11-20T09:00:00Z' WHERE id >= ?", [HOSTILE])
    writer.close()
    room = reading_room(tmp_path / "archive.db")
    answer = asyncio.run(room.client.get(f"/changes?show={kind}&source=hostile"))
    page = lxml.html.fromstring(answer.text)
    assert "pwned" in page.text_content()
    assert not list(page.iter("script", "iframe", "img", "base", "style"))
    assert not [name for element in page.iter(etree.Element) for name in element.attrib if name.startswith("on")]
    assert all(link.startswith(("/", "#", "https://datasette.io/")) for link in page.xpath("//a/@href"))
    etree.fromstring(asyncio.run(room.client.get(f"/changes.atom?show={kind}&source=hostile")).content)


@pytest.mark.parametrize("sql", [EDITED, EDITED_BY, REMOVED])
def test_no_list_reads_a_table_from_end_to_end(archive, sql):
    connection = sqlite3.connect(archive)
    prepare(connection)
    values = {"source": "wire", "since": "", "until": "9999", "before": 0, "limit": 50, "shown": 50}
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    connection.close()
    assert not [
        step for step in steps if re.match(r"SCAN (a|r|articles|revisions)\b(?!.*INDEX articles_removed)", step)
    ]
    index = {EDITED: "revisions_seen", EDITED_BY: "articles_edited", REMOVED: "articles_removed"}[sql]
    assert [step for step in steps if f"INDEX {index}" in step]
