"""`scrapy watch`: crawls again and again until it is stopped, for those who have no timer. Each run is a process of its own."""

import argparse
import random
import signal
import subprocess
import sys
import time
from datetime import datetime
from typing import Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.crawl import FINISHED, INTERRUPTED

LONGEST_PAUSE = 60.0
"""Minutes between two starts at most, however often runs have failed."""
JITTER = 0.1
"""Share of the pause by which a start is moved at random, so that many archives do not ask a site in step."""
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def next_start(started: float, every: float, failures: int, chance: float) -> float:
    """When to start the next run, in seconds: `every` minutes after the last start, twice as long for each failure in a row.

    `chance`, 0 to 1, decides where within the jitter.

    >>> next_start(1000.0, 10, 0, 0.5), next_start(1000.0, 10, 2, 0.5), next_start(1000.0, 10, 9, 0.5)
    (1600.0, 3400.0, 4600.0)
    """
    minutes = every if not failures else min(max(every, LONGEST_PAUSE), every * 2 ** min(failures, 10))
    return started + minutes * 60 * (1 + JITTER * (2 * chance - 1))


class Watch:
    """Runs a command on and on. A signal is passed on to the run under way, once, and ends the watch after it."""

    def __init__(self, command: list[str], every: float) -> None:
        self.command = command
        self.every = every
        self.stopped = False
        self.child: subprocess.Popen[bytes] | None = None

    def stop(self, number: int, _frame: Any) -> None:
        """Take a signal."""
        self.stopped = True
        if self.child:
            self.child.send_signal(signal.SIGTERM if number == signal.SIGHUP else number)

    def run(self) -> None:
        """Until a signal comes."""
        for number in SIGNALS:
            signal.signal(number, self.stop)
        failures = 0
        while not self.stopped:
            started = time.time()
            code = self.run_once()
            failures = 0 if code == FINISHED else failures + 1
            then = max(time.time(), next_start(started, self.every, failures, random.random()))  # noqa: S311 no secret
            if not self.stopped:
                print(report(code, time.time() - started, then), flush=True)
            while not self.stopped and time.time() < then:
                time.sleep(min(0.5, max(0.0, then - time.time())))  # a clock that is set may jump

    def run_once(self) -> int:
        """One run; its exit code."""
        # in a session of its own, a run gets Ctrl-C once, from here: a second one would have it drop what is under way
        self.child = subprocess.Popen(self.command, start_new_session=True)
        try:
            return self.child.wait()
        finally:
            self.child = None


def report(code: int, seconds: float, then: float) -> str:
    """One line on a run.

    >>> report(0, 12.3, 0)[:25], report(1, 0.4, 0)[:33]
    ('Run of 12 s: done. Next: ', 'Run of 0 s: failed with exit code')
    """
    how = "done" if code == FINISHED else "stopped" if code == INTERRUPTED else f"failed with exit code {code}"
    return f"Run of {seconds:.0f} s: {how}. Next: {datetime.fromtimestamp(then):%H:%M:%S}"  # noqa: DTZ006 local time


class Command(ScrapyCommand):
    """Crawl on and on."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        """Arguments, for the usage line."""
        return "[--every MINUTES] [-a NAME=VALUE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Crawl every few minutes until stopped"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Options of this command."""
        super().add_options(parser)
        parser.add_argument(
            "--every", type=minutes, default=10.0, metavar="MINUTES", help="minutes between two starts (default 10)"
        )
        parser.add_argument(
            "-a", dest="spargs", action="append", default=[], metavar="NAME=VALUE", help="an argument for the spider"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Watch until SIGTERM or Ctrl-C, and end with exit code 0."""
        if args:
            raise UsageError(
                f"scrapy watch takes no argument {args[0]!r}; -a and -s are passed on to scrapy crawl news"
            )
        given = [word for name in opts.spargs for word in ("-a", name)] + [
            word for setting in opts.set for word in ("-s", setting)
        ]
        logging = [
            word for name in ("loglevel", "logfile") if (value := getattr(opts, name)) for word in (f"--{name}", value)
        ]
        watch = Watch([sys.executable, "-m", "scrapy", "crawl", "news", *given, *logging], opts.every)
        print(f"Crawling every {opts.every:g} minutes. Ctrl-C stops, after what is under way is stored.", flush=True)
        watch.run()
        print("Stopped.", flush=True)


def minutes(text: str) -> float:
    """The minutes that an option names.

    >>> minutes("7.5")
    7.5
    """
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not 0.01 <= number <= 10_080:
        raise argparse.ArgumentTypeError(f"{text!r} is no pause; write a number of minutes, like 10")
    return number
