"""A backfill over many runs: killed, limited, left alone, gone on with, and taken further back."""

import os
import signal
import subprocess
import time

import pytest

from tests.crawling import ROOT, XML, article, command, crawl, front, news, publish, write_sources
from tests.hostileweb import Answer, serving
from tests.oldpapers import NEW, TODAY, dated, index_of, months_ago

MONTHS, EACH = range(5, 11), range(5)
NAMES = [f"month-{month}-{number}" for month in MONTHS for number in EACH]
UNTIL, EARLIER = f"{months_ago(9):%Y-%m}-01", f"{months_ago(10):%Y-%m}-01"


def part(host, month: int) -> Answer:
    """The sitemap of a month, with the days of its articles."""
    entries = "".join(
        f"<url><loc>{host.base}{news(f'month-{month}-{number}')}</loc><lastmod>{months_ago(month):%Y-%m}-{20 - number}</lastmod></url>"
        for number in EACH
    )
    return Answer(
        body=f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'.encode(), headers=XML
    )


def publish_past(host) -> None:
    """Make a host a newspaper with six months of the past, of which one is not to be had at first."""
    publish(host, NEW)
    host.pages["/sitemap.xml"] = index_of(
        {f"{host.base}/sitemap-{months_ago(month):%Y-%m}.xml": "" for month in MONTHS}
    )
    for month in MONTHS:
        path = f"/sitemap-{months_ago(month):%Y-%m}.xml"
        busy = (Answer(status=503), part(host, month))
        host.pages[path] = busy if month == 7 else part(host, month)
        host.pages |= {
            news(f"month-{month}-{number}"): dated(f"month-{month}-{number}", months_ago(month)) for number in EACH
        }


def killed(folder, host, articles: int) -> None:
    """A backfill that is killed after it has asked for so many old articles."""
    with subprocess.Popen(
        command(folder, "-a", f"backfill={UNTIL}"), cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        for _ in range(3000):
            if sum("month-" in path for path in host.paths()) >= articles:
                break
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Six runs, each with what it asked for: killed, plain, limited, gone on with, asked for again, further back."""
    folder = tmp_path_factory.mktemp("runs")
    asked = []
    with serving("127.0.3.1") as (host,):
        publish_past(host)
        write_sources(folder / "sources.toml", {"paper": host}, paper="delay = 0")
        host.wait = 0.05
        killed(folder, host, 8)
        asked.append(host.paths())
        host.wait = 0
        runs = [None]
        for arguments in (
            (),
            ("-a", "backfill=resume", "-a", "limit=5"),
            ("-a", "backfill=resume"),
            ("-a", f"backfill={UNTIL}"),
            ("-a", f"backfill={EARLIER}"),
        ):
            before = len(host.asked)
            time.sleep(3 * (arguments == ("-a", "backfill=resume")))  # until the busy sitemap may be asked again
            runs.append(crawl(folder, *arguments))
            asked.append(host.paths()[before:])
    return runs, asked


def old(paths: list[str]) -> list[str]:
    """The old articles among some paths, by their names."""
    return [path[6:].removesuffix("-is-what-this-page-shows") for path in paths if "month-" in path]


def test_every_run_ends_well(runs):
    for run in runs[0][1:]:
        assert run.code == 0, run.log
        assert "Traceback" not in run.log


def test_a_run_without_the_argument_leaves_the_past_alone_and_says_how_to_go_on(runs):
    assert old(runs[1][1]) == []
    assert "unfinished: paper" in runs[0][1].log
    assert "scrapy crawl news -a backfill=resume" in runs[0][1].log


def test_a_limit_counts_old_articles(runs):
    assert 1 <= len(old(runs[1][2])) <= 5
    assert f"of {UNTIL}" in runs[0][2].log
    assert "scrapy crawl news -a backfill=resume" in runs[0][2].log


def test_all_is_archived_in_the_end_also_what_a_busy_sitemap_listed(runs):
    first = [name for paths in runs[1][:4] for name in old(paths)]
    wanted = {name for name in NAMES if not name.startswith("month-10-")}
    assert wanted == set(first)
    stored = runs[0][3].rows("SELECT count(*) FROM articles WHERE url LIKE '%month-%'")
    assert len(stored) == 1
    assert f"done, back to {UNTIL}" in runs[0][3].log


def test_nothing_but_what_was_under_way_is_asked_for_again(runs):
    first = [name for paths in runs[1][:4] for name in old(paths)]
    assert len(first) - len(set(first)) <= 2  # what the killed run had asked for in its last second


def test_the_newest_goes_first(runs):
    months = [int(name.split("-")[1]) for name in old(runs[1][0])]
    assert [month for month in months if month != 7] == sorted(month for month in months if month != 7)


def test_a_backfill_that_has_ended_asks_for_nothing(runs):
    assert [path for path in runs[1][4] if path != "/robots.txt"] == []
    assert f"done, back to {UNTIL}" in runs[0][4].log
    assert "backfill=resume" not in runs[0][4].log


def test_an_earlier_day_takes_it_up_where_it_ended(runs):
    assert set(old(runs[1][5])) == {name for name in NAMES if name.startswith("month-10-")}
    assert [path for path in runs[1][5] if path.startswith("/sitemap")] == [f"/sitemap-{months_ago(10):%Y-%m}.xml"]
    assert runs[0][5].rows("SELECT until, reached, ended IS NOT NULL FROM backfills") == [(EARLIER, EARLIER, 1)]


def test_news_that_comes_up_during_a_backfill_goes_first(tmp_path):
    with serving("127.0.3.1") as (host,):
        publish_past(host)
        host.pages["/"] = (front(news(NEW)), front(news(NEW), news("ferry-of-this-hour")))
        host.pages[news("ferry-of-this-hour")] = article("ferry-of-this-hour")
        host.wait = 0.3
        write_sources(tmp_path / "sources.toml", {"paper": host}, paper="delay = 0")
        pace = ("-s", "INTERVAL_MIN=0.02", "-s", "INTERVAL_MAX=0.05")
        run = crawl(tmp_path, "-a", f"backfill={UNTIL}", *pace)
        assert run.code == 0, run.log
        paths = host.paths()
        assert news("ferry-of-this-hour") in paths
        assert paths.index(news("ferry-of-this-hour")) < max(paths.index(news(name)) for name in old(paths))


def test_links_that_waited_because_they_were_too_old_are_taken(tmp_path):
    with serving("127.0.3.1") as (host,):
        publish_past(host)
        host.pages["/sitemap.xml"] = part(host, 6)
        write_sources(tmp_path / "sources.toml", {"paper": host}, paper="delay = 0")
        first = crawl(tmp_path)
        assert old(host.paths()) == []
        assert first.rows("SELECT count(*) FROM links WHERE state = 'waiting'") == [(5,)]
        crawl(tmp_path, "-a", f"backfill={TODAY:%Y}-01-01" if TODAY.month > 7 else f"backfill={UNTIL}")
        assert old(host.paths()) == [f"month-6-{number}" for number in EACH]
