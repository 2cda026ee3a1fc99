"""When an endpoint is read again, as a rule without a network."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.intervals import Limits, Reading, Rhythm, interval, learn, per_day

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def watched(*, days=14, every=HOUR, articles=lambda moment: 1, first=None, start=MONDAY):
    """What is learnt of an endpoint on which so many articles appear before each read."""
    rhythm, now = Rhythm(), start
    while now < start + timedelta(days=days):
        since, now = now, now + every
        count = articles(now)
        named = count if first is None else first(now)
        rhythm = learn(rhythm, Reading(since=since, now=now, undated=count, first=named))
    return rhythm, now


def hours_of(rhythm, now, length=50, **limits):
    return interval(rhythm, now, length, Limits(**limits)) / HOUR


def test_a_busier_endpoint_is_read_more_often_but_not_in_proportion():
    busy = hours_of(*watched(articles=lambda _: 8), patience=1.0)
    quiet = hours_of(*watched(articles=lambda _: 1), patience=1.0)
    assert quiet / 8 < busy < quiet / 2


def test_an_endpoint_sleeps_when_its_newsroom_does():
    rhythm, midnight = watched(articles=lambda now: 6 if 8 <= now.hour < 18 else 0)
    assert hours_of(rhythm, midnight + 22 * HOUR) > 3 * hours_of(rhythm, midnight + 10 * HOUR)


def test_it_is_read_less_often_on_the_days_on_which_little_appears():
    rhythm, monday = watched(days=21, articles=lambda now: 4 if now.weekday() < 5 else 0)
    assert hours_of(rhythm, monday + timedelta(days=5, hours=10)) > 2 * hours_of(rhythm, monday + timedelta(hours=10))


def test_an_endpoint_that_only_repeats_others_is_soon_read_once_a_day():
    rhythm, now = watched(days=3, articles=lambda _: 2, first=lambda _: 0)
    assert hours_of(rhythm, now) == 24
    assert per_day(rhythm) < 1


def test_where_another_endpoint_breaks_down_a_repeater_is_taken_up_again():
    rhythm, now = watched(days=3, articles=lambda _: 2, first=lambda _: 0)
    for _ in range(3):
        since, now = now, now + timedelta(days=1)
        rhythm = learn(rhythm, Reading(since=since, now=now, undated=48, first=48))
    assert hours_of(rhythm, now) < 2


def test_no_entry_is_pushed_off_unread():
    rhythm, now = watched(articles=lambda _: 6)
    assert hours_of(rhythm, now, length=10, patience=1e6) <= 10 / 6 / 2
    assert hours_of(rhythm, now, length=10, patience=1e6, asked=5 * HOUR) <= 10 / 6 / 2


def test_a_surge_is_followed():
    rhythm, now = watched(articles=lambda _: 1)
    surging = learn(rhythm, Reading(since=now, now=now + HOUR, undated=12, first=12))
    assert hours_of(surging, now + HOUR) < hours_of(rhythm, now) / 2


def test_a_new_endpoint_is_probed_quickly_and_then_less():
    rhythm, now = learn(Rhythm(), Reading(since=None, now=MONDAY, undated=30, first=30)), MONDAY
    gaps = []
    while now < MONDAY + timedelta(days=2):
        gap = interval(rhythm, now, 30, Limits())
        gaps.append(gap)
        since, now = now, now + gap
        rhythm = learn(rhythm, Reading(since=since, now=now))
    assert gaps[:2] == [timedelta(minutes=15)] * 2
    assert gaps == sorted(gaps)
    assert len(gaps) < 20


def test_the_dates_on_a_new_endpoint_tell_its_past():
    dates = tuple(MONDAY - number * 6 * HOUR for number in range(20))
    rhythm = learn(Rhythm(), Reading(since=None, now=MONDAY, appeared=dates, first=20))
    assert 3 < per_day(rhythm) < 4.5


@pytest.mark.parametrize("asked", [timedelta(), HOUR])
def test_bounds_are_kept(asked):
    rhythm, now = watched(articles=lambda _: 20)
    limits = Limits(least=timedelta(minutes=30), most=timedelta(hours=2), asked=asked)
    assert interval(rhythm, now, 500, limits) == max(asked, timedelta(minutes=30))
    quiet, now = watched(articles=lambda _: 0)
    assert interval(quiet, now, 500, limits) == timedelta(hours=2)


def test_an_old_rate_gives_way_to_a_new_one():
    rhythm, now = watched(days=60, articles=lambda _: 5)
    before = per_day(rhythm)
    for _ in range(42 * 24):
        rhythm = learn(rhythm, Reading(since=now, now=(now := now + HOUR)))
    assert per_day(rhythm) < before / 3


def test_a_clock_that_went_back_harms_nothing():
    rhythm, now = watched(days=1)
    back = learn(rhythm, Reading(since=now + HOUR, now=now, undated=2, first=2))
    assert replace(back, first=0, entries=0, recent=0) == replace(rhythm, first=0, entries=0, recent=0)
    assert hours_of(back, now) > 0


def test_after_months_without_a_run_only_the_last_two_weeks_count():
    rhythm, now = watched(days=2)
    later = now + timedelta(days=200)
    after = learn(rhythm, Reading(since=now, now=later, undated=10, first=10))
    assert sum(after.hours_watched) <= 15 * 24
