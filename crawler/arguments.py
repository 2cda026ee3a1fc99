"""The arguments of a news crawl: `-a source=NAME -a limit=N -a since=DATE …`, read and checked."""

import difflib
from dataclasses import dataclass
from datetime import date

from crawler.sources import Source
from pipelines.errors import SourcesError

KNOWN = ("source", "limit", "since", "revisit", "due")
CHOICES = {"revisit": ("yes", "no", "only"), "due": ("now", "all")}
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
    """What is asked again: what is due `now`, or `all` that will ever be, at once."""


def read_arguments(given: dict[str, str]) -> Arguments:
    """The arguments as values.

    >>> read_arguments({"limit": "10"}).limit
    10

    Raises SourcesError for one that is unknown or wrong.
    """
    if unknown := sorted(set(given) - set(KNOWN)):
        near = difflib.get_close_matches(unknown[0], KNOWN, 1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(KNOWN)}"
        raise SourcesError(f"-a {unknown[0]}={given[unknown[0]]}: no such argument; {hint}")
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
    return Arguments(source=given.get("source", ""), limit=int(limit or 0), since=day, **chosen)


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
