"""The lines of a file, plain or gzip, read in a thread of their own: however slow the file, the reactor goes on.

Memory is bounded: a few batches of lines are ahead of whoever takes them, and of a line that is too long its beginning.
"""

import asyncio
import gzip
import io
import os
import threading
import zlib
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipelines.errors import MorgueError

LONGEST = 16_000_000
"""Bytes of a line; what is longer is not read whole."""

BATCH_LINES, BATCH_BYTES, AHEAD = 100, 1_000_000, 2
"""Lines and bytes that are handed on together, and how many such batches are read ahead."""

GZIP = b"\x1f\x8b"


class LinesError(MorgueError):
    """Raised when a file cannot be opened or read on, from `Lines`."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank."""

    number: int
    """Its number in the file, from 1."""

    content: bytes
    """The line; of one that is too long, its beginning."""

    whole: bool
    """Whether that is all of it."""


class Lines:
    """The lines of the file at `path`, `-` for standard input. Raises LinesError when there is no such file."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.name = "standard input" if path == "-" else Path(path).name
        self.read = 0
        """Bytes of the file that are read."""
        if fault := why_unreadable(path):
            raise LinesError(f"{path}: cannot be read: {fault}; name a file, or - for standard input")
        self.size = os.fstat(0).st_size if path == "-" else Path(path).stat().st_size
        """Bytes of the file; 0 where that is not known."""
        self._stopped = False

    async def batches(self) -> AsyncGenerator[list[Line], None]:
        """Lines, some at a time. Raises LinesError where the file cannot be read on; close it with `aclosing()`."""
        queue: asyncio.Queue[list[Line] | LinesError | None] = asyncio.Queue(AHEAD)
        arguments = (asyncio.get_running_loop(), queue)
        threading.Thread(target=self._fill, args=arguments, name="lines", daemon=True).start()
        try:
            while (batch := await queue.get()) is not None:
                if isinstance(batch, LinesError):
                    raise batch
                yield batch
        finally:
            self._stopped = True
            while not queue.empty():
                queue.get_nowait()

    def _fill(self, loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[list[Line] | LinesError | None]) -> None:
        """The thread: batch after batch into the queue, until there is no more, or nobody wants it."""

        def put(batch: list[Line] | LinesError | None) -> None:
            if not self._stopped:
                with suppress(CancelledError):  # the loop ends
                    asyncio.run_coroutine_threadsafe(queue.put(batch), loop).result()

        try:
            for batch in self._batched():
                put(batch)
                if self._stopped:
                    return
            put(None)
        except (OSError, EOFError, zlib.error) as error:
            put(LinesError(f"{self.name}: cannot be read on after {self.read:,} bytes: {error}; is it whole?"))

    def _batched(self) -> Iterator[list[Line]]:
        """The lines in batches."""
        batch: list[Line] = []
        size = 0
        descriptor = os.dup(0) if self.path == "-" else os.open(self.path, os.O_RDONLY)
        with io.BufferedReader(Counted(descriptor, self), 1 << 16) as raw:
            plain = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == GZIP else raw
            for line in read_lines(plain):
                batch.append(line)
                size += len(line.content)
                if len(batch) == BATCH_LINES or size > BATCH_BYTES:
                    yield batch
                    batch, size = [], 0
        if batch:
            yield batch


def why_unreadable(path: str) -> str:
    """Why a file cannot be read; '' if it can. It is not opened: a pipe may be opened but once.

    >>> why_unreadable("nowhere.jsonl"), why_unreadable("/"), why_unreadable("-")
    ('there is no such file', 'it is a folder', '')
    """
    file = Path(path)
    if path == "-":
        return ""
    if not file.exists():
        return "there is no such file"
    if file.is_dir():
        return "it is a folder"
    return "" if os.access(file, os.R_OK) else "you may not read it"


class Counted(io.FileIO):
    """A file that tells its reader's owner how much of it was read."""

    def __init__(self, descriptor: int, owner: Lines) -> None:
        super().__init__(descriptor)
        self._owner = owner

    def readinto(self, buffer: bytearray | memoryview) -> int | None:  # type: ignore[override]
        """As FileIO has it."""
        length = super().readinto(buffer)
        self._owner.read += length or 0
        return length


def read_lines(file: io.BufferedIOBase) -> Iterator[Line]:
    """The lines of a file that are not blank, each with its number."""
    number = 0
    while content := file.readline(LONGEST + 1):
        number += 1
        whole = rest = len(content) <= LONGEST or content.endswith(b"\n")
        while not rest:
            more = file.readline(LONGEST)
            rest = not more or more.endswith(b"\n")
        if content.strip():
            yield Line(number, content if whole else content[:1000], whole)
