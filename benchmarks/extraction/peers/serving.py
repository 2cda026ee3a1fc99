"""The process of an extractor: pages as JSON lines on standard input, each answered in turn on standard output.

A page is `{"id", "url", "html_base64", "encoding"}`; the answer has the fields of `Answer`. An extractor that raises
ends its process: that page is lost, and the benchmark starts the process anew.
"""

import base64
import contextlib
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipelines.body import decode


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """A page to read."""

    url: str
    """Its address."""
    body: bytes
    """Its bytes."""
    content_type: str
    """Its Content-Type header."""
    html: str
    """Its text."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What an extractor read from a page."""

    text: str
    """The article's text; '' if none was found."""
    headline: str = ""
    """Its headline."""
    authors: tuple[str, ...] = ()
    """Who wrote it."""
    date: str = ""
    """When it was published, ISO 8601."""
    cpu_ms: float = 0.0
    """Milliseconds of CPU that it took."""
    peak_mb: float = 0.0
    """Most megabytes of resident memory of the process so far."""
    error: str = ""
    """Why there is no answer."""


def serve(read: Callable[[Stored], Answer]) -> None:
    """Answer pages until the input ends. What is measured is `read`, not the decoding of lines and bytes before it."""
    answers = sys.stdout
    with contextlib.redirect_stdout(sys.stderr):  # what a library prints is no answer
        for line in sys.stdin:
            page = stored(line)
            begin = time.process_time()
            answer = read(page)
            spent = 1000 * (time.process_time() - begin)
            print(json.dumps(asdict(replace(answer, cpu_ms=spent, peak_mb=peak_mb()))), file=answers, flush=True)


def stored(line: str) -> Stored:
    """The page of a line of JSON."""
    asked = json.loads(line)
    body = base64.b64decode(asked["html_base64"])
    header = f"text/html; charset={asked['encoding']}" if asked.get("encoding") else "text/html"
    url = asked.get("url") or "http://unknown.example/page"
    return Stored(url=url, body=body, content_type=header, html=decode(body, header))


def peak_mb() -> float:
    """Most resident memory of this process since it began; proc(5). getrusage(2) would count its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    match = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(match[1]) * 1024 / 1e6 if match else 0.0
