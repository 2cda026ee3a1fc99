"""The programs that are measured, and the command that runs each."""

import sys
from dataclasses import dataclass, replace
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = ("morgue", "naive")
EARLY = ("-a", "due=listings")
"""A second crawl at once is to ask every endpoint again."""
DELAY = 0.01  # seconds: what is measured is the program, not its politeness; one request at a time per host remains


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One crawl to run."""

    program: str
    """morgue or naive."""
    archive: Path
    """The SQLite file it writes."""
    log: Path
    """Where its output goes."""
    command: tuple[str, ...]
    """What to run."""
    cwd: Path = REPOSITORY
    """Where to run it."""


def job(program: str, folder: Path, homepages: list[str], settings: tuple[str, ...] = ()) -> Job:
    """A crawl of `homepages` by `program` into a new `folder`; `settings` are further NAME=VALUE for morgue."""
    folder.mkdir(parents=True)
    archive = folder / "archive.db"
    if program == "naive":
        command = [sys.executable, "-m", "benchmarks.crawl.naive", str(archive), *homepages]
    else:
        sources = folder / "sources.toml"
        sources.write_text(sources_toml(homepages), encoding="utf-8")
        command = [sys.executable, "-m", "scrapy", "crawl", "news", *EARLY]
        for setting in (f"ARCHIVE={archive}", f"SOURCES={sources}", *settings):
            command += ["-s", setting]
    return Job(program=program, archive=archive, log=folder / "crawl.log", command=tuple(command))


def as_timed(work: Job) -> Job:
    """A crawl as a timer starts it, which asks what is due and no more."""
    return replace(work, command=tuple(word for word in work.command if word not in EARLY))


def sources_toml(homepages: list[str]) -> str:
    """A sources.toml of front pages only.

    >>> print(sources_toml(["http://127.0.1.1/"]))
    [site01]
    homepage = "http://127.0.1.1/"
    delay = 0.01
    <BLANKLINE>
    """
    return "".join(
        f'[site{number:02d}]\nhomepage = "{homepage}"\ndelay = {DELAY}\n\n'
        for number, homepage in enumerate(homepages, 1)
    ).removesuffix("\n")
