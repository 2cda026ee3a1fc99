"""Runs that end before their time: killed without a word, ended by Ctrl-C, refused because another one is at work."""

import os
import random
import re
import signal
import sqlite3
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.records import read_record
from tests.crawling import ROOT, command, crawl, news, publish, rows, write_sources
from tests.hostileweb import serving

ARTICLES = [f"story-{number}" for number in range(40)]
CHANCE = random.Random(7)
MOMENTS = (("requests", CHANCE.randint(2, 6)), ("requests", CHANCE.randint(7, 14)), ("articles", CHANCE.randint(3, 9)))
"""When a run is killed: after so many requests, or as soon as so many articles can be read in the archive."""


@pytest.fixture(scope="module")
def paper():
    with serving("127.0.3.1") as (paper,):
        publish(paper, *ARTICLES)
        paper.wait = 0.1
        yield paper


def start(folder: Path) -> subprocess.Popen[str]:
    """A crawl that runs, in a process group of its own."""
    return subprocess.Popen(
        command(folder), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )


def wait_for(condition, what: str, seconds: float = 60) -> None:
    """Wait until a condition holds; a crawl that never brings it about must not hang the tests."""
    for _ in range(int(seconds / 0.02)):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"{what} never came")


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def articles(folder: Path) -> dict[str, int]:
    """The articles of the archive with their ids; none before the archive is made."""
    with suppress(sqlite3.OperationalError):
        return dict(rows(folder / "x.db", "SELECT url, id FROM articles"))
    return {}


def kill_at(folder: Path, paper, what: str, number: int) -> list[int]:
    """Crawl, kill the crawl's process group at a moment, and return the worker processes that it had."""
    asked = len(paper.asked)
    reached = {
        "requests": lambda: len(paper.asked) - asked >= number,
        "articles": lambda: len(articles(folder)) >= number,
    }
    with start(folder) as process:
        wait_for(reached[what], f"{number} {what}")
        workers = children(process.pid)
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
    return workers


def running(pid: int) -> bool:
    """Whether a process is still there and no zombie."""
    try:
        return not re.search(r"^State:\s+Z", Path(f"/proc/{pid}/status").read_text(), re.MULTILINE)
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def killed(paper, tmp_path_factory):
    """A crawl that was killed three times and then ran to its end: the ids seen after each kill, the workers, the crawl."""
    folder = tmp_path_factory.mktemp("killed")
    write_sources(folder / "sources.toml", {"paper": paper}, paper="delay = 0")
    ids, workers = [], []
    for what, number in MOMENTS:
        workers += kill_at(folder, paper, what, number)
        ids.append(articles(folder))
    return ids, workers, crawl(folder)


def test_the_next_run_fetches_the_rest(killed, paper):
    _, _, crawled = killed
    assert crawled.code == 0, crawled.log
    assert crawled.rows("SELECT url FROM articles ORDER BY url") == sorted(
        (paper.base + news(name),) for name in ARTICLES
    )
    assert crawled.rows("SELECT DISTINCT state, outcome FROM links") == [("stored", "new")]


def test_something_was_stored_before_a_kill_and_keeps_its_id(killed):
    ids, _, crawled = killed
    last = dict(crawled.rows("SELECT url, id FROM articles"))
    assert 0 < len(ids[-1]) < len(last)
    assert [seen for seen in ids if not seen.items() <= last.items()] == []


def test_no_page_is_fetched_again_but_those_under_way_at_a_kill(killed, paper):
    asked = [path for path in paper.paths() if path.startswith("/news/")]
    assert len(asked) - len(set(asked)) <= len(MOMENTS)
    assert set(asked) == {news(name) for name in ARTICLES}


def test_killed_runs_are_on_record_as_killed(killed):
    assert killed[2].rows("SELECT status, ended IS NOT NULL FROM crawls ORDER BY id") == [("killed", 1)] * 3 + [
        ("finished", 1)
    ]


def test_the_archive_is_whole_after_kills(killed):
    crawled = killed[2]
    assert crawled.rows("PRAGMA integrity_check") == [("ok",)]
    assert crawled.rows(
        "SELECT count(*) FROM articles a LEFT JOIN texts t ON t.article_id = a.id WHERE t.text IS NULL"
    ) == [(0,)]
    assert crawled.rows("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'council'") == [(len(ARTICLES),)]


def test_every_capture_on_record_is_readable_after_kills(killed):
    crawled = killed[2]
    captures = crawled.rows("SELECT url, warc, warc_offset FROM captures")
    assert len(captures) >= len(ARTICLES)
    assert [
        read_record(crawled.archive.parent, warc, offset)[0]["WARC-Target-URI"] for _, warc, offset in captures
    ] == [url for url, _, _ in captures]


def test_a_killed_crawl_leaves_no_process_behind(killed):
    workers = killed[1]
    assert workers
    wait_for(lambda: not any(map(running, workers)), f"the end of the workers {workers}", seconds=20)


@pytest.fixture(scope="module")
def interrupted(paper, tmp_path_factory):
    """A crawl during which a second one was tried, and that was then ended by Ctrl-C: both outcomes."""
    folder = tmp_path_factory.mktemp("interrupted")
    write_sources(
        folder / "sources.toml", {"paper": paper}, paper="delay = 0.5"
    )  # it must outlast the start of two others
    asked = len(paper.asked)
    with start(folder) as process:
        wait_for(lambda: len(paper.asked) >= asked + 7, "seven requests")
        second = crawl(folder), crawl(folder, "-s", "IF_BUSY=fail")
        workers = children(process.pid)
        process.send_signal(signal.SIGINT)
        log = process.communicate(timeout=60)[0]
    return folder, process, log, second, workers, paper.paths()[asked:]


def test_a_second_crawl_does_nothing_and_is_told_who_holds_the_archive(interrupted):
    folder, process, _, (skipped, failed), _, asked = interrupted
    for second in skipped, failed:
        assert f"{folder}/x.db: scrapy crawl news (process {process.pid}), started" in second.log
        assert "Traceback" not in second.log
    assert (skipped.code, failed.code) == (0, 1)
    assert "to wait for it: -s IF_BUSY=wait" in skipped.log
    assert "wait until it ends, or stop it" in failed.log
    assert asked.count("/robots.txt") == 1


def test_a_second_crawl_can_wait_for_the_first(paper, tmp_path):
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    asked = len(paper.asked)
    with start(tmp_path) as first:
        wait_for(lambda: len(paper.asked) >= asked + 3, "three requests")
        with subprocess.Popen(
            command(tmp_path, "-s", "IF_BUSY=wait"), cwd=ROOT, stderr=subprocess.PIPE, text=True
        ) as second:
            assert any(f"(process {first.pid})" in line and "waiting for it" in line for line in second.stderr)
            first.send_signal(signal.SIGINT)
            first.communicate(timeout=60)
            log = second.communicate(timeout=60)[1]
    assert second.returncode == 0, log
    assert rows(tmp_path / "x.db", "SELECT status FROM crawls") == [("shutdown",), ("finished",)]


def test_ctrl_c_ends_a_crawl_in_good_order(interrupted):
    folder, process, log, _, workers, _ = interrupted
    assert process.returncode == 130, log
    assert "Traceback" not in log
    assert rows(folder / "x.db", "SELECT status FROM crawls") == [("shutdown",)]
    wait_for(lambda: not any(map(running, workers)), "the end of the workers", seconds=20)


def test_ctrl_c_keeps_what_was_done(interrupted):
    folder, _, _, _, _, asked = interrupted
    fetched = sum(path.startswith("/news/") for path in asked)
    stored = rows(folder / "x.db", "SELECT count(*) FROM articles")[0][0]
    assert 0 < stored == fetched < len(ARTICLES)
    assert rows(folder / "x.db", "SELECT stored FROM crawls") == [(stored,)]


def test_ctrl_c_sends_nothing_more_to_a_host_that_asked_for_a_pause(tmp_path):
    with serving("127.0.3.1") as (paper,):
        publish(paper, "ferry", rules="Crawl-delay: 6\nAllow: /")
        write_sources(tmp_path / "sources.toml", {"paper": paper})
        with subprocess.Popen(command(tmp_path), cwd=ROOT, stderr=subprocess.PIPE) as process:
            while len(paper.asked) < 2:
                time.sleep(0.05)
            time.sleep(1)  # the third waits for its turn
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
        assert process.returncode == 130
        assert len(paper.asked) == 2
