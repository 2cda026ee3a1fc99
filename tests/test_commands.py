"""The commands as a user types them: what they say, what they do, and how they end; mistakes above all."""

import json
import sqlite3
import subprocess
import sys

import pytest

from tests.crawling import ROOT, article, crawl, headline, news, page, publish, robots, rows, write_sources
from tests.hostileweb import Answer, serving


def scrapy(*words) -> subprocess.CompletedProcess[str]:
    """`scrapy` with these words, run to its end."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def paper():
    with serving("127.0.3.1") as (paper,):
        publish(paper, "ferry", "quay")
        paper.pages |= {
            "/robots.txt": robots(paper, "Disallow: /news/hidden"),
            news("notice"): Answer(body=b"<html><title>Notice</title><body><p>Closed today.</p></body></html>"),
            news("busy"): Answer(status=503),
            news("odd"): Answer(status=418),
            news("hidden"): article("hidden"),
        }
        yield paper


@pytest.fixture
def folder(paper, tmp_path):
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    return tmp_path


def test_list_names_the_spider():
    listed = scrapy("list")
    assert (listed.returncode, listed.stdout) == (0, "news\n")


def test_check_finds_nothing_wrong_and_touches_nothing(tmp_path):
    checked = scrapy("check", "-s", f"ARCHIVE={tmp_path / 'x.db'}")
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr.rstrip().endswith("OK")
    assert list(tmp_path.iterdir()) == []


# -- scrapy try


def test_try_shows_what_would_be_archived_of_a_file(tmp_path):
    (tmp_path / "page.html").write_bytes(page("ferry"))
    shown = scrapy("try", tmp_path / "page.html", "--url", f"https://paper.example{news('ferry')}")
    assert shown.returncode == 0, shown.stderr
    lines = shown.stdout.splitlines()
    assert lines[:4] == [
        f"address      https://paper.example{news('ferry')}",
        "link         may be an article",
        "archived     yes",
        f"url          https://paper.example{news('ferry')}",
    ]
    assert {f"headline     {headline('ferry')}", "words        144"} <= set(lines)


def test_try_shows_what_would_be_archived_of_an_address(paper):
    shown = scrapy("try", paper.base + news("ferry"))
    assert shown.returncode == 0, shown.stderr
    assert f"headline     {headline('ferry')}" in shown.stdout.splitlines()


def test_try_says_why_a_page_would_not_be_archived(paper):
    shown = scrapy("try", paper.base + news("notice"))
    assert shown.returncode == 0, shown.stderr
    assert "archived     no: dropped, " in shown.stdout


@pytest.mark.parametrize(
    ("name", "why"), [("busy", "status 503"), ("odd", "status 418"), ("hidden", "forbidden by robots.txt")]
)
def test_try_tells_what_came_instead_of_a_page_and_asks_once(paper, name, why):
    before = paper.times(news(name))
    shown = scrapy("try", paper.base + news(name))
    assert shown.returncode == 1
    assert shown.stderr.rstrip().endswith(why)
    assert "Traceback" not in shown.stderr
    assert paper.times(news(name)) - before == (name != "hidden")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["http://127.0.3.99:9/story"], 1, "http://127.0.3.99:9/story"),
        (["no-such-file.html"], 1, "neither a file nor an address; write e.g. https://example.com/story"),
        ([], 2, "name one address or file"),
        (["one", "two"], 2, "name one address or file"),
    ],
)
def test_try_tells_a_mistake(words, code, told):
    shown = scrapy("try", *words)
    assert (shown.returncode, shown.stdout) == (code, "")
    assert told in shown.stderr
    assert "Traceback" not in shown.stderr


# -- scrapy crawl news


def spoil(folder, name):
    """Put something else than an archive where the archive is to be, or take its folder or the sources away."""
    match name:
        case "another database":
            with sqlite3.connect(folder / "x.db") as db:
                db.execute("CREATE TABLE recipes (name TEXT)")
        case "no database":
            (folder / "x.db").write_text("Dear diary, " * 200)
        case "no sources":
            (folder / "sources.toml").unlink()
        case "none enabled":
            with (folder / "sources.toml").open("a") as file:
                file.write("enabled = false\n")


@pytest.mark.parametrize(
    ("words", "spoilt", "told"),
    [
        (["-a", "limit=many"], "", "-a limit=many: not a number of articles; write e.g. -a limit=100"),
        (["-a", "limit=0"], "", "-a limit=0: not a number of articles"),
        (["-a", "since=yesterday"], "", "-a since=yesterday: not a date; write e.g. -a since=2026-11-01"),
        (["-a", "sorce=paper"], "", "-a sorce=paper: no such argument; did you mean source?"),
        (["-a", "source=papers"], "", "-a source=papers: no table [papers] in the sources file; did you mean paper?"),
        ([], "no sources", "sources.toml: there is no such file"),
        ([], "none enabled", "every publication has enabled = false"),
        ([], "another database", "x.db: this is a database of something else (tables recipes); name another ARCHIVE"),
        ([], "no database", "x.db: SQLite says: file is not a database; restore it from a backup"),
        (["-s", "ARCHIVE=/no/such/folder/x.db"], "", "/no/such/folder"),
    ],
)
def test_a_mistake_is_told_before_anything_is_fetched(paper, folder, words, spoilt, told):
    spoil(folder, spoilt)
    before = len(paper.asked)
    crawled = crawl(folder, *words)
    assert crawled.code == 1
    assert told in crawled.log
    assert "Traceback" not in crawled.log
    assert len(paper.asked) == before


def test_a_limit_is_kept_and_articles_are_exported_with_their_text(folder):
    crawled = crawl(folder, "-a", "limit=1", "-O", f"{folder / 'out.jsonl'}")
    assert crawled.code == 0, crawled.log
    (line,) = (folder / "out.jsonl").read_text().splitlines()
    exported = json.loads(line)
    ((url, text),) = crawled.rows("SELECT url, text FROM articles JOIN texts ON article_id = id")
    assert (exported["url"], exported["text"]) == (url, text)
    assert exported["headline"].startswith("The council hears of")


def test_a_run_of_which_no_server_answered_is_a_failed_one(tmp_path):
    (tmp_path / "sources.toml").write_text('[gone]\nhomepage = "http://127.0.3.99:9/"\n')
    crawled = crawl(tmp_path)
    assert crawled.code == 1
    assert "Traceback" not in crawled.log
    assert rows(crawled.archive, "SELECT status FROM crawls") == [("finished",)]
