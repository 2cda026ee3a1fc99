"""The commands as a user types them: what they say, what they do, and how they end; mistakes above all."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from crawler.arguments import choose, read_arguments
from crawler.sources import load_sources
from pipelines.errors import SourcesError
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
            news("odd"): Answer(status=418),
            news("hidden"): article("hidden"),
        }
        yield paper


@pytest.fixture
def folder(paper, tmp_path):
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    return tmp_path


def test_list_names_the_spiders():
    listed = scrapy("list")
    assert (listed.returncode, listed.stdout) == (0, "jsonl\nnews\n")


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


@pytest.mark.parametrize(("name", "why"), [("odd", "status 418"), ("hidden", "forbidden by robots.txt")])
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
    ],
)
def test_try_tells_a_mistake(words, code, told):
    shown = scrapy("try", *words)
    assert (shown.returncode, shown.stdout) == (code, "")
    assert told in shown.stderr
    assert "Traceback" not in shown.stderr


# -- scrapy crawl news


def spoil(folder, how):
    """Put another database where the archive is to be, or take the sources file away."""
    if how == "another database":
        with closing(sqlite3.connect(folder / "x.db")) as db:
            db.execute("CREATE TABLE recipes (name TEXT)")
    if how == "no sources":
        (folder / "sources.toml").unlink()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limit": "0"}, "-a limit=0: not a number of articles; write e.g. -a limit=100"),
        ({"max_minutes": "0"}, "-a max_minutes=0: not a number of minutes; write e.g. -a max_minutes=10"),
        ({"max_minutes": "1.5"}, "-a max_minutes=1.5: not a number of minutes; write e.g. -a max_minutes=10"),
        ({"limit": "-5"}, "-a limit=-5: not a number of articles; write e.g. -a limit=100"),
        ({"limit": "²"}, "-a limit=²: not a number of articles; write e.g. -a limit=100"),
        ({"since": "yesterday"}, "-a since=yesterday: not a date; write e.g. -a since=2026-11-01"),
        ({"since": "2026-02-30"}, "-a since=2026-02-30: not a date; write e.g. -a since=2026-11-01"),
        ({"sorce": "paper"}, "-a sorce=paper: no such argument; did you mean source?"),
        (
            {"xyz": "1"},
            "-a xyz=1: no such argument; there are source, limit, since, revisit, due, max_minutes, backfill",
        ),
        ({"revisit": "maybe"}, "-a revisit=maybe: no such choice; write yes or no or only"),
    ],
)
def test_an_argument_that_is_wrong_is_told_with_its_cure(given, told):
    with pytest.raises(SourcesError) as error:
        read_arguments(given)
    assert str(error.value) == told


def test_a_run_of_no_publication_is_refused(folder):
    with (folder / "sources.toml").open("a") as file:
        file.write("enabled = false\n")
    sources = load_sources(folder / "sources.toml")
    with pytest.raises(SourcesError, match="every publication has enabled = false; enable one, or name one"):
        choose(sources, "")
    assert choose(sources, "paper") == sources


@pytest.mark.parametrize(
    ("words", "spoilt", "told"),
    [
        (["-a", "limit=many"], "", "-a limit=many: not a number of articles; write e.g. -a limit=100"),
        (["-a", "sorce=paper"], "", "-a sorce=paper: no such argument; did you mean source?"),
        (["-a", "source=papers"], "", "-a source=papers: no table [papers] in the sources file; did you mean paper?"),
        ([], "no sources", "sources.toml: there is no such file"),
        ([], "another database", "x.db: this is a database of something else (tables recipes); name another ARCHIVE"),
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


def test_a_run_that_got_no_robots_txt_anywhere_is_a_failed_one(tmp_path):
    with serving("127.0.3.2") as (closed,):
        publish(closed, "ferry")
        closed.pages["/robots.txt"] = Answer(status=503)
        write_sources(tmp_path / "sources.toml", {"closed": closed})
        crawled = crawl(tmp_path)
    assert crawled.code == 1
    assert "Traceback" not in crawled.log
    assert rows(crawled.archive, "SELECT status FROM crawls") == [("finished",)]
    assert closed.paths() == ["/robots.txt"]


def test_a_run_of_which_no_server_answered_is_a_failed_one(tmp_path):
    (tmp_path / "sources.toml").write_text('[gone]\nhomepage = "http://127.0.3.99:9/"\n')
    crawled = crawl(tmp_path)
    assert crawled.code == 1
    assert "Traceback" not in crawled.log
    assert rows(crawled.archive, "SELECT status FROM crawls") == [("finished",)]
