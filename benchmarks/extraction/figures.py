"""From the scores of pages to the figures of a program on a data set."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from benchmarks.extraction.datasets import Truth
from benchmarks.extraction.metrics import authors_f1, bag_overlap, harmonic, overlap, plain, same_day, shingles
from benchmarks.extraction.peers.serving import Answer

Scores = dict[str, float]
"""What one page scores; a key is absent where the truth is silent or a share is of nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One program on one page."""

    page: str
    """The page's name in the data set."""
    answer: Answer
    """What was read."""
    scores: Scores
    """How right it is."""


def score(truth: Truth, answer: Answer) -> Scores:
    """The scores of an answer."""
    found: dict[str, float | None] = {"failed": bool(answer.error), "empty": not plain(answer.text)}
    if truth.text is not None:
        precision, recall = overlap(shingles(truth.text), shingles(answer.text))
        found |= {"shingle_precision": precision, "shingle_recall": recall}
        precision, recall = bag_overlap(truth.text, answer.text)
        found |= {"bag_precision": precision, "bag_recall": recall, "bag_f1": harmonic(precision, recall)}
    if truth.present or truth.absent:
        text = plain(answer.text)
        right, wrong = (sum(plain(some) in text for some in part) for part in (truth.present, truth.absent))
        found |= {"snippets_right": right, "snippets_wrong": wrong, "snippets_missed": len(truth.present) - right}
    if truth.headline:
        found["headline"] = plain(truth.headline) == plain(answer.headline)
    if truth.authors:
        found["authors"] = authors_f1(truth.authors, answer.authors)
    if truth.date:
        found["date"] = same_day(truth.date, answer.date)
    return {name: float(value) for name, value in found.items() if value is not None}


def mean(pages: Sequence[Measured], name: str) -> float | None:
    """The mean of one score over the pages that have it; None if none has."""
    values = [page.scores[name] for page in pages if name in page.scores]
    return fmean(values) if values else None


def total(pages: Sequence[Measured], name: str) -> float:
    """The sum of one score."""
    return sum(page.scores.get(name, 0.0) for page in pages)


def shingle_f1(pages: Sequence[Measured]) -> float | None:
    """The harmonic mean of mean precision and mean recall; a page without a text has no precision."""
    precision, recall = mean(pages, "shingle_precision"), mean(pages, "shingle_recall")
    return None if recall is None else harmonic(precision, recall)


def snippets_f1(pages: Sequence[Measured]) -> float | None:
    """F1 over all snippets of all pages."""
    right, wrong, missed = (total(pages, f"snippets_{kind}") for kind in ("right", "wrong", "missed"))
    return 2 * right / (2 * right + wrong + missed) if right + missed else None


def costs(pages: Sequence[Measured]) -> list[float]:
    """Milliseconds of CPU of every page that was answered, cheapest first."""
    return sorted(page.answer.cpu_ms for page in pages if not page.answer.error)


FIGURES: dict[str, tuple[Callable[[Sequence[Measured]], float | None], str]] = {
    "text F1, shingle": (shingle_f1, ".3f"),
    "text precision, shingle": (lambda pages: mean(pages, "shingle_precision"), ".3f"),
    "text recall, shingle": (lambda pages: mean(pages, "shingle_recall"), ".3f"),
    "text F1, bag": (lambda pages: mean(pages, "bag_f1"), ".3f"),
    "text precision, bag": (lambda pages: mean(pages, "bag_precision"), ".3f"),
    "text recall, bag": (lambda pages: mean(pages, "bag_recall"), ".3f"),
    "snippets F1": (snippets_f1, ".3f"),
    "headline exact": (lambda pages: mean(pages, "headline"), ".3f"),
    "authors F1": (lambda pages: mean(pages, "authors"), ".3f"),
    "date": (lambda pages: mean(pages, "date"), ".3f"),
    "pages without text": (lambda pages: total(pages, "empty"), ".0f"),
    "pages failed on": (lambda pages: total(pages, "failed"), ".0f"),
    "CPU per page, ms: mean": (lambda pages: fmean(costs(pages)), ".1f"),
    "CPU per page, ms: median": (lambda pages: median(costs(pages)), ".1f"),
    "CPU per page, ms: p95": (lambda pages: costs(pages)[int(0.95 * len(costs(pages)))], ".1f"),
    "peak memory, MB": (lambda pages: max(page.answer.peak_mb for page in pages), ".0f"),
}
"""What a program is measured by, and how it is printed, in the order of the report; None where a data set is silent."""

MEAN_RATIO, PAGE_RATIO = "CPU ratio: of the means", "CPU ratio: median of pages"
RATIOS = {MEAN_RATIO: ".2f", PAGE_RATIO: ".2f"}
"""What a program costs as a multiple of the reference on the same pages in the same run."""


FIELDS = {"headline exact": "headline", "authors F1": "authors", "date": "date"}
"""Figures of fields. A program that never gives the field has no such figure."""


def figures(pages: Sequence[Measured], reference: Sequence[Measured] = ()) -> dict[str, float]:
    """All figures of one run of a program; with the ratios if the reference has run beside it."""
    absent = {name for name, field in FIELDS.items() if not any(getattr(page.answer, field) for page in pages)}
    found = {name: figure(pages) for name, (figure, _) in FIGURES.items()}
    pairs = [
        (one.answer.cpu_ms, other.answer.cpu_ms)
        for one, other in zip(pages, reference, strict=bool(reference))
        if not one.answer.error and not other.answer.error
    ]
    if pairs:
        mine, theirs = zip(*pairs, strict=True)
        found |= {MEAN_RATIO: sum(mine) / sum(theirs), PAGE_RATIO: median(one / other for one, other in pairs)}
    return {name: value for name, value in found.items() if value is not None and name not in absent}
