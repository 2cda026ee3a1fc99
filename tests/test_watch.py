"""`scrapy watch` as a process: it crawls on and on, survives runs that fail, and stops when told to."""

import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress

import pytest

from tests.crawling import ROOT, publish, rows, write_sources
from tests.hostileweb import serving
from tests.test_commands import scrapy
from tests.test_killed import wait_for


@pytest.fixture
def paper():
    with serving("127.0.3.7") as (paper,):
        publish(paper, "ferry")
        yield paper


def watch(folder, *more: str) -> subprocess.Popen[str]:
    """A watch over sources.toml in a folder."""
    settings = [
        "-s",
        f"ARCHIVE={folder / 'x.db'}",
        "-s",
        f"SOURCES={folder / 'sources.toml'}",
        "-s",
        "EXTRACT_WORKERS=1",
    ]
    words = [sys.executable, "-m", "scrapy", "watch", *settings, *more]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def runs(folder) -> list[str]:
    """How the runs so far ended."""
    with suppress(sqlite3.OperationalError):  # the archive is being made
        return [row[0] for row in rows(folder / "x.db", "SELECT status FROM crawls")]
    return []


def test_it_crawls_again_and_again_until_it_is_told_to_stop(paper, tmp_path):
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    with watch(tmp_path, "--every", "0.01") as process:
        wait_for(lambda: runs(tmp_path).count("finished") >= 2, "a second run")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert out.splitlines()[1].startswith("Run of ")
    assert out.splitlines()[-1] == "Stopped."
    assert set(runs(tmp_path)) <= {"finished", "shutdown"}


def test_a_run_under_way_is_stopped_in_good_order(paper, tmp_path):
    publish(paper, *(f"story-{number}" for number in range(30)))
    paper.wait = 0.2
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    with watch(tmp_path, "--every", "30") as process:
        wait_for(lambda: len(paper.asked) > 8, "eight requests")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert runs(tmp_path) == ["shutdown"]


def test_it_goes_on_after_runs_that_fail(tmp_path):
    (tmp_path / "sources.toml").write_text("[paper]\nhomepage = 1\n")
    with watch(tmp_path, "--every", "0.01") as process:
        assert process.stdout.readline().startswith("Crawling every")
        for _ in range(2):
            assert "failed with exit code 1" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "[paper] homepage" in err
    assert out.endswith("Stopped.\n")


def test_a_pause_that_is_none_is_refused():
    wrong = scrapy("watch", "--every", "often")
    assert wrong.returncode == 2
    assert "'often' is no pause; write a number of minutes" in wrong.stderr
