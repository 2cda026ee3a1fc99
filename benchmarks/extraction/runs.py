"""Every program on every page of a data set, page by page, so that what disturbs one disturbs all alike."""

import resource
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryFile

from benchmarks.crawl.measure import busy
from benchmarks.extraction.datasets import Sample
from benchmarks.extraction.figures import Measured, figures, score
from benchmarks.extraction.programs import REFERENCE, Program

SAID_EVERY = 100
"""Pages between two words on progress."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """All programs, once through a data set."""

    measured: dict[str, list[Measured]]
    """For each program, what it made of each page."""
    noise: float
    """Cores that were busy with anything else meanwhile."""

    @property
    def figures(self) -> dict[str, dict[str, float]]:
        """The figures of each program."""
        reference = self.measured.get(REFERENCE, [])
        return {name: figures(pages, reference) for name, pages in self.measured.items()}


def run(samples: Sequence[Sample], names: Sequence[str]) -> Run:
    """Ask each program for each page, another one first each time."""
    mine, clock, all_before = own_cpu(), time.monotonic(), busy()
    measured: dict[str, list[Measured]] = {name: [] for name in names}
    with ExitStack() as stack:
        programs = [stack.enter_context(Program(name, stack.enter_context(TemporaryFile()))) for name in names]
        for number, sample in enumerate(samples):
            first = number % len(programs)
            for program in programs[first:] + programs[:first]:
                answer = program.ask(sample)
                scores = score(sample.truth, answer)
                measured[program.name].append(Measured(page=sample.id, answer=answer, scores=scores))
            if number % SAID_EVERY == 0:
                print(f"page {number} of {len(samples)}", file=sys.stderr, flush=True)
    others = busy() - all_before - (own_cpu() - mine)
    return Run(measured=measured, noise=max(0.0, others) / (time.monotonic() - clock))


def own_cpu() -> float:
    """Seconds of CPU of this process and of those it started that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
