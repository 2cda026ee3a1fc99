"""The archive as a file: opened, migrated, locked, written in units, never damaged."""

import asyncio
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipelines.archive import Archive
from pipelines.errors import ArchiveBusy, ArchiveError
from pipelines.schema import describe, open_archive


def test_a_new_archive_has_every_table_strict_and_described(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        tables = {name for name in db.table_names() if not name.startswith(("articles_fts", "_"))}
        described = describe()
        assert tables | set(db.view_names()) == set(described)
        for name in tables:
            assert db[name].strict
            assert set(db[name].columns_dict) == set(described[name][1]), name
            assert all(described[name][1].values())


def test_an_archive_is_opened_again_as_it_was(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        db.execute(
            "INSERT INTO sources (name, homepage, added) VALUES ('paper', 'http://paper.example/', '2026-11-23')"
        )
    with closing(open_archive(tmp_path / "x.db")) as db:
        assert db["sources"].count == 1
        assert db.journal_mode == "wal"


def test_sqlite_utils_finds_the_search_index(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        assert db["articles"].detect_fts() == "articles_fts"


def test_a_missing_archive_is_not_made_where_one_must_be(tmp_path):
    with pytest.raises(ArchiveError, match="no archive here; make one with: scrapy crawl news"):
        open_archive(tmp_path / "x.db", create=False)
    assert not list(tmp_path.iterdir())


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(ArchiveError, match=r"the folder .* does not exist; create it"):
        open_archive(tmp_path / "none" / "x.db")


def test_a_database_of_something_else_is_left_alone(tmp_path):
    path = tmp_path / "x.db"
    with closing(Database(path)) as db:
        db["recipes"].insert({"name": "soup"})
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"database of something else .tables recipes.; name another ARCHIVE"):
        open_archive(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "x.db"
    path.write_text("These are notes, and they matter. " * 50)
    with pytest.raises(ArchiveError, match="SQLite says: file is not a database; restore it"):
        open_archive(path)
    assert path.read_text().startswith("These are notes")


def test_an_archive_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "x.db"
    with closing(open_archive(path)) as db:
        row = {"migration_set": "morgue", "name": "m999_from_the_future", "applied_at": "2030-01-01"}
        db["_sqlite_migrations"].insert(row)
    with pytest.raises(ArchiveError, match=r"written by a newer version .m999_from_the_future.; update this one"):
        open_archive(path)


def run(act):
    """What an act on an archive returns, inside a running loop as in a crawl."""

    async def inside():
        return act()

    return asyncio.run(inside())


def test_what_is_written_in_a_unit_that_fails_is_not_kept(tmp_path):
    def act():
        archive = Archive(tmp_path / "x.db")
        archive.execute("INSERT INTO sources (name, homepage, added) VALUES ('a', 'http://a.example/', '')")
        with pytest.raises(ZeroDivisionError):
            broken(archive)
        archive.close()

    def broken(archive):
        with archive.unit():
            archive.execute("INSERT INTO sources (name, homepage, added) VALUES ('b', 'http://b.example/', '')")
            raise ZeroDivisionError

    run(act)
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        assert db.execute("SELECT name FROM sources").fetchall() == [("a",)]


def test_writes_are_committed_after_a_while_by_themselves(tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.archive.COMMIT_SECONDS", 0.05)

    async def act():
        archive = Archive(tmp_path / "x.db")
        synced = []
        archive.before_commit.append(lambda: synced.append(archive.db.conn.in_transaction))
        archive.execute("INSERT INTO sources (name, homepage, added) VALUES ('a', 'http://a.example/', '')")
        with closing(sqlite3.connect(tmp_path / "x.db")) as reader:
            while not reader.execute("SELECT 1 FROM sources").fetchall():
                await asyncio.sleep(0.02)
        assert synced == [True]
        archive.close()

    asyncio.run(act())


def test_a_commit_that_fails_is_taken_back_and_told(tmp_path):
    def act():
        archive = Archive(tmp_path / "x.db")
        archive.execute("INSERT INTO sources (name, homepage, added) VALUES ('a', 'http://a.example/', '')")

        def full():
            raise OSError(28, "No space left on device")

        archive.before_commit.append(full)
        with pytest.raises(ArchiveError, match="No space left on device; free some space"):
            archive.commit()
        assert not archive.rows("SELECT 1 FROM sources")
        archive.before_commit.clear()
        archive.close()

    run(act)


HOLD = """
import sys, time
from pipelines.archive import Archive
archive = Archive(sys.argv[1])
print("holding", flush=True)
time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_archive(tmp_path):
    path = str(tmp_path / "x.db")
    root = Path(__file__).parents[1]
    with subprocess.Popen([sys.executable, "-c", HOLD, path], stdout=subprocess.PIPE, text=True, cwd=root) as holder:
        assert holder.stdout.readline() == "holding\n"
        with pytest.raises(ArchiveBusy, match=f"\\(process {holder.pid}\\), started .* is writing to it"):
            Archive(path)
        holder.kill()
        holder.wait()
    run(lambda: Archive(path).close())  # the kernel gave the lock back


def test_a_run_that_was_killed_is_marked_by_the_next(tmp_path):
    def first():
        archive = Archive(tmp_path / "x.db")
        archive.begin_crawl("news", {"limit": "3"})
        archive.close()  # without end_crawl, as after a kill

    def second():
        archive = Archive(tmp_path / "x.db")
        archive.begin_crawl("news", {})
        archive.execute("INSERT INTO sources (name, homepage, added) VALUES ('paper', 'http://paper.example/', '')")
        archive.end_crawl(
            "finished", 2.5, {"outcome/paper/stored/new": 4, "fate/stored": 4, "downloader/request_count": 9}
        )
        archive.close()

    run(first)
    run(second)
    with closing(sqlite3.connect(tmp_path / "x.db")) as db:
        assert db.execute("SELECT status, arguments, stored, requests, seconds FROM crawls ORDER BY id").fetchall() == [
            ("killed", '{"limit": "3"}', 0, 0, None),
            ("finished", "{}", 4, 9, 2.5),
        ]
        assert db.execute("SELECT * FROM outcomes").fetchall() == [(2, "paper", "stored", "new", 4)]
