"""Whether two texts are one story: what they share, in order, and what was exchanged for something else.

Shared wording alone does not tell: two weather reports from one template, or two notices above one footer, share most
of theirs. In a reprint, whatever was cut or added, the shared passages read alike down to their facts; in two reports
from one template, numbers and names were exchanged within them, again and again. So the texts are aligned, and what
stands between two shared runs is weighed: what only one side has is a cut or an addition, what both have is an exchange.
The verdict on two texts is the same in either order, and depends on nothing else.
"""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.wording import NUMBER, Wording

RUN = (3, 5)
"""Words in a run that two texts share; characters in scripts without spaces."""

GAP = 12
"""Most words of a gap within a shared passage; what is longer on either side is a passage of its own."""

WEIGHTS = np.array([1, 4, 2, 4], np.float64)
"""What a word weighs that was exchanged: any, a number, a name."""

ENOUGH_SHARED = 0.4
"""Share of the shorter one's wording that the longer must have, in the same order."""

ENOUGH_WORDS = 60
"""Words that two texts must share, unless they share nearly all of the shorter: a few are an introduction or a footer."""

NEARLY_ALL, FEWEST_WORDS = 0.8, 20
"""Share from which on fewer words will do, and how many at least."""

LIGHTLY = 0.13
"""Weight of what was replaced, in all, from which on two texts are not one text edited throughout."""

EARLY, FURTHER_DOWN = 0.1, 0.5
"""The same of their beginnings, and then in all: a reprint may go its own way further down, as news is told from the top."""

TO_THE_LETTER, PASSAGES = 0.03, 0.22
"""Weight of what was exchanged within passages, and of the passages that were replaced whole while the rest reads alike."""

BEGINNING, BEGINNING_WORDS = 0.3, 80
"""How much of the shorter text is its beginning, and how many words at least."""

SHORT, HEAD, HEAD_SHARED = 150, 40, 0.6
"""Of texts that share fewer words than SHORT, one must have at least this share of its first HEAD words in common: news
is cut from the bottom, and what short pieces share at their ends is a footer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What two texts have in common."""

    similarity: float
    """Share of the wording of both that both have, 0 to 1."""

    containment: float
    """Share of the shorter one's wording that the longer has, 0 to 1."""

    exchanged: float
    """Weight of the words that were exchanged within shared passages, 0 to 1."""

    displaced: float
    """Weight of the passages that stand in place of one another, 0 to 1."""

    early: float
    """Weight of both in the beginning alone, 0 to 1."""

    shared: float
    """Words in common."""

    headed: float
    """Share of the first words of one of the texts that the other has: the higher of the two, 0 to 1."""

    @property
    def alike(self) -> bool:
        """Whether the passages they share read alike, numbers and names included."""
        replaced = self.exchanged + self.displaced
        return (
            replaced <= LIGHTLY
            or (self.early <= EARLY and replaced <= FURTHER_DOWN)
            or (self.exchanged <= TO_THE_LETTER and self.displaced <= PASSAGES)
        )

    @property
    def same(self) -> bool:
        """Whether they are one story."""
        least = FEWEST_WORDS if self.containment >= NEARLY_ALL else ENOUGH_WORDS
        return (
            self.containment >= ENOUGH_SHARED
            and self.shared >= least
            and self.alike
            and (self.shared >= SHORT or self.headed >= HEAD_SHARED)
        )


REPEATED = np.uint64(0x9E3779B97F4A7C15)
"""What tells a run's second occurrence in a text from its first."""

NOTHING = Comparison(similarity=0.0, containment=0.0, exchanged=0.0, displaced=0.0, early=0.0, shared=0.0, headed=0.0)
"""The comparison of two texts without a run in common."""


def compare(one: Wording, other: Wording) -> Comparison:
    """What two texts have in common.

    >>> from pipelines.wording import read_wording
    >>> one = "The ferry will run again from Monday after six weeks in dock, the harbour office said on Friday night."
    >>> other = "The ferry will run again from Sunday after two weeks in dock, the harbour office said on Friday night."
    >>> compare(read_wording(one), read_wording(other)).exchanged > 0.1
    True
    """
    if (len(other), other.words.tobytes()) < (len(one), one.words.tobytes()):
        one, other = other, one
    scale = max(one.scale, other.scale)
    run = RUN[scale - 1]
    here, there = in_order(*anchors(one.runs(run), other.runs(run)))
    if not len(here):
        return NOTHING
    held, had = covered(here, run, len(one)), covered(there, run, len(other))
    shared = (np.count_nonzero(held) + np.count_nonzero(had)) / 2
    kept = (weight(one.facts[held]) + weight(other.facts[had])) / 2
    found = gaps(here, there, run, (len(one), len(other)))
    losses, whole = replaced(one, other, found, GAP * scale)
    displaced, lost = float(losses[whole].sum()), float(losses[~whole].sum())
    begin = max(round(BEGINNING * len(one)), BEGINNING_WORDS * scale)
    first = float(losses[found[:, 0] < begin].sum())
    return Comparison(
        similarity=min(1.0, float(shared / (len(one) + len(other) - shared))),
        containment=min(1.0, float(shared / len(one))),
        exchanged=lost / (lost + kept),
        displaced=displaced / (displaced + kept),
        early=first / (first + weight(one.facts[:begin][held[:begin]]) or 1.0),
        shared=float(shared / scale),
        headed=max(head(held, scale), head(had, scale)),
    )


def anchors(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where the runs stand that both texts have, in the order of the first text."""
    values_here, at_here = counted(one)
    values_there, at_there = counted(other)
    _, here, there = np.intersect1d(values_here, values_there, assume_unique=True, return_indices=True)
    here, there = at_here[here], at_there[there]
    order = np.argsort(here)
    return here[order], there[order]


def in_order(here: NDArray[np.int64], there: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of the runs that both texts have, the heaviest chain that stands in the same order in both.

    Neighbouring runs are taken together; the chain is found as a heaviest increasing subsequence.
    """
    if not len(here) or (np.diff(there) > 0).all():
        return here, there
    breaks = np.flatnonzero((np.diff(here) != 1) | (np.diff(there) != 1)) + 1
    firsts, lasts = np.append(0, breaks), np.append(breaks, len(here))
    blocks = list(zip(firsts.tolist(), lasts.tolist(), there[firsts].tolist(), there[lasts - 1].tolist(), strict=True))
    ends, weights, tails = [-1], [0], [-1]
    before = [-1] * len(blocks)
    for number, (first, last, start, end) in enumerate(blocks):
        place = bisect_left(ends, start) - 1
        before[number], total = tails[place], weights[place] + last - first
        spot = bisect_left(ends, end)
        stop = spot
        if spot and weights[spot - 1] >= total:
            continue
        while stop < len(ends) and weights[stop] <= total:
            stop += 1
        ends[spot:stop], weights[spot:stop], tails[spot:stop] = [end], [total], [number]
    kept = np.zeros(len(here), bool)
    number = tails[-1]
    while number >= 0:
        kept[blocks[number][0] : blocks[number][1]] = True
        number = before[number]
    return here[kept], there[kept]


def counted(runs: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """The runs of a text, its first of a kind told from its second, and where they stand."""
    order = np.argsort(runs, kind="stable")
    values = runs[order]
    places = np.arange(len(values))
    fresh = np.ones(len(values), bool)
    fresh[1:] = values[1:] != values[:-1]
    rank = places - np.maximum.accumulate(np.where(fresh, places, 0))
    return values + rank.astype(np.uint64) * REPEATED, order


def covered(starts: NDArray[np.int64], run: int, size: int) -> NDArray[np.bool_]:
    """Which words stand in a shared run."""
    marks = np.zeros(size, bool)
    for place in range(run):
        marks[starts + place] = True
    return marks


def weight(facts: NDArray[np.uint8]) -> float:
    """What words weigh together."""
    return float(WEIGHTS[facts].sum())


def head(marks: NDArray[np.bool_], scale: int) -> float:
    """Share of a text's first words that is shared."""
    return float(marks[: max(1, min(len(marks) // 3, HEAD * scale))].mean())


def gaps(here: NDArray[np.int64], there: NDArray[np.int64], run: int, sizes: tuple[int, int]) -> NDArray[np.int64]:
    """The gaps between neighbouring shared runs where both texts have words of their own: rows of begin and end, twice.

    The gap before the first run is one of them, that after the last is not: what follows is cut or added.
    """
    begins = np.stack([np.append(0, here + run), np.append(0, there + run)])
    ends = np.stack([np.append(here, sizes[0]), np.append(there, sizes[1])])
    both: NDArray[np.bool_] = np.logical_and(*(ends > begins))
    both[-1] = False
    return np.concatenate([begins[:, both], ends[:, both]])[[0, 2, 1, 3]].T


def replaced(
    one: Wording, other: Wording, found: NDArray[np.int64], longest: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """What was replaced in each gap, weighed: the less that either side has of its own; and which gaps are passages."""
    losses = np.minimum(weights_of(one.facts, found[:, :2]), weights_of(other.facts, found[:, 2:]))
    passages: NDArray[np.bool_] = np.maximum(found[:, 1] - found[:, 0], found[:, 3] - found[:, 2]) > longest
    here, there = one.words.tolist(), other.words.tolist()
    for place in np.flatnonzero(~passages).tolist():
        begin, end, start, stop = found[place].tolist()
        mine = [at for at in range(begin, end) if here[at] not in there[start:stop]]
        yours = [at for at in range(start, stop) if there[at] not in here[begin:end]]
        if not mine or not yours or alike(one, other, mine, yours):
            losses[place] = 0.0
        elif len(mine) < end - begin or len(yours) < stop - start:
            losses[place] = min(weight(one.facts[mine]), weight(other.facts[yours]))
    return losses, passages


def weights_of(facts: NDArray[np.uint8], spans: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the words of each span weigh together."""
    sums = np.concatenate([[0.0], np.cumsum(WEIGHTS[facts])])
    weights: NDArray[np.float64] = sums[spans[:, 1]] - sums[spans[:, 0]]
    return weights


def alike(one: Wording, other: Wording, mine: list[int], yours: list[int]) -> bool:
    """Whether words are spellings of one: U.S. and US, per cent and percent, colour and color, but no other number."""
    left, right = "".join(map(one.word, mine)), "".join(map(other.word, yours))
    if left == right or len(mine) > 1 or len(yours) > 1:
        return left == right
    if one.facts[mine[0]] == NUMBER or other.facts[yours[0]] == NUMBER:
        return False
    start = max(3, (max(len(left), len(right)) + 1) // 2)
    return min(len(left), len(right)) >= start and left[:start] == right[:start]
