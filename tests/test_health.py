"""How sources are judged, what is kept and shown of it, and who is told."""

import json
import shlex
import sys
import threading
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from crawler.checkup import check_up
from crawler.notify import NotifyError, tell
from crawler.sources import Source
from pipelines.health import Filled, Vitals, judge_health
from pipelines.schema import open_archive
from tests.archive import NOW, at
from tests.crawling import crawl, publish, rows, write_sources
from tests.hostile import insert
from tests.hostileweb import serving
from tests.test_commands import scrapy

WELL = Vitals(days=28, articles=280, week=70, longest_pause=14, silence=3, unanswered=0, pages=70)


def vitals(**changed) -> Vitals:
    """A source that brings out ten articles a day, but for what is changed."""
    known = {name: getattr(WELL, name) for name in Vitals.__dataclass_fields__}
    return Vitals(**known | changed)


@pytest.mark.parametrize(
    ("changed", "state", "reason"),
    [
        ({}, "well", ""),
        ({"silence": 20.9}, "well", ""),
        ({"silence": 21.1}, "quiet", "no article for 21 h; it brings out 10 a day and never paused for longer than 14 h"),
        ({"silence": 11, "longest_pause": 1, "articles": 28_000}, "well", ""),  # a night
        ({"silence": 13, "longest_pause": 1, "articles": 28_000}, "quiet", "no article for 13 h"),
        ({"silence": 100, "longest_pause": 60, "articles": 7}, "well", ""),  # four days are nothing at 0.25 a day
        ({"silence": 30, "articles": 2}, "new", ""),
        ({"silence": 30, "articles": 2, "stated": 24}, "quiet", "no article for 30 h; it brings out 24 a day"),
        ({"silence": None, "stated": 3.0}, "quiet", "no article was ever found"),
        ({"unanswered": 25}, "failing", "no front page, feed or sitemap answered for 25 h"),
        ({"unanswered": None}, "failing", "no front page, feed or sitemap ever answered"),
        ({"failures": {"timeout": 30, "http-503": 9}}, "failing", "39 of 70 pages failed in a day (30 timeout, 9 http-503)"),
        ({"failures": {"timeout": 30}}, "well", ""),
        ({"failures": {"timeout": 9}, "pages": 9}, "well", ""),  # too few to tell
        ({"crawled": False, "unanswered": None, "articles": 0, "silence": None}, "new", ""),
    ],
)  # fmt: skip
def test_a_source_is_judged_by_what_is_usual_for_it(changed, state, reason):
    judged = judge_health(vitals(**changed))
    assert (judged.state, judged.reason[: len(reason) or None]) == (state, reason)


def test_a_field_that_is_no_longer_found_is_named():
    fell = Filled(latest=1, of_latest=20, before=190, of_before=200)
    fine = Filled(latest=15, of_latest=20, before=190, of_before=200)
    never = Filled(latest=0, of_latest=20, before=2, of_before=200)
    judged = judge_health(vitals(filled={"byline": fell, "date": fine, "image": never}))
    assert (judged.state, judged.fell) == ("worse", ("byline 95 % → 5 %",))
    assert judged.ill


# -- what the archive says


def publication(db, name: str, ages: list[float], **article) -> None:
    """A source, asked just now, with an article of each age in days."""
    insert(db, "sources", [{"name": name, "homepage": f"https://{name}.example/", "added": at(60), "crawled": at(0)}])
    front = {"source": name, "url": f"https://{name}.example/", "kind": "front", "found": "configured", "added": at(60)}
    insert(db, "endpoints", [front | {"checked": at(0), "status": 200}])
    made = [
        {"headline": f"{name} {age}", "source": name, "url": f"https://{name}.example/{age}", "key": f"{name}{age}"}
        | {"published": at(age), "first_seen": at(age), "last_seen": at(0), "digest": f"{name}{age}"}
        | article
        for age in ages
    ]
    insert(db, "articles", made)


def judged(db, *names: str):
    """The judgements on these sources."""
    sources = [Source(name=name, title=name, homepage=f"https://{name}.example/") for name in names]
    found = check_up(lambda sql, values: db.execute(sql, values).fetchall(), sources, NOW)
    return {name: health for name, (health, _) in found.items()}


def test_the_archive_tells_who_is_well_and_who_is_quiet(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        hourly = [hour / 24 for hour in range(1, 20 * 24)]
        publication(db, "alive", hourly)
        publication(db, "silent", [age for age in hourly if age > 2])
        publication(db, "monthly", [9.0, 20.0])
        publication(db, "fresh", [0.1])
        found = judged(db, "alive", "silent", "monthly", "fresh")
    assert {name: health.state for name, health in found.items()} == {
        "alive": "well",
        "silent": "quiet",
        "monthly": "new",
        "fresh": "new",
    }
    assert found["silent"].reason == "no article for 49 h; it brings out 21 a day and never paused for longer than 1 h"
    assert 22 < found["alive"].actual < 26


def test_a_redesign_that_loses_the_bylines_is_noticed(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        publication(db, "paper", [age / 10 for age in range(25, 200)], byline="By Ada Lane")
        assert judged(db, "paper")["paper"].fell == ()
        made = [
            {"headline": "new", "source": "paper", "url": f"https://paper.example/new/{n}", "key": f"new{n}"}
            | {"published": at(n / 20), "first_seen": at(n / 20), "last_seen": at(0), "digest": f"new{n}"}
            for n in range(30)
        ]
        insert(db, "articles", made)
        found = judged(db, "paper")["paper"]
    assert (found.state, found.fell) == ("worse", ("byline 95 % → 0 %",))


def test_pages_that_are_no_longer_understood_are_noticed(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        publication(db, "paper", [age / 10 for age in range(25, 200)])
        runs = [{"id": n, "spider": "news", "started": at(age)} for n, age in enumerate((5.0, 3.0, 0.5), 1)]
        insert(db, "crawls", runs)
        outcomes = [
            (1, "stored", "new", 40),
            (2, "stored", "new", 40),
            (2, "dropped", "no-text", 2),
            (3, "dropped", "no-text", 30),
        ]
        counted = [dict(zip(("crawl_id", "fate", "outcome", "pages"), row, strict=True)) for row in outcomes]
        insert(db, "outcomes", [row | {"source": "paper"} for row in counted])
        assert judged(db, "paper")["paper"].fell == ("text 98 % → 0 %",)


# -- a crawl keeps it, and tells


@pytest.fixture
def paper():
    with serving("127.0.3.8") as (paper,):
        publish(paper, "ferry")
        yield paper


def test_a_crawl_keeps_the_judgement_and_tells_once_when_it_changed(paper, tmp_path):
    told = tmp_path / "told"
    script = f"import sys; open({str(told)!r}, 'a').write(sys.argv[1] + '|' + sys.stdin.read())"
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(script)}"
    paper.pages = {}
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0\nper_day = 5")
    for _ in range(2):
        crawl(tmp_path, MORGUE_NOTIFY=command)
    assert rows(tmp_path / "x.db", "SELECT source, state, told FROM health") == [("paper", "failing", "failing")]
    assert told.read_text().startswith("Morgue: paper is failing|paper is failing: no front page, feed or sitemap ever")
    assert told.read_text().count("|") == 1


def test_a_target_that_cannot_be_told_costs_a_warning_and_is_tried_again(paper, tmp_path):
    paper.pages = {}
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0\nper_day = 5")
    for _ in range(2):
        ended = crawl(tmp_path, MORGUE_NOTIFY="/no/such/program")
        assert "NOTIFY: /no/such/program: cannot be run" in ended.log
    assert rows(tmp_path / "x.db", "SELECT told FROM health") == [("",)]


def test_health_says_it_on_the_terminal_with_its_exit_code(paper, tmp_path):
    write_sources(tmp_path / "sources.toml", {"paper": paper}, paper="delay = 0")
    given = ("-s", f"ARCHIVE={tmp_path / 'x.db'}", "-s", f"SOURCES={tmp_path / 'sources.toml'}")
    missing = scrapy("health", *given)
    assert missing.returncode == 2
    assert "there is no archive here yet" in missing.stderr
    crawl(tmp_path)
    shown = scrapy("health", *given)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.splitlines()[1].startswith("paper\tnew\t")
    paper.pages = {}
    write_sources(tmp_path / "sources.toml", {"gone": paper}, gone="per_day = 9")
    listed = scrapy("health", "--json", *given)
    assert listed.returncode == 0
    assert [(row["source"], row["state"]) for row in json.loads(listed.stdout)] == [("gone", "new")]


# -- telling


class Inbox(BaseHTTPRequestHandler):
    """A web address that is told things."""

    def do_POST(self):
        self.server.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def inbox():
    with HTTPServer(("127.0.0.1", 0), Inbox) as server:
        server.got, server.status, server.url = [], 200, f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_web_address_gets_json(inbox):
    tell(inbox.url, "Title", "Text ⟦é⟧")
    assert inbox.got == [{"title": "Title", "text": "Text ⟦é⟧"}]


def test_what_cannot_be_told_says_why(inbox):
    inbox.status = 500
    for target, why in (
        (inbox.url, "500"),
        ("http://127.0.0.1:1/", "cannot be told"),
        ("false", "ended with exit code 1"),
        ("'unclosed", "cannot be run"),
        ("mailto://user:secret@example.org", r"mailto://…: needs Apprise"),
    ):
        with pytest.raises(NotifyError, match=why) as raised:
            tell(target, "Title", "Text")
        assert "secret" not in str(raised.value)


def test_a_silence_is_measured_up_to_the_last_answer_not_to_now(tmp_path):
    with closing(open_archive(tmp_path / "x.db")) as db:
        publication(db, "paper", [3 + hour / 24 for hour in range(400)])
        db.execute("UPDATE endpoints SET checked = ?", [at(3)])  # the machine was off since
        assert judged(db, "paper")["paper"].state == "well"
