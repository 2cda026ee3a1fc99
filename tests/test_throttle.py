"""How long a host is left alone: the rules. That crawls keep to them is in test_politeness."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import text

from crawler.throttle import LEAST, LONGEST, MOST, MOST_ASKED, pause, relaxed, remembered, retry_after, slowed

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_host_is_left_alone_as_long_as_it_took_to_answer():
    assert pause(0.7, 0.05) == 0.7


def test_a_fast_host_has_the_least_pause():
    assert pause(0.001, 0.05) == 0.05


def test_no_delay_at_all_is_still_one():
    assert pause(0.0, 0.0) == LEAST > 0


def test_a_slow_host_is_not_waited_for_without_bound():
    assert pause(25.0, 0.05) == MOST


@pytest.mark.parametrize("asked", [{"crawl_delay": 12.0}, {"retry_after": 12.0}])
def test_what_is_asked_for_counts_if_it_is_more(asked):
    assert pause(0.3, 0.05, **asked) == 12.0
    assert pause(0.3, 20.0, **asked) == 20.0


@pytest.mark.parametrize("asked", [1e9, math.inf])
def test_nobody_stops_a_run_by_what_he_asks_for(asked):
    assert pause(0.3, 0.05, crawl_delay=asked) == MOST_ASKED


@pytest.mark.parametrize("asked", [-5.0, math.nan])
def test_a_crawl_delay_that_is_none_changes_nothing(asked):
    assert pause(0.3, 0.05, crawl_delay=asked) == 0.3


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 7 ", 7.0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30.0),
        ("Mon, 23 Nov 2026 13:00:30 +0100", 30.0),
        ("Monday, 23-Nov-26 12:00:30 GMT", 30.0),  # RFC 850, which RFC 9110 has a recipient accept
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("9" * 400, LONGEST),
        ("Fri, 31 Dec 9999 23:59:59 -0100", LONGEST),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(header, seconds):
    assert retry_after(header, NOW) == seconds


@pytest.mark.parametrize(
    "header", ["", "soon", "-5", "1e9", "²", "12 minutes", "99999999999999999999 Jan 2026 00:00:00 GMT", "\0"]
)
def test_a_retry_after_that_is_neither_is_none(header):
    assert retry_after(header, NOW) is None


@given(text(max_size=60))
def test_no_header_breaks_its_reader(header):
    seconds = retry_after(header, NOW)
    assert seconds is None or 0 <= seconds <= LONGEST


def test_a_host_that_asks_again_and_again_is_asked_ever_more_slowly_within_bounds():
    pauses = [0.0]
    for _ in range(8):
        pauses.append(slowed(pauses[-1]))
    assert pauses == [0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, MOST_ASKED, MOST_ASKED]


def test_a_host_that_stops_asking_is_asked_faster_again():
    seconds, waited, answers = MOST_ASKED, 0.0, 0
    while seconds:
        seconds, waited, answers = relaxed(seconds), waited + seconds, answers + 1
    assert answers < 70
    assert waited < 10 * MOST_ASKED + 1


def test_half_of_it_is_left_after_a_day():
    assert remembered(8.0, NOW, NOW + timedelta(days=1)) == 4.0
    assert remembered(8.0, NOW, NOW + timedelta(days=9)) == 0.0
    assert remembered(8.0, NOW, NOW - timedelta(days=1)) == 8.0  # a clock that was set back
