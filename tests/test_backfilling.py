"""Crawls that go back in time: which listings they read, which they leave alone, and where they end."""

import pytest

from tests.crawling import Crawled, crawl, news, write_sources
from tests.hostileweb import serving
from tests.oldpapers import NEW, UNTIL, months_ago, with_archives, with_pages, with_sitemaps, with_traps


@pytest.fixture(scope="module")
def hosts():
    with serving("127.0.3.1", "127.0.3.2", "127.0.3.3", "127.0.3.4") as found:
        for host, build in zip(found, (with_sitemaps, with_pages, with_archives, with_traps), strict=True):
            build(host)
        yield dict(zip(("maps", "pages", "dates", "traps"), found, strict=True))


@pytest.fixture(scope="module")
def crawled(hosts, tmp_path_factory):
    """A backfill of four newspapers, from an empty archive to its end, after which two runs followed: one without
    argument, and one that asked for the same."""
    folder = tmp_path_factory.mktemp("backfill")
    write_sources(folder / "sources.toml", hosts, **dict.fromkeys(hosts, "delay = 0"))
    first = crawl(folder, "-a", f"backfill={UNTIL}")
    asked = {name: len(host.asked) for name, host in hosts.items()}
    plain = crawl(folder, "-a", "due=listings")
    after = {name: host.paths()[asked[name] :] for name, host in hosts.items()}
    asked = {name: len(host.asked) for name, host in hosts.items()}
    again = crawl(folder, "-a", f"backfill={UNTIL}")
    return first, (plain, after), (again, {name: host.paths()[asked[name] :] for name, host in hosts.items()})


def stored(crawled: Crawled, source: str) -> set[str]:
    """The articles of a source that are archived, by their names."""
    rows = crawled.rows("SELECT url FROM articles WHERE source = ?", source)
    return {url.partition("/news/")[2].removesuffix("-is-what-this-page-shows") for (url,) in rows}


def test_a_backfill_ends_well(crawled):
    for run in (crawled[0], crawled[1][0], crawled[2][0]):
        assert run.code == 0, run.log
        assert "Traceback" not in run.log


def test_everything_back_to_the_date_that_sitemaps_list_is_archived(crawled):
    wanted = {f"month-{number}" for number in range(500) if f"{months_ago(number):%Y-%m-%d}" >= UNTIL}
    assert wanted <= stored(crawled[0], "maps")
    assert len(wanted) > 12


def test_sitemaps_of_an_index_of_500_that_are_older_are_left_alone(crawled, hosts):
    asked = {path[9:16] for path in hosts["maps"].paths() if path.startswith("/sitemap-")}
    assert asked == {
        f"{months_ago(number):%Y-%m}" for number in range(500) if f"{months_ago(number):%Y-%m}" >= UNTIL[:7]
    }


def test_everything_back_to_the_date_that_pages_list_is_archived(crawled):
    wanted = {f"page-{page}-{each}" for page in range(1, 21) for each in range(2) if 20 * page - 18 + 9 * each < 398}
    assert wanted <= stored(crawled[0], "pages")


def test_pages_end_with_the_date(crawled, hosts):
    numbers = {int(path.partition("=")[2]) for path in hosts["pages"].paths() if "page=" in path}
    assert max(numbers) <= 22


def test_everything_back_to_the_date_that_archives_list_is_archived(crawled):
    wanted = {f"archived-{number}" for number in range(30) if f"{months_ago(number):%Y-%m-%d}" >= UNTIL}
    assert wanted <= stored(crawled[0], "dates")


def test_archives_end_with_the_date_and_calendars_are_none(crawled, hosts):
    asked = {path for path in hosts["dates"].paths() if path.startswith(("/archive/", "/calendar"))}
    assert asked == {
        f"/archive/{months_ago(number):%Y/%m}/" for number in range(30) if f"{months_ago(number):%Y-%m}" >= UNTIL[:7]
    }


def test_traps_hold_no_backfill(crawled, hosts):
    assert [path for path in hosts["traps"].paths() if path.startswith("/calendar")] == []
    assert hosts["traps"].times("/mirrors?page=5") == 0
    assert 1 < len({path.split("/")[1] for path in hosts["traps"].paths() if path.startswith("/hall-")}) <= 20
    assert sum(path.startswith("/mazes?") for path in hosts["traps"].paths()) <= 10


def test_news_goes_first(crawled, hosts):
    paths = hosts["maps"].paths()
    assert paths.index(news(NEW)) < min(paths.index(news(f"month-{number}")) for number in range(5, 12))


def test_no_article_is_asked_for_twice(crawled, hosts):
    for host in hosts.values():
        paths = [path for path in host.paths() if path.startswith("/news/")]
        assert len(paths) == len(set(paths))


def test_a_backfill_is_on_record_with_how_far_it_came(crawled):
    rows = crawled[0].rows(
        "SELECT source, until, ended IS NOT NULL, fetched >= links, listings > 0 FROM backfills ORDER BY 1"
    )
    assert rows == [(name, UNTIL, 1, 1, 1) for name in ("dates", "maps", "pages", "traps")]
    assert crawled[0].rows("SELECT DISTINCT reached FROM backfills") == [(UNTIL,)]


def test_later_runs_do_not_go_back(crawled):
    _, after = crawled[1]
    assert [path for paths in after.values() for path in paths if path.startswith("/news/")] == []
    assert len(after["maps"]) <= 20
    assert after["pages"].count("/world?page=2") == 0


def test_what_has_ended_is_not_walked_again(crawled):
    again, after = crawled[2]
    assert sum(map(len, after.values())) == 0
    assert f"done, back to {UNTIL}" in again.log
