"""The simulation of the frontier: worlds that are what they say, and counts that are right."""

from bisect import bisect_right
from random import Random

import pytest

from benchmarks.frontier.calibrate import calibrated
from benchmarks.frontier.edits import Habits, follow, morgue, newsdiffs, revisit
from benchmarks.frontier.policies import POLICIES, RUN, Fixed, MediaCloud, Miniflux, Morgue, Read
from benchmarks.frontier.polls import crawl
from benchmarks.frontier.world import DAY, DAYS, Listing, Site, sites


def one_site(published, size=10, outages=()):
    everything = Listing(size, True, list(range(len(published))), list(published))
    return Site(list(published), [everything], list(outages))


def test_a_world_is_the_same_for_the_same_seed_and_as_busy_as_it_says():
    world, again, other = (list(sites(12, seed)) for seed in (1, 1, 2))
    assert world == again != other
    daily = [len([moment for moment in site.published if moment >= 0]) / DAYS for site in world]
    assert daily[0] < 0.5
    assert 100 < daily[-1] < 500
    for site in world:
        for listing in site.listings:
            assert listing.appears == sorted(listing.appears)


def test_reading_every_run_finds_all_there_is_within_a_run():
    site = one_site([float(minute) for minute in range(1, 20 * 1440, 7)])
    tally = crawl([site], Fixed, RUN / 15)
    assert tally.missed == 0
    assert tally.delay(1.0) <= RUN
    assert tally.requests == DAYS * DAY / RUN


def test_what_is_pushed_off_between_two_reads_is_missed():
    site = one_site([float(minute) for minute in range(1, 20 * 1440, 10)], size=3)
    tally = crawl([site], Fixed, 4.0)
    assert tally.missed / tally.articles == pytest.approx(0.5, abs=0.01)


def test_what_nobody_could_have_read_is_no_miss():
    site = one_site([60.0, 61.0, 62.0, 63.0], size=1, outages=[(50.0, 100.0)])
    assert site.reachable(RUN) == [False, False, False, True]
    assert crawl([site], Fixed, RUN / 15).articles == 1


@pytest.mark.parametrize("name", POLICIES)
def test_every_policy_reads_what_there_is(name):
    site = one_site([float(minute) for minute in range(-5000, 27 * 1440, 120)], size=50)
    tally = crawl([site], POLICIES[name], 0.1)
    assert tally.missed == 0
    assert tally.articles == len(tally.delays)


def test_miniflux_divides_a_week_by_its_entries():
    read = Read(
        now=10 * DAY, since=9 * DAY, appeared=[9 * DAY + hour * 60.0 for hour in range(25)], fresh=25, first=25, size=30
    )
    assert Miniflux(1.0).after(read) == pytest.approx(60.0)
    assert Miniflux(2.0).after(read) == pytest.approx(30.0)
    assert Miniflux(1.0).after(Read(now=0.0, since=None, appeared=[], fresh=0, first=0, size=30)) == DAY


def test_media_cloud_asks_sooner_after_much_that_is_new_and_later_after_little():
    policy = MediaCloud(1.0)
    much, little = (Read(now=DAY, since=0.0, appeared=[], fresh=count, first=count, size=30) for count in (25, 1))
    assert (policy.after(much), policy.minutes) == (660.0, 660.0)
    assert (policy.after(little), policy.minutes) == (665.0, 666.0)


def test_ours_learns_what_only_repeats():
    first, repeats = Morgue(0.05), Morgue(0.05)
    for hour in range(100):
        now = hour * 60.0
        sooner = first.after(Read(now, now - 60, [], 2, 2, 30))
        later = repeats.after(Read(now, now - 60, [], 2, 0, 30))
    assert sooner < 60
    assert later > 6 * 60


def test_an_edit_that_the_next_one_overwrote_is_not_seen():
    edits = [100.0, 130.0, 1000.0]
    found = follow(
        Random(1), edits, lambda state: 200.0 if state.age < 200 else 1100.0 if state.age < 1100 else None, (0, 0)
    )
    assert (found.looks, found.edits, found.seen, found.changes) == (2, 3, 2, 2)


def test_edits_of_one_quarter_of_an_hour_are_one():
    habits = Habits(edited=0.0, again=0.0, live=1.0)
    for seed in range(20):
        ages = habits.edits(Random(seed))
        assert all(bisect_right(ages, age + 14.9) == number for number, age in enumerate(ages, 1))


def test_more_looks_see_more_edits():
    few, many = revisit(6, 1, morgue(0.4)), revisit(6, 1, morgue(0.1))
    assert few.articles == many.articles
    assert few.looks < many.looks
    assert few.seen < many.seen <= many.edits


def test_the_table_of_newsdiffs_looks_a_hundred_times_in_a_month():
    seen = follow(Random(1), [], newsdiffs(1.0), (0, 0))
    assert 80 < seen.looks < 110


def test_a_number_that_cannot_be_reached_is_told():
    with pytest.raises(ValueError, match="no factor near"):
        calibrated(lambda factor: 5.0, lambda found: found, 10.0, 1.0, -1.0)
