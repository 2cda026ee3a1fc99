import io
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest
from rich.console import Console, Group

from crawler.figures import Sample, display, figures, rates, sentence, waits
from crawler.summary import COLUMNS, report, summary, together

ROOT = Path(__file__).parent.parent
STATS = {
    "fate/stored": 57,
    "fate/dropped": 6,
    "fate/failed": 2,
    "outcome/apnews/stored/new": 9,
    "outcome/apnews/stored/revision": 2,
    "outcome/apnews/dropped/gallery": 4,
    "outcome/apnews/dropped/too-short": 1,
    "outcome/apnews/failed/timeout": 2,
    "outcome/lemonde/stored/new": 3,
    "outcome/lemonde/stored/copy": 3,
    "outcome/lemonde/stored/unchanged": 40,
    "outcome/lemonde/dropped/gallery": 1,
    "skipped/apnews/section": 1200,
    "skipped/lemonde/section": 34,
    "skipped/lemonde/mail": 5,
    "sources/total": 3,
    "sources/done": 2,
    "ledger/waiting": 10_233,
    "extract/queued": 5,
    "extract/busy": 2,
    "waiting/apnews.com": 2.6,
    "waiting/slow.example": 60.0,
    "waiting/ready.example": 0.0,
    "retry/count": 4,
    "response_received_count": 1234,
    "downloader/response_bytes": 34_140_000,
    "downloader/response_status_count/200": 1234,
    "log_count/INFO": 7,
}
ENDED = STATS | {"finish_reason": "finished", "elapsed_time_seconds": 83.4}


def printed(stats, width=120, archive="archive.db", command="scrapy serve"):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(report(summary(stats), width, archive, command))
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def many(sources):
    return ENDED | {f"outcome/paper-{number:03}/stored/new": 1000 + number for number in range(sources)}


def test_the_summary_counts_by_source_fate_and_word_the_busiest_first():
    crawl = summary(ENDED)
    lemonde, apnews = crawl.sources
    assert (lemonde.name, lemonde.pages, apnews.name, apnews.pages) == ("lemonde", 47, "apnews", 18)
    assert apnews.stored == {"new": 9, "revision": 2}
    assert apnews.dropped == {"gallery": 4, "too-short": 1}
    assert apnews.failed == {"timeout": 2}
    assert apnews.reasons == "4 gallery, 2 timeout, 1 too-short"
    assert crawl.skipped == {"section": 1234, "mail": 5}
    assert (crawl.done, crawl.total, crawl.pages, crawl.size) == (2, 3, 1234, 34_140_000)
    assert (crawl.waiting, crawl.seconds, crawl.reason) == (10_233, 83.4, "finished")


def test_an_outcome_that_has_no_column_is_named_among_the_reasons():
    (tally,) = summary({"outcome/a/stored/re-extracted": 3, "outcome/a/failed/timeout": 1}).sources
    assert tally.reasons == "3 re-extracted, 1 timeout"


def test_sources_together_count_as_their_sum_and_stay_as_they_are():
    crawl = summary(ENDED)
    both = together("both", crawl.sources)
    assert both.pages == 65
    assert both.dropped == {"gallery": 5, "too-short": 1}
    assert crawl.sources[1].dropped == {"gallery": 4, "too-short": 1}


def test_the_report_says_what_the_crawl_did_where_the_archive_is_and_what_to_type_next():
    assert printed(ENDED) == [
        "Source   New  Revised  Copies  Dropped  Failed  Other outcomes",
        "─" * 120,
        "lemonde    3                3        1          40 unchanged, 1 gallery",
        "apnews     9        2                5       2  4 gallery, 2 timeout, 1 too-short",
        "all 2     12        2       3        6       2  40 unchanged, 5 gallery, 2 timeout, 1 other",
        "",
        "Crawl          finished in 0:01:23",
        "Pages fetched  1,234 (34.1 MB)",
        "Publications   2 of 3 done",
        "Not followed   1,239 links, by their address: 1,234 section, 5 mail",
        "Waiting        10,233 links, for the next run",
        "Archive        archive.db",
        "Read it with   scrapy serve",
    ]


def test_a_crawl_that_fetched_nothing_says_so():
    assert printed({"finish_reason": "finished", "elapsed_time_seconds": 0.2}) == [
        "Crawl          finished in 0:00:00",
        "Pages fetched  0 (0.0 MB)",
        "Archive        archive.db",
        "Read it with   scrapy serve",
    ]


def test_pages_that_came_from_the_archive_are_not_said_to_be_fetched():
    lines = printed({"outcome/apnews/stored/revision": 3})
    assert not any(line.startswith("Pages fetched") for line in lines)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("finished", "finished in 0:01:23"),
        ("shutdown", "stopped after 0:01:23; the next run goes on from here"),
        ("closespider_timeout", "ended after 0:01:23 (closespider_timeout)"),
        ("", "ended after 0:01:23 (cut short)"),
    ],
)
def test_the_report_says_how_the_crawl_ended(reason, said):
    assert f"Crawl          {said}" in printed(ENDED | {"finish_reason": reason})


def test_of_500_sources_the_busiest_have_a_row_and_the_others_share_one():
    lines = printed(many(500))
    names = [line.split()[0] for line in lines[2:17]]
    assert names == [f"paper-{number:03}" for number in range(499, 484, -1)]
    rest = sum(1000 + number for number in range(485)) + 12
    assert lines[17].startswith(f"and 487 more  {rest:,}  ")
    assert lines[18].startswith(f"all 502       {rest + sum(range(1485, 1500)):,}  ")
    assert lines[19] == ""


@pytest.mark.parametrize("width", [10, 20, 34, 45, 60, 79, 80, 100, 200])
def test_the_report_fits_the_terminal_and_cuts_no_figure(width):
    lines = printed(many(20), width)
    assert max(map(len, lines)) <= width
    shown = [heading for heading, least in COLUMNS.items() if width >= least]
    if width >= 20:
        assert re.split(r"  +", lines[0]) == shown
        assert all("1,0" in line and "…" not in line[9:16] for line in lines[2:17])


def test_the_articles_of_stories_are_new_and_told_apart():
    stats = {"outcome/apnews/stored/new": 2, "outcome/apnews/stored/story": 3}
    assert figures(stats).new == 5
    assert "apnews 5 3 story" in [" ".join(line.split()) for line in printed(stats)]


def test_the_report_shows_markup_as_it_is():
    assert "Archive        [bold]a[/bold].db" in printed({}, archive="[bold]a[/bold].db")


def test_the_figures_of_a_running_crawl_are_read_from_its_stats():
    now = figures(STATS)
    assert (now.new, now.revised, now.copies, now.archived, now.dropped, now.failed) == (12, 2, 3, 17, 6, 2)
    assert (now.done, now.total, now.pages, now.size) == (2, 3, 1234, 34_140_000)
    assert (now.waiting, now.queued, now.retries) == (10_233, 7, 4)
    assert now.held == ((60.0, "slow.example"), (2.6, "apnews.com"))


def test_without_stats_every_figure_is_zero():
    now = figures({})
    assert (now.pages, now.new, now.total, now.held) == (0, 0, 0, ())
    assert waits(now) == ""


def test_the_display_shows_the_figures_in_five_lines():
    text = display(figures(STATS), (8.25, 5.1), 83.4, 100)
    assert text.plain.splitlines() == [
        "0:01:23    ━━━━━━━━━━━━━━━━━━━━━━━━  2 of 3 publications",
        "pages      1,234 fetched · 8.2/s · 34.1 MB",
        "articles   12 new · 2 revised · 3 copies · 5.1/s",
        "links      10,233 waiting · 6 dropped · 2 failed",
        "waits for  slow.example 60 s · apnews.com 3 s · 7 pages to extract · 4 retries",
    ]


def test_the_display_leaves_out_what_is_not_known():
    lines = display(figures({}), (0.0, 0.0), 0.0, 100).plain.splitlines()
    assert [line.split()[0] for line in lines] == ["0:00:00", "pages", "articles", "links"]


@pytest.mark.parametrize("width", [5, 20, 59, 60])
def test_a_narrow_terminal_cuts_the_lines_of_the_display(width):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(Group(display(figures(STATS), (8.25, 5.1), 83.4, width)))
    lines = console.file.getvalue().splitlines()
    assert len(lines) == 5
    assert max(map(len, lines)) <= width


def test_many_hosts_that_are_waited_for_are_counted():
    held = {f"waiting/host-{number}.example": float(number) for number in range(1, 41)}
    assert waits(figures(held)) == "host-40.example 40 s · host-39.example 39 s · host-38.example 38 s · 37 more hosts"


def test_the_name_of_a_host_cannot_steer_the_terminal():
    shown = display(figures({"waiting/a\x1b[2J\n.example": 5.0}), (0.0, 0.0), 0.0, 80).plain
    assert "\x1b" not in shown
    assert shown.splitlines()[-1] == "waits for  a[2J.example 5 s"


def test_rates_are_taken_between_two_moments():
    assert rates(Sample(5.0, 100, 40), Sample(15.0, 150, 70)) == (5.0, 3.0)
    assert rates(Sample(5.0, 100, 40), Sample(5.0, 100, 40)) == (0.0, 0.0)


def test_the_line_for_the_log_has_the_figures():
    assert sentence(figures(STATS), (8.25, 5.1)) == (
        "2 of 3 publications done; 1,234 pages (8.2/s, 34.1 MB); 12 new articles, 2 revised, 3 copies (5.1/s); "
        "6 dropped, 2 failed; 10,233 links waiting"
    )


CRAWL = """
import asyncio, logging
from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

class Slow:
    async def close_spider(self):
        await asyncio.sleep(60)

class Fake(Spider):
    name = "fake"

    async def start(self):
        self.crawler.stats.set_stats(self.crawler.stats.get_stats() | STATS)
        self.logger.info("[bold]begun[/bold]")
        print("to stdout")
        await asyncio.sleep(SECONDS)
        yield {}

settings = {
    "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None, "crawler.progress.Progress": 0},
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "STATS_DUMP": False,
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "%(levelname)s: %(message)s",
    "LOG_VERSIONS": [],
}
process = AsyncCrawlerProcess(settings | SETTINGS)
process.crawl(Fake)
process.start()
streams = [getattr(handler, "stream", None) for handler in logging.root.handlers]
logging.getLogger().warning("after the crawl, to %s", ", ".join(type(stream).__name__ for stream in streams))
"""


@pytest.fixture(autouse=True)
def usual_terminal(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")


class Run:
    """A crawl of a spider that sets the stats and then waits, in a process of its own; its stderr may be a terminal."""

    def __init__(self, folder, *, seconds=1, terminal=False, **settings):
        script = folder / "crawl.py"
        given = f"STATS, SECONDS, SETTINGS = {STATS!r}, {seconds!r}, {settings!r}\n"
        script.write_text(given + CRAWL, encoding="utf-8")
        self.output, theirs = pty.openpty() if terminal else os.pipe()
        if terminal:
            termios.tcsetwinsize(theirs, (40, 100))
        command = [sys.executable, str(script)]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
        self.process = subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        self.shown = ""

    def wait_for(self, text):
        while text not in self.shown:
            chunk = self.read()
            assert chunk, f"{text!r} was never shown: {self.shown}"
            self.shown += chunk

    def read(self):
        try:
            return os.read(self.output, 65536).decode(errors="replace").replace("\r", "")
        except OSError:  # Linux reports a closed terminal so
            return ""

    def end(self):
        while chunk := self.read():
            self.shown += chunk
        os.close(self.output)
        stdout, _ = self.process.communicate(timeout=60)
        assert stdout == b"to stdout\n", "the display leaves stdout alone"
        return self.shown


def test_without_a_terminal_the_figures_and_the_summary_go_to_the_log(tmp_path):
    shown = Run(tmp_path, LOGSTATS_INTERVAL=0.2).end()
    assert "\x1b" not in shown
    lines = shown.splitlines()
    assert "INFO: [bold]begun[/bold]" in lines
    assert any(line.startswith("INFO: 2 of 3 publications done; 1,234 pages (") for line in lines)
    summed = lines.index("INFO: The crawl in numbers:")
    assert lines.index("INFO: Spider closed (finished)") < summed
    assert lines[summed + 4].startswith("apnews     9        2 ")
    assert "Read it with   scrapy serve" in lines[summed:]
    assert lines[-1] == "WARNING: after the crawl, to TextIOWrapper"


def test_on_a_terminal_the_log_is_printed_above_a_live_display(tmp_path):
    shown = Run(tmp_path, terminal=True).end()
    plain = re.sub(r"\x1b\[[\d;]*m", "", shown)
    assert re.search(r"\x1b\[2KINFO: \[bold\]begun\[/bold\]\n0:00:0\d ", plain), "the display gives way and comes back"
    assert "links      10,233 waiting · 6 dropped · 2 failed" in plain
    assert "The crawl in numbers" not in plain
    assert "publications done" not in plain
    final = plain[plain.rindex("\x1b[?25h") :]
    assert final.count("\x1b[1A\x1b[2K") == 5, "the summary takes the place of the five lines of the display"
    assert "apnews     9        2 " in final
    assert [line.rstrip() for line in final.splitlines()][-2:] == [
        "Read it with   scrapy serve",
        "WARNING: after the crawl, to TextIOWrapper",
    ]


def test_a_log_file_gets_the_figures_while_a_terminal_shows_them(tmp_path):
    shown = Run(tmp_path, terminal=True, LOG_FILE="crawl.log", LOGSTATS_INTERVAL=0.2).end()
    logged = (tmp_path / "crawl.log").read_text()
    assert "2 of 3 publications done" in logged
    assert "INFO: The crawl in numbers:\nSource   New" in logged
    assert "INFO" not in shown
    assert "links      10,233 waiting" in re.sub(r"\x1b\[[\d;]*m", "", shown)


@pytest.mark.parametrize(
    ("terminal", "settings"),
    [("xterm", {"PROGRESS_ENABLED": False}), ("dumb", {}), ("dumb", {"PROGRESS_ENABLED": True})],
)
def test_the_display_is_left_out_where_it_is_not_wanted_or_cannot_be(tmp_path, monkeypatch, terminal, settings):
    monkeypatch.setenv("TERM", terminal)
    shown = Run(tmp_path, terminal=True, **settings).end()
    assert "\x1b" not in shown
    assert "INFO: The crawl in numbers:\nSource   New" in shown


@pytest.mark.parametrize("quiet", [{"LOG_ENABLED": False}, {"LOGSTATS_INTERVAL": 0}])
def test_a_crawl_that_is_to_be_quiet_shows_neither_figures_nor_summary(tmp_path, quiet):
    shown = Run(tmp_path, terminal=True, **quiet).end()
    assert "\x1b" not in shown
    assert "apnews" not in shown


@pytest.mark.parametrize("terminal", [True, False])
def test_ctrl_c_ends_the_display_and_still_says_what_was_done(tmp_path, terminal):
    run = Run(tmp_path, seconds=60, terminal=terminal)
    run.wait_for("begun")
    run.process.send_signal(signal.SIGINT)
    shown = run.end()
    assert re.search(r"Crawl          stopped after 0:00:\d\d; the next run goes on from here", shown)
    assert shown.rfind("\x1b[?25h") >= shown.rfind("\x1b[?25l"), "the cursor is back"


def test_a_second_ctrl_c_gives_the_terminal_back_too(tmp_path):
    run = Run(tmp_path, seconds=60, terminal=True, ITEM_PIPELINES={"__main__.Slow": 1})
    run.wait_for("begun")
    run.process.send_signal(signal.SIGINT)
    run.wait_for("Closing spider (shutdown)")
    run.process.send_signal(signal.SIGINT)
    shown = run.end()
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l"), "the cursor is back"
    assert "(cut short)" in shown[shown.rindex("\x1b[?25h") :]


def test_the_summary_names_the_archive_that_was_asked_for(tmp_path):
    assert "Archive        news.db" in Run(tmp_path, ARCHIVE="news.db").end()
