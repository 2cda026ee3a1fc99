import json
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from pipelines.schema import open_archive

ROOT = Path(__file__).parent.parent
SOURCES = """
[apnews]
homepage = "https://apnews.com/"
name = "AP [bold]News[/bold]"
[lemonde]
homepage = "https://www.lemonde.fr/"
enabled = false
"""
ROWS = """
INSERT INTO sources(name, homepage, added, crawled)
  VALUES ('apnews', 'https://apnews.com/', '2026-11-01T00:00:00+00:00', '2026-11-20T10:30:00+00:00'),
  ('gone', 'https://gone.example/', '2026-11-01T00:00:00+00:00', NULL);
INSERT INTO endpoints(source, url, kind, found, added) VALUES
  ('apnews', 'https://apnews.com/', 'front', 'configured', ''),
  ('apnews', 'https://apnews.com/rss', 'feed', 'link', ''),
  ('apnews', 'https://apnews.com/rss2', 'feed', 'link', '');
INSERT INTO articles(headline, source, published, url, first_seen, last_seen, key, digest) VALUES
  ('A', 'apnews', '2026-11-18T09:00:00+00:00', 'https://apnews.com/a', '', '', 'a', '1a'),
  ('B', 'apnews', '2026-11-19', 'https://apnews.com/b', '', '', 'b', '1b'),
  ('C', 'apnews', '', 'https://apnews.com/c', '', '', 'c', '1c');
INSERT INTO links(source, url, key, state, found) VALUES
  ('apnews', 'https://apnews.com/a', 'a', 'stored', ''),
  ('apnews', 'https://apnews.com/d', 'd', 'waiting', ''),
  ('apnews', 'https://apnews.com/e', 'e', 'waiting', ''),
  ('apnews', 'https://apnews.com/f', 'f', 'failed', '');
"""
UNKNOWN = {"endpoints": {}, "articles": 0, "published": "", "crawled": "", "waiting": 0, "failed": 0}
LEMONDE = {"name": "lemonde", "title": "lemonde", "homepage": "https://www.lemonde.fr/", "enabled": False} | UNKNOWN


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "plain_settings.py").write_text('BOT_NAME = "test"\nCOMMANDS_MODULE = "crawler.commands"\n')
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    return tmp_path


@pytest.fixture
def archive(folder):
    db = open_archive(folder / "archive.db")
    db.conn.executescript(ROWS)
    db.close()
    return folder


def start(folder, *arguments, stdout=subprocess.PIPE):
    """`scrapy sources` in the folder, where SOURCES and ARCHIVE have their default names."""
    path = os.pathsep.join([str(ROOT), str(folder)])
    env = os.environ | {"PYTHONPATH": path, "SCRAPY_SETTINGS_MODULE": "plain_settings", "PYTHONIOENCODING": "utf-8"}
    env.pop("COLUMNS", None)  # a width that the environment names goes before the terminal's own
    command = [sys.executable, "-m", "scrapy", "sources", *arguments]
    return subprocess.Popen(command, cwd=folder, env=env, stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8")


def run(folder, *arguments):
    process = start(folder, *arguments)
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def on_a_terminal(folder, columns):
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, columns))
    process = start(folder, stdout=theirs)
    os.close(theirs)
    shown = b""
    while chunk := read(ours):
        shown += chunk
    os.close(ours)
    assert process.communicate(timeout=60)[1] == ""
    assert process.returncode == 0
    return re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).replace("\r", "").splitlines()


def read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux reports a closed terminal so
        return b""


def test_without_an_archive_the_publications_are_listed_with_nothing_known(folder):
    code, out, err = run(folder, "--json")
    assert (code, err) == (0, "")
    apnews, lemonde = json.loads(out)
    assert lemonde == LEMONDE
    assert apnews["articles"] == 0
    assert not (folder / "archive.db").exists(), "it only reads"


def test_json_says_what_the_archive_knows(archive):
    apnews, lemonde = json.loads(run(archive, "--json")[1])
    assert apnews == {
        "name": "apnews",
        "title": "AP [bold]News[/bold]",
        "homepage": "https://apnews.com/",
        "enabled": True,
        "endpoints": {"feed": 2, "front": 1},
        "articles": 3,
        "published": "2026-11-19",
        "crawled": "2026-11-20T10:30:00+00:00",
        "waiting": 2,
        "failed": 1,
    }
    assert lemonde == LEMONDE


def test_a_pipe_gets_a_line_for_each_publication_with_tabs_between(archive):
    code, out, err = run(archive)
    assert (code, err) == (0, "")
    head, apnews, lemonde = (line.split("\t") for line in out.splitlines())
    assert head[0] == "name"
    assert dict(zip(head, apnews, strict=True)) == {
        "name": "apnews",
        "title": "AP [bold]News[/bold]",
        "homepage": "https://apnews.com/",
        "enabled": "yes",
        "endpoints": "feed 2, front 1",
        "articles": "3",
        "published": "2026-11-19",
        "crawled": "2026-11-20T10:30:00+00:00",
        "waiting": "2",
        "failed": "1",
    }
    assert lemonde == ["lemonde", "lemonde", "https://www.lemonde.fr/", "no", "", "", "", "", "", ""]


def test_a_terminal_gets_a_table(archive):
    heading, rule, apnews, lemonde = on_a_terminal(archive, 160)
    assert re.split(r"  +", heading.strip())[:3] == ["Source", "Homepage", "Endpoints"]
    assert set(rule) == {"─"}
    cells = ["apnews", "https://apnews.com/", "feed 2, front 1", "3", "2026-11-19", "2026-11-20 10:30", "2", "1"]
    assert re.split(r"  +", apnews.strip()) == cells
    assert re.split(r"  +", lemonde.strip()) == ["lemonde (off)", "https://www.lemonde.fr/"]


@pytest.mark.parametrize("columns", [1, 12, 25, 60, 80])
def test_the_table_fits_a_narrow_terminal(archive, columns):
    lines = on_a_terminal(archive, columns)
    assert len(lines) == 4
    assert all(len(line) <= columns for line in lines)


def test_mistakes_go_to_stderr_without_a_traceback(folder):
    (folder / "sources.toml").write_text('[apnews]\nhomepage = "apnews.com"\ndelay = -1\n')
    code, out, err = run(folder)
    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "sources.toml: [apnews] homepage: 'apnews.com' has no scheme; write https://apnews.com",
        "sources.toml: [apnews] delay: -1 is no delay; write seconds, 0 to 86400",
    ]


def test_a_file_that_is_no_archive_is_refused(folder):
    (folder / "other.db").write_text("not a database, but long enough to be taken for one" * 20)
    code, out, err = run(folder, "-s", "ARCHIVE=other.db")
    assert (code, out) == (1, "")
    assert err.startswith("other.db: SQLite says: ")
    assert len(err.splitlines()) == 1


def test_a_name_that_would_be_part_of_an_address_is_a_name(archive):
    (archive / "archive.db").rename(archive / "a?b#c%20.db")
    assert json.loads(run(archive, "--json", "-s", "ARCHIVE=a?b#c%20.db")[1])[0]["articles"] == 3


def test_an_argument_is_refused(folder):
    code, _, err = run(folder, "apnews")
    assert code == 2
    assert "scrapy sources takes no argument 'apnews'" in err
