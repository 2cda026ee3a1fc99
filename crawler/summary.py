"""What a crawl did, read from its Scrapy stats alone: figures while it runs, a table by source and outcome at its end.

Stats keys read: `fate/<fate>`, `outcome/<source>/<fate>/<word>` (the fate `looked` is of archived articles that were
looked at again), `skipped/<source>/<word>` (links not followed, judged by address), `sources/total`, `sources/done`,
`lines/read`, `lines/bad`, `ledger/waiting`, `ledger/next`, `backfill/…`, `extract/queued`, `waiting/<host>` (seconds), and
Scrapy's own. A key that is missing counts as zero.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from crawler.pastfigures import Past, how_to_go_on, past
from crawler.pastfigures import said as past_words

BUSIEST = 15
"""Sources with a row of their own at the end; `scrapy sources` and the table `outcomes` have all."""

ENDINGS = {"finished": "finished in {}", "shutdown": "stopped after {}; the next run goes on from here"}
"""What Scrapy's reasons for closing a spider mean to a person."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What became of the pages of one source, or of several together."""

    name: str
    """The source, or a heading for several."""

    stored: Counter[str]
    """Pages stored by outcome: new, revision, copy."""

    dropped: Counter[str]
    """Pages dropped by reason."""

    failed: Counter[str]
    """Pages failed by reason."""

    @property
    def pages(self) -> int:
        """All of them."""
        return self.stored.total() + self.dropped.total() + self.failed.total()

    @property
    def reasons(self) -> str:
        """The commonest outcomes without a column of their own: why pages were dropped or failed, or stored otherwise.

        >>> Tally(name="a", stored=Counter(new=9), dropped=Counter(gallery=3), failed=Counter(timeout=1)).reasons
        '3 gallery, 1 timeout'
        """
        odd = Counter({word: pages for word, pages in self.stored.items() if word not in {"new", "revision", "copy"}})
        return listed(odd + self.dropped + self.failed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """A crawl in numbers."""

    reason: str
    """Why it ended, Scrapy's word; empty while it runs."""

    seconds: float
    """How long it took; 0 while it runs."""

    done: int
    """Sources of which nothing more is to be fetched in this run."""

    total: int
    """Sources of this run."""

    pages: int
    """Answers received, those that list articles among them."""

    size: int
    """Bytes received."""

    lines: int
    """Lines of an imported file read."""

    bad_lines: int
    """Those of them that are no articles."""

    waiting: int
    """Links known and not fetched yet."""

    next: str
    """When something will be due, UTC, if nothing was; else empty."""

    sources: tuple[Tally, ...]
    """What became of the pages by source, the busiest first."""

    skipped: Counter[str]
    """Links not followed, by the reason that their address gave."""

    past: Past
    """Its backfills."""

    looked: Counter[str]
    """Archived articles looked at again, by what was found."""


def summary(stats: Mapping[str, Any]) -> Summary:
    """The crawl whose Scrapy stats these are, running or ended."""
    outcomes: defaultdict[str, defaultdict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    skipped: Counter[str] = Counter()
    for key, value in stats.items():
        match key.split("/"):
            case ["outcome", source, fate, word]:
                outcomes[source][fate][word] += value
            case ["skipped", _, word]:
                skipped[word] += value
    tallies = [
        Tally(name=source, stored=fates["stored"], dropped=fates["dropped"], failed=fates["failed"])
        for source, fates in outcomes.items()
        if set(fates) - {"looked"}
    ]
    return Summary(
        reason=stats.get("finish_reason", ""),
        seconds=stats.get("elapsed_time_seconds", 0.0),
        done=stats.get("sources/done", 0),
        total=stats.get("sources/total", 0),
        pages=stats.get("response_received_count", 0),
        size=stats.get("downloader/response_bytes", 0),
        lines=stats.get("lines/read", 0),
        bad_lines=stats.get("lines/bad", 0),
        waiting=stats.get("ledger/waiting", 0),
        next=stats.get("ledger/next", ""),
        sources=tuple(sorted(tallies, key=lambda tally: (-tally.pages, tally.name))),
        skipped=skipped,
        past=past(stats),
        looked=sum((fates["looked"] for fates in outcomes.values()), Counter()),
    )


def together(name: str, tallies: Iterable[Tally]) -> Tally:
    """Several sources as one row."""
    stored, dropped, failed = Counter[str](), Counter[str](), Counter[str]()
    for tally in tallies:
        stored.update(tally.stored)
        dropped.update(tally.dropped)
        failed.update(tally.failed)
    return Tally(name=name, stored=stored, dropped=dropped, failed=failed)


def listed(words: Counter[str], most: int = 3) -> str:
    """The commonest words with their numbers.

    >>> listed(Counter(gallery=1200, video=7, quiz=2, game=1))
    '1,200 gallery, 7 video, 2 quiz, 1 other'
    """
    ranked = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    rest = sum(pages for _, pages in ranked[most:])
    return ", ".join([f"{pages:,} {word}" for word, pages in ranked[:most]] + [f"{rest:,} other"] * bool(rest))


def clock(seconds: float) -> str:
    """A length of time as hours, minutes and seconds.

    >>> clock(3725.9)
    '1:02:05'
    """
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}"


def megabytes(size: int) -> str:
    """A size in millions of bytes.

    >>> megabytes(34_140_000)
    '34.1 MB'
    """
    return f"{size / 1e6:,.1f} MB"


REASONS = "Other outcomes"
COLUMNS = {
    # heading: how wide a terminal must be for it to be shown
    "Source": 0,
    "New": 0,
    "Revised": 55,
    "Copies": 55,
    "Dropped": 30,
    "Failed": 40,
    REASONS: 80,
}


def cells(tally: Tally) -> dict[str, str]:
    """A row of the table at the end, by heading."""
    figures = {
        "New": tally.stored["new"] + tally.stored["story"],
        "Revised": tally.stored["revision"],
        "Copies": tally.stored["copy"],
        "Dropped": tally.dropped.total(),
        "Failed": tally.failed.total(),
    }
    shown = {heading: f"{figure:,}" if figure else "" for heading, figure in figures.items()}
    return {"Source": tally.name, **shown, REASONS: tally.reasons}


def table(crawl: Summary, width: int) -> Table:
    """The sources by outcome, for a terminal of `width` columns: the busiest, the others as one row, and all."""
    tallies = list(crawl.sources[:BUSIEST])
    if others := crawl.sources[BUSIEST:]:
        tallies.append(together(f"and {len(others)} more", others))
    if len(tallies) > 1:
        tallies.append(together(f"all {len(crawl.sources)}", crawl.sources))
    rows = [cells(tally) for tally in tallies]
    columns = [heading for heading, least in COLUMNS.items() if width >= least]
    widths = {heading: max(len(heading), *(len(row[heading]) for row in rows)) for heading in columns}
    room = width - sum(widths[heading] + 2 for heading in columns[1:] if heading != REASONS)  # figures are never cut
    widths["Source"] = min(widths["Source"], max(8, width // 4 if REASONS in columns else room))
    if REASONS in columns:
        widths[REASONS] = room - widths["Source"] - 2
    view = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    for heading in columns:
        justify: Literal["left", "right"] = "left" if heading in {"Source", REASONS} else "right"
        view.add_column(heading, justify=justify, width=widths[heading], no_wrap=True, overflow="ellipsis")
    for row in rows:
        view.add_row(*(row[heading] for heading in columns))
    return view


def facts(crawl: Summary, archive: str, command: str) -> dict[str, str]:
    """What is said below the table: what it was in all, where the archive is and what to type next."""
    ending = ENDINGS.get(crawl.reason, f"ended after {{}} ({crawl.reason or 'cut short'})")
    said = {"Crawl": ending.format(clock(crawl.seconds))}
    if crawl.lines:
        bad = f", {crawl.bad_lines:,} of them bad: see bad_lines" if crawl.bad_lines else ""
        said["Lines read"] = f"{crawl.lines:,}{bad}"
    elif crawl.pages or not crawl.sources:
        said["Pages fetched"] = f"{crawl.pages:,} ({megabytes(crawl.size)})"
    if crawl.total:
        said["Publications"] = f"{crawl.done:,} of {crawl.total:,} done"
    if crawl.looked:
        said["Looked again"] = f"{crawl.looked.total():,} archived articles: {listed(crawl.looked, 5)}"
    if crawl.skipped:
        said["Not followed"] = f"{crawl.skipped.total():,} links, by their address: {listed(crawl.skipped, 5)}"
    if crawl.next:
        said["Nothing due"] = f"until {crawl.next}; -a due=listings asks all the same"
    if older := past_words(crawl.past):
        said["Backfill"] = older
    if command_of_past := how_to_go_on(crawl.past):
        said["To go on with it"] = command_of_past
    if crawl.waiting:
        said["Waiting"] = f"{crawl.waiting:,} links, for the next run"
    return said | {"Archive": archive, "Read it with": command}


def report(crawl: Summary, width: int, archive: str, command: str) -> RenderableType:
    """What is printed when a crawl has ended, for a terminal of `width` columns."""
    said = facts(crawl, archive, command)
    lines = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    for label, text in said.items():
        lines.add_row(label, Text(text, overflow="fold")) if width >= 45 else lines.add_row(
            Text(f"{label}: {text}", overflow="fold")
        )
    return Group(table(crawl, width), Text(), lines) if crawl.sources else lines
