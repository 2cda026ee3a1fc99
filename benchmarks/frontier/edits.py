"""Edits of articles, and looks that find them or come too late: an edit is seen when its version is fetched before the next.

Ages are minutes since publication. Edits less than a quarter of an hour apart are one: what is known of when articles are edited
comes from archives that looked so often.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.frontier.policies import RUN
from benchmarks.frontier.world import DAY, DAYS, LEAST, MOST, START
from crawler.revisits import Plan, next_look, usual_edits

WEEK = 7 * DAY
AGES = ((0.55, 150.0), (0.85, 840.0), (0.97, 3 * DAY), (1.0, 15 * DAY))
"""Mean ages of edits, each with the cumulative share of edits it holds for: most within hours, some after weeks."""
ARTICLES = 300
"""Articles of one site that are simulated at most; each then stands for several."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a site edits."""

    edited: float
    """Share of its articles that are edited."""
    again: float
    """Chance that an edit is not the last."""
    live: float
    """Share of its articles that are written on for half a day."""

    def edits(self, rng: Random) -> list[float]:
        """Ages at which an article is edited."""
        kind = rng.random()
        if kind < self.live:
            ages = [rng.uniform(0, DAY / 2) for _ in range(rng.randint(6, 24))]
        elif kind < self.edited:
            ages = [edit_age(rng)]
            while rng.random() < self.again:
                ages.append(edit_age(rng))
        else:
            ages = []
        apart: list[float] = []
        for age in sorted(ages):
            if apart and age - apart[-1] < 15:
                apart.pop()
            apart.append(age)
        return apart


def edit_age(rng: Random) -> float:
    """The age at one edit."""
    kind = rng.random()
    return rng.expovariate(1 / next(mean for share, mean in AGES if kind <= share))


@dataclass(frozen=True, slots=True)
class State:
    """What a policy knows of an article after it was fetched at an age."""

    age: float
    looks: int
    changes: int
    changed: float
    """Age at which it was last found changed, or first fetched."""
    usual: tuple[int, int]
    """Changes found in the site's articles that are a week old, and how many these are."""


Policy = Callable[[State], float | None]
"""The age at which to look next; None for never."""


def morgue(factor: float) -> Policy:
    """The policy of this project; `factor` is the share of an edit that is awaited."""

    def after(state: State) -> float | None:
        plan = Plan(step=factor, edits=usual_edits(*state.usual))
        when = next_look(START, state.looks, state.changes, START + timedelta(minutes=state.age), plan)
        return None if when is None else (when - START) / timedelta(minutes=1)

    return after


def newsdiffs(factor: float) -> Policy:
    """NewsDiffs' table, all its times multiplied by `factor`, up to a month: 15 minutes while the last change is less than 3 hours
    ago, an hour on the first day, 3 hours in the first week, 3 days in the first month. Read in its scraper.py, get_update_delay().
    """

    def after(state: State) -> float | None:
        since = state.age - state.changed
        tiers = ((180.0, 15.0), (DAY, 60.0), (WEEK, 180.0), (30 * DAY, 3 * DAY))
        delay = next((delay for end, delay in tiers if since < end), None)
        return None if delay is None or state.age >= 30 * DAY else state.age + factor * delay

    return after


def even(factor: float) -> Policy:
    """A look each `factor` days in the first week."""
    return lambda state: state.age + factor * DAY if state.age < WEEK else None


@dataclass(slots=True)
class Seen:
    """What a policy's looks found."""

    articles: float = 0.0
    looks: float = 0.0
    week: float = 0.0
    """Those of the looks at articles that were less than a week old."""
    edits: float = 0.0
    """Edits in the first week, after the article was first fetched."""
    seen: float = 0.0


def revisit(count: int, seed: int, policy: Policy) -> Seen:
    """Look at the articles of so many sites for a month."""
    total = Seen()
    for number in range(count):
        rng = Random(f"{seed} edits {number}")
        published = DAYS * LEAST * (MOST / LEAST) ** ((number + 0.5) / count)
        habits = Habits(rng.betavariate(1.2, 1.8), rng.uniform(0.4, 0.75), rng.choice((0.0, 0.0, 0.0, 0.005, 0.02)))
        articles = min(ARTICLES, max(3, int(published)))
        found: deque[tuple[float, int]] = deque()
        changes = known = 0
        for article in range(articles):
            out = article * DAYS * DAY / articles
            while found and found[0][0] < out - WEEK:
                changes, known = changes + found.popleft()[1], known + 1
            one = follow(rng, habits.edits(rng), policy, (changes, known))
            found.append((out, one.changes))
            add(total, one, published / articles)
    return total


@dataclass(frozen=True, slots=True)
class Followed:
    """What the looks at one article found."""

    looks: int
    week: int
    edits: int
    seen: int
    changes: int


def follow(rng: Random, edits: list[float], policy: Policy, usual: tuple[int, int]) -> Followed:
    """Look at one article until the policy has enough: in runs five minutes apart, the first time soon after it is published."""
    first = age = rng.uniform(0, RUN) + rng.expovariate(1 / 15)
    looks = week = seen = changes = 0
    known, changed = sum(edit <= age for edit in edits), age
    while (due := policy(State(age, looks, changes, changed, usual))) is not None:
        age = math.ceil(due / RUN) * RUN
        looks, week = looks + 1, week + (age <= WEEK)
        if (now := sum(edit <= age for edit in edits)) > known:
            known, changes, changed = now, changes + 1, age
            seen += edits[now - 1] <= WEEK
    return Followed(looks, week, sum(first < edit <= WEEK for edit in edits), seen, changes)


def add(total: Seen, one: Followed, weight: float) -> None:
    """Count an article that stands for `weight` of its like."""
    total.articles += weight
    total.looks += weight * one.looks
    total.week += weight * one.week
    total.edits += weight * one.edits
    total.seen += weight * one.seen


def policies() -> Iterator[tuple[str, Callable[[float], Policy]]]:
    """The policies by name, each with a factor that makes it look more rarely the larger it is."""
    yield "even", even
    yield "NewsDiffs", newsdiffs
    yield "Morgue", morgue
