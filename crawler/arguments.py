"""The arguments of the spiders, `-a NAME=VALUE` on the command line, read and checked."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from crawler.sources import Source
from pipelines.errors import SourcesError

CHOICES = {"revisit": ("yes", "no", "only"), "due": ("now", "listings", "all")}
"""Arguments that are one of a few words, the usual one first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arguments:
    """What a run was asked for."""

    source: str = ""
    """The one publication to crawl; empty for all that are enabled."""

    limit: int = 0
    """Articles to store at most; 0 for no limit."""

    since: str = ""
    """Nothing published before this UTC date; empty for the setting NEWS_DAYS."""

    revisit: str = "yes"
    """Whether archived articles are looked at again: `yes`, `no`, or `only` for nothing else."""

    due: str = "now"
    """What is asked again: what is due `now`; all `listings` (feeds, sitemaps, front pages), though they are not due; or `all`,
    articles too. What failed keeps its pause."""

    max_minutes: int = 0
    """Minutes after which nothing more is asked for; 0 for no limit."""

    backfill: str = ""
    """A UTC date: older articles are fetched, too, back to it, while there is no news; or `resume` for what was begun."""


def read_arguments(given: dict[str, str]) -> Arguments:
    """The arguments as values.

    >>> read_arguments({"limit": "10"}).limit
    10

    Raises SourcesError for one that is unknown or wrong.
    """
    refuse_unknown(given, [each.name for each in fields(Arguments)])
    for name, words in CHOICES.items():
        if given.get(name, words[0]) not in words:
            raise SourcesError(f"-a {name}={given[name]}: no such choice; write {' or '.join(words)}")
    limit, since = given.get("limit", ""), given.get("since", "")
    if limit and not (limit.isascii() and limit.isdigit() and int(limit) > 0):
        raise SourcesError(f"-a limit={limit}: not a number of articles; write e.g. -a limit=100")
    try:
        day = f"{date.fromisoformat(since):%Y-%m-%d}" if since else ""
    except ValueError as error:
        raise SourcesError(f"-a since={since}: not a date; write e.g. -a since=2026-11-01") from error
    chosen = {name: given.get(name, words[0]) for name, words in CHOICES.items()}
    minutes = given.get("max_minutes", "")
    if minutes and not re.fullmatch(r"0*[1-9][0-9]{0,4}", minutes):
        raise SourcesError(f"-a max_minutes={minutes}: not a number of minutes; write e.g. -a max_minutes=10")
    chosen |= {"source": given.get("source", ""), "since": day, "backfill": read_backfill(given)}
    return Arguments(limit=int(limit or 0), max_minutes=int(minutes or 0), **chosen)


def read_backfill(given: dict[str, str]) -> str:
    """The argument `backfill`. Raises SourcesError when it is no date of the past, or contradicts another argument."""
    asked = given.get("backfill", "")
    if not asked or asked == "resume":
        day = asked
    else:
        cure = "write e.g. -a backfill=2024-01-01, or -a backfill=resume to go on with what was begun"
        try:
            day = f"{date.fromisoformat(asked):%Y-%m-%d}"
        except ValueError as error:
            raise SourcesError(f"-a backfill={asked}: not a date; {cure}") from error
        if day > f"{datetime.now(UTC):%Y-%m-%d}" or day < "1900":
            raise SourcesError(f"-a backfill={asked}: not a date of the past that a web page can have; {cure}")
    if asked and given.get("since"):
        raise SourcesError(f"-a backfill={asked} and -a since={given['since']}: how far back? keep one of them")
    if asked and given.get("revisit") == "only":
        raise SourcesError(
            f"-a backfill={asked} and -a revisit=only: a backfill fetches new articles; keep one of them"
        )
    return day


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportArguments:
    """What an import was asked for."""

    path: str
    """The file of JSON lines, plain or gzip; `-` for standard input."""

    source: str = ""
    """The publication of the lines that name none."""


def read_import_arguments(given: dict[str, str]) -> ImportArguments:
    """The arguments as values. Raises SourcesError for one that is unknown or missing.

    >>> read_import_arguments({"path": "a.jsonl"}).path
    'a.jsonl'
    """
    refuse_unknown(given, [each.name for each in fields(ImportArguments)])
    if not given.get("path"):
        raise SourcesError("-a path=FILE is missing; name a file of JSON lines, or - for standard input")
    return ImportArguments(**given)


def refuse_unknown(given: dict[str, str], known: Iterable[str]) -> None:
    """Raise SourcesError for an argument that is not among those known."""
    if unknown := sorted(set(given) - set(known)):
        near = difflib.get_close_matches(unknown[0], known, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
        raise SourcesError(f"-a {unknown[0]}={given[unknown[0]]}: no such argument; {hint}")


def choose(sources: tuple[Source, ...], only: str) -> tuple[Source, ...]:
    """The sources of a run: all that are enabled, or the one that is named. Raises SourcesError when there is none."""
    if only:
        chosen = tuple(source for source in sources if source.name == only)
        if not chosen:
            near = difflib.get_close_matches(only, [source.name for source in sources], 1)
            hint = f"did you mean {near[0]}?" if near else "scrapy sources lists them"
            raise SourcesError(f"-a source={only}: no table [{only}] in the sources file; {hint}")
        return chosen
    chosen = tuple(source for source in sources if source.enabled)
    if not chosen:
        raise SourcesError("every publication has enabled = false; enable one, or name one with -a source=NAME")
    return chosen
