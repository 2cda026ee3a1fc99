"""What the archive knows of how its sources are: read into `Vitals`, and the judgements on them kept in `health`.

Read by index and from counts kept ahead, so that it costs a run little: a few rows a source, also in an archive of millions.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from pipelines.archive import Archive
from pipelines.health import LEAST_QUIET_HOURS, Filled, Health, Vitals

Rows = Callable[[str, tuple[Any, ...]], list[tuple[Any, ...]]]
"""Runs one statement that reads."""

LEARN_DAYS = 28
LATEST, BEFORE = 20, 200
"""Articles whose fields are compared with those before them."""
RUNS_A_WEEK = 7 * 24 * 60
"""No more runs than this are looked back on."""
READ = {"no-text", "too-short", "not-an-article"}
"""Outcomes of a page that was read and held no article: many of them, after few, is a page that is no longer understood."""
NO_FAILURE = {"disallowed"}

FIELDS = {
    "byline": "byline <> '' OR authors <> '[]'",
    "date": "published <> ''",
    "section": "section <> ''",
    "image": "image <> ''",
    "description": "description <> ''",
}
"""Fields that a publication gives all its articles or none, as SQL."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """What became of a source's pages."""

    day: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the last day, by fate and outcome word."""

    week: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the six days before."""


def read_outcomes(rows: Rows, now: datetime) -> dict[str, Outcomes]:
    """What became of the pages of all sources in the last week."""
    found: defaultdict[str, Outcomes] = defaultdict(Outcomes)
    day = stamp(now - timedelta(days=1))
    counted = rows(
        "SELECT o.source, c.started >= ?1, o.fate, o.outcome, sum(o.pages) FROM crawls c JOIN outcomes o ON o.crawl_id = c.id"
        " WHERE c.id > (SELECT max(id) FROM crawls) - ?3 AND c.started >= ?2 GROUP BY 1, 2, 3, 4",
        (day, stamp(now - timedelta(days=7)), RUNS_A_WEEK),
    )
    for source, recent, fate, outcome, pages in counted:
        outcomes = found[source]
        (outcomes.day if recent else outcomes.week)[fate, outcome] += pages
    return found


def read_vitals(rows: Rows, source: str, stated: float | None, outcomes: Outcomes, now: datetime) -> Vitals:
    """What is known of one source; `stated` are the articles a day that sources.toml states."""
    since = now - timedelta(days=LEARN_DAYS)
    first, articles, week = rows(
        "SELECT min(day), coalesce(sum(articles), 0), coalesce(sum(articles) FILTER (WHERE day >= ?3), 0)"
        " FROM days WHERE source = ?1 AND day >= ?2 AND day <= ?4",
        (source, f"{since:%Y-%m-%d}", f"{now - timedelta(days=7):%Y-%m-%d}", f"{now:%Y-%m-%d}"),
    )[0]
    ((asked, answered),) = rows(
        "SELECT max(checked), max(CASE WHEN failures = 0 THEN checked ELSE changed END) FROM endpoints WHERE source = ?",
        (source,),
    )
    silence = hours(latest(rows, source, now), answered)
    return Vitals(
        stated=stated,
        days=max(1.0, (now - moment(first)).total_seconds() / 86_400) if first else 0.0,
        articles=articles,
        week=week,
        longest_pause=longest_pause(rows, source, since, now) if (silence or 0) > LEAST_QUIET_HOURS else 0.0,
        silence=silence,
        unanswered=hours(answered, asked),
        crawled=asked is not None,
        pages=sum(pages for (_, word), pages in outcomes.day.items() if word not in NO_FAILURE),
        failures={word: pages for (fate, word), pages in outcomes.day.items() if fate == "failed"},
        filled=read_filled(rows, source) | {"text": with_text(outcomes)},
    )


def latest(rows: Rows, source: str, now: datetime) -> str | None:
    """When a source's last article was published; first seen, where none has a date."""
    ((published, seen),) = rows(
        "SELECT (SELECT max(published) FROM articles WHERE source = ?1 AND published <= ?2),"
        " (SELECT max(first_seen) FROM articles WHERE source = ?1)",
        (source, stamp(now)),
    )
    if published and len(published) == 10:  # a bare day may be its last second
        published += "T23:59:59Z"
    return published or seen  # type: ignore[no-any-return]


def longest_pause(rows: Rows, source: str, since: datetime, now: datetime) -> float:
    """Hours of the longest pause between two articles since a time."""
    sql = "SELECT published FROM articles WHERE source = ? AND published BETWEEN ? AND ? ORDER BY published"
    moments = [moment(row[0]) for row in rows(sql, (source, stamp(since), stamp(now)))]
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(moments)]
    return max(gaps, default=0.0) / 3600


def read_filled(rows: Rows, source: str) -> dict[str, Filled]:
    """How often each field was filled in, in the latest articles to arrive and in those before."""
    columns = ", ".join(f"total({test})" for test in FIELDS.values())
    sql = f"SELECT count(*), {columns} FROM (SELECT * FROM articles WHERE source = ? ORDER BY first_seen DESC, id DESC LIMIT ? OFFSET ?)"  # noqa: S608
    now, then = (rows(sql, (source, *span))[0] for span in ((LATEST, 0), (BEFORE, LATEST)))
    return {
        name: Filled(latest=int(now[at]), before=int(then[at]), of_latest=now[0], of_before=then[0])
        for at, name in enumerate(FIELDS, 1)
    }


def with_text(outcomes: Outcomes) -> Filled:
    """How often a page that was read held an article: in the last day, and in the week before."""
    kept, read = zip(*(_kept_and_read(counted) for counted in (outcomes.day, outcomes.week)), strict=True)
    return Filled(latest=kept[0], before=kept[1], of_latest=read[0], of_before=read[1])


def _kept_and_read(counted: Mapping[tuple[str, str], int]) -> tuple[int, int]:
    kept = sum(pages for (fate, _), pages in counted.items() if fate == "stored")
    return kept, kept + sum(pages for (_, word), pages in counted.items() if word in READ)


def keep_health(archive: Archive, source: str, health: Health, vitals: Vitals, now: datetime) -> None:
    """Enter the judgement on a source, or bring its row up to date."""
    answered = archive.rows(
        "SELECT max(CASE WHEN failures = 0 THEN checked ELSE changed END) FROM endpoints WHERE source = ?", (source,)
    )[0][0]
    archive.execute(
        "INSERT INTO health (source, state, since, reason, expected, actual, succeeded, published, failures, fell, judged)"
        " VALUES (:source, :state, :now, :reason, :expected, :actual, :succeeded, :published, :failures, :fell, :now)"
        " ON CONFLICT (source) DO UPDATE SET since = CASE WHEN state = excluded.state THEN since ELSE excluded.since END,"
        " state = excluded.state, reason = excluded.reason, expected = excluded.expected, actual = excluded.actual,"
        " succeeded = excluded.succeeded, published = excluded.published, failures = excluded.failures, fell = excluded.fell,"
        " judged = excluded.judged",
        {
            "source": source,
            "state": health.state,
            "now": stamp(now),
            "reason": health.reason,
            "expected": health.expected and round(health.expected, 2),
            "actual": health.actual,
            "succeeded": answered or "",
            "published": latest(archive.rows, source, now) or "",
            "failures": json.dumps(vitals.failures, ensure_ascii=False, sort_keys=True),
            "fell": json.dumps(health.fell, ensure_ascii=False),
        },
    )


def forget_other_health(archive: Archive, sources: Iterable[str]) -> None:
    """Take out the judgements on sources that are no longer crawled."""
    kept = tuple(sources)
    archive.execute(f"DELETE FROM health WHERE source NOT IN ({','.join('?' * len(kept))})", kept)  # noqa: S608


def stamp(moment: datetime) -> str:
    """A time as the archive writes it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def moment(text: str) -> datetime:
    """A time as the archive writes it, or a bare day, as a time."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def hours(earlier: str | None, later: str | None) -> float | None:
    """Hours from one time to another, at least 0; None if either is not known."""
    if not earlier or not later:
        return None
    return max(0.0, (moment(later) - moment(earlier)).total_seconds() / 3600)
