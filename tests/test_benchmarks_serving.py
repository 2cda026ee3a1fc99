"""The questions that the reading room is measured by, on a small archive."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime

import pytest
from rich.progress import Progress

from benchmarks.reading_room import __main__ as bench
from benchmarks.reading_room import build, plain, report
from benchmarks.reading_room.corpus import Plan
from benchmarks.reading_room.drive import Times, at_once, one_by_one
from benchmarks.reading_room.questions import questions
from benchmarks.reading_room.serving import ServerError, ours, served

PLAN = Plan(articles=400, sources=5, days=6, end=datetime(2026, 11, 20, 12, tzinfo=UTC))


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    path = tmp_path_factory.mktemp("measured") / "archive.db"
    asyncio.run(build.build(path, PLAN, Progress(disable=True)))
    return path


def test_every_kind_of_page_is_there_to_be_asked_for_by_many_while_a_crawl_writes(archive):
    kinds = questions(archive, 100)
    with served(*ours(archive)) as server:
        alone = one_by_one(server, kinds, 1)
        crawl = bench.start_crawl(archive, 3)
        crowd = at_once(server, kinds, 3, 2)
        written = crawl.communicate(timeout=60)[0]
        assert server.memory() > 10_000_000
    assert set(alone.by_kind) == {kind.name for kind in kinds}
    assert crowd.errors == []
    assert crowd.rate > 0
    assert '"articles":' in written


def test_plain_datasette_is_asked_for_the_same(archive, tmp_path):
    table = tmp_path / "plain.db"
    plain.build(archive, table, 100)
    with closing(sqlite3.connect(table)) as db:
        assert db.execute("SELECT count(*) FROM articles").fetchone() == (100,)
        assert db.execute("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'the OR de OR die'").fetchone()[0]
    kinds = questions(archive, 100)
    with served(*plain.plain(table)) as server:
        assert set(one_by_one(server, kinds, 1, plain=True).by_kind) == {kind.name for kind in kinds}


def test_a_server_that_does_not_start_is_told(tmp_path):
    with pytest.raises(ServerError, match="no archive here"), served(*ours(tmp_path / "missing.db")):
        pass


def test_what_is_measured_stands_beside_what_is_to_be_reached(archive):
    kinds = questions(archive, 100)
    times = Times(by_kind={kind.name: [10.0, 20.0, 400.0] for kind in kinds}, seconds=3.0)
    crawl = {"articles": 60, "mean_ms": 4.0, "longest_ms": 30.0}
    one = report.Measured(
        name="Morgue", cold=times, warm=times, crowd=times, writing=times, crawl=crawl, memory=123_000_000
    )
    text = "\n".join(report.table([one], kinds))
    assert "| front | 50 | 20 (400) | 20 (400) | 20 (400) |" in text
    assert "Morgue: 123 MB of memory; 0 errors" in text
    assert "wrote 60 articles" in text
    assert "x 1.00" in text


def test_sizes_are_given_by_article(archive):
    lines = list(report.sizes(archive))
    assert "bytes each" in lines[0]
    assert any(line.startswith("| `revisions` |") for line in lines)


def test_a_missing_archive_is_told_with_its_cure(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["bench", "--archive", str(tmp_path / "no.db")])
    with pytest.raises(SystemExit):
        bench.main()
    assert "benchmarks.reading_room.build" in capsys.readouterr().err
