"""What a crawl is doing: a live display on a terminal, log lines without one, and a summary when it has ended."""

import atexit
import io
import logging
import shlex
import sys
import time
from collections import deque
from typing import Any

from rich.console import Console
from rich.live import Live
from scrapy import Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from scrapy.utils.asyncio import create_looping_call

from crawler.figures import Figures, Sample, display, figures, rates, sentence
from crawler.summary import report, summary

logger = logging.getLogger(__name__)

REFRESH = 0.25
"""Seconds between two refreshes of the live display."""

RECENT = 10.0
"""Seconds over which the live display takes its rates."""


def live_console(settings: BaseSettings) -> Console | None:
    """The terminal on stderr for a live display; None where there is to be none."""
    terminal = sys.stderr.isatty()
    wanted = terminal if settings.get("PROGRESS_ENABLED") is None else settings.getbool("PROGRESS_ENABLED")
    console = Console(
        stderr=True,
        force_terminal=True if wanted and not terminal else None,
        soft_wrap=True,  # the terminal breaks long log lines, so that an address in one can be copied
        markup=False,
        emoji=False,
        highlight=False,
    )
    return console if wanted and not console.is_dumb_terminal else None


def serve_command(settings: BaseSettings) -> str:
    """What to type to read the archive of this run."""
    typed = (settings.getpriority("ARCHIVE") or 0) >= SETTINGS_PRIORITIES["cmdline"]
    return f"scrapy serve -s ARCHIVE={shlex.quote(settings['ARCHIVE'])}" if typed else "scrapy serve"


class Progress:
    """Scrapy extension in place of LogStats.

    Settings: PROGRESS_ENABLED (a live display; default: when stderr is a terminal), LOGSTATS_INTERVAL (seconds between
    two log lines, written when there is no live display, or when LOG_FILE keeps the log off the terminal; 0 switches
    this extension off, as `scrapy shell` does), ARCHIVE (named in the summary).
    """

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self.interval = settings.getfloat("LOGSTATS_INTERVAL")
        if not self.interval or not settings.getbool("LOG_ENABLED"):
            raise NotConfigured
        self.console = live_console(settings)
        self.live: Live | None = None
        self.logged = self.console is None or bool(settings.get("LOG_FILE"))
        self.archive = str(settings.get("ARCHIVE", "archive.db"))
        self.command = serve_command(settings)
        assert crawler.stats is not None
        self.crawler, self.stats = crawler, crawler.stats
        self.samples: deque[Sample] = deque()
        self.handlers: list[logging.StreamHandler[Any]] = []

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Progress":
        """The extension, connected. Raises NotConfigured when there is nothing to show."""
        progress = cls(crawler)
        crawler.signals.connect(progress.spider_opened, signal=signals.spider_opened)
        return progress

    def spider_opened(self, spider: Spider) -> None:
        """Begin to show and to log."""
        self.spider = spider
        self.started = time.monotonic()
        self.samples.append(Sample(self.started, 0, 0))
        self.calls = []
        if self.console:
            self.live = self.show(self.console)
            self.refresh()
            self.calls.append((create_looping_call(self.refresh), REFRESH))
        if self.logged:
            self.calls.append((create_looping_call(self.log), self.interval))
        for call, seconds in self.calls:
            call.start(seconds, now=False)
        self.crawler.signals.connect(self.engine_stopped, signal=signals.engine_stopped)
        atexit.register(self.finish)  # a second Ctrl-C ends the process without a signal to extensions

    def show(self, console: Console) -> Live:
        """A live display, started, with what is logged to the terminal printed above it."""
        terminal = sys.stderr
        live = Live(console=console, auto_refresh=False, redirect_stdout=sys.stdout.isatty())
        live.start()
        for handler in logging.root.handlers:
            if isinstance(handler, logging.StreamHandler) and handler.stream is terminal:
                handler.setStream(sys.stderr)
                self.handlers.append(handler)
        return live

    def read(self, seconds: float) -> tuple[Figures, tuple[float, float]]:
        """The figures now, and the rates over the last `seconds`."""
        now = figures(self.stats.get_stats())
        self.samples.append(Sample(time.monotonic(), now.pages + now.lines, now.archived))
        while len(self.samples) > 2 and self.samples[1].at <= self.samples[-1].at - seconds:
            self.samples.popleft()
        return now, rates(self.samples[0], self.samples[-1])

    def refresh(self) -> None:
        """Bring the live display up to date."""
        assert self.live is not None
        now, rate = self.read(RECENT)
        elapsed, width = time.monotonic() - self.started, self.live.console.width
        self.live.update(display(now, rate, elapsed, width), refresh=True)

    def log(self) -> None:
        """Write the figures to the log."""
        logger.info(sentence(*self.read(self.interval)), extra={"spider": self.spider})

    def engine_stopped(self) -> None:
        """Stop refreshing, after Scrapy has logged its last line."""
        for call, _ in self.calls:
            if call.running:
                call.stop()
        self.finish()

    def finish(self) -> None:
        """End the display, give the log back its terminal, and say what the crawl did."""
        atexit.unregister(self.finish)
        if self.live:
            self.live.transient = True  # the summary takes its place
            self.live.stop()
            for handler in self.handlers:
                handler.setStream(sys.stderr)
        crawl = summary({"elapsed_time_seconds": time.monotonic() - self.started} | self.stats.get_stats())
        if self.console:
            self.console.print(report(crawl, self.console.width, self.archive, self.command), soft_wrap=False)
        if self.logged:
            plain = Console(file=io.StringIO(), width=120, force_terminal=False, color_system=None)
            with plain.capture() as captured:
                plain.print(report(crawl, plain.width, self.archive, self.command))
            text = "\n".join(line.rstrip() for line in captured.get().splitlines())
            logger.info("The crawl in numbers:\n%s", text, extra={"spider": self.spider})
