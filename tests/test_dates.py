"""Dates of pages that state several, in machine forms and in words."""

import json

import pytest

from pipelines.dates import Dates, find_dates
from pipelines.extract import parse
from pipelines.printeddate import day_of, parse_date
from pipelines.structured import read_structured

NOW = "2026-11-23T12:00:00Z"


def dates_of(head: str = "", body: str = "", url_date: str = "", lang: str = "en-GB") -> Dates:
    page = f'<html lang="{lang}"><head>{head}</head><body><h1>Ferry returns to the harbour</h1>{body}</body></html>'
    tree = parse(page)
    return find_dates(tree, read_structured(tree), "Ferry returns to the harbour", url_date, NOW)


def published(stamp: str) -> str:
    return f'<meta property="article:published_time" content="{stamp}">'


def ld(**fields) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


@pytest.mark.parametrize(
    ("printed", "utc", "day"),
    [
        ("2026-11-20T09:30:00+02:00", "2026-11-20T07:30:00Z", "2026-11-20"),
        ("2026-11-20T01:30:00+02:00", "2026-11-19T23:30:00Z", "2026-11-20"),
        ("1763629200", "2025-11-20T09:00:00Z", "2025-11-20"),
        ("Thu, 09/25/2025 - 11:38", "2025-09-25T11:38:00Z", "2025-09-25"),
        ("Mon Oct 11 14:57:21 CEST 2021", "2021-10-11T12:57:21Z", "2021-10-11"),
        ("Dec 19th 2025", "2025-12-19", "2025-12-19"),
        ("Donnerstag, 05. März 2026, 09:05 Uhr", "2026-03-05T09:05:00Z", "2026-03-05"),
        ("3 de mayo de 2022", "2022-05-03", "2022-05-03"),
        ("1er août 2024", "2024-08-01", "2024-08-01"),
        ("12 lutego 2025", "2025-02-12", "2025-02-12"),
        ("5 апреля 2025", "2025-04-05", "2025-04-05"),
        ("2025年1月3日", "2025-01-03", "2025-01-03"),
        ("01-11-2023 10:29", "2023-11-01T10:29:00Z", "2023-11-01"),
        ("March 5, 2026 9:05 p.m.", "2026-03-05T21:05:00Z", "2026-03-05"),
        ("20260305", "2026-03-05", "2026-03-05"),
        ("20260305T233000Z", "2026-03-05T23:30:00Z", "2026-03-05"),
        ("Thu, 5 Mar 2026 23:30:00 -0500 (EST)", "2026-03-06T04:30:00Z", "2026-03-05"),
        ("March 2026", "", ""),
        ("30 February 2026", "", ""),
        ("The ferry was laid up on 3 May 2022 for repairs", "", ""),
        ("9" * 10_000, "", ""),
    ],
)
def test_dates_are_read_in_many_forms(printed, utc, day):
    assert (parse_date(printed), day_of(printed)) == (utc, day)


@pytest.mark.parametrize(("lang", "day"), [("en-US", "2026-03-05"), ("en-GB", "2026-05-03"), ("es", "2026-05-03")])
def test_an_ambiguous_date_is_read_as_the_pages_readers_do(lang, day):
    assert parse_date(dates_of(published("03/05/2026"), lang=lang).published) == day


def test_a_time_in_utc_is_brought_into_the_zone_of_the_pages_other_stamps():
    found = dates_of(
        ld(datePublished="2026-11-20T03:15:00Z"), "<time datetime='2026-11-19T22:15:00-05:00'>Thursday</time>"
    )
    assert found.published == "2026-11-19T22:15:00-05:00"
    assert found.local_day == ""


def test_a_day_in_the_address_next_to_a_time_in_utc_is_the_local_day():
    found = dates_of(ld(datePublished="2026-11-20T03:15:00Z"), url_date="2026-11-19")
    assert (found.published, found.local_day) == ("2026-11-20T03:15:00Z", "2026-11-19")


def test_a_day_that_readers_see_decides_against_the_address():
    found = dates_of(
        ld(datePublished="2026-11-20T03:15:00Z"), "<span class='date'>20 November 2026</span>", "2026-11-19"
    )
    assert found.local_day == ""


def test_a_day_that_readers_see_decides_though_the_article_was_changed_on_it():
    both = ld(datePublished="2026-11-20T16:34:00Z", dateModified="2026-11-20T16:34:00Z")
    assert dates_of(both, "<time>20 November 2026</time>", "2026-11-21").local_day == ""


def test_a_day_of_change_is_no_local_day():
    body = "<p><span>Updated</span> <span class='date'>21 November 2026</span></p>"
    assert dates_of(ld(datePublished="2026-11-20T13:00:00Z"), body).local_day == ""


def test_a_zone_that_is_printed_is_kept():
    assert (
        dates_of(published("2026-11-20T01:15:00+02:00"), url_date="2026-11-19").published == "2026-11-20T01:15:00+02:00"
    )


@pytest.mark.parametrize(
    ("body", "url_date", "day", "evidence"),
    [
        ("<time>3 May 2026</time>", "", "2026-05-03", "visible"),
        ("<span class='post-date'>Published on 3 May 2026</span>", "", "2026-05-03", "visible"),
        ("<div class='date'>Updated 5 May 2026</div><div class='date'>3 May 2026</div>", "", "2026-05-03", "visible"),
        ("<div class='date'>Updated 5 May 2026</div>", "", "2026-05-05", "visible"),
        ("<p>Quayside, 3 May 2026</p>", "", "2026-05-03", "searched"),
        ("<p>Quayside, 3 May 2026</p>", "2026-05-04", "2026-05-04", "address"),
        ("<time>3 May 2020</time>", "2026-05-04", "2026-05-04", "address"),
        ("<p>The office is open from 9 to 5.</p>", "", "", ""),
        ("<ul><li><b>Date</b> 3 May 2026</li></ul>", "", "2026-05-03", "searched"),
        ("<p class='date'>3 May 2026. Updated: 5 May 2026</p>", "", "2026-05-03", "visible"),
        (
            "<time class='updated'>5 May 2026</time><time class='published'>3 May 2026</time>",
            "",
            "2026-05-03",
            "visible",
        ),
    ],
)
def test_a_page_without_structured_dates_is_dated_by_what_readers_see(body, url_date, day, evidence):
    found = dates_of("", body, url_date)
    assert (parse_date(found.published), found.evidence) == (day, evidence)


def test_the_date_of_another_article_is_not_taken_for_this_ones():
    teaser = "<div class='related'><time>3 May 2020</time></div>"
    assert dates_of("", teaser + "<span class='date'>5 May 2026</span>").published == "2026-05-05"


def test_the_servers_clock_and_the_days_paper_date_no_article():
    clock = '<meta name="date" content="2026-11-23T12:00:20Z">'
    assert dates_of(clock).published == ""
    assert dates_of(clock + published("2026-11-20T09:30:00Z")).published == "2026-11-20T09:30:00Z"
    tree = parse("<body><div class='date'>Monday, 23 November 2026</div><h1>Ferry returns to the harbour</h1></body>")
    assert find_dates(tree, read_structured(tree), "Ferry returns to the harbour", "", NOW).evidence != "visible"


@pytest.mark.parametrize(
    ("modified", "body", "day"),
    [
        ("2026-09-20T09:30:00Z", "<time>14 August 2026</time>", "2026-08-14"),
        ("2026-09-20T09:30:00Z", "<p>14 August 2026</p>", "2026-08-14"),
        ("2026-09-20T09:30:00-05:00", "<time>14 August 2026</time>", "2026-08-14"),
        ("2026-09-21T09:30:00Z", "<time>14 August 2026</time>", "2026-09-20"),
        ("2026-09-20T09:30:00Z", "<time>14 August 2026</time><time>20 September 2026</time>", "2026-09-20"),
        ("2026-09-20T09:30:00Z", "<p>On 14 August 2026 the ferry had sunk in the old harbour.</p>", "2026-09-20"),
    ],
)
def test_a_stamp_of_the_last_save_gives_way_to_an_earlier_day_that_readers_see(modified, body, day):
    found = dates_of(ld(datePublished="2026-09-20T09:30:00Z", dateModified=modified), body)
    assert day_of(found.published) == day


@pytest.mark.parametrize(("shown", "day"), [("17 November 2026", "2026-11-20"), ("19 November 2026", "2026-11-19")])
def test_a_page_of_the_last_weeks_is_news_whatever_older_day_stands_on_it(shown, day):
    stamp = "2026-11-20T09:30:00Z"
    found = dates_of(ld(datePublished=stamp, dateModified=stamp), f"<time>{shown}</time>")
    assert day_of(found.published) == day


def test_dates_are_looked_for_beside_the_heading_that_has_the_headline():
    menu = "<h1>The Quay Courier, the daily of the harbour</h1>" + "<p>Menu</p>" * 200
    tree = parse(f"<body>{menu}<h2>Ferry returns to the harbour</h2><time>3 May 2026</time></body>")
    assert find_dates(tree, read_structured(tree), "Ferry returns to the harbour", "", NOW).evidence == "visible"


def test_broken_dates_cost_nothing_but_themselves():
    broken = ld(datePublished={"@value": ["x", {"y": 1}]}, dateModified="2026-13-45T99:99:99Z")
    assert dates_of(broken + published("2026-11-20T09:30:00Z")).published == "2026-11-20T09:30:00Z"
