"""Dates as feeds and sitemaps print them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.printeddate import to_utc

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "printed",
    [
        "2026-11-23T10:00:00Z",
        "2026-11-23T10:00Z",
        "2026-11-23t10:00:00.123z",
        "2026-11-23T12:00:00+02:00",
        "2026-11-23T04:00:00-0600",
        "2026-11-23 10:00:00",
        " \n2026-11-23 10:00:00 UTC\n ",
        "Mon, 23 Nov 2026 10:00:00 GMT",
        "Mon, 23 Nov 2026 10:00:00",
        "Mon, 23 Nov 2026 10:00:00 +0000",
        "Mon, 23 Nov 2026 11:00:00 +01:00",
        "Mon, 23 Nov 2026 11:00:00 GMT+1",
        "Mon, 23 Nov 2026 11:00:00 CET",
        "Mon, 23 Nov 2026 05:00:00 EST",
        "Mon, 23 Nov 2026 05:00:00 -0500 (EST)",
        "Mon, 23 Nov 2026 15:30:00 IST",
        "Mon, 23 Nov 26 10:00 UT",
        "Mon,23 November 2026 10:00:00 Z",
        "Monday, 23-Nov-26 10:00:00 UTC",
        "23 Nov 2026 10:00:00 +0000",
        "Tue, 23 Nov 2026 10:00:00 +0000",
        "Lun, 23 nov. 2026 10:00:00 +0000",
        "23rd November 2026 at 10:00",
        "23. November 2026 10:00",
        "Mon Nov 23 10:00:00 2026",
        "Mon Nov 23 10:00:00 UTC 2026",
        "November 23, 2026 10:00 AM",
        "Nov 23, 2026 at 10:00 a.m.",
        "2026/11/23 10:00",
        "23.11.2026 10:00",
    ],
)
def test_a_moment_is_read_in_every_form_that_feeds_print(printed: str) -> None:
    assert to_utc(printed, NOW) == "2026-11-23T10:00:00Z"


@pytest.mark.parametrize(
    "printed", ["2026-11-23", "23 Nov 2026", "Mon, 23 Nov 2026", "November 23, 2026", "2026/11/23"]
)
def test_a_day_without_time_stays_a_day(printed: str) -> None:
    assert to_utc(printed, NOW) == "2026-11-23"


def test_a_zone_can_change_the_day() -> None:
    assert to_utc("Mon, 23 Nov 2026 00:30:00 +0200", NOW) == "2026-11-22T22:30:00Z"
    assert to_utc("Sun, 22 Nov 2026 23:30 EST", NOW) == "2026-11-23T04:30:00Z"
    assert to_utc("Nov 22, 2026 12:15 AM", NOW) == "2026-11-22T00:15:00Z"
    assert to_utc("Nov 22, 2026 12:15 PM", NOW) == "2026-11-22T12:15:00Z"
    assert to_utc("2026-11-22T24:00:00Z", NOW) == "2026-11-23T00:00:00Z"


@pytest.mark.parametrize(
    "printed",
    [
        "", "yesterday", "2026-11", "2026", "2026-13-45", "30 Feb 2026", "0000-00-00 00:00:00", "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT", "2026-11-23T99:00:00Z", "11/23/2026", "20261123120000", "23 Foo 2026",
        "0001-01-01T00:00:00+14:00",
    ],
)  # fmt: skip
def test_what_is_no_date_gives_none(printed: str) -> None:
    assert to_utc(printed, NOW) == ""


def test_a_date_more_than_a_day_ahead_is_dropped() -> None:
    assert to_utc("2026-11-24T11:59:00Z", NOW) == "2026-11-24T11:59:00Z"
    assert to_utc("2026-11-24T12:01:00Z", NOW) == ""
    assert to_utc("Tue, 24 Nov 2026 13:00:00 +0100", NOW) == "2026-11-24T12:00:00Z"


@given(
    st.one_of(
        st.text(max_size=90),
        st.lists(
            st.sampled_from(["23", "Nov", "2026", "-", " ", "T", ":", "99", "+", "EST", "am", ","]), max_size=16
        ).map("".join),
    )
)
def test_no_text_upsets_the_reader_of_dates(printed: str) -> None:
    assert len(to_utc(printed, NOW)) in {0, 10, 20}
