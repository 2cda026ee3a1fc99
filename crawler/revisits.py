"""When to look at an article again, as pure policy: time is an argument, nothing is fetched and nothing is kept.

Articles are edited often in their first hours and rarely after, a few for weeks. So looks are spaced on a scale of age on
which edits come evenly. An article that was found changed is likely to change again, and so are the articles of a source that
edits much: how many edits are to be expected is learnt from what looks have found (a gamma prior on a Poisson rate, the prior's
mean that of the source), and the next look is due when the plan's share of an edit is to be expected.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

EVEN = timedelta(hours=2)
"""Age up to which edits come at about an even rate."""
FADING = 0.7
"""How fast they grow rarer from then on: the share still to come falls with this power of the age."""
PRIOR = 0.5
"""How much evidence the usual number of edits counts for: the shape of the gamma distribution of edits by article."""
FOUND, ARTICLES = 0.7, 5
"""Changes that are found in an article on average, and for how many articles this counts against what a source shows."""
UNSEEN = 2.0
"""Edits for each change that is found: a look finds those since the last one as one, and the prior is better too high."""
LONGEST = 366
"""Days after which no article is looked at, whatever sources.toml says."""
MOST_LOOKS = 60
"""Looks at one article: a page that differs each time, for a counter in its text, is not followed for ever."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """How closely the articles of a source are followed."""

    days: int = 30
    """Age at the last look, days; 0 to look at no article again."""

    step: float = 0.18
    """Edits that are awaited before a look. Half of it makes about twice as many looks; 0.18 makes six an article."""

    edits: float = UNSEEN * FOUND
    """Edits that an article of this source gets in all, on average: what is expected of one that is not known yet."""

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
    expected = (PRIOR + changes) / (PRIOR / max(plan.edits, 0.001) + progress(age))
    left = 1 - progress(age) - plan.step / expected
    due = EVEN * (math.pow(left, -1 / FADING) - 1) if left > 0.01 else last
    return published + min(max(due, age + plan.least), last)


def progress(age: timedelta) -> float:
    """The share of an article's edits that have been made by an age.

    >>> [round(progress(timedelta(hours=hours)), 2) for hours in (1, 3, 24, 168)]
    [0.25, 0.47, 0.83, 0.96]
    """
    return 1 - math.pow(1 + age / EVEN, -FADING)


def usual_edits(changes: int, articles: int) -> float:
    """Edits that a source's articles get on average, when `changes` were found in its last `articles` that are a week old.

    >>> round(usual_edits(0, 0), 2), round(usual_edits(100, 50), 2), round(usual_edits(0, 200), 2)
    (1.4, 3.76, 0.03)
    """
    return UNSEEN * (ARTICLES * FOUND + changes) / (ARTICLES + articles)
