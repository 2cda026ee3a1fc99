"""The numbers of a crawl while it runs, read from its Scrapy stats, and the lines in which they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from crawler.pastfigures import Past, past, progress
from crawler.summary import clock, megabytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The numbers of a crawl at one moment."""

    done: int
    """Sources of which nothing more is to be fetched."""

    total: int
    """Sources of this run."""

    pages: int
    """Answers received."""

    size: int
    """Bytes received."""

    new: int
    """New articles."""

    revised: int
    """New versions of articles."""

    copies: int
    """Pages that are copies of an article."""

    dropped: int
    """Pages and links dropped with a reason."""

    failed: int
    """Pages failed."""

    looked: int
    """Archived articles looked at again."""

    waiting: int
    """Links known and not fetched yet."""

    held: tuple[tuple[float, str], ...]
    """Hosts that may not be asked again yet: seconds still to wait and host, the longest wait first."""

    queued: int
    """Pages fetched and not yet extracted, those that a worker has in hand among them."""

    retries: int
    """Requests sent again after a failure."""

    lines: int
    """Lines of an imported file read."""

    part: float
    """Share of the file that is read, 0 to 1; 0 where its size is not known."""

    past: Past
    """Its backfills."""

    @property
    def archived(self) -> int:
        """Pages that added to the archive."""
        return self.new + self.revised + self.copies


@dataclass(frozen=True, slots=True)
class Sample:
    """How far the crawl was at one moment."""

    at: float
    """Seconds of a monotonic clock."""

    pages: int
    """Answers received, or lines read."""

    archived: int
    """Pages that added to the archive."""


def figures(stats: Mapping[str, Any]) -> Figures:
    """The figures in a crawl's Scrapy stats; `crawler.summary` names the keys."""
    words = {"new": 0, "story": 0, "revision": 0, "copy": 0}
    held = []
    for key, value in stats.items():
        if key.startswith("outcome/"):
            _, _, word = key.partition("/stored/")
            if word in words:
                words[word] += value
        elif key.startswith("waiting/") and value > 0:
            held.append((value, key.removeprefix("waiting/")))
    return Figures(
        done=stats.get("sources/done", 0),
        total=stats.get("sources/total", 0),
        pages=stats.get("response_received_count", 0),
        size=stats.get("downloader/response_bytes", 0),
        new=words["new"] + words["story"],
        revised=words["revision"],
        copies=words["copy"],
        dropped=stats.get("fate/dropped", 0),
        failed=stats.get("fate/failed", 0),
        looked=stats.get("fate/looked", 0),
        waiting=stats.get("ledger/waiting", 0),
        held=tuple(sorted(held, reverse=True)),
        queued=stats.get("extract/queued", 0) + stats.get("extract/busy", 0),
        retries=stats.get("retry/count", 0),
        lines=stats.get("lines/read", 0),
        past=past(stats),
        part=min(1.0, stats.get("lines/bytes", 0) / stats["lines/size"]) if stats.get("lines/size") else 0.0,
    )


def rates(first: Sample, last: Sample) -> tuple[float, float]:
    """Pages fetched and pages archived a second between two moments.

    >>> rates(Sample(0.0, 10, 2), Sample(10.0, 60, 22))
    (5.0, 2.0)
    """
    seconds = last.at - first.at
    return (
        ((last.pages - first.pages) / seconds, (last.archived - first.archived) / seconds)
        if seconds > 0
        else (0.0, 0.0)
    )


def bar(now: Figures, width: int) -> Text:
    """How much of the file is read, or how many of the sources are done, as a bar of `width` characters."""
    full = int(width * now.part) if now.lines else width * now.done // now.total if now.total else 0
    return Text.assemble(("━" * full, "green"), ("━" * (width - full), "bright_black"))


def waits(now: Figures) -> str:
    """What the crawl waits for: hosts, workers and requests sent again; empty if for nothing."""
    parts = [f"{host} {seconds:.0f} s" for seconds, host in now.held[:3]]
    if len(now.held) > 3:
        parts.append(f"{len(now.held) - 3} more hosts")
    if now.queued:
        parts.append(f"{now.queued:,} pages to extract")
    if now.retries:
        parts.append(f"{now.retries:,} retries")
    return " · ".join(parts)


def display(now: Figures, rate: tuple[float, float], elapsed: float, width: int) -> Text:
    """The live display: a few lines for a terminal of `width` columns, each cut at its end where it is too long."""
    of_all = "" if now.lines else f"{now.done:,} of "
    sources = f"{of_all}{now.total:,} publications" if now.total else ""
    again = f" · {now.looked:,} looked at again" if now.looked else ""
    of_file = f"{now.lines:,} read" + f" · {now.part:.0%} of the file" * bool(now.part) + f" · {rate[0]:.1f}/s"
    fetched = Text(f"{now.pages:,} fetched · {rate[0]:.1f}/s · {megabytes(now.size)}")
    lines = {
        clock(elapsed): bar(now, 24) + f"  {sources}" if width >= 60 and now.total else Text(sources),
        **({"lines": Text(of_file)} if now.lines else {"pages": fetched}),
        "articles": Text(f"{now.new:,} new · {now.revised:,} revised · {now.copies:,} copies · {rate[1]:.1f}/s{again}"),
        "links": Text(f"{now.waiting:,} waiting · {now.dropped:,} dropped · {now.failed:,} failed"),
        "backfill": Text(progress(now.past)),
        "waits for": Text("".join(filter(str.isprintable, waits(now)))),
    }
    rows = [
        Text.assemble((f"{label:<11}", "cyan"), text) for label, text in lines.items() if text or label[0].isdigit()
    ]
    return Text("\n", no_wrap=True, overflow="ellipsis").join(rows)


def sentence(now: Figures, rate: tuple[float, float]) -> str:
    """The figures as a line for the log."""
    older = progress(now.past)
    again = f"{now.looked:,} looked at again; " if now.looked else ""
    fetched = (
        f"{now.done:,} of {now.total:,} publications done; "
        f"{now.pages:,} pages ({rate[0]:.1f}/s, {megabytes(now.size)}); "
    )
    read = f"{now.lines:,} lines read ({f'{now.part:.0%} of the file, ' * bool(now.part)}{rate[0]:.1f}/s); "
    return (
        f"{read if now.lines else fetched}"
        f"{now.new:,} new articles, {now.revised:,} revised, {now.copies:,} copies ({rate[1]:.1f}/s); "
        f"{again}{now.dropped:,} dropped, {now.failed:,} failed; {now.waiting:,} links waiting"
        f"{older and '; backfill: ' + older}"
    )
