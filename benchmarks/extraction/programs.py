"""The programs that are measured, each in a process of its own."""

import base64
import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from threading import Timer
from typing import BinaryIO

from benchmarks.extraction.datasets import Sample, Truth
from benchmarks.extraction.peers.serving import Answer

REPOSITORY = Path(__file__).resolve().parents[2]
LIMIT = 60.0
"""Seconds for one page."""
MOST_DEATHS = 50
"""A program whose process has ended more often than this is broken."""
INSTALL = "uv pip install -r pyproject.toml --group bench"
"""What installs the peers; in an environment of their own, since they hold libraries of the project back."""

MORGUE = "morgue"
REFERENCE = "trafilatura"
"""The program whose cost is 1."""
PEERS = {REFERENCE: "trafilatura", "newspaper4k": "newspaper4k", "readability": "readability-lxml"}
"""Extractors to compare with: the module in peers/, and the package that it needs."""

_PARAGRAPH = "<p>The old bridge over the river was opened again on Friday, after two years of works.</p>"
WARM_UP = Sample(
    id="warm-up",
    url="https://www.example.org/news/2024/05/17/bridge-reopens.html",
    body=f"<html lang=en><title>Bridge reopens</title><h1>Bridge reopens</h1>{12 * _PARAGRAPH}</html>".encode(),
    encoding="utf-8",
    truth=Truth(),
)
"""Asked first of every process, so that no page pays for what a library does once."""


class ProgramError(Exception):
    """Raised when a program is not installed, does not start or keeps dying, from here."""


def versions(names: list[str]) -> dict[str, str]:
    """The versions of the packages that the programs `names` need. Raises ProgramError when one is not installed."""
    found = {}
    for name in names:
        distribution = PEERS[name]
        try:
            found[name] = version(distribution)
        except PackageNotFoundError as error:
            raise ProgramError(
                f"{name}: {distribution} is not installed here; run `{INSTALL}` in an environment of its own "
                "(benchmarks/README.md has the commands), or choose other --peers"
            ) from error
    return found


class Program:
    """An extractor in a process, which is started anew when a page has killed it. What it says goes to `log`.

    The process runs the module `name` of `package`.
    """

    def __init__(self, name: str, log: BinaryIO, package: str = "benchmarks.extraction.peers") -> None:
        self.name, self.log, self.module = name, log, f"{package}.{name}"
        self.deaths = 0

    def __enter__(self) -> "Program":
        """Start it."""
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        """End its process."""
        self.stop()

    def start(self) -> None:
        """Start the process and let it warm up. Raises ProgramError when it does not answer."""
        self.log.seek(0)
        self.log.truncate()
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", self.module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, cwd=REPOSITORY,
        )  # fmt: skip
        if error := self._ask(WARM_UP).error:
            self.stop()
            raise ProgramError(f"{self.name} does not start: {error}")

    def ask(self, page: Sample) -> Answer:
        """What it reads from a page. Raises ProgramError when its process ends on page after page."""
        answer = self._ask(page)
        if answer.error:
            self.deaths += 1
            if self.deaths > MOST_DEATHS:
                raise ProgramError(f"{self.name} ended on {self.deaths} pages, last on {page.id}: {answer.error}")
            self.stop()
            self.start()
        return answer

    def _ask(self, page: Sample) -> Answer:
        """The answer; one with an error when the process ends, or is killed after LIMIT seconds."""
        body = base64.b64encode(page.body).decode()
        line = json.dumps({"id": page.id, "url": page.url, "html_base64": body, "encoding": page.encoding})
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        timer = Timer(LIMIT, self.process.kill)
        timer.start()
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = b""  # it ended before it read the page
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            return Answer(text="", error=self.last_words() or f"no answer in {LIMIT:.0f} s")
        read = json.loads(answer)
        return Answer(**(read | {"authors": tuple(read["authors"])}))

    def last_words(self) -> str:
        """The last line of its log."""
        self.log.seek(0)
        lines = self.log.read().decode("utf-8", "replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
