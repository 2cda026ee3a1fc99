"""How a source is: pure judgement of what the archive knows of it. Quiet, failing, or read worse than before.

A source brings out some articles a day, stated in sources.toml or learnt, and a longest pause. It is quiet when nothing
new came for a time in which, at that rate, something nearly always comes (Poisson), and longer than it ever paused.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

CERTAIN = 0.001
"""What is less likely than this is taken for no chance."""
LEAST_QUIET_HOURS = 12.0
"""A shorter silence is none: a night."""
PAUSE_MARGIN = 1.5
"""A silence is as long as this many of the longest pause before it is one."""
SILENT_HOURS = 24.0
"""After so long without a good answer from any front page, feed or sitemap, a source is failing."""
FAILING_SHARE = 0.5
"""A source is failing when more than this share of its pages failed."""
ENOUGH_PAGES = 10
"""A share of fewer pages says nothing."""
FELL_TO = 0.5
"""A field that is filled in less than this share of what it was has fallen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """How often a field was filled in: in the latest articles, and in those before."""

    latest: int
    before: int
    """Articles that had it."""
    of_latest: int
    of_before: int
    """Articles in all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vitals:
    """What the archive knows of a source's last weeks."""

    stated: float | None = None
    """Articles a day that sources.toml states."""

    days: float = 0.0
    """Days over which articles were counted, 28 at most."""

    articles: int = 0
    """Articles of those days."""

    week: int = 0
    """Articles of the last 7 of them."""

    longest_pause: float = 0.0
    """Hours of the longest pause between two articles in those days."""

    silence: float | None = None
    """Hours from its last article to its last crawl; None without an article."""

    unanswered: float | None = None
    """Hours from the last good answer of an endpoint to its last crawl; None if there never was one."""

    crawled: bool = True
    """Whether it was ever crawled."""

    pages: int = 0
    """Pages fetched in the last day that were crawled."""

    failures: Mapping[str, int] = field(default_factory=dict)
    """Those of them that failed, by outcome word; and failures of its endpoints."""

    filled: Mapping[str, Filled] = field(default_factory=dict)
    """By field of Article, and `text` for pages that hold one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """The judgement on a source."""

    state: str
    """`well`, `new` (too little known), `quiet`, `failing` or `worse` (its pages are read worse than before)."""

    reason: str
    """What that rests on, for a person; empty when it is well."""

    expected: float | None
    """Articles a day, stated or learnt; None while unknown."""

    actual: float
    """Articles a day in the last week."""

    fell: tuple[str, ...] = ()
    """Fields that are found less often than before."""

    @property
    def ill(self) -> bool:
        """Whether its owner should look at it."""
        return self.state in {"quiet", "failing", "worse"}


def judge_health(vitals: Vitals) -> Health:
    """How a source is.

    >>> judge_health(Vitals(days=28, articles=280, week=70, longest_pause=14, silence=40, unanswered=0)).reason
    'no article for 40 h; it brings out 10 a day and never paused for longer than 14 h'
    """
    expected = vitals.stated if vitals.stated is not None else learnt_rate(vitals)
    actual = vitals.week / max(1.0, min(7.0, vitals.days))
    fell = tuple(fallen(vitals.filled))
    failing, quiet = failing_reason(vitals), quiet_reason(vitals, expected)
    if failing:
        state = "failing"
    elif quiet:
        state = "quiet"
    elif fell:
        state = "worse"
    else:
        state = "new" if expected is None or not vitals.crawled else "well"
    reasons = [failing, quiet, f"found less often than before: {', '.join(fell)}" if fell else ""]
    reason = "; ".join(reason for reason in reasons if reason)
    return Health(state=state, reason=reason, expected=expected, actual=round(actual, 2), fell=fell)


def learnt_rate(vitals: Vitals) -> float | None:
    """Articles a day over what is known of the last weeks; None while that is less than three days or articles."""
    return vitals.articles / vitals.days if vitals.days >= 3 and vitals.articles >= 3 else None


def quiet_reason(vitals: Vitals, expected: float | None) -> str:
    """Why a source is quiet; empty if it is not."""
    if not expected or vitals.silence is None:
        return "no article was ever found" if expected and vitals.crawled and vitals.silence is None else ""
    usual = max(vitals.longest_pause * PAUSE_MARGIN, 24 * math.log(1 / CERTAIN) / expected, LEAST_QUIET_HOURS)
    if vitals.silence <= usual:
        return ""
    pause = f" and never paused for longer than {vitals.longest_pause:.0f} h" if vitals.longest_pause else ""
    return f"no article for {vitals.silence:.0f} h; it brings out {expected:.3g} a day{pause}"


def failing_reason(vitals: Vitals) -> str:
    """Why a source is failing; empty if it is not."""
    words = ", ".join(
        f"{number} {word}" for word, number in sorted(vitals.failures.items(), key=lambda item: (-item[1], item[0]))
    )
    because = f" ({words})" if words else ""
    if vitals.crawled and vitals.unanswered is None:
        return f"no front page, feed or sitemap ever answered{because}"
    if vitals.unanswered is not None and vitals.unanswered > SILENT_HOURS:
        return f"no front page, feed or sitemap answered for {vitals.unanswered:.0f} h{because}"
    failed = sum(vitals.failures.values())
    if vitals.pages >= ENOUGH_PAGES and failed > FAILING_SHARE * vitals.pages:
        return f"{failed} of {vitals.pages} pages failed in a day{because}"
    return ""


def fallen(filled: Mapping[str, Filled]) -> Iterator[str]:
    """The fields that are filled in less than half as often as before, and not by chance.

    >>> list(fallen({"byline": Filled(latest=1, of_latest=20, before=190, of_before=200)}))
    ['byline 95 % → 5 %']
    """
    for name, counts in filled.items():
        if counts.of_latest < ENOUGH_PAGES or counts.of_before < 2 * ENOUGH_PAGES:
            continue
        before, latest = counts.before / counts.of_before, counts.latest / counts.of_latest
        if latest < FELL_TO * before and at_most(counts.latest, counts.of_latest, before) < CERTAIN:
            yield f"{name} {before:.0%} → {latest:.0%}".replace("%", " %")


def at_most(hits: int, of: int, rate: float) -> float:
    """The chance of at most so many hits, of so many tries at this rate (binomial distribution).

    >>> round(at_most(1, 2, 0.5), 2)
    0.75
    """
    return sum(math.comb(of, k) * rate**k * (1 - rate) ** (of - k) for k in range(hits + 1))
