"""What differs between two versions of a text: paragraphs are aligned first, then words, in Chinese or Thai characters.

The alignment is patience diff (Bram Cohen): what stands once in both versions, in the same order, is an anchor, and what
lies between two anchors is compared by itself. Only short stretches are compared word by word with each other, so that
the time grows with the length of a text and not with its square, whatever a page holds.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal

Kind = Literal["same", "added", "removed"]
Pairs = list[tuple[int, int]]
"""Places in the old and in the new version that hold the same, both rising."""

DEEPEST = 12
"""How often what lies between anchors is searched for anchors of its own."""
SHORT = 250
"""Tokens of a stretch that is compared word by word; of a longer one without anchors everything has changed."""

_TOKEN = re.compile(
    r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_]+(?:[’'.,:-][^\W_]+)*|\n|\s+|[^\w\s]|_+"
)
_WIDE = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text that is in both versions, in the new one only, or in the old one only."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Run:
    """What stands between two places of both versions: the same, or not."""

    same: bool
    old: str
    new: str


def word_diff(old: str, new: str) -> tuple[Span, ...]:
    """What differs between two texts of one paragraph a line, in reading order; a removal stands before what replaced it.

    The spans `same` and `added` together are the new text, to the letter; `same` and `removed` the old one, but for the
    white space between words.

    >>> [(span.kind, span.text) for span in word_diff("Two ferries run.", "Three ferries run.")]
    [('removed', 'Two '), ('added', 'Three '), ('same', 'ferries run.')]
    """
    spans: list[Span] = []
    space = ""  # that the old version alone has before what is removed
    for run in _joined(_readable(list(_joined(_compared(old, new))))):
        if run.same:
            spans.append(Span("same", run.new))
            space = "" if run.new[-1:].isspace() else run.old[len(run.old.rstrip()) :]
        else:
            spans += [Span("removed", space + run.old)] if run.old else []
            spans += [Span("added", run.new)] if run.new else []
    return tuple(spans)


def word_counts(old: str, new: str) -> tuple[int, int]:
    """Words added and words removed between two texts; two wide characters are a word.

    >>> word_counts("Two ferries run.", "Three big ferries run.")
    (2, 1)
    """
    spans = word_diff(old, new)
    added, removed = (sum(_words(span.text) for span in spans if span.kind == kind) for kind in ("added", "removed"))
    return added, removed


def marked(spans: Iterable[Span]) -> str:
    """Spans as plain text, in the notation of wdiff: {+added+} and [-removed-].

    >>> marked(word_diff("Two ferries run.", "Three ferries run."))
    '[-Two-] {+Three+} ferries run.'
    """
    return "".join(_mark(span) for span in spans)


def _mark(span: Span) -> str:
    """One span, its marks close to the words."""
    before, after = {"same": ("", ""), "added": ("{+", "+}"), "removed": ("[-", "-]")}[span.kind]
    inner = span.text.strip()
    if not inner or not before:
        return span.text
    start = span.text.index(inner)
    return f"{span.text[:start]}{before}{inner}{after}{span.text[start + len(inner) :]}"


def _words(text: str) -> int:
    """Words of a stretch."""
    tokens = _TOKEN.findall(text)
    wide = sum(1 for token in tokens if _WIDE.match(token))
    return sum(1 for token in tokens if token[0].isalnum()) - wide + (wide + 1) // 2


def _tokens(text: str) -> list[str]:
    """Words, wide characters, marks and line ends, each with the white space behind it."""
    tokens: list[str] = []
    for part in _TOKEN.findall(text):
        if part.isspace() and part != "\n" and tokens and not tokens[-1].isspace():
            tokens[-1] += part
        else:
            tokens.append(part)
    return tokens


def _compared(old: str, new: str) -> Iterator[_Run]:
    """Both versions in runs, in order: paragraphs that are the same, then the words of those that are not."""
    before, after = (text.splitlines(keepends=True) for text in (old, new))
    lines = [[line.strip() for line in version] for version in (before, after)]
    for run in _runs(before, after, _aligned(*lines)):
        if run.same:
            yield run
        else:
            one, other = _tokens(run.old), _tokens(run.new)
            keys = [[token.strip(" \t\xa0\u3000") or " " for token in tokens] for tokens in (one, other)]
            yield from _runs(one, other, _aligned(*keys))


def _runs(old: Sequence[str], new: Sequence[str], pairs: Pairs) -> Iterator[_Run]:
    """Two sequences of which `pairs` are the same, as runs."""
    at_old = at_new = 0
    for one, other in [*pairs, (len(old), len(new))]:
        if one > at_old or other > at_new:
            yield _Run(False, "".join(old[at_old:one]), "".join(new[at_new:other]))
        if one < len(old) and other < len(new):
            yield _Run(True, old[one], new[other])
        at_old, at_new = one + 1, other + 1


def _joined(runs: Iterable[_Run]) -> Iterator[_Run]:
    """Runs of one kind that follow each other, as one."""
    for same, part in groupby(runs, key=lambda run: run.same):
        texts = [(run.old, run.new) for run in part]
        yield _Run(same, "".join(old for old, _ in texts), "".join(new for _, new in texts))


def _readable(runs: Sequence[_Run]) -> Iterator[_Run]:
    """Runs in which a word or two that changes have in common by chance are part of the change.

    As diff-match-patch does it: what is the same counts as such if it is longer than the change before or after it.
    """
    for number, run in enumerate(runs):
        chance = run.same and 0 < number < len(runs) - 1 and "\n" not in run.new
        if chance and all(
            len(run.new) <= max(len(near.old), len(near.new)) for near in (runs[number - 1], runs[number + 1])
        ):
            yield _Run(False, run.old, run.new)
        else:
            yield run


def _aligned(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """Places that hold the same in both sequences, both rising."""
    pairs: Pairs = []
    stack = [(0, len(old), 0, len(new), 0)]
    while stack:
        low, high, left, right, depth = stack.pop()
        while low < high and left < right and old[low] == new[left]:
            pairs.append((low, left))
            low, left = low + 1, left + 1
        while low < high and left < right and old[high - 1] == new[right - 1]:
            high, right = high - 1, right - 1
            pairs.append((high, right))
        if low == high or left == right:
            continue
        if high - low <= SHORT and right - left <= SHORT:
            pairs += [(low + one, left + other) for one, other in _longest(old[low:high], new[left:right])]
        elif depth < DEEPEST and (anchors := _anchors(old, new, (low, high, left, right))):
            pairs += anchors
            ends = [(low - 1, left - 1), *anchors, (high, right)]
            gaps = [(a + 1, c, b + 1, d, depth + 1) for (a, b), (c, d) in pairwise(ends)]
            stack += [gap for gap in gaps if gap[0] < gap[1] and gap[2] < gap[3]]
    return sorted(pairs)


def _anchors(old: Sequence[str], new: Sequence[str], part: tuple[int, int, int, int]) -> Pairs:
    """What stands exactly once in both parts: the longest series in which the order is the same."""
    low, high, left, right = part
    seen, found = Counter(old[low:high]), Counter(new[left:right])
    once = {new[place]: place for place in range(left, right) if found[new[place]] == 1}
    common = [(place, once[old[place]]) for place in range(low, high) if seen[old[place]] == 1 and old[place] in once]
    tails: list[int] = []
    chosen: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(common):
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        chosen[length : length + 1] = [number]
        before.append(chosen[length - 1] if length else -1)
    series = []
    number = chosen[-1] if chosen else -1
    while number >= 0:
        series.append(common[number])
        number = before[number]
    return series[::-1]


def _longest(old: Sequence[str], new: Sequence[str]) -> Pairs:
    """The longest common subsequence of two short sequences (Wagner and Fischer's table)."""
    rows = [[0] * (len(new) + 1)]
    for token in old:
        above, row = rows[-1], [0]
        for place, other in enumerate(new):
            row.append(above[place] + 1 if token == other else max(above[place + 1], row[place]))
        rows.append(row)
    pairs: Pairs = []
    at, to = len(old), len(new)
    while at and to:
        if old[at - 1] == new[to - 1]:
            at, to = at - 1, to - 1
            pairs.append((at, to))
        elif rows[at - 1][to] >= rows[at][to - 1]:
            at -= 1
        else:
            to -= 1
    return pairs
