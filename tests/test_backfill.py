"""Where to go on the way back in time: how listings name their time, which of them follow, and when to stop."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.backfill import archived, is_spent, latest_archives, newest_day, newest_days, next_page, numbered
from crawler.found import Found
from crawler.leads import archive_starts, leads
from pipelines.backfills import Walk

SITE = "https://paper.example"
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)


def walk(path: str, kind: str = "page", **rest) -> Walk:
    """A listing that has just been found."""
    values = {
        "number": 0,
        "series": "",
        "newest": "",
        "walk_id": None,
        "state": "waiting",
        "barren": 0,
        "failures": 0,
    }
    return Walk(id=1, source="paper", url=SITE + path, kind=kind, added=f"{NOW:%Y-%m-%dT%H:%M:%SZ}", **values | rest)


def links(*paths: str, kind: str = "link") -> list[Found]:
    """Links to these paths."""
    return [Found(url=SITE + path, kind=kind) for path in paths]


@pytest.mark.parametrize(
    ("path", "newest"),
    [
        ("/sitemap-2024-03.xml", "2024-03-31"),
        ("/sitemaps/2024/03/", "2024-03-31"),
        ("/sitemaps/2024/3/news.xml", "2024-03-31"),
        ("/sitemap_202403.xml.gz", "2024-03-31"),
        ("/sitemap-2024-march.xml", "2024-03-31"),
        ("/sitemap/2024/02/29.xml", "2024-02-29"),
        ("/sitemap-20240229.xml", "2024-02-29"),
        ("/sitemap.xml?yyyy=2024&mm=02&dd=03", "2024-02-03"),
        ("/sitemap.xml?year=2024&month=2", "2024-02-29"),
        ("/sitemap-2024.xml", "2024-12-31"),
        ("/2024/sitemap-sports.xml", "2024-12-31"),
        ("/sitemap-2024-13.xml", "2024-12-31"),
        ("/sitemap-7.xml", ""),
        ("/sitemap-120240.xml", ""),
        ("/sitemap/abc2024def.xml", ""),
    ],
)
def test_the_address_of_a_sitemap_names_its_last_day(path, newest):
    assert newest_day(SITE + path) == newest


def test_a_name_counts_more_than_the_day_of_the_last_change():
    assert newest_day(f"{SITE}/sitemap-2019-05.xml", "2026-11-23T08:00:00Z") == "2019-05-31"


def test_the_last_change_counts_where_the_name_says_nothing():
    assert newest_day(f"{SITE}/sitemap-7.xml", "2019-05-02T08:00:00Z") == "2019-05-02"


def test_numbers_of_an_index_of_thousands_are_no_years():
    sitemaps = links(*(f"/sitemap-{number}.xml" for number in range(1, 2500)), kind="sitemap")
    assert set(newest_days(sitemaps).values()) == {""}


def test_years_of_an_index_are_years():
    sitemaps = links(*(f"/sitemap-{year}.xml" for year in range(1999, 2027)), kind="sitemap")
    assert newest_days(sitemaps)[f"{SITE}/sitemap-2003.xml"] == "2003-12-31"


@pytest.mark.parametrize(
    ("here", "other"),
    [
        ("/world", "/world?page=2"),
        ("/world/", "/world/page/2/"),
        ("/world?page=2", "/world?page=3"),
        ("/world/page/9/", "/world/page/10/"),
        ("/", "/page/2"),
        ("/2024/03/", "/2024/03/page/2/"),
        ("/world?tag=a&page=4", "/world?tag=a&page=5"),
    ],
)
def test_the_next_page_is_the_one_with_the_next_number(here, other):
    found = links("/sport?page=2", "/sport?page=3", other, "/world/a-story-of-the-council", "/calendar?page=3")
    assert next_page(SITE + here, 0, found)[0] == SITE + other


def test_pages_that_are_not_linked_are_not_guessed():
    assert next_page(f"{SITE}/world?page=2", 2, links("/world?page=1", "/world?page=9", "/world")) == ("", 0)


def test_a_page_may_name_its_next_one_in_any_way():
    assert next_page(f"{SITE}/world?after=k3", 2, links("/world?after=m9", kind="next")) == (
        f"{SITE}/world?after=m9",
        3,
    )


def test_pages_of_one_series_are_known_as_such():
    assert {numbered(SITE + path)[0] for path in ("/world", "/world/", "/world?page=2", "/world/page/3/")} == {
        f"{SITE}/world"
    }


@pytest.mark.parametrize(
    ("path", "before"),
    [
        ("/2024/03/", "/2024/02/"),
        ("/archive/2024-03-01", "/archive/2024-02-29"),
        ("/archiv/2024/1/1", "/archiv/2023/12/31"),
        ("/archive/2024.html", "/archive/2023.html"),
        ("/news?date=2024-01-01", "/news?date=2023-12-31"),
    ],
)
def test_archives_lead_to_the_one_before(path, before):
    assert archived(SITE + path).before().url == SITE + before


@pytest.mark.parametrize(
    "path",
    [
        "/calendar/2024/03/",
        "/events/2024-03-12",
        "/2024/03/12/a-story-of-the-council",
        "/2024/13/",
        "/world/story-20240312",
        "/tag/budget/2024/03",
        "/{year}/2024/03",
        "/",
    ],
)
def test_what_is_no_archive_of_articles_is_none(path):
    assert archived(SITE + path) is None


def test_of_the_archives_on_a_page_each_kind_begins_at_its_latest_that_has_begun():
    found = links("/2024/03/", "/2026/11/", "/2027/01/", "/2019/12/", "/archive/2026-11-23", "/archive/2026-11-25")
    assert {each.url for each in latest_archives(found, NOW.date())} == {
        f"{SITE}/2026/11/",
        f"{SITE}/archive/2026-11-23",
    }


def test_archives_of_the_time_since_a_publication_is_crawled_are_left_out():
    starts = archive_starts(walk("/"), links("/2026/11/"), NOW.date(), date(2025, 2, 3))
    assert [(start.url, start.newest) for start in starts] == [(f"{SITE}/2025/02/", "2025-02-28")]


def test_a_series_is_left_when_it_brings_nothing_new():
    assert [is_spent("page", barren, timedelta()) for barren in (0, 1, 2)] == [False, False, True]
    assert not is_spent("day", 13, timedelta())
    assert is_spent("day", 14, timedelta())


def test_pages_that_moved_on_while_a_backfill_rested_are_passed_over():
    assert not is_spent("page", 2, timedelta(days=3))
    assert is_spent("page", 22, timedelta(days=3000))


def test_a_spent_series_leads_nowhere():
    found = links("/world?page=4", "/2024/02/")
    assert leads(walk("/world?page=3", number=3, barren=2), f"{SITE}/world?page=3", found, NOW) == []
    assert leads(walk("/2024/03/", "month", barren=3), f"{SITE}/2024/03/", [], NOW) == []


def test_the_thousandth_page_is_the_last():
    found = links("/world?page=1001")
    assert leads(walk("/world?page=1000", number=1000), f"{SITE}/world?page=1000", found, NOW) == []


def test_indexes_of_indexes_come_to_an_end():
    found = links("/sitemap-x.xml", kind="sitemap")
    assert [
        each.number for each in leads(walk("/sitemap.xml", "sitemap", number=3), f"{SITE}/sitemap.xml", found, NOW)
    ] == [4]
    assert leads(walk("/sitemap.xml", "sitemap", number=4), f"{SITE}/sitemap.xml", found, NOW) == []


def test_the_page_after_one_has_nothing_newer():
    (page,) = leads(walk("/world", newest="2024-03-12"), f"{SITE}/world", links("/world?page=2"), NOW)
    assert (page.newest, page.number, page.kind) == ("2024-03-12", 2, "page")


def test_an_archive_leads_back_and_to_its_own_second_page():
    found = links("/2024/03/page/2/", "/2024/04/")
    urls = [each.url for each in leads(walk("/2024/03/", "month", newest="2024-03-31"), f"{SITE}/2024/03/", found, NOW)]
    assert urls == [f"{SITE}/2024/02/", f"{SITE}/2024/03/page/2/"]
