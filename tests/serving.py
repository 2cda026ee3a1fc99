"""`scrapy serve` as a user runs it, on a port that is free."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


def start(*arguments: object) -> subprocess.Popen[str]:
    """`scrapy serve` with these arguments, running."""
    command = [sys.executable, "-m", "scrapy", "serve", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def address(server: subprocess.Popen[str]) -> str:
    """The address that the server prints first."""
    assert server.stdout is not None
    found = re.search(r"http://\S+", server.stdout.readline())
    assert found, server.communicate()[1]
    return found[0]


@contextmanager
def served(archive: Path) -> Iterator[str]:
    """The address of the archive's tables, served while the context lasts."""
    with start("-s", f"ARCHIVE={archive}", "--port", 0) as server:
        try:
            yield address(server) + archive.stem
        finally:
            server.terminate()
            server.communicate(timeout=60)
