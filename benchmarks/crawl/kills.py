"""Kill -9 a crawl at random moments, let it finish, and look for what it lost, doubled or broke."""

import random
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.crawl import archives, measure, truth, warcs
from benchmarks.crawl.programs import Job
from benchmarks.crawl.tree import PATIENCE, Tree
from benchmarks.crawl.web import NewsWeb

LOOK = 0.05  # seconds between two questions to the server how far the crawl is
ALONE = 0.3  # chance that only the crawl is killed, not the processes it started
SPAN = 1.1  # requests among which the kills are drawn, per live article
REPORTED = {
    "articles": "SELECT id, url FROM articles",
    "captures": "SELECT id, url || ' ' || fetched FROM captures",
    "revisions": "SELECT id, digest FROM revisions",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Survival:
    """How an archive came through."""

    kills: tuple[str, ...]
    """Requests the server had seen at each kill; `alone` when the processes that the crawl had started were spared."""
    violations: tuple[str, ...]
    """What is wrong with the archive afterwards, a sentence each."""
    orphans: int
    """WARC records that no row points at: fetched again, so no loss."""
    refetched: int
    """Requests for an address asked before: robots.txt and the endpoints that a run had not read, too."""
    pages_again: int
    """Those of them for pages of articles."""


def survive(web: NewsWeb, job: Job, kills: int, seed: int) -> Survival:
    """Crawl with `job` into its archive, killed `kills` times at moments drawn with `seed`, then to the end."""
    truths = truth.load(web.truth)
    chance = random.Random(seed)
    pages = sum(article.born == 0 for article in truths)
    web.reset()
    reported: dict[str, dict[int, str]] = {table: {} for table in REPORTED}
    done, violations = [], []
    moments = [0, *sorted(chance.randrange(int(pages * SPAN)) for _ in range(kills))]
    for earlier, moment in pairwise(moments):
        alone, pause = chance.random() < ALONE, chance.uniform(0, 0.5)
        requests = web.stats().requests + moment - earlier
        tree = Tree(job.command, job.log, job.cwd)
        if reach(web, tree, requests, pause):
            done.append(f"{web.stats().requests}{' (alone)' if alone else ''}")
        violations += [*end(tree, alone), *losses(job.archive, reported)]
    usage = measure.measure(job.command, job.log, job.cwd)
    if usage.exit:
        violations.append(f"the last run ended with exit status {usage.exit}; see {job.log}")
    violations += [*losses(job.archive, reported), *faults(job.archive, truths)]
    return Survival(
        kills=tuple(done),
        violations=tuple(violations),
        orphans=warcs.orphans(job.archive),
        refetched=web.stats().repeats,
        pages_again=web.stats().pages_again,
    )


def reach(web: NewsWeb, tree: Tree, requests: int, pause: float) -> bool:
    """Wait until the server has seen `requests`, and `pause` seconds more; whether the crawl still runs then."""
    while web.stats().requests < requests and tree.root.poll() is None:
        time.sleep(LOOK)
    time.sleep(pause)
    return tree.root.poll() is None


def end(tree: Tree, alone: bool, patience: float = PATIENCE) -> Iterator[str]:
    """Kill -9 the whole tree, or the crawl alone: then its workers must end by themselves, or a sentence says so."""
    if alone:
        tree.root.kill()
    else:
        tree.kill()
    tree.root.wait()
    if left := tree.reap(patience):
        yield f"{left} processes outlived the crawl that was killed"


def losses(archive: Path, reported: dict[str, dict[int, str]]) -> list[str]:
    """Rows seen after an earlier kill that are gone or differ; adds the rows seen now to `reported`.

    Reads a copy, so that recovering the archive after the kill remains the next crawl's work.
    """
    if not archive.exists():
        return []
    lost = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("", "-wal"):
            if (part := archive.with_name(archive.name + suffix)).exists():
                shutil.copy(part, Path(folder) / f"copy.db{suffix}")
        with closing(sqlite3.connect(Path(folder) / "copy.db")) as db:
            if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'articles'").fetchone():
                return []
            for table, query in REPORTED.items():
                now: dict[int, str] = dict(db.execute(query).fetchall())
                lost += [f"{table} {row}: was {was}, is {now.get(row)}"
                         for row, was in reported[table].items() if now.get(row) != was]  # fmt: skip
                reported[table] = now
    return lost


def faults(archive: Path, truths: tuple[truth.Truth, ...]) -> Iterator[str]:
    """A sentence for everything that is wrong with a finished archive."""
    score = truth.score(truths, archives.read(archive))
    if score.duplicates:
        yield f"{score.duplicates} records are of an article that already has one"
    with closing(archives.connect(archive)) as db:
        yield from absences(db, score.missing)
        for check in ("integrity_check", "foreign_key_check"):
            yield from (f"{check}: {tuple(row)}" for row in db.execute(f"PRAGMA {check}") if tuple(row) != ("ok",))
        if running := db.execute("SELECT count(*) FROM crawls WHERE status = 'running'").fetchone()[0]:
            yield f"{running} runs in crawls still say running"
    yield from warcs.capture_faults(archive)
    yield from warcs.file_faults(archive)


def absences(db: sqlite3.Connection, missing: tuple[str, ...]) -> Iterator[str]:
    """A sentence for each missing article, unless it was dropped with a reason, or folded into another with the same text:
    a wrong reason is no loss by a kill.
    """
    for url in missing:
        row = db.execute("SELECT state, outcome FROM links WHERE url = ?", (url,)).fetchone()
        if row is None or ((row["state"], row["outcome"]) != ("stored", "same-text") and row["state"] != "dropped"):
            yield f"{url} is missing; its link is {' '.join(row) if row else 'missing too'}"
