import asyncio
import base64
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from urllib.parse import quote, urlsplit

import lxml.html
import pytest
from datasette.app import DEFAULT_SETTINGS
from lxml import etree

from pipelines.schema import describe, open_archive
from tests.archive import filled
from tests.hostile import ATTACKS, HOSTILE, HUGE
from web.app import reading_room
from web.cells import LINKS
from web.metadata import PRESENTATION, metadata, queries
from web.settings import SETTINGS

SHOWN = sorted(set(describe()) - {"searchable", "counted"})
ROWS = [f"{table}/{HOSTILE + number}" for table in ("articles", "revisions", "links") for number in range(len(ATTACKS))]
FOUND = [f"articles?_search={quote(attack)}" for attack in ATTACKS if "\x00" not in attack]
ASKED = [
    "search?words=window",
    f"who-ran-it?article={HOSTILE + 1}",
    *(f"{name}?since=2020-01-01" for name in queries()),
]
PAGES = [
    "",
    *SHOWN,
    *ROWS,
    *FOUND,
    *ASKED,
    "?sql=select+*+from+articles+order+by+id+desc",
    "nowhere",
    "outcomes?_facet=fate",
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("web") / "archive.db"
    filled(path).close()
    return path


@pytest.fixture(scope="module")
def get(archive):
    room = reading_room(archive)

    def answer(path, **headers):
        return asyncio.run(room.client.get(path, headers=headers))

    return answer


@pytest.fixture
def connection(archive):
    connection = sqlite3.connect(archive)
    yield connection
    connection.close()


@pytest.mark.parametrize("name", SHOWN)
def test_each_table_and_view_is_shown_with_its_definition(get, name):
    page = get(f"/archive/{name}")
    assert page.status_code == 200
    about, columns = describe()[name]
    text = lxml.html.fromstring(page.text).text_content()
    assert about in text
    assert all(meaning in text for meaning in columns.values())
    assert get(f"/archive/{name}.json?_shape=array").json()


def test_each_column_of_the_archive_is_defined(connection):
    for name in SHOWN:
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
        assert list(metadata("archive")["databases"]["archive"]["tables"][name]["columns"]) == columns


def test_what_is_said_of_a_table_names_columns_that_it_has(connection):
    for name, said in PRESENTATION.items():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        assert columns >= {
            *(facet if isinstance(facet, str) else facet["kept"] for facet in said.get("facets", [])),
            *(said[key] for key in ("label_column", "sort", "sort_desc") if key in said),
        }


def test_each_setting_is_one_that_datasette_knows():
    assert set(SETTINGS) <= set(DEFAULT_SETTINGS)


def test_machinery_is_out_of_sight(get):
    front = get("/archive.json").json()
    shown = {*SHOWN} - {"texts", "appearances", "fingerprints", "shingles", "paragraphs", "recomputed"}
    assert {table["name"] for table in front["tables"] if not table["hidden"]} == shown
    assert {view["name"] for view in front["views"]} == {"texts", "appearances"}
    assert get("/archive/searchable").status_code == 403


def test_the_articles_have_a_search_box_that_searches_texts(get):
    page = lxml.html.fromstring(get("/archive/articles?_search=harbour").text)
    assert page.xpath("//input[@type='search']/@value") == ["harbour"]
    found = get("/archive/articles.json?_search=harbour&_shape=array").json()
    nothing = get("/archive/articles.json?_search=zeppelin&_shape=array").json()
    assert found
    assert not nothing


def test_plain_datasette_finds_the_search_index_too(archive):
    path = "/archive/articles.json?_search=harbour&_shape=array"
    command = [sys.executable, "-m", "datasette", "serve", str(archive), "--get", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=archive.parent)
    assert json.loads(done.stdout)


def test_the_articles_come_latest_first_with_facets(get):
    answer = get("/archive/articles.json?source=herald&_facet_size=max").json()
    published = [row[answer["columns"].index("published")] for row in answer["rows"]]
    assert published == sorted(published, reverse=True)
    assert set(answer["facet_results"]) == {"source", "language", "section", "access"}


def test_each_foreign_key_is_shown_as_a_link_with_a_label(get, connection):
    for table in SHOWN:
        for key in connection.execute(f"PRAGMA foreign_key_list({table})"):
            assert LINKS[key[3]] == key[2]
    page = lxml.html.fromstring(get("/archive/copies?article_id=5").text)
    (link,) = page.xpath("//td[contains(@class, 'col-article_id')]/a")
    assert link.get("href") == "/archive/articles/5"
    assert link.text == get("/archive/articles/5.json?_shape=array").json()[0]["headline"]


def test_the_page_of_an_article_holds_its_current_text(get, connection):
    (text,) = connection.execute("SELECT text FROM texts WHERE article_id = 7").fetchone()
    page = lxml.html.fromstring(get("/archive/articles/7").text)
    assert "\n".join(page.xpath("//dd[@class='col-text']/p/text()")) == text


def test_a_huge_text_is_cut_in_a_table_and_whole_on_its_own_page(get):
    table, row = get("/archive/revisions").text, get(f"/archive/revisions/{HOSTILE}").text
    assert len(table) < 200_000
    assert f"of {len(HUGE):,} characters" in table
    assert row.count("paragraph &lt;b&gt;of&lt;/b&gt; &amp;amp; many words") == 30_000


@pytest.mark.parametrize("path", PAGES)
def test_no_page_brings_what_a_site_sent_to_life(get, path):
    html = get(f"/archive{path}" if path[:1] in ("", "?") else f"/archive/{path}").text
    page = lxml.html.fromstring(html)
    assert not list(page.iter("iframe", "object", "embed", "base", "img"))
    assert not page.xpath("//meta[@http-equiv]")
    for element in page.iter("script", "style"):
        assert not re.search(r"pwned|body{", element.text or "")
    for element in page.xpath("//script[@src] | //link | //form"):
        address = urlsplit(element.get("src") or element.get("href") or element.get("action"))
        assert address.netloc in ("", "localhost")
    for element in page.iter(etree.Element):
        assert not [name for name in element.attrib if name.startswith("on")]
    assert "1337" not in html  # what {{ 7*191 }} comes to


@pytest.mark.parametrize("path", PAGES)
def test_every_link_out_is_to_the_web_and_tells_it_nothing(get, path):
    page = lxml.html.fromstring(get(f"/archive{path}" if path[:1] in ("", "?") else f"/archive/{path}").text)
    for link in page.xpath("//section[@class='content']//a[@href]"):
        address = urlsplit(link.get("href").strip())
        assert address.scheme in ("", "http", "https")
        if address.netloc not in ("", "localhost"):
            assert link.get("rel") == "noopener noreferrer nofollow"
            assert not re.search("[\u202a-\u202e\u2066-\u2069]", link.text_content())


@pytest.mark.parametrize(
    "path", ["/", "/archive", "/archive/articles", "/archive/articles.json", "/nowhere", "/robots.txt"]
)
def test_every_answer_forbids_foreign_code_frames_and_robots(get, path):
    headers = get(path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in policy["script-src"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"].startswith("noindex")


@pytest.mark.parametrize("path", ["/-/", "/archive", "/archive/articles", "/archive/articles/1", "/archive/growth"])
def test_the_policy_lets_all_of_datasettes_own_scripts_run(get, path):
    answer = get(path)
    scripts = lxml.html.fromstring(answer.text).xpath("//script[not(@src)]/text()")
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


def test_robots_are_asked_to_stay_away(get):
    assert get("/robots.txt").text == "User-agent: *\nDisallow: /\n"


def test_nothing_is_left_in_shared_caches(get):
    assert get("/archive/articles").headers["cache-control"] == "no-cache"


def test_a_name_that_was_rebound_to_this_machine_gets_no_answer(archive):
    room = reading_room(archive, ("localhost", "127.0.0.1"))
    asked = {
        host: asyncio.run(room.client.get("/archive.json", headers={"Host": host})).status_code
        for host in ("localhost", "127.0.0.1:8001", "rebound.example", "rebound.example:8001", "")
    }
    assert list(asked.values()) == [200, 200, 421, 421, 421]


def test_an_empty_archive_says_what_to_type(tmp_path, get):
    open_archive(tmp_path / "archive.db").close()
    room = reading_room(tmp_path / "archive.db")
    for path in ("/", "/archive"):
        assert "scrapy crawl news" in asyncio.run(room.client.get(path)).text
        assert "scrapy crawl news" not in get(path).text
