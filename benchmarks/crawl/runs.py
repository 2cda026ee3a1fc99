"""One crawl, measured from all sides: what it cost, what the server saw of it, how right its archive is."""

import math
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawl import archives, measure, truth
from benchmarks.crawl.programs import Job, job
from benchmarks.crawl.web import NewsWeb, Traffic


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """A second crawl of the same, unchanged web into the same archive."""

    usage: measure.Usage
    """What it cost."""
    traffic: Traffic
    """What the server saw."""
    difference: archives.Difference
    """What it did to the rows of the first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One crawl into a new archive."""

    program: str
    """morgue or naive."""
    usage: measure.Usage
    """What it cost."""
    traffic: Traffic
    """What the server saw."""
    score: truth.Score
    """How right the archive is."""
    bytes: int
    """Size of all it left on disk."""
    again: Again | None
    """The second crawl, if asked for."""

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of CPU per archived article."""
        return 1000 * self.usage.cpu / self.score.archived if self.score.archived else math.inf

    @property
    def rate(self) -> float:
        """Archived articles per second of wall clock."""
        return self.score.archived / self.usage.seconds

    @property
    def noise(self) -> float:
        """CPU that neither the crawl nor the server used, as a share of one core."""
        return max(0.0, self.usage.others - self.traffic.server_cpu) / self.usage.seconds


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """How to crawl."""

    workdir: Path
    """Folder for archives and logs."""
    settings: tuple[str, ...] = ()
    """Further NAME=VALUE settings for morgue."""
    timeout: float = 3600
    """Seconds after which a crawl is killed."""
    second: bool = False
    """Whether to crawl a second time."""


def new_job(web: NewsWeb, program: str, name: str, options: Options) -> Job:
    """A crawl of the whole web by `program`, in the folder `name` of the workdir."""
    return job(program, options.workdir / name, web.sites(), options.settings)


def crawl(web: NewsWeb, program: str, name: str, options: Options) -> Run:
    """Crawl once, twice if the options say so. Nothing else may ask the web meanwhile."""
    work = new_job(web, program, name, options)
    usage, traffic = observe(web, work, options.timeout)
    score = truth.score(truth.load(web.truth), archives.read(work.archive))
    size = sum(path.stat().st_size for path in work.archive.parent.rglob("*") if path.is_file() and path != work.log)
    again = None
    if options.second:
        before = archives.dump(work.archive)
        second = observe(web, work, options.timeout)
        difference = archives.compare(before, archives.dump(work.archive))
        again = Again(usage=second[0], traffic=second[1], difference=difference)
    return Run(program=program, usage=usage, traffic=traffic, score=score, bytes=size, again=again)


def observe(web: NewsWeb, work: Job, timeout: float) -> tuple[measure.Usage, Traffic]:
    """Run `work` and say what it cost and what the server saw of it."""
    web.reset()
    usage = measure.measure(work.command, work.log, work.cwd, timeout)
    return usage, web.stats()
