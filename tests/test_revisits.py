"""When an article is looked at again, as a rule without a network."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from crawler.revisits import MOST_LOOKS, USUAL, Plan, next_look

OUT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ages(changes=0, plan=USUAL, found=timedelta(minutes=10)):
    """Ages at which an article is looked at that had so many changes by its first look."""
    looked, now = [], OUT + found
    while (look := next_look(OUT, len(looked), changes, now, plan)) is not None:
        looked.append(look - OUT)
        now = look
    return looked


def test_looks_grow_rarer_with_age():
    looked = ages(changes=2)
    gaps = [later - earlier for earlier, later in pairwise(looked[:-1])]
    assert gaps == sorted(gaps)


def test_the_last_look_is_after_a_month():
    assert ages()[-1] == ages(changes=9)[-1] == timedelta(days=30)


def test_an_unchanged_article_costs_few_looks_and_a_changed_one_more():
    assert len(ages()) <= 5 < len(ages(changes=1)) < len(ages(changes=3))


def test_a_page_that_always_differs_is_not_followed_for_ever():
    assert len(ages(changes=500)) <= MOST_LOOKS


def test_a_source_that_edits_much_is_looked_at_more_often():
    assert len(ages(plan=Plan(edits=4.0))) > len(ages()) > len(ages(plan=Plan(edits=0.3)))


def test_no_days_is_no_look():
    assert ages(plan=Plan(days=0)) == []


def test_an_article_found_late_is_looked_at_after_a_share_of_its_age():
    first = ages(found=timedelta(days=5))[0]
    assert timedelta(days=6) < first <= timedelta(days=30)
    assert ages(found=timedelta(days=31)) == []


def test_a_date_in_the_future_is_taken_for_now():
    look = next_look(OUT + timedelta(hours=5), 0, 0, OUT)
    assert look is not None
    assert look > OUT


def test_a_source_that_never_edits_is_looked_at_once_more():
    assert ages(plan=Plan(edits=0.0)) == [timedelta(days=30)]
