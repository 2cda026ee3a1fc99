"""The one writer of an archive during one run: its connection, its transactions, its lock and its row in `crawls`.

Writes are gathered into transactions of about a second: a commit per article stops the reactor 17 ms each time. What
belongs together is written in one `unit()`, so a killed run leaves all of it or nothing.
"""

import asyncio
import fcntl
import json
import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import Crawler

from pipelines.errors import ArchiveBusy, ArchiveError, MorgueError
from pipelines.schema import check_folder, open_archive

logger = logging.getLogger(__name__)

COMMIT_SECONDS = 1.0
"""How long a write waits for others to share its transaction."""


def utc_now() -> str:
    """Now, UTC, ISO 8601 to the second."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """What is known of an archived article when it is asked when to look at it again."""

    source: str
    """The publication."""

    published: datetime
    """When it was published; when it was first seen, where no time or a later one is given."""

    looks: int
    """How often it was looked at again."""

    changes: int
    """How many of its versions were edits."""


def never(_article: Standing, _now: datetime) -> datetime | None:
    """The policy of runs that do not look at articles again."""
    return None


class Archive:
    """An archive opened for writing.

    Raises ArchiveError when it cannot be opened, ArchiveBusy when another run is writing to it.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        check_folder(self.path)
        self._lock = take_lock(self.path)
        self.db = open_archive(self.path)
        self.crawl: int | None = None
        self.before_commit: list[Callable[[], None]] = []
        """Called before each commit: what a row points at must be on the disk before the row is."""
        self.failed: Exception | None = None
        """What made the archive unwritable; nothing is written any more."""
        self.on_failure: Callable[[Exception], None] = logger.critical
        self.next_look: Callable[[Standing, datetime], datetime | None] = never
        """The policy of the run: when an article is to be looked at again; None for never."""
        self._timer: asyncio.TimerHandle | None = None
        self._after_commit: list[Callable[[], None]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Archive":
        """The archive of a crawl, named by the setting ARCHIVE: the same for all its components."""
        archive = getattr(crawler, "archive", None)
        if archive is None:
            archive = crawler.archive = cls(crawler.settings["ARCHIVE"])  # type: ignore[attr-defined]
        assert isinstance(archive, cls)
        return archive

    @property
    def folder(self) -> Path:
        """Where the archive lies: WARC files are named relative to it."""
        return self.path.resolve().parent

    def execute(self, sql: str, values: tuple[Any, ...] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """Run one statement that writes, in the transaction that is open or a new one.

        Raises ArchiveError when the archive cannot be written.
        """
        if self.failed:
            raise ArchiveError(f"{self.path}: nothing is written after: {self.failed}")
        try:
            if not self.db.conn.in_transaction:
                self.db.conn.execute("BEGIN IMMEDIATE")
                self._timer = asyncio.get_running_loop().call_later(COMMIT_SECONDS, self._commit_or_fail)
            return self.db.conn.execute(sql, values)
        except sqlite3.OperationalError as error:
            raise self.fail(self._unwritable(error)) from error

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of one statement that only reads; what this run has written but not committed is seen."""
        return self.db.conn.execute(sql, values).fetchall()

    @contextmanager
    def unit(self) -> Iterator[None]:
        """What is written inside is kept together or not at all, also when an exception passes."""
        self.execute("SAVEPOINT unit")
        try:
            yield
        except BaseException:
            if self.db.conn.in_transaction:  # a full disk has ended it already
                self.db.conn.execute("ROLLBACK TO unit")
            raise
        finally:
            if self.db.conn.in_transaction:
                self.db.conn.execute("RELEASE unit")

    def after_commit(self, action: Callable[[], None]) -> None:
        """Have something told once what was written so far will last."""
        self._after_commit.append(action)

    def commit(self) -> None:
        """Make everything written so far last.

        Raises ArchiveError when the disk is full or broken; what was not committed is taken back, so that the archive
        stays whole and the next run fetches it again.
        """
        if self._timer:
            self._timer.cancel()
            self._timer = None
        try:
            for action in self.before_commit:
                action()
            self.db.commit()
        except (sqlite3.Error, OSError) as error:
            raise self.fail(self._unwritable(error)) from error
        told, self._after_commit = self._after_commit, []
        for action in told:
            action()

    def _commit_or_fail(self) -> None:
        """The timer's commit: nobody is there to catch its error, and `fail()` has told it."""
        with suppress(ArchiveError):
            self.commit()

    def _unwritable(self, error: Exception) -> ArchiveError:
        """The error to raise when the system refuses a write."""
        cure = "free some space or name another ARCHIVE, then run again: it goes on where it was"
        return ArchiveError(f"{self.path}: cannot write: {error}; {cure}")

    def fail(self, error: MorgueError) -> MorgueError:
        """Give up writing: take back what was not committed, and tell the run, once. Returns the error, to be raised."""
        if self.failed is None:
            self.failed = error
            self._after_commit.clear()
            self.db.rollback()
            self.on_failure(error)
        return error

    def begin_crawl(self, spider: str, arguments: dict[str, str]) -> None:
        """Open this run's row in `crawls`; runs that left theirs open were killed, since they no longer hold the lock."""
        self.execute("UPDATE crawls SET status = 'killed', ended = ? WHERE status = 'running'", (utc_now(),))
        row = (spider, json.dumps(arguments, ensure_ascii=False, sort_keys=True), utc_now())
        self.crawl = self.execute("INSERT INTO crawls (spider, arguments, started) VALUES (?, ?, ?)", row).lastrowid
        self.commit()

    def end_crawl(self, reason: str, seconds: float, stats: dict[str, Any]) -> None:
        """Close this run's row with its numbers, and keep its outcomes by source."""
        counts = [stats.get(f"fate/{fate}", 0) for fate in ("stored", "dropped", "failed")]
        traffic = [
            stats.get(key, 0) for key in ("sources/total", "downloader/request_count", "downloader/response_bytes")
        ]
        self.execute(
            "UPDATE crawls SET ended = ?, status = ?, sources = ?, requests = ?, bytes = ?, stored = ?, dropped = ?,"
            " failed = ?, seconds = ? WHERE id = ?",
            (utc_now(), reason, *traffic, *counts, seconds, self.crawl),
        )
        for key, pages in stats.items():
            match key.split("/"):
                case ["outcome", source, fate, outcome]:
                    # what came of no publication, such as an imported line that names none, is in `crawls` alone
                    self.execute(
                        "INSERT INTO outcomes SELECT ?1, name, ?3, ?4, ?5 FROM sources WHERE name = ?2",
                        (self.crawl, source, fate, outcome, pages),
                    )
        self.commit()

    def close(self) -> None:
        """Commit, let SQLite tidy its statistics, and give the lock back."""
        try:
            if not self.failed:
                self.commit()
                self.db.execute("PRAGMA optimize")
        finally:
            self.db.close()
            os.close(self._lock)


def take_lock(path: Path) -> int:
    """The file descriptor of the archive's write lock. The kernel gives the lock back when its holder dies.

    Raises ArchiveBusy, naming the holder, when another process has it; ArchiveError when there can be no lock.
    """
    name = path.with_name(path.name + ".lock")
    try:
        lock = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ArchiveError(f"{name}: {error.strerror}; make its folder writable, or name another ARCHIVE") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 200).decode(errors="replace").strip() or "another process"
        os.close(lock)
        raise ArchiveBusy(f"{path}: {holder} is writing to it") from error
    os.ftruncate(lock, 0)
    os.pwrite(lock, f"{program()} (process {os.getpid()}), started {utc_now()},".encode(), 0)
    return lock


def program() -> str:
    """What this process is, for people: its command without options, which may hold secrets."""
    words = [
        Path(word).name for word in sys.orig_argv[1:] if not word.startswith("-")
    ]  # Scrapy takes words out of argv
    return " ".join(words[:3])[:100]
