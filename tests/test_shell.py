import asyncio

import lxml.html
import pytest
from datasette import Forbidden, Request
from datasette.views.base import DatasetteError

from tests.archive import filled
from web.app import reading_room
from web.failures import failed
from web.shell import NAVIGATION, TooSlowError, read


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    path = tmp_path_factory.mktemp("shell") / "archive.db"
    filled(path).close()
    return reading_room(path)


@pytest.mark.parametrize(
    "path", ["/", "/archive", "/archive/articles", "/archive/articles/1", "/archive/growth", "/no/no"]
)
def test_every_page_has_the_same_frame(room, path):
    page = lxml.html.fromstring(asyncio.run(room.client.get(path)).text)
    assert page.get("lang") == "en"
    assert page.xpath("//a[@class='skip']/@href") == ["#main"]
    assert page.xpath("//main/@id") == ["main"]
    assert page.xpath("//header/nav/a/@href") == [*(path for path, _ in NAVIGATION), "/archive"]


def test_the_users_licence_stands_at_the_foot_of_every_page(tmp_path):
    filled(tmp_path / "archive.db", 3).close()
    said = {
        "license": "CC <BY>",
        "license_url": "https://example.org/by",
        "about": "Ask us",
        "about_url": "javascript:x",
    }
    room = reading_room(tmp_path / "archive.db", own=said)
    for path in ("/", "/archive/articles", "/nowhere"):
        foot = lxml.html.fromstring(asyncio.run(room.client.get(path)).text).xpath("//footer")[0]
        assert "Licence: CC <BY>. About: Ask us." in " ".join(foot.text_content().split())
        assert foot.xpath(".//a/@href") == ["https://datasette.io/", "https://example.org/by"]


def test_what_takes_too_long_is_stopped(room, monkeypatch):
    monkeypatch.setitem(room._settings, "sql_time_limit_ms", 50)
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with pytest.raises(TooSlowError, match=r"longer than 0\.05 seconds"):
        asyncio.run(read(room, Request.fake("/"), lambda db: db.execute(endless).fetchone()))
    assert asyncio.run(read(room, Request.fake("/"), lambda db: db.execute("SELECT 1").fetchone()[0])) == 1


def test_who_may_not_see_the_archive_reads_nothing(room, tmp_path):
    filled(tmp_path / "archive.db").close()
    closed = reading_room(tmp_path / "archive.db")
    closed._metadata_local["allow"] = {"id": "editor"}
    with pytest.raises(Forbidden):
        asyncio.run(read(closed, Request.fake("/"), lambda db: None))
    request = Request.fake("/")
    request.scope["actor"] = {"id": "editor"}
    assert asyncio.run(read(closed, request, lambda db: 7)) == 7


def test_a_missing_page_is_told_as_page_and_as_data_and_not_logged(room, capsys):
    page = asyncio.run(room.client.get("/archive/nowhere"))
    data = asyncio.run(room.client.get("/archive/nowhere.json"))
    assert page.status_code == data.status_code == 404
    assert "Table not found" in lxml.html.fromstring(page.text).text_content()
    assert (data.json()["ok"], data.json()["status"]) == (False, 404)
    assert capsys.readouterr() == ("", "")


def test_a_mistake_in_sql_is_told_with_its_words(room):
    answer = asyncio.run(room.client.get("/archive.json?sql=select+nothing_here+from+articles"))
    assert (answer.status_code, answer.json()["error"]) == (400, "no such column: nothing_here")


def test_a_broken_archive_is_told_and_logged(room, tmp_path, capsys):
    filled(tmp_path / "archive.db", 3).close()
    broken = reading_room(tmp_path / "archive.db")
    asyncio.run(broken.client.get("/archive.json"))
    (tmp_path / "archive.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    answer = asyncio.run(broken.client.get("/search?q=harbour"))
    assert answer.status_code == 500
    assert "The archive could not be read" in answer.text
    assert "Traceback" in capsys.readouterr().err


def test_a_page_that_takes_too_long_says_what_to_do(room, monkeypatch):
    monkeypatch.setitem(room._settings, "sql_time_limit_ms", 0)
    answer = asyncio.run(room.client.get("/sources"))
    assert answer.status_code == 503
    assert "Ask for less" in answer.text


def test_a_table_that_is_searched_too_long_leads_to_the_search(room):
    async def told():
        await room.invoke_startup()
        interrupted = DatasetteError("SQL query took too long", title="SQL Interrupted", status=400)
        request = Request.fake("/archive/articles")
        request.scope |= {"query_string": b"_search=harbour+bridge", "csrftoken": str}
        return await failed(room, request, interrupted)

    answer = asyncio.run(told())
    assert answer.status == 400
    assert "/search?q=harbour+bridge" in lxml.html.fromstring(answer.body).xpath("//main//a/@href")
