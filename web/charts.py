"""Pictures of counts and of times as SVG 1.1 markup: no script and no style attribute, so that a strict policy may stand.

A picture says its title to a screen reader; its numbers stand in a table beside it, which the templates add.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from markupsafe import Markup

from web.cells import visible

WIDTH = 720
"""Width of a picture in its own units; the page scales it to the column."""

BARS_HEIGHT, BASE = 120, 18
"""Height of the bars, and of the line of labels below them."""

LANE, MARGIN = 22, 150
"""Height of a lane of a timeline, and the width of the names left of it."""

LANES = 40
"""Lanes of a timeline at most; the table beside it has them all."""

TICKS = tuple(
    timedelta(minutes=minutes)
    for minutes in (1, 5, 15, 60, 180, 360, 720, 1440, 2880, 10080, 43200, 129600, 525600, 2628000, 26280000)
)
"""Steps between the labels of a time axis: a minute to fifty years."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?Z)?", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One event on a timeline."""

    lane: str
    """What it belongs to; events with one lane share a line."""

    at: datetime
    """When it was."""

    label: str
    """What a reader is told who points at it."""

    kind: str = ""
    """CSS class of the mark, beside `mark`."""


def instant(text: str) -> datetime | None:
    """A time as the archive writes it; a bare date stands for its midnight; None for anything else.

    >>> print(instant("2026-11-24T04:35:00Z"), instant("2026-11-24"), instant("2026-13-01"), instant("soon"))
    2026-11-24 04:35:00+00:00 2026-11-24 00:00:00+00:00 None None
    """
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        return None


def bars(counts: Sequence[tuple[str, float]], title: str) -> Markup:
    """Counts as bars from left to right, in their order; of more than a dozen the first, the middle and the last are named."""
    highest = max((count for _, count in counts), default=0)
    step = WIDTH / max(len(counts), 1)
    width = min(max(step - 1, 0.6), 80)
    shapes = [
        Markup(
            '<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}: {:,}</title></rect>'
        ).format((number + 0.5) * step - width / 2, 14 + BARS_HEIGHT - height, width, height, visible(label), count)
        for number, (label, count) in enumerate(counts)
        if (height := count / highest * BARS_HEIGHT if highest else 0) > 0
    ]
    ground = 14 + BARS_HEIGHT
    shapes.append(Markup('<path class="axis" d="M0 {0}H{1}"/>').format(ground, WIDTH))
    shapes.append(text(0, 10, f"{highest:,.0f}"))
    for number, (x, anchor) in named(len(counts)):
        shapes.append(text(x, ground + 14, counts[number][0], anchor))
    return picture(title, ground + BASE, shapes)


def named(bars: int) -> list[tuple[int, tuple[float, str]]]:
    """Which bars get a label, where it stands, and how it is anchored there.

    >>> named(90)
    [(0, (0, 'start')), (45, (364.0, 'middle')), (89, (720, 'end'))]
    """
    step = WIDTH / max(bars, 1)
    if bars <= 12:
        return [(number, ((number + 0.5) * step, "middle")) for number in range(bars)]
    return [(0, (0, "start")), (bars // 2, ((bars // 2 + 0.5) * step, "middle")), (bars - 1, (WIDTH, "end"))]


def spark(counts: Sequence[float], title: str) -> Markup:
    """Counts as bars the height of a line of text, without labels: the numbers are said to who points at it."""
    highest = max(counts, default=0) or 1
    bar = Markup('<rect x="{}" y="{:.1f}" width="3" height="{:.1f}"/>')
    shapes = [
        bar.format(4 * place, 20 - 20 * count / highest, 20 * count / highest)
        for place, count in enumerate(counts)
        if count
    ]
    words = f"{title}: {', '.join(f'{count:g}' for count in counts)}"
    frame = Markup(
        '<svg class="spark" role="img" viewBox="0 0 {} 20" preserveAspectRatio="none"><title>{}</title>{}</svg>'
    )
    return frame.format(max(4 * len(counts), 4), visible(words), Markup("").join(shapes))


def timeline(marks: Sequence[Mark], title: str) -> Markup:
    """Events along one axis of time, a line for each lane, in the order in which the lanes begin."""
    marks = sorted(marks, key=lambda mark: mark.at)
    lanes = {lane: row for row, lane in enumerate(dict.fromkeys(mark.lane for mark in marks)) if row < LANES}
    if not lanes:
        return Markup("")
    start, end = marks[0].at, max(marks[-1].at, marks[0].at + timedelta(minutes=1))
    ground = len(lanes) * LANE + 6

    def across(at: datetime) -> float:
        return MARGIN + 10 + (WIDTH - MARGIN - 30) * ((at - start) / (end - start))

    shapes = []
    for at, label in ticks(start, end):
        shapes.append(Markup('<path class="grid" d="M{0:.1f} 2V{1}"/>').format(across(at), ground))
        shapes.append(text(across(at), ground + 14, label, "middle"))
    for lane, row in lanes.items():
        shapes.append(Markup('<path class="axis" d="M{0} {1}H{2}"/>').format(MARGIN, row * LANE + 14, WIDTH))
        shapes.append(text(MARGIN - 8, row * LANE + 18, lane if len(lane) <= 20 else f"{lane[:19]}…", "end"))
    dot = Markup('<circle class="mark {}" cx="{:.1f}" cy="{}" r="5"><title>{}</title></circle>')
    for mark in marks:
        if mark.lane in lanes:
            shapes.append(dot.format(mark.kind, across(mark.at), lanes[mark.lane] * LANE + 14, visible(mark.label)))
    return picture(title, ground + BASE, shapes)


def ticks(start: datetime, end: datetime) -> list[tuple[datetime, str]]:
    """Up to six round times within a span, and how an axis names them: by the day, or by the hour within three days.

    >>> [label for _, label in ticks(datetime(2026, 1, 1, 22, tzinfo=UTC), datetime(2026, 1, 2, 11, tzinfo=UTC))]
    ['01-02 00:00', '01-02 03:00', '01-02 06:00', '01-02 09:00']
    """
    step = next((step for step in TICKS if (end - start) / step <= 6), TICKS[-1])
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    at = epoch + -(-(start - epoch) // step) * step
    form = "%m-%d %H:%M" if end - start < timedelta(days=3) else "%Y-%m-%d"
    found: list[tuple[datetime, str]] = []
    while at <= end and len(found) < 6:
        found.append((at, f"{at:{form}}"))
        at += step
    return found


def text(x: float, y: float, words: str, anchor: str = "start") -> Markup:
    """A label; `unicode-bidi` keeps the direction of a stranger's name to itself."""
    form = Markup('<text class="label" x="{:.1f}" y="{:.1f}" text-anchor="{}" unicode-bidi="isolate">{}</text>')
    return form.format(x, y, anchor, visible(words))


def picture(title: str, height: float, shapes: Sequence[Markup]) -> Markup:
    """Shapes in their frame."""
    frame = Markup(
        '<svg class="chart" role="img" viewBox="0 0 {} {:.0f}" preserveAspectRatio="xMinYMin meet"><title>{}</title>{}</svg>'
    )
    return frame.format(WIDTH, height, visible(title), Markup("").join(shapes))
