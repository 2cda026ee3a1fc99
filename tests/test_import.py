"""`scrapy crawl jsonl`: articles from a file go down the line of a crawl; a bad line is told and stops nothing."""

import gzip
import json
import os
import signal
import subprocess
import time

import pytest

from tests.archive import prose
from tests.crawling import ROOT, Crawled, command, rows
from tests.test_killed import articles, wait_for


def line(name, **changes):
    fields = {
        "id": name,
        "url": f"https://paper.example/news/{name}",
        "source": "paper",
        "title": f"The council hears of {name}",
        "byline": "By Ada Marsh",
        "date": "2026-11-20T07:30:00Z",
        "text": "\n\n".join(prose(name, 12)),
    }
    return json.dumps(fields | changes) + "\n"


def started(folder, *more, **given):
    return subprocess.Popen(
        command(folder, *more, spider="jsonl"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **given,
    )


def run(folder, *more, **given):
    process = started(folder, *more, **given)
    log, _ = process.communicate(timeout=60)
    return Crawled(code=process.returncode, log=log, archive=folder / "x.db", ended=time.monotonic())


def imported(folder, *lines):
    (folder / "a.jsonl").write_text("".join(lines))
    return run(folder, "-a", f"path={folder / 'a.jsonl'}")


CORPUS = (
    line("ferry", url="https://paper.example/news/ferry?utm_source=feed", language="en"),
    line("quay"),
    "{\n",
    line("ferry-again", text=json.loads(line("ferry"))["text"], source="The Courier", url="http://courier.example/f"),
    line("empty", text=""),
    line("nobody", source="", text=""),
    line("quay", title="The council hears of the quay again", text="\n".join(prose("more", 12))),
    line("undated", date=None, source="The Courier", url="http://courier.example/u"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("import")


@pytest.fixture(scope="module")
def first(folder):
    return imported(folder, *CORPUS)


def test_articles_of_a_file_are_archived_like_those_of_a_crawl(first):
    assert first.rows("SELECT source, headline, language, words, revisions, extractor FROM articles ORDER BY id") == [
        ("paper", "The council hears of ferry", "en", 144, 1, "jsonl 1"),
        ("paper", "The council hears of the quay again", "en", 144, 2, "jsonl 1"),
        ("the-courier", "The council hears of undated", "en", 144, 1, "jsonl 1"),
    ]
    assert first.rows("SELECT count(*) FROM articles_fts WHERE articles_fts MATCH 'undated'") == [(1,)]


def test_every_address_is_found_again_as_the_file_has_it(first):
    found = dict(first.rows("SELECT url, kind FROM appearances"))
    assert found == {
        "https://paper.example/news/ferry": "article",
        "https://paper.example/news/ferry?utm_source=feed": "tracking",
        "https://paper.example/news/quay": "article",
        "http://courier.example/f": "same-text",
        "http://courier.example/u": "article",
    }
    assert first.rows("SELECT DISTINCT state FROM links") == [("stored",)], "a crawl need not fetch them"


def test_a_publication_that_no_sources_file_knows_is_entered_as_not_crawled(first):
    assert first.rows("SELECT name, title, homepage, enabled, crawled FROM sources ORDER BY name") == [
        ("paper", "paper", "https://paper.example/", 0, None),
        ("the-courier", "The Courier", "http://courier.example/", 0, None),
    ]


def test_bad_lines_are_told_by_their_numbers_counted_and_on_record(first):
    assert first.code == 1
    assert "WARNING: a.jsonl line 3: not-json: " in first.log
    assert "WARNING: a.jsonl line 5: no-text: text is missing or empty" in first.log
    assert "Lines read    8, 3 of them bad: see bad_lines" in first.log
    assert first.rows("SELECT line, outcome FROM bad_lines") == [(3, "not-json"), (5, "no-text"), (6, "no-source")]
    assert first.rows("SELECT source, fate, outcome, pages FROM outcomes") == [
        ("paper", "failed", "no-text", 1),
        ("paper", "stored", "new", 2),
        ("paper", "stored", "revision", 1),
        ("the-courier", "stored", "copy", 1),
        ("the-courier", "stored", "new", 1),
    ]
    assert first.rows("SELECT status, stored, failed FROM crawls") == [("finished", 5, 3)]


def test_the_same_file_again_changes_nothing(first, folder):
    before = first.rows("SELECT id, url, digest, revisions, last_seen FROM articles")
    again = imported(folder, *(each for each in CORPUS if "council" in each and '"text": ""' not in each))
    assert again.code == 0, again.log
    assert again.rows("SELECT id, url, digest, revisions, last_seen FROM articles") == before
    assert again.rows("SELECT source, outcome, pages FROM outcomes WHERE crawl_id = 2") == [
        ("paper", "unchanged", 3),
        ("the-courier", "unchanged", 2),
    ]


def test_what_sources_toml_says_of_a_publication_is_entered(tmp_path):
    (tmp_path / "sources.toml").write_text('[paper]\nname = "The Paper"\nhomepage = "https://www.paper.example/"\n')
    assert imported(tmp_path, line("ferry")).rows("SELECT title, homepage, enabled, crawled FROM sources") == [
        ("The Paper", "https://www.paper.example/", 1, None)
    ]


def test_lines_come_compressed_from_standard_input_of_a_publication_named_for_them(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(line("ferry", source=None).encode()))
    with (tmp_path / "a.gz").open("rb") as file:
        done = run(tmp_path, "-a", "path=-", "-a", "source=Daily", stdin=file)
    assert done.code == 0, done.log
    assert done.rows("SELECT source, evidence FROM articles") == [
        ("Daily", '{"file": "standard input", "id": "ferry"}')
    ]


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path):
    lines = [line(f"story-{number}") for number in range(300)]
    os.mkfifo(tmp_path / "pipe")
    killed = started(tmp_path, "-a", f"path={tmp_path / 'pipe'}")
    with (tmp_path / "pipe").open("w") as pipe:
        pipe.write("".join(lines[:100]))
        pipe.flush()
        wait_for(lambda: articles(tmp_path), "the first article")
        killed.kill()
        killed.communicate()
    held = rows(tmp_path / "x.db", "SELECT id, url FROM articles")
    assert held
    done = imported(tmp_path, *lines)
    assert done.code == 0, done.log
    assert done.rows("SELECT id, url FROM articles")[: len(held)] == held
    assert done.rows("SELECT count(*), sum(revisions) FROM articles") == [(300, 300)]


def test_ctrl_c_ends_an_import_that_waits_for_its_lines(tmp_path):
    process = started(tmp_path, "-a", "path=-", stdin=subprocess.PIPE, start_new_session=True)
    process.stdin.write("".join(line(f"n{number}") for number in range(100)))
    process.stdin.flush()
    wait_for(lambda: articles(tmp_path), "the first article")
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    assert "stopped after" in process.stdout.read()
    process.stdin.close()
    process.stdout.close()


def test_a_file_that_is_cut_off_keeps_what_came_and_says_so(tmp_path):
    (tmp_path / "a.jsonl").write_bytes(gzip.compress("".join(line(f"n{n}") for n in range(250)).encode())[:-8])
    done = run(tmp_path, "-a", f"path={tmp_path / 'a.jsonl'}")
    assert done.code == 1
    assert "CRITICAL: a.jsonl: cannot be read on after" in done.log
    assert "(file-broken)" in done.log
    assert done.rows("SELECT count(*) >= 200 FROM articles") == [(1,)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "-a path=FILE is missing; name a file of JSON lines, or - for standard input"),
        (("path=nowhere.jsonl",), "nowhere.jsonl: cannot be read: there is no such file; name a file"),
        (("file=a.jsonl",), "-a file=a.jsonl: no such argument; there are path, source"),
    ],
)
def test_what_keeps_an_import_from_starting_is_told_on_one_line(tmp_path, arguments, said):
    done = run(tmp_path, *(word for argument in arguments for word in ("-a", argument)))
    assert done.code == 1
    assert "Traceback" not in done.log
    assert done.log.splitlines()[-1].startswith(said)
    assert not (tmp_path / "x.db").exists()
