"""When to look at an article again, as pure policy: time is an argument, nothing is fetched and nothing is kept.

Articles are edited often in their first hours and rarely after: as many edits fall between one hour and two as between one
day and two. So looks are spaced on a logarithmic scale of age. An article that was found changed is likely to change again:
how many edits it is expected to get is learnt from what its looks have found (a gamma prior on a Poisson rate), and the next
look is due when one of them is to be expected with the plan's certainty.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

QUIET = timedelta(minutes=30)
"""Age up to which edits come at an even rate; from then on the rate falls with age."""
PRIOR = 0.75
"""How much evidence the usual number of edits counts for: the shape of the gamma distribution of edits by article."""
LONGEST = 366
"""Days after which no article is looked at, whatever sources.toml says."""
MOST_LOOKS = 60
"""Looks at one article: a page that differs each time, for a counter in its text, is not followed for ever."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How closely the articles of a source are followed."""

    days: int = 30
    """Age at the last look, days; 0 to look at no article again."""

    step: float = 0.21
    """Edits that are awaited before a look. Half of it makes about twice as many looks. 0.21 makes six an article."""

    edits: float = 1.4
    """Edits that an article of this source gets in a month, on average: what is expected of one that is not known yet."""

    least: timedelta = timedelta(minutes=15)
    """Time between two looks, at least."""


USUAL = Plan()


def next_look(published: datetime, looks: int, changes: int, now: datetime, plan: Plan = USUAL) -> datetime | None:
    """When to look again at an article that was fetched `now`; None for never.

    `published` is when its first version went out (where only a day is known, when it was first seen); `looks` counts the
    times it was looked at again, `changes` those that found a new version. One last look is due at the age of `plan.days`.

    >>> published = datetime(2026, 11, 23, 12)
    >>> next_look(published, 0, 0, published + timedelta(minutes=10)) < published + timedelta(hours=2)
    True
    >>> next_look(published, 9, 0, published + timedelta(days=30)) is None
    True
    """
    last = timedelta(days=min(plan.days, LONGEST))
    age = max(now - published, timedelta())
    if age >= last or looks >= MOST_LOOKS:
        return None
    month = progress(timedelta(days=30))
    expected = (PRIOR + changes) / (PRIOR / max(plan.edits, 0.001) + progress(age) / month)
    ahead = progress(age) + plan.step / expected * month
    due = QUIET * math.expm1(min(ahead, 15.0))
    return published + min(max(due, age + plan.least), last)


def progress(age: timedelta) -> float:
    """How far an article's edits have come at an age, on the scale on which they are even.

    >>> round(progress(timedelta(days=30)), 2)
    7.27
    """
    return math.log1p(age / QUIET)
