"""The local web of news sites that the crawls are measured on: a program of its own, started on loopback."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

PORTS = range(8850, 8900)
BUILD = 1800.0  # seconds that building a web may take: about 20 ms an article


class WebError(Exception):
    """Raised when the web of news sites cannot be started or asked, from `NewsWeb`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What kind of web to build."""

    program: Path
    """newsweb.py."""
    pages: tuple[Path, ...]
    """Folders of real pages it is made from."""
    cache: Path
    """Folder for what it renders; the same plan and port find it again."""
    sites: int = 10
    """News sites."""
    articles: int = 60
    """Articles a site."""
    seed: int = 7
    """Seed of everything random in it."""
    hazards: str = "none"
    """`std` for missing pages, loops, wrong charsets, a 20 MB page, a gzip bomb, a dripping page."""
    latency: float = 0.0
    """Milliseconds before each answer, about."""
    ports: range = field(default=PORTS)
    """Where to look for a free port."""

    def command(self, port: int, truth: Path) -> list[str]:
        """The command that serves this web on `port` and writes what it knows to `truth`."""
        words: list[object] = [
            sys.executable, self.program, "--pages", *self.pages, "--sites", self.sites, "--articles", self.articles,
            "--seed", self.seed, "--port", port, "--hazards", self.hazards, "--latency", self.latency,
            "--cache", self.cache, "--truth", truth,
        ]  # fmt: skip
        return [str(word) for word in words]


class NewsWeb:
    """A running web of news sites: `with NewsWeb(plan, workdir) as web: …`."""

    def __init__(self, plan: Plan, workdir: Path) -> None:
        self.plan = plan
        self.port = free_port(plan.ports)
        self.truth = workdir / f"truth-{plan.sites}x{plan.articles}.json"
        self.log = workdir / f"newsweb-{plan.sites}x{plan.articles}.log"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "NewsWeb":
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(self.plan.command(self.port, self.truth), stdout=output, stderr=output)
        end = time.monotonic() + BUILD
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                tail = self.log.read_text(errors="replace")[-2000:]
                self.close()
                raise WebError(f"{self.plan.program}: no answer on port {self.port}; its last words:\n{tail}")
            time.sleep(0.2)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop the server."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def answers(self) -> bool:
        """Whether the server is up."""
        try:
            self.sites()
        except WebError:
            return False
        return True

    def ask(self, path: str, method: str = "GET") -> Any:
        """What the control endpoint `path` says. Raises WebError when it cannot be reached."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/-/{path}", method=method)
        try:
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
                return json.load(answer)
        except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
            raise WebError(f"{request.full_url}: {error}; see {self.log}") from error

    def sites(self) -> list[str]:
        """The front pages."""
        return [f"{site['base']}/" for site in self.ask("sites")]

    def reset(self) -> None:
        """Forget every request so far."""
        self.ask("reset", "POST")

    def advance(self) -> int:
        """Move the clock by six hours, if it has not come to its end; returns its phase."""
        return int(self.ask("advance", "POST")["phase"])

    def stats(self) -> "Traffic":
        """What was asked since the last reset."""
        return Traffic.read(self.ask("stats"))


ARTICLE_KINDS = ("article", "amp", "print", "redirect")


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """What the server saw of one run."""

    requests: int
    """Requests."""
    kinds: dict[str, int]
    """Requests by kind of page."""
    statuses: dict[str, int]
    """Answers by status."""
    conditional: int
    """Requests with If-None-Match or If-Modified-Since."""
    repeats: int
    """Requests for an address asked before in this run."""
    pages_again: int
    """Those of them for pages of articles."""
    robots_violations: int
    """Requests for addresses that robots.txt disallows."""
    at_once: int
    """Most requests at once to one host."""
    server_cpu: float
    """Seconds of CPU of the server itself."""

    @classmethod
    def read(cls, stats: dict[str, Any]) -> "Traffic":
        """From the server's own words."""
        return cls(
            requests=stats["requests"], kinds=stats["kind"], statuses=stats["status"],
            conditional=stats["counters"].get("conditional", 0), repeats=stats["repeat_fetches"],
            pages_again=sum(n for kind, n in stats.get("repeats_by_kind", {}).items() if kind.partition("+")[0] in ARTICLE_KINDS),
            robots_violations=stats["counters"].get("robots_violations", 0),
            at_once=stats["max_concurrent_per_host"], server_cpu=stats["server_cpu_s"],
        )  # fmt: skip

    @property
    def article_pages(self) -> int:
        """Requests for pages of articles, in whatever form."""
        return sum(n for kind, n in self.kinds.items() if kind.partition("+")[0] in ARTICLE_KINDS)


def free_port(ports: range) -> int:
    """The first port that nothing on 127.0.0.1 or 127.0.1.1 listens on. Raises WebError when all are taken."""
    for port in ports:
        try:
            for host in ("127.0.0.1", "127.0.1.1"):
                with socket.socket() as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((host, port))
        except OSError:
            continue
        return port
    raise WebError(f"every port of {ports.start}–{ports.stop - 1} is taken; give others with --port")
